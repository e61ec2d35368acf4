"""The line of an emulated ScienceMode 3 or 4 device: frames in, frames out, told on its own terms.

    F0 | 81 l^55 81 l^55 | 81 c^55 81 c^55 | packet, F0 0F 81 written as 81 b^55 | 0F

Source: ScienceMode3, Description and Protocol 3.2.4 (HASOMED 2018).  Not here: what commands do (`sciencemode`).
"""

from __future__ import annotations

import re
from binascii import crc_hqx
from dataclasses import dataclass

from devices.emulators.stimulators.outlet import Pulse

FRAME = re.compile(rb"\xf0(?:\x81.){4}((?:[^\xf0\x0f\x81]|\x81.)*)\x0f", re.DOTALL)
_ESCAPED = re.compile(rb"\x81(.)", re.DOTALL)
_SPECIAL = re.compile(rb"[\xf0\x0f\x81]")
MOST = 1200


@dataclass(frozen=True, slots=True)
class Heard:
    """One command; command None: the frame is damaged."""

    frame: bytes
    command: int | None = None
    number: int = 0
    payload: bytes = b""


class Line:
    """Finds frames in what the host sends; one that was cut within an escape swallows the next, without mercy."""

    def __init__(self) -> None:
        self._heard = b""

    def hear(self, data: bytes) -> list[Heard]:
        """Return the frames that are whole by now, damaged ones too."""
        self._heard += data
        frames = []
        while found := FRAME.search(self._heard):
            frames.append(read(found))
            self._heard = self._heard[found.end():]
        self._heard = self._heard[-MOST:]
        return frames


def read(found: re.Match[bytes]) -> Heard:
    """Read what looks like a frame."""
    frame, packet = found[0], _ESCAPED.sub(lambda escape: _flip(escape[1]), found[1])
    length, crc = (int.from_bytes(_flip(frame[at:at + 1] + frame[at + 2:at + 3]), "big") for at in (2, 6))
    if length != len(frame) or crc != crc_hqx(found[1], 0) or len(packet) < 2:
        return Heard(frame)
    return Heard(frame, (packet[0] & 3) << 8 | packet[1], packet[0] >> 2, packet[2:])


def write(command: int, number: int, payload: bytes) -> bytes:
    """Return the frame of an answer."""
    packet = bytes([(number & 63) << 2 | command >> 8 & 3, command & 0xFF]) + payload
    packet = _SPECIAL.sub(lambda byte: b"\x81" + _flip(byte[0]), packet)
    head = (len(packet) + 10).to_bytes(2, "big") + crc_hqx(packet, 0).to_bytes(2, "big")
    return b"\xf0" + b"".join(b"\x81" + _flip(bytes([byte])) for byte in head) + packet + b"\x0f"


def _flip(data: bytes) -> bytes:
    return bytes(byte ^ 0x55 for byte in data)


def read_points(data: bytes) -> tuple[tuple[int, int], ...] | None:
    """Read points of four bytes each as (us, uA); None when there is none or bytes are left over."""
    if not data or len(data) % 4:
        return None
    words = (int.from_bytes(data[at:at + 4], "big") for at in range(0, len(data), 4))
    return tuple((word >> 20, ((word >> 10 & 0x3FF) - 300) * 500) for word in words)


def read_update(payload: bytes) -> dict[int, Pulse] | None:
    """Read an update: pulse by channel; None when it does not end where it should."""
    if not payload:
        return None
    pulses, rest = {}, payload[1:]
    for channel in range(8):
        if payload[0] >> channel & 1:
            count = (rest[0] >> 4) + 1 if rest else 0
            points, word = read_points(rest[3:3 + 4 * count]), int.from_bytes(rest[1:3], "big")
            if points is None or len(points) != count:
                return None
            pulses[channel] = ((word >> 1) * (250 if word & 1 else 500), points)
            rest = rest[3 + 4 * count:]
    return None if rest else pulses
