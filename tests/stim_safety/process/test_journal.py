"""The journal: what goes in comes out again, and nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stim_safety import journal
from stim_safety.step import GuardianNews, Inputs, Outputs, Plain
from stim_safety.words import Why

inputs = st.builds(
    Inputs, now_ns=st.integers(), boot_ns=st.integers(), messages=st.lists(st.binary(max_size=9)).map(tuple),
    game_gone=st.booleans(), wire=st.binary(max_size=9), wire_gone=st.text(max_size=9), written=st.booleans(),
    guardian=st.sampled_from(GuardianNews), acked=st.integers(0), log_gone=st.text(max_size=9),
    stop=st.none() | st.sampled_from(Why), digest=st.none() | st.text(max_size=9))


@settings(max_examples=50)
@given(inputs)
def test_inputs_come_back_as_they_were(given_inputs: Inputs) -> None:
    outputs = Outputs(frames=(b"\x01\x02",))
    content = json.loads(journal.step_line(given_inputs, outputs))
    assert journal.decode_inputs(content["in"]) == given_inputs
    assert (content["frames"], content["digest"]) == (["0102"], journal.digest(outputs))


def test_a_quiet_step_takes_little_room() -> None:
    quiet = journal.step_line(Inputs(now_ns=123, boot_ns=124), Outputs())
    assert quiet == b'{"digest":"%s","in":{"boot_ns":124,"now_ns":123}}\n' % journal.digest(Outputs()).encode()


def test_another_output_has_another_digest() -> None:
    digests = {journal.digest(outputs) for outputs in (
        Outputs(), Outputs(frames=(b"x",)), Outputs(beat=True), Outputs(to_game=(b"x",)), Outputs(over=True))}
    assert len(digests) == 5


@pytest.mark.parametrize("content", [
    {"now_ns": "1"}, {"now_ns": True}, {"game_gone": 1}, {"wire": 3}, {"wire": "xy"}, {"messages": "00"},
    {"messages": [1]}, {"guardian": "asleep"}, {"stop": 255}, {"digest": 1}, {"what": 1},
])
def test_what_is_no_line_of_a_journal_is_refused(content: dict[str, Any]) -> None:
    plain: dict[str, Plain] = content
    with pytest.raises(ValueError, match=r".+"):
        journal.decode_inputs(plain)
