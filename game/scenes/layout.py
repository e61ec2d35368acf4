"""Where things stand: one grid for all screens, so that the same action is always in the same place.

Right goes on (play, start, again), left goes back or stops, top and bottom are the choices between; the
middle is nobody's, because there a person rests.  Leaning works the same way: towards the button.
Not here: what stands in a place (the scenes).  Logical units, see `game.picture`.
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType

from game.picture import WIDTH, Label, Rect, TextRole


class Slot(StrEnum):
    """A place for a choice.  The corner is for hands only; nobody leans there."""

    LEFT = "left"
    RIGHT = "right"
    TOP = "top"
    BOTTOM = "bottom"
    CORNER_LEFT = "corner_left"
    CORNER_RIGHT = "corner_right"


SLOTS: MappingProxyType[Slot, Rect] = MappingProxyType({
    Slot.LEFT: Rect(70, 420, 560, 220),
    Slot.RIGHT: Rect(1290, 420, 560, 220),
    Slot.TOP: Rect(585, 170, 750, 220),
    Slot.BOTTOM: Rect(585, 670, 750, 220),
    Slot.CORNER_LEFT: Rect(40, 934, 425, 122),
    Slot.CORNER_RIGHT: Rect(1455, 934, 425, 122),
})

TITLE = Rect(70, 24, 1780, 126)
STIM_STOP = Rect(1484, 16, 416, 144)
"""The stop of stimulation, on every screen of a session with a stimulator."""
TITLE_BESIDE_STOP = Rect(450, 24, 1020, 126)
STIM_CARD = Rect(1484, 176, 416, 452)
"""Where a round says how stimulation stands: beside every world, under the stop."""
MIDDLE = Rect(845, 415, 230, 230)
FOOT = Rect(110, 908, 1700, 96)
STAGE = Rect(0, 0, WIDTH, 910)
"""The world in play; below it is the band with stop, score and pause."""
BAND = Rect(0, 910, WIDTH, 170)
TOAST = Rect(110, 1006, 1700, 70)
BAND_TOAST = Rect(485, 924, 950, 142)
CORNER_TOAST = Rect(485, 1006, 1395, 70)
"""Where a line for the therapist lies: under the foot, between the buttons of the band, beside the one corner."""

WIDE = (Rect(70, 640, 560, 234), Rect(1290, 640, 560, 234))
"""Left and right choice of a screen that says something above them."""


def title(text: str) -> Label:
    """Make the heading of a screen."""
    return Label(TITLE, text, TextRole.TITLE)


def foot(text: str) -> Label:
    """Make the line for the therapist at the foot of a menu."""
    return Label(FOOT, text, TextRole.SMALL, soft=True)


def toast(text: str, rect: Rect = TOAST) -> Label:
    """Make the slim line for the therapist; it lies where nothing else is."""
    return Label(rect, text, TextRole.NOTE)

