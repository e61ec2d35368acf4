"""Whole turns of a short sample counter that were lost unseen, found by the clock.

A 4-bit counter at 1 kHz turns in 16 ms: a hole of just that length leaves no gap, and one read of a busy radio
comes later than that.  But a delay passes, and a loss stays: samples come late by whole turns from then on.
Not here: gaps that the counter shows (`devices.timing`).
"""

from __future__ import annotations

from core.clock import NS_PER_MS

_BIN_NS = 250 * NS_PER_MS
_STAYS_BINS = 8
"""Samples that come late for 2 s are not held up any more."""
_STAYS_BINS_AFTER_HOLE = 2
"""After a silence, which a delay of the radio may be too, what was held up comes within half a second."""
_MAX_DRIFT = 0.02
_FOLLOW = 0.2


class TurnWatch:
    """Watches how late the quickest samples of each quarter second come, and tells what cannot be delay.

    turn_ns: the time of one turn of the counter.  Drift of the device's clock, up to 2 %, is followed.
    """

    def __init__(self, turn_ns: float) -> None:
        self._turn_ns = turn_ns
        self._usual_ns: float | None = None
        self._usual_at_ns = 0
        self._drift = 0.0
        self._bin_at_ns = 0
        self._least_ns: float | None = None
        self._late: list[float] = []
        self._needed = _STAYS_BINS

    def add(self, late_ns: float, arrival_ns: int, after_hole: bool = False) -> int:
        """Return how many turns were lost, in the light of a sample that came at `arrival_ns`; mostly 0.

        late_ns: its arrival less its nominal time, from its number, with all losses known so far counted.  Turns
        that are returned count as known from then on.  after_hole: nothing had come for a quarter second.
        """
        turns = 0
        if after_hole or arrival_ns - self._bin_at_ns >= _BIN_NS:
            turns = self._judge(self._least_ns) if self._least_ns is not None else 0
            self._bin_at_ns, self._least_ns = arrival_ns, None
        if after_hole:
            self._needed, self._late = _STAYS_BINS_AFTER_HOLE, []
        late_ns -= turns * self._turn_ns
        self._least_ns = late_ns if self._least_ns is None else min(self._least_ns, late_ns)
        return turns

    def _judge(self, least_ns: float) -> int:
        """Take the quickest sample of a bin; return the turns that it proves to be lost."""
        if self._usual_ns is None:
            self._follow(least_ns)
            return 0
        elapsed_ns = self._bin_at_ns - self._usual_at_ns
        excess_ns = least_ns - self._usual_ns - self._drift * elapsed_ns
        if excess_ns < self._turn_ns / 2:
            self._follow(least_ns)
            return 0
        self._late.append(excess_ns)
        if len(self._late) < self._needed:
            return 0
        turns = round(min(self._late) / self._turn_ns)
        self._follow(least_ns - turns * self._turn_ns)
        return turns

    def _follow(self, least_ns: float) -> None:
        """Take `least_ns` for what is usual now."""
        elapsed_ns = self._bin_at_ns - self._usual_at_ns
        if self._usual_ns is not None and elapsed_ns > 0:
            seen = (least_ns - self._usual_ns) / elapsed_ns
            self._drift += _FOLLOW * (max(-_MAX_DRIFT, min(_MAX_DRIFT, seen)) - self._drift)
        self._usual_ns, self._usual_at_ns = least_ns, self._bin_at_ns
        self._late, self._needed = [], _STAYS_BINS
