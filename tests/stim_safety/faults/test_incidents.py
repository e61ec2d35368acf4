"""Faults 61 and 64: a crash with the high voltage on, and another patient."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from stim_safety.messages import (
    Arm,
    Calibrate,
    Confirm,
    Disarm,
    Happened,
    Item,
    PadsMoved,
    Stop,
)
from stim_safety.words import State, Why
from tests.stim_safety.faults.kiosk import KeptRig, Kiosk
from tests.stim_safety.faults.stand import at, expect_latched, flows

ITEMS = {Item.PRESCRIPTION, Item.SCREENING, Item.DEVICE, Item.PRESENT}


@pytest.fixture
def kiosk(tmp_path: Path) -> Kiosk:
    kiosk = Kiosk(tmp_path)
    kiosk.write()
    return kiosk


# 61: a crash.


def to_high_voltage(rig: KeptRig) -> None:
    """Come to the very step in which the frame that switches the high voltage on has been written."""
    rig.ready()
    rig.calibrate()
    rig.run(12_000)
    rig.device.seen.clear()
    rig.post(Arm())
    for _ in range(20):
        rig.tick()
        if rig.device.seen and rig.device.seen[-1].what == "open":
            return
    raise AssertionError("never opened")


def keep(kiosk: Kiosk) -> None:
    """Leave the log as it is: it has no end."""


def empty(kiosk: Kiosk) -> None:
    kiosk.folder.logs()[-1].write_bytes(b"")


def lose(kiosk: Kiosk) -> None:
    kiosk.folder.logs()[-1].unlink()


def lose_all(kiosk: Kiosk) -> None:
    lose(kiosk)
    (kiosk.folder.budgets / "p-1.json").unlink()


@pytest.mark.parametrize("after", [keep, empty, lose, lose_all])
def test_fault_61_the_next_start_finds_the_high_voltage_stops_it_and_shows_the_incident(
        kiosk: Kiosk, after: Callable[[Kiosk], None]) -> None:
    """However much of the last run's log has reached the disk, nothing at all included: the device tells."""
    crashed = kiosk.switch_on()
    to_high_voltage(crashed)
    assert (kiosk.device.level, kiosk.device.high_voltage) == (2, True)
    kiosk.off(crashed)
    after(kiosk)
    kiosk.device.advance(kiosk.now_ns + 10**10)
    assert kiosk.device.high_voltage  # no timeout of the device ends this
    rig = kiosk.switch_on(after_s=11)
    rig.until(State.ESTOP)
    rig.run(60)
    assert (kiosk.device.level, kiosk.device.high_voltage, rig.why) == (0, False, Why.INCIDENT)
    assert [report.happened for report in rig.reports()].count(Happened.INCIDENT) == 1
    assert rig.ask(Arm()).refused
    assert kiosk.folder.tripped.exists() is (after in {keep, empty})
    rig.reset()
    rig.until(State.READY)
    rig.tick()
    assert not kiosk.folder.tripped.exists()


def test_fault_61_an_incident_that_nobody_looked_at_is_shown_again(kiosk: Kiosk) -> None:
    crashed = kiosk.switch_on()
    to_high_voltage(crashed)
    kiosk.off(crashed)
    for _ in range(3):
        rig = kiosk.switch_on(after_s=5)
        rig.until(State.ESTOP)
        rig.run(60)
        assert Happened.INCIDENT in [report.happened for report in rig.reports()]
        kiosk.end(rig)
    rig = kiosk.switch_on(after_s=5)
    rig.until(State.ESTOP)
    rig.reset()
    rig.until(State.READY)
    kiosk.end(rig)
    last = kiosk.switch_on(after_s=5)
    last.until(State.READY)


# 64: another patient.


def test_fault_64_another_patients_file_in_mid_session_stops_for_good(kiosk: Kiosk) -> None:
    rig = kiosk.switch_on()
    rig.stimulate()
    assert flows(rig)
    since_ns = rig.now_ns
    kiosk.write("p-2")
    rig.wish(600, still=State.STIM)
    expect_latched(rig, Why.PRESCRIPTION_CHANGED, since_ns, within_ms=540, for_good=True)


@pytest.mark.parametrize("missing", [*sorted(ITEMS), Item.PADS])
def test_fault_64_the_next_patient_begins_with_nothing_confirmed_and_nothing_found(
        kiosk: Kiosk, missing: Item) -> None:
    first = kiosk.switch_on()
    first.armed()
    assert first.marks().working_ua > 0
    kiosk.end(first)
    kiosk.write("p-2")
    rig = kiosk.switch_on(after_s=60)
    rig.until(State.READY)
    rig.run(100)
    assert rig.status is not None
    assert (rig.status.confirmed, rig.status.pads, rig.status.stop_tested) == (0, 0, False)
    assert rig.marks().working_ua == rig.marks().tolerated_ua == 0
    assert rig.ask(Arm()).reasons == {Why.NOT_CONFIRMED, Why.STOP_NOT_TESTED, Why.NOT_CALIBRATED}
    rig.post(Stop())
    rig.until(State.ESTOP)
    rig.reset()
    rig.until(State.READY)
    prescription = rig.begin.prescription
    assert prescription is not None
    for item in (ITEMS | {Item.PADS}) - {missing}:
        text = {Item.PRESCRIPTION: prescription.digest[:8], Item.DEVICE: rig.identity}.get(item, "")
        assert not rig.ask(Confirm(item, 0, text)).refused
    assert rig.ask(Calibrate(0)).reasons == {Why.PADS if missing is Item.PADS else Why.NOT_CONFIRMED}


@pytest.mark.parametrize(("change", "state"), [
    (("sessions: 0", "sessions: 29"), State.READY), (("sessions: 0", "sessions: 30"), State.IDLE)])
def test_fault_64_pads_that_are_worn_out_are_no_new_ones(
        kiosk: Kiosk, change: tuple[str, str], state: State) -> None:
    kiosk.write("p-2", change)
    rig = kiosk.switch_on()
    rig.run(1000)
    assert rig.state is state
    assert (rig.begin.refusal == "") is (state is State.READY)


def test_fault_64_yesterdays_screening_does_not_do(kiosk: Kiosk) -> None:
    kiosk.write("p-2")
    rig = kiosk.switch_on(after_s=12 * 3600 + 60)
    rig.run(1000)
    assert (rig.state, rig.why) == (State.IDLE, Why.SCREENING)
    assert Why.SCREENING in rig.ask(Arm()).reasons


def test_fault_64_each_patient_has_a_budget_of_the_own(kiosk: Kiosk) -> None:
    first = kiosk.switch_on()
    first.stimulate()
    first.ask(Disarm())
    first.until(State.READY)
    kiosk.end(first)
    kiosk.write("p-2")
    second = kiosk.switch_on(after_s=60)
    assert second.begin.spent is not None
    assert (second.begin.spent.patient, second.begin.spent.session_ms) == ("p-2", 0)
    second.until(State.READY)
    kiosk.end(second)
    kiosk.write("p-1")
    again = kiosk.switch_on(after_s=60).begin.spent
    assert again is not None
    assert again.session_ms > 5_000


def test_fault_64_a_pad_that_was_moved_ends_what_flows_and_what_was_found() -> None:
    rig = at(State.STIM)
    assert flows(rig)
    assert not rig.ask(PadsMoved(0)).refused
    assert rig.level_ua == 0
    rig.until(State.READY)
    rig.run(12_000)
    assert rig.ask(Arm()).reasons == {Why.NOT_CALIBRATED}
    assert rig.ask(Calibrate(0)).reasons == {Why.PADS}
