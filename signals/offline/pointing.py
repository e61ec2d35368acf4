"""Reaching targets: Fitts throughput of a sequence, and how straight a way was.

Throughput: Soukoreff and MacKenzie 2004, one A-W condition at a time, never pooled, never of one trial.
Path measures: MacKenzie, Kauppinen and Silfverberg 2001.  "In the target" means the cursor's centre inside.
Movement times leave out reaction time and, when selecting by dwell, the dwell.  Not here: games or their targets.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from core.errors import InputError
from signals.filters import Floats
from signals.offline.arrays import STILL, line, lines, positive, quotient, runs

SPREAD = math.sqrt(2 * math.pi * math.e)
"""4.1327: width that holds 96 % of a normal spread of end points."""
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Reach:
    """One trial: where it started, where the target is, where it was selected (one unit), and how long it took."""

    start: Point
    target: Point
    selected: Point
    seconds: float


@dataclass(frozen=True, slots=True)
class Throughput:
    """What a sequence of reaches under one condition comes to.

    bits_per_s: effective index of difficulty over mean time.  effective_width: 4.1327 SD (N - 1) of the end
    points along the task axis.  effective_distance: mean distance gone along it.  difficulty_bits: log2(Ae / We +
    1).
    """

    bits_per_s: float
    effective_width: float
    effective_distance: float
    difficulty_bits: float
    mean_s: float
    trials: int


def throughput(reaches: Sequence[Reach], serial: bool = True) -> Throughput | None:
    """Throughput of one condition; serial: each trial starts where the last one was selected.

    dx = (c^2 - b^2 - a^2) / (2 a), a = |start target|, b = |selected target|, c = |start selected|;
    Ae = mean (a + dx), for serial tasks plus the dx of the trial before.
    None with fewer than two trials, or when the end points do not spread (dwell): see `nominal_throughput`.
    """
    along: list[float] = []
    gone: list[float] = []
    for reach in reaches:
        a = math.dist(reach.start, reach.target)
        positive(a, "the distance to the target")
        positive(reach.seconds, "the time of a trial")
        b, c = math.dist(reach.selected, reach.target), math.dist(reach.start, reach.selected)
        dx = (c * c - b * b - a * a) / (2 * a)
        gone.append(a + dx + (along[-1] if serial and along else 0.0))
        along.append(dx)
    if len(along) < 2:
        return None
    width = SPREAD * float(np.std(line(along, "the end points"), ddof=1))
    distance, mean_s = float(np.mean(gone)), float(np.mean([reach.seconds for reach in reaches]))
    if width <= STILL * max(1.0, distance) or distance <= 0:
        return None
    bits = math.log2(distance / width + 1)
    return Throughput(bits / mean_s, width, distance, bits, mean_s, len(along))


def nominal_throughput(distance: float, width: float, seconds: Sequence[float]) -> float | None:
    """Mean of log2(D / W + 1) / time of each trial, in bits/s: for dwelling, where end points hardly spread."""
    bits = math.log2(positive(distance, "the distance") / positive(width, "the width") + 1)
    times = line(seconds, "the times")
    if (times <= 0).any():
        raise InputError("the time of a trial must be above 0 s.")
    return float(np.mean(bits / times)) if len(times) else None


@dataclass(frozen=True, slots=True)
class PathMeasures:
    """How straight one way was.

    efficiency: straight distance start to target / distance travelled, 1 is straight.  overshoots: exits from the
    target. re_entries: entries after the first.  axis_crossings: of the line from start to target.
    direction_changes: of the progress along it; orthogonal_changes: across it.  variability: SD (N - 1) of the
    distance off the axis, error: its mean size, offset: its mean (right of the way is +); in the unit of the path.
    """

    travelled: float
    efficiency: float | None
    overshoots: int
    re_entries: int
    axis_crossings: int
    direction_changes: int
    orthogonal_changes: int
    variability: float | None
    error: float
    offset: float


def path_measures(x: ArrayLike, y: ArrayLike, target: Point, radius: float) -> PathMeasures | None:
    """Measure a way from its first sample to a target of `radius`; None with fewer than two samples.

    Filter jitter out first: the counts of changes count every one.  Raises InputError for a target at the start.
    """
    px, py = lines(x, y)
    positive(radius, "the radius of the target")
    if len(px) < 2:
        return None
    start = (float(px[0]), float(py[0]))
    far = positive(math.dist(start, target), "the distance to the target")
    ux, uy = (target[0] - start[0]) / far, (target[1] - start[1]) / far
    along, off = (px - start[0]) * ux + (py - start[1]) * uy, (px - start[0]) * uy - (py - start[1]) * ux
    travelled = float(np.hypot(np.diff(px), np.diff(py)).sum())
    stays = runs(np.hypot(px - target[0], py - target[1]) <= radius)
    exits = sum(past < len(px) for _, past in stays)
    sd = float(np.std(off, ddof=1))
    return PathMeasures(travelled, quotient(far, travelled), exits, max(0, len(stays) - 1),
                        _sign_changes(off, far), _sign_changes(np.diff(along), far),
                        _sign_changes(np.diff(off), far), sd, float(np.abs(off).mean()), float(off.mean()))


def _sign_changes(values: Floats, size: float) -> int:
    """How often the sign turns; what is 0, or rounding beside `size`, keeps the sign before."""
    signs = np.sign(values[np.abs(values) > STILL * size])
    return int((np.diff(signs) != 0).sum())
