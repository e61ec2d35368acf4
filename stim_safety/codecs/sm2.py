"""ScienceMode 2, as RehaStim2 speaks it: frames and the bodies of its commands, both directions.

Source: HASOMED, ScienceMode2 Description and Protocol 1.24 (2012).

    F0   81 crc^55   81 length^55   body   0F        body: packet number, command, data

A byte F0, 0F or 81 of the body is sent as 81, (byte xor 55).  Length and CRC-8 (polynomial 07, start 0) are
those of the body as it is sent.  Numbers of two bytes: high byte first.
Not here: when a command is sent and what an answer means (`drivers.rehastim2`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

START, STOP, STUFF, KEY = 0xF0, 0x0F, 0x81, 0x55
LONGEST = 69
"""Bytes of the longest frame that the protocol knows."""
FRAMING = 6
"""Bytes of a frame around its body."""
SHORTEST_PERIOD_US = 8_000
LONGEST_PERIOD_US = 1_025_000
PERIOD_STEP_US = 500
_INTER_PULSE = 13
"""8 ms between pulses of a doublet, coded (ms - 1.5) * 2; none are sent, but the field must be valid."""
_SINGLE = 0


class Command(IntEnum):
    """Commands that are used; those from the device are INIT, UNKNOWN, *_ACK and ERROR."""

    INIT = 1
    INIT_ACK = 2
    UNKNOWN = 3
    WATCHDOG = 4
    GET_MODE = 10
    GET_MODE_ACK = 11
    CHANNELS = 30
    CHANNELS_ACK = 31
    START = 32
    START_ACK = 33
    STOP = 34
    STOP_ACK = 35
    ERROR = 38


@dataclass(frozen=True, slots=True)
class Packet:
    """A frame's content: number 0..255, command, data."""

    number: int
    command: int
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class Pulse:
    """What one channel gets in a START: phase width (us) and current (mA)."""

    width_us: int
    current_ma: int


def crc8(data: bytes) -> int:
    """Return the CRC-8 with polynomial 07 and start 0."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc << 1) ^ (0x107 if crc & 0x80 else 0)
    return crc


def encode(packet: Packet) -> bytes:
    """Return the frame of `packet`.  Raises ValueError when a field is no byte or the frame gets too long."""
    body = _stuff(bytes((packet.number, packet.command)) + packet.data)
    if len(body) > LONGEST - FRAMING:
        raise ValueError(f"{len(body)} bytes do not fit into a frame")
    return _framed(body)


def decode(frame: bytes) -> Packet:
    """Return the content of a whole frame.  Raises ValueError when anything in it is not as it must be."""
    body = frame[5:-1]
    if len(frame) > LONGEST or frame != _framed(body):
        raise ValueError("the frame's marks, checksum or length are wrong")
    plain = _unstuff(body)
    if len(plain) < 2:
        raise ValueError("the frame has no command")
    return Packet(plain[0], plain[1], plain[2:])


def channels(mask: int, period_us: int) -> bytes:
    """Return the data of CHANNELS: which channels (bit 0 = first) are used and how often they pulse.

    Raises ValueError when there is no channel, or the period is off its grid or out of range.
    """
    if not 1 <= mask <= 0xFF:
        raise ValueError(f"a channel mask of {mask} names no channels 1 to 8")
    if not SHORTEST_PERIOD_US <= period_us <= LONGEST_PERIOD_US or period_us % PERIOD_STEP_US:
        raise ValueError(f"a period of {period_us} us cannot be sent")
    interval = period_us // PERIOD_STEP_US - 2
    return bytes((0, mask, 0, _INTER_PULSE, *divmod(interval, 256), 0))


def start(pulses: tuple[Pulse, ...]) -> bytes:
    """Return the data of START: one single pulse for each channel in use, in their order."""
    return b"".join(bytes((_SINGLE, *divmod(pulse.width_us, 256), pulse.current_ma)) for pulse in pulses)


def read_start(data: bytes) -> tuple[Pulse, ...]:
    """Return what `start` was given.  Raises ValueError for anything that `start` cannot have made."""
    pulses = tuple(Pulse(data[i + 1] << 8 | data[i + 2], data[i + 3]) for i in range(0, len(data) // 4 * 4, 4))
    if start(pulses) != data:
        raise ValueError("this is no list of single pulses")
    return pulses


class Reader:
    """Finds frames in bytes of any cut.  Memory is bounded by `LONGEST`."""

    def __init__(self) -> None:
        self._frame = bytearray()
        self._escaped = False
        self._noise = False

    def feed(self, data: bytes) -> tuple[Packet | None, ...]:
        """Return the packets that are complete by now; None stands for a spoilt frame or a run of stray bytes."""
        return tuple(found for byte in data for found in self._take(byte))

    def _take(self, byte: int) -> tuple[Packet | None, ...]:
        if byte == START and not self._escaped:
            cut = bool(self._frame)
            self._frame = bytearray((START,))
            self._noise = False
            return (None,) if cut else ()
        if not self._frame:
            return self._stray()
        self._frame.append(byte)
        if byte == STOP and not self._escaped:
            return (self._whole(),)
        self._escaped = byte == STUFF and not self._escaped
        return self._stray() if len(self._frame) >= LONGEST else ()

    def _stray(self) -> tuple[None, ...]:
        """Tell of bytes outside any frame once, however many they are."""
        self._frame.clear()
        self._escaped = False
        told, self._noise = self._noise, True
        return () if told else (None,)

    def _whole(self) -> Packet | None:
        frame = bytes(self._frame)
        self._frame.clear()
        try:
            return decode(frame)
        except ValueError:
            return None


def _framed(body: bytes) -> bytes:
    return bytes((START, STUFF, crc8(body) ^ KEY, STUFF, len(body) ^ KEY)) + body + bytes((STOP,))


def _stuff(plain: bytes) -> bytes:
    special = (START, STOP, STUFF)
    return b"".join(bytes((STUFF, byte ^ KEY)) if byte in special else bytes((byte,)) for byte in plain)


def _unstuff(body: bytes) -> bytes:
    """Undo `_stuff`.  Raises ValueError when the last byte announces one that is missing."""
    plain, escaped = bytearray(), False
    for byte in body:
        if escaped or byte != STUFF:
            plain.append(byte ^ KEY if escaped else byte)
            escaped = False
        else:
            escaped = True
    if escaped:
        raise ValueError("the frame ends in the middle of a byte")
    return bytes(plain)
