"""Numbers and times of samples from devices that number nothing: by counting them against the clock.

A loss shows only in time: after a silence, or when over two seconds fewer samples came than the rate promises.
A clock that is slow by up to 1 % looks the same at first, so a shortage counts from there on, and the device's own
drift is learned and taken off.  Not here: devices with a counter (`devices.timing`).
"""

from __future__ import annotations

from collections.abc import Sequence

from core.clock import NS_PER_MS, NS_PER_S
from devices.timing import ClockMap, Run

_BIN_NS = 2 * NS_PER_S
_HOLE_NS = 250 * NS_PER_MS
_POLL_NS = 60 * NS_PER_MS
"""A longer step between two looks is a stalled reader, not a silent device."""
_SHORT = 0.01
_SLACK_NS = 5 * NS_PER_MS
"""How much the quickest arrival of two seconds varies by itself."""
_LEARN = 0.3


class TallyClock:
    """Numbers and times for chunks of samples of a device that sends `rate_hz` of them."""

    def __init__(self, rate_hz: float) -> None:
        self._period_ns = NS_PER_S / rate_hz
        self._map = ClockMap()
        self._shortage = _Shortage()
        self._next = 0
        self._came_ns: int | None = None
        self._looked_ns = 0
        self._silence_ns = 0
        self._last_t_ns = 0
        self._owed = 0

    def silent(self, t_ns: int) -> None:
        """Take note that nothing had come at `t_ns`; call it at every look at the device."""
        if self._came_ns is not None:
            self._silence_ns += min(max(0, t_ns - self._looked_ns), _POLL_NS)
        self._looked_ns = t_ns

    def place(self, n: int, arrival_ns: int, holes: Sequence[int] = ()) -> list[Run]:
        """Return the runs in a chunk of `n` >= 1 samples that was read at `arrival_ns`.

        holes: rows before which one sample was spoilt; each begins a run.
        """
        lost = self._owed + self._silent_loss(n, arrival_ns)
        self._owed = 0
        firsts = [0, *(row for row in holes if row)]
        self._next += lost + len(holes)
        end = self._next + n
        t_end = self._t_end(end, arrival_ns)
        runs: list[Run] = []
        for i, first in enumerate(firsts):
            rows = (firsts[i + 1] if i + 1 < len(firsts) else n) - first
            after = n - first + len(firsts) - 1 - i
            missing = 1 if i else lost + (1 if 0 in holes else 0)
            runs.append(Run(first, rows, end - after, t_end - round(after * self._period_ns), missing))
        self._next = end
        return runs

    def _t_end(self, end: int, arrival_ns: int) -> int:
        """Return the time at which sample number `end`, the next one to come, is due."""
        device_ns = round((end - 1) * self._period_ns)
        t_ns = max(self._map.to_host(device_ns, arrival_ns), min(self._last_t_ns + 1, arrival_ns))
        self._last_t_ns = t_ns
        self._came_ns = self._looked_ns = arrival_ns
        self._silence_ns = 0
        self._owed = round(self._shortage.take(arrival_ns, arrival_ns - device_ns) / self._period_ns)
        return t_ns + round(self._period_ns)

    def _silent_loss(self, n: int, arrival_ns: int) -> int:
        """Return what a silent device has not sent; a reader that did not look finds it all in its queue."""
        if self._silence_ns <= _HOLE_NS or self._came_ns is None:
            return 0
        self._map.anchor()
        self._shortage = _Shortage()
        return max(0, round((arrival_ns - self._came_ns) / self._period_ns) - n)


class _Shortage:
    """Watches how far samples fall behind the clock, by the quickest arrival of each two seconds."""

    def __init__(self) -> None:
        self._begin_ns: int | None = None
        self._least_ns = 0
        self._before_ns: int | None = None
        self._drift = 0.0

    def take(self, arrival_ns: int, behind_ns: int) -> float:
        """Take an arrival that is `behind_ns` later than its number says; return what is newly missing, in ns."""
        if self._begin_ns is None:
            self._begin_ns, self._least_ns = arrival_ns, behind_ns
        self._least_ns = min(self._least_ns, behind_ns)
        if arrival_ns - self._begin_ns < _BIN_NS:
            return 0.0
        short_ns = self._judge(arrival_ns - self._begin_ns)
        self._begin_ns, self._least_ns = arrival_ns, behind_ns - round(short_ns)
        return short_ns

    def _judge(self, over_ns: int) -> float:
        before_ns, self._before_ns = self._before_ns, self._least_ns
        if before_ns is None:
            return 0.0
        late = (self._least_ns - before_ns) / over_ns
        if late - self._drift <= _SHORT + _SLACK_NS / over_ns:
            self._drift += _LEARN * (max(-_SHORT, min(_SHORT, late)) - self._drift)
            return 0.0
        short_ns = (late - self._drift) * over_ns
        self._before_ns = self._least_ns - round(short_ns)
        return short_ns
