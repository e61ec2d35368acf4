"""What is granted of a wish: never more than any limit, never of what is no share, always with its reasons."""

from __future__ import annotations

import math
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stim_safety import decide as module
from stim_safety.ceilings import MUSCLE_CAP_UA
from stim_safety.decide import ALL, Decision, Situation, decide
from stim_safety.limits import Bound
from stim_safety.quantise import floor_ua, period_us
from stim_safety.words import State, Why
from tests.stim_safety.orders import CLINIC, KIOSK, able, external, order, orders, percent_device, situation


class Sneaky(int):
    """A whole number in name only."""


@pytest.mark.parametrize(("per_mille", "granted_ua"), [
    (1_000, 30_000), (999, 29_500), (500, 15_000), (17, 500), (1, 0), (16, 0), (333, 9_500), (334, 10_000)])
def test_a_share_is_a_share_of_the_working_current_rounded_down(per_mille: int, granted_ua: int) -> None:
    decision = decide(per_mille, situation())
    assert (decision.asked_per_mille, decision.asked_ua) == (per_mille, 30 * per_mille)
    assert decision.granted_ua == granted_ua
    assert decision.refused == (granted_ua == 0)
    assert decision.reasons == (() if granted_ua else (Why.GRID,))
    assert decision.binding == (None if granted_ua else Why.GRID)


@pytest.mark.parametrize("state", State)
def test_nothing_is_granted_always_and_everywhere(state: State) -> None:
    worst = situation(state=state, order=None, working_ua=None, session_left_ms=0, rest_left_ms=9, active=5)
    assert decide(0, worst) == Decision(0, 0, 0, None, ())
    assert not decide(0, worst).refused


@pytest.mark.parametrize("hostile", [
    math.nan, math.inf, -math.inf, -0.0, 0.0, 0.5, 1000.0, 50.0, True, False, None, "50", "", b"50", [50], [], {},
    (1,), Decimal(50), Fraction(50), 50 + 0j, Sneaky(50), object(), State.STIM, -1, -5, -1000, -(10**30)])
def test_what_is_no_share_is_refused_and_never_turned_into_one(hostile: object) -> None:
    decision = decide(hostile, situation())
    assert decision == Decision(0, 0, 0, Why.NOT_A_NUMBER, (Why.NOT_A_NUMBER,))
    assert decision.refused


@pytest.mark.parametrize("per_mille", [1_001, 1_034, 2_000, 10**30])
def test_more_than_was_prescribed_is_refused_with_all_its_reasons(per_mille: int) -> None:
    decision = decide(per_mille, situation())
    assert decision.refused
    assert decision.granted_ua == 0
    assert decision.asked_per_mille == per_mille
    assert decision.binding == Why.PRESCRIPTION
    assert Why.CALIBRATION in decision.reasons


def test_one_step_above_what_was_calibrated_is_refused_for_both() -> None:
    """1,034 per mille of 30 mA are 31.02 mA: above the calibrated current, below every other limit."""
    assert decide(1_034, situation()).reasons == (Why.PRESCRIPTION, Why.CALIBRATION)
    assert decide(1_001, situation()).reasons == (Why.PRESCRIPTION, Why.CALIBRATION)
    assert decide(1_000, situation()).reasons == ()


# --- refusals ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("state", "reasons"), [
    (State.BOOT, (Why.STATE,)), (State.SELFTEST, (Why.STATE,)), (State.IDLE, (Why.STATE, Why.NO_PRESCRIPTION)),
    (State.READY, (Why.STATE,)), (State.CALIB, (Why.STATE,)), (State.ARMED, ()), (State.STIM, ()),
    (State.REST, (Why.RESTING,)), (State.STOPPING, (Why.STATE,)), (State.FAULT, (Why.STATE,)),
    (State.ESTOP, (Why.STATE,)), (State.END, (Why.STATE,))])
def test_only_armed_and_running_may_be_granted_anything(state: State, reasons: tuple[Why, ...]) -> None:
    decision = decide(ALL, situation(state=state))
    assert decision.reasons == reasons
    assert decision.granted_ua == (0 if reasons else 30_000)


def test_every_state_was_thought_of() -> None:
    assert len(State) == 12


@pytest.mark.parametrize(("changes", "reason"), [
    ({"order": None}, Why.CHANNEL),
    ({"working_ua": None}, Why.NOT_CALIBRATED), ({"working_ua": 0}, Why.NOT_CALIBRATED),
    ({"working_ua": -30_000}, Why.NOT_CALIBRATED),
    ({"active": 2}, Why.CHANNELS), ({"active": 1, "abilities": able(most_channels=1)}, Why.CHANNELS),
    ({"active": 1, "ceilings": replace(CLINIC, max_channels=1)}, Why.CHANNELS),
    ({"rest_left_ms": 1}, Why.RESTING),
    ({"session_left_ms": 0}, Why.SESSION), ({"session_left_ms": -1}, Why.SESSION),
    ({"day_left_ms": 0}, Why.DAY), ({"day_left_ms": -1}, Why.DAY),
    ({"charge_left_nc": 0}, Why.DOSE), ({"charge_left_nc": -1}, Why.DOSE),
    ({"blocks": (Why.EXPIRED,)}, Why.EXPIRED),
    ({"order": order(width_us=401)}, Why.WIDTH), ({"order": order(0)}, Why.AREA),
    ({"abilities": able(silence_ms=None)}, Why.NOT_CONTINUOUS),
    ({"abilities": percent_device()}, Why.DEVICE),
    ({"abilities": percent_device(), "external": external(0)}, Why.DEVICE),
    ({"abilities": percent_device(), "external": external(40_001)}, Why.DEVICE),
    ({"abilities": able(step_ua=0)}, Why.GRID), ({"abilities": able(step_ua=30_001)}, Why.GRID),
])
def test_each_reason_by_itself_refuses(changes: dict[str, Any], reason: Why) -> None:
    decision = decide(ALL, situation(**changes))
    assert decision.granted_ua == 0
    assert decision.refused
    assert decision.binding == reason
    assert decision.reasons == (reason,)


@pytest.mark.parametrize("changes", [
    {"working_ua": 500}, {"active": 1}, {"rest_left_ms": 0}, {"rest_left_ms": -1}, {"session_left_ms": 1},
    {"day_left_ms": 1}, {"charge_left_nc": 1}, {"abilities": able(step_ua=30_000)}, {"felt_ua": 29_000},
    {"abilities": percent_device(), "external": external(30_000)}])
def test_the_edge_of_each_reason_is_granted(changes: dict[str, Any]) -> None:
    now = situation(**changes)
    assert decide(ALL, now) == Decision(ALL, now.working_ua or 0, now.working_ua or 0, None, ())


def test_the_smallest_current_there_could_be_is_granted() -> None:
    smallest = situation(abilities=able(step_ua=1), working_ua=1)
    assert decide(ALL, smallest) == Decision(ALL, 1, 1, None, ())


def test_every_reason_is_told_and_each_once() -> None:
    worst = situation(state=State.REST, rest_left_ms=1, session_left_ms=0, day_left_ms=0, charge_left_nc=0,
                      active=2, blocks=(Why.SCREENING,), felt_ua=0)
    decision = decide(2_000, worst)
    assert decision.reasons == (
        Why.PRESCRIPTION, Why.RESTING, Why.SCREENING, Why.CHANNELS, Why.SESSION, Why.DAY, Why.DOSE, Why.FELT,
        Why.CALIBRATION)
    assert decide(2_000, replace(worst, order=None, working_ua=None)).reasons == (
        Why.PRESCRIPTION, Why.RESTING, Why.SCREENING, Why.NOT_CALIBRATED, Why.CHANNELS, Why.SESSION, Why.DAY,
        Why.DOSE, Why.CHANNEL)
    assert decide(2_000, replace(worst, order=order(width_us=0))).reasons == (
        Why.PRESCRIPTION, Why.RESTING, Why.SCREENING, Why.CHANNELS, Why.SESSION, Why.DAY, Why.DOSE, Why.WIDTH)


def test_what_was_asked_is_told_with_a_refusal_too() -> None:
    assert decide(500, situation(rest_left_ms=1)).asked_ua == 15_000
    assert decide(500, situation(order=None)).asked_ua == 15_000
    assert decide(500, situation(order=order(0))).asked_ua == 15_000
    assert decide(500, situation(order=order(0))).asked_per_mille == 500
    assert decide(500, situation(order=None)).asked_per_mille == 500
    assert decide(500, situation(rest_left_ms=1)).asked_per_mille == 500
    assert decide(500, situation(working_ua=None)).asked_ua == 0


# --- lowering ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("changes", "granted_ua", "reasons"), [
    ({"order": order(max_ua=20_000)}, 20_000, (Why.PRESCRIPTION,)),
    ({"order": order(max_ua=20_499)}, 20_000, (Why.PRESCRIPTION,)),
    ({"order": order(max_ua=30_000)}, 30_000, ()),
    ({"order": order(max_ua=29_999)}, 29_500, (Why.PRESCRIPTION,)),
    ({"felt_ua": 0}, 1_000, (Why.FELT,)), ({"felt_ua": 12_345}, 13_000, (Why.FELT,)),
    ({"felt_ua": 28_999}, 29_500, (Why.FELT,)),
    ({"abilities": able(max_ua=25_000)}, 25_000, (Why.DEVICE,)),
    ({"abilities": percent_device(), "external": external(25_000)}, 25_000, (Why.DEVICE,)),
    ({"order": order(muscle="left_hand")}, 20_000, (Why.MUSCLE,)),
    ({"order": order(1_000, width_us=400), "working_ua": 60_000}, 40_000, (Why.PRESCRIPTION, Why.DENSITY)),
    ({"order": order(1_000, width_us=400, max_ua=90_000), "working_ua": 60_000, "felt_ua": 55_000}, 50_000,
     (Why.DENSITY, Why.FELT)),
    ({"order": order(max_ua=90_000), "ceilings": KIOSK, "working_ua": 70_000, "felt_ua": 70_000}, 60_000,
     (Why.CEILING,)),
    ({"order": order(max_ua=25_000), "felt_ua": 15_000, "abilities": able(max_ua=20_000)}, 16_000,
     (Why.FELT, Why.DEVICE, Why.PRESCRIPTION)),
])
def test_each_limit_lowers_and_the_tightest_comes_first(changes: dict[str, Any], granted_ua: int,
                                                        reasons: tuple[Why, ...]) -> None:
    decision = decide(ALL, situation(**changes))
    assert (decision.granted_ua, decision.reasons, decision.binding) == (granted_ua, reasons, reasons[0] if reasons
                                                                         else None)
    assert not decision.refused


def test_v4_is_brought_down_to_half_by_its_density() -> None:
    v4 = situation(order=order(1_000, width_us=400, max_ua=100_000), working_ua=100_000, felt_ua=100_000)
    decision = decide(ALL, v4)
    assert (decision.asked_ua, decision.granted_ua, decision.binding) == (100_000, 50_000, Why.DENSITY)
    assert decision.reasons == (Why.DENSITY, Why.MUSCLE)


def test_v3_is_granted_up_to_the_muscle_in_the_clinic_and_less_at_a_kiosk() -> None:
    v3 = situation(order=order(2_500, width_us=400, max_ua=100_000), working_ua=100_000, felt_ua=100_000)
    assert decide(ALL, v3).reasons == (Why.MUSCLE,)
    assert decide(ALL, v3).granted_ua == 80_000
    at_kiosk = decide(ALL, replace(v3, ceilings=KIOSK))
    assert (at_kiosk.granted_ua, at_kiosk.reasons) == (60_000, (Why.CEILING, Why.CHARGE, Why.MUSCLE))


def test_a_bound_below_one_step_refuses_for_its_own_reason_first() -> None:
    decision = decide(ALL, situation(order=order(max_ua=499)))
    assert (decision.granted_ua, decision.reasons) == (0, (Why.PRESCRIPTION, Why.GRID))


# --- checking again ---------------------------------------------------------------------------------------------


def test_rounding_that_climbs_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "floor_ua", lambda current_ua, step_ua: current_ua + step_ua)
    decision = decide(ALL, situation())
    assert (decision.granted_ua, decision.reasons) == (0, (Why.GRID,))


def test_a_slip_in_the_bounds_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_limits", lambda order, situation: (Bound(10**9, Why.CEILING),))
    v4 = situation(order=order(1_000, width_us=400, max_ua=100_000), working_ua=70_000, felt_ua=100_000)
    decision = decide(ALL, v4)
    assert (decision.granted_ua, decision.reasons) == (0, (Why.DENSITY,))
    weak = replace(v4, abilities=able(max_ua=69_999))
    assert decide(ALL, weak).reasons == (Why.DEVICE, Why.DENSITY)


# --- for all orders ---------------------------------------------------------------------------------------------


@st.composite
def situations(draw: st.DrawFn) -> Situation:
    return situation(
        order=draw(orders()), ceilings=draw(st.sampled_from([KIOSK, CLINIC])),
        state=draw(st.sampled_from([State.ARMED, State.STIM])),
        abilities=able(step_ua=draw(st.sampled_from([250, 500, 1_000, 2_000])),
                       max_ua=draw(st.integers(1_000, 130_000))),
        working_ua=draw(st.integers(1, 130_000)), felt_ua=draw(st.integers(0, 130_000)))


def largest(now: Situation, per_mille: int) -> Fraction:
    """Work out with fractions how large the square of the current may be; by formulas of this test's own."""
    ordered, most = now.order, now.ceilings
    assert ordered is not None
    period = period_us(ordered.rate_mhz, now.abilities, most)
    assert period is not None
    width, area_cm2 = ordered.width_us, Fraction(ordered.pads.area_mm2, 100)
    whole = min(most.max_ua, ordered.max_ua, now.abilities.max_ua, now.felt_ua + 1_000,
                MUSCLE_CAP_UA[ordered.muscle.split("_", 1)[1]])
    on = Fraction(2 * width, period)  # share of the time that current flows
    squares: list[Fraction] = [
        Fraction((now.working_ua or 0) * per_mille, 1000) ** 2, Fraction(whole) ** 2,
        Fraction(most.max_charge_pc, width) ** 2, most.max_rms_ua**2 / on,
        (most.max_density_ua_cm2 * area_cm2) ** 2 / on, most.max_power_uw_cm2 * 10**6 * area_cm2 / 500 / on,
        Fraction(most.max_energy_nj * 10**9, 500 * 2 * width)]
    return min(squares)


@given(situations(), st.integers(1, 1_000))
@settings(max_examples=200, deadline=None)
def test_no_grant_passes_any_limit_and_one_step_more_would(now: Situation, per_mille: int) -> None:
    decision, step_ua = decide(per_mille, now), now.abilities.step_ua
    square = largest(now, per_mille)
    assert decision.granted_ua % step_ua == 0
    assert decision.granted_ua**2 <= square
    assert (decision.granted_ua + step_ua) ** 2 > min(square, Fraction(decision.asked_ua**2))
    assert (decision.binding is None) == (decision.granted_ua == floor_ua(decision.asked_ua, step_ua) != 0
                                          and not decision.reasons)


@given(situations(), st.integers(1, 1_000), st.integers(1, 999), st.data())
@settings(max_examples=200, deadline=None)
def test_lowering_a_limit_never_raises_a_grant(now: Situation, per_mille: int, share: int,
                                               data: st.DataObject) -> None:
    def lower(value: int) -> int:
        return value * share // 1000

    ordered, before = now.order, decide(per_mille, now).granted_ua
    assert ordered is not None
    of_ceilings = data.draw(st.sampled_from([
        "max_ua", "max_charge_pc", "max_rms_ua", "max_density_ua_cm2", "max_power_uw_cm2", "max_energy_nj",
        "max_step_ua"]))
    lowered = [
        replace(now, ceilings=replace(now.ceilings, **{of_ceilings: lower(getattr(now.ceilings, of_ceilings))})),
        replace(now, order=replace(ordered, max_ua=lower(ordered.max_ua))),
        replace(now, order=replace(ordered, pads=replace(ordered.pads, area_mm2=lower(ordered.pads.area_mm2)))),
        replace(now, abilities=replace(now.abilities, max_ua=lower(now.abilities.max_ua))),
        replace(now, working_ua=lower(now.working_ua or 0)),
        replace(now, felt_ua=lower(now.felt_ua)),
        replace(now, rest_left_ms=share), replace(now, session_left_ms=0), replace(now, active=2),
        replace(now, blocks=(Why.PADS,)), replace(now, state=State.READY),
    ]
    assert all(decide(per_mille, each).granted_ua <= before for each in lowered)
    assert decide(lower(per_mille), now).granted_ua <= before


@given(st.one_of(st.none(), st.booleans(), st.floats(), st.text(), st.integers(), st.lists(st.integers())),
       situations())
@settings(max_examples=100, deadline=None)
def test_nothing_that_is_sent_raises(anything: object, now: Situation) -> None:
    decision = decide(anything, now)
    assert 0 <= decision.granted_ua <= (now.working_ua or 0)
    assert decision.refused == (decision.granted_ua == 0 and not (type(anything) is int and anything == 0))
