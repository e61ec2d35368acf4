"""What is measured while one lamp is asked for: from letting go to the light, over all its attempts.

Efforts are shares of the own maximum, times seconds.  Not here: what a measure is worth in stars
(`game.plays.lanterns_scoring`).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from core.events import JsonValue
from core.frames import TICK_HZ
from core.muscles import Muscle
from game.coaching import Tried
from game.plays.ets import DWELL_TICKS, Rest


@dataclass(frozen=True, slots=True)
class LampResult:
    """One lamp as it went; None where it did not come to that.

    attempts: prompts.  misses, voids: attempts without success, and those that a sensor spoilt.  own: lit by the
    person.  calm: whether the muscle came to rest in time before the first attempt.  relax_level: mean effort at
    rest.  threshold: the line at the last attempt.  onset_s: prompt -> effort over the line.  steady: share of the
    time from the first touch of the line until the light that was spent on it.  other: mean effort of the second
    muscle as a share of the first's.  trains, stimulated_s: help by stimulation.
    """

    muscle: Muscle
    attempts: int
    misses: int
    voids: int
    own: bool
    calm: bool | None
    relax_level: float | None
    threshold: float | None
    onset_s: float | None
    steady: float | None
    other: float | None
    trains: int
    stimulated_s: float

    def as_json(self) -> dict[str, JsonValue]:
        """Plain data, rounded to what the measures can bear."""
        plain: dict[str, JsonValue] = {
            "muscle": str(self.muscle), "attempts": self.attempts, "misses": self.misses, "voids": self.voids,
            "own": self.own, "calm": self.calm, "trains": self.trains}
        for name in ("relax_level", "threshold", "onset_s", "steady", "other", "stimulated_s"):
            value = getattr(self, name)
            plain[name] = None if value is None else round(value, 4)
        return plain


class Nearness:
    """How near the first attempt at a lamp came to what was asked: 0 there, 0.5 just not, 1 far off.

    Life: `tried` and `kept` while it lasts, `missed` when it was not enough; what comes later does not count.
    """

    __slots__ = ("_best", "_fill", "_missed", "_squares", "_ticks")

    def __init__(self) -> None:
        self._best = self._fill = self._squares = 0.0
        self._ticks = 0
        self._missed: float | None = None

    def tried(self, share: float) -> None:
        """Take how much of the line an effort reached; 1 where there is none to reach."""
        self._best = max(self._best, min(1.0, share))

    def kept(self, fill: float, off: float | None) -> None:
        """Take how far it was kept up, 0..1, and how far off the middle of a band it was, in whole bands."""
        self._fill = max(self._fill, fill)
        if off is not None:
            self._squares += off * off
            self._ticks += 1

    def missed(self) -> None:
        """Say that the attempt was not enough; the first time counts."""
        if self._missed is None:
            self._missed = 1.0 - (self._best + self._fill) / 4.0

    def error(self) -> float:
        """Return it: of a success the RMS distance from the middle of the band, 0 where there is no band."""
        if self._missed is not None:
            return self._missed
        return min(0.5, sqrt(self._squares / self._ticks)) if self._ticks else 0.0


class LampTrial:
    """Gathers one lamp tick by tick.  Life: `rested`, `prompt`, `effort` ... `lit`; `result` at the end."""

    __slots__ = ("_effort_sum", "_on_ticks", "_other_sum", "_ticks", "_touch_ticks", "attempts", "calm", "misses",
                 "muscle", "near", "onset_s", "own", "relax_level", "stimulated_s", "threshold", "trains", "voids")

    def __init__(self, muscle: Muscle) -> None:
        self.muscle = muscle
        self.near = Nearness()
        self.attempts = self.misses = self.voids = self.trains = 0
        self.own = False
        self.calm: bool | None = None
        self.relax_level: float | None = None
        self.threshold: float | None = None
        self.onset_s: float | None = None
        self.stimulated_s = 0.0
        self._begin()

    def _begin(self) -> None:
        self._ticks = self._touch_ticks = self._on_ticks = 0
        self._effort_sum = self._other_sum = 0.0

    def rested(self, rest: Rest, in_time: bool) -> None:
        """Say how the muscle came to rest; the first time counts."""
        if self.calm is None:
            self.calm, self.relax_level = in_time, rest.mean

    def prompt(self, threshold: float | None) -> None:
        """Begin an attempt."""
        self.attempts += 1
        self.threshold = threshold
        self._begin()

    def effort(self, value: float, touched: bool, inside: bool, other: float | None) -> None:
        """Take one tick of an attempt; `touched`: the line was reached; `inside`: it is on it now."""
        self._ticks += 1
        self._effort_sum += max(0.0, value)
        self._other_sum += max(0.0, other or 0.0)
        if touched:
            self._touch_ticks += 1
            self._on_ticks += inside

    def triggered(self) -> float:
        """Say that the effort was enough; return how long it took to come, without the dwell."""
        self.onset_s = max(0, self._ticks - DWELL_TICKS) / TICK_HZ
        return self.onset_s

    def result(self, second: bool) -> LampResult:
        """Sum up; `second`: whether another muscle was looked at."""
        other = self._other_sum / self._effort_sum if second and self._effort_sum > 0 else None
        return LampResult(
            self.muscle, self.attempts, self.misses, self.voids, self.own, self.calm, self.relax_level,
            self.threshold, self.onset_s, self._on_ticks / self._touch_ticks if self._touch_ticks else None,
            other, self.trains, self.stimulated_s)

    def tried(self, number: int, measured: bool, asked: bool) -> Tried:
        """Say how it went at the first go; what a sensor spoilt, or nothing measured, tells nothing.

        A lamp that stimulation lit after a miss was missed: told as nothing, it would never get easier.
        """
        steady = self._on_ticks / self._touch_ticks if self._touch_ticks else None
        success = self.own and not (self.misses or asked)
        return Tried(number, success if measured and not self.voids else None, self.near.error(), steady)
