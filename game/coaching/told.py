"""What a round with a coach leaves behind: counts of tries, of guesses and of a second task, and of near-falls.

Counts, not shares, so that the rounds of a session can be put together and a share of nothing stays unknown.
Not here: which of it means what (`game.difficulty.stages`, `game.difficulty.fading`), where it is kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from math import sqrt

from core.errors import InputError
from core.events import JsonValue
from game.difficulty.dual import cost
from game.difficulty.reading import table, whole, within
from game.difficulty.stages import Measured

MOST_COUNTED = 10**9


@dataclass(frozen=True, slots=True)
class Tally:
    """`well` of `of` were so.  Raises InputError for more than all, or less than nothing."""

    well: int = 0
    of: int = 0

    def __post_init__(self) -> None:
        whole("the number of tries", self.of, 0, MOST_COUNTED)
        whole("the number of those that went well", self.well, 0, self.of)

    @property
    def share(self) -> float | None:
        """The share of all, 0..1; None of nothing."""
        return self.well / self.of if self.of else None

    def plus(self, well: bool) -> Tally:
        """Return it with one more."""
        return Tally(self.well + well, self.of + 1)

    def join(self, other: Tally) -> Tally:
        """Return both together."""
        return Tally(self.well + other.well, self.of + other.of)

    def to_json(self) -> JsonValue:
        """Plain data for a file."""
        return {"well": self.well, "of": self.of}

    @classmethod
    def from_json(cls, data: object) -> Tally:
        """Read it back.  Raises InputError."""
        plain = table("a tally", data, ("well", "of"), ("well", "of"))
        return cls(whole("well", plain["well"], 0, MOST_COUNTED), whole("of", plain["of"], 0, MOST_COUNTED))


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of `of` values of 0..1, from their sum and the sum of their squares."""

    of: int = 0
    total: float = 0.0
    squares: float = 0.0

    def __post_init__(self) -> None:
        whole("the number of values", self.of, 0, MOST_COUNTED)
        within("the sum of values", self.total, 0.0, self.of + 1e-6)
        within("the sum of squares", self.squares, 0.0, self.of + 1e-6)

    @property
    def value(self) -> float | None:
        """The mean, 0..1; None of nothing."""
        return min(1.0, self.total / self.of) if self.of else None

    @property
    def variation(self) -> float | None:
        """The coefficient of variation, standard deviation / mean; None of fewer than two, or of nothing but 0."""
        if self.of < 2 or self.total <= 0:
            return None
        mean = self.total / self.of
        return sqrt(max(0.0, (self.squares - self.of * mean * mean) / (self.of - 1))) / mean

    def plus(self, value: float) -> Mean:
        """Return it with one value more, 0..1."""
        return Mean(self.of + 1, self.total + value, self.squares + value * value)

    def join(self, other: Mean) -> Mean:
        """Return both together."""
        return Mean(self.of + other.of, self.total + other.total, self.squares + other.squares)

    def to_json(self) -> JsonValue:
        """Plain data for a file."""
        return {"of": self.of, "total": self.total, "squares": self.squares}

    @classmethod
    def from_json(cls, data: object) -> Mean:
        """Read it back.  Raises InputError."""
        plain = table("a mean", data, ("of", "total", "squares"), ("of", "total", "squares"))
        return cls(whole("of", plain["of"], 0, MOST_COUNTED), within("total", plain["total"], 0.0, MOST_COUNTED),
                   within("squares", plain["squares"], 0.0, MOST_COUNTED))


@dataclass(frozen=True, slots=True)
class RoundTold:
    """What one round, or several, leave behind; tries that tell nothing are in none of these.

    feedback, without: successes of tries with feedback, and of those without (faded or probes).  single, dual:
    the same of tries without and with a second task.  guessed: guesses that said "well"; was: how many of the
    guessed tries were.  counts: how right counts were, 0..1.  help: the game's help at the beginning of tries.
    still: share of the time on the target spent there.  voids: tries that told nothing.  near_falls: seen.
    """

    feedback: Tally = field(default_factory=Tally)
    without: Tally = field(default_factory=Tally)
    single: Tally = field(default_factory=Tally)
    dual: Tally = field(default_factory=Tally)
    guessed: Tally = field(default_factory=Tally)
    was: Tally = field(default_factory=Tally)
    counts: Mean = field(default_factory=Mean)
    help: Mean = field(default_factory=Mean)
    still: Mean = field(default_factory=Mean)
    voids: int = 0
    near_falls: int = 0

    @property
    def tries(self) -> Tally:
        """All tries that count."""
        return self.feedback.join(self.without)

    @property
    def success(self) -> float | None:
        """Share of the tries that went at the first go; None without any."""
        return self.tries.share

    @property
    def drop(self) -> float | None:
        """By how much success falls without feedback, -1..1; None where one of both is missing."""
        with_, without = self.feedback.share, self.without.share
        return None if with_ is None or without is None else with_ - without

    @property
    def dual_cost(self) -> float | None:
        """What the second task costs, (single - dual) / single; None where one of both is missing."""
        single, dual = self.single.share, self.dual.share
        percent = None if single is None or dual is None else cost(single, dual)
        return None if percent is None else percent / 100.0

    @property
    def guess_error(self) -> float | None:
        """Own guess of the score less the score, as a share of the score; of 1 where that is 0."""
        guessed, was = self.guessed.share, self.was.share
        return None if guessed is None or was is None else (guessed - was) / (was or 1.0)

    def to_json(self) -> dict[str, JsonValue]:
        """Plain data for a file."""
        return {each.name: value if isinstance(value := getattr(self, each.name), int) else value.to_json()
                for each in fields(self)}

    @classmethod
    def from_json(cls, data: object) -> RoundTold:
        """Read it back; every key is needed.  Raises InputError."""
        keys = tuple(each.name for each in fields(cls))
        plain = table("what a round told", data, keys, keys)
        told = cls(
            feedback=Tally.from_json(plain["feedback"]), without=Tally.from_json(plain["without"]),
            single=Tally.from_json(plain["single"]), dual=Tally.from_json(plain["dual"]),
            guessed=Tally.from_json(plain["guessed"]), was=Tally.from_json(plain["was"]),
            counts=Mean.from_json(plain["counts"]), help=Mean.from_json(plain["help"]),
            still=Mean.from_json(plain["still"]), voids=whole("voids", plain["voids"], 0, MOST_COUNTED),
            near_falls=whole("near_falls", plain["near_falls"], 0, MOST_COUNTED))
        if told.single.join(told.dual) != told.tries or told.guessed.of != told.was.of:
            raise InputError("What a round told does not fit together: the same tries are counted twice.")
        return told


def join(rounds: Iterable[RoundTold]) -> RoundTold:
    """Return several rounds as one, as those of a session are."""
    told = RoundTold()
    for other in rounds:
        told = RoundTold(
            told.feedback.join(other.feedback), told.without.join(other.without), told.single.join(other.single),
            told.dual.join(other.dual), told.guessed.join(other.guessed), told.was.join(other.was),
            told.counts.join(other.counts), told.help.join(other.help), told.still.join(other.still),
            told.voids + other.voids, told.near_falls + other.near_falls)
    return told


def measured(told: RoundTold, first: RoundTold | None = None, symptoms: bool | None = None) -> Measured:
    """Return what a session measured, as far as play itself can tell; the rest stays unknown.

    first: the first session, against which steadiness is held.  symptoms: whether any were said.
    """
    return Measured(
        success=told.success, guess_error=told.guess_error, assist=told.help.value, symptoms=symptoms,
        feedback_drop=told.drop, dual_cost=told.dual_cost, variability=told.still.variation,
        variability_start=None if first is None else first.still.variation, safety_events=told.near_falls)
