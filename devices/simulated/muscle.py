"""Simulated muscles: from wanted activation to the voltage at the skin.

Surface EMG is modelled as noise of the right colour whose strength follows the activation (Clancy and
Hogan 1999): a long seeded table of coloured noise is read with the time, so a block costs one look-up and
the answer is the same for any block size.  Not here: who wants the activation (`stance`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from core.clock import NS_PER_S

STEP_NS = 10_000_000
REST_UV = 3.0
MAXIMUM_UV = 300.0
_LOW_HZ, _HIGH_HZ = 60.0, 120.0
_TABLE = 1 << 15
HISTORY = 512
"""Steps that are remembered."""
ARTEFACT_UV_PER_MA = 60.0
"""What a stimulator at the same limb leaves in the electrodes: far above any effort."""
_ARTEFACT_KEEP = 0.9
"""Per 10 ms: an overloaded amplifier needs some tenths of a second to come back."""
_ARTEFACT_GONE_UV = 0.5


def coloured_noise(rng: np.random.Generator, channels: int, rate_hz: float) -> NDArray[np.float32]:
    """Return [n, channels] noise of unit RMS with the spectrum of surface EMG; its end joins its start.

    The spectrum is f^2 / ((f^2 + fl^2) (f^2 + fh^2)^2), fl 60 Hz, fh 120 Hz (Shwedyk 1977).
    """
    f = np.fft.rfftfreq(_TABLE, 1.0 / rate_hz)
    shape = f * _HIGH_HZ ** 2 / (np.sqrt(f ** 2 + _LOW_HZ ** 2) * (f ** 2 + _HIGH_HZ ** 2))
    white = np.fft.rfft(rng.standard_normal((_TABLE, channels)), axis=0)
    noise = np.fft.irfft(white * shape[:, None], _TABLE, axis=0)
    return np.asarray(noise / np.sqrt(np.mean(noise ** 2, axis=0)), np.float32)


class SimulatedMuscles:
    """Some muscles with their electrodes.

    `step` is told the wanted activation every 10 ms; activation follows within 50-100 ms (the
    electromechanical delay's neural part), and `emg_uv` reads the voltage of any stretch of the last 5 s.
    slowed: factor on the frequencies of the spectrum, below 1 for tired muscles.  strength: RMS of
    each channel in the last steps, microvolt; given one of other muscles, it follows these and is not stepped.
    """

    def __init__(self, seed: int, channels: int, tau_s: float = 0.06, slowed: float = 1.0,
                 strength: NDArray[np.float32] | None = None) -> None:
        self._rng = np.random.default_rng(seed)
        self._channels = channels
        self._slowed = slowed
        self._follow = STEP_NS / NS_PER_S / tau_s
        self._now = [0.0] * channels
        self.strength = np.full((HISTORY, channels), REST_UV, np.float32) if strength is None else strength
        self._tables: dict[float, NDArray[np.float32]] = {}
        self._stimulated_ma = [0.0] * channels
        self._artefact_uv = [0.0] * channels

    def stimulate(self, channel: int, current_ma: float) -> None:
        """Let a stimulator put out `current_ma` near `channel` from the next step on; 0 ends it."""
        self._stimulated_ma[channel] = current_ma

    def step(self, k: int, wanted: Sequence[float]) -> None:
        """Let the 10 ms step number `k` pass with the `wanted` activations, 0..1 each."""
        row, follow, at = self._now, self._follow, k % HISTORY
        strength = self.strength
        disturbed = self._disturbed() if any(self._stimulated_ma) or any(self._artefact_uv) else self._artefact_uv
        for i, target in enumerate(wanted):
            distance = target - row[i]
            if abs(distance) > 1e-4:
                row[i] += distance * follow
            strength[at, i] = REST_UV + (MAXIMUM_UV - REST_UV) * row[i] + disturbed[i]

    def _disturbed(self) -> list[float]:
        """Let the artefact of each channel rise at once and ring down."""
        self._artefact_uv = [
            uv if uv > _ARTEFACT_GONE_UV else 0.0
            for uv in (max(ma * ARTEFACT_UV_PER_MA, before * _ARTEFACT_KEEP)
                       for ma, before in zip(self._stimulated_ma, self._artefact_uv, strict=True))]
        return self._artefact_uv

    @property
    def activation(self) -> tuple[float, ...]:
        """Activation of each muscle after the newest step, 0..1."""
        return tuple(self._now)

    def emg_uv(self, t_ns: int, n: int, rate_hz: float) -> NDArray[np.float32]:
        """Return the `n` samples up to `t_ns`: [n, channels] in microvolt, the newest last."""
        table = self._tables.get(rate_hz)
        if table is None:
            table = coloured_noise(self._rng, self._channels, rate_hz / self._slowed)
            self._tables[rate_hz] = table
        last = newest_sample(t_ns, rate_hz)
        first = last - n + 1
        at = first % _TABLE
        noise = table[at:at + n] if at + n <= _TABLE else table[np.arange(first, last + 1) % _TABLE]
        return noise * self.strength.take(steps_of(last, n, rate_hz), 0)


def newest_sample(t_ns: int, rate_hz: float) -> int:
    """Return the number of the newest sample at `t_ns`."""
    return int(t_ns * rate_hz / NS_PER_S + 1e-6)


def steps_of(last: int, n: int, rate_hz: float) -> NDArray[np.int64]:
    """Return at which place of the last `HISTORY` steps each of the `n` samples up to number `last` lies."""
    first, again = last - n + 1, _samples_again(rate_hz)
    if n <= again:
        return _steps(rate_hz, 2 * again)[first % again:first % again + n]
    return _steps_from(first, n, rate_hz)


@lru_cache(maxsize=16)
def _steps(rate_hz: float, n: int) -> NDArray[np.int64]:
    return _steps_from(0, n, rate_hz)


def _steps_from(first: int, n: int, rate_hz: float) -> NDArray[np.int64]:
    steps = np.arange(first, first + n) * (NS_PER_S / rate_hz / STEP_NS) + 1e-9
    return steps.astype(np.int64) % HISTORY


@lru_cache(maxsize=16)
def _samples_again(rate_hz: float) -> int:
    """Return after how many samples the steps repeat; 0 where they do not soon."""
    again = HISTORY * STEP_NS * rate_hz / NS_PER_S
    return int(again) if again.is_integer() else 0
