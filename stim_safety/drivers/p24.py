"""HASOMED P24 (ScienceMode 4), mid level: 8 channels, 0.5 mA, supplied by its USB cable.

Device number, version and protocol are asked before anything else; the USB id says nothing, many boards share it.
That its protocol version begins with 4 is taken from the vendor's library; to be verified on a device.
Source: P24 instructions for use 1.1 (2023), ScienceMode 4 C library, and the packets of science_mode_4 0.0.23.
Not here: what it shares with RehaMove3 (`sciencemode`).
"""

from __future__ import annotations

from stim_safety.codecs.sm34 import Command
from stim_safety.codecs.sm34_trains import CURRENT_STEP_UA, MOST_PERIOD_US, PERIOD_STEP_US
from stim_safety.drivers import Abilities, Answer, Ask, Line, Outcome
from stim_safety.drivers.sciencemode import Dialect, ScienceMode
from stim_safety.words import Why

CHANNELS = 8
_STATE_BYTES = 4
_SELECTION = 4
_WHY_OF_STATE = {1: Why.ELECTRODE, 2: Why.PULSE_TIMEOUT, 3: Why.LOW_CURRENT}

ABILITIES = Abilities(
    name="p24", title="HASOMED P24",
    line=Line(baud=3_000_000, stop_bits=2, rts_cts=True),
    channels=CHANNELS, step_ua=CURRENT_STEP_UA, max_ua=130_000, min_width_us=10, max_width_us=4095,
    period_step_us=PERIOD_STEP_US, min_period_us=PERIOD_STEP_US, max_period_us=MOST_PERIOD_US,
    opening=(Ask.IDENTIFY, Ask.VERSION, Ask.STATUS), keep_alive_ms=500, silence_ms=2000,
    warning="The P24 has no emergency switch, and notices a pad that came off only from 15 mA on.",
)


def read_current(rest: bytes, _: frozenset[int]) -> Answer | None:
    """Read selection, mask of running channels, and 4 bits for each channel, the even one low."""
    if len(rest) != 2 + _STATE_BYTES or rest[0] != _SELECTION:
        return None
    running = frozenset(channel for channel in range(CHANNELS) if rest[1] >> channel & 1)
    states = [rest[2 + channel // 2] >> channel % 2 * 4 & 0xF for channel in range(CHANNELS)]
    wrong = [channel for channel, state in enumerate(states) if state]
    if not wrong:
        return Answer(Outcome.DONE, running=running)
    return Answer(Outcome.FAULT, why=_WHY_OF_STATE.get(states[wrong[0]], Why.DEVICE_ERROR), running=running,
                  detail=", ".join(f"channel {channel + 1} state {states[channel]}" for channel in wrong))


class P24(ScienceMode):
    """Driver of the P24 (see `Driver`)."""

    def __init__(self) -> None:
        super().__init__(ABILITIES, Dialect(
            kind="p24", protocol=4, version=Command.GET_EXTENDED_VERSION, version_bytes=12, stop_on_error=True,
            selection=_SELECTION, read_current=read_current))
