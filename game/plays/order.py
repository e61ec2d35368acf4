"""In which order directions are asked for, and which of the targets are shown.

Not here: where a direction lies (`levels`), or what is done there (the plays).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import pairwise
from math import ceil
from typing import TypeVar

T = TypeVar("T")


def serial(choices: Sequence[T], count: int) -> list[T]:
    """Each in turn, round and round."""
    return [choices[i % len(choices)] for i in range(count)]


def blocked(choices: Sequence[T], count: int) -> list[T]:
    """All of the first, then all of the next, as evenly as `count` allows (the first ones get the rest)."""
    each, rest = divmod(count, len(choices))
    return [choice for i, choice in enumerate(choices) for _ in range(each + (i < rest))]


def shuffled(choices: Sequence[T], count: int, rng: random.Random) -> list[T]:
    """Drawn bag by bag, so that each comes equally often, and never the same twice in a row."""
    drawn: list[T] = []
    while len(drawn) < count:
        bag = list(choices)
        rng.shuffle(bag)
        if drawn and len(bag) > 1 and bag[0] == drawn[-1]:
            bag.append(bag.pop(0))
        drawn += bag
    return drawn[:count]


def spread(share: float, count: int) -> list[bool]:
    """Mark `share` (0..1) of `count` as evenly as can be, beginning with the first."""
    marks = [ceil(round(i * share, 9)) for i in range(count + 1)]
    return [after > before for before, after in pairwise(marks)]
