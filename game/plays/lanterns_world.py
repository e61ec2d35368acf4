"""The world of Lanterns as it is seen and heard: from where a round stands to a view, pure.

Not here: how a round gets there (`game.plays.lanterns`), or how a lamp is drawn (`game.screen`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from math import ceil

from core.quick import quick
from game.plays import Body, BodyKind, BodyState, Place, Stage, View
from game.plays.breath import breath_at
from game.plays.lanterns_lines import DARK, Demand
from levels.words import LampMode

FIRST_LAMP_ID = 10
PER_ROW = 8
ROW_GAP = 0.34
MOST_SIZE = 0.13
FAR_FROM_REST = 0.3
"""So much above rest is heard as far away."""


class Doing(StrEnum):
    """What is going on with the lamp.  KEEP: keep it up, or stay loose where lamps grow dark."""

    QUIET = "quiet"
    TRY = "try"
    KEEP = "keep"
    HELPED = "helped"
    REST = "rest"
    OVER = "over"


_STAGES = {Doing.QUIET: Stage.RELAX, Doing.TRY: Stage.TRY, Doing.KEEP: Stage.HOLD, Doing.HELPED: Stage.HELPED,
           Doing.REST: Stage.REST, Doing.OVER: Stage.NONE}
_ACTIVE = frozenset({Doing.QUIET, Doing.TRY, Doing.KEEP})
_TRYING = (Doing.TRY, Doing.KEEP)
_WHOLE = (LampMode.LIGHT, LampMode.RELAX)
"""Where the effort alone brings a lamp to its whole brightness; else the second half is for keeping it up."""
# Members that are asked for in every tick, looked up once.
_QUIET, _TRY, _KEEP, _REST, _OVER = Doing.QUIET, Doing.TRY, Doing.KEEP, Doing.REST, Doing.OVER
_RELAX, _HOLD, _LANTERNS, _IMAGINE, _BREATHE = (
    Stage.RELAX, Stage.HOLD, Place.LANTERNS, LampMode.IMAGINE, LampMode.BREATHE)
_DONE, _FILLING, _WANTED = BodyState.DONE, BodyState.FILLING, BodyState.WANTED


@quick
@dataclass(frozen=True, slots=True)
class Shot:
    """Where a round stands at one tick.

    number: the lamp of now.  states: of all lamps, DONE or not.  shown: whether effort and line of this lamp are
    shown.  line: that is drawn, of rest while letting go (`lets_go`), else of the lamp.  fill: how far it was kept
    up, 0..1.  imagined: how far the time to imagine is over, 0..1, where one imagines.  feedback: whether it
    is shown and heard how it goes.
    """

    tick: int
    mode: LampMode
    doing: Doing
    number: int
    states: tuple[BodyState, ...]
    goal: int
    message: str
    cut: bool
    shown: bool
    effort: float
    demand: Demand
    line: float
    fill: float
    imagined: float
    help: float
    feedback: bool = True


def draw(shot: Shot) -> View:
    """Make the view of a tick."""
    mode, doing, effort = shot.mode, shot.doing, shot.effort
    measured = doing in _ACTIVE and mode is not _IMAGINE
    shown = measured and shot.shown and shot.feedback
    stage = _RELAX if lets_go(mode, doing) else _STAGES[doing]
    breathes = doing is _REST or (mode is _BREATHE and doing is not _OVER)
    return View(
        shot.tick, _lamps(shot), shot.states.count(_DONE), shot.goal, shot.message, shot.cut,
        shown or not measured, None, _LANTERNS, stage, max(0.0, effort) if shown else None,
        shot.line if shown else None, breath_at(shot.tick) if breathes else None,
        pull(shot.demand, effort, shot.line, stage) if measured and shot.feedback else None, shot.feedback)


def lets_go(mode: LampMode, doing: Doing) -> bool:
    """Whether the muscle is to be loose now."""
    return doing is _QUIET or (doing is _KEEP and mode in DARK)


def pull(demand: Demand, effort: float, line: float, stage: Stage) -> float:
    """How far an effort is from what is asked: -1 much too much .. 0 right .. 1 nothing yet."""
    if stage is _RELAX:
        return -min(1.0, max(0.0, effort - line) / FAR_FROM_REST)
    if demand.keeps(effort) and (stage is _HOLD or effort >= demand.trigger):
        return 0.0
    return max(-1.0, min(1.0, (demand.line - effort) / demand.line))


def place_of(number: int, count: int) -> tuple[float, float, float]:
    """Return x, y and radius of lamp `number` of `count`: rows of at most eight, left to right, top to bottom."""
    row, column = divmod(number, PER_ROW)
    in_row = min(PER_ROW, count - row * PER_ROW)
    gap = min(0.5, 1.8 / min(PER_ROW, count))
    x = (column - (in_row - 1) / 2) * gap
    return x, ((ceil(count / PER_ROW) - 1) / 2 - row) * ROW_GAP, min(MOST_SIZE, 0.42 * gap)


def _lamps(shot: Shot) -> tuple[Body, ...]:
    """Make all lamps: that of now as it stands, the others as they rest."""
    number, resting = shot.number, _resting(shot.states, shot.mode in DARK)
    if shot.doing is _OVER or shot.states[number] is _DONE:
        return resting
    trying = shot.doing in _TRYING and shot.feedback
    at = resting[number]
    lamp = Body(at.id, at.kind, at.x, at.y, at.size, _FILLING if trying else _WANTED,
                _brightness(shot), at.look, shot.help)
    return (*resting[:number], lamp, *resting[number + 1:])


@lru_cache(maxsize=256)  # the same from tick to tick, until a lamp is done
def _resting(states: tuple[BodyState, ...], dark: bool) -> tuple[Body, ...]:
    """Make the lamps as they are when nobody is at them."""
    look = "dark_lamp" if dark else "lamp"
    return tuple(
        Body(FIRST_LAMP_ID + number, BodyKind.LAMP, *place_of(number, len(states)), state,
             float((state is BodyState.DONE) is not dark), look)
        for number, state in enumerate(states))


def _brightness(shot: Shot) -> float:
    """How bright the lamp of now is: it follows the effort, then fills while it is kept up, if that is shown."""
    if not shot.feedback:
        return float(shot.mode in DARK)
    mode, doing = shot.mode, shot.doing
    if doing is _KEEP:
        return 1.0 - shot.fill if mode in DARK else (1.0 + shot.fill) / 2
    if doing is not _TRY:
        return float(mode in DARK)
    if mode is _IMAGINE:
        return shot.imagined
    reached = min(1.0, max(0.0, shot.effort) / shot.demand.line)
    return reached if mode in _WHOLE else reached / 2
