"""Boards that are game controllers to the operating system: only by name, as a game pad is no board.

A board needs no button, so what counts is that it has both axes and is no mouse, pen, touch pad or motion
sensor of a game pad.
"""

from __future__ import annotations

from core.clock import Clock
from core.errors import DeviceMissing
from core.ring import Ring
from core.samples import Stream
from devices.codecs.evdev import MOUSE_AND_PEN
from devices.drivers.joystick import JoystickAxes, JoystickDriver
from devices.drivers.wii_evdev import NODE_NAME
from devices.emulators.joystick import JoystickEmulator
from devices.kinds import Emulated, SensorKind, Tuning
from devices.link import Link, LinkEntry, SameDevice
from devices.transports import Transport
from devices.transports.evdev import EvdevNode, list_nodes, open_node

_ACCELEROMETER = 0x06
"""INPUT_PROP_ACCELEROMETER of Linux input-event-codes.h."""


def controllers(axes: JoystickAxes) -> list[EvdevNode]:
    """Return the nodes that may be a tilt board with these `axes`, also those that may not be opened."""
    return [node for node in list_nodes() if {axes.roll, axes.pitch} <= node.axes
            and _ACCELEROMETER not in node.properties and node.keys.isdisjoint(MOUSE_AND_PEN)
            and node.name != NODE_NAME]


class Search:
    """Opens the controller that is called so, and the same one ever after.

    wanted: its number, its node, its name or a part of it, in any case; "" for the first one.
    """

    def __init__(self, wanted: str, axes: JoystickAxes) -> None:
        self._wanted = wanted
        self._axes = axes

    def open(self, identity: str) -> Transport:
        """Open it; `identity`: by which it is found again, once that is known.  Raises DeviceMissing."""
        there = controllers(self._axes)
        found = [node for node in there if node.identity == identity] if identity else self._named(there)
        if not found:
            raise DeviceMissing(self._missing(there))
        return open_node(found[0])

    def _named(self, there: list[EvdevNode]) -> list[EvdevNode]:
        wanted = self._wanted.lower()
        exactly = [node for node in there if wanted in (node.unique.lower(), str(node.path), node.name.lower())]
        return exactly or [node for node in there if wanted in node.name.lower()]

    def _missing(self, there: list[EvdevNode]) -> str:
        called = f" called '{self._wanted}'" if self._wanted else ""
        others = f" There is: {', '.join(node.name for node in there)}." if there else ""
        return (f"No game controller{called} with the axes {self._axes.roll.name} and {self._axes.pitch.name} is "
                f"plugged in (Linux only). Plug it in, or check its name.{others}")


def _open(argument: str, clock: Clock, ring: Ring[LinkEntry], tuning: Tuning,
          first_baud: int | None = None) -> Link:
    axes = tuning.joystick or JoystickAxes()
    return Link(Stream.TILT, SameDevice(Search(argument, axes).open), lambda: JoystickDriver(axes), clock, ring)


KIND = SensorKind(
    word="joystick", name="tilt board that is a game controller", streams=(Stream.TILT,), argument="[:NAME]",
    open=_open,
    emulated={"joystick": Emulated(JoystickEmulator, JoystickDriver, 100.0, Stream.TILT, counts_losses=False,
                                   on_pty=False, may_be_still=True)})
