"""What plots are drawn on: units laid into a box, dashed lines, round numbers, texts set beside.

Not here: the kinds of plots (`plots`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor, hypot, isfinite, log10

from game.picture import Align, Rect
from game.screen.shapes import Canvas, Point
from game.screen.theme import Colour, Theme

MOST_POINTS = 1500
"""More points of a line than the screen could show are thinned, keeping the first and the last."""
MOST_LINES = 6
FARTHEST = 1e12
"""What is larger is no measure, and what is no number is not smaller."""
DASHES = ((1.0, 0.0), (18.0, 12.0), (4.0, 10.0), (30.0, 10.0), (12.0, 6.0), (2.0, 6.0))
"""Length of stroke and gap, logical units; the first line is whole."""
REFERENCE_DASH = (14.0, 10.0)


@dataclass(frozen=True, slots=True)
class Area:
    """Where a plot's units lie: `inner` in logical units, x and y from low to high."""

    inner: Rect
    x: tuple[float, float]
    y: tuple[float, float]

    def place(self, point: Point) -> Point:
        """Return the logical place of a value."""
        across = (point[0] - self.x[0]) / (self.x[1] - self.x[0])
        up = (point[1] - self.y[0]) / (self.y[1] - self.y[0])
        return self.inner.x + across * self.inner.w, self.inner.y + (1.0 - up) * self.inner.h


@dataclass(frozen=True, slots=True)
class Text:
    """A text beside a plot, in the plot's own logical units."""

    rect: Rect
    text: str
    align: Align = Align.CENTRE


@dataclass(slots=True)
class Page:
    """What a plot is drawn on: a canvas in logical units, and texts for later."""

    canvas: Canvas
    theme: Theme
    texts: list[Text]

    def colour(self, number: int) -> Colour:
        """Return the colour of a line."""
        theme = self.theme
        return (theme.accent, theme.focus, theme.good, theme.ink, theme.stop, theme.line)[number % 6]

    def line(self, points: Sequence[Point], width: float, paint: Colour,
             dash: tuple[float, float] = (1.0, 0.0)) -> None:
        """Draw a line, whole or in dashes."""
        if len(points) < 2:
            return
        for piece in [points] if dash[1] <= 0 else dashes(points, *dash):
            self.canvas.line(piece, width, paint)

    def text(self, x: float, y: float, w: float, h: float, text: str, align: Align = Align.CENTRE) -> None:
        """Set a text later, when the drawing is small again."""
        self.texts.append(Text(Rect(x, y, w, h), text, align))


def real(points: Sequence[Point]) -> list[Point]:
    """Keep what is a number, at most `MOST_POINTS` of it."""
    kept = [(float(x), float(y)) for x, y in points if abs(x) < FARTHEST and abs(y) < FARTHEST]
    if len(kept) <= MOST_POINTS:
        return kept
    step = (len(kept) - 1) / (MOST_POINTS - 1)
    return [kept[round(number * step)] for number in range(MOST_POINTS)]


def dashes(points: Sequence[Point], stroke: float, gap: float) -> list[list[Point]]:
    """Cut a line into strokes with gaps between, measured along it."""
    pieces: list[list[Point]] = [[points[0]]]
    left, drawing = stroke, True
    for (x0, y0), (x1, y1) in pairwise(points):
        length, done = hypot(x1 - x0, y1 - y0), 0.0
        while length - done > left:
            done += left
            at = (x0 + (x1 - x0) * done / length, y0 + (y1 - y0) * done / length)
            if drawing:
                pieces[-1].append(at)
            else:
                pieces.append([at])
            drawing = not drawing
            left = stroke if drawing else gap
        left -= length - done
        if drawing:
            pieces[-1].append((x1, y1))
    return [piece for piece in pieces if len(piece) > 1]


def nice_step(span: float, most: int) -> float:
    """Return a step of 1, 2 or 5 times a power of ten that cuts `span` into at most `most` parts."""
    if not isfinite(span) or span <= 0:
        return 1.0
    raw = span / most
    power: float = 10.0 ** floor(log10(raw))
    return next(power * times for times in (1.0, 2.0, 5.0, 10.0) if power * times >= raw * (1 - 1e-9))


def ticks(low: float, high: float, most: int) -> list[float]:
    """Return round numbers from `low` to `high`."""
    step = nice_step(high - low, most)
    return [number * step for number in range(ceil(low / step - 1e-9), floor(high / step + 1e-9) + 1)]


def said(value: float, step: float) -> str:
    """Write a number of an axis with the digits its step needs."""
    digits = max(0, -floor(log10(step) + 1e-9))
    return f"{value + 0.0:.{digits}f}"
