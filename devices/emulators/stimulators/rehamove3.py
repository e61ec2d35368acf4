"""Emulated HASOMED RehaMove3 (ScienceMode 3), byte for byte.

Source: ScienceMode3, Description and Protocol 3.2.4 (HASOMED 2018).
Not here: what it shares with the P24 (`sciencemode`).
"""

from __future__ import annotations

from devices.emulators.stimulators.sciencemode import ScienceModeEmulator

STIMULATION = 2


class RehaMove3Emulator(ScienceModeEmulator):
    """An emulated RehaMove3 (see `Stimulator`)."""

    CHANNELS = 4
    LEAST_US = 20
    PERIODS_US = (2_000, 1_000_000)
    VERSION = 50
    SLOW_MS = 40
    IDENTITY = "3170200042"
    FIRMWARE = (3, 2, 4)
    PROTOCOL = (3, 2, 4)

    def _current_data(self, payload: bytes, states: list[int]) -> bytes | None:
        if payload != bytes((STIMULATION,)):
            return None
        electrodes = sum(1 << channel for channel, state in enumerate(states) if state)
        return bytes((STIMULATION, bool(self._mask()) << 4 | electrodes))
