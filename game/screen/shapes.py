"""Drawing by hand: smooth shapes on a canvas of its own units, drawn large and made small (anti-aliased).

Used once per sprite or layer, never per frame.  Not here: what is drawn (`items`, `hand`, `room_layers`,
`figures`), or drawing straight to the screen (`marks`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import pairwise
from math import ceil, cos, floor, hypot, pi, sin

import numpy as np
import pygame
from numpy.typing import NDArray

from game.screen.theme import Colour

Point = tuple[float, float]
Path = Sequence[Point]
Points = NDArray[np.float64]
"""Many points at once, or many shapes of as many points each; the last axis is x and y."""
Paint = tuple[int, int, int] | tuple[int, int, int, int]
"""A colour, or one with alpha 0..255."""
CLEAR = (0, 0, 0, 0)
FINEST = 3
MOST_PIXELS = 36_000_000
"""A canvas is drawn three times as large as it is shown, less for very large ones (4K rooms)."""


class Canvas:
    """A surface with its own units: x right, y down, `box` = (left, top, right, bottom) fills it.

    Colours with alpha are laid over what is there; CLEAR cuts a hole.  Life: draw, then `finish` once.
    """

    def __init__(self, size: tuple[int, int], box: tuple[float, float, float, float]) -> None:
        self._size = (max(1, size[0]), max(1, size[1]))
        pixels = self._size[0] * self._size[1]
        self._fine = next((fine for fine in range(FINEST, 1, -1) if pixels * fine * fine <= MOST_PIXELS), 1)
        self._left, self._top = box[0], box[1]
        self._origin = (0, 0)
        self._across = self._size[0] * self._fine / (box[2] - box[0])
        self._down = self._size[1] * self._fine / (box[3] - box[1])
        self.surface = pygame.Surface((self._size[0] * self._fine, self._size[1] * self._fine),
                                      pygame.SRCALPHA, 32)

    def finish(self) -> pygame.Surface:
        """Return the picture at its real size, straight alpha.

        Averaging happens with premultiplied colours, so that no dark seam comes from clear pixels.
        """
        small = pygame.transform.smoothscale(self.surface.premul_alpha(), self._size)
        colours, alphas = pygame.surfarray.pixels3d(small), pygame.surfarray.pixels_alpha(small)
        whole = np.maximum(alphas, 1).astype(np.uint16)[:, :, None]
        colours[:] = np.minimum(255, (colours.astype(np.uint16) * 255 + whole // 2) // whole).astype(np.uint8)
        alphas[alphas >= 252] = 255  # smoothscale rounds down: what was solid stays solid
        del colours, alphas
        return small

    def finish_opaque(self, like: pygame.Surface) -> pygame.Surface:
        """Return the picture at its real size, without alpha, in the pixel format of `like`."""
        small = pygame.Surface(self._size, 0, like)
        small.blit(pygame.transform.smoothscale(self.surface, self._size), (0, 0), None,
                   pygame.BLEND_PREMULTIPLIED)
        return small

    # Filled shapes.

    def poly(self, points: Path, paint: Paint) -> None:
        """Fill a shape."""
        self._fill([points], paint)

    def circle(self, x: float, y: float, radius: float, paint: Paint) -> None:
        """Fill a circle."""
        self.oval(x, y, radius, radius, paint)

    def oval(self, x: float, y: float, rx: float, ry: float, paint: Paint) -> None:
        """Fill an ellipse."""
        self._paint([self._placed(_OVAL * (rx, ry) + (x, y)).tolist()], paint)

    def box(self, x: float, y: float, w: float, h: float, paint: Paint, corner: float = 0.0) -> None:
        """Fill a box with round corners."""
        self._fill([rounded(x, y, w, h, corner)], paint)

    def line(self, points: Path, width: float, paint: Paint, closed: bool = False) -> None:
        """Draw a line with round ends and joints."""
        way = [*points, points[0]] if closed else points
        self._paint([*map(self._place, _sides(way, width)), *self._placed(_dots(way, width)).tolist()], paint)

    def shape(self, points: Path, paint: Paint, edge: Paint, width: float) -> None:
        """Fill a shape and draw its edge."""
        self.poly(points, paint)
        self.line(points, width, edge, closed=True)

    def ring(self, x: float, y: float, radius: float, width: float, paint: Paint) -> None:
        """Draw a circle's edge."""
        self.line(oval(x, y, radius, radius), width, paint, closed=True)

    @contextmanager
    def zoomed(self, x: float, y: float, scale: float) -> Iterator[None]:
        """Draw meanwhile in other units: (0, 0) is at (x, y), and 1 is `scale`."""
        kept = self._left, self._top, self._across, self._down
        self._left, self._top = (kept[0] - x) / scale, (kept[1] - y) / scale
        self._across, self._down = kept[2] * scale, kept[3] * scale
        yield
        self._left, self._top, self._across, self._down = kept

    @contextmanager
    def edged(self, paint: Colour | None, width: float) -> Iterator[None]:
        """Give the silhouette of what is drawn meanwhile an edge; None: no edge."""
        below = self.surface
        self.surface = pygame.Surface(below.get_size(), pygame.SRCALPHA, 32)
        yield
        rect = self.surface.get_bounding_rect()
        drawn, self.surface = self.surface.subsurface(rect), below
        if paint is None:
            below.blit(drawn, rect)
            return
        pixels = max(1, round(width * self._across))
        below.blit(outlined(drawn, paint, pixels), rect.move(-pixels, -pixels))

    # Light and shade.

    @contextmanager
    def inside(self, points: Path) -> Iterator[None]:
        """Keep what is drawn meanwhile inside a shape."""
        below, origin = self.surface, self._origin
        rect = _around([self._place(points)]).clip(below.get_rect())
        if rect.w <= 0 or rect.h <= 0:
            rect = pygame.Rect(0, 0, 1, 1)
        self.surface = pygame.Surface(rect.size, pygame.SRCALPHA, 32)
        self._origin = (origin[0] + rect.x, origin[1] + rect.y)
        mask = pygame.Surface(rect.size, pygame.SRCALPHA, 32)
        pygame.draw.polygon(mask, (255, 255, 255, 255), self._place(points))
        yield
        self.surface.blit(mask, (0, 0), None, pygame.BLEND_RGBA_MULT)
        below.blit(self.surface, rect)
        self.surface, self._origin = below, origin

    def fade(self, x: float, y: float, w: float, h: float, first: Paint, last: Paint,
             across: bool = False) -> None:
        """Lay a band over the picture that goes from the first colour to the last, downwards or across."""
        rect = self._rect(x, y, w, h)
        length = rect.w if across else rect.h
        if rect.w <= 0 or rect.h <= 0:
            return
        steps = np.linspace(0.0, 1.0, length)[:, None]
        ends = np.array([(*paint, 255)[:4] for paint in (first, last)], dtype=float)
        values = np.rint(ends[0] + (ends[1] - ends[0]) * steps).astype(np.uint8)
        strip = pygame.Surface((length, 1) if across else (1, length), pygame.SRCALPHA, 32)
        pygame.surfarray.pixels3d(strip)[:] = values[:, None, :3] if across else values[None, :, :3]
        pygame.surfarray.pixels_alpha(strip)[:] = values[:, None, 3] if across else values[None, :, 3]
        seen = rect.clip(self.surface.get_rect())
        part = seen.move(-rect.x, -rect.y)
        part = pygame.Rect(part.x, 0, part.w, 1) if across else pygame.Rect(0, part.y, 1, part.h)
        if seen.w > 0 and seen.h > 0:
            self.surface.blit(pygame.transform.scale(strip.subsurface(part), seen.size), seen)

    def shadow(self, points: Path, soft: float, paint: Paint) -> None:
        """Lay the blurred shape over the picture; `soft`: how far it blurs, in units."""
        placed = self._place(points)
        margin = ceil(2 * soft * self._across)
        rect = _around([placed]).inflate(2 * margin, 2 * margin)
        coarse = max(1, margin // 8)
        small = pygame.Surface((rect.w // coarse + 1, rect.h // coarse + 1), pygame.SRCALPHA, 32)
        small.fill((*paint[:3], 0))
        pygame.draw.polygon(small, paint, [((x - rect.x) / coarse, (y - rect.y) / coarse) for x, y in placed])
        blurred = pygame.transform.gaussian_blur(small, max(1, margin // coarse // 2))
        size = (small.get_width() * coarse, small.get_height() * coarse)
        self.surface.blit(pygame.transform.smoothscale(blurred, size), rect)

    def glow(self, x: float, y: float, rx: float, ry: float, paint: Colour, alpha: int, hard: float = 0.0) -> None:
        """Lay a soft light (or shadow) over the picture, full to `hard` (0..1) of its radius, then fading."""
        rect = self._rect(x - rx, y - ry, 2 * rx, 2 * ry)
        if rect.w > 0 and rect.h > 0:
            self.surface.blit(pygame.transform.smoothscale(halo(paint, alpha, hard), rect.size), rect)

    def _fill(self, shapes: Sequence[Path], paint: Paint) -> None:
        self._paint([self._place(points) for points in shapes if len(points) > 2], paint)

    def _paint(self, placed: Sequence[Path], paint: Paint) -> None:
        if len(paint) == 3 or paint == CLEAR or paint[3] == 255:
            for points in placed:
                pygame.draw.polygon(self.surface, paint, points)
            return
        rect = _around(placed).clip(self.surface.get_rect())
        if rect.w <= 0 or rect.h <= 0:
            return
        veil = pygame.Surface(rect.size, pygame.SRCALPHA, 32)
        for points in placed:
            pygame.draw.polygon(veil, paint, [(x - rect.x, y - rect.y) for x, y in points])
        self.surface.blit(veil, rect)

    def _place(self, points: Path) -> list[Point]:
        (right, below), left, top, across, down = self._origin, self._left, self._top, self._across, self._down
        return [((x - left) * across - right, (y - top) * down - below) for x, y in points]

    def _placed(self, points: Points) -> Points:
        """Place many points at once, to the same numbers."""
        return (points - (self._left, self._top)) * (self._across, self._down) - self._origin

    def _rect(self, x: float, y: float, w: float, h: float) -> pygame.Rect:
        return _around([self._place([(x, y), (x + w, y + h)])])


def _around(shapes: Sequence[Path]) -> pygame.Rect:
    xs = [x for points in shapes for x, _ in points]
    ys = [y for points in shapes for _, y in points]
    left, top = floor(min(xs)), floor(min(ys))
    return pygame.Rect(left, top, ceil(max(xs)) - left, ceil(max(ys)) - top)


def halo(paint: Colour, alpha: int, hard: float = 0.0, size: int = 96) -> pygame.Surface:
    """Return a soft round spot, `alpha` in the middle and clear at its edge."""
    axis = (np.arange(size) - (size - 1) / 2) / (size / 2)
    away = np.hypot(axis[:, None], axis[None, :])
    share = np.clip((1.0 - away) / max(1e-6, 1.0 - hard), 0.0, 1.0)
    smooth = share * share * (3 - 2 * share)
    spot = pygame.Surface((size, size), pygame.SRCALPHA, 32)
    spot.fill((*paint, 0))
    pygame.surfarray.pixels_alpha(spot)[:] = (smooth * alpha).astype(np.uint8)
    return spot


def oval(x: float, y: float, rx: float, ry: float, first: float = 0.0, last: float = 2 * pi) -> list[Point]:
    """Return an ellipse or a part of it; angles in radians from the right, clockwise on the screen."""
    return [(x + rx * c, y + ry * s) for c, s in _turns(first, last)]


@lru_cache(maxsize=100)
def _turns(first: float, last: float, count: int = 72) -> tuple[Point, ...]:
    """Cosine and sine of angles from first to last."""
    angles = (first + (last - first) * i / count for i in range(count + 1))
    return tuple((cos(angle), sin(angle)) for angle in angles)


def rounded(x: float, y: float, w: float, h: float, corner: float) -> list[Point]:
    """Return a box with round corners."""
    r = min(corner, w / 2, h / 2)
    if r <= 0:
        return [(x, y), (x + w, y), (x + w, y + h), (x, y + h)]
    centres = ((x + w - r, y + h - r), (x + r, y + h - r), (x + r, y + r), (x + w - r, y + r))
    return [(cx + r * cos(angle), cy + r * sin(angle)) for quarter, (cx, cy) in enumerate(centres)
            for angle in ((quarter + i / 10) * pi / 2 for i in range(11))]


def curve(points: Path, closed: bool = True, steps: int = 10) -> list[Point]:
    """Return a smooth line through the points (Catmull and Rom 1974)."""
    count = len(points)
    smooth: list[Point] = []
    for i in range(count if closed else count - 1):
        p0, p1, p2, p3 = (points[j % count] if closed else points[min(count - 1, max(0, j))]
                          for j in range(i - 1, i + 3))
        for k in range(steps):
            t = k / steps
            smooth.append((_between(p0[0], p1[0], p2[0], p3[0], t), _between(p0[1], p1[1], p2[1], p3[1], t)))
    return smooth if closed else [*smooth, points[-1]]


def _between(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t ** 3)


def stroke(points: Path, width: float) -> list[Path]:
    """Return the shapes that make a line of this width with round ends and joints."""
    return [*_sides(points, width), *_dots(points, width).tolist()]


def _sides(points: Path, width: float) -> list[Path]:
    shapes: list[Path] = []
    half = width / 2
    for (x0, y0), (x1, y1) in pairwise(points):
        length = hypot(x1 - x0, y1 - y0)
        if length > 0:
            ox, oy = -(y1 - y0) / length * half, (x1 - x0) / length * half
            shapes.append([(x0 + ox, y0 + oy), (x1 + ox, y1 + oy), (x1 - ox, y1 - oy), (x0 - ox, y0 - oy)])
    return shapes


def _dots(points: Path, width: float) -> Points:
    """Return the round ends and joints, all at once: they are most of a line's corners."""
    return np.asarray(points, dtype=np.float64).reshape(-1, 1, 2) + width / 2 * _DOT


_OVAL = np.array(_turns(0.0, 2 * pi))
_DOT = np.array([(cos(i * pi / 12), sin(i * pi / 12)) for i in range(24)])


def turned(points: Path, angle: float, about: Point = (0.0, 0.0)) -> list[Point]:
    """Return the points turned by radians, clockwise on the screen."""
    c, s = cos(angle), sin(angle)
    away = [(x - about[0], y - about[1]) for x, y in points]
    return [(about[0] + x * c - y * s, about[1] + x * s + y * c) for x, y in away]


def moved(points: Path, dx: float, dy: float, scale: float = 1.0) -> list[Point]:
    """Return the points scaled about the origin, then moved."""
    return [(x * scale + dx, y * scale + dy) for x, y in points]


def outlined(sprite: pygame.Surface, paint: Colour, width: int) -> pygame.Surface:
    """Return the sprite with an edge around its silhouette; it grows by `width` pixels on every side."""
    w, h = sprite.get_size()
    flat = sprite.copy()
    flat.fill((0, 0, 0, 255), None, pygame.BLEND_RGBA_MULT)
    flat.fill((*paint, 0), None, pygame.BLEND_RGBA_ADD)
    grown = pygame.Surface((w + 2 * width, h + 2 * width), pygame.SRCALPHA, 32)
    for i in range(24):
        angle = i * pi / 12
        grown.blit(flat, (width + round(width * cos(angle)), width + round(width * sin(angle))))
    grown.blit(sprite, (width, width))
    return grown
