"""The kinds of sensors: one module a kind, which gathers what tells it from the others.

A kind names its codec's questions, its driver, how it is opened, and its emulator; discovery, probing, `doctor`,
the emulator command and the conformance suite read the table of them (`registry`) and know no device by name.
Not here: bytes (`codecs`), conversations (`drivers`), waiting (`probing`).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from core.samples import Stream

if TYPE_CHECKING:
    from core.clock import Clock
    from core.ring import Ring
    from devices.codecs.generic_lines import GenericColumns
    from devices.drivers import Driver
    from devices.drivers.joystick import JoystickAxes
    from devices.emulators import Emulator
    from devices.emulators.faults import Faults
    from devices.link import Link, LinkEntry
    from devices.simulated import Body


@dataclass(frozen=True, slots=True)
class Tuning:
    """What the station's settings say of a sensor that cannot say it itself.

    columns: how to read lines that do not describe themselves.  gain: of the amplifier before the converter, None
    for what is usual with the kind.  channels: how many EMG channels are wanted (a device that must be told).
    wanted: which of its streams, for a kind that has several; None for its usual one.
    joystick: how a game controller is a tilt board, None for what is usual.
    """

    columns: GenericColumns | None = None
    gain: float | None = None
    channels: int = 2
    wanted: Stream | None = None
    joystick: JoystickAxes | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """How an unknown serial port is asked whether this kind sits there.

    bauds: rates to try, the likeliest first.  say: what to write; b"" only listens, for devices that stream at
    once.  wait_ms: how long the port is left alone after opening, because opening resets many boards.
    answer_ms: how long the answer may take.  recognise: returns the device's name from all that was heard so
    far, None while it cannot tell; it must be sure (a name, or several whole frames), never a single byte.
    streams: what the device measures if this recognises it; () for what the kind does.
    quiet_ms: how long the line must have been quiet before, for devices that gather words until it is.
    """

    bauds: tuple[int, ...]
    say: bytes
    recognise: Callable[[bytes], str | None]
    wait_ms: int = 2000
    answer_ms: int = 1000
    streams: tuple[Stream, ...] = ()
    quiet_ms: int = 0


class Opener(Protocol):
    """Makes the link to a device of one kind."""

    def __call__(self, argument: str, clock: Clock, ring: Ring[LinkEntry], tuning: Tuning,
                 first_baud: int | None = None) -> Link:
        """Return the link, not yet stepped.

        argument: what stands after the colon: a port, a serial number, a name; "" for the first one found.
        first_baud: at which the device was heard when it was asked.  Opens nothing yet, raises InputError.
        """
        ...


@dataclass(frozen=True, slots=True)
class Variant:
    """What the emulator command may ask of an emulator besides faults: `None` and "" for what is usual.

    name: which model.  rate_hz, channels: other than usual.  boot_ms: how long it is deaf after opening.
    lump_ms: how long its USB gathers bytes.  dialect: how its lines look.
    """

    name: str = ""
    rate_hz: float | None = None
    channels: int | None = None
    boot_ms: int | None = None
    lump_ms: int | None = None
    dialect: str = ""


@dataclass(frozen=True, slots=True)
class Emulated:
    """How a kind is emulated: for tests, for the emulator command, and for conformance.

    emulator: from a body, a random source and faults.  driver: for it.  rate_hz: of that emulator.
    counts_losses: whether the device numbers its samples, so that every loss is known.  on_pty: whether it is a
    serial device that can be served on a pseudo-terminal.  microvolt: whether EMG comes in microvolt at the
    electrode, rather than in counts.  vary: makes a variant of the emulator, None when there are none; raises
    InputError for what it cannot be.  may_be_still: whether it tells changes alone, so that silence means nothing.
    """

    emulator: Callable[[Body, random.Random, Faults], Emulator]
    driver: Callable[[], Driver]
    rate_hz: float
    stream: Stream
    counts_losses: bool = True
    on_pty: bool = True
    microvolt: bool = True
    vary: Callable[[Body, random.Random, Faults, Variant], Emulator] | None = None
    may_be_still: bool = False


@dataclass(frozen=True, slots=True)
class Present:
    """A device that the operating system names, so that nobody has to be asked.

    serial_number: what stands after the word to choose it.  place: its node.  permitted: whether it may be opened;
    advice: what to do where it may not.
    """

    serial_number: str
    name: str
    place: str
    permitted: bool = True
    advice: str = ""


@dataclass(frozen=True, slots=True)
class SensorKind:
    """One kind of sensor.

    word: how --board or --emg name it.  name: for people.  streams: what it measures; the first is usual.
    argument: what follows the word, for help: ":PORT", "[:SERIAL]", ":NAME".  usb: vendor and product ids (product
    None: any) that make a port likely to be this; they only order the questions.  emulated: by the names of the
    emulator command, such as "cyton" and "cyton-daisy".  present: finds what the operating system names, which
    `auto` may take; None where only asking tells, or only a person may choose.
    """

    word: str
    name: str
    streams: tuple[Stream, ...]
    argument: str
    open: Opener
    questions: tuple[Question, ...] = ()
    usb: tuple[tuple[int, int | None], ...] = ()
    emulated: Mapping[str, Emulated] = field(default_factory=dict)
    present: Callable[[], Sequence[Present]] | None = None
