"""Chords: the serial protocol of the Chords Arduino firmware (BioAmp boards), one frame per sample.

    ``C7 7C | counter u8 | channel 1 hi lo .. channel N hi lo | 01``     2 N + 4 bytes

Channels are unsigned converter counts, most significant byte first.  The host says ``WHORU``, ``START``
and ``STOP`` with a line end; the board answers the first with its name.  Source: the UNO-R3, UNO-R4 and
NPG-LITE-Serial sketches of upsidedownlabs/Chords-Arduino-Firmware and the board table of its client.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from core.quick import quick

HEADER = b"\xc7\x7c"
END = b"\x01"
COUNTER_MODULUS = 256
DEFAULT_GAIN = 2420.0
"""Muscle BioAmp Candy and BisCute."""
BAUDS = (230400, 115200)
"""Older firmware, then newer AVR firmware."""
MAX_CHANNELS = 16
_UNDECIDED = -1
_COUNT = np.dtype(">u2")
_COUNTS_AT = 3
_TURN = bytes(range(COUNTER_MODULUS))


class Command(StrEnum):
    """What the host may say.  Any byte at all stops a stream: only START brings it back."""

    IDENTIFY = "WHORU"
    START = "START"
    STOP = "STOP"


@dataclass(frozen=True, slots=True)
class Board:
    """What a name stands for: channels, samples per second, converter bits and its full scale in volts."""

    channels: int
    rate_hz: float
    bits: int
    full_scale_v: float

    def uv_per_count(self, gain: float = DEFAULT_GAIN) -> float:
        """Microvolt at the electrode for one count behind an amplifier of `gain`."""
        return self.full_scale_v * 1e6 / (1 << self.bits) / gain

    @property
    def zero_count(self) -> int:
        """Count at rest: amplifiers of this family sit at half of the supply."""
        return 1 << (self.bits - 1)


_UNO = Board(6, 250.0, 10, 5.0)
_NANO = Board(8, 250.0, 10, 5.0)
_MEGA = Board(16, 250.0, 10, 5.0)
_NPG_3, _NPG_6 = Board(3, 500.0, 12, 3.3), Board(6, 500.0, 12, 3.3)
BOARDS: MappingProxyType[str, Board] = MappingProxyType({
    "UNO-R3": _UNO, "UNO-CLONE": _UNO, "GENUINO-UNO": _UNO,
    "UNO-R4": Board(6, 500.0, 14, 5.0),
    "RPI-PICO-RP2040": Board(3, 500.0, 12, 3.3),
    "NANO-CLONE": _NANO, "NANO-CLASSIC": _NANO,
    "STM32F4-BLACK-PILL": Board(8, 500.0, 12, 3.3),
    "STM32G4-CORE-BOARD": Board(16, 500.0, 12, 3.3),
    "MEGA-2560-R3": _MEGA, "MEGA-2560-CLONE": _MEGA,
    "GIGA-R1": Board(6, 500.0, 16, 3.3),
    "NPG-LITE": _NPG_3, "NPG-LITE-3CH": _NPG_3, "NPG-LITE-6CH": _NPG_6,
})


@quick
@dataclass(frozen=True, slots=True)
class Frames:
    """Consecutive whole frames: counters, a byte each, and counts [n, channels], u16 in the order of the wire."""

    counters: bytes
    counts: NDArray[np.uint16]


def frame_length(channels: int) -> int:
    """Bytes of one frame."""
    return 2 * channels + 4


def encode_command(command: Command) -> bytes:
    """Bytes of a host command."""
    return f"{command}\n".encode("ascii")


def encode_name(name: str) -> bytes:
    """Bytes of the answer to WHORU."""
    return f"{name}\r\n".encode("ascii")


def decode_name(data: bytes) -> str | None:
    """Return the newest known board name that stands as a line in `data`, or None.

    The line may be glued to the frames of a stream that was running, so only its end is demanded.
    """
    best: tuple[int, int, str] | None = None
    for name in BOARDS:
        at = max(data.rfind(f"{name}\r\n".encode()), data.rfind(f"{name}\n".encode()))
        if at >= 0 and (best is None or (at, len(name)) > best[:2]):
            best = (at, len(name), name)
    return best[2] if best else None


def counters(first: int, n: int) -> bytes:
    """Return the counters of `n` frames, the first of which is number `first`."""
    at = first % COUNTER_MODULUS
    return (_TURN * (2 + n // COUNTER_MODULUS))[at:at + n]


def encode_frames(first: int, counts: NDArray[np.integer]) -> bytes:
    """Bytes of frames, the first of which is number `first`: counts [n, channels] in 0..65535."""
    n, channels = counts.shape
    length = frame_length(channels)
    frames = bytearray((HEADER + bytes(1 + 2 * channels) + END) * n)
    frames[2::length] = counters(first, n)
    if n:
        strides = length, _COUNT.itemsize
        wire: NDArray[np.uint16] = np.ndarray(counts.shape, _COUNT, frames, _COUNTS_AT, strides)
        wire[:] = counts
    return bytes(frames)


def detect_channels(data: bytes) -> int | None:
    """Return how many channels the frames in `data` have, or None when three in a row are not there.

    Boards of one name may send 3 or 6 channels, so the distance of closed headers decides.
    """
    for channels in range(1, MAX_CHANNELS + 1):
        length, at = frame_length(channels), data.find(HEADER)
        while 0 <= at <= len(data) - 3 * length:
            if all(_is_frame(data, at + i * length, length) for i in range(3)):
                return channels
            at = data.find(HEADER, at + 1)
    return None


class Decoder:
    """Bytes to frames, whatever the chunks.  Clean stretches cost one look at each column.

    skipped: bytes that belonged to no frame so far.
    """

    def __init__(self, channels: int) -> None:
        self.channels = channels
        self.skipped = 0
        self._length = frame_length(channels)
        self._buffer = b""

    def feed(self, data: bytes) -> Frames | None:
        """Take `data` and return the frames that it completes, or None."""
        buffer = self._buffer + data if self._buffer else data
        length, at = self._length, 0
        runs: list[bytes] = []
        while len(buffer) - at >= length:
            n = self._clean_frames(buffer, at)
            inner = self._inner_frame(buffer, at + (n - 1) * length) if n else None
            if inner is not None:
                n -= 1
            if n:
                runs.append(buffer[at:at + n * length])
                at += n * length
            if inner == _UNDECIDED:
                break
            if inner is not None or not n:
                found = self._resync(buffer, at + 1) if inner is None else inner
                self.skipped += found - at
                at = found
        self._buffer = buffer[at:]
        return self._read(b"".join(runs)) if runs else None

    def _read(self, frames: bytes) -> Frames:
        """Look at the counts of clean frames where they lie."""
        shape = len(frames) // self._length, self.channels
        counts: NDArray[np.uint16] = np.ndarray(shape, _COUNT, frames, _COUNTS_AT, (self._length, _COUNT.itemsize))
        return Frames(frames[2::self._length], counts)

    def _clean_frames(self, buffer: bytes, at: int) -> int:
        """Return how many frames stand one behind the other from `at` on."""
        length = self._length
        n = (len(buffer) - at) // length
        end = at + n * length
        if (buffer[at:end:length] == HEADER[:1] * n and buffer[at + 1:end:length] == HEADER[1:] * n
                and buffer[at + length - 1:end:length] == END * n):
            return n
        return next(i for i in range(n) if not _is_frame(buffer, at + i * length, length))

    def _inner_frame(self, buffer: bytes, at: int) -> int | None:
        """Return where a frame begins inside the one at `at`, if that one is two that were run together.

        A frame cut short and the one after it can look like one, as 01 is also a usual high byte; but then
        no header follows.  _UNDECIDED when more bytes are needed to tell; None for an honest frame.
        """
        if buffer[at + self._length:at + self._length + 2] == HEADER:
            return None
        inner = buffer.find(HEADER, at + 1, at + self._length)
        while inner >= 0:
            if inner + self._length > len(buffer):
                return _UNDECIDED
            if _is_frame(buffer, inner, self._length):
                return inner
            inner = buffer.find(HEADER, inner + 1, at + self._length)
        return None

    def _resync(self, buffer: bytes, at: int) -> int:
        """Return where the next frame may begin: a header that is closed, and followed by another one."""
        length = self._length
        while (at := buffer.find(HEADER, at)) >= 0:
            after = buffer[at + length:at + length + 2]
            if at + length > len(buffer) or (_is_frame(buffer, at, length) and HEADER.startswith(after)):
                return at
            at += 1
        return len(buffer) - 1 if buffer.endswith(HEADER[:1]) else len(buffer)


def _is_frame(data: bytes, at: int, length: int) -> bool:
    return data[at:at + 2] == HEADER and data[at + length - 1:at + length] == END
