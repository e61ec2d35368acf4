"""The emulated RehaStim2 answers as the device does: vendor frames in, vendor frames out, and its own clock."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.emulators.stimulators.rehastim2 import RehaStim2Emulator

MS = 1_000_000
STOP = bytes.fromhex("F0 81 EF 81 57 04 22 0F")
START = bytes.fromhex("F0 81 C5 81 5E 03 20 00 00 C8 14 00 01 2C 81 5A 0F")
CHANNELS = bytes.fromhex("F0 81 37 81 5C 02 1E 00 03 00 0D 00 26 00 0F")
INIT_ACK = bytes.fromhex("F0 81 14 81 56 01 02 00 0F")
WATCHDOG = bytes.fromhex("F0 81 49 81 57 00 04 0F")
MODE = bytes.fromhex("F0 81 76 81 57 01 0A 0F")
GOLDEN = {"stop": STOP, "trains": START, "open": CHANNELS, "identify": INIT_ACK, "keep_alive": WATCHDOG,
          "status": MODE}
PULSE_20_MA = ((200, 20_000), (100, 0), (200, -20_000))
PULSE_15_MA = ((300, 15_000), (100, 0), (300, -15_000))


def crc(data: bytes) -> int:
    rest = 0
    for byte in data:
        for bit in range(7, -1, -1):
            rest = (rest << 1 | byte >> bit & 1) ^ (0x107 if rest & 0x80 else 0)
    for _ in range(8):
        rest = rest << 1 ^ (0x107 if rest & 0x80 else 0)
    return rest


def framed(body: str) -> bytes:
    """Frame a body that needs no stuffing."""
    plain = bytes.fromhex(body)
    return bytes((0xF0, 0x81, crc(plain) ^ 0x55, 0x81, len(plain) ^ 0x55)) + plain + b"\x0f"


def body(frame: bytes) -> str:
    return frame[5:-1].hex(" ")


def met() -> RehaStim2Emulator:
    device = RehaStim2Emulator()
    assert body(device.advance(0)) == "01 01 01"
    device.receive(0, INIT_ACK)
    assert device.met
    return device


def started() -> RehaStim2Emulator:
    device = met()
    assert body(device.receive(0, CHANNELS)) == "02 1f 00"
    assert body(device.receive(0, START)) == "03 21 00"
    return device


@pytest.mark.parametrize("name", GOLDEN)
def test_golden_frames_are_known(name: str) -> None:
    device = RehaStim2Emulator()
    device.receive(5, GOLDEN[name])
    assert [(seen.t_ns, seen.what, seen.data) for seen in device.seen] == [(5, name, GOLDEN[name])]


def test_the_golden_start_flows_on_both_channels() -> None:
    device = started()
    assert {channel: (output.period_us, output.points) for channel, output in device.outputs(1).items()} \
        == {0: (20_000, PULSE_20_MA), 1: (20_000, PULSE_15_MA)}
    assert device.mode == 2


def test_it_says_init_twice_a_second_until_it_is_answered() -> None:
    device = RehaStim2Emulator()
    said = [body(device.advance(t * MS)) for t in (0, 499, 500, 999, 1000, 1500)]
    assert said == ["01 01 01", "", "02 01 01", "", "03 01 01", "04 01 01"]
    device.receive(1600 * MS, INIT_ACK)
    assert body(device.advance(2000 * MS)) == "05 01 01"
    device.receive(2000 * MS, framed("05 02 00"))
    assert device.advance(3100 * MS) == b""


@pytest.mark.parametrize("ack", ["01 02 FB", "02 02 00", "01 02", "01 02 00 00"])
def test_a_wrong_greeting_does_not_count(ack: str) -> None:
    device = RehaStim2Emulator()
    device.advance(0)
    device.receive(0, framed(ack))
    assert not device.met


def test_strangers_are_not_heard() -> None:
    device = RehaStim2Emulator()
    device.advance(0)
    assert device.receive(1, CHANNELS + START + STOP + MODE) == b""
    assert device.outputs(1) == {}


def test_the_watchdog_stops_after_1200_ms() -> None:
    device = started()
    assert device.advance(1199 * MS) == b""
    assert set(device.outputs(1199 * MS)) == {0, 1}
    assert body(device.advance(1300 * MS)) == "02 01 01"
    assert device.outputs(1300 * MS) == {}
    assert (device.met, device.mode) == (False, 0)
    assert {output.t_ns for output in device.history if not output.points} == {1200 * MS}


@pytest.mark.parametrize("frame", [WATCHDOG, MODE, framed("09 63")])
def test_any_valid_packet_feeds_the_watchdog(frame: bytes) -> None:
    device = started()
    for t in range(0, 6000, 1199):
        device.receive(t * MS, frame)
    assert set(device.outputs(6000 * MS)) == {0, 1}


def test_spoilt_packets_feed_nothing() -> None:
    device = started()
    device.receive(1000 * MS, WATCHDOG[:2] + b"\x48" + WATCHDOG[3:])
    assert device.seen[-1].what == "garbled"
    assert device.outputs(1200 * MS) == {}


@pytest.mark.parametrize(("frames", "answers", "mode"), [
    (["02 0A"], ["02 0b 00 00"], 0),
    (["02 0A 00"], ["02 0b fe"], 0),
    (["02 20 00 00 C8 14"], ["02 21 fd"], 0),
    (["02 22"], ["02 23 00"], 0),
    (["02 63"], ["02 03 63"], 0),
    (["02 1E 00 01 00 0D 00 26 00", "03 0A"], ["02 1f 00", "03 0b 00 01"], 1),
    (["02 1E 00 01 00 0D 00 26 00", "03 20 00 00 C8 14", "04 0A"], ["02 1f 00", "03 21 00", "04 0b 00 02"], 2),
    (["02 1E 00 01 00 0D 00 26 00", "03 20 00 00 C8 14", "04 1E 00 01 00 0D 00 26 00"],
     ["02 1f 00", "03 21 00", "04 1f fd"], 2),
    (["02 1E 00 01 00 0D 00 26 00", "03 20 00 00 C8 14", "04 22", "05 20 00 00 C8 14"],
     ["02 1f 00", "03 21 00", "04 23 00", "05 21 fd"], 0),
])
def test_modes(frames: list[str], answers: list[str], mode: int) -> None:
    device = met()
    assert [body(device.receive(1, framed(frame))) for frame in frames] == answers
    assert device.mode == mode


@pytest.mark.parametrize(("data", "good"), [
    ("00 01 00 0D 00 0E 00", True), ("00 01 00 0D 00 0D 00", False), ("00 01 00 0D 08 00 00", True),
    ("00 01 00 0D 08 01 00", False), ("00 01 00 0D 00 00 00", True), ("00 00 00 0D 00 26 00", False),
    ("07 01 00 0D 00 26 00", True), ("08 01 00 0D 00 26 00", False), ("00 01 00 0C 00 26 00", False),
    ("00 01 00 0D 00 26 01", True), ("00 01 00 0D 00 26 02", False), ("00 01 00 0D 00 26", False),
])
def test_channel_lists(data: str, good: bool) -> None:
    device = met()
    assert body(device.receive(1, framed(f"02 1E {data}"))) == f"02 1f {'00' if good else 'fe'}"


@pytest.mark.parametrize(("data", "peak_ua"), [
    ("00 00 14 82", 130_000), ("00 00 14 83", None), ("00 01 F4 05", 5_000), ("00 01 F5 05", None),
    ("03 00 C8 05", None), ("02 00 C8 05", 5_000), ("00 00 C8", None), ("00 00 C8 05 00 00 C8 05", None),
    ("", None),
])
def test_starts(data: str, peak_ua: int | None) -> None:
    device = met()
    device.receive(1, framed("02 1E 00 04 00 0D 00 26 00"))
    answer = device.receive(2, framed(f"03 20 {data}"))
    if peak_ua is None:
        assert body(answer) == "03 21 fe"
        assert device.outputs(3) == {}
    else:
        assert body(answer) == "03 21 00"
        assert device.outputs(3)[2].peak_ua == peak_ua


def test_narrow_pulses_are_widened() -> None:
    device = met()
    device.receive(1, framed("02 1E 00 01 00 0D 00 26 00") + framed("03 20 00 00 05 05"))
    assert device.outputs(2)[0].points == ((20, 5_000), (100, 0), (20, -5_000))


def test_doublets_and_triplets() -> None:
    device = met()
    device.receive(1, framed("02 1E 00 03 00 0D 00 26 00") + framed("03 20 01 00 C8 05 02 00 C8 05"))
    pulse = ((200, 5_000), (100, 0), (200, -5_000))
    assert device.outputs(2)[0].points == (*pulse, (7_500, 0), *pulse)
    assert device.outputs(2)[1].points == (*pulse, (7_500, 0), *pulse, (7_500, 0), *pulse)


def test_one_shot_has_no_period() -> None:
    device = met()
    device.receive(1, framed("02 1E 00 01 00 0D 00 00 00") + framed("03 20 00 00 C8 05"))
    assert device.outputs(2)[0].period_us == 0


def test_zero_is_silence_without_a_stop() -> None:
    device = started()
    device.receive(5, framed("04 20 00 00 C8 00 00 01 2C 00"))
    assert device.seen[-1].what == "zero"
    assert device.outputs(6) == {}
    assert device.mode == 2


@pytest.mark.parametrize("name", GOLDEN)
def test_two_stops_are_heard_after_every_cut(name: str) -> None:
    for at in range(len(GOLDEN[name])):
        device = started()
        device.receive(1, GOLDEN[name][:at] + STOP + STOP)
        assert device.seen[-1].what == "stop"
        assert device.outputs(2) == {}
        assert {output.t_ns for output in device.history if not output.points} == {1}


@given(st.binary(max_size=120), st.integers(1, 40))
@settings(max_examples=50, deadline=None)
def test_any_bytes_in_any_cut(wire: bytes, size: int) -> None:
    at_once, in_bits = met(), met()
    at_once.receive(1, wire)
    for at in range(0, len(wire), size):
        in_bits.receive(1, wire[at:at + size])
    assert at_once.seen == in_bits.seen
    at_once.receive(1, STOP + STOP)
    assert at_once.seen[-1].what == "stop"


@pytest.mark.parametrize(("words", "said"), [
    (["emergency"], "00 26 ff"), (["electrode"], "00 26 fe"), (["module"], "00 26 fd"),
    (["error", "-9"], "00 26 f7"),
])
def test_errors_stop_it(words: list[str], said: str) -> None:
    device = started()
    device.act(7, words)
    assert body(device.advance(7)) == said
    assert device.outputs(7) == {}
    assert device.mode == 0


def test_a_power_drop_begins_anew() -> None:
    device = started()
    device.tricks.delay_ms = 50
    device.receive(5, MODE)
    device.act(7, ["power_drop"])
    assert device.outputs(7) == {}
    assert device.advance(499 * MS) == b""
    device.tricks.delay_ms = 0
    assert body(device.advance(501 * MS)) == "02 01 01"


def test_unknown_words_name_the_choices() -> None:
    with pytest.raises(ValueError, match="choose power_drop, emergency, electrode, module or error CODE"):
        met().act(0, ["explode"])


def test_left_running_by_somebody_else() -> None:
    device = RehaStim2Emulator(mode=2, t_ns=5)
    assert device.outputs(6)[0].peak_ua == 10_000
    assert body(device.receive(7, MODE)) == "01 0b 00 02"


def test_tricks_of_the_line() -> None:
    device = met()
    good = device.receive(1, MODE)
    tricks = device.tricks
    tricks.duplicate = True
    assert device.receive(2, MODE) == good * 2
    tricks.duplicate, tricks.cut = False, 3
    assert device.receive(3, MODE) == good[:3]
    tricks.cut, tricks.before = None, "00 f0"
    assert device.receive(4, MODE) == b"\x00\xf0" + good
    tricks.before, tricks.mute = "", True
    assert device.receive(5, MODE) == b""
    tricks.mute, tricks.delay_ms = False, 20
    assert device.receive(10 * MS, MODE) == b""
    assert device.advance(30 * MS - 1) == b""
    assert device.advance(30 * MS) == good


def test_tricks_of_the_device() -> None:
    device = met()
    good = device.receive(1, MODE)
    tricks = device.tricks
    tricks.mode = 2
    assert body(device.receive(1, MODE)) == "01 0b 00 02"
    tricks.mode, tricks.number_add, tricks.command_add = None, 1, 2
    assert body(device.receive(1, MODE)) == "02 0d 00 00"
    tricks.number_add = tricks.command_add = 0
    tricks.bad_crc = True
    assert device.receive(1, MODE) == good[:2] + bytes((good[2] ^ 1,)) + good[3:]
    tricks.bad_crc, tricks.no_end = False, True
    assert device.receive(1, MODE) == good[:-1]
    tricks.no_end = False
    tricks.results = {"open": -8, "status": -1}
    assert body(device.receive(1, CHANNELS)) == "02 1f f8"
    assert body(device.receive(1, MODE)) == "01 0b ff"
    assert device.mode == 0
