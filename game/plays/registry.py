"""Which plays there are: a written table, so that a name in a level file leads to one line here.

Not here: what a play does.
"""

from __future__ import annotations

import random

from game.coaching import Coach
from game.plays import Play
from game.plays.lanterns import Lanterns
from game.plays.shelf_reach import ShelfReach
from levels.model import Level
from levels.model_lanterns import LanternsLevel
from levels.model_shelf_reach import ShelfReachLevel


def make_play(level: Level, grade: int, rng: random.Random, coach: Coach | None = None) -> Play:
    """Make the play of a level in grade `grade`; a level of no play is a programming error."""
    match level:
        case ShelfReachLevel():
            return ShelfReach(level, level.grade(grade), rng, coach)
        case LanternsLevel():
            return Lanterns(level, level.grade(grade), coach)
    raise TypeError(f"no play is written for levels of {level.play}")
