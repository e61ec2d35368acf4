"""Check sums of serial frames.

Not here: over which bytes of a frame they go (the codecs).
"""

from __future__ import annotations

_XMODEM = 0x1021


def crc16_xmodem(data: bytes) -> int:
    """Return the CRC-16/XMODEM: polynomial 0x1021, begun with 0, nothing reflected ("123456789": 0x31C3)."""
    crc = 0
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = crc << 1 ^ (_XMODEM if crc & 0x8000 else 0)
        crc &= 0xFFFF
    return crc
