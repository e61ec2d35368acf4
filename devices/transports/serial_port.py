"""Serial lines through pyserial: a read waits for the first byte and takes what else is there.

pyserial opens and sets the line; on Linux and macOS the bytes are then read past it, as its read of "what is
there" asks the kernel five times, and a fast sensor would spend its time on that.
Not here: what the bytes mean, and which baud rate a device speaks.
"""

from __future__ import annotations

import errno
import os
import select
import sys

import serial
from serial.tools import list_ports

from core.errors import DeviceMissing, PermissionMissing
from devices.permissions import serial_advice
from devices.transports.failures import LIBRARY_FAILURES, link_lost
from devices.transports.latency import lower

WRITE_TIMEOUT_S = 1.0
MAX_READ = 65536
_MISSING = frozenset({errno.ENOENT, errno.ENODEV, errno.ENXIO})
_DENIED = frozenset({errno.EACCES, errno.EPERM})
_BUSY = frozenset({errno.EBUSY, errno.EAGAIN})


def open_port(port: str, baud: int, serial_number: str = "") -> SerialTransport:
    """Open `port`, or wherever the device with that USB serial number is plugged in now.

    Raises PermissionMissing with the group to join, or DeviceMissing (not there, used by another program, or
    another device sits at `port` now).
    """
    place = _place_of(port, serial_number)
    try:
        line = serial.Serial(place, baud, timeout=0, write_timeout=WRITE_TIMEOUT_S, exclusive=True)
    except LIBRARY_FAILURES as error:
        raise _refusal(place, error) from error
    remark = lower(line, place) if sys.platform == "linux" else ""
    return SerialTransport(line, place, _own_number_of(place), remark)


def port_of(serial_number: str) -> str | None:
    """Return the port where the device with that USB serial number is plugged in, None when it is not."""
    if not serial_number:
        return None
    return next((entry.device for entry in list_ports.comports() if entry.serial_number == serial_number), None)


def serial_number_of(port: str) -> str:
    """Return the USB serial number of what is plugged in at `port`, "" when it has none."""
    real = os.path.realpath(port)
    return next((entry.serial_number or "" for entry in list_ports.comports()
                 if entry.device in (port, real)), "")


def _place_of(port: str, serial_number: str) -> str:
    """Return where the device with that number is now: at `port` if it is there.  Raises DeviceMissing."""
    now = serial_number_of(port)
    if not serial_number or now == serial_number:
        return port
    elsewhere = port_of(serial_number)
    if elsewhere is None and now:
        raise DeviceMissing(f"Another device (serial number {now}) is at {port} now. Plug in the one used "
                            f"before (serial number {serial_number}), or choose this one anew.")
    return elsewhere or port


def _own_number_of(port: str) -> str:
    """Return the serial number of what is at `port`, "" when a sister with the same number is plugged in too."""
    number = serial_number_of(port)
    return number if sum(entry.serial_number == number for entry in list_ports.comports()) == 1 else ""


class SerialTransport:
    """One open serial line (a `devices.transports.SerialLine`); `line` is pyserial's port, already open.

    remark: what would make the host serve it better, "" for nothing.
    """

    def __init__(self, line: serial.Serial, name: str, serial_number: str = "", remark: str = "") -> None:
        self.name = name
        self.remark = remark
        self.serial_number = serial_number
        self._line = line

    def read(self, timeout_ms: int) -> bytes:
        """Wait at most `timeout_ms` for a byte and return it with all that follow it.  Raises LinkLost."""
        try:
            return read_now(self._line, timeout_ms)
        except LIBRARY_FAILURES as error:
            raise link_lost(self.name, error) from error

    def write(self, data: bytes) -> None:
        """Send all of `data` within a second.  Raises LinkLost, also when the far end takes nothing."""
        try:
            self._line.write(data)
        except LIBRARY_FAILURES as error:
            raise link_lost(self.name, error) from error

    @property
    def baud(self) -> int:
        """The present speed."""
        return int(self._line.baudrate)

    def set_baud(self, baud: int) -> None:
        """Change the speed of the open line, which resets no board.  Raises LinkLost."""
        try:
            self._line.baudrate = baud
        except LIBRARY_FAILURES as error:
            raise link_lost(self.name, error) from error

    def close(self) -> None:
        """Let go of the port."""
        try:
            self._line.close()
        except LIBRARY_FAILURES:
            return  # it is gone, which is what was wanted


def read_descriptor(line: serial.Serial, timeout_ms: int) -> bytes:
    """Read as `SerialTransport.read` through the file descriptor.  Raises what the system does, and OSError."""
    descriptor = line.fileno()
    readable, _, _ = select.select([descriptor], [], [], timeout_ms / 1000)
    if not readable:
        return b""
    try:
        data = os.read(descriptor, MAX_READ)
    except BlockingIOError:  # what was there is gone again
        return b""
    if not data:  # readable without a byte: the far end of a line that hangs up
        raise OSError("hung up")
    return data


def read_library(line: serial.Serial, timeout_ms: int) -> bytes:
    """Read as `SerialTransport.read` through pyserial alone, as Windows must.  Raises what pyserial does."""
    if line.timeout != timeout_ms / 1000:
        line.timeout = timeout_ms / 1000
    data: bytes = line.read(1)
    ready = min(line.in_waiting, MAX_READ) if data else 0
    return data + line.read(ready) if ready else data


read_now = read_library if sys.platform == "win32" else read_descriptor


def _refusal(port: str, error: Exception) -> DeviceMissing:
    """Turn what pyserial raised at opening into a sentence; on Windows only its text tells the reason."""
    number = getattr(error, "errno", None)
    text = str(error)
    if number in _BUSY or "Access is denied" in text:
        return DeviceMissing(f"{port} is used by another program. Close that program (a serial monitor?).")
    if number in _DENIED:
        return PermissionMissing(f"{port} is there, but may not be opened. {serial_advice()}")
    if number in _MISSING or "FileNotFoundError" in text:
        return DeviceMissing(f"{port} is not there. Plug the device in, or choose another port.")
    return DeviceMissing(f"{port} does not open ({text}). Is it the right port?")
