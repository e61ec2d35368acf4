"""Keys, mouse and touch into intents.

Arrow keys say two things at once: NEXT or PREV for a menu, and STEER, while held, for a round; the scene picks.
With Shift they only lean, everywhere.
One finger counts at a time, and the mouse events that the system makes up for a finger are dropped.
Not here: windows, and what an intent leads to.
"""

from __future__ import annotations

from collections.abc import Callable

import pygame

from game.intents import Intent, IntentKind

Place = Callable[[float, float], tuple[float, float]]

_KEYS = {
    pygame.K_RETURN: IntentKind.ACTIVATE, pygame.K_KP_ENTER: IntentKind.ACTIVATE,
    pygame.K_SPACE: IntentKind.ACTIVATE, pygame.K_ESCAPE: IntentKind.BACK, pygame.K_p: IntentKind.PAUSE,
    pygame.K_s: IntentKind.STOP, pygame.K_END: IntentKind.STOP, pygame.K_e: IntentKind.EASIER,
    pygame.K_n: IntentKind.SKIP,
}
_ARROWS = {pygame.K_LEFT: (-1, 0), pygame.K_RIGHT: (1, 0), pygame.K_UP: (0, 1), pygame.K_DOWN: (0, -1)}
_FORWARD = (pygame.K_RIGHT, pygame.K_DOWN)


class Inputs:
    """Turns events of the window into intents; remembers which arrows and which finger are down.

    pixel_place: from pixels to logical units.  finger_place: from shares of the window to logical units.
    """

    def __init__(self, pixel_place: Place, finger_place: Place) -> None:
        self._pixel_place = pixel_place
        self._finger_place = finger_place
        self._held: set[int] = set()
        self._only_leans = False
        self._finger: int | None = None
        self.touching = False
        """Whether the last pointer was a finger, so that no cursor is wanted."""

    def take(self, event: pygame.event.Event) -> list[Intent]:
        """Give the intents of one event; most events mean nothing."""
        match event.type:
            case pygame.QUIT:
                return [Intent(IntentKind.QUIT)]
            case pygame.KEYDOWN:
                return self._key_down(event)
            case pygame.KEYUP | pygame.WINDOWFOCUSLOST:
                return self._let_go(event)
            case pygame.MOUSEBUTTONDOWN | pygame.MOUSEBUTTONUP | pygame.MOUSEMOTION:
                return self._mouse(event)
            case pygame.FINGERDOWN | pygame.FINGERUP:
                return self._touch(event)
            case _:
                return []

    def _key_down(self, event: pygame.event.Event) -> list[Intent]:
        if event.key in _ARROWS:
            return self._arrow_down(event)
        if event.key == pygame.K_TAB:
            return [Intent(IntentKind.PREV if event.mod & pygame.KMOD_SHIFT else IntentKind.NEXT)]
        kind = _KEYS.get(event.key)
        return [] if kind is None else [Intent(kind)]

    def _arrow_down(self, event: pygame.event.Event) -> list[Intent]:
        """Lean, and without Shift move the focus; what is held changes its kind by being let go as the old."""
        steered = bool(self._held) and not self._only_leans
        self._only_leans = bool(event.mod & pygame.KMOD_SHIFT) or (self._only_leans and bool(self._held))
        self._held.add(event.key)
        if not self._only_leans:
            return [Intent(IntentKind.NEXT if event.key in _FORWARD else IntentKind.PREV), self._steer()]
        return [*([Intent(IntentKind.STEER)] if steered else []), self._steer()]

    def _let_go(self, event: pygame.event.Event) -> list[Intent]:
        """Let go of one arrow, or of all when the window is left."""
        before = len(self._held)
        self._held -= {event.key} if event.type == pygame.KEYUP else set(_ARROWS)
        return [self._steer()] if len(self._held) < before else []

    def _steer(self) -> Intent:
        leans = [_ARROWS[key] for key in self._held]
        kind = IntentKind.LEAN if self._only_leans else IntentKind.STEER
        return Intent(kind, float(sum(x for x, _ in leans)), float(sum(y for _, y in leans)))

    def _mouse(self, event: pygame.event.Event) -> list[Intent]:
        if event.dict.get("touch"):
            return []
        self.touching = False
        x, y = self._pixel_place(*event.pos)
        if event.type == pygame.MOUSEMOTION:
            return [Intent(IntentKind.HOVER, x, y)]
        if event.button != pygame.BUTTON_LEFT:
            return []
        return [Intent(IntentKind.PRESS if event.type == pygame.MOUSEBUTTONDOWN else IntentKind.RELEASE, x, y)]

    def _touch(self, event: pygame.event.Event) -> list[Intent]:
        self.touching = True
        down = event.type == pygame.FINGERDOWN
        if self._finger not in ((None,) if down else (event.finger_id,)):
            return []
        self._finger = event.finger_id if down else None
        return [Intent(IntentKind.PRESS if down else IntentKind.RELEASE, *self._finger_place(event.x, event.y))]
