"""The emulated RehaStim1: vendor examples in, one byte out; lists that go on for ever; pulses that do not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.emulators.stimulators import Output
from devices.emulators.stimulators.rehastim1 import RehaStim1Emulator

INIT_1, INIT_2 = bytes.fromhex("94 44 62 00 70 62"), bytes.fromhex("99 29 40 61 10 1F")
UPDATE = bytes.fromhex("BB 00 64 34 41 48 37 22 2C 48 23 10 5C")
STOP = b"\xc0"
PULSE_1, PULSE_2 = bytes.fromhex("E2 21 48 78"), bytes.fromhex("F9 51 5D 37")


def test_golden_single_pulses() -> None:
    device = RehaStim1Emulator()
    assert device.receive(5, PULSE_1) == b"\xc1"
    assert device.receive(9, PULSE_2) == b"\xc1"
    assert device.history == [
        Output(5, 2, 0, ((200, 120_000), (100, 0), (200, -120_000))),
        Output(9, 5, 0, ((221, 54_000), (100, 0), (221, -54_000)))]
    assert [(seen.t_ns, seen.what, seen.data) for seen in device.seen] \
        == [(5, "trains", PULSE_1), (9, "trains", PULSE_2)]


def test_a_single_pulse_ends_by_itself() -> None:
    device = RehaStim1Emulator()
    device.receive(1_000, PULSE_1)
    assert set(device.outputs(1_000)) == {2}
    assert set(device.outputs(500_999)) == {2}
    assert device.outputs(501_000) == {}


def test_stop() -> None:
    device = RehaStim1Emulator()
    assert device.receive(1, STOP) == b"\x81"
    assert device.receive(1, b"\xc1") == b"\x80"
    assert [seen.what for seen in device.seen] == ["stop", "stop"]


def test_the_golden_list_goes_on_until_it_is_stopped() -> None:
    device = RehaStim1Emulator()
    assert device.receive(1, INIT_2) == b"\x01"
    assert device.receive(2, UPDATE) == b"\x41"
    outputs = device.outputs(10**18)
    assert {output.period_us for output in outputs.values()} == {16_500}
    assert {channel: (output.points[0], len(output.points)) for channel, output in outputs.items()} == {
        1: ((100, 52_000), 3), 2: ((200, 54_000), 11), 5: ((300, 72_000), 7), 7: ((400, 92_000), 7)}
    assert sum(duration for duration, _ in outputs[2].points[:4]) == 1500
    assert [seen.what for seen in device.seen] == ["open", "trains"]
    assert device.receive(3, STOP) == b"\x81"
    assert device.outputs(4) == {}


def test_the_other_golden_list_names_three_channels() -> None:
    device = RehaStim1Emulator()
    assert device.receive(1, INIT_1) == b"\x01"
    three = bytes((0xA0 | (100 + 52) % 32, *UPDATE[1:4], 0, 0, 0, 0, 0, 0))
    assert device.receive(2, three) == b"\x41"
    assert {channel: output.period_us for channel, output in device.outputs(3).items()} == {0: 50_000}


@pytest.mark.parametrize(("command", "reply"), [
    (bytes.fromhex("95 44 62 00 70 62"), b"\x00"), (bytes.fromhex("E3 21 48 78"), b"\xc0"),
    (bytes.fromhex("A0"), b"\x40"),
])
def test_what_is_wrong_is_refused(command: bytes, reply: bytes) -> None:
    device = RehaStim1Emulator()
    assert device.receive(1, command) == reply
    assert device.outputs(1) == {}


def test_an_update_with_a_wrong_sum_is_refused() -> None:
    device = RehaStim1Emulator()
    device.receive(1, INIT_2)
    assert device.receive(2, bytes((UPDATE[0] ^ 1,)) + UPDATE[1:]) == b"\x40"
    assert device.outputs(3) == {}


def pulse(channel: int, width: int, current: int) -> bytes:
    check = (channel + width + current) % 32
    return bytes((0xE0 | check, channel << 4 | width >> 7, width & 0x7F, current))


@pytest.mark.parametrize(("width", "current", "reply", "points"), [
    (0, 40, b"\xc1", None), (9, 40, b"\xc0", None), (10, 40, b"\xc1", ((20, 40_000), (100, 0), (20, -40_000))),
    (500, 127, b"\xc1", ((500, 126_000), (100, 0), (500, -126_000))), (501, 40, b"\xc0", None),
    (200, 0, b"\xc1", None), (200, 3, b"\xc1", ((200, 2_000), (100, 0), (200, -2_000))),
])
def test_pulses_at_the_edges(width: int, current: int, reply: bytes,
                             points: tuple[tuple[int, int], ...] | None) -> None:
    device = RehaStim1Emulator()
    assert device.receive(1, pulse(3, width, current)) == reply
    assert [output.points for output in device.history] == ([points] if points else [])
    assert device.seen[0].what == ("trains" if width and current else "zero")


@pytest.mark.parametrize("command", [PULSE_1, INIT_1, UPDATE])
def test_stop_is_heard_after_every_cut(command: bytes) -> None:
    for at in range(len(command)):
        device = RehaStim1Emulator()
        device.receive(1, INIT_2 + UPDATE)
        device.receive(2, command[:at] + STOP)
        assert device.seen[-1].what == "stop"
        assert device.outputs(3) == {}


def test_stray_bytes() -> None:
    device = RehaStim1Emulator()
    assert device.receive(1, b"\x05" + PULSE_1[:2] + STOP) == b"\x81"
    assert [(seen.what, seen.data) for seen in device.seen] \
        == [("garbled", b"\x05"), ("garbled", PULSE_1[:2]), ("stop", STOP)]


@given(st.binary(max_size=60), st.integers(1, 9))
@settings(max_examples=40, deadline=None)
def test_any_bytes_in_any_cut(wire: bytes, size: int) -> None:
    at_once, in_bits = RehaStim1Emulator(), RehaStim1Emulator()
    said = at_once.receive(1, wire)
    assert said == b"".join(in_bits.receive(1, wire[at:at + size]) for at in range(0, len(wire), size))
    assert at_once.receive(2, STOP)[-1:] == b"\x81"
    assert at_once.outputs(10**9) == {}


def test_tricks() -> None:
    device = RehaStim1Emulator()
    device.tricks.refuse = ["trains"]
    assert device.receive(1, PULSE_1) == b"\xc0"
    assert device.history == []
    device.tricks.refuse, device.tricks.reply_xor = [], 0x40
    assert device.receive(2, STOP) == b"\xc1"
    device.tricks.reply_xor, device.tricks.delay_ms = 0, 5
    assert device.receive(3, STOP) == b""
    assert device.advance(5_000_002) == b""
    assert device.advance(5_000_003) == b"\x81"


def test_a_power_drop_ends_a_list() -> None:
    device = RehaStim1Emulator()
    device.receive(1, INIT_2 + UPDATE + PULSE_1[:2])
    device.act(2, ["power_drop"])
    assert device.outputs(3) == {}
    assert device.receive(4, UPDATE) == b"\x40"
    with pytest.raises(ValueError, match="choose power_drop"):
        device.act(5, ["explode"])
