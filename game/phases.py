"""The words of a round: its phases, the commands it takes, and what it shows.

Not here: how a round moves from one to the next (`game.round`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from core.cues import Cue
from core.events import Event
from core.faults import Fault
from core.quick import quick
from core.stim import NO_STIM, StimView, StimWish
from game.coaching import Aside
from game.plays import Outcome, View


class Phase(StrEnum):
    """Where a round is: told, aligned, counted in, playing, between two tries, paused, over."""

    INSTRUCTION = "instruction"
    ALIGN = "align"
    COUNTDOWN = "countdown"
    PLAY = "play"
    ASIDE = "aside"
    PAUSED = "paused"
    RESULTS = "results"


class Command(StrEnum):
    """What may be asked of a round; one that does not fit the phase is ignored.

    START: instruction -> align.  PAUSE / RESUME.  STOP: safe end with results.  EASIER: help now.
    SKIP: next item, nothing lost.  END: safe end, because nothing can be recorded any more.
    HUM: in this tick a muscle that is needed hears mostly mains, which no frame tells.  BOARDLESS: a board that is
    only watched is ignored from here on.  FIRST, SECOND, THIRD: the answer to an aside, or go on where nothing is
    asked.  ASK: how did the last try go?
    """

    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"
    EASIER = "easier"
    SKIP = "skip"
    END = "end"
    HUM = "hum"
    BOARDLESS = "boardless"
    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    ASK = "ask"


class Ending(StrEnum):
    """How a round ended: all done, stopped by a person, or ended for safety (`RoundView.fault` says why)."""

    COMPLETED = "completed"
    STOPPED = "stopped"
    SAFE_END = "safe_end"


@quick
@dataclass(frozen=True, slots=True)
class RoundView:
    """What a round shows at one tick.

    progress: 0..1 within ALIGN (stillness so far) or COUNTDOWN.  count: seconds left to count, 3..1.
    view: the world, None before the play exists.  lean: where the person leans now, for align and pause.
    fault: why the round is paused or was ended, None when a person paused.  waiting_s: how long nobody
    was on the board; `ends_in_s` is set when the round will end by itself soon.
    outcome, ending: set in RESULTS.
    stim: where stimulation stands.
    aside: what is shown or asked between two tries, in ASIDE only.  may_ask: whether the person may ask how the
    last try went.
    """

    tick: int
    phase: Phase
    progress: float = 0.0
    count: int = 0
    view: View | None = None
    lean: tuple[float, float] = (0.0, 0.0)
    fault: Fault | None = None
    waiting_s: float = 0.0
    ends_in_s: float | None = None
    outcome: Outcome | None = None
    ending: Ending | None = None
    stim: StimView = NO_STIM
    aside: Aside | None = None
    may_ask: bool = False


@quick
@dataclass(frozen=True, slots=True)
class RoundStep:
    """What one tick of a round yields.  wish: help by stimulation, asked for in this very tick."""

    view: RoundView
    cue: Cue
    events: tuple[Event, ...] = ()
    wish: StimWish | None = None
