"""How strong a contraction is: against a maximal one, against noise, against another muscle.

Use one amplitude measure for trial and reference: conventions spread by a factor of 1.4.  Sources: Halaki and
Ginn 2012, Falconer and Winter 1985, Rudolph 2000.  Not here: filters (`signals.offline.emg`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from signals.filters import Floats
from signals.offline.arrays import STILL, line, lines, moving_mean, positive, quotient, rate
from signals.offline.emg import rms

MVC_S = 0.5
"""Window of the moving RMS whose largest value is the reference."""
ACTIVE = 0.05
"""Share of the maximum from which a muscle counts as active for co-contraction."""


@dataclass(frozen=True, slots=True)
class CoContraction:
    """Two muscles at once, from envelopes as shares of their own maximum (1 = maximum).

    falconer_percent: 200 integral min(a, b) / integral (a + b), areas first; None where neither muscle was active
    (it is high at rest, where both are near 0).  rudolph: mean of (low / high) (low + high).
    """

    falconer_percent: float | None
    rudolph: float | None


def mvc_reference(banded_trials: Iterable[ArrayLike], rate_hz: float) -> float | None:
    """Largest 0.5 s moving RMS of the band-passed trials, the best of all; None when none moves for 0.5 s."""
    best = _best_window((line(trial, "the EMG") ** 2 for trial in banded_trials), rate_hz)
    return math.sqrt(best) if best > STILL * STILL else None


def envelope_reference(envelopes: Iterable[ArrayLike], rate_hz: float) -> float | None:
    """Largest 0.5 s mean of the envelopes of maximal trials, the best of all; None when none moves for 0.5 s.

    What envelopes are divided by: the RMS of `mvc_reference` would make each share a fifth too small.
    """
    best = _best_window((line(trial, "the envelope") for trial in envelopes), rate_hz)
    return best if best > STILL else None


def _best_window(rows: Iterable[Floats], rate_hz: float) -> float:
    """Largest mean over a whole window of 0.5 s of any row, 0 without one."""
    width = round(MVC_S * rate(rate_hz))
    return max((float(moving_mean(row, width)[(width - 1) // 2:len(row) - width // 2].max())
                for row in rows if len(row) >= width > 0), default=0.0)


def percent_mvc(amplitude: ArrayLike, reference: float) -> Floats:
    """Share of the reference in %; may exceed 100 and is not cut.  Both by the same amplitude measure."""
    return 100 * line(amplitude, "the amplitude") / positive(reference, "the reference")


def snr_db(active: ArrayLike, rest: ArrayLike) -> float | None:
    """20 log10(RMS active / RMS rest), both band-passed; None where either does not move."""
    ratio = quotient(rms(active), rms(rest))
    return 20 * math.log10(ratio) if ratio is not None and ratio > 0 else None


def co_contraction(a_share: ArrayLike, b_share: ArrayLike) -> CoContraction | None:
    """Compare envelopes of two muscles as shares of their maximum; None with fewer than two samples."""
    a, b = (np.maximum(0.0, part) for part in lines(a_share, b_share, "the two envelopes"))
    if len(a) < 2:
        return None
    low, high = np.minimum(a, b), np.maximum(a, b)
    falconer = None
    if float(high.max()) >= ACTIVE:
        falconer = quotient(200 * float(np.trapezoid(low)), float(np.trapezoid(a + b)))
    moving = high > STILL
    shared = np.divide(low, high, out=np.zeros(len(a)), where=moving) * (low + high)
    return CoContraction(falconer, float(shared.mean()) if moving.any() else None)
