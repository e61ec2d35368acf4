"""What all guided calibrations share: the step they show and the runner of their scripts.

A script is a generator that yields one step per tick and is sent the next body: it reads from top to bottom
as the person lives through it.  Not here: any particular script.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Generator
from dataclasses import dataclass

from core.clock import NS_PER_S
from core.cues import Cue, CueKind
from signals.assembler import BodyState
from signals.board import Point
from signals.calibration import Calibration


@dataclass(frozen=True, slots=True)
class GuidedStep:
    """What to show at one tick.

    key: what is asked now: "step_off", "step_on", "stand_still", "lean_left", "lean_right", "lean_front",
    "lean_back", "relax", "squeeze", "done", "failed".  sentence: one short sentence for the person.
    cue: the same for sound and simulated people.  progress: of this step, overall: of the whole, 0..1.
    seconds_left: of the whole, as planned.  point: where the person leans, as a share of a usual reach.
    effort: 0..1 of the largest so far.  trail: outline of the reach found so far, points like `point`.
    done: nothing more to come; ok: it worked, and `result` is the new calibration.
    """

    key: str
    sentence: str
    cue: Cue
    progress: float = 0.0
    overall: float = 0.0
    seconds_left: float = 0.0
    point: Point = (0.0, 0.0)
    effort: float = 0.0
    trail: tuple[Point, ...] = ()
    done: bool = False
    ok: bool = False
    result: Calibration | None = None


Script = Generator[GuidedStep, BodyState, GuidedStep]


class GiveUp(Exception):
    """Leaves a script from any depth; its message is the sentence to end with."""


class Procedure(ABC):
    """Runs one script.  Life: `feed` once per tick until the step is `done`; simply drop it to cancel."""

    def __init__(self) -> None:
        self._script: Script | None = None
        self._final: GuidedStep | None = None

    def feed(self, body: BodyState) -> GuidedStep:
        """Advance to the time of `body`; after the end the last step stays."""
        if self._final is not None:
            return self._final
        try:
            return self._advance(body)
        except StopIteration as end:
            final: GuidedStep = end.value
        except GiveUp as reason:
            final = GuidedStep("failed", str(reason), Cue(body.t_ns, CueKind.NONE), done=True)
        self._final = final
        return final

    def _advance(self, body: BodyState) -> GuidedStep:
        """Start the script, or send it the next body."""
        if self._script is None:
            self._script = self._write(body)
            return next(self._script)
        return self._script.send(body)

    @abstractmethod
    def _write(self, body: BodyState) -> Script:
        """Return the script, beginning with `body`."""


def seconds(from_ns: int, to_ns: int) -> float:
    """Seconds between two times."""
    return (to_ns - from_ns) / NS_PER_S


def finished(body: BodyState, sentence: str, result: Calibration) -> GuidedStep:
    """Return the last step of a script that worked."""
    return GuidedStep("done", sentence, Cue(body.t_ns, CueKind.NONE), progress=1.0, overall=1.0,
                      done=True, ok=True, result=result)
