"""A sealed line is read back exactly as it was written, or not at all."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stim_safety.canonical import hash_of, seal, unseal

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=3), inside, max_size=3),
    max_leaves=8)
VALUES = st.dictionaries(st.text(max_size=5).filter(lambda key: key != "hash"), PLAIN, max_size=4)


def test_there_is_one_way_to_write() -> None:
    text = b'{"a":[1,true,null],"b":"\\u00e4"}'
    assert hash_of({"b": "ä", "a": [1, True, None]}) == hashlib.sha256(text).hexdigest()
    assert seal({"b": "ä", "a": [1, True, None]}) == \
        b'{"a":[1,true,null],"b":"\\u00e4","hash":"' + hash_of({"a": [1, True, None], "b": "ä"}).encode() + b'"}\n'


@settings(max_examples=80, deadline=None)
@given(VALUES)
def test_what_was_sealed_is_read_back(values: dict[str, object]) -> None:
    line = seal(values)
    assert line.isascii()
    assert line.count(b"\n") == 1
    assert unseal(line) == values


@settings(max_examples=200, deadline=None)
@given(VALUES, st.integers(min_value=0), st.integers(1, 255))
def test_any_changed_byte_is_seen(values: dict[str, object], at: int, flip: int) -> None:
    line = bytearray(seal(values))
    line[at % len(line)] ^= flip
    assert unseal(bytes(line)) is None


GOOD = seal({"a": 1})


@pytest.mark.parametrize("line", [
    b"", b"\n", GOOD[:-1], GOOD + b"\n", GOOD + GOOD, b" " + GOOD, GOOD.replace(b'"a":1', b'"a": 1'), b"[]\n",
    b"1\n", b'{"a":1}\n', GOOD.replace(b'"a":1', b'"a":2'), GOOD.replace(b'"a":1', b'"a":1,"a":1'), b"[" * 100_000,
    b'{"a":' + b"9" * 5000 + b"}\n", b'{"a":NaN}\n', "ä".encode(), GOOD.decode().encode("utf-16"), b"\xff\xfe",
])
def test_nothing_else_is_read(line: bytes) -> None:
    assert unseal(line) is None
