"""A helper's hand on the simulated patient: arrow keys, held; with Shift in menus too.

Not here: what the simulated patient does with it (it lives far below the game).
"""

from __future__ import annotations

from collections.abc import Sequence

from game.intents import Intent, IntentKind


class Steering:
    """Remembers which way the keys of one `kind` are held.  lean: None when they are let go."""

    __slots__ = ("_kind", "lean")

    def __init__(self, kind: IntentKind = IntentKind.STEER) -> None:
        self._kind = kind
        self.lean: tuple[float, float] | None = None

    def step(self, intents: Sequence[Intent]) -> tuple[float, float] | None:
        """Take the newest word of this tick."""
        for intent in intents:
            if intent.kind is self._kind:
                self.lean = (intent.x, intent.y) if intent.x or intent.y else None
        return self.lean
