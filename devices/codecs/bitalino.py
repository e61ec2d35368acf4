"""BITalino: frames of 1 to 6 channels with a 4-bit counter and a 4-bit checksum, and commands of one byte.

A frame has 3, 4, 6, 7, 8 or 8 bytes for 1 to 6 channels and is read from its end:

    last    counter (high nibble, 0..15) | CRC
    -2      I1 I2 O1 O2 (high nibble) | A1[9:6]          -3 / -4   A1[5:0] A2[9:8] / A2[7:0]
    -5 / -6 A3[9:2] / A3[1:0] A4[9:4]                    -7 / -8   A4[3:0] A5[5:2] / A5[1:0] A6[5:0]

The CRC is the rest of the whole frame, its own nibble zero, by x^4 + x + 1; so a frame with the right CRC has no
rest.  One strange frame in 16 has none either: the counter must go on as well.  Source: the BITalino (r)evolution
MCU command reference and the vendor's revolution-python-api; scale: the BITalino EMG data sheet.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BAUD = 115200
COUNTER_MODULUS = 16
MAX_CHANNELS = 6
EMG_CHANNELS = 4
"""A1 to A4 have ten bits; the fifth and sixth of a frame have six, too coarse for a muscle."""
DEFAULT_GAIN = 1000.0
SUPPLY_V = 3.3
RATES_HZ = (1, 10, 100, 1000)
COMMAND_GAP_MS = 100
"""How long the device needs between two commands."""
STOP_ANYWHERE_SINCE = (4, 2)
"""Firmware that knows 0xFF; older ones know only 0x00, and only while they stream."""

VERSION = b"\x07"
STOP = b"\x00"
"""Ends a stream.  When idle it sets the lowest threshold of the battery light instead."""
STOP_ANYWHERE = b"\xff"

_LENGTHS = (3, 4, 6, 7, 8, 8)
_BITS = (10, 10, 10, 10, 6, 6)
_SURE_FRAMES = 3
_DETECT_FRAMES = 8
_DETECT_BYTES = 256
_PROMISE_FRAMES = 3
"""How many frames after the last good one its counter is still believed: chance alone fits once in 256."""
_VERSION = re.compile(rb"BITalino[^\n]{0,32}?(?:_v|V)(\d{1,3})\.(\d{1,3})[^\n]{0,16}\n")


@dataclass(frozen=True, slots=True)
class Firmware:
    """What a device says of itself: its name as sent, and its version."""

    name: str
    version: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Frames:
    """Whole frames: counters 0..15, a byte each; I1 I2 O1 O2 as bits 3..0 of `digital`; counts [n, channels]."""

    counters: bytes
    digital: NDArray[np.uint8]
    counts: NDArray[np.uint16]


def frame_length(channels: int) -> int:
    """Bytes of one frame of 1 to 6 channels."""
    return _LENGTHS[channels - 1]


def bits(channels: int) -> NDArray[np.int64]:
    """Bits of each of `channels` channels."""
    return np.array(_BITS[:channels])


def uv_per_count(channels: int, gain: float = DEFAULT_GAIN) -> NDArray[np.float32]:
    """Microvolt at the electrode for one count of each channel, behind an amplifier of `gain`."""
    return np.asarray(SUPPLY_V * 1e6 / (1 << bits(channels)) / gain, np.float32)


def zero_counts(channels: int) -> NDArray[np.float32]:
    """Return the count of each channel at rest: half of the supply."""
    return np.asarray(1 << (bits(channels) - 1), np.float32)


def encode_rate(rate_hz: int) -> bytes:
    """Bytes of the command that sets 1, 10, 100 or 1000 samples a second."""
    return bytes([RATES_HZ.index(rate_hz) << 6 | 0x03])


def encode_start(channels: int) -> bytes:
    """Bytes of the command that starts A1 up to A`channels`."""
    return bytes([((1 << channels) - 1) << 2 | 0x01])


def encode_stop(version: tuple[int, int]) -> bytes:
    """Bytes of the command that stops a device of that firmware."""
    return STOP_ANYWHERE if version >= STOP_ANYWHERE_SINCE else STOP


def encode_version(name: str) -> bytes:
    """Bytes of the answer to `VERSION`, such as ``BITalino_v5.1``."""
    return f"{name}\n".encode("ascii")


def decode_version(data: bytes) -> Firmware | None:
    """Return the newest answer to `VERSION` in `data`, which may be glued to the rest of a stream; or None."""
    answers = list(_VERSION.finditer(data))
    if not answers:
        return None
    found = answers[-1]
    return Firmware(found[0].strip().decode("ascii", "replace"), (int(found[1]), int(found[2])))


def crc4(data: bytes) -> int:
    """Return the rest of `data`, bit by bit from the highest, by x^4 + x + 1."""
    rest = 0
    for byte in data:
        for bit in range(7, -1, -1):
            rest = rest << 1 ^ (byte >> bit & 1)
            rest ^= 0x13 if rest & 0x10 else 0
    return rest


def _rest_table() -> NDArray[np.uint8]:
    """Return the rest of each byte [distance from the end, byte]: rests of a sum are the sum of rests."""
    table = np.zeros((_LENGTHS[-1], 256), np.uint8)
    for distance in range(len(table)):
        table[distance] = [crc4(bytes([byte]) + bytes(distance)) for byte in range(256)]
    return table


_REST = _rest_table()


def encode_frames(counters: NDArray[np.integer], counts: NDArray[np.integer],
                  digital: int | NDArray[np.integer] = 0) -> bytes:
    """Bytes of frames: counters [n] of any size, counts [n, channels] within their bits, digital 0..15."""
    n, channels = counts.shape
    a = np.zeros((n, MAX_CHANNELS), np.int64)
    a[:, :channels] = counts
    frames = np.zeros((n, 8), np.uint8)
    frames[:, 7] = counters % COUNTER_MODULUS << 4
    frames[:, 6] = np.asarray(digital) << 4 | a[:, 0] >> 6
    frames[:, 5] = (a[:, 0] & 0x3F) << 2 | a[:, 1] >> 8
    frames[:, 4] = a[:, 1] & 0xFF
    frames[:, 3] = a[:, 2] >> 2
    frames[:, 2] = (a[:, 2] & 0x03) << 6 | a[:, 3] >> 4
    frames[:, 1] = (a[:, 3] & 0x0F) << 4 | a[:, 4] >> 2
    frames[:, 0] = (a[:, 4] & 0x03) << 6 | a[:, 5]
    frames[:, 7] |= _rests(frames)
    return frames[:, 8 - frame_length(channels):].tobytes()


def decode_frames(data: bytes, channels: int) -> Frames:
    """Return the frames that `data` consists of; their CRC is not looked at."""
    raw = np.frombuffer(data, np.uint8).reshape(-1, frame_length(channels))
    b = np.zeros((len(raw), 8), np.uint16)
    b[:, 8 - raw.shape[1]:] = raw
    a = np.empty((len(raw), MAX_CHANNELS), np.uint16)
    a[:, 0] = (b[:, 6] & 0x0F) << 6 | b[:, 5] >> 2
    a[:, 1] = (b[:, 5] & 0x03) << 8 | b[:, 4]
    a[:, 2] = b[:, 3] << 2 | b[:, 2] >> 6
    a[:, 3] = (b[:, 2] & 0x3F) << 4 | b[:, 1] >> 4
    a[:, 4] = (b[:, 1] & 0x0F) << 2 | b[:, 0] >> 6
    a[:, 5] = b[:, 0] & 0x3F
    return Frames((raw[:, -1] >> 4).tobytes(), raw[:, -2] >> np.uint8(4), a[:, :channels])


def detect_channels(data: bytes) -> int | None:
    """Return how many channels the frames in `data` have, or None when eight in a row are not there.

    Five channels look like six.
    """
    data = data[-_DETECT_BYTES:]
    for channels in (1, 2, 3, 4, 6):
        found = _Bytes(data, frame_length(channels))
        if any(found.run_from(at, _DETECT_FRAMES) == _DETECT_FRAMES for at in range(len(data))):
            return channels
    return None


class Decoder:
    """Bytes to frames, whatever the chunks.  Clean stretches cost one look at each byte.

    A frame counts when its CRC holds and its counter is what its place promises after the last good one, or when
    it is that one once more; else when the CRC holds for three in a row with rising counters.  skipped: bytes that
    belonged to no frame so far.
    """

    def __init__(self, channels: int) -> None:
        self.channels = channels
        self.skipped = 0
        self._length = frame_length(channels)
        self._buffer = b""
        self._due: int | None = None
        """Counter of the frame after the last good one; None before the first."""
        self._last = b""
        """The last good frame."""
        self._since = 0
        """Bytes skipped between the last good frame and the buffer."""

    def feed(self, data: bytes) -> Frames | None:
        """Take `data` and return the frames that it completes, or None."""
        self._buffer += data
        if len(self._buffer) < self._length:
            return None
        n = self._clean_frames()
        good = self._take(n) if n == len(self._buffer) // self._length else self._search()
        return decode_frames(good, self.channels) if good else None

    def _clean_frames(self) -> int:
        """Return how many good frames in a row stand at the start of the buffer."""
        if self._due is None or self._since:
            return 0
        n = len(self._buffer) // self._length
        raw = np.frombuffer(self._buffer, np.uint8, n * self._length).reshape(n, self._length)
        wanted = (self._due + np.arange(n)) % COUNTER_MODULUS
        bad = np.flatnonzero((_rests(raw) != 0) | (raw[:, -1] >> 4 != wanted))
        return int(bad[0]) if len(bad) else n

    def _take(self, n: int) -> bytes:
        """Cut `n` good frames off the buffer."""
        end = n * self._length
        good, self._buffer = self._buffer[:end], self._buffer[end:]
        self._last = good[-self._length:]
        self._due = (good[-1] >> 4) + 1
        return good

    def _search(self) -> bytes:
        """Return the good frames of a damaged stretch, and leave in the buffer what is not yet certain."""
        buffer, length = self._buffer, self._length
        found = _Bytes(buffer, length)
        good: list[bytes] = []
        at, since = 0, self._since
        while at + length <= len(buffer):
            promised = self._is_promised(found, at, since)
            run = 0 if promised else found.run_from(at, _SURE_FRAMES)
            if 0 < run < _SURE_FRAMES and at + (run + 1) * length > len(buffer):
                break  # the next bytes will tell
            if (promised and not self._is_glued(found, at)) or run == _SURE_FRAMES:
                self._last = buffer[at:at + length]
                good.append(self._last)
                self._due = found.counter(at) + 1
                at, since = at + length, 0
            else:
                at, since = at + 1, since + 1
                self.skipped += 1
        self._buffer, self._since = buffer[at:], since
        return b"".join(good)

    def _is_promised(self, found: _Bytes, at: int, since: int) -> bool:
        """Whether the last good frame stands at `at` once more, or the one that its counter promises there."""
        if self._due is None:
            return False
        if not since and found.stands(self._last, at):
            return True
        frames, odd = divmod(since, self._length)
        return (not odd and frames <= _PROMISE_FRAMES and found.valid[at]
                and found.counter(at) == (self._due + frames) % COUNTER_MODULUS)

    def _is_glued(self, found: _Bytes, at: int) -> bool:
        """Whether what looks like a frame is one cut short and the start of the next: good ones begin in it."""
        if found.run_from(at, 2) == 2:
            return False
        return any(found.run_from(inner, _SURE_FRAMES) == _SURE_FRAMES
                   for inner in range(at + 1, at + self._length))


class _Bytes:
    """A stretch of bytes, looked at from every place in it as if a frame of `length` began there."""

    def __init__(self, data: bytes, length: int) -> None:
        self._data = data
        self._length = length
        self.valid: list[bool] = []
        if len(data) >= length:
            windows = np.lib.stride_tricks.sliding_window_view(np.frombuffer(data, np.uint8), length)
            self.valid = (_rests(windows) == 0).tolist()

    def stands(self, frame: bytes, at: int) -> bool:
        """Whether `frame` stands at `at`."""
        return self._data.startswith(frame, at)

    def counter(self, at: int) -> int:
        """Return the counter of a frame that begins at `at`."""
        return self._data[at + self._length - 1] >> 4

    def run_from(self, at: int, at_most: int) -> int:
        """Return how many valid frames with rising counters stand in a row from `at` on, up to `at_most`."""
        run = 0
        while run < at_most and at < len(self.valid) and self.valid[at]:
            if run and self.counter(at) != (self.counter(at - self._length) + 1) % COUNTER_MODULUS:
                break
            run += 1
            at += self._length
        return run


def _rests(frames: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the rest of each frame [n, length]: 0 for a right CRC."""
    length = frames.shape[1]
    rests: NDArray[np.uint8] = np.bitwise_xor.reduce(_REST[np.arange(length - 1, -1, -1), frames], axis=1)
    return rests
