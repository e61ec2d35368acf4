"""Faults 1 to 5: values at and above their limits, and values that are none."""

from __future__ import annotations

import math
import struct
from dataclasses import replace
from typing import Any

import pytest

from stim_safety.decide import decide
from stim_safety.drivers.p24 import P24
from stim_safety.messages import BadMessage, Envelope, StepUp, Wish, encode
from stim_safety.timing import MS
from stim_safety.words import ACTIVE, Point, State, Why
from tests.stim_safety.faults.stand import at, climb, expect_latched, expect_refused, flows
from tests.stim_safety.files import bent, refused
from tests.stim_safety.oracle import frames_of
from tests.stim_safety.orders import KIOSK, look, order, situation, steady, train
from tests.stim_safety.rig import NONCE, Rig

NO_NUMBERS = [math.nan, math.inf, -math.inf, -0.0, -5.0, True, "50", [20_000], None, 20.49]
WIDE = order(max_ua=90_000)


def test_fault_01_a_step_above_the_ceiling_is_refused_and_changes_nothing() -> None:
    rig = at(State.READY, "above")
    climb(rig, 60)
    assert flows(rig) == 60_000
    expect_refused(rig, StepUp(0, up=True), {Why.CEILING})


def test_fault_01_every_limit_that_is_reached_is_a_reason() -> None:
    rig = at(State.READY, "large")
    climb(rig, 60)
    expect_refused(rig, StepUp(0, up=True), {Why.CEILING, Why.PRESCRIPTION})


def test_fault_01_a_step_above_the_prescription_is_refused_and_changes_nothing() -> None:
    rig = at(State.READY)
    climb(rig, 20)
    assert flows(rig) == 20_000
    expect_refused(rig, StepUp(0, up=True), {Why.PRESCRIPTION})


def test_fault_01_a_share_above_what_was_calibrated_is_refused_and_changes_nothing() -> None:
    rig = at(State.STIM)
    assert flows(rig) == 12_500
    expect_refused(rig, Wish(0, 1001, 100), {Why.PRESCRIPTION, Why.CALIBRATION})
    expect_refused(at(State.STIM), Wish(1, 1001, 100), {
        Why.PRESCRIPTION, Why.CHANNEL, Why.CHANNELS, Why.NOT_CALIBRATED, Why.DOSE, Why.PADS})


@pytest.mark.parametrize(("above_ua", "setting", "why"), [
    (60_500, {"ceilings": KIOSK, "ordered": WIDE}, Why.CEILING),
    (30_500, {"ordered": order(max_ua=30_000)}, Why.PRESCRIPTION),
    (40_500, {"ordered": order(max_ua=90_000, muscle="left_biceps")}, Why.MUSCLE),
    (12_500, {"bound_ua": 12_000}, Why.CALIBRATION)])
def test_fault_02_the_last_look_stops_at_the_very_same_limits(
        above_ua: int, setting: dict[str, Any], why: Why) -> None:
    assert look(train(above_ua), **setting) == (why,)
    assert look(train(above_ua - 500), **setting) == ()


def test_fault_02_the_limit_itself_is_granted_and_flows() -> None:
    rig = at(State.READY, "above")
    climb(rig, 59)
    assert rig.ask(StepUp(0, up=True)).granted_ua == 60_000
    rig.run(200)
    assert flows(rig) == 60_000


def test_fault_02_the_whole_prescription_is_granted_and_flows() -> None:
    rig = at(State.STIM, "large")
    assert flows(rig) == 60_000
    answer = rig.ask(Wish(0, 1000, 100))
    assert (answer.refused, answer.granted_ua, answer.reasons) == (False, 60_000, frozenset())


@pytest.mark.parametrize("value", NO_NUMBERS, ids=repr)
def test_fault_04_what_is_no_plain_share_is_refused_at_every_boundary(value: object) -> None:
    assert decide(value, situation()).reasons == (Why.NOT_A_NUMBER,)
    with pytest.raises(BadMessage):
        encode(Envelope(1, NONCE, 0, Wish(0, value, 100)))  # type: ignore[arg-type]  # hostile on purpose


@pytest.mark.parametrize("value", NO_NUMBERS, ids=repr)
def test_fault_04_a_current_that_is_no_whole_number_never_passes_the_last_look(value: Any) -> None:
    bad = replace(train(20_000), points=(Point(250, value), Point(250, -20_000)))
    assert look(bad, memory=steady(20_000)) == (Why.NOT_A_NUMBER,)
    assert look(replace(train(20_000), period_us=value)) == (Why.NOT_A_NUMBER,)


@pytest.mark.parametrize("current_ua", [math.nan, math.inf, -math.inf, -5_000, 20_490])
def test_fault_03_the_driver_refuses_what_it_cannot_write_exactly(current_ua: Any) -> None:
    assert P24().pulse(0, 250, 28_500, 20_000).points[0].current_ua == 20_000
    with pytest.raises(ValueError, match="current"):
        P24().pulse(0, 250, 28_500, current_ua)


@pytest.mark.parametrize("value", ["nan mA", "inf mA", "-inf mA", ".nan", "-0.0 mA", "-5 mA", "true", '"20 mA"',
                                   "[20 mA]", "null", "", "50"])
def test_fault_04_no_file_with_such_a_current_is_loaded(value: str) -> None:
    assert refused(bent(("max: 20 mA", "max: 19.5 mA"))) == []
    assert refused(bent(("max: 20 mA", f"max: {value}")))


def post_bits(rig: Rig, value: float) -> int:
    """Let the game send the bits of a number with a point where a share belongs."""
    rig.sequence += 1
    data = bytearray(encode(Envelope(rig.sequence, NONCE, rig.now_ns, Wish(0, 0, 100))))
    data[26:30] = struct.pack("<f", value)
    rig.post_raw(bytes(data))
    return rig.sequence


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_fault_03_bits_that_are_no_number_are_refused_and_the_train_dies(value: float) -> None:
    rig = at(State.STIM)
    flows(rig)
    begun_ns = rig.now_ns
    for _ in range(6):
        number = post_bits(rig, value)
        rig.tick()
        assert (rig.decided[number].refused, rig.decided[number].granted_ua) == (True, 0)
    assert rig.level_ua == 0
    assert rig.device.history[-1].t_ns - begun_ns <= 120 * MS


@pytest.mark.parametrize("state", sorted(ACTIVE))
@pytest.mark.parametrize("value", [-math.inf, -0.0, -5.0])
def test_fault_03_less_than_nothing_is_refused_and_stops_what_is_active(value: float, state: State) -> None:
    rig = at(state)
    number = post_bits(rig, value)
    assert rig.tick().frames == rig.driver.stop_frames
    assert rig.decided[number].reasons == {Why.NOT_A_NUMBER}
    expect_latched(rig, Why.NOT_A_NUMBER, rig.now_ns)


def test_fault_03_less_than_nothing_is_only_refused_while_nothing_is_on() -> None:
    rig = at(State.READY)
    assert rig.ask(Wish(0, -5, 100)).reasons == {Why.NOT_A_NUMBER}
    assert rig.state is State.READY


def test_fault_05_between_two_steps_both_phases_are_rounded_down_and_nothing_is_left_over() -> None:
    rig = at(State.STIM, "fine")
    assert rig.marks().working_ua == 20_490
    assert rig.device.history[-1].points == ((250, 20_000), (100, 0), (250, -20_000))
    assert max(abs(sum(width * current for width, current in output.points)) for output in rig.device.history) == 0
    packets = [packet for _, data in rig.written for packet in frames_of(data)]
    updates = [packet for packet in packets if packet[1] == 32 and len(packet) > 4]
    points = [updates[-1][at:at + 4] for at in range(6, 18, 4)]
    assert [int.from_bytes(point, "big") >> 10 & 0x3FF for point in points] == [340, 300, 260]
