"""Where the two pads of a channel of stimulation lie, each muscle in the view that shows it best.

A left limb is the mirror of a right one.  Not here: which muscle is prescribed (the safety program), how a pad
is to be put on (its maker), electrodes of the muscle sensor (`figures_electrodes`).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from math import atan2, cos, sin
from types import MappingProxyType

from game.screen.drawing import Drawing
from game.screen.figures_limbs import VIEW_OF, VIEWS, draw_limb, seen
from game.screen.shapes import Canvas, Point, turned
from game.screen.theme import Colour, Theme

_PAD: Colour = (250, 250, 246)
_PAD_EDGE: Colour = (0, 86, 138)
_LEAD: Colour = (0, 86, 138)
_LARGEST = 0.105

_PLACES: Mapping[str, tuple[Point, Point]] = MappingProxyType({
    "tibialis_anterior": ((-0.09, 0.12), (-0.07, 0.46)),
    "gastrocnemius": ((0.0, 0.08), (0.0, 0.42)),
    "vastus_lateralis": ((-0.2, -0.62), (-0.15, -0.3)),
    "vastus_medialis": ((0.14, -0.6), (0.11, -0.28)),
    "hamstrings": ((0.02, -0.62), (0.02, -0.3)),
    "gluteus_medius": ((0.36, 0.16), (0.38, 0.44)),
    "wrist_extensors": ((-0.66, -0.1), (-0.1, -0.06)),
    "soleus": ((-0.02, 0.36), (-0.01, 0.66)),
    "peroneus_longus": ((0.03, 0.16), (0.03, 0.48)),
    "rectus_femoris": ((0.0, -0.64), (0.0, -0.3)),
    "gluteus_maximus": ((0.15, 0.36), (0.36, 0.6)),
    "erector_spinae": ((0.12, -0.3), (0.12, 0.0)),
    "external_oblique": ((-0.36, 0.04), (-0.24, 0.36)),
    "biceps": ((0.0, -0.38), (0.0, -0.04)),
    "triceps": ((0.02, -0.42), (0.02, -0.06)),
    "wrist_flexors": ((-0.66, 0.06), (-0.1, 0.04)),
})
"""Middles of both pads on the right limb, by the muscle's name without its side."""
_BARE: Mapping[str, str] = MappingProxyType({"other": "leg_side", "other_arm": "forearm_back"})


def _pads(canvas: Canvas, theme: Theme, muscle: str, mirror: bool) -> None:
    draw_limb(canvas, VIEWS[_view(muscle)], mirror)
    if muscle not in _PLACES:
        return
    first, second = seen(mirror)(_PLACES[muscle])
    along = atan2(second[1] - first[1], second[0] - first[0])
    for middle in (first, second):
        _pad(canvas, middle, along, _LARGEST, theme)


def _pad(canvas: Canvas, middle: Point, along: float, half: float, theme: Theme) -> None:
    """Draw a pad along its limb, with the snap of its lead at its end."""
    corners = [(middle[0] - half, middle[1] - 0.72 * half), (middle[0] + half, middle[1] - 0.72 * half),
               (middle[0] + half, middle[1] + 0.72 * half), (middle[0] - half, middle[1] + 0.72 * half)]
    shape = turned(corners, along, middle)
    canvas.line(shape, 0.08, _PAD_EDGE, closed=True)
    canvas.shape(shape, theme.panel if theme.stark else _PAD, theme.panel if theme.stark else _PAD, 0.04)
    canvas.circle(middle[0] + 0.3 * half * cos(along), middle[1] + 0.3 * half * sin(along), 0.035, _LEAD)


def _view(muscle: str) -> str:
    return _BARE.get(muscle) or VIEW_OF[muscle]


DRAWINGS: Mapping[str, Drawing] = MappingProxyType({
    f"pads_{side}_{muscle}": Drawing(partial(_pads, muscle=muscle, mirror=side == "left"),
                                     half_width=VIEWS[_view(muscle)].half_width, edged=True)
    for muscle in (*_PLACES, *_BARE) for side in ("left", "right")
})
"""A muscle that has no picture of its own shows the bare leg or arm: `pads_left_other`, `pads_left_other_arm`."""
