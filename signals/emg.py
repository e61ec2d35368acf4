"""Raw EMG to one envelope per channel, with the health of each electrode.

Not here: activation (`signals.activation`), age and links (`signals.health`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.frames import StreamHealth
from core.samples import SampleBlock
from signals.filters import MIN_RATE_HZ, EnvelopeFilter, Floats
from signals.mains import MainsWatch
from signals.settings import SignalSettings

BRIDGE_S = 0.1
"""A shorter loss is stepped over: the samples around it are joined.  A longer one starts the filters anew."""
WATCH_BUCKETS = 10
WATCH_S = 0.5
"""Electrodes are judged on the raw signal of the last half second, in ten parts."""
RAIL_SHARE = 0.1
"""Share of the window at the rail, or at one same extreme value, from which a channel is saturated."""


class EmgSignal:
    """The envelopes of the first `len(settings.channels)` channels of one EMG stream.

    Feed it block by block.  Filters and watch start anew when the rate, the number of channels or the
    numbering of the samples says that another stream began, and after a loss of more than 0.1 s; the
    envelope then rises from 0, which is the safe side.  A stream below 100 samples per second is not read.
    """

    def __init__(self, settings: SignalSettings) -> None:
        self._settings = settings
        self._shape: tuple[float, int] = (0.0, 0)
        self._next_seq = 0
        self._parts: tuple[EnvelopeFilter, ElectrodeWatch] | None = None

    def reset(self) -> None:
        """Forget the stream; the next block begins a new one."""
        self._parts = None

    def readable(self, block: SampleBlock) -> bool:
        """Whether there is anything to be read in a block: channels of the settings, at a rate fit for muscles."""
        return bool(self._settings.channels) and block.data.shape[1] > 0 and block.rate_hz >= MIN_RATE_HZ

    def feed(self, block: SampleBlock) -> Floats | None:
        """Envelopes [n, channels read] of a block, or None when the stream cannot be read."""
        return self.feed_all((block,)) if self.readable(block) else None

    def feed_all(self, blocks: Sequence[SampleBlock]) -> Floats:
        """Take readable blocks in their order, at least one; return the envelopes [n, channels read] of the last.

        What belongs together goes through the filters in one call, with bit for bit the same result: calls cost
        more than samples when a device sends a few at a time.
        """
        joined: list[NDArray[np.float32]] = []
        for block in blocks:
            read = min(block.data.shape[1], len(self._settings.channels))
            parts = self._follow(block, read)
            if joined and parts is not self._parts:
                self._run(joined)
                joined = []
            self._parts = parts
            joined.append(block.data[:, :read])
        return self._run(joined)[-len(blocks[-1].data):]

    def _run(self, joined: Sequence[NDArray[np.float32]]) -> Floats:
        """Send raw rows through watch and filters."""
        assert self._parts is not None
        envelope, watch = self._parts
        raw = joined[0] if len(joined) == 1 else np.concatenate(joined)
        watch.feed(raw)
        return envelope.feed(raw.T).T

    def health(self) -> tuple[StreamHealth, ...]:
        """OK, SATURATED or LEAD_OFF for each channel read; empty before the first block."""
        return self._parts[1].health if self._parts is not None else ()

    def humming(self) -> tuple[bool, ...]:
        """Whether each channel read hears mostly mains; empty before the first block."""
        return self._parts[1].mains.humming if self._parts is not None else ()

    def _follow(self, block: SampleBlock, read: int) -> tuple[EnvelopeFilter, ElectrodeWatch]:
        """Make filters for a new stream, restart them after a long loss, leave them alone otherwise."""
        same = (block.rate_hz, read) == self._shape and block.seq >= self._next_seq
        self._shape = (block.rate_hz, read)
        self._next_seq = block.seq + len(block.data)
        if self._parts is not None and same and block.lost <= BRIDGE_S * block.rate_hz:
            return self._parts
        return (EnvelopeFilter(block.rate_hz, read, self._settings.mains_hz),
                ElectrodeWatch(block.rate_hz, read, self._settings))


class ElectrodeWatch:
    """Tells flat and saturated channels from the last half second of raw samples.

    Judged each twentieth of a second, counted in samples, so that it does not depend on the chunk size.
    SATURATED: a tenth of the window is at the rail, or rests at one same extreme of a wide swing.
    LEAD_OFF: it hardly moves.  Both end when the window is clean again.
    """

    def __init__(self, rate_hz: float, channels: int, settings: SignalSettings) -> None:
        self._settings = settings
        self._n = max(2, round(rate_hz * WATCH_S / WATCH_BUCKETS))
        self._window = np.zeros((WATCH_BUCKETS, self._n, channels), np.float32)
        self._extremes = np.zeros((2, WATCH_BUCKETS, channels), np.float32)  # lowest and highest of each bucket
        self._filled = 0
        self._closed = 0
        self._well = (StreamHealth.OK,) * channels
        self.health: tuple[StreamHealth, ...] = self._well
        self.mains = MainsWatch(rate_hz, self._n, channels, settings.mains_hz)

    def feed(self, raw: NDArray[np.float32]) -> None:
        """Take the next raw samples [n, channels]."""
        start = 0
        while start < len(raw):
            part = raw[start:start + self._n - self._filled]
            self._window[self._closed % WATCH_BUCKETS, self._filled:self._filled + len(part)] = part
            self._filled += len(part)
            start += len(part)
            if self._filled == self._n:
                self._close_bucket()

    def _close_bucket(self) -> None:
        """Take a full bucket into the window and judge again."""
        at, self._filled = self._closed % WATCH_BUCKETS, 0
        self._closed += 1
        bucket = self._window[at]
        self._find_extremes(at)
        if self._is_well():
            self.health = self._well
        else:
            if not np.isfinite(self._extremes[:, at]).all():
                bucket[:] = np.nan_to_num(bucket, nan=0.0)
                self._find_extremes(at)
            self.health = self._judge()
        self.mains.add(bucket)

    def _find_extremes(self, at: int) -> None:
        np.minimum.reduce(self._window[at], axis=0, out=self._extremes[0, at])
        np.maximum.reduce(self._window[at], axis=0, out=self._extremes[1, at])

    def _is_well(self) -> bool:
        """Whether the extremes alone tell that every electrode is well, as they nearly always do."""
        lows, highs = self._extremes[:, :self._closed]
        least = self._settings.flat_uv if self._closed >= WATCH_BUCKETS else 0.0
        clip, rail = self._settings.clip_uv, self._settings.rail_uv
        return all(least <= high - low < clip and -rail < low and high < rail for low, high in
                   zip(np.minimum.reduce(lows).tolist(), np.maximum.reduce(highs).tolist(), strict=True))

    def _judge(self) -> tuple[StreamHealth, ...]:
        """Health of each channel over the window, by counting its samples."""
        lows, highs = self._extremes[:, :self._closed]
        low, high = np.minimum.reduce(lows), np.maximum.reduce(highs)
        swing = high - low
        wide = swing >= self._settings.clip_uv
        flat = (swing < self._settings.flat_uv) & (self._closed >= WATCH_BUCKETS)
        window = self._window[:self._closed]
        enough = RAIL_SHARE * self._n * WATCH_BUCKETS
        resting = np.maximum(_count(window == low), _count(window == high))
        railed = _count(np.abs(window) >= self._settings.rail_uv) >= enough
        return tuple(
            StreamHealth.SATURATED if bad else StreamHealth.LEAD_OFF if still else StreamHealth.OK
            for bad, still in zip(((wide & (resting >= enough)) | railed).tolist(), flat.tolist(), strict=True))


def _count(samples: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Count the true samples of each channel, in single precision: then exactly a tenth is a tenth."""
    return np.asarray(samples.sum(axis=(0, 1), dtype=np.float32))
