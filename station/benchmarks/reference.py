"""A fixed piece of work, by which two machines can be compared."""

from __future__ import annotations

import numpy as np

from core.clock import NS_PER_MS, SystemClock
from station.benchmarks.figures import Figure, percentile

ROUNDS = 40


def measure() -> list[Figure]:
    """Time a fixed mix of Python and numpy."""
    clock = SystemClock()
    times: list[float] = []
    for _ in range(ROUNDS):
        before_ns = clock.now_ns()
        _work()
        times.append((clock.now_ns() - before_ns) / NS_PER_MS)
    return [Figure("reference work p50", percentile(times, 0.5), "ms", None,
                   "fixed work; divide by it to compare machines"),
            Figure("reference work p99", percentile(times, 0.99), "ms", None, "how noisy this machine is")]


def _work() -> float:
    total = 0.0
    for number in range(20_000):
        total += (number * 7919 % 1013) * 0.5
    return total + float(np.sort(np.cos(np.arange(40_000, dtype=np.float64))).sum())
