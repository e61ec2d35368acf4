"""A pseudo-terminal with an emulated device at its far end: for programs that open real serial ports.

Linux and macOS.  Not here: which device, and who steers it (`__main__`).
"""

from __future__ import annotations

import os
import select
import termios
import tty
from pathlib import Path

from core.clock import Clock
from core.errors import LinkLost
from devices.emulators import Emulator
from devices.emulators.loop import Opened

_READ = 4096
_WRONG_BAUD = bytes((byte * 7 + 0x95) & 0xFF | 0x80 for byte in range(256))
"""What bytes look like at the wrong baud rate: reproducible nonsense."""


class PtyPort:
    """Serves `emulator` on a pseudo-terminal.

    link: a symbolic link that always leads to the current path, as /dev/serial/by-id does.
    baud: the only rate at which bytes are understood (None: any).
    Life: `plug`, `serve` again and again, `unplug` and `plug` as wanted, `unplug` at last.
    """

    def __init__(self, emulator: Emulator, clock: Clock, link: Path | None = None,
                 baud: int | None = None) -> None:
        self._emulator = emulator
        self._clock = clock
        self._link = link
        self._baud = baud
        self._master: int | None = None
        self._listened = False
        self.path = ""

    @property
    def plugged(self) -> bool:
        """Whether the port exists."""
        return self._master is not None

    def plug(self) -> str:
        """Make the port, raw and with nobody listening, and return its path."""
        self.unplug()
        self._master, slave = os.openpty()
        tty.setraw(slave)
        self.path = os.ttyname(slave)
        os.close(slave)  # so that the hang-up tells when somebody opens it
        os.set_blocking(self._master, False)
        self._listened = False
        if self._link is not None:
            fresh = self._link.with_name(self._link.name + ".new")
            fresh.unlink(missing_ok=True)
            fresh.symlink_to(self.path)
            fresh.replace(self._link)
        return self.path

    def unplug(self) -> None:
        """Take the port away; whoever has it open sees a hang-up."""
        if self._master is None:
            return
        os.close(self._master)
        self._master, self.path = None, ""
        if self._link is not None:
            self._link.unlink(missing_ok=True)

    def serve(self) -> None:
        """Carry bytes both ways up to now; never waits.  The port is gone when the emulator unplugs itself."""
        if self._master is None:
            return
        try:
            self._carry(self._master)
        except LinkLost:
            self.unplug()

    def _carry(self, master: int) -> None:
        now_ns = self._clock.now_ns()
        listening = self._is_open(master)
        if listening and not self._listened and isinstance(self._emulator, Opened):
            self._emulator.opened(now_ns)
        self._listened = listening
        said = self._emulator.advance(now_ns)
        if not listening:
            return
        heard = self._read(master)
        if heard:
            said = said + self._emulator.receive(self._through(heard, master), now_ns)
        if said:
            self._write(master, self._through(b"".join(said), master))

    def _is_open(self, master: int) -> bool:
        poll = select.poll()
        poll.register(master, select.POLLIN)
        return not any(event & select.POLLHUP for _, event in poll.poll(0))

    def _through(self, data: bytes, master: int) -> bytes:
        if self._baud is None:
            return data
        speed = termios.tcgetattr(master)[5]
        return data if speed == getattr(termios, f"B{self._baud}") else data.translate(_WRONG_BAUD)

    def _read(self, master: int) -> bytes:
        try:
            return os.read(master, _READ)
        except (BlockingIOError, OSError):  # nothing there, or closed since the look
            return b""

    def _write(self, master: int, data: bytes) -> None:
        try:
            os.write(master, data)
        except (BlockingIOError, OSError):  # nobody reads: lost, as on a real line
            return
