"""Shelf reach: lean to a thing in the cabinet, hold until it is in the hand, bring it home to the table.

The cabinet is seen from the front with home in the middle.  One thing is asked for at a time.  Nothing is ever
lost: leaving a thing lets its fill go slowly, a long wait brings help and then a nearer place, and a thing
that cannot be brought home goes there by itself.  Not here: what comes before and after (`game.round`), the
picture (`game.screen`), measures (`game.plays.trials`) and stars (`game.plays.scoring`).
"""

from __future__ import annotations

import random
from dataclasses import replace
from enum import Enum
from math import exp, hypot

from core.cues import Cue, CueKind
from core.events import Event, JsonValue
from core.frames import TICK_HZ
from game.coaching import Coach, Tried
from game.plays import Actions, Axis, Body, BodyKind, BodyState, Outcome, Step, View
from game.plays.assist import Help
from game.plays.coached import Coached, off_by
from game.plays.dwell import Dwell
from game.plays.items import Item, plan_items
from game.plays.saying import Saying
from game.plays.scoring import explain
from game.plays.trials import Trial, TrialResult
from game.texts import KIND_WORDS
from levels.model_shelf_reach import Grade, ShelfReachLevel

HAND_ID, HOME_ID, FIRST_ITEM_ID = 0, 1, 10
HAND_SIZE = 0.08
RESTING_SIZE = 0.05
RESTING_Y = -0.16
RESTING_GAP = 0.11
LEEWAY = 1.15
"""Once on a target it is this much bigger, so that its edge does not flicker."""
NEARER = 0.7
TRIES = 3
"""Patience runs out this often before a thing comes nearer or goes home by itself."""
GAP_TICKS = TICK_HZ // 2
_HAIR = 1e-6
DRAG_S = (0.05, 0.8)
"""Time constant with which a thing follows the hand: the lightest and the heaviest."""


class _Stage(Enum):
    """What is going on: the hand seeks the thing, carries it, rests between two, or all is done."""

    SEEK = "seek"
    CARRY = "carry"
    GAP = "gap"
    OVER = "over"


# Members that are asked for in every tick, looked up once.
_SEEK, _CARRY, _GAP, _OVER = _Stage.SEEK, _Stage.CARRY, _Stage.GAP, _Stage.OVER
_X, _Y, _HAND, _ITEM, _DONE = Axis.X, Axis.Y, BodyKind.HAND, BodyKind.ITEM, BodyState.DONE
_TRYING = (_SEEK, _CARRY)


class ShelfReach:
    """One round of Shelf reach; a `game.plays.Play`."""

    def __init__(self, level: ShelfReachLevel, grade: Grade, rng: random.Random,
                 coach: Coach | None = None) -> None:
        self._grade = grade
        self._coached = Coached(coach, grade)
        self._items = plan_items(level, grade, rng)
        self._goal = len(self._items)
        self._score = self._skipped = 0
        self._help = Help(level.assist.after_misses)
        self._hold, self._settle = Dwell(grade.hold_s), Dwell(grade.settle_s)
        heavy_s = DRAG_S[0] + (DRAG_S[1] - DRAG_S[0]) * grade.resistance
        self._follow = 1.0 - exp(-1.0 / (TICK_HZ * heavy_s))
        self._results: list[TrialResult] = []
        self._resting: tuple[Body, ...] = ()
        self._home_size = level.quality.home_radius
        self._home = Body(HOME_ID, BodyKind.HOME, 0.0, 0.0, self._home_size)
        self._screen, self._sound = level.feedback.screen, level.feedback.sound
        self._events: list[Event] = []
        self._tick = self._t_ns = self._stage_ticks = self._waits = 0
        self._hand = self._at = (0.0, 0.0)
        self._saying = Saying()
        self._cut = True
        self._tried: Tried | None = None
        self._patience_ticks = 0
        self._off: float | None = None
        self._inside = self._by_itself = False
        self._next_id = FIRST_ITEM_ID - 1
        self._item, self._trial = self._items[0], Trial(self._items[0].direction, 0.0, 0.0)
        self._cue = Cue(0, CueKind.NONE)
        self._stage: _Stage | None = None

    def step(self, tick: int, t_ns: int, actions: Actions) -> Step:
        """Advance 10 ms."""
        self._tick, self._t_ns = tick, t_ns
        self._events.clear()
        self._tried = None
        self._hand = (actions.axes.get(_X, 0.0), actions.axes.get(_Y, 0.0))
        if actions.buttons:
            self._asked(actions.buttons)
        self._stage_ticks += 1
        if self._stage is None:
            self._show(self._items[0])
        elif self._stage is _SEEK:
            self._seek()
        elif self._stage is _CARRY:
            self._carry()
        elif self._stage is _GAP and self._stage_ticks >= self._coached.gap_ticks(GAP_TICKS):
            self._show(self._items[self._item.number + 1])
        stage = self._stage
        if self._coached.second:
            self._coached.look(stage in _TRYING)
        return Step(self._view(), self._cue, tuple(self._events), stage is _OVER, None, self._tried, stage is _GAP)

    def freeze(self) -> View:
        """Put what is in the hand back to its place; fills begin anew, the score stays."""
        self._hold.empty()
        self._settle.empty()
        self._inside = self._by_itself = False
        self._coached.look(on=False)
        if self._stage in _TRYING:
            self._trial.restart(self._trial.x, self._trial.y)
            self._seek_anew()
        self._cut = True
        view = self._view()
        self._cut = True
        return view

    def outcome(self) -> Outcome:
        """Explain the score so far."""
        return explain(self._results, self._score, self._goal, self._skipped)

    # What happens.

    def _show(self, item: Item) -> None:
        """Ask for `item`, laid out as the coach wants it."""
        self._coached.begin(item.number, self._help)
        self._grade = grade = self._coached.grade
        if self._coached.direction is not None:
            x, y = self._coached.direction.unit
            item = replace(item, direction=self._coached.direction, x=x * grade.range, y=y * grade.range)
        self._item, self._trial, self._off = item, Trial(item.direction, item.x, item.y), None
        self._next_id += 1
        self._hold, self._settle = Dwell(grade.hold_s), Dwell(grade.settle_s)
        self._inside = self._by_itself = False
        self._be_patient()
        self._seek_anew()
        self._trial.reach(*self._hand, inside=False)
        self._note("item_shown", item=item.number, direction=str(item.direction), x=round(item.x, 6),
                   y=round(item.y, 6), look=item.look, guide=self._guides())

    def _be_patient(self) -> None:
        """Take as much time for a try as its grade and the help of now say."""
        self._patience_ticks = round(self._coached.patience_ticks(self._grade.time_s, self._help))

    def _seek_anew(self) -> None:
        self._stage, self._stage_ticks, self._waits = _Stage.SEEK, 0, 0
        self._at = (self._trial.x, self._trial.y)
        self._cue = Cue(self._t_ns, CueKind.LEAN, self._at)

    def _seek(self) -> None:
        hand_x, hand_y = self._hand
        distance = hypot(hand_x - self._at[0], hand_y - self._at[1])
        inside = distance <= self._radius() * (LEEWAY if self._inside else 1.0)
        if inside is not self._inside:
            self._inside = inside
            self._note("target_entered" if inside else "target_left", item=self._item.number)
        self._trial.reach(hand_x, hand_y, inside)
        if self._hold.step(inside):
            self._grasp()
        elif self._stage_ticks >= self._patience_ticks and not inside:
            self._miss(off_by(distance, self._radius()))

    def _grasp(self) -> None:
        self._trial.grasp()
        self._trial.helped |= self._help.level > 0
        self._stage, self._stage_ticks, self._waits, self._inside = _Stage.CARRY, 0, 0, False
        self._cue = Cue(self._t_ns, CueKind.CENTRE)
        so_far = self._trial.result(done=False)
        self._note("item_grasped", item=self._item.number, direction=str(self._item.direction),
                   grasp_s=so_far.grasp_s, accuracy=_rounded(so_far.accuracy))

    def _carry(self) -> None:
        self._trial.carry()
        aim_x, aim_y = (0.0, 0.0) if self._by_itself else self._hand
        x, y = self._at
        self._at = x, y = x + self._follow * (aim_x - x), y + self._follow * (aim_y - y)
        if self._settle.step(hypot(x, y) <= self._home_radius()):
            self._place()
        elif self._stage_ticks >= self._patience_ticks and not self._settle.fill:
            self._miss(off_by(hypot(x, y), self._home_radius()))

    def _place(self) -> None:
        trial = self._trial
        trial.helped |= self._by_itself
        result = trial.result(done=True)
        self._results.append(result)
        off = off_by(result.accuracy or 0.0, self._radius()) if self._off is None else self._off
        self._tried = Tried(self._item.number, not (trial.misses or self._coached.asked), off, result.still)
        self._score += 1
        self._resting = _row([*self._resting, self._body(BodyState.DONE, RESTING_SIZE)])
        if not trial.misses:
            self._help.success()
        self._say("kind.helped" if self._by_itself else KIND_WORDS[(self._score - 1) % len(KIND_WORDS)])
        self._note("item_home", item=self._item.number, score=self._score, goal=self._goal, helped=trial.helped)
        self._rest()

    def _miss(self, off: float) -> None:
        """Notice quietly that it takes long; help rises, then the thing comes nearer or goes home by itself."""
        self._off = off if self._off is None else self._off
        self._stage_ticks = 0
        self._waits += 1
        self._trial.misses += 1
        self._note("item_missed", item=self._item.number, misses=self._trial.misses)
        if self._help.miss():
            self._be_patient()
            self._note("helped", help=self._help.level, by="misses")
        if self._waits % TRIES == 0:
            if self._stage is _Stage.CARRY:
                self._by_itself = True
            else:
                self._come_nearer()

    def _come_nearer(self) -> None:
        trial = self._trial
        away = hypot(trial.x, trial.y)
        nearest = self._grade.size + self._home_size
        to = max(nearest, NEARER * away)
        if to > away - _HAIR:
            return
        trial.helped = True
        trial.restart(trial.x * to / away, trial.y * to / away)
        self._next_id += 1
        self._hold.empty()
        self._seek_anew()
        self._say("kind.nearer")
        self._note("item_nearer", item=self._item.number, x=round(trial.x, 6), y=round(trial.y, 6))

    def _asked(self, buttons: frozenset[str]) -> None:
        """Do what a person asks for."""
        if "easier" in buttons and self._stage is not _Stage.OVER:
            self._trial.helped = True
            self._coached.ask_help(self._stage in _TRYING)
            self._help.more()
            self._be_patient()
            self._note("helped", help=self._help.level, by="person")
        if "skip" in buttons and self._stage in _TRYING:
            self._goal -= 1
            self._skipped += 1
            self._tried = Tried(self._item.number, None, 0.0)
            self._note("item_skipped", item=self._item.number, goal=self._goal)
            self._rest()
        if "enough" in buttons and self._stage is _Stage.GAP:
            self._goal -= len(self._items) - self._item.number - 1
            self._note("time_over", goal=self._goal)
            self._stage, self._cue = _Stage.OVER, Cue(self._t_ns, CueKind.NONE)

    def _rest(self) -> None:
        """Leave a moment between two things, or end after the last."""
        last = self._item.number + 1 == len(self._items)
        self._stage, self._stage_ticks = (_Stage.OVER if last else _Stage.GAP), 0
        self._cue = Cue(self._t_ns, CueKind.NONE if last else CueKind.CENTRE)

    # What is seen.

    def _view(self) -> View:
        coached, guide = self._coached, self._guides()
        cut, self._cut, feedback = self._cut, False, coached.feedback
        home = self._home_body() if self._stage is _CARRY else self._home
        view = View(self._tick, (home, *self._resting, *self._asked_for(guide)), self._score,
                    self._goal, self._saying.at(self._tick) if feedback else "", cut, guide,
                    self._target() if feedback else None, feedback=feedback)
        return coached.mark(view, self._stage in _TRYING) if coached.second else view

    def _asked_for(self, guide: bool) -> tuple[Body, ...]:
        """Return what is asked for and the hand; without feedback the thing alone, as it waits."""
        seeks = self._stage is _SEEK
        if not self._coached.feedback:
            return (self._body(BodyState.WANTED, self._radius()),) if seeks and guide else ()
        hand = Body(HAND_ID, _HAND, *self._hand, HAND_SIZE)
        if self._stage is _CARRY:
            return self._body(BodyState.HELD, self._grade.size), hand
        if seeks and (guide or self._inside):
            return self._body(BodyState.FILLING if self._inside else BodyState.WANTED, self._radius()), hand
        return (hand,)

    def _target(self) -> tuple[float, float] | None:
        if self._stage is _SEEK:
            return self._at
        return (0.0, 0.0) if self._stage is _CARRY or self._stage is _GAP else None

    def _home_body(self) -> Body:
        """Show home as wanted, while something is carried."""
        fill = self._settle.fill if self._coached.feedback else 0.0
        return Body(HOME_ID, BodyKind.HOME, 0.0, 0.0, self._home_radius(),
                    BodyState.FILLING if fill > 0 else BodyState.WANTED, fill, "", self._help.level)

    def _body(self, state: BodyState, size: float) -> Body:
        fill = 0.0 if state is _DONE or not self._coached.feedback else self._hold.fill
        shown_help = 0.0 if state is _DONE else self._help.level
        return Body(self._next_id, _ITEM, *self._at, size, state, fill, self._item.look, shown_help)

    def _guides(self) -> bool:
        """Whether the target may be shown: always when nothing else leads, and as help."""
        if not self._sound or self._item.shown:
            return True
        helped = self._trial.misses > 0 or self._trial.helped or self._coached.ghost or not self._coached.feedback
        return self._screen and helped

    def _free(self) -> float:
        """Half the room between target and home, which each may take as it grows, so that they never touch."""
        away = hypot(self._trial.x, self._trial.y)
        return max(0.0, (away - self._grade.size - self._home_size) / 2)

    def _radius(self) -> float:
        if not self._help.level:  # nothing grows, so nothing can touch
            return self._grade.size
        return min(self._help.grown(self._grade.size), self._grade.size + self._free())

    def _home_radius(self) -> float:
        usual = self._home_size
        if not self._help.level:
            return usual
        return min(self._help.grown(usual), usual + self._free())

    def _say(self, key: str) -> None:
        if self._coached.words:
            self._saying.say(key, self._tick)

    def _note(self, kind: str, **data: JsonValue) -> None:
        self._events.append(Event(self._tick, self._t_ns, kind, data))


def _row(bodies: list[Body]) -> tuple[Body, ...]:
    """Lay what is done in a row on the table, centred, closer when there is much."""
    gap = min(RESTING_GAP, 1.6 / len(bodies))
    left = -gap * (len(bodies) - 1) / 2
    return tuple(Body(body.id, body.kind, left + gap * i, RESTING_Y, RESTING_SIZE, BodyState.DONE, 0.0, body.look)
                 for i, body in enumerate(bodies))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
