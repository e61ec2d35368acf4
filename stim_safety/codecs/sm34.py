"""Frames of ScienceMode 3 and 4 (HASOMED: Description and Protocol 3.2.4, 2018; P24 instructions for use 1.1).

    F0, length (2 bytes), CRC-16/XMODEM (2 bytes), packet, 0F

Length counts every byte of the frame; the CRC goes over the packet as it stands on the wire.  In the packet the
bytes F0, 0F and 81 are written as 81 and the byte xor 55; the four bytes of length and CRC always are.  A packet
is a number (6 bits) and a command (10 bits), then what the command carries.  Multi-byte fields are big-endian.

The byte after 81 is data, whatever it is: F0 and 0F do occur there.
Not here: the pulses in an update (`sm34_trains`), what answers mean and which device understands which command
(`drivers`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from stim_safety.codecs.crc import crc16_xmodem

START, END, ESCAPE, KEY = 0xF0, 0x0F, 0x81, 0x55
HEADER_BYTES = 9
LEAST_BYTES, MOST_BYTES = 12, 1200
NUMBERS = 64
"""Packet numbers are 0 to 63."""


class Command(IntEnum):
    """What a packet says; the answer to a command is its number and one."""

    LL_STOP = 4
    ML_INIT = 30
    ML_UPDATE = 32
    ML_STOP = 34
    ML_GET_CURRENT_DATA = 36
    GET_VERSION = 50
    GET_DEVICE_ID = 52
    GET_STIM_STATUS = 62
    GENERAL_ERROR = 66
    UNKNOWN_COMMAND = 67
    GET_EXTENDED_VERSION = 68


RESULTS = (
    "no error", "transfer error", "parameter error", "protocol error", "stimulation timeout", "EMG timeout",
    "EMG register error", "not initialized", "high voltage error", "demultiplexer timeout", "electrode error",
    "invalid command", "demultiplexer parameter error", "demultiplexer not initialized",
    "demultiplexer transfer error", "demultiplexer unknown answer", "pulse timeout", "fuel gauge error",
    "live signal error", "file transmission timeout", "file not found", "busy", "file error",
    "flash erase error", "flash write error", "unknown controller", "firmware too large",
    "fuel gauge not programmed", "pulse current too low",
)
"""What the result codes 0 to 28 are called."""


def result_text(code: int) -> str:
    """Name a result code, also one that no document knows."""
    return f"{RESULTS[code]} ({code})" if code < len(RESULTS) else f"unknown result {code}"


@dataclass(frozen=True, slots=True)
class Packet:
    """One packet.  number: 0 to 63, given back by the answer."""

    number: int
    command: int
    payload: bytes


def encode(command: int, number: int, payload: bytes = b"") -> bytes:
    """Return the frame of a packet."""
    packet = stuff((number << 10 | command).to_bytes(2, "big") + payload)
    head = (len(packet) + HEADER_BYTES + 1).to_bytes(2, "big") + crc16_xmodem(packet).to_bytes(2, "big")
    escaped = b"".join(bytes((ESCAPE, byte ^ KEY)) for byte in head)
    return bytes((START,)) + escaped + packet + bytes((END,))


def decode(frame: bytes) -> Packet:
    """Return the packet of one whole frame; raises ValueError when it is none."""
    packet = examine(frame)
    if not isinstance(packet, Packet) or encode(packet.command, packet.number, packet.payload) != frame:
        raise ValueError("these bytes are no frame")
    return packet


def stuff(data: bytes) -> bytes:
    """Escape what would look like a border of a frame."""
    return b"".join(bytes((ESCAPE, byte ^ KEY)) if byte in (START, END, ESCAPE) else bytes((byte,))
                    for byte in data)


def unstuff(data: bytes) -> bytes:
    """Undo `stuff`; a lone escape at the end says nothing."""
    plain, escaped = bytearray(), False
    for byte in data:
        if byte == ESCAPE and not escaped:
            escaped = True
        else:
            plain.append(byte ^ KEY if escaped else byte)
            escaped = False
    return bytes(plain)


@dataclass(frozen=True, slots=True)
class Bad:
    """Bytes that are no frame.  size: how many, up to where that became certain."""

    size: int


def examine(data: bytes) -> Packet | Bad | None:
    """Read the frame that begins at the first byte, a START; None while it could still become one."""
    length = _length(data)
    if not isinstance(length, int):
        return length
    border = _border(data[:length])
    if border is None:
        return Bad(length) if len(data) >= length else None
    if border != length - 1 or data[border] != END:
        return _bad(data, border)
    return _packet(data[HEADER_BYTES:border], _word(data, 6)) or Bad(length)


def _length(data: bytes) -> int | Bad | None:
    for at in range(1, min(len(data), HEADER_BYTES), 2):
        if data[at] != ESCAPE:
            return _bad(data, at)
    if len(data) < HEADER_BYTES:
        return None
    length = _word(data, 2)
    return length if LEAST_BYTES <= length <= MOST_BYTES else Bad(HEADER_BYTES)


def _word(data: bytes | bytearray, at: int) -> int:
    """Return the two escaped bytes at `at` and two further."""
    return (data[at] ^ KEY) << 8 | data[at + 2] ^ KEY


def _packet(stuffed: bytes, crc: int) -> Packet | None:
    packet = unstuff(stuffed)
    if crc != crc16_xmodem(stuffed) or len(packet) < 2:
        return None
    prefix = int.from_bytes(packet[:2], "big")
    return Packet(prefix >> 10, prefix & 0x3FF, packet[2:])


def _border(data: bytes) -> int | None:
    """Return where the first START or END after the header stands that is no data."""
    escaped = False
    for at in range(HEADER_BYTES, len(data)):
        if not escaped and data[at] in (START, END):
            return at
        escaped = not escaped and data[at] == ESCAPE
    return None


def _bad(data: bytes, at: int) -> Bad:
    """Judge bytes bad because of the one at `at`; a START there may begin the next frame."""
    return Bad(at if data[at] == START else at + 1)


class Parser:
    """Finds packets in bytes of any cut.  Never raises; keeps less than one frame."""

    def __init__(self) -> None:
        self._pending = bytearray()
        self._told = 0
        self._stray = False

    def feed(self, data: bytes) -> list[Packet | None]:
        """Take bytes; return what is complete by now, None for each stretch of bytes that made no sense.

        After a bad frame every START in it is tried, also one that looked like data: a frame that was cut in
        the middle of an escape would otherwise take the next one with it.
        """
        self._pending += data
        found: list[Packet | None] = []
        while self._pending:
            start = self._pending.find(START)
            if start:
                self._stray_bytes(len(self._pending) if start < 0 else start, found)
                continue
            seen = examine(bytes(self._pending[:MOST_BYTES]))
            if seen is None:
                break
            if isinstance(seen, Bad):
                self._bad(seen.size, found)
            else:
                self._whole(seen, found)
        return found

    def _whole(self, packet: Packet, found: list[Packet | None]) -> None:
        del self._pending[:_word(self._pending, 2)]
        self._told, self._stray = 0, False
        found.append(packet)

    def _bad(self, size: int, found: list[Packet | None]) -> None:
        if not self._told:
            found.append(None)
            self._told = size
        self._stray = True
        self._drop(1)

    def _stray_bytes(self, count: int, found: list[Packet | None]) -> None:
        if not self._stray:
            found.append(None)
        self._stray = True
        self._drop(count)

    def _drop(self, count: int) -> None:
        del self._pending[:count]
        self._told = max(0, self._told - count)
