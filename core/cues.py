"""Cues: what the game asks of the patient right now.

A cue has three readers: painter and sound show it, scoring judges by it, the simulated patient follows
it.  That is why it lives here.  Not here: how it is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from core.muscles import Muscle

NO_EFFORT: Mapping[Muscle, float] = MappingProxyType({})


class CueKind(StrEnum):
    """What is asked.

    NONE: nothing.  STEP_OFF / STEP_ON: leave or mount the board.  CENTRE: stand even and still.
    LEAN: bring the lean to `Cue.lean` and stay.  RELAX: let go.  EFFORT: activate as `Cue.effort` says.
    """

    NONE = "none"
    STEP_OFF = "step_off"
    STEP_ON = "step_on"
    CENTRE = "centre"
    LEAN = "lean"
    RELAX = "relax"
    EFFORT = "effort"


@dataclass(frozen=True, slots=True)
class Cue:
    """Something asked since `t_ns`, until `until_ns` (None: no end).

    lean: target in units of the person's own reach, right +, toes +.  effort: wanted activation 0..1.
    """

    t_ns: int
    kind: CueKind
    lean: tuple[float, float] = (0.0, 0.0)
    effort: Mapping[Muscle, float] = field(default_factory=lambda: NO_EFFORT)
    until_ns: int | None = None
