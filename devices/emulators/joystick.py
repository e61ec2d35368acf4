"""A tilt board that calls itself a game controller, as sketches for microcontrollers with USB do.

Not here: what event nodes share (`evdev`), and how far it tilts under which load (`generic_lines`).
"""

from __future__ import annotations

import random
from collections.abc import Mapping

from devices.codecs.evdev import Axis, AxisState
from devices.drivers.joystick import JoystickAxes
from devices.emulators.evdev import NodeEmulator
from devices.emulators.faults import NO_FAULTS, FaultKind, Faults
from devices.emulators.generic_lines import FULL_TILT_DEG
from devices.simulated import Body

TOP = 1023
"""A converter of ten bits."""


class JoystickEmulator(NodeEmulator):
    """Two axes under `body`: right and back are the high ends; the kernel smooths and names a rest zone."""

    def __init__(self, body: Body, rng: random.Random, faults: Faults = NO_FAULTS) -> None:
        axis = AxisState((TOP + 1) // 2, 0, TOP, fuzz=TOP >> 8, flat=TOP >> 4)
        super().__init__(100.0, rng, {Axis.X: axis, Axis.Y: axis}, faults)
        self._body = body
        self._counts_per_share = FULL_TILT_DEG / JoystickAxes().full_scale_deg * TOP / 2

    def look(self, t_ns: int) -> Mapping[int, int]:
        """Return counts."""
        if self.faults.holds(FaultKind.SATURATED, t_ns):
            return {Axis.X: TOP, Axis.Y: 0}
        tl, tr, bl, br = self._body.load_kg(t_ns)
        total = (tl + tr + bl + br) or 1.0
        return {Axis.X: self._counts((tr + br - tl - bl) / total),
                Axis.Y: self._counts((bl + br - tl - tr) / total)}

    def _counts(self, share: float) -> int:
        return max(0, min(TOP, round(TOP / 2 + share * self._counts_per_share)))
