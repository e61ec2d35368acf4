"""Bare limbs and a trunk to lay pads and electrodes on: leg, back, belly, upper arm, forearm; all of the right.

A view is drawn for the right side as one sees a person who stands there; a left one is its mirror.
Not here: where anything is laid (`figures_pads`, `figures_electrodes`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from game.screen.figures_arm import LINE, SKIN_DARK, SKIN_LIGHT
from game.screen.figures_lean import SHIRT, SHIRT_LIGHT, SKIN
from game.screen.figures_stance import EDGE
from game.screen.shapes import Canvas, Path, Point, curve
from game.screen.theme import Colour

_BONE: Colour = (196, 132, 92)
_THIN = 0.026


@dataclass(frozen=True, slots=True)
class View:
    """One view.  outline: of the skin.  cloth: what covers its end.  marks: lines that tell front from back."""

    outline: Path
    cloth: Path = ()
    marks: Callable[[Canvas, Seen], None] | None = None
    half_width: float = 0.62


Seen = Callable[[Path], list[Point]]
"""Mirrors points for a left limb."""


def seen(mirror: bool) -> Seen:
    """Return what puts points on the left or the right side."""
    return lambda points: [(-x if mirror else x, y) for x, y in points]


def draw_limb(canvas: Canvas, view: View, mirror: bool) -> None:
    """Draw the bare limb."""
    at = seen(mirror)
    limb = at(curve(view.outline))
    canvas.poly(limb, SKIN)
    with canvas.inside(limb):
        canvas.glow(*at([(-0.08, -0.1)])[0], 0.34, 0.9, SKIN_LIGHT, 190)
        canvas.fade(-1.2, 0.3, 2.4, 0.8, (*SKIN_DARK, 0), (*SKIN_DARK, 80))
    if view.marks is not None:
        view.marks(canvas, at)
    canvas.line(limb, LINE, EDGE, closed=True)
    if view.cloth:
        cloth = at(curve(view.cloth))
        canvas.poly(cloth, SHIRT)
        with canvas.inside(cloth):
            canvas.glow(*at([(-0.1, view.cloth[0][1] + 0.1)])[0], 0.4, 0.2, SHIRT_LIGHT, 190)
        canvas.line(cloth, LINE, EDGE, closed=True)


def _crease(canvas: Canvas, at: Seen, points: Path, width: float = _THIN, paint: Colour = _BONE) -> None:
    canvas.line(at(curve(points, closed=False)), width, paint)


def _knee_front(canvas: Canvas, at: Seen) -> None:
    """Draw the kneecap and the edge of the shin bone."""
    x, y = at([(-0.01, -0.08)])[0]
    canvas.ring(x, y, 0.1, _THIN, _BONE)
    _crease(canvas, at, [(0.02, 0.08), (0.03, 0.3), (0.02, 0.58)])
    for toe in range(4):
        _crease(canvas, at, [(-0.1 + 0.07 * toe, 0.9), (-0.1 + 0.07 * toe, 0.95)], 0.022)


def _knee_back(canvas: Canvas, at: Seen) -> None:
    """Draw the fold of the knee, the two bellies of the calf and the tendon of the heel."""
    _crease(canvas, at, [(-0.14, -0.1), (0.0, -0.06), (0.15, -0.1)], 0.034)
    _crease(canvas, at, [(0.0, 0.06), (0.01, 0.2), (0.0, 0.34)])
    _crease(canvas, at, [(-0.05, 0.56), (-0.03, 0.74)], 0.02)
    _crease(canvas, at, [(0.06, 0.56), (0.04, 0.74)], 0.02)


def _knee_side(canvas: Canvas, at: Seen) -> None:
    """Draw the outer bump below the knee and the ankle bone."""
    for x, y, r in ((0.03, 0.02, 0.06), (0.03, 0.78, 0.055)):
        px, py = at([(x, y)])[0]
        canvas.ring(px, py, r, _THIN, _BONE)
    _crease(canvas, at, [(0.2, -0.16), (0.14, -0.08), (0.19, 0.0)])


def _back(canvas: Canvas, at: Seen) -> None:
    """Draw the spine, the shoulder blades, the rims of the hips and the fold between the buttocks."""
    _crease(canvas, at, [(0.0, -0.84), (0.0, -0.4), (0.0, 0.16)], 0.032)
    for row in range(9):
        canvas.circle(0.0, -0.74 + 0.11 * row, 0.02, _BONE)
    for side in (-1.0, 1.0):
        _crease(canvas, at, [(side * 0.16, -0.7), (side * 0.2, -0.46), (side * 0.34, -0.56)])
        _crease(canvas, at, [(side * 0.46, 0.1), (side * 0.26, 0.06), (side * 0.12, 0.18)], 0.03)
        _crease(canvas, at, [(side * 0.05, 0.76), (side * 0.26, 0.8), (side * 0.42, 0.74)], 0.034)
    _crease(canvas, at, [(0.0, 0.3), (0.0, 0.6), (0.0, 0.84)], 0.034)


def _belly(canvas: Canvas, at: Seen) -> None:
    """Draw the arch of the ribs, the navel and the rims of the hips."""
    for side in (-1.0, 1.0):
        _crease(canvas, at, [(side * 0.06, -0.34), (side * 0.26, -0.16), (side * 0.4, 0.06)], 0.032)
        _crease(canvas, at, [(side * 0.46, 0.48), (side * 0.34, 0.46), (side * 0.22, 0.6)], 0.032)
        canvas.circle(side * 0.25, -0.46, 0.03, _BONE)
    canvas.oval(0.0, 0.24, 0.03, 0.045, _BONE)
    _crease(canvas, at, [(0.0, -0.3), (0.0, 0.14)], 0.02)


def _elbow_front(canvas: Canvas, at: Seen) -> None:
    """Draw the fold of the elbow and the edge of the armpit."""
    _crease(canvas, at, [(-0.12, 0.26), (0.02, 0.3), (0.15, 0.26)], 0.034)
    _crease(canvas, at, [(0.24, -0.66), (0.2, -0.5)], 0.03)


def _elbow_back(canvas: Canvas, at: Seen) -> None:
    """Draw the point of the elbow."""
    x, y = at([(0.02, 0.26)])[0]
    canvas.ring(x, y, 0.07, _THIN, _BONE)
    _crease(canvas, at, [(-0.06, -0.5), (0.0, -0.2), (0.02, 0.08)], 0.02)


def _hand_back(canvas: Canvas, at: Seen) -> None:
    """Draw the bump of the wrist, knuckles and nails."""
    x, y = at([(0.34, -0.13)])[0]
    canvas.ring(x, y, 0.05, _THIN, _BONE)
    for row in range(3):
        _crease(canvas, at, [(0.72, -0.09 + 0.08 * row), (1.0, -0.07 + 0.07 * row)], 0.024)


def _hand_palm(canvas: Canvas, at: Seen) -> None:
    """Draw the folds of the wrist and the lines of the palm."""
    for x in (0.36, 0.4):
        _crease(canvas, at, [(x, -0.13), (x + 0.02, 0.0), (x, 0.13)], 0.022)
    _crease(canvas, at, [(0.5, -0.1), (0.62, 0.06), (0.56, 0.18)])
    _crease(canvas, at, [(0.7, -0.1), (0.68, 0.02), (0.74, 0.12)])
    for row in range(3):
        _crease(canvas, at, [(0.78, -0.09 + 0.08 * row), (1.02, -0.07 + 0.07 * row)], 0.024)


_LEG_FRONT: Path = (
    (-0.36, -1.0), (-0.38, -0.76), (-0.32, -0.46), (-0.23, -0.18), (-0.2, -0.02), (-0.24, 0.18), (-0.2, 0.44),
    (-0.13, 0.68), (-0.14, 0.8), (-0.2, 0.92), (-0.12, 0.975), (0.06, 0.98), (0.17, 0.94), (0.13, 0.8),
    (0.1, 0.68), (0.16, 0.44), (0.23, 0.18), (0.18, 0.0), (0.2, -0.18), (0.28, -0.46), (0.34, -0.76), (0.34, -1.0))
_LEG_BACK: Path = (
    (0.36, -1.0), (0.38, -0.76), (0.31, -0.46), (0.22, -0.18), (0.2, -0.04), (0.25, 0.18), (0.2, 0.44), (0.1, 0.7),
    (0.12, 0.84), (0.14, 0.93), (0.02, 0.98), (-0.1, 0.93), (-0.08, 0.82), (-0.08, 0.7), (-0.16, 0.44),
    (-0.25, 0.16), (-0.19, -0.04), (-0.2, -0.18), (-0.28, -0.46), (-0.34, -0.76), (-0.34, -1.0))
_LEG_SIDE: Path = (
    (-0.3, -0.98), (0.3, -0.98), (0.36, -0.6), (0.28, -0.24), (0.22, 0.02), (0.2, 0.3), (0.13, 0.62),
    (0.3, 0.76), (0.52, 0.82), (0.58, 0.92), (0.48, 0.95), (-0.02, 0.95), (-0.12, 0.86), (-0.08, 0.64),
    (-0.18, 0.36), (-0.22, 0.12), (-0.18, -0.06), (-0.3, -0.3), (-0.38, -0.66))
_SHORTS: Path = ((-0.42, -1.0), (0.0, -1.0), (0.4, -1.0), (0.43, -0.82), (0.0, -0.8), (-0.44, -0.82))
_TRUNK: Path = (
    (-0.14, -0.99), (-0.2, -0.86), (-0.5, -0.78), (-0.56, -0.6), (-0.48, -0.36), (-0.42, -0.1), (-0.44, 0.1),
    (-0.52, 0.36), (-0.53, 0.62), (-0.5, 0.99), (-0.04, 0.99), (0.04, 0.99), (0.5, 0.99), (0.53, 0.62),
    (0.52, 0.36), (0.44, 0.1), (0.42, -0.1), (0.48, -0.36), (0.56, -0.6), (0.5, -0.78), (0.2, -0.86),
    (0.14, -0.99))
_LEGS_SHORT: Path = ((-0.56, 0.84), (0.0, 0.86), (0.56, 0.84), (0.56, 1.0), (0.0, 1.0), (-0.56, 1.0))
_WAIST: Path = ((-0.55, 0.66), (0.0, 0.72), (0.55, 0.66), (0.54, 1.0), (0.0, 1.0), (-0.54, 1.0))
_UPPER_ARM: Path = (
    (-0.3, -0.84), (-0.02, -0.96), (0.28, -0.8), (0.26, -0.5), (0.22, -0.12), (0.18, 0.2), (0.22, 0.42),
    (0.16, 0.72), (0.1, 0.98), (-0.1, 0.98), (-0.18, 0.72), (-0.22, 0.42), (-0.15, 0.2), (-0.2, -0.12),
    (-0.28, -0.46))
_SLEEVE: Path = ((-0.36, -0.88), (-0.04, -1.0), (0.34, -0.86), (0.33, -0.6), (0.0, -0.56), (-0.36, -0.62))
_FOREARM: Path = (
    (-0.98, -0.3), (-0.5, -0.34), (0.0, -0.24), (0.32, -0.16), (0.5, -0.2), (0.76, -0.17), (1.04, -0.09),
    (1.08, 0.02), (1.0, 0.12), (0.82, 0.16), (0.66, 0.22), (0.84, 0.34), (0.78, 0.42), (0.5, 0.3), (0.32, 0.17),
    (0.0, 0.24), (-0.5, 0.34), (-0.98, 0.32))
VIEWS: Mapping[str, View] = MappingProxyType({
    "leg_front": View(_LEG_FRONT, _SHORTS, _knee_front),
    "leg_back": View(_LEG_BACK, _SHORTS, _knee_back),
    "leg_side": View(_LEG_SIDE, _SHORTS, _knee_side),
    "back": View(_TRUNK, _LEGS_SHORT, _back),
    "belly": View(_TRUNK, _WAIST, _belly),
    "arm_front": View(_UPPER_ARM, _SLEEVE, _elbow_front, 0.5),
    "arm_back": View(_UPPER_ARM, _SLEEVE, _elbow_back, 0.5),
    "forearm_back": View(_FOREARM, (), _hand_back, 1.14),
    "forearm_palm": View(_FOREARM, (), _hand_palm, 1.14),
})
"""Every view by name.  Trunk: the person's right is at the right of `back` and at the left of `belly`."""
VIEW_OF: Mapping[str, str] = MappingProxyType({
    "tibialis_anterior": "leg_front", "vastus_lateralis": "leg_front", "vastus_medialis": "leg_front",
    "rectus_femoris": "leg_front", "gastrocnemius": "leg_back", "soleus": "leg_back", "hamstrings": "leg_back",
    "peroneus_longus": "leg_side", "gluteus_medius": "back", "gluteus_maximus": "back", "erector_spinae": "back",
    "external_oblique": "belly", "biceps": "arm_front", "triceps": "arm_back", "wrist_extensors": "forearm_back",
    "wrist_flexors": "forearm_palm",
})
"""From where each muscle is best seen, by its name without the side."""
