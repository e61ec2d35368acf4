"""Drivers: what each stimulator understands, as pure conversation.

A driver turns an order into the bytes of one frame and bytes into answers.  It opens nothing, waits for
nothing, knows no clock and holds no opinion on limits: whatever it encodes has passed the fence, and what it
cannot encode exactly it refuses with ValueError.  All drivers look alike, so that the second is read at a glance.
Not here: deadlines and repeats (`exchange`), deciding (`decide`, `fence`), the emulators (another package).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Protocol

from stim_safety.words import Train, Why


class Ask(StrEnum):
    """What may be asked of a device.

    IDENTIFY, VERSION: who are you.  STATUS: what are you doing.  OPEN: high voltage on, no current.
    TRAINS: put these trains out, and nothing on any other channel.  ZERO: no current on any channel, stay open.
    KEEP_ALIVE: tell how it goes, and feed the device's own watchdog.  STOP: no current, high voltage off.
    """

    IDENTIFY = "identify"
    VERSION = "version"
    STATUS = "status"
    OPEN = "open"
    TRAINS = "trains"
    ZERO = "zero"
    KEEP_ALIVE = "keep_alive"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame to write, and what to expect.

    data may be empty: then only the answer is awaited (a device that speaks first).  number: what the answer
    carries, None where answers carry none.  trains: the trains in it, as decoded again from `data` itself.
    """

    ask: Ask
    data: bytes
    number: int | None
    trains: tuple[Train, ...] = ()


class Outcome(Enum):
    """What an answer means.

    DONE: the ask was carried out.  FAULT: something is wrong, stop.  GARBLED: bytes that made no sense.
    WRONG: a whole answer, but to nothing that was asked (number or command).
    """

    DONE = "done"
    FAULT = "fault"
    GARBLED = "garbled"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of the device.

    ask: what it answers, None when unsolicited.  number: as in `Frame.number`.  why, detail: for a FAULT.
    identity: for IDENTIFY, a text that stays the same for this very device ("p24 0123456789").
    version: for VERSION.  running: channels that put out current (STATUS, KEEP_ALIVE), None where not told.
    high_voltage: whether it is on (STATUS), None where not told.  open: whether the device is ready for trains,
    None where not told.
    """

    outcome: Outcome
    ask: Ask | None = None
    number: int | None = None
    why: Why | None = None
    detail: str = ""
    identity: str = ""
    version: str = ""
    running: frozenset[int] | None = None
    high_voltage: bool | None = None
    open: bool | None = None


class Parity(StrEnum):
    """Parity of a serial line."""

    NONE = "none"
    EVEN = "even"


@dataclass(frozen=True, slots=True)
class Line:
    """How the serial line is set."""

    baud: int
    parity: Parity = Parity.NONE
    stop_bits: int = 1
    rts_cts: bool = False


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a device can do; more than the ceilings is never used.

    step_ua: grid of the current, floor to it.  period_step_us: grid of the period, floor to it when the rate is
    still allowed.  opening: asks that identify it, in order.  keep_alive_ms: how often KEEP_ALIVE is due while
    open, None: never.  silence_ms: after how much silence the device itself stops, None: never.
    renew_ms: TRAINS must be written again this often to go on, None: a train goes on by itself.
    pulse_each_frame: every TRAINS frame is one pulse; the controller repeats it every period.
    tells_running, tells_high_voltage: whether status proves it.  checks_electrodes: whether a pad that came off is
    reported (P24: only from 15 mA).  percent: the device can only dim an external unit; current is a share of
    what the therapist set there.  one_period: all channels have the period it was opened with.
    most_on_ms: a shorter longest train than the ceilings', None: no own limit.
    answers: whether the device answers at all; where not, a frame counts as carried out when it was written.
    hello_ms: how long the answer to IDENTIFY may take at a device that starts or speaks first, 0: the usual time.
    ack_ms: how long any other answer may take at a slow device, 0: the usual time.
    warning: what a therapist must know before the start, "" for nothing.
    """

    name: str
    title: str
    line: Line
    channels: int
    step_ua: int
    max_ua: int
    min_width_us: int
    max_width_us: int
    period_step_us: int
    min_period_us: int
    max_period_us: int
    opening: tuple[Ask, ...]
    keep_alive_ms: int | None
    silence_ms: int | None
    renew_ms: int | None = None
    pulse_each_frame: bool = False
    tells_running: bool = True
    tells_high_voltage: bool = True
    checks_electrodes: bool = True
    percent: bool = False
    one_period: bool = False
    answers: bool = True
    most_channels: int = 2
    most_on_ms: int | None = None
    hello_ms: int = 0
    ack_ms: int = 0
    warning: str = ""


class Driver(Protocol):
    """One kind of stimulator.  Life: frames out by `frame`, bytes in by `feed`; both may be called at any time.

    stop_frames: pre-encoded frames that stop the device in any mode, to be written as they are, without state,
    also after a half-written frame; the guardian holds only these.
    """

    abilities: Abilities
    stop_frames: tuple[bytes, ...]

    def pulse(self, channel: int, width_us: int, period_us: int, current_ua: int) -> Train:
        """Return the balanced train that the device will really make of these numbers.

        current_ua: magnitude, on the grid.  Raises ValueError off the grid or outside what the device can do.
        """
        ...

    def frame(self, ask: Ask, trains: tuple[Train, ...] = ()) -> Frame:
        """Encode `ask`; raises ValueError when it cannot be encoded exactly or the device has no such ask.

        trains: for TRAINS, what is to flow.  For OPEN, every channel that may be used until the next STOP, each as
        `pulse` of current 0 (some devices must know channels and period when they open; the others take no note).
        """
        ...

    def feed(self, data: bytes) -> tuple[Answer, ...]:
        """Take bytes of any cut and return the answers complete by now; never raises."""
        ...
