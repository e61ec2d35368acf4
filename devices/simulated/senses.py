"""What a standing person knows of the own lean: sight, feet and ankles, inner ear, and how they are weighed.

Each sense tells the lean with a random error; the brain weighs each by how sure it is (inverse variance, van der
Kooij 1999, Biol Cybern 80:299; weights that change with what is there: Peterka 2002, J Neurophysiol 88:1097).  So
what is left when eyes close or the floor is soft follows from three numbers.  Not here: what is done about it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from devices.simulated.absurd import within

FOAM_BLUR = 4.0
"""How much less sure feet and ankles are on foam; chosen so that foam/firm is as published (docs/bodies.md)."""


class Eyes(StrEnum):
    """Whether the person sees."""

    OPEN = "open"
    CLOSED = "closed"


class Surface(StrEnum):
    """What is under the feet."""

    FIRM = "firm"
    FOAM = "foam"


class Posture(StrEnum):
    """Whether the person stands on the board or sits on it."""

    STANDING = "standing"
    SEATED = "seated"


@dataclass(frozen=True, slots=True)
class Condition:
    """How somebody stands or sits."""

    eyes: Eyes = Eyes.OPEN
    surface: Surface = Surface.FIRM
    posture: Posture = Posture.STANDING


@dataclass(frozen=True, slots=True)
class Senses:
    """Error of each sense as standard deviation of where it puts the centre of mass, in mm AP.

    sight_mm, feet_mm (ankles and soles), ear_mm: 0.1 to 200 each.  Chosen, not measured: their shares follow
    Peterka 2002, their size is fitted to published sway.  Raises InputError outside.
    """

    sight_mm: float
    feet_mm: float
    ear_mm: float

    def __post_init__(self) -> None:
        for name in ("sight_mm", "feet_mm", "ear_mm"):
            within("senses", name, getattr(self, name), 0.1, 200.0, "mm")

    def weights(self, condition: Condition) -> tuple[float, float, float]:
        """Share of sight, feet and ear in what is believed; together 1."""
        sure = self._sureness(condition)
        total = sum(sure)
        sight, feet, ear = (one / total for one in sure)
        return sight, feet, ear

    def error_mm(self, condition: Condition) -> float:
        """Return the standard deviation of the weighed sum."""
        return 1.0 / sqrt(sum(self._sureness(condition)))

    def _sureness(self, condition: Condition) -> tuple[float, float, float]:
        feet_mm = self.feet_mm * (FOAM_BLUR if condition.surface is Surface.FOAM else 1.0)
        seen = 0.0 if condition.eyes is Eyes.CLOSED else self.sight_mm ** -2
        return seen, feet_mm ** -2, self.ear_mm ** -2
