"""Puts a simulated body in front of a level: emulated sensors that can be unplugged, and the session around them.

The chain is that of the clinic, bytes included; only the clock is its own, and nothing is kept on disk.
Not here: playing it to its end (`playing`).
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from core.clock import ManualClock
from core.ring import Ring
from core.samples import Stream
from devices.drivers import Driver
from devices.drivers.chords import ChordsDriver
from devices.drivers.wii_board import WiiBoardDriver
from devices.emulators import Emulator
from devices.emulators.chords import ChordsEmulator
from devices.emulators.loop import LoopTransport
from devices.emulators.wii_board import WiiBoardEmulator
from devices.link import Link, LinkEntry
from devices.simulated.stance import SimulatedPatient
from levels.model import Level
from levels.reader import find
from levels.words import BoardUse
from station.levels import read_entry
from station.playtest.plan import Job
from station.playtest.watching import Watching
from station.plugging import RING_CAPACITY, Devices, Wired
from station.sensors import LinkSensor, Sensor
from station.session import Session
from station.settings import Emg, Settings
from station.stimulation.example import example
from station.stimulation.script import parse_script
from station.stimulation.simulated import SCRIPT, SimulatedProgram
from stim_safety.drivers.registry import DRIVERS
from stim_safety.prescription import read

MORNING = datetime(2026, 1, 15, 9, 0, tzinfo=UTC)
"""When every play-test session begins, so that a prescription is never out of date and all repeat."""
_EMG_BOARD = "UNO-R4"
_EMG_LUMP_MS = 20
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


@dataclass(frozen=True, slots=True)
class Worn:
    """What a body stands on and wears: its sensors and their cables."""

    patient: SimulatedPatient
    sensors: list[Sensor]
    loops: tuple[LoopTransport, ...]


def wear(job: Job, level: Level, clock: ManualClock) -> Worn:
    """Let the body of `job` stand on a board and wear electrodes, as far as `level` looks at them."""
    chance = f"{job.level}/{job.seed}"
    muscles = level.sensed()
    patient = SimulatedPatient(random.Random(f"{chance}/patient"), ability=job.ability, muscles=muscles)
    loops: list[LoopTransport] = []
    sensors: list[Sensor] = []
    if level.board_use() is not BoardUse.IGNORED:
        board = WiiBoardEmulator(patient, random.Random(f"{chance}/board"))
        loops.append(LoopTransport(board, clock, "simulated board", "sim"))
        sensors.append(_sensor(Stream.BOARD, loops[-1], WiiBoardDriver, clock))
    if muscles:
        emg: Emulator = ChordsEmulator(patient, random.Random(f"{chance}/emg"), _EMG_BOARD, len(muscles),
                                       boot_ms=0, command_delay_ms=0, lump_ms=_EMG_LUMP_MS)
        loops.append(LoopTransport(emg, clock, "simulated EMG", "sim", join=True))
        sensors.append(_sensor(Stream.EMG, loops[-1], lambda: ChordsDriver(reset_wait_ms=0), clock))
    return Worn(patient, sensors, tuple(loops))


def cables(name: str) -> int:
    """Return how many sensors a body wears at the level of that name."""
    level, _ = read_entry(find(name))
    return (level.board_use() is not BoardUse.IGNORED) + bool(level.sensed())


def sit(job: Job) -> Seat:
    """Put everything together for one session.  Raises InputError for a level with mistakes."""
    entry = find(job.level)
    level, _ = read_entry(entry)
    clock = ManualClock(utc=MORNING)
    worn = wear(job, level, clock)
    has_board = any(sensor.stream is Stream.BOARD for sensor in worn.sensors)
    devices = Devices(has_board, bool(level.sensed()), True, _LINE)
    wired = Wired(worn.sensors, worn.patient, devices, clock)
    muscles = level.sensed()
    settings = Settings(schema=1, emg=Emg(channels=muscles) if muscles else Emg())
    watching = Watching(muscles)
    session = Session(wired, settings, job.seed, None, None, False, (entry,), keeper=watching)
    if level.assist.stimulation > 0:
        _stimulate(session, worn.patient, clock, watching)
    return Seat(session, clock, entry.id, level, watching, worn.loops)


def _sensor(stream: Stream, loop: LoopTransport, driver: Callable[[], Driver], clock: ManualClock) -> LinkSensor:
    ring: Ring[LinkEntry] = Ring(RING_CAPACITY)
    return LinkSensor(Link(stream, loop.open, driver, clock, ring), ring, threaded=False)


def _stimulate(session: Session, patient: SimulatedPatient, clock: ManualClock, watching: Watching) -> None:
    """Put the simulated stimulator beside the body, with an example prescription for its muscles."""
    text = example(clock.utc(), patient.muscles)
    today = (clock.utc().astimezone().date() - date(1970, 1, 1)).days  # as the safety program counts
    program = SimulatedProgram(clock, patient, text)
    watching.current.orders = {order.channel: order for order in read(text, today).channels}
    watching.current.outlet = program.device
    script = parse_script(SCRIPT, "the simulated patient")
    session.stimulate(program, script, DRIVERS["sim"]().abilities, "")
