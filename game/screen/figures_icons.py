"""Icons of buttons: one thing each, large and simple, on a quiet disc that holds on a button of any colour.

Not here: pictures that instruct (`figures_stance`, `figures_lean`, `figures_arm`, `figures_shelf`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import cos, pi, sin
from types import MappingProxyType

from game.screen.drawing import Drawing, Still
from game.screen.shapes import CLEAR, Canvas, Path, Point, curve, moved, oval, rounded, turned
from game.screen.theme import Colour, Theme, mix

Glyph = Callable[[Canvas, Theme], None]
_GOLD: Colour = (240, 176, 44)
_GOLD_EDGE: Colour = (122, 78, 10)
TIGHT_ARM: Path = (
    (-0.98, 0.22), (-0.62, 0.04), (-0.3, -0.3), (0.0, -0.32), (0.22, -0.06), (0.24, -0.36), (0.2, -0.6),
    (0.5, -0.66), (0.6, -0.3), (0.56, 0.2), (0.4, 0.44), (0.1, 0.56), (-0.3, 0.54), (-0.66, 0.62), (-0.98, 0.74))
"""A bent arm at work, from the shoulder at the left to the fist above."""


def on_disc(glyph: Glyph, size: float = 1.0) -> Still:
    """Put a glyph on the quiet disc; `size`: smaller where something goes around it."""
    def still(canvas: Canvas, theme: Theme) -> None:
        with canvas.zoomed(0.0, 0.0, size):
            canvas.circle(0.0, 0.0, 0.98, theme.line)
            canvas.circle(0.0, 0.0, 0.94, theme.panel)
            glyph(canvas, theme)
    return still


def _play(canvas: Canvas, theme: Theme) -> None:
    triangle = [(-0.26, -0.42), (0.46, 0.0), (-0.26, 0.42)]
    canvas.shape(triangle, theme.accent, theme.accent, 0.2)


def _levels(canvas: Canvas, theme: Theme) -> None:
    for x, top, paint in ((-0.44, 0.12, theme.ink), (-0.0, -0.16, theme.ink), (0.44, -0.46, theme.accent)):
        canvas.box(x - 0.17, top, 0.34, 0.5 - top, paint, 0.07)


def _setup(canvas: Canvas, theme: Theme) -> None:
    for y, x in ((-0.36, 0.2), (0.0, -0.24), (0.36, 0.06)):
        canvas.line([(-0.54, y), (0.54, y)], 0.12, theme.ink)
        canvas.circle(x, y, 0.19, theme.panel)
        canvas.circle(x, y, 0.15, theme.accent)


def _back(canvas: Canvas, theme: Theme) -> None:
    canvas.line([(0.52, 0.0), (-0.42, 0.0)], 0.18, theme.ink)
    canvas.line([(-0.1, -0.4), (-0.5, 0.0), (-0.1, 0.4)], 0.18, theme.ink)


def _stop(canvas: Canvas, theme: Theme) -> None:
    corners = [(0.62 * cos(pi / 8 + i * pi / 4), 0.62 * sin(pi / 8 + i * pi / 4)) for i in range(8)]
    canvas.shape(corners, theme.stop, theme.stop, 0.08)
    canvas.box(-0.24, -0.24, 0.48, 0.48, theme.stop_ink, 0.05)


def _pause(canvas: Canvas, theme: Theme) -> None:
    for x in (-0.36, 0.1):
        canvas.box(x, -0.46, 0.26, 0.92, theme.ink, 0.09)


def _again(canvas: Canvas, theme: Theme) -> None:
    canvas.line(oval(0.0, 0.02, 0.44, 0.44, -0.16 * pi, 1.36 * pi), 0.16, theme.ink)
    end = -0.2 * pi
    x, y = 0.44 * cos(end), 0.02 + 0.44 * sin(end)
    arrow = turned([(-0.26, 0.08), (0.26, 0.08), (0.0, -0.28)], end + 0.04 * pi)
    canvas.shape(moved(arrow, x, y), theme.ink, theme.ink, 0.07)


def _slope(up: bool) -> Glyph:
    def glyph(canvas: Canvas, theme: Theme) -> None:
        heights = (0.2, 0.44, 0.7) if up else (0.7, 0.44, 0.2)
        for x, high in zip((-0.62, -0.32, -0.02), heights, strict=True):
            canvas.box(x, 0.46 - high, 0.22, high, theme.ink, 0.05)
        tip, tail = (-0.38, 0.36) if up else (0.36, -0.38)
        canvas.line([(0.46, tail), (0.46, tip)], 0.15, theme.accent)
        side = 0.24 if up else -0.24
        canvas.line([(0.24, tip + side), (0.46, tip), (0.68, tip + side)], 0.15, theme.accent)
    return glyph


def _check(canvas: Canvas, theme: Theme) -> None:
    canvas.circle(0.0, 0.0, 0.78, theme.good)
    canvas.line([(-0.38, 0.04), (-0.1, 0.32), (0.4, -0.28)], 0.2, theme.panel)


def _warning(canvas: Canvas, theme: Theme) -> None:
    triangle = [(0.0, -0.56), (0.58, 0.42), (-0.58, 0.42)]
    canvas.shape(triangle, theme.stop, theme.stop, 0.24)
    canvas.line([(0.0, -0.24), (0.0, 0.12)], 0.16, theme.stop_ink)
    canvas.circle(0.0, 0.36, 0.09, theme.stop_ink)


def _more(canvas: Canvas, theme: Theme) -> None:
    for x in (-0.46, 0.0, 0.46):
        canvas.circle(x, 0.0, 0.16, theme.ink)


def _home(canvas: Canvas, theme: Theme) -> None:
    canvas.box(-0.4, -0.1, 0.8, 0.6, theme.ink, 0.04)
    roof = [(-0.52, -0.06), (0.0, -0.5), (0.52, -0.06)]
    canvas.shape(roof, theme.accent, theme.accent, 0.14)
    canvas.box(-0.13, 0.12, 0.26, 0.38, theme.panel, 0.05)


def _heart_path(size: float) -> list[Point]:
    right = [(0.0, -0.3), (0.26, -0.6), (0.66, -0.6), (0.86, -0.2), (0.62, 0.26), (0.0, 0.8)]
    half = curve(right, closed=False)
    return moved([*half, *[(-x, y) for x, y in reversed(half)]], 0.0, -0.04, size)


def _heart(canvas: Canvas, theme: Theme) -> None:
    heart = _heart_path(0.66)
    canvas.poly(heart, theme.accent)
    with canvas.inside(heart):
        canvas.glow(-0.26, -0.26, 0.3, 0.26, mix(theme.accent, (255, 255, 255), 0.5), 170)
    canvas.line(heart, 0.05, theme.accent, closed=True)


def _board(canvas: Canvas, theme: Theme) -> None:
    canvas.box(-0.68, -0.42, 1.36, 0.84, theme.ink, 0.16)
    canvas.box(-0.58, -0.32, 1.16, 0.64, theme.panel, 0.1)
    for side in (-1.0, 1.0):
        canvas.poly(sole(side * 0.24, 0.0, 0.26, side), theme.accent)


def _foam(canvas: Canvas, theme: Theme) -> None:
    block = rounded(-0.6, 0.06, 1.2, 0.42, 0.1)
    canvas.poly(block, theme.accent)
    for x, y in ((-0.42, 0.2), (-0.2, 0.34), (0.04, 0.2), (0.26, 0.36), (0.44, 0.2)):
        canvas.circle(x, y, 0.055, theme.panel)
    foot = curve([(-0.3, -0.52), (-0.06, -0.52), (0.0, -0.2), (0.34, -0.08), (0.4, 0.06), (0.1, 0.1), (-0.3, 0.08),
                  (-0.36, -0.16)])
    canvas.shape(foot, theme.ink, theme.panel, 0.05)


def _eyes_closed(canvas: Canvas, theme: Theme) -> None:
    canvas.line(oval(0.0, -0.3, 0.58, 0.5, 0.12 * pi, 0.88 * pi), 0.14, theme.ink)
    for share in (0.2, 0.4, 0.6, 0.8):
        angle = share * pi
        x, y = 0.58 * cos(angle), -0.3 + 0.5 * sin(angle)
        canvas.line([(x, y), (x * 1.24, y + 0.26)], 0.11, theme.ink)


def _standing(canvas: Canvas, theme: Theme) -> None:
    canvas.circle(0.0, -0.52, 0.17, theme.ink)
    canvas.line([(0.0, -0.2), (0.0, 0.12)], 0.3, theme.ink)
    for side in (-1.0, 1.0):
        canvas.line([(side * 0.16, -0.22), (side * 0.28, 0.16)], 0.1, theme.ink)
        canvas.line([(side * 0.08, 0.14), (side * 0.1, 0.5)], 0.13, theme.ink)
    canvas.line([(-0.42, 0.63), (0.42, 0.63)], 0.12, theme.accent)


def _seated(canvas: Canvas, theme: Theme) -> None:
    canvas.line([(-0.44, -0.24), (-0.44, 0.5)], 0.1, theme.accent)
    canvas.line([(-0.44, 0.24), (0.08, 0.24), (0.08, 0.5)], 0.1, theme.accent)
    canvas.circle(-0.12, -0.52, 0.17, theme.ink)
    canvas.line([(-0.18, -0.2), (-0.2, 0.04)], 0.27, theme.ink)
    canvas.line([(-0.18, 0.1), (0.26, 0.1), (0.28, 0.48)], 0.15, theme.ink)
    canvas.line([(0.28, 0.5), (0.42, 0.5)], 0.12, theme.ink)
    canvas.line([(-0.14, -0.2), (0.1, -0.02)], 0.1, theme.ink)
    canvas.line([(-0.5, 0.65), (0.56, 0.65)], 0.1, theme.accent)


def _lying(canvas: Canvas, theme: Theme) -> None:
    canvas.line([(-0.62, 0.3), (0.62, 0.3)], 0.14, theme.accent)
    canvas.line([(-0.54, 0.3), (-0.54, 0.54)], 0.1, theme.accent)
    canvas.line([(0.54, 0.3), (0.54, 0.54)], 0.1, theme.accent)
    canvas.circle(-0.44, -0.02, 0.16, theme.ink)
    canvas.line([(-0.2, 0.08), (0.1, 0.1)], 0.24, theme.ink)
    canvas.line([(0.12, 0.12), (0.52, 0.14)], 0.14, theme.ink)
    canvas.line([(0.55, 0.14), (0.55, -0.02)], 0.11, theme.ink)


def _muscle(canvas: Canvas, theme: Theme) -> None:
    with canvas.zoomed(0.06, 0.1, 0.62):
        canvas.poly(curve(TIGHT_ARM), theme.ink)
        canvas.circle(0.4, -0.62, 0.27, theme.ink)
        canvas.line(curve([(-0.34, -0.02), (-0.14, -0.14), (0.06, -0.04)], closed=False), 0.09, theme.panel)
        for angle in (-0.78, -0.6, -0.42):
            x, y = -0.16 + 0.4 * cos(angle * pi), -0.2 + 0.4 * sin(angle * pi)
            canvas.line([(x, y), (x + 0.24 * cos(angle * pi), y + 0.24 * sin(angle * pi))], 0.11, theme.accent)


def sole(x: float, y: float, size: float, side: float) -> list[Point]:
    """Return the outline of a foot seen from above, toes up; side: -1 left foot, 1 right foot."""
    points: Path = (
        (0.0, -1.0), (-0.28, -0.96), (-0.44, -0.62), (-0.38, -0.2), (-0.26, 0.2), (-0.3, 0.66), (-0.1, 0.98),
        (0.18, 0.92), (0.3, 0.6), (0.34, 0.1), (0.46, -0.4), (0.34, -0.8))
    return curve([(x + side * px * size, y + py * size) for px, py in points])


def _star(full: bool) -> Still:
    def still(canvas: Canvas, theme: Theme) -> None:
        points = []
        for i in range(10):
            reach, angle = (0.9 if i % 2 == 0 else 0.42), -pi / 2 + i * pi / 5
            points.append((reach * cos(angle), 0.06 + reach * sin(angle)))
        edge = theme.ink if theme.stark else (_GOLD_EDGE if full else theme.line)
        canvas.line(points, 0.16, edge, closed=True)
        if not full:
            canvas.poly(points, CLEAR)
            canvas.poly(points, (*theme.panel, 150))
            return
        canvas.poly(points, theme.accent if theme.stark else _GOLD)
        with canvas.inside(points):
            canvas.poly([(0.0, 0.06), points[0], points[9], (-1.0, -1.0)], (255, 246, 200, 90))
            canvas.glow(-0.2, -0.24, 0.5, 0.46, (255, 250, 220), 150)
            canvas.glow(0.2, 0.6, 0.8, 0.5, (190, 110, 10), 90)
    return still


_GLYPHS: Mapping[str, Glyph] = MappingProxyType({
    "heart": _heart, "play": _play, "levels": _levels, "setup": _setup, "back": _back, "stop": _stop,
    "pause": _pause, "again": _again, "easier": _slope(up=False), "harder": _slope(up=True), "check": _check,
    "warning": _warning, "seated": _seated, "standing": _standing, "lying": _lying,
    "eyes_closed": _eyes_closed, "foam": _foam,
    "board": _board, "muscle": _muscle, "home": _home, "more": _more,
})
DRAWINGS: Mapping[str, Drawing] = MappingProxyType({
    **{name: Drawing(on_disc(glyph)) for name, glyph in _GLYPHS.items()},
    "star": Drawing(_star(full=True)), "star_empty": Drawing(_star(full=False)),
})
