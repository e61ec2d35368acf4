"""Where a lean is on the screen: lean units to pixels, and the places of the cabinet.

Not here: what is drawn there (`room`, `room_layers`).
"""

from __future__ import annotations

from dataclasses import dataclass

import pygame

HALF_HEIGHT = 1.16
"""The cabinet's opening reaches this far up and down, in lean units: a full reach with the thing on it fits."""
HALF_WIDTH = 1.34
COLUMN, ROW = 0.44, 0.40
"""Half width and half height of the middle opening."""
FRAME = 0.07
"""Width of the wood around and between the openings."""
TRAY_Y = -0.30
"""What is done stands here, below home."""
SHARE_OF_HEIGHT = 0.384
"""Pixels of a lean unit for each pixel of the picture's height."""


@dataclass(frozen=True, slots=True)
class Stage:
    """The place of a world on the surface; the lean (0, 0) is in the middle of the cabinet."""

    rect: tuple[int, int, int, int]
    unit: float
    x: float
    y: float

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Return the pixel of a lean: right is right, towards the toes is up."""
        return self.x + x * self.unit, self.y - y * self.unit


def stage_in(rect: pygame.Rect) -> Stage:
    """Return the stage that fills `rect`."""
    unit = max(1.0, min(rect.h * SHARE_OF_HEIGHT, rect.w / (2 * (HALF_WIDTH + 0.2))))
    return Stage((rect.x, rect.y, rect.w, rect.h), unit, rect.x + rect.w / 2, rect.y + rect.h * 0.487)
