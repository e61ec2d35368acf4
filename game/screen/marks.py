"""Marks that ask and answer: the lit place, its ring of beads, the arc of a dwell, the dots that lead.

A place that waits wears beads; while a person stays there a solid arc with a round head closes over them, so
that shape says it without colour.  Sprites are drawn once; only arc and dots are drawn per frame.
Not here: things and hand (`items`, `hand`).
"""

from __future__ import annotations

from functools import lru_cache
from math import cos, hypot, pi, sin

import pygame

from game.screen.shapes import Canvas, Point, halo, oval
from game.screen.theme import Colour, Theme

BEADS = 28
BREATH_HZ = 0.5
"""How often a wanted place breathes; slow enough never to be a flash."""
DIMMEST = 0.45
GLOW_REACH = 1.75
DOT_GAP = 0.11
"""Lean units between the dots that lead."""
DOTS_PER_S = 0.9

_DISC: Colour = (255, 246, 224)
_SUN: Colour = (255, 232, 168)
_LEDGE: Colour = (202, 150, 98)
_LEDGE_DARK: Colour = (118, 76, 44)


def arc_width(unit: float) -> float:
    """Return how thick the arc of a dwell is, in pixels; `unit`: pixels per lean unit."""
    return max(2.0, unit * 0.056)


@lru_cache(maxsize=24)
def place_mark(radius: int, unit: float, theme: Theme) -> pygame.Surface:
    """Return the lit place of a thing: a disc with a ledge to stand on, and its ring of beads."""
    canvas, around = _ring_canvas(radius, unit)
    face = theme.ground if theme.stark else _DISC
    canvas.circle(0.0, 0.0, radius, face)
    if theme.stark:
        canvas.ring(0.0, 0.0, radius, 0.012 * unit, theme.line)
    else:
        with canvas.inside(oval(0.0, 0.0, radius, radius)):
            canvas.glow(0.0, radius * 0.9, radius, radius * 0.8, (226, 190, 136), 120)
        canvas.ring(0.0, 0.0, radius - 0.006 * unit, 0.012 * unit, (214, 178, 128))
    _beads(canvas, around, unit, theme)
    return canvas.finish()


@lru_cache(maxsize=24)
def home_mark(radius: int, unit: float, wanted: bool, theme: Theme) -> pygame.Surface:
    """Return the ring of home: quiet as a thin line, or with beads while home is asked for."""
    canvas, around = _ring_canvas(radius, unit)
    if wanted:
        canvas.circle(0.0, 0.0, radius, theme.ground if theme.stark else (*_DISC, 92))
        _beads(canvas, around, unit, theme)
    else:
        quiet = (theme.line if theme.stark else (236, 226, 204))
        for i in range(BEADS):
            angle = 2 * pi * i / BEADS
            canvas.circle(around * cos(angle), around * sin(angle), 0.009 * unit, (*quiet, 200))
    return canvas.finish()


def _ring_canvas(radius: int, unit: float) -> tuple[Canvas, float]:
    """Return a canvas in pixels around (0, 0), and the radius of the ring outside the place."""
    around = radius + arc_width(unit) * 0.62
    half = int(around + arc_width(unit)) + 2
    return Canvas((2 * half, 2 * half), (-half, -half, half, half)), around


def _beads(canvas: Canvas, around: float, unit: float, theme: Theme) -> None:
    rim, bead = (theme.ground, theme.accent) if theme.stark else (_DISC, theme.accent)
    canvas.ring(0.0, 0.0, around, arc_width(unit), rim)
    for i in range(BEADS):
        angle = 2 * pi * i / BEADS
        canvas.circle(around * cos(angle), around * sin(angle), arc_width(unit) * 0.22, bead)


@lru_cache(maxsize=8)
def ledge_mark(width: int, theme: Theme) -> pygame.Surface:
    """Return the small board under a thing, with the thing's shadow on it; it hangs from its upper middle."""
    height = round(width * 0.3)
    canvas = Canvas((width, height), (-1.0, -0.14, 1.0, 0.46))
    if theme.stark:
        canvas.line([(-0.86, 0.06), (0.86, 0.06)], 0.1, theme.line)
        return canvas.finish()
    for x in (-0.5, 0.5):
        canvas.poly([(x - 0.06, 0.1), (x + 0.06, 0.1), (x + 0.06, 0.3), (x - 0.02, 0.36)], _LEDGE_DARK)
    canvas.box(-0.92, 0.0, 1.84, 0.17, _LEDGE_DARK, 0.06)
    canvas.box(-0.89, 0.02, 1.78, 0.1, _LEDGE, 0.05)
    canvas.line([(-0.84, 0.035), (0.84, 0.035)], 0.03, (240, 204, 152))
    canvas.glow(0.06, 0.03, 0.76, 0.1, (70, 42, 22), 150)
    return canvas.finish()


@lru_cache(maxsize=24)
def glow_mark(radius: int, theme: Theme) -> pygame.Surface:
    """Return the light around a wanted place."""
    side = 2 * int(radius * GLOW_REACH)
    light = halo(theme.accent, 120, 0.5) if theme.stark else halo(_SUN, 235, 0.5)
    return pygame.transform.smoothscale(light, (side, side))


def breath(seconds: float) -> float:
    """Return the strength of a wanted place's light, DIMMEST..1."""
    return DIMMEST + (1.0 - DIMMEST) * (0.5 - 0.5 * cos(2 * pi * BREATH_HZ * seconds))


def draw_arc(surface: pygame.Surface, centre: Point, radius: int, unit: float, share: float, theme: Theme) -> None:
    """Close the ring of a place by `share` (0..1), clockwise from the top, around a place of `radius` pixels."""
    if share <= 0.0:
        return
    thick = arc_width(unit)
    around = radius + thick * 0.62
    face, edge = theme.accent, _edge_of(theme)
    rim = _rim(thick)
    top, head = _on_ring(centre, around, 0.0), _on_ring(centre, around, share)
    pygame.draw.aacircle(surface, edge, top, thick / 2 + rim)
    ring = _arc_ring(radius, round(unit, 3), theme)
    left, up = round(centre[0] - ring.get_width() / 2), round(centre[1] - ring.get_height() / 2)
    surface.blit(_cut(ring, share), (left, up))
    pygame.draw.aacircle(surface, face, top, thick / 2)
    pygame.draw.aacircle(surface, edge, head, thick * 0.72 + rim)
    pygame.draw.aacircle(surface, face, head, thick * 0.72)
    pygame.draw.aacircle(surface, edge, head, thick * 0.28)


def _edge_of(theme: Theme) -> Colour:
    return theme.ground if theme.stark else _DISC


def _rim(thick: float) -> float:
    return max(1.0, thick * 0.16)


@lru_cache(maxsize=24)
def _arc_ring(radius: int, unit: float, theme: Theme) -> pygame.Surface:
    """Return the whole closed ring."""
    canvas, around = _ring_canvas(radius, unit)
    thick = arc_width(unit)
    canvas.ring(0.0, 0.0, around, thick + 2 * _rim(thick), _edge_of(theme))
    canvas.ring(0.0, 0.0, around, thick, theme.accent)
    return canvas.finish()


def _cut(ring: pygame.Surface, share: float) -> pygame.Surface:
    """Return the ring as far as it is closed.  The cuts are hard, but lie under its round ends."""
    if share >= 1.0:
        return ring
    part = ring.copy()
    half = ring.get_width() / 2
    steps = max(2, round(24 * (1.0 - share)))
    open_part = [_on_ring((half, half), 2 * half, share + (1.0 - share) * i / steps) for i in range(steps + 1)]
    pygame.draw.polygon(part, (0, 0, 0, 0), [(half, half), *open_part])
    return part


def _on_ring(centre: Point, around: float, share: float) -> Point:
    angle = 2 * pi * share - pi / 2
    return centre[0] + around * cos(angle), centre[1] + around * sin(angle)


@lru_cache(maxsize=8)
def _dot(radius: int, theme: Theme) -> pygame.Surface:
    half = radius + 2
    canvas = Canvas((2 * half, 2 * half), (-half, -half, half, half))
    canvas.circle(0.0, 0.0, radius, theme.ground if theme.stark else (62, 46, 38))
    canvas.circle(0.0, 0.0, radius * 0.72, theme.accent if theme.stark else _DISC)
    return canvas.finish()


def draw_dots(surface: pygame.Surface, start: Point, end: Point, unit: float, seconds: float, strength: float,
              theme: Theme) -> None:
    """Lead from `start` to `end` with dots that move slowly ahead; `strength` 0..1: how large."""
    length = hypot(end[0] - start[0], end[1] - start[1])
    gap = DOT_GAP * unit
    dot = _dot(max(3, round(unit * (0.018 + 0.012 * strength))), theme)
    along = gap * ((DOTS_PER_S * seconds) % 1.0)
    while along < length and length > 0:
        share = along / length
        # Dots come and go softly, so that none pops up.
        dot.set_alpha(round(255 * min(1.0, along / gap, (length - along) / gap)))
        surface.blit(dot, dot.get_rect(center=(start[0] + (end[0] - start[0]) * share,
                                               start[1] + (end[1] - start[1]) * share)))
        along += gap


def ring_point(angle: float, radius: float) -> Point:
    """Return a point on a circle around (0, 0); radians clockwise from the right."""
    return radius * cos(angle), radius * sin(angle)
