"""The serial port of the stimulator: the only place that knows pyserial, and the only one that opens the device.

pyserial sets the line; after that bytes go by single non-blocking system calls.  Whatever goes wrong here, of
whatever kind, is a lost wire: it is told once, never opened again, and nothing is sent twice.  There is no
drain: it can hang.
Not here: what bytes mean (`drivers`), what a lost wire leads to (`controller`).
"""

from __future__ import annotations

import errno
import fcntl
import os
import termios

import serial

from stim_safety.drivers import Line

MOST_READ = 4096
_CHARACTERS = 6  # index of the control characters among the attributes of a terminal
_TAKEN = (errno.EBUSY, errno.EAGAIN)


class PortMissing(Exception):
    """When the port cannot be opened, or is another program's; its text tells people what to do."""


class Wire:
    """The open port.  Life: opened, `read` and `write`, `close`.  gone: why it is lost, "" while it is there."""

    def __init__(self, path: str, line: Line) -> None:
        """Open the port for ourselves alone.  Raises PortMissing."""
        try:
            self._serial = serial.Serial(
                path, line.baud, parity=line.parity.value[0].upper(), stopbits=line.stop_bits,
                rtscts=line.rts_cts, timeout=0, write_timeout=0, exclusive=True)
            self._file = self._serial.fileno()
            fcntl.ioctl(self._file, termios.TIOCEXCL)
            _let_nothing_differ_from_the_end(self._file)
        except (OSError, ValueError, termios.error) as error:
            raise PortMissing(_sentence(path, error)) from error
        self.gone = ""

    def fileno(self) -> int:
        """Return the descriptor, to wait on and to hand to the guardian."""
        return self._file

    def read(self) -> bytes:
        """Return what has come, b"" for nothing or a lost wire."""
        if self.gone:
            return b""
        try:
            data = os.read(self._file, MOST_READ)
        except BlockingIOError:
            return b""
        except BaseException as error:  # pyserial issues 417, 401, 331: an unplugged port raises this and that
            self._lose(error)
            return b""
        if not data:
            self._lose(EOFError("the port was hung up"))
        return data

    def write(self, frame: bytes) -> bool:
        """Write one frame by one call; False when it did not go out whole."""
        if self.gone:
            return False
        try:
            return os.write(self._file, frame) == len(frame)
        except BlockingIOError:
            return False
        except BaseException as error:  # as in read
            self._lose(error)
            return False

    def throw_away(self) -> None:
        """Throw away what was written and has not gone out yet."""
        try:
            termios.tcflush(self._file, termios.TCOFLUSH)
        except BaseException as error:  # as in read
            self._lose(error)

    def close(self) -> None:
        """Let go; a port that is gone is let go all the same."""
        self._serial.close()

    def _lose(self, error: BaseException) -> None:
        self.gone = self.gone or f"{type(error).__name__}: {error}"


def _let_nothing_differ_from_the_end(file: int) -> None:
    """Make an empty read mean a hung-up port; as pyserial sets it, it would also mean that nothing has come."""
    attributes = termios.tcgetattr(file)
    attributes[_CHARACTERS][termios.VMIN] = 1
    termios.tcsetattr(file, termios.TCSANOW, attributes)


def _sentence(path: str, error: Exception) -> str:
    if isinstance(error, OSError) and error.errno in _TAKEN:
        return f"The port {path} is in use by another program: end it, and start again."
    if isinstance(error, OSError) and error.errno == errno.EACCES:
        return f"The port {path} may not be opened: add this user to the group of the port (often dialout)."
    if isinstance(error, OSError) and error.errno == errno.ENOENT:
        return f"There is no port {path}: plug the stimulator in, and look which port it has."
    return f"The port {path} cannot be used as a serial line: look whether it is the stimulator's."
