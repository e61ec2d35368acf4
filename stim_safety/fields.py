"""Fixed-size fields of a message: each value has one place, one width and one reading; anything else is refused.

Integers are little-endian.  A value that is no plain whole number, no truth value or no member of its enum is
never turned into one.  Not here: which message has which fields (`messages`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from stim_safety.words import Why

WHY_BYTES = 16
"""A set of reasons: bit n of 128 is reason n."""


class BadField(ValueError):
    """When bytes are not a message of this version, or a message has a value that it cannot carry."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field.  pack and unpack raise BadField for what the field cannot mean."""

    size: int
    pack: Callable[[object], bytes]
    unpack: Callable[[bytes], object]


def number(size: int, *, signed: bool = False) -> Field:
    """Return the field of a whole number of `size` bytes."""

    def pack(value: object) -> bytes:
        if type(value) is not int:
            raise BadField(f"{value!r} is no whole number")
        try:
            return value.to_bytes(size, "little", signed=signed)
        except OverflowError:
            raise BadField(f"{value} does not fit {size} bytes") from None

    return Field(size, pack, lambda data: int.from_bytes(data, "little", signed=signed))


def flag() -> Field:
    """Return the field of a truth value: 0 or 1."""

    def pack(value: object) -> bytes:
        if type(value) is not bool:
            raise BadField(f"{value!r} is neither True nor False")
        return bytes((value,))

    def unpack(data: bytes) -> bool:
        if data[0] > 1:
            raise BadField(f"{data[0]} is no truth value")
        return data[0] == 1

    return Field(1, pack, unpack)


def member(kind: type[IntEnum]) -> Field:
    """Return the field of one member of `kind`."""

    def pack(value: object) -> bytes:
        if type(value) is not kind:
            raise BadField(f"{value!r} is no {kind.__name__}")
        return bytes((value,))

    def unpack(data: bytes) -> IntEnum:
        try:
            return kind(data[0])
        except ValueError:
            raise BadField(f"{data[0]} is no {kind.__name__}") from None

    return Field(1, pack, unpack)


def maybe(field: Field, nothing: bytes) -> Field:
    """Return `field`, or None written as `nothing`."""

    def pack(value: object) -> bytes:
        data = nothing if value is None else field.pack(value)
        if value is not None and data == nothing:
            raise BadField(f"{value!r} means that there is none")
        return data

    return Field(field.size, pack, lambda data: None if data == nothing else field.unpack(data))


def text(size: int) -> Field:
    """Return the field of a text of at most `size` bytes of UTF-8, filled up with zeros."""

    def pack(value: object) -> bytes:
        if not isinstance(value, str):
            raise BadField(f"{value!r} is no text")
        try:
            data = value.encode()
        except UnicodeEncodeError:
            raise BadField("a text has characters that do not exist") from None
        if len(data) > size or 0 in data:
            raise BadField(f"a text has more than {size} bytes, or a zero in it")
        return data.ljust(size, b"\0")

    def unpack(data: bytes) -> str:
        data = data.rstrip(b"\0")
        if 0 in data:
            raise BadField("a text goes on after its end")
        try:
            return data.decode()
        except UnicodeDecodeError:
            raise BadField("a text is not UTF-8") from None

    return Field(size, pack, unpack)


def reasons() -> Field:
    """Return the field of a set of reasons."""
    bits = number(WHY_BYTES)

    def pack(value: object) -> bytes:
        if not isinstance(value, frozenset) or not all(type(why) is Why for why in value):
            raise BadField(f"{value!r} is no set of reasons")
        return bits.pack(sum(1 << why for why in value))

    def unpack(data: bytes) -> frozenset[Why]:
        mask = int.from_bytes(data, "little")
        known = frozenset(why for why in Why if mask >> why & 1)
        if sum(1 << why for why in known) != mask:
            raise BadField("a set holds an unknown reason")
        return known

    return Field(WHY_BYTES, pack, unpack)
