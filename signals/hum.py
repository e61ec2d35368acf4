"""How strong mains hum is in each raw EMG channel, half second by half second.

Measured before any filter: the share tells what the electrodes hear, the strength what an effort must exceed.
Not here: whether an effort may set anything off (`signals.mains`).
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from core.samples import SampleBlock
from signals.filters import Floats
from signals.mains import HARMONICS, NYQUIST_SHARE

PART_S = 0.5
KEPT = 4


@dataclass(frozen=True, slots=True)
class Hum:
    """One channel over half a second: strength in the channel's own unit, RMS, and share of the power, 0..1."""

    rms: float
    share: float


class HumMeter:
    """Measures each full half second; `recent` holds the last four, oldest first.

    The power of each harmonic is that of the Fourier sum at its frequency, the mean taken out before.  A loss or
    another stream begins a new half second, since a jump is no hum.  mains_hz: 0 measures nothing.
    """

    def __init__(self, channels: int, mains_hz: int) -> None:
        self._channels, self._mains_hz = channels, mains_hz
        self._shape = (0.0, 0)
        self._next_seq = 0
        self._size = 0
        self._waiting: list[NDArray[np.float32]] = []
        self._filled = 0
        self.parts = 0
        self.recent: deque[tuple[Hum, ...]] = deque(maxlen=KEPT)

    def feed(self, block: SampleBlock) -> None:
        """Take the next block; channels beyond those wanted are not read."""
        if not self._mains_hz:
            return
        self._follow(block)
        if not self._size:
            return
        self._waiting.append(block.data[:, :self._shape[1]])
        self._filled += len(block.data)
        while self._filled >= self._size:
            self._close()

    def _follow(self, block: SampleBlock) -> None:
        shape = block.rate_hz, min(block.data.shape[1], self._channels)
        if shape != self._shape:
            self._shape = shape
            self._size = round(PART_S * block.rate_hz)
            self._begin()
            self.recent.clear()
        elif block.seq != self._next_seq:
            self._begin()
        self._next_seq = block.seq + len(block.data)

    def _begin(self) -> None:
        self._waiting, self._filled = [], 0

    def _close(self) -> None:
        """Measure the oldest half second of what waits."""
        rows = np.concatenate(self._waiting)
        self._waiting, self._filled = [rows[self._size:]], self._filled - self._size
        self.parts += 1
        self.recent.append(measure_hum(rows[:self._size], self._shape[0], self._mains_hz))


def measure_hum(raw: NDArray[np.float32], rate_hz: float, mains_hz: int) -> tuple[Hum, ...]:
    """Return the hum of each channel of `raw` [n >= 1, channels]; what is not finite counts as 0."""
    samples = raw.astype(np.float64)
    if not np.isfinite(samples).all():
        samples = np.nan_to_num(samples, nan=0.0, posinf=0.0, neginf=0.0)
    samples -= samples.mean(axis=0)
    power: Floats = (samples * samples).mean(axis=0)
    hum = (2.0 * np.abs(_turns(len(samples), rate_hz, mains_hz) @ samples / len(samples)) ** 2).sum(axis=0)
    return tuple(Hum(float(np.sqrt(part)), float(min(1.0, part / whole)) if whole > 0 else 0.0)
                 for part, whole in zip(hum.tolist(), power.tolist(), strict=True))


@lru_cache(maxsize=16)
def _turns(n: int, rate_hz: float, mains_hz: int) -> NDArray[np.complex128]:
    """Return what a Fourier sum over `n` samples multiplies them by, for each harmonic that the rate can show."""
    heard = [k * mains_hz for k in HARMONICS if 0 < k * mains_hz < NYQUIST_SHARE * rate_hz / 2]
    turns: NDArray[np.complex128] = np.exp(-2j * np.pi * np.array(heard)[:, None] / rate_hz * np.arange(n))
    return turns
