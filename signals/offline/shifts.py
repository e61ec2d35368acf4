"""Weight-shift events: when somebody went over to one side, and came back.

Works on any signed row: centre of pressure in mm, asymmetry in %.  Not here: what counts as a success in a game.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from core.errors import InputError
from signals.offline.arrays import line, positive, rate, runs


class Side(StrEnum):
    """Which way: + is right, or forward."""

    MINUS = "minus"
    PLUS = "plus"


@dataclass(frozen=True, slots=True)
class Shift:
    """One stay beyond the threshold.

    in_s: first sample beyond it.  out_s: first sample back, None when the trial ended before.  peak: farthest
    value.
    """

    side: Side
    in_s: float
    out_s: float | None
    peak: float


def weight_shifts(values: ArrayLike, rate_hz: float, threshold: float, dwell_s: float) -> tuple[Shift, ...]:
    """Return every stay beyond +-`threshold` of at least `dwell_s`, in order; shorter ones are no shifts."""
    row = line(values, "values")
    rate(rate_hz), positive(threshold, "the threshold")
    if not 0 <= dwell_s < float("inf"):
        raise InputError(f"the dwell must be 0 s or more, not {dwell_s:g}.")
    found: list[Shift] = []
    for side, signed in ((Side.PLUS, row), (Side.MINUS, -row)):
        for first, past in runs(signed > threshold):
            if (past - first) / rate_hz >= dwell_s - 1e-9:
                peak = float(row[first + int(np.argmax(signed[first:past]))])
                found.append(Shift(side, first / rate_hz, past / rate_hz if past < len(row) else None, peak))
    return tuple(sorted(found, key=lambda shift: shift.in_s))
