"""How a stream flows: its rate against the nominal one, and the share of samples lost, over the last seconds.

Cheap and incremental; times are those of the samples.  Not here: age and links (`signals.health`), values.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from core.clock import NS_PER_S
from core.samples import SampleBlock

LEAST_SPAN_NS = NS_PER_S // 2
"""Over less time a rate says nothing: one block more or less would change it."""


@dataclass(frozen=True, slots=True)
class Flow:
    """What flowed.

    samples: that came.  lost: known to be missing.  span_s: between the ends of the first and the last block.
    rate_hz: of what came, over the span, losses counted as come; None while the span is short.
    """

    samples: int
    lost: int
    span_s: float
    nominal_hz: float
    rate_hz: float | None

    @property
    def lost_share(self) -> float:
        """Part of all samples that is missing, 0..1."""
        whole = self.samples + self.lost
        return self.lost / whole if whole else 0.0

    @property
    def rate_ratio(self) -> float:
        """Measured over nominal rate; 1 while it is not known."""
        return 1.0 if self.rate_hz is None else self.rate_hz / self.nominal_hz


class FlowMeter:
    """Watches one stream over the last `window_ns`; it starts anew when the numbering or the rate does."""

    def __init__(self, window_ns: int) -> None:
        self._window_ns = window_ns
        self.reset()

    def reset(self) -> None:
        """Forget everything."""
        self._blocks: deque[tuple[int, int, int]] = deque()
        self._samples = self._lost = 0
        self._next_seq = 0
        self._nominal_hz = 0.0

    def feed(self, block: SampleBlock) -> None:
        """Take the next block."""
        if block.seq < self._next_seq or block.rate_hz != self._nominal_hz:
            self.reset()
            self._nominal_hz = block.rate_hz
            lost = 0  # what is missing before the first block is not of this stretch
        else:
            lost = block.lost
        n, last_ns = len(block.data), block.last_t_ns
        self._next_seq = block.seq + n
        self._blocks.append((last_ns, n, lost))
        self._samples += n
        self._lost += lost
        self._forget(last_ns - self._window_ns)

    @property
    def lost(self) -> int:
        """How many samples are known to be missing."""
        return self._lost

    def flow(self) -> Flow | None:
        """Return what flowed; None before the first block."""
        if not self._blocks:
            return None
        first_ns, first_n, first_lost = self._blocks[0]
        span_ns = self._blocks[-1][0] - first_ns
        passed = self._samples + self._lost - first_n - first_lost
        rate = passed * NS_PER_S / span_ns if span_ns >= LEAST_SPAN_NS else None
        return Flow(self._samples, self._lost, span_ns / NS_PER_S, self._nominal_hz, rate)

    def _forget(self, before_ns: int) -> None:
        while len(self._blocks) > 1 and self._blocks[0][0] < before_ns:
            _, samples, lost = self._blocks.popleft()
            self._samples -= samples
            self._lost -= lost
