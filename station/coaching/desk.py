"""The desk of one session: gives each round its coach, follows what it decides, and keeps it with the person.

A coach is on for a named person, for a level with a plan, and for a guest who asked for it; without one
everything is as the grade says.  Not here: the decisions (`station.coaching.making`), files of one level
(`station.coaching.book`), the round (`station.rounds`).
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from clinic.coaching import Began, KeptRound, record_of
from clinic.people import GUEST, Person
from core.clock import Clock
from game.coaching.told import RoundTold
from game.difficulty.decide import RESET_DAYS
from game.difficulty.engine import Engine
from game.difficulty.start import Assessed
from game.difficulty.state import Given, State
from levels.model import Level
from levels.reader import LevelEntry
from levels.words import BoardUse, Posture
from signals.calibration import Reach
from station.coaching.book import Fresh, LevelBook
from station.coaching.follower import Follower
from station.coaching.making import (
    Frame,
    assessed_from,
    days_between,
    first_of,
    frame_of,
    given_at_start,
    symptoms_now,
)
from station.coaching.past import before_of
from station.coaching.pen import Pen
from station.coaching.plans import Planned, PlanShelf
from station.coaching.words import changes

FACES_AGE = timedelta(hours=12)
"""How long answers by faces are today's."""
ASSESSED_AGE = timedelta(days=RESET_DAYS)


@dataclass(slots=True)
class _Level:
    """One level in this session.  began: whether a round of it was begun.  tries: in its rounds so far."""

    book: LevelBook
    began: bool = False
    tries: int = 0


@dataclass(frozen=True, slots=True)
class _Today:
    """What is known of the person now.  faces: today's answers by key, None where nobody asked."""

    now: datetime
    assessed: Assessed
    faces: Mapping[str, float] | None
    near_falls: int


class CoachDesk:
    """Makes coaches.  session: its name.  adapt: whether a guest asked for a coach too."""

    def __init__(self, person: Person, shelf: PlanShelf, clock: Clock, session: str, seed: int, adapt: bool,
                 threaded: bool) -> None:
        self._person = person
        self._shelf = shelf
        self._clock = clock
        self._session = session
        self._seed = seed
        self._adapt = adapt
        self._pen = Pen(threaded)
        self._levels: dict[str, _Level] = {}
        self._remarks: list[str] = []
        self._shown = 0
        self.follower: Follower | None = None

    def planned(self, entry: LevelEntry) -> Planned:
        """Return a level with the plan that holds for it now.  Raises InputError for mistakes of the level."""
        return self._shelf.of(entry)

    def coached(self, planned: Planned) -> bool:
        """Whether this level is played with a coach."""
        return self._adapt or self._person.id != GUEST or planned.written is not None

    def fits(self, planned: Planned) -> bool:
        """Whether nobody is asked for a grade: difficulty follows the person, or the plan says the grade."""
        plan = planned.plan
        return self.coached(planned) and (plan is None or plan.adapt or plan.grade is not None)

    def grade(self, planned: Planned, asked: int) -> int:
        """Return the grade that says how many and how heavy: the plan's, else the one that was asked for."""
        grade = None if planned.plan is None else planned.plan.grade
        return asked if grade is None else grade

    def last_grade(self, planned: Planned, at_station: int) -> int:
        """Return the grade to suggest: the plan's, the person's last one; for a guest the station's."""
        if self._person.id == GUEST:
            return self.grade(planned, at_station)
        rounds = self._level(planned.entry.id).book.history.rounds
        last = rounds[-1].grade if rounds else 1
        return self.grade(planned, last if 1 <= last <= 10 else 1)

    def begin(self, planned: Planned, chosen: int, number: int, seed: int, near_falls: int,
              reach: Reach) -> Follower | None:
        """Return what a new round begins with; None where it has no coach.

        number, seed: of the round in the session.  near_falls: in this session so far.  reach: in force now.
        """
        self.follower = None
        self._shown = len(self.remarks)
        self._note_other_plans(planned)
        if not self.coached(planned):
            return None
        level = self._level(planned.entry.id)
        before = before_of(level.book.history)
        frame = frame_of(planned.level, chosen, planned.plan, before)
        today = self._today(planned.level, near_falls, reach)
        engine, given = self._engine(level, planned, chosen, frame, today)
        give = partial(level.book.give, engine) if frame.adapts else engine.give
        begun = [give(each) for each in given]
        if not level.began:
            level.began = True
            level.book.add(Began(today.now, self._session))

        def over(told: RoundTold, state: State) -> None:
            level.tries += told.tries.of
            self._keep(level.book, frame, chosen, number, today, engine, told, state)

        done = level.tries + sum(told.tries.of for told in before.sessions)
        start = frame.start(engine.state, seed, done, planned.level.grade(chosen).items)
        self.follower = Follower(start, (*frame.why, *changes(begun)), give, over)
        return self.follower

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a therapist must know, each once, in the order in which it came up."""
        found = [remark for level in self._levels.values() for remark in level.book.remarks]
        if self._pen.trouble is not None:
            found.append(str(self._pen.trouble))
        self._remarks += [remark for remark in dict.fromkeys(found) if remark not in self._remarks]
        return tuple(self._remarks)

    @property
    def news(self) -> tuple[str, ...]:
        """The remarks that came up since the last round was asked for."""
        return self.remarks[self._shown:]

    def line(self) -> str:
        """Return the first sentence of each of the news, for the first screen; "" for none."""
        return " ".join(remark.split(". ")[0].rstrip(".") + "." for remark in self.news)

    def close(self) -> None:
        """Bring everything to its end; what could not be written is tried once more."""
        for level in self._levels.values():
            level.book.close()
        self._pen.close()

    # One level.

    def _note_other_plans(self, planned: Planned) -> None:
        """Say it where a plan was named and another level is played without one: that is seldom meant."""
        if not self._shelf.entries or planned.written is not None:
            return
        meant = " and ".join(entry.id for entry in self._shelf.entries)
        remark = f"The plan that was named is for {meant}: {planned.entry.id} is played without a plan."
        if remark not in self._remarks:
            self._remarks.append(remark)

    def _level(self, level_id: str) -> _Level:
        if level_id not in self._levels:
            folder = self._person.folder
            record = None if folder is None else record_of(folder, self._person.id, level_id)
            self._levels[level_id] = _Level(LevelBook(record, self._pen, self._session.replace(":", "")))
        return self._levels[level_id]

    def _engine(self, level: _Level, planned: Planned, chosen: int, frame: Frame,
                today: _Today) -> tuple[Engine, tuple[Given, ...]]:
        """Return the engine of a round, and what it is given before; one that does not adapt is kept nowhere."""
        seed = random.Random(f"{self._seed}/coach/{planned.entry.id}").getrandbits(32)
        fresh = Fresh(frame.settings, first_of(planned.plan, frame, chosen, today.assessed), seed)
        if not frame.adapts:
            engine, goes_on = Engine(fresh.settings, fresh.first, fresh.seed), False
        else:
            engine, goes_on = level.book.engine(fresh)
        symptoms = symptoms_now(engine.state.symptoms, today.faces, today.near_falls)
        days = self._days(level.book, today.now) if goes_on else None
        return engine, given_at_start(engine.state, frame, days, today.assessed, symptoms)

    def _days(self, book: LevelBook, now: datetime) -> int:
        days, odd = days_between(book.history.last, now)
        if odd and odd not in self._remarks:
            self._remarks.append(odd)
        return days

    def _today(self, level: Level, near_falls: int, reach: Reach) -> _Today:
        now = self._clock.utc()
        faces = self._person.latest("faces", now, FACES_AGE)
        return _Today(now, self._assessed(level, now, reach), None if faces is None else faces.values, near_falls)

    def _assessed(self, level: Level, now: datetime, reach: Reach) -> Assessed:
        """Return what was measured in the last days, as far as it tells something of this level."""
        if level.board_use() is not BoardUse.NEEDED:
            return Assessed()
        needed = {"quiet_stance": "", "limits": "", "sitting": "", "pace": "pace_s"}
        kept = {name: self._person.latest(name, now, ASSESSED_AGE, key) for name, key in needed.items()}
        values = {name: {} if result is None else result.values for name, result in kept.items()}
        return assessed_from(values["quiet_stance"], values["limits"], values["sitting"], values["pace"],
                             (reach.left_mm, reach.right_mm, reach.front_mm, reach.back_mm),
                             seated=level.posture is not Posture.STANDING)

    def _keep(self, book: LevelBook, frame: Frame, chosen: int, number: int, today: _Today, engine: Engine,
              told: RoundTold, state: State) -> None:
        """Keep what a round left behind; one without a single try leaves nothing."""
        if not (told.tries.of or told.voids or told.near_falls):
            return
        felt = None if today.faces is None else bool(symptoms_now(frozenset(), today.faces, 0))
        book.add(KeptRound(
            self._clock.utc(), self._session, number, chosen, int(frame.stage), frame.feedback.step, frame.percent,
            str(frame.order), frame.settings.target, felt,
            {str(axis): state.levels.of(axis) for axis in frame.settings.axes}, state.assist,
            len(engine.decisions) if frame.adapts else 0, told.to_json()))
