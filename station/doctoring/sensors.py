"""The devices that are here: listed, asked who they are, and watched for two seconds.

A port at which a stimulator may sit is listed with the reason why it is left alone, and never opened.
Not here: judging what they send (`quality`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from serial.tools import list_ports

from core.clock import Clock
from core.errors import InputError
from core.ring import Ring
from core.samples import Stream
from devices import discovery
from devices.discovery import DeviceSpec, Found, Word
from devices.drivers import LinkNote, NoteKind
from devices.kinds import SensorKind, Tuning
from devices.kinds.registry import KINDS, kind_of
from devices.link import LinkEntry
from devices.looking import BOARD_STREAMS, EMG_STREAMS, sensor_ids
from devices.ports import PortInfo, askable
from devices.probing import Answer, ask
from devices.transports.serial_port import open_port
from station.doctoring import Finding, Verdict
from station.doctoring.quality import judge
from station.doctoring.watching import RING_CAPACITY, Watched, watch

TuningOf = Callable[[Stream], Tuning]
"""What the settings say of sensors that measure a stream."""

_NOTHING = Finding("devices", Verdict.NOTE, "No board and no amplifier found; a simulated patient plays.",
                   "Wii Balance Board: pair it over Bluetooth (red button in its battery case).\n"
                   "Serial boards and amplifiers: plug them in.")


def sensors(named: Sequence[tuple[DeviceSpec, Stream]], stimulators: Collection[str], tuning_of: TuningOf,
            mains_hz: int, clock: Clock, pause: Callable[[], None]) -> list[Finding]:
    """Look at the devices that are `named`, or with `auto` at everything that is plugged in.

    named: what --board and --emg say, with the stream that is wanted.
    """
    findings: list[Finding] = []
    devices: list[Watched] = []
    for spec, wanted in named:
        if spec.word != Word.AUTO:
            _open_named(spec, tuning_of(wanted), stimulators, clock, devices, findings)
    if any(spec.word == Word.AUTO for spec, _ in named):
        groups = [BOARD_STREAMS if wanted is Stream.BOARD else EMG_STREAMS
                  for spec, wanted in named if spec.word == Word.AUTO]
        _open_everything(groups, tuning_of, stimulators, clock, devices, findings)
    watch(devices, clock, pause)
    return findings + [judge(device, mains_hz) for device in devices]


def _open_named(spec: DeviceSpec, tuning: Tuning, stimulators: Collection[str], clock: Clock,
                devices: list[Watched], findings: list[Finding]) -> None:
    """Make ready what a person named; words that name no device are passed over."""
    kind = kind_of(spec.word)
    if kind is None:
        return
    try:
        if spec.port:
            discovery.demand_no_stimulator(spec.port, stimulators)
        devices.append(_watched(kind, spec.argument, kind.name[0].upper() + kind.name[1:], tuning, clock, None))
    except InputError as error:
        findings.append(Finding(str(spec), Verdict.BAD, str(error)))


def _open_everything(groups: Sequence[tuple[Stream, ...]], tuning_of: TuningOf, stimulators: Collection[str],
                     clock: Clock, devices: list[Watched], findings: list[Finding]) -> None:
    """Make ready all that the system names and all that answers at a port; tell of what is left alone."""
    found = discovery.find(stimulators)
    if not found:
        findings.append(_NOTHING)
    troubles: dict[str, str] = {}
    ports = {port.device: port for port in askable(list_ports.comports(), stimulators, sensor_ids())}
    there = [ports[one.port] for one in found if one.port in ports and one.permitted]
    answers = {one.port: one for one in _ask_all(there, groups, clock, troubles)}
    for one in found:
        kind, answer = kind_of(one.kind), answers.get(one.port)
        if answer is not None:
            devices.append(_answered(answer, tuning_of, clock))
        elif kind is not None and kind.present is not None:
            devices.append(_named_by_system(one, kind, tuning_of, clock))
        else:
            findings.append(_listed(one, troubles.get(one.port, "")))


def _ask_all(ports: Sequence[PortInfo], groups: Sequence[tuple[Stream, ...]], clock: Clock,
             troubles: dict[str, str]) -> list[Answer]:
    """Ask every port to the end: an answer at one does not end the asking, as nothing answers to no stream."""
    return ask(ports, KINDS, [*groups, ()], open_port, clock, troubles) if ports else []


def _answered(answer: Answer, tuning_of: TuningOf, clock: Clock) -> Watched:
    kind = kind_of(answer.word)
    if kind is None:
        raise AssertionError("an answer names a kind of the table")
    wanted = Stream.EMG if Stream.EMG in answer.streams else Stream.BOARD
    return _watched(kind, answer.port, answer.name, tuning_of(wanted), clock, answer.baud)


def _named_by_system(one: Found, kind: SensorKind, tuning_of: TuningOf, clock: Clock) -> Watched:
    """Make ready a device whose node is known; without rights to it, its kind may know another way."""
    device = _watched(kind, one.serial, one.name, tuning_of(kind.streams[0]), clock, None)
    if one.advice:
        device.notes.append(LinkNote(device.link.stream, clock.now_ns(), NoteKind.ADVICE, one.advice))
    return device


def _watched(kind: SensorKind, argument: str, name: str, tuning: Tuning, clock: Clock,
             baud: int | None) -> Watched:
    ring: Ring[LinkEntry] = Ring(RING_CAPACITY)
    microvolt = any(emulated.microvolt for emulated in kind.emulated.values())
    link = kind.open(argument, clock, ring, tuning, baud)
    said = f"{kind.word}:{argument}" if argument else kind.word
    return Watched(name, said, link, ring, microvolt)


def _listed(one: Found, trouble: str) -> Finding:
    """Tell of a port that is not watched."""
    sentence = f"{one.name} at {one.port}, serial number {one.serial or 'unknown'}"
    if not one.permitted:
        return Finding(one.kind, Verdict.BAD, f"{sentence}, may not be opened.", one.advice)
    if one.kind != "serial":
        return Finding(one.kind, Verdict.NOTE, sentence + ".", one.advice)
    if trouble:
        return Finding(one.kind, Verdict.NOTE, f"{sentence}: {trouble}")
    return Finding(one.kind, Verdict.NOTE, f"{sentence}: nothing answers that is known here.",
                   f"Name it if it is a sensor, such as --board serial:{one.port} or --emg bitalino:{one.port}.")
