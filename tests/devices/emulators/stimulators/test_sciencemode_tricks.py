"""What an emulated ScienceMode device does on demand to be wrong."""

from __future__ import annotations

import pytest

from devices.emulators.stimulators.p24 import P24Emulator
from devices.emulators.stimulators.rehamove3 import RehaMove3Emulator
from devices.emulators.stimulators.sm34 import Line, write
from tests.devices.emulators.stimulators.test_sciencemode import (
    BOTH,
    MS,
    WATCHDOG_NS,
    Make,
    one,
    running,
    say,
    status,
)


@BOTH
@pytest.mark.parametrize("code", [*range(1, 29), 255])
@pytest.mark.parametrize(("name", "command", "payload"), [
    ("open", 30, "01"), ("trains", 32, one()), ("zero", 32, "00"), ("keep_alive", 36, "04"), ("stop", 34, ""),
    ("status", 62, ""), ("identify", 52, ""),
])
def test_any_result_can_be_had_and_then_nothing_is_done(make: Make, code: int, name: str, command: int,
                                                        payload: str) -> None:
    device = running(make)
    device.tricks.results = {name: code}
    before = (device.level, device.outputs(0), len(device.history))
    assert say(device, command, payload) == f"{code:02x}"
    assert (device.level, device.outputs(0), len(device.history)) == before


@BOTH
def test_a_damaged_frame_is_a_transfer_error(make: Make) -> None:
    for at in (6, 4, 9):
        device, frame = make(), bytearray(write(62, 5, b""))
        frame[at] ^= 1
        assert device.receive(0, bytes(frame)) == write(66, 0, b"\1")
        assert [seen.what for seen in device.seen] == ["garbled"]
        assert status(device) == "000001"


@BOTH
def test_half_a_frame_is_waited_for_and_junk_is_passed_over(make: Make) -> None:
    device, frame = make(), write(62, 5, b"")
    assert device.receive(0, b"\x00junk\xf0\xf0" + frame[:7]) == b""
    assert device.receive(9, frame[7:]) == write(63, 5, b"\0\0\1")
    assert [(seen.what, seen.t_ns, seen.data) for seen in device.seen] == [("status", 9, frame)]


@pytest.mark.parametrize(("trick", "wire"), [
    ({"number_add": 1}, write(63, 6, b"\0\0\1")), ({"command_add": -2}, write(61, 5, b"\0\0\1")),
    ({"no_end": True}, write(63, 5, b"\0\0\1")[:-1]), ({"mute": True}, b""),
    ({"duplicate": True}, write(63, 5, b"\0\0\1") * 2), ({"cut": 4}, write(63, 5, b"\0\0\1")[:4]),
    ({"before": "f0"}, b"\xf0" + write(63, 5, b"\0\0\1")),
])
def test_bad_answers(trick: dict[str, object], wire: bytes) -> None:
    device = P24Emulator()
    for name, value in trick.items():
        setattr(device.tricks, name, value)
    assert device.receive(0, write(62, 5, b"")) == wire


@pytest.mark.parametrize("name", ["bad_crc", "bad_length"])
def test_damaged_answers(name: str) -> None:
    device = P24Emulator()
    setattr(device.tricks, name, True)
    [heard] = Line().hear(device.receive(0, write(62, 5, b"")))
    assert heard.command is None


def test_late_answers() -> None:
    device = P24Emulator()
    device.tricks.delay_ms = 150
    assert device.receive(0, write(62, 5, b"")) == b""
    assert device.advance(150 * MS - 1) == b""
    assert device.advance(150 * MS) == write(63, 5, b"\0\0\1")


@pytest.mark.parametrize(("make", "takes_ms"), [(P24Emulator, 0), (RehaMove3Emulator, 40)])
def test_switching_the_high_voltage_in_the_low_level_takes_time(make: Make, takes_ms: int) -> None:
    device = make()
    device.receive(0, write(0, 1, b"\0"))
    said = device.advance(takes_ms * MS) if takes_ms else write(1, 1, b"\0")
    assert said == write(1, 1, b"\0")


@BOTH
def test_a_drop_of_power(make: Make) -> None:
    device = running(make)
    device.tricks.delay_ms = 50
    device.receive(3, write(62, 5, b"") + write(62, 5, b"")[:4])
    device.act(7, ["power_drop"])
    device.tricks.delay_ms = 0
    assert device.history[-1].t_ns == 7
    assert device.advance(100 * MS) == b""
    assert status(device, 100 * MS) == "000001"


@BOTH
def test_errors_by_itself(make: Make) -> None:
    device = make()
    device.act(0, ["error", "10"])
    device.act(0, ["unknown"])
    assert device.advance(0) == write(66, 0, b"\x0a") + write(67, 0, b"\x0b")


@BOTH
@pytest.mark.parametrize("words", [[], ["dance"], ["error"], ["error", "x"], ["error", "300"], ["unknown", "1"]])
def test_acts_that_it_does_not_know(make: Make, words: list[str]) -> None:
    with pytest.raises(ValueError, match=r"choose|invalid|range"):
        make().act(0, words)


@pytest.mark.parametrize(("level", "told"), [(0, "000001"), (1, "000106"), (2, "000206"), (3, "000306")])
def test_a_device_that_somebody_left_as_it_is(level: int, told: str) -> None:
    device = P24Emulator(level, t_ns=100)
    assert status(device, 100) == told
    assert bool(device.outputs(100)) == (level == 3)
    assert not device.outputs(100 + WATCHDOG_NS)
