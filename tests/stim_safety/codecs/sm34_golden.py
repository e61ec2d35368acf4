"""Frames of ScienceMode 3 and 4 whose bytes are known.

Those of the vendor: ScienceMode3, Description and Protocol 3.2.4, and its C library; the package science_mode_4
0.0.23 builds and reads the same ones.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Golden:
    name: str
    number: int
    command: int
    payload: bytes
    frame: bytes


def _golden(name: str, number: int, command: int, payload: str, frame: str) -> Golden:
    return Golden(name, number, command, bytes.fromhex(payload), bytes.fromhex(frame))


UPDATE = "03 23 00 50 0C85 5000 0644 B000 0C84 1000 23 00 28 0645 0000 0644 B000 0644 6000"

COMMANDS = (
    _golden("Ll_init", 0, 0, "00", "F0 81 55 81 58 81 55 81 55 00 00 00 0F"),
    _golden("Ll_channel_config", 1, 2, "82 0FA5 5000 0644 B000 0FA4 1000",
            "F0 81 55 81 4E 81 D3 81 AF 04 02 82 81 5A A5 50 00 06 44 B0 00 81 5A A4 10 00 0F"),
    _golden("Ll_stop", 2, 4, "", "F0 81 55 81 59 81 9C 81 78 08 04 0F"),
    _golden("Ml_init", 0, 30, "00", "F0 81 55 81 58 81 75 81 29 00 1E 00 0F"),
    _golden("Ml_init, stop all", 1, 30, "01", "F0 81 55 81 58 81 B9 81 C8 04 1E 01 0F"),
    _golden("Ml_update", 1, 32, UPDATE,
            "F0 81 55 81 7E 81 5D 81 42 04 20 03 23 00 50 0C 85 50 00 06 44 B0 00 0C 84 10 00 "
            "23 00 28 06 45 00 00 06 44 B0 00 06 44 60 00 0F"),
    _golden("Ml_get_current_data, 3", 2, 36, "02", "F0 81 55 81 58 81 16 81 94 08 24 02 0F"),
    _golden("Ml_get_current_data, 4", 2, 36, "04", "F0 81 55 81 58 81 76 81 52 08 24 04 0F"),
    _golden("Ml_stop", 3, 34, "", "F0 81 55 81 59 81 14 81 18 0C 22 0F"),
)

ANSWERS = (
    _golden("Ml_update done", 1, 33, "00", "F0 81 55 81 58 81 BC 81 42 04 21 00 0F"),
    _golden("Ml_update, parameter error", 1, 33, "02", "F0 81 55 81 58 81 9C 81 00 04 21 02 0F"),
    _golden("current data, channel 1 runs", 2, 37, "00 04 01 00000000",
            "F0 81 55 81 46 81 E3 81 8C 08 25 00 04 01 00 00 00 00 0F"),
    _golden("current data, channel 1 lost its electrode", 2, 37, "00 04 00 01000000",
            "F0 81 55 81 46 81 3F 81 69 08 25 00 04 00 01 00 00 00 0F"),
    _golden("status, running", 4, 63, "00 03 06", "F0 81 55 81 5A 81 9C 81 9D 10 3F 00 03 06 0F"),
    _golden("unknown command", 6, 67, "0B", "F0 81 55 81 58 81 56 81 63 18 43 0B 0F"),
)

ALL = COMMANDS + ANSWERS
