"""Check sums of serial frames.

Not here: over which bytes of a frame they go (the codecs).
"""

from __future__ import annotations

from binascii import crc_hqx


def crc16_xmodem(data: bytes) -> int:
    """Return the CRC-16/XMODEM: polynomial 0x1021, begun with 0, nothing reflected ("123456789": 0x31C3)."""
    return crc_hqx(data, 0)
