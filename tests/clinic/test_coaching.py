"""What is kept of a person on a level: whole after any cut, tolerant of what it cannot read."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clinic.coaching import (
    LONGEST_NAME,
    SESSIONS,
    AcceptedStage,
    Began,
    Entry,
    KeptRound,
    LevelRecord,
    id_of,
    level_name,
    levels_of,
    record_of,
)
from core.errors import InputError

NOW = datetime(2026, 5, 1, 9, 0, tzinfo=UTC)
LEVEL = "shelf_reach/first_shelf"
ROUND = KeptRound(NOW, "20260501-090000", 0, 3, 1, 0, None, "blocked", 0.9, False, {"size": 0.25}, 0.5, 12,
                  {"tries": 8})
ENTRIES: tuple[Entry, ...] = (
    Began(NOW, "20260501-090000"), ROUND, replace(ROUND, number=1, percent=67, order=None),
    AcceptedStage(NOW + timedelta(hours=1), 2), Began(NOW + timedelta(days=1), "b"),
    replace(ROUND, utc=NOW + timedelta(days=1), session="b"))


def kept_in(folder: Path, *entries: Entry) -> LevelRecord:
    """Return a record with these entries."""
    record = record_of(folder, "P-1", LEVEL)
    for entry in entries:
        record.add(entry)
    return record


class TestHistory:
    """Sessions, rounds and stages come back as they were."""

    def test_nothing_was_kept_yet(self, tmp_path: Path) -> None:
        history = record_of(tmp_path, "P-1", LEVEL).history()
        assert (history.entries, history.last, history.accepted, history.sessions()) == ((), None, None, ())
        assert not list(tmp_path.iterdir())  # looking makes nothing

    def test_everything_comes_back(self, tmp_path: Path) -> None:
        kept_in(tmp_path, *ENTRIES)
        history = record_of(tmp_path, "p-1", LEVEL).history()
        assert history.entries == ENTRIES
        assert history.unread == 0
        assert history.last == NOW + timedelta(days=1)
        assert history.accepted == ENTRIES[3]
        assert [len(rounds) for rounds in history.sessions()] == [2, 1]
        assert [len(rounds) for rounds in history.sessions(without="b")] == [2]

    @given(st.data())
    @settings(max_examples=60, deadline=None)
    def test_a_cut_at_any_byte_loses_at_most_the_last_entry(self, data: st.DataObject) -> None:
        with TemporaryDirectory() as folder:
            record = kept_in(Path(folder), *ENTRIES)
            path = record.folder / SESSIONS
            whole = path.read_bytes()
            cut = data.draw(st.integers(0, len(whole)))
            path.write_bytes(whole[:cut])
            lines = whole[:cut].count(b"\n")
            before = record.history().entries
            assert before[:lines] == ENTRIES[:lines]
            assert len(before) <= lines + 1  # a line that lacks only its line break is whole
            record.add(ENTRIES[0])
            after = record.history()
            assert after.entries == (*before, ENTRIES[0])

    @pytest.mark.parametrize("line", [
        "", "{", "[]", "7", "null", '{"v":1}', '{"v":1,"kind":"party"}', '{"v":2,"kind":"began","utc":"x"}',
        '{"v":1,"kind":"began","utc":"2026-05-01T09:00:00","session":"a"}',
        '{"v":1,"kind":"began","utc":"yesterday","session":"a"}',
        '{"v":1,"kind":"began","utc":"2026-05-01T09:00:00+00:00","session":7}',
        '{"v":1,"kind":"stage","utc":"2026-05-01T09:00:00+00:00","stage":true}',
        '{"v":1,"kind":"round","utc":"2026-05-01T09:00:00+00:00","session":"a","number":0,"grade":1,"stage":1,'
        '"step":0,"percent":null,"order":null,"target":"high","told":{}}',
        '{"v":1,"kind":"began","utc":"0001-01-01T00:00:00+23:59","session":"a"}', "[" * 5000, "\x00\x01"])
    def test_a_line_that_says_nothing_is_passed_over_and_stays(self, tmp_path: Path, line: str) -> None:
        record = kept_in(tmp_path, ENTRIES[0])
        path = record.folder / SESSIONS
        with path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")
        record.add(ROUND)
        history = record.history()
        assert history.entries == (ENTRIES[0], ROUND)
        assert history.unread == (1 if line else 0)
        assert line in path.read_text(encoding="utf-8")

    def test_a_line_is_plain_json(self, tmp_path: Path) -> None:
        record = kept_in(tmp_path, ROUND)
        plain = json.loads((record.folder / SESSIONS).read_text())
        assert plain == {"v": 1, "kind": "round", "utc": NOW.isoformat(), "session": "20260501-090000",
                         "number": 0, "grade": 3, "stage": 1, "step": 0, "percent": None, "order": "blocked",
                         "target": 0.9, "symptoms": False, "levels": {"size": 0.25}, "help": 0.5,
                         "decisions": 12, "told": {"tries": 8}}


class TestLog:
    """The engine's lines, as text."""

    def test_two_sessions_at_once_lose_nothing(self, tmp_path: Path) -> None:
        one, two = (record_of(tmp_path, "P-1", LEVEL) for _ in range(2))
        assert one.take()
        assert one.take()  # what it holds it may take again
        assert not two.take()
        one.write_log(["a"])
        path = two.go_beside("2026")
        two.write_log(["a", "b"])
        two.write_log(["c"])
        one.write_log(["d"])
        assert one.log().lines == ("a", "d")
        assert path.read_text() == "a\nb\nc\n"
        one.release()
        assert two.take()
        two.release()

    def test_beside_never_takes_a_name_that_is_taken(self, tmp_path: Path) -> None:
        for number in range(3):
            record = record_of(tmp_path, "P-1", LEVEL)
            path = record.go_beside("x")
            record.write_log([str(number)])
            assert path.read_text() == f"{number}\n"

    def test_what_makes_way_is_kept(self, tmp_path: Path) -> None:
        record = record_of(tmp_path, "P-1", LEVEL)
        record.write_log(["old"])
        aside = record.set_log_aside("aside", ["new"])
        assert (aside.read_text(), record.log().lines) == ("old\n", ("new",))


class TestNames:
    """A folder for each level, on every disk."""

    @pytest.mark.parametrize(("level", "name"), [
        ("shelf_reach/first_shelf", "shelf_reach.first_shelf"), ("My Levels/Été", "=4d;y=20;=4c;evels.=c9;t=e9;"),
        ("a.b/c", "a=2e;b.c"), ("..", "=2e;=2e;")])
    def test_it_says_which(self, level: str, name: str) -> None:
        assert level_name(level) == name
        assert id_of(name) == level

    @given(st.text(min_size=1, max_size=200))
    def test_it_is_one_name_and_leads_back(self, level: str) -> None:
        name = level_name(level)
        assert len(name) <= LONGEST_NAME
        assert not set(name) - set("abcdefghijklmnopqrstuvwxyz0123456789_-.=;~")
        assert "~" in name or id_of(name) == level

    @given(st.text(max_size=120), st.text(max_size=120))
    def test_two_levels_have_two_folders(self, one: str, other: str) -> None:
        assert (level_name(one) == level_name(other)) is (one == other)

    @pytest.mark.parametrize("name", ["=ffffff;", "=d800;", "=zz;", "=", "~", ""])
    def test_a_folder_that_somebody_made_is_no_trouble(self, name: str) -> None:
        assert id_of(name) == name

    def test_levels_of_a_person_are_listed(self, tmp_path: Path) -> None:
        assert levels_of(tmp_path, "p-1") == ()
        kept_in(tmp_path, ROUND)
        (tmp_path / "people" / "p-p-1" / "Urlaub ü").mkdir()
        assert [id_of(name) for name in levels_of(tmp_path, "P-1")] == [LEVEL]

    def test_nothing_is_kept_of_a_guest(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="guest"):
            record_of(tmp_path, "guest", LEVEL)
