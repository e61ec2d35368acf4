"""What a figure is: a still drawing, kept, and what moves over it.

Not here: the figures (`figures` and the files named after it).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pygame

from game.screen.shapes import Canvas, Point
from game.screen.theme import Theme


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a figure lies on the surface: its middle and the pixels of one of its units (half its height)."""

    x: float
    y: float
    scale: float

    def place(self, x: float, y: float) -> Point:
        """Return the pixel of a point of the figure, y down."""
        return self.x + x * self.scale, self.y + y * self.scale


Still = Callable[[Canvas, Theme], None]
Live = Callable[[pygame.Surface, Frame, float, Point, Theme], None]
"""Draws over the still drawing: (surface, frame, value, point, theme)."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """One figure.

    still: draws into -1..1 downwards and -half_width..half_width across.  live: draws what moves.
    edged: in a stark theme its silhouette gets a thick light edge.
    """

    still: Still
    live: Live | None = None
    half_width: float = 1.0
    edged: bool = False
