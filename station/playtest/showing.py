"""What a simulated body really sees and hears of a session: worked out from what the round shows, tick by tick.

Not here: what the body makes of it (`devices.simulated.voluntary`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Protocol

from core.cues import Cue
from core.faults import Fault
from core.frames import ControlFrame
from devices.simulated.voluntary import Seen
from game.intents import Intent
from game.phases import Phase, RoundView
from game.plays import Place
from game.scenes.app import AppStep
from levels.model import Level
from levels.words import Eyes
from station.engine import Screens
from station.services import StationServices

# Members that are asked for in every tick, looked up once.
_PLAY, _LANTERNS = Phase.PLAY, Place.LANTERNS


class Player(Protocol):
    """A body that plays: it takes cues, and notice of what is put out."""

    def see(self, cue: Cue) -> None:
        """Take notice of what is asked."""
        ...

    def notice(self, seen: Seen) -> None:
        """Take notice of what is really put out from now on."""
        ...


class Showing:
    """Screens that a simulated body looks at (a `station.engine.Screens`) while it plays `level`."""

    def __init__(self, screens: Screens, services: StationServices, level: Level, body: Player) -> None:
        self._screens, self._services, self._body = screens, services, body
        self._eyes, self._sound = level.eyes is Eyes.OPEN, level.feedback.sound
        self._seen: Seen | None = None

    def step(self, tick: int, t_ns: int, frame: ControlFrame, intents: Sequence[Intent],
             faults: Mapping[Fault, str]) -> AppStep:
        """Live through one tick, and let the body see and hear what came of it."""
        step = self._screens.step(tick, t_ns, frame, intents, faults)
        played = self._services.last_round
        seen = seen_of(self._eyes, self._sound, None if played is None else played.latest)
        if seen is not self._seen:
            self._seen = seen
            self._body.notice(seen)
        self._body.see(step.cue)
        return step


def seen_of(eyes: bool, sound: bool, shown: RoundView | None) -> Seen:
    """Return what can be seen and heard: closed eyes see nothing, and outside play people talk to each other.

    eyes: whether the level is played with open eyes.  sound: whether it is heard how it goes.
    """
    world = None if shown is None or shown.phase is not _PLAY else shown.view
    if world is None:
        return _seen(eyes, eyes, True, eyes, False)
    if world.place is _LANTERNS:
        return _seen(eyes, eyes and world.effort is not None, sound, eyes and world.line is not None,
                     sound and world.pull is not None)
    hand = world.feedback and world.hand() is not None
    return _seen(eyes, eyes and hand, sound, eyes and world.guide, sound and world.target is not None)


@cache  # the same from tick to tick, so that what is new is seen by its being another
def _seen(screen: bool, position: bool, sound: bool, target: bool, leads: bool) -> Seen:
    return Seen(screen, position, sound, target, leads)
