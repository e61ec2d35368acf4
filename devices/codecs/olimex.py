"""Olimex SHIELD-EKG-EMG: one frame of 17 bytes per sample, sent without being asked.

    ``A5 5A | version 02 | counter u8 | channel 1 hi lo .. channel 6 hi lo | switches``

Channels are counts of a 10-bit converter on 5 V, most significant byte first; the switches stand in the low four
bits.  So no byte where a high one belongs is above 3, and a frame glued together from two never looks whole.
Inputs without a shield float.  The shield's filter ends at 40 Hz, so it sees the low part of EMG only.
Source: the ShieldEkgEmgDemo sketch of Olimex (256 Hz at 57600 baud) and later variants of it (125 Hz at 115200
baud); the gain of each stage: the user's manual of the shield.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

HEADER = b"\xa5\x5a\x02"
COUNTER_MODULUS = 256
CHANNELS = 6
BITS = 10
ZERO_COUNT = 512
LENGTH = 17
BAUDS = (57600, 115200)
"""The demo sketch, then later ones."""
DEFAULT_GAIN = 2848.0
"""10 x 80 x 3.56 of its three stages, with the trimmer as delivered (6 to 101; it is meant to be turned)."""
_HIGH = slice(4, 16, 2)
_TOP_HIGH = (1 << BITS) - 1 >> 8
_TOP_SWITCHES = 0x0F
_LAYOUT = np.dtype([("head", "V3"), ("counter", "u1"), ("counts", ">u2", (CHANNELS,)), ("switches", "u1")])
_DETECT_FRAMES = 3
_LOOK = 64
"""So many frames are looked at in one go, so that damage at each of them does not cost a look at all the rest."""


@dataclass(frozen=True, slots=True)
class Frames:
    """Consecutive whole frames: counters, a byte each, and counts u16 [n, 6]."""

    counters: bytes
    counts: NDArray[np.uint16]


def uv_per_count(gain: float = DEFAULT_GAIN) -> float:
    """Microvolt at the electrode for one count behind an amplifier of `gain`."""
    return 5e6 / (1 << BITS) / gain


def encode_frames(counters: NDArray[np.integer], counts: NDArray[np.integer], switches: int = 0) -> bytes:
    """Bytes of frames: counters [n] of any size, counts [n, 6] in 0..1023, switches 0..15."""
    frames = np.zeros(len(counts), _LAYOUT)
    frames["head"] = np.frombuffer(HEADER, "V3")
    frames["counter"] = counters % COUNTER_MODULUS
    frames["counts"] = counts
    frames["switches"] = switches
    return frames.tobytes()


def detect(data: bytes) -> bool:
    """Whether three whole frames stand in a row in `data`."""
    at = data.find(HEADER)
    while 0 <= at <= len(data) - _DETECT_FRAMES * LENGTH:
        if all(_is_frame(data, at + i * LENGTH) for i in range(_DETECT_FRAMES)):
            return True
        at = data.find(HEADER, at + 1)
    return False


class Decoder:
    """Bytes to frames, whatever the chunks.  Clean stretches cost one look at each byte.

    skipped: bytes that belonged to no frame so far.
    """

    def __init__(self) -> None:
        self.skipped = 0
        self._buffer = b""

    def feed(self, data: bytes) -> Frames | None:
        """Take `data` and return the frames that it completes, or None."""
        buffer = self._buffer + data if self._buffer else data
        at = 0
        runs: list[bytes] = []
        while len(buffer) - at >= LENGTH:
            n = _clean_frames(buffer, at)
            if n:
                runs.append(buffer[at:at + n * LENGTH])
                at += n * LENGTH
            else:
                found = _next_frame(buffer, at + 1)
                self.skipped += found - at
                at = found
        self._buffer = buffer[at:]
        if not runs:
            return None
        frames = np.frombuffer(b"".join(runs), _LAYOUT)
        return Frames(frames["counter"].tobytes(), frames["counts"].astype(np.uint16))


def _clean_frames(buffer: bytes, at: int) -> int:
    """Return how many frames stand one behind the other from `at` on, at most `_LOOK`."""
    n = min((len(buffer) - at) // LENGTH, _LOOK)
    raw = np.frombuffer(buffer, np.uint8, n * LENGTH, at).reshape(n, LENGTH)
    good = ((raw[:, :3] == np.frombuffer(HEADER, np.uint8)).all(axis=1)
            & (raw[:, _HIGH] <= _TOP_HIGH).all(axis=1) & (raw[:, -1] <= _TOP_SWITCHES))
    bad = np.flatnonzero(~good)
    return int(bad[0]) if len(bad) else n


def _next_frame(buffer: bytes, at: int) -> int:
    """Return where the next frame may begin: a whole one, or the start of one at the end of the buffer."""
    while (at := buffer.find(HEADER, at)) >= 0:
        if at + LENGTH > len(buffer) or _is_frame(buffer, at):
            return at
        at += 1
    return len(buffer) - next((n for n in (2, 1) if buffer.endswith(HEADER[:n])), 0)


def _is_frame(data: bytes, at: int) -> bool:
    return (data.startswith(HEADER, at) and at + LENGTH <= len(data) and data[at + LENGTH - 1] <= _TOP_SWITCHES
            and max(data[at + 4:at + LENGTH - 1:2]) <= _TOP_HIGH)
