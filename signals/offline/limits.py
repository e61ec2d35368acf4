"""Limits of stability: how soon, how far, how fast and how straight somebody leans toward a target.

100 % is 8 degrees forward and to the sides and 4.5 degrees back, as a distance h tan(angle); between the axes an
ellipse through them, which is our choice.  Angles of directions: 0 forward, 90 right, 180 back, 270 left.
Sources: NeuroCom's definitions as told by Lininger 2018 (PMC6159502); where they leave a rule open ours is given.
Not here: the order of directions or how they are shown.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from core.errors import InputError
from signals.filters import Floats
from signals.offline.arrays import STILL, lines, positive, quotient, rate
from signals.offline.stance import angle_mm, cog_height_mm
from signals.offline.zerophase import low_pass

FORWARD_DEG = SIDE_DEG = 8.0
BACK_DEG = 4.5
SMOOTH_HZ, SMOOTH_ORDER = 5.0, 2
START = 0.05
"""A movement passes this share of the target distance, and lasts while faster than this share of its peak."""
FAR = 0.95


@dataclass(frozen=True, slots=True)
class LimitsTrial:
    """One lean toward one target.

    reaction_s: cue to the first movement.  end_point_percent: where that movement ends, of the 100 % distance.
    max_percent: largest excursion of the whole trial.  velocity_mm_s, velocity_deg_s: mean between 5 and 95 % of
    the end point.  directional_control_percent: 100 (on - off) / on (NeuroCom; below 0 where off is larger).
    straightness_percent: straight line / path x 100 (Biodex).  All None but max_percent without a movement.
    """

    reaction_s: float | None
    end_point_percent: float | None
    max_percent: float
    velocity_mm_s: float | None
    velocity_deg_s: float | None
    directional_control_percent: float | None
    straightness_percent: float | None


def limit_mm(direction_deg: float, height_m: float) -> float:
    """Return the 100 % distance in a direction: radius of the reference ellipse, in mm."""
    if not math.isfinite(direction_deg):
        raise InputError("a direction is an angle in degrees: 0 forward, 90 right, 180 back, 270 left.")
    side, angle = angle_mm(SIDE_DEG, height_m), math.radians(direction_deg)
    ahead = angle_mm(FORWARD_DEG if math.cos(angle) >= 0 else BACK_DEG, height_m)
    return 1 / math.hypot(math.sin(angle) / side, math.cos(angle) / ahead)


def limits_trial(x_mm: ArrayLike, y_mm: ArrayLike, rate_hz: float, direction_deg: float, height_m: float,
                 target_mm: float | None = None) -> LimitsTrial | None:
    """Measure one lean; x and y relative to the person's own centre, the first sample at the cue.

    target_mm: 100 % distance, from the body height where None.  The position is smoothed at 5 Hz (Butterworth,
    order 2, both ways).  The first movement holds the first sample past 5 % of the target distance (from the first
    sample, where that lies ahead of the centre: nobody stands quite still); it begins and ends where the speed
    toward the target is below 5 % of its peak.  None with fewer than three samples.
    """
    x, y = lines(x_mm, y_mm)
    target = positive(limit_mm(direction_deg, height_m) if target_mm is None else target_mm, "the target distance")
    if len(x) < 3:
        return None
    angle = math.radians(direction_deg)
    smooth = low_pass(np.array([x, y]), rate(rate_hz), SMOOTH_HZ, SMOOTH_ORDER)[0]
    on = smooth[0] * math.sin(angle) + smooth[1] * math.cos(angle)
    off = smooth[0] * math.cos(angle) - smooth[1] * math.sin(angle)
    largest = max(0.0, 100 * float(on.max()) / target)
    found = _movement(on, rate_hz, target)
    if found is None:
        return LimitsTrial(None, None, largest, None, None, None, None)
    start, end = found
    along, aside = on[start:end + 1], off[start:end + 1]
    progress, stray = float(along[-1] - along[0]), float(np.abs(np.diff(aside)).sum())
    path = float(np.hypot(np.diff(along), np.diff(aside)).sum())
    straight = math.hypot(progress, float(aside[-1] - aside[0]))
    speed_mm, speed_deg = _velocity(along, rate_hz, cog_height_mm(height_m))
    return LimitsTrial(
        start / rate_hz if start else None, 100 * float(along[-1]) / target, largest, speed_mm, speed_deg,
        quotient(100 * (progress - stray), progress if progress > STILL else None), quotient(100 * straight, path))


def _movement(on: Floats, rate_hz: float, target: float) -> tuple[int, int] | None:
    """First and last sample of the first movement toward the target."""
    past = np.flatnonzero(on > max(0.0, float(on[0])) + START * target)
    if not len(past):
        return None
    speed = np.gradient(on) * rate_hz
    at = int(past[0])
    rising = at
    while rising and speed[rising - 1] > 0:
        rising -= 1
    peak, end = float(speed[rising:at + 1].max()), at
    if peak <= 0:
        return None
    while end + 1 < len(on) and speed[end] >= START * peak:
        end += 1
        peak = max(peak, float(speed[end]))
    start = at
    while start and speed[start] >= START * peak:
        start -= 1
    return (start, end) if end > start else None


def _velocity(along: Floats, rate_hz: float, height_mm: float) -> tuple[float | None, float | None]:
    """Mean speed between 5 and 95 % of the end point, in mm/s and as an angle in deg/s."""
    reached = float(along[-1])
    if reached <= STILL:
        return None, None
    first, last = (_crossing(along, share * reached) for share in (START, FAR))
    low, high = (float(np.interp(at, np.arange(len(along)), along)) for at in (first, last))
    turned = math.degrees(math.atan(high / height_mm) - math.atan(low / height_mm))
    return quotient((high - low) * rate_hz, last - first), quotient(turned * rate_hz, last - first)


def _crossing(values: Floats, level: float) -> float:
    """Where `values` first reach `level`, between samples."""
    at = int(np.argmax(values >= level))
    if not at:
        return 0.0
    below, above = float(values[at - 1]), float(values[at])
    return at - 1 + (level - below) / (above - below)
