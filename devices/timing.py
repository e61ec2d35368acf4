"""Numbers and times of samples, from a device's wrapping counter and clock.

Bytes arrive late and in lumps, so samples are not stamped at arrival: a device's own clock (or its sample
counter over the nominal rate) is mapped to the host's monotonic clock by the quickest arrivals.
Not here: what the samples are.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from core.clock import NS_PER_MS, NS_PER_S
from core.quick import quick
from devices.turns import TurnWatch

_BIN_NS = 2 * NS_PER_S
_BINS = 24
_LEAK_EARLY, _LEAK = 0.02, 0.001
_MAX_SLOPE = 0.02
_RESTART_US = 60_000_000
"""A device clock that leaps by more has begun anew."""
_STEP_NS = 50 * NS_PER_MS
_HOLE_NS = 250 * NS_PER_MS
_POLL_NS = 60 * NS_PER_MS
"""A longer step between two looks is a stalled reader, not a silent device."""
_TURN = bytes(range(256))
_TWO_TURNS = _TURN * 2
_SHORT_TURN_NS = 60 * NS_PER_MS
"""A counter that turns faster than chunks come: a silence may be a delay, and only what stays late is lost."""


class ClockMap:
    """Maps a device's clock to the host's.

    The offset is a running minimum of (arrival - device): no sample can arrive before it was taken.  It
    rises only with the drift between the clocks, fitted over the minima of the last 48 s, and by a leak.
    """

    def __init__(self) -> None:
        self._offset: float | None = None
        self._at = 0
        self._slope = 0.0
        self._bins: deque[tuple[int, int]] = deque(maxlen=_BINS)
        self._bin_start = 0
        self._bin_least: tuple[int, int] | None = None

    def to_host(self, device_ns: int, arrival_ns: int) -> int:
        """Return the host time of `device_ns`, whose sample came at `arrival_ns`; never later than that."""
        delay = arrival_ns - device_ns
        if self._offset is None:
            self._offset, self._at, self._bin_start = float(delay), device_ns, device_ns
        leak = _LEAK if len(self._bins) > 2 else _LEAK_EARLY
        drifted = self._offset + (self._slope + leak) * max(0, device_ns - self._at)
        if delay < drifted - _STEP_NS:
            self._bins.clear()  # a leap of the device's clock: what was before tells nothing about drift
        self._offset, self._at = min(drifted, float(delay)), device_ns
        self._remember(device_ns, delay)
        return min(arrival_ns, device_ns + round(self._offset))

    def anchor(self) -> None:
        """Forget everything but the drift: after a hole the next arrival counts alone."""
        self._offset = None
        self._bins.clear()
        self._bin_least = None

    @property
    def least_excess_ns(self) -> float:
        """How much later the quickest arrival of the newest full 2 s came than that of the 2 s before."""
        if len(self._bins) < 2:
            return 0.0
        (_, before), (_, newest) = self._bins[-2], self._bins[-1]
        return newest - before

    def _remember(self, device_ns: int, delay: int) -> None:
        if self._bin_least is None or delay < self._bin_least[1]:
            self._bin_least = (device_ns, delay)
        if device_ns - self._bin_start >= _BIN_NS:
            self._bins.append(self._bin_least)
            self._bin_start, self._bin_least = device_ns, None
            self._slope = _slope(self._bins)
            self._offset = min(least + self._slope * (device_ns - at) for at, least in self._bins)


def _slope(points: Sequence[tuple[int, int]]) -> float:
    """Least-squares slope of a few points, within +-2 % (worse is another rate, not a drift)."""
    n = len(points)
    if n < 3:
        return 0.0
    mean_x = sum(x for x, _ in points) / n
    mean_y = sum(y for _, y in points) / n
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    slope = sum((x - mean_x) * (y - mean_y) for x, y in points) / spread if spread else 0.0
    return max(-_MAX_SLOPE, min(_MAX_SLOPE, slope))


@quick
@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive samples of a chunk: rows first .. first + n, number, time, and what is missing before."""

    first: int
    n: int
    seq: int
    t0_ns: int
    lost: int


class CounterClock:
    """Numbers and times for chunks of samples that carry a counter of `modulus` steps.

    Losses of whole turns of the counter show only in time: the silence before a chunk, as seen by a reader
    that kept looking (`silent`), adds them; for a counter that turns in less than 60 ms, which any delay outlasts,
    `devices.turns` tells losses by what stays late.  A repeated counter is a repeated sample and is left out.
    """

    def __init__(self, modulus: int, rate_hz: float) -> None:
        self.modulus = modulus
        self.rate_hz = rate_hz
        self.repeated = 0
        self._period_ns = NS_PER_S / rate_hz
        self._map = ClockMap()
        self._counter: int | None = None
        self._next = 0
        self._device_us: int | None = None
        self._device_ns = 0
        self._looked_ns = 0
        self._silence_ns = 0
        self._last_t_ns = 0
        self._owed = 0
        turn_ns = modulus * self._period_ns
        self._turns = TurnWatch(turn_ns) if turn_ns < _SHORT_TURN_NS else None
        self._renewed_ns = max(turn_ns / 2, _HOLE_NS if self._turns else 0)
        """After a longer silence an equal counter is another sample."""

    def silent(self, t_ns: int) -> None:
        """Take note that nothing had come at `t_ns`; call it at every look at the device."""
        if self._counter is not None:
            self._silence_ns += min(max(0, t_ns - self._looked_ns), _POLL_NS)
        self._looked_ns = t_ns

    def place(self, counters: Sequence[int], arrival_ns: int, device_us: Sequence[int] | None = None) -> list[Run]:
        """Return the runs of consecutive samples in a chunk that was read at `arrival_ns`.

        device_us: the device's own clock (u32, microseconds) of each sample, where it has one.
        """
        elapsed_ns = arrival_ns - self._looked_ns if self._looked_ns else 0
        silence = self._silence_ns / self._period_ns if self._turns is None else 0.0
        after_hole = self._silence_ns > _HOLE_NS
        if after_hole:
            self._map.anchor()
        runs: list[Run] = []
        for first, n, gap in self._stretches(counters):
            missing = self._missing(gap, silence, elapsed_ns + self._silence_ns) if gap or silence else 0
            lost = missing + self._owed
            self._owed, silence = 0, 0.0
            seq = self._next + lost
            self._next = seq + n
            last = first + n - 1
            t_last = self._map.to_host(self._clock_ns(device_us[last] if device_us else None), arrival_ns)
            t0 = t_last - round((n - 1) * self._period_ns)
            if n == 1:
                t0 = max(t0, min(self._last_t_ns + 1, arrival_ns))
            self._last_t_ns = t0 + round((n - 1) * self._period_ns)
            runs.append(Run(first, n, seq, t0, lost))
        self._looked_ns, self._silence_ns = arrival_ns, 0
        self._settle(arrival_ns, after_hole)
        return runs

    def _stretches(self, counters: Sequence[int]) -> list[tuple[int, int, int]]:
        """Cut a chunk where the counter jumps: (first row, rows, samples missing before by the counter)."""
        before = self._counter
        if before is not None and self.modulus == len(_TURN) and self._in_turn(counters, before):
            self._counter = counters[-1]
            return [(0, len(counters), 0)]
        cuts: list[tuple[int, int, int]] = []
        first, gap = 0, 0
        for i, counter in enumerate(counters):
            step = 1 if before is None else (counter - before) % self.modulus
            if step == 1 and i > first:
                before = counter
                continue
            if i > first:
                cuts.append((first, i - first, gap))
            if step == 0 and not (i == 0 and self._silence_ns > self._renewed_ns):
                self.repeated += 1
                first = i + 1
                gap = 0
                continue
            first, gap, before = i, (step - 1) % self.modulus, counter
        if len(counters) > first:
            cuts.append((first, len(counters) - first, gap))
        self._counter = before
        return cuts

    def _in_turn(self, counters: Sequence[int], before: int) -> bool:
        """Whether counters of a byte each, as most boards send them, go on without a jump: seen at one look."""
        return isinstance(counters, bytes) and counters != b"" and _TWO_TURNS.startswith(
            counters, (before + 1) % len(_TURN))

    def _missing(self, gap: int, silence: float, elapsed_ns: int) -> int:
        """Return the samples lost: the counter's gap plus the whole turns that the silence before must have held.

        A gap that needs more than a second longer than has passed is a restarted counter, not a loss.
        """
        turns = max(0, round((silence - gap) / self.modulus))
        missing = gap + turns * self.modulus
        return missing if missing <= (elapsed_ns + NS_PER_S) / self._period_ns * 1.1 else 0

    def _clock_ns(self, device_us: int | None) -> int:
        if device_us is None:
            return round((self._next - 1) * self._period_ns)
        step = 0 if self._device_us is None else (device_us - self._device_us) % (1 << 32)
        if step > _RESTART_US:
            self._map.anchor()
            step = round(self._period_ns / 1000)
        self._device_us = device_us
        self._device_ns += step * 1000
        return self._device_ns

    def _settle(self, arrival_ns: int, after_hole: bool) -> None:
        """Own up to turns that nobody saw: even the quickest arrival of 2 s is late by whole turns."""
        if self._turns is not None:
            late_ns = arrival_ns - self._next * self._period_ns
            self._owed += self._turns.add(late_ns, arrival_ns, after_hole) * self.modulus
            return
        excess_ns = self._map.least_excess_ns
        if excess_ns > _HOLE_NS:
            self._owed = round(excess_ns / self._period_ns / self.modulus) * self.modulus
            self._map.anchor()


class RateMeter:
    """Measures how many samples a second really come, within a few percent.

    Boards of one name run at different rates, and foreign sketches do not tell theirs.
    """

    COMMON_HZ = (10, 20, 25, 40, 50, 60, 80, 100, 125, 200, 250, 256, 400, 500, 512, 1000, 2000, 4000)

    def __init__(self) -> None:
        self._first_ns = 0
        self._last_ns = 0
        self._count = -1
        self._chunk = 0

    def add(self, n: int, t_ns: int) -> None:
        """Count `n` samples that came at `t_ns`."""
        if self._count < 0:
            self._first_ns, self._count = t_ns, 0
        else:
            self._count += n
        self._last_ns = t_ns

    def rate_hz(self, over_ns: int) -> float | None:
        """Return samples per second, snapped to a common rate within 6 %; None before `over_ns` and 10 samples."""
        elapsed_ns = self._last_ns - self._first_ns
        if self._count < 10 or elapsed_ns < over_ns:
            return None
        rate = self._count * NS_PER_S / elapsed_ns
        nearest = min(self.COMMON_HZ, key=lambda hz: abs(hz - rate))
        return float(nearest) if abs(nearest - rate) <= 0.06 * nearest else rate
