"""The patient's hold, by finger or key: current may flow only while it is kept.

Two people touch this screen at once, so every finger counts by itself: one that began on the hold button holds
until it is up, wherever it slides; one other uses the menu.  Not here: what holding allows (the safety program).
"""

from __future__ import annotations

from dataclasses import replace

from game.intents import Intent, IntentKind
from game.picture import Rect
from game.scenes.scene import Moment
from game.scenes.touch import TouchGuard

_TOUCHES = frozenset({IntentKind.PRESS, IntentKind.RELEASE})


class Holding:
    """Who holds now.  Life: `step` once per tick; `let_go` when the page is left."""

    __slots__ = ("_fingers", "_guard", "_key", "_rect", "_user")

    def __init__(self, rect: Rect) -> None:
        self._rect = rect
        self.let_go()

    @property
    def held(self) -> bool:
        """Whether a finger or a key holds."""
        return self._key or bool(self._fingers)

    def let_go(self) -> None:
        """Forget everybody: holding begins with a new press."""
        self._fingers: set[int] = set()
        self._key = False
        self._user: int | None = None
        self._guard = TouchGuard()

    def step(self, moment: Moment) -> Moment:
        """Take out what holds; give what is left for the menu, without trembles."""
        touches = [replace(intent, pointer=0) for intent in moment.hands
                   if intent.kind in _TOUCHES and not self._holds(intent) and self._uses(intent)]
        kinds = {intent.kind for intent in moment.intents}
        if IntentKind.LET_GO in kinds:
            self._key = False
        elif IntentKind.HOLD in kinds:
            self._key = True
        also_activates = {IntentKind.ACTIVATE} if IntentKind.HOLD in kinds else set()
        kept = tuple(intent for intent in moment.intents if intent.kind not in _TOUCHES | also_activates)
        return replace(moment, intents=(*kept, *self._guard.let_through(moment.t_ns, touches)))

    def _holds(self, intent: Intent) -> bool:
        """Take a finger on or off the hold button; False when it is about something else."""
        if intent.kind is IntentKind.RELEASE:
            there = intent.pointer in self._fingers
            self._fingers.discard(intent.pointer)
            return there
        if not self._rect.holds(intent.x, intent.y):
            return False
        self._fingers.add(intent.pointer)
        return True

    def _uses(self, intent: Intent) -> bool:
        """Whether this is the one finger that uses the menu."""
        if self._user is None and intent.kind is IntentKind.PRESS:
            self._user = intent.pointer
            return True
        if intent.pointer != self._user:
            return False
        if intent.kind is IntentKind.RELEASE:
            self._user = None
        return True
