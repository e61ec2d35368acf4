"""Posturography: where the centre of pressure was, how far and how fast it went.

x is ML, y is AP, in mm; means are removed here; r = sqrt(x^2 + y^2); N samples last T = (N - 1) / rate.
Sources: Prieto 1996 (IEEE Trans Biomed Eng 43:956), Quijoux 2021 (Physiol Rep 9:e15067), Duarte and Freitas 2010,
Schubert and Kirchner 2014.  Not here: spectra, entropy, filters.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.spatial import ConvexHull, QhullError
from scipy.spatial.distance import pdist

from signals.filters import Floats
from signals.offline.arrays import STILL, centred, duration_s, lines, quotient, rate

COVERED = 0.95
DIRECTIONS = 720
MOST_CORNERS = 1000
"""A hull with more corners is searched along 720 directions instead: right to 5 in a million."""


@dataclass(frozen=True, slots=True)
class Sway:
    """Measures of one quiet trial; lengths in mm, velocities in mm/s, `_ml`, `_ap` per axis, else resultant.

    mean_distance: mean |x|, |y|, r.  rms: sqrt of the mean square.  range: max - min; resultant: largest distance
    between any two points.  path: sum of the steps.  velocity: path / T.  ellipse_area_mm2: 95 % prediction
    ellipse. area_rate_mm2_s: sway area per second.  mean_frequency: velocity / (2 pi mean distance), per axis
    velocity / (4 sqrt 2 mean distance).  principal_deg: first axis of the ellipse, 0 (AP) to 90 (ML).
    None: quotients without movement, the ellipse of fewer than three samples.
    """

    samples: int
    duration_s: float
    mean_distance_ml_mm: float
    mean_distance_ap_mm: float
    mean_distance_mm: float
    rms_ml_mm: float
    rms_ap_mm: float
    rms_mm: float
    range_ml_mm: float
    range_ap_mm: float
    range_mm: float
    path_ml_mm: float
    path_ap_mm: float
    path_mm: float
    velocity_ml_mm_s: float
    velocity_ap_mm_s: float
    velocity_mm_s: float
    ellipse_area_mm2: float | None
    area_rate_mm2_s: float
    mean_frequency_ml_hz: float | None
    mean_frequency_ap_hz: float | None
    mean_frequency_hz: float | None
    principal_deg: float | None


@dataclass(frozen=True, slots=True)
class Ellipse:
    """The 95 % prediction ellipse: centre, half axes, area; angle_deg of the long axis, from AP toward right."""

    centre_mm: tuple[float, float]
    half_long_mm: float
    half_short_mm: float
    angle_deg: float
    area_mm2: float


def sway(x_mm: ArrayLike, y_mm: ArrayLike, rate_hz: float) -> Sway | None:
    """Measure a prepared trial; None with fewer than two samples.  Raises InputError for what is not numbers."""
    raw_x, raw_y = lines(x_mm, y_mm)
    long_s = duration_s(len(raw_x), rate(rate_hz))
    if len(raw_x) < 2:
        return None
    x, y = centred(raw_x), centred(raw_y)
    r = np.hypot(x, y)
    distances = [float(np.abs(part).mean()) for part in (x, y, r)]
    squares = [math.sqrt(float(np.mean(part * part))) for part in (x, y, r)]
    dx, dy = np.diff(x), np.diff(y)
    paths = [float(part.sum()) for part in (np.abs(dx), np.abs(dy), np.hypot(dx, dy))]
    speeds = [path / long_s for path in paths]
    area = ellipse(x, y)
    per_axis = 4 * math.sqrt(2)
    return Sway(
        samples=len(x), duration_s=long_s,
        mean_distance_ml_mm=distances[0], mean_distance_ap_mm=distances[1], mean_distance_mm=distances[2],
        rms_ml_mm=squares[0], rms_ap_mm=squares[1], rms_mm=squares[2],
        range_ml_mm=float(np.ptp(x)), range_ap_mm=float(np.ptp(y)), range_mm=farthest(x, y),
        path_ml_mm=paths[0], path_ap_mm=paths[1], path_mm=paths[2],
        velocity_ml_mm_s=speeds[0], velocity_ap_mm_s=speeds[1], velocity_mm_s=speeds[2],
        ellipse_area_mm2=area.area_mm2 if area is not None else None,
        area_rate_mm2_s=float(np.abs(x[1:] * y[:-1] - x[:-1] * y[1:]).sum()) / (2 * long_s),
        mean_frequency_ml_hz=quotient(speeds[0], per_axis * distances[0]),
        mean_frequency_ap_hz=quotient(speeds[1], per_axis * distances[1]),
        mean_frequency_hz=quotient(speeds[2], 2 * math.pi * distances[2]), principal_deg=_principal_deg(area))


def ellipse(x_mm: ArrayLike, y_mm: ArrayLike) -> Ellipse | None:
    """95 % prediction ellipse (Duarte 2015, Quijoux 2021); None with fewer than three samples.

    Area 2 pi F(0.95; 2, N-2) (N+1)(N-1) / (N (N-2)) sqrt(sx^2 sy^2 - sxy^2), with population covariance.
    """
    x, y = lines(x_mm, y_mm)
    if len(x) < 3:
        return None
    scale = 2 * f_quantile(len(x) - 2) * (len(x) + 1) * (len(x) - 1) / (len(x) * (len(x) - 2))
    cx, cy = centred(x), centred(y)
    xx, yy, xy = (float(np.mean(product)) for product in (cx * cx, cy * cy, cx * cy))
    middle, spread = (xx + yy) / 2, math.hypot((xx - yy) / 2, xy)
    long = math.sqrt(scale * (middle + spread))
    short = math.sqrt(scale * max(0.0, middle - spread))
    if short <= STILL * long:  # a straight line: what is left is rounding
        short = 0.0
    angle = math.degrees(0.5 * math.atan2(2 * xy, yy - xx)) if spread > STILL * middle else 0.0
    return Ellipse((float(x.mean()), float(y.mean())), long, short, angle, math.pi * long * short)


def outline(shape: Ellipse, points: int = 72) -> tuple[tuple[float, float], ...]:
    """Points around an ellipse, for a plot."""
    turn = np.linspace(0.0, 2 * np.pi, points, endpoint=False)
    angle = math.radians(shape.angle_deg)
    along, across = shape.half_long_mm * np.cos(turn), shape.half_short_mm * np.sin(turn)
    x = shape.centre_mm[0] + along * math.sin(angle) + across * math.cos(angle)
    y = shape.centre_mm[1] + along * math.cos(angle) - across * math.sin(angle)
    return tuple(zip(x.tolist(), y.tolist(), strict=True))


def f_quantile(free: int, covered: float = COVERED) -> float:
    """Quantile of the F distribution with 2 and `free` degrees of freedom, in closed form."""
    return float(free / 2 * ((1 - covered) ** (-2 / free) - 1))


def farthest(x_mm: Floats, y_mm: Floats) -> float:
    """Largest distance between any two points."""
    points = np.column_stack([x_mm, y_mm])
    if len(points) < 2 or not np.ptp(points, axis=0).any():
        return 0.0
    try:
        corners = points[ConvexHull(points).vertices]
    except QhullError:  # fewer than three points, or all on one line
        corners = _extremes(points)
    if len(corners) > MOST_CORNERS:
        corners = _extremes(corners)
    return float(pdist(corners).max())


def romberg(closed: float | None, opened: float | None) -> float | None:
    """Romberg ratio: eyes closed over eyes open, of one measure, which the report must name."""
    return quotient(closed, opened)


def _extremes(points: Floats) -> Floats:
    """Return the outermost points along `DIRECTIONS` directions and against them."""
    turn = np.arange(DIRECTIONS) * np.pi / DIRECTIONS
    along = np.array([np.cos(turn), np.sin(turn)])
    found: set[int] = set()
    for part in np.array_split(along, 24, axis=1):
        reach = points @ part
        found.update(reach.argmax(axis=0).tolist(), reach.argmin(axis=0).tolist())
    return np.asarray(points[sorted(found)], np.float64)


def _principal_deg(area: Ellipse | None) -> float | None:
    if area is None or area.half_long_mm - area.half_short_mm <= STILL * max(area.half_long_mm, STILL):
        return None
    return abs(area.angle_deg)
