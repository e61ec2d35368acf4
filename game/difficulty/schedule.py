"""What each try of a block shows: planned before it begins, seeded, each with its reasons.

Feedback on a share of the tries, probes without any, a guess before the result in one of five, a second task on
some.  Not here: what is shown once a try has ended (`game.difficulty.telling`), how plans change from block to
block (`game.difficulty.fading`).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from core.errors import InputError
from core.events import JsonValue
from game.difficulty.dual import Second
from game.difficulty.fading import SHARES
from game.difficulty.reading import table, truth, whole, within, word
from game.plays import order
from levels.words import Order

T = TypeVar("T")
MOST_TRIES = 1000
MOST_BAND = 1e6
MOST_GUESS_EVERY = 100
GUESS_EVERY = 5
SUMMARY_EVERY = 5
_KEYS = ("step", "band", "summary", "on_request", "guess_every", "probe_share", "second", "second_share")


class Shows(StrEnum):
    """Why a try shows what it shows."""

    FEEDBACK = "feedback"
    FADED = "faded"
    PROBE = "probe"
    GUESS_FIRST = "guess_first"
    SECOND_TASK = "second_task"


@dataclass(frozen=True, slots=True)
class Feedback:
    """How much is shown.  Raises InputError outside the ranges.

    step: of `fading.SHARES`, 0..4.  band: errors up to this are not told, in the error's own unit, None for no
    band.  summary: whether results are told together after every fifth try instead of one by one.  on_request:
    whether a person who asks is told.  guess_every: one try of so many begins with a guess, 0 for none.
    probe_share: of tries that show nothing at all.  second: the second task, None for none, on second_share of the
    tries.
    """

    step: int = 0
    band: float | None = None
    summary: bool = False
    on_request: bool = False
    guess_every: int = GUESS_EVERY
    probe_share: float = 0.1
    second: Second | None = None
    second_share: float = 0.5

    def __post_init__(self) -> None:
        whole("the step of feedback", self.step, 0, len(SHARES) - 1)
        if self.band is not None:
            within("the error band", self.band, 0.0, MOST_BAND)
        if self.guess_every:
            whole("the tries for one guess", self.guess_every, 2, MOST_GUESS_EVERY)
        within("the share of probes", self.probe_share, 0.0, 1.0)
        within("the share of tries with a second task", self.second_share, 0.0, 1.0)

    def to_json(self) -> dict[str, JsonValue]:
        """Plain data for a file."""
        return {"step": self.step, "band": self.band, "summary": self.summary, "on_request": self.on_request,
                "guess_every": self.guess_every, "probe_share": self.probe_share,
                "second": None if self.second is None else str(self.second), "second_share": self.second_share}

    @classmethod
    def from_json(cls, data: object) -> Feedback:
        """Read it back; every key is needed.  Raises InputError."""
        plain = table("the feedback", data, _KEYS, _KEYS)
        band, second = plain["band"], plain["second"]
        return cls(whole("the step of feedback", plain["step"], 0, len(SHARES) - 1),
                   None if band is None else within("the error band", band, 0.0, MOST_BAND),
                   truth("summary", plain["summary"]), truth("on_request", plain["on_request"]),
                   whole("the tries for one guess", plain["guess_every"], 0, MOST_GUESS_EVERY),
                   within("the share of probes", plain["probe_share"], 0.0, 1.0),
                   None if second is None else word("the second task", second, Second),
                   within("the share of tries with a second task", plain["second_share"], 0.0, 1.0))


@dataclass(frozen=True, slots=True)
class Planned(Generic[T]):
    """One try.

    number: from 0.  choice: where to, for example a direction.  feedback: whether this try shows anything.  guess:
    whether the person guesses the result first.  probe: no feedback, not even on request.  second: a task beside.
    """

    number: int
    choice: T
    feedback: bool
    guess: bool
    probe: bool
    second: Second | None
    why: tuple[Shows, ...]


def plan(feedback: Feedback, choices: Sequence[T], arranged: Order, count: int,
         rng: random.Random) -> tuple[Planned[T], ...]:
    """Plan a block of `count` tries; the same source gives the same plan.  Raises InputError without choices."""
    whole("the number of tries", count, 0, MOST_TRIES)
    if not choices:
        raise InputError("Name at least one direction for the tries.")
    wheres = _ordered(choices, arranged, count, rng)
    probes = _one_in_each(_stretches(count, round(feedback.probe_share * count)), rng)
    shown = _with_feedback(feedback, count, probes)
    groups = _groups(count, feedback.guess_every) if feedback.guess_every else []
    guesses = _one_in_each([_best(group, shown, probes) for group in groups], rng)
    seconds = _seconds(feedback, [n for n in range(count) if n not in guesses], rng)
    return tuple(_planned(n, where, n in shown, n in guesses, n in probes, seconds.get(n))
                 for n, where in enumerate(wheres))


def retention(choices: Sequence[T], arranged: Order, count: int, rng: random.Random) -> tuple[Planned[T], ...]:
    """Plan a block of probes only: what is left after a day, a week, a month."""
    return plan(Feedback(len(SHARES) - 1, guess_every=0, probe_share=1.0), choices, arranged, count, rng)


def _ordered(choices: Sequence[T], arranged: Order, count: int, rng: random.Random) -> list[T]:
    if arranged is Order.RANDOM:
        return order.shuffled(choices, count, rng)
    return (order.blocked if arranged is Order.BLOCKED else order.serial)(choices, count)


def _with_feedback(feedback: Feedback, count: int, probes: frozenset[int]) -> frozenset[int]:
    """Spread the share evenly over the tries that are no probes."""
    open_ones = [n for n in range(count) if n not in probes]
    marks = order.spread(SHARES[feedback.step], len(open_ones))
    return frozenset(n for n, mark in zip(open_ones, marks, strict=True) if mark)


def _groups(count: int, size: int) -> list[list[int]]:
    """Cut the tries into whole groups; a rest shorter than a group has no guess."""
    return [list(range(start, start + size)) for start in range(0, count - size + 1, size)]


def _stretches(count: int, parts: int) -> list[list[int]]:
    """Cut the tries into stretches as equal as can be."""
    return [list(range(count * part // parts, count * (part + 1) // parts)) for part in range(parts)]


def _best(group: list[int], shown: frozenset[int], probes: frozenset[int]) -> list[int]:
    """Prefer tries whose result is told after the guess, then those that are at least no probe."""
    return [n for n in group if n in shown] or [n for n in group if n not in probes]


def _one_in_each(groups: list[list[int]], rng: random.Random) -> frozenset[int]:
    return frozenset(rng.choice(group) for group in groups if group)


def _seconds(feedback: Feedback, free: list[int], rng: random.Random) -> dict[int, Second]:
    """Give the second task to a share of the tries that ask for no guess, which would be a third task."""
    if feedback.second is None:
        return {}
    return dict.fromkeys(rng.sample(free, round(feedback.second_share * len(free))), feedback.second)


def _planned(number: int, choice: T, feedback: bool, guess: bool, probe: bool,
             second: Second | None) -> Planned[T]:
    shows = Shows.PROBE if probe else Shows.FEEDBACK if feedback else Shows.FADED
    why = (shows, *((Shows.GUESS_FIRST,) if guess else ()), *((Shows.SECOND_TASK,) if second else ()))
    return Planned(number, choice, feedback, guess, probe, second, why)
