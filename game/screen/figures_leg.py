"""Pictures of a leg's muscle that lets go or works, as `figures_arm` shows them of an arm.

Not here: which muscle it is (the sentence beside the picture says so).
"""

from __future__ import annotations

from collections.abc import Mapping
from math import cos, pi, sin
from types import MappingProxyType

from game.screen.drawing import Drawing
from game.screen.figures_arm import (
    LINE,
    SKIN_DARK,
    SKIN_LIGHT,
    WORK,
    draw_column,
    draw_wave,
    fill_column,
    fill_ring,
)
from game.screen.figures_lean import SHIRT, SHIRT_LIGHT, SKIN
from game.screen.figures_stance import EDGE, draw_arrow
from game.screen.shapes import Canvas, Path, Point, curve, turned
from game.screen.theme import Colour, Theme

_SEAT: Colour = (168, 112, 66)
_ANKLE: Point = (-0.04, 0.5)
_TOES_UP = -0.2 * pi
"""The foot turns about the ankle by this when the toes are drawn up."""

_SHIN: Path = ((-0.3, -0.62), (0.06, -0.66), (0.18, -0.36), (0.19, -0.06), (0.13, 0.26), (0.14, 0.52),
               (-0.04, 0.64), (-0.2, 0.52), (-0.2, 0.28), (-0.34, 0.02), (-0.38, -0.28))
_TENSE_SHIN: Path = ((-0.3, -0.62), (0.06, -0.66), (0.24, -0.4), (0.3, -0.1), (0.18, 0.24), (0.14, 0.52),
                     (-0.04, 0.64), (-0.2, 0.52), (-0.18, 0.28), (-0.32, 0.02), (-0.36, -0.28))
_FOOT: Path = ((-0.2, 0.46), (0.0, 0.36), (0.16, 0.42), (0.34, 0.58), (0.58, 0.67), (0.74, 0.73), (0.78, 0.82),
               (0.7, 0.88), (0.36, 0.86), (0.08, 0.88), (-0.18, 0.88), (-0.28, 0.78), (-0.26, 0.6))
_TOES: tuple[Path, ...] = (((0.63, 0.75), (0.6, 0.85)), ((0.52, 0.76), (0.5, 0.84)))
_TROUSERS: Path = ((-1.14, -0.92), (-0.7, -0.92), (-0.14, -0.88), (0.16, -0.78), (0.27, -0.56), (0.27, -0.3),
                   (-0.06, -0.25), (-0.42, -0.3), (-0.5, -0.4), (-0.8, -0.4), (-1.14, -0.42))


def _leg(canvas: Canvas, shin: Path, foot_turn: float, theme: Theme) -> None:
    """Draw thigh, lower leg and foot on a chair's edge, the foot turned about the ankle."""
    canvas.line([(-0.62, 0.94), (0.44, 0.94)], 0.05, theme.line)
    canvas.shape([(-1.04, -0.36), (-0.46, -0.36), (-0.46, -0.22), (-1.04, -0.22)], _SEAT, EDGE, LINE)
    lower, foot = curve(shin), turned(curve(_FOOT), foot_turn, _ANKLE)
    for part in (lower, foot):
        canvas.line(part, 2 * LINE, EDGE, closed=True)
    for part in (lower, foot):
        canvas.poly(part, SKIN)
    with canvas.inside(lower):
        canvas.glow(0.04, -0.14, 0.2, 0.44, SKIN_LIGHT, 220)
        canvas.fade(-0.4, -0.7, 0.34, 1.3, (*SKIN_DARK, 150), (*SKIN_DARK, 0), across=True)
    with canvas.inside(foot):
        light = turned([(0.24, 0.62)], foot_turn, _ANKLE)[0]
        canvas.glow(*light, 0.34, 0.2, SKIN_LIGHT, 200)
    for toe in _TOES:
        canvas.line(turned(toe, foot_turn, _ANKLE), 0.035, SKIN_DARK)
    ankle = curve([(-0.12, 0.52), (-0.05, 0.58), (0.03, 0.53)], closed=False)
    canvas.line(ankle, 0.04, SKIN_DARK)
    trousers = curve(_TROUSERS)
    canvas.poly(trousers, SHIRT)
    with canvas.inside(trousers):
        canvas.glow(-0.3, -0.86, 0.7, 0.26, SHIRT_LIGHT, 190)
    canvas.line(trousers, LINE, EDGE, closed=True)


def _relax(canvas: Canvas, theme: Theme) -> None:
    canvas.circle(0.0, 0.0, 0.86, theme.panel)
    with canvas.zoomed(-0.06, 0.02, 0.72):
        _leg(canvas, _SHIN, 0.0, theme)
    for i in range(3):
        draw_wave(canvas, 0.2 + 0.04 * i, -0.3 + 0.2 * i, theme)


def _squeeze(canvas: Canvas, theme: Theme) -> None:
    with canvas.zoomed(-0.15, 0.0, 0.92):
        _leg(canvas, _TENSE_SHIN, _TOES_UP, theme)
        canvas.line(curve([(0.16, -0.22), (0.2, -0.06), (0.12, 0.12)], closed=False), 0.045, (*SKIN_DARK, 220))
        for angle in (-0.16, 0.0, 0.16):
            x, y = 0.1 + 0.34 * cos(angle * pi), -0.06 + 0.34 * sin(angle * pi)
            canvas.line([(x, y), (x + 0.17 * cos(angle * pi), y + 0.17 * sin(angle * pi))], 0.06, WORK)
        draw_arrow(canvas, (0.7, 0.86), (0.7, 0.58), 0.08, WORK)
    draw_column(canvas, theme)


DRAWINGS: Mapping[str, Drawing] = MappingProxyType({
    "leg_relax": Drawing(_relax, fill_ring, half_width=1.2, edged=True),
    "leg_squeeze": Drawing(_squeeze, fill_column, half_width=1.25, edged=True),
})
