"""OpenBCI Cyton and Daisy: packets of eight 24-bit channels, and single-letter commands over a radio dongle.

    ``A0 | sample u8 | 8 x int24 | 6 bytes beside | C0..C6``     33 bytes, most significant byte first

Answers are text that ends in ``$$$``; nothing answers while samples stream.  Over the radio a Cyton sends 250
packets a second; with a Daisy the even ones carry channels 9-16 and the odd ones after them channels 1-8.
Sources: OpenBCI_Cyton_Library 3.1.5, OpenBCI_Radios 2.0 and the "Cyton Board SDK" page of docs.openbci.com.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum

import numpy as np
from numpy.typing import NDArray

HEADER = 0xA0
LENGTH = 33
COUNTER_MODULUS = 256
PACKETS_HZ = 250.0
CHANNELS = 8
BAUD = 115200
END_OF_TEXT = b"$$$"
FULL_SCALE = (1 << 23) - 1
REFERENCE_UV = 4.5e6
"""Of the ADS1299 at gain 1."""
GAINS = (1, 2, 4, 6, 8, 12, 24)
"""By the code of the channel command, 0..6."""
DEFAULT_GAIN = 24
G_PER_COUNT = 0.000125
"""LIS3DH at +-4 g: 2 mg in the upper twelve of sixteen bits."""
RADIO_CHANNELS = range(1, 26)
COMMS_TIMEOUT = b"Failure: Communications timeout - Device failed to poll Host$$$"
"""What the dongle says instead of a board that is off, or on another radio channel."""
_CHANNEL_LETTERS = "12345678QWERTYUI"
_WAIT = -1


class Command(StrEnum):
    """What the host may say in one letter (or two)."""

    RESET = "v"
    VERSION = "V"
    START = "b"
    STOP = "s"
    DEFAULTS = "d"
    RATE_250 = "~6"


class Radio(IntEnum):
    """What the dongle itself understands, after the byte F0."""

    GET_CHANNEL = 0x00
    SET_CHANNEL = 0x01
    SET_HOST_CHANNEL = 0x02
    GET_POLL_TIME = 0x03
    SET_POLL_TIME = 0x04
    BAUD_115200 = 0x05
    BAUD_230400 = 0x06
    STATUS = 0x07
    BAUD_921600 = 0x0A


class Footer(IntEnum):
    """The last byte of a packet, which says what the six bytes before it are.

    ACCELERATION: X, Y, Z, int16.  AUX: three int16 of pins or of a marker.  USER: whatever a sketch puts there.
    *_TIME: int16 (one axis, or one of the pins) and the board's milliseconds, u32; *_TIME_SET: the first of these.
    """

    ACCELERATION = 0xC0
    AUX = 0xC1
    USER = 0xC2
    ACCELERATION_TIME_SET = 0xC3
    ACCELERATION_TIME = 0xC4
    AUX_TIME_SET = 0xC5
    AUX_TIME = 0xC6


AXIS_BY_DIGIT = {7: 0, 8: 1, 9: 2}
"""Which axis ACCELERATION_TIME carries, by the last decimal digit of the sample number; none on the others."""


@dataclass(frozen=True, slots=True)
class Banner:
    """What a board says of itself after RESET.  firmware: as printed, which is not always what runs."""

    daisy: bool
    firmware: str

    @property
    def name(self) -> str:
        """The board's name for people."""
        return "OpenBCI Cyton with Daisy" if self.daisy else "OpenBCI Cyton"


@dataclass(frozen=True, slots=True)
class Frames:
    """Consecutive samples.

    counters: a byte each.  counts: int32 [n, channels].  footers: a byte each.  beside: u8 [n, 6], the bytes
    before the footer.
    """

    counters: bytes
    counts: NDArray[np.int32]
    footers: bytes
    beside: NDArray[np.uint8]


def uv_per_count(gain: int = DEFAULT_GAIN) -> float:
    """Microvolt at the electrode for one count (ADS1299 data sheet, table 7)."""
    return REFERENCE_UV / FULL_SCALE / gain


def encode_channel(channel: int, gain: int = DEFAULT_GAIN, bias: bool = True, srb2: bool = False) -> bytes:
    """Bytes that switch on `channel` (1..16), input normal, at one of `GAINS`.

    bias: whether it takes part in the bias drive.  srb2: whether its positive pin is measured against the common
    reference pin; without it the channel is a pair of its own, as bipolar EMG wants.
    """
    letter = _CHANNEL_LETTERS[channel - 1]
    return f"x{letter}0{GAINS.index(gain)}0{bias:d}{srb2:d}0X".encode("ascii")


def encode_radio(command: Radio, value: int | None = None) -> bytes:
    """Bytes of a command to the dongle."""
    return bytes((0xF0, command)) + (b"" if value is None else bytes((value,)))


def encode_banner(daisy: bool, firmware: str = "v3.1.2") -> bytes:
    """Bytes of the answer to RESET."""
    beside = "On Daisy ADS1299 Device ID: 0x3E\n" if daisy else ""
    return (f"OpenBCI V3 8-16 channel\nOn Board ADS1299 Device ID: 0x3E\n{beside}LIS3DH Device ID: 0x33\n"
            f"Firmware: {firmware}\n").encode("ascii") + END_OF_TEXT


def decode_banner(data: bytes) -> Banner | None:
    """Return what the newest whole banner in `data` says, or None.  The end of a stream may stand before it."""
    at = data.rfind(b"OpenBCI V3")
    text, end, _ = data[at:].partition(END_OF_TEXT) if at >= 0 else (b"", b"", b"")
    if not end or b"On Board ADS1299" not in text:
        return None
    firmware = re.search(rb"Firmware: (\S+)", text)
    return Banner(b"On Daisy ADS1299" in text, firmware[1].decode("ascii", "replace") if firmware else "")


def encode_packets(counters: NDArray[np.integer], counts: NDArray[np.integer], footers: Sequence[int],
                   beside: NDArray[np.uint8]) -> bytes:
    """Bytes of packets: counters [n], counts [n, 8] in -2^23 .. 2^23 - 1, footers [n], beside [n, 6]."""
    n = len(counts)
    packets = np.empty((n, LENGTH), np.uint8)
    packets[:, 0], packets[:, 1] = HEADER, counters % COUNTER_MODULUS
    packets[:, 2:26] = counts.astype(">i4").view(np.uint8).reshape(n, CHANNELS, 4)[:, :, 1:].reshape(n, 24)
    packets[:, 26:32], packets[:, 32] = beside, footers
    return packets.tobytes()


def decode_packets(data: bytes) -> Frames:
    """Read whole packets that stand one behind the other."""
    packets = np.frombuffer(data, np.uint8).reshape(-1, LENGTH)
    wide = np.zeros((len(packets), CHANNELS, 4), np.uint8)
    wide[:, :, :3] = packets[:, 2:26].reshape(-1, CHANNELS, 3)
    counts = wide.view(">i4")[:, :, 0].astype(np.int32) >> 8  # the shift carries the sign along
    return Frames(data[1::LENGTH], counts, data[LENGTH - 1::LENGTH], packets[:, 26:32])


def encode_acceleration(x_y_z_g: Sequence[float]) -> NDArray[np.uint8]:
    """Six bytes for an acceleration in g."""
    return np.rint(np.asarray(x_y_z_g) / G_PER_COUNT).astype(">i2").view(np.uint8)


def decode_acceleration(frames: Frames) -> NDArray[np.float32]:
    """Accelerations in g, [m, 3], of the packets that carry all three axes (every tenth of ACCELERATION)."""
    told = (np.frombuffer(frames.footers, np.uint8) == Footer.ACCELERATION) & frames.beside.any(axis=1)
    rows = np.ascontiguousarray(frames.beside[told]).view(">i2")
    return rows.astype(np.float32) * np.float32(G_PER_COUNT)


def encode_time(value: int, t_ms: int) -> NDArray[np.uint8]:
    """Six bytes for an int16 and the board's clock."""
    return np.frombuffer((value & 0xFFFF).to_bytes(2, "big") + (t_ms & 0xFFFFFFFF).to_bytes(4, "big"), np.uint8)


def decode_times_ms(frames: Frames) -> NDArray[np.uint32]:
    """Read the board's clock in milliseconds, [m], from the packets that carry it."""
    told = np.frombuffer(frames.footers, np.uint8) >= Footer.ACCELERATION_TIME_SET
    return np.ascontiguousarray(frames.beside[told, 2:]).view(">u4")[:, 0].astype(np.uint32)


class Decoder:
    """Bytes to packets, whatever the chunks.

    A packet has no checksum: one byte begins it and seven may end it, and both also stand for voltages.  So a
    packet that neither goes on with another one nor has the next number is searched for a better one inside.
    After a rejected A0 the search goes on at the very next byte.  skipped: bytes that belonged to no packet.
    """

    def __init__(self) -> None:
        self.skipped = 0
        self._buffer = b""
        self._next: int | None = None

    def feed(self, data: bytes) -> Frames | None:
        """Take `data` and return the packets that it completes, or None."""
        buffer = self._buffer + data if self._buffer else data
        at, good = 0, []
        while len(buffer) - at >= LENGTH:
            if not _is_packet(buffer, at):
                found = _next_header(buffer, at + 1)
            elif (found := self._rival(buffer, at)) == at:
                good.append(buffer[at:at + LENGTH])
                self._next = (buffer[at + 1] + 1) % COUNTER_MODULUS
                at += LENGTH
                continue
            elif found == _WAIT:
                break
            self.skipped += found - at
            at = found
        self._buffer = buffer[at:]
        return decode_packets(b"".join(good)) if good else None

    def _rival(self, buffer: bytes, at: int) -> int:
        """Return where a better packet begins inside the one at `at`; `at` itself when that is honest.

        _WAIT when more bytes are needed to tell.
        """
        end = at + LENGTH
        if buffer[end:end + 1] == bytes((HEADER,)) or (len(buffer) == end and self._is_due(buffer[at:])):
            return at
        inner = buffer.find(HEADER, at + 1, end)
        while inner >= 0:
            if inner + LENGTH > len(buffer):
                return _WAIT
            if _is_packet(buffer, inner):
                return inner
            inner = buffer.find(HEADER, inner + 1, end)
        return at

    def _is_due(self, packet: bytes) -> bool:
        """Whether the newest packet has the next number, and the one after it does not begin inside."""
        following = bytes((HEADER, (packet[1] + 1) % COUNTER_MODULUS))
        return self._next in (None, packet[1]) and following not in packet


class Pairs:
    """Joins the packets of a Cyton with Daisy: each even one (9-16) and the odd one after it (1-8) are one sample.

    The number of a pair is half of its even number, 0..127.  A packet that lost its partner is left out.
    """

    MODULUS = COUNTER_MODULUS // 2

    def __init__(self) -> None:
        self._left: Frames | None = None

    def feed(self, frames: Frames) -> Frames | None:
        """Take packets and return the pairs that they complete, sixteen channels, or None."""
        joined = frames if self._left is None else _joined(self._left, frames)
        numbers = joined.counters
        even = [i for i in range(len(numbers) - 1) if numbers[i] % 2 == 0 and numbers[i + 1] == numbers[i] + 1]
        self._left = _rows(joined, [len(numbers) - 1]) if numbers[-1] % 2 == 0 else None
        if not even:
            return None
        daisy, board = _rows(joined, even), _rows(joined, [i + 1 for i in even])
        return Frames(bytes(number // 2 for number in daisy.counters),
                      np.concatenate((board.counts, daisy.counts), axis=1), board.footers, board.beside)


def _rows(frames: Frames, rows: list[int]) -> Frames:
    return Frames(bytes(frames.counters[i] for i in rows), frames.counts[rows],
                  bytes(frames.footers[i] for i in rows), frames.beside[rows])


def _joined(one: Frames, other: Frames) -> Frames:
    return Frames(one.counters + other.counters, np.concatenate((one.counts, other.counts)),
                  one.footers + other.footers, np.concatenate((one.beside, other.beside)))


def _is_packet(data: bytes, at: int) -> bool:
    return data[at] == HEADER and Footer.ACCELERATION <= data[at + LENGTH - 1] <= Footer.AUX_TIME


def _next_header(data: bytes, at: int) -> int:
    found = data.find(HEADER, at)
    return found if found >= 0 else len(data)
