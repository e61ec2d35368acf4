"""Paper lanterns: dark, lit, and the marks around the one that is asked for.  Drawn once for each size.

Not here: where they hang (`lantern_room`).
"""

from __future__ import annotations

from functools import lru_cache
from math import cos, pi

import pygame

from game.screen.lantern_stage import TALL
from game.screen.marks import ring_point
from game.screen.shapes import Canvas, curve, halo, oval
from game.screen.theme import Colour, Theme

LOOKS = ("lamp", "dark_lamp")
"""The lamp that lights up with effort, and the one that shines while a muscle is quiet."""
HALO_REACH = 2.1
_PAPER: Colour = (104, 102, 134)
_PAPER_COOL: Colour = (66, 80, 118)
_RIB: Colour = (66, 64, 96)
_EDGE: Colour = (32, 30, 52)
_CAP: Colour = (70, 44, 36)
_CAP_LIGHT: Colour = (128, 84, 58)
_LIT: Colour = (255, 202, 104)
_LIT_CORE: Colour = (255, 246, 206)
_LIT_RIB: Colour = (214, 132, 44)
_COOL: Colour = (176, 212, 255)
_COOL_CORE: Colour = (240, 250, 255)
_COOL_RIB: Colour = (92, 138, 200)


@lru_cache(maxsize=64)
def lamp_sprite(radius: int, look: str, lit: bool, theme: Theme) -> pygame.Surface:
    """Return a lamp with its caps and tassel; `radius` of its paper in pixels."""
    if look not in LOOKS:
        raise KeyError(f"no lamp looks like {look!r}")
    size = (round(2.3 * radius), round(2 * 1.62 * radius))
    canvas = Canvas(size, (-1.15, -1.62, 1.15, 1.62))
    draw_lamp(canvas, look, lit, theme)
    return canvas.finish()


def draw_lamp(canvas: Canvas, look: str, lit: bool, theme: Theme) -> None:
    """Draw a lamp around (0, 0) into another picture, the radius of its paper 1."""
    if theme.stark:
        _stark(canvas, look, lit, theme)
    else:
        _paper(canvas, look, lit)


def _body() -> list[tuple[float, float]]:
    return curve([(-0.46, -1.0), (0.46, -1.0), (0.94, -0.5), (1.0, 0.0), (0.94, 0.5), (0.46, 1.0), (-0.46, 1.0),
                  (-0.94, 0.5), (-1.0, 0.0), (-0.94, -0.5)])


def _paper(canvas: Canvas, look: str, lit: bool) -> None:
    cool = look == "dark_lamp"
    paper, rib = ((_COOL, _COOL_RIB) if cool else (_LIT, _LIT_RIB)) if lit else \
        ((_PAPER_COOL if cool else _PAPER), _RIB)
    body = _body()
    _tassel(canvas, rib)
    canvas.poly(body, paper)
    with canvas.inside(body):
        if lit:
            canvas.glow(0.0, 0.12, 0.95, 1.1, _COOL_CORE if cool else _LIT_CORE, 255, 0.15)
        else:
            canvas.glow(-0.3, -0.4, 0.7, 0.7, (176, 176, 206), 90)
        canvas.fade(-1.0, 0.45, 2.0, 0.6, (20, 16, 40, 0), (20, 16, 40, 70 if lit else 120))
        for share in (-0.66, -0.33, 0.0, 0.33, 0.66):
            canvas.line([(x, share + 0.05 * cos(x * pi / 2)) for x in (-1.0, -0.5, 0.0, 0.5, 1.0)], 0.035,
                        (*rib, 190))
    canvas.line(body, 0.075, _EDGE, closed=True)
    if cool:
        _moon(canvas, (196, 204, 226) if not lit else (48, 84, 150))
    for top in (-1.0, 1.0):
        canvas.box(-0.5, top - 0.13, 1.0, 0.26, _EDGE, 0.08)
        canvas.box(-0.45, top - 0.085, 0.9, 0.17, _CAP, 0.06)
        canvas.line([(-0.38, top - 0.05), (0.38, top - 0.05)], 0.04, _CAP_LIGHT)


def _tassel(canvas: Canvas, paint: Colour) -> None:
    canvas.line([(0.0, 1.0), (0.0, 1.5)], 0.09, _EDGE)
    canvas.line([(0.0, 1.1), (0.0, 1.48)], 0.05, paint)
    canvas.circle(0.0, 1.24, 0.09, _EDGE)


def _moon(canvas: Canvas, paint: Colour) -> None:
    """Draw the crescent of a lamp that shines for rest, so that its shape says so too."""
    outer = oval(0.0, 0.0, 0.4, 0.4, 0.3 * pi, 1.7 * pi)
    inner = oval(0.2, 0.0, 0.3, 0.3, 1.62 * pi, 0.38 * pi)
    canvas.poly([*outer, *inner], paint)


def _stark(canvas: Canvas, look: str, lit: bool, theme: Theme) -> None:
    body = _body()
    canvas.line([(0.0, 1.0), (0.0, 1.48)], 0.09, theme.line)
    canvas.poly(body, theme.accent if lit else theme.ground)
    canvas.line(body, 0.11, theme.ink if lit else theme.line, closed=True)
    if look == "dark_lamp":
        _moon(canvas, theme.accent_ink if lit else theme.line)
    for top in (-1.0, 1.0):
        canvas.box(-0.5, top - 0.12, 1.0, 0.24, theme.line, 0.08)


@lru_cache(maxsize=32)
def lamp_halo(radius: int, look: str, theme: Theme) -> pygame.Surface:
    """Return the light around a lit lamp."""
    side = 2 * round(radius * HALO_REACH)
    paint = theme.accent if theme.stark else _COOL if look == "dark_lamp" else (255, 206, 120)
    return pygame.transform.smoothscale(halo(paint, 70 if theme.stark else 190, 0.3), (side, side))


@lru_cache(maxsize=16)
def reflection(radius: int, look: str) -> pygame.Surface:
    """Return the light of a lit lamp on the water, as broken lines."""
    width, height = max(2, round(1.7 * radius)), max(2, round(2.6 * radius))
    canvas = Canvas((width, height), (-1.0, 0.0, 1.0, 3.0))
    paint = _COOL if look == "dark_lamp" else _LIT
    for row in range(9):
        y = 0.16 + row * 0.31
        half = (0.86, 0.5, 0.94, 0.62, 0.78, 0.4, 0.6, 0.3, 0.36)[row]
        shift = 0.1 * (-1) ** row
        canvas.line([(shift - half, y), (shift + half, y)], 0.11, (*paint, round(170 * (1.0 - row / 9.5))))
    return canvas.finish()


def pointer_mark(radius: int, theme: Theme) -> pygame.Surface:
    """Return the mark under the lamp that is asked for: an arrow that points up at it."""
    return _pointer(max(8, round(radius * 0.42)), theme)


@lru_cache(maxsize=16)
def _pointer(half: int, theme: Theme) -> pygame.Surface:
    canvas = Canvas((2 * half, 2 * half), (-1.0, -1.0, 1.0, 1.0))
    arrow = [(0.0, -0.72), (0.72, 0.12), (0.3, 0.12), (0.3, 0.76), (-0.3, 0.76), (-0.3, 0.12), (-0.72, 0.12)]
    canvas.line(arrow, 0.4, theme.ground if theme.stark else _EDGE, closed=True)
    canvas.shape(arrow, theme.accent if theme.stark else (255, 246, 224), theme.accent if theme.stark
                 else (255, 246, 224), 0.1)
    return canvas.finish()


@lru_cache(maxsize=32)
def ring_mark(radius: int, theme: Theme) -> pygame.Surface:
    """Return the soft ring of beads around the lamp that is asked for."""
    width = max(2.0, 0.14 * radius)
    half = round(radius + width) + 2
    canvas = Canvas((2 * half, 2 * half), (-half, -half, half, half))
    paint = theme.accent if theme.stark else (255, 246, 224)
    for bead in range(28):
        x, y = ring_point(2 * pi * bead / 28, radius + 0.62 * width)
        canvas.circle(x, y, 0.26 * width, paint)
    return canvas.finish()


def rise(radius: float) -> float:
    """Return how far the cord's end is above the middle of a lamp."""
    return radius * (TALL - 0.14)
