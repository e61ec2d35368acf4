"""One switch is enough to answer: its first press sets the focus going from choice to choice, the next one takes.

Nothing has the focus beforehand, so that a blind press answers nothing.  Arrows and Tab end the walk.
Not here: the menu itself (`game.scenes.menu`).
"""

from __future__ import annotations

from collections.abc import Sequence

from core.clock import NS_PER_S
from game.intents import Intent, IntentKind
from game.scenes.menu import Menu

STAY_NS = 2 * NS_PER_S
"""So long the focus stays on each choice: time to see it, and to press."""
_BY_HAND = frozenset({IntentKind.NEXT, IntentKind.PREV, IntentKind.STEER})


class SwitchScan:
    """Walks the focus of a menu through `stops`, ids of its choices.

    Life: `step` once per tick, before the menu.
    """

    __slots__ = ("_at", "_since_ns", "_stops")

    def __init__(self, stops: Sequence[str]) -> None:
        self._stops = tuple(stops)
        self._at = 0
        self._since_ns: int | None = None

    def step(self, t_ns: int, intents: Sequence[Intent], menu: Menu) -> tuple[Intent, ...]:
        """Move the focus where it is time to; return the intents that are left for the menu."""
        if any(intent.kind in _BY_HAND for intent in intents):
            self._since_ns = None
        if menu.focused is None and any(intent.kind is IntentKind.ACTIVATE for intent in intents):
            self._go(0, t_ns, menu)
            return tuple(intent for intent in intents if intent.kind is not IntentKind.ACTIVATE)
        if self._since_ns is not None and t_ns - self._since_ns >= STAY_NS:
            self._go(self._at + 1, t_ns, menu)
        return tuple(intents)

    def _go(self, at: int, t_ns: int, menu: Menu) -> None:
        self._at, self._since_ns = at % len(self._stops), t_ns
        menu.point_to(self._stops[self._at])
