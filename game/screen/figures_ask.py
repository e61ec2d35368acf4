"""Pictures of questions and tasks: what stands ready, how much help, the split of the weight, sides, colours.

Not here: bodies on the board (`figures_balance`), faces (`figures_faces`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from math import cos, pi, sin
from types import MappingProxyType

import pygame

from game.screen.drawing import Drawing, Frame
from game.screen.figures_balance import TO, WOOD, draw_eye
from game.screen.figures_icons import on_disc, sole
from game.screen.figures_lean import SHIRT, SKIN, TROUSERS, draw_person_behind, draw_plate
from game.screen.figures_stance import EDGE, draw_arrow, draw_board, draw_feet
from game.screen.marks import draw_arc
from game.screen.shapes import Canvas, Point, moved
from game.screen.theme import Colour, Theme, mix

SPLITS = tuple(range(0, 101, 5))
"""Shares of the weight on the left foot, percent, of which there is a picture."""
_SHOE: Colour = (52, 112, 140)
_STEEL: Colour = (150, 158, 164)
_RED: Colour = (204, 76, 24)
_BLUE: Colour = (0, 114, 178)
_GREEN: Colour = (0, 128, 96)
_YELLOW: Colour = (232, 196, 40)
_GROUND = 0.84


def _rail(canvas: Canvas, theme: Theme) -> None:
    del theme
    draw_plate(canvas, 0.2, _GROUND - 0.14, 0.5)
    draw_person_behind(canvas, 0.2, _GROUND - 0.14, 1.4, 0.0)
    canvas.line([(-0.62, _GROUND), (-0.62, -0.08), (0.0, -0.08)], 0.17, EDGE)
    canvas.line([(-0.62, _GROUND), (-0.62, -0.08), (0.0, -0.08)], 0.1, _STEEL)
    canvas.circle(-0.06, -0.08, 0.1, EDGE)
    canvas.circle(-0.06, -0.08, 0.07, SKIN)


def _chair(canvas: Canvas, theme: Theme) -> None:
    del theme
    for points in ([(-0.42, -0.8), (-0.42, _GROUND)], [(0.42, 0.16), (0.42, _GROUND)]):
        canvas.line(points, 0.17, EDGE)
        canvas.line(points, 0.1, WOOD)
    canvas.shape([(-0.46, 0.08), (0.5, 0.08), (0.5, 0.26), (-0.46, 0.26)], WOOD, EDGE, 0.05)
    canvas.shape([(-0.5, -0.8), (-0.34, -0.8), (-0.34, -0.3), (-0.5, -0.3)], WOOD, EDGE, 0.05)


def _helper(canvas: Canvas, x: float, y: float, size: float) -> None:
    """Draw a therapist from behind, with a shirt of another colour and a cross of the clinic on it."""
    draw_person_behind(canvas, x, y, size, 0.0)
    canvas.box(x - 0.03 * size, y - 0.76 * size, 0.06 * size, 0.16 * size, (255, 255, 255), 0.01)
    canvas.box(x - 0.08 * size, y - 0.71 * size, 0.16 * size, 0.06 * size, (255, 255, 255), 0.01)


def _spotter(canvas: Canvas, theme: Theme, touching: bool = False) -> None:
    del theme
    draw_plate(canvas, 0.34, _GROUND - 0.14, 0.42)
    draw_person_behind(canvas, 0.34, _GROUND - 0.14, 1.34, 0.0)
    _helper(canvas, -0.42, _GROUND, 1.42)
    if touching:
        canvas.line([(-0.2, -0.1), (0.08, -0.06)], 0.17, EDGE)
        canvas.line([(-0.2, -0.1), (0.08, -0.06)], 0.1, SHIRT)
        canvas.circle(0.12, -0.06, 0.09, EDGE)
        canvas.circle(0.12, -0.06, 0.06, SKIN)


def _verbal(canvas: Canvas, theme: Theme) -> None:
    """Draw a helper who speaks: three arcs of sound."""
    draw_person_behind(canvas, 0.5, _GROUND - 0.04, 1.3, 0.0)
    _helper(canvas, -0.58, _GROUND, 1.42)
    for row, reach in enumerate((0.14, 0.26, 0.38)):
        arc = [(-0.42 + reach * cos(angle), -0.52 + reach * sin(angle))
               for angle in (-0.7 + 1.4 * i / 12 for i in range(13))]
        canvas.line(arc, 0.06 - 0.008 * row, theme.accent)


def _alone(canvas: Canvas, theme: Theme) -> None:
    del theme
    draw_plate(canvas, 0.0, _GROUND - 0.14, 0.5)
    draw_person_behind(canvas, 0.0, _GROUND - 0.14, 1.44, 0.0)


def _no(canvas: Canvas, theme: Theme) -> None:
    for way in (1.0, -1.0):
        canvas.line([(-0.38, -0.38 * way), (0.38, 0.38 * way)], 0.2, theme.ink)


def _shoe(canvas: Canvas, theme: Theme) -> None:
    """Draw both soles with shoes on."""
    for side in (-1.0, 1.0):
        foot = sole(side * 0.26, 0.0, 0.56, side)
        canvas.poly(foot, theme.ink)
        for row in (-0.16, -0.02, 0.12):
            canvas.line([(side * 0.26 - 0.1, row), (side * 0.26 + 0.1, row)], 0.05, theme.panel)


def _bare(canvas: Canvas, theme: Theme) -> None:
    """Draw both soles without shoes: with their toes."""
    for side in (-1.0, 1.0):
        foot = moved(sole(0.0, 0.12, 0.46, side), side * 0.26, 0.06)
        canvas.poly(foot, theme.ink)
        for toe in range(5):
            at = side * (0.12 + 0.085 * toe), -0.5 + 0.0175 * toe * toe
            canvas.circle(*at, 0.075 - 0.008 * toe, theme.ink)


def _socks(canvas: Canvas, theme: Theme) -> None:
    """Draw one sock from its side."""
    sock = [(-0.34, -0.66), (0.06, -0.66), (0.1, -0.02), (0.5, 0.26), (0.5, 0.54), (-0.02, 0.56), (-0.34, 0.26)]
    canvas.shape(sock, theme.ink, theme.ink, 0.12)
    for y in (-0.52, -0.36):
        canvas.line([(-0.32, y), (0.05, y)], 0.05, theme.panel)


def _split(canvas: Canvas, theme: Theme, left: int) -> None:
    """Draw two feet, each as full as it bears; the line across each is the level."""
    for side, share in ((-1.0, left / 100), (1.0, 1.0 - left / 100)):
        foot = sole(side * 0.42, 0.0, 0.92, side)
        canvas.poly(foot, theme.panel)
        with canvas.inside(foot):
            canvas.box(side * 0.42 - 0.6, 0.94 - 1.9 * share, 1.2, 2.0, theme.accent if theme.stark else _SHOE)
            canvas.box(side * 0.42 - 0.6, 0.94 - 1.9 * share - 0.03, 1.2, 0.06, theme.ink)
        canvas.line(foot, 0.05, theme.line if theme.stark else EDGE, closed=True)


def _side(canvas: Canvas, theme: Theme, way: float) -> None:
    """Draw a large arrow to one side: go there."""
    canvas.circle(0.0, 0.0, 0.97, theme.accent)
    ink = theme.accent_ink
    canvas.line([(-0.5 * way, 0.0), (0.44 * way, 0.0)], 0.24, ink)
    canvas.line([(0.1 * way, -0.42), (0.54 * way, 0.0), (0.1 * way, 0.42)], 0.24, ink)


def draw_colour(canvas: Canvas, theme: Theme, name: str) -> None:
    """Draw the shape of a colour that is counted, with an edge that holds on any ground."""
    paint = _COLOURS[name]
    edge = theme.ink
    shape = _SHAPES[name]
    canvas.line(shape, 0.2, edge, closed=True)
    canvas.poly(shape, paint)
    canvas.line(shape, 0.1, paint, closed=True)


def _colours(canvas: Canvas, theme: Theme) -> None:
    for x, y, name in ((-0.5, -0.44, "red"), (0.5, -0.44, "blue"), (-0.5, 0.5, "yellow"), (0.5, 0.5, "green")):
        with canvas.zoomed(x, y, 0.4):
            draw_colour(canvas, theme, name)


def _shift(canvas: Canvas, theme: Theme) -> None:
    """Draw somebody on the board between two sides that may light up."""
    draw_plate(canvas, 0.0, _GROUND - 0.14, 0.56)
    draw_person_behind(canvas, 0.0, _GROUND - 0.14, 1.44, 0.0)
    for side in (-1.0, 1.0):
        canvas.ring(side * 1.0, -0.1, 0.3, 0.05, theme.line)
        draw_arrow(canvas, (side * 0.86, -0.1), (side * 1.14, -0.1), 0.08, TO)


def _column(canvas: Canvas, theme: Theme) -> None:
    canvas.box(-0.36, -0.96, 0.72, 1.92, theme.line, 0.2)
    canvas.box(-0.32, -0.92, 0.64, 1.84, theme.panel, 0.17)


def _column_live(surface: pygame.Surface, frame: Frame, value: float, point: Point, theme: Theme) -> None:
    """Fill the column to `value`; point[0] is the line to follow, none at 0 and below."""
    full, top = 1.72, -0.86
    left, high = frame.place(-0.24, top + full * (1.0 - value))
    rect = pygame.Rect(round(left), round(high), round(0.48 * frame.scale), round(full * value * frame.scale))
    line = max(0.0, min(1.0, point[0]))
    near = line > 0 and abs(value - line) <= 0.08
    if rect.h > 0:
        pygame.draw.rect(surface, theme.good if near else theme.accent, rect,
                         border_radius=min(rect.h // 2, round(0.1 * frame.scale)))
    _across(surface, frame, high, 0.3, theme.ink)
    if line > 0:
        at = frame.place(0.0, top + full * (1.0 - line))[1]
        _across(surface, frame, at, 0.56, theme.panel, 0.085)
        _across(surface, frame, at, 0.54, theme.focus)
        size = 0.12 * frame.scale
        for side in (-1.0, 1.0):
            x = frame.x + side * 0.54 * frame.scale
            pygame.draw.polygon(surface, theme.focus, [(x + side * size, at - size), (x + side * size, at + size),
                                                       (x - side * 0.4 * size, at)])


def _across(surface: pygame.Surface, frame: Frame, y: float, half: float, paint: Colour,
            thick: float = 0.05) -> None:
    bar = pygame.Rect(0, 0, round(2 * half * frame.scale), max(3, round(thick * frame.scale)))
    bar.center = (round(frame.x), round(y))
    pygame.draw.rect(surface, paint, bar, border_radius=bar.h // 2)


def _ramp(canvas: Canvas, theme: Theme) -> None:
    """Draw a line that rises slowly, and an effort that follows it."""
    canvas.line([(-1.1, 0.7), (1.1, 0.7)], 0.05, theme.line)
    canvas.line([(-1.1, 0.7), (-1.1, -0.8)], 0.05, theme.line)
    canvas.line([(-0.9, 0.5), (-0.4, 0.5), (0.9, -0.66)], 0.1, theme.focus)
    wave = [(-0.9 + 0.06 * i, 0.5 - 0.89 * max(0.0, 0.06 * i - 0.5) + 0.05 * sin(i * 1.1)) for i in range(24)]
    canvas.line(wave, 0.07, theme.accent)
    canvas.circle(*wave[-1], 0.1, theme.accent)


def _calm_ring(canvas: Canvas, theme: Theme) -> None:
    canvas.ring(0.0, 0.0, 0.84, 0.05, theme.line)


def _calm_live(surface: pygame.Surface, frame: Frame, value: float, point: Point, theme: Theme) -> None:
    del point
    draw_arc(surface, (frame.x, frame.y), round(0.78 * frame.scale), 1.9 * frame.scale, value, theme)


def _asleep(canvas: Canvas, theme: Theme) -> None:
    """Draw the small sign of a dark screen: a closed eye in grey, for whoever stands beside."""
    dim = mix((0, 0, 0), (150, 150, 150), 0.5)
    canvas.line([(0.62 * cos(a), -0.24 + 0.5 * sin(a)) for a in (0.1 * pi + 0.8 * pi * i / 20 for i in range(21))],
                0.1, dim)
    for share in (0.2, 0.4, 0.6, 0.8):
        angle = share * pi
        x, y = 0.62 * cos(angle), -0.24 + 0.5 * sin(angle)
        canvas.line([(x, y), (x * 1.26, y + 0.24)], 0.08, dim)
    del theme


def _feet(canvas: Canvas, theme: Theme) -> None:
    """Draw both feet on the board, a hand's width apart, heels in line."""
    with canvas.zoomed(0.0, 0.0, 1.38):
        draw_board(canvas, 0.0, 0.0, theme)
        draw_feet(canvas, 0.0, 0.0, spread=0.34)
    for side in (-1.0, 1.0):
        draw_arrow(canvas, (0.0, 0.26), (side * 0.24, 0.26), 0.05, TO)


def _dot(canvas: Canvas, theme: Theme, state: str) -> None:
    """Draw a trial: done with a check, the one that runs with a point, or still to come."""
    canvas.circle(0.0, 0.0, 0.9, theme.good if state == "done" else theme.line)
    if state == "done":
        canvas.line([(-0.42, 0.04), (-0.1, 0.36), (0.46, -0.32)], 0.2, theme.panel)
        return
    canvas.circle(0.0, 0.0, 0.74, theme.panel)
    if state == "now":
        canvas.circle(0.0, 0.0, 0.46, theme.accent)


def _look(canvas: Canvas, theme: Theme) -> None:
    draw_eye(canvas, 0.0, 0.0, 0.8, False, theme)


def _seat(canvas: Canvas, theme: Theme) -> None:
    """Draw a cup of tea: a pause."""
    del theme
    canvas.shape([(-0.5, -0.2), (0.42, -0.2), (0.34, 0.42), (0.18, 0.6), (-0.26, 0.6), (-0.42, 0.42)],
                 (240, 236, 228), EDGE, 0.07)
    canvas.ring(0.52, 0.08, 0.2, 0.09, EDGE)
    canvas.line([(-0.7, 0.72), (0.62, 0.72)], 0.1, EDGE)
    for x in (-0.28, -0.04, 0.2):
        wave = [(x + 0.06 * sin(i * pi / 4), -0.36 - 0.05 * i) for i in range(9)]
        canvas.line(wave, 0.06, TROUSERS)


def _drawing(still: Callable[[Canvas, Theme], None], half_width: float = 1.0) -> Drawing:
    return Drawing(still, half_width=half_width, edged=True)


_COLOURS: Mapping[str, Colour] = MappingProxyType({"red": _RED, "blue": _BLUE, "green": _GREEN, "yellow": _YELLOW})
_SHAPES: Mapping[str, list[Point]] = MappingProxyType({
    "red": [(0.8 * cos(i * pi / 24), 0.8 * sin(i * pi / 24)) for i in range(48)],
    "blue": [(-0.7, -0.7), (0.7, -0.7), (0.7, 0.7), (-0.7, 0.7)],
    "yellow": [(0.0, -0.78), (0.82, 0.62), (-0.82, 0.62)],
    "green": [(0.0, -0.86), (0.7, 0.0), (0.0, 0.86), (-0.7, 0.0)],
})
"""A colour is always the same shape, so that nobody needs to tell colours apart."""
COUNTED: tuple[str, ...] = tuple(_COLOURS)
"""Names of the colours that may be counted."""
DRAWINGS: Mapping[str, Drawing] = MappingProxyType({
    "rail": _drawing(_rail), "chair": _drawing(_chair), "spotter": _drawing(_spotter),
    "help_none": _drawing(_alone), "help_verbal": _drawing(_verbal, 1.1),
    "help_touch": _drawing(partial(_spotter, touching=True)), "help_rail": _drawing(_rail),
    "no": Drawing(on_disc(_no)), "shoes": Drawing(on_disc(_shoe)), "barefoot": Drawing(on_disc(_bare)),
    "socks": Drawing(on_disc(_socks)),
    "look": _drawing(_look), "pause_cup": _drawing(_seat),
    "side_left": _drawing(partial(_side, way=-1.0)), "side_right": _drawing(partial(_side, way=1.0)),
    "shift": _drawing(_shift, 1.36), "colours": _drawing(_colours), "ramp": _drawing(_ramp, 1.25),
    **{f"colour_{name}": _drawing(partial(draw_colour, name=name)) for name in _COLOURS},
    **{f"split_{left}": _drawing(partial(_split, left=left)) for left in SPLITS},
    **{f"dot_{state}": Drawing(partial(_dot, state=state)) for state in ("done", "now", "later")},
    "feet": _drawing(_feet, 1.48), "effort_line": Drawing(_column, _column_live, half_width=0.7, edged=True),
    "calm_ring": Drawing(_calm_ring, _calm_live), "asleep": Drawing(_asleep),
})
