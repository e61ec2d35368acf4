"""Measures of a centre of pressure, and of the loads of a board.  Not here: EMG (`station.measuring.muscles`)."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

from core.errors import InputError
from signals.filters import Floats
from signals.offline import entropy, limits, shifts, spectra, stance, sway
from signals.offline.columns import TrialKind
from signals.offline.preprocessing import BoardTrial, CopTrial, prepare_board, prepare_cop, tare_of
from signals.offline.resampling import thinned
from signals.offline.trials import RecordedTrial
from station.measuring.options import MeasureOptions, flat

SHIFT_MM = 30.0
SHIFT_DWELL_S = 0.3
"""A weight shift: farther than this from the middle of the trial, for at least so long."""
SHORT_S = 20.0
"""Quiet stance is measured for 20 to 60 s."""


def balance_measures(trial: RecordedTrial, options: MeasureOptions) -> dict[str, Any]:
    """Measures of a centre of pressure, and of loads where there are any."""
    board = _board(trial, options) if trial.kind is TrialKind.BOARD else None
    cop = board.cop if board is not None else prepare_cop(trial.t_s, trial.values[:, 0], trial.values[:, 1])
    measures = sway_measures(cop) | angle_measures(cop, options.height_m)
    if board is not None:
        measures |= load_measures(board)
    if options.target_deg is not None and options.height_m is not None:
        measures["limits_of_stability"] = _limits(cop, options.target_deg, options.height_m)
    return {"preprocessing": _told(cop), "measures": measures, "notes": _notes(cop, options)}


def _board(trial: RecordedTrial, options: MeasureOptions) -> BoardTrial:
    if options.tare_s is None:
        return prepare_board(trial.t_s, trial.values)
    if not 0 < options.tare_s < math.inf:
        raise InputError(f"--tare-seconds must be above 0, not {options.tare_s:g}.")
    tare = tare_of(trial.t_s, trial.values, options.tare_s)
    start_s = float(min(t_s for t_s in trial.t_s.tolist() if not math.isnan(t_s))) + options.tare_s
    after = ~(trial.t_s < start_s)
    return prepare_board(trial.t_s[after], trial.values[after], tare_kg=tare)


def sway_measures(cop: CopTrial) -> dict[str, Any]:
    """Posturography: `signals.offline.sway`, spectra and entropy of both axes, weight shifts."""
    measured = sway.sway(cop.x_mm, cop.y_mm, cop.rate_hz)
    found: dict[str, Any] = asdict(measured) if measured is not None else {}
    found["ellipse_area_formula"] = "95 % prediction ellipse"
    for axis, values in (("ml", cop.x_mm), ("ap", cop.y_mm)):
        told = spectra.spectrum(values, cop.rate_hz)
        blank = dict.fromkeys(("power_mm2", "f50_hz", "f95_hz", "centroidal_hz", "mean_hz", "dispersion"))
        for name, value in (asdict(told) if told is not None else blank).items():
            found[f"spectrum_{axis}_{name}"] = value
        found[f"sample_entropy_{axis}"] = _entropy(values, cop.rate_hz)
    found["sample_entropy_rate_hz"] = min(entropy.ENTROPY_HZ, cop.rate_hz)
    found["shifts_beyond_mm"] = SHIFT_MM
    found["shifts_least_s"] = SHIFT_DWELL_S
    for axis, values in (("ml", cop.x_mm), ("ap", cop.y_mm)):
        events = shifts.weight_shifts(values - values.mean(), cop.rate_hz, SHIFT_MM, SHIFT_DWELL_S)
        found[f"shifts_{axis}"] = [
            {"side": event.side.value, "in_s": event.in_s, "out_s": event.out_s, "peak_mm": event.peak}
            for event in events]
    return found


def _entropy(values: Floats, rate_hz: float) -> float | None:
    slow = thinned(values, rate_hz, entropy.ENTROPY_HZ)
    return entropy.sample_entropy(slow) if len(slow) <= entropy.MOST_SAMPLES else None


def angle_measures(cop: CopTrial, height_m: float | None) -> dict[str, Any]:
    """Measures of the sway angle, which need the height of the person; null without it."""
    if height_m is None:
        return {"sway_velocity_deg_s": None, "equilibrium_score_percent": None, "cog_filter": None}
    return {
        "sway_velocity_deg_s": stance.sway_velocity_deg_s(cop.x_mm, cop.y_mm, cop.rate_hz, height_m),
        "equilibrium_score_percent": stance.equilibrium_score(cop.y_mm, cop.rate_hz, height_m),
        "cog_filter": f"Butterworth low-pass {stance.COG_CUT_HZ:g} Hz, order {stance.COG_ORDER}, 2 passes",
    }


def load_measures(board: BoardTrial) -> dict[str, Any]:
    """Weight bearing of the left and right half of one board, and front and back."""
    tl, tr, bl, br = board.loads_kg.T
    bearing = stance.weight_bearing(tl + bl, tr + br)
    ahead = stance.weight_bearing(bl + br, tl + tr)
    found: dict[str, Any] = dict.fromkeys(("left_percent", "right_percent", "asymmetry_percent"))
    found |= asdict(bearing) if bearing is not None else {}
    return {"weight_mean_kg": float((tl + tr + bl + br).mean()), **found,
            "front_percent": ahead.right_percent if ahead is not None else None}


def _limits(cop: CopTrial, target_deg: float, height_m: float) -> dict[str, Any]:
    """One lean; the centre is where the person was at the cue, on average over a quarter of a second."""
    first = max(1, round(cop.rate_hz / 4))
    lean = limits.limits_trial(cop.x_mm - cop.x_mm[:first].mean(), cop.y_mm - cop.y_mm[:first].mean(), cop.rate_hz,
                               target_deg, height_m)
    return {"target_deg": target_deg, "target_mm": limits.limit_mm(target_deg, height_m),
            **(asdict(lean) if lean is not None else {})}


def _told(cop: CopTrial) -> dict[str, Any]:
    return flat(asdict(cop.preprocessing))


def _notes(cop: CopTrial, options: MeasureOptions) -> list[str]:
    found: list[str] = []
    if cop.preprocessing.used_s < SHORT_S and options.target_deg is None:
        found.append(f"The trial is {cop.preprocessing.used_s:.1f} s long; quiet stance takes 20 to 60 s.")
    if cop.preprocessing.losses.cut_s > 0:
        found.append(f"A gap too long to bridge left {cop.preprocessing.losses.cut_s:.1f} s out.")
    if not cop.preprocessing.filter.order:
        found.append("The record is too slow for the 10 Hz low-pass; it was not filtered.")
    if options.height_m is None:
        found.append("Sway angles need the height: --height-cm.")
    return found
