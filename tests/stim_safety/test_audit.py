"""The log of all runs is one chain: what was changed, taken out, put in, cut off or renamed is seen."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stim_safety.audit import ENDS_BYTES, GENESIS, Chain, Part, file_name, next_file, verify, verify_files
from stim_safety.canonical import seal, unseal
from stim_safety.step import Record

UTC = "2026-11-21T09:30:00Z"
START = Record("start", 1, {"patient": "P-1", "pin": None})
STATE = Record("state", 2, {"from": "ready", "to": "armed", "why": ["stopped", 3, True]}, sync=True)
LATER = Record("start", 2, {"patient": "P-2"})
END = Record("end", 3)


def log(*records: Record, previous: str = GENESIS) -> bytes:
    chain = Chain(previous)
    return b"".join(chain.line(record, UTC) for record in records)


def hash_after(data: bytes, previous: str = GENESIS) -> str:
    return verify(data, previous).hash


WHOLE = log(START, STATE, END)
LINES = WHOLE.splitlines(keepends=True)


def test_a_line_tells_everything_in_one_way() -> None:
    assert GENESIS == "0" * 64
    (line,) = log(STATE, previous="f" * 64).splitlines(keepends=True)
    assert unseal(line) == {
        "n": 1, "prev": "f" * 64, "t_ns": 2, "utc": UTC, "kind": "state",
        "data": {"from": "ready", "to": "armed", "why": ["stopped", 3, True]}}


def test_a_whole_log() -> None:
    found = verify(WHOLE, GENESIS)
    assert found == Part(found.hash, 3, "", cut=False, ended=True, patients=frozenset({"P-1"}))
    assert b'"hash":"' + found.hash.encode() in LINES[-1]
    assert verify(b"", "a" * 64) == Part("a" * 64)
    assert verify(log(START, LATER, STATE), GENESIS).patients == {"P-1", "P-2"}
    assert not verify(log(START, STATE), GENESIS).ended
    assert not verify(log(START, END, STATE), GENESIS).ended


CHANGED = "line {} was changed after it was written."
MOVED = "line {} does not follow the line before: lines were taken out or put in."


@pytest.mark.parametrize(("data", "problem", "lines"), [
    (LINES[1] + LINES[2], MOVED.format(1), 0),
    (LINES[0] + LINES[2], MOVED.format(2), 1),
    (LINES[0] + LINES[0] + LINES[1], MOVED.format(2), 1),
    (LINES[0] + LINES[2] + LINES[1], MOVED.format(2), 1),
    (LINES[0] + log(STATE) + LINES[2], MOVED.format(2), 1),
    (LINES[0] + seal({"n": 2, "prev": GENESIS}), MOVED.format(2), 1),
    (LINES[0] + seal({"n": 3, "prev": hash_after(LINES[0])}), MOVED.format(2), 1),
    (LINES[0] + b"\n" + LINES[1], CHANGED.format(2), 1),
    (LINES[0] + LINES[1].replace(b"armed", b"ready"), CHANGED.format(2), 1),
    (LINES[0][:-1] + LINES[1], CHANGED.format(1), 0),
    (b"{}\n", CHANGED.format(1), 0),
    (seal({}), MOVED.format(1), 0),
])
def test_what_is_not_one_chain(data: bytes, problem: str, lines: int) -> None:
    found = verify(data, GENESIS)
    assert (found.problem, found.lines, found.ended) == (problem, lines, False)


def test_another_log_before_is_seen() -> None:
    assert verify(WHOLE, "a" * 64).problem == MOVED.format(1)


def test_a_line_that_a_crash_cut_is_told_and_left_out() -> None:
    for cut in (LINES[1][:1], LINES[1][:-1], b"\xff\0"):
        found = verify(LINES[0] + cut, GENESIS)
        assert found == Part(hash_after(LINES[0]), 1, "", cut=True, ended=False, patients=frozenset({"P-1"}))
    assert verify(WHOLE + b"x", GENESIS).ended is False
    assert verify(WHOLE[:-1], GENESIS).ended is False


def test_sealed_lines_of_another_shape_tell_of_nobody() -> None:
    lines = b""
    for data in (None, ["patient"], {"patient": 1}, {}):
        found = verify(lines, GENESIS)
        lines += seal({"n": found.lines + 1, "prev": found.hash, "data": data})
    found = verify(lines, GENESIS)
    assert (found.lines, found.problem, found.patients, found.ended) == (4, "", frozenset(), False)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(WHOLE) - 1), st.integers(1, 255))
def test_fault_60_any_changed_byte_is_seen(at: int, flip: int) -> None:
    data = bytearray(WHOLE)
    data[at] ^= flip
    found = verify(bytes(data), GENESIS)
    assert found.problem or found.cut


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(WHOLE)))
def test_what_a_crash_cut_anywhere_is_no_clean_end_and_no_problem(length: int) -> None:
    found = verify(WHOLE[:length], GENESIS)
    assert found.problem == ""
    assert found.ended is (length == len(WHOLE))
    assert found.cut is (length > 0 and WHOLE[length - 1:length] != b"\n")


# --- many runs ----------------------------------------------------------------------------------------------

LONG = [START, *[Record("state", number, {"text": "x" * 200}) for number in range(150)], END]


def runs(folder: Path, *logs: list[Record]) -> list[Path]:
    previous, paths = GENESIS, []
    for number, records in enumerate(logs, 1):
        paths.append(folder / file_name(number))
        paths[-1].write_bytes(log(*records, previous=previous))
        previous = hash_after(paths[-1].read_bytes(), previous)
    return paths


@pytest.fixture
def three(tmp_path: Path) -> list[Path]:
    paths = runs(tmp_path, LONG, [LATER, STATE], [START, STATE, END])
    assert paths[0].stat().st_size > 2 * ENDS_BYTES
    return paths


def test_without_any_log_everything_is_new() -> None:
    assert verify_files([]) == Part(GENESIS, ended=True)


@pytest.mark.parametrize(("thorough", "lines"), [(True, 152 + 2 + 3), (False, 2 + 2 + 3)])
def test_runs_follow_each_other(three: list[Path], thorough: bool, lines: int) -> None:
    found = verify_files(three[::-1], thorough)
    assert found == Part(found.hash, lines, "", cut=False, ended=True, patients=frozenset({"P-1", "P-2"}))
    assert found.hash in three[2].read_text()
    assert not verify_files(three[:2], thorough).ended


@pytest.mark.parametrize("thorough", [True, False])
def test_a_log_that_is_missing_or_renamed(three: list[Path], thorough: bool) -> None:
    assert verify_files(three[1:], thorough).problem == \
        "audit-000001.jsonl is missing: a log was taken away or renamed."
    assert verify_files([three[0], three[2]], thorough) == Part(
        hash_after(three[0].read_bytes()), 152 if thorough else 2,
        "audit-000002.jsonl is missing: a log was taken away or renamed.", patients=frozenset({"P-1"}))
    three[2].rename(three[2].with_name("audit-3.jsonl"))
    assert "audit-000003.jsonl is missing" in verify_files(
        [*three[:2], three[2].with_name("audit-3.jsonl")], thorough).problem


@pytest.mark.parametrize("thorough", [True, False])
def test_a_log_that_cannot_be_read(three: list[Path], thorough: bool) -> None:
    three[1].unlink()
    assert verify_files(three, thorough).problem == "audit-000002.jsonl cannot be read: No such file or directory."


@pytest.mark.parametrize("thorough", [True, False])
@pytest.mark.parametrize("broken", [0, 1, 2])
def test_the_first_and_the_last_line_of_every_log_are_looked_at(
        three: list[Path], broken: int, thorough: bool) -> None:
    whole = three[broken].read_bytes()
    for at in (10, len(whole) - 10):
        data = bytearray(whole)
        data[at] ^= 1
        three[broken].write_bytes(bytes(data))
        assert verify_files(three, thorough).problem.startswith(f"{file_name(broken + 1)}: line ")


@pytest.mark.parametrize("thorough", [True, False])
def test_a_log_of_another_history_is_seen(three: list[Path], thorough: bool) -> None:
    three[0].write_bytes(log(*LONG[:-1], END, END))
    assert verify_files(three, thorough).problem == "audit-000002.jsonl: " + MOVED.format(1)


def test_the_middle_of_an_older_log_is_seen_by_a_thorough_look(three: list[Path]) -> None:
    data = bytearray(three[0].read_bytes())
    data[len(data) // 2] ^= 1
    three[0].write_bytes(bytes(data))
    assert verify_files(three).problem.startswith("audit-000001.jsonl: line ")
    assert verify_files(three, thorough=False).problem == ""


def test_the_newest_log_is_read_whole_even_in_a_quick_look(tmp_path: Path) -> None:
    paths = runs(tmp_path, [LATER, END], LONG)
    data = paths[1].read_bytes()
    paths[1].write_bytes(data.replace(b'{"text":"x', b'{"text":"y', 1))
    assert verify_files(paths, thorough=False).problem.startswith("audit-000002.jsonl: line ")


@pytest.mark.parametrize("thorough", [True, False])
def test_a_log_cut_by_a_crash_goes_on_in_the_next(tmp_path: Path, thorough: bool) -> None:
    first, second = runs(tmp_path, LONG[:-1], [LATER, END])
    with first.open("ab") as file:
        file.write(b'{"data":')
    found = verify_files([first, second], thorough)
    assert (found.problem, found.cut, found.ended, found.patients) == ("", False, True, frozenset({"P-1", "P-2"}))
    first_alone = verify_files([first], thorough)
    assert (first_alone.problem, first_alone.cut, first_alone.ended) == ("", True, False)


def test_lines_longer_than_a_quick_look_are_read_whole(tmp_path: Path) -> None:
    huge = Record("start", 1, {"patient": "P-9", "text": "x" * ENDS_BYTES * 2})
    for number, records in enumerate(([huge, END], [START, huge])):
        folder = tmp_path / str(number)
        folder.mkdir()
        paths = runs(folder, records, [END])
        found = verify_files(paths, thorough=False)
        assert (found.problem, found.lines, found.ended) == ("", 3, True)
        assert "P-9" in found.patients


def test_a_log_whose_cut_line_is_longer_than_a_quick_look_is_read_whole(tmp_path: Path) -> None:
    paths = runs(tmp_path, [START, STATE], [END])
    with paths[0].open("ab") as file:
        file.write(b'{"data":"' + b"x" * ENDS_BYTES)
    found = verify_files(paths, thorough=False)
    assert (found.problem, found.lines, found.ended) == ("", 3, True)


@pytest.mark.parametrize(("more", "seen"), [(-1, True), (0, True), (1, False)])
def test_a_log_no_longer_than_a_quick_look_is_read_whole(tmp_path: Path, more: int, seen: bool) -> None:
    """A change in the middle is seen up to the size of the look; above it only a thorough look sees it."""
    empty = len(log(START, Record("state", 2, {"text": ""}), END))
    text = "x" * (ENDS_BYTES + more - empty)
    paths = runs(tmp_path, [START, Record("state", 2, {"text": text}), END], [START, END])
    assert paths[0].stat().st_size == ENDS_BYTES + more
    paths[0].write_bytes(paths[0].read_bytes().replace(b"xxx", b"xyx", 1))
    assert bool(verify_files(paths, thorough=False).problem) == seen
    assert verify_files(paths).problem


@pytest.mark.parametrize(("names", "name"), [
    ([], "audit-000001.jsonl"), (["audit-000001.jsonl"], "audit-000002.jsonl"),
    (["audit-000009.jsonl", "audit-000010.jsonl", "audit-000002.jsonl"], "audit-000011.jsonl"),
    (["audit-7.jsonl", "audit-000003.jsonl.new", "xaudit-000004.jsonl", "notes"], "audit-000001.jsonl")])
def test_the_next_log(names: list[str], name: str) -> None:
    assert next_file(names) == name
