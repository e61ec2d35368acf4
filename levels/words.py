"""The words a level may use, each an enum, so that a file and the code cannot mean different things.

Not here: the shape of a level (`levels.model`).
"""

from __future__ import annotations

from enum import StrEnum
from math import sqrt


class Posture(StrEnum):
    """How the patient is held up."""

    SEATED = "seated"
    STANDING = "standing"
    LYING = "lying"


class BoardUse(StrEnum):
    """What a level wants of a board.

    NEEDED: leaning steers.  WATCHED: played without one, but who stands on one is watched.  IGNORED: no board.
    """

    NEEDED = "needed"
    WATCHED = "watched"
    IGNORED = "ignored"


class Surface(StrEnum):
    """What lies between the patient and the board or the seat.  FOAM: under the feet.  CUSHION: on the seat."""

    FIRM = "firm"
    FOAM = "foam"
    CUSHION = "cushion"


class Eyes(StrEnum):
    """Whether the patient may look."""

    OPEN = "open"
    CLOSED = "closed"


class Signal(StrEnum):
    """What may steer an axis: a lean, the share of the load on the left foot, or a muscle's activation."""

    LEAN_X = "lean_x"
    LEAN_Y = "lean_y"
    SHARE = "share"
    ACTIVATION = "activation"


class LampMode(StrEnum):
    """What lights a lamp.

    LIGHT: one effort over the line.  HOLD: an effort kept up.  GRADE: an effort kept within a band.
    SEQUENCE: as hold, two muscles in turn while the other stays quiet.  RELAX: tighten, then let go (dark lamp).
    BREATHE: stay loose and breathe.  IMAGINE: imagine the movement; no muscle is measured.
    """

    LIGHT = "light"
    HOLD = "hold"
    GRADE = "grade"
    SEQUENCE = "sequence"
    RELAX = "relax"
    BREATHE = "breathe"
    IMAGINE = "imagine"


class StimMode(StrEnum):
    """When stimulation may help.

    TRIGGERED: once an effort crosses its line.  HELD: once an effort was kept up.  CYCLIC: by rhythm.
    """

    TRIGGERED = "triggered"
    HELD = "held"
    CYCLIC = "cyclic"


class Order(StrEnum):
    """How targets follow each other.

    SERIAL: round and round.  BLOCKED: all of one direction, then the next.  RANDOM: drawn anew.
    """

    SERIAL = "serial"
    BLOCKED = "blocked"
    RANDOM = "random"


class Skill(StrEnum):
    """What a level trains; plans and reports filter by it."""

    WEIGHT_SHIFT = "weight_shift"
    STABILITY_LIMITS = "stability_limits"
    LOAD_SYMMETRY = "load_symmetry"
    TRUNK_CONTROL = "trunk_control"
    DYNAMIC_BALANCE = "dynamic_balance"
    HOLDING = "holding"
    PRECISION = "precision"
    ENDURANCE = "endurance"
    PROPRIOCEPTION = "proprioception"
    UNSTABLE_SURFACE = "unstable_surface"
    ATTENTION_TO_SIDE = "attention_to_side"
    MUSCLE_CONTROL = "muscle_control"
    ACTIVATION = "activation"
    GRADED_FORCE = "graded_force"
    RELAXATION = "relaxation"
    SELECTIVE_CONTROL = "selective_control"
    BREATHING = "breathing"
    IMAGERY = "imagery"


class Direction(StrEnum):
    """Where a target lies, seen from above: right is the patient's right, front is where the toes point."""

    RIGHT = "right"
    FRONT_RIGHT = "front_right"
    FRONT = "front"
    FRONT_LEFT = "front_left"
    LEFT = "left"
    BACK_LEFT = "back_left"
    BACK = "back"
    BACK_RIGHT = "back_right"

    @property
    def unit(self) -> tuple[float, float]:
        """Unit vector (x, y); right +, front +."""
        return _UNITS[self]


_D = sqrt(0.5)
_UNITS = {
    Direction.RIGHT: (1.0, 0.0), Direction.FRONT_RIGHT: (_D, _D), Direction.FRONT: (0.0, 1.0),
    Direction.FRONT_LEFT: (-_D, _D), Direction.LEFT: (-1.0, 0.0), Direction.BACK_LEFT: (-_D, -_D),
    Direction.BACK: (0.0, -1.0), Direction.BACK_RIGHT: (_D, -_D),
}
