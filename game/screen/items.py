"""The things on the shelf, each drawn once: a few shapes, a shade on the right, a light on the left.

An item is a function that draws into the box -1..1, y down, and stands on y = BASE.  To add one: write the
function, put it into ITEMS, and name it in `game.plays.items`.  Not here: where it stands (`room`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import pi
from types import MappingProxyType

import pygame

from game.screen.shapes import Canvas, Path, Point, curve, outlined, oval, rounded
from game.screen.theme import Colour, Theme

BASE = 0.92
EDGE: Colour = (64, 46, 38)
EDGE_WIDTH = 0.075
LIGHT: Colour = (255, 252, 240)

_SKY: Colour = (86, 158, 200)
_RUST: Colour = (196, 94, 52)
_LEAF: Colour = (46, 128, 96)
_HONEY: Colour = (226, 158, 44)
_PLUM: Colour = (142, 92, 140)
_CREAM: Colour = (246, 232, 204)
_WOOD: Colour = (168, 112, 66)
_CRUST: Colour = (206, 142, 74)
_TEAL: Colour = (52, 140, 140)
_CLAY: Colour = (198, 120, 84)


def _body(canvas: Canvas, points: Path, paint: Colour, shade: float = 0.26) -> None:
    """Fill with soft light from the left above, then draw the edge."""
    canvas.poly(points, paint)
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    wide, high = right - left, bottom - top
    with canvas.inside(points):
        canvas.fade(left, top, wide, high, (*LIGHT, 70), (*EDGE, round(255 * shade)), across=True)
        canvas.fade(left, bottom - high * 0.4, wide, high * 0.4, (*EDGE, 0), (*EDGE, 46))
        canvas.glow(left + 0.28 * wide, top + 0.26 * high, 0.34 * wide, 0.34 * high, LIGHT, 105)
    canvas.line(points, EDGE_WIDTH, EDGE, closed=True)


def _gleam(canvas: Canvas, points: Path, width: float = 0.09) -> None:
    canvas.line(points, width, (*LIGHT, 215))


def _arc(x: float, y: float, rx: float, ry: float, first: float, last: float) -> list[Point]:
    return oval(x, y, rx, ry, first * pi, last * pi)


def _cup(canvas: Canvas) -> None:
    canvas.line(_arc(0.5, 0.2, 0.34, 0.32, -0.45, 0.5), 0.3, EDGE)
    canvas.line(_arc(0.5, 0.2, 0.34, 0.32, -0.45, 0.5), 0.15, _SKY)
    cup = [(-0.78, -0.36), (0.6, -0.36), (0.57, 0.2), *_arc(-0.09, 0.2, 0.66, 0.72, 0.05, 0.95), (-0.75, 0.2)]
    _body(canvas, cup, _SKY)
    band = [(-0.76, 0.06), (0.58, 0.06), (0.56, 0.28), (-0.74, 0.28)]
    with canvas.inside(cup):
        canvas.poly(band, (*_CREAM, 235))
        canvas.fade(-0.8, 0.06, 1.4, 0.22, (*EDGE, 0), (*EDGE, 60), across=True)
    canvas.line(cup, EDGE_WIDTH, EDGE, closed=True)
    canvas.shape(oval(-0.09, -0.36, 0.69, 0.17), (206, 226, 236), EDGE, EDGE_WIDTH)
    canvas.poly(oval(-0.09, -0.32, 0.56, 0.1), (112, 70, 46))
    canvas.oval(-0.25, -0.34, 0.2, 0.035, (176, 124, 86))
    for x, lean in ((-0.34, 0.1), (0.12, -0.1)):
        rising = [(x, -0.54), (x + lean, -0.66), (x - lean * 0.6, -0.78), (x + lean * 0.4, -0.9)]
        canvas.line(curve(rising, closed=False), 0.08, (150, 138, 128, 190))


def _apple(canvas: Canvas) -> None:
    half = [(0.0, -0.4), (0.28, -0.53), (0.62, -0.44), (0.82, -0.08), (0.74, 0.38), (0.46, 0.8), (0.2, 0.92)]
    apple = curve([*half, (0.0, 0.86), *[(-x, y) for x, y in reversed(half[1:])]])
    _body(canvas, apple, _RUST, 0.3)
    with canvas.inside(apple):
        canvas.glow(0.0, -0.46, 0.42, 0.2, EDGE, 130)
        canvas.glow(0.1, 0.7, 0.75, 0.35, _HONEY, 90)
    canvas.line(curve([(0.0, -0.38), (0.04, -0.62), (0.16, -0.84)], closed=False), 0.13, EDGE)
    canvas.line(curve([(0.0, -0.38), (0.04, -0.62), (0.16, -0.82)], closed=False), 0.05, _WOOD)
    leaf = curve([(0.1, -0.62), (0.34, -0.9), (0.78, -0.88), (0.56, -0.62), (0.3, -0.54)])
    canvas.shape(leaf, _LEAF, EDGE, 0.065)
    canvas.line([(0.18, -0.63), (0.6, -0.8)], 0.035, (150, 206, 170))
    _gleam(canvas, curve([(-0.58, 0.02), (-0.56, -0.18), (-0.42, -0.32)], closed=False), 0.11)


def _jar(canvas: Canvas) -> None:
    glass = curve([(-0.48, -0.5), (-0.66, -0.3), (-0.7, 0.0), (-0.7, 0.6), (-0.6, 0.86), (0.0, 0.92), (0.6, 0.86),
                   (0.7, 0.6), (0.7, 0.0), (0.66, -0.3), (0.48, -0.5), (0.0, -0.5)])
    canvas.poly(glass, (226, 238, 236))
    with canvas.inside(glass):
        canvas.box(-0.8, -0.24, 1.6, 1.2, _HONEY)
        canvas.oval(0.0, -0.24, 0.7, 0.08, (250, 200, 104))
        canvas.fade(-0.7, -0.6, 1.4, 1.6, (*LIGHT, 70), (*EDGE, 66), across=True)
    canvas.line(glass, EDGE_WIDTH, EDGE, closed=True)
    label = rounded(-0.44, 0.12, 0.88, 0.46, 0.1)
    canvas.shape(label, _CREAM, EDGE, 0.05)
    for x, y in ((-0.1, 0.35), (0.1, 0.35), (0.0, 0.24), (0.0, 0.46)):
        canvas.circle(x, y, 0.085, _PLUM)
    canvas.circle(0.0, 0.35, 0.06, _HONEY)
    _gleam(canvas, curve([(-0.55, 0.62), (-0.57, 0.1), (-0.52, -0.2)], closed=False), 0.08)
    lid = rounded(-0.58, -0.86, 1.16, 0.36, 0.1)
    _body(canvas, lid, _TEAL)


def _book(canvas: Canvas) -> None:
    _volume(canvas, (-0.82, 0.5, 1.64, 0.42), _TEAL)
    _volume(canvas, (-0.7, 0.06, 1.46, 0.44), _PLUM)
    _volume(canvas, (-0.62, -0.32, 1.28, 0.38), _HONEY)
    ribbon = [(0.36, -0.32), (0.52, -0.32), (0.52, 0.34), (0.44, 0.24), (0.36, 0.34)]
    canvas.shape(ribbon, _RUST, EDGE, 0.05)
    glasses = [oval(-0.3, -0.48, 0.2, 0.16), oval(0.2, -0.48, 0.2, 0.16)]
    for lens in glasses:
        canvas.poly(lens, (220, 236, 240, 200))
        canvas.line(lens, 0.06, EDGE, closed=True)
    canvas.line(_arc(-0.05, -0.5, 0.07, 0.06, 1.0, 2.0), 0.06, EDGE)


def _volume(canvas: Canvas, place: tuple[float, float, float, float], paint: Colour) -> None:
    """Draw a lying book, its back to the left."""
    x, y, w, h = place
    cover = rounded(x, y, w, h, 0.1)
    _body(canvas, cover, paint)
    canvas.box(x + 0.3, y + 0.11, w - 0.3, h - 0.22, _CREAM)
    for row in (0.33, 0.5, 0.67):
        canvas.line([(x + 0.36, y + h * row), (x + w - 0.06, y + h * row)], 0.022, (190, 168, 134))
    canvas.line(cover, EDGE_WIDTH, EDGE, closed=True)
    canvas.line([(x + 0.3, y + 0.1), (x + 0.3, y + h - 0.1)], 0.05, EDGE)
    canvas.line([(x + 0.14, y + 0.13), (x + 0.14, y + h - 0.13)], 0.05, (*LIGHT, 170))


def _plant(canvas: Canvas) -> None:
    leaves: tuple[tuple[Path, Colour], ...] = (
        ([(0.0, 0.2), (-0.52, 0.06), (-0.86, -0.3), (-0.44, -0.34), (-0.1, -0.02)], (38, 112, 84)),
        ([(0.0, 0.2), (0.52, 0.06), (0.86, -0.3), (0.44, -0.34), (0.1, -0.02)], (30, 98, 74)),
        ([(-0.04, 0.2), (-0.44, -0.26), (-0.46, -0.78), (-0.1, -0.48), (0.02, -0.02)], (58, 146, 108)),
        ([(0.04, 0.2), (0.4, -0.24), (0.5, -0.74), (0.12, -0.48), (-0.02, -0.02)], (44, 126, 94)),
        ([(0.0, 0.24), (-0.22, -0.3), (0.0, -0.94), (0.22, -0.3)], (76, 164, 122)))
    for points, paint in leaves:
        canvas.shape(curve(points), paint, EDGE, 0.06)
    canvas.line([(0.0, 0.14), (0.0, -0.7)], 0.035, (176, 222, 190))
    for tip in ((-0.36, -0.52), (0.38, -0.5), (-0.62, -0.2), (0.62, -0.2)):
        canvas.line([(tip[0] * 0.25, 0.1), tip], 0.03, (150, 206, 170, 190))
    pot = [(-0.52, 0.28), (0.52, 0.28), (0.4, 0.86), (0.34, BASE), (-0.34, BASE), (-0.4, 0.86)]
    _body(canvas, pot, _CLAY)
    _body(canvas, rounded(-0.6, 0.14, 1.2, 0.25, 0.08), _CLAY)


def _teapot(canvas: Canvas) -> None:
    handle = _arc(0.58, 0.2, 0.34, 0.36, -0.5, 0.5)
    canvas.line(handle, 0.24, EDGE)
    canvas.line(handle, 0.1, (94, 178, 174))
    spout = curve([(-0.5, 0.5), (-0.78, 0.2), (-0.98, -0.22), (-0.8, -0.3), (-0.66, -0.06), (-0.42, 0.1)])
    canvas.shape(spout, _TEAL, EDGE, EDGE_WIDTH)
    pot = curve([(-0.3, -0.3), (-0.62, 0.0), (-0.7, 0.4), (-0.5, 0.8), (-0.24, 0.92), (0.24, 0.92), (0.5, 0.8),
                 (0.7, 0.4), (0.62, 0.0), (0.3, -0.3), (0.0, -0.36)])
    _body(canvas, pot, _TEAL)
    with canvas.inside(pot):
        for i in range(6):
            canvas.circle(-0.6 + 0.24 * i, 0.42, 0.07, _CREAM)
        canvas.line([(-0.8, 0.62), (0.8, 0.62)], 0.05, _CREAM)
        canvas.line([(-0.8, 0.22), (0.8, 0.22)], 0.05, _CREAM)
        canvas.fade(0.1, -0.3, 0.65, 1.3, (*EDGE, 0), (*EDGE, 70), across=True)
    canvas.line(pot, EDGE_WIDTH, EDGE, closed=True)
    lid = [(-0.42, -0.3), *_arc(0.0, -0.3, 0.4, 0.26, 1.0, 2.0), (0.42, -0.3)]
    _body(canvas, lid, _TEAL)
    canvas.shape(oval(0.0, -0.66, 0.13, 0.13), _HONEY, EDGE, 0.07)
    _gleam(canvas, curve([(-0.5, 0.3), (-0.48, 0.06), (-0.34, -0.12)], closed=False))


def _bread(canvas: Canvas) -> None:
    loaf = curve([(-0.9, 0.5), (-0.84, 0.1), (-0.52, -0.22), (0.0, -0.32), (0.52, -0.22), (0.84, 0.1), (0.9, 0.5),
                  (0.78, 0.86), (0.4, 0.92), (-0.4, 0.92), (-0.78, 0.86)])
    _body(canvas, loaf, _CRUST, 0.34)
    with canvas.inside(loaf):
        canvas.glow(0.0, 1.0, 1.0, 0.36, (120, 70, 34), 150)
        canvas.glow(-0.1, -0.1, 0.8, 0.34, (250, 214, 150), 120)
    for x in (-0.44, 0.0, 0.44):
        cut = curve([(x - 0.2, 0.38), (x - 0.06, 0.1), (x + 0.16, -0.08), (x + 0.12, 0.14), (x - 0.02, 0.36)])
        canvas.shape(cut, (250, 226, 176), (122, 76, 40), 0.05)
    canvas.line(loaf, EDGE_WIDTH, EDGE, closed=True)
    _gleam(canvas, curve([(-0.74, 0.3), (-0.66, 0.08), (-0.5, -0.08)], closed=False))


def _bottle(canvas: Canvas) -> None:
    half = [(0.15, -0.66), (0.16, -0.36), (0.3, -0.14), (0.44, 0.06), (0.46, 0.4), (0.46, 0.8), (0.36, 0.92)]
    bottle = curve([*half, (0.0, 0.92), *[(-x, y) for x, y in reversed(half)], (0.0, -0.68)])
    _body(canvas, bottle, (70, 140, 106))
    with canvas.inside(bottle):
        canvas.box(-0.6, 0.18, 1.2, 0.42, _CREAM)
        canvas.line([(-0.6, 0.18), (0.6, 0.18)], 0.05, EDGE)
        canvas.line([(-0.6, 0.6), (0.6, 0.6)], 0.05, EDGE)
        canvas.fade(-0.46, 0.2, 0.92, 0.38, (*LIGHT, 40), (*EDGE, 60), across=True)
    canvas.shape(curve([(0.0, 0.28), (0.16, 0.4), (0.0, 0.52), (-0.16, 0.4)]), _HONEY, EDGE, 0.04)
    canvas.line(bottle, EDGE_WIDTH, EDGE, closed=True)
    _body(canvas, rounded(-0.19, -0.94, 0.38, 0.3, 0.08), _CLAY)
    _gleam(canvas, curve([(-0.3, 0.1), (-0.22, -0.06), (-0.08, -0.28)], closed=False), 0.08)


ITEMS: Mapping[str, Callable[[Canvas], None]] = MappingProxyType({
    "cup": _cup, "apple": _apple, "jar": _jar, "book": _book, "plant": _plant, "teapot": _teapot, "bread": _bread,
    "bottle": _bottle,
})

_MARGIN = 1.05


def draw_item_at(canvas: Canvas, look: str, x: float, y: float, radius: float) -> None:
    """Draw an item into another picture, its middle at (x, y)."""
    with canvas.zoomed(x, y, radius):
        ITEMS[look](canvas)


def draw_item(look: str, radius: int, theme: Theme) -> pygame.Surface:
    """Return the sprite of an item that fills a circle of `radius` pixels; its middle is the item's middle.

    Raises KeyError for a look that nobody has drawn.
    """
    side = round(2 * radius * _MARGIN)
    canvas = Canvas((side, side), (-_MARGIN, -_MARGIN, _MARGIN, _MARGIN))
    ITEMS[look](canvas)
    sprite = canvas.finish()
    return outlined(sprite, theme.ink, max(2, round(radius * 0.09))) if theme.stark else sprite
