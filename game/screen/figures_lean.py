"""Pictures of a leaning body beside a dial: what is asked, and what the person does now.

The body is seen from behind (its right is the right of the screen) or from its side, facing right.
Not here: feet from above (`figures_stance`).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from math import pi, radians
from types import MappingProxyType

import pygame

from game.screen.drawing import Drawing, Frame, Live
from game.screen.figures_stance import EDGE, draw_arrow, draw_dot
from game.screen.marks import draw_arc, ring_point
from game.screen.shapes import Canvas, Path, Point, curve, rounded, turned
from game.screen.theme import Colour, Theme

SKIN: Colour = (226, 168, 122)
HAIR: Colour = (96, 70, 56)
SHIRT: Colour = (44, 88, 138)
SHIRT_LIGHT: Colour = (92, 140, 186)
TROUSERS: Colour = (94, 100, 96)
SHOES: Colour = (60, 50, 46)
_PLATE: Colour = (240, 236, 228)
_TO: Colour = (198, 122, 30)
_LINE = 0.045

_BODY_X, _DIAL_X, _DIAL_RADIUS = -0.72, 0.72, 0.56
_FOOT_Y, _ARROW_Y, _TALL = 0.8, -0.84, 1.36


def draw_person_behind(canvas: Canvas, x: float, foot_y: float, size: float, lean: float) -> None:
    """Draw a standing person from behind, `size` tall, leaning right (+) or left by degrees about the ankles."""
    def at(points: Path) -> list[Point]:
        placed = [(x + px * size, foot_y + py * size) for px, py in points]
        return turned(placed, radians(lean), (x, foot_y - 0.05 * size))

    for side in (-1.0, 1.0):
        canvas.shape([(x + side * 0.095 * size + px * size, foot_y + py * size) for px, py in
                      rounded(-0.055, -0.05, 0.11, 0.06, 0.03)], SHOES, EDGE, _LINE * size * 0.5)
        leg = at([(side * 0.055, -0.5), (side * 0.08, -0.26), (side * 0.09, -0.05)])
        _limb(canvas, leg, 0.105 * size, TROUSERS, size)
    for side in (-1.0, 1.0):
        arm = at(curve([(side * 0.15, -0.8), (side * 0.2, -0.64), (side * 0.215, -0.48)], closed=False))
        _limb(canvas, arm, 0.075 * size, SHIRT, size)
        canvas.circle(*arm[-1], 0.045 * size, EDGE)
        canvas.circle(*arm[-1], 0.032 * size, SKIN)
    trunk = at(curve([(-0.15, -0.83), (0.0, -0.86), (0.15, -0.83), (0.17, -0.7), (0.125, -0.52), (0.12, -0.44),
                      (-0.12, -0.44), (-0.125, -0.52), (-0.17, -0.7)]))
    canvas.poly(trunk, SHIRT)
    with canvas.inside(trunk):
        canvas.glow(trunk[0][0], trunk[0][1], 0.2 * size, 0.3 * size, SHIRT_LIGHT, 170)
    canvas.line(trunk, _LINE * size * 0.6, EDGE, closed=True)
    _limb(canvas, at([(0.0, -0.9), (0.0, -0.87)]), 0.075 * size, SKIN, size)
    head = at(curve([(0.0, -1.1), (0.085, -1.06), (0.1, -0.97), (0.06, -0.89), (-0.06, -0.89), (-0.1, -0.97),
                     (-0.085, -1.06)]))
    canvas.shape(head, HAIR, EDGE, _LINE * size * 0.6)


def draw_person_side(canvas: Canvas, x: float, foot_y: float, size: float, lean: float) -> None:
    """Draw a standing person facing right, leaning to the toes (+) or to the heels by degrees."""
    def at(points: Path) -> list[Point]:
        placed = [(x + px * size, foot_y + py * size) for px, py in points]
        return turned(placed, radians(lean), (x, foot_y - 0.05 * size))

    shoe = [(x + px * size, foot_y + py * size) for px, py in rounded(-0.07, -0.055, 0.22, 0.065, 0.03)]
    canvas.shape(shoe, SHOES, EDGE, _LINE * size * 0.5)
    _limb(canvas, at([(0.0, -0.5), (0.015, -0.27), (0.0, -0.06)]), 0.125 * size, TROUSERS, size)
    trunk = at(curve([(-0.07, -0.82), (0.02, -0.85), (0.09, -0.78), (0.105, -0.64), (0.085, -0.44),
                      (-0.075, -0.44), (-0.1, -0.56), (-0.1, -0.72)]))
    canvas.poly(trunk, SHIRT)
    with canvas.inside(trunk):
        canvas.glow(trunk[0][0], trunk[0][1], 0.16 * size, 0.3 * size, SHIRT_LIGHT, 170)
    canvas.line(trunk, _LINE * size * 0.6, EDGE, closed=True)
    arm = at(curve([(0.0, -0.77), (-0.015, -0.62), (0.03, -0.47)], closed=False))
    _limb(canvas, arm, 0.07 * size, SHIRT_LIGHT, size)
    canvas.circle(*arm[-1], 0.045 * size, EDGE)
    canvas.circle(*arm[-1], 0.032 * size, SKIN)
    _limb(canvas, at([(0.02, -0.9), (0.01, -0.87)]), 0.07 * size, SKIN, size)
    face = at(curve([(0.02, -1.1), (0.1, -1.05), (0.115, -0.99), (0.145, -0.965), (0.115, -0.94), (0.09, -0.895),
                     (0.0, -0.89), (-0.07, -0.95), (-0.07, -1.05)]))
    canvas.shape(face, SKIN, EDGE, _LINE * size * 0.6)
    hair = at(curve([(0.09, -1.07), (0.03, -1.12), (-0.07, -1.08), (-0.1, -0.98), (-0.06, -0.9), (-0.02, -0.95),
                     (0.0, -1.02)]))
    canvas.shape(hair, HAIR, EDGE, _LINE * size * 0.5)


def _limb(canvas: Canvas, points: Path, width: float, paint: Colour, size: float) -> None:
    canvas.line(points, width + _LINE * size, EDGE)
    canvas.line(points, width, paint)


def draw_plate(canvas: Canvas, x: float, y: float, half: float) -> None:
    """Draw the board from its side; a person stands on y."""
    for foot in (-0.7, 0.7):
        canvas.box(x + foot * half - 0.05, y + 0.07, 0.1, 0.07, EDGE, 0.02)
    canvas.shape(rounded(x - half, y, 2 * half, 0.085, 0.04), _PLATE, EDGE, 0.03)


def _lean(canvas: Canvas, theme: Theme, toward: Point) -> None:
    """Draw the body as it should lean, and the dial with the wanted end of its way."""
    aside, ahead = toward
    draw_plate(canvas, _BODY_X, _FOOT_Y, 0.48)
    if ahead:
        draw_person_side(canvas, _BODY_X - 0.1 * ahead, _FOOT_Y, _TALL, 13.0 * ahead)
    else:
        draw_person_behind(canvas, _BODY_X, _FOOT_Y, _TALL, 12.0 * aside)
    way = aside or ahead
    draw_arrow(canvas, (_BODY_X - 0.05 * way, _ARROW_Y), (_BODY_X + 0.5 * way, _ARROW_Y), 0.075, _TO)
    canvas.circle(_DIAL_X, 0.0, _DIAL_RADIUS + 0.03, theme.line)
    canvas.circle(_DIAL_X, 0.0, _DIAL_RADIUS, theme.panel)
    middle = {(-1, 0): pi, (1, 0): 0.0, (0, 1): -pi / 2, (0, -1): pi / 2}[int(aside), int(ahead)]
    _goal(canvas, middle, theme)
    canvas.ring(_DIAL_X, 0.0, 0.12, 0.02, theme.line)


def _goal(canvas: Canvas, middle: float, theme: Theme) -> None:
    """Draw the part of the dial that is asked for: a lens at its rim."""
    spots = [ring_point(middle - 0.5 + i / 10, _DIAL_RADIUS * 0.8) for i in range(11)]
    canvas.line([(_DIAL_X + x, y) for x, y in spots], 0.17, theme.accent)
    canvas.line([(_DIAL_X + x, y) for x, y in spots], 0.1, theme.panel)
    for x, y in spots[1:-1:2]:
        canvas.circle(_DIAL_X + x, y, 0.028, theme.accent)


def _lean_live(surface: pygame.Surface, frame: Frame, value: float, point: Point, theme: Theme) -> None:
    dial = Frame(*frame.place(_DIAL_X, 0.0), frame.scale)
    radius = round((_DIAL_RADIUS + 0.02) * frame.scale)
    draw_arc(surface, (dial.x, dial.y), radius, 1.3 * frame.scale, value, theme)
    draw_dot(surface, dial, point, _DIAL_RADIUS * 0.8, theme)


def _drawing(toward: Point) -> Drawing:
    live: Live = _lean_live
    return Drawing(partial(_lean, toward=toward), live, half_width=1.45, edged=True)


DRAWINGS: Mapping[str, Drawing] = MappingProxyType({
    "lean_left": _drawing((-1, 0)), "lean_right": _drawing((1, 0)), "lean_front": _drawing((0, 1)),
    "lean_back": _drawing((0, -1)),
})
