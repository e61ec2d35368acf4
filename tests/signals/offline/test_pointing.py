from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InputError
from signals.offline.pointing import Point, Reach, nominal_throughput, path_measures, throughput
from tests.signals.offline.shapes import minimum_jerk


def reaches(ends: list[float], distance: float = 100.0, seconds: float = 0.8) -> list[Reach]:
    """From 0 to `distance`, ending `ends` beyond (or short of) the target."""
    return [Reach((0.0, 0.0), (distance, 0.0), (distance + end, 5.0), seconds) for end in ends]


def test_the_throughput_of_known_end_points_has_its_closed_form() -> None:
    """SD (N - 1) of -3, 0, 3 is 3; We = 12.4; IDe = log2(100 / 12.4 + 1)."""
    found = throughput(reaches([-3.0, 0.0, 3.0]), serial=False)
    assert found is not None
    width = 4.1327 * 3
    assert found.effective_width == pytest.approx(width, rel=1e-4)
    assert found.effective_distance == pytest.approx(100)
    assert found.difficulty_bits == pytest.approx(math.log2(100 / width + 1), rel=1e-4)
    assert found.bits_per_s == pytest.approx(math.log2(100 / width + 1) / 0.8, rel=1e-4)


def test_in_a_series_each_trial_starts_where_the_last_one_ended() -> None:
    found = throughput(reaches([6.0, 3.0, 0.0]))
    assert found is not None
    assert found.effective_distance == pytest.approx(100 + (6 + 3 + 6 + 0 + 3) / 3)


def test_what_lies_beside_the_axis_does_not_widen_the_target() -> None:
    aside = [Reach((0, 0), (100, 0), (100 + end, 40.0 * end), 1.0) for end in (-1.0, 1.0)]
    found = throughput(aside, serial=False)
    assert found is not None
    assert found.effective_width == pytest.approx(4.1327 * math.sqrt(2), rel=1e-3)


@pytest.mark.parametrize("trials", [[], reaches([1.0]), reaches([0.0, 0.0, 0.0])])
def test_one_trial_or_no_spread_has_no_throughput(trials: list[Reach]) -> None:
    assert throughput(trials) is None


@pytest.mark.parametrize("reach", [
    Reach((0, 0), (0, 0), (1, 1), 1.0), Reach((0, 0), (1, 0), (1, 1), 0.0),
    Reach((0, 0), (1, 0), (1, 1), math.nan),
    Reach((0, 0), (math.nan, 0), (1, 1), 1.0)])
def test_a_trial_without_a_way_or_a_time_is_refused(reach: Reach) -> None:
    with pytest.raises(InputError, match="above 0"):
        throughput([reach, reach])


def test_dwelling_is_told_by_the_nominal_width() -> None:
    assert nominal_throughput(70.0, 10.0, [1.0, 2.0]) == pytest.approx((3.0 + 1.5) / 2)
    assert nominal_throughput(70.0, 10.0, []) is None
    with pytest.raises(InputError, match="above 0"):
        nominal_throughput(70.0, 10.0, [0.0])


def test_a_straight_way_is_perfect() -> None:
    way = 100 * minimum_jerk(100.0, 0.2, 1.0, 1.5)
    found = path_measures(0.6 * way, 0.8 * way, (60.0, 80.0), 10.0)
    assert found is not None
    assert found.efficiency == pytest.approx(1.0)
    assert (found.overshoots, found.re_entries, found.axis_crossings) == (0, 0, 0)
    assert (found.direction_changes, found.orthogonal_changes) == (0, 0)
    assert found.error == pytest.approx(0, abs=1e-9)


def test_a_half_circle_is_pi_halves_longer_and_to_one_side() -> None:
    turn = np.linspace(math.pi, 0, 2001)
    found = path_measures(50 + 50 * np.cos(turn), 50 * np.sin(turn), (100.0, 0.0), 5.0)
    assert found is not None
    assert found.travelled == pytest.approx(50 * math.pi, rel=1e-5)
    assert found.efficiency == pytest.approx(2 / math.pi, rel=1e-5)
    assert found.offset == pytest.approx(-50 * 2 / math.pi, rel=1e-3)   # left of the way
    assert found.error == pytest.approx(50 * 2 / math.pi, rel=1e-3)
    assert found.variability == pytest.approx(50 * math.sqrt(0.5 - (2 / math.pi) ** 2), rel=1e-2)
    assert (found.direction_changes, found.orthogonal_changes) == (0, 1)


def test_overshooting_twice_is_counted() -> None:
    x = np.array([0, 50, 95, 120, 100, 80, 100, 101], np.float64)
    found = path_measures(x, np.array([0, 1, -1, 0, 0, 0, 0, 0], np.float64), (100.0, 0.0), 10.0)
    assert found is not None
    assert (found.overshoots, found.re_entries, found.direction_changes, found.axis_crossings) == (2, 2, 2, 1)


@pytest.mark.parametrize("samples", [0, 1])
def test_no_way_has_no_measures(samples: int) -> None:
    assert path_measures(np.zeros(samples), np.zeros(samples), (1.0, 0.0), 0.5) is None


def test_who_does_not_move_has_no_efficiency() -> None:
    found = path_measures(np.zeros(10), np.zeros(10), (1.0, 0.0), 0.5)
    assert found is not None
    assert (found.travelled, found.efficiency) == (0.0, None)


@pytest.mark.parametrize(("target", "radius"), [((0.0, 0.0), 1.0), ((1.0, 0.0), 0.0)])
def test_a_target_needs_a_place_and_a_size(target: Point, radius: float) -> None:
    with pytest.raises(InputError, match="above 0"):
        path_measures([0.0, 1.0], [0.0, 0.0], target, radius)


@settings(max_examples=20)
@given(st.floats(0, 2 * math.pi), st.floats(0.1, 50), st.integers(0, 100))
def test_turning_and_scaling_the_task_changes_no_count_and_no_ratio(angle: float, scale: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, y = np.cumsum(rng.normal(1, 2, 60)), np.cumsum(rng.normal(0, 1, 60))
    c, s = scale * math.cos(angle), scale * math.sin(angle)
    before = path_measures(x, y, (float(x[0]) + 50, float(y[0])), 5.0)
    after = path_measures(c * x - s * y, s * x + c * y,
                          (c * (x[0] + 50) - s * y[0], s * (x[0] + 50) + c * y[0]), 5.0 * scale)
    assert before is not None
    assert after is not None
    assert after.efficiency == pytest.approx(before.efficiency)
    assert after.direction_changes == before.direction_changes
    assert after.error == pytest.approx(scale * before.error)
