"""Each limit of an order: one step below, at and above; what can never be carried out; what could flow at most."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings

from stim_safety.ceilings import MUSCLE_CAP_UA, Ceilings
from stim_safety.drivers import Abilities
from stim_safety.limits import (
    Bound,
    bounds,
    exceeded,
    flaws,
    largest_ua,
    openable,
    order_faults,
    period_of,
    periods_differ,
    physical_bounds,
    warnings,
)
from stim_safety.order import ChannelOrder, External
from stim_safety.words import Why
from tests.stim_safety.orders import CLINIC, FREE, KIOSK, WIDE, able, external, order, orders, percent_device

# --- what can never be carried out ------------------------------------------------------------------------------


def test_a_plain_order_has_no_faults() -> None:
    for ceilings in (KIOSK, CLINIC):
        assert order_faults(order(), ceilings) == ()
        assert order_faults(order(), ceilings, able()) == ()


@pytest.mark.parametrize(("changes", "faults"), [
    ({"width_us": 49}, {Why.WIDTH}), ({"width_us": 50}, set()), ({"width_us": 51}, set()),
    ({"width_us": 399}, set()), ({"width_us": 400}, set()), ({"width_us": 401}, {Why.WIDTH}),
    ({"width_us": 0}, {Why.WIDTH}), ({"width_us": 9}, {Why.WIDTH}), ({"width_us": 4_096}, {Why.WIDTH}),
    ({"width_us": -250}, {Why.WIDTH}), ({"width_us": 200.5}, {Why.NOT_A_NUMBER}),
    ({"rate_mhz": 999}, {Why.RATE}), ({"rate_mhz": 1_000}, set()), ({"rate_mhz": 1_001}, set()),
    ({"rate_mhz": 49_999}, set()), ({"rate_mhz": 50_000}, set()), ({"rate_mhz": 50_001}, {Why.RATE}),
    ({"rate_mhz": 0}, {Why.RATE}), ({"rate_mhz": 1_000_000}, {Why.RATE}), ({"rate_mhz": -50_000}, {Why.RATE}),
    ({"area_mm2": 999}, {Why.AREA}), ({"area_mm2": 1_000}, set()), ({"area_mm2": 20_000}, set()),
    ({"area_mm2": 20_001}, {Why.AREA}), ({"area_mm2": 0}, {Why.AREA}), ({"area_mm2": -4_500}, {Why.AREA}),
    ({"area_mm2": None}, {Why.NOT_A_NUMBER}),
    ({"max_ua": 0}, {Why.PRESCRIPTION}), ({"max_ua": 1}, set()), ({"max_ua": -40_000}, {Why.PRESCRIPTION}),
    ({"max_ua": True}, {Why.NOT_A_NUMBER}), ({"max_ua": "40000"}, {Why.NOT_A_NUMBER}),
    ({"max_ua": float("inf")}, {Why.NOT_A_NUMBER}), ({"max_ua": float("nan")}, {Why.NOT_A_NUMBER}),
    ({"k_per_mille": -1}, {Why.CALIBRATION}), ({"k_per_mille": 0}, set()), ({"k_per_mille": 800}, set()),
    ({"k_per_mille": 801}, {Why.CALIBRATION}),
    ({"ramp_up_ms": 999}, {Why.RAMP}), ({"ramp_up_ms": 1_000}, set()),
    ({"ramp_down_ms": -1}, {Why.RAMP}), ({"ramp_down_ms": 0}, set()),
    ({"ramp_up_ms": 9_000}, set()), ({"ramp_up_ms": 9_001}, {Why.RAMP}), ({"ramp_down_ms": 8_001}, {Why.RAMP}),
    ({"on_ms": 3_000}, set()), ({"on_ms": 2_999}, {Why.RAMP}),
    ({"on_ms": 15_000, "off_ms": 15_000}, set()), ({"on_ms": 15_001, "off_ms": 15_001}, {Why.ON_TIME}),
    ({"off_ms": 9_999}, {Why.RESTING}), ({"off_ms": 10_000}, set()),
    ({"channel": -1}, {Why.CHANNEL}), ({"channel": 0}, set()), ({"channel": 7}, set()),
    ({"channel": 8}, {Why.CHANNEL}), ({"channel": "red "}, {Why.NOT_A_NUMBER}),
    ({"muscle": "left_erector_spinae"}, {Why.MUSCLE}), ({"muscle": "vastus_lateralis"}, {Why.MUSCLE}),
    ({"muscle": "middle_vastus_lateralis"}, {Why.MUSCLE}), ({"muscle": "left"}, {Why.MUSCLE}),
    ({"muscle": "leftvastus_lateralis"}, {Why.MUSCLE}), ({"muscle": ""}, {Why.MUSCLE}),
    ({"muscle": "right_gluteus_medius"}, set()),
    ({"width_us": 0, "rate_mhz": 0, "area_mm2": 0, "channel": 9},
     {Why.WIDTH, Why.RATE, Why.AREA, Why.CHANNEL}),
])
def test_each_number_of_an_order_at_its_edges(changes: dict[str, Any], faults: set[Why]) -> None:
    found = order_faults(order(**changes), CLINIC)
    assert set(found) == faults
    assert len(found) == len(faults)


def test_every_number_must_be_a_whole_one() -> None:
    whole = ("channel", "width_us", "rate_mhz", "max_ua", "k_per_mille", "ramp_up_ms", "ramp_down_ms", "on_ms",
             "off_ms")
    for name in whole:
        changes: dict[str, Any] = {name: float(getattr(order(), name))}
        changed = order(**changes)
        assert flaws(changed, CLINIC) == (Why.NOT_A_NUMBER,), name


def test_a_rest_is_never_shorter_than_the_ceiling_allows() -> None:
    """A shorter train than a second cannot be ordered, so this needs a ceiling of its own."""
    strict = replace(CLINIC, min_off_ms=12_000)
    assert flaws(order(off_ms=11_999), strict) == (Why.RESTING,)
    assert flaws(order(off_ms=12_000), strict) == ()


@pytest.mark.parametrize(("area_mm2", "faults"), [(499, (Why.AREA,)), (500, ()), (999, ())])
def test_the_hand_may_have_smaller_pads(area_mm2: int, faults: tuple[Why, ...]) -> None:
    assert order_faults(order(area_mm2, muscle="left_hand", max_ua=5_000), CLINIC) == faults


@pytest.mark.parametrize(("changes", "faults"), [
    ({"channels": 1}, ()), ({"channels": 0}, (Why.CHANNEL,)),
    ({"min_width_us": 250}, ()), ({"min_width_us": 251}, (Why.WIDTH,)),
    ({"max_width_us": 250}, ()), ({"max_width_us": 249}, (Why.WIDTH,)),
    ({"period_step_us": 20_000}, ()), ({"period_step_us": 30_000}, (Why.RATE,)),
    ({"min_period_us": 20_001}, (Why.RATE,)),
    ({"most_on_ms": 10_000}, ()), ({"most_on_ms": 9_999}, (Why.ON_TIME,)),
    ({"silence_ms": None}, (Why.NOT_CONTINUOUS,)), ({"silence_ms": None, "renew_ms": 150}, ()),
    ({"silence_ms": None, "pulse_each_frame": True}, ()),
    ({"max_ua": 500}, ()),  # a weak device only lowers
])
def test_each_ability_of_a_device_at_its_edges(changes: dict[str, Any], faults: tuple[Why, ...]) -> None:
    assert order_faults(order(), CLINIC, able(**changes)) == faults


def test_a_channel_that_is_wrong_twice_is_told_once() -> None:
    assert order_faults(order(channel=8), CLINIC, able()) == (Why.CHANNEL,)


@pytest.mark.parametrize(("full_ua", "faults"), [
    (None, (Why.DEVICE,)), (0, (Why.DEVICE,)), (-1, (Why.DEVICE,)), (1, ()), (39_999, ()), (40_000, ()),
    (40_001, (Why.DEVICE,))])
def test_a_dimmed_device_may_fail_at_full_so_full_must_be_allowed(full_ua: int | None,
                                                                  faults: tuple[Why, ...]) -> None:
    unit = None if full_ua is None else external(full_ua)
    assert order_faults(order(), CLINIC, percent_device(), unit) == faults
    assert flaws(order(), CLINIC, percent_device(), unit) == faults
    assert (largest_ua(order(), CLINIC, percent_device(step_ua=1), unit)[0] == 0) == bool(faults)


def test_a_device_with_its_own_current_does_not_mind_what_a_unit_is_set_to() -> None:
    assert flaws(order(), CLINIC, able(), external(130_000)) == ()
    assert flaws(order(0), CLINIC, percent_device(), external(130_000)) == (Why.AREA,)


def test_the_full_current_of_an_external_unit_counts_before_a_device_is_known() -> None:
    """Density leaves 40,000 uA on these pads, so the unit may not be set to more although the order says 40 mA."""
    plain = order(area_mm2=1_000, width_us=400, max_ua=10_000)
    assert order_faults(plain, CLINIC, None, external(10_000)) == ()
    assert order_faults(plain, CLINIC, None, external(10_001)) == (Why.DEVICE,)
    assert flaws(plain, CLINIC, None, external(0)) == ()


HARD: list[tuple[int, Why, Ceilings, dict[str, Any]]] = [
    (60_000, Why.CEILING, replace(WIDE, max_ua=60_000), {}),
    (80_000, Why.MUSCLE, WIDE, {}),
    (70_000, Why.MUSCLE, WIDE, {"muscle": "right_hamstrings"}),
    (20_000, Why.MUSCLE, WIDE, {"muscle": "left_hand"}),
    (70_000, Why.CHARGE, replace(WIDE, max_charge_pc=17_500_000), {}),
    (50_000, Why.RMS, replace(WIDE, max_rms_ua=10_000), {"width_us": 400}),
    (50_000, Why.DENSITY, replace(WIDE, max_density_ua_cm2=1_000), {"width_us": 400, "area_mm2": 1_000}),
    (50_000, Why.POWER, replace(WIDE, max_power_uw_cm2=5_000), {"width_us": 400, "area_mm2": 1_000}),
    (50_000, Why.ENERGY, replace(WIDE, max_energy_nj=1_000_000), {"width_us": 400}),
]
"""One limit at a time, in round figures: the largest current, its name, ceilings and changes of the order."""


@pytest.mark.parametrize(("limit_ua", "why", "ceilings", "changes"), HARD)
def test_an_order_above_a_limit_is_not_loaded(limit_ua: int, why: Why, ceilings: Ceilings,
                                              changes: dict[str, Any]) -> None:
    """V4 and its like: what could never flow is not prescribed either."""
    for max_ua, faults in ((limit_ua - 1, ()), (limit_ua, ()), (limit_ua + 1, (why,))):
        assert order_faults(order(max_ua=max_ua, **changes), ceilings, able()) == faults
        assert order_faults(order(max_ua=max_ua, **changes), ceilings) == faults


def test_v4_is_not_loaded() -> None:
    ordered = order(1_000, max_ua=100_000, width_us=400)
    assert order_faults(ordered, CLINIC, able()) == (Why.DENSITY, Why.MUSCLE)


# --- how much could flow ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("limit_ua", "why", "ceilings", "changes"), HARD)
def test_each_limit_binds_at_its_edge(limit_ua: int, why: Why, ceilings: Ceilings,
                                      changes: dict[str, Any]) -> None:
    plain = order(max_ua=FREE, **changes)
    found = {bound.why: bound.ua for bound in bounds(plain, ceilings, able(max_ua=FREE))}
    assert found[why] == limit_ua
    for current_ua, over in ((limit_ua - 1, False), (limit_ua, False), (limit_ua + 1, True)):
        assert (why in exceeded(plain, current_ua, ceilings, able(max_ua=FREE))) == over


@pytest.mark.parametrize(("area_mm2", "current_ua", "width_us", "period_us", "denied"), [
    (4_500, 20_000, 200, 20_000, set()),  # V1
    (4_500, 60_000, 300, 28_571, set()),  # V2
    (2_500, 100_000, 400, 20_000, set()),  # V3
    (1_000, 100_000, 400, 20_000, {Why.DENSITY}),  # V4
    (500, 30_000, 300, 28_571, set()),  # V5
    (4_500, 130_000, 500, 20_000, {Why.CEILING, Why.CHARGE, Why.RMS, Why.ENERGY}),  # V6
    (400, 130_000, 500, 20_000,
     {Why.CEILING, Why.CHARGE, Why.RMS, Why.ENERGY, Why.DENSITY, Why.POWER}),  # V7
    (4_500, 130_000, 500, 6_666, {Why.CEILING, Why.CHARGE, Why.RMS, Why.ENERGY, Why.DENSITY}),  # V8
    (4_500, 130_000, 500, 6_802, {Why.CEILING, Why.CHARGE, Why.RMS, Why.ENERGY, Why.DENSITY}),  # V9
    (2_500, 40_000, 300, 20_000, set()),  # V10
    (1_250, 40_000, 300, 20_000, set()),  # V10, half lifted: doubled, and still below
])
def test_vectors_under_the_clinic_s_ceilings(area_mm2: int, current_ua: int, width_us: int, period_us: int,
                                             denied: set[Why]) -> None:
    found = physical_bounds(width_us, period_us, area_mm2, CLINIC)
    assert {bound.why for bound in found if bound.ua < current_ua} == denied


def test_v3_is_for_the_clinic_alone() -> None:
    found = physical_bounds(400, 20_000, 2_500, KIOSK)
    assert {bound.why for bound in found if bound.ua < 100_000} == {Why.CEILING, Why.CHARGE}


def test_v5_is_physically_fine_but_no_muscle_with_such_pads_gets_it() -> None:
    assert largest_ua(order(500, muscle="left_hand", width_us=300, rate_mhz=35_000, max_ua=30_000), CLINIC,
                      able()) == (20_000, (Why.MUSCLE,))


def test_v8_the_norm_itself_would_be_passed_by_rms_alone() -> None:
    """50.35 mA: refused by r.m.s. even where every single value is allowed; 49.84 mA (V9) is just under."""
    wider = replace(WIDE, max_rms_ua=50_000)
    assert min(bound.ua for bound in physical_bounds(500, 6_666, 4_500, wider)) < 130_000
    assert min(bound.ua for bound in physical_bounds(500, 6_803, 4_500, wider)) >= 130_000


def test_bounds_come_tightest_first_and_each_tells_its_name() -> None:
    found = bounds(order(), CLINIC, percent_device(), external(25_000))
    assert [bound.ua for bound in found] == sorted(bound.ua for bound in found)
    assert found[0] == Bound(25_000, Why.DEVICE)
    assert found[1] == Bound(40_000, Why.PRESCRIPTION)
    assert {bound.why for bound in found} == {
        Why.DEVICE, Why.PRESCRIPTION, Why.MUSCLE, Why.CEILING, Why.CHARGE, Why.RMS, Why.DENSITY, Why.POWER,
        Why.ENERGY}


def test_an_external_unit_bounds_only_what_it_drives() -> None:
    assert bounds(order(), CLINIC, able(), external(10_000))[0] == Bound(40_000, Why.PRESCRIPTION)
    assert bounds(order(), CLINIC, None, external(10_000))[0] == Bound(40_000, Why.PRESCRIPTION)


@pytest.mark.parametrize(("changes", "device", "expected"), [
    ({}, {}, (40_000, (Why.PRESCRIPTION,))),
    ({}, {"max_ua": 30_000}, (30_000, (Why.DEVICE,))),
    ({}, {"max_ua": 40_000}, (40_000, (Why.PRESCRIPTION, Why.DEVICE))),
    ({"max_ua": 40_490}, {}, (40_000, (Why.PRESCRIPTION,))),
    ({"max_ua": 40_490}, {"max_ua": 40_100}, (40_000, (Why.DEVICE, Why.PRESCRIPTION))),
    ({"max_ua": 41_000}, {"step_ua": 2_000}, (40_000, (Why.PRESCRIPTION,))),
    ({"max_ua": 90_000}, {}, (80_000, (Why.MUSCLE,))),
    ({"max_ua": 90_000, "width_us": 400, "area_mm2": 1_000}, {}, (50_000, (Why.DENSITY,))),
    ({"width_us": 0}, {}, (0, (Why.WIDTH,))),
    ({}, {"silence_ms": None}, (0, (Why.NOT_CONTINUOUS,))),
])
def test_the_largest_current_and_what_binds_it(changes: dict[str, Any], device: dict[str, Any],
                                               expected: tuple[int, tuple[Why, ...]]) -> None:
    assert largest_ua(order(**changes), CLINIC, able(**device)) == expected


def test_without_a_device_there_is_no_grid() -> None:
    assert largest_ua(order(max_ua=40_491), CLINIC) == (40_491, (Why.PRESCRIPTION,))
    assert largest_ua(order(), CLINIC, percent_device()) == (0, (Why.DEVICE,))
    assert largest_ua(order(), CLINIC, percent_device(), external(10_000)) == (10_000, (Why.DEVICE,))


def test_the_period_is_the_device_s_own() -> None:
    ordered = order(rate_mhz=35_000)
    assert period_of(ordered, CLINIC, able()) == 28_500
    assert period_of(ordered, CLINIC, None) == 28_571


def test_a_device_s_shorter_period_counts_in_every_limit() -> None:
    """35 Hz are 28,571 us, and 28,500 us on the device: of 10 mA r.m.s. 59,760 uA are left, or 59,686."""
    ceilings = replace(WIDE, max_rms_ua=10_000, warn_density_ua_cm2=1_000)
    between = order(1_000, width_us=400, rate_mhz=35_000, max_ua=59_700)
    assert order_faults(between, ceilings) == ()
    assert order_faults(between, ceilings, able()) == (Why.RMS,)
    assert bounds(between, ceilings)[0] == Bound(59_700, Why.PRESCRIPTION)
    assert bounds(between, ceilings, able())[0] == Bound(59_686, Why.RMS)
    assert exceeded(between, 59_700, ceilings) == ()
    assert exceeded(between, 59_700, ceilings, able()) == (Why.RMS,)
    assert warnings(between, 59_700, ceilings) == ()
    assert warnings(between, 59_700, ceilings, able()) == (Why.DENSITY,)
    weak = replace(between, max_ua=59_686)
    for full_ua, faults in ((59_686, ()), (59_687, (Why.DEVICE,))):
        assert order_faults(weak, ceilings, percent_device(), external(full_ua)) == faults
        assert flaws(replace(weak, max_ua=60_000), ceilings, percent_device(), external(full_ua)) == faults
        assert order_faults(weak, ceilings, able(), external(full_ua)) == faults


@pytest.mark.parametrize(("current_ua", "told"), [(24_999, ()), (25_000, ()), (25_001, (Why.DENSITY,))])
def test_a_density_above_half_a_milliampere_is_told(current_ua: int, told: tuple[Why, ...]) -> None:
    """400 us at 50 Hz on 10 cm2: 25 mA are 0.5 mA/cm2."""
    assert warnings(order(1_000, width_us=400), current_ua, CLINIC) == told
    assert warnings(order(1_000, width_us=400), current_ua, CLINIC, able()) == told


@pytest.mark.parametrize(("area_mm2", "current_ua", "width_us", "rate_mhz", "told"), [
    (4_500, 60_000, 300, 35_000, ()), (2_500, 100_000, 400, 50_000, (Why.DENSITY,)),
    (500, 30_000, 300, 35_000, (Why.DENSITY,))], ids=["V2", "V3", "V5"])
def test_vectors_that_are_allowed_with_a_warning(area_mm2: int, current_ua: int, width_us: int, rate_mhz: int,
                                                 told: tuple[Why, ...]) -> None:
    assert warnings(order(area_mm2, width_us=width_us, rate_mhz=rate_mhz), current_ua, CLINIC) == told


@pytest.mark.parametrize(("current_ua", "device_ua", "why"), [
    (40_000, 130_000, ()), (40_001, 130_000, (Why.PRESCRIPTION,)), (30_001, 30_000, (Why.DEVICE,)),
    (30_000, 30_000, ())])
def test_what_is_exceeded(current_ua: int, device_ua: int, why: tuple[Why, ...]) -> None:
    assert exceeded(order(), current_ua, CLINIC, able(max_ua=device_ua)) == why


def test_what_is_exceeded_does_not_need_a_device() -> None:
    assert exceeded(order(), 40_000, CLINIC) == ()
    assert exceeded(order(), 40_001, CLINIC) == (Why.PRESCRIPTION,)


def test_a_muscle_that_is_not_offered_gets_nothing() -> None:
    assert exceeded(order(muscle="left_erector_spinae"), 1, CLINIC) == (Why.MUSCLE,)
    assert Bound(0, Why.MUSCLE) in bounds(order(muscle="left_erector_spinae"), CLINIC)


def broken(ordered: ChannelOrder, current_ua: int, ceilings: Ceilings, period_us: int) -> set[Why]:
    """Judge a current with fractions, by formulas of this test's own."""
    mean = Fraction(2 * ordered.width_us * current_ua**2, period_us)  # uA2
    area_cm2 = Fraction(ordered.pads.area_mm2, 100)
    checks = {
        Why.CEILING: current_ua > ceilings.max_ua, Why.PRESCRIPTION: current_ua > ordered.max_ua,
        Why.MUSCLE: current_ua > MUSCLE_CAP_UA[ordered.muscle.split("_", 1)[1]],
        Why.CHARGE: current_ua * ordered.width_us > ceilings.max_charge_pc,
        Why.RMS: mean > ceilings.max_rms_ua**2,
        Why.DENSITY: mean / area_cm2**2 > ceilings.max_density_ua_cm2**2,
        Why.POWER: mean * 500 / 10**6 / area_cm2 > ceilings.max_power_uw_cm2,
        Why.ENERGY: mean * period_us * 500 / 10**9 > ceilings.max_energy_nj}
    return {why for why, over in checks.items() if over}


@given(orders())
@settings(max_examples=150, deadline=None)
def test_the_largest_current_breaks_nothing_and_one_step_more_breaks_what_binds(ordered: ChannelOrder) -> None:
    for ceilings in (KIOSK, CLINIC):
        most_ua, binding = largest_ua(ordered, ceilings, able())
        period_us = period_of(ordered, ceilings, able())
        assert not broken(ordered, most_ua, ceilings, period_us)
        above = broken(ordered, most_ua + 500, ceilings, period_us)
        assert above
        assert set(exceeded(ordered, most_ua + 500, ceilings, able())) == above
        assert set(binding) <= above


@given(orders())
@settings(max_examples=100, deadline=None)
def test_what_is_loaded_can_be_reached(ordered: ChannelOrder) -> None:
    """An order without faults has its own largest current as its only bound, but for the grid."""
    if not order_faults(ordered, CLINIC, able()):
        most_ua, binding = largest_ua(ordered, CLINIC, able())
        assert ordered.max_ua - 500 < most_ua <= ordered.max_ua
        assert Why.PRESCRIPTION in binding


# --- what a device is opened for --------------------------------------------------------------------------------

ONE = able(one_period=True)
DIMMER = percent_device(one_period=True)


@pytest.mark.parametrize(("device", "unit", "rates", "differ"), [
    (ONE, None, (), False), (ONE, None, (25_000,), False), (ONE, None, (25_000, 25_000), False),
    (ONE, None, (25_000, 40_000), True), (able(), None, (25_000, 40_000), False),
    (ONE, None, (35_000, 35_050), False),  # the same on the device's grid
    (ONE, None, (25_000, 50_001), False),  # beyond the ceilings: never opened
    (replace(ONE, max_period_us=39_500), None, (25_000, 40_000), False),  # beyond the device: never opened
    (DIMMER, None, (25_000, 40_000), False), (DIMMER, external(20_000), (25_000, 40_000), True),
])
def test_a_device_of_one_period_is_opened_for_one(
        device: Abilities, unit: External | None, rates: tuple[int, ...], differ: bool) -> None:
    ordered = [order(channel=channel, rate_mhz=rate_mhz) for channel, rate_mhz in enumerate(rates)]
    assert periods_differ(ordered, KIOSK, device, unit) is differ


def test_a_device_is_opened_for_orders_without_flaws() -> None:
    good, wide = order(), order(channel=1, width_us=401)
    assert openable([good, wide], KIOSK, able(), None) == [good]
    assert openable([good], KIOSK, percent_device(), None) == []
    assert openable([good], KIOSK, percent_device(), external(20_000)) == [good]
    assert openable([good], KIOSK, able(max_width_us=100), None) == []
