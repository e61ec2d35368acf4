"""What a current does to somebody: felt, moving, too much.

Recruitment by a surface current is nothing up to the motor threshold, then rises ever less (isometric recruitment
curve, Durfee and MacLean 1989, IEEE Trans Biomed Eng 36:654; here 1 - exp(-(I - I_motor) / scale)).  Stimulated
units are recruited without the order of will and tire faster (Bickel 2011, Eur J Appl Physiol 111:2399).  This is
a model of a person in a test; it says nothing about what may be given.  Not here: anything that gives a current.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import exp

from devices.simulated.absurd import within

MOST_MA = 200.0
"""More than any surface stimulator that a clinic has; a model asked for more was asked by mistake."""


class Feeling(StrEnum):
    """What the person feels."""

    NOTHING = "nothing"
    TINGLING = "tingling"
    MOVING = "moving"
    TOO_MUCH = "too much"


@dataclass(frozen=True, slots=True)
class Recruitment:
    """How one muscle answers to a current in mA (at a fixed pulse width).

    sensory_ma < motor_ma < tolerated_ma, each 0.5 to 150.  scale_ma: 0.5 to 100; at motor_ma + scale_ma 63 % are
    recruited.  strain: how many times as fast stimulated units tire, 1 to 20.  Chosen as usual for a thigh.
    """

    sensory_ma: float = 8.0
    motor_ma: float = 18.0
    tolerated_ma: float = 45.0
    scale_ma: float = 20.0
    strain: float = 4.0

    def __post_init__(self) -> None:
        within("nmes", "sensory_ma", self.sensory_ma, 0.5, 150.0, "mA")
        within("nmes", "motor_ma", self.motor_ma, self.sensory_ma, 150.0, "mA (not below what is felt)")
        within("nmes", "tolerated_ma", self.tolerated_ma, self.motor_ma, 150.0, "mA (not below what moves)")
        within("nmes", "scale_ma", self.scale_ma, 0.5, 100.0, "mA")
        within("nmes", "strain", self.strain, 1.0, 20.0)

    def recruited(self, current_ma: float) -> float:
        """Share of the muscle that `current_ma` switches on, 0 to 1.  Raises InputError outside 0 to 200 mA."""
        within("nmes", "current_ma", current_ma, 0.0, MOST_MA, "mA")
        return 1.0 - exp(-(current_ma - self.motor_ma) / self.scale_ma) if current_ma > self.motor_ma else 0.0

    def feeling(self, current_ma: float) -> Feeling:
        """Tell what the person feels at `current_ma`.  Raises InputError outside 0 to 200 mA."""
        within("nmes", "current_ma", current_ma, 0.0, MOST_MA, "mA")
        if current_ma > self.tolerated_ma:
            return Feeling.TOO_MUCH
        if current_ma > self.motor_ma:
            return Feeling.MOVING
        return Feeling.TINGLING if current_ma > self.sensory_ma else Feeling.NOTHING
