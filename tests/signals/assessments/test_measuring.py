"""What is made of the rows of a board, on rows whose answer is known."""

from __future__ import annotations

import math

import numpy as np
import pytest

from signals.assessments.leans import WAYS, Leaned, Way
from signals.assessments.measuring import (
    cog_sway_of,
    farthest_mm,
    lean_found,
    left_share_of,
    mean_of,
    rising_share_of,
    shift_of,
    sway_of,
    usual_limit_mm,
)
from signals.assessments.recorder import BoardTrial, Floats
from signals.settings import SignalSettings

SETTINGS = SignalSettings()
RATE_HZ = 100.0
KG = 70.0
HEIGHT_M = 1.7


def stood(x_mm: Floats, y_mm: Floats, kg: float | Floats = KG) -> BoardTrial:
    """Rows of somebody whose centre of pressure moves like that."""
    right, ahead = 2 * x_mm / SETTINGS.width_mm, 2 * y_mm / SETTINGS.depth_mm
    load = np.broadcast_to(np.asarray(kg, np.float64), x_mm.shape)
    corners = np.column_stack([load / 4 * (1 - right + ahead), load / 4 * (1 + right + ahead),
                               load / 4 * (1 - right - ahead), load / 4 * (1 + right - ahead)])
    return BoardTrial(np.arange(len(x_mm)) / RATE_HZ, corners, RATE_HZ, len(x_mm) / RATE_HZ)


def times(length_s: float) -> Floats:
    return np.arange(round(length_s * RATE_HZ) + 1) / RATE_HZ


def moved(length_s: float, rest_s: float, move_s: float) -> Floats:
    """A smooth move from 0 to 1 (Flash and Hogan 1985)."""
    u = np.clip((times(length_s) - rest_s) / move_s, 0.0, 1.0)
    out: Floats = 10 * u ** 3 - 15 * u ** 4 + 6 * u ** 5
    return out


def test_the_sway_of_a_circle_is_its_speed_and_radius() -> None:
    turn = 2 * np.pi * 0.2 * times(30.0)
    found = sway_of(stood(10 * np.cos(turn), 10 * np.sin(turn)), SETTINGS)
    assert found is not None
    assert found.velocity_mm_s == pytest.approx(2 * math.pi * 0.2 * 10, rel=0.01)
    assert found.rms_mm == pytest.approx(10, rel=0.01)
    assert found.path_mm == pytest.approx(found.velocity_mm_s * 30, rel=0.01)


def test_the_centre_of_gravity_of_a_slow_circle_turns_by_its_angle() -> None:
    hz, radius = 0.1, 20.0
    turn = 2 * np.pi * hz * times(30.0)
    found = cog_sway_of(stood(radius * np.cos(turn), radius * np.sin(turn)), SETTINGS, HEIGHT_M)
    assert found is not None
    degrees = math.degrees(math.atan(radius / (552.7 * HEIGHT_M)))
    assert found.velocity_deg_s == pytest.approx(2 * math.pi * hz * degrees, rel=0.03)
    assert found.equilibrium == pytest.approx(100 * (12.5 - 2 * degrees) / 12.5, abs=1)


def test_a_trial_with_a_gap_too_long_to_bridge_has_no_sway() -> None:
    trial = stood(np.zeros(3001), np.sin(times(30.0)))
    kept = (trial.t_s < 20.0) | (trial.t_s > 20.5)
    assert sway_of(BoardTrial(trial.t_s[kept], trial.corners_kg[kept], RATE_HZ, 30.0), SETTINGS) is None
    assert sway_of(BoardTrial(np.empty(0), np.empty((0, 4)), RATE_HZ, 30.0), SETTINGS) is None


@pytest.mark.parametrize("side", WAYS, ids=[way.key for way in WAYS])
def test_a_lean_to_each_side_is_counted_from_the_sign_and_the_middle(side: Way) -> None:
    target = usual_limit_mm(side.unit, HEIGHT_M)
    lean = 0.6 * target * moved(8.0, 2.5, 1.5)
    rows = stood(5.0 + lean * side.unit[0], -8.0 + lean * side.unit[1])
    leaned = Leaned(side, rows, 2.0, (5.0, -8.0))
    found = lean_found(leaned, SETTINGS, HEIGHT_M)
    assert found is not None
    assert found.maximum_mm == pytest.approx(0.6 * target, rel=0.01)
    assert found.maximum_pct == pytest.approx(60, abs=0.5)
    assert found.endpoint_pct == pytest.approx(60, abs=0.5)
    assert found.reaction_s == pytest.approx(0.5 + 0.0835 * 1.5, abs=0.06)
    assert found.control_pct == pytest.approx(100, abs=0.5)
    assert farthest_mm(leaned, SETTINGS) == pytest.approx(0.6 * target, rel=0.01)


@pytest.mark.parametrize("left", [0.5, 0.62, 0.0])
def test_the_share_of_the_left_foot(left: float) -> None:
    x = np.full(100, SETTINGS.width_mm * (0.5 - left))
    assert left_share_of(stood(x, np.zeros(100))) == pytest.approx(left)
    assert left_share_of(stood(x, np.zeros(100), 0.0)) is None


def test_rising_is_measured_on_the_way_up_only() -> None:
    """Sitting evenly, then 70 % left while the load rises, then a second of standing; the rest is not it."""
    load = np.concatenate([np.full(200, 20.0), np.linspace(20.0, KG, 100), np.full(500, KG)])
    left = np.concatenate([np.full(200, 0.5), np.full(205, 0.7), np.full(395, 0.5)])
    trial = stood(SETTINGS.width_mm * (0.5 - left), np.zeros(800), load)
    assert rising_share_of(trial, KG) == pytest.approx(0.7, abs=0.005)
    assert rising_share_of(stood(np.zeros(100), np.zeros(100), 20.0), KG) is None


@pytest.mark.parametrize(("side", "away"), [("left", -1.0), ("right", 1.0)])
def test_a_shift_begins_after_the_sign_and_the_other_side_is_wrong(side: str, away: float) -> None:
    x = 3.0 + away * 100.0 * moved(5.0, 2.3, 1.0)
    shift = shift_of(stood(x, np.zeros(len(x))), 2.0, side, SETTINGS)
    assert shift is not None
    assert shift.onset_s == pytest.approx(0.3 + 0.0835, abs=0.06)
    assert not shift.wrong
    other = shift_of(stood(-x, np.zeros(len(x))), 2.0, side, SETTINGS)
    assert other is not None
    assert other.wrong
    assert other.onset_s is None


def test_the_composite_needs_every_condition() -> None:
    assert mean_of([1.0, 2.0, 6.0]) == pytest.approx(3.0)
    assert mean_of([1.0, None]) is None
    assert mean_of([]) is None
