"""Checks and quotients that every measure shares, so that nothing that is not a number ever comes out.

Not here: measures, or mending (`signals.offline.losses`).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from core.errors import InputError
from signals.filters import Floats

LARGEST = 1e9
"""Beyond it nothing is a length in mm, a load in kg or a 24-bit count; below it no square or product overflows."""
STILL = 1e-9
"""What moves less than this, in its unit or as a share of its own size, does not move: that is rounding."""


def line(values: ArrayLike, name: str) -> Floats:
    """Return `values` as float64 [n].  Raises InputError for another shape or for what is not a finite number."""
    try:
        array = np.asarray(values, np.float64)
    except (TypeError, ValueError) as error:
        raise InputError(f"{name} must be numbers.") from error
    if array.ndim != 1:
        raise InputError(f"{name} must be one row of numbers, not an array of shape {array.shape}.")
    if len(array) and not np.abs(array).max() <= LARGEST:  # "not <=" is true for NaN as well
        raise InputError(f"{name} holds values that are missing or beyond {LARGEST:g}; "
                         "mark them as lost and bridge them first (signals.offline.preprocessing).")
    return array


def lines(first: ArrayLike, second: ArrayLike, names: str = "x and y") -> tuple[Floats, Floats]:
    """Return two rows of the same length.  Raises InputError."""
    a, b = line(first, names), line(second, names)
    if len(a) != len(b):
        raise InputError(f"{names} must be equally long, not {len(a)} and {len(b)} samples.")
    return a, b


def rate(rate_hz: float) -> float:
    """Return a sampling rate above 0.  Raises InputError."""
    if not (math.isfinite(rate_hz) and 0 < rate_hz <= LARGEST):
        raise InputError(f"the sampling rate must be above 0 Hz, not {rate_hz:g}.")
    return float(rate_hz)


def positive(value: float, name: str) -> float:
    """Return a finite number above 0.  Raises InputError."""
    if not (math.isfinite(value) and 0 < value <= LARGEST):
        raise InputError(f"{name} must be above 0, not {value:g}.")
    return float(value)


def centred(values: Floats) -> Floats:
    """Take the mean away; what does not move becomes exactly 0."""
    if not len(values):
        return values
    if np.ptp(values) <= STILL * max(1.0, float(np.abs(values).max())):
        return np.zeros(len(values))
    moved: Floats = values - values.mean()
    return moved


def quotient(top: float | None, bottom: float | None) -> float | None:
    """Divide; None where that has no meaning."""
    if top is None or bottom is None or not bottom:
        return None
    return told(top / bottom)


def told(value: float) -> float | None:
    """Return a finite number as a plain float, and None for any other."""
    return float(value) if math.isfinite(value) else None


def duration_s(samples: int, rate_hz: float) -> float:
    """Time from the first to the last sample: (N - 1) / rate."""
    return max(0, samples - 1) / rate_hz


def moving_mean(values: Floats, width: int) -> Floats:
    """Mean over a centred window of `width` samples; at the ends over what is there of it."""
    sums = np.concatenate([[0.0], np.cumsum(values)])
    at = np.arange(len(values))
    first = np.maximum(0, at - (width - 1) // 2)
    last = np.minimum(len(values), at + width // 2 + 1)
    mean: Floats = (sums[last] - sums[first]) / (last - first)
    return mean


def runs(mask: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> list[tuple[int, int]]:
    """Return [first, last + 1) of every unbroken run of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], mask.astype(np.int8), [0]])))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
