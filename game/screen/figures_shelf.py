"""The instruction of Shelf reach in three pictures: lean to the thing, wait, come back to the middle.

Not here: the room itself (`room`).
"""

from __future__ import annotations

from collections.abc import Mapping
from math import pi
from types import MappingProxyType

from game.screen.drawing import Drawing
from game.screen.figures_lean import draw_person_behind, draw_plate
from game.screen.figures_stance import draw_arrow
from game.screen.hand import draw_hand_at
from game.screen.items import draw_item_at
from game.screen.room_layers import NICHE, WOOD, WOOD_DARK
from game.screen.shapes import Canvas, oval, rounded
from game.screen.theme import Colour, Theme

_DISC: Colour = (255, 246, 224)
_TO: Colour = (198, 122, 30)
_EVERY = 1.86
"""From the middle of one picture to the next."""


def _shelf(canvas: Canvas, theme: Theme) -> None:
    for index, x in enumerate((-_EVERY, 0.0, _EVERY)):
        _cabinet(canvas, x, theme)
        (_reach, _wait, _bring)[index](canvas, x, theme)
    for x in (-_EVERY / 2, _EVERY / 2):
        canvas.line([(x - 0.06, -0.12), (x + 0.06, 0.0), (x - 0.06, 0.12)], 0.07, theme.ink)


def _cabinet(canvas: Canvas, x: float, theme: Theme) -> None:
    wood, edge, niche = (theme.ground, theme.line, theme.panel) if theme.stark else (WOOD, WOOD_DARK, NICHE)
    canvas.shape(rounded(x - 0.74, -0.95, 1.48, 1.22, 0.05), wood, edge, 0.025)
    for row in range(3):
        for column in range(3):
            canvas.box(x - 0.68 + column * 0.465, -0.89 + row * 0.385, 0.43, 0.34, niche, 0.02)


def _place(canvas: Canvas, x: float, y: float, share: float, theme: Theme) -> None:
    """Draw a lit place with its ring closed by `share`."""
    if not theme.stark:
        canvas.glow(x, y, 0.5, 0.5, (255, 232, 168), 220, 0.4)
    canvas.circle(x, y, 0.29, theme.ground if theme.stark else _DISC)
    for i in range(20):
        angle = 2 * pi * i / 20
        spot = oval(x, y, 0.25, 0.25, angle, angle)[0]
        canvas.circle(*spot, 0.017, theme.accent)
    if share > 0:
        canvas.line(oval(x, y, 0.25, 0.25, -pi / 2, -pi / 2 + 2 * pi * share), 0.07, theme.accent)


def _person(canvas: Canvas, x: float, lean: float, theme: Theme) -> None:
    with canvas.edged(_edge(theme), 0.02):
        draw_plate(canvas, x, 0.84, 0.34)
        draw_person_behind(canvas, x, 0.84, 0.72, lean)


def _edge(theme: Theme) -> Colour | None:
    return theme.ink if theme.stark else None


def _apple(canvas: Canvas, x: float, y: float, theme: Theme) -> None:
    with canvas.edged(_edge(theme), 0.02):
        draw_item_at(canvas, "apple", x, y, 0.17)


def _reach(canvas: Canvas, x: float, theme: Theme) -> None:
    _place(canvas, x + 0.42, -0.45, 0.0, theme)
    _apple(canvas, x + 0.42, -0.46, theme)
    _person(canvas, x - 0.04, 12.0, theme)
    draw_arrow(canvas, (x + 0.26, 0.42), (x + 0.56, 0.42), 0.06, _TO)


def _wait(canvas: Canvas, x: float, theme: Theme) -> None:
    _place(canvas, x + 0.42, -0.45, 0.72, theme)
    _apple(canvas, x + 0.42, -0.46, theme)
    with canvas.edged(_edge(theme), 0.02):
        draw_hand_at(canvas, x + 0.42, -0.38, 0.19)
    _person(canvas, x - 0.2, 12.0, theme)


def _bring(canvas: Canvas, x: float, theme: Theme) -> None:
    _place(canvas, x, -0.33, 0.0, theme)
    _apple(canvas, x, -0.34, theme)
    _person(canvas, x, 0.0, theme)
    draw_arrow(canvas, (x + 0.58, -0.4), (x + 0.34, -0.36), 0.06, _TO)


DRAWINGS: Mapping[str, Drawing] = MappingProxyType({"shelf": Drawing(_shelf, half_width=2.68)})
