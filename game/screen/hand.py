"""The patient's hand in the picture: a friendly hand with a sleeve, open or holding.

The fingertips are at the origin, where the lean points; the arm comes from below and leans with the reach.
Not here: where it is (`room`).
"""

from __future__ import annotations

from enum import Enum
from functools import lru_cache

import numpy as np
import pygame

from game.screen.shapes import Canvas, Path, curve, outlined, rounded
from game.screen.theme import Colour, Theme

SCALE = 0.175
"""Lean units for one unit of this drawing."""
HALF_WIDTH, ABOVE, BELOW = 1.25, 0.95, 3.25
LENGTH = 2.9 * SCALE
"""From the fingertips to where the sleeve fades, in lean units."""
CLEAR_SHARE = 0.5
"""How much stays of a hand that must not hide what is behind it; its edges stay whole."""

_EDGE: Colour = (62, 40, 32)
_SKIN: Colour = (226, 168, 122)
_SKIN_LIGHT: Colour = (250, 212, 172)
_SKIN_DARK: Colour = (176, 112, 76)
_NAIL: Colour = (248, 214, 190)
_SLEEVE: Colour = (44, 88, 138)
_CUFF: Colour = (250, 242, 226)
_LINE = 0.09

_OPEN: tuple[tuple[Path, float], ...] = (
    (((-0.36, 1.02), (-0.7, 0.8), (-0.96, 0.46)), 0.33),
    (((-0.3, 0.72), (-0.42, 0.3), (-0.48, 0.02)), 0.28),
    (((-0.08, 0.66), (-0.1, 0.2), (-0.11, -0.12)), 0.29),
    (((0.16, 0.68), (0.24, 0.24), (0.28, -0.04)), 0.28),
    (((0.36, 0.82), (0.54, 0.46), (0.63, 0.26)), 0.25),
)
"""Thumb and four fingers, each with its width: the back of a right hand."""
_FRONT: tuple[tuple[Path, float], ...] = (
    (((-0.4, 1.14), (-0.64, 0.92), (-0.7, 0.64), (-0.56, 0.44)), 0.31),
    (((0.94, 0.12), (0.78, 0.08), (0.62, 0.14)), 0.24),
    (((0.98, 0.37), (0.8, 0.32), (0.6, 0.37)), 0.25),
    (((0.94, 0.62), (0.76, 0.57), (0.58, 0.6)), 0.24),
    (((0.82, 0.85), (0.68, 0.8), (0.54, 0.81)), 0.22),
)
"""Thumb and fingertips as they close over a thing from both sides."""
_PALM = ((-0.42, 0.78), (-0.3, 0.62), (0.0, 0.58), (0.3, 0.62), (0.48, 0.84), (0.46, 1.2), (0.34, 1.5),
         (0.0, 1.56), (-0.3, 1.5), (-0.44, 1.2))
_BACK = ((-0.6, 0.9), (-0.5, 0.4), (0.0, 0.1), (0.6, -0.1), (0.94, -0.02), (1.06, 0.34), (1.0, 0.7), (0.78, 1.06),
         (0.44, 1.42), (0.0, 1.56), (-0.34, 1.46), (-0.56, 1.2))


_THUMB_ROOT = ((-0.52, 1.0), (-0.36, 0.94), (-0.16, 1.06), (-0.1, 1.26), (-0.26, 1.36), (-0.42, 1.28))
"""Where the thumb grows out of the palm, so that no edge parts them."""


class Pose(Enum):
    """OPEN: reaching.  BEHIND and BEFORE: the two halves of a hand that holds the thing between them."""

    OPEN = "open"
    BEHIND = "behind"
    BEFORE = "before"


@lru_cache(maxsize=24)
def draw_hand(unit: float, pose: Pose, theme: Theme,
              clear: bool = False) -> tuple[pygame.Surface, tuple[int, int]]:
    """Return the upright sprite and where its fingertips are; `unit`: pixels per lean unit.

    clear: what lies behind shows through, between edges that stay.
    """
    pixels = unit * SCALE
    size = (round(2 * HALF_WIDTH * pixels), round((ABOVE + BELOW) * pixels))
    canvas = Canvas(size, (-HALF_WIDTH, -ABOVE, HALF_WIDTH, BELOW))
    if pose is Pose.BEFORE:
        _fingers(canvas, _FRONT)
        canvas.poly(curve(_THUMB_ROOT), _SKIN)
    else:
        _sleeve(canvas)
        _hand(canvas, pose)
    sprite = canvas.finish()
    edge = max(2, round(0.1 * pixels)) if theme.stark else 0
    if edge:
        sprite = outlined(sprite, theme.ink, edge)
    if clear:
        _see_through(sprite, theme.ink if edge else _EDGE)
    if not edge:
        _fade_out(sprite)
    seen = sprite.get_bounding_rect()  # the less is turned each frame, the better
    return sprite.subsurface(seen).copy(), (size[0] // 2 + edge - seen.x, round(ABOVE * pixels) + edge - seen.y)


def draw_hand_at(canvas: Canvas, x: float, y: float, scale: float) -> None:
    """Draw the open hand into another picture, its fingertips at (x, y); `scale`: units for one of its own."""
    with canvas.zoomed(x, y, scale):
        _sleeve(canvas)
        _hand(canvas, Pose.OPEN)


def _sleeve(canvas: Canvas) -> None:
    sleeve = curve([(-0.42, 1.74), (-0.5, 2.2), (-0.56, 2.9), (-0.5, 3.12), (0.0, 3.16), (0.5, 3.12), (0.56, 2.9),
                    (0.5, 2.2), (0.42, 1.74), (0.0, 1.68)])
    canvas.poly(sleeve, _SLEEVE)
    with canvas.inside(sleeve):
        canvas.fade(-0.6, 1.6, 1.2, 1.7, (255, 255, 255, 50), (0, 0, 20, 80), across=True)
        for y in (2.02, 2.3):
            canvas.line(curve([(-0.34, y), (-0.06, y + 0.08), (0.2, y + 0.02)], closed=False), 0.05,
                        (20, 46, 84, 150))
    canvas.line(sleeve, _LINE, _EDGE, closed=True)


def _hand(canvas: Canvas, pose: Pose) -> None:
    palm = curve(_PALM if pose is Pose.OPEN else _BACK)
    canvas.line(palm, 2 * _LINE, _EDGE, closed=True)
    if pose is Pose.OPEN:
        _fingers(canvas, _OPEN)
    canvas.poly(palm, _SKIN)
    with canvas.inside(palm):
        canvas.glow(-0.12, 0.86, 0.42, 0.36, _SKIN_LIGHT, 170)
        canvas.fade(0.1, 0.6, 0.4, 1.0, (*_SKIN_DARK, 0), (*_SKIN_DARK, 120), across=True)
        canvas.fade(-0.6, 1.25, 1.2, 0.35, (*_SKIN_DARK, 0), (*_SKIN_DARK, 110))
    if pose is Pose.OPEN:
        for x, y in ((-0.19, 0.66), (0.04, 0.64), (0.27, 0.72)):
            canvas.line([(x, y - 0.1), (x, y + 0.08)], 0.05, (*_SKIN_DARK, 230))
    cuff = rounded(-0.47, 1.46, 0.94, 0.34, 0.14)
    canvas.poly(cuff, _CUFF)
    with canvas.inside(cuff):
        canvas.fade(-0.47, 1.4, 0.94, 0.4, (255, 255, 255, 0), (120, 90, 70, 90), across=True)
    canvas.line(cuff, _LINE, _EDGE, closed=True)


def _fingers(canvas: Canvas, fingers: tuple[tuple[Path, float], ...]) -> None:
    """Draw all edges first, so that fingers grow out of one hand."""
    smooth = [(curve(points, closed=False), width) for points, width in fingers]
    for points, width in smooth:
        canvas.line(points, width + 2 * _LINE, _EDGE)
    for points, width in smooth:
        canvas.line(points, width, _SKIN)
        canvas.line([(x - width * 0.16, y - width * 0.08) for x, y in points[len(points) // 3:]], width * 0.34,
                    (*_SKIN_LIGHT, 150))
        tip, before = points[-1], points[-4]
        x, y = (0.9 * end + 0.1 * near for end, near in zip(tip, before, strict=True))
        canvas.oval(x, y, width * 0.26, width * 0.28, _NAIL)


def _see_through(sprite: pygame.Surface, edge: Colour) -> None:
    """Thin out everything but the edges: what is near to one of their colours."""
    colours = pygame.surfarray.array3d(sprite).astype(np.int16)
    away = np.minimum(*(np.abs(colours - np.array(kept)).max(axis=2) for kept in (edge, _EDGE)))
    share = CLEAR_SHARE + (1.0 - CLEAR_SHARE) * np.clip(1.0 - away / 60.0, 0.0, 1.0)
    alphas = pygame.surfarray.pixels_alpha(sprite)
    alphas[:] = (alphas * share).astype(np.uint8)


def _fade_out(sprite: pygame.Surface) -> None:
    """Let the arm vanish softly towards the one who looks."""
    alphas = pygame.surfarray.pixels_alpha(sprite)
    height = alphas.shape[1]
    first = round(height * 0.78)
    share = np.ones(height)
    share[first:] = np.linspace(1.0, 0.0, height - first) ** 1.2
    alphas[:] = (alphas * share[None, :]).astype(np.uint8)


@lru_cache(maxsize=200)
def turned_hand(unit: float, pose: Pose, degrees: int, theme: Theme,
                clear: bool = False) -> tuple[pygame.Surface, tuple[int, int]]:
    """Return the hand leaning right (+) or left, turned about its fingertips, and where those are."""
    sprite, (tip_x, tip_y) = draw_hand(unit, pose, theme, clear)
    if not degrees:
        return sprite, (tip_x, tip_y)
    turned = pygame.transform.rotozoom(sprite, -degrees, 1.0)
    arm = pygame.Vector2(tip_x - sprite.get_width() / 2, tip_y - sprite.get_height() / 2).rotate(degrees)
    return turned, (round(turned.get_width() / 2 + arm.x), round(turned.get_height() / 2 + arm.y))
