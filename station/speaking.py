"""The speaker of a session, or silence with a remark."""

from __future__ import annotations

from core.clock import Clock
from core.faults import Fault
from game.screen.sound import Speaker
from station.engine import Engine
from station.settings import Settings


def open_ears(settings: Settings, engine: Engine, clock: Clock) -> Speaker:
    """Open the sound device, unless the settings want silence.

    Without a device the session goes on in silence, and the therapist is told.
    """
    speaker = Speaker(settings.sound.volume, settings.sound.mono, settings.sound.buffer)
    why_not = speaker.open() if settings.sound.on else None
    if why_not is not None:
        engine.trouble.raise_fault(Fault.NO_SOUND, clock.now_ns(), why_not)
    return speaker
