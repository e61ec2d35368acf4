"""Guides: calibrations that lead a person step by step, as far as a screen must know them.

The measuring behind a guide is not the game's affair (it lives above, where signals are known).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from core.cues import Cue


@dataclass(frozen=True, slots=True)
class GuideView:
    """What a guide shows at one tick.

    step: key of what is asked now ("step_off", "step_on", "stand_still", "lean_left", "relax", "squeeze",
    "done", "failed").  sentence: one short sentence for the patient.  progress: of this step, 0..1.
    overall: of the whole, 0..1.  seconds_left: of the whole, as planned.  point: where the person leans, as a
    share of a usual reach.  effort: 0..1 of the largest so far.  trail: outline of the reach found so far.
    done: nothing more to come; ok: the result was taken (else `sentence` says what to do).
    subject: which muscle it is about, in plain words ("right shin"); "" for the reach.  limb: "leg", "arm" or
    "trunk", where that muscle is.
    """

    step: str
    sentence: str
    cue: Cue
    progress: float = 0.0
    overall: float = 0.0
    seconds_left: float = 0.0
    point: tuple[float, float] = (0.0, 0.0)
    effort: float = 0.0
    trail: tuple[tuple[float, float], ...] = ()
    done: bool = False
    ok: bool = False
    subject: str = ""
    limb: str = "leg"


class Guide(Protocol):
    """A calibration in progress.  Life: `step` once per tick until `done`, or `cancel`."""

    key: str
    """"reach" or "effort"."""

    def step(self, tick: int, t_ns: int) -> GuideView:
        """Advance 10 ms."""
        ...

    def cancel(self) -> None:
        """Stop; what was in force before stays in force."""
        ...
