"""The kind word of now: said once, shown for a while, and left out where the coach wants silence.

Not here: the words themselves (`game.texts`).
"""

from __future__ import annotations

from core.frames import TICK_HZ

MESSAGE_TICKS = 2 * TICK_HZ


class Saying:
    """Life: `say` now and then; `at` gives the key to show at a tick, "" for none."""

    __slots__ = ("_key", "_until")

    def __init__(self) -> None:
        self._key, self._until = "", 0

    def say(self, key: str, tick: int) -> None:
        """Show `key` from now on."""
        self._key, self._until = key, tick + MESSAGE_TICKS

    def at(self, tick: int) -> str:
        """Return what is to be shown."""
        if self._key and tick >= self._until:
            self._key = ""
        return self._key
