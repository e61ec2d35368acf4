"""The ground from above with eight places around: where to lean, how far it went, where the person is now.

The wanted place wears beads; the person's dot and outline move.  Not here: bodies (`figures_lean`).
"""

from __future__ import annotations

from functools import lru_cache
from math import atan2, cos, hypot, isfinite, pi, sin

import pygame

from game.picture import Aim
from game.screen.drawing import Frame
from game.screen.figures_stance import draw_dot
from game.screen.marks import draw_arc
from game.screen.shapes import Canvas, Point
from game.screen.theme import Theme

PLACES = 8
USUAL = 0.62
"""Where a lean of 1 lies, as a share of half the picture's height."""
FARTHEST, FARTHEST_PLACE = 1.45, 1.15
_PLACE_RADIUS = 0.13
_FEET = 0.17


def draw_aim(surface: pygame.Surface, rect: pygame.Rect, aim: Aim, theme: Theme) -> None:
    """Draw the ground into the middle of `rect`, as large as fits."""
    side = min(rect.w, rect.h)
    if side < 8:
        return
    ground = _ground(side, _place_of(aim.target), aim.now, theme)
    surface.blit(ground, ground.get_rect(center=rect.center))
    frame = Frame(*rect.center, side / 2)
    if len(aim.outline) > 2:
        _outline(surface, frame, aim.outline, theme)
    if aim.target is not None and aim.now:
        x, y = _kept(aim.target, FARTHEST_PLACE)
        centre = frame.place(x * USUAL, -y * USUAL)
        draw_arc(surface, centre, round(_PLACE_RADIUS * 1.2 * frame.scale), 1.0 * frame.scale,
                 max(0.0, min(1.0, aim.fill)), theme)
    if aim.point is not None:
        draw_dot(surface, frame, _kept(aim.point), USUAL, theme)


def _place_of(target: Point | None) -> int | None:
    """Return which of the eight places lies nearest to a target, counted from the right over the front."""
    if target is None or not all(isfinite(part) for part in target) or hypot(*target) < 0.05:
        return None
    return round(atan2(target[1], target[0]) / (2 * pi / PLACES)) % PLACES


def _kept(point: Point, most: float = FARTHEST) -> Point:
    """Keep a point inside the picture, in its direction; what is no number is the middle."""
    if not all(isfinite(part) for part in point):
        return 0.0, 0.0
    far = max(1.0, hypot(*point) / most)
    return point[0] / far, point[1] / far


@lru_cache(maxsize=24)
def _ground(side: int, wanted: int | None, now: bool, theme: Theme) -> pygame.Surface:
    canvas = Canvas((side, side), (-1.0, -1.0, 1.0, 1.0))
    canvas.circle(0.0, 0.0, 0.985, theme.line)
    canvas.circle(0.0, 0.0, 0.965, theme.panel)
    for dash in range(48):  # the usual limit, as a broken ring
        turns = (2 * pi * (dash + part) / 48 for part in (0.0, 0.25, 0.5))
        canvas.line([(USUAL * cos(turn), USUAL * sin(turn)) for turn in turns], 0.014, theme.line)
    for foot in (-1.0, 1.0):
        canvas.oval(foot * 0.085, 0.0, 0.06, _FEET, theme.line)
        canvas.oval(foot * 0.085, 0.0, 0.042, _FEET - 0.018, theme.panel)
    for place in range(PLACES):
        angle = 2 * pi * place / PLACES
        _place(canvas, USUAL * cos(angle), -USUAL * sin(angle), place == wanted, now, theme)
    return canvas.finish()


def _place(canvas: Canvas, x: float, y: float, wanted: bool, now: bool, theme: Theme) -> None:
    """Draw one place: a quiet ring, a large one that waits, or the one to go to, filled and with beads."""
    if not wanted:
        canvas.ring(x, y, 0.07, 0.022, theme.line)
        return
    if not now:
        canvas.circle(x, y, _PLACE_RADIUS, theme.panel)
        canvas.ring(x, y, _PLACE_RADIUS, 0.026, theme.accent)
        return
    way = [(share * x / USUAL, share * y / USUAL) for share in (0.24, USUAL - 0.2)]
    canvas.line(way, 0.05, theme.accent)
    if not theme.stark:
        canvas.glow(x, y, 0.34, 0.34, (255, 232, 168), 230, 0.4)
    canvas.circle(x, y, _PLACE_RADIUS + 0.035, theme.accent)
    canvas.circle(x, y, _PLACE_RADIUS, theme.panel)
    for bead in range(12):
        angle = 2 * pi * bead / 12
        canvas.circle(x + (_PLACE_RADIUS - 0.032) * cos(angle), y + (_PLACE_RADIUS - 0.032) * sin(angle), 0.016,
                      theme.accent)


def _outline(surface: pygame.Surface, frame: Frame, outline: tuple[Point, ...], theme: Theme) -> None:
    """Draw how far it went so far."""
    points = [frame.place(x * USUAL, -y * USUAL) for x, y in (_kept(point) for point in outline)]
    width = max(2, round(0.018 * frame.scale))
    pygame.draw.lines(surface, theme.good, True, points, width)
