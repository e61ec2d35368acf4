"""What must hold before the high voltage goes on, each missing thing told by its name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from devices.emulators.stimulators.openems import OpenEmsEmulator
from stim_safety.drivers.openems import OpenEms
from stim_safety.drivers.p24 import P24
from stim_safety.messages import (
    Arm,
    Calibrate,
    Confirm,
    Decided,
    Device,
    Disarm,
    Hold,
    Item,
    Message,
    PadsMoved,
    Pin,
    Refusal,
    Reset,
    SetMark,
    StepUp,
    Wish,
)
from stim_safety.order import External
from stim_safety.pin import make
from stim_safety.words import Mark, Role, State, Why
from tests.stim_safety.rig import (
    UTC_S,
    Rig,
    order,
    prescription,
    start,
    used,
)
from tests.stim_safety.test_every_driver import DEVICES, rig_of


def test_everything_must_be_confirmed_tested_and_calibrated() -> None:
    rig = Rig()
    rig.until(State.READY)
    rig.run(100)
    assert rig.ask(Arm()).reasons == {Why.NOT_CONFIRMED, Why.STOP_NOT_TESTED, Why.NOT_CALIBRATED}
    assert rig.ask(Calibrate(0)).reasons == {Why.NOT_CONFIRMED, Why.STOP_NOT_TESTED, Why.PADS}
    assert Why.CHANNEL in rig.ask(Calibrate(4)).reasons
    rig.ready()
    assert rig.ask(Arm()).reasons == {Why.NOT_CALIBRATED}
    rig.calibrate()
    rig.ask(PadsMoved(0))
    assert rig.ask(Arm()).reasons == {Why.NOT_CALIBRATED}


@pytest.mark.parametrize(("message", "why"), [
    (Confirm(Item.PRESCRIPTION, 0, "00000000"), Why.NOT_CONFIRMED),
    (Confirm(Item.PRESCRIPTION, 0, ""), Why.NOT_CONFIRMED),
    (Confirm(Item.DEVICE, 0, "p24 other"), Why.UNKNOWN_DEVICE), (Confirm(Item.DEVICE, 0, ""), Why.UNKNOWN_DEVICE),
    (Confirm(Item.PADS, 3, ""), Why.CHANNEL), (Confirm(Item.EXTERNAL, 0, ""), Why.DEVICE),
    (PadsMoved(3), Why.CHANNEL),
    (StepUp(0, up=True), Why.STATE), (SetMark(0, Mark.MOTOR, Role.THERAPIST), Why.STATE), (Disarm(), Why.STATE),
    (Reset(1), Why.STATE), (Wish(0, 500, 100), Why.STATE)])
def test_what_makes_no_sense_is_refused(message: Message, why: Why) -> None:
    rig = Rig()
    rig.until(State.READY)
    rig.run(60)
    assert why in rig.ask(message).reasons


@pytest.mark.parametrize("left_ms", [1000, 999])
@pytest.mark.parametrize("budget", [Why.SESSION, Why.DAY])
def test_what_is_left_must_be_enough_for_the_shortest_ramp(budget: Why, left_ms: int) -> None:
    usual = prescription()
    spent = (used(session_ms=usual.session_ms - left_ms, session_ended_s=UTC_S - 10) if budget is Why.SESSION
             else used(day_ms=usual.day_ms - left_ms))
    rig = Rig(begin=start(usual, spent=spent))
    rig.ready()
    assert rig.ask(Calibrate(0)).reasons == (set() if left_ms == 1000 else {budget})


class Narrow(P24):
    """A stimulator whose pulses are shorter than prescribed."""

    def __init__(self) -> None:
        super().__init__()
        self.abilities = replace(self.abilities, max_width_us=200)


def test_what_the_device_cannot_do_is_not_searched() -> None:
    rig = Rig(driver=Narrow())
    rig.ready()
    assert rig.ask(Calibrate(0)).reasons == {Why.WIDTH}


def test_an_external_unit_is_confirmed_beside_everything_else() -> None:
    rig = rig_of("openems")
    rig.until(State.READY, 20_000)
    rig.ready()
    items = rig.controller._run.therapist.confirmed
    for item in Item:
        if item in items:
            items.discard(item)
            assert Why.NOT_CONFIRMED in rig.ask(Arm()).reasons, item
            items.add(item)
    assert Item.EXTERNAL in items
    assert Why.NOT_CONFIRMED not in rig.ask(Arm()).reasons


@pytest.mark.parametrize("external", [None, External(20_000, "A. Therapist")])
def test_an_external_unit_is_nothing_to_a_stimulator_that_needs_none(external: External | None) -> None:
    rig = Rig(begin=start(prescription(external=external)))
    rig.until(State.READY)
    rig.run(60)
    assert rig.ask(Confirm(Item.EXTERNAL, 0, "")).reasons == {Why.DEVICE}


def test_fault_38_a_confirmed_device_is_remembered_and_told_as_known() -> None:
    rig = Rig()
    rig.until(State.READY)
    rig.run(60)
    rig.ask(Confirm(Item.DEVICE, 0, "p24 2200010001"))
    assert [outputs.device_known for outputs in rig.outputs if outputs.device_known] == ["p24 2200010001"]
    again = Rig(begin=start(known_devices=frozenset({"p24 2200010001"})))
    again.until(State.READY)
    assert again.newest(Device).known


def test_fault_14_without_a_budget_or_with_a_used_one_there_is_no_current() -> None:
    for spent, why in ((None, {Why.NO_BUDGET}), (used(session_ms=20 * 60_000), {Why.SESSION}),
                       (used(day_ms=40 * 60_000), {Why.DAY}), (used(charge_nc=(300_000_000,) * 8), {Why.DOSE})):
        rig = Rig(begin=start(spent=spent))
        rig.ready()
        assert rig.ask(Calibrate(0)).reasons == (why | {Why.DOSE} if spent is None else why)



def test_fault_16_an_old_screening_cannot_reach_ready() -> None:
    old = replace(prescription().screening, at_s=UTC_S - 13 * 3600)
    rig = Rig(begin=start(prescription(screening=old)))
    rig.run(500)
    assert (rig.state, rig.why) == (State.IDLE, Why.SCREENING)
    assert Why.SCREENING in rig.ask(Confirm(Item.SCREENING, 0, "")).reasons


def test_a_prescription_that_was_refused_is_told_in_parts() -> None:
    sentence = "Line 4, column 9: max is above the ceiling; write 60 mA or less. " * 4
    rig = Rig(begin=start(prescription=None, refusal=sentence, spent=None))
    rig.run(500)
    assert (rig.state, rig.why) == (State.IDLE, Why.NO_PRESCRIPTION)
    told = [message for message in rig.told if isinstance(message, Refusal)]
    assert "".join(message.part for message in told) == sentence
    assert [message.last for message in told] == [False] * (len(told) - 1) + [True]
    assert rig.ask(Confirm(Item.PRESENT, 0, "")).reasons == {Why.NO_PRESCRIPTION}
    assert Why.NO_PRESCRIPTION in rig.ask(Arm()).reasons


def test_a_screening_that_grows_old_closes_an_armed_device_and_leaves_ready() -> None:
    nearly = replace(prescription().screening, at_s=UTC_S - 12 * 3600 + 40)
    rig = Rig(begin=start(prescription(screening=nearly)))
    rig.armed()
    rig.run(20_000)
    assert (rig.state, rig.why) == (State.IDLE, Why.SCREENING)
    calm = Rig(begin=start(prescription(screening=nearly)))
    calm.until(State.READY)
    calm.run(41_000)
    assert (calm.state, calm.why) == (State.IDLE, Why.SCREENING)


def test_fault_63_a_locked_page_changes_nothing() -> None:
    rig = Rig(begin=start(pin=make("4711", bytes(16))))
    rig.until(State.READY)
    rig.run(60)
    for message in (Confirm(Item.PRESENT, 0, ""), Calibrate(0), Arm(), Reset(1), StepUp(0, up=True),
                    SetMark(0, Mark.MOTOR, Role.THERAPIST)):
        assert rig.ask(message).reasons == {Why.LOCKED}
    assert rig.ask(Pin("1234")).reasons == {Why.LOCKED}
    assert not rig.ask(Pin("4711")).refused
    assert not rig.ask(Confirm(Item.PRESENT, 0, "")).refused
    rig.run(60_100)
    assert rig.ask(Confirm(Item.PRESENT, 0, "")).reasons == {Why.LOCKED}
    assert Why.LOCKED in rig.ask(Arm()).reasons


@pytest.mark.parametrize(("mark", "role", "locked"), [
    (Mark.SENSORY, Role.THERAPIST, True), (Mark.SENSORY, Role.PATIENT, True), (Mark.MOTOR, Role.PATIENT, True),
    (Mark.TOLERATED, Role.THERAPIST, True), (Mark.TOLERATED, Role.PATIENT, False)])
def test_on_a_locked_page_a_patient_may_still_say_enough(mark: Mark, role: Role, locked: bool) -> None:
    rig = Rig(begin=start(pin=make("4711", bytes(16))))
    rig.until(State.READY)
    rig.run(60)
    assert (rig.ask(SetMark(0, mark, role)).reasons == {Why.LOCKED}) is locked


def test_nobody_at_the_page_for_a_minute_ends_the_search() -> None:
    rig = Rig()
    rig.ready()
    rig.hold()
    rig.ask(Hold(down=False))
    rig.run(60_500)
    assert (rig.state, rig.why) == (State.READY, Why.IDLE_TOO_LONG)


def test_an_armed_device_that_nobody_uses_closes() -> None:
    rig = Rig()
    rig.armed()
    rig.run(300_200)
    assert (rig.state, rig.why) == (State.READY, Why.IDLE_TOO_LONG)


def test_fault_60_without_a_proven_log_it_cannot_arm() -> None:
    rig = Rig()
    rig.ready()
    rig.calibrate()
    assert Why.LOG in answer_with(rig, Arm(), log_gone="the disk is full").reasons
    rig.logging = False
    assert not rig.ask(Arm()).refused
    rig.run(980)
    assert rig.state is State.READY
    rig.run(200)
    assert (rig.state, rig.why) == (State.READY, Why.LOG)
    rig.logging, rig.acked = True, rig.recorded
    rig.run(200)
    assert rig.state is State.READY


def answer_with(rig: Rig, message: Message, log_gone: str) -> Decided:
    number = rig.post(message)
    rig.tick(log_gone=log_gone)
    return rig.decided[number]


@pytest.mark.parametrize(("name", "rate_mhz", "width_us", "refused"), [
    ("rehastim2", 40_000, 250, True), ("rehastim2", 35_000, 250, False),
    ("rehastim2", 35_050, 250, False),  # the same on its grid of periods
    ("rehastim2", 40_000, 19, False),  # it is never opened for what it cannot do
    ("p24", 40_000, 250, False)])
def test_a_device_of_one_rate_is_not_opened_for_two(
        name: str, rate_mhz: int, width_us: int, refused: bool) -> None:
    driver, device = DEVICES[name]
    rig = Rig(driver(), device(), start(prescription(
        order(), order(1, "left_wrist_flexors", rate_mhz=rate_mhz, width_us=width_us))))
    rig.until(State.READY, 20_000)
    rig.ready()
    assert rig.ask(Calibrate(0)).reasons == ({Why.RATES} if refused else set())
    assert (Why.RATES in rig.ask(Arm()).reasons) is refused


class OneRate(OpenEms):
    """A device that dims an external unit, and gives all channels one rate."""

    def __init__(self) -> None:
        super().__init__(20_000)
        self.abilities = replace(self.abilities, one_period=True)


def test_two_rates_of_an_external_unit_count_as_well() -> None:
    orders = (order(on_ms=5000), order(1, "left_wrist_flexors", rate_mhz=40_000, on_ms=5000))
    external = External(20_000, "A. Therapist")
    rig = Rig(OneRate(), OpenEmsEmulator(), start(prescription(*orders, external=external)))
    rig.until(State.READY, 20_000)
    assert Why.RATES in rig.ask(Arm()).reasons


def test_an_intention_to_arm_can_be_taken_back() -> None:
    rig = Rig()
    rig.ready()
    rig.calibrate()
    rig.logging = False
    rig.ask(Arm())
    assert Why.STATE in rig.ask(Arm()).reasons
    assert not rig.ask(Disarm()).refused
    rig.logging, rig.acked = True, rig.recorded
    rig.run(200)
    assert rig.state is State.READY


@pytest.mark.parametrize("message", [Arm(), Calibrate(0)])
def test_what_was_right_when_asked_is_looked_at_again_when_it_is_done(message: Message) -> None:
    rig = Rig()
    rig.ready()
    rig.calibrate()
    rig.run(12_000)
    rig.logging = False
    assert not rig.ask(message).refused
    rig.guarding = False
    rig.run(300)
    rig.logging, rig.acked = True, rig.recorded
    rig.run(60)
    assert rig.state is State.READY
    assert rig.records[-1].kind == "not_done"
