"""HASOMED RehaMove3 (ScienceMode 3), mid level: 4 channels, 0.5 mA, runs on a battery.

Its answer about currents has one bit for "running" and one for each electrode: the bit counts as the channels
that were ordered last, and as every channel when none was.
Source: ScienceMode3, Description and Protocol 3.2.4 (HASOMED 2018).
Not here: what it shares with the P24 (`sciencemode`).
"""

from __future__ import annotations

from stim_safety.codecs.sm34 import Command
from stim_safety.codecs.sm34_trains import CURRENT_STEP_UA, PERIOD_STEP_US
from stim_safety.drivers import Abilities, Answer, Ask, Line, Outcome
from stim_safety.drivers.sciencemode import Dialect, ScienceMode
from stim_safety.words import Why

CHANNELS = 4
_SELECTION = 2
_RUNNING = 0x10
_ELECTRODES = 0x0F

ABILITIES = Abilities(
    name="rehamove3", title="HASOMED RehaMove3",
    line=Line(baud=3_000_000, stop_bits=2, rts_cts=True),
    channels=CHANNELS, step_ua=CURRENT_STEP_UA, max_ua=130_000, min_width_us=20, max_width_us=4095,
    period_step_us=PERIOD_STEP_US, min_period_us=2_000, max_period_us=1_000_000,
    opening=(Ask.IDENTIFY, Ask.VERSION, Ask.STATUS), keep_alive_ms=500, silence_ms=2000,
    warning="The RehaMove3 has no emergency switch and runs on its battery: pulling its cable stops it only "
            "after two seconds.",
)


def read_current(rest: bytes, ordered: frozenset[int]) -> Answer | None:
    """Read selection, then one byte: bit 4 something runs, bits 0 to 3 electrode errors."""
    if len(rest) != 2 or rest[0] != _SELECTION or rest[1] & ~(_RUNNING | _ELECTRODES):
        return None
    running = (ordered or frozenset(range(CHANNELS))) if rest[1] & _RUNNING else frozenset[int]()
    wrong = [channel + 1 for channel in range(CHANNELS) if rest[1] >> channel & 1]
    if not wrong:
        return Answer(Outcome.DONE, running=running)
    return Answer(Outcome.FAULT, why=Why.ELECTRODE, running=running,
                  detail=", ".join(f"channel {channel} electrode" for channel in wrong))


class RehaMove3(ScienceMode):
    """Driver of the RehaMove3 (see `Driver`)."""

    def __init__(self) -> None:
        super().__init__(ABILITIES, Dialect(
            kind="rehamove3", protocol=3, version=Command.GET_VERSION, version_bytes=6, stop_on_error=False,
            selection=_SELECTION, read_current=read_current))
