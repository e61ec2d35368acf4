"""Lets the body of a preview visit once: a few rounds in a row under the plan, in the clinic's own chain.

Difficulty, feedback and stage go on from what is kept of the person; everything is read and written in a copy, so
that a preview leaves no trace.  Not here: the body (`body`), what is told of many visits (`told`).
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from random import Random

from clinic.coaching import folder_of
from clinic.people import file_of, open_person
from core.errors import StorageError
from core.frames import TICK_HZ
from devices.simulated.people import Person
from game.coaching.told import RoundTold
from game.difficulty.state import State
from game.phases import RoundView
from game.scenes.app import App
from game.scenes.round import RoundScene
from levels.planning import Laid
from station import headless
from station.playtest.answering import Answering
from station.playtest.plan import Job
from station.playtest.playing import MOST_SECONDS, PlaytestPilot
from station.playtest.seat import PlannedVisit, Seat, sit
from station.services import StationServices

NOBODY = "preview"
"""Under this id the rounds of a preview without a patient are kept, in the copy that is thrown away."""


@dataclass(frozen=True, slots=True)
class VisitJob:
    """One visit.  place: of the ladder, None where difficulty is as the plan says.

    patient: None for nobody.  data_folder: where the station keeps people.  now: when the visit is.
    """

    planned: Laid
    person: Person
    ability: float
    rounds: int
    seed: int
    now: datetime
    patient: str | None = None
    data_folder: Path | None = None
    place: float | None = None


@dataclass(frozen=True, slots=True)
class RoundSeen:
    """How one round went.

    grade: chosen, which says how many and how heavy.  before, after: where difficulty stood, and help.
    said: what was decided about the round, a sentence each.  told: by the coach.  items, clean: asked for, and of
    these done without a miss.  play_s: from the gate to the results.
    """

    grade: int
    before: State
    after: State
    said: tuple[str, ...]
    told: RoundTold
    items: int
    clean: int
    play_s: float
    pauses: int
    near_falls: int
    falls: int
    stim_s: float
    trains: int


def visit(job: VisitJob) -> tuple[RoundSeen, ...]:
    """Play the rounds of one visit.  Raises StorageError where no copy can be made."""
    try:
        with tempfile.TemporaryDirectory(prefix="surefoot-preview-") as folder:
            known = Path(folder)
            _copy(job, known)
            return _played(job, known)
    except OSError as error:
        raise StorageError(f"A preview needs room for a copy of what is kept of the patient: "
                           f"{error.strerror or error}.") from error


def _copy(job: VisitJob, into: Path) -> None:
    """Copy what is kept of the patient; of nobody there is nothing."""
    if job.patient is None or job.data_folder is None:
        return
    file, folder = file_of(job.data_folder, job.patient), folder_of(job.data_folder, job.patient)
    file_of(into, job.patient).parent.mkdir(parents=True)
    if file.exists():
        shutil.copyfile(file, file_of(into, job.patient))
    if folder.is_dir():
        shutil.copytree(folder, folder_of(into, job.patient))


def _played(job: VisitJob, folder: Path) -> tuple[RoundSeen, ...]:
    known = open_person(job.patient or NOBODY, folder)
    seat = sit(Job(job.planned.entry.id, 1, job.ability, job.seed), job.person,
               visit=PlannedVisit(job.planned, known, job.now))
    session, watching, ticks = seat.session, seat.watching, 0
    grade = session.services.last_grade(seat.level_id)
    session.start()
    answering = Answering(Random(f"{seat.level_id}/{job.seed}/answers"), job.ability, lambda: watching.missed)
    seen = []
    for _ in range(job.rounds):
        before = _Counts.of(seat)
        app = App(session.services, RoundScene(session.services, seat.level_id, grade))
        pilot = PlaytestPilot(session.prepared, partial(_shown, session.services), answering)
        end = headless.run(session.engine, seat.shown(app), seat.clock, pilot, MOST_SECONDS)
        ticks += end.ticks
        seen.append(_seen(seat, grade, before))
    session.close(ticks, 0)
    return tuple(seen)


def _shown(services: StationServices) -> RoundView | None:
    """Return what the round of now shows, None before there is one."""
    return None if services.last_round is None else services.last_round.latest


@dataclass(frozen=True, slots=True)
class _Counts:
    """What is counted over the whole session."""

    pauses: int
    near_falls: int
    falls: int
    stim_s: float
    trains: int

    @classmethod
    def of(cls, seat: Seat) -> _Counts:
        """Return the counts so far."""
        watching = seat.watching
        return cls(watching.pauses.total(), watching.near_falls, watching.falls, watching.current.stim_s,
                   watching.current.trains)


def _seen(seat: Seat, grade: int, before: _Counts) -> RoundSeen:
    played, now = seat.session.services.last_round, _Counts.of(seat)
    if played is None or played.follower is None:
        raise AssertionError("a round under a plan has a coach")
    follower, outcome = played.follower, seat.watching.outcome
    trials = outcome.get("trials", outcome.get("lamps", []))
    rows = [row for row in trials if isinstance(row, dict)] if isinstance(trials, list) else []
    clean = sum(bool(row.get("done", row.get("own"))) and row["misses"] == 0 for row in rows)
    return RoundSeen(
        grade, follower.start.state, follower.state, follower.why, follower.told or RoundTold(), len(rows), clean,
        played.played_ticks / TICK_HZ, now.pauses - before.pauses, now.near_falls - before.near_falls,
        now.falls - before.falls, now.stim_s - before.stim_s, now.trains - before.trains)
