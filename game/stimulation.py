"""What the screens may show of stimulation, and what a therapist or patient may do there.

Numbers here are shown, never sent: an act carries no current.  Who does the acts and fills the panel is the
station; who judges them is the safety program, which refuses what it must.  Not here: wishes in play
(`core.stim`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from core.muscles import Muscle
from core.stim import NO_STIM, StimView


class StimMark(StrEnum):
    """What the patient feels or shows at a current: first feeling, movement, enough (the patient's own word)."""

    SENSORY = "sensory"
    MOTOR = "motor"
    TOLERATED = "tolerated"


class StimItem(StrEnum):
    """What a therapist confirms before any current."""

    PRESCRIPTION = "prescription"
    SCREENING = "screening"
    DEVICE = "device"
    PADS = "pads"
    PRESENT = "present"
    EXTERNAL = "external"


class StimDoing(StrEnum):
    """What may be done.

    UNLOCK: with the PIN as text.  CONFIRM: an item (PADS of a channel).  CALIBRATE: begin with a channel.
    HOLD, RELEASE: the patient's button.  UP, DOWN: one press.  MARK: the present current is a mark.
    PADS_MOVED: what was found for a channel counts no more.  ARM, DISARM.  STOP: at any time, nothing more needed.
    RESET: one step of two.
    """

    UNLOCK = "unlock"
    CONFIRM = "confirm"
    CALIBRATE = "calibrate"
    HOLD = "hold"
    RELEASE = "release"
    UP = "up"
    DOWN = "down"
    MARK = "mark"
    PADS_MOVED = "pads_moved"
    ARM = "arm"
    DISARM = "disarm"
    STOP = "stop"
    RESET = "reset"


@dataclass(frozen=True, slots=True)
class StimAct:
    """One thing somebody does."""

    doing: StimDoing
    channel: int = 0
    item: StimItem | None = None
    mark: StimMark | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class StimChannel:
    """One prescribed channel.

    number: 0-based; shown + 1.  muscle: None when the games do not know it.  *_ma: None while not found.
    level_ma: what flows now.
    """

    number: int
    name: str
    muscle: Muscle | None
    pads_confirmed: bool
    level_ma: float
    max_ma: float
    sensory_ma: float | None = None
    motor_ma: float | None = None
    tolerated_ma: float | None = None
    working_ma: float | None = None


@dataclass(frozen=True, slots=True)
class StimPanel:
    """Everything a therapist's page may show.

    state: word of the safety program's state ("idle", "ready", "calib", "armed", "stim", "rest", "stopping",
    "fault", "estop", "end", "boot", "selftest").  trouble: a sentence for the therapist, "" for none.
    refused: reason words of the newest act that was refused, empty after one that was done.
    warning: what must be known about the device.  external: whether it dims a unit that must be confirmed too.
    reset_step: 1 after the first step of a reset, else 0.
    """

    view: StimView = NO_STIM
    state: str = ""
    trouble: str = ""
    refused: tuple[str, ...] = ()
    device: str = ""
    device_known: bool = False
    warning: str = ""
    digest: str = ""
    patient: str = ""
    pin_needed: bool = False
    unlocked: bool = False
    held: bool = False
    stop_tested: bool = False
    confirmed: frozenset[StimItem] = frozenset()
    channels: tuple[StimChannel, ...] = ()
    session_left_s: float = 0.0
    reset_step: int = 0
    external: bool = False


class StimDesk(Protocol):
    """The desk at which stimulation is made ready.  Both may be called at any time, from the game's own tick."""

    def panel(self) -> StimPanel:
        """Return where everything stands now."""
        ...

    def do(self, act: StimAct) -> None:
        """Ask for one act; the panel shows in a moment what came of it."""
        ...
