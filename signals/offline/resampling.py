"""Irregular stamps to an even grid.

SWARII: sliding windows weighted average with relevance interval interpolation (Audiffren and Contal 2016,
Sensors 16:1208), for boards whose stamps jitter: linear interpolation raises sway velocity by 6 to 13 %.
Not here: which samples are lost (`signals.offline.losses`).
"""

from __future__ import annotations

import numpy as np

from core.errors import InputError
from signals.filters import Floats
from signals.offline.arrays import STILL, duration_s, positive, rate

SWARII_HZ = 25.0
SWARII_WINDOW_S = 0.08
MOST_SAMPLES = 4_000_000
"""A grid longer than this comes from a wrong stamp, not from a trial."""


def swarii(t_s: Floats, values: Floats, rate_hz: float = SWARII_HZ,
           window_s: float = SWARII_WINDOW_S) -> Floats:
    """Resample `values` [n, channels] at strictly rising `t_s` to t_s[0] + k / rate_hz.

    Each output is the mean of the samples in a window around it, each weighted with its relevance interval: from
    half way to the sample before to half way to the one after, cut at the window.  An empty window is bridged
    linearly.  Raises InputError when the times do not rise.
    """
    rate(rate_hz)
    half = positive(window_s, "the window") / 2
    if len(t_s) < 2:
        return values.copy()
    if not np.all(np.diff(t_s) > 0):
        raise InputError("times must rise from sample to sample; order them first.")
    at = grid(t_s, rate_hz)
    edges = np.concatenate([t_s[:1], (t_s[1:] + t_s[:-1]) / 2, t_s[-1:]])
    sums = np.concatenate([np.zeros((1, values.shape[1])), np.cumsum(values * np.diff(edges)[:, None], axis=0)])
    first, past = np.searchsorted(t_s, at - half, "left"), np.searchsorted(t_s, at + half, "right")
    low, high = np.minimum(first, len(t_s) - 1), np.maximum(past - 1, 0)
    before = np.maximum(0.0, at - half - edges[low])       # of the first interval, outside the window
    after = np.maximum(0.0, edges[high + 1] - at - half)   # of the last one
    weight = edges[high + 1] - edges[low] - before - after
    filled = (past > first) & (weight > STILL * half)
    out = _linear(t_s, values, at)
    total = (sums[past] - sums[first] - values[low] * before[:, None] - values[high] * after[:, None])
    out[filled] = total[filled] / weight[filled, None]
    return out


def linear(t_s: Floats, values: Floats, rate_hz: float) -> Floats:
    """Read `values` [n, channels] at t_s[0] + k / rate_hz by straight lines between the samples."""
    return _linear(t_s, values, grid(t_s, rate_hz))


def grid(t_s: Floats, rate_hz: float) -> Floats:
    """Return the times t_s[0] + k / rate_hz up to the last sample."""
    steps = float(t_s[-1] - t_s[0]) * rate(rate_hz)
    if steps > MOST_SAMPLES:
        raise InputError(f"the times span {float(t_s[-1] - t_s[0]):g} s, too long for one trial; "
                         "look for a wrong time, or measure a part.")
    at: Floats = t_s[0] + np.arange(int(steps + 1e-6) + 1) / rate_hz
    return at


def thinned(values: Floats, rate_hz: float, to_hz: float) -> Floats:
    """Read an evenly sampled, already low-passed row at a lower rate; as it is when the rate is not higher."""
    if rate_hz <= to_hz or len(values) < 2:
        return values
    at = np.arange(int(duration_s(len(values), rate_hz) * to_hz + 1e-6) + 1) * (rate_hz / to_hz)
    read: Floats = np.interp(at, np.arange(len(values)), values)
    return read


def _linear(t_s: Floats, values: Floats, at: Floats) -> Floats:
    return np.column_stack([np.interp(at, t_s, column) for column in values.T])
