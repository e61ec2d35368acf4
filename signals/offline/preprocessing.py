"""From the raw rows of a trial to even, filtered arrays, and what was done to them.

Centre of pressure: low-pass 10 Hz, Butterworth order 4, both ways (Quijoux 2021), after SWARII to 25 Hz where
stamps jitter, and always on boards of four sensors, so that their trials can be compared.
Not here: measures; how EMG is filtered (`signals.offline.emg`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from core.errors import InputError
from signals.board import MAX_SENSOR_KG
from signals.filters import Floats
from signals.offline.arrays import STILL, line
from signals.offline.losses import Losses, Ordered, ordered
from signals.offline.resampling import SWARII_HZ, SWARII_WINDOW_S, swarii
from signals.offline.zerophase import NO_FILTER, FilterFacts, low_pass
from signals.settings import SignalSettings

COP_CUT_HZ = 10.0
COP_ORDER = 4
N_PER_KG = 9.80665
LOAD_FLOOR_KG = 20.0 / N_PER_KG
"""Below 20 N, or a tenth of the trial's usual load, there is no centre of pressure."""
LOAD_FLOOR_SHARE = 0.1
LEAST_HZ = 5.0
"""Sway goes up to some 5 Hz; boards send 25 samples a second or more."""
MAX_EMPTY_KG = 15.0
"""More than this on the board is somebody, not a tare."""
_USUAL = SignalSettings()


@dataclass(frozen=True, slots=True)
class Preprocessing:
    """What was done to a trial before it was measured; belongs beside every result.

    recorded_rate_hz: of the raw rows, gaps left out.  rate_hz: of what was measured.  resampling: "none", or
    SWARII with its window.  used_s: length of what was measured; start_s: time of its first sample.
    tare_kg: subtracted from each sensor (none on others).
    """

    losses: Losses
    recorded_rate_hz: float
    rate_hz: float
    resampling: str
    filter: FilterFacts
    used_s: float
    start_s: float
    mean_removed: bool = True
    tare_kg: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class CopTrial:
    """A prepared centre of pressure: x (ML) and y (AP) in mm at an even rate, where it was (mean not removed)."""

    x_mm: Floats
    y_mm: Floats
    rate_hz: float
    preprocessing: Preprocessing


@dataclass(frozen=True, slots=True)
class EmgRow:
    """One EMG channel at an even rate, losses bridged, not filtered yet.  start_s: time of its first sample."""

    values: Floats
    rate_hz: float
    start_s: float
    losses: Losses


@dataclass(frozen=True, slots=True)
class BoardTrial:
    """A prepared trial on four sensors: its centre of pressure, and tared loads [n, 4] (TL, TR, BL, BR) in kg.

    Loads are resampled like the centre of pressure and not filtered.
    """

    cop: CopTrial
    loads_kg: Floats


def prepare_cop(t_s: ArrayLike, x_mm: ArrayLike, y_mm: ArrayLike, *, jittery: bool | None = None) -> CopTrial:
    """Order, bridge, resample and filter a recorded centre of pressure.

    Rows of exactly 0, 0 and rows with NaN are losses.  jittery: whether to resample by SWARII; None asks the
    times. Raises InputError with the reason when the trial must be refused.
    """
    table = _columns(x_mm, y_mm)
    rows = _quick_enough(ordered(t_s, table, np.any(table != 0, axis=1)))
    return _filtered(rows, *_even(rows, jittery if jittery is not None else not rows.even))


def prepare_board(t_s: ArrayLike, corners_kg: ArrayLike, *, tare_kg: ArrayLike = (0.0, 0.0, 0.0, 0.0),
                  width_mm: float = _USUAL.width_mm, depth_mm: float = _USUAL.depth_mm) -> BoardTrial:
    """Tare, weigh and prepare a trial on four sensors [n, 4] (TL, TR, BL, BR) in kg, signed and raw.

    x = (W/2) ((TR+BR) - (TL+BL)) / S, y = (D/2) ((TL+TR) - (BL+BR)) / S; 433 x 238 mm is the spacing of the
    sensors of a Wii Balance Board (Leach 2014).  Rows of four zeros, beyond 300 kg a sensor, or below the load
    floor have none and count as lost.  Always resampled by SWARII.  Raises InputError.
    """
    raw = np.asarray(corners_kg, np.float64)
    if raw.ndim != 2 or raw.shape[1] != 4:
        raise InputError(f"a board needs four columns TL, TR, BL, BR, not an array of shape {raw.shape}.")
    tare = line(tare_kg, "tare_kg")
    with np.errstate(invalid="ignore"):
        good = (raw != 0).any(axis=1) & (np.abs(raw) <= MAX_SENSOR_KG).all(axis=1)
    tared = np.where(good[:, None], raw - tare, 0.0)
    load = tared.sum(axis=1)
    usual = float(np.median(load[good])) if good.any() else 0.0
    good &= load >= max(LOAD_FLOOR_KG, LOAD_FLOOR_SHARE * usual)
    safe = np.where(good, load, 1.0)
    tl, tr, bl, br = tared.T
    x = width_mm / 2 * ((tr + br) - (tl + bl)) / safe
    y = depth_mm / 2 * ((tl + tr) - (bl + br)) / safe
    rows = _quick_enough(ordered(t_s, np.column_stack([x, y, tared]), good))
    values, rate_hz, resampling = _even(rows, jittery=True)
    return BoardTrial(_filtered(rows, values[:, :2], rate_hz, resampling, tuple(tare.tolist())), values[:, 2:])


def prepare_emg(t_s: ArrayLike, raw: ArrayLike) -> EmgRow:
    """Order and bridge one recorded EMG channel; its rate is that of its times.  Raises InputError."""
    rows = ordered(t_s, np.atleast_2d(np.asarray(raw, np.float64)).T)
    return EmgRow(on_grid(rows)[:, 0], rows.rate_hz, float(rows.t_s[0]), rows.losses)


def tare_of(t_s: ArrayLike, corners_kg: ArrayLike, seconds: float) -> tuple[float, float, float, float]:
    """Mean of each sensor over the first `seconds` of an empty board.  Raises InputError when it was not empty."""
    times, raw = np.asarray(t_s, np.float64), np.asarray(corners_kg, np.float64)
    stamped = np.isfinite(times) & np.isfinite(raw).all(axis=1)
    if not stamped.any():
        raise InputError("no row of the board can be read, so there is nothing to take the zero from.")
    empty = raw[stamped & (times < times[stamped].min() + seconds)]
    if not len(empty):
        raise InputError(f"there is no sample in the first {seconds:g} s; take the zero over a longer time.")
    tl, tr, bl, br = empty.mean(axis=0).tolist()
    if not abs(tl + tr + bl + br) <= MAX_EMPTY_KG:
        raise InputError(f"{tl + tr + bl + br:.1f} kg stood on the board in the first {seconds:g} s; the zero is "
                         "taken from an empty board. Take no zero, or record with the board empty at first.")
    return tl, tr, bl, br


def on_grid(rows: Ordered) -> Floats:
    """Put rows [n, channels] on their own even grid; holes are bridged by straight lines."""
    at = np.arange(int(rows.steps[-1]) + 1)
    if len(at) == len(rows.steps):
        return rows.values
    return np.column_stack([np.interp(at, rows.steps, column) for column in rows.values.T])


def _quick_enough(rows: Ordered) -> Ordered:
    if rows.rate_hz < LEAST_HZ:
        raise InputError(f"{rows.rate_hz:.3g} samples per second are too few to follow sway; {LEAST_HZ:g} are the "
                         "least. If the times are in milliseconds, name their column t_ms.")
    return rows


def _even(rows: Ordered, jittery: bool) -> tuple[Floats, float, str]:
    if jittery:
        return (swarii(rows.t_s, rows.values), SWARII_HZ,
                f"SWARII to {SWARII_HZ:g} Hz, window {SWARII_WINDOW_S:g} s")
    return on_grid(rows), rows.rate_hz, "none"


def _filtered(rows: Ordered, values: Floats, rate_hz: float, resampling: str,
              tare_kg: tuple[float, ...] = ()) -> CopTrial:
    if len(values) < 2:
        raise InputError("the trial is shorter than two samples; record it again.")
    smooth, facts = low_pass(np.ascontiguousarray(values.T), rate_hz, COP_CUT_HZ, COP_ORDER)
    still = np.ptp(values, axis=0) <= STILL * np.maximum(1.0, np.abs(values).max(axis=0))
    smooth[still] = values.T[still]  # a constant stays exactly constant
    return CopTrial(smooth[0], smooth[1], rate_hz, Preprocessing(
        rows.losses, rows.rate_hz, rate_hz, resampling, facts if facts.order else NO_FILTER,
        (len(values) - 1) / rate_hz, float(rows.t_s[0]), tare_kg=tare_kg))


def _columns(x_mm: ArrayLike, y_mm: ArrayLike) -> Floats:
    x, y = np.asarray(x_mm, np.float64), np.asarray(y_mm, np.float64)
    if x.ndim != 1 or x.shape != y.shape:
        raise InputError(f"x and y must be equally long rows, not {x.shape} and {y.shape}.")
    return np.column_stack([x, y])
