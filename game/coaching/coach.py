"""The coach of one round: how each try is played, and what is told and asked after it.

It joins the rules of `game.difficulty` and decides nothing by chance of its own: level, grade, start and what it
is told lead to the same settings, asides and events.  Not here: where a round begins and what is kept of it (the
station), when asides are shown (`game.asides`).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.events import Event, JsonValue
from game.coaching import Aside, AsideKind, Mark, Setting, Tried
from game.coaching.second import SecondTask
from game.coaching.start import CoachStart
from game.coaching.told import RoundTold
from game.difficulty.decide import decide
from game.difficulty.dual import Colour, counted_right
from game.difficulty.grades import assistance, fitted
from game.difficulty.schedule import SUMMARY_EVERY, Feedback, Planned, plan
from game.difficulty.state import Feels, Given, State, Symptom, Try
from game.difficulty.telling import tell
from levels.model import Level
from levels.model_shelf_reach import ShelfReachLevel
from levels.words import Direction, Order

WELL, NOT_YET = "well", "not_yet"
GUESSES = (WELL, NOT_YET)


@dataclass(slots=True)
class _Done:
    """The last try that counts.  told: whether its result was told or shown, or was asked for."""

    planned: Planned[Direction | None]
    mark: Mark
    result: bool
    told: bool


class LevelCoach:
    """A `game.coaching.Coach` for one round of one level.

    state: of the engine now.  given: all that it was given, in order, so that a log can be written of it.
    """

    def __init__(self, level: Level, chosen: int, start: CoachStart) -> None:
        self._level, self._chosen, self._start = level, chosen, start
        self.state: State = start.state
        self.given: list[Given] = []
        self._feedback = replace(start.feedback, summary=False) if start.few_words else start.feedback
        self._plan = _plan(level, level.grade(chosen).items, self._feedback, start)
        self._settings: dict[int, Setting] = {}
        self._second: dict[int, SecondTask] = {}
        self._told = RoundTold()
        self._tries: list[tuple[Planned[Direction | None], float]] = []
        self._marks: list[Mark] = []
        self._last: _Done | None = None
        self._notes: list[tuple[str, dict[str, JsonValue]]] = []

    @property
    def minutes(self) -> int | None:
        """After so many minutes of play the round ends kindly; None: when all is done."""
        return self._start.minutes

    def told(self) -> RoundTold:
        """Return what the round leaves behind so far."""
        return self._told

    # Before and in a try.

    def setting(self, number: int) -> Setting:
        """Return how try `number` is played; fixed when it is first asked for."""
        if number not in self._settings:
            self._settings[number] = self._set(self._plan[number])
        return self._settings[number]

    def _set(self, planned: Planned[Direction | None]) -> Setting:
        number, kind = planned.number, planned.second
        second = None if kind is None else SecondTask(kind, f"{self._start.seed}/second/{number}")
        if second is not None:
            self._second[number] = second
        gathered = self._feedback.band is not None or self._feedback.summary
        return Setting(
            fitted(self._level, self._chosen, self.state.levels), self.state.assist,
            assistance(self.state.assist).ghost, planned.feedback or _only_heard(self._level), second is not None,
            None if second is None else second.wanted, planned.choice,
            planned.feedback and not planned.guess and not gathered)

    def look(self, number: int) -> Colour | None:
        """Let 10 ms of try `number` pass; return the marker that is up."""
        second = self._second.get(number)
        return None if second is None else second.look()

    def unsteady(self) -> None:
        """Freeze difficulty for the rest of the round."""
        self._told = replace(self._told, near_falls=self._told.near_falls + 1)
        if Symptom.INSTABILITY not in self.state.symptoms:
            self._give(Feels(self.state.symptoms | {Symptom.INSTABILITY}))

    # After a try.

    def ended(self, tried: Tried) -> Sequence[Aside]:
        """Take how a try went; return what is asked and told."""
        self._give(Try(tried.success), tried.number)
        self._last = None
        if tried.success is None:
            self._told = replace(self._told, voids=self._told.voids + 1)
            return ()
        planned, setting = self._plan[tried.number], self.setting(tried.number)
        self._count(tried.success, tried.still, setting)
        mark = Mark(tried.success, tried.error)
        self._tries.append((planned, tried.error))
        if not planned.probe:
            self._marks.append(mark)
        tells = tell(self._feedback, self._tries)
        self._note("told", number=tried.number, result=tells.result, summary=len(tells.summary),
                   why=str(tells.why))
        self._last = _Done(planned, mark, tells.result, tells.result or setting.words or bool(tells.summary))
        shown = tells.result and not setting.words and not planned.guess
        return (*self._asked(planned), *((_result(mark),) if shown else ()), *self._summary(len(tells.summary)))

    def _count(self, success: bool, still: float | None, setting: Setting) -> None:
        told = self._told
        told = (replace(told, feedback=told.feedback.plus(success)) if setting.feedback
                else replace(told, without=told.without.plus(success)))
        told = (replace(told, dual=told.dual.plus(success)) if setting.second
                else replace(told, single=told.single.plus(success)))
        self._told = replace(told, help=told.help.plus(setting.help),
                             still=told.still if still is None else told.still.plus(still))

    def _asked(self, planned: Planned[Direction | None]) -> tuple[Aside, ...]:
        """Return what the person is asked about a try; never two things."""
        if planned.guess:
            return (Aside(AsideKind.GUESS, choices=GUESSES),)
        second = self._second.get(planned.number)
        if second is None:
            return ()
        return (Aside(AsideKind.COUNT, choices=second.choices(), colour=second.wanted),)

    def _summary(self, count: int) -> tuple[Aside, ...]:
        return (Aside(AsideKind.SUMMARY, tuple(self._marks[-count:])),) if count else ()

    def answer(self, aside: Aside, choice: int | None) -> Sequence[Aside]:
        """Take the answer; a guess is followed by the result where it is told."""
        if self._last is not None and aside.kind is AsideKind.GUESS:
            return self._guessed(self._last, None if choice is None else aside.choices[choice] == WELL)
        if self._last is not None and aside.kind is AsideKind.COUNT:
            self._counted(self._last, None if choice is None else int(aside.choices[choice]))
        return ()

    def _guessed(self, last: _Done, guess: bool | None) -> tuple[Aside, ...]:
        success = last.mark.success
        self._note("guessed", number=last.planned.number, guess=guess, success=success)
        if guess is not None:
            self._told = replace(self._told, guessed=self._told.guessed.plus(guess),
                                 was=self._told.was.plus(success))
        return (_result(last.mark, guess),) if last.result else ()

    def _counted(self, last: _Done, count: int | None) -> None:
        right = self._second[last.planned.number].seen()
        self._note("counted", number=last.planned.number, count=count, right=right)
        if count is not None:
            self._told = replace(self._told, counts=self._told.counts.plus(counted_right(count, right)))

    def may_ask(self) -> bool:
        """Whether the last try counts, was not told yet, and may be asked about: anything but a probe."""
        last = self._last
        return self._feedback.on_request and last is not None and not (last.told or last.planned.probe)

    def ask(self) -> Sequence[Aside]:
        """Tell how the last try went, because the person asked."""
        last = self._last
        if last is None or not self.may_ask():
            return ()
        last.told = True
        why = tell(self._feedback, self._tries, asked=True).why
        self._note("told", number=last.planned.number, result=True, summary=0, why=str(why))
        return (_result(last.mark),)

    def close(self) -> Sequence[Aside]:
        """Return the summary of the tries that none told yet."""
        return self._summary(len(self._marks) % SUMMARY_EVERY) if self._feedback.summary else ()

    # The record.

    def events(self, tick: int, t_ns: int) -> Sequence[Event]:
        """Return what was decided since the last call."""
        notes, self._notes = self._notes, []
        return [Event(tick, t_ns, kind, data) for kind, data in notes]

    def _give(self, given: Given, number: int | None = None) -> None:
        decision = decide(self.state, given)
        self.state = after = decision.after
        self.given.append(given)
        self._note("difficulty", number=number, success=given.success if isinstance(given, Try) else None,
                   levels=after.levels.to_json(), assist=after.assist,
                   focus=None if after.focus is None else str(after.focus), why=[str(why) for why in decision.why])

    def _note(self, kind: str, *, number: int | None, **data: JsonValue) -> None:
        self._notes.append((kind, {"try": number, **data}))


def _plan(level: Level, count: int, feedback: Feedback,
          start: CoachStart) -> tuple[Planned[Direction | None], ...]:
    """Plan all tries; only Shelf reach has directions, so only there the order matters."""
    rng = random.Random(f"{start.seed}/plan")
    if isinstance(level, ShelfReachLevel):
        return plan(feedback, level.directions, start.order or level.order, count, rng)
    return plan(feedback, (None,), Order.SERIAL, count, rng)


def _only_heard(level: Level) -> bool:
    """Whether nothing but the sound says where to go: without it the task itself would be hidden."""
    return isinstance(level, ShelfReachLevel) and not level.feedback.screen


def _result(mark: Mark, guessed: bool | None = None) -> Aside:
    return Aside(AsideKind.RESULT, (mark,), guessed=guessed)
