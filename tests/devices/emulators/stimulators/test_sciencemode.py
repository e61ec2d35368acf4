"""Emulated P24 and RehaMove3: golden frames, states, trains, watchdog, and each fault that can be switched on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.emulators.stimulators.p24 import P24Emulator
from devices.emulators.stimulators.rehamove3 import RehaMove3Emulator
from devices.emulators.stimulators.sciencemode import ScienceModeEmulator
from devices.emulators.stimulators.sm34 import Heard, Line, write
from tests.stim_safety.codecs.sm34_golden import ALL, UPDATE, Golden

MS = 1_000_000
WATCHDOG_NS = 2_000 * MS
BOTH = pytest.mark.parametrize("make", [P24Emulator, RehaMove3Emulator])
Make = Callable[[], ScienceModeEmulator]


def points(*currents_ma: float, us: int = 100) -> str:
    return "".join(f"{us << 20 | round(current * 2 + 300) << 10:08x}" for current in currents_ma)


def one(period_raw: int = 80, us: int = 100, ma: float = 20) -> str:
    return f"01 20 {period_raw:04x} {points(ma, 0, -ma, us=us)}"


def say(device: ScienceModeEmulator, command: int, payload: str = "", t_ns: int = 0) -> str:
    """Say one command; return the payload of its answer, after checking its number and command."""
    answer = device.receive(t_ns, write(command, 5, bytes.fromhex(payload)))
    [heard] = Line().hear(answer)
    assert (heard.command, heard.number) == (command + 1, 5)
    return heard.payload.hex()


def opened(make: Make, stop_all: str = "01") -> ScienceModeEmulator:
    device = make()
    assert say(device, 30, stop_all) == "00"
    return device


def running(make: Make, stop_all: str = "01", t_ns: int = 0) -> ScienceModeEmulator:
    device = opened(make, stop_all)
    assert say(device, 32, one(), t_ns) == "00"
    return device


def status(device: ScienceModeEmulator, t_ns: int = 0) -> str:
    return say(device, 62, t_ns=t_ns)


@pytest.mark.parametrize("golden", ALL, ids=lambda golden: golden.name)
def test_golden_frames_both_ways(golden: Golden) -> None:
    assert write(golden.command, golden.number, golden.payload) == golden.frame
    heard = Heard(golden.frame, golden.command, golden.number, golden.payload)
    assert Line().hear(golden.frame) == [heard]
    line = Line()
    assert [each for byte in golden.frame for each in line.hear(bytes((byte,)))] == [heard]


@given(st.integers(0, 1023), st.integers(0, 63), st.binary(max_size=60))
@settings(max_examples=60, deadline=None)
def test_what_is_written_is_heard(command: int, number: int, payload: bytes) -> None:
    frame = write(command, number, payload)
    assert Line().hear(frame) == [Heard(frame, command, number, payload)]


@given(st.lists(st.binary(max_size=40), max_size=5))
@settings(max_examples=60, deadline=None)
def test_the_line_survives_anything(parts: list[bytes]) -> None:
    line = Line()
    for part in parts:
        line.hear(part)
    assert line.hear(b"\x00\x00\x0f" + write(34, 0, b""))[-1].command == 34


def test_the_golden_commands_in_their_order() -> None:
    device = P24Emulator()
    frames = {golden.name: golden.frame for golden in ALL}
    assert device.receive(0, frames["Ml_init, stop all"]) == write(31, 1, b"\0")
    assert device.receive(0, frames["Ml_update"]) == frames["Ml_update done"]
    assert {channel: output.points for channel, output in device.outputs(0).items()} == {
        0: ((200, 20_000), (100, 0), (200, -20_000)), 1: ((100, 10_000), (100, 0), (100, -10_000))}
    assert device.receive(0, frames["Ml_get_current_data, 4"]) == write(37, 2, bytes.fromhex("00040300000000"))
    assert device.receive(0, frames["Ml_stop"]) == write(35, 3, b"\0")
    assert [seen.what for seen in device.seen] == ["open", "trains", "keep_alive", "stop"]


def test_the_golden_answers_of_a_p24() -> None:
    device = running(P24Emulator)
    frames = {golden.name: golden.frame for golden in ALL}
    assert device.receive(0, write(62, 4, b"")) == frames["status, running"]
    assert device.receive(0, write(36, 2, b"\4")) == frames["current data, channel 1 runs"]
    device.tricks.states["0"] = 1
    assert device.receive(0, write(36, 2, b"\4")) == frames["current data, channel 1 lost its electrode"]
    assert device.receive(0, write(99, 6, b"")) == frames["unknown command"]
    assert device.receive(0, write(32, 1, b"\1")) == frames["Ml_update, parameter error"]


def test_a_low_level_pulse() -> None:
    device = P24Emulator()
    frames = {golden.name: golden.frame for golden in ALL}
    assert device.receive(0, frames["Ll_channel_config"]) == write(3, 1, b"\x07\0\0")
    assert device.receive(0, frames["Ll_init"]) == write(1, 0, b"\0")
    assert status(device) == "000106"
    assert device.receive(7, frames["Ll_channel_config"]) == write(3, 1, b"\0\0\0")
    [pulse] = device.history
    assert (pulse.t_ns, pulse.channel, pulse.period_us) == (7, 0, 0)
    assert pulse.points == ((250, 20_000), (100, 0), (250, -20_000))
    assert say(device, 2, f"f2 {points(1, 0, -1)}", t_ns=8) == "001300"
    assert device.history[-1].channel == 7
    assert say(device, 2, f"72 {points(1, 0, -1)}", t_ns=8) == "001300"
    assert len(device.history) == 2
    assert say(device, 2, f"83 {points(1, 0, -1)}", t_ns=8) == "020000"
    assert say(device, 2, f"82 {points(131, 0, -131)}", t_ns=8) == "020000"
    assert say(device, 2, t_ns=8) == "020000"
    assert say(device, 30, "01", t_ns=8) == "03"
    assert device.receive(8, frames["Ll_stop"]) == write(5, 2, b"\0")
    assert status(device, 8) == "000001"


@BOTH
def test_levels_and_high_voltage(make: Make) -> None:
    device = make()
    assert status(device) == "000001"
    assert [say(device, command) for command in (34, 4)] == ["07", "07"]
    assert say(device, 32, "00") == "07"
    assert say(device, 36, "04") == "07"
    assert say(device, 30, "01") == "00"
    assert status(device) == "000206"
    assert say(device, 4) == "07"
    assert say(device, 0, "00") == "03"
    assert say(device, 32, one()) == "00"
    assert status(device) == "000306"
    assert say(device, 30, "01") == "00"
    assert status(device) == "000206"
    assert say(device, 34) == "00"
    assert status(device) == "000001"
    assert not device.outputs(0)


@BOTH
def test_reset_takes_everything_back(make: Make) -> None:
    device = running(make)
    assert say(device, 58) == "00"
    assert status(device) == "000001"
    assert not device.outputs(0)


@BOTH
@pytest.mark.parametrize("command", [0, 30])
@pytest.mark.parametrize("payload", ["", "0000"])
def test_an_init_of_a_wrong_length_is_a_parameter_error(make: Make, command: int, payload: str) -> None:
    assert say(make(), command, payload) == "02"


@pytest.mark.parametrize(("make", "version"), [
    (P24Emulator, (68, "00010402040001000000000001")), (RehaMove3Emulator, (50, "00030204030204"))])
def test_who_they_say_they_are(make: Make, version: tuple[int, str]) -> None:
    device = make()
    assert bytes.fromhex(say(device, 52)) == b"\0" + device.IDENTITY.encode()
    assert len(device.IDENTITY) == 10
    assert say(device, version[0]) == version[1]
    other = {68: 50, 50: 68}[version[0]]
    assert device.receive(0, write(other, 5, b"")) == write(67, 5, b"\x0b")
    device.tricks.identity, device.tricks.firmware, device.tricks.protocol = "9999999999", [9, 9, 9], [8, 7, 6]
    assert bytes.fromhex(say(device, 52)) == b"\0" + b"9999999999"
    assert say(device, version[0])[:14] == "00090909080706"


@BOTH
def test_outputs_and_their_history(make: Make) -> None:
    device = opened(make)
    assert say(device, 32, one(ma=5), t_ns=10) == "00"
    assert say(device, 32, one(ma=5), t_ns=20) == "00"
    assert say(device, 32, one(ma=6), t_ns=30) == "00"
    assert say(device, 32, "00", t_ns=40) == "00"
    assert say(device, 32, one(ma=0), t_ns=50) == "00"
    assert [(output.t_ns, output.period_us, output.peak_ua) for output in device.history] == [
        (10, 20_000, 5_000), (30, 20_000, 6_000), (40, 0, 0), (50, 20_000, 0)]
    assert device.outputs(60) == {}
    assert [seen.what for seen in device.seen] == ["open", "trains", "trains", "trains", "zero", "trains"]
    assert [seen.t_ns for seen in device.seen] == [0, 10, 20, 30, 40, 50]


@pytest.mark.parametrize(("make", "update", "result"), [
    (P24Emulator, UPDATE, "00"), (P24Emulator, "", "02"), (P24Emulator, "01", "02"),
    (P24Emulator, "01 20 0050", "02"), (P24Emulator, one() + "00", "02"), (P24Emulator, one()[:-2], "02"),
    (P24Emulator, f"80 00 0050 {points(1)}", "00"),
    (P24Emulator, one(us=9), "02"), (P24Emulator, one(us=10), "00"), (P24Emulator, one(ma=130), "00"),
    (P24Emulator, one(ma=130.5), "02"), (P24Emulator, one(ma=-130.5), "02"), (P24Emulator, one(0), "02"),
    (P24Emulator, f"01 f0 0050 {points(*[1] * 16)}", "00"), (P24Emulator, f"01 00 ffff {points(1)}", "00"),
    (P24Emulator, f"01 00 0001 {points(1)}", "02"), (P24Emulator, f"01 00 0003 {points(1)}", "02"),
    (P24Emulator, f"01 00 0006 {points(1)}", "00"),
    (RehaMove3Emulator, UPDATE, "00"), (RehaMove3Emulator, f"10 00 0050 {points(1)}", "02"),
    (RehaMove3Emulator, f"08 00 0050 {points(1)}", "00"), (RehaMove3Emulator, one(us=19), "02"),
    (RehaMove3Emulator, one(us=20), "00"), (RehaMove3Emulator, one(6), "02"), (RehaMove3Emulator, one(8), "00"),
    (RehaMove3Emulator, one(4000), "00"), (RehaMove3Emulator, one(4002), "02"),
])
def test_which_updates_are_accepted(make: Make, update: str, result: str) -> None:
    device = opened(make)
    assert say(device, 32, update) == result
    assert bool(device.outputs(0)) == (result == "00")


@pytest.mark.parametrize(("raw", "period_us"), [
    (80, 20_000), (114, 28_500), (163, 20_250), (0xFFFE, 16_383_500), (0xFFFD, 8_191_500)])
def test_both_accuracies_of_the_period(raw: int, period_us: int) -> None:
    device = opened(P24Emulator)
    assert say(device, 32, one(raw)) == "00"
    assert device.outputs(0)[0].period_us == period_us


@pytest.mark.parametrize(("us", "result"), [(969, "00"), (970, "02")])
def test_pulses_and_their_pauses_must_fit_into_the_period(us: int, result: str) -> None:
    pulse = points(1, -1, us=us)
    assert say(opened(P24Emulator), 32, f"01 10 0008 {pulse}") == result
    assert say(opened(P24Emulator), 32, f"03 10 0010 {pulse} 10 0010 {pulse}") == result


@BOTH
def test_the_watchdog_ends_trains_after_two_seconds(make: Make) -> None:
    device = running(make)
    assert device.outputs(WATCHDOG_NS - 1)
    assert not device.outputs(WATCHDOG_NS + 5 * MS)
    assert device.history[-1].t_ns == WATCHDOG_NS
    assert status(device, WATCHDOG_NS + 5 * MS) == "000206"
    assert say(device, 32, one(), WATCHDOG_NS + 6 * MS) == "00"
    assert device.outputs(WATCHDOG_NS + 6 * MS)


@pytest.mark.parametrize(("make", "command", "payload"), [
    (P24Emulator, 36, "04"), (P24Emulator, 32, one()),
    (RehaMove3Emulator, 36, "02"), (RehaMove3Emulator, 32, one()),
])
def test_what_feeds_the_watchdog(make: Make, command: int, payload: str) -> None:
    device = running(make)
    for turn in range(1, 5):
        say(device, command, payload, turn * 1_900 * MS)
    assert device.outputs(4 * 1_900 * MS + WATCHDOG_NS - 1)
    assert not device.outputs(4 * 1_900 * MS + WATCHDOG_NS)


@pytest.mark.parametrize(("make", "command", "payload"), [
    (P24Emulator, 62, ""), (P24Emulator, 52, ""), (P24Emulator, 36, "02"), (P24Emulator, 32, "01"),
    (RehaMove3Emulator, 36, "04"),
])
def test_what_does_not_feed_the_watchdog(make: Make, command: int, payload: str) -> None:
    device = running(make)
    say(device, command, payload, 1_900 * MS)
    assert not device.outputs(WATCHDOG_NS)


@pytest.mark.parametrize(("make", "kept"), [(P24Emulator, "00040100000000"), (RehaMove3Emulator, "000210")])
def test_what_is_told_of_the_currents(make: Make, kept: str) -> None:
    device = running(make)
    selection = kept[2:4]
    assert say(device, 36, selection) == kept
    assert say(device, 36, "03") == "02"
    say(device, 32, "00")
    assert say(device, 36, selection) == {7: "00040000000000", 3: "000200"}[len(kept) // 2]


@pytest.mark.parametrize(("state", "told"), [(1, "00040010000000"), (2, "00040020000000"), (3, "00040030000000")])
def test_a_bad_state_of_a_channel_that_does_not_run_is_told(state: int, told: str) -> None:
    device = opened(P24Emulator)
    device.tricks.states = {"1": state}
    assert say(device, 36, "04") == told


def test_a_bad_state_stops_all_when_that_was_asked_for() -> None:
    device = opened(P24Emulator)
    assert say(device, 32, UPDATE) == "00"
    device.tricks.states = {"1": 2}
    assert say(device, 36, "04", 5 * MS) == "00040020000000"
    assert not device.outputs(5 * MS)
    assert status(device, 6 * MS) == "000206"


def test_otherwise_it_stops_that_channel_alone() -> None:
    device = opened(P24Emulator, stop_all="00")
    assert say(device, 32, UPDATE) == "00"
    device.tricks.states = {"1": 2}
    assert say(device, 36, "04") == "00040120000000"
    assert set(device.outputs(0)) == {0}
    device.tricks.states = {}
    assert say(device, 36, "04") == "00040120000000"
    assert say(device, 32, UPDATE) == "00"
    assert say(device, 36, "04") == "00040300000000"


@pytest.mark.parametrize(("make", "ma", "told"), [
    (P24Emulator, 14.5, "00040100000000"), (P24Emulator, 15, "00040001000000"),
    (RehaMove3Emulator, 14.5, "000210"), (RehaMove3Emulator, 15, "000201"),
])
def test_a_pad_that_came_off_is_noticed_from_15_ma_on(make: Make, ma: float, told: str) -> None:
    device = running(make)
    device.tricks.pads_off = [0]
    say(device, 32, one(ma=ma))
    assert say(device, 36, told[2:4]) == told
    assert bool(device.outputs(0)) == (ma < 15)


@pytest.mark.parametrize(("make", "told"), [(P24Emulator, "00040400000000"), (RehaMove3Emulator, "000210")])
def test_a_channel_that_seems_to_run_without_order(make: Make, told: str) -> None:
    device = opened(make)
    device.tricks.mask_flip = 4
    assert say(device, 36, told[2:4]) == told
