"""The session sheet is never half written and says what is wrong with it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from clinic.recording import session
from core.errors import InputError, StorageError

SHEET = session.SessionSheet(
    created_utc="2026-03-01T10:00:00+00:00", versions={"surefoot": "0.1.0"}, devices={"board": "sim"},
    signals={"width_mm": 433.0}, calibration={}, seed=7,
    rounds=(session.RoundSheet("shelf_reach/first", "play: shelf_reach\n", 3, 99),))


def test_a_sheet_reads_back_as_it_was(tmp_path: Path) -> None:
    session.write_sheet(tmp_path, SHEET)
    assert session.read_sheet(tmp_path) == SHEET


def test_a_round_keeps_where_its_coach_began_and_its_plan(tmp_path: Path) -> None:
    coached = replace(SHEET, rounds=(replace(SHEET.rounds[0], coach={"seed": 1}, plan="plan: first_shelf\n"),))
    session.write_sheet(tmp_path, coached)
    assert session.read_sheet(tmp_path) == coached


def test_a_sheet_of_before_there_were_coaches_reads_as_ever(tmp_path: Path) -> None:
    session.write_sheet(tmp_path, SHEET)
    plain = json.loads((tmp_path / session.SHEET).read_text())
    del plain["rounds"][0]["coach"], plain["rounds"][0]["plan"]
    (tmp_path / session.SHEET).write_text(json.dumps(plain))
    assert session.read_sheet(tmp_path) == SHEET


def test_writing_again_replaces_the_sheet_and_leaves_nothing_else(tmp_path: Path) -> None:
    session.write_sheet(tmp_path, SHEET)
    session.write_sheet(tmp_path, replace(SHEET, state="complete"))
    assert session.read_sheet(tmp_path).state == "complete"
    assert [path.name for path in tmp_path.iterdir()] == [session.SHEET]


def test_two_sessions_of_one_second_get_two_folders(tmp_path: Path) -> None:
    now = datetime(2026, 3, 1, 10, 0, 5, tzinfo=UTC)
    names = [session.new_folder(tmp_path / "sessions", now).name for _ in range(3)]
    assert names == ["20260301-100005", "20260301-100005-2", "20260301-100005-3"]


def test_a_place_that_cannot_hold_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="--out"):
        session.new_folder(tmp_path / "file", datetime(2026, 3, 1, tzinfo=UTC))


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"format": 2}', '{"format": 1, "rounds": [{"x": 1}]}'])
def test_a_wrong_sheet_is_refused_in_a_sentence(tmp_path: Path, text: str) -> None:
    (tmp_path / session.SHEET).write_text(text)
    with pytest.raises(InputError, match="session sheet"):
        session.read_sheet(tmp_path)


def test_a_folder_without_a_sheet_is_not_a_session(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not a session"):
        session.read_sheet(tmp_path)
