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


@quick
@dataclass(frozen=True, slots=True)
class Shot:
    """Where a round stands at one tick.

    number: the lamp of now.  states: of all lamps, DONE or not.  shown: whether effort and line of this lamp are
    shown.  relax_line: below it is rest.  fill: how far it was kept up, 0..1.  imagined: how far the time to
    imagine is over, 0..1.  feedback: whether it is shown and heard how it goes.
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
    relax_line: float
    fill: float
    imagined: float
    help: float
    feedback: bool = True


def draw(shot: Shot) -> View:
    """Make the view of a tick."""
    measured = shot.mode is not LampMode.IMAGINE and shot.doing in _ACTIVE
    shown = measured and shot.shown and shot.feedback
    stage, line = _stage(shot), _line(shot)
    breathes = shot.doing is Doing.REST or (shot.mode is LampMode.BREATHE and shot.doing is not Doing.OVER)
    return View(
        shot.tick, _lamps(shot),
        shot.states.count(BodyState.DONE), shot.goal, shot.message, shot.cut, shown or not measured,
        place=Place.LANTERNS, stage=stage, effort=max(0.0, shot.effort) if shown else None,
        line=line if shown else None, breath=breath_at(shot.tick) if breathes else None,
        pull=pull(shot.demand, shot.effort, line, stage) if measured and shot.feedback else None,
        feedback=shot.feedback)


def pull(demand: Demand, effort: float, line: float, stage: Stage) -> float:
    """How far an effort is from what is asked: -1 much too much .. 0 right .. 1 nothing yet."""
    if stage is Stage.RELAX:
        return -min(1.0, max(0.0, effort - line) / FAR_FROM_REST)
    if demand.keeps(effort) and (stage is Stage.HOLD or effort >= demand.trigger):
        return 0.0
    return max(-1.0, min(1.0, (demand.line - effort) / demand.line))


def place_of(number: int, count: int) -> tuple[float, float, float]:
    """Return x, y and radius of lamp `number` of `count`: rows of at most eight, left to right, top to bottom."""
    row, column = divmod(number, PER_ROW)
    in_row = min(PER_ROW, count - row * PER_ROW)
    gap = min(0.5, 1.8 / min(PER_ROW, count))
    x = (column - (in_row - 1) / 2) * gap
    return x, ((ceil(count / PER_ROW) - 1) / 2 - row) * ROW_GAP, min(MOST_SIZE, 0.42 * gap)


def _stage(shot: Shot) -> Stage:
    letting_go = shot.doing is Doing.KEEP and shot.mode in DARK
    return Stage.RELAX if letting_go else _STAGES[shot.doing]


def _line(shot: Shot) -> float:
    """Where the line is drawn: rest while letting go, else the line of the lamp."""
    return shot.relax_line if _stage(shot) is Stage.RELAX else shot.demand.line


def _lamps(shot: Shot) -> tuple[Body, ...]:
    """Make all lamps: that of now as it stands, the others as they rest."""
    number, resting = shot.number, _resting(shot.states, shot.mode in DARK)
    if shot.doing is Doing.OVER or shot.states[number] is BodyState.DONE:
        return resting
    trying = shot.doing in (Doing.TRY, Doing.KEEP) and shot.feedback
    at = resting[number]
    lamp = Body(at.id, at.kind, at.x, at.y, at.size, BodyState.FILLING if trying else BodyState.WANTED,
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
    reached = min(1.0, max(0.0, shot.effort) / shot.demand.line)
    if shot.doing is Doing.KEEP:
        return 1.0 - shot.fill if shot.mode in DARK else (1.0 + shot.fill) / 2
    if shot.doing is Doing.TRY and shot.mode is LampMode.IMAGINE:
        return shot.imagined
    if shot.doing is Doing.TRY:
        return reached if shot.mode in (LampMode.LIGHT, LampMode.RELAX) else reached / 2
    return float(shot.mode in DARK)
