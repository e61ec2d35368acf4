"""From the words of --board and --emg to sensors that are plugged in.

`auto` takes what is there; with no board, a simulated patient stands on an emulated one and everything else
stays as it is: the same drivers read the same bytes.  Not here: how devices are found (`devices.discovery`).
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from core.clock import Clock, ManualClock
from core.errors import DeviceMissing, PermissionMissing
from core.events import JsonValue
from core.ring import Ring
from core.samples import Stream
from devices import discovery
from devices.codecs.generic_lines import GenericColumns, Unit
from devices.discovery import SIMULATED, DeviceSpec, Word
from devices.drivers import NoteKind
from devices.kinds import Tuning
from devices.link import Link, LinkEntry
from devices.simulated.muscle import MAXIMUM_UV, REST_UV
from devices.simulated.stance import SimulatedPatient
from signals.calibration import Calibration, EffortRange, Reach
from station.sensors import LinkSensor, ReplaySensor, Sensor
from station.settings import Settings

RING_CAPACITY = 4096
"""Entries a sensor may be ahead of the simulation: 40 s of a board."""
ENVELOPE_OF_RMS = 0.77
"""The rectified mean of noise is 0.80 of its RMS; the band-pass keeps nearly all of it."""
REST_MARGIN = 1.4
"""Mean + 3 SD of a 6 Hz envelope of noise at rest."""
SIMULATED_LINE = "No board was found: a simulated patient plays. In play, hold the arrow keys to lean it yourself."
CHOSEN_LINE = "A simulated patient plays. In play, hold the arrow keys to lean it yourself."


@dataclass(frozen=True, slots=True)
class Devices:
    """What is plugged in, for the words on the screen.

    line: of the simulated patient, one sentence for the start screen; "" when the links tell.
    """

    has_board: bool
    has_emg: bool
    simulated: bool
    line: str


@dataclass(slots=True)
class Wired:
    """What was plugged together: the sensors, the patient when it is simulated, and the clock they run on."""

    sensors: list[Sensor]
    patient: SimulatedPatient | None
    devices: Devices
    clock: Clock
    words: dict[str, JsonValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plugs:
    """What is to be plugged in, as a person said it.

    want_emg: whether a simulated patient shall wear electrodes.  hurry: whether a session of simulated
    devices alone may run on a clock of its own, faster than real time.  stand_in: whether a simulated patient
    may stand in for a board that was not found.
    """

    board: str = "auto"
    emg: str = "auto"
    want_emg: bool = True
    hurry: bool = False
    stand_in: bool = True


def plug(plugs: Plugs, settings: Settings, clock: Clock, wake: threading.Event, seed: int) -> Wired:
    """Plug in what was asked for.

    Raises InputError for words that name nothing, DeviceMissing for a named port that does not open.  A Wii
    board that is not there is no error: it comes when its button is pressed.  Who answers at a port is known
    later; a remark of the link says so.
    """
    board_spec, emg_spec = DeviceSpec.parse(plugs.board), DeviceSpec.parse(plugs.emg)
    board, emg = _open(board_spec, clock, wake, settings), _open_emg(emg_spec, clock, wake, settings)
    _demand_ports([sensor for sensor, spec in ((board, board_spec), (emg, emg_spec)) if spec.is_port])
    stands_in = {Word.AUTO, Word.SIM} if plugs.stand_in else {Word.SIM}
    simulated = board is None and board_spec.word in stands_in
    if simulated or emg_spec.word == Word.SIM:
        if plugs.hurry and board is None and emg is None:
            clock = ManualClock(utc=clock.utc())
        return _with_patient(board, emg, plugs, settings, clock, wake, seed, simulated)
    return _wired([sensor for sensor in (board, emg) if sensor is not None], None, clock,
                  Devices(board is not None, emg is not None, False, ""), plugs)


def _demand_ports(sensors: list[Sensor | None]) -> None:
    """Raise DeviceMissing, with everything closed again, when one of `sensors` does not open."""
    links = [sensor for sensor in sensors if isinstance(sensor, LinkSensor)]
    for link in links:
        why_not = link.try_now()
        if why_not is not None:
            for each in links:
                each.stop()
            raise (PermissionMissing if why_not.kind is NoteKind.NO_PERMISSION else DeviceMissing)(why_not.text)


def _open(spec: DeviceSpec, clock: Clock, wake: threading.Event, settings: Settings) -> Sensor | None:
    if spec.word == Word.REPLAY:
        return ReplaySensor(Path(spec.argument), (Stream.BOARD, Stream.TILT), clock)
    if spec.word == Word.SIM:
        return None
    ring: Ring[LinkEntry] = Ring(RING_CAPACITY, wake.set)
    columns = GenericColumns(settings.serial.corner_columns(), Unit(settings.serial.unit),
                             settings.serial.counts_per_kg)
    link = discovery.open_board(spec, clock, ring, tuning=Tuning(columns))
    return None if link is None else LinkSensor(link, ring, threaded=True)


def _open_emg(spec: DeviceSpec, clock: Clock, wake: threading.Event, settings: Settings) -> Sensor | None:
    if spec.word == Word.REPLAY:
        return ReplaySensor(Path(spec.argument), (Stream.EMG,), clock)
    if spec.word == Word.SIM:
        return None
    ring: Ring[LinkEntry] = Ring(RING_CAPACITY, wake.set)
    serial = settings.serial
    columns = GenericColumns(bits=serial.emg_bits, uv_per_count=serial.emg_uv_per_count,
                             zero_count=serial.emg_zero_count)
    tuning = Tuning(columns, settings.emg.gain, max(1, len(settings.emg.channels)))
    link = discovery.open_emg(spec, clock, ring, tuning=tuning)
    return None if link is None else LinkSensor(link, ring, threaded=True)


def _with_patient(board: Sensor | None, emg: Sensor | None, plugs: Plugs, settings: Settings, clock: Clock,
                  wake: threading.Event, seed: int, on_board: bool) -> Wired:
    """Let a simulated patient stand and pull wherever nothing real is plugged in."""
    muscles = settings.emg.channels
    patient = SimulatedPatient(random.Random(f"{seed}/patient"), muscles=muscles)
    if on_board:
        board = _simulated(discovery.open_board, clock, patient, random.Random(f"{seed}/board"))
    wears = plugs.emg == Word.SIM or (plugs.emg == Word.AUTO and plugs.want_emg and plugs.stand_in)
    if emg is None and muscles and wears:
        opener = partial(discovery.open_emg, tuning=Tuning(channels=len(muscles)))
        emg = _simulated(opener, clock, patient, random.Random(f"{seed}/emg"))
    chosen = plugs.board == Word.SIM or not on_board
    devices = Devices(board is not None, emg is not None, on_board, CHOSEN_LINE if chosen else SIMULATED_LINE)
    return _wired([sensor for sensor in (board, emg) if sensor is not None], patient, clock, devices, plugs)


def measured(patient: SimulatedPatient) -> Calibration:
    """Return the calibration of a simulated patient, as if it had been measured at the last visit."""
    reach = patient.reach
    effort = EffortRange(ENVELOPE_OF_RMS * REST_UV * REST_MARGIN, ENVELOPE_OF_RMS * MAXIMUM_UV)
    return Calibration(reach=Reach(reach.left_mm, reach.right_mm, reach.front_mm, reach.back_mm),
                       effort=dict.fromkeys(patient.muscles, effort))


def _simulated(opener: Callable[..., Link | None], clock: Clock, patient: SimulatedPatient,
               rng: random.Random) -> Sensor:
    ring: Ring[LinkEntry] = Ring(RING_CAPACITY)
    link = opener(SIMULATED, clock, ring, body=patient, rng=rng)
    if link is None:
        raise AssertionError("a simulated device is always there")
    return LinkSensor(link, ring, threaded=False)


def _wired(sensors: list[Sensor], patient: SimulatedPatient | None, clock: Clock, devices: Devices,
           plugs: Plugs) -> Wired:
    words: dict[str, JsonValue] = {"board": plugs.board, "emg": plugs.emg, "simulated": devices.simulated}
    return Wired(sensors, patient, devices, clock, words)
