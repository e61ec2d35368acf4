"""Raw samples of the last minutes, so that a trial is measured from what the device sent and not from frames.

Not here: when a trial begins and ends (scripts), how it is measured (`signals.offline`).
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.clock import NS_PER_S
from core.samples import SampleBlock, Stream
from signals.calibration import Tare

KEEP_S = 150.0
"""Longest stretch that can be asked for: any trial, with its foreperiod, is shorter."""
ALL_LOST = 1.0

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class BoardTrial:
    """Rows of a board between two times.

    t_s: time of each row since the beginning of the trial, as the device stamped it.  corners_kg: [n, 4] tared
    TL, TR, BL, BR.  rate_hz: nominal.  length_s: of the trial.  lost: samples known to be missing in it.
    """

    t_s: Floats
    corners_kg: Floats
    rate_hz: float
    length_s: float
    lost: int = 0

    @property
    def total_kg(self) -> Floats:
        """Load of each row."""
        total: Floats = self.corners_kg.sum(axis=1)
        return total

    @property
    def missing_share(self) -> float:
        """Share of the samples that should have come and did not, 0..1.

        By the usual distance of its own rows, for boards send slower than they say.
        """
        if len(self.t_s) < 2:
            return ALL_LOST
        usual_s = float(np.median(np.diff(self.t_s)))
        return max(0.0, 1.0 - len(self.t_s) * usual_s / self.length_s) if usual_s > 0 else 0.0

    @property
    def longest_gap_s(self) -> float:
        """Longest silence inside the trial, its edges included."""
        if not len(self.t_s):
            return self.length_s
        edges = np.concatenate(([0.0], self.t_s, [self.length_s]))
        return float(np.diff(edges).max())

    def since(self, from_s: float) -> BoardTrial:
        """Return the part from `from_s` on, with time counted from there."""
        kept = self.t_s >= from_s
        return BoardTrial(self.t_s[kept] - from_s, self.corners_kg[kept], self.rate_hz, self.length_s - from_s,
                          self.lost)


@dataclass(frozen=True, slots=True)
class EmgTrial:
    """Samples of all EMG channels between two times: uv [n, channels], equally spaced, NaN where lost.

    t0_s: time of the first sample since the beginning of the trial.
    """

    uv: Floats
    rate_hz: float
    length_s: float
    t0_s: float = 0.0

    @property
    def missing_share(self) -> float:
        """Share of the samples that should have come and did not, 0..1."""
        due = self.rate_hz * self.length_s
        came = float(np.isfinite(self.uv).all(axis=1).sum()) if self.uv.size else 0.0
        return ALL_LOST if due <= 0 else max(0.0, 1.0 - came / due)


class TrialRecorder:
    """Holds the raw blocks of the last `KEEP_S` seconds of each stream.  Feed it every block, in order."""

    def __init__(self) -> None:
        self._blocks: dict[Stream, deque[SampleBlock]] = {Stream.BOARD: deque(), Stream.EMG: deque()}

    def feed(self, block: SampleBlock) -> None:
        """Take the next block of any stream."""
        blocks = self._blocks.get(block.stream)
        if blocks is None:
            return
        while blocks and blocks[-1].t0_ns > block.t0_ns:
            blocks.pop()  # time goes forward in a stream, so those stamps were wrong
        blocks.append(block)
        oldest_ns = block.t0_ns - round(KEEP_S * NS_PER_S)
        while blocks[0].last_t_ns < oldest_ns:
            blocks.popleft()

    def newest_ns(self, stream: Stream) -> int:
        """Time of the newest sample of `stream`, 0 when there was none."""
        blocks = self._blocks[stream]
        return blocks[-1].last_t_ns if blocks else 0

    def board(self, from_ns: int, to_ns: int, tare: Tare) -> BoardTrial:
        """Return the rows of the board with from_ns <= time <= to_ns, tared.

        All-zero rows, which boards send when they lose data, and unreadable ones count as missing.
        """
        blocks = self._between(Stream.BOARD, from_ns, to_ns)
        length_s = (to_ns - from_ns) / NS_PER_S
        if not blocks:
            return BoardTrial(np.empty(0), np.empty((0, 4)), 0.0, length_s)
        t_ns = np.concatenate([_times(block) for block in blocks])
        raw = np.concatenate([block.data[:, :4].astype(np.float64) for block in blocks])
        good = (t_ns >= from_ns) & (t_ns <= to_ns) & np.isfinite(raw).all(axis=1) & raw.any(axis=1)
        zero = np.array((tare.tl_kg, tare.tr_kg, tare.bl_kg, tare.br_kg))
        return BoardTrial((t_ns[good] - from_ns) / NS_PER_S, raw[good] - zero, blocks[-1].rate_hz, length_s,
                          sum(block.lost for block in blocks if block.t0_ns > from_ns))

    def emg(self, from_ns: int, to_ns: int) -> EmgTrial:
        """Return the samples of EMG with from_ns <= time < to_ns on a grid by their numbers; lost ones are NaN."""
        blocks = self._between(Stream.EMG, from_ns, to_ns)
        length_s = (to_ns - from_ns) / NS_PER_S
        if not blocks:
            return EmgTrial(np.empty((0, 0)), 0.0, length_s)
        last = blocks[-1]
        same = _one_run(blocks, 2.0 * last.rate_hz * (length_s + 1.0))
        first = same[0]
        grid = np.full((last.seq + len(last.data) - first.seq, first.data.shape[1]), np.nan)
        for block in same:
            at = block.seq - first.seq
            grid[at:at + len(block.data)] = block.data
        t_ns = last.last_t_ns - (np.arange(len(grid))[::-1] * (NS_PER_S / last.rate_hz))
        inside = (t_ns >= from_ns) & (t_ns < to_ns)
        start_s = float((t_ns[inside][0] - from_ns) / NS_PER_S) if inside.any() else 0.0
        return EmgTrial(grid[inside], last.rate_hz, length_s, start_s)

    def _between(self, stream: Stream, from_ns: int, to_ns: int) -> list[SampleBlock]:
        return [block for block in self._blocks[stream] if block.last_t_ns >= from_ns and block.t0_ns <= to_ns]


def _one_run(blocks: list[SampleBlock], most: float) -> list[SampleBlock]:
    """Return the newest blocks that number one stream of at most `most` samples, oldest first."""
    run = [blocks[-1]]
    shape, end = (run[0].rate_hz, run[0].data.shape[1]), run[0].seq + len(run[0].data)
    for block in reversed(blocks[:-1]):
        if (block.rate_hz, block.data.shape[1]) != shape or block.seq + len(block.data) > run[-1].seq \
                or end - block.seq > most:
            break
        run.append(block)
    return run[::-1]


def _times(block: SampleBlock) -> NDArray[np.int64]:
    """Time of each sample, as `SampleBlock.t_ns` tells it."""
    steps = np.rint(np.arange(len(block.data)) * (NS_PER_S / block.rate_hz)).astype(np.int64)
    times: NDArray[np.int64] = steps + block.t0_ns
    return times
