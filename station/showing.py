"""The window of a session, opened as settings and command line say."""

from __future__ import annotations

import re

from core.errors import InputError
from game.screen.display import Display
from game.screen.theme import THEMES
from game.screen.window import Window
from station.settings import Settings

SMALLEST = (640, 360)
LARGEST = (7680, 4320)


def open_screen(settings: Settings, window: str | None, theme: str | None) -> Window:
    """Open the window.  Raises DeviceMissing when there is no display, InputError for a wrong size."""
    seen = settings.display
    size = None if window is None else window_size(window)
    return Window(Display(seen.diagonal_in, seen.distance_m), THEMES[theme or seen.theme], size,
                  full_screen=seen.full_screen and size is None)


def window_size(words: str) -> tuple[int, int]:
    """Read "1280x720".  Raises InputError."""
    found = re.fullmatch(r"(\d{3,4})x(\d{3,4})", words)
    size = (int(found[1]), int(found[2])) if found else (0, 0)
    if not (SMALLEST[0] <= size[0] <= LARGEST[0] and SMALLEST[1] <= size[1] <= LARGEST[1]):
        raise InputError(f"--window {words}: write width x height, such as 1280x720 "
                         f"({SMALLEST[0]}x{SMALLEST[1]} to {LARGEST[0]}x{LARGEST[1]}).")
    return size
