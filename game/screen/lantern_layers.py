"""What does not move in the evening garden: sky, hills, water, banks, the cord on its posts.

Drawn once per size and theme.  Not here: lamps and light (`lamps`, `lantern_room`).
"""

from __future__ import annotations

from math import sin

import pygame

from game.screen.lantern_stage import CORD_Y, HEIGHT, POSTS, WATER_Y, Garden, cord_y
from game.screen.shapes import Canvas, Path, curve, stroke
from game.screen.theme import Colour, Theme

_ZENITH: Colour = (34, 40, 82)
_DUSK: Colour = (112, 92, 142)
_GLOW: Colour = (232, 158, 118)
_FAR: Colour = (94, 88, 134)
_NEAR: Colour = (58, 60, 104)
_WATER: Colour = (76, 78, 128)
_WATER_DEEP: Colour = (24, 32, 66)
_BANK: Colour = (24, 34, 48)
_REED: Colour = (34, 56, 58)
_WOOD: Colour = (92, 60, 46)
_WOOD_DARK: Colour = (38, 26, 32)
_CORD: Colour = (36, 28, 40)
_STARS = ((0.06, 0.05), (0.13, 0.15), (0.22, 0.04), (0.31, 0.13), (0.42, 0.19), (0.53, 0.05), (0.63, 0.14),
          (0.71, 0.03), (0.79, 0.2), (0.84, 0.09), (0.91, 0.3), (0.97, 0.16))


def draw_garden(garden: Garden, theme: Theme, like: pygame.Surface) -> pygame.Surface:
    """Return the still garden as one opaque layer in the pixel format of `like`."""
    _, _, width, height = garden.rect
    wide = width / garden.unit
    canvas = Canvas((width, height), (0.0, 0.0, wide, HEIGHT))
    if theme.stark:
        canvas.box(0.0, 0.0, wide, HEIGHT, theme.ground)
        canvas.line([(POSTS[0], WATER_Y + 60), (POSTS[1], WATER_Y + 60)], 4.0, (112, 116, 124))
    else:
        _sky(canvas, wide)
        _hills(canvas, wide)
        _water(canvas, wide)
        _banks(canvas, wide)
    _cord(canvas, theme)
    return canvas.finish_opaque(like)


def _sky(canvas: Canvas, wide: float) -> None:
    canvas.fade(0.0, 0.0, wide, 380.0, _ZENITH, _DUSK)
    canvas.fade(0.0, 380.0, wide, WATER_Y - 380.0, _DUSK, _GLOW)
    canvas.glow(wide * 0.44, WATER_Y, wide * 0.5, 260.0, (255, 206, 150), 150)
    for x, y in _STARS:
        canvas.circle(x * wide, y * HEIGHT, 2.4, (255, 250, 230, 210))


def _hills(canvas: Canvas, wide: float) -> None:
    far = [(x, 540.0 - 60.0 * sin(x / 260.0) - 24.0 * sin(x / 97.0 + 1.0)) for x in _across(wide)]
    near = [(x, 592.0 - 40.0 * sin(x / 210.0 + 2.1) - 14.0 * sin(x / 61.0)) for x in _across(wide)]
    for line, paint in ((far, _FAR), (near, _NEAR)):
        canvas.poly([(0.0, WATER_Y), *line, (wide, WATER_Y)], paint)


def _across(wide: float) -> list[float]:
    return [wide * step / 80 for step in range(81)]


def _water(canvas: Canvas, wide: float) -> None:
    canvas.fade(0.0, WATER_Y, wide, HEIGHT - WATER_Y, _WATER, _WATER_DEEP)
    canvas.glow(wide * 0.44, WATER_Y + 6.0, wide * 0.42, 120.0, (240, 176, 140), 110)
    for row in range(11):
        y = WATER_Y + 12.0 + row * row * 2.1
        for step in range(7):
            x = (step * 317.0 + row * 143.0) % wide
            canvas.line([(x, y), (x + 40.0 + 9.0 * row, y)], 1.6 + 0.16 * row, (220, 206, 230, 52))


def _banks(canvas: Canvas, wide: float) -> None:
    """Frame the water with dark banks and reeds, where nothing of the play is."""
    for flip in (False, True):
        def at(x: float, y: float, flip: bool = flip) -> tuple[float, float]:
            return (wide - x if flip else x, y)

        bank = curve([at(-20.0, 742.0), at(90.0, 752.0), at(210.0, 800.0), at(330.0, 872.0), at(380.0, 930.0)],
                     closed=False)
        canvas.poly([at(-20.0, 940.0), *bank], _BANK)
        for number in range(13):
            x, high = 14.0 + 21.0 * number, 96.0 + 42.0 * sin(number * 2.3)
            foot = 780.0 + 7.2 * number
            reed: Path = curve([at(x, foot + 60.0), at(x + 4.0, foot - high * 0.5), at(x + 20.0, foot - high)],
                               closed=False)
            for shape in stroke(reed, 6.0):
                canvas.poly(shape, _REED)
            if number % 3 == 1:
                canvas.oval(*at(x + 20.0, foot - high - 14.0), 7.0, 24.0, (86, 58, 48))


def _cord(canvas: Canvas, theme: Theme) -> None:
    for x in POSTS:
        if theme.stark:
            canvas.line([(x, CORD_Y - 14.0), (x, WATER_Y + 60)], 10.0, theme.line)
            continue
        canvas.box(x - 13.0, CORD_Y - 24.0, 26.0, 720.0, _WOOD_DARK, 8.0)
        canvas.box(x - 9.0, CORD_Y - 20.0, 14.0, 720.0, _WOOD, 6.0)
    line = [(x, cord_y(x)) for x in (POSTS[0] + (POSTS[1] - POSTS[0]) * step / 40 for step in range(41))]
    canvas.line(line, 6.0 if theme.stark else 7.0, theme.line if theme.stark else _CORD)
