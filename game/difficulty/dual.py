"""A second task beside the first: what appears when, how well it was done, and what each task costs the other.

Not here: which tries have one (`game.difficulty.schedule`), pictures and sounds.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from enum import StrEnum

from core.errors import InputError
from game.difficulty.reading import whole, within

SHOWN_S = 1.0
"""How long a marker is up; markers never overlap, and half a second of nothing lies between two."""
LEAST_EVERY_S, MOST_EVERY_S = 1.5, 60.0
MOST_S = 3600.0
MOST_COUNT = 10_000


class Second(StrEnum):
    """COUNT: count what appears.  COLOURS: count one colour among others."""

    COUNT = "count"
    COLOURS = "colours"


class Colour(StrEnum):
    """Colours that differ in brightness too."""

    RED = "red"
    BLUE = "blue"
    GREEN = "green"
    YELLOW = "yellow"


@dataclass(frozen=True, slots=True)
class Marker:
    """Something appears `at_s` seconds after the start for `SHOWN_S`; colour None where only counting matters."""

    at_s: float
    colour: Colour | None


@dataclass(frozen=True, slots=True)
class Markers:
    """All that appears, the colour that counts (None: all do), and the right answer."""

    markers: tuple[Marker, ...]
    wanted: Colour | None
    answer: int


def markers(second: Second, length_s: float, rng: random.Random,
            every_s: tuple[float, float] = (2.0, 5.0)) -> Markers:
    """Plan what appears in `length_s` seconds, every_s apart (from, to); the same source gives the same plan.

    Raises InputError for times outside: 0..3600 s long, 1.5..60 s apart.
    """
    length = within("the length of the second task", length_s, 0.0, MOST_S)
    least = within("the shortest time between markers", every_s[0], LEAST_EVERY_S, MOST_EVERY_S)
    most = within("the longest time between markers", every_s[1], LEAST_EVERY_S, MOST_EVERY_S)
    if least > most:
        raise InputError(f"The shortest time between markers, {least:g} s, is above the longest, {most:g} s: "
                         "swap them.")
    wanted = rng.choice(list(Colour)) if second is Second.COLOURS else None
    planned: list[Marker] = []
    at_s = rng.uniform(least, most)
    while at_s + SHOWN_S <= length:
        planned.append(Marker(round(at_s, 3), None if wanted is None else rng.choice(list(Colour))))
        at_s += rng.uniform(least, most)
    answer = sum(wanted is None or marker.colour is wanted for marker in planned)
    return Markers(tuple(planned), wanted, answer)


def counted_right(counted: int, answer: int) -> float:
    """Return how right a count is, 0..1: 1 less the relative error; a count of nothing is right or not."""
    whole("the count", counted, 0, MOST_COUNT)
    whole("the right answer", answer, 0, MOST_COUNT)
    if answer == 0:
        return float(counted == 0)
    return max(0.0, 1.0 - abs(counted - answer) / answer)


def cost(single: float, dual: float, more_is_better: bool = True) -> float | None:
    """Return (single - dual) / single x 100, percent: what doing both takes from one (Subramaniam 2014).

    Positive is a loss, also where less is better (times, sway).  None where the single task has no value above 0
    to compare with.  Raises InputError for what is no number.
    """
    alone, both = within("the single task", single, -1e9, 1e9), within("the dual task", dual, -1e9, 1e9)
    if alone <= 0:
        return None
    lost = (alone - both) / alone * 100.0
    return lost if more_is_better else -lost
