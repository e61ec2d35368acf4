"""Worlds to draw, made in one line, and eyes to look at them."""

from __future__ import annotations

from typing import cast

import numpy as np
import pygame
from numpy.typing import NDArray

from core.cues import Cue, CueKind
from game.plays import Body, BodyKind, BodyState, View
from game.plays.items import LOOKS
from game.screen.room import ShelfRoom
from game.screen.stage import stage_in
from game.screen.theme import LIGHT, Theme

SIZE = (960, 456)
CENTRE = Cue(0, CueKind.CENTRE)
LEAN = Cue(0, CueKind.LEAN, (0.6, 0.3))

Pixels = NDArray[np.uint8]


def item(x: float, y: float, state: BodyState = BodyState.WANTED, *, fill: float = 0.0, look: str = "apple",
         size: float = 0.2, help_level: float = 0.0, number: int = 10) -> Body:
    return Body(number, BodyKind.ITEM, x, y, size, state, fill, look, help_level)


def done(count: int) -> tuple[Body, ...]:
    return tuple(item(-0.5 + 0.1 * i, -0.16, BodyState.DONE, look=LOOKS[i % len(LOOKS)], size=0.05, number=100 + i)
                 for i in range(count))


def world(*things: Body, hand: tuple[float, float] = (0.0, 0.0), home: BodyState = BodyState.IDLE,
          home_fill: float = 0.0, tick: int = 100, cut: bool = False) -> View:
    bodies = (Body(1, BodyKind.HOME, 0.0, 0.0, 0.2, home, home_fill), *things, Body(0, BodyKind.HAND, *hand, 0.08))
    return View(tick, bodies, 0, 10, cut=cut)


def drawn(view: View, theme: Theme = LIGHT, *, room: ShelfRoom | None = None, cue: Cue = LEAN, dim: float = 0.0,
          guide: bool = True, before: View | None = None, alpha: float = 1.0,
          size: tuple[int, int] = SIZE) -> Pixels:
    """Draw one frame and give its pixels, (width, height, 3)."""
    surface = pygame.Surface(size)
    (room or ShelfRoom()).draw(surface, surface.get_rect(), before or view, view, alpha, cue, theme, dim, guide)
    return cast("Pixels", pygame.surfarray.array3d(surface))


def around(pixels: Pixels, x: float, y: float, reach: float) -> Pixels:
    """Cut out the square of half width `reach` (lean units) around a lean."""
    width, height = pixels.shape[:2]
    stage = stage_in(pygame.Rect(0, 0, width, height))
    px, py = stage.place(x, y)
    half = reach * stage.unit
    return pixels[max(0, round(px - half)):round(px + half), max(0, round(py - half)):round(py + half)]


def luminances(pixels: Pixels) -> NDArray[np.float64]:
    """Give the relative luminance of every pixel (WCAG 2.2)."""
    share = pixels.astype(np.float64) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    light: NDArray[np.float64] = linear @ np.array([0.2126, 0.7152, 0.0722])
    return light


def differs(one: Pixels, other: Pixels) -> int:
    """Count the pixels that differ visibly."""
    return int((np.abs(one.astype(int) - other.astype(int)).max(axis=2) > 12).sum())
