"""The journal: what goes in comes out again, and nothing else."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stim_safety import journal, prescription
from stim_safety.start import Start
from stim_safety.step import GuardianNews, Inputs, Outputs, Plain, Spent
from stim_safety.words import Why

EXAMPLE = Path(__file__).resolve().parents[3] / "docs" / "examples" / "prescription.yaml"

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


def test_the_digest_is_half_of_a_short_hash() -> None:
    assert journal.digest(Outputs()) == blake2b(repr(Outputs()).encode(), digest_size=8).hexdigest()


@pytest.mark.parametrize(("content", "why"), [
    ({"now_ns": "1"}, "'1' is no whole number"), ({"now_ns": True}, "True is no whole number"),
    ({"game_gone": 1}, "1 is neither true nor false"), ({"wire": 3}, "3 is no text"),
    ({"messages": "00"}, "'00' is no list"), ({"messages": [1]}, "1 is no text"), ({"digest": 1}, "1 is no text"),
    ({"what": 1}, "'what'"),
])
def test_what_is_no_line_of_a_journal_is_refused(content: dict[str, Any], why: str) -> None:
    plain: dict[str, Plain] = content
    with pytest.raises(ValueError, match=f"^{re.escape(f'these are no inputs of a step: {why}')}$"):
        journal.decode_inputs(plain)


@pytest.mark.parametrize("content", [{"wire": "xy"}, {"guardian": "asleep"}, {"stop": 255}])
def test_what_no_value_can_be_is_refused(content: dict[str, Any]) -> None:
    plain: dict[str, Plain] = content
    with pytest.raises(ValueError, match=r".+"):
        journal.decode_inputs(plain)


SPENT = Spent("P-0042", 20778, 60_000, 30_000, 1_795_000_000, (5, 6, 0, 0, 0, 0, 0, 0), 7)
BEGUN = Start(prescription=None, refusal="It is over.", spent=SPENT, incident=Why.INCIDENT,
              known_devices=frozenset({"P24 2", "P24 1"}), pin=b"\x01\xff", nonce=3, seed=4, utc_s=5, today_day=6)
BARE = Start(prescription=None, spent=None, nonce=0, seed=0, utc_s=0, today_day=0)
HEAD = {
    "kind": "p24", "prescription": "6e6f", "refusal": "It is over.",
    "spent": {"patient": "P-0042", "day": 20778, "day_ms": 60_000, "session_ms": 30_000,
              "session_ended_s": 1_795_000_000, "charge_nc": [5, 6, 0, 0, 0, 0, 0, 0], "reserved_ms": 7},
    "incident": Why.INCIDENT, "known_devices": ["P24 1", "P24 2"], "pin": "01ff", "nonce": 3, "seed": 4,
    "utc_s": 5, "today_day": 6}


def test_the_head_holds_everything_that_the_run_began_with_in_plain_words() -> None:
    assert journal.head("p24", b"no", BEGUN) == HEAD
    assert json.loads(journal.line(journal.head("p24", b"no", BEGUN))) == HEAD


@pytest.mark.parametrize("begun", [BEGUN, BARE])
def test_a_run_begins_again_as_it_began(begun: Start) -> None:
    content = json.loads(journal.line(journal.head("openems", b"no prescription", begun)))
    kind, again = journal.start_of(content)
    assert (kind, again) == ("openems", begun)
    assert type(again.incident) is type(begun.incident)


def test_the_prescription_is_read_again_for_the_day_it_was_read() -> None:
    today = (date(2026, 11, 21) - date(1970, 1, 1)).days
    text = EXAMPLE.read_bytes()
    begun = replace(BARE, prescription=prescription.read(text, today), today_day=today)
    content = json.loads(journal.line(journal.head("p24", text, begun)))
    assert journal.start_of(content) == ("p24", begun)
    assert journal.start_of({**content, "today_day": today + 200})[1].prescription is None


@pytest.mark.parametrize("key", HEAD)
def test_a_head_without_one_of_its_words_is_refused(key: str) -> None:
    with pytest.raises(LookupError, match=key):
        journal.start_of({name: value for name, value in HEAD.items() if name != key})
