"""How much of a raw EMG signal is mains hum: what the hum makes must never pass for an effort.

The envelope filter takes steady hum out, but a hum that begins suddenly (a lead that comes loose, a lamp that is
switched on) passes it for a moment.  Not here: the filter (`signals.sections`), flat and saturated channels
(`signals.emg`).
"""

from __future__ import annotations

from collections.abc import Sequence

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

    The power of each harmonic is that of the Fourier sum at its frequency, the mean taken out before.  Up to the
    squares all of that is linear: each part becomes a few sums (with each wave, and plain), and one matrix makes
    of the sums of four parts the strength of each cosine and sine.
    mains_hz: 0 judges nothing.
    """

    def __init__(self, rate_hz: float, n: int, channels: int, mains_hz: int) -> None:
        heard = [k * mains_hz for k in HARMONICS if 0 < k * mains_hz < NYQUIST_SHARE * rate_hz / 2]
        self._size = n * PARTS
        self._waves = _waves(heard, rate_hz, n)
        self._join = _join(heard, rate_hz, n)
        self._sums = np.zeros((PARTS, len(self._waves), channels))
        self._squares = np.zeros((PARTS, channels))
        self._known = 0
        self._judges = bool(heard)
        self.humming: tuple[bool, ...] = (False,) * channels

    def add(self, part: NDArray[np.float32]) -> None:
        """Take the next part [n, channels], finite, and judge again."""
        if not self._judges:
            return
        samples = part.astype(np.float64)
        self._sums[:-1] = self._sums[1:]
        self._squares[:-1] = self._squares[1:]
        np.matmul(self._waves, samples, out=self._sums[-1])
        np.multiply(samples, samples, out=samples)
        np.add.reduce(samples, out=self._squares[-1])
        self._known += 1
        if self._known >= PARTS:
            self.humming = self._judge()

    def _judge(self) -> tuple[bool, ...]:
        """Tell the channels in which the harmonics have more than their share of the power, mean left out."""
        found = self._join @ self._sums.reshape(-1, self._sums.shape[2])
        found *= found
        *waves, square_of_mean = found.tolist()
        squares = np.add.reduce(self._squares).tolist()
        humming = []
        for square, mean2, hum in zip(squares, square_of_mean, map(sum, zip(*waves, strict=True)), strict=True):
            power = square / self._size - mean2
            humming.append(power > LEAST_UV2 and hum > MOST_SHARE * power)
        return tuple(humming)


def _waves(heard: Sequence[int], rate_hz: float, n: int) -> Floats:
    """Cosine and sine of each frequency over one part, then ones: [2 harmonics + 1, n]."""
    turns = 2 * np.pi * np.array(heard, np.float64)[:, None] / rate_hz * np.arange(n)
    return np.concatenate((np.cos(turns), np.sin(turns), np.ones((1, n))))


def _join(heard: Sequence[int], rate_hz: float, n: int) -> Floats:
    """Make of all sums the root of the power of each wave, then the mean: [2 harmonics + 1, parts x sums].

    A part begins where the one before ended, so its waves are turned; and of a constant signal nothing is left.
    """
    count = len(heard)
    turns = 2 * np.pi * np.array(heard, np.float64)[:, None] / rate_hz * n * np.arange(PARTS)
    rows = np.zeros((2 * count + 1, PARTS, 2 * count + 1))
    for i in range(count):
        rows[i, :, i], rows[i, :, count + i] = np.cos(turns[i]), -np.sin(turns[i])
        rows[count + i, :, i], rows[count + i, :, count + i] = np.sin(turns[i]), np.cos(turns[i])
    rows[-1, :, -1] = 1.0 / (n * PARTS)
    constant = rows.reshape(2 * count + 1, -1) @ np.tile(_waves(heard, rate_hz, n).sum(axis=1), PARTS)
    rows[:-1, :, -1] -= constant[:-1, None] / (n * PARTS)
    rows[:-1] *= np.sqrt(2.0) / (n * PARTS)
    return rows.reshape(2 * count + 1, -1)
