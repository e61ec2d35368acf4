"""Emulated HASOMED P24 (ScienceMode 4), byte for byte.

Source: P24 instructions for use 1.1 (2023); ScienceMode 4 C library, server side.
Not here: what it shares with RehaMove3 (`sciencemode`).
"""

from __future__ import annotations

from devices.emulators.stimulators.sciencemode import ScienceModeEmulator

CHANNELS_WITH_STATES = 4


class P24Emulator(ScienceModeEmulator):
    """An emulated P24 (see `Stimulator`)."""

    CHANNELS = 8
    LEAST_US = 10
    PERIODS_US = (500, 16_383_500)
    VERSION = 68
    IDENTITY = "2200010001"
    FIRMWARE = (1, 4, 2)
    PROTOCOL = (4, 0, 1)
    HASH = (0, 0, 0, 0, 0, 1)

    def _current_data(self, payload: bytes, states: list[int]) -> bytes | None:
        if payload != bytes((CHANNELS_WITH_STATES,)):
            return None
        pairs = (states[low] | states[low + 1] << 4 for low in range(0, self.CHANNELS, 2))
        return bytes((CHANNELS_WITH_STATES, self._mask(), *pairs))
