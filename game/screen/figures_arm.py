"""Pictures of an arm's muscle that lets go or works, with the effort as a column beside it.

Not here: which muscle it is (the sentence beside the picture says so).
"""

from __future__ import annotations

from collections.abc import Mapping
from math import cos, pi, sin
from types import MappingProxyType

import pygame

from game.screen.drawing import Drawing, Frame
from game.screen.figures_icons import TIGHT_ARM
from game.screen.figures_lean import SHIRT, SHIRT_LIGHT, SKIN
from game.screen.figures_stance import EDGE
from game.screen.marks import draw_arc
from game.screen.shapes import Canvas, Path, Point, curve
from game.screen.theme import Colour, Theme

LINE = 0.06
SKIN_LIGHT: Colour = (250, 212, 172)
SKIN_DARK: Colour = (176, 112, 76)
WORK: Colour = (198, 122, 30)
_COLUMN = (0.86, -0.72, 0.26, 1.44)
"""The effort's column: left, top, width, height."""

_LOOSE: Path = ((-0.98, -0.5), (-0.6, -0.46), (-0.2, -0.3), (0.1, -0.06), (0.42, 0.24), (0.62, 0.42), (0.5, 0.64),
                (0.22, 0.56), (-0.1, 0.34), (-0.5, 0.12), (-0.98, 0.04))


def _arm(canvas: Canvas, outline: Path, gleam: Point) -> None:
    arm = curve(outline)
    canvas.poly(arm, SKIN)
    with canvas.inside(arm):
        canvas.glow(*gleam, 0.42, 0.3, SKIN_LIGHT, 210)
        canvas.fade(-1.0, 0.2, 1.7, 0.6, (*SKIN_DARK, 0), (*SKIN_DARK, 150))
    canvas.line(arm, LINE, EDGE, closed=True)


def _sleeve(canvas: Canvas, points: Path) -> None:
    sleeve = curve(points)
    canvas.poly(sleeve, SHIRT)
    with canvas.inside(sleeve):
        canvas.glow(-0.95, points[0][1] + 0.1, 0.3, 0.3, SHIRT_LIGHT, 190)
    canvas.line(sleeve, LINE, EDGE, closed=True)


def _fist(canvas: Canvas, x: float, y: float) -> None:
    canvas.shape(curve([(x - 0.2, y + 0.14), (x - 0.24, y - 0.12), (x - 0.04, y - 0.26), (x + 0.2, y - 0.2),
                        (x + 0.26, y + 0.04), (x + 0.16, y + 0.2)]), SKIN, EDGE, LINE)
    for dx in (-0.06, 0.06, 0.17):
        canvas.line([(x + dx, y - 0.2), (x + dx - 0.01, y - 0.04)], 0.03, SKIN_DARK)
    crease = curve([(x - 0.16, y + 0.02), (x + 0.02, y + 0.05), (x + 0.14, y + 0.02)], closed=False)
    canvas.line(crease, 0.04, EDGE)


def _squeeze(canvas: Canvas, theme: Theme) -> None:
    _arm(canvas, TIGHT_ARM, (-0.16, -0.14))
    _sleeve(canvas, ((-1.16, 0.1), (-0.86, 0.1), (-0.76, 0.42), (-0.84, 0.78), (-1.16, 0.8)))
    _fist(canvas, 0.38, -0.64)
    canvas.line(curve([(-0.34, -0.08), (-0.14, -0.2), (0.06, -0.1)], closed=False), 0.045, (*SKIN_DARK, 220))
    for angle in (-0.74, -0.58, -0.42):
        x, y = -0.16 + 0.34 * cos(angle * pi), -0.2 + 0.34 * sin(angle * pi)
        canvas.line([(x, y), (x + 0.16 * cos(angle * pi), y + 0.16 * sin(angle * pi))], 0.06, WORK)
    draw_column(canvas, theme)


def draw_column(canvas: Canvas, theme: Theme) -> None:
    """Draw the empty column of the effort."""
    x, y, w, h = _COLUMN
    canvas.box(x - 0.03, y - 0.03, w + 0.06, h + 0.06, theme.line, 0.16)
    canvas.box(x, y, w, h, theme.panel, 0.13)


def fill_column(surface: pygame.Surface, frame: Frame, value: float, point: Point, theme: Theme) -> None:
    """Fill the column from below; its top is a line across, so that its height shows without colour."""
    del point
    share = max(0.0, min(1.0, value))
    x, y, w, h = _COLUMN
    inset = 0.04
    full = h - 2 * inset
    left, top = frame.place(x + inset, y + inset + full * (1.0 - share))
    size = (round((w - 2 * inset) * frame.scale), round(full * share * frame.scale))
    rect = pygame.Rect((round(left), round(top)), size)
    if rect.h > 0:
        pygame.draw.rect(surface, theme.accent, rect, border_radius=min(rect.h // 2, round(0.09 * frame.scale)))
    mark = pygame.Rect(0, 0, round((w + 0.16) * frame.scale), max(3, round(0.035 * frame.scale)))
    mark.center = (round(frame.place(x + w / 2, 0.0)[0]), round(top))
    pygame.draw.rect(surface, theme.ink, mark, border_radius=mark.h // 2)


def _relax(canvas: Canvas, theme: Theme) -> None:
    canvas.circle(0.0, 0.0, 0.86, theme.panel)
    _arm(canvas, _LOOSE, (-0.3, -0.2))
    _sleeve(canvas, ((-1.0, -0.6), (-0.74, -0.6), (-0.62, -0.26), (-0.7, 0.1), (-1.0, 0.14)))
    for points in (((0.42, 0.3), (0.62, 0.5), (0.68, 0.72)), ((0.36, 0.4), (0.5, 0.62), (0.52, 0.8)),
                   ((0.28, 0.46), (0.36, 0.64), (0.34, 0.8))):
        smooth = curve(points, closed=False)
        canvas.line(smooth, 0.13 + LINE * 1.6, EDGE)
        canvas.line(smooth, 0.13, SKIN)
    canvas.circle(0.34, 0.36, 0.17, SKIN)
    for i in range(3):
        draw_wave(canvas, 0.04 + 0.1 * i, -0.5 + 0.17 * i, theme)


def draw_wave(canvas: Canvas, x: float, y: float, theme: Theme) -> None:
    """Draw a wavy line from (x, y) to the right: something lets go."""
    wave = [(x + step * 0.03, y - 0.05 * sin(step * pi / 8)) for step in range(17)]
    canvas.line(wave, 0.055, theme.accent)


def fill_ring(surface: pygame.Surface, frame: Frame, value: float, point: Point, theme: Theme) -> None:
    """Close the ring around what lets go by `value`."""
    del point
    draw_arc(surface, frame.place(0.0, 0.0), round(0.86 * frame.scale), 1.3 * frame.scale, value, theme)


DRAWINGS: Mapping[str, Drawing] = MappingProxyType({
    "relax": Drawing(_relax, fill_ring, half_width=1.2, edged=True),
    "squeeze": Drawing(_squeeze, fill_column, half_width=1.25, edged=True),
})
