"""The log: it replays exactly, and a bad one is told with what is kept."""

from __future__ import annotations

import json
import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import CheckFailed, InputError
from game.difficulty.axes import ORDER, Levels, Lock
from game.difficulty.engine import Engine
from game.difficulty.log import LONGEST_LINE
from game.difficulty.replay import LogError, replay
from game.difficulty.settings import Settings
from game.difficulty.state import Adjust, Feels, Place, Return, Symptom, Try

FIRST = Levels(0.3, 0.4, 0.2, 0.1)


def one_session() -> Engine:
    """Two sessions with everything that can be given."""
    engine = Engine(Settings(0.8, (Lock(ORDER[1], 0.1, 0.7),)), FIRST, 42)
    chance = random.Random(5)
    for _ in range(12):
        engine.give(Try(chance.random() < 0.7))
    engine.give(Feels(frozenset({Symptom.PAIN, Symptom.FATIGUE})))
    engine.give(Try(False))
    engine.give(Feels())
    engine.end()
    engine.give(Return(20, Levels(0.1, 0.2, 0.1, 0.1)))
    engine.give(Place(ORDER[3], 0.25))
    engine.give(Adjust(Settings(0.9)))
    engine.give(Try(None))
    engine.give(Try(True))
    engine.end()
    return engine


def changed(lines: list[str], at: int, **keys: object) -> list[str]:
    return [*lines[:at], json.dumps({**json.loads(lines[at]), **keys}), *lines[at + 1:]]


def test_a_log_leads_to_the_same_engine() -> None:
    engine = one_session()
    again = replay(engine.lines)
    assert again.decisions == engine.decisions
    assert (again.state, again.seed, again.lines) == (engine.state, 42, engine.lines)
    assert all(len(line) < LONGEST_LINE and "\n" not in line for line in engine.lines)
    assert replay([*(line + "\n" for line in engine.lines), "\n"]).state == engine.state


def test_the_replayed_engine_goes_on_alike_and_so_do_its_plans() -> None:
    engine = one_session()
    again = replay(engine.lines)
    assert again.give(Try(False)) == engine.give(Try(False))
    assert again.chance().random() == engine.chance().random()
    assert engine.chance().random() != Engine(Settings(), FIRST, 42).chance().random()


@pytest.mark.parametrize("kept", range(1, 20))
def test_a_log_cut_between_lines_keeps_what_is_there(kept: int) -> None:
    lines = one_session().lines[:kept]
    if "end" in json.loads(lines[-1]):
        assert len(replay(lines).lines) == kept
        return
    with pytest.raises(LogError, match="ends without its last line, so it was cut short") as caught:
        replay(lines)
    assert caught.value.kept is not None
    assert caught.value.kept.lines == lines
    assert "difficulty goes on from there" in str(caught.value)


@given(st.integers(1, 4000))
@settings(max_examples=40, deadline=None)
def test_a_log_cut_anywhere_keeps_the_whole_lines(cut: int) -> None:
    text = "\n".join(one_session().lines)
    part = text[:cut]
    if part in text.partition("\n")[0]:
        with pytest.raises(LogError, match=r"begins anew|cut short"):
            replay(part.splitlines())
        return
    try:
        engine: Engine | None = replay(part.splitlines())
    except LogError as error:
        engine = error.kept
    assert engine is not None
    assert "\n".join(engine.lines) in (text[:cut], text[:cut].rpartition("\n")[0])


def test_the_kept_engine_can_go_on_and_be_closed() -> None:
    lines = one_session().lines[:6]
    with pytest.raises(LogError, match=r"Line 7 .*the first 5 decisions are kept, and") as caught:
        replay([*lines, '{"n": 6, "giv'])
    engine = caught.value.kept
    assert engine is not None
    engine.give(Try(True))
    engine.end()
    assert replay(engine.lines).state == engine.state


@pytest.mark.parametrize(("version", "shown"), [(2, "version 2"), ("x" * 500, "x..."), (None, "version None")])
def test_a_log_of_another_version_is_left_alone(version: object, shown: str) -> None:
    with pytest.raises(LogError, match=f"{shown}.*update the program.*The log is kept") as caught:
        replay(changed(one_session().lines, 0, version=version))
    assert caught.value.kept is None


@pytest.mark.parametrize(("spoil", "words"), [
    (lambda lines: [], "empty, so difficulty begins anew"),
    (lambda lines: ["", "  "], "empty"),
    (lambda lines: ["[]", *lines[1:]], "Line 1 .* is not a JSON table.*begins anew"),
    (lambda lines: lines[1:], "no difficulty log"),
    (lambda lines: ['{"log": "other"}'], "no difficulty log"),
    (lambda lines: changed(lines, 0, seed=-1), "Line 1 .*the seed to a whole number.*begins anew"),
    (lambda lines: changed(lines, 0, first={"size": 2}), "Line 1 .*lacks the key range"),
    (lambda lines: changed(lines, 0, extra=1), "knows no key extra"),
    (lambda lines: [*lines[:3], "x" * 5000], "Line 4 .*far longer.*first 2 decisions are kept"),
    (lambda lines: [*lines[:3], "[" * 4000], "Line 4 .*not whole JSON"),
    (lambda lines: [*lines[:3], '{"n": 3, "assist": 1' + "0" * 4000 + "}"], "not whole JSON|lacks"),
    (lambda lines: [*lines[:2], *lines[3:]], "Line 3 .*decision 2 should stand here.*the first decision is kept"),
    (lambda lines: changed(lines, 2, given={"kind": "stimulate"}), "Nothing of this kind"),
    (lambda lines: changed(lines, 2, given={"kind": "try", "success": 1}), "success is true, false or null"),
    (lambda lines: changed(lines, 2, given={"kind": "try"}), "a try lacks the key success"),
    (lambda lines: changed(lines, 2, given={"kind": "feels", "symptoms": ["joy"]}), "pain, fatigue, instability"),
    (lambda lines: changed(lines, 2, given={"kind": "place", "axis": "posture", "level": 1}), "axis is one of"),
    (lambda lines: changed(lines, 2, given={"kind": "place", "axis": "size", "level": float("nan")}), "a level"),
    (lambda lines: changed(lines, 2, given={"kind": "return", "days": -2, "first": {}}), "whole number from 0"),
    (lambda lines: changed(lines, 2, given=[]), "Write given as a table"),
    (lambda lines: changed(lines, 16, end=3), "Line 17 .*does not end after 15 decisions"),
])
def test_a_broken_log_is_told_in_one_sentence(spoil: Callable[[list[str]], list[str]], words: str) -> None:
    with pytest.raises(LogError, match=words) as caught:
        replay(spoil(one_session().lines))
    assert len(str(caught.value)) < 400
    assert any(said in str(caught.value) for said in ("begins anew", "goes on from there", "name the right file"))


@pytest.mark.parametrize("keys", [{"assist": 0.5}, {"levels": FIRST.put(ORDER[0], 0.9).to_json()}, {"why": []},
                                  {"given": {"kind": "try", "success": False}}, {"focus": "hold"}])
def test_a_log_that_was_changed_does_not_pass(keys: dict[str, object]) -> None:
    lines = changed(one_session().lines, 1, **keys)
    with pytest.raises(CheckFailed, match=r"Line 2 .*was changed, or written by other rules: .* would be"):
        replay(lines)


@pytest.mark.parametrize("seed", [-1, 2**63, True, 1.5])
def test_a_seed_is_a_whole_number(seed: int) -> None:
    with pytest.raises(InputError, match="the seed"):
        Engine(Settings(), FIRST, seed)
