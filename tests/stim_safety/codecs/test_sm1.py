"""ScienceMode 1: the vendor's single pulses both ways, and every reply byte."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stim_safety.codecs import sm1
from stim_safety.codecs.sm1 import Pulse, Reply, decode, encode, read_reply

GOLDEN = {"E2 21 48 78": Pulse(2, 200, 120), "F9 51 5D 37": Pulse(5, 221, 55)}
PULSES = st.builds(Pulse, st.integers(0, 7), st.integers(20, 500), st.integers(0, 127))


@pytest.mark.parametrize("frame", GOLDEN)
def test_golden_frames(frame: str) -> None:
    assert encode(GOLDEN[frame]) == bytes.fromhex(frame)
    assert decode(bytes.fromhex(frame)) == GOLDEN[frame]


def test_stop_is_one_byte() -> None:
    assert bytes.fromhex("C0") == sm1.STOP


def test_the_list_mode_has_no_encoder() -> None:
    assert {name for name in vars(sm1) if callable(getattr(sm1, name)) and name[0].islower()} \
        == {"encode", "decode", "read_reply", "dataclass"}


@given(PULSES)
@settings(max_examples=60, deadline=None)
def test_any_pulse_comes_back(pulse: Pulse) -> None:
    command = encode(pulse)
    assert decode(command) == pulse
    assert command[0] >> 5 == 0b111
    assert all(byte < 0x80 for byte in command[1:])


@pytest.mark.parametrize(("good", "bad", "why"), [
    (Pulse(0, 200, 20), Pulse(-1, 200, 20), "channel"), (Pulse(7, 200, 20), Pulse(8, 200, 20), "channel"),
    (Pulse(0, 20, 20), Pulse(0, 19, 20), "phase"), (Pulse(0, 500, 20), Pulse(0, 501, 20), "phase"),
    (Pulse(0, 200, 0), Pulse(0, 200, -1), "current"), (Pulse(0, 200, 127), Pulse(0, 200, 128), "current"),
])
def test_edges(good: Pulse, bad: Pulse, why: str) -> None:
    assert decode(encode(good)) == good
    with pytest.raises(ValueError, match=f"{why} .* cannot be sent|no {why}"):
        encode(bad)


UNSEEN = {(1, 0), (1, 1), (2, 5), (2, 6), (3, 5), (3, 6)}
"""Byte and bit worth a multiple of 32, which a sum mod 32 cannot show: the vendor's check is that weak."""


@pytest.mark.parametrize(("at", "bit"), sorted({(at, bit) for at in range(4) for bit in range(8)} - UNSEEN))
def test_spoilt_bits_are_noticed(at: int, bit: int) -> None:
    spoilt = bytearray(encode(Pulse(3, 300, 50)))
    spoilt[at] ^= 1 << bit
    wrong = "^the marks or the check sum of the pulse are wrong$"
    with pytest.raises(ValueError, match=f"{wrong}|cannot be sent|no channel"):
        decode(bytes(spoilt))


@pytest.mark.parametrize("command", [b"", b"\xc0", bytes.fromhex("E2 21 48"), bytes.fromhex("E2 21 48 78 00")])
def test_other_lengths(command: bytes) -> None:
    with pytest.raises(ValueError, match=f"has 4 bytes, not {len(command)}"):
        decode(command)


@pytest.mark.parametrize("byte", range(256))
def test_every_reply(byte: int) -> None:
    expected = None if byte & 0b0011_1110 else Reply(byte >> 6, done=byte & 1 == 1)
    assert read_reply(byte) == expected


def test_replies_of_the_vendor() -> None:
    assert read_reply(0x81) == Reply(2, done=True)
    assert read_reply(0xC1) == Reply(3, done=True)
    assert read_reply(0x80) == Reply(2, done=False)
