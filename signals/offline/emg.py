"""Surface EMG of a whole record: band-pass, mains notch, envelope, RMS, TKEO, and its quality.

Rows are in microvolt where the gain is known, else in counts; amplitudes come out in the unit that went in.
Sources: SENIAM (band 20-450 Hz), Merletti 1999 (ISEK), Li 2007 (TKEO).  Not here: onsets, normalisation, spectra.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from core.errors import InputError
from signals.filters import MIN_RATE_HZ, Floats
from signals.offline import zerophase
from signals.offline.arrays import STILL, centred, line, moving_mean, positive, rate
from signals.offline.zerophase import FilterFacts
from signals.sections import ENVELOPE_HZ, HIGH_HZ, LOW_HZ, NOTCH_HARMONICS, NOTCH_Q, NYQUIST_SHARE, upper_edge_hz

BAND_ORDER = 4
"""At each edge and in each direction: scipy's butter(4, band), both ways."""
ENVELOPE_ORDER = 2
RMS_S = 0.1
"""Centred window of the moving RMS; 0.25 s for slow tasks."""
COMPARABLE_HZ = 500.0
"""Below this sampling rate median frequencies are not comparable with others."""
RAIL_RUN = 3
"""Equal extreme values in a row from which they are a rail and not the tip of a wave."""


@dataclass(frozen=True, slots=True)
class Quality:
    """How far a raw EMG row can be trusted.

    saturated_percent: samples at its rails, given or seen as runs at one same extreme.  flat: it never moves.
    mean: its offset.
    """

    saturated_percent: float
    flat: bool
    mean: float


def emg_rate(rate_hz: float) -> float:
    """Return a rate at which EMG can be read at all.  Raises InputError below 100 Hz."""
    if rate(rate_hz) < MIN_RATE_HZ:
        raise InputError(f"{rate_hz:.4g} samples per second are too few for EMG; record with "
                         f"{MIN_RATE_HZ:g} or more. If the times are in milliseconds, name their column t_ms.")
    return rate_hz


def quality(raw: ArrayLike, rail: float | None = None) -> Quality:
    """Judge a raw row; rail: the converter's largest value, where it is known."""
    values = line(raw, "the EMG")
    if not len(values):
        return Quality(0.0, True, 0.0)
    low, high = float(values.min()), float(values.max())
    flat = high - low <= STILL * max(1.0, abs(low), abs(high))
    if rail is not None:
        at_rail = int((np.abs(values) >= positive(rail, "the rail")).sum())
    else:
        at_rail = 0 if flat else _resting(values == low) + _resting(values == high)
    return Quality(100 * at_rail / len(values), flat, float(values.mean()))


def band_pass(raw: ArrayLike, rate_hz: float, mains_hz: int = 0) -> tuple[Floats, FilterFacts]:
    """Remove the mean, pass 20 to 450 Hz (at most 0.95 of half the rate), and notch the mains where asked for.

    Butterworth, order 4 at each edge, both ways: edges at -6 dB.  mains_hz: 50 or 60 with the 3rd and 5th
    harmonic, all as narrow in hertz; 0 leaves it out, as frequency measures should.  Raises InputError.
    """
    values = centred(line(raw, "the EMG"))
    high = upper_edge_hz(emg_rate(rate_hz))
    if mains_hz not in {0, 50, 60}:
        raise InputError(f"mains is 50 or 60 Hz, or 0 for no notch, not {mains_hz}.")
    if not values.any():
        return values, FilterFacts("Butterworth band-pass", LOW_HZ, high, BAND_ORDER)
    out, facts = zerophase.band_pass(values, rate_hz, LOW_HZ, high, BAND_ORDER)
    for harmonic in NOTCH_HARMONICS:
        if 0 < harmonic * mains_hz < NYQUIST_SHARE * rate_hz / 2:
            out = zerophase.notch(out, rate_hz, harmonic * mains_hz, NOTCH_Q * harmonic)
    return out, facts


def envelope(banded: ArrayLike, rate_hz: float, cut_hz: float = ENVELOPE_HZ) -> Floats:
    """Rectify and low-pass at 6 Hz (Butterworth, order 2, both ways); never below 0.

    For noise-like EMG it is 0.798 (sqrt(2 / pi)) of the RMS: never mix the two in one normalisation.
    """
    rectified = np.abs(line(banded, "the EMG"))
    smooth = zerophase.low_pass(rectified, emg_rate(rate_hz), positive(cut_hz, "the cut-off"), ENVELOPE_ORDER)[0]
    return np.maximum(smooth, 0.0)


def moving_rms(banded: ArrayLike, rate_hz: float, window_s: float = RMS_S) -> Floats:
    """RMS over a centred window; at the ends over what is there of it."""
    values = line(banded, "the EMG")
    width = max(1, round(positive(window_s, "the window") * rate(rate_hz)))
    return np.sqrt(np.maximum(0.0, moving_mean(values * values, width)))


def rms(banded: ArrayLike) -> float | None:
    """Root mean square; None of nothing."""
    values = line(banded, "the EMG")
    return math.sqrt(float(np.mean(values * values))) if len(values) else None


def mean_rectified(banded: ArrayLike) -> float | None:
    """Mean absolute value (MAV, ARV)."""
    values = line(banded, "the EMG")
    return float(np.abs(values).mean()) if len(values) else None


def integrated(banded: ArrayLike, rate_hz: float) -> float:
    """IEMG: time integral of the rectified signal by trapezoids, in the signal's unit times seconds."""
    values = np.abs(line(banded, "the EMG"))
    return float(np.trapezoid(values)) / rate(rate_hz) if len(values) > 1 else 0.0


def tkeo(banded: ArrayLike) -> Floats:
    """Teager-Kaiser energy: x[n]^2 - x[n-1] x[n+1]; both ends repeat their neighbour.  Its unit is squared."""
    values = line(banded, "the EMG")
    if len(values) < 3:
        return np.zeros(len(values))
    inner = values[1:-1] ** 2 - values[:-2] * values[2:]
    return np.concatenate([inner[:1], inner, inner[-1:]])


def band_edges_hz(rate_hz: float) -> tuple[float, float]:
    """Return the band that is passed at this rate."""
    return LOW_HZ, min(HIGH_HZ, upper_edge_hz(rate_hz))


def _resting(at_extreme: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> int:
    """Count the samples in runs of at least three at an extreme."""
    kept = np.convolve(at_extreme, np.ones(RAIL_RUN), "valid") >= RAIL_RUN
    starts = np.concatenate([kept, np.zeros(min(RAIL_RUN - 1, len(at_extreme)), np.bool_)])[:len(at_extreme)]
    spread = starts.copy()
    for shift in range(1, RAIL_RUN):
        spread[shift:] |= starts[:-shift]
    return int(spread.sum())
