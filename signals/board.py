"""One row of a board to load, centre of pressure, left share and lean.  Pure.

A tilt board has no load cells: its angles become a centre of pressure at `TILT_MM_PER_DEGREE`, so that one
reach calibration and one set of defaults serve both kinds of board.
Not here: time and health (`signals.assembler`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.quick import quick
from signals.calibration import Reach, Tare
from signals.settings import SignalSettings

Corners = tuple[float, float, float, float]
"""TL, TR, BL, BR in kg."""
Point = tuple[float, float]
"""Right +, toes +."""

TILT_MM_PER_DEGREE = 8.0
"""Makes the default reach of 65 mm to the side 8 degrees of tilt and 35 mm back 4.4 degrees, which are the
limits of stability of posturography, and a usual range of wobble boards."""
MAX_TILT_DEG = 90.0
MAX_SENSOR_KG = 300.0
"""Twice what a whole Wii board carries; a larger reading is a garbled line."""
MAX_LEAN = 3.0
"""Three times a person's own reach is no lean; cutting there keeps every game finite."""


@quick
@dataclass(frozen=True, slots=True)
class Stance:
    """What one row of a board says.

    sensors_kg: tared corners, signed, and total_kg their sum; both None on a tilt board.
    cop_mm: None below the load floor: nobody is on the board.  left_share: 0..1, None where unknown.
    """

    sensors_kg: Corners | None = None
    total_kg: float | None = None
    cop_mm: Point | None = None
    left_share: float | None = None


def readable_corners(row: Sequence[float]) -> Corners | None:
    """Return the corners of a BOARD row, or None for one that no board can have sent."""
    tl, tr, bl, br = row[:4]
    most = MAX_SENSOR_KG
    if -most <= tl <= most and -most <= tr <= most and -most <= bl <= most and -most <= br <= most:
        return tl, tr, bl, br  # which none is that is not finite
    return None


def stance_of_corners(raw_kg: Corners, tare: Tare, settings: SignalSettings) -> Stance:
    """Tare each sensor, then total, centre of pressure and left share.

    x = (width / 2) ((TR + BR) - (TL + BL)) / total, y = (depth / 2) ((TL + TR) - (BL + BR)) / total; width
    is left-right (the long side), depth front-back.  No sensor is clamped at 0: worn ones sit below it.
    """
    tl, tr = raw_kg[0] - tare.tl_kg, raw_kg[1] - tare.tr_kg
    bl, br = raw_kg[2] - tare.bl_kg, raw_kg[3] - tare.br_kg
    total = tl + tr + bl + br
    if total < settings.load_floor_kg:
        return Stance((tl, tr, bl, br), total)
    cop = (settings.width_mm / 2 * ((tr + br) - (tl + bl)) / total,
           settings.depth_mm / 2 * ((tl + tr) - (bl + br)) / total)
    return Stance((tl, tr, bl, br), total, cop, min(max((tl + bl) / total, 0.0), 1.0))


def readable_tilt(row: Sequence[float]) -> Point | None:
    """Return roll and pitch of a TILT row in degrees, or None when they are not finite or past 90."""
    roll, pitch = row[:2]
    if abs(roll) <= MAX_TILT_DEG and abs(pitch) <= MAX_TILT_DEG:
        return roll, pitch
    return None


def stance_of_tilt(tilt_deg: Point) -> Stance:
    """Angles as a centre of pressure.  The load is unknown, so somebody is taken to stand on it."""
    roll, pitch = tilt_deg
    return Stance(cop_mm=(roll * TILT_MM_PER_DEGREE, pitch * TILT_MM_PER_DEGREE))


def lean_of(cop_mm: Point, reach: Reach) -> Point:
    """Scale a centre of pressure by this person's own reach, each direction by its own, about their centre."""
    x, y = cop_mm[0] - reach.centre_x_mm, cop_mm[1] - reach.centre_y_mm
    return (_cut(x / (reach.right_mm if x > 0 else reach.left_mm)),
            _cut(y / (reach.front_mm if y > 0 else reach.back_mm)))


def _cut(lean: float) -> float:
    """Keep a lean within what a body can do."""
    return -MAX_LEAN if lean < -MAX_LEAN else MAX_LEAN if lean > MAX_LEAN else lean
