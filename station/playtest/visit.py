"""The visit before the first play: reach and efforts of a simulated body, measured as a clinic does.

The guided procedures of the clinic lead the same person through the same sensors; what they find is in force when
the body plays.  Not here: what is measured (`signals.guided`), what is played afterwards (`seat`).
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from math import inf

from core.clock import ManualClock
from core.frames import TICK_NS
from core.muscles import Muscle
from devices.simulated.people import Person
from devices.simulated.senses import Condition
from devices.simulated.stance import Reach
from signals.assembler import Assembler
from signals.calibration import Calibration
from signals.guided import EffortProcedure, Procedure, ReachProcedure
from station.engine import Engine, NoKeeper
from station.playtest.wearing import Dressed, Who, wear
from station.session import signal_settings
from station.settings import Emg, Settings

LONGEST_TICKS = 12_000
"""Every procedure ends by itself long before."""
RESTLESS = 0.12
"""Rest above this share of the maximum was no rest: who measures sees that and measures again."""
TRIES = 3


def calibrated(who: Who) -> Calibration:
    """Return what a clinic measures of `who` on firm ground with open eyes, in the posture of the level.

    What cannot be measured keeps its usual range, as it does in a clinic.
    """
    return _measured(replace(who, condition=Condition(posture=who.condition.posture)))


@lru_cache(maxsize=256)  # of the most abilities a plan has some 130 bodies; each takes as long as a session
def _measured(who: Who) -> Calibration:
    """Measure everything of `who` as they are."""
    clock = ManualClock()
    dressed = wear(who, "visit", clock)
    engine = Engine(dressed.sensors, Assembler(signal_settings(settings_of(who)), Calibration()), NoKeeper())
    for sensor in dressed.sensors:
        sensor.start()
    found = Calibration()
    if who.board:
        found = _led(ReachProcedure(found), dressed, engine, clock) or found
    for muscle in who.muscles:
        found = _effort(muscle, found, dressed, engine, clock)
    for sensor in dressed.sensors:
        sensor.stop()
    return found


def _effort(muscle: Muscle, known: Calibration, dressed: Dressed, engine: Engine,
            clock: ManualClock) -> Calibration:
    """Measure one muscle; the calmest of up to three tries counts."""
    calmest: tuple[float, Calibration] = (inf, known)
    for _ in range(TRIES):
        found = _led(EffortProcedure(muscle, known), dressed, engine, clock)
        if found is None:
            continue
        effort = found.effort[muscle]
        calmest = min(calmest, (effort.rest_uv / effort.max_uv, found), key=lambda each: each[0])
        if calmest[0] <= RESTLESS:
            break
    return calmest[1]


def settings_of(who: Who) -> Settings:
    """Return the settings of a station whose electrodes are on the muscles of `who`."""
    return Settings(schema=1, emg=Emg(channels=who.muscles) if who.worn else Emg())


def practised(person: Person, calibration: Calibration) -> Person:
    """Return the person knowing where the middle is and how far a lean takes the hand, as it was measured."""
    reach, base = calibration.reach, person.base
    known = Reach(min(reach.left_mm, base.left_mm), min(reach.right_mm, base.right_mm),
                  min(reach.front_mm, base.front_mm), min(reach.back_mm, base.back_mm))
    middle_mm = (reach.centre_x_mm - person.shift_mm, reach.centre_y_mm)
    return replace(person, movement=replace(person.movement, reach=known, middle_mm=middle_mm))


def _led(procedure: Procedure, dressed: Dressed, engine: Engine, clock: ManualClock) -> Calibration | None:
    """Lead the body through one procedure; None when it found nothing."""
    for tick in range(1, LONGEST_TICKS):
        clock.advance(TICK_NS)
        engine.pump(clock.now_ns())
        engine.assembler.frame(tick, clock.now_ns())
        step = procedure.feed(engine.assembler.body())
        dressed.body.see(step.cue)
        if step.done:
            return step.result
    return None
