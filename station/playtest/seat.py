"""Puts a simulated body in front of a level: emulated sensors that can be unplugged, and the session around them.

The chain is that of the clinic, bytes included; only the clock is its own, and nothing is kept on disk.
Not here: the sensors (`wearing`), measuring the body first (`visit`), playing it to its end (`playing`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from clinic import people
from core.clock import ManualClock
from devices.emulators.loop import LoopTransport
from devices.simulated.learning import Learner
from devices.simulated.people import Person
from levels.model import Level
from levels.planning import Laid
from levels.reader import find
from levels.words import BoardUse
from station.coaching.plans import PlanShelf
from station.engine import Screens
from station.levels import read_entry
from station.playtest.plan import Job
from station.playtest.showing import Player, Showing
from station.playtest.visit import calibrated, practised, settings_of
from station.playtest.watching import Watching
from station.playtest.wearing import Who, wear, who_plays
from station.plugging import Devices, Wired
from station.session import Session
from station.stimulation.example import example
from station.stimulation.script import parse_script
from station.stimulation.simulated import SCRIPT, SimulatedProgram, Stimulated
from stim_safety.drivers.registry import DRIVERS
from stim_safety.prescription import read

MORNING = datetime(2026, 1, 15, 9, 0, tzinfo=UTC)
"""When every play-test session begins, so that a prescription is never out of date and all repeat."""
_LINE = "A simulated patient plays."


@dataclass(frozen=True, slots=True)
class Seat:
    """A session that is ready to start.  level_id: its name there.  loops: the sensors' cables, to be pulled."""

    session: Session
    clock: ManualClock
    level_id: str
    level: Level
    watching: Watching
    loops: tuple[LoopTransport, ...]
    who: Who
    body: Player

    def shown(self, screens: Screens) -> Screens:
        """Let the body look at `screens`."""
        return Showing(screens, self.session.services, self.level, self.body)


def cables(name: str) -> int:
    """Return how many sensors a body wears at the level of that name."""
    level, _ = read_entry(find(name))
    return (level.board_use() is not BoardUse.IGNORED) + bool(level.sensed())


@dataclass(frozen=True, slots=True)
class PlannedVisit:
    """A session under a therapist's plan.  known: whose records it goes on from and adds to.  utc: its day."""

    laid: Laid
    known: people.Person
    utc: datetime = MORNING


def sit(job: Job, person: Person | None = None, learner: Learner | None = None,
        visit: PlannedVisit | None = None) -> Seat:
    """Put everything together for one session.  Raises InputError for a level with mistakes.

    person: plays instead of the one that the ability of `job` names.  learner: learns while playing; without one
    skill stays as it is, and only muscles tire.  visit: under a plan, whose level takes the place of the job's.
    """
    entry = find(job.level) if visit is None else visit.laid.entry
    level = read_entry(entry)[0] if visit is None else visit.laid.level
    who = who_plays(level, job.ability, person)
    calibration = calibrated(who)
    if who.board:
        who = replace(who, person=practised(who.person, calibration))
    clock = ManualClock(utc=MORNING if visit is None else visit.utc)
    dressed = wear(who, f"{job.level}/{job.seed}", clock, learner)
    wired = Wired([*dressed.sensors], None, Devices(who.board, bool(who.worn), True, _LINE), clock)
    watching = Watching(who.muscles)
    session = Session(wired, settings_of(who), job.seed, None, None, False, (entry,),
                      None if visit is None else visit.known, keeper=watching,
                      shelf=None if visit is None else PlanShelf((visit.laid,)))
    session.engine.calibrate(clock.now_ns(), calibration)
    if level.assist.stimulation > 0:
        _stimulate(session, dressed.body, clock, watching)
    return Seat(session, clock, entry.id, level, watching, dressed.loops, who, dressed.body)


def _stimulate(session: Session, patient: Stimulated, clock: ManualClock, watching: Watching) -> None:
    """Put the simulated stimulator beside the body, with an example prescription for its muscles."""
    text = example(clock.utc(), patient.muscles)
    today = (clock.utc().astimezone().date() - date(1970, 1, 1)).days  # as the safety program counts
    program = SimulatedProgram(clock, patient, text, keeps_journal=False)
    watching.current.orders = {order.channel: order for order in read(text, today).channels}
    watching.current.outlet = program.device
    script = parse_script(SCRIPT, "the simulated patient")
    session.stimulate(program, script, DRIVERS["sim"]().abilities, "")
