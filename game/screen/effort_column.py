"""The effort as a tall column with the line to reach: read from three metres, without colour too.

Where one is to reach the line, the part above it is marked; where one is to let go, the part below.
Not here: what effort is (`signals`), other worlds' marks (`marks`).
"""

from __future__ import annotations

from functools import lru_cache

import pygame

from game.screen.lantern_stage import COLUMN, Garden
from game.screen.shapes import Canvas
from game.screen.theme import Colour, Theme

TOP_SHARE = 1.0
"""The effort at the top of the column: the own maximum."""
INSET = 12.0
MARK = 30.0
_PAPER: Colour = (255, 251, 243)
_ZONE: Colour = (206, 226, 214)
_INK: Colour = (42, 36, 34)


def draw_effort(surface: pygame.Surface, garden: Garden, effort: float, line: float | None, below: bool,
                theme: Theme) -> None:
    """Draw the column; `below`: the effort is to stay under the line.

    effort, line: shares of the own maximum; what is more is shown as full.
    """
    x, y, width, height = COLUMN
    left, top = (round(value) for value in garden.place(x, y))
    size = (garden.px(width), garden.px(height))
    surface.blit(_frame(size, garden.px(26.0), theme), (left, top))
    inset = garden.px(INSET)
    inner = pygame.Rect(left + inset, top + inset, size[0] - 2 * inset, size[1] - 2 * inset)
    reached = line is not None and (effort <= line if below else effort >= line)
    if line is not None:
        _draw_zone(surface, inner, _height(inner, line), below, theme)
    _draw_fill(surface, garden, inner, _height(inner, effort), theme.good if reached else theme.accent, theme)
    if line is not None:
        _draw_line(surface, garden, inner, _height(inner, line), reached, theme)


def _height(inner: pygame.Rect, share: float) -> int:
    """Return the pixel row of an effort."""
    return inner.bottom - round(inner.h * max(0.0, min(1.0, share / TOP_SHARE)))


def _draw_zone(surface: pygame.Surface, inner: pygame.Rect, at: int, below: bool, theme: Theme) -> None:
    """Mark where the effort should be."""
    zone = pygame.Rect(inner.x, at if below else inner.y, inner.w, inner.bottom - at if below else at - inner.y)
    surface.fill((58, 66, 80) if theme.stark else _ZONE, zone)


def _draw_fill(surface: pygame.Surface, garden: Garden, inner: pygame.Rect, at: int, paint: Colour,
               theme: Theme) -> None:
    """Fill from below; the top is a thick dark edge, so that its height shows without colour."""
    gap = garden.px(14.0)
    surface.fill(paint, (inner.x + gap, at, inner.w - 2 * gap, inner.bottom - at))
    edge = garden.px(8.0)
    surface.fill(theme.ink if theme.stark else _INK,
                 (inner.x + gap // 2, max(inner.y, at - edge // 2), inner.w - gap, edge))


def _draw_line(surface: pygame.Surface, garden: Garden, inner: pygame.Rect, at: int, reached: bool,
               theme: Theme) -> None:
    """Draw the line to reach across the column, with a flame at its end that burns while it is right."""
    over, thick = garden.px(24.0), garden.px(7.0)
    edge = garden.px(3.0)
    bar = pygame.Rect(inner.x - over, at - thick // 2, inner.w + 2 * over, thick)
    surface.fill(theme.ground if theme.stark else _PAPER, bar.inflate(2 * edge, 2 * edge))
    surface.fill(theme.accent if theme.stark else _INK, bar)
    flame = _flame(garden.px(MARK), reached, theme)
    surface.blit(flame, flame.get_rect(center=(bar.right + garden.px(16.0), at)))


@lru_cache(maxsize=8)
def _frame(size: tuple[int, int], corner: int, theme: Theme) -> pygame.Surface:
    """Return the empty column."""
    canvas = Canvas(size, (0.0, 0.0, float(size[0]), float(size[1])))
    thick = max(2.0, 0.16 * corner)
    canvas.box(0.0, 0.0, size[0], size[1], theme.line if theme.stark else _INK, corner)
    canvas.box(thick, thick, size[0] - 2 * thick, size[1] - 2 * thick,
               theme.ground if theme.stark else _PAPER, corner - thick)
    return canvas.finish()


@lru_cache(maxsize=8)
def _flame(half: int, burning: bool, theme: Theme) -> pygame.Surface:
    canvas = Canvas((2 * half, 2 * half), (-1.0, -1.0, 1.0, 1.0))
    canvas.circle(0.0, 0.0, 0.98, theme.ground if theme.stark else _PAPER)
    canvas.ring(0.0, 0.0, 0.84, 0.16, theme.line if theme.stark else _INK)
    if burning:
        canvas.line([(-0.4, 0.02), (-0.1, 0.34), (0.42, -0.34)], 0.26, theme.good)
    return canvas.finish()
