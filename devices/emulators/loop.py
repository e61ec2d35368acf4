"""A cable inside this process: joins an emulator to a link, without threads and without waiting.

Differs from real transports: `read` never waits (time stands still until the clock is advanced), and one
loop may be opened again and again.  Not here: what the emulator says.
"""

from __future__ import annotations

from collections import deque
from typing import Protocol, runtime_checkable

from core.clock import Clock
from core.errors import DeviceMissing, LinkLost
from devices.emulators import Emulator, Resting


@runtime_checkable
class Opened(Protocol):
    """An emulator that notices when its port is opened, as boards do that reset by the DTR line."""

    def opened(self, t_ns: int) -> None:
        """Start afresh, as after a reset at `t_ns`."""
        ...


class LoopTransport:
    """A transport whose far end is `emulator`, played up to the time of `clock` at each read.

    serial_number: how the device is found again.  join: hand out everything that is pending at once, as
    a serial line does, instead of packet by packet, as HID does.
    An emulator may raise LinkLost to unplug itself; what it sent before is still read.
    quiet_until_ns: as `devices.transports.Stepped` has it.
    """

    def __init__(self, emulator: Emulator, clock: Clock, name: str = "loop", serial_number: str = "",
                 join: bool = False) -> None:
        self.name = name
        self.serial_number = serial_number
        self.opens = 0
        self.quiet_until_ns = 0
        self._emulator = emulator
        self._clock = clock
        self._rests_until_ns = emulator.rests_until_ns if isinstance(emulator, Resting) else lambda: 0
        self._join = join
        self._plugged = True
        self._open = False
        self._pending: deque[bytes] = deque()
        self.open()

    def open(self) -> LoopTransport:
        """Return this loop, open: what the opener of a link calls.  Raises DeviceMissing while unplugged."""
        if not self._plugged:
            raise DeviceMissing(f"{self.name} is not plugged in.")
        self._pending.clear()
        self.quiet_until_ns = 0
        self._open = True
        self.opens += 1
        if isinstance(self._emulator, Opened):
            self._emulator.opened(self._clock.now_ns())
        return self

    def read(self, timeout_ms: int) -> bytes:
        """Return the oldest pending packet, b"" when there is none; `timeout_ms` is not waited for."""
        self._demand()
        pending, now_ns = self._pending, self._clock.now_ns()
        if not pending:
            pending.extend(self._emulator.advance(now_ns))
        if self._join and len(pending) > 1:
            data = b"".join(pending)
            pending.clear()
        else:
            data = pending.popleft() if pending else b""
        if not pending:
            self.quiet_until_ns = self._rests_until_ns() or now_ns + 1
        return data

    def write(self, data: bytes) -> None:
        """Tell the emulator `data`; its answers wait to be read."""
        self._demand()
        self.quiet_until_ns = 0
        now_ns = self._clock.now_ns()
        self._pending.extend(self._emulator.advance(now_ns))
        self._pending.extend(self._emulator.receive(data, now_ns))

    def close(self) -> None:
        """Let go; what was pending is lost."""
        self._open = False
        self.quiet_until_ns = 0
        self._pending.clear()

    def unplug(self) -> None:
        """Pull the plug: every read and write fails until `plug` and `open`."""
        self._plugged = False
        self._open = False
        self.quiet_until_ns = 0

    def plug(self) -> None:
        """Put the plug back: the loop can be opened again."""
        self._plugged = True

    def _demand(self) -> None:
        if not self._open:
            raise LinkLost(f"{self.name} is gone; plug it in again.")
