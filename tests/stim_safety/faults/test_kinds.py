"""Faults 48 and 50 to 52: what only some kinds of devices do, and each driver at each other's device."""

from __future__ import annotations

import re
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.emulators.stimulators.openems import OpenEmsEmulator
from devices.emulators.stimulators.rehamove3 import RehaMove3Emulator
from devices.emulators.stimulators.rehastim2 import RehaStim2Emulator
from stim_safety.codecs import openems
from stim_safety.codecs.openems import Go
from stim_safety.drivers import Ask, Driver
from stim_safety.drivers.openems import OpenEms
from stim_safety.drivers.rehamove3 import RehaMove3
from stim_safety.drivers.rehastim2 import RehaStim2
from stim_safety.messages import Arm, Calibrate, Disarm, Hold, Wish
from stim_safety.order import External
from stim_safety.timing import MS
from stim_safety.words import State, Why
from tests.stim_safety.drivers.bench import NAMES, device_of, driver_of
from tests.stim_safety.faults.stand import expect_latched, flows, twin
from tests.stim_safety.rig import Rig, order, prescription, start

WIDE = order(rate_mhz=25_000)
ACTIVE = [State.CALIB, State.ARMED, State.STIM, State.REST]
OUTPUT = {"open", "trains"}


@cache
def _made(kind: str, state: State) -> Rig:
    if state is State.READY:
        driver: Driver = RehaStim2() if kind == "rehastim2" else RehaMove3()
        rig = Rig(driver, RehaStim2Emulator() if kind == "rehastim2" else RehaMove3Emulator(),
                  start(prescription(WIDE)))
        rig.ready()
        rig.calibrate(0, 2, 4, 8)
        rig.run(15_000)
    elif state is State.CALIB:
        rig = of(kind, State.READY)
        rig.hold()
        rig.press(3)
    elif state is State.ARMED:
        rig = of(kind, State.READY)
        rig.arm()
    else:
        rig = of(kind, State.ARMED)
        rig.wish(2500)
        if state is State.REST:
            rig.until(state)
    assert rig.state is state
    assert (rig.level_ua > 0) is (state in {State.CALIB, State.STIM})
    return rig


def of(kind: str, state: State) -> Rig:
    """Return a rig of one's own with this device in this state."""
    return twin(_made(kind, state))


def act(rig: Rig, *words: str) -> None:
    rig.device.act(rig.now_ns, words)  # type: ignore[attr-defined]  # the emulator's switches


def met(rig: Rig) -> bool:
    """Whether the device was answered when it said hello."""
    assert isinstance(rig.device, RehaStim2Emulator)
    return rig.device.met


# 48 again, for other devices.


@pytest.mark.parametrize("kind", ["rehamove3", "rehastim2"])
@pytest.mark.parametrize("state", ACTIVE)
def test_fault_48_other_devices_that_lost_their_power_are_not_opened_again(kind: str, state: State) -> None:
    rig = of(kind, state)
    opened = sum(seen.what == "open" for seen in rig.device.seen)
    since_ns = rig.now_ns
    act(rig, "power_drop")
    if state is State.STIM:
        rig.wish(620, still=state)
    expect_latched(rig, Why.DEVICE_RESET, since_ns, within_ms=540, greeted=kind == "rehastim2")
    assert sum(seen.what == "open" for seen in rig.device.seen) == opened


# 50: RehaStim2.


@pytest.mark.parametrize("state", ACTIVE)
@pytest.mark.parametrize(("words", "why"), [
    (("emergency",), Why.EMERGENCY_SWITCH), (("electrode",), Why.ELECTRODE), (("module",), Why.MODULE),
    (("error", "-4"), Why.DEVICE_ERROR), (("error", "0"), Why.DEVICE_ERROR)])
def test_fault_50_what_a_rehastim2_says_by_itself_is_told_apart_and_latches(
        words: tuple[str, ...], why: Why, state: State) -> None:
    rig = of("rehastim2", state)
    since_ns = rig.now_ns
    act(rig, *words)
    expect_latched(rig, why, since_ns, greeted=True)
    lost = why is Why.ELECTRODE
    assert (rig.marks().working_ua == 0) is (lost or state is State.CALIB)
    assert (Why.PADS in rig.ask(Calibrate(0)).reasons) is lost


@pytest.mark.parametrize("state", ACTIVE)
def test_fault_50_an_init_in_mid_session_says_that_its_watchdog_has_tripped_and_latches(state: State) -> None:
    rig = of("rehastim2", state)
    since_ns = rig.now_ns
    rig.wire += RehaStim2Emulator(t_ns=0).advance(0)
    assert rig.wire
    expect_latched(rig, Why.DEVICE_RESET, since_ns, greeted=True)


def test_fault_50_an_init_while_nothing_is_on_is_answered_when_it_opens() -> None:
    """The device falls back to Init whenever it was left alone for 1.2 s, and that is no fault."""
    rig = of("rehastim2", State.READY)
    rig.run(3000)
    assert not met(rig)
    assert rig.state is State.READY
    rig.arm()
    assert met(rig)
    rig.wish(2500)
    assert flows(rig) == 6000


# 51: openEMSstim.


@settings(max_examples=400, deadline=None)
@given(st.builds(Go, st.integers(-2, 3), st.integers(-2, 300), st.integers(-5, 6000)))
def test_fault_51_what_may_not_be_said_to_an_openemsstim_cannot_be_encoded(go: Go) -> None:
    allowed = go.channel in {0, 1} and 1 <= go.percent <= 100 and 1 <= go.on_ms <= 200
    if not allowed:
        with pytest.raises(ValueError, match=r"cannot be sent|no channel"):
            openems.encode(go)
        return
    line = openems.encode(go)
    framed = re.fullmatch(rb"WV,0,([0-9]+)\.\n", line)  # no hex letter, which its firmware misreads
    assert framed is not None
    text = bytes.fromhex(framed[1].decode()).decode("ascii")
    assert text == f"C{go.channel}I{go.percent}T{go.on_ms}G"
    device = OpenEmsEmulator(boot_ms=0)
    device.receive(0, line)
    device.advance(150 * MS)
    assert (device.harmed, [seen.what for seen in device.seen]) == (0, ["trains"])
    assert set(device.outputs(150 * MS)) <= {go.channel}
    device.advance(1000 * MS)
    assert device.outputs(1000 * MS) == {}


ASKS = [Ask.IDENTIFY, Ask.STATUS, Ask.OPEN, Ask.TRAINS, Ask.ZERO, Ask.STOP]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(ASKS), st.integers(0, 1), st.integers(0, 100)), max_size=12))
def test_fault_51_its_driver_says_nothing_but_one_channel_for_200_ms_and_off(
        asks: list[tuple[Ask, int, int]]) -> None:
    driver, device = OpenEms(20_000), OpenEmsEmulator(boot_ms=0)
    now_ns = 0
    for ask, channel, percent in asks:
        trains = (driver.pulse(channel, 250, 40_000, percent * 200),) if ask is Ask.TRAINS else ()
        data = driver.frame(ask, trains).data
        assert re.fullmatch(rb"|\nConnection End\n|WV,0,[0-9]+\.\n", data)
        driver.feed(device.receive(now_ns, data))
        now_ns += 500 * MS
        driver.feed(device.advance(now_ns))
    assert device.harmed == 0
    assert {seen.what for seen in device.seen} <= {"trains", "stop"}
    assert device.outputs(now_ns) == {}


@pytest.mark.parametrize("line", [
    "C0I50T201G", "C0I50T5000G", "I50T200G", "T200G", "C2I50T200G", "C-1I50T200G", "OMA[0,50]", "OMI[1,5]", "1",
    "q", "C0I50T200", "C0I50T200GG", "C0I0T200G", "C0I101T200G", "C00I50T200G"])
def test_fault_51_nor_is_such_a_line_read_back_as_a_command(line: str) -> None:
    for said in (line.encode() + b"\n", f"WV,0,{line.encode().hex()}.\n".encode()):
        with pytest.raises(ValueError, match=r"no command|cannot be sent|no channel"):
            openems.decode(said)


# 52: every driver at every other device.

PAIRS = [(driver, device) for driver in NAMES for device in NAMES
         if device not in {"sim", "p24" if driver == "sim" else driver}]


@pytest.mark.parametrize(("driver", "device"), PAIRS)
def test_fault_52_the_controller_refuses_every_other_device_before_any_current(driver: str, device: str) -> None:
    external = External(20_000, "A. Therapist") if driver == "openems" else None
    rig = Rig(driver_of(driver), device_of(device), start(prescription(WIDE, external=external)))
    rig.until(State.FAULT, 20_000)
    rig.run(60)
    assert rig.why in {Why.WRONG_DEVICE, Why.NO_ANSWER, Why.GARBLED, Why.DEVICE_ERROR}
    for message in (Calibrate(0), Hold(down=True), Arm(), Wish(0, 1000, 100), Disarm()):
        assert rig.ask(message).refused is not isinstance(message, Hold)
    rig.run(3000)
    states = {record.data["to"] for record in rig.records if record.kind == "state"}
    assert states <= {"SELFTEST", "STOPPING", "FAULT"}
    right = device_of(driver)  # to which the very same bytes would have meant most
    for t_ns, frame in rig.written:
        right.receive(t_ns, frame)
    for each in (rig.device, right):
        assert not [output for output in each.history if output.peak_ua]
        assert not {seen.what for seen in each.seen} & OUTPUT


def test_fault_52_a_right_device_is_not_refused() -> None:
    for name in NAMES:
        external = External(20_000, "A. Therapist") if name == "openems" else None
        rig = Rig(driver_of(name), device_of(name), start(prescription(WIDE, external=external)))
        rig.until(State.READY, 20_000)
