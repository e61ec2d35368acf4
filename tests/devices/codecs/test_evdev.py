"""Records of event nodes and answers about the state, there and back."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.codecs import evdev as codec
from devices.codecs.evdev import AxisState, DeviceState, Event, EventType, StateDecoder, Syn

FAST = settings(max_examples=60, deadline=None)
I32 = st.integers(-(1 << 31), (1 << 31) - 1)
CODES = st.integers(0, 0xFFFF)
MICROS = st.integers(0, 1 << 40).map(lambda us: us * 1000)
EVENTS = st.lists(st.builds(Event, st.integers(0, 0xFFFF), CODES, I32, MICROS), max_size=20)
AXES = st.dictionaries(st.integers(0, 0x3F), st.builds(AxisState, I32, I32, I32, I32, I32, I32), max_size=8)
STATES = st.builds(DeviceState, AXES, st.frozensets(st.integers(0, 0x2FF), max_size=8))


def states_in(data: bytes) -> list[DeviceState]:
    decoder = StateDecoder()
    return [state for event in codec.decode_events(data) if (state := decoder.take(event)) is not None]


def test_one_record_byte_by_byte() -> None:
    """As a little-endian machine of 64 bits has it; Linux input.h, struct input_event."""
    data = struct.pack("<qqHHi", 12, 345_678, 3, 0x10, 2100)
    if len(data) == codec.EVENT_SIZE:
        assert codec.decode_events(data) == [Event(EventType.ABS, codec.Axis.HAT0X, 2100, 12_345_678_000)]
        assert codec.encode_events([Event(3, 0x10, 2100, 12_345_678_999)]) == data


@FAST
@given(EVENTS)
def test_records_come_back(events: list[Event]) -> None:
    assert codec.decode_events(codec.encode_events(events)) == events


@FAST
@given(EVENTS, st.binary(max_size=codec.EVENT_SIZE - 1))
def test_what_is_too_short_for_a_record_is_none(events: list[Event], rest: bytes) -> None:
    assert codec.decode_events(codec.encode_events(events) + rest) == events


@FAST
@given(st.lists(STATES, max_size=3))
def test_states_come_back_one_after_the_other(states: list[DeviceState]) -> None:
    assert states_in(b"".join(map(codec.encode_state, states))) == states


@FAST
@given(st.binary(max_size=480))
def test_any_bytes_are_taken(data: bytes) -> None:
    assert all(isinstance(state, DeviceState) for state in states_in(data))


def test_events_between_the_records_of_a_state_do_not_matter() -> None:
    state = DeviceState({0: AxisState(5, 0, 10)}, frozenset({0x130}))
    records = codec.decode_events(codec.encode_state(state))
    mixed = [event for record in records for event in (Event(EventType.ABS, 0, 77), record, codec.SYN_REPORT)]
    assert states_in(codec.encode_events(mixed)) == [state]


def test_an_axis_that_is_told_in_part_is_left_out() -> None:
    records = codec.decode_events(codec.encode_state(DeviceState({0: AxisState(5), 1: AxisState(6, 0, 9)})))
    del records[2]
    assert states_in(codec.encode_events(records)) == [DeviceState({1: AxisState(6, 0, 9)})]


def test_our_own_types_are_none_of_the_kernels() -> None:
    ev_max = 0x1F
    assert {EventType.SYN, EventType.KEY, EventType.ABS} == {kind for kind in EventType if kind <= ev_max}
    assert (codec.SYN_DROPPED.code, Syn.DROPPED) == (3, 3)


@pytest.mark.parametrize(("bitmap", "codes"), [
    (b"", set()), (b"\x00\x00", set()), (b"\x01", {0}), (b"\x00\x80", {15}), (bytes(0x26) + b"\x01", {0x130})])
def test_bits_of_a_bitmap(bitmap: bytes, codes: set[int]) -> None:
    assert codec.keys_of(bitmap) == codes


@pytest.mark.parametrize(("words", "codes"), [
    ("", set()), ("0", set()), ("3", {0, 1}), ("f0000", {16, 17, 18, 19}), ("no words", set()),
    ("30000 0 0 0 0", {16 + 4 * 8 * struct.calcsize("@l"), 17 + 4 * 8 * struct.calcsize("@l")})])
def test_codes_in_sysfs(words: str, codes: set[int]) -> None:
    assert codec.capability_codes(words) == codes
