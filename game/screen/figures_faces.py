"""Faces for three scales of eleven steps: pain, fatigue, confidence; all of one quiet colour.

A face changes in brows, eyes and mouth only, so that shape says it and no colour judges.
Not here: the scale around them (`game.scenes.assess.asking`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from game.screen.drawing import Drawing
from game.screen.shapes import Canvas, curve, oval
from game.screen.theme import Colour, Theme, mix

STEPS = 11
_FACE: Colour = (250, 214, 150)
_FACE_LIGHT: Colour = (255, 236, 194)
_LINE: Colour = (48, 36, 30)
_TEAR: Colour = (86, 150, 190)


def _head(canvas: Canvas) -> None:
    canvas.circle(0.0, 0.0, 0.96, _LINE)
    canvas.circle(0.0, 0.0, 0.89, _FACE)
    canvas.glow(-0.24, -0.36, 0.56, 0.46, _FACE_LIGHT, 220)


def _mouth(canvas: Canvas, smile: float, y: float = 0.4, half: float = 0.42) -> None:
    """Draw a mouth; smile: -1 down .. 1 up."""
    bow = [(half * i / 10, y + smile * (0.14 - 0.3 * (i / 10) ** 2)) for i in range(-10, 11)]
    canvas.line(bow, 0.1, _LINE)


def _brows(canvas: Canvas, inner: float, outer: float, y: float = -0.42) -> None:
    """Draw both brows; inner, outer: how much higher than usual each end is."""
    for side in (-1.0, 1.0):
        canvas.line([(side * 0.16, y - inner), (side * 0.5, y - outer)], 0.085, _LINE)


def _eyes(canvas: Canvas, open_share: float) -> None:
    """Draw both eyes, 1 wide open .. 0 closed."""
    for side in (-1.0, 1.0):
        if open_share < 0.16:
            canvas.line(curve([(side * 0.16, -0.12), (side * 0.33, -0.06), (side * 0.5, -0.12)], closed=False),
                        0.085, _LINE)
            continue
        canvas.oval(side * 0.33, -0.12, 0.12, 0.17 * open_share, _LINE)
        if open_share < 0.75:  # the lid has sunk
            canvas.line([(side * 0.17, -0.12 - 0.17 * open_share), (side * 0.49, -0.12 - 0.17 * open_share)], 0.07,
                        _LINE)


def _pain(canvas: Canvas, theme: Theme, share: float) -> None:
    """Draw no pain (a calm face) .. the worst (brows drawn up and together, eyes shut tight, open mouth)."""
    del theme
    _head(canvas)
    _brows(canvas, 0.02 + 0.14 * share, 0.04 - 0.16 * share, -0.44 + 0.04 * share)
    if share > 0.5:
        for side in (-1.0, 1.0):  # the furrow between the brows
            canvas.line([(side * 0.07, -0.5), (side * 0.05, -0.32)], 0.05, _LINE)
    if share > 0.75:
        for side in (-1.0, 1.0):
            canvas.line([(side * 0.18, -0.2), (side * 0.4, -0.1), (side * 0.18, 0.0)], 0.08, _LINE)
    else:
        _eyes(canvas, 1.0 - 0.6 * share)
    if share < 0.85:
        _mouth(canvas, 0.7 - 1.9 * share)
    else:
        grows = (share - 0.8) / 0.2
        canvas.oval(0.0, 0.44, 0.3 + 0.08 * grows, 0.18 + 0.1 * grows, _LINE)
        canvas.oval(0.0, 0.52, 0.2, 0.1, mix(_FACE, _LINE, 0.45))
    if share > 0.95:
        for side in (-1.0, 1.0):
            canvas.poly(curve([(side * 0.52, 0.06), (side * 0.44, 0.24), (side * 0.52, 0.34), (side * 0.6, 0.24)]),
                        _TEAR)


def _fatigue(canvas: Canvas, theme: Theme, share: float) -> None:
    """Draw wide awake .. eyes that fall shut and a long yawn."""
    del theme
    _head(canvas)
    _brows(canvas, 0.06 - 0.02 * share, 0.08 - 0.22 * share)
    _eyes(canvas, 1.0 - 1.05 * share)
    if share > 0.3:
        for side in (-1.0, 1.0):  # rings under the eyes
            canvas.line(oval(side * 0.33, 0.0, 0.18, 0.12, 0.5, 2.6), 0.035 + 0.03 * share, mix(_FACE, _LINE, 0.5))
    if share < 0.65:
        _mouth(canvas, 0.9 - 1.5 * share)
    else:
        grows = (share - 0.6) / 0.4
        canvas.oval(0.0, 0.46, 0.16 + 0.1 * grows, 0.1 + 0.22 * grows, _LINE)
        canvas.oval(0.0, 0.46 + 0.14 * grows, 0.1, 0.05 + 0.06 * grows, mix(_FACE, _LINE, 0.45))


def _confidence(canvas: Canvas, theme: Theme, share: float) -> None:
    """Draw unsure (raised inner brows, a wavering mouth) .. sure (level brows, a broad smile)."""
    del theme
    _head(canvas)
    _brows(canvas, 0.22 * (1.0 - share), -0.02 + 0.1 * share)
    _eyes(canvas, 1.0)
    if share < 0.3:
        sway = 0.06 * (1.0 - share)
        path = curve([(-0.38, 0.46), (-0.2, 0.46 - sway), (0.0, 0.46 + sway), (0.2, 0.46 - sway), (0.38, 0.5)],
                     closed=False)
        canvas.line(path, 0.1, _LINE)
    elif share < 0.85:
        _mouth(canvas, -0.5 + 1.7 * share)
    else:
        smile = curve([(-0.5, 0.22), (0.0, 0.32), (0.5, 0.22), (0.36, 0.54), (0.0, 0.68), (-0.36, 0.54)])
        canvas.shape(smile, (255, 255, 255), _LINE, 0.09)


def _three(canvas: Canvas, theme: Theme) -> None:
    """Draw three faces side by side: a scale of faces is to come."""
    for x, share in ((-1.16, 0.0), (0.0, 0.5), (1.16, 0.9)):
        with canvas.zoomed(x, 0.0, 0.54):
            _pain(canvas, theme, share)


def _drawing(draw: Callable[[Canvas, Theme, float], None], step: int) -> Drawing:
    def still(canvas: Canvas, theme: Theme) -> None:
        draw(canvas, theme, step / (STEPS - 1))
    return Drawing(still, edged=True)


_SCALES: Mapping[str, Callable[[Canvas, Theme, float], None]] = MappingProxyType({
    "pain": _pain, "fatigue": _fatigue, "confidence": _confidence,
})
DRAWINGS: Mapping[str, Drawing] = MappingProxyType({
    **{f"face_{name}_{step}": _drawing(draw, step) for name, draw in _SCALES.items() for step in range(STEPS)},
    "faces": Drawing(_three, half_width=1.8, edged=True),
})
"""`face_pain_0` .. `face_pain_10`, the same of `fatigue` and `confidence`, and three faces in a row."""
