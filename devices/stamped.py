"""Numbers and times of samples that come with time stamps of the host's clock.

Stamps are kept; a step well over the period is a gap, and its missing samples are counted.  Stamps that are far
from their arrival are not believed.  Not here: samples without stamps (`devices.uncounted`, `devices.timing`).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.clock import NS_PER_MS, NS_PER_S
from devices.timing import Run

_EARLY_NS, _LATE_NS = 500 * NS_PER_MS, 3 * NS_PER_S
_GAP_PERIODS, _GAP_NS = 2.5, 30 * NS_PER_MS
"""Smoothed stamps still jump by their jitter, which is no loss."""


class StampClock:
    """Numbers for chunks of samples of nominally `rate_hz`, whose times are told."""

    def __init__(self, rate_hz: float) -> None:
        self._period_ns = NS_PER_S / rate_hz
        self._gap_ns = max(_GAP_PERIODS * self._period_ns, _GAP_NS)
        self._next = 0
        self._last_t_ns: int | None = None

    def trusts(self, times: NDArray[np.int64], arrival_ns: int) -> bool:
        """Whether `times` can be times of samples that came at `arrival_ns`."""
        late_ns = arrival_ns - int(times[-1])
        return -_EARLY_NS <= late_ns <= _LATE_NS and bool((np.diff(times) >= 0).all())

    def place(self, times: NDArray[np.int64], arrival_ns: int, each: bool = False) -> list[Run]:
        """Return the runs in a chunk of samples taken at `times`; none is later than `arrival_ns`.

        Where `times` cannot be right, as after a step of the sender's clock, samples are timed by their arrival.

        each: whether every sample stands for itself, as in streams without a rate, where no gap is known.
        """
        if not self.trusts(times, arrival_ns):
            times = arrival_ns - np.rint(np.arange(len(times))[::-1] * self._period_ns).astype(np.int64)
        t_ns = times - max(0, int(times[-1]) - arrival_ns)
        before = t_ns[0] - round(self._period_ns) if self._last_t_ns is None else self._last_t_ns
        steps = np.diff(t_ns, prepend=before)
        firsts = np.arange(len(t_ns)) if each else np.union1d(0, np.flatnonzero(steps > self._gap_ns))
        ends = np.append(firsts[1:], len(t_ns))
        runs: list[Run] = []
        for first, end in zip(firsts.tolist(), ends.tolist(), strict=True):
            step = int(steps[first])
            lost = 0 if each or step <= self._gap_ns else round(step / self._period_ns) - 1
            t0 = int(t_ns[end - 1]) - round((end - 1 - first) * self._period_ns)
            runs.append(Run(first, end - first, self._next + lost, t0, lost))
            self._next += lost + end - first
        self._last_t_ns = int(t_ns[-1])
        return runs
