"""Faults 38, 44 to 48: another device at the port, and devices that do something else than was ordered."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from devices.emulators.stimulators.p24 import P24Emulator
from stim_safety.codecs.sm34 import Command, decode
from stim_safety.drivers.p24 import P24
from stim_safety.messages import Arm, Calibrate, Confirm, Device, Happened, Item, Stop
from stim_safety.timing import MS
from stim_safety.words import State, Why
from tests.stim_safety.faults.stand import at, expect_latched, flows, trains
from tests.stim_safety.rig import DIGEST, Rig, order, prescription, start, tricks

ACTIVE = (State.CALIB, State.ARMED, State.STIM, State.REST)
OURS, OTHER = "p24 2200010001", "p24 2200010002"
SAFETY_PAGE = Path(__file__).resolve().parents[3] / "docs" / "safety.md"
WHY_OF_NIBBLE = {1: Why.ELECTRODE, 2: Why.PULSE_TIMEOUT, 3: Why.LOW_CURRENT}


def go_on(rig: Rig, ms: int = 620) -> None:
    """Let it go on as before, wishing where a train runs, until the next keep-alive has been answered."""
    state = rig.state
    if state is State.STIM:
        rig.wish(ms, still=state)
        return
    for _ in range(ms // 20):
        if rig.state is state:
            rig.tick()


def ready_but_for(rig: Rig, item: Item) -> None:
    """Come to READY, with the stop tested and everything confirmed but this."""
    rig.until(State.READY)
    rig.run(100)
    rig.post(Stop())
    rig.until(State.ESTOP)
    rig.reset()
    rig.until(State.READY)
    texts = {Item.PRESCRIPTION: DIGEST[:8], Item.DEVICE: rig.identity}
    for each in {Item.PRESCRIPTION, Item.SCREENING, Item.PRESENT, Item.DEVICE, Item.PADS} - {item}:
        assert not rig.ask(Confirm(each, 0, texts.get(each, ""))).refused


def not_opened(rig: Rig) -> bool:
    return not {seen.what for seen in rig.device.seen} & {"open", "trains"}


# 38: plugged in again, or another one.


@pytest.mark.parametrize(("identity", "known", "shown"), [
    ("2200010001", frozenset({OURS}), Device(OURS, known=True)),
    ("2200010002", frozenset({OURS}), Device(OTHER, known=False)),
    ("2200010001", frozenset(), Device(OURS, known=False))])
def test_fault_38_no_device_is_opened_before_a_person_has_confirmed_who_it_is(
        identity: str, known: frozenset[str], shown: Device) -> None:
    """A known one at another path, or another one with the same USB id: the path and that id play no part."""
    rig = Rig(begin=start(known_devices=known))
    tricks(rig, identity=identity)
    ready_but_for(rig, Item.DEVICE)
    assert rig.newest(Device) == shown
    for message in (Calibrate(0), Arm()):
        assert Why.NOT_CONFIRMED in rig.ask(message).reasons
    number = len(rig.outputs)
    for name in ("", "p24", OURS if shown.identity == OTHER else OTHER, shown.identity.upper()):
        assert rig.ask(Confirm(Item.DEVICE, 0, name)).reasons == {Why.UNKNOWN_DEVICE}
        assert Why.NOT_CONFIRMED in rig.ask(Arm()).reasons
    assert not_opened(rig)
    assert not rig.ask(Confirm(Item.DEVICE, 0, shown.identity)).refused
    assert [each.device_known for each in rig.outputs[number:] if each.device_known] == [shown.identity]
    rig.calibrate()
    rig.run(12_000)
    rig.arm()


@pytest.mark.parametrize("state", [State.READY, *ACTIVE])
def test_fault_38_a_port_that_was_lost_is_never_written_to_again_in_this_run(state: State) -> None:
    rig = at(state)
    rig.tick(wire_gone="unplugged")
    count = len(rig.written)
    rig.plugged = False
    for _ in range(250):  # plugged in again it has a new handle, which this run never gets
        rig.tick(wire_gone="unplugged")
    assert (rig.state, rig.why) == (State.FAULT, Why.PORT_LOST)
    assert rig.ask(Arm()).refused
    assert len(rig.written) == count


# 44: errors of a channel.


@pytest.mark.parametrize("nibble", [*range(1, 16)])
@pytest.mark.parametrize("channel", [0, 1, 7])
def test_fault_44_any_error_of_any_channel_stops_and_latches(channel: int, nibble: int) -> None:
    """Channel 0 is the one that runs.  A device's own answer is sent, so that it goes on as if nothing were."""
    rig = at(State.STIM)
    assert flows(rig) == 12_500
    since_ns = rig.now_ns
    tricks(rig, states={str(channel): nibble})
    go_on(rig)
    assert rig.state is State.STOPPING
    tricks(rig, states={})
    expect_latched(rig, WHY_OF_NIBBLE.get(nibble, Why.DEVICE_ERROR), since_ns, within_ms=540)


@pytest.mark.parametrize("nibble", [1, 2, 3])
def test_fault_44_after_an_electrode_error_pads_are_confirmed_and_currents_found_again(nibble: int) -> None:
    rig = at(State.STIM)
    flows(rig)
    tricks(rig, states={"0": nibble})
    go_on(rig)
    tricks(rig, states={})
    rig.until(State.FAULT)
    rig.reset()
    rig.until(State.READY)
    rig.run(12_000)
    answer = rig.ask(Arm())
    assert answer.reasons == ({Why.NOT_CALIBRATED} if nibble == 1 else set())
    if nibble == 1:
        assert rig.ask(Calibrate(0)).reasons == {Why.PADS}


# 45: channels that run or do not run.


@pytest.mark.parametrize("state", ACTIVE)
@pytest.mark.parametrize("channel", [0, 1, 7])
def test_fault_45_a_channel_that_runs_unasked_or_does_not_run_stops_and_latches(
        state: State, channel: int) -> None:
    rig = at(state)
    ordered = state in {State.CALIB, State.STIM}
    assert (rig.level_ua > 0) is ordered
    since_ns = rig.now_ns
    tricks(rig, mask_flip=1 << channel)
    go_on(rig)
    assert rig.state is State.STOPPING
    tricks(rig, mask_flip=0)
    why = Why.MISSING_OUTPUT if ordered and channel == 0 else Why.UNEXPECTED_OUTPUT
    expect_latched(rig, why, since_ns, within_ms=560)


# 46: found at work.


@pytest.mark.parametrize(("level", "high_voltage"), [(1, True), (1, False), (2, True), (3, True)])
def test_fault_46_a_device_found_at_work_gets_both_stops_is_asked_and_people_must_look(
        level: int, high_voltage: bool) -> None:
    device = P24Emulator(level, 1_000 * MS)
    device.high_voltage = high_voltage
    rig = Rig(device=device)
    assert (rig.level_ua > 0) is (level == 3)
    rig.until(State.ESTOP)
    rig.run(60)
    told = [decode(seen.data).command for seen in device.seen]
    status, stops = Command.GET_STIM_STATUS, [Command.ML_STOP, Command.LL_STOP]
    assert told[told.index(status) + 1:][:2] == stops
    assert told[-1] == status
    assert set(told[told.index(status):]) == {status, *stops}
    assert (device.level, rig.level_ua, rig.why) == (0, 0, Why.INCIDENT)
    assert [report.happened for report in rig.reports()].count(Happened.INCIDENT) == 1
    assert any(record.data.get("why") == "INCIDENT" for record in rig.records)
    assert rig.ask(Arm()).refused
    rig.reset()
    rig.until(State.READY)
    assert not_opened(rig)


@pytest.mark.parametrize(("level", "results"), [
    (0, {}), (1, {"stop": 7}), (2, {"stop": 7}), (2, {"stop": 0}), (2, {"stop": 2}), (3, {"stop": 0})])
def test_fault_46_a_device_that_cannot_be_stopped_is_refused(level: int, results: dict[str, int]) -> None:
    """What it answers to a stop proves nothing; only its status does.  At level 0 it has nothing to stop."""
    device = P24Emulator(level, 1_000 * MS)
    device.high_voltage = True
    rig = Rig(device=device)
    tricks(rig, results=results)
    rig.until(State.FAULT)
    rig.run(60)
    assert rig.why is Why.NO_ANSWER
    assert not rig.outputs[-1].beat
    rig.run(3100)
    rig.ask(Confirm(Item.PRESENT, 0, ""))
    assert State.READY not in {State[str(record.data["to"])] for record in rig.records if record.kind == "state"}
    assert not_opened(rig)


# 47: what nobody can see.


def test_fault_47_below_15_milliampere_a_missing_pad_is_not_seen_and_the_dose_goes_on() -> None:
    rig = at(State.STIM)
    assert flows(rig) == 12_500
    tricks(rig, pads_off=[0])
    assert rig.status is not None
    left_ms = rig.status.session_left_ms
    rig.wish(1200)
    assert rig.state is State.STIM
    assert left_ms - rig.status.session_left_ms == pytest.approx(1200, abs=60)


def test_fault_47_from_15_milliampere_on_it_is_seen_and_latches() -> None:
    rig = Rig(begin=start(prescription(order(k_per_mille=800))))
    rig.ready()
    rig.calibrate(0, 4, 8, 18)
    rig.run(13_000)
    rig.arm()
    rig.wish(2500)
    assert flows(rig) == 16_000
    since_ns = rig.now_ns
    tricks(rig, pads_off=[0])
    go_on(rig)
    tricks(rig, pads_off=[])
    expect_latched(rig, Why.ELECTRODE, since_ns, within_ms=540)


def test_fault_47_no_more_is_claimed_and_people_are_asked() -> None:
    page = " ".join(SAFETY_PAGE.read_text().split())
    assert "notices a missing electrode only from 15 mA up; below, a pad that has come off is not seen" in page
    assert "| electrode off below 15 mA unseen |" in page
    assert "only from 15 mA" in P24().abilities.warning
    assert not re.search(r"(every|any|each|always) (missing|loose|lost) (pad|electrode)", page)
    rig = Rig()
    ready_but_for(rig, Item.PADS)
    assert rig.ask(Calibrate(0)).reasons == {Why.PADS}


# 48: begun anew.


@pytest.mark.parametrize("state", ACTIVE)
def test_fault_48_a_device_that_lost_its_power_is_seen_within_a_keep_alive_and_not_opened_again(
        state: State) -> None:
    rig = at(state)
    opened, flowed = sum(seen.what == "open" for seen in rig.device.seen), trains(rig)
    since_ns = rig.now_ns
    rig.device.act(rig.now_ns, ["power_drop"])  # type: ignore[attr-defined]  # the emulator's switches
    assert rig.level_ua == 0
    go_on(rig)
    expect_latched(rig, Why.DEVICE_RESET, since_ns, within_ms=540)
    rig.run(2000)
    assert sum(seen.what == "open" for seen in rig.device.seen) == opened
    assert trains(rig) <= flowed + 1  # a frame may have been on its way
