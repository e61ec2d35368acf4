"""From levels 0..1 to the values of a grade, and back.

Level 0 is grade 1, level 1 is grade 10, in between the values of neighbouring grades are blended.  Items,
resistance and effort stay those of the grade that the therapist chose: they are dose and load.
Not here: who moves the levels (`game.difficulty.decide`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from core.errors import InputError
from game.difficulty.axes import ORDER, DifficultyAxis, Levels
from game.difficulty.reading import within
from game.plays.assist import GROWTH
from levels import model, model_lanterns, model_shelf_reach
from levels.model import GRADES, Level
from levels.rules_planned import AXES

GHOST_FROM = 0.5
"""From this much help on, the way is shown too."""

Lists = Mapping[DifficultyAxis, Mapping[str, Sequence[float]]]


@dataclass(frozen=True, slots=True)
class Assistance:
    """What an amount of help means in play.

    size_factor: targets are so many times as big.  time_factor: waits so many times as long.  ghost: whether the
    way is shown too.
    """

    size_factor: float
    time_factor: float
    ghost: bool


def assistance(assist: float) -> Assistance:
    """Return what help of 0..1 means; raises InputError outside."""
    grown = 1.0 + GROWTH * within("the help", assist, 0.0, 1.0)
    return Assistance(grown, grown, assist >= GHOST_FROM)


def lists_of(level: Level) -> Lists:
    """Return, per axis, the ten values of all that moves with it, by the names that a grade has for them.

    What is the same at every grade moves with nothing, and an axis that moves nothing is missing.  Speed is the
    time of a try where the level says it, and the pace between tries goes with it.
    """
    difficulty = getattr(level, "difficulty", None)
    found: dict[DifficultyAxis, dict[str, Sequence[float] | None]] = {
        axis: {name: getattr(difficulty, name, None) for name in AXES[axis]} for axis in DifficultyAxis}
    moving = {axis: {name: ten for name, ten in lists.items() if ten is not None and ten[0] != ten[-1]}
              for axis, lists in found.items()}
    return {axis: lists for axis, lists in moving.items() if lists}


def offered(level: Level) -> tuple[DifficultyAxis, ...]:
    """Return the axes that can make this level harder, in the order of their turns: what `Settings.axes` takes."""
    lists = lists_of(level)
    return tuple(axis for axis in ORDER if axis in lists)


def levels_of(grade: int) -> Levels:
    """Return all axes at one grade; raises InputError outside 1..10."""
    if not 1 <= grade <= GRADES:
        raise InputError(f"Grades run from 1 to {GRADES}, not {grade}.")
    at = (grade - 1) / (GRADES - 1)
    return Levels(at, at, at, at)


def grade_of(level: float) -> float:
    """Return a level as people read it: 1.0 (easiest) to 10.0 (hardest)."""
    return 1.0 + (GRADES - 1) * level


def fitted(level: Level, chosen: int, levels: Levels) -> model.Grade:
    """Return the grade to play: offered axes from `levels`, everything else from the grade that was chosen."""
    grade = level.grade(chosen)
    values = {name: _between(ten, levels.of(axis))
              for axis, lists in lists_of(level).items() for name, ten in lists.items()}
    if isinstance(grade, model_shelf_reach.Grade):
        return replace(grade, size=values.get("size", grade.size), range=values.get("range", grade.range),
                       time_s=values.get("time_s", grade.time_s), settle_s=values.get("settle_s", grade.settle_s),
                       hold_s=values.get("hold_s", grade.hold_s))
    if isinstance(grade, model_lanterns.Grade):
        return replace(grade, band=values.get("band", grade.band), time_s=values.get("time_s", grade.time_s),
                       pace_s=values.get("pace_s", grade.pace_s), hold_s=values.get("hold_s", grade.hold_s))
    return grade


def _between(ten: Sequence[float], level: float) -> float:
    """Blend the values of the two grades beside a level."""
    below = min(int(level * (GRADES - 1)), GRADES - 2)
    part = level * (GRADES - 1) - below
    return ten[below] * (1.0 - part) + ten[below + 1] * part
