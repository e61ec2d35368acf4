"""Each branch of what runs in other processes, taken in this one: broken ways, full files, lost ports."""

from __future__ import annotations

import os
import socket
from collections import deque
from collections.abc import Iterator
from pathlib import Path

import pytest

from stim_safety import guardian, scribe
from stim_safety.children import Guardian, Scribe
from stim_safety.drivers import Line
from stim_safety.pedal import Pedal
from stim_safety.port import Wire
from stim_safety.process import Clocks
from stim_safety.step import GuardianNews
from tests.stim_safety.process.far_end import FarEnd, read

Pair = tuple[socket.socket, socket.socket]


@pytest.fixture
def pair() -> Iterator[Pair]:
    """Our end and theirs."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    yield ours, theirs
    ours.close()
    theirs.close()


class NoProcess:
    """A process that was never started."""

    def wait(self, _seconds: float) -> int:
        return 0


def broken(pair: Pair) -> socket.socket:
    """Close their end with something unread, as a kill does; our end then breaks once."""
    ours, theirs = pair
    ours.setblocking(False)
    ours.send(b"unread")
    theirs.close()
    return ours


# The guardian's own code.


def test_the_guardian_trips_when_beats_stop(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guardian, "SILENT_S", 0.02)
    ours, theirs = pair
    ours.send(guardian.BEAT)
    assert not guardian.watch(theirs.fileno())
    assert ours.recv(1) == guardian.BEAT


def test_the_guardian_takes_a_broken_pipe_for_a_closed_one(pair: Pair) -> None:
    assert guardian.hear(broken(pair).fileno()) == b""
    guardian.say(pair[0].fileno(), guardian.BEAT)


def test_a_tripped_guardian_hears_a_controller_that_wakes(
        pair: Pair, far_end: FarEnd, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guardian, "AGAIN_S", 0.01)
    port = os.open(far_end.path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
    ours, theirs = pair
    ours.send(b"?")
    ours.send(guardian.BEAT)
    assert guardian.guard(port, theirs.fileno(), str(tmp_path / "tripped"), b"STOP") == 1
    assert far_end.waiting() == b"STOP" * (guardian.STOP_REPEATS + guardian.AGAIN_TIMES)
    assert ours.recv(1) == guardian.TRIPPED
    assert (tmp_path / "tripped").exists()
    os.close(port)


def test_a_frame_that_fits_in_part_is_thrown_away_and_followed_by_the_stop(far_end: FarEnd) -> None:
    port = os.open(far_end.path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
    guardian.write(port, bytes(1_000_000))
    guardian.write(port, b"STOP")
    assert far_end.waiting().endswith(b"STOP")
    os.close(port)


# Our end of the guardian and the scribe.


def test_a_broken_way_to_the_guardian_is_its_end(pair: Pair) -> None:
    ours = Guardian.__new__(Guardian)
    ours._ours = broken(pair)
    ours._last = ours._news = GuardianNews.QUIET
    assert ours.look() is GuardianNews.GONE
    assert ours.news() is GuardianNews.GONE


def writing(way: socket.socket) -> Scribe:
    ours = Scribe.__new__(Scribe)
    ours._ours = way
    ours._waiting = deque()
    ours.acked, ours.gone = 0, ""
    return ours


def test_a_broken_way_to_the_scribe_is_a_lost_log(pair: Pair) -> None:
    ours = writing(broken(pair))
    ours.pump()
    assert ours.gone == "The writer of the log has ended."


def test_a_way_that_breaks_while_a_line_is_sent_is_a_lost_log(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = writing(pair[0])
    pair[0].setblocking(False)
    ours.line(b"one\n", sync=True)
    monkeypatch.setattr(ours, "_hear", lambda: None)
    pair[1].close()
    ours.pump()
    assert ours.gone == "The writer of the log has ended."


# The scribe's own code.


def serve(pair: Pair, folder: Path, *parcels: bytes) -> bytes:
    """Let it take parcels; return the sentence with which the log was lost, b"" when it was not."""
    ours, theirs = pair
    for parcel in parcels:
        ours.send(parcel)
    ours.shutdown(socket.SHUT_WR)
    code = scribe.main([str(os.dup(theirs.fileno())), str(folder), "audit", "journal"])
    theirs.close()
    answers = [ours.recv(4096)]
    while answer := ours.recv(4096):
        answers.append(answer)
    assert (answers[-1][:1] == scribe.LOST) == (code == 1)
    return answers[-1][1:] if code else b""


def test_everything_it_knows_is_put_away(pair: Pair, tmp_path: Path) -> None:
    (tmp_path / "old").touch()
    assert serve(pair, tmp_path, b"Aone\n", b"jstep\n", b"bnew\0content", b"rold", b"rnone") == b""
    assert (read(tmp_path / "audit"), read(tmp_path / "journal"), read(tmp_path / "new")) == (
        b"one\n", b"step\n", b"content")
    assert not (tmp_path / "old").exists()


def test_what_it_does_not_know_is_a_loss(pair: Pair, tmp_path: Path) -> None:
    assert b"does not know" in serve(pair, tmp_path, b"?")


@pytest.mark.parametrize("parcel", [b"Aline\n", b"bnew\0content"])
def test_a_line_or_a_file_that_fits_in_part_is_a_loss(
        pair: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parcel: bytes) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda file, data: write(file, data[:2]))
    assert b"There is no room" in serve(pair, tmp_path, parcel)


def test_a_log_that_is_not_the_one_that_was_written_is_lost(tmp_path: Path) -> None:
    log = scribe.AuditFile(str(tmp_path / "audit"))
    log.write(b"one\n", 0)
    log.look()
    (tmp_path / "audit").write_bytes(b"one\ntwo\n")
    with pytest.raises(scribe.Lost, match="changed"):
        log.look()
    (tmp_path / "other").write_bytes(b"one\n")
    (tmp_path / "other").rename(tmp_path / "audit")
    with pytest.raises(scribe.Lost, match="changed"):
        log.prove()
    (tmp_path / "audit").unlink()
    with pytest.raises(scribe.Lost, match="deleted"):
        log.look()


def test_the_log_is_looked_after_now_and_then_whatever_comes(pair: Pair, tmp_path: Path) -> None:
    running = scribe.Scribe(pair[1], str(tmp_path), "audit", "journal")
    running._look(10**12)
    (tmp_path / "audit").unlink()
    running._look(10**12 + scribe.LOOK_MS * scribe.MS - 1)
    with pytest.raises(scribe.Lost):
        running._look(10**12 + scribe.LOOK_MS * scribe.MS)


def test_the_way_being_quiet_for_a_while_proves_what_waits(pair: Pair, tmp_path: Path,
                                                          monkeypatch: pytest.MonkeyPatch) -> None:
    running = scribe.Scribe(pair[1], str(tmp_path), "audit", "journal")
    pair[0].send(b"aone\n")
    assert running._take()
    answer = running._answer

    def close_after(proven: int) -> None:
        answer(proven)
        pair[0].shutdown(socket.SHUT_WR)
    monkeypatch.setattr(running, "_answer", close_after)
    running.serve()
    assert pair[0].recv(9) == scribe.PROVEN + (1).to_bytes(8, "little")


def test_an_answer_that_nobody_takes_is_dropped(pair: Pair) -> None:
    pair[0].close()
    scribe.tell(pair[1], b"k")


# The rest.


def test_a_pedal_or_port_that_raises_is_lost(far_end: FarEnd, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_file: int, _most: int) -> bytes:
        raise OSError(5, "Input/output error")
    pedal, wire = Pedal(far_end.path), Wire(far_end.path, Line(115_200))
    with monkeypatch.context() as patch:
        patch.setattr(os, "read", fail)
        assert pedal.pressed()
        assert wire.read() == b""
    assert pedal.gone
    assert wire.gone == "OSError: [Errno 5] Input/output error"
    pedal.close()
    wire.close()


@pytest.mark.parametrize(("steps", "now"), [([0, 10], 10), ([0, 10**7, 20, 30], 30), ([0, 10**7] * 3, 10**7)])
def test_the_clocks_are_read_close_together_if_the_machine_lets_us(steps: list[int], now: int) -> None:
    times = iter(steps)
    assert Clocks(lambda: next(times), lambda: 7).both() == (now, 7)
    assert not list(times)
