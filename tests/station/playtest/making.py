"""Results for tests that need some, without playing."""

from __future__ import annotations

from dataclasses import replace

from station.playtest.result import Result

USUAL = Result(level="shelf_reach/first_shelf", grade=1, ability=0.5, seed=1, measured=True, items=20, clean=15,
               done=18, misses=6, stars=2, ending="completed", seconds=60.0, play_s=50.0, cpu_s=0.5, work_s=4.0,
               path=9.0)


def result(clean: int, grade: int = 1, ability: float = 0.5, seed: int = 1, level: str = USUAL.level) -> Result:
    """Return a session in which `clean` of 20 items went well."""
    return replace(USUAL, clean=clean, grade=grade, ability=ability, seed=seed, level=level)
