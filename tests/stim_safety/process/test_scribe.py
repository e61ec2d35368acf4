"""The scribe: what is proven, what is lost, and what stands on the disk after a crash."""

from __future__ import annotations

import os
import resource
import select
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from stim_safety import children, scribe
from stim_safety.children import Scribe
from tests.stim_safety.process.far_end import read, until

pytestmark = pytest.mark.process
AUDIT, JOURNAL = "audit.jsonl", "journal.jsonl"


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Scribe]:
    """A real scribe; whatever a test leaves of it is ended."""
    started = Scribe(tmp_path, AUDIT, JOURNAL)
    yield started
    started.process.kill()
    started.process.wait()
    started._ours.close()


def proven(running: Scribe, count: int) -> None:
    def all_there() -> bool:
        running.pump()
        assert not running.gone
        return running.acked == count
    until(all_there, f"{count} proven lines")


def lost(running: Scribe) -> str:
    def told() -> str:
        running.pump()
        return running.gone
    until(told, "the loss of the log")
    return running.gone


def test_a_line_that_must_be_on_disk_is_proven_and_there(running: Scribe, tmp_path: Path) -> None:
    running.line(b"one\n", sync=True)
    proven(running, 1)
    assert read(tmp_path / AUDIT) == b"one\n"


def test_a_line_that_nobody_waits_for_is_proven_soon_as_well(running: Scribe, tmp_path: Path) -> None:
    running.line(b"one\n", sync=False)
    running.line(b"two\n", sync=False)
    proven(running, 2)
    assert read(tmp_path / AUDIT) == b"one\ntwo\n"


def test_journal_and_whole_files_are_written_and_do_not_count(running: Scribe, tmp_path: Path) -> None:
    (tmp_path / "budgets").mkdir()
    running.journal(b"step\n")
    running.whole("budgets/p.json", b"old")
    running.whole("budgets/p.json", b"new")
    running.line(b"one\n", sync=True)
    proven(running, 1)
    assert read(tmp_path / JOURNAL) == b"step\n"
    assert read(tmp_path / "budgets" / "p.json") == b"new"
    assert [path.name for path in (tmp_path / "budgets").iterdir()] == ["p.json"]


def test_a_file_is_taken_away_if_it_is_there(running: Scribe, tmp_path: Path) -> None:
    (tmp_path / "tripped").touch()
    running.remove("tripped")
    running.remove("tripped")
    running.line(b"one\n", sync=True)
    proven(running, 1)
    assert not (tmp_path / "tripped").exists()


def test_the_end_hands_everything_over_first(running: Scribe, tmp_path: Path) -> None:
    for number in range(500):
        running.line(b"%d\n" % number, sync=False)
    assert running.end()
    assert read(tmp_path / AUDIT).splitlines()[-1] == b"499"


def test_a_killed_controller_loses_nothing_that_was_handed_over(running: Scribe, tmp_path: Path) -> None:
    running.line(b"last\n", sync=False)
    running.pump()
    running._ours.close()
    until(lambda: read(tmp_path / AUDIT) == b"last\n", "the last line")
    assert running.process.wait(5) == 0


def test_a_killed_scribe_is_a_lost_log(running: Scribe) -> None:
    running.process.kill()
    assert lost(running) == "The writer of the log has ended."
    running.line(b"one\n", sync=True)
    running.pump()
    assert not running.end()


def test_lines_for_a_killed_scribe_are_a_lost_log(running: Scribe) -> None:
    running.process.kill()
    running.process.wait()
    running._ours.recv(1)
    running.line(b"one\n", sync=True)
    running.pump()
    assert running.gone == "The writer of the log has ended."


def test_a_deleted_log_is_a_lost_log(running: Scribe, tmp_path: Path) -> None:
    running.line(b"one\n", sync=True)
    proven(running, 1)
    (tmp_path / AUDIT).unlink()
    assert lost(running) == "The log of the stimulation program was deleted."
    assert running.process.wait(5) == 1


@pytest.mark.parametrize("other", [b"", b"two\n", b"one\nx"])
def test_a_log_that_somebody_else_changed_is_a_lost_log(running: Scribe, tmp_path: Path, other: bytes) -> None:
    running.line(b"one\n", sync=True)
    proven(running, 1)
    if len(other) == 4:  # same size, another file
        (tmp_path / "other").write_bytes(other)
        (tmp_path / "other").rename(tmp_path / AUDIT)
    else:
        (tmp_path / AUDIT).write_bytes(other)
    assert lost(running) == "The log of the stimulation program was changed by somebody else."


def test_a_disk_without_room_is_a_lost_log(running: Scribe) -> None:
    resource.prlimit(running.process.pid, resource.RLIMIT_FSIZE, (10, 10))
    running.line(b"0123456789abcdef\n", sync=True)
    assert lost(running) == "There is no room for the log of the stimulation program."


def test_a_disk_that_refuses_is_a_lost_log_with_its_reason(running: Scribe) -> None:
    resource.prlimit(running.process.pid, resource.RLIMIT_FSIZE, (0, 0))
    running.line(b"one\n", sync=True)
    assert lost(running) == "The log of the stimulation program cannot be written: File too large."


def test_a_budget_without_room_is_a_lost_log(running: Scribe, tmp_path: Path) -> None:
    running.line(b"one\n", sync=True)
    proven(running, 1)
    resource.prlimit(running.process.pid, resource.RLIMIT_FSIZE, (10, 10))
    running.whole("budget.json", b"0123456789abcdef")
    assert lost(running) == "There is no room for the budget of the patient."
    assert not (tmp_path / "budget.json").exists()


def test_a_folder_that_is_not_there_is_a_lost_log(tmp_path: Path) -> None:
    started = Scribe(tmp_path / "nowhere", AUDIT, JOURNAL)
    assert lost(started) == "The log of the stimulation program cannot be written: No such file or directory."
    assert started.process.wait(5) == 1
    started._ours.close()


def test_a_log_that_is_already_there_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / AUDIT).write_bytes(b"older\n")
    started = Scribe(tmp_path, AUDIT, JOURNAL)
    assert "File exists" in lost(started)
    started.process.wait(5)
    started._ours.close()
    assert read(tmp_path / AUDIT) == b"older\n"


def test_what_it_does_not_know_is_a_lost_log(running: Scribe) -> None:
    running._hand(b"?what")
    assert lost(running) == "The writer of the log was handed something it does not know."


def test_a_disk_that_sleeps_makes_the_controller_wait_for_nothing_and_is_lost_when_too_much_waits(
        running: Scribe) -> None:
    running.line(b"first\n", sync=True)
    proven(running, 1)
    running.process.send_signal(signal.SIGSTOP)
    for _ in range(children.BACKLOG + 500):
        running.line(b"x" * 2000, sync=False)
        running.pump()
    assert running.gone == "The disk is too slow for the log of the stimulation program."
    assert not running.end()
    running.process.send_signal(signal.SIGCONT)


def test_what_cannot_be_handed_over_at_the_end_is_no_clean_end(
        running: Scribe, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "END_S", 0.05)
    running.process.send_signal(signal.SIGSTOP)
    assert not running.end()


# The same code in this process, branch by branch.


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    yield ours, theirs
    ours.close()
    theirs.close()


def served(pair: tuple[socket.socket, socket.socket], folder: Path, *parcels: bytes) -> tuple[int, list[bytes]]:
    """Let the scribe's own code take parcels to the end; return its code and its answers."""
    ours, theirs = pair
    for parcel in parcels:
        ours.send(parcel)
    ours.shutdown(socket.SHUT_WR)
    code = scribe.main([str(os.dup(theirs.fileno())), str(folder), AUDIT, JOURNAL])
    theirs.close()
    answers = []
    while answer := ours.recv(4096):
        answers.append(answer)
    return code, answers


def count(number: int) -> bytes:
    return scribe.PROVEN + number.to_bytes(8, "little")


def test_everything_is_proven_at_the_end(pair: tuple[socket.socket, socket.socket], tmp_path: Path) -> None:
    assert served(pair, tmp_path, b"aone\n", b"Atwo\n", b"jstep\n") == (0, [count(2)])


def test_while_nothing_comes_nothing_is_proven(
        pair: tuple[socket.socket, socket.socket], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waits = [[], pair[1:]]
    monkeypatch.setattr(select, "select", lambda *_: (waits.pop(0), [], []))
    assert served(pair, tmp_path, b"aone\n") == (0, [count(1)])
    assert waits == []


def test_no_room_is_told(pair: tuple[socket.socket, socket.socket], tmp_path: Path) -> None:
    code, answers = served(pair, tmp_path, b"bno/where\0x")
    assert (code, answers[0][:1]) == (1, scribe.LOST)


def test_lines_become_due_after_a_tenth_of_a_second(tmp_path: Path) -> None:
    log = scribe.AuditFile(str(tmp_path / AUDIT))
    assert not log.due(10**12)
    log.write(b"one\n", 0)
    log.write(b"two\n", 90_000_000)
    assert not log.due(99_999_999)
    assert log.due(100_000_000)
    assert log.prove() == 2
    assert not log.due(10**12)


def test_what_a_killed_controller_had_sent_before_it_read_its_answers_is_kept(tmp_path: Path) -> None:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    theirs.send(b"unread")
    ours.send(b"aone\n")
    ours.close()
    assert scribe.main([str(theirs.detach()), str(tmp_path), AUDIT, JOURNAL]) == 0
    assert read(tmp_path / AUDIT) == b"one\n"
