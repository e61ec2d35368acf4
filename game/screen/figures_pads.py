"""Where the two pads of a channel lie: a leg from the side, from hip to toes, and a forearm.

A left limb is the mirror of a right one.  Not here: which muscle is prescribed (the safety program), how a pad
is to be put on (its maker).
"""

from __future__ import annotations

from collections.abc import Mapping
from math import atan2, cos, hypot, sin
from types import MappingProxyType

from game.screen.drawing import Drawing
from game.screen.figures_arm import LINE, SKIN_DARK, SKIN_LIGHT
from game.screen.figures_lean import SHIRT, SHIRT_LIGHT, SKIN
from game.screen.figures_stance import EDGE
from game.screen.shapes import Canvas, Path, Point, curve, turned
from game.screen.theme import Colour, Theme

_PAD: Colour = (250, 250, 246)
_PAD_EDGE: Colour = (0, 86, 138)
_LEAD: Colour = (0, 86, 138)

_LEG: Path = ((-0.3, -0.98), (0.3, -0.98), (0.36, -0.6), (0.28, -0.24), (0.22, 0.02), (0.2, 0.3), (0.13, 0.62),
              (0.3, 0.76), (0.52, 0.82), (0.58, 0.92), (0.48, 0.95), (-0.02, 0.95), (-0.12, 0.86), (-0.08, 0.64),
              (-0.18, 0.36), (-0.22, 0.12), (-0.18, -0.06), (-0.3, -0.3), (-0.38, -0.66))
"""A standing leg from its outer side, toes to the right."""
_SHORTS: Path = ((-0.38, -1.0), (0.36, -1.0), (0.4, -0.82), (0.36, -0.7), (0.0, -0.68), (-0.4, -0.72))
_ARM: Path = ((-0.98, -0.3), (-0.5, -0.34), (0.0, -0.24), (0.3, -0.17), (0.5, -0.2), (0.76, -0.17), (0.98, -0.06),
              (0.98, 0.06), (0.7, 0.13), (0.5, 0.2), (0.3, 0.16), (0.0, 0.24), (-0.5, 0.36), (-0.98, 0.34))
"""A forearm with its hand, the back of the hand above."""

_PLACES: Mapping[str, tuple[Point, Point]] = MappingProxyType({
    "tibialis_anterior": ((0.13, 0.12), (0.09, 0.46)),
    "gastrocnemius": ((-0.12, 0.12), (-0.06, 0.46)),
    "vastus_lateralis": ((0.14, -0.56), (0.1, -0.2)),
    "vastus_medialis": ((0.22, -0.52), (0.16, -0.16)),
    "hamstrings": ((-0.22, -0.54), (-0.14, -0.2)),
    "gluteus_medius": ((-0.1, -0.92), (-0.22, -0.72)),
    "wrist_extensors": ((-0.56, -0.16), (-0.06, -0.1)),
})
"""Middles of both pads on the right limb, by the muscle's name without its side."""
_ON_ARM = frozenset({"wrist_extensors", "other_arm"})
_OTHERS = ("other", "other_arm")


def _limb(canvas: Canvas, outline: Path, cloth: Path | None, mirror: bool) -> None:
    limb = _seen(curve(outline), mirror)
    canvas.poly(limb, SKIN)
    with canvas.inside(limb):
        canvas.glow(0.0, -0.1, 0.3, 0.9, SKIN_LIGHT, 190)
        canvas.fade(-1.0, 0.2, 2.0, 0.8, (*SKIN_DARK, 0), (*SKIN_DARK, 90))
    canvas.line(limb, LINE, EDGE, closed=True)
    if cloth is not None:
        shorts = _seen(curve(cloth), mirror)
        canvas.poly(shorts, SHIRT)
        with canvas.inside(shorts):
            canvas.glow(0.0, -0.95, 0.4, 0.2, SHIRT_LIGHT, 190)
        canvas.line(shorts, LINE, EDGE, closed=True)


def _seen(points: Path, mirror: bool) -> list[Point]:
    return [(-x if mirror else x, y) for x, y in points]


def _pads(canvas: Canvas, muscle: str, mirror: bool, theme: Theme) -> None:
    on_arm = muscle in _ON_ARM
    _limb(canvas, _ARM if on_arm else _LEG, None if on_arm else _SHORTS, mirror)
    if muscle not in _PLACES:
        return
    first, second = _seen(_PLACES[muscle], mirror)
    along = atan2(second[1] - first[1], second[0] - first[0])
    for middle in (first, second):
        _pad(canvas, middle, along, min(0.13, 0.42 * hypot(second[0] - first[0], second[1] - first[1])), theme)


def _pad(canvas: Canvas, middle: Point, along: float, half: float, theme: Theme) -> None:
    """Draw a pad along its limb, with its lead going outwards."""
    corners = [(middle[0] - half, middle[1] - 0.72 * half), (middle[0] + half, middle[1] - 0.72 * half),
               (middle[0] + half, middle[1] + 0.72 * half), (middle[0] - half, middle[1] + 0.72 * half)]
    shape = turned(corners, along, middle)
    canvas.line(shape, 0.1, _PAD_EDGE, closed=True)
    canvas.shape(shape, theme.panel if theme.stark else _PAD, theme.panel if theme.stark else _PAD, 0.04)
    canvas.circle(middle[0] + 0.3 * half * cos(along), middle[1] + 0.3 * half * sin(along), 0.035, _LEAD)


def _drawing(muscle: str, mirror: bool) -> Drawing:
    def still(canvas: Canvas, theme: Theme) -> None:
        _pads(canvas, muscle, mirror, theme)
    return Drawing(still, half_width=1.05 if muscle in _ON_ARM else 0.75, edged=True)


DRAWINGS: Mapping[str, Drawing] = MappingProxyType({
    f"pads_{side}_{muscle}": _drawing(muscle, side == "left")
    for muscle in (*_PLACES, *_OTHERS) for side in ("left", "right")
})
"""A muscle that has no picture of its own shows the bare leg or arm: `pads_left_other`, `pads_left_other_arm`."""
