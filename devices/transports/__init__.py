"""Transports: move bytes to and from one open device, and say when it is gone.

`hid` for HID reports, `serial_port` for serial lines.  Not here: what the bytes mean.
"""

from __future__ import annotations

from typing import Protocol, runtime_checkable


class Transport(Protocol):
    """One open device.

    Life: made open; `read` and `write` until `core.errors.LinkLost` or `close`; never reopened (make a
    new one).  Whatever the library raises or returns at an unplug becomes `LinkLost` with its cause.
    """

    name: str
    """Where it is, for people: `/dev/hidraw0`, `/dev/ttyACM0`."""
    serial_number: str
    """Stable identity by which it is found again; empty when the device has none."""

    def read(self, timeout_ms: int) -> bytes:
        """Wait at most `timeout_ms` for bytes: one whole HID report, or what a serial line has ready.

        Returns b"" when nothing came.  Raises LinkLost when the device is gone.
        """
        ...

    def write(self, data: bytes) -> None:
        """Send all of `data` (one whole HID report with its id).  Raises LinkLost."""
        ...

    def close(self) -> None:
        """Let go; may be called twice; raises nothing."""
        ...


@runtime_checkable
class SerialLine(Transport, Protocol):
    """A serial line, whose speed can be changed while it is open, so that the board is not reset anew."""

    @property
    def baud(self) -> int:
        """The present speed."""
        ...

    def set_baud(self, baud: int) -> None:
        """Change the speed.  Raises LinkLost."""
        ...


@runtime_checkable
class Stepped(Transport, Protocol):
    """A transport on a clock that is advanced by hand: it can tell that nothing will come for a while."""

    quiet_until_ns: int
    """Before this time nothing is to be read; 0 where something may be, as after a write or a pulled plug."""


@runtime_checkable
class Remarking(Protocol):
    """A transport with something to say about the host that it runs on."""

    remark: str
    """One sentence that says what to do; "" for nothing."""
