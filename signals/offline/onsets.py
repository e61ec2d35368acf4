"""When a muscle begins and ends to work.

Threshold: mean + k SD of the smoothed, rectified signal of a recorded rest (Hodges and Bui 1996), k = 3.
A centred window of 50 ms lets an abrupt beginning show 25 ms early; that is corrected: the smoothed signal of a
step is a ramp as long as the window, so the crossing of the threshold tells where the step was.
Not here: filters (`signals.offline.emg`), what the muscle was asked to do.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from core.errors import InputError
from signals.filters import Floats
from signals.offline.arrays import line, moving_mean, positive, rate, runs

K_SD = 3.0
SMOOTH_S = 0.05
STAY_S = 0.05
"""A crossing counts when the signal stays above for so long."""
BRIDGE_S = 0.15
"""Shorter pauses belong to one burst."""
BURST_S = 0.1
"""Shorter bursts are left out."""
LEAST_REST_S = 0.25
PLATEAU_S = (0.05, 0.2)
"""After a crossing, where the level of the contraction is read for the correction."""


@dataclass(frozen=True, slots=True)
class Burst:
    """One contraction: beginning and end in s, None where it was already or is still going on; its mean level."""

    on_s: float | None
    off_s: float | None
    mean: float


def bursts(banded: ArrayLike, rate_hz: float, rest: ArrayLike, k_sd: float = K_SD) -> tuple[Burst, ...]:
    """Find contractions in a band-passed row.

    rest: band-passed row of a recorded rest of the same electrode (at least 0.25 s), never the trial's own
    minimum. Raises InputError when the rest is too short or does not move at all (no threshold can be told from
    it).
    """
    values, still = np.abs(line(banded, "the EMG")), np.abs(line(rest, "the rest"))
    positive(k_sd, "k")
    if len(still) < LEAST_REST_S * rate(rate_hz):
        raise InputError("the rest is too short for a threshold; "
                         f"record {LEAST_REST_S:g} s or more of a quiet muscle.")
    width = max(1, round(SMOOTH_S * rate_hz))
    base = moving_mean(still, width)[width // 2:len(still) - width // 2]
    level, sd = float(base.mean()), float(base.std())
    if sd <= 0:
        raise InputError("the rest does not move at all: the electrode was off. "
                         "Attach it and record the rest again.")
    smooth = moving_mean(values, width)
    threshold = level + k_sd * sd
    found = _joined(_lasting(runs(smooth > threshold), STAY_S * rate_hz), BRIDGE_S * rate_hz)
    return tuple(_burst(smooth, first, past, rate_hz, level, threshold)
                 for first, past in _lasting(found, BURST_S * rate_hz))


def _burst(smooth: Floats, first: int, past: int, rate_hz: float, level: float, threshold: float) -> Burst:
    """Correct both edges for the ramp that smoothing makes of a step."""
    near, far = (round(part * rate_hz) for part in PLATEAU_S)
    rise = float(smooth[first + near:max(first + near + 1, min(past, first + far))].mean()) \
        if first + near < past else float(smooth[first:past].max())
    fall = float(smooth[max(first, past - far):past - near].mean()) \
        if past - near > first else float(smooth[first:past].max())
    on_s = first / rate_hz + _late_s(level, threshold, rise) if first else None
    off_s = past / rate_hz - _late_s(level, threshold, fall) if past < len(smooth) else None
    return Burst(on_s, off_s, float(smooth[first:past].mean()))


def _late_s(level: float, threshold: float, plateau: float) -> float:
    """How much later than its crossing a step of that height was, in s: 25 ms less the climb to the threshold."""
    climbed = min(1.0, (threshold - level) / (plateau - level)) if plateau > level else 1.0
    return SMOOTH_S * (0.5 - climbed)


def _lasting(parts: list[tuple[int, int]], samples: float) -> list[tuple[int, int]]:
    return [(first, past) for first, past in parts if past - first >= samples]


def _joined(parts: list[tuple[int, int]], samples: float) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for first, past in parts:
        if joined and first - joined[-1][1] < samples:
            joined[-1] = joined[-1][0], past
        else:
            joined.append((first, past))
    return joined
