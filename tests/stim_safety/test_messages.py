"""The protocol with the game: what is sent is what arrives, and anything else is refused."""

from __future__ import annotations

import struct
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stim_safety.fields import number
from stim_safety.messages import (
    PART,
    SIZE,
    TEXT,
    VERSION,
    Arm,
    BadMessage,
    Calibrate,
    Channel,
    Confirm,
    Decided,
    Device,
    Disarm,
    End,
    Envelope,
    Happened,
    Heartbeat,
    Hold,
    Item,
    Message,
    PadsMoved,
    Pin,
    Prescribed,
    Refusal,
    Report,
    Reset,
    SetMark,
    Status,
    StepUp,
    Stop,
    Wish,
    _Shape,
    decode,
    encode,
)
from stim_safety.words import Mark, Role, State, Why

channels = st.integers(-32767, 32767)
maybe_channels = st.none() | channels
shares = st.integers(-(2**31), 2**31 - 1)
longs = st.integers(0, 2**32 - 1)
bits = st.integers(0, 2**64 - 1)
times = st.integers(-(2**63), 2**63 - 1)
states, whys = st.sampled_from(State), st.sampled_from(Why)
maybe_whys = st.none() | whys


def texts(size: int) -> st.SearchStrategy[str]:
    characters = st.characters(codec="utf-8", exclude_characters="\0")
    return st.text(characters, max_size=size).filter(lambda text: len(text.encode()) <= size)


MESSAGES: st.SearchStrategy[Message] = st.one_of(
    st.builds(Heartbeat, bits, states), st.builds(Wish, channels, shares, shares), st.just(Stop()),
    st.builds(Pin, texts(TEXT)), st.builds(Confirm, st.sampled_from(Item), channels, texts(TEXT)),
    st.builds(Hold, st.booleans()), st.builds(Calibrate, channels), st.builds(StepUp, channels, st.booleans()),
    st.builds(SetMark, channels, st.sampled_from(Mark), st.sampled_from(Role)), st.builds(PadsMoved, channels),
    st.just(Arm()), st.just(Disarm()), st.builds(Reset, st.integers(0, 255)), st.just(End()),
    st.builds(Status, states, bits, maybe_whys, maybe_channels, longs, longs, longs, longs, longs, longs,
              st.booleans(), st.booleans(), st.booleans(), longs, longs, longs),
    st.builds(Decided, longs, st.integers(0, 255), st.booleans(), maybe_channels, shares, longs, longs, maybe_whys,
              st.frozensets(whys)),
    st.builds(Report, st.sampled_from(Happened), times, maybe_channels, longs, longs, longs, maybe_whys),
    st.builds(Channel, channels, texts(TEXT), longs, longs, longs, longs, longs, longs),
    st.builds(Prescribed, texts(64), texts(TEXT), st.booleans()), st.builds(Device, texts(TEXT), st.booleans()),
    st.builds(Refusal, st.booleans(), texts(PART)))
ENVELOPES = st.builds(Envelope, longs, bits, times, MESSAGES)


def sent(message: Message) -> bytes:
    return encode(Envelope(1, 2, 3, message))


@settings(max_examples=200, deadline=None)
@given(ENVELOPES)
def test_what_is_sent_arrives(envelope: Envelope) -> None:
    data = encode(envelope)
    assert len(data) == SIZE
    assert decode(data) == envelope


@settings(max_examples=200, deadline=None)
@given(st.binary(min_size=SIZE, max_size=SIZE) | st.binary(max_size=2 * SIZE))
def test_bytes_are_a_message_in_one_spelling_or_refused(data: bytes) -> None:
    try:
        envelope = decode(data)
    except BadMessage:
        return
    assert encode(envelope) == data


@settings(max_examples=200, deadline=None)
@given(ENVELOPES, st.integers(0, SIZE - 1), st.integers(1, 255))
def test_a_changed_byte_is_refused_or_means_something_else(envelope: Envelope, at: int, change: int) -> None:
    data = bytearray(encode(envelope))
    data[at] ^= change
    try:
        assert decode(bytes(data)) != envelope
    except BadMessage:
        return


def test_the_layout_of_a_wish_is_as_written_down() -> None:
    data = encode(Envelope(0x01020304, 0x1122334455667788, 5, Wish(2, 1000, 100)))
    assert data[:8] == bytes((VERSION, 2, 0, 0, 4, 3, 2, 1))
    assert data[8:24] == bytes.fromhex("8877665544332211") + b"\5" + bytes(7)
    assert data[24:34] == struct.pack("<hii", 2, 1000, 100)
    assert data[34:] == bytes(SIZE - 34)


@pytest.mark.parametrize("size", [0, 1, 23, 24, SIZE - 1, SIZE + 1, 2 * SIZE])
def test_another_size_is_refused(size: int) -> None:
    with pytest.raises(BadMessage, match=f"{size} bytes instead of {SIZE}"):
        decode(sent(Stop()).ljust(size, b"\0")[:size])


@pytest.mark.parametrize(("at", "value", "what"), [
    (0, 0, "version 0"), (0, 2, "version 2"), (1, 0, "type 0"), (1, 15, "type 15"), (1, 63, "type 63"),
    (1, 71, "type 71"), (2, 1, "reserved 1"), (3, 1, "reserved 256"), (24, 1, "after its end"),
    (SIZE - 1, 1, "^a message goes on after its end$")])
def test_a_wrong_head_or_an_overlong_body_is_refused(at: int, value: int, what: str) -> None:
    data = bytearray(sent(Stop()))
    data[at] = value
    with pytest.raises(BadMessage, match=what):
        decode(bytes(data))


@pytest.mark.parametrize(("message", "at", "value", "what"), [
    (Hold(down=True), 24, 2, "2 is no truth value"), (Confirm(Item.PADS, 0, ""), 24, 0, "0 is no Item"),
    (Confirm(Item.PADS, 0, ""), 24, 7, "7 is no Item"), (SetMark(0, Mark.MOTOR, Role.PATIENT), 26, 4, "no Mark"),
    (SetMark(0, Mark.MOTOR, Role.PATIENT), 27, 3, "no Role"), (Heartbeat(1, State.READY), 32, 12, "no State"),
    (Pin("1234"), 24, 0xFF, "not UTF-8"), (Pin("1234"), 30, 65, "after its end"),
    (Decided(1, 2, True, None, 0, 0, 0, None, frozenset()), 44, 104, "104 is no Why"),
    (Decided(1, 2, True, None, 0, 0, 0, None, frozenset()), 45, 1, "unknown reason")])
def test_a_wrong_value_is_refused(message: Message, at: int, value: int, what: str) -> None:
    data = bytearray(sent(message))
    data[at] = value
    with pytest.raises(BadMessage, match=what):
        decode(bytes(data))


@pytest.mark.parametrize("value", [True, "50", [500], None, 500.0, float("nan"), float("inf"), -0.0, 2**31])
@pytest.mark.parametrize("name", ["channel", "per_mille", "ttl_ms"])
def test_fault_04_what_is_no_whole_number_never_leaves(name: str, value: Any) -> None:
    with pytest.raises(BadMessage):
        sent(replace(Wish(0, 500, 100), **{name: value}))


@pytest.mark.parametrize("message", [
    Hold(down=1),  # type: ignore[arg-type]  # hostile on purpose
    Pin(1234),  # type: ignore[arg-type]  # hostile on purpose
    Confirm(6, 0, ""),  # type: ignore[arg-type]  # hostile on purpose
    Decided(1, 2, True, None, 0, 0, 0, None, {Why.RISE}),  # type: ignore[arg-type]  # hostile on purpose
    Decided(1, 2, True, None, 0, 0, 0, None, frozenset({17})),  # type: ignore[arg-type]  # hostile on purpose
    Pin("x" * (TEXT + 1)), Pin("ä" * 33), Pin("1\0"), Pin("\ud800"), Refusal(True, "x" * (PART + 1)),
    Reset(-1), Reset(256), Report(Happened.STOP, 2**63, None, 0, 0, 0, None),
    Report(Happened.STOP, 0, -32768, 0, 0, 0, None)])
def test_what_a_field_cannot_carry_never_leaves(message: Message) -> None:
    with pytest.raises(BadMessage):
        sent(message)


def test_texts_fill_their_field_to_the_last_byte() -> None:
    for full in (Pin("x" * TEXT), Refusal(True, "y" * PART), Prescribed("a" * 64, "ä" * 32, True)):
        assert decode(sent(full)).message == full


def test_the_shape_of_a_message_is_its_head_a_place_for_each_value_and_zeros_to_the_end() -> None:
    places = number(2), number(4), number(1)
    shape = _Shape(Wish, places)
    assert shape.make is Wish
    assert shape.packs == tuple(
        (field.pack, name) for field, name in zip(places, ("channel", "per_mille", "ttl_ms"), strict=True))
    assert shape.unpacks == tuple(field.unpack for field in places)
    assert (shape.whole.format, shape.whole.size) == ("<BBHIQqHIB161x", SIZE)
    assert (shape.end, shape.zeros) == (31, bytes(161))


@pytest.mark.parametrize("count", [2, 4])
def test_a_shape_with_more_or_fewer_places_than_values_is_a_defect(count: int) -> None:
    with pytest.raises(ValueError, match="zip"):
        _Shape(Wish, (number(2),) * count)


def test_every_message_has_its_own_number_and_a_field_for_each_value() -> None:
    kinds: list[type[Message]] = [Heartbeat, Wish, Stop, Pin, Confirm, Hold, Calibrate, StepUp, SetMark, PadsMoved,
                                  Arm, Disarm, Reset, End]
    assert [kind.TYPE for kind in kinds] == list(range(1, 15))
    answers: list[type[Message]] = [Status, Decided, Report, Channel, Prescribed, Device, Refusal]
    assert [kind.TYPE for kind in answers] == list(range(64, 71))
    assert [len(fields(kind)) for kind in answers] == [16, 9, 7, 8, 3, 2, 2]
