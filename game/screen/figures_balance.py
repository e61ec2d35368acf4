"""Pictures of what an assessment asks of the body: standing and sitting, eyes open or closed, firm or on foam.

A large eye beside the body says whether to look.  Not here: leaning (`figures_lean`), questions (`figures_ask`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from math import cos, pi, radians, sin
from types import MappingProxyType

from game.screen.drawing import Drawing
from game.screen.figures_lean import (
    HAIR,
    SHIRT,
    SHIRT_LIGHT,
    SHOES,
    SKIN,
    TROUSERS,
    draw_person_behind,
    draw_person_side,
    draw_plate,
)
from game.screen.figures_stance import EDGE, draw_arrow
from game.screen.shapes import Canvas, Path, Point, curve, oval, rounded, turned
from game.screen.theme import Colour, Theme

FOAM: Colour = (126, 164, 178)
FOAM_DARK: Colour = (74, 110, 126)
WOOD: Colour = (168, 112, 66)
TO: Colour = (198, 122, 30)
_GROUND = 0.88
_BODY_X, _EYE_X = -0.5, 0.72
_LINE = 0.05


def draw_foam(canvas: Canvas, x: float, y: float, half: float, high: float = 0.16) -> None:
    """Draw a block of foam from its side; it lies on y."""
    block = rounded(x - half, y - high, 2 * half, high, 0.05)
    canvas.shape(block, FOAM, EDGE, 0.03)
    for i in range(7):
        at = x - half + 2 * half * (i + 0.5) / 7
        canvas.circle(at, y - high * (0.36 if i % 2 else 0.64), 0.022, FOAM_DARK)


def draw_eye(canvas: Canvas, x: float, y: float, size: float, closed: bool, theme: Theme) -> None:
    """Draw a large eye: open with its pupil, or closed with lashes."""
    paper = theme.panel
    canvas.circle(x, y, size * 1.16, theme.line)
    canvas.circle(x, y, size * 1.1, paper)
    if closed:
        lid = oval(x, y - 0.3 * size, 0.8 * size, 0.62 * size, 0.1 * pi, 0.9 * pi)
        canvas.line(lid, 0.14 * size, theme.ink)
        for share in (0.18, 0.34, 0.5, 0.66, 0.82):
            angle = share * pi
            px, py = x + 0.8 * size * cos(angle), y - 0.3 * size + 0.62 * size * sin(angle)
            canvas.line([(px, py), (px + 0.2 * size * cos(angle), py + 0.3 * size)], 0.11 * size, theme.ink)
        return
    almond = curve([(x - 0.92 * size, y), (x - 0.46 * size, y - 0.42 * size), (x, y - 0.54 * size),
                    (x + 0.46 * size, y - 0.42 * size), (x + 0.92 * size, y), (x + 0.46 * size, y + 0.4 * size),
                    (x, y + 0.5 * size), (x - 0.46 * size, y + 0.4 * size)])
    canvas.shape(almond, (255, 255, 255), theme.ink, 0.11 * size)
    with canvas.inside(almond):
        canvas.circle(x, y, 0.4 * size, theme.accent if not theme.stark else (0, 86, 138))
    canvas.circle(x, y, 0.2 * size, (20, 20, 24))
    canvas.circle(x + 0.12 * size, y - 0.13 * size, 0.08 * size, (255, 255, 255))


def draw_stool(canvas: Canvas, x: float, seat_y: float, half: float, ground: float = _GROUND) -> None:
    """Draw a stool from its side."""
    for side in (-1.0, 1.0):
        canvas.line([(x + side * half * 0.72, seat_y), (x + side * half * 0.84, ground)], 0.08, EDGE)
        canvas.line([(x + side * half * 0.72, seat_y), (x + side * half * 0.84, ground - 0.02)], 0.045, WOOD)
    canvas.shape(rounded(x - half, seat_y, 2 * half, 0.09, 0.04), WOOD, EDGE, 0.03)


def draw_person_seated(canvas: Canvas, x: float, seat_y: float, size: float, floor_y: float,
                       lean: float = 0.0) -> None:
    """Draw somebody who sits and looks right; x: the hip, `size`: how tall when standing, lean: degrees."""
    thigh_y = seat_y - 0.065 * size
    knee = (x + 0.27 * size, thigh_y)
    for shift in (0.03, -0.03):
        leg: Path = [(x, thigh_y), (knee[0] + shift * size, knee[1]),
                     (knee[0] + (0.01 + shift) * size, floor_y - 0.07 * size)]
        shoe = rounded(leg[2][0] - 0.05 * size, floor_y - 0.055 * size, 0.17 * size, 0.055 * size, 0.025)
        canvas.shape(shoe, SHOES, EDGE, _LINE * size * 0.45)
        canvas.line(leg, 0.115 * size + _LINE * size * 0.9, EDGE)
        canvas.line(leg, 0.115 * size, TROUSERS)

    def at(points: Path) -> list[Point]:
        return turned([(x + px * size, seat_y + py * size) for px, py in points], radians(lean), (x, seat_y))

    trunk = at(curve([(-0.09, 0.0), (-0.1, -0.16), (-0.08, -0.36), (0.01, -0.4), (0.09, -0.34), (0.1, -0.18),
                      (0.085, 0.0)]))
    canvas.poly(trunk, SHIRT)
    with canvas.inside(trunk):
        canvas.glow(trunk[20][0], trunk[20][1], 0.16 * size, 0.3 * size, SHIRT_LIGHT, 170)
    canvas.line(trunk, _LINE * size * 0.6, EDGE, closed=True)
    arm = at(curve([(0.0, -0.33), (-0.02, -0.2), (0.05, -0.12), (0.17, -0.1)], closed=False))
    canvas.line(arm, 0.07 * size + _LINE * size, EDGE)
    canvas.line(arm, 0.07 * size, SHIRT_LIGHT)
    canvas.circle(*arm[-1], 0.045 * size, EDGE)
    canvas.circle(*arm[-1], 0.032 * size, SKIN)
    neck = at([(0.01, -0.44), (0.0, -0.4)])
    canvas.line(neck, 0.07 * size + _LINE * size, EDGE)
    canvas.line(neck, 0.07 * size, SKIN)
    face = at(curve([(0.01, -0.64), (0.09, -0.59), (0.105, -0.53), (0.135, -0.505), (0.105, -0.48), (0.08, -0.435),
                     (-0.01, -0.43), (-0.08, -0.49), (-0.08, -0.59)]))
    canvas.shape(face, SKIN, EDGE, _LINE * size * 0.6)
    hair = at(curve([(0.08, -0.61), (0.02, -0.66), (-0.08, -0.62), (-0.11, -0.52), (-0.07, -0.44), (-0.03, -0.49),
                     (-0.01, -0.56)]))
    canvas.shape(hair, HAIR, EDGE, _LINE * size * 0.5)


def _stance(canvas: Canvas, theme: Theme, closed: bool, foam: bool) -> None:
    top = _GROUND - 0.14
    draw_plate(canvas, _BODY_X, top, 0.56)
    if foam:
        draw_foam(canvas, _BODY_X, top, 0.5)
    draw_person_behind(canvas, _BODY_X, top - (0.14 if foam else 0.0), 1.38 if foam else 1.5, 0.0)
    draw_eye(canvas, _EYE_X, -0.2, 0.46, closed, theme)


def _sit(canvas: Canvas, theme: Theme, closed: bool) -> None:
    draw_stool(canvas, _BODY_X - 0.08, 0.38, 0.36)
    draw_plate(canvas, _BODY_X - 0.08, 0.3, 0.44)
    draw_person_seated(canvas, _BODY_X - 0.1, 0.3, 1.66, _GROUND)
    draw_eye(canvas, _EYE_X, -0.2, 0.46, closed, theme)


def _chair(canvas: Canvas, x: float, seat_y: float, wide: float = 0.46) -> None:
    """Draw a chair from its side, its back at the left."""
    for points in ([(x, seat_y - 0.62), (x, _GROUND)], [(x + wide, seat_y), (x + wide, _GROUND)]):
        canvas.line(points, 0.1, EDGE)
        canvas.line(points, 0.06, WOOD)
    canvas.shape(rounded(x - 0.04, seat_y, wide + 0.1, 0.1, 0.04), WOOD, EDGE, 0.03)


def _rise(canvas: Canvas, theme: Theme, up: bool) -> None:
    """Draw somebody on a chair with the feet on the board, and the way up or down beside."""
    del theme
    _chair(canvas, -1.0, 0.3)
    draw_plate(canvas, -0.2, 0.74, 0.32)
    draw_person_seated(canvas, -0.68, 0.3, 1.46, 0.74, 18.0 if up else 0.0)
    draw_arrow(canvas, *(((0.24, 0.2), (0.24, -0.62)) if up else ((0.24, -0.62), (0.24, 0.2))), 0.09, TO)
    draw_plate(canvas, 0.9, 0.74, 0.32)
    draw_person_side(canvas, 0.86, 0.74, 1.46, 0.0)


def _foam_on(canvas: Canvas, theme: Theme) -> None:
    """Draw foam that goes onto the empty board."""
    del theme
    draw_plate(canvas, 0.0, 0.62, 0.92)
    draw_foam(canvas, 0.0, 0.0, 0.78, 0.34)
    for side in (-0.5, 0.5):
        draw_arrow(canvas, (side, 0.12), (side, 0.52), 0.09, TO)


def _drawing(still: Callable[[Canvas, Theme], None], half_width: float = 1.3) -> Drawing:
    return Drawing(still, half_width=half_width, edged=True)


DRAWINGS: Mapping[str, Drawing] = MappingProxyType({
    "stance_open": _drawing(partial(_stance, closed=False, foam=False)),
    "stance_closed": _drawing(partial(_stance, closed=True, foam=False)),
    "foam_open": _drawing(partial(_stance, closed=False, foam=True)),
    "foam_closed": _drawing(partial(_stance, closed=True, foam=True)),
    "sit_open": _drawing(partial(_sit, closed=False)),
    "sit_closed": _drawing(partial(_sit, closed=True)),
    "rise": _drawing(partial(_rise, up=True)),
    "sit_down": _drawing(partial(_rise, up=False)),
    "foam_on": _drawing(_foam_on, 1.1),
})
