from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.codecs import byb as codec
from devices.codecs.byb import Command, Decoder, Message, Splitter

FAST = settings(max_examples=60, deadline=None)
HELLO = codec.encode_message("FWV:1.02;HWT:MUSCLESB;HWV:2.00;")


def frames(n: int, channels: int) -> bytes:
    return codec.encode_frames((np.arange(n * channels).reshape(n, channels) * 7 + 100) % 1024)


def chunks(data: bytes, cuts: list[int]) -> list[bytes]:
    edges = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    return [data[a:b] for a, b in pairwise(edges)]


def read(decoder: Decoder, pieces: list[bytes]) -> tuple[list[list[int]], list[int]]:
    """Return all counts, and the numbers of the frames before which something was skipped."""
    counts: list[list[int]] = []
    holes: list[int] = []
    for piece in pieces:
        found = decoder.feed(piece)
        if found is not None:
            holes += [len(counts) + row for row in found.holes]
            counts += found.counts.tolist()
    return counts, holes


@pytest.mark.parametrize(("value", "data"), [
    (0, "80 00"), (512, "84 00"), (1023, "87 7F"), (8192, "C0 00"), (16383, "FF 7F")])
def test_one_value_byte_by_byte(value: int, data: str) -> None:
    assert codec.encode_frames(np.array([[value]])) == bytes.fromhex(data)
    assert read(Decoder(1), [bytes.fromhex(data)]) == ([[value]], [])


def test_only_the_first_byte_of_a_frame_has_its_high_bit_set() -> None:
    assert codec.encode_frames(np.array([[512, 1023, 1]])) == bytes.fromhex("84 00 07 7F 00 01")


@pytest.mark.parametrize(("kind", "channels", "rate", "zero"), [
    ("MUSCLESS", 1, 10_000, 512), ("MUSCLESS", 2, 5000, 512), ("MUSCLESS", 4, 2500, 512),
    ("HUMANSB", 2, 5000, 8192), ("NRNSBPRO", 2, 20_000, 8192), ("MSBPCDC", 2, 10_000, 512),
    ("MUSCLESB", 2, 10_000, 512), ("MUSCLESB", 4, 5000, 512), ("UNIBOX", 2, 42_661, 8192),
    ("EXTCLAW", 3, 896, 512)])
def test_what_a_hardware_type_stands_for(kind: str, channels: int, rate: float, zero: int) -> None:
    assert codec.BOXES[kind].rate_with(channels) == rate
    assert codec.BOXES[kind].zero_count == zero


def test_what_switches_a_stimulator_is_no_sensor() -> None:
    assert not codec.SWITCHES_CURRENT & set(codec.BOXES)


def test_commands_word_by_word() -> None:
    assert codec.encode_command(Command.IDENTIFY) == b"b:;\n"
    assert codec.encode_channels(2) == b"conf s:10000;c:2;\n"
    order = codec.encode_order(codec.encode_command(Command.CAPABILITIES))
    assert order == b"\x3f\x3e?:;\n" + bytes(58)


def test_a_message_byte_by_byte() -> None:
    assert codec.encode_message("HWT:MUSCLESS;") == (
        bytes.fromhex("FFFF010180FF") + b"HWT:MUSCLESS;" + bytes.fromhex("FFFF010181FF"))


@FAST
@given(st.lists(st.integers(0, 400), max_size=12), st.integers(1, 6))
def test_messages_come_out_and_frames_stay_whatever_the_chunks(cuts: list[int], channels: int) -> None:
    before, after = frames(7, channels), frames(5, channels)
    splitter, decoder = Splitter(), Decoder(channels)
    told: list[Message] = []
    rest: list[bytes] = []
    for piece in chunks(before + HELLO + after, cuts):
        stretch, messages = splitter.feed(piece)
        rest.append(stretch)
        told += messages
    assert codec.hardware_type(told) == "MUSCLESB"
    assert [message.kind for message in told] == ["FWV", "HWT", "HWV"]
    assert read(decoder, rest) == (read(Decoder(channels), [before + after])[0], [])
    assert decoder.skipped == 0


def test_a_message_inside_a_frame_leaves_the_frame_whole() -> None:
    data = frames(3, 2)
    stretch, _ = Splitter().feed(data[:6] + HELLO + data[6:])
    assert stretch == data


def test_a_message_without_an_end_costs_at_most_512_bytes_of_waiting() -> None:
    splitter = Splitter()
    flood = frames(400, 1)
    stretch, messages = splitter.feed(HELLO[:20] + flood)
    assert messages == []
    assert splitter.dropped == 1
    assert stretch.endswith(flood)


def test_a_message_that_a_new_one_cuts_off_is_dropped() -> None:
    splitter = Splitter()
    _, messages = splitter.feed(HELLO[:12] + HELLO)
    assert len(messages) == 3
    assert splitter.dropped == 1


@pytest.mark.parametrize(("body", "messages"), [
    (b"", []), (b";;", []), (b"HWT", []), (b"HWT:A", [Message("HWT", "A")]),
    (b"JOY:\xff:;EVNT:1;", [Message("JOY", "\xff:"), Message("EVNT", "1")])])
def test_bodies_of_messages(body: bytes, messages: list[Message]) -> None:
    assert codec.decode_messages(body) == messages


@pytest.mark.parametrize(("damage", "left", "holes"), [
    (lambda data: data[:8] + data[9:], 9, [2]),
    (lambda data: data[:8] + b"\x01\x02\x03" + data[8:], 10, [2]),
    (lambda data: data[:8] + bytes((data[8] & 0x7F,)) + data[9:], 9, [2]),
    (lambda data: data[3:], 9, [0]),
    (lambda data: data[:4] + data[8:], 9, []),
])
def test_what_damage_leaves(damage: Callable[[bytes], bytes], left: int, holes: list[int]) -> None:
    counts, found = read(Decoder(2), [damage(frames(10, 2))])
    assert (len(counts), found) == (left, holes)


@FAST
@given(st.binary(max_size=200), st.lists(st.integers(0, 300), max_size=8), st.integers(1, 4))
def test_chunks_change_nothing_even_in_garbage(junk: bytes, cuts: list[int], channels: int) -> None:
    data = frames(5, channels) + junk + frames(9, channels)
    once, piecewise = Decoder(channels), Decoder(channels)
    assert read(once, [data]) == read(piecewise, chunks(data, cuts))
    assert once.skipped == piecewise.skipped


@pytest.mark.parametrize("channels", [1, 2, 3, 6])
def test_channels_are_told_by_eight_frames_in_a_row(channels: int) -> None:
    assert codec.detect_channels(frames(9, channels)) == channels
    assert codec.detect_channels(frames(8, channels)) is None
    assert codec.detect_channels(b"\x01\x02" + frames(20, channels)[1:]) == channels


@pytest.mark.parametrize("data", [b"", b"\x80", b"\x80\x00\x01" * 20, b"UNO-R3\r\n" * 20, b"\xff" * 40])
def test_what_is_no_row_of_frames_has_no_channels(data: bytes) -> None:
    assert codec.detect_channels(data) is None


@pytest.mark.parametrize(("report", "payload"), [
    (b"\x3f\x03abc" + bytes(59), b"abc"), (b"\x3f\x00" + bytes(62), b""), (b"\x3f\x3e" + b"x" * 62, b"x" * 62),
    (b"\x3f\x3f" + b"x" * 62, None), (b"\x30\x03abc", None), (b"\x3f\x04abc", None), (b"\x3f", None), (b"", None)])
def test_reports(report: bytes, payload: bytes | None) -> None:
    assert codec.decode_report(report) == payload


def test_a_report_holds_62_bytes() -> None:
    assert codec.decode_report(codec.encode_report(b"y" * 62)) == b"y" * 62
    with pytest.raises(ValueError, match="62"):
        codec.encode_report(b"y" * 63)
