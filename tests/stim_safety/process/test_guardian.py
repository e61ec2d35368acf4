"""The guardian: beats, silence, release, and a controller that dies or sleeps."""

from __future__ import annotations

import ast
import os
import select
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from stim_safety import guardian, timing
from stim_safety.children import Guardian
from stim_safety.step import GuardianNews
from tests.stim_safety.process.far_end import FarEnd, until

pytestmark = pytest.mark.process
STOP = b"\xf0STOP\x0f"


@pytest.fixture
def port(far_end: FarEnd) -> Iterator[int]:
    file = os.open(far_end.path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
    yield file
    os.close(file)


@pytest.fixture
def watched(port: int, tmp_path: Path) -> Iterator[Guardian]:
    """A real guardian; whatever a test leaves of it is ended."""
    started = Guardian(port, port, tmp_path / "tripped", STOP)
    yield started
    started.process.kill()
    started.process.wait()
    started._ours.close()


def beat(watched: Guardian) -> None:
    watched.beat()
    until(lambda: watched.news() is GuardianNews.BEAT, "an answer to the beat")


def test_its_times_are_those_of_the_table() -> None:
    assert guardian.SILENT_S * 1000 == timing.GUARDIAN_SILENT_MS
    assert (guardian.STOP_GAP_S * 1000, guardian.STOP_REPEATS) == (timing.STOP_GAP_MS, timing.STOP_REPEATS)


def test_it_imports_nothing_that_could_fail_or_decide() -> None:
    tree = ast.parse(Path(guardian.__file__).read_text())
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    froms = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert (imported, froms) == ({"os", "select", "sys", "termios"}, {"__future__"})


def test_it_answers_each_beat_and_a_release_ends_it_without_a_stop(
        watched: Guardian, far_end: FarEnd, tmp_path: Path) -> None:
    for _ in range(3):
        beat(watched)
    watched._ours.send(guardian.BEAT)
    until(lambda: select.select([watched._ours], [], [], 0)[0], "an answer that stays unread")
    watched.release()
    assert watched.process.returncode == 0
    assert far_end.waiting() == b""
    assert not (tmp_path / "tripped").exists()


def test_it_does_not_trip_before_the_first_beat(watched: Guardian, far_end: FarEnd) -> None:
    assert far_end.take(3 * guardian.SILENT_S) == b""
    assert watched.news() is GuardianNews.QUIET


def test_silence_after_a_beat_is_a_stop_and_the_controller_is_told(
        watched: Guardian, far_end: FarEnd, tmp_path: Path) -> None:
    beat(watched)
    far_end.until(STOP, guardian.STOP_REPEATS)
    until(lambda: watched.news() is GuardianNews.TRIPPED, "the word that it has tripped")
    assert watched.over
    assert watched.news() is GuardianNews.TRIPPED
    until((tmp_path / "tripped").exists, "the marker")


def test_a_closed_pipe_is_a_stop_even_before_the_first_beat(watched: Guardian, far_end: FarEnd) -> None:
    watched._ours.close()
    far_end.until(STOP, guardian.STOP_REPEATS)


def test_a_word_that_it_does_not_know_is_a_stop(watched: Guardian, far_end: FarEnd) -> None:
    watched._ours.send(b"?")
    far_end.until(STOP, guardian.STOP_REPEATS)


def test_a_controller_that_wakes_up_is_answered_by_a_stop_at_once(watched: Guardian, far_end: FarEnd) -> None:
    beat(watched)
    far_end.until(STOP, guardian.STOP_REPEATS)
    watched.beat()
    far_end.until(STOP, guardian.STOP_REPEATS + 1)


def test_it_holds_the_port_and_goes_on_stopping_for_five_seconds(watched: Guardian, far_end: FarEnd) -> None:
    watched._ours.close()
    far_end.until(STOP, guardian.STOP_REPEATS + 2)
    assert watched.process.poll() is None
    far_end.until(STOP, guardian.STOP_REPEATS + guardian.AGAIN_TIMES)
    assert watched.process.wait(5) == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_signals_that_end_programs_do_not_end_it_when_started_with_them_blocked(
        port: int, tmp_path: Path, number: signal.Signals) -> None:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [number])
    watched = Guardian(port, port, tmp_path / "tripped", STOP)
    signal.pthread_sigmask(signal.SIG_SETMASK, before)
    beat(watched)
    watched.process.send_signal(number)
    beat(watched)
    watched.release()
    assert watched.process.returncode == 0


def test_a_killed_guardian_is_gone(watched: Guardian) -> None:
    beat(watched)
    watched.process.kill()
    until(lambda: watched.news() is GuardianNews.GONE, "its end")
    watched.beat()  # is heard by nobody, and hurts nobody


# The same code in this process, branch by branch.


def test_a_full_queue_is_thrown_away_before_the_stop(port: int, far_end: FarEnd) -> None:
    far_end.fill()
    guardian.write(port, STOP)
    assert far_end.waiting().endswith(STOP)


def test_a_lost_port_does_not_keep_it_from_holding_on(port: int, far_end: FarEnd, tmp_path: Path,
                                                      monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guardian, "AGAIN_TIMES", 1)
    monkeypatch.setattr(guardian, "AGAIN_S", 0.01)
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    far_end.unplug()
    ours.close()
    assert guardian.guard(port, theirs.fileno(), str(tmp_path / "nowhere" / "tripped"), STOP) == 1
    theirs.close()


def test_a_release_is_a_clean_end(port: int, far_end: FarEnd, tmp_path: Path) -> None:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.send(guardian.BEAT)
    ours.send(guardian.RELEASE)
    assert guardian.guard(port, theirs.fileno(), str(tmp_path / "tripped"), STOP) == 0
    assert ours.recv(1) == guardian.BEAT
    ours.close()
    theirs.close()
    assert far_end.waiting() == b""
