"""From the words of --board and --emg to a link, and what is plugged in, for `doctor`.

Not here: the conversation with a device (`drivers`), and how an unknown port is asked (`probing`).
"""

from __future__ import annotations

import os
import random
import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum

from serial.tools import list_ports

from core.clock import Clock
from core.errors import InputError
from core.ring import Ring
from core.samples import Stream
from devices.codecs import chords
from devices.drivers.chords import ChordsDriver
from devices.drivers.wii_board import WiiBoardDriver
from devices.emulators.chords import ChordsEmulator
from devices.emulators.loop import LoopTransport
from devices.emulators.wii_board import WiiBoardEmulator
from devices.kinds import Tuning
from devices.kinds.registry import KINDS, kind_of, words_for
from devices.link import Link, LinkEntry
from devices.looking import BOARD_STREAMS, EMG_STREAMS, Choice, look, sensor_ids
from devices.permissions import may_open, serial_advice
from devices.ports import PortInfo, Standing, judge
from devices.simulated import Body

_PORT = re.compile(r"/.+|COM\d+$", re.IGNORECASE)
_SIM_CHORDS = "UNO-R4"
_SIM_LUMP_MS = 20
"""A little lazier than a USB adapter (16 ms), as headless play pays for each lump."""


class Word(StrEnum):
    """What --board and --emg may name beside the words of the sensor kinds."""

    AUTO = "auto"
    NONE = "none"
    SIM = "sim"
    REPLAY = "replay"


@dataclass(frozen=True, slots=True)
class DeviceSpec:
    """One device as a person names it: `auto`, `wii:SERIAL`, `serial:/dev/ttyUSB0`.

    word: a `Word`, or that of a kind of sensor (`devices.kinds.registry`).  argument: the port, serial number or
    session after the colon, "" without one.
    """

    word: str
    argument: str = ""

    @classmethod
    def parse(cls, text: str) -> DeviceSpec:
        """Read `text`.  Raises InputError that names the choices."""
        word, _, argument = text.strip().partition(":")
        if word not in _words((*BOARD_STREAMS, *EMG_STREAMS)):
            choices = _choices((*BOARD_STREAMS, *EMG_STREAMS))
            raise InputError(f"There is no device '{text}'; choose {choices}.")
        wanted = _argument_of(word)
        if wanted.startswith(":") and not argument:
            raise InputError(f"'{text}' needs more: write {word}{wanted}.")
        if argument and not wanted:
            raise InputError(f"'{word}' takes nothing after it: write {word}, not {text}.")
        return cls(word, argument)

    @property
    def is_port(self) -> bool:
        """Whether it names a serial port, which is either there or not."""
        wanted = _argument_of(self.word)
        return wanted == ":PORT" or (wanted.startswith("[:PORT") and self.port == self.argument != "")

    @property
    def port(self) -> str:
        """The serial port in its argument, "" where there is none."""
        if _argument_of(self.word) == ":PORT":
            return self.argument
        found = _PORT.search(self.argument) if "PORT" in _argument_of(self.word) else None
        return "" if found is None else found.group()

    def __str__(self) -> str:
        return f"{self.word}:{self.argument}" if self.argument else self.word


SIMULATED = DeviceSpec(Word.SIM)
_NOTHING = DeviceSpec(Word.NONE)


@dataclass(frozen=True, slots=True)
class Found:
    """One device that is plugged in.

    kind: word of its kind, serial for a port, stimulator, or unknown where it is left alone.  port: node or path.
    serial: number, "" without one.  permitted: whether it may be opened.  advice: what to do, "" for nothing.
    """

    kind: str
    name: str
    port: str
    serial: str
    permitted: bool
    advice: str


_PLAIN = Tuning()


def open_board(spec: DeviceSpec, clock: Clock, ring: Ring[LinkEntry], body: Body | None = None,
               rng: random.Random | None = None, tuning: Tuning = _PLAIN,
               first_baud: int | None = None) -> Link | None:
    """Return the link to the board that `spec` names, not yet stepped; None when there is to be none.

    `none` and `replay` are None, and so is `auto` when no board is found (which may take seconds when serial
    boards are plugged in).  A named board that is absent is not an error: the link looks for it and says so.
    sim: `body` stands on an emulated board, seeded by `rng`; pull the link, no thread.
    tuning: how to read a board that does not describe itself.  first_baud: at which it was heard.
    Raises InputError, also for a port that says it is a stimulator.
    """
    _demand(spec, BOARD_STREAMS, "a board")
    if spec.word == Word.SIM:
        return _simulated_board(_demand_body(body), clock, ring, rng or random.Random(1))
    if spec.word == Word.AUTO:
        spec, first_baud = _of(look(True, False, clock).board)
    return _open(spec, first_baud, clock, ring, replace(tuning, wanted=Stream.BOARD))


def open_emg(spec: DeviceSpec, clock: Clock, ring: Ring[LinkEntry], body: Body | None = None,
             rng: random.Random | None = None, tuning: Tuning = _PLAIN,
             first_baud: int | None = None) -> Link | None:
    """Return the link to the EMG front end that `spec` names; as `open_board`.

    tuning: also the gain of an amplifier before the board, and how many channels are wanted.
    """
    _demand(spec, EMG_STREAMS, "an EMG front end")
    if spec.word == Word.SIM:
        return _simulated_emg(_demand_body(body), clock, ring, rng or random.Random(2), tuning)
    if spec.word == Word.AUTO:
        spec, first_baud = _of(look(False, True, clock).emg)
    return _open(spec, first_baud, clock, ring, replace(tuning, wanted=Stream.EMG))


def find(stimulators: Collection[str] = ()) -> list[Found]:
    """Return boards, serial ports and possible stimulators that are plugged in; opens nothing.

    stimulators: ports and USB serial numbers at which a person has one.
    """
    ports = [_found_port(port, stimulators) for port in list_ports.comports() if port.vid is not None]
    return _found_present() + ports


def demand_no_stimulator(port: str, stimulators: Collection[str] = ()) -> None:
    """Raise InputError when the port that a person named for a sensor is a stimulator's.

    A port that is only left alone when in doubt may be named.
    """
    real = os.path.realpath(port)
    for info in list_ports.comports():
        if info.device in (port, real) and judge(info, stimulators).standing is Standing.STIMULATOR:
            raise InputError(f"{judge(info, stimulators).why} Choose another port.")
    if {port, real} & set(stimulators):
        raise InputError(f"{port} was named as a stimulator's: it is never opened as a sensor. Choose another.")


def _found_present() -> list[Found]:
    """Return what the operating system names itself."""
    return [Found(kind.word, one.name or kind.name, one.place, one.serial_number, one.permitted, one.advice)
            for kind in KINDS if kind.present is not None for one in kind.present()]


_KINDS_OF_PORT = {Standing.ASK: "serial", Standing.STIMULATOR: "stimulator", Standing.DOUBTFUL: "stimulator",
                  Standing.STRANGER: "unknown"}


def _found_port(port: PortInfo, stimulators: Collection[str]) -> Found:
    name, number = port.product or port.description or "serial port", port.serial_number or ""
    judgement = judge(port, stimulators, sensor_ids())
    if not judgement.may_ask:
        return Found(_KINDS_OF_PORT[judgement.standing], name, port.device, number, True, judgement.why)
    permitted = may_open(port.device)
    return Found("serial", name, port.device, number, permitted, "" if permitted else serial_advice())


def _of(choice: Choice | None) -> tuple[DeviceSpec, int | None]:
    return (_NOTHING, None) if choice is None else (DeviceSpec(choice.word, choice.argument), choice.baud)


def _open(spec: DeviceSpec, baud: int | None, clock: Clock, ring: Ring[LinkEntry], tuning: Tuning) -> Link | None:
    kind = kind_of(spec.word)
    return None if kind is None else kind.open(spec.argument, clock, ring, tuning, baud)


def _simulated_board(body: Body, clock: Clock, ring: Ring[LinkEntry], rng: random.Random) -> Link:
    loop = LoopTransport(WiiBoardEmulator(body, rng), clock, "simulated board", "sim")
    return Link(Stream.BOARD, loop.open, WiiBoardDriver, clock, ring)


def _simulated_emg(body: Body, clock: Clock, ring: Ring[LinkEntry], rng: random.Random, tuning: Tuning) -> Link:
    gain = chords.DEFAULT_GAIN if tuning.gain is None else tuning.gain
    emulator = ChordsEmulator(body, rng, _SIM_CHORDS, tuning.channels, boot_ms=0, command_delay_ms=0,
                              lump_ms=_SIM_LUMP_MS)
    loop = LoopTransport(emulator, clock, "simulated EMG", "sim", join=True)
    return Link(Stream.EMG, loop.open, lambda: ChordsDriver(gain, reset_wait_ms=0), clock, ring)


def _demand(spec: DeviceSpec, streams: tuple[Stream, ...], what: str) -> None:
    if spec.word not in _words(streams):
        raise InputError(f"'{spec.word}' is not {what}; choose {_choices(streams)}.")


def _demand_body(body: Body | None) -> Body:
    if body is None:
        raise ValueError("a simulated device needs a body")
    return body


def _words(streams: tuple[Stream, ...]) -> tuple[str, ...]:
    return (Word.AUTO, Word.NONE, Word.SIM, *words_for(streams), Word.REPLAY)


def _argument_of(word: str) -> str:
    kind = kind_of(word)
    return kind.argument if kind is not None else ":SESSION" if word == Word.REPLAY else ""


def _choices(streams: tuple[Stream, ...]) -> str:
    return ", ".join(f"{word}{_argument_of(word)}" for word in _words(streams))
