"""Plans, rounds and people for the tests of the desk."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from clinic.coaching import KeptRound
from game.coaching.told import Mean, RoundTold, Tally
from levels.model import Level
from levels.plan import Plan
from levels.planning import parse_plan
from levels.reader import LevelEntry, find
from station.levels import read_entry

NOW = datetime(2026, 5, 1, 9, 0, tzinfo=UTC)
SHELF = "shelf_reach/first_shelf"


def entry_of(name: str = SHELF) -> LevelEntry:
    return find(name)


def level_of(name: str = SHELF) -> Level:
    return read_entry(find(name))[0]


def plan_text(*lines: str, level: str = "first_shelf") -> str:
    return "\n".join(("schema: 1", f"plan: {level}", *lines)) + "\n"


def plan_of(*lines: str, level: str = "first_shelf") -> Plan:
    return parse_plan(plan_text(*lines, level=level), "plan.yaml").plan


def write_plan(path: Path, *lines: str, level: str = "first_shelf") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(plan_text(*lines, level=level), encoding="utf-8")
    return path


def told(feedback: tuple[int, int] = (0, 0), without: tuple[int, int] = (0, 0), help_: float = 0.0,
         guesses: tuple[int, int, int] = (0, 0, 0), near_falls: int = 0, voids: int = 0,
         dual: tuple[int, int] = (0, 0)) -> RoundTold:
    """feedback, without, dual: well of so many.  guesses: how many, guessed well, were well."""
    of = feedback[1] + without[1]
    well = feedback[0] + without[0]
    return RoundTold(
        Tally(*feedback), Tally(*without), Tally(well - dual[0], of - dual[1]), Tally(*dual),
        Tally(guesses[1], guesses[0]), Tally(guesses[2], guesses[0]), help=Mean(of, of * help_, of * help_**2),
        voids=voids, near_falls=near_falls)


def kept(what: RoundTold | None = None, utc: datetime = NOW, session: str = "a", **facts: Any) -> KeptRound:
    """A round as it was kept."""
    usual: Mapping[str, Any] = {
        "number": 0, "grade": 3, "stage": 1, "step": 0, "percent": None, "order": "blocked", "target": 0.9,
        "symptoms": None, "levels": {"size": 0.2}, "help": 0.0, "decisions": 8}
    return KeptRound(utc, session, told=(what or told((8, 8))).to_json(), **{**usual, **facts})
