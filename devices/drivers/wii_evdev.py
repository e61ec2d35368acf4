"""The Wii Balance Board by way of the event node that Linux's hid-wiimote makes of it.

The second best way, for hosts where the hidraw node may not be opened.  The kernel has calibrated: four axes in
steps of 10 g, cut at zero, smoothed by a step or two, without temperature.  Whoever holds the node open makes
the kernel keep the board's data mode, so there is nothing to watch over.  The battery is left alone: reading
`/sys/class/power_supply/wiimote_battery_*` makes the kernel ask the board for its status, which stops the data.
Source: Linux hid-wiimote-modules.c (bboard).  Not here: the grid and what silence means (`evdev`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Set

from core.samples import BOARD_COLUMNS, Stream
from devices.codecs.evdev import BTN_A, Axis, DeviceState
from devices.drivers.evdev import EvdevDriver

NODE_NAME = "Nintendo Wii Remote Balance Board"
CORNERS = (Axis.HAT1X, Axis.HAT0X, Axis.HAT1Y, Axis.HAT0Y)
"""Axes of top left, top right, bottom left, bottom right."""

KG_PER_STEP = 0.01
STILL_KG = 5.0
"""A board that carries more is never still: its cells alone stray by about 30 g from reading to reading."""

_READY = ("The balance board is ready by way of the operating system's own driver: loads below zero are cut, so "
          "small loads are not exact, and its battery is not told. `doctor` says how to open it directly.")
_ANOTHER = ("What is there is not a balance board (a Wii Remote?). Switch it off and press the front button of "
            "the board.")


class WiiEvdevDriver(EvdevDriver):
    """One board behind its event node (a `devices.drivers.Driver`)."""

    silent = "The board sends nothing. Press its front button; change its batteries if that does not help."

    def __init__(self) -> None:
        super().__init__(Stream.BOARD, len(BOARD_COLUMNS))

    def judge(self, state: DeviceState) -> str | None:
        """Demand the four axes of a balance board."""
        return None if all(axis in state.axes for axis in CORNERS) else _ANOTHER

    def welcome(self) -> str:
        """Say what this way cannot tell."""
        return _READY

    def row(self, values: Mapping[int, int], keys_down: Set[int]) -> tuple[float, ...]:
        """Return a row of `core.samples.BOARD_COLUMNS`."""
        tl, tr, bl, br = (values[axis] * KG_PER_STEP for axis in CORNERS)
        return tl, tr, bl, br, math.nan, float(BTN_A in keys_down), math.nan

    def may_be_still(self, values: Mapping[int, int]) -> bool:
        """Whether nobody is on it, for then the kernel's zeros do not change."""
        return sum(values[axis] for axis in CORNERS) * KG_PER_STEP < STILL_KG
