"""Intents: what a hand, a key, a switch or a lean wants, whatever it was done with.

Touch, mouse, keyboard, switch and board all feed this one stream, so that every widget is usable by every
input.  Not here: keys and pixels (`game.screen.window`), or what a widget does with an intent.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class IntentKind(StrEnum):
    """What is wanted.

    PRESS / RELEASE: a pointer goes down / up at (x, y).  HOVER: a mouse moved there.  NEXT / PREV: move the
    focus.  ACTIVATE: use what has the focus.  BACK: leave.  PAUSE: hold or go on.  STOP: end safely, now.
    STEER: a helper leans the simulated patient to (x, y), -1..1 each; (0, 0) lets go; while a
    menu is up this is an arrow that moves the focus.  LEAN: the same, but it leans in menus too.  EASIER,
    SKIP: the therapist's keys.  ASK: how did the last try go?  QUIT: the window was closed.
    STIM_STOP: no more stimulation, now.  HOLD / LET_GO: the patient's hold key goes down / up.
    DIGIT: x is 0..9.  ERASE: take the last one back.  MORE / LESS: one step up / down.
    """

    PRESS = "press"
    RELEASE = "release"
    HOVER = "hover"
    NEXT = "next"
    PREV = "prev"
    ACTIVATE = "activate"
    BACK = "back"
    PAUSE = "pause"
    STOP = "stop"
    STEER = "steer"
    LEAN = "lean"
    EASIER = "easier"
    SKIP = "skip"
    ASK = "ask"
    QUIT = "quit"
    STIM_STOP = "stim_stop"
    HOLD = "hold"
    LET_GO = "let_go"
    DIGIT = "digit"
    ERASE = "erase"
    MORE = "more"
    LESS = "less"


@dataclass(frozen=True, slots=True)
class Intent:
    """One wish; (x, y) in logical screen units (see `game.picture`) or lean units for STEER and LEAN.

    pointer: which finger it was, 0 for the first one down and for the mouse.  Menus heed only that one.
    """

    kind: IntentKind
    x: float = 0.0
    y: float = 0.0
    pointer: int = 0
