"""openEMSstim: only commands that this board reads as they were meant can be made at all."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stim_safety.codecs import openems
from stim_safety.codecs.openems import Go, decode, encode

GOS = st.builds(Go, st.integers(0, 1), st.integers(1, 100), st.integers(1, 200))


def test_one_command() -> None:
    line = b"WV,0,43304935305432303047.\n"
    assert encode(Go(0, 50, 200)) == line
    assert decode(line) == Go(0, 50, 200)
    assert Go(0, 50, 200).text == "C0I50T200G"


def test_off() -> None:
    assert openems.OFF == b"\nConnection End\n"
    assert openems.OFF_TEXT == "Connection End"


@given(GOS)
@settings(max_examples=200, deadline=None)
def test_fault_51_no_command_can_be_misread(go: Go) -> None:
    """No digit A to F, no letter beside C I T G, I and T never without C, one G at the very end, T at most 200."""
    line = encode(go)
    digits = re.fullmatch(rb"WV,0,([0-9]+)\.\n", line)
    assert digits is not None
    text = bytes.fromhex(digits[1].decode()).decode("ascii")
    parts = re.fullmatch(r"C([01])I([0-9]+)T([0-9]+)G", text)
    assert parts is not None
    assert (int(parts[1]), int(parts[2]), int(parts[3])) == (go.channel, go.percent, go.on_ms)
    assert 1 <= int(parts[2]) <= 100
    assert 1 <= int(parts[3]) <= 200
    assert text == go.text
    assert decode(line) == go


@pytest.mark.parametrize(("good", "bad", "why"), [
    (Go(0, 50, 200), Go(-1, 50, 200), "no channel -1"), (Go(1, 50, 200), Go(2, 50, 200), "no channel 2"),
    (Go(0, 1, 200), Go(0, 0, 200), "0 percent"), (Go(0, 100, 200), Go(0, 101, 200), "101 percent"),
    (Go(0, 50, 1), Go(0, 50, 0), "0 ms"), (Go(0, 50, 200), Go(0, 50, 201), "201 ms"),
    (Go(0, 50, 200), Go(0, 50, -5), "-5 ms"), (Go(0, 50, 200), Go(0, -50, 200), "-50 percent"),
])
def test_edges(good: Go, bad: Go, why: str) -> None:
    assert decode(encode(good)) == good
    with pytest.raises(ValueError, match=why):
        encode(bad)


def _line(text: str) -> bytes:
    return f"WV,0,{text.encode('latin-1').hex().upper()}.\n".encode("ascii")


@pytest.mark.parametrize("line", [
    b"", b"\n", openems.OFF, b"C0I50T200G\n", _line("C0I50T200G").rstrip(), _line("C0I50T200G")[:-3] + b"\n",
    b"WV,1," + _line("C0I50T200G")[5:], _line("C0I50T200"), _line("I50T200G"), _line("C0T200G"),
    _line("C2I50T200G"), _line("1"),
    _line("C0I50T201G"), _line("C0I101T200G"), _line("C0I0T200G"), _line("C0I50T0G"), _line("C0I050T200G"),
    _line("C0I50T200GG"), _line("C0I50T200GC1"), _line("OMA[0,9]"), _line("C0I50T1000G"), _line("\xff"),
    b"WV,0,4.\n", b"WV,0,.\n",
])
def test_lines_that_were_never_made(line: bytes) -> None:
    with pytest.raises(ValueError, match=r"^this is no command for one channel$|cannot be sent"):
        decode(line)
