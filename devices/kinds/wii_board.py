"""The Wii Balance Board: found by the ids and the name it has at the operating system."""

from __future__ import annotations

import random

from core.clock import NS_PER_S, Clock
from core.errors import DeviceMissing
from core.ring import Ring
from core.samples import Stream
from devices.codecs.wii_board import PRODUCT_ID, VENDOR_ID
from devices.drivers.wii_board import WiiBoardDriver
from devices.emulators.faults import Faults
from devices.emulators.steering import WiiSwitches
from devices.emulators.wii_board import WiiBoardEmulator
from devices.kinds import Emulated, SensorKind, Tuning
from devices.link import Link, LinkEntry, SameDevice
from devices.simulated import Body
from devices.transports import Transport, hid

WII_IDS = (VENDOR_ID, PRODUCT_ID)


def boards() -> list[hid.HidInfo]:
    """Return the Wii boards that are connected, also those that may not be opened."""
    try:
        return hid.list_devices(*WII_IDS)
    except DeviceMissing:  # no hidapi: `doctor` says so with the versions
        return []


def open_transport(serial_number: str) -> Transport:
    """Open the Wii board with that serial number ("": the first).  Raises DeviceMissing."""
    there = [info for info in boards() if serial_number.lower() in ("", info.serial_number.lower())]
    if not there:
        which = f" {serial_number}" if serial_number else ""
        raise DeviceMissing(f"The Wii Balance Board{which} is not connected: press its front button, or pair it "
                            "with the red button in its battery case.")
    return hid.open_hid(there[0])


def _open(argument: str, clock: Clock, ring: Ring[LinkEntry], tuning: Tuning,
          first_baud: int | None = None) -> Link:
    return Link(Stream.BOARD, SameDevice(open_transport, argument), WiiBoardDriver, clock, ring)


class _Scheduled(WiiBoardEmulator):
    """An emulated board whose faults come by the clock, counted from its first opening."""

    def __init__(self, body: Body, rng: random.Random, faults: Faults) -> None:
        super().__init__(body, rng)
        self._coming = list(faults.at)

    def opened(self, t_ns: int) -> None:
        """Throw the switches when the first host comes."""
        switches = WiiSwitches(self.faults)
        while self._coming:
            fault = self._coming.pop(0)
            switches.inject(fault.kind, t_ns + round(fault.at_s * NS_PER_S), fault.for_s)
        super().opened(t_ns)


KIND = SensorKind(
    word="wii", name="Wii Balance Board", streams=(Stream.BOARD,), argument="[:SERIAL]", open=_open,
    emulated={"wii": Emulated(_Scheduled, WiiBoardDriver, 100.0, Stream.BOARD, counts_losses=False, on_pty=False)})
