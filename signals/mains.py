"""How much of a raw EMG signal is mains hum: what the hum makes must never pass for an effort.

The envelope filter takes steady hum out, but a hum that begins suddenly (a lead that comes loose, a lamp that is
switched on) passes it for a moment.  Not here: the filter (`signals.sections`), flat and saturated channels
(`signals.emg`).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from signals.filters import Floats

PARTS = 4
"""Judged over the last four parts of 50 ms: ten turns of 50 Hz."""
MOST_SHARE = 0.5
"""Above this share of the power a signal says more about the room than about the muscle."""
LEAST_UV2 = 0.01
"""Below a tenth of a microvolt RMS there is no signal to be judged, only rounding."""
HARMONICS = (1, 3, 5)
NYQUIST_SHARE = 0.95


class MainsWatch:
    """Tells channels whose signal is mostly hum, from equal parts of `n` raw samples, oldest first.

    The power of each harmonic is that of the Fourier sum at its frequency, the mean taken out before.
    mains_hz: 0 judges nothing.
    """

    def __init__(self, rate_hz: float, n: int, channels: int, mains_hz: int) -> None:
        heard = [k * mains_hz for k in HARMONICS if 0 < k * mains_hz < NYQUIST_SHARE * rate_hz / 2]
        turn = -2j * np.pi * np.array(heard)[:, None] / rate_hz
        self._waves = np.exp(turn * np.arange(n))  # [harmonics, n]
        self._begins = np.exp(turn * n * np.arange(PARTS))  # [harmonics, parts]
        self._flat = self._waves.sum(axis=1) * self._begins.sum(axis=1)  # of a signal of 1
        self._size = n * PARTS
        self._sums = np.zeros((PARTS, len(heard), channels), np.complex128)
        self._moments = np.zeros((PARTS, 2, channels))
        self._known = 0
        self.humming: tuple[bool, ...] = (False,) * channels

    def add(self, part: NDArray[np.float32]) -> None:
        """Take the next part [n, channels], finite, and judge again."""
        if not len(self._waves):
            return
        samples = part.astype(np.float64)
        for rows, new in ((self._sums, self._waves @ samples),
                          (self._moments, np.stack((samples.sum(axis=0), (samples * samples).sum(axis=0))))):
            rows[:-1], rows[-1] = rows[1:].copy(), new
        self._known += 1
        if self._known >= PARTS:
            power = self._power()
            self.humming = tuple(((self._hum() > MOST_SHARE * power) & (power > LEAST_UV2)).tolist())

    def _hum(self) -> Floats:
        """Power of all harmonics [channels]."""
        mean = self._moments[:, 0].sum(axis=0) / self._size
        sums = np.einsum("hp,phc->hc", self._begins, self._sums) - self._flat[:, None] * mean
        power: Floats = (2.0 * np.abs(sums / self._size) ** 2).sum(axis=0)
        return power

    def _power(self) -> Floats:
        """Power of everything but the mean [channels]."""
        mean, square = self._moments.sum(axis=0) / self._size
        power: Floats = np.maximum(square - mean * mean, 0.0)
        return power
