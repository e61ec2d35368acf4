"""Pictures of feet and board, seen from above as the person sees them: stepping on and off, standing still.

Not here: leaning bodies (`figures_lean`).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import pygame

from game.screen.drawing import Drawing, Frame
from game.screen.figures_icons import sole
from game.screen.marks import BEADS, draw_arc, ring_point
from game.screen.shapes import Canvas, Point, rounded
from game.screen.theme import Colour, Theme

EDGE: Colour = (64, 46, 38)
_BOARD: Colour = (240, 236, 228)
_BOARD_SHADE: Colour = (176, 166, 152)
_SHOE: Colour = (52, 112, 140)
_SHOE_LIGHT: Colour = (128, 186, 206)
_TO: Colour = (198, 122, 30)

BOARD_W, BOARD_H = 1.02, 0.62
"""Half width and half height of the board."""
REACH = 0.5
"""A lean of 1 moves the dot this far."""
CALM_RADIUS = 0.34
_CLOSE = 1.38
"""A board without room for stepping beside it is shown this much larger."""
_RING_UNIT = 1.6
"""The ring's thickness, as the pixels of a lean unit that would give it, in figure units."""


def draw_board(canvas: Canvas, x: float, y: float, theme: Theme) -> None:
    """Draw the board from above, its middle at (x, y)."""
    left, top = x - BOARD_W, y - BOARD_H
    if not theme.stark:
        canvas.shadow(rounded(left + 0.02, top + 0.06, 2 * BOARD_W, 2 * BOARD_H, 0.2), 0.05, (60, 40, 26, 120))
    shape = rounded(left, top, 2 * BOARD_W, 2 * BOARD_H, 0.2)
    canvas.poly(shape, _BOARD)
    with canvas.inside(shape):
        canvas.fade(left, top, 2 * BOARD_W, 2 * BOARD_H, (255, 255, 255, 160), (*_BOARD_SHADE, 150))
    canvas.line(shape, 0.035, EDGE, closed=True)
    for side in (-1.0, 1.0):
        plate = rounded(x + side * 0.48 - 0.42, y - 0.51, 0.84, 1.02, 0.12)
        canvas.line(plate, 0.018, _BOARD_SHADE, closed=True)


def draw_feet(canvas: Canvas, x: float, y: float, spread: float = 0.46, ghost: bool = False) -> None:
    """Draw both shoes from above, toes up."""
    for side in (-1.0, 1.0):
        shoe = sole(x + side * spread, y, 0.44, side)
        if ghost:
            canvas.poly(shoe, (*_SHOE_LIGHT, 70))
            for i in range(0, len(shoe) - 4, 10):
                canvas.line(shoe[i:i + 6], 0.026, _SHOE)
            continue
        canvas.poly(shoe, _SHOE)
        with canvas.inside(shoe):
            canvas.glow(x + side * spread - 0.05, y - 0.22, 0.2, 0.2, _SHOE_LIGHT, 210)
            canvas.glow(x + side * spread, y + 0.32, 0.13, 0.13, (24, 48, 62), 200, 0.6)
            for row in (-0.14, -0.02, 0.1):
                canvas.line([(x + side * spread - 0.09, y + row), (x + side * spread + 0.09, y + row)], 0.028,
                            (244, 240, 230))
        canvas.line(shoe, 0.04, EDGE, closed=True)


def draw_arrow(canvas: Canvas, start: Point, end: Point, width: float, paint: Colour) -> None:
    """Draw an arrow with a pale rim, so that it shows on anything."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = max(1e-6, (dx * dx + dy * dy) ** 0.5)
    ux, uy = dx / length, dy / length
    wing = width * 1.5
    head = [(end[0] - ux * wing + side * uy * wing, end[1] - uy * wing - side * ux * wing) for side in (-1.0, 1.0)]
    for extra, colour in ((width * 0.5, (255, 252, 244)), (0.0, paint)):
        canvas.line([start, end], width + extra, colour)
        canvas.line([head[0], end, head[1]], width + extra, colour)


def _step_on(canvas: Canvas, theme: Theme) -> None:
    draw_board(canvas, 0.0, -0.33, theme)
    draw_feet(canvas, 0.0, -0.33, ghost=True)
    draw_feet(canvas, 0.0, 0.5, spread=0.4)
    for side in (-1.0, 1.0):
        draw_arrow(canvas, (side * 0.84, 0.62), (side * 0.84, 0.0), 0.09, _TO)


def _step_off(canvas: Canvas, theme: Theme) -> None:
    draw_board(canvas, 0.0, -0.33, theme)
    draw_feet(canvas, 0.0, 0.5, spread=0.4)
    draw_arrow(canvas, (0.0, -0.6), (0.0, 0.34), 0.1, _TO)


def _stand_still(canvas: Canvas, theme: Theme) -> None:
    with canvas.zoomed(0.0, 0.0, _CLOSE):
        draw_board(canvas, 0.0, 0.0, theme)
        draw_feet(canvas, 0.0, 0.0, spread=0.62)
        canvas.circle(0.0, 0.0, CALM_RADIUS, (255, 250, 236, 190))
        _calm_ring(canvas, theme)


def _calm_ring(canvas: Canvas, theme: Theme) -> None:
    around = CALM_RADIUS + 0.056
    canvas.ring(0.0, 0.0, around, 0.1, theme.ground if theme.stark else (255, 250, 236))
    for i in range(BEADS):
        x, y = ring_point(6.2832 * i / BEADS, around)
        canvas.circle(x, y, 0.02, theme.accent)


def _still_live(surface: pygame.Surface, frame: Frame, value: float, point: Point, theme: Theme) -> None:
    near = Frame(frame.x, frame.y, _CLOSE * frame.scale)
    draw_arc(surface, (near.x, near.y), round(CALM_RADIUS * near.scale), _RING_UNIT * near.scale, value, theme)
    draw_dot(surface, near, point, REACH, theme)


def draw_dot(surface: pygame.Surface, frame: Frame, point: Point, reach: float, theme: Theme) -> None:
    """Show where the person leans; a dot at the end of its way stays inside the picture."""
    x, y = (max(-1.15, min(1.15, part)) for part in point)
    centre = frame.place(x * reach, -y * reach)
    size = max(4.0, 0.1 * frame.scale)
    pygame.draw.aacircle(surface, theme.ground if theme.stark else (255, 252, 244), centre, size * 1.25)
    pygame.draw.aacircle(surface, theme.focus, centre, size)
    pygame.draw.aacircle(surface, theme.ground if theme.stark else (255, 252, 244), centre, size * 0.36)


def _dial(canvas: Canvas, theme: Theme) -> None:
    canvas.circle(0.0, 0.0, 0.86, theme.line)
    canvas.circle(0.0, 0.0, 0.83, theme.panel)
    for turn in range(4):
        x, y = ring_point(turn * 1.5708, 0.7)
        canvas.line([(x * 0.86, y * 0.86), (x, y)], 0.04, theme.line)
    canvas.ring(0.0, 0.0, 0.2, 0.025, theme.line)


def _dial_live(surface: pygame.Surface, frame: Frame, value: float, point: Point, theme: Theme) -> None:
    draw_arc(surface, frame.place(0.0, 0.0), round(0.82 * frame.scale), 1.5 * frame.scale, value, theme)
    draw_dot(surface, frame, point, 0.56, theme)


DRAWINGS: Mapping[str, Drawing] = MappingProxyType({
    "step_on": Drawing(_step_on, half_width=1.12, edged=True),
    "step_off": Drawing(_step_off, half_width=1.12, edged=True),
    "stand_still": Drawing(_stand_still, _still_live, half_width=1.48, edged=True),
    "lean_dial": Drawing(_dial, _dial_live),
})
