"""ScienceMode 2: the vendor's frames both ways, every cut, every spoilt byte."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stim_safety.codecs import sm2
from stim_safety.codecs.sm2 import Command, Packet, Pulse, Reader, decode, encode

GOLDEN = {
    "watchdog": (Packet(0, Command.WATCHDOG), "F0 81 49 81 57 00 04 0F"),
    "stop": (Packet(4, Command.STOP), "F0 81 EF 81 57 04 22 0F"),
    "mode": (Packet(1, Command.GET_MODE), "F0 81 76 81 57 01 0A 0F"),
    "start": (Packet(3, Command.START, sm2.start((Pulse(200, 20), Pulse(300, 15)))),
              "F0 81 C5 81 5E 03 20 00 00 C8 14 00 01 2C 81 5A 0F"),
    "channels": (Packet(2, Command.CHANNELS, sm2.channels(0x03, 20_000)),
                 "F0 81 37 81 5C 02 1E 00 03 00 0D 00 26 00 0F"),
    "init ack": (Packet(1, Command.INIT_ACK, b"\0"), "F0 81 14 81 56 01 02 00 0F"),
}
STOP = bytes.fromhex(GOLDEN["stop"][1])
PACKETS = st.builds(Packet, st.integers(0, 255), st.integers(0, 255), st.binary(max_size=29))


@pytest.mark.parametrize("name", GOLDEN)
def test_golden_frames(name: str) -> None:
    packet, frame = GOLDEN[name]
    assert encode(packet) == bytes.fromhex(frame)
    assert decode(bytes.fromhex(frame)) == packet


def test_numbers_of_the_commands() -> None:
    assert {command.name: int(command) for command in Command} == {
        "INIT": 1, "INIT_ACK": 2, "UNKNOWN": 3, "WATCHDOG": 4, "GET_MODE": 10, "GET_MODE_ACK": 11, "CHANNELS": 30,
        "CHANNELS_ACK": 31, "START": 32, "START_ACK": 33, "STOP": 34, "STOP_ACK": 35, "ERROR": 38}


def test_crc_of_the_check_text() -> None:
    assert sm2.crc8(b"123456789") == 0xF4
    assert sm2.crc8(b"") == 0


@given(PACKETS, st.integers(1, 80))
@settings(max_examples=60, deadline=None)
def test_any_packet_comes_back_in_any_cut(packet: Packet, size: int) -> None:
    frame = encode(packet)
    reader = Reader()
    found = [each for at in range(0, len(frame), size) for each in reader.feed(frame[at:at + size])]
    assert found == [packet]
    assert frame[0] == 0xF0
    assert frame[-1] == 0x0F


@pytest.mark.parametrize(("special", "sent"), [(0xF0, "81 A5"), (0x0F, "81 5A"), (0x81, "81 D4")])
def test_special_bytes_are_stuffed(special: int, sent: str) -> None:
    frame = encode(Packet(special, special, bytes((special,))))
    assert frame[5:-1] == bytes.fromhex(sent) * 3
    assert decode(frame) == Packet(special, special, bytes((special,)))


@pytest.mark.parametrize("plain", [0x0A, 0x55, 0x5F, 0x0E, 0x10, 0xEF, 0xF1, 0x80, 0x82])
def test_other_bytes_go_as_they_are(plain: int) -> None:
    assert encode(Packet(plain, plain))[5:-1] == bytes((plain, plain))


def test_longest_frame() -> None:
    assert len(encode(Packet(0, 0, bytes(61)))) == sm2.LONGEST
    assert decode(encode(Packet(0, 0, bytes(61)))).data == bytes(61)
    assert Reader().feed(encode(Packet(0, 0, bytes(61)))) == (Packet(0, 0, bytes(61)),)
    with pytest.raises(ValueError, match="64 bytes do not fit into a frame"):
        encode(Packet(0, 0, bytes(62)))


@pytest.mark.parametrize("packet", [Packet(-1, 0), Packet(256, 0), Packet(0, -1), Packet(0, 256)])
def test_what_is_no_byte_is_refused(packet: Packet) -> None:
    with pytest.raises(ValueError, match="range"):
        encode(packet)


def test_every_spoilt_bit_is_noticed() -> None:
    frame = bytes.fromhex(GOLDEN["start"][1])
    for at in range(len(frame)):
        for bit in range(8):
            spoilt = bytearray(frame)
            spoilt[at] ^= 1 << bit
            with pytest.raises(ValueError, match=r"marks|byte"):
                decode(bytes(spoilt))


def _framed(body: str) -> bytes:
    plain = bytes.fromhex(body)
    return bytes((0xF0, 0x81, sm2.crc8(plain) ^ 0x55, 0x81, len(plain) ^ 0x55)) + plain + b"\x0f"


MARKS = "^the frame's marks, checksum or length are wrong$"


@pytest.mark.parametrize(("frame", "why"), [
    (b"", MARKS), (STOP[:-1], MARKS), (STOP + b"\0", MARKS), (_framed(""), "^the frame has no command$"),
    (_framed("04"), "^the frame has no command$"), (_framed("00" * 64), MARKS),
    (_framed("04 22 81"), "^the frame ends in the middle of a byte$"),
])
def test_bad_frames(frame: bytes, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        decode(frame)


def test_overly_stuffed_bytes_are_read_too() -> None:
    assert decode(_framed("04 81 5F")) == Packet(4, 0x0A)


def _head(frame: bytes) -> list[bytes]:
    return [frame[:at] for at in range(len(frame))]


@pytest.mark.parametrize("name", GOLDEN)
def test_two_stops_are_found_after_every_cut(name: str) -> None:
    """One is enough, unless the cut is in the middle of a stuffed byte, which swallows the stop's first byte."""
    stop = decode(STOP)
    for cut in _head(bytes.fromhex(GOLDEN[name][1])):
        found = Reader().feed(cut + STOP + STOP)
        assert found[-1] == stop
        assert (found.count(stop) == 2) == (cut[-1:] != b"\x81")


PARTS = st.one_of(st.binary(max_size=90), PACKETS.map(encode), st.sampled_from([b"\xf0", b"\x81", b"\x0f"]))


@given(st.lists(PARTS, max_size=8), st.integers(1, 30))
@settings(max_examples=80, deadline=None)
def test_garbage_of_any_cut_never_hides_what_follows(parts: list[bytes], size: int) -> None:
    wire = b"".join(parts)
    at_once, in_bits = Reader(), Reader()
    found = at_once.feed(wire)
    assert found == tuple(each for at in range(0, len(wire), size) for each in in_bits.feed(wire[at:at + size]))
    assert at_once.feed(STOP + STOP)[-1] == decode(STOP)


@pytest.mark.parametrize(("wire", "found"), [
    ("00", (None,)),
    ("00 01 81 0F 55", (None,)),
    ("00 01 F0", (None,)),
    ("F0 01 F0", (None,)),
    ("F0 F0 F0", (None, None)),
    ("F0 81 F0 0F", (None,)),
    ("F0 81 81 0F", (None,)),
    ("0F", (None,)),
])
def test_stray_bytes_are_told_once(wire: str, found: tuple[None, ...]) -> None:
    reader = Reader()
    assert reader.feed(bytes.fromhex(wire)) == found


def test_stray_bytes_are_told_again_after_a_frame() -> None:
    reader = Reader()
    assert reader.feed(b"\0" + STOP + b"\0\0" + STOP) == (None, decode(STOP), None, decode(STOP))


def test_a_frame_without_end_is_dropped_at_the_longest() -> None:
    reader = Reader()
    assert reader.feed(b"\xf0" + bytes(67)) == ()
    assert reader.feed(b"\0") == (None,)
    assert reader.feed(bytes(1000)) == ()
    assert reader.feed(STOP) == (decode(STOP),)


def test_a_frame_without_end_may_stop_at_a_stuffing_byte() -> None:
    reader = Reader()
    assert reader.feed(b"\xf0" + bytes(67) + b"\x81") == (None,)
    assert reader.feed(STOP) == (decode(STOP),)


@pytest.mark.parametrize(("mask", "period_us", "data"), [
    (0x01, 8_000, "00 01 00 0D 00 0E 00"), (0xFF, 1_025_000, "00 FF 00 0D 08 00 00"),
    (0x80, 128_500, "00 80 00 0D 00 FF 00"), (0x80, 129_000, "00 80 00 0D 01 00 00"),
])
def test_channel_lists(mask: int, period_us: int, data: str) -> None:
    assert sm2.channels(mask, period_us) == bytes.fromhex(data)


@pytest.mark.parametrize(("mask", "period_us"), [
    (0, 20_000), (-1, 20_000), (0x100, 20_000), (1, 7_500), (1, 7_999), (1, 8_001), (1, 8_250), (1, 1_025_500),
    (1, 0), (1, -20_000),
])
def test_channel_lists_that_cannot_be_sent(mask: int, period_us: int) -> None:
    with pytest.raises(ValueError, match=r"channel mask|cannot be sent"):
        sm2.channels(mask, period_us)


@given(st.lists(st.builds(Pulse, st.integers(0, 65535), st.integers(0, 255)), max_size=8))
@settings(max_examples=40, deadline=None)
def test_starts_come_back(pulses: list[Pulse]) -> None:
    assert sm2.read_start(sm2.start(tuple(pulses))) == tuple(pulses)


@pytest.mark.parametrize("data", [
    "01 00 C8 14", "00 00 C8", "00 00 C8 14 00", "02 00 C8 14", "00 00 C8 14 01 00 C8 14",
])
def test_starts_that_were_never_made(data: str) -> None:
    with pytest.raises(ValueError, match=r"^this is no list of single pulses$"):
        sm2.read_start(bytes.fromhex(data))


@pytest.mark.parametrize("pulse", [Pulse(-1, 0), Pulse(65536, 0), Pulse(200, -1), Pulse(200, 256)])
def test_pulses_that_fit_no_bytes(pulse: Pulse) -> None:
    with pytest.raises(ValueError, match="range"):
        sm2.start((pulse,))
