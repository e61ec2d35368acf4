"""Raw rows to rows in order: bad ones taken out, gaps found and judged.

Force plates and boards send all-zero rows when they lose data: those are losses, not a centre of pressure at 0, 0.
Gaps below 0.1 s may be bridged; a longer one ends the stretch that is used; a trial that misses more than 5 % is
refused.  Not here: filters and grids (`signals.offline.preprocessing`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.errors import InputError
from signals.filters import Floats
from signals.offline.arrays import LARGEST, runs

BRIDGE_S = 0.1
"""A gap shorter than this is bridged by a straight line."""
MOST_MISSING = 0.05
"""A trial that misses a larger share is refused."""
LEAST_STRETCH = 0.5
"""Share of the trial that must be left in one unbroken stretch when a longer gap cuts it."""
COARSE = 0.05
"""When more of the times than this repeat the one before, the clock was coarse and samples share its ticks."""
ON_GRID, NEAR = 0.9, 0.25
"""A record is on a grid when so many of its steps lie so near, in periods, to a multiple of its usual step, and
less than half of it is missing."""
JITTER = 0.1
"""Largest RMS distance of the times from an even grid, in periods, for a record that counts as even."""

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Losses:
    """What was wrong with the rows of a trial.

    rows: read.  rows_out_of_order, times_repeated: mended.  samples_missing: bad rows and those the times say are
    missing; missing_share: of all there should be, 0..1.  gaps_bridged: in what is used.  longest_gap_s: without a
    sample, in the whole trial.  cut_s: not used, because a gap too long to bridge lies before or after.
    """

    rows: int = 0
    rows_out_of_order: int = 0
    times_repeated: int = 0
    samples_missing: int = 0
    missing_share: float = 0.0
    gaps_bridged: int = 0
    longest_gap_s: float = 0.0
    cut_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Ordered:
    """Good rows of the longest unbroken stretch.

    t_s: strictly rising.  values: finite [n, channels].  steps: number of each row on the even grid, 0 first, so
    that a lost row leaves a hole.  rate_hz: of that grid.  even: whether the times follow it closely.
    """

    t_s: Floats
    values: Floats
    steps: NDArray[np.int64]
    rate_hz: float
    even: bool
    losses: Losses


def ordered(t_s: ArrayLike, values: ArrayLike, good: ArrayLike | None = None) -> Ordered:
    """Order rows by time, take bad ones out, and judge what is missing.

    t_s: [n] seconds.  values: [n, channels].  good: [n], false for rows that are known to be lost; rows that
    are not finite are lost anyhow.  Raises InputError, which says what to do, when nothing can be made of it.
    """
    times, table, fine = _checked(t_s, values, good)
    rows = len(times)
    stamped = np.isfinite(times) & (np.abs(times) <= LARGEST)
    times, table, fine = times[stamped], table[stamped], fine[stamped]
    if fine.sum() < 2:
        raise InputError(f"of {rows} samples only {int(fine.sum())} can be used; record the trial again, and "
                         "check that the sensor sends and somebody stands on it.")
    backwards = int((np.diff(times) < 0).sum())
    if backwards:
        order = np.argsort(times, kind="stable")
        times, table, fine = times[order], table[order], fine[order]
    times, table, fine, repeated = _told_apart(times, table, fine)
    period_s, factor = _period(times)
    between = _missing_between(np.diff(times), period_s, factor)
    bad = int((~fine).sum())
    missing = int(between.sum()) + bad + int((~stamped).sum())
    share = missing / (len(times) + int(between.sum()) + int((~stamped).sum()))
    _refuse_if_too_much_is_missing(share, missing, bad)
    steps = np.concatenate([[0], np.cumsum(between + 1)])[fine]
    losses = Losses(rows, backwards, repeated, missing, share)
    return _longest_stretch(times[fine], table[fine], steps, factor, losses)


def _checked(t_s: ArrayLike, values: ArrayLike, good: ArrayLike | None) -> tuple[Floats, Floats, Bools]:
    times, table = np.asarray(t_s, np.float64), np.asarray(values, np.float64)
    if times.ndim != 1 or table.ndim != 2 or len(times) != len(table):
        raise InputError(f"a trial needs one time for each row, not {times.shape} times for {table.shape} values.")
    fine: Bools = np.all(np.abs(np.nan_to_num(table, nan=np.inf)) <= LARGEST, axis=1)
    if good is not None:
        fine &= np.asarray(good, np.bool_)
    return times, table, fine


def _told_apart(times: Floats, table: Floats, fine: Bools) -> tuple[Floats, Floats, Bools, int]:
    """Give each row a time of its own.

    Of a coarse clock whose ticks many samples share, the samples are spread evenly to the next tick; of single
    repeated times the last good row counts, as a device that sends a row again means it.
    """
    new = np.concatenate([[True], np.diff(times) > 0])
    repeated = int((~new).sum())
    if not repeated:
        return times, table, fine, 0
    first = np.flatnonzero(new)
    if len(first) < 2:
        raise InputError("all samples carry the same time; name the right time column, or give --rate.")
    if repeated > COARSE * len(times):
        return _spread(times[first], np.append(first, len(times))), table, fine, repeated
    group = np.cumsum(new) - 1
    keep = first.copy()
    keep[group[fine]] = np.flatnonzero(fine)
    return times[first], table[keep], fine[keep], repeated


def _spread(ticks: Floats, edges: NDArray[np.int64]) -> Floats:
    """Spread samples evenly over the ticks that they share, up to each gap between ticks.

    ticks: rising.  edges: number of the first sample of each, and of all.
    """
    usual = float(np.median(np.diff(ticks)))
    cuts = np.flatnonzero(np.diff(ticks) > 1.5 * usual) + 1
    out = np.empty(int(edges[-1]))
    for first, past in zip([0, *cuts.tolist()], [*cuts.tolist(), len(ticks)], strict=True):
        count = int(edges[past] - edges[first])
        long_s = float(ticks[past - 1] - ticks[first]) + usual
        out[edges[first]:edges[past]] = ticks[first] + np.arange(count) * (long_s / count)
    return out


def _period(times: Floats) -> tuple[float, float]:
    """Usual step in s, and how many of it make a gap: 1.5 on an even record, 3 where stamps come in bursts."""
    steps = np.diff(times)
    usual = float(np.median(steps))
    turns = steps / usual
    on_grid = np.abs(turns - np.maximum(1, np.round(turns))) <= NEAR
    if on_grid.mean() >= ON_GRID and turns.mean() <= 2:
        return float(steps[turns < 1.5].mean()), 1.5
    within = steps[steps < BRIDGE_S]
    return max(usual, float(within.mean()) if len(within) else usual), 3.0


def _missing_between(steps_s: Floats, period_s: float, factor: float) -> NDArray[np.int64]:
    """How many samples are missing in each step."""
    turns = np.minimum(np.round(steps_s / period_s), LARGEST)
    return np.where(steps_s > factor * period_s, np.maximum(turns - 1, 0), 0).astype(np.int64)


def _refuse_if_too_much_is_missing(share: float, missing: int, bad: int) -> None:
    if share > MOST_MISSING:
        raise InputError(
            f"{100 * share:.1f} % of the samples are missing ({missing}, of them {bad} rows that were zero, "
            f"unloaded or unreadable); at most {100 * MOST_MISSING:.0f} % may be. Repeat the trial, or measure a "
            "part of it without the losses.")


def _longest_stretch(times: Floats, table: Floats, steps: NDArray[np.int64], factor: float,
                     losses: Losses) -> Ordered:
    """Cut at gaps too long to bridge, and keep the longest part."""
    whole_s = float(times[-1] - times[0])
    period_s = whole_s / int(steps[-1] - steps[0])
    open_s = np.diff(times) - period_s
    gap = (np.diff(steps) > 1) | (np.diff(times) > factor * period_s)
    parts = runs(np.concatenate([~(gap & (open_s >= BRIDGE_S - 1e-6)), [False]]))
    first, last = max(parts, key=lambda part: times[part[1]] - times[part[0]], default=(0, 0))
    used_s = float(times[last] - times[first])
    longest_s = max(0.0, float(open_s[gap].max())) if gap.any() else 0.0
    if used_s < LEAST_STRETCH * whole_s or last == first:
        raise InputError(f"gaps of up to {longest_s:.2f} s cut the trial into short parts; only gaps below "
                         f"{BRIDGE_S:g} s can be bridged. Check the sensor's battery and distance, and repeat it.")
    kept = slice(first, last + 1)
    numbers, rate_hz = steps[kept] - steps[first], int(steps[last] - steps[first]) / used_s
    off = times[kept] - times[first] - numbers / rate_hz
    even = float(np.sqrt(np.mean((off - off.mean()) ** 2))) * rate_hz <= JITTER
    return Ordered(times[kept], table[kept], numbers, rate_hz, even, Losses(
        losses.rows, losses.rows_out_of_order, losses.times_repeated, losses.samples_missing, losses.missing_share,
        int(gap[first:last].sum()), longest_s, whole_s - used_s))
