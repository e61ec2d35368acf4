"""What is to be play-tested: levels x grades x abilities x seeds, within a bound, and the words that say so.

Not here: playing (`playing`), running many (`pool`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.errors import InputError
from levels.model import GRADES

MOST_SESSIONS = 20_000
"""A plan may hold so many sessions; at 100 x real time these are about three hours of one core."""
MOST_SEEDS = 1000
MOST_ABILITIES = 21
USUAL_GRADES = (1, 5, 10)
USUAL_ABILITIES = (0.0, 0.5, 1.0)
USUAL_SEEDS = 2
_RANGE = re.compile(r"([0-9]{1,3})(?:-([0-9]{1,3}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Job:
    """One session: a body of `ability` (0 weakest .. 1 strongest) plays `level` at `grade` (1..10) with `seed`."""

    level: str
    grade: int
    ability: float
    seed: int


@dataclass(frozen=True, slots=True)
class Plan:
    """levels: ids or paths of level files.  seeds: how many sessions for each level, grade and ability.

    Raises InputError when there is nothing to play or more than the bound.
    """

    levels: tuple[str, ...]
    grades: tuple[int, ...] = USUAL_GRADES
    abilities: tuple[float, ...] = USUAL_ABILITIES
    seeds: int = USUAL_SEEDS

    def __post_init__(self) -> None:
        if not 1 <= self.seeds <= MOST_SEEDS:
            raise InputError(f"--seeds: a number from 1 to {MOST_SEEDS}, not {self.seeds}.")
        if not 0 < self.sessions <= MOST_SESSIONS:
            raise InputError(f"This would be {self.sessions} sessions, and at most {MOST_SESSIONS} are played at "
                             "once: choose fewer levels, grades, abilities or seeds.")

    @property
    def sessions(self) -> int:
        """How many sessions the plan holds."""
        return len(self.levels) * len(self.grades) * len(self.abilities) * self.seeds

    def jobs(self) -> Iterator[Job]:
        """Yield every session; the same plan always gives the same ones."""
        for level in self.levels:
            for grade in self.grades:
                for ability in self.abilities:
                    for seed in range(1, self.seeds + 1):
                        yield Job(level, grade, ability, seed)


def parse_grades(word: str) -> tuple[int, ...]:
    """Read "1,5,10" or "1-10".  Raises InputError."""
    found: set[int] = set()
    for part in word.split(","):
        match = _RANGE.fullmatch(part.strip())
        first = int(match[1]) if match else 0
        last = int(match[2] or first) if match else 0
        if not 1 <= first <= last <= GRADES:
            raise InputError(f'--grades: numbers from 1 to {GRADES}, such as 1,5,10 or 1-10, not "{word}".')
        found.update(range(first, last + 1))
    return tuple(sorted(found))


def parse_abilities(word: str) -> tuple[float, ...]:
    """Read "0,0.5,1": shares from 0 (weakest body) to 1 (strongest).  Raises InputError."""
    found: set[float] = set()
    for part in word.split(","):
        try:
            ability = float(part)
        except ValueError:
            ability = -1.0
        if not 0.0 <= ability <= 1.0:
            raise InputError(f'--abilities: numbers from 0 to 1, such as 0,0.5,1, not "{word}".')
        found.add(ability)
    if len(found) > MOST_ABILITIES:
        raise InputError(f"--abilities: at most {MOST_ABILITIES}.")
    return tuple(sorted(found))
