"""The fields of a message: each kind made here, packed and read at its edges."""

from __future__ import annotations

import struct
from enum import IntEnum

import pytest

from stim_safety.fields import WHY_BYTES, BadField, Field, flag, maybe, member, number, reasons, text
from stim_safety.words import Mark, State, Why

TOO_LONG = "a text has more than 4 bytes, or a zero in it"


class Other(IntEnum):
    ONE = 1


def size_of(field: Field) -> int:
    return struct.calcsize("<" + field.code)


def packed(field: Field, value: object) -> bytes:
    return struct.pack("<" + field.code, field.pack(value))


def unpacked(field: Field, data: bytes) -> object:
    (written,) = struct.unpack("<" + field.code, data)
    return field.unpack(written)


@pytest.mark.parametrize(("size", "signed", "value", "data"), [
    (1, False, 0, b"\0"), (1, False, 255, b"\xff"), (1, True, 127, b"\x7f"), (1, True, -128, b"\x80"),
    (2, False, 0x0102, b"\2\1"), (2, True, -2, b"\xfe\xff"), (4, False, 2**32 - 1, b"\xff" * 4),
    (4, True, -2**31, b"\0\0\0\x80"), (8, False, 2**64 - 1, b"\xff" * 8), (8, True, -1, b"\xff" * 8)])
def test_a_number_goes_both_ways_little_end_first(size: int, signed: bool, value: int, data: bytes) -> None:
    field = number(size, signed=signed)
    assert (size_of(field), packed(field, value), unpacked(field, data)) == (size, data, value)


def test_a_number_has_no_sign_unless_it_is_said_so() -> None:
    assert unpacked(number(1), b"\xff") == 255
    with pytest.raises(BadField, match=r"^-1 does not fit 1 bytes$"):
        packed(number(1), -1)


@pytest.mark.parametrize(("size", "signed", "value"), [
    (1, False, 256), (1, True, 128), (1, True, -129), (2, False, 65_536), (4, True, 2**31), (8, False, 2**64)])
def test_a_number_that_does_not_fit_is_refused(size: int, signed: bool, value: int) -> None:
    with pytest.raises(BadField, match=f"^{value} does not fit {size} bytes$") as refusal:
        packed(number(size, signed=signed), value)
    assert refusal.value.__context__ is None


@pytest.mark.parametrize("value", [True, False, 1.0, "1", b"1", None, [1], State.BOOT], ids=repr)
def test_what_is_no_plain_number_is_refused(value: object) -> None:
    with pytest.raises(BadField, match=r"is no whole number$"):
        packed(number(4), value)


def test_a_truth_value_is_0_or_1() -> None:
    field = flag()
    assert (size_of(field), packed(field, False), packed(field, True)) == (1, b"\0", b"\1")
    assert (unpacked(field, b"\0"), unpacked(field, b"\1")) == (False, True)
    assert [type(unpacked(field, bytes((value,)))) for value in (0, 1)] == [bool, bool]
    for value in (2, 128, 255):
        with pytest.raises(BadField, match=f"^{value} is no truth value$"):
            unpacked(field, bytes((value,)))


@pytest.mark.parametrize("value", [0, 1, None, "True", 1.0], ids=repr)
def test_what_is_no_truth_value_is_refused(value: object) -> None:
    with pytest.raises(BadField, match=r"is neither True nor False$"):
        packed(flag(), value)


def test_a_member_is_one_of_its_own_kind() -> None:
    field = member(Mark)
    assert (size_of(field), packed(field, Mark.TOLERATED), unpacked(field, b"\3")) == (1, b"\3", Mark.TOLERATED)
    assert type(unpacked(field, b"\1")) is Mark
    for value in (0, 4, 255):
        with pytest.raises(BadField, match=f"^{value} is no Mark$") as refusal:
            unpacked(field, bytes((value,)))
        assert refusal.value.__context__ is None


@pytest.mark.parametrize("value", [1, Other.ONE, True, "SENSORY", None], ids=repr)
def test_what_is_no_member_is_refused(value: object) -> None:
    with pytest.raises(BadField, match=r"is no Mark$"):
        packed(member(Mark), value)


def test_nothing_has_its_own_bytes() -> None:
    field = maybe(number(2, signed=True), -0x8000)
    assert size_of(field) == 2
    assert (packed(field, None), unpacked(field, b"\0\x80")) == (b"\0\x80", None)
    assert (packed(field, -32_767), unpacked(field, b"\1\x80")) == (b"\1\x80", -32_767)
    assert (packed(field, 0), unpacked(field, b"\0\0")) == (b"\0\0", 0)


def test_a_value_that_would_read_as_nothing_is_refused() -> None:
    with pytest.raises(BadField, match=r"^-32768 means that there is none$"):
        packed(maybe(number(2, signed=True), -0x8000), -32_768)
    with pytest.raises(BadField, match=r"is no whole number$"):
        packed(maybe(number(2), 0), "none")


def test_a_maybe_refuses_what_its_field_refuses() -> None:
    field = maybe(member(Why), 0)
    assert packed(field, Why.CEILING) == b"\1"
    assert (unpacked(field, b"\1"), unpacked(field, b"\0")) == (Why.CEILING, None)
    with pytest.raises(BadField, match=r"^119 is no Why$"):
        unpacked(field, b"\x77")


@pytest.mark.parametrize(("value", "data"), [
    ("", b"\0\0\0\0"), ("a", b"a\0\0\0"), ("abcd", b"abcd"), ("äö", "äö".encode()), ("€a", "€a".encode()),
    ("aXX", b"aXX\0")])
def test_a_text_is_filled_up_with_zeros(value: str, data: bytes) -> None:
    field = text(4)
    assert (size_of(field), packed(field, value), unpacked(field, data)) == (4, data, value)


@pytest.mark.parametrize(("value", "why"), [
    ("abcde", TOO_LONG), ("äöü", TOO_LONG), ("a\0b", TOO_LONG), ("\0", TOO_LONG),
    ("\ud800", "a text has characters that do not exist")])
def test_a_text_that_does_not_fit_is_refused(value: str, why: str) -> None:
    with pytest.raises(BadField, match=f"^{why}$") as refusal:
        packed(text(4), value)
    assert refusal.value.__suppress_context__ is ("exist" in why)


@pytest.mark.parametrize("value", [b"a", 1, None, ["a"]], ids=repr)
def test_what_is_no_text_is_refused(value: object) -> None:
    with pytest.raises(BadField, match=r"is no text$"):
        packed(text(4), value)


@pytest.mark.parametrize(("data", "why"), [
    (b"a\0b\0", "a text goes on after its end"), (b"\0\0\0a", "a text goes on after its end"),
    (b"\xff\0\0\0", "a text is not UTF-8"), (b"abc\xc3", "a text is not UTF-8")])
def test_bytes_that_are_no_text_are_refused(data: bytes, why: str) -> None:
    with pytest.raises(BadField, match=f"^{why}$") as refusal:
        unpacked(text(4), data)
    assert refusal.value.__suppress_context__ is ("UTF" in why)


@pytest.mark.parametrize(("value", "bits"), [
    (frozenset(), ()), (frozenset({Why.CEILING}), (1,)), (frozenset({Why.DONE, Why.CEILING}), (1, 103)),
    (frozenset(Why), tuple(Why))])
def test_a_set_of_reasons_is_a_bit_for_each(value: frozenset[Why], bits: tuple[int, ...]) -> None:
    field = reasons()
    data = sum(1 << bit for bit in bits).to_bytes(WHY_BYTES, "little")
    assert (size_of(field), packed(field, value), unpacked(field, data)) == (16, data, value)


@pytest.mark.parametrize("bit", [0, 24, 29, 104, 127])
def test_an_unknown_reason_is_refused(bit: int) -> None:
    for known in (0, 1 << Why.CEILING):
        with pytest.raises(BadField, match=r"^a set holds an unknown reason$"):
            unpacked(reasons(), (1 << bit | known).to_bytes(WHY_BYTES, "little"))


@pytest.mark.parametrize("value", [None, {Why.RISE}, (Why.RISE,), frozenset({17}), frozenset({Why.RISE, 1}),
                                   frozenset({Other.ONE}), Why.RISE], ids=repr)
def test_what_is_no_set_of_reasons_is_refused(value: object) -> None:
    with pytest.raises(BadField, match=r"is no set of reasons$"):
        packed(reasons(), value)


def test_a_bad_field_is_a_wrong_value() -> None:
    assert issubclass(BadField, ValueError)
