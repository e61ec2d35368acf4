from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InputError
from signals.offline.limits import limit_mm, limits_trial
from tests.signals.offline.shapes import minimum_jerk, times

HEIGHT_M = 1.65
COG_MM = 0.5527 * 1650
DIRECTIONS = [0.0, 45.0, 90.0, 135.0, 180.0, 225.0, 270.0, 315.0]


def toward(direction_deg: float, share: float, rest_s: float = 1.0, move_s: float = 1.5,
           off_mm: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Lean by `share` of the limit within `move_s`, bulging by `off_mm` to the side on the way."""
    move = share * limit_mm(direction_deg, HEIGHT_M) * minimum_jerk(100.0, rest_s, move_s, 8.0)
    u = np.clip((times(100.0, 8.0) - rest_s) / move_s, 0, 1)
    aside = off_mm * np.sin(np.pi * u) ** 2
    angle = math.radians(direction_deg)
    return move * math.sin(angle) + aside * math.cos(angle), move * math.cos(angle) - aside * math.sin(angle)


@pytest.mark.parametrize(("direction_deg", "degrees"), [(0, 8.0), (90, 8.0), (270, 8.0), (180, 4.5), (360, 8.0)])
def test_a_hundred_percent_is_8_degrees_and_4_and_a_half_back(direction_deg: float, degrees: float) -> None:
    assert limit_mm(direction_deg, HEIGHT_M) == pytest.approx(COG_MM * math.tan(math.radians(degrees)))


def test_between_the_axes_lies_an_ellipse() -> None:
    side, back = limit_mm(90, HEIGHT_M), limit_mm(180, HEIGHT_M)
    for degrees in (100, 135, 160, 200, 250):
        r, angle = limit_mm(degrees, HEIGHT_M), math.radians(degrees)
        assert (r * math.sin(angle) / side) ** 2 + (r * math.cos(angle) / back) ** 2 == pytest.approx(1)


@pytest.mark.parametrize("direction_deg", DIRECTIONS)
def test_a_straight_smooth_lean_has_its_closed_form(direction_deg: float) -> None:
    """Minimum jerk: 5 and 95 % of the way at 0.1893 and 0.8107 of the time, 5 % of the peak speed at 0.0835."""
    found = limits_trial(*toward(direction_deg, 0.8), 100.0, direction_deg, HEIGHT_M)
    assert found is not None
    assert found.reaction_s == pytest.approx(1.0 + 0.0835 * 1.5, abs=0.06)
    assert found.end_point_percent == pytest.approx(80, abs=0.5)
    assert found.max_percent == pytest.approx(80, abs=0.5)
    way_mm = 0.9 * 0.8 * limit_mm(direction_deg, HEIGHT_M)
    assert found.velocity_mm_s == pytest.approx(way_mm / (0.6214 * 1.5), rel=0.03)
    assert found.velocity_deg_s == pytest.approx(math.degrees(way_mm / COG_MM) / (0.6214 * 1.5), rel=0.04)
    assert found.directional_control_percent == pytest.approx(100, abs=0.1)
    assert found.straightness_percent == pytest.approx(100, abs=0.1)


def test_a_detour_costs_directional_control_by_what_it_strays() -> None:
    found = limits_trial(*toward(0.0, 0.8, off_mm=10.0), 100.0, 0.0, HEIGHT_M)
    assert found is not None
    way_mm = 0.8 * limit_mm(0.0, HEIGHT_M)
    assert found.directional_control_percent == pytest.approx(100 * (way_mm - 20) / way_mm, abs=2)
    assert found.straightness_percent is not None
    assert 90 < found.straightness_percent < 99


def test_a_second_try_counts_for_the_maximum_and_not_for_the_end_point() -> None:
    first = minimum_jerk(100.0, 1.0, 1.0, 8.0) * 0.6
    second = minimum_jerk(100.0, 4.0, 1.0, 8.0) * 0.5
    found = limits_trial(np.zeros(801), (first + second) * limit_mm(0, HEIGHT_M), 100.0, 0.0, HEIGHT_M)
    assert found is not None
    assert found.end_point_percent == pytest.approx(60, abs=1)
    assert found.max_percent == pytest.approx(110, abs=1)


def test_who_does_not_move_has_an_excursion_and_nothing_else() -> None:
    found = limits_trial(np.zeros(801), 0.3 * np.sin(times(100, 8)), 100.0, 0.0, HEIGHT_M)
    assert found is not None
    assert found.max_percent < 1
    assert (found.reaction_s, found.end_point_percent, found.velocity_mm_s, found.directional_control_percent) == (
        None,) * 4


def test_who_leans_the_other_way_has_not_moved_toward_the_target() -> None:
    found = limits_trial(*toward(180.0, 0.9), 100.0, 0.0, HEIGHT_M)
    assert found is not None
    assert found.end_point_percent is None
    assert found.max_percent <= 5


def test_who_already_leans_at_the_cue_has_no_reaction() -> None:
    found = limits_trial(*toward(0.0, 0.8, rest_s=-0.6), 100.0, 0.0, HEIGHT_M)
    assert found is not None
    assert found.reaction_s is None
    assert found.end_point_percent == pytest.approx(80, abs=1)


@pytest.mark.parametrize("ahead", [0.06, 0.12, 0.2])
def test_who_sways_ahead_of_the_middle_at_the_cue_is_still_seen_to_lean(ahead: float) -> None:
    """Nobody stands quite still: they drift back to the middle, and then they lean."""
    target = limit_mm(180.0, HEIGHT_M)
    drift = ahead * target * (1 - minimum_jerk(100.0, 0.0, 0.8, 8.0))
    lean = drift + 0.8 * target * minimum_jerk(100.0, 1.0, 1.5, 8.0)
    found = limits_trial(np.zeros(len(lean)), -lean, 100.0, 180.0, HEIGHT_M)
    assert found is not None
    assert found.reaction_s == pytest.approx(1.0 + 0.0835 * 1.5, abs=0.06)
    assert found.end_point_percent == pytest.approx(80, abs=1)


@pytest.mark.parametrize("samples", [0, 1, 2])
def test_too_few_samples_give_none(samples: int) -> None:
    assert limits_trial(np.ones(samples), np.ones(samples), 100.0, 0.0, HEIGHT_M) is None


def test_a_constant_lean_is_no_movement() -> None:
    found = limits_trial(np.zeros(100), np.full(100, 50.0), 100.0, 0.0, HEIGHT_M)
    assert found is not None
    assert found.reaction_s is None
    assert found.end_point_percent is None


@pytest.mark.parametrize("direction_deg", [math.nan, math.inf])
def test_a_direction_is_an_angle(direction_deg: float) -> None:
    with pytest.raises(InputError, match="0 forward"):
        limit_mm(direction_deg, HEIGHT_M)


@settings(max_examples=20)
@given(st.floats(0, 360), st.floats(0.3, 1.2), st.floats(0.2, 2.0), st.floats(0.6, 3.0))
def test_the_same_lean_measures_the_same_in_every_direction(
    direction_deg: float, share: float, rest_s: float, move_s: float,
) -> None:
    target = limit_mm(direction_deg, HEIGHT_M)
    there = limits_trial(*toward(direction_deg, share, rest_s, move_s), 100.0, direction_deg, HEIGHT_M)
    move = share * target * minimum_jerk(100.0, rest_s, move_s, 8.0)
    ahead = limits_trial(np.zeros(len(move)), move, 100.0, 0.0, HEIGHT_M, target_mm=target)
    assert there is not None
    assert ahead is not None
    assert there.reaction_s == ahead.reaction_s
    assert there.end_point_percent == pytest.approx(ahead.end_point_percent, abs=1e-6)
    assert there.velocity_mm_s == pytest.approx(ahead.velocity_mm_s, rel=1e-6)
