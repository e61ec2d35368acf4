from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.codecs import chunks as codec
from devices.codecs.chunks import Chunk, Description

FAST = settings(max_examples=60, deadline=None)
EMG = Description("LSL", "Arm – left", "EMG", 2000.0, 2, unit="mV", labels=("a", "b"))


def test_a_chunk_byte_by_byte() -> None:
    chunk = Chunk(np.array([[1.0, -2.0]], np.float32), np.array([5], np.int64))
    assert codec.encode_chunk(chunk) == (
        b"SFC1" + bytes.fromhex("01000000 0200 01 00 0500000000000000 0000803f 000000c0"))


def test_a_description_comes_back() -> None:
    assert codec.decode(codec.encode_description(EMG)) == ([EMG], 0)


@FAST
@given(st.integers(1, 20), st.integers(1, 6), st.booleans(), st.binary(max_size=40))
def test_records_come_back_through_junk(n: int, channels: int, timed: bool, junk: bytes) -> None:
    values = np.arange(n * channels, dtype=np.float32).reshape(n, channels)
    sent = Chunk(values, np.arange(n, dtype=np.int64) if timed else None)
    records, skipped = codec.decode(junk + codec.encode_chunk(sent) + codec.encode_description(EMG))
    got = next(record for record in records if isinstance(record, Chunk))
    assert got.values.tolist() == values.tolist()
    assert (got.t_ns is None) == (sent.t_ns is None)
    assert records[-1] == EMG
    assert skipped == len(junk)


@FAST
@given(st.binary(max_size=120))
def test_junk_alone_is_skipped_whole(junk: bytes) -> None:
    records, skipped = codec.decode(junk)
    assert records or skipped == len(junk)


@pytest.mark.parametrize("packet", [
    b"SFC1", b"SFD1\xff\xff\xff\xff{}", b"SFD1\x02\x00\x00\x00[]", b"SFD1\x02\x00\x00\x00{}",
    b"SFD1\x01\x00\x00\x00\xff", b"SFC1" + bytes(8) + b"xxxx", b"SFC1\xff\xff\xff\xff\xff\xff\x01\x00",
    b"SFC1\x01\x00\x00\x00\x01\x00\x02\x00" + bytes(16), b"SFD1" + (200).to_bytes(4, "little") + b"[" * 200])
def test_broken_records_are_none(packet: bytes) -> None:
    assert codec.decode(packet) == ([], len(packet))
