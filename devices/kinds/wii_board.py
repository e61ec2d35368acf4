"""The Wii Balance Board: found by the ids and the name it has at the operating system.

Two ways lead to one board: its hidraw node, which tells everything, and on Linux the event node that the kernel's
driver makes, where the first may not be opened.  A Wii Remote has the same ids and is passed over by its name;
who a device really is, its registers tell (`drivers.wii_opening`).
"""

from __future__ import annotations

import random

from core.clock import NS_PER_S, Clock
from core.errors import DeviceMissing, PermissionMissing
from core.ring import Ring
from core.samples import Stream
from devices.codecs.wii_board import PRODUCT_ID, VENDOR_ID
from devices.drivers import Driver
from devices.drivers.wii_board import WiiBoardDriver
from devices.drivers.wii_evdev import NODE_NAME, WiiEvdevDriver
from devices.emulators.evdev import WiiNodeEmulator
from devices.emulators.faults import Faults
from devices.emulators.steering import WiiSwitches
from devices.emulators.wii_board import WiiBoardEmulator
from devices.kinds import Emulated, Present, SensorKind, Tuning
from devices.link import Link, LinkEntry, SameDevice
from devices.permissions import evdev_advice, evdev_rule, hidraw_advice, hidraw_rule, may_open, rules_advice
from devices.simulated import Body
from devices.transports import Transport, hid
from devices.transports.evdev import EvdevNode, list_nodes, open_node

WII_IDS = (VENDOR_ID, PRODUCT_ID)
_BOARD_NAMES = ("RVL-WBC-01", "Balance Board")
_REMOTE_NAME = "RVL-CNT-01"
_BY_NODE = "Only its event node may be read, which cuts small loads: good for games, not for weighing.\n"


def boards() -> list[hid.HidInfo]:
    """Return the Wii boards that are connected, also those that may not be opened.

    Those that call themselves one come first, then those without a name; Wii Remotes are left out.
    """
    try:
        there = hid.list_devices(*WII_IDS)
    except DeviceMissing:  # no hidapi: `doctor` says so with the versions
        return []
    return sorted((info for info in there if _REMOTE_NAME not in info.name),
                  key=lambda info: not any(name in info.name for name in _BOARD_NAMES))


def event_nodes() -> list[EvdevNode]:
    """Return the event nodes of Wii boards, also those that may not be opened; none but on Linux."""
    return [node for node in list_nodes() if node.name == NODE_NAME]


def present() -> list[Present]:
    """Return the connected boards, each once: by its hidraw node, or by its event node where that is not there.

    A board is permitted by either node; where it is by the second alone, the advice says what that costs.
    """
    nodes = {node.unique.lower(): node for node in event_nodes()}
    found = [_present(info, nodes.pop(info.serial_number.lower(), None)) for info in boards()]
    return found + [Present(node.unique, node.name, str(node.path), node.permitted,
                            "" if node.permitted else evdev_advice(NODE_NAME)) for node in nodes.values()]


def _present(info: hid.HidInfo, node: EvdevNode | None) -> Present:
    permitted = may_open(info.place)
    by_node = node is not None and node.permitted and not permitted
    advice = "" if permitted else (_BY_NODE if by_node else "") + hidraw_advice(*WII_IDS)
    return Present(info.serial_number, info.name, info.place, permitted or by_node, advice)


class Search:
    """Opens a board by the better way there is, and drives it accordingly."""

    def __init__(self) -> None:
        self._by_node = False

    def open(self, serial_number: str) -> Transport:
        """Open the Wii board with that serial number ("": the first).  Raises DeviceMissing."""
        self._by_node = False
        try:
            return open_transport(serial_number)
        except DeviceMissing as error:
            transport = _open_event_node(serial_number, error)
            self._by_node = True
            return transport

    def driver(self) -> Driver:
        """Return a driver for the way that was opened last."""
        return WiiEvdevDriver() if self._by_node else WiiBoardDriver()


def open_transport(serial_number: str) -> Transport:
    """Open the hidraw node of the Wii board with that serial number ("": the first).  Raises DeviceMissing."""
    there = [info for info in boards() if serial_number.lower() in ("", info.identity.lower())]
    if not there:
        which = f" {serial_number}" if serial_number else ""
        raise DeviceMissing(f"The Wii Balance Board{which} is not connected: press its front button, or pair it "
                            "with the red button in its battery case.")
    return hid.open_hid(there[0])


def _open(argument: str, clock: Clock, ring: Ring[LinkEntry], tuning: Tuning,
          first_baud: int | None = None) -> Link:
    search = Search()
    return Link(Stream.BOARD, SameDevice(search.open, argument), search.driver, clock, ring)


def _open_event_node(serial_number: str, why_not: DeviceMissing) -> Transport:
    """Open the board's event node, as its hidraw node does not open: `why_not`.  Raises DeviceMissing."""
    wanted = serial_number.lower()
    nodes = [node for node in event_nodes() if wanted in ("", node.identity.lower())]
    if not nodes:
        raise why_not
    try:
        return open_node(nodes[0])
    except PermissionMissing as error:
        if not isinstance(why_not, PermissionMissing):
            raise
        rules = rules_advice(hidraw_rule(*WII_IDS), evdev_rule(NODE_NAME))
        raise PermissionMissing("The Wii Balance Board is there, but neither its hidraw node nor "
                                f"{nodes[0].path} may be opened; either is enough, the first is better.\n{rules}"
                                ) from error


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
    present=present,
    emulated={"wii": Emulated(_Scheduled, WiiBoardDriver, 100.0, Stream.BOARD, counts_losses=False, on_pty=False),
              "wii-evdev": Emulated(WiiNodeEmulator, WiiEvdevDriver, 100.0, Stream.BOARD, counts_losses=False,
                                    on_pty=False)})
