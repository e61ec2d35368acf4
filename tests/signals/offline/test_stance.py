from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InputError
from signals.offline.stance import (
    angle_mm,
    cog_height_mm,
    cog_low_pass,
    cog_pendulum,
    equilibrium_score,
    sway_velocity_deg_s,
    weight_bearing,
)
from tests.signals.offline.shapes import circle, times, wander

HEIGHT_M = 1.7


@pytest.mark.parametrize(("left", "right", "share", "index"), [
    (30.0, 30.0, 50.0, 0.0), (60.0, 0.0, 100.0, -100.0), (20.0, 60.0, 25.0, 50.0), (-1.0, 51.0, -2.0, 104.0)])
def test_the_asymmetry_index_is_signed_toward_the_right(
    left: float, right: float, share: float, index: float,
) -> None:
    found = weight_bearing([left] * 3, [right] * 3)
    assert found is not None
    assert found.left_percent == pytest.approx(share)
    assert found.right_percent == pytest.approx(100 - share)
    assert found.asymmetry_percent == pytest.approx(index)


@pytest.mark.parametrize(("left", "right"), [([], []), ([0.0], [0.0]), ([1.0], [-1.0]), ([-5.0], [1.0])])
def test_without_load_there_is_no_share(left: list[float], right: list[float]) -> None:
    assert weight_bearing(left, right) is None


@settings(max_examples=20)
@given(st.floats(1, 100), st.floats(1, 100), st.floats(0.1, 10))
def test_sides_swap_signs_and_units_do_not_matter(left: float, right: float, scale: float) -> None:
    a, b = weight_bearing([left], [right]), weight_bearing([scale * right], [scale * left])
    assert a is not None
    assert b is not None
    assert b.asymmetry_percent == pytest.approx(-a.asymmetry_percent, abs=1e-9)


@pytest.mark.parametrize(("hz", "kept"), [(0.05, 1.0), (0.85, 0.5), (4.0, 0.0)])
def test_the_low_pass_of_the_centre_of_gravity_is_at_half_at_its_cut_off_both_ways(hz: float, kept: float) -> None:
    wave = np.sin(2 * np.pi * hz * times(100, 60))
    middle = slice(1000, 5000)
    gain = float(np.std(cog_low_pass(wave, 100.0)[middle]) / np.std(wave[middle]))
    assert gain == pytest.approx(kept, abs=0.01)


@pytest.mark.parametrize("hz", [0.1, 0.5, 1.0, 3.0])
def test_the_pendulum_passes_its_closed_form(hz: float) -> None:
    wave = np.cos(2 * np.pi * hz * times(100, 60))
    w0_2, w = 9806.65 / cog_height_mm(HEIGHT_M), 2 * np.pi * hz
    gain = float(np.std(cog_pendulum(wave, 100.0, HEIGHT_M)) / np.std(wave))
    assert gain == pytest.approx(w0_2 / (w0_2 + w * w), rel=0.01)


def test_the_pendulum_moves_less_than_the_low_pass_below_a_hertz() -> None:
    x, y = wander(3000), wander(3000, 2)
    low = [np.diff(cog_low_pass(row, 100.0)) for row in (x, y)]
    pendulum = [np.diff(cog_low_pass(cog_pendulum(row, 100.0, HEIGHT_M), 100.0)) for row in (x, y)]
    assert np.hypot(*pendulum).sum() < np.hypot(*low).sum()


def test_the_sway_velocity_of_a_slow_circle_is_its_angle_times_its_turns() -> None:
    """A circle of r mm is one of atan(r / h) degrees, as angles are small and the low-pass keeps 0.1 Hz."""
    angle = math.degrees(math.atan(10 / cog_height_mm(HEIGHT_M)))
    found = sway_velocity_deg_s(*circle(100.0, 60.0, radius=10.0, hz=0.1), 100.0, HEIGHT_M)
    assert found == pytest.approx(2 * math.pi * 0.1 * angle, rel=0.01)


@pytest.mark.parametrize(("peak_deg", "score"), [(0.0, 100.0), (3.125, 50.0), (6.25, 0.0), (9.0, 0.0)])
def test_the_equilibrium_score_falls_to_0_at_twelve_and_a_half_degrees(peak_deg: float, score: float) -> None:
    y = angle_mm(1.0, HEIGHT_M) / math.tan(math.radians(1)) * np.tan(
        np.radians(peak_deg * np.sin(2 * np.pi * 0.05 * times(100, 60))))
    assert equilibrium_score(y, 100.0, HEIGHT_M) == pytest.approx(score, abs=0.3)


@pytest.mark.parametrize("samples", [0, 1])
def test_too_few_samples_give_none(samples: int) -> None:
    assert sway_velocity_deg_s(np.zeros(samples), np.zeros(samples), 25.0, HEIGHT_M) is None
    assert equilibrium_score(np.zeros(samples), 25.0, HEIGHT_M) is None
    assert len(cog_pendulum(np.zeros(samples), 25.0, HEIGHT_M)) == samples


def test_who_stands_still_has_velocity_0_and_the_full_score() -> None:
    assert sway_velocity_deg_s(np.full(250, 5.0), np.full(250, 5.0), 25.0, HEIGHT_M) == 0.0
    assert equilibrium_score(np.full(250, 5.0), 25.0, HEIGHT_M) == 100.0


@pytest.mark.parametrize("height_m", [0.0, 170.0, math.nan, -1.7])
def test_a_height_that_nobody_has_is_refused(height_m: float) -> None:
    with pytest.raises(InputError, match="body height"):
        cog_height_mm(height_m)


def test_a_lean_of_a_right_angle_is_refused() -> None:
    with pytest.raises(InputError, match="below 90"):
        angle_mm(90.0, HEIGHT_M)
