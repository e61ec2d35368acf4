"""The things on the shelf: which, where, in what order, and whether their place is shown.

Not here: how they are drawn (`game.screen`), or what happens with them (`game.plays.shelf_reach`).
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from game.plays import order
from levels.model_shelf_reach import Grade, ShelfReachLevel
from levels.words import Direction, Order

LOOKS = ("cup", "apple", "jar", "book", "plant", "teapot", "bread", "bottle")
"""What a thing may look like; the painter knows exactly these names."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to bring home.  number: from 0.  x, y: lean units.  shown: whether its place is on the screen."""

    number: int
    direction: Direction
    x: float
    y: float
    look: str
    shown: bool


def plan_items(level: ShelfReachLevel, grade: Grade, rng: random.Random) -> list[Item]:
    """Lay out all things of a round; the same random source gives the same round."""
    directions = _directions(level, grade.items, rng)
    looks = order.shuffled(LOOKS, grade.items, rng)
    shown = order.spread(level.feedback.share if level.feedback.screen else 0.0, grade.items)
    return [Item(number, direction, direction.unit[0] * grade.range, direction.unit[1] * grade.range, look, show)
            for number, (direction, look, show) in enumerate(zip(directions, looks, shown, strict=True))]


def _directions(level: ShelfReachLevel, count: int, rng: random.Random) -> list[Direction]:
    if level.order is Order.RANDOM:
        return order.shuffled(level.directions, count, rng)
    arrange = order.blocked if level.order is Order.BLOCKED else order.serial
    return arrange(level.directions, count)
