"""Emulators: devices played byte by byte.

Each answers as the real one does and has switches for its faults.  Pure, like the drivers: time is an
argument.  `loop` joins one to a link in this process, `pty` serves one on a pseudo-terminal, `uhid` makes
one in the kernel; `python -m devices.emulators` serves one by hand.
Not here: the body that stands on it (`devices.simulated`).
"""

from __future__ import annotations

from typing import Protocol, runtime_checkable


class Emulator(Protocol):
    """The near end of one cable: what it is told, and what it says by itself."""

    def receive(self, data: bytes, t_ns: int) -> list[bytes]:
        """Take what the host wrote at `t_ns`; return what goes back at once, packet by packet."""
        ...

    def advance(self, t_ns: int) -> list[bytes]:
        """Return what the device sends by itself until `t_ns`, packet by packet, oldest first."""
        ...


@runtime_checkable
class Resting(Emulator, Protocol):
    """An emulator that sends in lumps, so that nobody need ask it in between."""

    def rests_until_ns(self) -> int:
        """Return the time before which it sends nothing unless it is told something; 0 where that is not known."""
        ...
