"""Files that grow by lines: cut at any byte, on full disks, in two hands at once."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clinic.lines import LARGEST_BYTES, LineFile, Lines, hold
from core.errors import InputError, StorageError

LINES = st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\n"), min_size=1, max_size=12),
                 min_size=1, max_size=6)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "down" / "lines.jsonl"


class TestGrowing:
    """What is appended stands there, in order."""

    def test_no_file_has_no_lines(self, path: Path) -> None:
        assert LineFile(path).read() == Lines()

    def test_lines_come_back_in_order(self, path: Path) -> None:
        LineFile(path).append("one", "two")
        LineFile(path).append("three")
        assert LineFile(path).read() == Lines(("one", "two", "three"))

    def test_nothing_to_write_makes_no_file(self, path: Path) -> None:
        LineFile(path).append()
        assert not path.parent.exists()

    @given(LINES, LINES, st.data())
    @settings(max_examples=40, deadline=None)
    def test_a_cut_at_any_byte_costs_one_line_and_no_later_one(
            self, before: list[str], after: list[str], data: st.DataObject) -> None:
        with TemporaryDirectory() as folder:
            file = LineFile(Path(folder) / "lines")
            file.append(*before)
            whole = file.path.read_bytes()
            cut = data.draw(st.integers(0, len(whole)))
            file.path.write_bytes(whole[:cut])
            kept = whole[:cut].count(b"\n")
            found = file.read()
            assert list(found.lines[:kept]) == before[:kept]
            assert found.cut is (cut > 0 and whole[cut - 1:cut] != b"\n")
            file.append(*after)
            now = file.read()
            assert not now.cut
            assert list(now.lines[:kept]) == before[:kept]
            assert list(now.lines[-len(after):]) == after
            assert len(now.lines) == kept + found.cut + len(after)


class TestTrouble:
    """What cannot be written waits."""

    def test_a_place_that_is_a_file_is_told_and_the_lines_wait(self, path: Path) -> None:
        path.parent.parent.write_text("")
        file = LineFile(path)
        for line in ("one", "two"):
            with pytest.raises(StorageError, match="cannot be kept in"):
                file.append(line)
        path.parent.parent.unlink()
        file.append("three")
        assert file.read() == Lines(("one", "two", "three"))

    @pytest.mark.parametrize("part", [0, 1, 5])
    def test_a_disk_that_takes_a_part_gives_it_back(self, path: Path, part: int,
                                                    monkeypatch: pytest.MonkeyPatch) -> None:
        file = LineFile(path)
        file.append("one")
        with monkeypatch.context() as full:
            write = os.write
            full.setattr(os, "write", lambda number, data: write(number, data[:part]))
            with pytest.raises(StorageError, match=r"No space left.*Free some space"):
                file.append("second")
        assert path.read_bytes() == b"one\n"
        file.append("third")
        assert file.read() == Lines(("one", "second", "third"))

    def test_a_disk_that_loses_at_syncing_gives_it_back_too(self, path: Path,
                                                            monkeypatch: pytest.MonkeyPatch) -> None:
        def broken(_: int) -> None:
            raise OSError(errno.EIO, "Input/output error")

        file = LineFile(path)
        file.append("one")
        with monkeypatch.context() as failing:
            failing.setattr(os, "fsync", broken)
            with pytest.raises(StorageError, match="Input/output error"):
                file.append("two")
        file.append()
        assert file.read() == Lines(("one", "two"))

    def test_a_folder_in_its_place_cannot_be_read(self, path: Path) -> None:
        path.mkdir(parents=True)
        with pytest.raises(InputError, match="cannot be read"):
            LineFile(path).read()

    @pytest.mark.skipif(sys.platform == "win32", reason="there a pipe has no place among files")
    def test_a_pipe_in_its_place_is_neither_waited_for_nor_filled(self, path: Path) -> None:
        path.parent.mkdir(parents=True)
        os.mkfifo(path)
        file = LineFile(path)
        with pytest.raises(InputError, match=r"it is no file\. Move it away"):
            file.read()
        with pytest.raises(StorageError, match="is no file"):
            file.append("one")
        path.unlink()
        file.append("two")
        assert file.read() == Lines(("one", "two"))

    def test_a_file_far_too_large_is_not_read(self, path: Path) -> None:
        path.parent.mkdir(parents=True)
        with path.open("wb") as file:
            file.truncate(LARGEST_BYTES + 1)
        with pytest.raises(InputError, match="far too large"):
            LineFile(path).read()

    def test_bytes_that_are_no_text_spoil_only_their_line(self, path: Path) -> None:
        path.parent.mkdir(parents=True)
        path.write_bytes(b"one\n\xff\xfe\nthree\n")
        assert LineFile(path).read().lines[::2] == ("one", "three")


class TestAside:
    """A file that makes way is kept."""

    def test_it_is_kept_byte_for_byte_each_time_under_another_name(self, path: Path) -> None:
        file = LineFile(path)
        file.append("one")
        first = file.set_aside("aside", ["new"])
        second = file.set_aside("aside", [])
        assert (first.name, second.name) == ("lines-aside.jsonl", "lines-aside-2.jsonl")
        assert (first.read_text(), second.read_text(), path.read_text()) == ("one\n", "new\n", "")

    def test_where_it_cannot_be_kept_nothing_changes(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuses(*_: object) -> Path:
            raise OSError(errno.EROFS, "Read-only file system")

        file = LineFile(path)
        file.append("one")
        monkeypatch.setattr(Path, "replace", refuses)
        with pytest.raises(StorageError, match="Read-only"):
            file.set_aside("aside", ["new"])
        assert path.read_text() == "one\n"
        assert not path.with_suffix(".new").exists()


class TestHold:
    """One writes, others are told."""

    def test_the_second_is_refused_until_the_first_lets_go(self, tmp_path: Path) -> None:
        place = tmp_path / "level" / "in_use"
        first = hold(place)
        assert first is not None
        assert hold(place) is None
        first.release()
        first.release()  # twice does no harm
        second = hold(place)
        assert second is not None
        second.release()

    def test_a_place_that_cannot_be_written_holds_nobody_back(self, tmp_path: Path) -> None:
        (tmp_path / "level").write_text("")
        assert hold(tmp_path / "level" / "in_use") is not None
