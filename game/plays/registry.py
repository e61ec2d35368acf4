"""Which plays there are: a written table, so that a name in a level file leads to one line here.

Not here: what a play does.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from types import MappingProxyType

from game.plays import Play
from game.plays.shelf_reach import ShelfReach
from levels.model import Grade, Level

PLAYS: Mapping[str, Callable[[Level, Grade, random.Random], Play]] = MappingProxyType({
    "shelf_reach": ShelfReach,
})


def make_play(level: Level, grade: Grade, rng: random.Random) -> Play:
    """Make the play of a level; the level reader has already refused names that are not in the table."""
    return PLAYS[level.play](level, grade, rng)
