"""The world of Lanterns as it is seen and heard: from where a round stands to a view, pure.

Not here: how a round gets there (`game.plays.lanterns`), or how a lamp is drawn (`game.screen`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import ceil

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
_DARK_LAMP = "dark_lamp"


@dataclass(frozen=True, slots=True)
class Row:
    """All lamps as they are when nobody is at them: the same row until one is lit.  done: how many are."""

    lamps: tuple[Body, ...]
    done: int = 0

    def lit(self, number: int) -> Row:
        """Return the row with one lamp done: bright, or dark where lamps grow dark."""
        at = self.lamps[number]
        lamps = self.put(number, _DONE, float(at.look != _DARK_LAMP), 0.0)
        return Row(lamps, sum(lamp.state is _DONE for lamp in lamps))

    def put(self, number: int, state: BodyState, brightness: float, help_: float) -> tuple[Body, ...]:
        """Return the lamps with one of them as it stands."""
        lamps = self.lamps
        at = lamps[number]
        lamp = Body(at.id, at.kind, at.x, at.y, at.size, state, brightness, at.look, help_)
        return (*lamps[:number], lamp, *lamps[number + 1:])


def row_of(count: int, mode: LampMode) -> Row:
    """Return so many lamps, none of them done."""
    dark = mode in DARK
    return Row(tuple(
        Body(FIRST_LAMP_ID + number, BodyKind.LAMP, *place_of(number, count), BodyState.IDLE, float(dark),
             _DARK_LAMP if dark else "lamp")
        for number in range(count)))


def draw(tick: int, mode: LampMode, doing: Doing, number: int, row: Row, goal: int, message: str, cut: bool,
         shown: bool, effort: float, demand: Demand, line: float, fill: float, imagined: float, help_: float,
         feedback: bool) -> View:
    """Make the view of a tick.

    number: the lamp of now.  shown: whether effort and line of this lamp are shown.  line: that is drawn, of rest
    while letting go (`lets_go`), else of the lamp.  fill: how far it was kept up, 0..1.  imagined: how far the
    time to imagine is over, 0..1, where one imagines.  feedback: whether it is shown and heard how it goes;
    without, a lamp looks as if nothing had begun.
    """
    measured = doing in _ACTIVE and mode is not _IMAGINE
    seen = measured and shown and feedback
    stage = _RELAX if lets_go(mode, doing) else _STAGES[doing]
    breathes = doing is _REST or (mode is _BREATHE and doing is not _OVER)
    lamps = row.lamps
    if doing is not _OVER and lamps[number].state is not _DONE:
        state = _FILLING if feedback and doing in _TRYING else _WANTED
        now = brightness(mode, doing if feedback else _QUIET, effort, demand, fill, imagined)
        lamps = row.put(number, state, now, help_)
    return View(
        tick, lamps, row.done, goal, message, cut, seen or not measured, None, _LANTERNS, stage,
        max(0.0, effort) if seen else None, line if seen else None, breath_at(tick) if breathes else None,
        pull(demand, effort, line, stage) if measured and feedback else None, feedback)


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


def brightness(mode: LampMode, doing: Doing, effort: float, demand: Demand, fill: float, imagined: float) -> float:
    """How bright the lamp of now is: it follows the effort, then fills while it is kept up."""
    if doing is _KEEP:
        return 1.0 - fill if mode in DARK else (1.0 + fill) / 2
    if doing is not _TRY:
        return float(mode in DARK)
    if mode is _IMAGINE:
        return imagined
    reached = min(1.0, max(0.0, effort) / demand.line)
    return reached if mode in _WHOLE else reached / 2
