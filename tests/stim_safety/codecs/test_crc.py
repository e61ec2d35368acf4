"""The check sum of ScienceMode 3 and 4."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stim_safety.codecs.crc import crc16_xmodem


@pytest.mark.parametrize(("data", "crc"), [
    (b"123456789", 0x31C3),  # the check value in the catalogue of CRC algorithms
    (b"", 0x0000),
    (b"\x00", 0x0000),
    (b"\x01", 0x1021),
    (b"\x80", 0x9188),
])
def test_known_values(data: bytes, crc: int) -> None:
    assert crc16_xmodem(data) == crc


@given(st.binary(max_size=100))
@settings(max_examples=50, deadline=None)
def test_as_divided_bit_by_bit(data: bytes) -> None:
    rest = 0
    for byte in data:
        rest ^= byte << 8
        for _ in range(8):
            rest = (rest << 1 ^ (0x1021 if rest & 0x8000 else 0)) & 0xFFFF
    assert crc16_xmodem(data) == rest
