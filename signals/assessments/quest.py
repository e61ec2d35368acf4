"""QUEST+: where to try next so that the answer tells most, for assessments.

Watson 2017 (J Vision 17(3):10): a grid of what the person may be like (threshold, slope, lapse), a belief over it,
Bayes' rule after each answer, and the next level where the belief's expected entropy is least.  It draws nothing:
the same answers lead to the same levels.
Not here: what a level means to an assessment (`signals.assessments.pace`); play, which aims at success and not at
knowledge.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from core.errors import InputError

Array = NDArray[np.float64]

DIGITS = 9
"""Expected entropies that differ by less are equal; then the easiest level is asked."""
MOST_CELLS = 2_000_000
MOST_ANSWERS = 1000
LEVELS = tuple(step / 40 for step in range(41))
SLOPES = (3.0, 4.5, 7.0, 10.0, 15.0, 22.0)
LAPSES = (0.0, 0.02, 0.05)


@dataclass(frozen=True, slots=True)
class Grid:
    """All that a person may be like, and all that may be asked.  Raises InputError.

    asked, thresholds: levels 0..1, rising.  slopes: per unit of level, above 0, up to 200.  lapses: share of tries
    that fail whatever is asked, 0..0.5.  guess: share that succeeds by luck, 0..0.9; guess + lapse stay below 1.
    """

    asked: tuple[float, ...] = LEVELS
    thresholds: tuple[float, ...] = LEVELS
    slopes: tuple[float, ...] = SLOPES
    lapses: tuple[float, ...] = LAPSES
    guess: float = 0.0

    def __post_init__(self) -> None:
        for name, values, low, high in (("asked levels", self.asked, 0.0, 1.0),
                                        ("thresholds", self.thresholds, 0.0, 1.0),
                                        ("slopes", self.slopes, 0.01, 200.0), ("lapses", self.lapses, 0.0, 0.5)):
            for value in values:
                _within(f"the {name} of the grid", value, low, high)
            if not values or list(values) != sorted(set(values)):
                raise InputError(f"Give the {name} of the grid as at least one number, rising.")
        _within("the guess rate", self.guess, 0.0, 0.9)
        if self.guess + self.lapses[-1] >= 1:
            raise InputError("Guess rate and lapse rate together must stay below 1.")
        if len(self.asked) * len(self.thresholds) * len(self.slopes) * len(self.lapses) > MOST_CELLS:
            raise InputError(f"The grid has more than {MOST_CELLS} cells: take fewer levels, slopes or lapses.")


@dataclass(frozen=True, slots=True)
class Belief:
    """How likely each kind of person is.

    shares: thresholds x slopes x lapses flattened, sum 1.  answers: how many taught it.
    """

    shares: Array
    answers: int = 0

    @property
    def entropy(self) -> float:
        """What is not known yet, in bits; 0 is certainty."""
        return float(-_x_log_x(self.shares).sum()) + 0.0


@dataclass(frozen=True, slots=True)
class Asked:
    """Which level to try next, and what makes it the best.

    expected_bits: entropy that is to be expected after its answer.  gain_bits: how much that is less than now.
    """

    level: float
    expected_bits: float
    gain_bits: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """What is believed now: means over the belief, with the standard deviation of the threshold."""

    threshold: float
    threshold_sd: float
    slope: float
    lapse: float
    entropy_bits: float
    answers: int


def success(level: float, threshold: float, slope: float, lapse: float = 0.0, guess: float = 0.0) -> float:
    """Return the share of tries that succeed at a level: logistic, falling, half way down at the threshold."""
    return guess + (1.0 - guess - lapse) / (1.0 + float(np.exp(slope * (level - threshold))))


class QuestPlus:
    """The method on one grid.  Holds tables only; what was learned lies in the belief passed in and out."""

    def __init__(self, grid: Grid | None = None) -> None:
        self.grid = grid if grid is not None else Grid()
        cells = np.meshgrid(self.grid.thresholds, self.grid.slopes, self.grid.lapses, indexing="ij")
        self._threshold, self._slope, self._lapse = (np.ravel(cell).astype(np.float64) for cell in cells)
        levels = np.asarray(self.grid.asked, dtype=np.float64)[:, None]
        guess = self.grid.guess
        falling = 1.0 / (1.0 + np.exp(self._slope * (levels - self._threshold)))
        self._wins: Array = guess + (1.0 - guess - self._lapse) * falling
        self._fails: Array = 1.0 - self._wins
        self._wins_log, self._fails_log = _x_log_x(self._wins), _x_log_x(self._fails)

    def begin(self, threshold: float | None = None, sd: float = 0.25) -> Belief:
        """Return the belief before any answer: even, or with thresholds near one that was known before.

        sd: how far from `threshold` it may well be, in levels, 0.01..10.  Raises InputError.
        """
        shares = np.ones_like(self._threshold)
        if threshold is not None:
            _within("the threshold to begin with", threshold, 0.0, 1.0)
            far = (self._threshold - threshold) / _within("its standard deviation", sd, 0.01, 10.0)
            shares = np.exp(-0.5 * (far**2 - (far**2).min()))
        return Belief(_frozen(shares / shares.sum()))

    def ask(self, belief: Belief) -> Asked:
        """Return the level whose answer leaves the least entropy on average (Watson 2017, equations 4 to 7)."""
        expected = self.expected_bits(belief)
        best = int(np.argmin(np.round(expected, DIGITS)))
        bits = float(expected[best])
        return Asked(self.grid.asked[best], bits, belief.entropy - bits)

    def expected_bits(self, belief: Belief) -> Array:
        """Return the expected entropy after asking each level, bits.

        For each answer r: p(r) H(r) = p(r) log p(r) - sum of j log j, where j = belief x p(r | person); and
        j log j falls apart into two products of tables with the belief, which is what makes this quick.
        """
        shares, log_shares = belief.shares, _x_log_x(belief.shares)
        total = np.zeros(len(self.grid.asked))
        for table, table_log in ((self._wins, self._wins_log), (self._fails, self._fails_log)):
            total += _x_log_x(table @ shares) - table_log @ shares - table @ log_shares
        return total

    def learn(self, belief: Belief, level: float, succeeded: bool) -> Belief:
        """Return the belief after an answer at one of the asked levels; raises InputError for any other level."""
        if not isfinite(level) or level not in self.grid.asked:
            raise InputError(f"The level {level:g} is not one that the grid asks: use the one that was given out.")
        at = self.grid.asked.index(level)
        joint = belief.shares * (self._wins if succeeded else self._fails)[at]
        total = float(joint.sum())
        if total <= 0:  # an answer that nobody on the grid could give teaches nothing
            return Belief(belief.shares, belief.answers + 1)
        return Belief(_frozen(joint / total), belief.answers + 1)

    def estimate(self, belief: Belief) -> Estimate:
        """Sum up what is believed."""
        shares = belief.shares
        threshold = float(shares @ self._threshold)
        variance = float(shares @ (self._threshold - threshold) ** 2)
        return Estimate(threshold, variance**0.5, float(shares @ self._slope), float(shares @ self._lapse),
                        belief.entropy, belief.answers)

    def enough(self, belief: Belief, sd: float = 0.05, most: int = 40) -> bool:
        """Tell whether the threshold is known to `sd` (levels), or `most` answers were given."""
        wanted = _within("the wanted standard deviation", sd, 0.0, 1.0)
        given = belief.answers >= _most(most)
        return given or self.estimate(belief).threshold_sd <= wanted


def _within(name: str, value: float, low: float, high: float) -> float:
    """Return a number in low..high; raises InputError that names it."""
    if not low <= value <= high:  # what is no number lies nowhere
        raise InputError(f"Set {name} to a number from {low:g} to {high:g}, not {value:g}.")
    return float(value)


def _most(answers: int) -> int:
    """Return the most answers that are waited for; raises InputError."""
    if not 1 <= answers <= MOST_ANSWERS:
        raise InputError(f"Set the most answers to a whole number from 1 to {MOST_ANSWERS}, not {answers}.")
    return answers


def _x_log_x(values: Array) -> Array:
    """Return x log2 x, which is 0 at 0."""
    return values * np.log2(np.where(values > 0, values, 1.0))


def _frozen(values: Array) -> Array:
    values.flags.writeable = False
    return values
