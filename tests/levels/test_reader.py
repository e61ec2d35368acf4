"""Finding levels, and every shipped one in every grade."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InputError
from core.problems import FileErrors, Problem
from levels import reader
from levels.model import GRADES
from levels.model_lanterns import LanternsLevel
from levels.model_shelf_reach import ShelfReachLevel
from levels.reader import SHIPPED, LevelEntry, find, parse_level, read_level, shipped
from levels.words import BoardUse, Eyes, LampMode, Posture, Signal, StimMode, Surface
from tests.levels.making import spoilt

ROOT = Path(__file__).parents[2] / "levels"


@pytest.mark.parametrize("entry", shipped(), ids=lambda entry: entry.id)
def test_every_shipped_level_is_right_in_every_grade(entry: LevelEntry) -> None:
    level = read_level(entry.path)
    grades = [level.grade(number) for number in range(1, GRADES + 1)]
    assert [grade.number for grade in grades] == list(range(1, GRADES + 1))
    assert grades[0].items < grades[-1].items
    assert set(level.title) == set(level.instruction) == set(level.why) == {"en", "de"}


@pytest.mark.parametrize("entry", shipped(), ids=lambda entry: entry.id)
def test_every_shipped_level_tells_the_editor_its_schema(entry: LevelEntry) -> None:
    first = entry.path.read_text(encoding="utf-8").splitlines()[0]
    prefix, _, schema = first.partition("$schema=")
    assert prefix == "# yaml-language-server: "
    assert (entry.path.parent / schema).resolve() == ROOT / "level.schema.json"


def test_the_written_list_names_every_level_file() -> None:
    there = {f"{path.parent.name}/{path.stem}" for path in ROOT.glob("*/*.yaml")}
    assert set(SHIPPED) == there
    assert len(SHIPPED) == len(there)
    assert [entry.id for entry in shipped()] == list(SHIPPED)


def test_the_shipped_levels_cover_what_a_clinic_needs() -> None:
    every = [read_level(entry.path) for entry in shipped()]
    assert {level.posture for level in every} == set(Posture)
    assert len({level.text("title") for level in every}) == len(every)
    levels = [level for level in every if isinstance(level, ShelfReachLevel)]
    assert any(level.eyes is Eyes.CLOSED and level.posture is Posture.SEATED for level in levels)
    assert any(level.surface is Surface.FOAM and level.safety.spotter for level in levels)
    assert any(len(level.directions) == 8 for level in levels)
    assert any(level.steer.y and level.steer.y.signal is Signal.ACTIVATION for level in levels)
    assert len(levels) >= 8
    assert {level.assist.stimulation for level in levels} == {0.0}


def test_the_shipped_lanterns_cover_every_mode_with_and_without_help() -> None:
    levels = [level for level in map(read_level, (entry.path for entry in shipped()))
              if isinstance(level, LanternsLevel)]
    assert len(levels) >= 8
    assert {level.mode for level in levels} == set(LampMode)
    assert {level.posture for level in levels} == {Posture.SEATED, Posture.LYING}
    assert {level.assist.mode for level in levels if level.assist.stimulation} == set(StimMode)
    assert any(level.eyes is Eyes.CLOSED for level in levels)
    assert not any(level.board_use() is not BoardUse.IGNORED for level in levels)


@pytest.mark.parametrize("name", [
    "first_shelf", "shelf_reach/first_shelf", "First shelf", "first-shelf", "  First Shelf "])
def test_a_shipped_level_is_found_by_name(name: str) -> None:
    assert find(name) == LevelEntry("shelf_reach/first_shelf", ROOT / "shelf_reach" / "first_shelf.yaml")


def test_a_name_that_two_games_use_is_asked_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "SHIPPED", ("shelf_reach/first", "stair_climb/first"))
    with pytest.raises(InputError, match='called "first": shelf_reach/first, stair_climb/first'):
        find("first")
    assert find("stair_climb/first").id == "stair_climb/first"


@pytest.mark.parametrize("suffix", [".yaml", ".yml"])
def test_a_level_is_found_by_path(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / "mine" / f"my_shelf{suffix}"
    path.parent.mkdir()
    path.write_text(spoilt())
    entry = find(str(path))
    assert entry == LevelEntry("mine/my_shelf", path)
    assert read_level(entry.path).text("title") == "Shelf"


def test_a_path_that_is_not_there_is_told_when_read(tmp_path: Path) -> None:
    with pytest.raises(FileErrors, match="there is no such file; check the name"):
        read_level(find(str(tmp_path / "none.yaml")).path)


@pytest.mark.parametrize(("name", "sentence"), [
    ("frist_shelf", 'There is no level "frist_shelf". Did you mean first_shelf?'),
    ("shelf_reach/eyes_close", 'There is no level "shelf_reach/eyes_close". Did you mean eyes_closed?'),
    ("", f'There is no level "". There are: {", ".join(name.split("/")[1] for name in SHIPPED)}. '
         "Or name a .yaml file."),
    ("\x1b[2J", "There is no level \"\\u001b[2J\". There are: "),
])
def test_a_misspelt_level_is_answered_with_the_nearest(name: str, sentence: str) -> None:
    with pytest.raises(InputError) as caught:
        find(name)
    assert str(caught.value).startswith(sentence)


def test_all_faults_of_a_level_at_once_with_their_places() -> None:
    text = """\
schema: 1
play: shelf_reach
title: {en: Shelf, no: Hylle}
instruction: {en: Lean.}
why: {en: It helps.}
posture: seatd
steer: {x: {signal: lean_x, gian: 2, gain: .nan}}
steer: {}
directions: [right, left, right]
difficulty:
  size: [0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.31]
  range: [0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6]
  hold_s: [1, 1, 1, 1, 1, 1, 1, 1, 1, true]
  settle_s: [1, 1, 1, 1, 1, 1, 1, 1, -1, 1]
  resistance: *r
  items: [5, 5, 5, 5, 5, 5, 5, 5, 5, 5]
safety: {rail: no, chair: true, spotter: false}
trains: weight_shift
"""
    with pytest.raises(FileErrors) as caught:
        parse_level(text, "my.yaml")
    assert str(caught.value).splitlines() == [
        'my.yaml:6:10: posture: "seatd" is not known here; did you mean seated?',
        "my.yaml:7:29: steer.x.gian: is not a known key; did you mean gain?",
        "my.yaml:7:44: steer.x.gain: must be a finite number, not .nan.",
        "my.yaml:8:1: steer: appears twice, first in line 7; keep one.",
        "my.yaml:9:27: directions[3]: right is named twice; keep one.",
        "my.yaml:11:55: difficulty.size[10]: grade 10 (0.31) is more than grade 9 (0.3) and so would be easier; "
        "from grade to grade these values must fall or stay.",
        "my.yaml:13:39: difficulty.hold_s[10]: must be a number, not true.",
        "my.yaml:14:38: difficulty.settle_s[9]: must be 0.2 or more, not -1.",
        "my.yaml:15:15: difficulty.resistance: a link (*name) is not allowed; write the value itself.",
        'my.yaml:17:16: safety.rail: must be true or false, not "no".',
        'my.yaml:18:9: trains: must be a list, such as [a, b], not "weight_shift".',
    ]


@settings(max_examples=60)
@given(st.data())
def test_a_level_with_any_line_lost_or_doubled_is_right_or_told(data: st.DataObject) -> None:
    lines = (ROOT / "shelf_reach" / "whole_shelf.yaml").read_text(encoding="utf-8").splitlines(keepends=True)
    at = data.draw(st.integers(0, len(lines) - 1))
    line = lines[at]
    lines[at:at + 1] = data.draw(st.sampled_from([[], [line, line], [line[:-4] + "\n"], ["  " + line]]))
    problems = _problems_of("".join(lines))
    assert all(1 <= problem.line <= len(lines) + 1 and problem.message for problem in problems)


def _problems_of(text: str) -> tuple[Problem, ...]:
    try:
        parse_level(text, "spoilt.yaml")
    except FileErrors as errors:
        return errors.problems
    return ()
