"""Linux input events: what an event node (`/dev/input/event*`) says, both directions.

The kernel sends `struct input_event`: a time of two machine words, type u16, code u16, value i32, which is 24
bytes on 64-bit machines and 16 on 32-bit ones.  Changes come alone, and EV_SYN closes those of one moment.
How things stand is told by ioctls, not in the stream; the transport puts their answers into it as records of
the same shape whose types lie beyond EV_MAX, where the kernel has none.
Sources: Linux include/uapi/linux/input.h and input-event-codes.h.  Not here: what an axis means (`drivers`).
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from core.clock import NS_PER_S

_EVENT = struct.Struct("@llHHi")
EVENT_SIZE = _EVENT.size
KEY_COUNT = 0x300
AXIS_COUNT = 0x40


class EventType(IntEnum):
    """Types of the kernel that matter here, then ours for the answers about the state.

    Ours carry, axis by axis, the six numbers of `struct input_absinfo` in their order; KEY_DOWN each key that is
    pressed; STATE_END closes an answer.
    """

    SYN = 0x00
    KEY = 0x01
    ABS = 0x03
    AXIS_VALUE = 0x20
    AXIS_MINIMUM = 0x21
    AXIS_MAXIMUM = 0x22
    AXIS_FUZZ = 0x23
    AXIS_FLAT = 0x24
    AXIS_RESOLUTION = 0x25
    KEY_DOWN = 0x26
    STATE_END = 0x27


class Syn(IntEnum):
    """Codes of SYN: one moment is complete; or the kernel's queue ran over, and what waited in it is gone."""

    REPORT = 0
    DROPPED = 3


class Axis(IntEnum):
    """Codes of ABS that a board may use."""

    X = 0x00
    Y = 0x01
    Z = 0x02
    RX = 0x03
    RY = 0x04
    RZ = 0x05
    THROTTLE = 0x06
    RUDDER = 0x07
    WHEEL = 0x08
    HAT0X = 0x10
    HAT0Y = 0x11
    HAT1X = 0x12
    HAT1Y = 0x13


BTN_A = 0x130
MOUSE_AND_PEN = (*range(0x110, 0x118), *range(0x140, 0x150))
"""Keys of mice (BTN_LEFT to BTN_TASK), of pens and of touch pads (BTN_TOOL_PEN to BTN_GEAR_DOWN - 1)."""

ASK_STATE = b"state"
"""What is written to the transport so that it tells how everything stands; nothing of it goes to the device."""


@dataclass(frozen=True, slots=True)
class Event:
    """One record.  t_ns: when the kernel heard of it, on the clock the transport chose (0 for an answer)."""

    type: int
    code: int
    value: int
    t_ns: int = 0


@dataclass(frozen=True, slots=True)
class AxisState:
    """`struct input_absinfo`: where an axis stands and what it can tell.

    fuzz: smaller changes are smoothed away by the kernel.  flat: rest zone round the middle, which the kernel only
    names.  resolution: units per millimetre or radian, 0 where unknown.
    """

    value: int = 0
    minimum: int = 0
    maximum: int = 0
    fuzz: int = 0
    flat: int = 0
    resolution: int = 0


@dataclass(frozen=True, slots=True)
class DeviceState:
    """How all axes and keys stand."""

    axes: Mapping[int, AxisState] = field(default_factory=dict)
    keys_down: frozenset[int] = frozenset()


SYN_REPORT = Event(EventType.SYN, Syn.REPORT, 0)
SYN_DROPPED = Event(EventType.SYN, Syn.DROPPED, 0)
_FIELDS = range(EventType.AXIS_VALUE, EventType.AXIS_RESOLUTION + 1)


def encode_events(events: Iterable[Event]) -> bytes:
    """Return the bytes of `events`; times are cut to microseconds."""
    return b"".join(_EVENT.pack(event.t_ns // NS_PER_S, event.t_ns % NS_PER_S // 1000, event.type, event.code,
                                event.value) for event in events)


def decode_events(data: bytes) -> list[Event]:
    """Return the whole records in `data`.

    The kernel hands out whole ones only, so a rest that is too short is no beginning of anything.
    """
    whole = len(data) - len(data) % EVENT_SIZE
    return [Event(kind, code, value, seconds * NS_PER_S + micros * 1000)
            for seconds, micros, kind, code, value in _EVENT.iter_unpack(data[:whole])]


def encode_state(state: DeviceState) -> bytes:
    """Return the answer to `ASK_STATE`."""
    axes = [Event(kind, code, value) for code, axis in state.axes.items()
            for kind, value in zip(_FIELDS, (axis.value, axis.minimum, axis.maximum, axis.fuzz, axis.flat,
                                             axis.resolution), strict=True)]
    keys = [Event(EventType.KEY_DOWN, code, 1) for code in sorted(state.keys_down)]
    return encode_events([*axes, *keys, Event(EventType.STATE_END, 0, 0)])


class StateDecoder:
    """Gathers the records of an answer about the state; other records are not its business."""

    def __init__(self) -> None:
        self._axes: dict[int, dict[int, int]] = {}
        self._keys: set[int] = set()

    def take(self, event: Event) -> DeviceState | None:
        """Return the state when `event` closes the answer, else None.  An axis told in part is left out."""
        if event.type in _FIELDS:
            self._axes.setdefault(event.code, {})[event.type] = event.value
        elif event.type == EventType.KEY_DOWN:
            self._keys.add(event.code)
        elif event.type == EventType.STATE_END:
            axes = {code: AxisState(*(numbers[kind] for kind in _FIELDS))
                    for code, numbers in self._axes.items() if len(numbers) == len(_FIELDS)}
            state = DeviceState(axes, frozenset(self._keys))
            self._axes, self._keys = {}, set()
            return state
        return None


def keys_of(bitmap: bytes) -> frozenset[int]:
    """Return the numbers of the bits that are set, lowest byte and lowest bit first (EVIOCGKEY, EVIOCGBIT)."""
    return frozenset(byte * 8 + bit for byte, bits in enumerate(bitmap) for bit in range(8) if bits >> bit & 1)


def capability_codes(words: str) -> frozenset[int]:
    """Return the codes that a sysfs file such as `capabilities/abs` names.

    It holds hexadecimal machine words, the highest first; what cannot be read names nothing.
    """
    bits = 0
    for word in words.split():
        try:
            bits = bits << _WORD_BITS | int(word, 16)
        except ValueError:
            return frozenset()
    return frozenset(code for code in range(bits.bit_length()) if bits >> code & 1)


_WORD_BITS = 8 * struct.calcsize("@l")
