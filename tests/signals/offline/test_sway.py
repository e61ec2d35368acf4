from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import pdist
from scipy.stats import f as f_distribution

from core.errors import InputError
from signals.offline.sway import ellipse, f_quantile, farthest, outline, romberg, sway
from tests.signals.offline.shapes import Floats, circle, gauss, times, wander


def test_a_circle_has_its_closed_form() -> None:
    found = sway(*circle(radius=10.0, hz=0.5), 100.0)
    assert found is not None
    speed = 2 * math.pi * 10 * 0.5
    assert found.mean_distance_mm == pytest.approx(10, rel=1e-3)
    assert found.mean_distance_ml_mm == pytest.approx(10 * 2 / math.pi, rel=1e-3)
    assert found.rms_mm == pytest.approx(10, rel=1e-3)
    assert found.rms_ap_mm == pytest.approx(10 / math.sqrt(2), rel=1e-3)
    assert found.range_mm == pytest.approx(20, rel=1e-6)
    assert found.path_mm == pytest.approx(30 * speed, rel=1e-3)
    assert found.path_ml_mm == pytest.approx(15 * 40, rel=1e-3)   # 15 turns, each 2 x 20 mm
    assert found.velocity_mm_s == pytest.approx(speed, rel=1e-3)
    assert found.area_rate_mm2_s == pytest.approx(math.pi * 100 * 0.5, rel=1e-3)
    assert found.mean_frequency_hz == pytest.approx(0.5, rel=1e-3)
    assert found.mean_frequency_ml_hz == pytest.approx(0.5 * math.pi / (2 * math.sqrt(2)), rel=1e-3)
    assert found.ellipse_area_mm2 == pytest.approx(2 * math.pi * f_distribution.ppf(0.95, 2, 2999) * 50, rel=2e-3)


def test_a_sine_on_one_axis_has_no_area_and_its_own_direction() -> None:
    y = 10 * np.sin(2 * np.pi * 0.4 * times(100, 30))
    found = sway(np.full(len(y), 3.3), y, 100.0)
    assert found is not None
    assert (found.path_ml_mm, found.range_ml_mm, found.mean_frequency_ml_hz) == (0.0, 0.0, None)
    assert found.ellipse_area_mm2 == 0.0
    assert found.principal_deg == 0.0
    assert found.range_mm == pytest.approx(20, rel=1e-4)


@pytest.mark.parametrize("degrees", [0, 15, 45, 80, 90])
def test_the_principal_direction_is_counted_from_ap(degrees: float) -> None:
    along = gauss(2000, 5.0)
    angle = math.radians(degrees)
    found = sway(along * math.sin(angle), along * math.cos(angle), 100.0)
    assert found is not None
    assert found.principal_deg == pytest.approx(degrees, abs=1e-4)


def test_the_prediction_ellipse_covers_95_of_100_of_gaussian_points() -> None:
    x, y = gauss(20_000, 4.0), gauss(20_000, 2.0, seed=2) + 7
    found = ellipse(x, y)
    assert found is not None
    along, across = (x - found.centre_mm[0]) / found.half_long_mm, (y - found.centre_mm[1]) / found.half_short_mm
    inside = along ** 2 + across ** 2
    assert abs(found.angle_deg) == pytest.approx(90, abs=1)
    assert float((inside <= 1).mean()) == pytest.approx(0.95, abs=0.006)
    points = np.array(outline(found))
    assert np.ptp(points[:, 0]) == pytest.approx(2 * found.half_long_mm, rel=0.01)
    assert points.mean(axis=0) == pytest.approx([found.centre_mm[0], found.centre_mm[1]], abs=1e-6)


@pytest.mark.parametrize("free", [1, 2, 5, 98, 2998])
def test_the_quantile_in_closed_form_is_that_of_the_f_distribution(free: int) -> None:
    assert f_quantile(free) == pytest.approx(f_distribution.ppf(0.95, 2, free), rel=1e-9)


@pytest.mark.parametrize(("x", "y"), [
    (gauss(300), gauss(300, seed=2)), (np.arange(50.0), 2 * np.arange(50.0)),
    (np.array([1.0, 4.0]), np.array([2.0, 6.0])), (np.zeros(9), np.zeros(9)),
    (np.array([0.0, 0, 1, 1]), np.array([0.0, 1, 0, 1]))])
def test_the_resultant_range_is_the_largest_distance_of_any_two_points(x: Floats, y: Floats) -> None:
    assert farthest(x, y) == pytest.approx(float(pdist(np.column_stack([x, y])).max()), rel=1e-5)


def test_a_hull_of_very_many_corners_is_searched_too() -> None:
    assert farthest(*circle(1000.0, 2.0, hz=0.5)) == pytest.approx(20.0, rel=1e-5)


@pytest.mark.parametrize("n", [0, 1])
def test_nothing_and_one_sample_have_no_measures(n: int) -> None:
    assert sway(np.zeros(n), np.zeros(n), 100.0) is None
    assert ellipse(np.zeros(n), np.zeros(n)) is None


@pytest.mark.parametrize("value", [0.0, 3.3, -1e6])
def test_who_stands_like_a_stone_has_path_0_and_no_frequency(value: float) -> None:
    found = sway(np.full(100, value), np.full(100, value), 50.0)
    assert found is not None
    assert (found.path_mm, found.velocity_mm_s, found.range_mm, found.ellipse_area_mm2) == (0, 0, 0, 0)
    assert (found.mean_frequency_hz, found.mean_frequency_ap_hz, found.principal_deg) == (None, None, None)


@pytest.mark.parametrize(("x", "y", "rate_hz", "word"), [
    ([1, math.nan, 2], [1, 2, 3], 100.0, "missing"), ([1, 2], [1, 2, 3], 100.0, "equally long"),
    ([[1, 2]], [[1, 2]], 100.0, "one row"), ([1, 2], [1, 2], 0.0, "above 0"),
    ([1, 2], [1, 2], math.nan, "above 0"),
    (["a"], [1], 100.0, "numbers"), ([1e300, 2], [1, 2], 100.0, "beyond")])
def test_what_is_not_numbers_is_refused_with_what_to_do(
    x: list[float], y: list[float], rate_hz: float, word: str,
) -> None:
    with pytest.raises(InputError, match=word):
        sway(x, y, rate_hz)


@pytest.mark.parametrize(("closed", "opened", "ratio"), [(20.0, 10.0, 2.0), (5.0, 0.0, None), (None, 4.0, None)])
def test_the_romberg_ratio_is_closed_over_open(
    closed: float | None, opened: float | None, ratio: float | None,
) -> None:
    assert romberg(closed, opened) == ratio


INVARIANT = ("path_mm", "velocity_mm_s", "mean_distance_mm", "rms_mm", "range_mm", "ellipse_area_mm2",
             "area_rate_mm2_s", "mean_frequency_hz")


@settings(max_examples=15)
@given(st.integers(0, 1000), st.floats(0, 360), st.floats(-500, 500), st.floats(-500, 500))
def test_turning_and_moving_the_board_changes_nothing_resultant(
    seed: int, degrees: float, right: float, ahead: float,
) -> None:
    x, y = wander(400, seed), wander(400, seed + 5000)
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    before, after = sway(x, y, 25.0), sway(c * x - s * y + right, s * x + c * y + ahead, 25.0)
    assert before is not None
    assert after is not None
    for name in INVARIANT:
        assert getattr(after, name) == pytest.approx(getattr(before, name), rel=1e-6), name


@settings(max_examples=15)
@given(st.integers(0, 1000), st.floats(0.01, 100))
def test_scaling_scales_lengths_by_it_areas_by_its_square_and_frequencies_not(seed: int, scale: float) -> None:
    x, y = wander(300, seed), wander(300, seed + 5000)
    before, after = sway(x, y, 25.0), sway(scale * x, scale * y, 25.0)
    assert before is not None
    assert after is not None
    powers = {"path_mm": 1, "range_mm": 1, "rms_ml_mm": 1, "ellipse_area_mm2": 2, "area_rate_mm2_s": 2,
              "mean_frequency_hz": 0, "mean_frequency_ap_hz": 0}
    for name, power in powers.items():
        assert getattr(after, name) == pytest.approx(getattr(before, name) * scale ** power, rel=1e-6), name
