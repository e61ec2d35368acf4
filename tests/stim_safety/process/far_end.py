"""The device's end of a pseudo-terminal, and waiting for what must come."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import termios
import threading
import tty
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from core.clock import NS_PER_S, Deadline, SystemClock

MOST_UNREAD = 4095
"""What Linux lets wait at the reading end of a terminal."""
LIMIT_S = 20.0
"""How long anything may take on a busy machine before it counts as not happening."""


class FarEnd:
    """A pseudo-terminal whose far end is ours.  path: the port to open."""

    def __init__(self) -> None:
        self.master, slave = pty.openpty()
        tty.setraw(slave)
        self.path = os.ttyname(slave)
        self._slave = slave
        self.heard = b""

    def take(self, seconds: float = 0.0) -> bytes:
        """Take what has come within `seconds`; all of it is kept in `heard`."""
        ready, _, _ = select.select([self.master], [], [], seconds)
        taken = os.read(self.master, 65536) if ready else b""
        self.heard += taken
        return taken

    def until(self, wanted: bytes, times: int = 1) -> None:
        """Read until `wanted` has come so often."""
        deadline = Deadline(SystemClock(), round(LIMIT_S * NS_PER_S))
        while self.heard.count(wanted) < times:
            assert not deadline.passed(), f"waited for {wanted.hex()} {times} times in {self.heard.hex()}"
            self.take(0.05)

    def fill(self) -> None:
        """Fill the queue towards us, as when a device takes nothing.

        The kernel moves what was written on in its own time: what it can hold on our side must be full too.
        """
        os.set_blocking(self._slave, False)
        deadline = Deadline(SystemClock(), round(LIMIT_S * NS_PER_S))
        while self._unread() < MOST_UNREAD and not deadline.passed():
            self._stuff()
        self._stuff()

    def _stuff(self) -> None:
        with suppress(BlockingIOError):
            while True:
                os.write(self._slave, b"." * 1024)

    def _unread(self) -> int:
        (count,) = struct.unpack("i", fcntl.ioctl(self.master, termios.FIONREAD, bytes(4)))
        return int(count)

    def waiting(self) -> bytes:
        """Return everything that is in the queue now."""
        found = b""
        while taken := self.take(0.05):
            found += taken
        return found

    def unplug(self) -> None:
        """Close the far end, as pulling the plug does."""
        os.close(self.master)
        self.master = -1

    def close(self) -> None:
        """Close both ends."""
        for end in (self.master, self._slave):
            if end >= 0:
                os.close(end)


def until(look: Callable[[], object], what: str, limit_s: float = LIMIT_S,
          tale: Callable[[], str] = lambda: "") -> None:
    """Look until something is seen; when it never is, fail with what was awaited, and a tale."""
    deadline = Deadline(SystemClock(), round(limit_s * NS_PER_S))
    while not look():
        assert not deadline.passed(), f"waited for {what}\n{tale()}"
        threading.Event().wait(0.005)


def read(path: Path) -> bytes:
    """Return what a file says, b"" while it is not there."""
    return path.read_bytes() if path.exists() else b""


def attributes(path: str) -> list[object]:
    """Return how a line is set."""
    file = os.open(path, os.O_RDWR | os.O_NOCTTY)
    try:
        return list(termios.tcgetattr(file))
    finally:
        os.close(file)
