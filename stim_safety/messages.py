"""The protocol between the game and the controller: fixed-size structs over a SOCK_SEQPACKET pair.

Every message is `SIZE` bytes, little-endian: a head and a body padded with zeros.

    head: version u8, type u8, reserved u16, sequence u32, nonce u64, t_ns i64 (monotonic clock of the sender)

A message that is not exactly this is refused and counted (`lease`).  STOP has no body and needs no valid nonce,
sequence or time.  No pickle, no JSON, nothing of variable size.  Current never travels from the game: a wish is a
share (per mille) of what was prescribed.
Not here: the bytes of one field (`fields`), judging freshness (`lease`), meaning (`controller`).
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import fields as fields_of
from enum import IntEnum
from typing import ClassVar

from stim_safety.fields import BadField, Field, flag, maybe, member, number, reasons, text
from stim_safety.words import Mark, Role, State, Why

VERSION = 1
SIZE = 192
_FIRST = struct.Struct("<BBH")
TEXT = 64
"""Longest text in a message, bytes of UTF-8."""
PART = 120
"""Longest part of a refusal."""


BadMessage = BadField
"""When bytes are not a message of this version, or a message has a value that it cannot carry."""


class Item(IntEnum):
    """What a therapist confirms.

    PRESCRIPTION: text = the first eight hex digits of its digest.  SCREENING: answers are still right today.
    DEVICE: text = the identity that was shown.  PADS: the pads of a channel lie as ordered.
    PRESENT: a therapist is here.  EXTERNAL: the external unit is set as ordered (percent devices).
    """

    PRESCRIPTION = 1
    SCREENING = 2
    DEVICE = 3
    PADS = 4
    PRESENT = 5
    EXTERNAL = 6


class Happened(IntEnum):
    """What a report tells of.

    START, LEVEL, FINISH: a train began, stepped, ended.  STOP: stop frames were written.  LATCHED: a fault with
    its reason.  INCIDENT: the last run did not end cleanly.
    """

    START = 1
    LEVEL = 2
    FINISH = 3
    STOP = 4
    LATCHED = 5
    INCIDENT = 6


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """The game lives: it echoes the newest challenge and state it was told."""

    TYPE: ClassVar[int] = 1
    challenge: int
    state: State


@dataclass(frozen=True, slots=True)
class Wish:
    """Put out `per_mille` (0..1000) of the prescription on `channel` for at most `ttl_ms`; 0 ends gently."""

    TYPE: ClassVar[int] = 2
    channel: int
    per_mille: int
    ttl_ms: int


@dataclass(frozen=True, slots=True)
class Stop:
    """Stop, now, whatever else."""

    TYPE: ClassVar[int] = 3


@dataclass(frozen=True, slots=True)
class Pin:
    """A therapist unlocks the page."""

    TYPE: ClassVar[int] = 4
    text: str


@dataclass(frozen=True, slots=True)
class Confirm:
    """A therapist confirms an item; channel counts for PADS only."""

    TYPE: ClassVar[int] = 5
    item: Item
    channel: int
    text: str


@dataclass(frozen=True, slots=True)
class Hold:
    """The patient's hold button went down or up."""

    TYPE: ClassVar[int] = 6
    down: bool


@dataclass(frozen=True, slots=True)
class Calibrate:
    """Begin to find the currents of `channel`."""

    TYPE: ClassVar[int] = 7
    channel: int


@dataclass(frozen=True, slots=True)
class StepUp:
    """One press: 1 mA more, or less when `up` is False."""

    TYPE: ClassVar[int] = 8
    channel: int
    up: bool


@dataclass(frozen=True, slots=True)
class SetMark:
    """The present current is a mark; TOLERATED counts only from the patient, and ends the output."""

    TYPE: ClassVar[int] = 9
    channel: int
    mark: Mark
    role: Role


@dataclass(frozen=True, slots=True)
class PadsMoved:
    """A pad was moved or came off: what was found for `channel` counts no more."""

    TYPE: ClassVar[int] = 10
    channel: int


@dataclass(frozen=True, slots=True)
class Arm:
    """High voltage on, so that wishes can be granted."""

    TYPE: ClassVar[int] = 11


@dataclass(frozen=True, slots=True)
class Disarm:
    """Leave CALIB, ARMED, STIM or REST for READY."""

    TYPE: ClassVar[int] = 12


@dataclass(frozen=True, slots=True)
class Reset:
    """A step (1, then 2) of leaving a latched state."""

    TYPE: ClassVar[int] = 13
    step: int


@dataclass(frozen=True, slots=True)
class End:
    """The session is over: stop, close, and end the program."""

    TYPE: ClassVar[int] = 14


@dataclass(frozen=True, slots=True)
class Status:
    """Where the controller stands; sent every 50 ms and on every change.

    challenge: to be echoed.  why: the newest reason that matters to people, None for none.
    channel: that of the train or the calibration, None for none.  level_ua: what flows now; target_ua: what it
    rises to.  unlocked, held, stop_tested, confirmed: what was done.  confirmed: bit n = Item n.
    pads: bit n = pads of channel n confirmed.  *_left_ms: rest, session and day budget, time of the train.
    trains: how many since the program began.
    """

    TYPE: ClassVar[int] = 64
    state: State
    challenge: int
    why: Why | None
    channel: int | None
    level_ua: int
    target_ua: int
    rest_left_ms: int
    train_left_ms: int
    session_left_ms: int
    day_left_ms: int
    unlocked: bool
    held: bool
    stop_tested: bool
    confirmed: int
    pads: int
    trains: int


@dataclass(frozen=True, slots=True)
class Decided:
    """The answer to the message with sequence `answers`: what was asked, what was granted, and why not more.

    kind: the type of the message that was answered.  binding: the reason that bound, None when all was granted.
    reasons: every reason that would have bound.  refused: nothing was granted or done.
    """

    TYPE: ClassVar[int] = 65
    answers: int
    kind: int
    refused: bool
    channel: int | None
    asked_per_mille: int
    asked_ua: int
    granted_ua: int
    binding: Why | None
    reasons: frozenset[Why]


@dataclass(frozen=True, slots=True)
class Report:
    """What was really written to the device: a train's change at `at_ns`, or a stop."""

    TYPE: ClassVar[int] = 66
    happened: Happened
    at_ns: int
    channel: int | None
    current_ua: int
    width_us: int
    period_us: int
    why: Why | None


@dataclass(frozen=True, slots=True)
class Channel:
    """What is known of one prescribed channel; marks are 0 while not found, working_ua too."""

    TYPE: ClassVar[int] = 67
    channel: int
    muscle: str
    max_ua: int
    level_ua: int
    sensory_ua: int
    motor_ua: int
    tolerated_ua: int
    working_ua: int


@dataclass(frozen=True, slots=True)
class Prescribed:
    """The prescription in force: digest 64 hex digits, patient cut to 64 bytes, pin whether one is set."""

    TYPE: ClassVar[int] = 68
    digest: str
    patient: str
    pin: bool


@dataclass(frozen=True, slots=True)
class Device:
    """The device that answered, and whether a person has confirmed this very one before."""

    TYPE: ClassVar[int] = 69
    identity: str
    known: bool


@dataclass(frozen=True, slots=True)
class Refusal:
    """A part (at most 120 bytes) of a sentence that says what was refused and why; last ends it."""

    TYPE: ClassVar[int] = 70
    last: bool
    part: str


Message = (Heartbeat | Wish | Stop | Pin | Confirm | Hold | Calibrate | StepUp | SetMark | PadsMoved | Arm | Disarm
           | Reset | End | Status | Decided | Report | Channel | Prescribed | Device | Refusal)


@dataclass(frozen=True, slots=True)
class Envelope:
    """A message with its head."""

    sequence: int
    nonce: int
    t_ns: int
    message: Message


_CHANNEL = number(2, signed=True)
"""Signed and wider than needed, so that a wrong channel arrives as it was sent, and is refused."""
_NO_CHANNEL = maybe(_CHANNEL, -0x8000)
_SHARE, _LONG, _TIME = number(4, signed=True), number(4), number(8, signed=True)
_BITS, _STATE, _KIND, _FLAG = number(8), member(State), number(1), flag()
_WHY = maybe(member(Why), 0)
_HEAD = (_KIND, _KIND, number(2), _LONG, _BITS, _TIME)

_LAYOUT: dict[type[Message], tuple[Field, ...]] = {
    Heartbeat: (_BITS, _STATE),
    Wish: (_CHANNEL, _SHARE, _SHARE),
    Stop: (),
    Pin: (text(TEXT),),
    Confirm: (member(Item), _CHANNEL, text(TEXT)),
    Hold: (_FLAG,),
    Calibrate: (_CHANNEL,),
    StepUp: (_CHANNEL, _FLAG),
    SetMark: (_CHANNEL, member(Mark), member(Role)),
    PadsMoved: (_CHANNEL,),
    Arm: (),
    Disarm: (),
    Reset: (_KIND,),
    End: (),
    Status: (_STATE, _BITS, _WHY, _NO_CHANNEL, *[_LONG] * 6, _FLAG, _FLAG, _FLAG, _LONG, _LONG, _LONG),
    Decided: (_LONG, _KIND, _FLAG, _NO_CHANNEL, _SHARE, _LONG, _LONG, _WHY, reasons()),
    Report: (member(Happened), _TIME, _NO_CHANNEL, _LONG, _LONG, _LONG, _WHY),
    Channel: (_CHANNEL, text(TEXT), *[_LONG] * 6),
    Prescribed: (text(64), text(TEXT), _FLAG),
    Device: (text(TEXT), _FLAG),
    Refusal: (_FLAG, text(PART)),
}
"""The body of each message: its fields in their order."""

class _Shape:
    """How the whole of one kind of message is written: its head, its body, and zeros to the end."""

    def __init__(self, kind: type[Message], body: tuple[Field, ...]) -> None:
        self.make: Callable[..., Message] = kind
        self.packs = tuple((field.pack, each.name) for field, each in zip(body, fields_of(kind), strict=True))
        self.unpacks = tuple(field.unpack for field in body)
        written = "<" + "".join(field.code for field in (*_HEAD, *body))
        self.end = struct.calcsize(written)
        self.zeros = bytes(SIZE - self.end)
        self.whole = struct.Struct(f"{written}{len(self.zeros)}x")


_SHAPES = {kind: _Shape(kind, body) for kind, body in _LAYOUT.items()}
_BY_TYPE = {kind.TYPE: shape for kind, shape in _SHAPES.items()}


def encode(envelope: Envelope) -> bytes:
    """Return the bytes of a message; raises BadMessage for a value that its field cannot carry."""
    message = envelope.message
    shape = _SHAPES[type(message)]
    head = _LONG.pack(envelope.sequence), _BITS.pack(envelope.nonce), _TIME.pack(envelope.t_ns)
    body = [pack(getattr(message, name)) for pack, name in shape.packs]
    return shape.whole.pack(VERSION, message.TYPE, 0, *head, *body)


def decode(data: bytes) -> Envelope:
    """Read one message; raises BadMessage unless it is exactly as this version writes it."""
    if len(data) != SIZE:
        raise BadMessage(f"{len(data)} bytes instead of {SIZE}")
    version, number_of_type, reserved = _FIRST.unpack_from(data)
    shape = _BY_TYPE.get(number_of_type)
    if version != VERSION or shape is None or reserved:
        raise BadMessage(f"version {version}, type {number_of_type}, reserved {reserved} is not known here")
    _, _, _, sequence, nonce, t_ns, *body = shape.whole.unpack(data)
    values = [unpack(written) for unpack, written in zip(shape.unpacks, body, strict=True)]
    if data[shape.end:] != shape.zeros:
        raise BadMessage("a message goes on after its end")
    return Envelope(sequence, nonce, t_ns, shape.make(*values))
