"""The port: its line, its lock, bytes that do not go out, and every kind of loss."""

from __future__ import annotations

import os
import termios
from collections.abc import Iterator
from pathlib import Path

import pytest

from stim_safety.drivers import Line, Parity
from stim_safety.port import PortMissing, Wire
from tests.stim_safety.process.far_end import FarEnd, attributes

LINE = Line(115_200)


@pytest.fixture
def wire(far_end: FarEnd) -> Iterator[Wire]:
    opened = Wire(far_end.path, LINE)
    yield opened
    opened.close()


@pytest.mark.parametrize("line", [
    Line(3_000_000, Parity.NONE, 2, rts_cts=True), Line(460_800, Parity.EVEN), Line(115_200, Parity.NONE, 2, True),
    Line(19_200),
], ids=["p24", "rehastim2", "rehastim1", "openems"])
def test_every_line_can_be_set_on_a_pseudo_terminal_too(far_end: FarEnd, line: Line) -> None:
    wire = Wire(far_end.path, line)
    assert wire.write(b"\xf0\x00\x0a\x0d\x0f")
    far_end.until(b"\xf0\x00\x0a\x0d\x0f")
    wire.close()


def test_bytes_pass_unchanged_both_ways_and_nothing_is_no_loss(wire: Wire, far_end: FarEnd) -> None:
    every = bytes(range(256))
    assert wire.read() == b""
    assert wire.write(every)
    far_end.until(every)
    os.write(far_end.master, every)
    assert wire.read() == every
    assert (wire.read(), wire.gone) == (b"", "")


def test_the_line_is_raw(wire: Wire, far_end: FarEnd) -> None:
    local = attributes(far_end.path)[3]
    assert isinstance(local, int)
    assert not local & (termios.ECHO | termios.ICANON | termios.ISIG)


def test_a_second_program_cannot_open_the_port(wire: Wire, far_end: FarEnd) -> None:
    with pytest.raises(PortMissing, match="in use by another program"):
        Wire(far_end.path, LINE)


def test_the_lock_ends_with_the_last_handle_only(far_end: FarEnd) -> None:
    first = Wire(far_end.path, LINE)
    guardians = os.dup(first.fileno())
    first.close()
    with pytest.raises(PortMissing):
        Wire(far_end.path, LINE)
    os.close(guardians)
    Wire(far_end.path, LINE).close()


@pytest.mark.parametrize(("name", "words"), [
    ("/dev/no-such-port", "There is no port /dev/no-such-port"), ("/dev/null", "cannot be used as a serial line")])
def test_what_cannot_be_opened_is_said_in_a_sentence(name: str, words: str) -> None:
    with pytest.raises(PortMissing, match=words):
        Wire(name, LINE)


def test_a_port_without_permission_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse(*_words: object, **_settings: object) -> None:
        raise PermissionError(13, "Permission denied")
    monkeypatch.setattr("serial.Serial", refuse)
    with pytest.raises(PortMissing, match="dialout"):
        Wire(str(tmp_path), LINE)


def test_a_full_queue_takes_nothing_and_can_be_thrown_away(wire: Wire, far_end: FarEnd) -> None:
    far_end.fill()
    assert not wire.write(b"frame")
    assert not wire.gone
    wire.throw_away()
    assert wire.write(b"stop")
    assert far_end.waiting().endswith(b"stop")


def test_a_frame_that_goes_out_in_part_is_told(wire: Wire, far_end: FarEnd) -> None:
    assert not wire.write(bytes(1_000_000))
    assert not wire.gone


def test_an_unplugged_port_is_lost_at_reading(wire: Wire, far_end: FarEnd) -> None:
    far_end.unplug()
    assert wire.read() == b""
    assert wire.gone
    assert (wire.read(), wire.write(b"x")) == (b"", False)


def test_an_unplugged_port_is_lost_at_writing(wire: Wire, far_end: FarEnd) -> None:
    far_end.unplug()
    assert not wire.write(b"x")
    assert "Errno 5" in wire.gone


def test_an_unplugged_port_is_lost_at_throwing_away(wire: Wire, far_end: FarEnd,
                                                     monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_file: int, _queue: int) -> None:
        raise termios.error(5, "Input/output error")
    monkeypatch.setattr(termios, "tcflush", fail)
    wire.throw_away()
    assert wire.gone == "error: (5, 'Input/output error')"
    far_end.unplug()
    wire.read()
    assert wire.gone.startswith("error:")  # the first reason stays


@pytest.mark.parametrize("error", [OSError(5, "x"), termios.error(5, "x"), ValueError("x"), SystemError("x"),
                                   KeyboardInterrupt()])
def test_whatever_is_raised_is_a_lost_wire(wire: Wire, monkeypatch: pytest.MonkeyPatch,
                                           error: BaseException) -> None:
    def fail(_file: int, _data: object) -> None:
        raise error
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", fail)
        assert not wire.write(b"x")
    assert wire.gone.startswith(type(error).__name__)


def test_a_hang_up_is_a_loss(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(os, "read", lambda _file, _most: b"")
        assert wire.read() == b""
    assert wire.gone == "EOFError: the port was hung up"
