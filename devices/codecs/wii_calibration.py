"""The Wii Balance Board's stored calibration: bytes, checksum, and counts to kilograms.

Sources: Linux hid-wiimote-modules.c, Dolphin's emulated board (checksum), the linux-input thread of 2025
"Improve Wiimote Balance Board input reporting" (temperature).  All numbers are big endian; sensors come in
the order top right, bottom right, top left, bottom left.  Not here: reports (`wii_board`).
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

Corners = tuple[int, int, int, int]
"""Counts of top right, bottom right, top left, bottom left."""

POINTS_ADDRESS, POINTS_SIZE = 0x20, 32
REFERENCE_ADDRESS, REFERENCE_SIZE = 0x60, 2
_POINTS = struct.Struct(">4s4H4H4HI")
_STEP_KG = 17.0
_GRAVITY = 0.9990813732
_PER_DEGREE = 0.0007
_MAX_DEGREES = 40.0


@dataclass(frozen=True, slots=True)
class Calibration:
    """What a board stores about its four load cells.

    zero, at_17_kg, at_34_kg: counts.  head: the four bytes at 0x20, of which two enter the checksum.
    reference: the two bytes at 0x60, reference temperature in degrees and 1.  crc: as stored.
    """

    zero: Corners
    at_17_kg: Corners
    at_34_kg: Corners
    head: bytes = b"\x10\x69\x00\x00"
    reference: bytes = b"\x1a\x01"
    crc: int = 0

    @property
    def reference_c(self) -> int:
        """Temperature at which the board was calibrated, in degrees; 0 when it does not tell."""
        return self.reference[0]

    @property
    def rises(self) -> bool:
        """Whether 0 < 17 < 34 kg holds strictly on every sensor."""
        return all(a < b < c for a, b, c in zip(self.zero, self.at_17_kg, self.at_34_kg, strict=True))

    @property
    def valid(self) -> bool:
        """Whether the checksum fits and the points rise: whether kilograms can be told."""
        return self.rises and self.crc == checksum(self)

    def kilograms(self, counts: Corners) -> tuple[float, float, float, float]:
        """Signed kilograms of TL, TR, BL, BR for `counts` in the board's own order."""
        tr, br, tl, bl = map(to_kg, counts, self.zero, self.at_17_kg, self.at_34_kg)
        return tl, tr, bl, br


def checksum(calibration: Calibration) -> int:
    """CRC-32 over the twelve points, then the first two bytes at 0x20, then the two at 0x60."""
    points = struct.pack(">12H", *calibration.zero, *calibration.at_17_kg, *calibration.at_34_kg)
    return zlib.crc32(points + calibration.head[:2] + calibration.reference)


def decode_calibration(points: bytes, reference: bytes) -> Calibration:
    """Read the 32 bytes at 0x20 and the 2 at 0x60; whether they make sense is told by `valid`."""
    head, *numbers = _POINTS.unpack(points)
    return Calibration((numbers[0], numbers[1], numbers[2], numbers[3]),
                       (numbers[4], numbers[5], numbers[6], numbers[7]),
                       (numbers[8], numbers[9], numbers[10], numbers[11]),
                       head, bytes(reference), numbers[12])


def encode_calibration(calibration: Calibration) -> tuple[bytes, bytes]:
    """Return the 32 bytes at 0x20 and the 2 at 0x60, with the checksum as it stands in `calibration`."""
    points = _POINTS.pack(calibration.head, *calibration.zero, *calibration.at_17_kg, *calibration.at_34_kg,
                          calibration.crc)
    return points, calibration.reference


def to_kg(raw: int, zero: int, at_17_kg: int, at_34_kg: int) -> float:
    """Return signed kilograms on one sensor: two straight segments, both extrapolated.

    Never clamped: a worn board rests up to a few kilograms below its zero point, and clamping would bend the
    centre of pressure.  A segment without width (never in a valid calibration) gives its lower end.
    """
    if raw < at_17_kg:
        return _STEP_KG * (raw - zero) / (at_17_kg - zero) if at_17_kg != zero else 0.0
    width = at_34_kg - at_17_kg
    return _STEP_KG + _STEP_KG * (raw - at_17_kg) / width if width else _STEP_KG


def to_counts(kg: float, zero: int, at_17_kg: int, at_34_kg: int) -> float:
    """Return the counts of one sensor under `kg`: the inverse of `to_kg` on rising points, not rounded."""
    if kg < _STEP_KG:
        return zero + kg / _STEP_KG * (at_17_kg - zero)
    return at_17_kg + (kg - _STEP_KG) / _STEP_KG * (at_34_kg - at_17_kg)


def temperature_factor(temperature_c: float, reference_c: float) -> float:
    """Factor that turns kilograms into absolute kilograms, about 1 % for 14 degrees.

    1 when the board does not tell its reference, or tells nonsense.  Of no use for the centre of pressure.
    """
    difference = temperature_c - reference_c
    if reference_c == 0 or abs(difference) > _MAX_DEGREES:
        return 1.0
    return _GRAVITY * (1.0 - _PER_DEGREE * difference)
