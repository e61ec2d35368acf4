"""Colours: one palette that holds for colour-blind eyes, in a light and a high-contrast theme.

Text against its ground has at least 7:1, things at least 3:1 (WCAG 2.2, 1.4.6 and 1.4.11); shape and place
say the same as colour.  Hues follow Okabe and Ito.  Not here: what is drawn with them.
"""

from __future__ import annotations

from dataclasses import dataclass

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Theme:
    """Named colours.

    ground: behind everything.  panel: quiet surface.  ink / ink_soft: text.  line: edges of things.
    accent: the usual choice and what is wanted now; accent_ink: text on it.  focus: the ring around the
    focused.  good: done.  stop / stop_ink: the stop button.  stark: dark ground, thick outlines, nothing that
    only decorates.
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
    stark: bool = False


LIGHT = Theme(
    name="light",
    ground=(248, 240, 226), panel=(255, 251, 243), ink=(42, 36, 34), ink_soft=(78, 68, 62),
    line=(124, 108, 92), accent=(0, 86, 138), accent_ink=(255, 255, 255), focus=(200, 84, 0),
    good=(0, 114, 84), stop=(146, 48, 0), stop_ink=(255, 255, 255),
)
HIGH_CONTRAST = Theme(
    name="high_contrast",
    ground=(10, 12, 16), panel=(26, 30, 38), ink=(255, 255, 255), ink_soft=(226, 226, 226),
    line=(200, 200, 200), accent=(240, 228, 66), accent_ink=(0, 0, 0), focus=(86, 180, 233),
    good=(86, 180, 233), stop=(230, 159, 0), stop_ink=(0, 0, 0), stark=True,
)
THEMES = {theme.name: theme for theme in (LIGHT, HIGH_CONTRAST)}


def luminance(colour: Colour) -> float:
    """Return the relative luminance 0..1 of an sRGB colour (WCAG 2.2, definition of relative luminance)."""
    red, green, blue = (_linear(channel / 255) for channel in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast ratio 1..21 of two colours, in either order (WCAG 2.2)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """Return `one` with `share` (0..1) of `other` in it."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
