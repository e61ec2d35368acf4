"""The physics: vectors worked out by hand, and exact comparisons against fractions."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stim_safety import formulas as f
from stim_safety.words import Point

# id, current uA, width us, rate Hz, area mm2; r.m.s. uA, charge nC, density uA/cm2, power uW/cm2, energy uJ
VECTORS = [
    ("V1", 20_000, 200, 50, 4_500, 2_828, 4_000, 63, 89, 80),
    ("V2", 60_000, 300, 35, 4_500, 8_695, 18_000, 193, 840, 1_080),
    ("V3", 100_000, 400, 50, 2_500, 20_000, 40_000, 800, 8_000, 4_000),
    ("V4", 100_000, 400, 50, 1_000, 20_000, 40_000, 2_000, 20_000, 4_000),
    ("V5", 30_000, 300, 35, 500, 4_347, 9_000, 869, 1_890, 270),
    ("V6", 130_000, 500, 50, 4_500, 29_069, 65_000, 646, 9_389, 8_450),
    ("V7", 130_000, 500, 50, 400, 29_069, 65_000, 7_267, 105_625, 8_450),
    ("V8", 130_000, 500, 150, 4_500, 50_349, 65_000, 1_119, 28_167, 8_450),
    ("V9", 130_000, 500, 147, 4_500, 49_843, 65_000, 1_108, 27_603, 8_450),
    ("V10", 40_000, 300, 50, 2_500, 6_928, 12_000, 277, 960, 480),
    ("V10 half lifted", 40_000, 300, 50, 1_250, 6_928, 12_000, 554, 1_920, 480),
]


@pytest.mark.parametrize(("name", "current_ua", "width_us", "rate_hz", "area_mm2", "rms_ua", "charge_nc",
                          "density", "power", "energy_uj"), VECTORS, ids=[vector[0] for vector in VECTORS])
def test_vectors_of_symmetric_pulses(name: str, current_ua: int, width_us: int, rate_hz: int, area_mm2: int,
                                     rms_ua: int, charge_nc: int, density: int, power: int,
                                     energy_uj: int) -> None:
    """One second of pulses, so that periods that are no whole microseconds stay exact."""
    square_sum = rate_hz * f.squares(current_ua, width_us)
    assert f.rms_ua(square_sum, 1_000_000) == rms_ua, name
    assert f.charge_pc(current_ua, width_us) == 1000 * charge_nc
    assert f.density_ua_cm2(square_sum, 1_000_000, area_mm2) == density
    assert f.power_uw_cm2(square_sum, 1_000_000, area_mm2) == power
    assert f.energy_nj(f.squares(current_ua, width_us)) == 1000 * energy_uj


def test_v11_one_phase_alone_leaves_its_whole_charge() -> None:
    net = f.net_charge_pc([Point(300, 40_000)])
    assert net == 12_000_000
    assert f.direct_na(net, 20_000) == 600_000
    assert f.rms_ua(300 * 40_000**2, 20_000) == 4_899


def test_v12_ten_microseconds_less_leave_a_direct_current() -> None:
    net = f.net_charge_pc([Point(200, 20_000), Point(100, 0), Point(190, -20_000)])
    assert net == 200_000
    assert f.direct_na(net, 20_000) == f.direct_na(-net, 20_000) == 10_000


def test_v13_largest_current_for_a_density() -> None:
    """2 mA/cm2 on 5 cm2, 300 us, 35 Hz: 69.0066 mA; half of it at 1 mA/cm2.  35 periods are one second."""
    assert f.most_ua_by_density(300 * 35, 1_000_000, 500, 2_000) == 69_006
    assert f.most_ua_by_density(300 * 35, 1_000_000, 500, 1_000) == 34_503


def test_v14_charge_of_a_session() -> None:
    train = f.full_pulses(10_000, 0, 0, 35_000)
    contractions = 20
    assert contractions * train == 7_000
    assert f.train_charge_nc(60_000, 300, contractions * train) == 252_000_000
    assert f.train_charge_nc(60_000, 300, contractions * train) // 2 == 126_000_000
    assert f.duty_per_mille(10_000, 50_000) == 167
    assert f.duty_per_mille(10_000, 0) == 1_000


def test_v15_ramps_take_their_part_of_a_train() -> None:
    pulses = f.full_pulses(10_000, 2_000, 1_000, 35_000)
    assert pulses == Fraction(595, 2)
    assert f.train_charge_nc(60_000, 300, pulses) == 2 * 5_355_000


def test_v16_largest_rate_for_an_rms_current() -> None:
    assert f.most_rate_mhz_by_rms(100_000, 400, 25_000) == 78_125
    assert f.most_rate_mhz_by_rms(130_000, 500, 50_000) == 147_928


def test_energy_is_exact_far_beyond_what_flows() -> None:
    assert f.most_ua_by_energy(250, 4 * 10**15) == 4 * 10**9
    assert f.energy_nj(2 * 10**18) == 10**12


def test_average_current() -> None:
    assert f.average_ua(60_000, 300, 20_000) == 1_800


@pytest.mark.parametrize(("value", "whole"), [
    (Fraction(0), 0), (Fraction(49, 100), 0), (Fraction(1, 2), 1), (Fraction(3, 2), 2), (Fraction(7, 3), 2)])
def test_figures_are_rounded_to_the_nearest(value: Fraction, whole: int) -> None:
    assert f.nearest(value) == whole


@pytest.mark.parametrize(("value", "root"), [
    (Fraction(0), 0), (Fraction(1, 5), 0), (Fraction(1, 4), 1), (Fraction(4), 2), (Fraction(6), 2),
    (Fraction(7), 3), (Fraction(225, 100), 2), (Fraction(224, 100), 1)])
def test_roots_are_rounded_to_the_nearest(value: Fraction, root: int) -> None:
    assert f.nearest_root(value) == root


# --- exact comparisons, and the same turned round ---------------------------------------------------------------

currents, widths = st.integers(1, 150_000), st.integers(10, 1_000)
periods, areas = st.integers(2_100, 1_000_000), st.integers(100, 20_000)
limits = st.integers(1, 10**5)


@given(currents, widths, periods, areas, limits)
@settings(max_examples=150, deadline=None)
def test_comparisons_are_exact(current: int, width: int, period: int, area: int, limit: int) -> None:
    total = f.squares(current, width)
    assert total == 2 * current**2 * width
    mean = Fraction(total, period)
    assert f.is_rms_over(total, period, limit) == (mean > limit**2)
    assert f.is_density_over(total, period, area, limit) == (mean / Fraction(area, 100) ** 2 > limit**2)
    power = mean * 500 / 10**6 / Fraction(area, 100)
    assert f.is_power_over(total, period, area, limit) == (power > limit)
    assert f.is_energy_over(total, limit) == (Fraction(total * 500, 10**9) > limit)


@pytest.mark.parametrize("is_over", [
    lambda more: f.is_rms_over(400 * 20_000 + more, 20_000, 20),
    lambda more: f.is_density_over(400 * 20_000 + more, 20_000, 100, 20),
    lambda more: f.is_power_over(20 * 100 * 20_000 * 10_000 // 500 + more, 20_000, 100, 20),
    lambda more: f.is_energy_over(5_000_000 * 10**9 // 500 + more, 5_000_000),
])
def test_equal_is_not_over_and_one_more_is(is_over: Callable[[int], bool]) -> None:
    assert (is_over(-1), is_over(0), is_over(1)) == (False, False, True)


@given(widths, periods, areas, limits)
@settings(max_examples=150, deadline=None)
def test_the_largest_current_is_not_over_and_one_more_is(width: int, period: int, area: int, limit: int) -> None:
    def over(is_over: Callable[..., bool], current: int, *rest: int) -> bool:
        return is_over(f.squares(current, width), *rest)

    for most, is_over, rest in (
        (f.most_ua_by_rms(width, period, limit), f.is_rms_over, (period, limit)),
        (f.most_ua_by_density(width, period, area, limit), f.is_density_over, (period, area, limit)),
        (f.most_ua_by_power(width, period, area, limit), f.is_power_over, (period, area, limit)),
        (f.most_ua_by_energy(width, limit), f.is_energy_over, (limit,)),
    ):
        assert not over(is_over, most, *rest)
        assert over(is_over, most + 1, *rest)
    most = f.most_ua_by_charge(width, limit)
    assert f.charge_pc(most, width) <= limit < f.charge_pc(most + 1, width)


@given(currents, widths, limits)
@settings(max_examples=60, deadline=None)
def test_the_highest_rate_is_the_last_that_is_not_over(current: int, width: int, limit: int) -> None:
    rate = f.most_rate_mhz_by_rms(current, width, limit)
    mean_of_one = Fraction(f.squares(current, width), 10**9)
    assert mean_of_one * rate <= limit**2 < mean_of_one * (rate + 1)
