"""Filters without delay: Butterworth sections run forward and backward over a whole record.

Run twice, the edges are at -6 dB and the order doubles; each filter says its order and passes.
Not here: the live, causal filters (`signals.sections`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.signal import butter, iirnotch, sosfiltfilt, tf2sos

from signals.filters import Floats
from signals.offline.arrays import rate

NYQUIST_SHARE = 0.95
"""Edges stay below this part of half the sampling rate; at half the rate no filter can be made."""


@dataclass(frozen=True, slots=True)
class FilterFacts:
    """What a report must name: "Butterworth low-pass", edges in Hz (None: no such edge), order, passes."""

    name: str
    low_hz: float | None
    high_hz: float | None
    order: int
    passes: int = 2


NO_FILTER = FilterFacts("none", None, None, 0, 0)


def both_ways(sos: Floats, values: Floats) -> Floats:
    """Run second-order sections forward and backward along the last axis, ends extended by odd reflection.

    A record shorter than the usual extension is extended by what it has; a single sample stays as it is.
    """
    samples = values.shape[-1]
    if samples < 2:
        return values.copy()
    usual = 3 * (2 * len(sos) + 1 - min(int((sos[:, 2] == 0).sum()), int((sos[:, 5] == 0).sum())))
    filtered: Floats = np.asarray(sosfiltfilt(sos, values, axis=-1, padlen=min(usual, samples - 1)), np.float64)
    return filtered


def low_pass(values: Floats, rate_hz: float, cut_hz: float, order: int) -> tuple[Floats, FilterFacts]:
    """Butterworth low-pass both ways.  A record too slow to hold anything above `cut_hz` is left as it is."""
    if cut_hz >= NYQUIST_SHARE * rate(rate_hz) / 2:
        return values.copy(), NO_FILTER
    sos = butter(order, cut_hz, "lowpass", fs=rate_hz, output="sos")
    return both_ways(sos, values), FilterFacts("Butterworth low-pass", None, cut_hz, order)


def band_pass(values: Floats, rate_hz: float, low_hz: float, high_hz: float,
              order: int) -> tuple[Floats, FilterFacts]:
    """Butterworth band-pass both ways; `order` at each edge, both edges below half the rate."""
    sos = butter(order, [low_hz, high_hz], "bandpass", fs=rate(rate_hz), output="sos")
    return both_ways(sos, values), FilterFacts("Butterworth band-pass", low_hz, high_hz, order)


def notch(values: Floats, rate_hz: float, at_hz: float, quality: float) -> Floats:
    """Notch both ways (scipy iirnotch): `at_hz` / `quality` wide."""
    return both_ways(np.atleast_2d(tf2sos(*iirnotch(at_hz, quality, fs=rate(rate_hz)))), values)
