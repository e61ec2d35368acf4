"""Plays one session of a plan to its end, and says how it went; also a body left alone, and a pulled plug.

Not here: many sessions (`pool`), what they mean (`gates`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from core.clock import NS_PER_S, processor_s
from core.events import JsonValue
from core.faults import Fault
from core.frames import TICK_HZ, TICK_NS
from game.intents import Intent, IntentKind
from game.phases import RoundView
from game.scenes.app import App, AppStep
from game.scenes.round import RoundScene
from game.watch import ABSENCE, Watch
from levels.model import Level
from levels.model_lanterns import LanternsLevel
from levels.words import LampMode
from station import headless
from station.playtest.answering import Answering
from station.playtest.plan import Job
from station.playtest.result import Result
from station.playtest.seat import Seat, sit
from station.playtest.watching import Watching

MOST_SECONDS = 900.0
"""A session that is longer is stopped, and what was done counts."""
LOOK_TICKS = 5 * TICK_HZ
"""After a near-fall the round waits for a person to look and go on: so long."""
NEAR_FALL = f"round_paused_{Fault.NEAR_FALL}"
STAND_STILL_S = 3.0
WAIT_S = 20.0
NOTICE_S = 0.5
"""A plug that was pulled must be noticed within this time; nothing scores after it, for as long as is waited."""


class PlaytestPilot(headless.RoundPilot):
    """Starts the round, answers what is asked, and goes on after a near-fall as a therapist would who has looked.

    shown: what the round shows, None before there is one.  answering: None lets questions pass unanswered.
    """

    def __init__(self, prepared: Callable[[], bool], shown: Callable[[], RoundView | None] = lambda: None,
                 answering: Answering | None = None) -> None:
        super().__init__(prepared=prepared)
        self._shown, self._answering = shown, answering
        self._near_fall_ticks = 0

    def intents(self, step: AppStep | None) -> list[Intent]:
        """Press what a person would press."""
        answers = self._answering.intents(self._shown()) if self._answering is not None else []
        if answers:
            return answers
        if step is None or not step.picture.key.startswith(NEAR_FALL):  # the second one offers to sit down too
            self._near_fall_ticks = 0
            return super().intents(step)
        self._near_fall_ticks += 1
        return [Intent(IntentKind.PAUSE)] if self._near_fall_ticks == LOOK_TICKS else []


def play_one(job: Job, seconds: float = MOST_SECONDS) -> Result:
    """Play one session of at most so many seconds and sum it up.  Raises InputError for a level with mistakes."""
    seat = sit(job)
    before_s = processor_s()
    end = play_to_end(seat, job, seconds)
    cpu_s = processor_s() - before_s
    watching, current = seat.watching, seat.watching.current
    items = seat.level.grade(job.grade).items
    clean, done = _clean_and_done(watching)
    played = seat.session.services.last_round
    return Result(
        job.level, job.grade, job.ability, job.seed, measures(seat.level), items, clean, done,
        _count(watching, "misses"), watching.stars, watching.ending, round(end * TICK_NS / NS_PER_S, 2),
        0.0 if played is None else played.played_ticks / TICK_HZ, round(cpu_s, 4), round(watching.work_s, 3),
        round(watching.path, 3), dict(watching.pauses), dict(watching.stops), watching.falls, watching.near_falls,
        current.trains, round(current.stim_s, 2), round(current.charge_uc, 1), watching.wished.wishes,
        watching.wished.refused(), current.peak_ua, current.over)


def measures(level: Level) -> bool:
    """Whether anything is measured in a level: imagining always succeeds."""
    return not (isinstance(level, LanternsLevel) and level.mode is LampMode.IMAGINE)


def play_to_end(seat: Seat, job: Job, seconds: float, halted: Callable[[], bool] = lambda: False) -> int:
    """Play to the results; return how many ticks that took."""
    app = App(seat.session.services, RoundScene(seat.session.services, seat.level_id, job.grade))
    seat.session.start()
    services, watching = seat.session.services, seat.watching
    pilot = PlaytestPilot(
        seat.session.prepared, lambda: None if services.last_round is None else services.last_round.latest,
        Answering(Random(f"{job.level}/{job.seed}/answers"), job.ability, lambda: watching.missed))
    end = headless.run(seat.session.engine, seat.shown(app), seat.clock, pilot, seconds, halted)
    seat.session.close(end.ticks, end.dropped)
    return end.ticks


def _clean_and_done(watching: Watching) -> tuple[int, int]:
    """Count the items without a miss, and those that were done at all (see `result`)."""
    outcome = watching.outcome
    trials = outcome.get("trials", outcome.get("lamps", []))
    rows = [row for row in trials if isinstance(row, dict)] if isinstance(trials, list) else []
    clean = sum(bool(row.get("done", row.get("own"))) and row["misses"] == 0 for row in rows)
    return clean, _count(watching, "done")


def _count(watching: Watching, name: str) -> int:
    value: JsonValue = watching.outcome.get(name, 0)
    return value if isinstance(value, int) else 0


@dataclass(frozen=True, slots=True)
class Alone:
    """How a body stood that nobody asked for anything: falls and near-falls in so many seconds."""

    seconds: float
    falls: int
    near_falls: int


def stand_alone(job: Job, seconds: float) -> Alone:
    """Let the body of `job` stand on the board of its level without a game, watched as in a round."""
    seat = sit(job)
    watch = Watch(seat.level.posture, seat.level.board_use(), ())
    seat.session.start()
    falls = near_falls = 0
    fault: Fault | None = None
    for tick in range(1, round(seconds * TICK_HZ) + 1):
        seat.clock.advance(TICK_NS)
        now_ns = seat.clock.now_ns()
        seat.session.engine.pump(now_ns)
        frame = seat.session.engine.assembler.frame(tick, now_ns)
        if tick == round(STAND_STILL_S * TICK_HZ):
            watch.learn(frame.weight_kg.value)
        if tick > STAND_STILL_S * TICK_HZ:
            near_falls += watch.follow(frame, (0.0, 0.0)) is not None
            before, fault = fault, watch.see(frame)
            falls += fault in ABSENCE and before not in ABSENCE
            watch.calm()
    seat.session.close(0, 0)
    return Alone(seconds, falls, near_falls)


@dataclass(frozen=True, slots=True)
class Unplugged:
    """A session whose sensors were unplugged for good: what was scored before, and after it had to be noticed."""

    level: str
    sensor: str
    scored_before: int
    scored_after: int
    paused: bool


def play_unplugged(job: Job, which: int, after_s: float) -> Unplugged:
    """Pull the plug of sensor number `which` so long after play began, and wait whether something scores."""
    seat = sit(job)
    watching = seat.watching
    pulled_ns: list[int] = []

    def pull() -> bool:
        now_ns = seat.clock.now_ns()
        if not pulled_ns and watching.since_ns is not None and now_ns >= watching.since_ns + after_s * NS_PER_S:
            seat.loops[which].unplug()
            pulled_ns.append(now_ns)
        return bool(pulled_ns) and now_ns >= pulled_ns[0] + WAIT_S * NS_PER_S

    play_to_end(seat, job, MOST_SECONDS, pull)
    noticed_ns = (pulled_ns[0] if pulled_ns else seat.clock.now_ns()) + NOTICE_S * NS_PER_S
    after = sum(t_ns > noticed_ns for t_ns in watching.scored_ns)
    return Unplugged(job.level, seat.loops[which].name, len(watching.scored_ns) - after, after,
                     bool(pulled_ns) and watching.pauses.total() > 0)
