"""Rounding goes down, once, before the sign; a period is rounded only when its rate is still allowed."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stim_safety.quantise import floor_ua, period_us
from tests.stim_safety.orders import CLINIC, able


@pytest.mark.parametrize(("current_ua", "step_ua", "floored_ua"), [
    (20_490, 500, 20_000), (20_500, 500, 20_500), (99_990, 500, 99_500),  # V17
    (0, 500, 0), (499, 500, 0), (500, 500, 500), (501, 500, 500),
    (20_499, 1_000, 20_000), (21_999, 2_000, 20_000), (7, 1, 7),
    (-1, 500, 0), (-500, 500, 0), (-20_490, 500, 0),  # a magnitude has no sign
    (20_000, 0, 0), (20_000, -500, 0),  # a device without a grid can be given nothing
])
def test_currents_are_floored_to_the_grid(current_ua: int, step_ua: int, floored_ua: int) -> None:
    assert floor_ua(current_ua, step_ua) == floored_ua


@given(st.integers(0, 10**6), st.integers(1, 5_000))
@settings(max_examples=60, deadline=None)
def test_a_floored_current_is_on_the_grid_and_less_than_a_step_below(current_ua: int, step_ua: int) -> None:
    floored = floor_ua(current_ua, step_ua)
    assert floored % step_ua == 0
    assert 0 <= current_ua - floored < step_ua
    assert floor_ua(floored, step_ua) == floored


@pytest.mark.parametrize(("rate_mhz", "expected_us"), [
    (35_002, 28_500), (30_030, 33_000),  # V17: 28.57 and 33.3 ms
    (35_000, 28_500), (50_000, 20_000), (49_999, 20_000), (1_000, 1_000_000), (1_001, 999_000),
    (48_781, 20_000),  # 20.4998 ms: half a millisecond less is still within 2.5 per cent
    (999, None), (0, None), (-35_000, None),
    (50_001, None), (50_100, None), (1_000_000, None), (500, None),
])
def test_rates_become_periods_of_the_device_or_none(rate_mhz: int, expected_us: int | None) -> None:
    assert period_us(rate_mhz, able(), CLINIC) == expected_us


@pytest.mark.parametrize(("rate_mhz", "expected_us"), [
    (50_000, 20_000), (25_000, 40_000),
    (24_391, 40_000),  # 40,998 us; 25 Hz is 2.497 per cent more
    (24_390, None),  # 41,000 us; 25 Hz is 2.501 per cent more
    (35_000, None),  # would be 50 Hz
    (26_000, None),
])
def test_a_coarse_device_refuses_what_it_cannot_keep(rate_mhz: int, expected_us: int | None) -> None:
    assert period_us(rate_mhz, able(period_step_us=20_000, min_period_us=20_000), CLINIC) == expected_us


def test_rounding_may_not_pass_the_ceiling_either() -> None:
    """49.9 Hz would become 50 Hz on half milliseconds: allowed up to 50 Hz, not where 49.9 is the limit."""
    assert period_us(49_900, able(), CLINIC) == 20_000
    assert period_us(49_900, able(), replace(CLINIC, max_rate_mhz=49_999)) is None
    assert period_us(49_900, able(), replace(CLINIC, max_rate_mhz=50_000)) == 20_000


@pytest.mark.parametrize(("limit_us", "expected_us"), [(19_500, 20_000), (20_000, 20_000), (20_500, None)])
def test_a_period_shorter_than_the_device_can_is_none(limit_us: int, expected_us: int | None) -> None:
    assert period_us(50_000, able(min_period_us=limit_us), CLINIC) == expected_us


@pytest.mark.parametrize(("limit_us", "expected_us"), [(19_500, None), (20_000, 20_000), (20_500, 20_000)])
def test_a_period_longer_than_the_device_can_is_none(limit_us: int, expected_us: int | None) -> None:
    assert period_us(50_000, able(max_period_us=limit_us), CLINIC) == expected_us


@given(st.integers(-10, 60_000), st.sampled_from([1, 250, 500, 1_000, 20_000]))
@settings(max_examples=150, deadline=None)
def test_no_period_is_ever_faster_than_allowed(rate_mhz: int, step_us: int) -> None:
    period = period_us(rate_mhz, able(period_step_us=step_us), CLINIC)
    if period is not None:
        made_mhz = Fraction(10**9, period)
        assert period % step_us == 0
        assert rate_mhz <= made_mhz <= rate_mhz * Fraction(1025, 1000)
        assert made_mhz <= 50_000
