"""Stimulation as the game may speak of it: wishes out, a picture of where it stands in.

The game never knows milliamperes, only shares of what was prescribed.  Not here: the protocol with the program
that grants (`station`), or how a wish arises (`game.plays`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from core.muscles import Muscle
from core.quick import quick


@dataclass(frozen=True, slots=True)
class StimWish:
    """Please help `muscle` with this share (0..1) of what was prescribed for it, now; not repeated = over."""

    muscle: Muscle
    fraction: float


class StimPhase(StrEnum):
    """Where stimulation stands, for game and screen.

    NONE: no stimulator in this session.  NOT_READY: there is one, but a therapist has not made it ready.
    READY: a wish can be granted.  RUNNING: a train is on.  RESTING: forced pause after a train.
    BLOCKED: stopped or out of budget; goes on only after a therapist has looked.
    """

    NONE = "none"
    NOT_READY = "not_ready"
    READY = "ready"
    RUNNING = "running"
    RESTING = "resting"
    BLOCKED = "blocked"


@quick
@dataclass(frozen=True, slots=True)
class StimView:
    """Stimulation at one tick, as the game may know it.

    why: word of the newest reason that matters to people (lower-case name of the safety program's reason), "" for
    none. muscle, share: what is helped now and how strongly (0..1 of the prescription).  rest_s: forced rest left.
    muscles: those that are prescribed and calibrated, so that a wish makes sense.
    blanked: muscle signals are not to be trusted now (a train runs or ended less than a second ago).
    """

    phase: StimPhase = StimPhase.NONE
    why: str = ""
    muscle: Muscle | None = None
    share: float = 0.0
    rest_s: float = 0.0
    muscles: frozenset[Muscle] = field(default_factory=frozenset)
    blanked: bool = False


NO_STIM = StimView()
