"""Smooth rounded boxes with soft shadows, drawn once and kept.

Edges are smoothed by drawing four times too big; that is slow, so everything here goes through a cache.
Not here: what a box means (`game.screen.widgets`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import pygame

from game.screen.cache import Cache
from game.screen.theme import Colour

FINE = 4
MOST_BOXES = 120


@dataclass(frozen=True, slots=True)
class Box:
    """How a box looks, in pixels.

    fill: its colour, None for a frame only.  edge: colour of a frame `edge_px` wide.  shadow_px: how soft the
    shadow is, 0 for none; the drawn surface is larger than the box by `margin` on every side.
    """

    w: int
    h: int
    radius: int
    fill: Colour | None = None
    edge: Colour | None = None
    edge_px: int = 0
    shadow_px: int = 0

    @property
    def margin(self) -> int:
        """Room around the box for its shadow."""
        return 2 * self.shadow_px


class Boxes:
    """Draws boxes; surfaces are shared, so they must not be drawn on."""

    def __init__(self) -> None:
        self._kept: Cache[pygame.Surface] = Cache(MOST_BOXES)

    def surface(self, box: Box) -> pygame.Surface:
        """Give the box with its margin around it."""
        return self._kept.get(box, partial(_draw, box))

    def blit(self, surface: pygame.Surface, box: Box, left: int, top: int) -> None:
        """Draw the box with its upper left corner at (left, top)."""
        surface.blit(self.surface(box), (left - box.margin, top - box.margin))


def _draw(box: Box) -> pygame.Surface:
    """Draw the corners finely and stretch what lies between them, which is the same all along."""
    core = 2 * (box.radius + box.edge_px + box.margin) + 4
    small = replace(box, w=min(box.w, core), h=min(box.h, core))
    return _stretched(_whole(small), box.w + 2 * box.margin, box.h + 2 * box.margin)


def _stretched(image: pygame.Surface, w: int, h: int) -> pygame.Surface:
    """Widen an image in its middle column and row."""
    if image.get_size() == (w, h):
        return image
    across, down = _cuts(image.get_width(), w), _cuts(image.get_height(), h)
    stretched = pygame.Surface((w, h), pygame.SRCALPHA)
    for x, width, to_x, to_width in across:
        for y, height, to_y, to_height in down:
            piece = image.subsurface((x, y, width, height))
            stretched.blit(pygame.transform.scale(piece, (to_width, to_height)), (to_x, to_y))
    return stretched


def _cuts(length: int, to_length: int) -> tuple[tuple[int, int, int, int], ...]:
    """Cut a length into begin, middle and end: where each begins and how long it is, before and after."""
    half = length // 2
    rest = length - half - 1
    return (0, half, 0, half), (half, 1, half, to_length - half - rest), (half + 1, rest, to_length - rest, rest)


def _whole(box: Box) -> pygame.Surface:
    margin = box.margin
    whole = pygame.Surface((box.w + 2 * margin, box.h + 2 * margin), pygame.SRCALPHA)
    if box.shadow_px:
        whole.blit(_shadow(box), (0, box.shadow_px // 2))
    whole.blit(_body(box), (margin, margin))
    return whole


def _body(box: Box) -> pygame.Surface:
    clear = box.fill or box.edge or (0, 0, 0)
    fine = pygame.Surface((box.w * FINE, box.h * FINE), pygame.SRCALPHA)
    fine.fill((*clear, 0))  # the same hue where nothing is drawn, so that smoothing does not darken the edge
    if box.edge is not None and box.edge_px:
        pygame.draw.rect(fine, box.edge, fine.get_rect(), border_radius=box.radius * FINE)
    inner = fine.get_rect().inflate(-2 * box.edge_px * FINE, -2 * box.edge_px * FINE)
    radius = max(0, box.radius - box.edge_px) * FINE
    pygame.draw.rect(fine, box.fill or (*clear, 0), inner, border_radius=radius)
    return pygame.transform.smoothscale(fine, (box.w, box.h))


def _shadow(box: Box) -> pygame.Surface:
    margin = box.margin
    shade = pygame.Surface((box.w + 2 * margin, box.h + 2 * margin), pygame.SRCALPHA)
    pygame.draw.rect(shade, (0, 0, 0, 70), (margin, margin, box.w, box.h), border_radius=box.radius)
    return pygame.transform.gaussian_blur(shade, box.shadow_px)
