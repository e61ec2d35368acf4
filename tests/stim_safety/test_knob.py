"""Searching the currents of a channel, press by press."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stim_safety.drivers.p24 import P24
from stim_safety.messages import (
    Calibrate,
    Confirm,
    Disarm,
    Hold,
    Item,
    PadsMoved,
    SetMark,
    StepUp,
)
from stim_safety.timing import MS
from stim_safety.words import Mark, Role, State, Why
from tests.stim_safety.rig import (
    Rig,
    order,
    prescription,
    start,
)


def test_the_search_finds_marks_and_the_working_current() -> None:
    rig = Rig()
    rig.ready()
    rig.calibrate(0, 5, 10, 20)
    marks = rig.marks()
    assert marks.motor_ua == 10_000
    assert marks.tolerated_ua == 20_000
    assert marks.working_ua == 16_000


def test_fault_54_letting_go_is_zero_at_once_and_the_level_is_kept() -> None:
    rig = Rig()
    rig.ready()
    rig.hold()
    rig.press(6)
    assert rig.level_ua == 6000
    rig.ask(Hold(down=False))
    assert rig.level_ua == 0
    assert Why.NOT_HELD in rig.ask(StepUp(0, up=True)).reasons
    assert rig.ask(SetMark(0, Mark.MOTOR, Role.THERAPIST)).reasons == {Why.NOT_HELD}
    assert rig.ask(Hold(down=True)).reasons == {Why.RESTING}
    rig.run(5000)
    assert rig.level_ua == 0
    rig.ask(Hold(down=False))
    assert not rig.ask(Hold(down=True)).refused
    rig.run(400)
    assert 0 < rig.level_ua <= 4000
    rig.run(1000)
    assert rig.level_ua == 6000


def test_fault_54_a_button_that_is_stuck_down_refuses_the_search() -> None:
    rig = Rig()
    rig.ready()
    rig.ask(Hold(down=True))
    assert rig.ask(Calibrate(0)).reasons == {Why.NOT_HELD}
    rig.ask(Hold(down=False))
    assert not rig.ask(Calibrate(0)).refused


def test_fault_55_one_step_for_each_press_and_not_faster_than_300_ms() -> None:
    rig = Rig()
    rig.ready()
    rig.hold()
    assert not rig.ask(StepUp(0, up=True)).refused
    for _ in range(13):
        assert rig.ask(StepUp(0, up=True)).reasons == {Why.TOO_SOON}
    rig.run(280)
    assert rig.ask(StepUp(0, up=True)).granted_ua == 2000
    assert rig.ask(StepUp(1, up=True)).reasons == {Why.CHANNEL}


def test_steps_stop_at_the_most_that_is_prescribed() -> None:
    rig = Rig(begin=start(prescription(order(max_ua=3000))))
    rig.ready()
    rig.hold()
    rig.press(3)
    answer = rig.ask(StepUp(0, up=True))
    assert (answer.refused, answer.binding, answer.granted_ua) == (True, Why.PRESCRIPTION, 3000)


class Weak(P24):
    """A stimulator that gives less than is prescribed."""

    def __init__(self) -> None:
        super().__init__()
        self.abilities = replace(self.abilities, max_ua=3000)


def test_steps_stop_at_the_most_that_the_device_gives() -> None:
    rig = Rig(driver=Weak())
    rig.ready()
    rig.hold()
    rig.press(3)
    refused = rig.ask(StepUp(0, up=True))
    assert (refused.reasons, refused.channel, refused.granted_ua) == (frozenset({Why.DEVICE}), 0, 3000)


def test_a_refused_mark_tells_its_channel() -> None:
    rig = Rig(begin=start(prescription(order(), order(1, "left_wrist_flexors"))))
    rig.ready()
    rig.hold(1)
    early = rig.ask(SetMark(1, Mark.SENSORY, Role.THERAPIST))
    assert (early.reasons, early.channel) == (frozenset({Why.NOT_HELD}), 1)
    rig.press(6, 1)
    assert not rig.ask(SetMark(1, Mark.SENSORY, Role.THERAPIST)).refused
    rig.ask(StepUp(1, up=False))
    rig.run(60)
    late = rig.ask(SetMark(1, Mark.MOTOR, Role.THERAPIST))
    assert (late.reasons, late.channel) == (frozenset({Why.MARK_ORDER}), 1)


def test_minus_is_always_granted_and_the_lowest_ends_the_output() -> None:
    rig = Rig()
    rig.ready()
    rig.hold()
    rig.press(2)
    rig.run(1000)
    assert rig.ask(StepUp(0, up=False)).granted_ua == 1000
    rig.run(60)
    assert rig.level_ua == 1000
    rig.ask(StepUp(0, up=False))
    rig.ask(StepUp(0, up=False))
    assert rig.level_ua == 0
    assert Why.NOT_HELD in rig.ask(StepUp(0, up=True)).reasons


def test_marks_are_refused_out_of_order_and_enough_is_the_patients_alone() -> None:
    rig = Rig()
    rig.ready()
    rig.hold()
    assert rig.ask(SetMark(0, Mark.SENSORY, Role.THERAPIST)).reasons == {Why.NOT_HELD}
    rig.press(6)
    assert rig.ask(SetMark(1, Mark.SENSORY, Role.THERAPIST)).reasons == {Why.CHANNEL}
    assert rig.ask(SetMark(0, Mark.SENSORY, Role.THERAPIST)).granted_ua == 6000
    rig.ask(StepUp(0, up=False))
    rig.run(60)
    assert rig.ask(SetMark(0, Mark.MOTOR, Role.THERAPIST)).reasons == {Why.MARK_ORDER}
    assert rig.ask(SetMark(0, Mark.TOLERATED, Role.THERAPIST)).reasons == {Why.NOT_THE_PATIENT}
    assert not rig.ask(SetMark(0, Mark.TOLERATED, Role.PATIENT)).refused
    assert rig.level_ua == 0


def test_an_output_of_the_search_ends_by_itself_and_needs_a_rest_and_a_new_press() -> None:
    rig = Rig()
    rig.ready()
    rig.hold()
    rig.press(2)
    for _ in range(16):
        rig.ask(Confirm(Item.PRESENT, 0, ""))
        rig.run(980)
    assert (rig.state, rig.level_ua) == (State.CALIB, 0)
    rig.run(16_000)
    assert rig.level_ua == 0
    rig.ask(Hold(down=True))
    rig.run(500)
    assert rig.level_ua == 0
    rig.ask(Hold(down=False))
    rig.ask(Hold(down=True))
    rig.run(2000)
    assert rig.level_ua == 2000


def test_a_press_before_the_device_is_open_does_not_count() -> None:
    rig = Rig()
    rig.ready()
    rig.device.tricks.delay_ms = 60  # type: ignore[attr-defined]  # the emulator's switches
    rig.ask(Calibrate(0))
    rig.until(State.CALIB)
    assert rig.ask(Hold(down=True)).reasons == {Why.STATE}
    rig.ask(Hold(down=False))


def test_letting_go_before_anything_flowed_gives_the_reserve_back() -> None:
    rig = Rig()
    rig.ready()
    rig.hold()
    kept = [outputs.spent for outputs in rig.outputs if outputs.spent is not None]
    assert kept[-1].reserved_ms == 15_000
    rig.ask(Hold(down=False))
    rig.run(1000)
    kept = [outputs.spent for outputs in rig.outputs if outputs.spent is not None]
    assert (kept[-1].reserved_ms, kept[-1].session_ms) == (0, 0)


def test_the_rest_after_an_output_is_as_long_as_it_was_to_the_tick() -> None:
    rig = Rig()
    rig.ready()
    rig.hold()
    rig.press(8)
    rig.ask(Hold(down=False))
    rig.run(60)
    memory = rig.controller._run.memory[0]
    assert memory.off_since_ns is not None
    due_ns = memory.off_since_ns + max(2000, memory.last_on_ms) * MS
    rig.run((due_ns - rig.now_ns) // MS - 40)
    assert rig.ask(Hold(down=True)).reasons == {Why.RESTING}
    rig.post(Hold(down=False))
    number = rig.post(Hold(down=True))
    rig.tick((due_ns - rig.now_ns) // MS)
    assert not rig.decided[number].refused


def test_what_was_felt_before_is_known_in_a_second_search() -> None:
    rig = Rig()
    rig.ready()
    rig.calibrate()
    rig.run(12_000)
    rig.hold()
    assert rig.controller._run.found_of(0).felt_ua == 16_000


def test_a_search_begins_with_nothing_found() -> None:
    rig = Rig()
    rig.ready()
    rig.calibrate()
    rig.run(12_000)
    rig.ask(Calibrate(0))
    rig.until(State.CALIB)
    rig.run(60)
    assert rig.marks().motor_ua == 0


@pytest.mark.parametrize("state", [State.READY, State.ARMED])
def test_fault_64_moved_pads_lose_what_was_found(state: State) -> None:
    rig = Rig()
    rig.armed()
    if state is State.READY:
        rig.ask(Disarm())
        rig.until(State.READY)
    assert not rig.ask(PadsMoved(0)).refused
    rig.until(State.READY)
    rig.run(60)
    assert rig.marks().working_ua == 0
    assert rig.status is not None
    assert rig.status.pads == 0
