"""Frames of ScienceMode 3 and 4: golden bytes both ways, and what a bad line makes of them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stim_safety.codecs import sm34
from stim_safety.codecs.crc import crc16_xmodem
from stim_safety.codecs.sm34 import Bad, Packet, Parser
from tests.stim_safety.codecs.sm34_golden import ALL, COMMANDS, Golden

STOP = sm34.encode(sm34.Command.ML_STOP, 0)
STOPPED = Packet(0, 34, b"")

packets = st.builds(Packet, st.integers(0, 63), st.integers(0, 1023), st.binary(max_size=60))
hostile = st.binary(max_size=40) | st.lists(
    st.sampled_from([0xF0, 0x0F, 0x81, 0x55, 0x58, 0x59, 0xA5, 0x5A, 0]), max_size=40).map(bytes)


def frame_of(packet: Packet) -> bytes:
    return sm34.encode(packet.command, packet.number, packet.payload)


def feed_by_byte(data: bytes) -> list[Packet | None]:
    parser = Parser()
    return [found for byte in data for found in parser.feed(bytes((byte,)))]


@pytest.mark.parametrize("golden", ALL, ids=lambda golden: golden.name)
def test_golden_frames_are_written(golden: Golden) -> None:
    assert sm34.encode(golden.command, golden.number, golden.payload) == golden.frame


@pytest.mark.parametrize("golden", ALL, ids=lambda golden: golden.name)
def test_golden_frames_are_read(golden: Golden) -> None:
    packet = Packet(golden.number, golden.command, golden.payload)
    assert sm34.decode(golden.frame) == packet
    assert Parser().feed(golden.frame) == [packet]
    assert feed_by_byte(golden.frame) == [packet]


@given(packets)
@settings(max_examples=100, deadline=None)
def test_what_is_written_is_read_again(packet: Packet) -> None:
    frame = frame_of(packet)
    assert sm34.decode(frame) == packet
    assert not any(byte in (0xF0, 0x0F) and before != 0x81 for before, byte in pairwise(frame[:-1]))
    assert feed_by_byte(frame) == [packet]


@given(st.binary(max_size=60))
@settings(max_examples=50, deadline=None)
def test_stuffing_is_undone(data: bytes) -> None:
    assert sm34.unstuff(sm34.stuff(data)) == data


@pytest.mark.parametrize(("plain", "stuffed"), [
    ("f0", "81a5"), ("0f", "815a"), ("81", "81d4"), ("ef1080", "ef1080"), ("", ""), ("a55ad4", "a55ad4"),
])
def test_only_borders_are_stuffed(plain: str, stuffed: str) -> None:
    assert sm34.stuff(bytes.fromhex(plain)).hex() == stuffed


@pytest.mark.parametrize(("stuffed", "plain"), [("81", ""), ("4181", "41"), ("8181", "d4"), ("81f0", "a5")])
def test_the_byte_after_an_escape_is_data(stuffed: str, plain: str) -> None:
    assert sm34.unstuff(bytes.fromhex(stuffed)).hex() == plain


@pytest.mark.parametrize("bad", [
    b"", STOP[:-1], STOP + b"\x00", b"\x00" + STOP, STOP[:-1] + b"\x0e",
    STOP[:6] + bytes((STOP[6] ^ 1,)) + STOP[7:],
], ids=["empty", "no end", "byte after", "byte before", "wrong end", "wrong sum"])
def test_a_frame_must_be_exactly_one(bad: bytes) -> None:
    with pytest.raises(ValueError, match=r"^these bytes are no frame$"):
        sm34.decode(bad)


def by_hand(stuffed: str) -> bytes:
    """Return a frame around these bytes, as somebody else might stuff them."""
    packet = bytes.fromhex(stuffed)
    head = (len(packet) + 10).to_bytes(2, "big") + crc16_xmodem(packet).to_bytes(2, "big")
    return b"\xf0" + b"".join(bytes((0x81, byte ^ 0x55)) for byte in head) + packet + b"\x0f"


@pytest.mark.parametrize(("stuffed", "payload"), [
    ("0402 81F0", "A5"), ("0402 810F", "5A"), ("0402 8181 22", "D4 22")])
def test_a_border_after_an_escape_is_data(stuffed: str, payload: str) -> None:
    assert sm34.examine(by_hand(stuffed)) == Packet(1, 2, bytes.fromhex(payload))


def test_a_needless_escape_is_read_but_is_not_what_we_write() -> None:
    frame = by_hand("0481 5722")
    assert sm34.examine(frame) == Packet(1, 2, b"\x22")
    with pytest.raises(ValueError, match=r"^these bytes are no frame$"):
        sm34.decode(frame)


@pytest.mark.parametrize("golden", ALL, ids=lambda golden: golden.name)
def test_a_stop_is_found_after_every_cut_of_every_frame(golden: Golden) -> None:
    for cut in range(len(golden.frame)):
        found = Parser().feed(golden.frame[:cut] + STOP)
        assert found == ([None, STOPPED] if cut else [STOPPED])
        assert feed_by_byte(golden.frame[:cut] + STOP) == found


@pytest.mark.parametrize(("junk", "garbled"), [
    (b"", 0), (b"\x00", 1), (b"hello", 1), (b"\xf0", 1), (b"\xf0\xf0", 2), (b"\x0f", 1), (b"\x81", 1),
    (b"\x00\xf0", 2), (b"\xf0\x00\x00", 1), (b"\xf0\x81", 1),
])
def test_junk_before_a_frame_costs_nothing(junk: bytes, garbled: int) -> None:
    expected = [None] * garbled + [STOPPED]
    assert Parser().feed(junk + STOP) == expected
    assert feed_by_byte(junk + STOP) == expected


@pytest.mark.parametrize("golden", COMMANDS, ids=lambda golden: golden.name)
def test_each_damaged_frame_is_told_once_and_the_next_is_read(golden: Golden) -> None:
    frame = golden.frame
    for at in range(1, len(frame)):
        bad = frame[:at] + bytes((frame[at] ^ 0x04,)) + frame[at + 1:]
        assert Parser().feed(bad * 3 + STOP)[-1] == STOPPED
        assert Parser().feed(bad * 3 + STOP).count(None) == 3, bad.hex()
        assert feed_by_byte(bad * 3 + STOP) == Parser().feed(bad * 3 + STOP)


@pytest.mark.parametrize("at", [6, 8], ids=["high", "low"])
def test_a_sum_that_looks_like_a_start_is_no_second_bad_frame(at: int) -> None:
    possible = (Packet(number, 32, bytes((byte,))) for number in range(64) for byte in range(99))
    packet = next(packet for packet in possible if frame_of(packet)[at] == 0xF0)
    assert feed_by_byte(frame_of(packet) + STOP) == [packet, STOPPED]
    bad = frame_of(packet)[:-2] + b"\x77\x0f"
    assert feed_by_byte(bad + STOP) == Parser().feed(bad + STOP) == [None, STOPPED]


@pytest.mark.parametrize(("length", "outcome"), [
    (11, "bad"), (12, "waits"), (13, "waits"), (1200, "waits"), (1201, "bad"), (65535, "bad"), (0, "bad"),
])
def test_edges_of_the_length(length: int, outcome: str) -> None:
    head = b"\xf0" + b"".join(bytes((0x81, byte ^ 0x55)) for byte in length.to_bytes(2, "big") + b"\0\0")
    assert sm34.examine(head) == (Bad(9) if outcome == "bad" else None)


def test_a_frame_without_payload_is_one_with_none() -> None:
    assert sm34.encode(7, 3) == sm34.encode(7, 3, b"")


def test_junk_and_damage_are_told_anew_after_every_whole_frame() -> None:
    good = sm34.encode(7, 3)
    damaged = good[:-2] + bytes((good[-2] ^ 1,)) + good[-1:]
    whole = sm34.decode(good)
    assert Parser().feed(good + b"junk" + good + b"junk" + good) == [whole, None, whole, None, whole]
    assert Parser().feed(good + damaged + good + damaged + good) == [whole, None, whole, None, whole]


@pytest.mark.parametrize("border", [sm34.START, sm34.END])
def test_a_border_right_after_the_header_is_seen(border: int) -> None:
    good = sm34.encode(7, 3, b"abc")
    seen = sm34.examine(good[:sm34.HEADER_BYTES] + bytes((border,)) + good[sm34.HEADER_BYTES:])
    assert seen == Bad(sm34.HEADER_BYTES + (border == sm34.END))


@pytest.mark.parametrize("payload", [b"", bytes(1188)], ids=["shortest", "longest"])
def test_the_shortest_and_the_longest_frame(payload: bytes) -> None:
    packet = Packet(5, 34, payload)
    frame = frame_of(packet)
    assert len(frame) in (12, 1200)
    assert feed_by_byte(frame + STOP) == [packet, STOPPED]
    assert sm34.examine(frame[:-1]) is None


def test_a_frame_that_is_too_long_is_none() -> None:
    assert sm34.examine(frame_of(Packet(5, 34, bytes(1189)))) == Bad(9)


def test_a_packet_of_one_byte_is_none() -> None:
    packet = b"\x81\x55"
    head = (12).to_bytes(2, "big") + crc16_xmodem(packet).to_bytes(2, "big")
    frame = b"\xf0" + b"".join(bytes((0x81, byte ^ 0x55)) for byte in head) + packet + b"\x0f"
    assert sm34.examine(frame) == Bad(12)


def test_an_end_that_comes_early_and_one_that_does_not_come() -> None:
    frame = ALL[4].frame
    early = frame[:10] + b"\x0f" + frame[11:]
    assert sm34.examine(early) == Bad(11)
    assert sm34.examine(frame[:10] + b"\xf0" + frame[11:]) == Bad(10)
    assert sm34.examine(frame[:-1] + b"\xf0") == Bad(12)
    assert sm34.examine(frame[:-1] + b"\x00") == Bad(13)


@pytest.mark.parametrize("at", [1, 3, 5, 7])
def test_the_header_is_always_escaped(at: int) -> None:
    assert sm34.examine(STOP[:at] + b"\x00" + STOP[at + 1:]) == Bad(at + 1)
    assert sm34.examine(STOP[:at] + b"\x00") == Bad(at + 1)
    assert sm34.examine(STOP[:at] + b"\xf0" + STOP[at + 1:]) == Bad(at)
    assert sm34.examine(STOP[:at]) is None


@given(st.lists(hostile | packets.map(frame_of), max_size=6))
@settings(max_examples=150, deadline=None)
def test_the_cut_makes_no_difference_and_nothing_is_raised(parts: list[bytes]) -> None:
    data = b"".join(parts)
    whole = Parser()
    found = whole.feed(data)
    assert feed_by_byte(data) == found
    assert len(whole._pending) < sm34.MOST_BYTES


@given(hostile, packets)
@settings(max_examples=150, deadline=None)
def test_after_anything_one_frame_may_be_lost_but_never_two(before: bytes, packet: Packet) -> None:
    found = Parser().feed(before + frame_of(packet) + STOP)
    assert found[-1] == STOPPED


def test_nothing_piles_up() -> None:
    parser = Parser()
    for _ in range(50):
        parser.feed(b"\xf0" + b"\x81\x51\x81\x55\x81\x55\x81\x55" + b"\x00" * 900)
        assert len(parser._pending) < sm34.MOST_BYTES


@pytest.mark.parametrize(("code", "text"), [
    (0, "no error (0)"), (10, "electrode error (10)"), (28, "pulse current too low (28)"),
    (29, "unknown result 29"), (255, "unknown result 255"),
])
def test_results_have_names(code: int, text: str) -> None:
    assert sm34.result_text(code) == text


def test_all_29_results_are_different() -> None:
    assert len(set(sm34.RESULTS)) == 29
