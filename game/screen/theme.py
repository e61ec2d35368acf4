"""Colours: one palette that holds for colour-blind eyes, in a light and a high-contrast theme.

Text against its ground has at least 7:1, things at least 3:1; shape and place say the same as colour.
Hues follow Okabe and Ito.  Not here: what is drawn with them.
"""

from __future__ import annotations

from dataclasses import dataclass

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Theme:
    """Named colours.

    ground: behind everything.  panel: quiet surface.  ink / ink_soft: text.  line: edges of things.
    accent: the usual choice and what is wanted now; accent_ink: text on it.  focus: the ring around the
    focused.  good: done.  stop / stop_ink: the stop button.
    """

    name: str
    ground: Colour
    panel: Colour
    ink: Colour
    ink_soft: Colour
    line: Colour
    accent: Colour
    accent_ink: Colour
    focus: Colour
    good: Colour
    stop: Colour
    stop_ink: Colour


LIGHT = Theme(
    name="light",
    ground=(250, 244, 232), panel=(255, 252, 245), ink=(38, 34, 32), ink_soft=(74, 66, 60),
    line=(120, 106, 92), accent=(0, 92, 148), accent_ink=(255, 255, 255), focus=(213, 94, 0),
    good=(0, 118, 86), stop=(156, 52, 0), stop_ink=(255, 255, 255),
)
HIGH_CONTRAST = Theme(
    name="high_contrast",
    ground=(10, 12, 16), panel=(26, 30, 38), ink=(255, 255, 255), ink_soft=(226, 226, 226),
    line=(200, 200, 200), accent=(240, 228, 66), accent_ink=(0, 0, 0), focus=(86, 180, 233),
    good=(86, 180, 233), stop=(230, 159, 0), stop_ink=(0, 0, 0),
)
THEMES = {theme.name: theme for theme in (LIGHT, HIGH_CONTRAST)}
