"""The window of a session, opened as settings and command line say.

Lean, since it is opened before the rest of the program is loaded.
"""

from __future__ import annotations

import re

from core.errors import InputError
from game.screen.display import Display
from game.screen.theme import LIGHT, THEMES
from game.screen.window import Window

SMALLEST = (640, 360)
LARGEST = (7680, 4320)
USUAL = Display()


def open_screen(window: str | None, theme: str | None, diagonal_in: float = USUAL.diagonal_in,
                distance_m: float = USUAL.distance_m, full_screen: bool = True) -> Window:
    """Open the window.  Raises DeviceMissing when there is no display, InputError for a wrong size."""
    size = None if window is None else window_size(window)
    return Window(Display(diagonal_in, distance_m), THEMES[theme] if theme else LIGHT, size,
                  full_screen=full_screen and size is None)


def window_size(words: str) -> tuple[int, int]:
    """Read "1280x720".  Raises InputError."""
    found = re.fullmatch(r"(\d{3,4})x(\d{3,4})", words)
    size = (int(found[1]), int(found[2])) if found else (0, 0)
    if not (SMALLEST[0] <= size[0] <= LARGEST[0] and SMALLEST[1] <= size[1] <= LARGEST[1]):
        raise InputError(f"--window {words}: write width x height, such as 1280x720 "
                         f"({SMALLEST[0]}x{SMALLEST[1]} to {LARGEST[0]}x{LARGEST[1]}).")
    return size
