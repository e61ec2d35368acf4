"""The stop of stimulation: on every screen, by finger, key and switch, at once and without a question.

It is taken out before any scene, menu or guard against trembles sees it: a press counts when it goes down, and a
second finger counts too.  While current runs, whatever would use the one switch stops instead, and so does the
stop of the round.
Not here: stopping (the safety program), making ready again (`game.scenes.stim`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from core.stim import StimPhase
from game.intents import Intent, IntentKind
from game.phases import Command
from game.picture import Button, Label, Part, Picture, Tone
from game.scenes.layout import STIM_STOP, TITLE, TITLE_BESIDE_STOP
from game.scenes.words import word
from game.services import Services
from game.stimulation import StimAct, StimDoing

STOPPING_KEYS = frozenset({IntentKind.STIM_STOP, IntentKind.STOP, IntentKind.QUIT})
"""Who ends a round by key, or closes the window, means stimulation too."""
USED_UP = frozenset({IntentKind.PRESS, IntentKind.STIM_STOP, IntentKind.ACTIVATE})
"""What has stopped stimulation does nothing else; the keys of a round still end the round."""


class StimStop:
    """Takes out what stops stimulation; without a stimulator in the session it does nothing."""

    __slots__ = ("_services",)

    def __init__(self, services: Services) -> None:
        self._services = services

    def take(self, intents: Sequence[Intent], phase: StimPhase) -> tuple[Intent, ...]:
        """Stop if anything says so; give the rest."""
        if not intents or self._services.stim_desk is None:
            return tuple(intents)
        stopping = [intent for intent in intents if _stops(intent, phase)]
        if stopping:
            self._stop()
        return tuple(intent for intent in intents if intent not in stopping or intent.kind not in USED_UP)

    def obey(self, commands: Collection[Command], phase: StimPhase) -> None:
        """Stop with a round that is stopped while current runs: a frightened hand takes the nearest button."""
        if Command.STOP in commands and phase is StimPhase.RUNNING:
            self._stop()

    def shown(self, picture: Picture, phase: StimPhase) -> Picture:
        """Lay the button over a picture, with a check while it has stopped; the heading makes room."""
        if self._services.stim_desk is None:
            return picture
        return picture.laid(lambda parts: (*map(_beside, parts), _button(phase)))

    def _stop(self) -> None:
        desk = self._services.stim_desk
        if desk is not None:
            desk.do(StimAct(StimDoing.STOP))


def _stops(intent: Intent, phase: StimPhase) -> bool:
    match intent.kind:
        case IntentKind.PRESS:
            return STIM_STOP.holds(intent.x, intent.y)
        case IntentKind.ACTIVATE:
            return phase is StimPhase.RUNNING
        case _:
            return intent.kind in STOPPING_KEYS


def _button(phase: StimPhase) -> Button:
    icon = "check" if phase is StimPhase.BLOCKED else "palm"
    return Button("stim_stop", STIM_STOP, word("stim.stop"), icon, Tone.STOP)


def _beside(part: Part) -> Part:
    return replace(part, rect=TITLE_BESIDE_STOP) if isinstance(part, Label) and part.rect == TITLE else part
