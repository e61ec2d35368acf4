"""Keys, mouse and touch into intents.

Arrow keys say two things at once: NEXT or PREV for a menu, and STEER, while held, for a round; the scene picks.
With Shift they only lean, everywhere.  The space bar says ACTIVATE and, while it is down, HOLD.
A key that repeats itself counts once for each press.  Fingers are numbered, so that a scene may heed the first
one only, and the mouse events that the system makes up for a finger are dropped.
Not here: windows, and what an intent leads to.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pygame

from game.intents import Intent, IntentKind

Place = Callable[[float, float], tuple[float, float]]

_KEYS = {
    pygame.K_RETURN: (IntentKind.ACTIVATE,), pygame.K_KP_ENTER: (IntentKind.ACTIVATE,),
    pygame.K_SPACE: (IntentKind.ACTIVATE, IntentKind.HOLD), pygame.K_ESCAPE: (IntentKind.BACK,),
    pygame.K_p: (IntentKind.PAUSE,), pygame.K_s: (IntentKind.STOP,), pygame.K_END: (IntentKind.STOP,),
    pygame.K_x: (IntentKind.STIM_STOP,), pygame.K_e: (IntentKind.EASIER,), pygame.K_n: (IntentKind.SKIP,),
    pygame.K_a: (IntentKind.ASK,),
    pygame.K_h: (IntentKind.HOLD,), pygame.K_BACKSPACE: (IntentKind.ERASE,), pygame.K_DELETE: (IntentKind.ERASE,),
    pygame.K_PLUS: (IntentKind.MORE,), pygame.K_EQUALS: (IntentKind.MORE,), pygame.K_KP_PLUS: (IntentKind.MORE,),
    pygame.K_MINUS: (IntentKind.LESS,), pygame.K_KP_MINUS: (IntentKind.LESS,),
}
_SIGNS = {"?": (IntentKind.ASK,)}
"""Keys that lie elsewhere on each keyboard, by what they write."""
_HOLDING = frozenset({pygame.K_SPACE, pygame.K_h})
_DIGITS = {**{getattr(pygame, f"K_{digit}"): digit for digit in range(10)},
           **{getattr(pygame, f"K_KP{digit}"): digit for digit in range(10)}}
_ARROWS = {pygame.K_LEFT: (-1, 0), pygame.K_RIGHT: (1, 0), pygame.K_UP: (0, 1), pygame.K_DOWN: (0, -1)}
_FORWARD = (pygame.K_RIGHT, pygame.K_DOWN)
NOWHERE = (-1.0, -1.0)
"""Where a finger is let go that nobody sees any more: on nothing."""


class Inputs:
    """Turns events of the window into intents; remembers which keys and which fingers are down.

    pixel_place: from pixels to logical units.  finger_place: from shares of the window to logical units.
    """

    def __init__(self, pixel_place: Place, finger_place: Place) -> None:
        self._pixel_place = pixel_place
        self._finger_place = finger_place
        self._down: set[int] = set()
        self._held: set[int] = set()
        self._only_leans = False
        self._fingers: dict[int, int] = {}
        self._mouse_down = False
        self.touching = False
        """Whether the last pointer was a finger, so that no cursor is wanted."""

    def take(self, event: pygame.event.Event) -> list[Intent]:
        """Give the intents of one event; most events mean nothing."""
        match event.type:
            case pygame.QUIT:
                return [Intent(IntentKind.QUIT)]
            case pygame.KEYDOWN | pygame.KEYUP:
                return self._key_down(event) if event.type == pygame.KEYDOWN else self._key_up(event)
            case pygame.WINDOWFOCUSLOST:
                return self._let_all_go()
            case pygame.MOUSEBUTTONDOWN | pygame.MOUSEBUTTONUP | pygame.MOUSEMOTION:
                return self._mouse(event)
            case pygame.FINGERDOWN | pygame.FINGERUP:
                return self._touch(event)
            case _:
                return []

    def _key_down(self, event: pygame.event.Event) -> list[Intent]:
        repeated = event.key in self._down
        self._down.add(event.key)
        if repeated:
            return []
        if event.key in _ARROWS:
            return self._arrow_down(event)
        if event.key == pygame.K_TAB:
            return [Intent(IntentKind.PREV if event.mod & pygame.KMOD_SHIFT else IntentKind.NEXT)]
        if event.key in _DIGITS:
            return [Intent(IntentKind.DIGIT, float(_DIGITS[event.key]))]
        kinds = _KEYS.get(event.key) or _SIGNS.get(event.dict.get("unicode", "")) or ()
        return [Intent(kind) for kind in kinds]

    def _arrow_down(self, event: pygame.event.Event) -> list[Intent]:
        """Lean, and without Shift move the focus; what is held changes its kind by being let go as the old."""
        steered = bool(self._held) and not self._only_leans
        self._only_leans = bool(event.mod & pygame.KMOD_SHIFT) or (self._only_leans and bool(self._held))
        self._held.add(event.key)
        if not self._only_leans:
            return [Intent(IntentKind.NEXT if event.key in _FORWARD else IntentKind.PREV), self._steer()]
        return [*([Intent(IntentKind.STEER)] if steered else []), self._steer()]

    def _key_up(self, event: pygame.event.Event) -> list[Intent]:
        held = bool(_HOLDING & self._down)
        self._down.discard(event.key)
        let_go = [Intent(IntentKind.LET_GO)] if held and not _HOLDING & self._down else []
        return self._unsteered({event.key}) + let_go

    def _let_all_go(self) -> list[Intent]:
        """Let go of everything when the window is left, for what happens there is not seen any more."""
        holding = bool(_HOLDING & self._down or self._fingers or self._mouse_down)
        pointers = sorted({*self._fingers.values(), *([0] if self._mouse_down else [])})
        self._down.clear()
        self._fingers.clear()
        self._mouse_down = False
        lifted = [Intent(IntentKind.RELEASE, *NOWHERE, pointer) for pointer in pointers]
        return self._unsteered(set(_ARROWS)) + lifted + ([Intent(IntentKind.LET_GO)] if holding else [])

    def _unsteered(self, keys: set[int]) -> list[Intent]:
        before = len(self._held)
        self._held -= keys
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
        self._mouse_down = event.type == pygame.MOUSEBUTTONDOWN
        return [Intent(IntentKind.PRESS if self._mouse_down else IntentKind.RELEASE, x, y)]

    def _touch(self, event: pygame.event.Event) -> list[Intent]:
        """Give each finger the lowest number that is free while it is down."""
        self.touching = True
        x, y = self._finger_place(event.x, event.y)
        if event.type == pygame.FINGERDOWN:
            pointer = next(number for number in count() if number not in self._fingers.values())
            self._fingers[event.finger_id] = pointer
            return [Intent(IntentKind.PRESS, x, y, pointer)]
        lifted = self._fingers.pop(event.finger_id, None)
        return [] if lifted is None else [Intent(IntentKind.RELEASE, x, y, lifted)]
