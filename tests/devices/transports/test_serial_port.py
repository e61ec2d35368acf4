"""The serial transport on real pseudo-terminals, and what opening may answer."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pytest
import serial
from serial.tools import list_ports

from core.clock import NS_PER_MS, NS_PER_S, Deadline, SystemClock
from core.errors import DeviceMissing, LinkLost, PermissionMissing
from devices.transports import serial_port
from devices.transports.failures import LIBRARY_FAILURES
from devices.transports.serial_port import SerialTransport, open_port, read_descriptor, read_library

CLOCK = SystemClock()


@dataclass
class Terminal:
    """A pseudo-terminal: `far` is the device's end, `port` the name of ours."""

    far: int
    near: int
    port: str

    def unplug(self) -> None:
        os.close(self.far)
        self.far = -1


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    far, near = os.openpty()
    made = Terminal(far, near, os.ttyname(near))
    yield made
    for descriptor in (made.far, made.near):
        if descriptor >= 0:
            os.close(descriptor)


@pytest.fixture(params=[read_descriptor, read_library])
def transport(terminal: Terminal, request: pytest.FixtureRequest,
              monkeypatch: pytest.MonkeyPatch) -> Iterator[SerialTransport]:
    monkeypatch.setattr(serial_port, "read_now", request.param)
    made = open_port(terminal.port, 115200)
    yield made
    made.close()


def test_a_read_waits_for_the_first_byte_and_takes_all_that_is_there(terminal: Terminal,
                                                                    transport: SerialTransport) -> None:
    assert transport.read(0) == b""
    os.write(terminal.far, b"one line\n")
    assert transport.read(5000) == b"one line\n"
    later = threading.Timer(0.05, os.write, (terminal.far, b"x" * 500))
    later.start()
    assert transport.read(5000).startswith(b"x")
    later.join()


def test_a_read_gives_up_after_its_timeout(transport: SerialTransport) -> None:
    before_ns = CLOCK.now_ns()
    assert transport.read(30) == b""
    assert CLOCK.now_ns() - before_ns >= 25 * NS_PER_MS


def test_all_is_written(terminal: Terminal, transport: SerialTransport) -> None:
    transport.write(b"?\nS\n")
    assert os.read(terminal.far, 100) == b"?\nS\n"


def test_a_far_end_that_takes_nothing_is_a_loss_after_a_bounded_time(transport: SerialTransport) -> None:
    bound = Deadline(CLOCK, 20 * NS_PER_S)
    with pytest.raises(LinkLost):
        transport.write(b"x" * 1_000_000)
    assert not bound.passed()


def test_an_unplugged_line_is_a_loss_with_a_sentence(terminal: Terminal, transport: SerialTransport) -> None:
    terminal.unplug()
    with pytest.raises(LinkLost, match=f"{terminal.port} is gone.*found by itself") as lost:
        transport.read(1000)
    assert isinstance(lost.value.__cause__, LIBRARY_FAILURES)
    with pytest.raises(LinkLost):
        transport.write(b"hello")
    transport.close()


def test_a_closed_line_is_a_loss_and_may_be_closed_again(transport: SerialTransport) -> None:
    transport.close()
    transport.close()
    with pytest.raises(LinkLost):
        transport.read(10)
    with pytest.raises(LinkLost):
        transport.write(b"x")


@pytest.mark.parametrize("failure", LIBRARY_FAILURES)
def test_whatever_the_library_raises_is_a_loss(failure: type[Exception]) -> None:
    class Broken:
        timeout = 0.0

        def read(self, *_arguments: object) -> bytes:
            raise failure("broken")

        write = close = fileno = read

    transport = SerialTransport(Broken(), "COM7")  # type: ignore[arg-type] # the far end of a fault
    for act in (lambda: transport.read(1), lambda: transport.write(b"x")):
        with pytest.raises(LinkLost, match="COM7 is gone"):
            act()
    transport.close()


@pytest.mark.parametrize("gone", [b"", OSError(errno.EIO, "Input/output error")])
def test_a_line_that_is_readable_without_a_byte_is_a_loss(gone: bytes | OSError, transport: SerialTransport,
                                                          terminal: Terminal,
                                                          monkeypatch: pytest.MonkeyPatch) -> None:
    def hang_up(_descriptor: int, _size: int) -> bytes:
        if isinstance(gone, OSError):
            raise gone
        return gone

    os.write(terminal.far, b"x")
    monkeypatch.setattr(os, "read", hang_up)
    with pytest.raises(LinkLost, match="is gone"):
        transport.read(1000)


def test_a_byte_that_somebody_else_took_is_no_loss(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    made = open_port(terminal.port, 115200)
    os.write(terminal.far, b"x")

    def nothing_left(_descriptor: int, _size: int) -> bytes:
        raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")

    with monkeypatch.context() as patched:
        patched.setattr(os, "read", nothing_left)
        assert made.read(1000) == b""
    assert made.read(1000) == b"x"
    made.close()


def test_only_one_program_at_a_time(terminal: Terminal, transport: SerialTransport) -> None:
    with pytest.raises(DeviceMissing, match="used by another program") as busy:
        open_port(terminal.port, 115200)
    assert not isinstance(busy.value, PermissionMissing)


def test_a_port_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DeviceMissing, match="is not there"):
        open_port(str(tmp_path / "ttyACM0"), 115200)


def test_a_file_that_is_no_port(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no port")
    with pytest.raises(DeviceMissing, match="Is it the right port"):
        open_port(str(tmp_path / "notes.txt"), 115200)


@pytest.mark.parametrize(("error", "kind", "words"), [
    (serial.SerialException(errno.EACCES, "Permission denied"), PermissionMissing, "dialout"),
    (serial.SerialException(errno.EBUSY, "busy"), DeviceMissing, "another program"),
    (serial.SerialException(errno.ENODEV, "no device"), DeviceMissing, "is not there"),
    (serial.SerialException("could not open port 'COM3': PermissionError(13, 'Access is denied.', None, 5)"),
     DeviceMissing, "another program"),
    (serial.SerialException("could not open port 'COM9': FileNotFoundError(2, 'not found')"), DeviceMissing,
     "is not there"),
    (ValueError("Not a valid baudrate: -1"), DeviceMissing, "valid baudrate"),
])
def test_why_a_port_does_not_open(monkeypatch: pytest.MonkeyPatch, error: Exception, kind: type[DeviceMissing],
                                  words: str) -> None:
    def refuse(*_arguments: object, **_options: object) -> None:
        raise error

    monkeypatch.setattr(serial, "Serial", refuse)
    with pytest.raises(kind, match=words) as refused:
        open_port("/dev/ttyUSB0", 115200)
    assert type(refused.value) is kind


def plugged(monkeypatch: pytest.MonkeyPatch, **ports: str | None) -> None:
    entries = [SimpleNamespace(device=device, serial_number=number) for device, number in ports.items()]
    monkeypatch.setattr(list_ports, "comports", lambda: entries)


def test_a_device_is_found_at_another_port_by_its_serial_number(terminal: Terminal,
                                                               monkeypatch: pytest.MonkeyPatch) -> None:
    plugged(monkeypatch, **{"/dev/ttyACM0": None, "/dev/ttyACM7": "other", terminal.port: "5573"})
    opened = open_port("/dev/ttyACM0", 115200, "5573")
    assert (opened.name, opened.serial_number) == (terminal.port, "5573")
    opened.close()


def test_while_it_is_unplugged_its_old_port_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    plugged(monkeypatch)
    with pytest.raises(DeviceMissing, match="/dev/ttyACM99 is not there"):
        open_port("/dev/ttyACM99", 115200, "5573")


def test_a_link_to_a_port_has_the_serial_number_of_what_it_leads_to(terminal: Terminal, tmp_path: Path,
                                                                   monkeypatch: pytest.MonkeyPatch) -> None:
    link = tmp_path / "board"
    link.symlink_to(terminal.port)
    plugged(monkeypatch, **{terminal.port: "5573"})
    opened = open_port(str(link), 115200)
    assert opened.serial_number == "5573"
    opened.close()
