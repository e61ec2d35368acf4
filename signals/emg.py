"""Raw EMG to one envelope per channel, with the health of each electrode.

Not here: activation (`signals.activation`), age and links (`signals.health`).
"""

from __future__ import annotations

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

    def feed(self, block: SampleBlock) -> Floats | None:
        """Envelopes [n, channels read] of a block, or None when the stream cannot be read."""
        read = min(block.data.shape[1], len(self._settings.channels))
        if not read or not block.rate_hz >= MIN_RATE_HZ:
            return None
        envelope, watch = self._parts = self._follow(block, read)
        raw = block.data[:, :read]
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
        self._bucket = np.zeros((self._n, channels), np.float32)
        self._filled = 0
        self._window = np.zeros((WATCH_BUCKETS, 5, channels), np.float32)  # a row: what `_close_bucket` says
        self._closed = 0
        self.health: tuple[StreamHealth, ...] = (StreamHealth.OK,) * channels
        self.mains = MainsWatch(rate_hz, self._n, channels, settings.mains_hz)

    def feed(self, raw: NDArray[np.float32]) -> None:
        """Take the next raw samples [n, channels]."""
        start = 0
        while start < len(raw):
            part = raw[start:start + self._n - self._filled]
            self._bucket[self._filled:self._filled + len(part)] = part
            self._filled += len(part)
            start += len(part)
            if self._filled == self._n:
                self._close_bucket()

    def _close_bucket(self) -> None:
        """Add what a full bucket says to the window and judge again."""
        bucket, self._filled = self._bucket, 0
        if not np.isfinite(bucket).all():
            bucket = np.nan_to_num(bucket, nan=0.0)
        low, high = bucket.min(axis=0), bucket.max(axis=0)
        rail = (np.abs(bucket) >= self._settings.rail_uv).sum(axis=0)
        self._window[self._closed % WATCH_BUCKETS] = (
            low, high, (bucket == low).sum(axis=0), (bucket == high).sum(axis=0), rail)
        self._closed += 1
        self.health = self._judge()
        self.mains.add(bucket)

    def _judge(self) -> tuple[StreamHealth, ...]:
        """Health of each channel over the window."""
        lows, highs, at_low, at_high, at_rail = self._window[:self._closed].swapaxes(0, 1)
        low, high = lows.min(axis=0), highs.max(axis=0)
        swing = high - low
        resting = np.maximum((at_low * (lows == low)).sum(axis=0), (at_high * (highs == high)).sum(axis=0))
        enough = RAIL_SHARE * self._n * WATCH_BUCKETS
        clipped = (swing >= self._settings.clip_uv) & (resting >= enough)
        railed = at_rail.sum(axis=0) >= enough
        flat = (swing < self._settings.flat_uv) & (self._closed >= WATCH_BUCKETS)
        return tuple(
            StreamHealth.SATURATED if bad else StreamHealth.LEAD_OFF if still else StreamHealth.OK
            for bad, still in zip((clipped | railed).tolist(), flat.tolist(), strict=True))
