"""What drivers of EMG front ends with numbered samples share: from counts to blocks, and the watch over silence.

Not here: who sits at the port and what it must be told (`bitalino`, `olimex`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.clock import NS_PER_MS
from core.samples import SampleBlock, Stream
from devices.drivers import LinkNote, NoteKind, Output
from devices.drivers.remarks import Remarks
from devices.timing import CounterClock

_SILENT_NS = 500 * NS_PER_MS
_LOST_NS = 3000 * NS_PER_MS


class NumberedEmg:
    """A running stream of EMG samples that carry a counter of `modulus` steps.

    zero_counts: count at rest, uv_per_count: microvolt of one count; one number or one a channel.  t_ns: when it
    began.  skipped: bytes that had made no sense by then, which nobody need hear about.
    """

    def __init__(self, modulus: int, rate_hz: float, zero_counts: NDArray[np.float32] | float,
                 uv_per_count: NDArray[np.float32] | float, t_ns: int, skipped: int = 0) -> None:
        self._rate_hz = rate_hz
        self._zero = np.asarray(zero_counts, np.float32)
        self._uv = np.asarray(uv_per_count, np.float32)
        self._clock = CounterClock(modulus, rate_hz)
        self._remarks = Remarks(Stream.EMG, "bytes")
        self._skipped_seen = skipped
        self._came_ns = t_ns
        self._silent_said = False

    def skipped(self, total: int) -> None:
        """Take note of how many bytes have made no sense in all."""
        self._remarks.count(NoteKind.GARBAGE, total - self._skipped_seen)
        self._skipped_seen = total

    def take(self, counters: Sequence[int], counts: NDArray[np.uint16], t_ns: int) -> Output:
        """Return the blocks of a chunk that was read at `t_ns`, and what is to be said: counts [n, channels]."""
        self._came_ns, self._silent_said = t_ns, False
        data = (counts - self._zero) * self._uv
        blocks = []
        for run in self._clock.place(counters, t_ns):
            self._remarks.count(NoteKind.GAP, run.lost)
            blocks.append(SampleBlock(Stream.EMG, run.seq, run.t0_ns, self._rate_hz,
                                      data[run.first:run.first + run.n], run.lost))
        return Output(blocks=tuple(blocks), notes=self._remarks.due(t_ns))

    def watch(self, t_ns: int) -> Output:
        """Let time pass: say once that nothing comes, and give up after 3 s."""
        self._clock.silent(t_ns)
        silence_ns = t_ns - self._came_ns
        if silence_ns > _LOST_NS:
            return Output(failed=True)
        if silence_ns > _SILENT_NS and not self._silent_said:
            self._silent_said = True
            return Output(notes=(LinkNote(Stream.EMG, t_ns, NoteKind.SILENT, "The EMG device sends nothing; wait, "
                                          "or check its power, cable and distance."),))
        return Output(notes=self._remarks.due(t_ns))
