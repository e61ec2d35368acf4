"""Places of a level as millimetres of a person, and targets that lie out of reach."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.frames import ControlFrame, Feature, StreamHealth
from game.mapping import Mapping
from game.plays import Axis
from levels.model_shelf_reach import ShelfReachLevel
from levels.words import Direction
from signals.calibration import Reach
from station.preview.geometry import MapOf, worries
from tests.levels.plans import right

OWN = Reach(60.0, 90.0, 50.0, 30.0, 10.0, -20.0)


def map_of(text: str = "", level: str = "round", reach: Reach = OWN,
           measured: dict[Direction, float] | None = None) -> MapOf:
    shelf = right(text, level).level
    assert isinstance(shelf, ShelfReachLevel)
    return MapOf("Shelf", "P-1", shelf, reach, shelf.grade(1), shelf.grade(10), measured or {})


STRAIGHT = ("set: {steer: {x: {signal: lean_x, dead_zone: 0, gain: 1, curve: 1}, "
            "y: {signal: lean_y, dead_zone: 0, gain: 1, curve: 1}}}")


@pytest.mark.parametrize(("place", "mm"), [
    ((0.0, 0.0), (10.0, -20.0)), ((1.0, 0.0), (100.0, -20.0)), ((-1.0, 0.0), (-50.0, -20.0)),
    ((0.0, 1.0), (10.0, 30.0)), ((0.0, -1.0), (10.0, -50.0)), ((0.5, 0.5), (55.0, 5.0)),
])
def test_a_straight_level_is_the_own_reach_around_the_own_centre(place: tuple[float, float],
                                                                 mm: tuple[float, float]) -> None:
    assert map_of(STRAIGHT).body_mm(place) == pytest.approx(mm)


def test_a_dead_zone_and_a_gain_are_in_it() -> None:
    of = map_of("set: {steer: {x: {signal: lean_x, dead_zone: 0.1, gain: 2, curve: 1}}}", "side")
    assert of.body_mm((1.0, 0.0))[0] == pytest.approx(10.0 + 90.0 * (0.1 + 0.9 / 2))
    (left, _), (right_mm, _) = of.dead_zone()
    assert (left, right_mm) == pytest.approx((10.0 - 6.0, 10.0 + 9.0))


def test_an_axis_that_nothing_steers_is_drawn_one_to_one() -> None:
    assert map_of(level="side").body_mm((0.0, 0.5))[1] == pytest.approx(-20.0 + 25.0)


def test_a_muscle_is_drawn_as_long_as_the_reach() -> None:
    of = map_of(level="toes_up")
    low, high = of.body_mm((0.0, 0.3))[1], of.body_mm((0.0, 0.6))[1]
    assert -20.0 < low < high <= 30.0


def test_the_share_of_the_load_is_a_way_between_the_feet() -> None:
    of = map_of("set: {steer: {x: {signal: share, dead_zone: 0, gain: 1, curve: 1}}}", "side")
    assert of.body_mm((1.0, 0.0))[0] == pytest.approx(10.0 + 216.5)


@settings(max_examples=60, deadline=None)
@given(st.floats(0.2, 0.9), st.floats(0, 2 * math.pi), st.floats(0, 0.3), st.floats(0.9, 2.5), st.floats(0.6, 2.5))
def test_a_body_there_has_its_hand_there(far: float, turn: float, zone: float, gain: float, curve: float) -> None:
    axis = f"dead_zone: {zone}, gain: {gain}, curve: {curve}, smoothing_ms: 0"
    of = map_of(f"set: {{steer: {{x: {{signal: lean_x, {axis}}}, y: {{signal: lean_y, {axis}}}}}}}")
    place = far * math.cos(turn), far * math.sin(turn)
    x, y = of.body_mm(place)
    lean_x = (x - OWN.centre_x_mm) / (OWN.right_mm if place[0] > 0 else OWN.left_mm)
    lean_y = (y - OWN.centre_y_mm) / (OWN.front_mm if place[1] > 0 else OWN.back_mm)
    frame = ControlFrame(1, 0, Feature(lean_x, 0, StreamHealth.OK), Feature(lean_y, 0, StreamHealth.OK))
    hand = Mapping(of.level.steer).step(frame).axes
    assert (hand[Axis.X], hand[Axis.Y]) == pytest.approx(place, abs=1e-6)


def test_targets_and_home_do_not_overlap_on_the_board_either() -> None:
    of = map_of()
    for direction in of.level.directions:
        inner = min(math.hypot(x - 10.0, y + 20.0) for x, y in of.target(direction, of.first))
        assert inner > 0
        assert len(of.target(direction, of.hardest)) == len(of.home()) == len(of.limits())


def test_targets_out_of_reach_are_named() -> None:
    of = map_of(measured={Direction.FRONT: 20.0, Direction.RIGHT: 89.0})
    assert worries(of) == ("The hardest target to the front lies 35 mm out; 20 mm were reached in the test.",)
    beyond = map_of(reach=Reach(60.0, 250.0, 50.0, 30.0, 140.0, 0.0))
    assert "The hardest target to the right lies beyond the edge of the board." in worries(beyond)
    assert worries(map_of()) == ()
