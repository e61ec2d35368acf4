"""The latency timer of FTDI serial adapters: how long the chip gathers bytes before it hands them on.

Its default of 16 ms bunches samples and adds as much delay.  On Linux anybody who may open the port may ask for
low latency (ASYNC_LOW_LATENCY), which the driver `ftdi_sio` takes as 1 ms; the value stands in sysfs.
Source: Linux drivers/usb/serial/ftdi_sio.c; FTDI application note 232B-04.
Not here: which ports are FTDI ones: those that have the timer are.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Protocol

from devices.transports.failures import LIBRARY_FAILURES

SYSFS = Path("/sys")
LOW_MS = 1
_RULE = 'ACTION=="add", SUBSYSTEM=="usb-serial", DRIVER=="ftdi_sio", ATTR{latency_timer}="1"'


class Line(Protocol):
    """pyserial's port, as far as it is used here."""

    def set_low_latency_mode(self, low_latency_settings: bool) -> None:
        """Ask the driver to hand bytes on at once; raises ValueError."""
        ...


def timer_file(port: str, sysfs: Path = SYSFS) -> Path:
    """Return where the timer of the adapter at `port` stands, if it has one."""
    return sysfs / "bus" / "usb-serial" / "devices" / Path(port).resolve().name / "latency_timer"


def latency_ms(port: str, sysfs: Path = SYSFS) -> int | None:
    """Return the latency timer of the adapter at `port` in milliseconds; None where there is none to be read."""
    try:
        return int(timer_file(port, sysfs).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def advice(port: str, sysfs: Path = SYSFS) -> str:
    """Return what sets the timer at once, and the udev rule that sets it at each plugging in."""
    return (f"Run: echo {LOW_MS} | sudo tee {timer_file(port, sysfs)}\n"
            f"To keep it so, save this line as /etc/udev/rules.d/70-surefoot-latency.rules:\n{_RULE}")


def lower(line: Line, port: str, sysfs: Path = SYSFS) -> str:
    """Set the timer of an open port to 1 ms where that is allowed; return what to do where it is not, else ""."""
    before = latency_ms(port, sysfs)
    if before is None or before <= LOW_MS:
        return ""
    with suppress(*LIBRARY_FAILURES):  # told below, if it did not help
        line.set_low_latency_mode(True)
    after = latency_ms(port, sysfs)
    if after is None or after <= LOW_MS:
        return ""
    return (f"The USB adapter at {port} gathers bytes for {after} ms, which delays and bunches samples. "
            + advice(port, sysfs).splitlines()[0])
