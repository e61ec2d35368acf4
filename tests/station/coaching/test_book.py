"""A level's log in one session: goes on where it ended, and whatever happened to it, nothing is lost."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clinic.coaching import LOG, SESSIONS, LevelRecord, record_of
from core.errors import StorageError
from game.difficulty.axes import Levels
from game.difficulty.engine import Engine
from game.difficulty.replay import replay
from game.difficulty.settings import Settings
from game.difficulty.state import State, Try
from station.coaching import book as books
from station.coaching.book import Fresh, LevelBook
from station.coaching.pen import Pen
from tests.station.coaching.making import SHELF, kept

FRESH = Fresh(Settings(), Levels(), 7)


class Played:
    """A session on this level: opened, some tries, closed."""

    def __init__(self, folder: Path, tries: int = 0, stamp: str = "now", close: bool = True) -> None:
        self.record = record_of(folder, "p-1", SHELF)
        self.pen = Pen(threaded=False)
        self.book = LevelBook(self.record, self.pen, stamp)
        self.engine, self.goes_on = self.book.engine(FRESH)
        self.begun = self.engine.state
        for number in range(tries):
            self.book.give(self.engine, Try(number % 3 != 2))
        if close:
            self.book.close()

    @property
    def state(self) -> State:
        return self.engine.state


def log(folder: Path) -> Path:
    return record_of(folder, "p-1", SHELF).folder / LOG


def beside(folder: Path) -> list[str]:
    return sorted(path.name for path in log(folder).parent.iterdir() if path.suffix == ".jsonl")


class TestGoingOn:
    """From one session to the next."""

    def test_the_next_session_begins_where_the_last_one_ended(self, tmp_path: Path) -> None:
        first = Played(tmp_path, 8)
        assert not first.goes_on
        second = Played(tmp_path, 8)
        assert second.goes_on
        assert second.begun == first.state
        engine = replay(log(tmp_path).read_text().splitlines())
        assert len(engine.decisions) == 16
        assert engine.state == second.state
        assert second.book.remarks == []

    def test_each_try_is_on_the_disk_at_once(self, tmp_path: Path) -> None:
        played = Played(tmp_path, 3, close=False)
        assert len(log(tmp_path).read_text().splitlines()) == 4
        played.book.give(played.engine, Try(True))
        assert len(log(tmp_path).read_text().splitlines()) == 5
        played.book.close()
        assert log(tmp_path).read_text().splitlines()[-1] == '{"end":4}'

    def test_looking_at_a_level_writes_no_log(self, tmp_path: Path) -> None:
        Played(tmp_path)
        assert not log(tmp_path).exists()

    def test_without_a_place_nothing_is_kept(self) -> None:
        book = LevelBook(None, Pen(threaded=False), "now")
        engine, goes_on = book.engine(FRESH)
        book.give(engine, Try(True))
        book.add(kept())
        book.close()
        assert not goes_on
        assert engine.state.levels.size > 0

    def test_a_very_long_log_makes_way_and_difficulty_stays(self, tmp_path: Path,
                                                            monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(books, "MOST_DECISIONS", 10)
        first = Played(tmp_path, 12)
        second = Played(tmp_path, 2, "later")
        assert second.goes_on
        assert second.begun.levels == first.state.levels
        assert beside(tmp_path) == ["difficulty-until-later.jsonl", LOG]
        assert len(replay(log(tmp_path).read_text().splitlines()).decisions) == 2


class TestDamage:
    """A log that is not whole."""

    @given(st.data())
    @settings(max_examples=60, deadline=None)
    def test_a_cut_at_any_byte_keeps_all_whole_lines_and_the_old_file(self, data: st.DataObject) -> None:
        with TemporaryDirectory() as name:
            folder = Path(name)
            Played(folder, 6)
            whole = log(folder).read_bytes()
            cut = data.draw(st.integers(0, len(whole)))
            log(folder).write_bytes(whole[:cut])
            lines = whole[:cut].count(b"\n")
            after = Played(folder, 2, "again")
            assert len(after.engine.decisions) >= min(max(lines - 1, 0), 6) + 2
            engine = replay(log(folder).read_text().splitlines())  # whole again
            assert engine.state == after.state
            if cut < len(whole):
                kept_bytes = [path.read_bytes() for path in log(folder).parent.glob("difficulty*")]
                assert any(content.startswith(whole[:cut]) for content in kept_bytes)

    def test_a_session_without_its_end_is_told_and_no_copy_is_made(self, tmp_path: Path) -> None:
        first = Played(tmp_path, 5, close=False)
        first.record.release()  # as a power cut does
        second = Played(tmp_path, 1)
        assert second.begun == first.state
        (remark,) = second.book.remarks
        assert "cut short" in remark
        assert beside(tmp_path) == [LOG]

    @pytest.mark.parametrize(("spoil", "said"), [
        (lambda lines: [*lines[:3], "{broken", *lines[4:]], "Line 4"),
        (lambda lines: [lines[0].replace('"version":1', '"version":9'), *lines[1:]], "version 9"),
        (lambda lines: ["hello", *lines[1:]], "Line 1"),
        (lambda lines: [lines[0], lines[1].replace('"assist":0.0', '"assist":0.5'), *lines[2:]], "was changed"),
        (lambda lines: [*lines[:2], lines[1], *lines[2:]], "Line 3"),
    ], ids=["a broken line", "another version", "no log", "changed", "twice"])
    def test_what_cannot_be_read_is_kept_aside_and_told_once(self, tmp_path: Path, spoil: object,
                                                             said: str) -> None:
        assert callable(spoil)
        Played(tmp_path, 5)
        spoilt = "\n".join(spoil(log(tmp_path).read_text().splitlines())) + "\n"
        log(tmp_path).write_text(spoilt)
        second = Played(tmp_path, 2, "later")
        assert (log(tmp_path).parent / "difficulty-aside-later.jsonl").read_text() == spoilt
        assert said in second.book.remarks[0]
        assert "kept as difficulty-aside-later.jsonl" in second.book.remarks[1]
        assert replay(log(tmp_path).read_text().splitlines()).state == second.state
        assert Played(tmp_path).book.remarks == []

    def test_a_log_that_cannot_be_opened_is_left_alone(self, tmp_path: Path) -> None:
        log(tmp_path).mkdir(parents=True)
        played = Played(tmp_path, 2)
        assert "cannot be read" in played.book.remarks[0]
        assert played.book.remarks[1] == "What this session decides is kept beside, as difficulty-now.jsonl."
        assert log(tmp_path).is_dir()
        beside_it = (log(tmp_path).parent / "difficulty-now.jsonl").read_text()
        assert replay(beside_it.splitlines()).state == played.state

    def test_where_it_cannot_be_kept_aside_nothing_is_written_after_it(self, tmp_path: Path,
                                                                       monkeypatch: pytest.MonkeyPatch) -> None:
        def full(*_: object) -> Path:
            raise StorageError("What was learned in play cannot be kept.")

        Played(tmp_path, 5)
        log(tmp_path).write_text("hello\n")
        monkeypatch.setattr(LevelRecord, "set_log_aside", full)
        played = Played(tmp_path, 3)
        assert log(tmp_path).read_text() == "hello\n"
        assert played.book.remarks[1] == "What was learned in play cannot be kept."
        beside_it = (log(tmp_path).parent / "difficulty-now.jsonl").read_text()
        assert replay(beside_it.splitlines()).state == played.state

    def test_lines_of_another_version_are_told(self, tmp_path: Path) -> None:
        Played(tmp_path, 1)
        (log(tmp_path).parent / SESSIONS).write_text('{"v":2,"kind":"began"}\n')
        assert "1 line of this person's sessions" in Played(tmp_path).book.remarks[0]


    def test_sessions_that_cannot_be_opened_are_told_and_the_log_goes_on(self, tmp_path: Path) -> None:
        first = Played(tmp_path, 2)
        (log(tmp_path).parent / SESSIONS).mkdir()
        second = Played(tmp_path, 1)
        assert "cannot be read" in second.book.remarks[0]
        assert second.begun == first.state

    def test_what_cannot_even_be_kept_beside_waits_and_never_gets_into_the_other_log(
            self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        first = Played(tmp_path, 2, close=False)
        with monkeypatch.context() as disk:
            disk.setattr("clinic.lines._append", full)
            second = Played(tmp_path, 2, "two", close=False)
        assert second.pen.trouble is not None
        second.book.close()
        first.book.close()
        assert replay(log(tmp_path).read_text().splitlines()).state == first.state
        other = (log(tmp_path).parent / "difficulty-two.jsonl").read_text()
        assert replay(other.splitlines()).state == second.state


class TestTwoAtOnce:
    """One person in two sessions."""

    def test_nothing_of_either_is_lost(self, tmp_path: Path) -> None:
        Played(tmp_path, 4)
        first = Played(tmp_path, 2, "one", close=False)
        second = Played(tmp_path, 3, "two", close=False)
        assert second.begun == first.state
        assert "another session too" in second.book.remarks[0]
        first.book.give(first.engine, Try(True))
        second.book.give(second.engine, Try(False))
        first.book.close()
        second.book.close()
        other = log(tmp_path).parent / "difficulty-two.jsonl"
        assert len(replay(log(tmp_path).read_text().splitlines()).decisions) == 7
        assert replay(other.read_text().splitlines()).state == second.state
        third = Played(tmp_path)
        assert third.begun == first.state
        assert third.book.remarks == []

    def test_a_second_session_of_somebody_new(self, tmp_path: Path) -> None:
        first = Played(tmp_path, close=False)
        second = Played(tmp_path, 2, "two")
        first.book.give(first.engine, Try(True))
        first.book.close()
        assert beside(tmp_path) == ["difficulty-two.jsonl", LOG]
        other = (log(tmp_path).parent / "difficulty-two.jsonl").read_text()
        assert replay(other.splitlines()).state == second.state


class TestFullDisk:
    """Play goes on; what could not be written waits."""

    def test_what_waits_is_written_with_the_next_try(self, tmp_path: Path,
                                                     monkeypatch: pytest.MonkeyPatch) -> None:
        played = Played(tmp_path, 1, close=False)

        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as disk:
            disk.setattr("clinic.lines._append", full)
            played.book.give(played.engine, Try(True))
            played.book.add(kept())
        assert played.pen.trouble is not None
        assert "No space left" in str(played.pen.trouble)
        played.book.give(played.engine, Try(True))
        played.book.close()
        assert replay(log(tmp_path).read_text().splitlines()).state == played.state

    def test_the_lines_are_those_of_the_engine(self, tmp_path: Path) -> None:
        played = Played(tmp_path, 4)
        engine = Engine(FRESH.settings, FRESH.first, FRESH.seed)
        for number in range(4):
            engine.give(Try(number % 3 != 2))
        engine.end()
        assert log(tmp_path).read_text().splitlines() == engine.lines
        assert json.loads(engine.lines[0])["seed"] == 7
        assert played.state == engine.state
