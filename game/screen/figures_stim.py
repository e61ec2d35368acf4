"""Icons of stimulation and of what is asked of a muscle, on the same disc as all icons.

Not here: where pads lie (`figures_pads`), lamps of the world (`lamps`).
"""

from __future__ import annotations

from collections.abc import Mapping
from math import cos, pi, sin
from types import MappingProxyType

from game.screen.drawing import Drawing
from game.screen.figures_arm import fill_ring
from game.screen.figures_icons import TIGHT_ARM, Glyph, on_disc
from game.screen.lamps import draw_lamp
from game.screen.shapes import Canvas, curve, oval, rounded
from game.screen.theme import Colour, Theme

_BOLT = ((0.16, -0.62), (-0.36, 0.1), (-0.04, 0.1), (-0.18, 0.62), (0.38, -0.14), (0.04, -0.14))
_NIGHT: Colour = (58, 60, 104)
_WARM: Colour = (255, 206, 110)
_NIGHT_LOW: Colour = (196, 142, 126)


def _bolt(canvas: Canvas, paint: Colour, size: float = 1.0, x: float = 0.0, y: float = 0.0) -> None:
    points = [(x + size * px, y + size * py) for px, py in _BOLT]
    canvas.shape(points, paint, paint, 0.09 * size)


def _spark(canvas: Canvas, theme: Theme) -> None:
    _bolt(canvas, theme.accent)


def _palm(canvas: Canvas, theme: Theme) -> None:
    """Draw an open hand that says stop."""
    for x, top, width in ((-0.3, -0.42, 0.17), (-0.09, -0.58, 0.18), (0.13, -0.56, 0.18), (0.34, -0.38, 0.16)):
        canvas.line([(x, top), (x, 0.2)], width, theme.ink)
    canvas.line([(-0.58, -0.02), (-0.36, 0.28)], 0.18, theme.ink)
    hand = curve([(-0.4, 0.06), (0.42, 0.06), (0.42, 0.3), (0.26, 0.6), (-0.18, 0.6), (-0.42, 0.34)])
    canvas.poly(hand, theme.ink)


def _let_go(canvas: Canvas, theme: Theme) -> None:
    """Draw waves that sink and fade: something lets go."""
    for row, width in enumerate((0.15, 0.12, 0.09)):
        y = -0.4 + 0.3 * row
        canvas.line([(-0.52 + step * 0.065, y - 0.09 * sin(step * pi / 4)) for step in range(17)], width,
                    theme.accent if row == 0 else theme.ink)
    canvas.line([(0.0, 0.4), (0.0, 0.6)], 0.11, theme.ink)
    canvas.line([(-0.18, 0.48), (0.0, 0.66), (0.18, 0.48)], 0.11, theme.ink)


def _keep_up(canvas: Canvas, theme: Theme) -> None:
    """Draw a bar that stands at its line."""
    canvas.line([(-0.6, -0.34), (0.6, -0.34)], 0.11, theme.ink)
    canvas.box(-0.24, -0.28, 0.48, 0.86, theme.accent, 0.08)
    for side in (-1.0, 1.0):
        canvas.line([(side * 0.46, 0.44), (side * 0.46, 0.02)], 0.09, theme.ink)
        canvas.line([(side * 0.46 - 0.12, 0.14), (side * 0.46, 0.0), (side * 0.46 + 0.12, 0.14)], 0.09, theme.ink)


def _breathe(canvas: Canvas, theme: Theme) -> None:
    """Draw a breeze: three lines that curl at their ends."""
    for y, length, curl in ((-0.26, 0.34, -1.0), (0.02, 0.5, -1.0), (0.28, 0.24, 1.0)):
        canvas.line([(-0.62, y), (length - 0.2, y)], 0.11, theme.accent if y == 0.02 else theme.ink)
        turn = [(length - 0.2 + 0.17 * sin(angle), y + curl * 0.17 * (1.0 - cos(angle)))
                for angle in (step * pi / 10 for step in range(15))]
        canvas.line(turn, 0.11, theme.accent if y == 0.02 else theme.ink)


def _not_ready(canvas: Canvas, theme: Theme) -> None:
    """Draw a spark that is only an outline, with three dots: not yet."""
    points = [(0.86 * x, -0.1 + 0.86 * y) for x, y in _BOLT]
    canvas.line(points, 0.09, theme.ink_soft, closed=True)
    for x in (-0.3, 0.0, 0.3):
        canvas.circle(x, 0.64, 0.085, theme.ink)


def _ready(canvas: Canvas, theme: Theme) -> None:
    """Draw a spark beside a check: help is possible."""
    _bolt(canvas, theme.accent, 0.9, -0.14, 0.0)
    canvas.circle(0.42, 0.42, 0.27, theme.good)
    canvas.line([(0.29, 0.44), (0.39, 0.54), (0.56, 0.32)], 0.085, theme.panel)


def _glowing(canvas: Canvas, theme: Theme) -> None:
    light, strength = (theme.accent, 90) if theme.stark else (_WARM, 230)
    canvas.glow(0.0, 0.0, 0.94, 0.94, light, strength, 0.2)


def _running_leg(canvas: Canvas, theme: Theme) -> None:
    """Draw a leg at work with a spark in it, in a glow."""
    _glowing(canvas, theme)
    leg = curve([(-0.6, -0.5), (0.06, -0.62), (0.34, -0.5), (0.4, -0.16), (0.3, 0.3), (0.42, 0.46),
                 (0.72, 0.56), (0.7, 0.68), (0.06, 0.68), (0.0, 0.3), (-0.06, -0.02), (-0.62, 0.0)])
    canvas.poly(leg, theme.ink)
    _bolt(canvas, theme.accent if theme.stark else (255, 226, 130), 0.42, 0.16, -0.1)


def _running_arm(canvas: Canvas, theme: Theme) -> None:
    """Draw an arm at work with a spark in it, in a glow."""
    _glowing(canvas, theme)
    with canvas.zoomed(0.04, 0.12, 0.66):
        canvas.poly(curve(TIGHT_ARM), theme.ink)
        canvas.circle(0.4, -0.62, 0.27, theme.ink)
    _bolt(canvas, theme.accent if theme.stark else (255, 226, 130), 0.42, -0.08, 0.16)


def _resting(canvas: Canvas, theme: Theme) -> None:
    """Draw a moon and two small z: a rest."""
    outer = oval(-0.08, 0.06, 0.46, 0.46, 0.12 * pi, 1.5 * pi)
    inner = oval(0.14, -0.1, 0.36, 0.36, 1.34 * pi, 0.28 * pi)
    canvas.poly([*outer, *inner], theme.accent)
    for x, y, size in ((0.26, -0.4, 0.2), (0.46, -0.02, 0.14)):
        canvas.line([(x, y), (x + size, y), (x, y + size), (x + size, y + size)], 0.07, theme.ink)


def _blocked(canvas: Canvas, theme: Theme) -> None:
    """Draw a crossed-out spark."""
    _bolt(canvas, theme.ink_soft, 0.92)
    canvas.line([(-0.52, -0.52), (0.52, 0.52)], 0.26, theme.panel)
    canvas.line([(-0.52, -0.52), (0.52, 0.52)], 0.14, theme.stop)


def _lock(canvas: Canvas, theme: Theme) -> None:
    canvas.line(oval(0.0, -0.16, 0.27, 0.32, pi, 2 * pi), 0.14, theme.ink)
    canvas.line([(-0.27, -0.16), (-0.27, 0.06)], 0.14, theme.ink)
    canvas.line([(0.27, -0.16), (0.27, 0.06)], 0.14, theme.ink)
    canvas.box(-0.44, 0.0, 0.88, 0.6, theme.accent, 0.1)
    canvas.circle(0.0, 0.24, 0.1, theme.panel)
    canvas.line([(0.0, 0.28), (0.0, 0.42)], 0.09, theme.panel)


def _paper(canvas: Canvas, theme: Theme) -> None:
    canvas.box(-0.42, -0.58, 0.84, 1.16, theme.ink, 0.08)
    canvas.box(-0.33, -0.49, 0.66, 0.98, theme.panel, 0.04)
    for y in (-0.28, -0.08, 0.12):
        canvas.line([(-0.2, y), (0.2, y)], 0.08, theme.accent if y == -0.28 else theme.ink)
    canvas.line([(-0.18, 0.36), (-0.06, 0.28), (0.04, 0.38), (0.2, 0.28)], 0.06, theme.accent)


def _question(canvas: Canvas, theme: Theme) -> None:
    canvas.box(-0.56, -0.5, 1.12, 0.82, theme.accent, 0.2)
    canvas.poly([(-0.3, 0.26), (0.04, 0.26), (-0.3, 0.62)], theme.accent)
    hook = curve([(-0.17, -0.22), (-0.04, -0.36), (0.15, -0.28), (0.14, -0.12), (0.0, 0.0)], closed=False)
    canvas.line(hook, 0.1, theme.accent_ink)
    canvas.circle(0.0, 0.17, 0.065, theme.accent_ink)


def _plug(canvas: Canvas, theme: Theme) -> None:
    for x in (-0.18, 0.18):
        canvas.line([(x, -0.6), (x, -0.3)], 0.12, theme.ink)
    canvas.poly(curve([(-0.38, -0.28), (0.38, -0.28), (0.36, 0.06), (0.16, 0.26), (-0.16, 0.26), (-0.36, 0.06)]),
                theme.accent)
    canvas.line(curve([(0.0, 0.2), (0.02, 0.4), (0.2, 0.52), (0.44, 0.52)], closed=False), 0.12, theme.ink)


def _person(canvas: Canvas, theme: Theme) -> None:
    canvas.circle(0.0, -0.32, 0.25, theme.ink)
    canvas.poly(curve([(-0.5, 0.58), (-0.44, 0.18), (-0.16, 0.04), (0.16, 0.04), (0.44, 0.18), (0.5, 0.58)]),
                theme.accent)
    canvas.line([(0.0, 0.2), (0.0, 0.44)], 0.09, theme.accent_ink)
    canvas.line([(-0.12, 0.32), (0.12, 0.32)], 0.09, theme.accent_ink)


def _finger(canvas: Canvas, theme: Theme) -> None:
    """Draw a finger that holds a button down."""
    canvas.box(-0.56, 0.34, 1.12, 0.22, theme.accent, 0.1)
    canvas.line([(-0.18, 0.16), (-0.18, -0.3)], 0.22, theme.ink)
    for x in (0.08, 0.3):
        canvas.line([(x, -0.02), (x, -0.3)], 0.2, theme.ink)
    canvas.poly(curve([(-0.29, -0.2), (-0.26, -0.52), (0.0, -0.66), (0.36, -0.6), (0.42, -0.2)]), theme.ink)
    canvas.line([(-0.46, -0.12), (-0.24, -0.4)], 0.17, theme.ink)


def _lanterns(canvas: Canvas, theme: Theme) -> None:
    """Draw three lanterns in the evening, one of them lit: what the game is about."""
    box = rounded(-1.9, -0.94, 3.8, 1.88, 0.2)
    canvas.poly(box, theme.ground if theme.stark else _NIGHT)
    with canvas.inside(box):
        if not theme.stark:
            canvas.fade(-1.9, -0.1, 3.8, 1.1, (*_NIGHT_LOW, 0), _NIGHT_LOW)
        canvas.line(curve([(-1.9, -0.78), (-0.7, -0.64), (0.7, -0.64), (1.9, -0.78)], closed=False), 0.05,
                    theme.line if theme.stark else (30, 24, 36))
        if not theme.stark:
            canvas.glow(0.0, 0.1, 1.0, 0.9, (255, 206, 120), 170, 0.25)
        for x, lit, size in ((-1.1, False, 0.36), (0.0, True, 0.46), (1.1, False, 0.36)):
            canvas.line([(x, -0.7), (x, 0.0)], 0.04, theme.line if theme.stark else (30, 24, 36))
            with canvas.zoomed(x, 0.08, size):
                draw_lamp(canvas, "lamp", lit, theme)
    canvas.line(box, 0.03, theme.line, closed=True)


_GLYPHS: Mapping[str, Glyph] = MappingProxyType({
    "spark": _spark, "palm": _palm, "let_go": _let_go, "keep_up": _keep_up, "breathe": _breathe, "lock": _lock,
    "paper": _paper, "question": _question, "plug": _plug, "person": _person, "finger": _finger,
    "stim_not_ready": _not_ready, "stim_ready": _ready, "stim_blocked": _blocked,
})
DRAWINGS: Mapping[str, Drawing] = MappingProxyType({
    **{name: Drawing(on_disc(glyph)) for name, glyph in _GLYPHS.items()},
    "stim_running": Drawing(on_disc(_running_leg, 0.8), fill_ring, half_width=1.2),
    "stim_running_arm": Drawing(on_disc(_running_arm, 0.8), fill_ring, half_width=1.2),
    "stim_resting": Drawing(on_disc(_resting, 0.8), fill_ring, half_width=1.2),
    "lanterns": Drawing(_lanterns, half_width=1.95),
})
