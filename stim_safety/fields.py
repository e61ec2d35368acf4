"""Fixed-size fields of a message: each value has one place, one width and one reading; anything else is refused.

Integers are little-endian.  A value that is no plain whole number, no truth value or no member of its enum is
never turned into one.  Not here: which message has which fields (`messages`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from stim_safety.words import Why

WHY_BYTES = 16
"""A set of reasons: bit n of 128 is reason n."""
_CODES = {1: "b", 2: "h", 4: "i", 8: "q"}
"""What `struct` calls a whole number with a sign of so many bytes; in capitals, one without."""


class BadField(ValueError):
    """When bytes are not a message of this version, or a message has a value that it cannot carry."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field.  code: its place and width, in the words of `struct`.

    pack: from a value to what `struct` writes there, which always fits; unpack: back.  Both raise BadField for
    what the field cannot mean.
    """

    code: str
    pack: Callable[[object], object]
    unpack: Callable[[Any], object]


def number(size: int, *, signed: bool = False) -> Field:
    """Return the field of a whole number of `size` bytes."""
    code = _CODES[size] if signed else _CODES[size].upper()
    least = -1 << 8 * size - 1 if signed else 0
    most = least + (1 << 8 * size) - 1

    def pack(value: object) -> int:
        if type(value) is not int:
            raise BadField(f"{value!r} is no whole number")
        if not least <= value <= most:
            raise BadField(f"{value} does not fit {size} bytes")
        return value

    return Field(code, pack, lambda written: written)


def flag() -> Field:
    """Return the field of a truth value: 0 or 1."""

    def pack(value: object) -> int:
        if type(value) is not bool:
            raise BadField(f"{value!r} is neither True nor False")
        return value

    def unpack(written: int) -> bool:
        if written > 1:
            raise BadField(f"{written} is no truth value")
        return written == 1

    return Field("B", pack, unpack)


def member(kind: type[IntEnum]) -> Field:
    """Return the field of one member of `kind`."""
    members = {each.value: each for each in kind}

    def pack(value: object) -> object:
        if type(value) is not kind:
            raise BadField(f"{value!r} is no {kind.__name__}")
        return value

    def unpack(written: int) -> IntEnum:
        found = members.get(written)
        if found is None:
            raise BadField(f"{written} is no {kind.__name__}")
        return found

    return Field("B", pack, unpack)


def maybe(field: Field, nothing: int) -> Field:
    """Return `field`, or None written as `nothing`."""

    def pack(value: object) -> object:
        if value is None:
            return nothing
        written = field.pack(value)
        if written == nothing:
            raise BadField(f"{value!r} means that there is none")
        return written

    return Field(field.code, pack, lambda written: None if written == nothing else field.unpack(written))


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
        return data

    def unpack(data: bytes) -> str:
        data = data.rstrip(b"\0")
        if 0 in data:
            raise BadField("a text goes on after its end")
        try:
            return data.decode()
        except UnicodeDecodeError:
            raise BadField("a text is not UTF-8") from None

    return Field(f"{size}s", pack, unpack)


def reasons() -> Field:
    """Return the field of a set of reasons."""
    by_bit = {why.value: why for why in Why}

    def pack(value: object) -> bytes:
        if not isinstance(value, frozenset) or not all(type(why) is Why for why in value):
            raise BadField(f"{value!r} is no set of reasons")
        mask: int = sum(1 << why for why in value)
        return mask.to_bytes(WHY_BYTES, "little")

    def unpack(data: bytes) -> frozenset[Why]:
        mask = int.from_bytes(data, "little")
        bits = [bit for bit in range(mask.bit_length()) if mask >> bit & 1]
        if not by_bit.keys() >= set(bits):
            raise BadField("a set holds an unknown reason")
        return frozenset(by_bit[bit] for bit in bits)

    return Field(f"{WHY_BYTES}s", pack, unpack)
