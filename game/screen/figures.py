"""Figures: pictures and icons by name, for `game.picture.Figure` and for buttons.

Each is a still drawing, kept for its size and theme, and what moves is drawn over it.  No text is in any.
Not here: the drawings (the files named after this one).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

import pygame

from game.screen import (
    figures_arm,
    figures_ask,
    figures_balance,
    figures_electrodes,
    figures_faces,
    figures_icons,
    figures_lean,
    figures_leg,
    figures_pads,
    figures_shelf,
    figures_stance,
    figures_stim,
    figures_told,
)
from game.screen.drawing import Drawing, Frame
from game.screen.shapes import Canvas, outlined
from game.screen.theme import Theme

_DRAWINGS: Mapping[str, Drawing] = MappingProxyType({
    **figures_icons.DRAWINGS, **figures_stance.DRAWINGS, **figures_lean.DRAWINGS, **figures_arm.DRAWINGS,
    **figures_leg.DRAWINGS, **figures_shelf.DRAWINGS, **figures_stim.DRAWINGS, **figures_pads.DRAWINGS,
    **figures_balance.DRAWINGS, **figures_ask.DRAWINGS, **figures_faces.DRAWINGS, **figures_electrodes.DRAWINGS,
    **figures_told.DRAWINGS,
})
FIGURES: frozenset[str] = frozenset(_DRAWINGS) - {"star_empty"}
"""Every name that `draw_figure` knows."""


def draw_figure(surface: pygame.Surface, rect: pygame.Rect, name: str, value: float, point: tuple[float, float],
                theme: Theme) -> None:
    """Draw a figure as large as fits into `rect`, in its middle.

    value: a share 0..1 (a ring, an effort, a full star from 0.5 on).  point: a lean, right + and toes +.
    Raises KeyError for a name that is not in FIGURES.
    """
    if name not in FIGURES:
        raise KeyError(f"no figure is called {name!r}")
    drawing_name = "star_empty" if name == "star" and value < 0.5 else name
    drawing = _DRAWINGS[drawing_name]
    scale = min(rect.h / 2, rect.w / (2 * drawing.half_width))
    if scale < 1.0:
        return
    still = _still(drawing_name, round(2 * scale), theme)
    surface.blit(still, still.get_rect(center=rect.center))
    if drawing.live is not None:
        share = max(0.0, min(1.0, value))
        drawing.live(surface, Frame(*rect.center, scale), share, point, theme)


@lru_cache(maxsize=64)
def _still(name: str, height: int, theme: Theme) -> pygame.Surface:
    drawing = _DRAWINGS[name]
    half = drawing.half_width
    edge = max(2, height // 120) if drawing.edged and theme.stark else 0
    size = (max(1, round(height * half)), max(1, height))
    canvas = Canvas(size, (-half, -1.0, half, 1.0))
    drawing.still(canvas, theme)
    sprite = canvas.finish()
    return outlined(sprite, theme.ink, edge) if edge else sprite
