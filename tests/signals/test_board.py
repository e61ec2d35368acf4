from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signals.board import (
    MAX_LEAN,
    Corners,
    lean_of,
    readable_corners,
    readable_tilt,
    stance_of_corners,
    stance_of_tilt,
)
from signals.calibration import Reach, Tare
from signals.settings import SignalSettings

USUAL = SignalSettings()


@pytest.mark.parametrize(("corners", "cop"), [
    ((15, 15, 15, 15), (0, 0)),
    ((0, 30, 0, 30), (216.5, 0)),       # all on the right: half the width of 433
    ((30, 0, 30, 0), (-216.5, 0)),
    ((30, 30, 0, 0), (0, 119)),         # all on the toes: half the depth of 238
    ((0, 0, 30, 30), (0, -119)),
    ((0, 60, 0, 0), (216.5, 119)),
    ((10, 20, 10, 20), (216.5 / 3, 0)),  # (40 - 20) / 60
    ((20, 20, 10, 10), (0, 119 / 3)),
    ((-1, 31, 10, 20), (433 / 2 * 42 / 60, 0)),  # a worn sensor below zero counts as it is
])
def test_centre_of_pressure_by_hand(corners: Corners, cop: tuple[float, float]) -> None:
    assert stance_of_corners(corners, Tare(), USUAL).cop_mm == pytest.approx(cop)


def test_the_long_side_is_left_right() -> None:
    """One public recorder swaps the axes: 433 mm front to back."""
    right = stance_of_corners((0, 30, 0, 30), Tare(), USUAL).cop_mm
    toes = stance_of_corners((30, 30, 0, 0), Tare(), USUAL).cop_mm
    assert right is not None
    assert toes is not None
    assert right[0] == pytest.approx(216.5)
    assert toes[1] == pytest.approx(119.0)


def test_the_spacing_is_a_setting() -> None:
    cop = stance_of_corners((30, 30, 0, 0), Tare(), SignalSettings(depth_mm=228.0)).cop_mm
    assert cop == pytest.approx((0, 114))


def test_each_sensor_has_its_own_tare() -> None:
    tare = Tare(-2.5, -0.3, 0.4, 1.0)
    stance = stance_of_corners((12.5, 14.7, 15.4, 16.0), tare, USUAL)
    assert stance.sensors_kg == pytest.approx((15, 15, 15, 15))
    assert stance.total_kg == pytest.approx(60)
    assert stance.cop_mm == pytest.approx((0, 0))


@pytest.mark.parametrize(("total", "present"), [(7.99, False), (8.0, True), (0.0, False), (-4.0, False)])
def test_below_the_load_floor_there_is_no_centre_of_pressure(total: float, present: bool) -> None:
    stance = stance_of_corners((total / 4,) * 4, Tare(), USUAL)
    assert (stance.cop_mm is not None) is present
    assert (stance.left_share is not None) is present
    assert stance.total_kg == pytest.approx(total)


@pytest.mark.parametrize(("corners", "share"), [
    ((15, 15, 15, 15), 0.5), ((30, 0, 30, 0), 1), ((10, 20, 10, 20), 1 / 3), ((-1, 30, -1, 30), 0)])
def test_left_share_is_the_part_of_the_left_sensors(corners: Corners, share: float) -> None:
    assert stance_of_corners(corners, Tare(), USUAL).left_share == pytest.approx(share)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(0, 100), min_size=4, max_size=4).filter(lambda kg: sum(kg) >= 8.1))
def test_the_centre_of_pressure_of_real_loads_lies_between_the_sensors(kg: list[float]) -> None:
    stance = stance_of_corners((kg[0], kg[1], kg[2], kg[3]), Tare(), USUAL)
    assert stance.cop_mm is not None
    assert stance.left_share is not None
    assert abs(stance.cop_mm[0]) <= 216.5 + 1e-9
    assert abs(stance.cop_mm[1]) <= 119.0 + 1e-9
    assert stance.left_share == pytest.approx(0.5 - stance.cop_mm[0] / 433, abs=1e-9)


@pytest.mark.parametrize("row", [
    (math.nan, 1, 1, 1), (1, math.nan, 1, 1), (1, 1, 1, math.inf), (-math.inf, math.inf, 0, 0), (301, 0, 0, 0),
    (0, -301, 0, 0), (1e38, -1e38, 1e38, 0)])
def test_a_row_no_board_can_send_is_unreadable(row: Corners) -> None:
    assert readable_corners(row) is None


@pytest.mark.parametrize("row", [(math.nan, 0), (0, math.nan), (91, 0), (0, -math.inf)])
def test_an_angle_no_board_can_have_is_unreadable(row: tuple[float, float]) -> None:
    assert readable_tilt(row) is None


def test_a_tilt_board_leans_eight_degrees_for_a_usual_reach() -> None:
    stance = stance_of_tilt((8.125, -4.375))
    assert stance.cop_mm == (65.0, -35.0)
    assert lean_of((65.0, -35.0), Reach()) == (1.0, -1.0)
    assert stance.total_kg is None
    assert stance.left_share is None


@pytest.mark.parametrize(("cop", "lean"), [
    ((10, -5), (0, 0)),
    ((110, -5), (1, 0)),    # right reach 100 from the centre at x = 10
    ((-40, -5), (-1, 0)),   # left reach 50
    ((10, 75), (0, 1)),     # front reach 80 from y = -5
    ((10, -35), (0, -1)),   # back reach 30
    ((60, 35), (0.5, 0.5)),
    ((-15, -20), (-0.5, -0.5)),
    ((210, -5), (2, 0)),    # may exceed the reach
    ((9999, -9999), (MAX_LEAN, -MAX_LEAN)),
])
def test_each_direction_has_its_own_reach(cop: tuple[float, float], lean: tuple[float, float]) -> None:
    reach = Reach(left_mm=50, right_mm=100, front_mm=80, back_mm=30, centre_x_mm=10, centre_y_mm=-5)
    assert lean_of(cop, reach) == pytest.approx(lean)
