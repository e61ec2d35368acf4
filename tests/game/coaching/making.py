"""Starts and coaches for the tests of coaching."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.events import Event
from game.coaching import Aside, AsideKind, Tried
from game.coaching.coach import LevelCoach
from game.coaching.start import CoachStart
from game.difficulty.axes import Levels
from game.difficulty.decide import begin
from game.difficulty.grades import levels_of, offered
from game.difficulty.schedule import Feedback
from game.difficulty.settings import Settings
from levels.model import Level
from levels.model_shelf_reach import ShelfReachLevel
from levels.reader import find, read_level
from tests.game.making import make_difficulty, make_level

PLAIN = Feedback(guess_every=0, probe_share=0.0)
"""All feedback, and nothing else."""


MOVING = {"size": tuple(0.30 - 0.02 * at for at in range(10)),
          "range": tuple(0.55 + 0.04 * at for at in range(10)),
          "hold_s": tuple(0.3 + 0.05 * at for at in range(10)),
          "time_s": tuple(6.0 - 0.4 * at for at in range(10))}
"""Lists that differ from grade to grade on each axis; tries stay short."""


def moving(items: int = 20, **changes: Any) -> ShelfReachLevel:
    """A small level of Shelf reach on which every axis can move."""
    difficulty = make_difficulty(items=items, settle_s=0.2).model_copy(update=MOVING)
    return make_level(difficulty=difficulty, **changes)


def level_of(name: str) -> Level:
    """A shipped level."""
    return read_level(find(name).path)


def start_of(level: Level, feedback: Feedback = PLAIN, *, first: Levels | None = None, target: float = 0.75,
             **changes: Any) -> CoachStart:
    """A start in the middle of the level."""
    settings = Settings(target, axes=offered(level))
    return CoachStart(begin(settings, levels_of(5) if first is None else first), feedback, **changes)


def coach_of(feedback: Feedback = PLAIN, *, items: int = 20, grade: int = 5, **changes: Any) -> LevelCoach:
    """A coach of a small level of Shelf reach."""
    level = moving(items)
    return LevelCoach(level, grade, start_of(level, feedback, **changes))


def play(coach: LevelCoach, successes: Sequence[bool | None], error: float = 0.2) -> list[list[Aside]]:
    """End tries one after the other, answering nothing; the asides of each."""
    told = []
    for number, success in enumerate(successes):
        coach.setting(number)
        asides = list(coach.ended(Tried(number, success, error, 0.9)))
        for aside in asides:
            asides += coach.answer(aside, None)
        told.append(asides)
    return told


def kinds(asides: Sequence[Aside]) -> list[AsideKind]:
    """Kinds of asides."""
    return [aside.kind for aside in asides]


def data_of(events: Sequence[Event], kind: str) -> list[dict[str, Any]]:
    """Data of the events of a kind."""
    return [dict(event.data) for event in events if event.kind == kind]
