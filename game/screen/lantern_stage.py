"""Where things hang in the evening garden: lamps on their cord, the column of the effort, the breath.

Lengths are those of a picture 910 high (logical units), scaled to the box.  The right is left free for the card
of stimulation.  Not here: what is drawn there (`lantern_room`, `lantern_layers`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import pygame

from game.plays import Body

HEIGHT = 910.0
MIDDLE, HALF = 850.0, 500.0
"""A lamp at x = 0, and how far one at x = 1 hangs from it."""
POSTS = (262.0, 1448.0)
CORD_Y, SAG = 184.0, 34.0
DROP = 30.0
"""Between the cord and the top of a lamp."""
LARGEST, SMALLEST = 96.0, 18.0
ASKED = 112.0
"""Radius of the lamp that is asked for: large enough for an eye three metres away, however many hang there."""
LARGE_ENOUGH = 78.0
LOWEST = 690.0
"""The lamp that is asked for never comes further down than this."""
OF_GAP = 0.40
TALL = 1.28
"""Half height of a lamp with its caps, in its radii."""
WATER_Y = 640.0
COLUMN = (64.0, 190.0, 132.0, 580.0)
"""The effort's column: left, top, width, height."""
BREATH = (850.0, 690.0)
BREATH_LEAST, BREATH_MOST = 46.0, 168.0


@dataclass(frozen=True, slots=True)
class Garden:
    """The box on the surface and its scale."""

    rect: tuple[int, int, int, int]
    unit: float

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Return the pixel of a place."""
        return self.rect[0] + x * self.unit, self.rect[1] + y * self.unit

    def px(self, length: float) -> int:
        """Return a length in pixels."""
        return max(1, round(length * self.unit))


def garden_in(rect: pygame.Rect) -> Garden:
    """Return the garden that fills `rect`."""
    return Garden((rect.x, rect.y, rect.w, rect.h), rect.h / HEIGHT)


def cord_y(x: float) -> float:
    """Return the height of the cord at `x`: it sags between its posts."""
    half = (POSTS[1] - POSTS[0]) / 2
    away = (x - (POSTS[0] + half)) / half
    return CORD_Y + SAG * (1.0 - min(1.0, away * away))


def lamp_x(body: Body) -> float:
    """Return where a lamp hangs; whatever a play says, it stays between the posts."""
    return MIDDLE + HALF * max(-1.0, min(1.0, body.x))


@dataclass(frozen=True, slots=True)
class Rows:
    """How all lamps of a round hang.  radius: of each.  top: y of the highest row, in units of the play."""

    radius: float
    top: float

    def place(self, body: Body) -> tuple[float, float]:
        """Return the middle of a lamp in its row; lower rows hang from longer cords."""
        x = lamp_x(body)
        return x, cord_y(x) + DROP + TALL * self.radius + HALF * max(0.0, self.top - body.y)

    def asked(self, body: Body) -> tuple[float, float, float]:
        """Return middle and radius of the lamp that is asked for: lower and larger where the rows are small."""
        x, y = self.place(body)
        if self.radius >= LARGE_ENOUGH:
            return x, y, self.radius
        return x, min(LOWEST, y + TALL * (self.radius + ASKED) + 14.0), ASKED


def rows_of(lamps: Sequence[Body]) -> Rows:
    """Return how the lamps hang, so large that all have room."""
    places = sorted((-body.y, lamp_x(body)) for body in lamps)
    gap = min((right - left for (up, left), (low, right) in pairwise(places) if up == low), default=2 * HALF)
    return Rows(max(SMALLEST, min(LARGEST, OF_GAP * gap)), max((body.y for body in lamps), default=0.0))
