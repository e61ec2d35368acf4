"""How much faster than real time a headless session runs: body, bytes, driver, signals, game."""

from __future__ import annotations

import threading

from core.clock import NS_PER_S, ManualClock, SystemClock
from core.errors import CheckFailed
from core.frames import TICK_NS
from game.scenes.app import App
from levels.reader import find
from station import headless
from station.benchmarks.figures import Figure, percentile
from station.live import LoopEnd
from station.opening import PlayOptions
from station.play import first_round, open_session
from station.settings import Settings

LEVEL = "shelf_reach/whole_shelf"
GRADE = 3
ROUNDS = 5


def measure() -> list[Figure]:
    """Play a whole level several times and compare played with passed time."""
    clock = SystemClock()
    ratios: list[float] = []
    played_s = 0.0
    for number in range(ROUNDS):
        end, passed_ns = _round(clock, number + 1)
        played_s += end.ticks * TICK_NS / NS_PER_S
        ratios.append(end.ticks * TICK_NS / passed_ns)
    return [Figure("headless play", percentile(ratios, 0.5), "x real", 100.0,
                   f"median of {ROUNDS} rounds of {LEVEL}, {played_s:.0f} s played in all, body, bytes, driver, "
                   "signals and game, nothing kept", more=True)]


def _round(clock: SystemClock, seed: int) -> tuple[LoopEnd, int]:
    """Play one round; return how it ended and the nanoseconds it took."""
    options = PlayOptions(level=LEVEL, grade=GRADE, board="sim", seed=seed, headless=True)
    entry = find(LEVEL)
    session = open_session(options, Settings(schema=1), entry, threading.Event(), hurry=True, keep=False)
    if not isinstance(session.clock, ManualClock):
        raise CheckFailed("The simulated patient did not get a clock of its own.")
    app = App(session.services, first_round(session, entry, options))
    session.start()
    before_ns = clock.now_ns()
    end = headless.run(session.engine, app, session.clock, headless.RoundPilot())
    passed_ns = clock.now_ns() - before_ns
    session.close(end.ticks, end.dropped)
    return end, passed_ns
