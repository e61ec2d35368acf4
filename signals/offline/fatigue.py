"""Median and mean frequency of EMG, and their fall over a sustained contraction.

Isometric contractions only.  Welch: Hann, 1 s, half overlapped; 20 to 450 Hz (0.95 of half the rate at most);
cumulated trapezoids, interpolated.  Mains notches are left out.  Settings move single values by up to 8 %.
Sources: De Luca 1997, Merletti 1999 (ISEK).  Not here: spectra of sway (`signals.offline.spectra`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.signal import welch

from signals.filters import Floats
from signals.offline.arrays import STILL, centred, line, positive, quotient
from signals.offline.emg import COMPARABLE_HZ, band_edges_hz, emg_rate

SEGMENT_S = 1.0
LEAST_S = 0.25
"""Less gives no spectrum worth a median."""
EPOCH_S = 1.0
LEAST_EPOCHS = 3


@dataclass(frozen=True, slots=True)
class Frequencies:
    """median_hz: half of the power lies below.  mean_hz: m1 / m0.  comparable: sampled with 500 Hz or more."""

    median_hz: float
    mean_hz: float
    comparable: bool


@dataclass(frozen=True, slots=True)
class Fatigue:
    """Course of a sustained isometric contraction, by epochs of 1 s.

    t_s: middle of each.  median_slope_percent_min, mean_slope_percent_min: slope of the linear regression over
    time in % of its own value at time 0, per minute; below 0 is fatigue.
    """

    t_s: tuple[float, ...]
    median_hz: tuple[float, ...]
    mean_hz: tuple[float, ...]
    median_slope_percent_min: float | None
    mean_slope_percent_min: float | None
    comparable: bool


def frequencies(raw: ArrayLike, rate_hz: float) -> Frequencies | None:
    """Median and mean frequency of a raw or band-passed row; None when shorter than 0.25 s or without power."""
    values = line(raw, "the EMG")
    if len(values) < LEAST_S * emg_rate(rate_hz) or not centred(values).any():
        return None
    hz, density = _density(values, rate_hz)
    return _of_density(hz, density, rate_hz)


def fatigue(raw: ArrayLike, rate_hz: float, epoch_s: float = EPOCH_S) -> Fatigue | None:
    """Follow a sustained contraction; None with fewer than three epochs that have a spectrum."""
    values = line(raw, "the EMG")
    width = round(positive(epoch_s, "the epoch") * emg_rate(rate_hz))
    if width < LEAST_S * rate_hz or len(values) < LEAST_EPOCHS * width:
        return None
    epochs = values[:len(values) // width * width].reshape(-1, width)
    hz, densities = _density(epochs, rate_hz)
    found = {(number + 0.5) * width / rate_hz: told for number, (epoch, density)
             in enumerate(zip(epochs, densities, strict=True))
             if centred(epoch).any() and (told := _of_density(hz, density, rate_hz)) is not None}
    if len(found) < LEAST_EPOCHS:
        return None
    at = np.array(list(found))
    medians, means = [one.median_hz for one in found.values()], [one.mean_hz for one in found.values()]
    return Fatigue(tuple(found), tuple(medians), tuple(means), slope_percent_min(at, np.array(medians)),
                   slope_percent_min(at, np.array(means)), rate_hz >= COMPARABLE_HZ)


def _density(rows: Floats, rate_hz: float) -> tuple[Floats, Floats]:
    """Frequencies of the band, and the density of one row, or of each, there."""
    segment = min(rows.shape[-1], round(SEGMENT_S * rate_hz))
    hz, density = welch(rows, fs=rate_hz, window="hann", nperseg=segment, noverlap=segment // 2,
                        detrend="constant", axis=-1)
    low, high = band_edges_hz(rate_hz)
    within = (hz >= low - 1e-9) & (hz <= high + 1e-9)
    return hz[within], density[..., within]


def _of_density(hz: Floats, density: Floats, rate_hz: float) -> Frequencies | None:
    summed = np.concatenate([[0.0], np.cumsum((density[1:] + density[:-1]) / 2 * np.diff(hz))])
    mean_hz = quotient(float((density * hz).sum()), float(density.sum()))
    if mean_hz is None or not summed[-1] > 0:
        return None
    return Frequencies(float(np.interp(summed[-1] / 2, summed, hz)), mean_hz, rate_hz >= COMPARABLE_HZ)


def slope_percent_min(t_s: Floats, values: Floats) -> float | None:
    """Slope of the least-squares line in % of its value at time 0, per minute; None where that is not above 0."""
    t, y = t_s - t_s.mean(), values - values.mean()
    spread = float((t * t).sum())
    if not spread > 0:
        return None
    slope = float((t * y).sum()) / spread
    start = float(values.mean()) - slope * float(t_s.mean())
    return 100 * 60 * slope / start if start > STILL else None
