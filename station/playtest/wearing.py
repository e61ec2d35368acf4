"""What a simulated body stands on and wears: emulated sensors whose bytes the real drivers read, and their cables.

Not here: the body (`devices.simulated`), the session around it (`seat`), measuring it first (`visit`).
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from core.clock import ManualClock
from core.muscles import Muscle
from core.ring import Ring
from core.samples import Stream
from devices.drivers import Driver
from devices.drivers.chords import ChordsDriver
from devices.drivers.wii_board import WiiBoardDriver
from devices.emulators.chords import ChordsEmulator
from devices.emulators.loop import LoopTransport
from devices.emulators.wii_board import WiiBoardEmulator
from devices.link import Link, LinkEntry
from devices.simulated.ability import person_of, worn_by
from devices.simulated.electrodes import LivingMuscles, Worn
from devices.simulated.learning import Learner, LearningBody
from devices.simulated.people import Person
from devices.simulated.senses import Condition, Eyes, Posture, Surface
from devices.simulated.standing import StandingBody
from levels.model import Level
from levels.model_shelf_reach import ShelfReachLevel
from levels.words import BoardUse
from levels.words import Eyes as LevelEyes
from levels.words import Posture as LevelPosture
from levels.words import Surface as LevelSurface
from station.plugging import RING_CAPACITY
from station.sensors import LinkSensor

_EMG_BOARD = "UNO-R4"
_EMG_LUMP_MS = 20


@dataclass(frozen=True, slots=True)
class Who:
    """A person at a level.  condition: how the level has them stand or sit.  worn: muscles under electrodes.

    board: whether there is a board under them.
    """

    person: Person
    condition: Condition
    worn: tuple[Worn, ...]
    board: bool

    @property
    def muscles(self) -> tuple[Muscle, ...]:
        """The muscles under the electrodes, channel 1 first."""
        return tuple(one.muscle for one in self.worn)


@dataclass(frozen=True, slots=True)
class Dressed:
    """A body with its sensors and their cables, to be pulled."""

    body: StandingBody | LearningBody
    sensors: list[LinkSensor]
    loops: tuple[LoopTransport, ...]


def who_plays(level: Level, ability: float, person: Person | None = None) -> Who:
    """Return who plays `level`; `person` takes the place of the one of `ability`, whose muscles stay."""
    return Who(person or person_of(ability), condition_of(level), worn_by(ability, level.sensed()),
               level.board_use() is not BoardUse.IGNORED)


def condition_of(level: Level) -> Condition:
    """Return how `level` has people stand or sit; a soft seat is as soft as foam."""
    surface = level.surface if isinstance(level, ShelfReachLevel) else LevelSurface.FIRM
    return Condition(
        Eyes.CLOSED if level.eyes is LevelEyes.CLOSED else Eyes.OPEN,
        Surface.FIRM if surface is LevelSurface.FIRM else Surface.FOAM,
        Posture.STANDING if level.posture is LevelPosture.STANDING else Posture.SEATED)


def wear(who: Who, chance: str, clock: ManualClock, learner: Learner | None = None) -> Dressed:
    """Let `who` stand on a board and wear electrodes; `chance` seeds everything."""
    rng = random.Random(f"{chance}/patient")
    muscles = LivingMuscles(rng.getrandbits(31), who.worn) if who.worn else None
    body: StandingBody | LearningBody
    if learner is None:
        body = StandingBody(rng, who.person, who.condition, who.muscles, muscles)
    else:
        body = LearningBody(rng, who.person, who.condition, learner, who.muscles, muscles)
    loops: list[LoopTransport] = []
    sensors: list[LinkSensor] = []
    if who.board:
        board = WiiBoardEmulator(body, random.Random(f"{chance}/board"))
        loops.append(LoopTransport(board, clock, "simulated board", "sim"))
        sensors.append(_sensor(Stream.BOARD, loops[-1], WiiBoardDriver, clock))
    if who.worn:
        emg = ChordsEmulator(body, random.Random(f"{chance}/emg"), _EMG_BOARD, len(who.worn), boot_ms=0,
                             command_delay_ms=0, lump_ms=_EMG_LUMP_MS)
        loops.append(LoopTransport(emg, clock, "simulated EMG", "sim", join=True))
        sensors.append(_sensor(Stream.EMG, loops[-1], lambda: ChordsDriver(reset_wait_ms=0), clock))
    return Dressed(body, sensors, tuple(loops))


def _sensor(stream: Stream, loop: LoopTransport, driver: Callable[[], Driver], clock: ManualClock) -> LinkSensor:
    ring: Ring[LinkEntry] = Ring(RING_CAPACITY)
    return LinkSensor(Link(stream, loop.open, driver, clock, ring), ring, threaded=False)
