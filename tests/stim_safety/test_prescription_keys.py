"""Every key of a prescription, missing, doubled and unknown, and files that mean harm."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stim_safety.ceilings import CEILINGS, MUSCLE_CAP_UA
from stim_safety.prescription import digest, read
from stim_safety.screening import BLOCKING
from stim_safety.strict_yaml import Node, Refused, parse
from tests.stim_safety.files import EXAMPLE, TODAY, refused


def lines_of(node: Node) -> Iterator[Node]:
    for inside in node.entries.values():
        yield inside
        yield from lines_of(inside)


LINES = EXAMPLE.splitlines()
KEY_LINES = [node.line for node in lines_of(parse(EXAMPLE.encode()).root)]
MAY_BE_LEFT_OUT = {"profile"}


def key_of(line: int) -> str:
    return LINES[line - 1].split(":")[0].strip()


@pytest.mark.parametrize("line", KEY_LINES, ids=key_of)
def test_fault_15_no_key_may_be_missing(line: int) -> None:
    problems = refused("\n".join(LINES[:line - 1] + LINES[line:]))
    assert (problems == []) is (key_of(line) in MAY_BE_LEFT_OUT)


@pytest.mark.parametrize("line", KEY_LINES, ids=key_of)
def test_fault_15_no_key_may_come_twice(line: int) -> None:
    problems = refused("\n".join([*LINES[:line], LINES[line - 1], *LINES[line:]]))
    assert any("stands here a second time" in problem for problem in problems)


@pytest.mark.parametrize("line", KEY_LINES, ids=key_of)
def test_fault_15_no_key_may_be_unknown(line: int) -> None:
    text = LINES[line - 1]
    indent = len(text) - len(text.lstrip())
    problems = refused("\n".join([*LINES[:line - 1], text[:indent] + "x" + text[indent:], *LINES[line:]]))
    assert any("is not known here" in problem for problem in problems)


# --- hostile files ------------------------------------------------------------------------------------------

@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_refused_and_never_more(data: bytes) -> None:
    with pytest.raises(Refused):
        read(data, TODAY)


EDITS = st.tuples(st.integers(0, len(EXAMPLE.encode()) - 1), st.sampled_from(
    [bytes((value,)) for value in range(0x20, 0x7f)] + [b"", b"\n", b"\t", b"\xff", b"00", b"  "]))


@settings(max_examples=300, deadline=None)
@given(st.lists(EDITS, min_size=1, max_size=4))
def test_fault_15_no_change_loosens_a_limit_or_goes_unseen(edits: list[tuple[int, bytes]]) -> None:
    data = EXAMPLE.encode()
    for at, new in edits:
        data = data[:at] + new + data[at + 1:]
    try:
        found = read(data, TODAY)
    except Refused:
        return
    limits = CEILINGS[found.profile]
    assert data == EXAMPLE.encode() or found.digest != digest(EXAMPLE.encode())
    assert 0 < found.session_ms <= limits.max_session_ms
    assert found.session_ms <= found.day_ms <= limits.max_day_ms
    assert found.issued_day <= TODAY <= found.expires_day <= found.issued_day + limits.max_validity_days
    assert not [word for word in BLOCKING if found.screening.answers[word]]
    for order in found.channels:
        assert 0 <= order.channel < 8
        assert order.max_ua <= min(limits.max_ua, MUSCLE_CAP_UA[order.muscle.partition("_")[2]])
        assert limits.min_width_us <= order.width_us <= limits.max_width_us
        assert limits.min_rate_mhz <= order.rate_mhz <= limits.max_rate_mhz
        assert order.k_per_mille <= limits.max_k_per_mille
        assert limits.min_ramp_ms <= order.ramp_up_ms
        assert order.ramp_up_ms + order.ramp_down_ms <= order.on_ms <= limits.max_on_ms
        assert order.off_ms >= max(order.on_ms, limits.min_off_ms)
        assert order.pads.area_mm2 >= 500
