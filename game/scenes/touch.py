"""One touch is one wish: a second one within 300 ms is a tremble and is ignored, on whatever screen it lands.

A switch or key that is used twice in that time is treated alike.  Not here: what is touched.
"""

from __future__ import annotations

from collections.abc import Sequence

from core.clock import NS_PER_MS
from game.intents import Intent, IntentKind

DEAF_NS = 300 * NS_PER_MS


class TouchGuard:
    """Lets the first touch through and stays deaf for a while after it."""

    __slots__ = ("_down", "_last_ns")

    def __init__(self) -> None:
        self._last_ns: dict[IntentKind, int] = {}
        self._down = False

    def let_through(self, t_ns: int, intents: Sequence[Intent]) -> tuple[Intent, ...]:
        """Give the intents without trembles; a release counts only after a press that counted.

        A second finger is ignored until the first is up.
        """
        if not intents:
            return ()
        return tuple(intent for intent in intents if intent.pointer == 0 and self._passes(t_ns, intent.kind))

    def _passes(self, t_ns: int, kind: IntentKind) -> bool:
        match kind:
            case IntentKind.PRESS:
                if self._down or self._deaf(t_ns, IntentKind.RELEASE):
                    return False
                self._down = True
            case IntentKind.RELEASE:
                if not self._down:
                    return False
                self._down = False
                self._last_ns[kind] = t_ns
            case IntentKind.ACTIVATE:
                if self._deaf(t_ns, kind):
                    return False
                self._last_ns[kind] = t_ns
            case _:
                pass
        return True

    def _deaf(self, t_ns: int, since: IntentKind) -> bool:
        last_ns = self._last_ns.get(since)
        return last_ns is not None and t_ns - last_ns < DEAF_NS
