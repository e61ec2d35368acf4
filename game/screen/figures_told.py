"""Pictures of what is told after a try and of what is counted beside it: rings, marks, dots, plates, signs.

A ring is closed where it went in one go and nearly closed where it took a second one: shape says it, without
colour.  Not here: where they stand (`game.scenes.asides`, `game.scenes.band`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from math import cos, pi, sin
from types import MappingProxyType

import pygame

from game.screen.drawing import Drawing, Frame
from game.screen.figures_ask import COUNTED, draw_colour
from game.screen.figures_icons import on_disc
from game.screen.shapes import Canvas, Path, Point, curve, oval
from game.screen.theme import Theme, mix

MOUTH = 0.42 * pi
"""How much of a nearly closed ring is missing, at its upper right: wide enough for an eye three metres away."""
FARTHEST = 0.52
"""Where the dot of a try lies that was off by a whole target or more."""
DOTS: tuple[tuple[Point, ...], ...] = (
    (), ((0, 0),), ((-1, 0), (1, 0)), ((-1, 0.8), (1, 0.8), (0, -0.8)), ((-1, -1), (1, -1), (-1, 1), (1, 1)),
    ((-1, -1), (1, -1), (0, 0), (-1, 1), (1, 1)), ((-1, -1), (0, -1), (1, -1), (-1, 1), (0, 1), (1, 1)),
    ((-1, -1), (0, -1), (1, -1), (0, 0), (-1, 1), (0, 1), (1, 1)),
    ((-1, -1), (0, -1), (1, -1), (-1, 0), (1, 0), (-1, 1), (0, 1), (1, 1)),
    ((-1, -1), (0, -1), (1, -1), (-1, 0), (0, 0), (1, 0), (-1, 1), (0, 1), (1, 1)))
"""So many dots for each number, as on dice, in steps of a grid."""


def _nearly(radius: float) -> Path:
    middle = -0.25 * pi
    return oval(0.0, 0.0, radius, radius, middle + MOUTH / 2, middle + 2 * pi - MOUTH / 2)


def _ring(canvas: Canvas, theme: Theme, closed: bool) -> None:
    """Draw an icon of how a try may have gone; both weigh the same."""
    canvas.line(oval(0.0, 0.0, 0.48, 0.48) if closed else _nearly(0.48), 0.2, theme.ink)


def _mark(canvas: Canvas, theme: Theme, closed: bool) -> None:
    """Draw a target in its ring; the dot moves over it."""
    paint = theme.good if closed else theme.accent
    canvas.circle(0.0, 0.0, 0.7, mix(theme.panel, theme.good, 0.22) if closed else theme.panel)
    canvas.line(oval(0.0, 0.0, 0.84, 0.84) if closed else _nearly(0.84), 0.22, paint)
    canvas.ring(0.0, 0.0, 0.52, 0.035, theme.line)
    canvas.ring(0.0, 0.0, 0.27, 0.035, theme.line)


def _mark_live(surface: pygame.Surface, frame: Frame, value: float, point: Point, theme: Theme) -> None:
    """Put the dot as far from the middle as the try was off; to the left, away from the mouth of the ring."""
    del point
    far, angle = FARTHEST * value, 0.82 * pi
    centre = frame.place(far * cos(angle), far * sin(angle))
    size = max(2.0, 0.15 * frame.scale)
    pygame.draw.aacircle(surface, theme.panel, centre, size * 1.28)
    pygame.draw.aacircle(surface, theme.ink, centre, size)


def _dots(canvas: Canvas, theme: Theme, number: int) -> None:
    for x, y in DOTS[number]:
        canvas.circle(0.42 * x, 0.42 * y, 0.17, theme.ink)


def _feel(canvas: Canvas, theme: Theme) -> None:
    """Draw head and shoulders with a bright middle: it is felt from within."""
    canvas.circle(0.0, -0.46, 0.23, theme.ink)
    body = curve([(-0.24, -0.16), (0.24, -0.16), (0.5, 0.06), (0.56, 0.58), (-0.56, 0.58), (-0.5, 0.06)])
    canvas.poly(body, theme.ink)
    canvas.circle(0.0, 0.22, 0.3, theme.panel)
    canvas.ring(0.0, 0.22, 0.2, 0.07, theme.accent)
    canvas.circle(0.0, 0.22, 0.08, theme.accent)


def _fits(canvas: Canvas, theme: Theme) -> None:
    """Draw somebody beside an arrow that goes up and down: it becomes harder and easier with the person."""
    canvas.circle(-0.28, -0.44, 0.17, theme.ink)
    canvas.line([(-0.28, -0.12), (-0.28, 0.14)], 0.3, theme.ink)
    for side in (-1.0, 1.0):
        canvas.line([(-0.28 + 0.16 * side, -0.14), (-0.28 + 0.26 * side, 0.18)], 0.1, theme.ink)
        canvas.line([(-0.28 + 0.08 * side, 0.16), (-0.28 + 0.1 * side, 0.56)], 0.13, theme.ink)
    canvas.line([(0.36, -0.5), (0.36, 0.5)], 0.15, theme.accent)
    for way in (1.0, -1.0):
        canvas.line([(0.14, 0.3 * way), (0.36, 0.54 * way), (0.58, 0.3 * way)], 0.15, theme.accent)


def _plate(canvas: Canvas, theme: Theme) -> None:
    """Draw the quiet place on which markers come up."""
    canvas.box(-0.98, -0.98, 1.96, 1.96, theme.line, 0.26)
    canvas.box(-0.93, -0.93, 1.86, 1.86, theme.panel, 0.22)


def _nothing(canvas: Canvas, theme: Theme) -> None:
    """Leave all of a marker to be drawn over, since it comes and goes."""
    del canvas, theme


def _marker_live(surface: pygame.Surface, frame: Frame, value: float, point: Point, theme: Theme,
                 name: str) -> None:
    """Draw a marker, `value` of it there."""
    del point
    sprite = _marker(name, max(1, round(1.3 * frame.scale)), theme)
    sprite.set_alpha(round(255 * value))
    surface.blit(sprite, sprite.get_rect(center=(round(frame.x), round(frame.y))))
    sprite.set_alpha(255)


@lru_cache(maxsize=16)
def _marker(name: str, side: int, theme: Theme) -> pygame.Surface:
    canvas = Canvas((side, side), (-1.0, -1.0, 1.0, 1.0))
    draw_colour(canvas, theme, name)
    return canvas.finish()


def _marked(closed: bool) -> Drawing:
    return Drawing(partial(_mark, closed=closed), _mark_live)


def _glyph(draw: Callable[[Canvas, Theme], None]) -> Drawing:
    return Drawing(on_disc(draw))


DRAWINGS: Mapping[str, Drawing] = MappingProxyType({
    "ring_closed": _glyph(partial(_ring, closed=True)), "ring_open": _glyph(partial(_ring, closed=False)),
    "mark_closed": _marked(closed=True), "mark_open": _marked(closed=False),
    "feel": _glyph(_feel), "fits": _glyph(_fits), "marker_plate": Drawing(_plate),
    **{f"dots_{number}": _glyph(partial(_dots, number=number)) for number in range(len(DOTS))},
    **{f"marker_{name}": Drawing(_nothing, partial(_marker_live, name=name)) for name in COUNTED},
})
