"""What a lamp asks of a muscle: its line, the band, the line of rest, and how help and misses move them.

Not here: when a lamp is asked for (`game.plays.lanterns`), or the rules of one line (`game.plays.ets`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import inf

from core.frames import TICK_HZ
from core.muscles import Muscle
from core.quick import quick
from game.plays.assist import Help
from game.plays.dwell import Dwell
from game.plays.ets import HYSTERESIS, LOWEST, Rest, Threshold
from levels.model_lanterns import Grade, LanternsLevel
from levels.words import LampMode

DARK = frozenset({LampMode.RELAX, LampMode.BREATHE})
"""Lamps that wait bright and are done when dark."""
UNTRIED = frozenset({LampMode.BREATHE, LampMode.IMAGINE})
"""Modes in which no effort is tried."""
ADAPTED = frozenset({LampMode.LIGHT, LampMode.HOLD, LampMode.SEQUENCE, LampMode.RELAX})
"""Modes whose line follows hits and misses; a band stays where it is and grows wider instead."""
_GRADE = LampMode.GRADE
EASE = 0.3
"""Full help lowers the line by this share."""
RELAX_PATIENCE_TICKS = 10 * TICK_HZ
"""After this long a shorter rest is enough, after twice as long none is asked for."""
SHORT_REST_S = 0.2
_MORE, _A_LITTLE = 1.3, 0.02
"""A bit beyond the line is asked for, so that who does what is asked is surely over it."""
_LEEWAY = 1.15
"""Once within a band it is this much wider, so that its edge does not flicker."""


@quick
@dataclass(frozen=True, slots=True)
class Demand:
    """What is asked of a muscle, in shares of its own maximum.

    line: what is shown.  trigger: what must be crossed to begin.  aim: what the cue asks for.
    low, high: between them the effort counts while it is kept up.
    """

    line: float
    trigger: float
    aim: float
    low: float
    high: float

    def keeps(self, value: float) -> bool:
        """Whether an effort counts."""
        return self.low <= value <= self.high

    def off(self, value: float) -> float:
        """Return how far an effort is from the line, in whole bands; only where there is a band."""
        return abs(value - self.line) / (2.0 * (self.line - self.trigger))


@lru_cache(maxsize=256, typed=True)  # asked for in every tick, and seldom another
def demand_for(mode: LampMode, line: float, band: float, relax: float) -> Demand:
    """Return what a lamp asks for; `band` counts in the mode grade alone, `relax` where one lets go."""
    if mode is LampMode.GRADE:
        half = band / 2
        return Demand(line, line - half, line, line - _LEEWAY * half, line + _LEEWAY * half)
    if mode in DARK:
        return Demand(line, line, _beyond(line), -inf, relax)
    return Demand(line, line, _beyond(line), HYSTERESIS * line, inf)


def _beyond(line: float) -> float:
    return min(1.0, _MORE * line + _A_LITTLE)


class Lines:
    """The lines of all muscles of a round; `help_` makes them easier."""

    def __init__(self, level: LanternsLevel, grade: Grade, help_: Help) -> None:
        self._mode, self._relax = level.mode, level.quality.relax
        self._grade = grade
        self._help = help_
        second = level.second if level.mode is LampMode.SEQUENCE else None
        self.turns = (level.muscle,) if second is None else (level.muscle, second)
        self._thresholds = {muscle: Threshold(grade.effort) for muscle in self.turns}

    def play(self, grade: Grade) -> None:
        """Take the band of `grade` from now on; the lines stay where hits and misses brought them."""
        self._grade = grade

    def demand(self, muscle: Muscle) -> Demand:
        """Return what is asked of `muscle` now."""
        relax = self._help.grown(self._relax)
        if self._mode is _GRADE:
            return demand_for(self._mode, self._grade.effort, self._help.grown(self._grade.band), relax)
        line = self._thresholds[muscle].value * (1.0 - EASE * self._help.level)
        return demand_for(self._mode, max(LOWEST, line), 0.0, relax)

    def relax_line(self, muscle: Muscle) -> float:
        """Below this `muscle` is at rest; low enough for an edge to rise from."""
        relax = self._help.grown(self._relax)
        return relax if self._mode in UNTRIED else min(relax, HYSTERESIS * self.demand(muscle).trigger)

    def value(self, muscle: Muscle) -> float:
        """Return the line of `muscle` without help."""
        return self._thresholds[muscle].value

    def values(self) -> dict[Muscle, float]:
        """Return all lines without help."""
        return {muscle: threshold.value for muscle, threshold in self._thresholds.items()}

    def adapt(self, muscle: Muscle, change: Callable[[Threshold], None]) -> tuple[float, float] | None:
        """Move a line; where it was and is, None when it did not move."""
        if self._mode not in ADAPTED:
            return None
        threshold = self._thresholds[muscle]
        before = threshold.value
        change(threshold)
        return None if threshold.value == before else (before, threshold.value)


class Quiet:
    """The wait for a muscle to let go.  Who cannot is asked for less after a while, and then for nothing.

    rest: what was measured while at rest.  in_time: whether the whole rest came before it was made shorter.
    """

    __slots__ = ("_dwell", "_ticks", "rest")

    def __init__(self, needed_s: float) -> None:
        self._dwell = Dwell(needed_s)
        self._ticks = 0
        self.rest = Rest()

    @property
    def in_time(self) -> bool:
        """Whether it did not take too long so far."""
        return self._ticks < RELAX_PATIENCE_TICKS

    def step(self, value: float | None, line: float) -> bool:
        """Advance 10 ms with an effort, None when it is not seen; whether the wait is over."""
        self._ticks += 1
        if self._ticks == RELAX_PATIENCE_TICKS:
            self._dwell = Dwell(SHORT_REST_S)
        inside = value is not None and value <= line
        if inside and value is not None:
            self.rest.add(value)
        return self._dwell.step(inside) or self._ticks >= 2 * RELAX_PATIENCE_TICKS
