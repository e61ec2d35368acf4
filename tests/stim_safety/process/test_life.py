"""The game's life: a kill is seen before the game has given its memory back."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from stim_safety.life import Life, is_ending, is_killed
from stim_safety.outside import Game
from tests.stim_safety.process.far_end import until

MAKES_A_WAY = """
import os, socket, sys
outer = socket.socket(fileno=int(sys.argv[1]))
ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
socket.send_fds(outer, [b"way"], [theirs.fileno()])
theirs.close()
input()
"""


@pytest.fixture
def game() -> Iterator[tuple[subprocess.Popen[bytes], socket.socket]]:
    """Another process that has made a way, and our end of it."""
    outer, inner = socket.socketpair()
    process = subprocess.Popen([sys.executable, "-I", "-S", "-c", MAKES_A_WAY, str(inner.fileno())],
                               pass_fds=(inner.fileno(),), stdin=subprocess.PIPE)
    _, descriptors, _, _ = socket.recv_fds(outer, 16, 1)
    yield process, socket.socket(fileno=descriptors[0])
    process.kill()
    process.communicate()
    outer.close()
    inner.close()


@pytest.mark.process
def test_a_kill_is_seen_at_once_even_of_a_process_that_cannot_run_to_die(
        game: tuple[subprocess.Popen[bytes], socket.socket]) -> None:
    process, way = game
    with way:
        life = Life(way)
        assert not life.ends()
        process.send_signal(signal.SIGSTOP)
        assert not life.ends()
        process.kill()
        assert life.ends()
        until(lambda: not way.recv(1), "the closed way")
        assert life.ends()
        process.wait()
        assert life.ends()
        life.close()
        assert not life.ends()


@pytest.mark.process
def test_a_dying_game_is_told_once_and_is_gone(game: tuple[subprocess.Popen[bytes], socket.socket]) -> None:
    process, way = game
    seen = Game(way.detach())
    assert not seen.dying()
    process.kill()
    assert seen.dying()
    assert seen.gone
    assert not seen.dying()
    seen.close()


def test_our_own_process_lives() -> None:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours, theirs:
        life = Life(theirs)
        assert not life.ends()
        life.close()
        life.close()


def test_where_it_cannot_be_told_only_the_closed_way_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_words: object) -> int:
        raise FileNotFoundError(2, "no /proc")
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours, theirs:
        monkeypatch.setattr(os, "open", refuse)
        assert not Life(theirs).ends()


STAT = b"7 (a ) b) %s 1 7 7 0 -1 %d 0 0 0 0 0 0 0 20 0 1 0 5 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 17\n"
STATUS = b"Name:\tShdPnd:\\n\nState:\tR (running)\nSigQ:\t0/9\nSigPnd:\t%016x\nShdPnd:\t%016x\nSigBlk:\t%016x\n"


@pytest.mark.parametrize(("state", "flags", "ends"), [
    (b"S", 0x400000, False), (b"R", 0, False), (b"T", 0, False), (b"D", 0x100, False),
    (b"S", 0x400004, True), (b"D", 0x200, True), (b"R", 0x400, True), (b"Z", 0, True), (b"X", 0, True),
])
def test_the_line_of_the_kernel_is_understood(state: bytes, flags: int, ends: bool) -> None:
    assert is_ending(STAT % (state, flags)) is ends


@pytest.mark.parametrize(("pending", "of_all", "blocked", "killed"), [
    (0, 0, 0, False), (0xFF, 0xFF, 0x100, False), (1 << 62 | 0x200, 0, 0, False),
    (0x100, 0, 0, True), (0, 0x100, 0, True), (0, 0x4100, 0, True),
])
def test_pending_signals_are_understood(pending: int, of_all: int, blocked: int, killed: bool) -> None:
    assert is_killed(STATUS % (pending, of_all, blocked)) is killed


def test_the_place_of_the_fields_is_that_of_this_kernel() -> None:
    words = Path("/proc/self/stat").read_bytes().rpartition(b")")[2].split()
    assert words[0] == b"R"
    assert int(words[6]) >= 0
    names = [line.split(b":")[0] for line in Path("/proc/self/status").read_bytes()[:4096].splitlines()]
    assert {b"SigPnd", b"ShdPnd"} <= set(names)


@pytest.mark.process
def test_a_signal_to_all_of_a_process_stays_pending_while_it_dies(
        game: tuple[subprocess.Popen[bytes], socket.socket]) -> None:
    """What a look between taking the signal and saying so would find."""
    process, way = game
    with way:
        process.kill()
        assert is_killed(Path(f"/proc/{process.pid}/status").read_bytes())
