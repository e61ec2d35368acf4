"""Faults 6 to 10: pulses of a wrong width, rate, shape or area, and the r.m.s. of all of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from stim_safety.drivers import Ask
from stim_safety.drivers.p24 import P24
from stim_safety.limits import flaws, order_faults
from stim_safety.messages import Arm, Calibrate, StepUp
from stim_safety.order import Pads
from stim_safety.words import Point, State, Train, Why
from tests.stim_safety.faults.stand import Bent, at, climb, expect_latched, expect_refused, flows
from tests.stim_safety.files import bent, refused
from tests.stim_safety.orders import CLINIC, WIDE, able, look, order, train
from tests.stim_safety.rig import TODAY, Rig, prescription, start
from tests.stim_safety.rig import order as usual

WIDTHS = [0, 9, 49, 401, 4096]
RATES_MHZ = [0, 500, 999, 50_100, 1_000_000]
PLUS, MINUS, GAP = Point(200, 20_000), Point(200, -20_000), Point(100, 0)
V11 = (Point(300, 40_000),)
V12 = (PLUS, Point(190, -20_000))
SHAPES = [
    (V11, {Why.SHAPE, Why.WIDTH, Why.NET_CHARGE}), (V12, {Why.NET_CHARGE}),
    ((), {Why.SHAPE, Why.WIDTH}), ((PLUS, *[GAP] * 15, MINUS), {Why.SHAPE}),
    ((Point(200, -20_000),), {Why.SHAPE, Why.WIDTH, Why.NET_CHARGE}), ((PLUS, Point(0, 0), MINUS), {Why.SHAPE}),
    ((PLUS, Point(-200, -20_000)), {Why.SHAPE, Why.WIDTH, Why.NET_CHARGE})]


def expect_never_on(why: Why, **changes: Any) -> None:
    """Expect that nothing with such an order ever gets the high voltage on."""
    rig = Rig(begin=start(prescription(usual(**changes))))
    rig.ready()
    answer = rig.ask(Calibrate(0))
    assert answer.refused
    assert why in answer.reasons
    assert Why.NOT_CALIBRATED in rig.ask(Arm()).reasons
    rig.run(500)
    assert rig.state is State.READY
    assert not {"open", "trains"} & {seen.what for seen in rig.device.seen}


def expect_stopped(rig: Rig, reasons: set[Why]) -> None:
    """Expect that the next frame of a rig with a bent driver never goes out, and that all is stopped."""
    flows(rig)
    before = [seen.data for seen in rig.device.seen if seen.what == "trains"]
    begun_ns = rig.now_ns
    rig.wish(60, 500)
    assert [seen.data for seen in rig.device.seen if seen.what == "trains"] == before
    found = next(record.data["detail"] for record in rig.records if record.kind == "violation")
    assert reasons <= {Why[word] for word in str(found).split()}
    expect_latched(rig, Why[str(found).split()[0]], begun_ns, within_ms=45)


def bend(rig: Rig, points: tuple[Point, ...] | None = None, period_us: int | None = None) -> Rig:
    """Let the driver be defective from here on."""
    assert isinstance(rig.driver, Bent)
    rig.driver.bent, rig.driver.period_us = points, period_us
    return rig


def test_a_driver_without_a_defect_goes_on() -> None:
    rig = bend(at(State.STIM))
    rig.wish(60, 500)
    assert (rig.state, rig.level_ua) == (State.STIM, 6000)


@pytest.mark.parametrize("width_us", WIDTHS)
def test_fault_06_a_wrong_width_is_refused_everywhere(width_us: int) -> None:
    assert flaws(order(), CLINIC, able()) == ()
    assert Why.WIDTH in flaws(order(width_us=width_us), CLINIC, able())
    assert Why.WIDTH in look(train(20_000, width_us), ordered=order(width_us=width_us))
    assert refused(bent(("width: 250 us", f"width: {width_us} us")))
    expect_never_on(Why.WIDTH, width_us=width_us)
    expect_stopped(bend(at(State.STIM), (Point(width_us, 6_000), GAP, Point(width_us, -6_000))), {Why.WIDTH})


def test_fault_06_a_width_between_two_microseconds_is_refused_everywhere() -> None:
    assert flaws(order(width_us=200.5), CLINIC, able()) == (Why.NOT_A_NUMBER,)
    half: Any = 200.5
    assert look(train(20_000, half)) == (Why.NOT_A_NUMBER,)
    assert refused(bent(("width: 250 us", "width: 200.5 us")))
    with pytest.raises((TypeError, ValueError)):
        P24().frame(Ask.TRAINS, (train(20_000, half),))
    expect_never_on(Why.NOT_A_NUMBER, width_us=half)
    expect_stopped(bend(at(State.STIM), (Point(half, 6_000), GAP, Point(half, -6_000))), {Why.NOT_A_NUMBER})


@pytest.mark.parametrize("width_us", [0, 9, 4096])
def test_fault_06_the_driver_refuses_what_the_device_cannot_make(width_us: int) -> None:
    with pytest.raises(ValueError, match=f"a phase of {width_us} us cannot be made"):
        P24().pulse(0, width_us, 28_500, 20_000)


@pytest.mark.parametrize("rate_mhz", RATES_MHZ)
def test_fault_07_a_wrong_rate_is_refused_everywhere(rate_mhz: int) -> None:
    assert Why.RATE in flaws(order(rate_mhz=rate_mhz), CLINIC, able())
    assert refused(bent(("rate: 35 Hz", f"rate: {rate_mhz / 1000:g} Hz")))
    expect_never_on(Why.RATE, rate_mhz=rate_mhz)


@pytest.mark.parametrize("period_us", [0, 1_000, 19_500, 27_500, 1_000_500, 2_000_000, 16_384_000])
def test_fault_07_a_wrong_period_never_goes_out(period_us: int) -> None:
    assert Why.RATE in look(train(20_000, period_us=period_us), ordered=order(rate_mhz=35_000))
    if period_us:
        expect_stopped(bend(at(State.STIM), period_us=period_us), {Why.RATE})


@pytest.mark.parametrize("period_us", [0, 250, 28_501, 16_383_500, 16_384_000])
def test_fault_07_the_driver_refuses_what_the_device_cannot_count(period_us: int) -> None:
    assert P24().pulse(0, 250, 16_383_000, 20_000).period_us == 16_383_000
    with pytest.raises(ValueError, match=f"a period of {period_us} us"):
        P24().pulse(0, 250, period_us, 20_000)


@pytest.mark.parametrize(("points", "reasons"), SHAPES)
def test_fault_08_what_is_not_balanced_or_no_pulse_is_refused_and_stops(
        points: tuple[Point, ...], reasons: set[Why]) -> None:
    assert look(Train(0, 20_000, (PLUS, GAP, MINUS))) == ()
    assert reasons <= set(look(Train(0, 20_000, points)))
    expect_stopped(bend(at(State.STIM), points), reasons)


@pytest.mark.parametrize("points", [(), (PLUS, *[GAP] * 15, MINUS)])
def test_fault_08_the_driver_writes_no_pulse_without_points_or_with_too_many(points: tuple[Point, ...]) -> None:
    with pytest.raises(ValueError, match="points do not fit"):
        P24().frame(Ask.TRAINS, (Train(0, 20_000, points),))


@pytest.mark.parametrize("area_mm2", [0, -2500, 999, 20_001])
def test_fault_09_a_wrong_area_is_refused_everywhere(area_mm2: int) -> None:
    assert Why.AREA in flaws(order(area_mm2), CLINIC, able())
    assert refused(bent(("area: 25 cm2", f"area: {area_mm2 / 100:g} cm2")))
    expect_never_on(Why.AREA, pads=Pads(area_mm2, 3, TODAY))


@pytest.mark.parametrize("line", ["area:", "area: 25", "area: none", "# no area"])
def test_fault_09_a_missing_area_is_refused(line: str) -> None:
    assert any("pads.area" in problem for problem in refused(bent(("area: 25 cm2", line))))


def test_fault_09_v4_a_small_pad_under_a_large_current_is_refused() -> None:
    v3 = order(2_500, max_ua=100_000, width_us=400)
    assert Why.DENSITY not in look(train(100_000, 400), ordered=v3)
    assert Why.DENSITY in look(train(100_000, 400), ordered=replace(v3, pads=Pads(1_000, 0, 0)))
    assert Why.DENSITY in order_faults(replace(v3, pads=Pads(1_000, 0, 0)), CLINIC, able())


def test_fault_09_on_a_small_pad_the_search_ends_at_the_density() -> None:
    rig = Rig(begin=start(prescription(usual(
        muscle="left_vastus_lateralis", pads=Pads(1_000, 3, TODAY), width_us=400, rate_mhz=50_000,
        max_ua=60_000))))
    rig.ready()
    climb(rig, 50)
    expect_refused(rig, StepUp(0, up=True), {Why.DENSITY})
    assert look(train(50_000, 400), ordered=order(1_000, max_ua=90_000, width_us=400)) == ()
    assert look(train(50_500, 400), ordered=order(1_000, max_ua=90_000, width_us=400)) == (Why.DENSITY,)


def test_fault_10_v8_is_refused_by_its_r_m_s_alone() -> None:
    wide = replace(WIDE, max_rms_ua=50_000, max_width_us=500, max_rate_mhz=150_000)
    device = able(max_ua=130_000, period_step_us=1)
    ordered = order(width_us=500, rate_mhz=150_000, max_ua=130_000)
    v8, v9 = train(130_000, 500, 6_667), train(130_000, 500, 6_803)
    assert set(look(v8, ordered=ordered, ceilings=wide, abilities=device)) == {Why.RMS, Why.MUSCLE}
    assert set(look(v9, ordered=ordered, ceilings=wide, abilities=device)) == {Why.MUSCLE}
    assert {Why.RMS, Why.CEILING, Why.CHARGE, Why.DENSITY} <= set(look(v8, ordered=ordered, abilities=device))
    assert Why.RMS in look(v9, ordered=ordered, abilities=device)
