"""Fault 63: a patient at the therapist's page, wrong PINs, and a page that nobody touches."""

from __future__ import annotations

import pytest

from stim_safety import pin
from stim_safety.messages import (
    Arm,
    Calibrate,
    Confirm,
    Disarm,
    Hold,
    Item,
    Message,
    PadsMoved,
    Pin,
    Reset,
    SetMark,
    StepUp,
    Stop,
    Wish,
)
from stim_safety.words import Mark, Role, State, Why
from tests.stim_safety.faults.stand import flows
from tests.stim_safety.rig import DIGEST, Rig, start

RIGHT, WRONG = "4711", "4712"
RECORD = pin.make(RIGHT, bytes(16))
THERAPISTS: list[Message] = [
    Confirm(Item.PRESCRIPTION, 0, DIGEST[:8]), Confirm(Item.SCREENING, 0, ""), Confirm(Item.PADS, 0, ""),
    Confirm(Item.PRESENT, 0, ""), Confirm(Item.EXTERNAL, 0, ""), Calibrate(0), StepUp(0, up=True),
    StepUp(0, up=False), SetMark(0, Mark.SENSORY, Role.THERAPIST), SetMark(0, Mark.TOLERATED, Role.THERAPIST),
    SetMark(0, Mark.SENSORY, Role.PATIENT), SetMark(0, Mark.MOTOR, Role.PATIENT),
    Arm(), Reset(1), Reset(2)]


def with_pin() -> Rig:
    """Come to READY on a locked page."""
    rig = Rig(begin=start(pin=RECORD))
    rig.until(State.READY)
    rig.run(100)
    return rig


def unlocked() -> Rig:
    """Come to ARMED on a page that was unlocked for it."""
    rig = with_pin()
    assert not rig.ask(Pin(RIGHT)).refused
    rig.armed()
    return rig


@pytest.mark.parametrize("message", THERAPISTS)
def test_fault_63_without_the_pin_nothing_can_be_changed(message: Message) -> None:
    rig = with_pin()
    before = rig.status
    answer = rig.ask(message)
    assert answer.refused
    assert answer.reasons == {Why.LOCKED}
    rig.run(200)
    assert rig.status is not None
    assert before is not None
    assert (rig.status.confirmed, rig.status.pads, rig.status.unlocked) == (0, 0, False)
    assert rig.state is State.READY


def test_fault_63_a_latch_stays_without_the_pin_and_a_stop_needs_none() -> None:
    rig = with_pin()
    rig.post(Stop())
    rig.until(State.ESTOP)
    rig.run(3100)
    for step in (1, 2, 1, 2):
        assert rig.ask(Reset(step)).reasons == {Why.LOCKED}
    assert rig.state is State.ESTOP
    rig.ask(Pin(RIGHT))
    assert not rig.ask(Reset(1)).refused
    rig.run(300)
    assert not rig.ask(Reset(2)).refused


@pytest.mark.parametrize("texts", [
    [WRONG] * 5, ["", "0", "47110", RIGHT + "\u0660", "abcd"], ["0000", "1111", "2222", "3333", "4444"]])
def test_fault_63_five_wrong_pins_lock_out_for_a_minute(texts: list[str]) -> None:
    rig = with_pin()
    assert [rig.ask(Pin(text)).binding for text in texts] == [Why.LOCKED] * 4 + [Why.LOCKED_OUT]
    since_ns = rig.now_ns
    for _ in range(5):
        rig.run(11_900)
        assert rig.ask(Pin(RIGHT)).reasons == {Why.LOCKED_OUT}
        assert rig.ask(Confirm(Item.PRESENT, 0, "")).reasons == {Why.LOCKED}
    rig.tick(60_000 - (rig.now_ns - since_ns) // 1_000_000 - 20)
    assert rig.ask(Pin(RIGHT)).reasons == set()
    assert not rig.ask(Confirm(Item.PRESENT, 0, "")).refused


def test_fault_63_four_wrong_pins_and_the_right_one_open_and_begin_the_count_again() -> None:
    rig = with_pin()
    for _ in range(2):
        assert [rig.ask(Pin(WRONG)).binding for _ in range(4)] == [Why.LOCKED] * 4
        assert not rig.ask(Pin(RIGHT)).refused


def test_fault_63_five_wrong_pins_close_an_open_page() -> None:
    rig = with_pin()
    rig.ask(Pin(RIGHT))
    assert not rig.ask(Confirm(Item.PRESENT, 0, "")).refused
    for _ in range(5):
        rig.ask(Pin(WRONG))
    assert rig.ask(Confirm(Item.PADS, 0, "")).reasons == {Why.LOCKED}


@pytest.mark.parametrize(("idle_ms", "refused"), [(59_960, False), (60_020, True)])
def test_fault_63_a_page_that_nobody_touches_for_a_minute_locks_itself(idle_ms: int, refused: bool) -> None:
    rig = with_pin()
    rig.ask(Pin(RIGHT))
    rig.run(idle_ms)
    assert rig.ask(Confirm(Item.PRESENT, 0, "")).refused is refused
    assert rig.state is State.READY


def test_fault_63_a_search_that_the_therapist_has_left_is_disarmed_after_a_minute() -> None:
    rig = with_pin()
    rig.ask(Pin(RIGHT))
    rig.ready()
    rig.hold()
    rig.press(3)
    assert flows(rig)
    since_ns = rig.now_ns
    rig.run(59_600)
    assert rig.state is State.CALIB
    rig.until(State.READY)
    rig.run(60)
    assert (rig.why, rig.level_ua) == (Why.IDLE_TOO_LONG, 0)
    assert 59_600 <= (rig.now_ns - since_ns) // 1_000_000 <= 60_400
    assert rig.ask(Calibrate(0)).reasons == {Why.LOCKED}


def test_fault_63_what_is_armed_and_not_used_is_disarmed_and_a_patient_cannot_arm_it_again() -> None:
    rig = unlocked()
    rig.run(299_000)
    assert rig.state is State.ARMED
    rig.run(1_500)
    assert (rig.state, rig.why) == (State.READY, Why.IDLE_TOO_LONG)
    for message in (Arm(), Calibrate(0)):
        assert rig.ask(message).reasons == {Why.LOCKED}
    assert rig.ask(Wish(0, 1000, 100)).refused


def test_fault_63_a_patient_may_play_on_a_locked_page_stop_and_let_go() -> None:
    rig = unlocked()
    rig.run(61_000)
    rig.wish(2500)
    assert flows(rig) == 12_500
    assert not rig.ask(PadsMoved(0)).refused
    assert rig.level_ua == 0
    rig.until(State.READY)
    assert rig.ask(Disarm()).reasons == {Why.STATE}
    assert not rig.ask(Hold(down=False)).refused
    rig.post(Stop())
    rig.until(State.ESTOP)
