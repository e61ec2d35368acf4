"""Clinical measures of standing: weight bearing, centre of gravity, sway velocity, equilibrium score.

The centre of gravity is estimated from the centre of pressure; which way is named, for the pendulum gives 24 to
38 % less sway velocity than the low-pass.  Heights in m, of the whole person.  Not here: limits of stability.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.fft import dct, idct

from core.errors import InputError
from signals.filters import Floats
from signals.offline.arrays import STILL, centred, duration_s, line, lines, positive, quotient, rate
from signals.offline.zerophase import low_pass

COG_CUT_HZ, COG_ORDER = 0.85, 2
"""Low-pass of the NeuroCom type; here run both ways."""
COG_HEIGHT_SHARE = 0.5527
NORMAL_DEG = 12.5
"""Largest peak-to-peak sway of a normal person in AP, after which the equilibrium score is 0 (NeuroCom)."""
GRAVITY_MM_S2 = 9806.65
LEAST_HEIGHT_M, MOST_HEIGHT_M = 0.4, 2.6


@dataclass(frozen=True, slots=True)
class WeightBearing:
    """How the weight is shared.

    left_percent, right_percent: of the sum, 100 in all.  asymmetry_percent: 100 (right - left) / (left + right),
    signed toward the right, 0 is even.  (Robinson's index is twice it, "deviation from 50 %" half.)
    """

    left_percent: float
    right_percent: float
    asymmetry_percent: float


def weight_bearing(left_kg: ArrayLike, right_kg: ArrayLike) -> WeightBearing | None:
    """Shares of the mean loads of two sides; None without any load."""
    left, right = lines(left_kg, right_kg, "left and right")
    if not len(left):
        return None
    a, b = float(left.mean()), float(right.mean())
    share = quotient(100 * a, a + b) if a + b > STILL else None
    return None if share is None else WeightBearing(share, 100 - share, 100 - 2 * share)


def cog_height_mm(height_m: float) -> float:
    """Height of the centre of gravity: 0.5527 of the body height.  Raises InputError."""
    if not LEAST_HEIGHT_M <= height_m <= MOST_HEIGHT_M:
        raise InputError(f"a body height is {LEAST_HEIGHT_M:g} to {MOST_HEIGHT_M:g} m, not {height_m:g} m.")
    return 1000 * COG_HEIGHT_SHARE * height_m


def cog_low_pass(cop_mm: ArrayLike, rate_hz: float) -> Floats:
    """Centre of gravity from the centre of pressure: Butterworth low-pass, 0.85 Hz, order 2, both ways."""
    return low_pass(line(cop_mm, "cop"), rate_hz, COG_CUT_HZ, COG_ORDER)[0]


def cog_pendulum(cop_mm: ArrayLike, rate_hz: float, height_m: float) -> Floats:
    """Centre of gravity of an inverted pendulum: w0^2 / (w0^2 + w^2), w0^2 = g / its height.

    Source: Breniere 1996.  Applied to the cosine transform, that is with the ends mirrored, so without delay.
    """
    cop = line(cop_mm, "cop")
    if len(cop) < 2:
        return cop.copy()
    w0_2 = GRAVITY_MM_S2 / cog_height_mm(height_m)
    w = np.pi * np.arange(len(cop)) / len(cop) * rate(rate_hz)
    return np.asarray(idct(dct(cop, norm="ortho") * (w0_2 / (w0_2 + w * w)), norm="ortho"), np.float64)


def sway_velocity_deg_s(x_mm: ArrayLike, y_mm: ArrayLike, rate_hz: float, height_m: float) -> float | None:
    """MCTSIB sway velocity: path of the sway angle of the centre of gravity over T, in degrees per second.

    Angle = atan(centre of gravity by the 0.85 Hz low-pass / 0.5527 height), ML and AP as two dimensions.  Trials
    of 10 s, three for each condition.  None with fewer than two samples.
    """
    x, y = lines(x_mm, y_mm)
    height = cog_height_mm(height_m)
    long_s = duration_s(len(x), rate(rate_hz))
    if not long_s:
        return None
    ml, ap = (np.degrees(np.arctan(cog_low_pass(centred(axis), rate_hz) / height)) for axis in (x, y))
    return float(np.hypot(np.diff(ml), np.diff(ap)).sum()) / long_s


def equilibrium_score(y_mm: ArrayLike, rate_hz: float, height_m: float) -> float | None:
    """Equilibrium score: 100 (12.5 - (largest - smallest AP angle)) / 12.5, not below 0; 100 is no sway.

    Angles as in `sway_velocity_deg_s`.  A fall or a step is 0 by rule; only who watched it knows.
    """
    y = centred(line(y_mm, "y"))
    height = cog_height_mm(height_m)
    if len(y) < 2:
        return None
    angle = np.degrees(np.arctan(cog_low_pass(y, rate_hz) / height))
    return max(0.0, 100 * (NORMAL_DEG - float(np.ptp(angle))) / NORMAL_DEG)


def angle_mm(degrees: float, height_m: float) -> float:
    """Distance of the centre of gravity from upright at a sway angle: h tan(angle)."""
    if not abs(degrees) < 90:
        raise InputError(f"a sway angle is below 90 degrees, not {degrees:g}.")
    return positive(cog_height_mm(height_m), "the height") * math.tan(math.radians(degrees))
