"""From the raw rows of a trial to what an assessment reports, by the measures of `signals.offline`.

Every function returns None for a trial that has no such measure; it is then done again or left out.  scipy is
loaded with this module, so it is imported behind the first screen.
Not here: formulas (`signals.offline`), when a trial begins and ends (scripts).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

import numpy as np

from core.errors import InputError
from signals.assessments.leans import Leaned, Way
from signals.assessments.recorder import BoardTrial, Floats
from signals.assessments.results import Plot, PlotKind, Value, mean_value
from signals.board import Corners, Point, stance_of_corners
from signals.calibration import Tare
from signals.offline import arrays, limits, preprocessing, resampling, stance, sway
from signals.settings import SignalSettings

PLOT_POINTS = 800
SMOOTH_HZ = 100.0
"""Leans and shifts are read on an even grid of 100 Hz, so that a reaction time is told to 10 ms."""
WRONG_MM = 30.0
"""Movement to the other side beyond it is an error; less may be the push that every weight shift begins with."""
SHIFT_TARGET_MM = 200.0
"""The rule of a first movement starts past 5 % of the target distance: here 10 mm, three times quiet sway."""
RISE_FROM_SHARE, RISE_TO_SHARE = 0.5, 0.95

_TARED = Tare()
quotient = arrays.quotient

SWAY_PREPROCESSING = (
    f"SWARII to {resampling.SWARII_HZ:g} Hz, window {resampling.SWARII_WINDOW_S:g} s",
    f"low-pass {preprocessing.COP_CUT_HZ:g} Hz, Butterworth order {preprocessing.COP_ORDER}, both ways",
    "mean removed, 95 % prediction ellipse")
COG_PREPROCESSING = (
    *SWAY_PREPROCESSING[:2],
    f"centre of gravity: low-pass {stance.COG_CUT_HZ:g} Hz, order {stance.COG_ORDER}, both ways, "
    f"height {stance.COG_HEIGHT_SHARE:g} of the body height")
LIMITS_PREPROCESSING = (
    f"linear to {SMOOTH_HZ:g} Hz, low-pass {limits.SMOOTH_HZ:g} Hz, order {limits.SMOOTH_ORDER}, both ways",
    "100 % (the reference): 8 degrees to front and sides, 4.5 degrees back, an ellipse between",
    "the reference scales the result; it is no norm")
SHARE_PREPROCESSING = ("mean load of the left and of the right half of the board, no filter",
                       "asymmetry: 100 x (right - left) / (left + right)",
                       f"rising: from {100 * RISE_FROM_SHARE:g} to {100 * RISE_TO_SHARE:g} % of the standing load")


@dataclass(frozen=True, slots=True)
class Sway:
    """A quiet trial: speed, path, RMS distance, area, and its path around the mean with the 95 % ellipse."""

    velocity_mm_s: float
    path_mm: float
    rms_mm: float
    ellipse_mm2: float | None
    path: tuple[Point, ...]
    outline: tuple[Point, ...]


def sway_of(trial: BoardTrial, settings: SignalSettings) -> Sway | None:
    """Measure one quiet trial."""
    cop = _prepared(trial, settings)
    measured = None if cop is None else sway.sway(cop.x_mm, cop.y_mm, cop.rate_hz)
    if cop is None or measured is None:
        return None
    x, y = arrays.centred(cop.x_mm), arrays.centred(cop.y_mm)
    shape = sway.ellipse(x, y)
    return Sway(measured.velocity_mm_s, measured.path_mm, measured.rms_mm, measured.ellipse_area_mm2,
                _points(x, y), () if shape is None else sway.outline(shape))


def sway_values(trials: Sequence[Sway], key: str, words: str) -> tuple[Value, ...]:
    """Return speed, path, RMS and area of the trials of one condition."""
    return (
        mean_value(f"velocity_{key}_mm_s", f"Sway speed, {words}", "mm/s", [t.velocity_mm_s for t in trials],
                   main=True),
        mean_value(f"path_{key}_mm", f"Sway path, {words}", "mm", [t.path_mm for t in trials], 0),
        mean_value(f"rms_{key}_mm", f"Sway distance (RMS), {words}", "mm", [t.rms_mm for t in trials]),
        mean_value(f"ellipse_{key}_mm2", f"95 % ellipse, {words}", "mm2", [t.ellipse_mm2 for t in trials], 0))


def sway_plot(trial: Sway, title: str) -> Plot:
    """Return the path of one trial seen from above."""
    return Plot(PlotKind.SWAY, title, (trial.path,), (title,), outline=trial.outline)


@dataclass(frozen=True, slots=True)
class CogSway:
    """A trial of the mCTSIB: sway velocity of the centre of gravity in deg/s, equilibrium score 0..100."""

    velocity_deg_s: float
    equilibrium: float | None


def cog_sway_of(trial: BoardTrial, settings: SignalSettings, height_m: float) -> CogSway | None:
    """Measure one trial of 10 s."""
    cop = _prepared(trial, settings)
    if cop is None:
        return None
    velocity = stance.sway_velocity_deg_s(cop.x_mm, cop.y_mm, cop.rate_hz, height_m)
    return None if velocity is None else CogSway(
        velocity, stance.equilibrium_score(cop.y_mm, cop.rate_hz, height_m))


@dataclass(frozen=True, slots=True)
class LeanFound:
    """One lean: `signals.offline.limits` says what each value means; maximum_mm is the largest excursion."""

    way: Way
    maximum_pct: float
    maximum_mm: float
    endpoint_pct: float | None
    reaction_s: float | None
    velocity_deg_s: float | None
    control_pct: float | None
    path: tuple[Point, ...]


def lean_found(leaned: Leaned, settings: SignalSettings, height_m: float) -> LeanFound | None:
    """Measure one lean; None without rows after the sign."""
    even = _even_cop(leaned.rows.since(leaned.go_s), settings)
    if even is None:
        return None
    late_s, x, y = even
    x, y = x - leaned.centre_mm[0], y - leaned.centre_mm[1]
    found = limits.limits_trial(x, y, SMOOTH_HZ, _direction_deg(leaned.way), height_m)
    if found is None:
        return None
    reaction = None if found.reaction_s is None else found.reaction_s + late_s
    farthest_mm = found.max_percent / 100.0 * usual_limit_mm(leaned.way.unit, height_m)
    return LeanFound(leaned.way, found.max_percent, farthest_mm, found.end_point_percent, reaction,
                     found.velocity_deg_s, found.directional_control_percent, _points(x, y))


def usual_limit_mm(unit: Point, height_m: float) -> float:
    """Return the 100 % distance toward a unit vector."""
    return limits.limit_mm(math.degrees(math.atan2(unit[0], unit[1])), height_m)


def reach_plot(found: Sequence[LeanFound], height_m: float) -> Plot:
    """Return the excursions around the middle, with the usual limits."""
    turns = np.linspace(0.0, math.tau, 73)[:-1].tolist()
    outline = tuple((math.sin(turn) * mm, math.cos(turn) * mm)
                    for turn in turns for mm in (limits.limit_mm(math.degrees(turn), height_m),))
    return _reached([(each.way, each.maximum_mm) for each in found], outline)


def sitting_plot(found: Sequence[tuple[Way, float]]) -> Plot:
    """Return the excursions around the middle."""
    return _reached(found, ())


def farthest_mm(leaned: Leaned, settings: SignalSettings) -> float | None:
    """Largest excursion toward the mark, mm, not below 0."""
    even = _even_cop(leaned.rows.since(leaned.go_s), settings)
    if even is None:
        return None
    _, x, y = even
    found = limits.limits_trial(x - leaned.centre_mm[0], y - leaned.centre_mm[1], SMOOTH_HZ,
                                _direction_deg(leaned.way), 1.7, target_mm=100.0)
    return None if found is None else found.max_percent


def left_share_of(trial: BoardTrial) -> float | None:
    """Share of the mean load on the left half of the board, 0..1."""
    left, right = trial.corners_kg[:, [0, 2]].sum(axis=1), trial.corners_kg[:, [1, 3]].sum(axis=1)
    found = stance.weight_bearing(left, right)
    return None if found is None else min(max(found.left_percent / 100.0, 0.0), 1.0)


def rising_share_of(trial: BoardTrial, standing_kg: float) -> float | None:
    """Left share on the way up: between half of the standing load and 95 % of it, and a second after."""
    load = trial.total_kg
    above = np.flatnonzero(load >= RISE_FROM_SHARE * standing_kg)
    if not len(above):
        return None
    after = load[above[0]:] >= RISE_TO_SHARE * standing_kg
    risen = above[0] + int(np.argmax(after)) if after.any() else len(load) - 1
    up = (np.arange(len(load)) >= above[0]) & (trial.t_s <= trial.t_s[risen] + 1.0)
    return left_share_of(BoardTrial(trial.t_s[up], trial.corners_kg[up], trial.rate_hz, trial.length_s))


@dataclass(frozen=True, slots=True)
class Shifted:
    """One shift of weight to the side that lit up.  onset_s: None unseen.  wrong: first to the other side."""

    side: str
    onset_s: float | None
    wrong: bool


def shift_of(rows: BoardTrial, go_s: float, side: str, settings: SignalSettings) -> Shifted | None:
    """Measure one shift; the middle is where the person stood in the last half second before the sign."""
    found = _toward(rows, go_s, side, settings)
    if found is None:
        return None
    late_s, toward = found
    moved = limits.limits_trial(toward, np.zeros(len(toward)), SMOOTH_HZ, 90.0, 1.7, target_mm=SHIFT_TARGET_MM)
    wrong = np.flatnonzero(toward < -WRONG_MM)
    right = np.flatnonzero(toward > WRONG_MM)
    first_wrong = bool(len(wrong)) and (not len(right) or wrong[0] < right[0])
    onset = None if moved is None or moved.reaction_s is None else moved.reaction_s + late_s
    return Shifted(side, onset, first_wrong)


def arrival_s(rows: BoardTrial, go_s: float, side: str, mark_mm: float, stay_s: float,
              settings: SignalSettings) -> float | None:
    """Return when somebody came beyond a mark and stayed there for `stay_s`, seconds after the sign; None: never.

    The mark lies `mark_mm` to the side from where the person stood in the last half second before the sign.
    """
    found = _toward(rows, go_s, side, settings)
    stay = round(stay_s * SMOOTH_HZ)
    if found is None or len(found[1]) < stay:
        return None
    late_s, toward = found
    stayed = np.flatnonzero(np.lib.stride_tricks.sliding_window_view(toward > mark_mm, stay).all(axis=1))
    return late_s + float(stayed[0]) / SMOOTH_HZ if len(stayed) else None


def _toward(rows: BoardTrial, go_s: float, side: str, settings: SignalSettings) -> tuple[float, Floats] | None:
    """Time of the first sample after the sign, and from there on how far to the side the person is, mm."""
    before = _even_cop(rows.since(max(0.0, go_s - 0.5)), settings)
    after = _even_cop(rows.since(go_s), settings)
    if before is None or after is None:
        return None
    late_s, x, _ = after
    middle = float(before[1][:round(0.5 * SMOOTH_HZ)].mean())
    return late_s, (x - middle) * (-1.0 if side == "left" else 1.0)


def mean_of(values: Sequence[float | None]) -> float | None:
    """Return the mean, None when any of the values is missing."""
    known = [value for value in values if value is not None]
    return fmean(known) if known and len(known) == len(values) else None


def bars(title: str, values: Sequence[tuple[str, float | None]], unit: str) -> Plot:
    """Return values by condition."""
    known = [(words, round(value, 2)) for words, value in values if value is not None]
    return Plot(PlotKind.BARS, title, tuple(((float(at), value),) for at, (_, value) in enumerate(known)),
                tuple(words for words, _ in known), unit_x="", unit_y=unit)


def _prepared(trial: BoardTrial, settings: SignalSettings) -> preprocessing.CopTrial | None:
    """Resample and filter a trial; None when it must be refused, or a gap cut a part of it away."""
    try:
        cop = preprocessing.prepare_board(trial.t_s, trial.corners_kg, width_mm=settings.width_mm,
                                          depth_mm=settings.depth_mm).cop
    except InputError:
        return None
    return None if cop.preprocessing.losses.cut_s > 0 else cop


def _even_cop(trial: BoardTrial, settings: SignalSettings) -> tuple[float, Floats, Floats] | None:
    """Time of the first sample, and the centre of pressure from there on at 100 Hz, not filtered."""
    read = [(at, cop) for at, row in zip(trial.t_s.tolist(), trial.corners_kg.tolist(), strict=True)
            if (cop := stance_of_corners(_corners(row), _TARED, settings).cop_mm) is not None]
    if len(read) < 3:
        return None
    even = resampling.linear(np.array([at for at, _ in read]), np.array([cop for _, cop in read]), SMOOTH_HZ)
    return read[0][0], even[:, 0], even[:, 1]


def _corners(row: list[float]) -> Corners:
    tl, tr, bl, br = row
    return tl, tr, bl, br


def _direction_deg(way: Way) -> float:
    """Angle of a direction: 0 forward, 90 right."""
    return math.degrees(math.atan2(way.unit[0], way.unit[1]))


def _reached(found: Sequence[tuple[Way, float]], outline: tuple[Point, ...]) -> Plot:
    lines = tuple(((0.0, 0.0), (way.unit[0] * mm, way.unit[1] * mm)) for way, mm in found)
    return Plot(PlotKind.REACH, "Farthest lean to each side", lines, tuple(way.words for way, _ in found),
                outline=outline)


def _points(x: Floats, y: Floats) -> tuple[Point, ...]:
    """Return a path with at most `PLOT_POINTS` points."""
    step = max(1, math.ceil(len(x) / PLOT_POINTS))
    return tuple(zip(np.round(x[::step], 2).tolist(), np.round(y[::step], 2).tolist(), strict=True))
