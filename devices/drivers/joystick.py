"""A tilt board that is a joystick to the operating system: two axes, told as degrees.

A game controller knows no degrees, only a range; the station's settings say how far the board tilts at its end.
The rest zone that the kernel names (`flat`) is not taken off: it is for thumbs, and would swallow small leans.
Not here: the grid and what silence means (`evdev`).
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass

from core.samples import Stream
from devices.codecs.evdev import Axis, AxisState, DeviceState
from devices.drivers.evdev import EvdevDriver


@dataclass(frozen=True, slots=True)
class JoystickAxes:
    """How a game controller is a tilt board.

    roll, pitch: its axes.  A stick to the right means right side down, a stick forward (the low end) toes down;
    invert_roll and invert_pitch turn that about.  full_scale_deg: tilt at either end of an axis, > 0 to 90.
    """

    roll: Axis = Axis.X
    pitch: Axis = Axis.Y
    invert_roll: bool = False
    invert_pitch: bool = False
    full_scale_deg: float = 20.0


class JoystickDriver(EvdevDriver):
    """One game controller under a board (a `devices.drivers.Driver`)."""

    def __init__(self, axes: JoystickAxes | None = None) -> None:
        super().__init__(Stream.TILT, 2)
        self._axes = axes or JoystickAxes()
        self._roll = self._pitch = (0.0, 0.0)
        self._step_deg = 0.0

    def judge(self, state: DeviceState) -> str | None:
        """Demand both axes, each with a range."""
        wanted = (self._axes.roll, self._axes.pitch)
        for axis in wanted:
            if axis not in state.axes or state.axes[axis].maximum <= state.axes[axis].minimum:
                has = ", ".join(known.name for known in Axis if known in state.axes) or "none"
                return (f"The game controller has no axis {axis.name} (it has {has}): is it another one? Choose "
                        "roll_axis and pitch_axis in the station's settings, section joystick.")
        full = self._axes.full_scale_deg
        self._roll = _scale(state.axes[wanted[0]], -full if self._axes.invert_roll else full)
        self._pitch = _scale(state.axes[wanted[1]], full if self._axes.invert_pitch else -full)
        self._step_deg = max(abs(scale) * max(1, state.axes[axis].fuzz)
                             for axis, (_, scale) in zip(wanted, (self._roll, self._pitch), strict=True))
        return None

    def welcome(self) -> str:
        """Say how fine and how far it tells."""
        return (f"The game controller is ready as a tilt board: up to {self._axes.full_scale_deg:g} degrees, in "
                f"steps of about {self._step_deg:.2g}.")

    def row(self, values: Mapping[int, int], keys_down: Set[int]) -> tuple[float, ...]:
        """Return roll and pitch in degrees."""
        del keys_down
        return tuple((values[axis] - middle) * scale
                     for axis, (middle, scale) in ((self._axes.roll, self._roll), (self._axes.pitch, self._pitch)))

    def may_be_still(self, values: Mapping[int, int]) -> bool:
        """Return True: coarse axes of a board that nobody moves do not change."""
        del values
        return True


def _scale(axis: AxisState, full_scale_deg: float) -> tuple[float, float]:
    """Return the middle of the range, and degrees for one count."""
    return (axis.minimum + axis.maximum) / 2, 2 * full_scale_deg / (axis.maximum - axis.minimum)
