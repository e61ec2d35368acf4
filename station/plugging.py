"""From the words of --board and --emg to sensors that are plugged in.

`auto` takes what is there; with no board, a simulated patient stands on an emulated one and everything else
stays as it is: the same drivers read the same bytes.  Not here: how devices are found (`devices.discovery`).
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from core.clock import Clock, ManualClock
from core.errors import DeviceMissing, PermissionMissing
from core.events import JsonValue
from core.ring import Ring
from core.samples import Stream
from devices import discovery
from devices.codecs.evdev import Axis
from devices.codecs.generic_lines import GenericColumns, Unit
from devices.discovery import SIMULATED, DeviceSpec, Word
from devices.drivers import NoteKind
from devices.drivers.joystick import JoystickAxes
from devices.kinds import Tuning
from devices.kinds.registry import kind_of
from devices.link import Link, LinkEntry
from devices.looking import BOARD_STREAMS, EMG_STREAMS, NOTHING_BEFORE, Before, Choice, Known, Looked, look
from devices.simulated.muscle import MAXIMUM_UV, REST_UV
from devices.simulated.stance import SimulatedPatient
from devices.transports.serial_port import serial_number_of
from signals.calibration import Calibration, EffortRange, Reach
from station.memory import Memory
from station.sensors import LinkSensor, ReplaySensor, Sensor
from station.settings import Settings
from station.stimulation.spec import StimSpec

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

    line: for the start screen, of the simulated patient or of what was chosen among several; "" when the links
    tell.
    """

    has_board: bool
    has_emg: bool
    simulated: bool
    line: str


@dataclass(slots=True)
class Wired:
    """What was plugged together: the sensors, the patient when it is simulated, and the clock they run on.

    used: by which word board and EMG were opened, for what the station remembers.
    """

    sensors: list[Sensor]
    patient: SimulatedPatient | None
    devices: Devices
    clock: Clock
    words: dict[str, JsonValue] = field(default_factory=dict)
    used: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plugs:
    """What is to be plugged in, as a person said it.

    want_emg: whether a simulated patient shall wear electrodes.  hurry: whether a session of simulated
    devices alone may run on a clock of its own, faster than real time.  stand_in: whether a simulated patient
    may stand in for a board that was not found.  stim: the words of --stim, whose port is no sensor's.
    """

    board: str = "auto"
    emg: str = "auto"
    want_emg: bool = True
    hurry: bool = False
    stand_in: bool = True
    stim: str = "none"


def plug(plugs: Plugs, settings: Settings, clock: Clock, wake: threading.Event, seed: int,
         memory: Memory | None = None) -> Wired:
    """Plug in what was asked for; `auto` prefers the devices that `memory` knows.

    Raises InputError for words that name nothing and for a stimulator's port, DeviceMissing for a named port that
    does not open.  A Wii board that is not there is no error: it comes when its button is pressed.  Who answers at
    a port is known later; a remark of the link says so.
    """
    specs = {"board": DeviceSpec.parse(plugs.board), "emg": DeviceSpec.parse(plugs.emg)}
    before = _before(plugs.stim, settings, memory)
    _demand_no_stimulator(specs.values(), plugs.stim, settings)
    found = _look(specs["board"].word == Word.AUTO, specs["emg"].word == Word.AUTO, clock, before)
    board_spec, board_baud = _resolved(specs["board"], found.board)
    emg_spec, emg_baud = _resolved(specs["emg"], found.emg)
    board = _open(board_spec, board_baud, clock, wake, settings)
    emg = _open_emg(emg_spec, emg_baud, clock, wake, settings)
    _demand_ports([sensor for sensor, spec in ((board, specs["board"]), (emg, specs["emg"])) if spec.is_port])
    stands_in = {Word.AUTO, Word.SIM} if plugs.stand_in else {Word.SIM}
    simulated = board is None and specs["board"].word in stands_in
    if simulated or emg_spec.word == Word.SIM:
        if plugs.hurry and board is None and emg is None:
            clock = ManualClock(utc=clock.utc())
        wired = _with_patient(board, emg, plugs, settings, clock, wake, seed, simulated)
    else:
        devices = Devices(board is not None, emg is not None, False, " ".join(found.remarks))
        wired = _wired([sensor for sensor in (board, emg) if sensor is not None], None, clock, devices, plugs)
    wired.used = {"board": board_spec.word, "emg": emg_spec.word}
    return wired


def remember(memory: Memory, wired: Wired, sensor: Sensor) -> None:
    """Keep that `sensor` answered, so that `auto` takes it again; a device without a number cannot be told."""
    which = "emg" if sensor.stream is Stream.EMG else "board"
    if not isinstance(sensor, LinkSensor) or kind_of(wired.used.get(which, "")) is None:
        return
    known = Known(wired.used[which], sensor.link.serial_number, sensor.link.baud)
    if known.serial_number and known != memory.device(which):
        memory.keep_device(which, known)


def remember_stimulator(memory: Memory, spec: StimSpec) -> None:
    """Keep where a stimulator is, so that nothing is ever sought there, also once it is not named any more."""
    if spec.port:
        memory.keep_stimulator(serial_number_of(spec.port) or spec.port, spec.kind)


def _before(stim: str, settings: Settings, memory: Memory | None) -> Before:
    """Gather what is known of devices and stimulators."""
    spec = StimSpec.parse(stim)
    stimulators = {*settings.ports.stimulators, *((spec.port,) if spec.port else ())}
    if memory is None:
        return replace(NOTHING_BEFORE, stimulators=frozenset(stimulators))
    return Before(memory.device("board"), memory.device("emg"), frozenset(stimulators) | memory.stimulators())


def _demand_no_stimulator(specs: Iterable[DeviceSpec], stim: str, settings: Settings) -> None:
    """Raise InputError for a sensor at a stimulator's port; what an earlier session was told may have changed."""
    stimulators = {*settings.ports.stimulators, StimSpec.parse(stim).port}
    for spec in specs:
        if spec.port:
            discovery.demand_no_stimulator(spec.port, stimulators)


def _look(want_board: bool, want_emg: bool, clock: Clock, before: Before) -> Looked:
    return look(want_board, want_emg, clock, before) if want_board or want_emg else Looked()


def _resolved(spec: DeviceSpec, found: Choice | None) -> tuple[DeviceSpec, int | None]:
    """Return what to open, and at which speed it was heard."""
    if spec.word != Word.AUTO:
        return spec, None
    return (DeviceSpec(Word.NONE), None) if found is None else (DeviceSpec(found.word, found.argument), found.baud)


def _demand_ports(sensors: list[Sensor | None]) -> None:
    """Raise DeviceMissing, with everything closed again, when one of `sensors` does not open."""
    links = [sensor for sensor in sensors if isinstance(sensor, LinkSensor)]
    for link in links:
        why_not = link.try_now()
        if why_not is not None:
            for each in links:
                each.stop()
            raise (PermissionMissing if why_not.kind is NoteKind.NO_PERMISSION else DeviceMissing)(why_not.text)


def _open(spec: DeviceSpec, baud: int | None, clock: Clock, wake: threading.Event,
          settings: Settings) -> Sensor | None:
    if spec.word == Word.REPLAY:
        return ReplaySensor(Path(spec.argument), BOARD_STREAMS, clock)
    if spec.word == Word.SIM:
        return None
    ring: Ring[LinkEntry] = Ring(RING_CAPACITY, wake.set)
    link = discovery.open_board(spec, clock, ring, tuning=tuning_for(Stream.BOARD, settings), first_baud=baud)
    return None if link is None else LinkSensor(link, ring, threaded=True)


def _open_emg(spec: DeviceSpec, baud: int | None, clock: Clock, wake: threading.Event,
              settings: Settings) -> Sensor | None:
    if spec.word == Word.REPLAY:
        return ReplaySensor(Path(spec.argument), EMG_STREAMS, clock)
    if spec.word == Word.SIM:
        return None
    ring: Ring[LinkEntry] = Ring(RING_CAPACITY, wake.set)
    link = discovery.open_emg(spec, clock, ring, tuning=tuning_for(Stream.EMG, settings), first_baud=baud)
    return None if link is None else LinkSensor(link, ring, threaded=True)


def tuning_for(wanted: Stream, settings: Settings) -> Tuning:
    """Return what the settings say of a sensor that measures `wanted` and cannot say it itself."""
    serial, stick = settings.serial, settings.joystick
    columns = GenericColumns(bits=serial.emg_bits, uv_per_count=serial.emg_uv_per_count,
                             zero_count=serial.emg_zero_count)
    if wanted is not Stream.EMG:
        columns = GenericColumns(serial.corner_columns(), Unit(serial.unit), serial.counts_per_kg)
    axes = JoystickAxes(Axis[stick.roll_axis], Axis[stick.pitch_axis], stick.invert_roll, stick.invert_pitch,
                        stick.full_scale_deg)
    return Tuning(columns, settings.emg.gain, max(1, len(settings.emg.channels)), wanted, axes)


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
