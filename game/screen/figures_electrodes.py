"""Where the electrodes of the muscle sensor lie: two on the muscle along its fibres, one for reference on bone.

Places follow the landmarks of SENIAM (Hermens 2000, J Electromyogr Kinesiol 10:361) as far as a picture can.
A left limb is the mirror of a right one.  Not here: pads of stimulation (`figures_pads`), the words.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType

from game.screen.drawing import Drawing
from game.screen.figures_limbs import VIEW_OF, VIEWS, draw_limb, seen
from game.screen.shapes import Canvas, Path, Point
from game.screen.theme import Colour, Theme

_GEL: Colour = (250, 250, 246)
_RIM: Colour = (0, 86, 138)
_SNAP: Colour = (60, 66, 72)
_REFERENCE: Colour = (40, 40, 44)
RADIUS = 0.075

PLACES: Mapping[str, tuple[Point, Point, Point]] = MappingProxyType({
    "tibialis_anterior": ((-0.09, 0.16), (-0.08, 0.34), (-0.01, -0.08)),
    "vastus_lateralis": ((-0.25, -0.46), (-0.2, -0.29), (-0.01, -0.08)),
    "vastus_medialis": ((0.21, -0.42), (0.15, -0.26), (-0.01, -0.08)),
    "rectus_femoris": ((0.0, -0.6), (0.0, -0.42), (-0.01, -0.08)),
    "gastrocnemius": ((-0.12, 0.08), (-0.12, 0.26), (0.1, 0.76)),
    "soleus": ((-0.08, 0.44), (-0.06, 0.61), (0.1, 0.76)),
    "hamstrings": ((0.07, -0.58), (0.07, -0.4), (0.1, 0.76)),
    "peroneus_longus": ((0.03, 0.17), (0.03, 0.34), (0.03, 0.78)),
    "gluteus_medius": ((0.4, 0.2), (0.42, 0.37), (0.0, -0.19)),
    "gluteus_maximus": ((0.2, 0.42), (0.32, 0.54), (0.0, -0.19)),
    "erector_spinae": ((0.11, -0.24), (0.11, -0.07), (0.0, -0.52)),
    "external_oblique": ((-0.34, 0.17), (-0.26, 0.31), (-0.38, 0.47)),
    "biceps": ((0.0, -0.28), (0.0, -0.1), (-0.12, 0.3)),
    "triceps": ((0.02, -0.34), (0.02, -0.16), (0.02, 0.26)),
    "wrist_extensors": ((-0.6, -0.12), (-0.38, -0.09), (0.34, -0.13)),
    "wrist_flexors": ((-0.6, 0.1), (-0.38, 0.08), (0.34, 0.11)),
})
"""Middles of both electrodes and of the reference on the right limb, in its view."""


def _still(canvas: Canvas, theme: Theme, muscle: str, mirror: bool) -> None:
    draw_limb(canvas, VIEWS[VIEW_OF[muscle]], mirror)
    first, second, reference = seen(mirror)(PLACES[muscle])
    _leads(canvas, (first, second), reference)
    for middle in (first, second):
        _electrode(canvas, middle, theme)
    _reference(canvas, reference, theme)


def _leads(canvas: Canvas, pair: Path, reference: Point) -> None:
    """Draw a halo around the pair, so that it is found at once."""
    (x0, y0), (x1, y1) = pair
    canvas.line([(x0, y0), (x1, y1)], 2 * RADIUS + 0.13, (255, 226, 130, 150))
    canvas.circle(*reference, RADIUS + 0.05, (255, 255, 255, 120))


def _electrode(canvas: Canvas, middle: Point, theme: Theme) -> None:
    del theme
    canvas.circle(*middle, RADIUS + 0.022, _RIM)
    canvas.circle(*middle, RADIUS - 0.004, _GEL)
    canvas.circle(*middle, 0.032, _SNAP)


def _reference(canvas: Canvas, middle: Point, theme: Theme) -> None:
    """Draw the reference: dark, with a light cross, so that nobody takes it for one of the pair."""
    del theme
    x, y = middle
    canvas.circle(x, y, RADIUS + 0.012, _GEL)
    canvas.circle(x, y, RADIUS - 0.01, _REFERENCE)
    canvas.line([(x - 0.032, y), (x + 0.032, y)], 0.024, _GEL)
    canvas.line([(x, y - 0.032), (x, y + 0.032)], 0.024, _GEL)


def _pair_sign(canvas: Canvas, theme: Theme) -> None:
    for x in (-0.5, 0.5):
        with canvas.zoomed(x, 0.0, 5.0):
            _electrode(canvas, (0.0, 0.0), theme)


def _reference_sign(canvas: Canvas, theme: Theme) -> None:
    with canvas.zoomed(0.0, 0.0, 7.0):
        _reference(canvas, (0.0, 0.0), theme)


DRAWINGS: Mapping[str, Drawing] = MappingProxyType({
    **{f"emg_{side}_{muscle}": Drawing(partial(_still, muscle=muscle, mirror=side == "left"),
                                       half_width=VIEWS[VIEW_OF[muscle]].half_width, edged=True)
       for muscle in PLACES for side in ("left", "right")},
    "electrode_pair": Drawing(_pair_sign), "electrode_reference": Drawing(_reference_sign),
})
"""`emg_right_soleus` and so on for each muscle and side; and the signs of a legend."""
