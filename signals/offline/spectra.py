"""At which frequencies somebody sways.

Welch: Hann window, segments of 10 s, half overlapped, linear detrend; sums over 0.15 to 5 Hz.  These choices are
conventions: without the lower edge F50 can halve.  Source: Prieto 1996 for the measures, Quijoux 2021 for their
use. Not here: spectra of EMG (`signals.offline.fatigue`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.signal import detrend, welch

from signals.filters import Floats
from signals.offline.arrays import centred, duration_s, line, rate, told

SEGMENT_S = 10.0
LOW_HZ, HIGH_HZ = 0.15, 5.0


@dataclass(frozen=True, slots=True)
class Spectrum:
    """Spectrum of one axis between 0.15 and 5 Hz.

    power_mm2: integral of the density.  f50_hz, f95_hz: first frequency at which half, 95 % of it is reached.
    centroidal_hz: sqrt(m2 / m0).  mean_hz: m1 / m0.  dispersion: sqrt(1 - m1^2 / (m0 m2)), 0..1.
    """

    power_mm2: float
    f50_hz: float
    f95_hz: float
    centroidal_hz: float
    mean_hz: float
    dispersion: float


def spectrum(values_mm: ArrayLike, rate_hz: float) -> Spectrum | None:
    """Spectrum of a prepared axis; None for less than one turn of 0.15 Hz (6.7 s), or without any sway."""
    values = centred(line(values_mm, "values"))
    if duration_s(len(values), rate(rate_hz)) < 1 / LOW_HZ or not values.any() or rate_hz / 2 <= LOW_HZ:
        return None
    segment = min(len(values), round(SEGMENT_S * rate_hz))
    hz, density = welch(values, fs=rate_hz, window="hann", nperseg=segment, noverlap=segment // 2,
                        detrend=straightened)
    within = (hz >= LOW_HZ - 1e-9) & (hz <= HIGH_HZ + 1e-9)
    f, power = hz[within], density[within]
    m0, m1, m2 = (float((power * f ** k).sum()) for k in range(3))
    if told(m0) is None or not m0 * m2 > 0:
        return None
    summed = np.cumsum(power)
    f50, f95 = (float(f[int(np.argmax(summed >= share * summed[-1]))]) for share in (0.5, 0.95))
    return Spectrum(m0 * float(hz[1]), f50, f95, math.sqrt(m2 / m0), m1 / m0,
                    math.sqrt(max(0.0, 1 - m1 * m1 / (m0 * m2))))


def straightened(segments: Floats) -> Floats:
    """Take the straight line out of each segment."""
    return np.asarray(detrend(segments, type="linear"), np.float64)
