"""Lanterns: one muscle lights lamps, one after the other; lying or sitting, without a board.

Each lamp goes the same way: let go, then an effort (or letting go, or imagining) that the mode of the level asks
for, then rest.  Nothing is ever lost: a miss lowers the line a little, a third one lights the lamp together, what
a sensor spoils is no miss.  Where stimulation is prescribed, one train may follow an effort; without it, or when
it is refused, the game goes on the same.  Effort is not looked at while stimulation covers it, so a lamp that is
to be kept lit asks for help only after it was kept up.  Not here: lines (`game.plays.lanterns_lines`), the
trigger and the train (`game.plays.ets`), measures (`game.plays.lanterns_trials`), stars
(`game.plays.lanterns_scoring`), the picture (`game.plays.lanterns_world`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from core.cues import NO_EFFORT, Cue, CueKind
from core.events import Event, JsonValue
from core.frames import TICK_HZ
from core.muscles import Muscle
from core.stim import NO_STIM, StimPhase, StimWish
from game.coaching import Coach, Tried
from game.plays import Actions, Outcome, Step, View, order
from game.plays.assist import Help
from game.plays.coached import Coached
from game.plays.dwell import Dwell
from game.plays.ets import HYSTERESIS, Course, Seen, Sight, Threshold, Train, Trigger, can_help, rest_s
from game.plays.lanterns_lines import DARK, UNTRIED, Lines, Quiet
from game.plays.lanterns_scoring import explain, explain_imagined
from game.plays.lanterns_sense import Sense
from game.plays.lanterns_trials import LampResult, LampTrial
from game.plays.lanterns_world import Doing, draw, lets_go, row_of
from game.plays.saying import Saying
from game.texts import LAMP_WORDS
from levels.model_lanterns import Grade, LanternsLevel
from levels.words import LampMode

TRIES = 3
"""After so many misses a lamp is lit together; after so many spoilt attempts it is left as it is."""
LONGEST_WAIT_TICKS = 30 * TICK_HZ
"""How much longer than planned a rest may last because the stimulator still rests."""
_TRYING = frozenset({Doing.QUIET, Doing.TRY, Doing.KEEP})
_ATTEMPTING = (Doing.TRY, Doing.KEEP)
_QUIET, _TRY, _REST, _OVER = Doing.QUIET, Doing.TRY, Doing.REST, Doing.OVER  # looked up once, not in every tick
_SEEN, _BLIND = Sight.SEEN, Sight.BLIND
_IMAGINE, _GRADE, _SEQUENCE = LampMode.IMAGINE, LampMode.GRADE, LampMode.SEQUENCE


class Lanterns:
    """One round of Lanterns; a `game.plays.Play`."""

    def __init__(self, level: LanternsLevel, grade: Grade, coach: Coach | None = None) -> None:
        self._level, self._grade, self._mode = level, grade, level.mode
        self._coached = Coached(coach, grade)
        self._goal = self._count = grade.items
        self._shown = order.spread(level.feedback.share if level.feedback.screen else 0.0, self._count)
        self._help = Help(level.assist.after_misses)
        self._lines = Lines(level, grade, self._help)
        self._results: list[LampResult] = []
        self._row = row_of(self._count, self._mode)
        self._events: list[Event] = []
        self._tick = self._t_ns = self._ticks = self._skipped = self._misses_in_row = 0
        self._saying, self._sense = Saying(), Sense()
        self._cut = True
        self._stim = NO_STIM
        self._cue = Cue(0, CueKind.NONE)
        self._train: Train | None = None
        self._tried: Tried | None = None
        self._rest_ticks = 0
        self._again = self._hinted = self._reached = False
        self._dwell = Dwell(grade.hold_s)
        self._holds = 2.0 if level.difficulty.time_s is None else 1.0  # of the hold, beside the time of an attempt
        self._next_lamp(0)
        self._relax_anew()

    # The protocol of a play.

    def step(self, tick: int, t_ns: int, actions: Actions) -> Step:
        """Advance 10 ms."""
        self._tick, self._t_ns, self._stim, self._tried = tick, t_ns, actions.stim, None
        seen = self._sense.look(actions, self._muscle, self._other, t_ns)
        if actions.buttons:
            self._asked(actions.buttons)
        wish = self._go_on(seen, actions)
        events, self._events = tuple(self._events), []
        doing = self._doing
        if self._coached.second:
            self._coached.look(doing in _TRYING)
        return Step(self._view(), self._cue, events, doing is _OVER, wish, self._tried,
                    doing is _REST and not self._again)

    def freeze(self) -> View:
        """End a train, begin the lamp anew with letting go; lamps that are lit stay lit."""
        if self._doing is Doing.HELPED and self._train is not None:
            self._train.stop()
            self._end_train(self._train)
        elif self._doing in _TRYING:
            self._relax_anew()
        self._coached.look(on=False)
        self._cut = True
        view = self._view()
        self._cut = True
        return view

    def outcome(self) -> Outcome:
        """Explain the score so far."""
        if self._mode is _IMAGINE:
            return explain_imagined(self._results, self._goal, self._skipped)
        return explain(self._results, self._goal, self._skipped, self._lines.values())

    # One tick.

    def _go_on(self, seen: Seen, actions: Actions) -> StimWish | None:
        doing = self._doing
        blind = seen.sight is _BLIND and self._mode is not _IMAGINE
        if not (blind and doing in _ATTEMPTING):
            self._ticks += 1
        if doing in _ATTEMPTING:
            self._attempt(seen)
        elif doing is _QUIET:
            self._relax(seen)
        elif doing is _REST:
            self._rest()
        elif doing is Doing.HELPED:
            return self._be_helped(actions)
        return None

    def _attempt(self, seen: Seen) -> None:
        if self._mode is _IMAGINE:
            if self._ticks >= self._attempt_ticks():
                self._light(own=True)
        elif seen.sight is Sight.BAD:
            self._void(seen.why)
        elif seen.sight is _SEEN and self._doing is _TRY:
            self._try(seen.value, seen.hum)
        elif seen.sight is _SEEN:
            self._keep(seen.value)

    # Letting go.

    def _relax_anew(self) -> None:
        self._begin(Doing.QUIET)
        self._quiet = Quiet(self._level.quality.relax_s)
        self._dwell.empty()
        self._ask(CueKind.RELAX)

    def _relax(self, seen: Seen) -> None:
        """Wait until the muscle is at rest; where nothing is measured, wait."""
        value = 0.0 if self._mode is _IMAGINE else seen.value if seen.sight is _SEEN else None
        if self._quiet.step(value, self._lines.relax_line(self._muscle)):
            self._prompt(value)

    def _prompt(self, before: float | None) -> None:
        """Ask for the effort, which must rise from what was `before`; the line stands from here on."""
        if self._mode is not _IMAGINE:
            rest, in_time = self._quiet.rest, self._quiet.in_time
            self._trial.rested(rest, in_time)
            self._note("relaxed", level=None if rest.mean is None else round(rest.mean, 4), in_time=in_time)
            self._adapt("rest", lambda threshold: threshold.rest(rest.floor()))
        self._demand = self._lines.demand(self._muscle)
        self._trigger = Trigger(self._demand.trigger)
        if before is not None:
            self._trigger.step(before)
        self._hinted = self._reached = False
        measured = self._mode not in UNTRIED
        self._trial.prompt(self._demand.trigger if measured else None)
        self._dwell = Dwell(self._grade.hold_s)
        self._note("prompted", threshold=round(self._demand.trigger, 4) if measured else None)
        if self._mode is LampMode.BREATHE:
            self._begin(Doing.KEEP)
            return
        self._begin(Doing.TRY)
        self._ask(CueKind.EFFORT, {self._muscle: self._demand.aim} if measured else NO_EFFORT)

    # The effort.

    def _try(self, value: float, hum: bool) -> None:
        fired = self._trigger.step(value)
        self._trial.near.tried(value / self._trigger.line)
        if fired and hum:
            self._void("mains")
            return
        self._trial.effort(value, self._trigger.touched, value >= HYSTERESIS * self._trigger.line,
                           self._sense.other)
        if fired:
            latency_s = self._trial.triggered()
            self._note("triggered", threshold=round(self._trigger.line, 4), latency_s=latency_s)
            if self._mode is LampMode.LIGHT:
                self._light(own=True)
                return
            self._begin(Doing.KEEP)
            if self._mode is LampMode.RELAX:
                self._ask(CueKind.RELAX)
        elif self._ticks >= self._attempt_ticks():
            self._miss()

    def _keep(self, value: float) -> None:
        graded = self._mode is _GRADE
        inside = self._demand.keeps(self._sense.effort if graded else value) and not self._other_works()
        self._reached = self._reached or inside or self._mode not in DARK  # letting go takes its time
        self._trial.effort(value, self._reached, inside, self._sense.other)
        full = self._dwell.step(inside)
        self._trial.near.tried(1.0)
        off = self._demand.off(self._sense.effort) if graded and inside else None
        self._trial.near.kept(self._dwell.fill, off)
        if full:
            self._light(own=True)
        elif self._ticks >= self._attempt_ticks() + self._holds * self._grade.hold_s * TICK_HZ:
            self._miss()

    def _other_works(self) -> bool:
        """Whether the muscle that should stay quiet in a sequence does not; said once per attempt, as a hint."""
        if self._mode is not _SEQUENCE or self._other is None or self._sense.other is None:
            return False
        works = self._sense.other >= self._lines.value(self._other)
        if works and not self._hinted:
            self._hinted = True
            self._note("other_active", muscle=str(self._other))
            self._say("lamp.other")
        return works

    def _light(self, own: bool) -> None:
        """Light the lamp, and ask for help where a level wants it and it is there."""
        self._trial.own = own
        self._row = self._row.lit(self._number)
        if own:
            self._misses_in_row = 0
            if not self._trial.misses:
                self._help.success()
            self._adapt("hit", Threshold.hit)
        self._say(LAMP_WORDS[len(self._results) % len(LAMP_WORDS)] if own else "lamp.helped")
        self._note("lamp_lit", own=own, score=self._row.done, goal=self._goal)
        if own and self._may_help():
            self._ask_help()
        elif self._train is None:
            self._close(self._grade.pace_s)

    def _miss(self) -> None:
        """Notice quietly that it did not come; the line comes down, then help comes."""
        self._trial.misses += 1
        self._trial.near.missed()
        self._misses_in_row += 1
        self._note("missed", threshold=round(self._demand.trigger, 4), armed=self._trigger.armed,
                   misses=self._trial.misses)
        if self._trigger.armed:  # an effort that never ceased needs rest, not a lower line
            self._adapt("miss", Threshold.miss)
        if self._help.miss():
            self._note("helped", help=self._help.level, by="misses")
        enough = self._misses_in_row >= self._level.assist.after_misses
        if enough and self._level.assist.for_misses and self._may_help():
            self._ask_help()
            self._light(own=False)
        elif self._trial.misses >= TRIES:
            self._light(own=False)
        else:
            self._say("lamp.again")
            self._pause(self._grade.pace_s, again=True)

    def _void(self, why: str) -> None:
        """Forget an attempt that a sensor spoilt; after some of these leave the lamp as it is."""
        self._trial.voids += 1
        self._note("trial_void", why=why, voids=self._trial.voids)
        self._say("lamp.look")
        if self._trial.voids >= TRIES:
            self._leave()
        else:
            self._relax_anew()

    # Help and rest.

    def _may_help(self) -> bool:
        return self._level.assist.stimulation > 0 and can_help(self._stim, self._muscle)

    def _ask_help(self) -> None:
        assist = self._level.assist
        self._train = Train(self._muscle, assist.stimulation, assist.train_s)
        self._begin(Doing.HELPED)
        self._ask(CueKind.RELAX)
        self._note("wished", fraction=assist.stimulation, train_s=assist.train_s)

    def _be_helped(self, actions: Actions) -> StimWish | None:
        train = self._train
        assert train is not None
        before = train.course
        wish = train.step(actions.stim)
        if train.course is Course.ON and before is Course.ASKED:
            self._note("train_started")
        if train.course is Course.OVER:
            self._end_train(train)
        return wish

    def _end_train(self, train: Train) -> None:
        self._train = None
        self._note("train_ended", why=train.why, reason=train.reason, on_s=train.on_s)
        self._trial.trains += train.on_ticks > 0
        self._trial.stimulated_s += train.on_s
        pace_s = self._grade.pace_s
        self._close(max(pace_s, rest_s(self._level.assist.rest_s, train.on_s)) if train.on_ticks else pace_s)

    def _close(self, pause_s: float) -> None:
        """Sum the lamp up and rest before the next, or end after the last."""
        self._results.append(self._trial.result(self._level.second is not None))
        measured = self._mode is not _IMAGINE
        self._tried = self._trial.tried(self._number, measured, self._coached.asked)
        self._pause(pause_s, again=False)

    def _leave(self) -> None:
        """Put a lamp aside; nothing is lost by it."""
        self._goal -= 1
        self._skipped += 1
        self._tried = Tried(self._number, None, 0.0)
        self._note("lamp_skipped", goal=self._goal)
        self._pause(self._grade.pace_s, again=False)

    def _pause(self, pause_s: float, again: bool) -> None:
        last = not again and self._number + 1 == self._count
        self._begin(Doing.OVER if last else Doing.REST)
        self._again = again
        self._rest_ticks = round(pause_s * TICK_HZ)
        self._ask(CueKind.NONE if last else CueKind.RELAX)

    def _rest(self) -> None:
        over = self._ticks - (self._rest_ticks if self._again else self._coached.gap_ticks(self._rest_ticks))
        if over < 0:
            return
        resting = self._level.assist.stimulation > 0 and self._stim.phase is StimPhase.RESTING
        if not (resting and over < LONGEST_WAIT_TICKS):
            if not self._again:
                self._next_lamp(self._number + 1)
            self._relax_anew()

    def _asked(self, buttons: frozenset[str]) -> None:
        """Do what a person asks for."""
        open_ = self._doing in _TRYING
        if "enough" in buttons and self._doing is Doing.REST and not self._again:
            self._goal -= self._count - self._number - 1
            self._note("time_over", goal=self._goal)
            self._begin(Doing.OVER)
            self._ask(CueKind.NONE)
        if "easier" in buttons and self._doing is not Doing.OVER:
            self._coached.ask_help(on=self._again or self._doing is not Doing.REST)
            self._help.more()
            self._note("helped", help=self._help.level, by="person")
            self._demand = self._lines.demand(self._muscle)
            self._trigger.line = self._demand.trigger
        if "skip" in buttons and (open_ or (self._doing is Doing.REST and self._again)):
            self._leave()

    # Small things.

    def _next_lamp(self, number: int) -> None:
        turns = self._lines.turns
        self._number = number
        self._coached.begin(number, self._help)
        self._grade = self._coached.grade
        self._lines.play(self._grade)
        self._muscle: Muscle = turns[number % len(turns)]
        self._other = self._level.second if len(turns) == 1 else turns[(number + 1) % len(turns)]
        self._trial: LampTrial = LampTrial(self._muscle)
        self._demand = self._lines.demand(self._muscle)
        self._trigger = Trigger(self._demand.trigger)

    def _attempt_ticks(self) -> float:
        return self._coached.patience_ticks(self._grade.time_s, self._help)

    def _adapt(self, by: str, change: Callable[[Threshold], None]) -> None:
        """Move the line of this muscle, between trials only."""
        moved = self._lines.adapt(self._muscle, change)
        if moved is not None:
            self._note("threshold_changed", by=by, before=round(moved[0], 4), after=round(moved[1], 4))

    def _begin(self, doing: Doing) -> None:
        self._doing, self._ticks = doing, 0

    def _ask(self, kind: CueKind, effort: Mapping[Muscle, float] = NO_EFFORT) -> None:
        self._cue = Cue(self._t_ns, kind, effort=effort)

    def _say(self, key: str) -> None:
        if self._coached.words or key == "lamp.look":  # that tells of a sensor, not of the person
            self._saying.say(key, self._tick)

    def _note(self, kind: str, **data: JsonValue) -> None:
        self._events.append(Event(self._tick, self._t_ns, kind, {"lamp": self._number} | data))

    def _view(self) -> View:
        cut, self._cut = self._cut, False
        mode, doing, coached = self._mode, self._doing, self._coached
        line = self._lines.relax_line(self._muscle) if lets_go(mode, doing) else self._demand.line
        view = draw(
            self._tick, mode, doing, self._number, self._row, self._goal, self._saying.at(self._tick), cut,
            self._shown[self._number] or (coached.ghost and self._level.feedback.screen), self._sense.effort,
            self._demand, line, self._dwell.fill,
            min(1.0, self._ticks / self._attempt_ticks()) if mode is _IMAGINE else 0.0, self._help.level,
            coached.feedback)
        return coached.mark(view, doing in _TRYING) if coached.second else view
