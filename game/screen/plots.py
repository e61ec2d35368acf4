"""Plots of what was measured, with axes, scale and labels: for the therapist, and plain enough for the patient.

Lines are told apart by dashes and marks as well as by colour.  Whatever is no number is left out; a plot without
anything shows its empty frame.  Not here: what is plotted, or its title (the scene sets it as a text).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from math import ceil, hypot
from types import MappingProxyType

import pygame

from game.assessing import Plot, PlotKind
from game.picture import Align, Label, Rect, TextRole
from game.screen.plot_page import (
    DASHES,
    FARTHEST,
    MOST_LINES,
    REFERENCE_DASH,
    Area,
    Page,
    Text,
    nice_step,
    real,
    said,
    ticks,
)
from game.screen.shapes import Canvas, Point
from game.screen.text import Typesetter
from game.screen.theme import Theme, mix

MARGIN = 0.06
MOST_PATHS = 4
"""So many paths fit side by side."""
MOST_SPOKES = 16
MOST_DOTS = 200
"""More trials of a bar lie on top of each other."""
LEGEND_H = 54.0
AXIS_W, AXIS_H = 130.0, 62.0


def draw_plot(surface: pygame.Surface, rect: Rect, plot: Plot, typesetter: Typesetter, origin: tuple[int, int],
              theme: Theme) -> None:
    """Draw a plot into `rect` (logical units)."""
    box = typesetter.pixels(rect, origin)
    if box.w < 8 or box.h < 8:
        return
    drawn, texts = _drawn(plot, rect.w, rect.h, box.size, theme)
    surface.blit(drawn, box)
    for text in texts:
        placed = Rect(rect.x + text.rect.x, rect.y + text.rect.y, text.rect.w, text.rect.h)
        typesetter.draw(surface, Label(placed, text.text, TextRole.NOTE, text.align), origin, theme.ink)


@lru_cache(maxsize=8)
def _drawn(plot: Plot, w: float, h: float, size: tuple[int, int],
           theme: Theme) -> tuple[pygame.Surface, tuple[Text, ...]]:
    page = Page(Canvas(size, (0.0, 0.0, w, h)), theme, [])
    page.canvas.box(0.0, 0.0, w, h, theme.line, 20.0)
    page.canvas.box(2.5, 2.5, w - 5.0, h - 5.0, theme.panel, 18.0)
    _KINDS[plot.kind](page, plot, Rect(24.0, 20.0, w - 48.0, h - 40.0))
    return page.canvas.finish(), tuple(page.texts)


def _legend(page: Page, plot: Plot, rect: Rect) -> Rect:
    """Name the lines under the plot, where there is more than one; return what is left above."""
    names = [(number, name) for number, name in enumerate(plot.labels[:MOST_LINES]) if name]
    if not names:
        return rect
    per_row = 2 if rect.w < 1300 else 3
    rows = ceil(len(names) / per_row)
    top, wide = rect.y + rect.h - rows * LEGEND_H, rect.w / per_row
    for place, (number, name) in enumerate(names):
        x, y = rect.x + (place % per_row) * wide, top + (place // per_row) * LEGEND_H
        page.line([(x + 8, y + LEGEND_H / 2), (x + 92, y + LEGEND_H / 2)], 7.0, page.colour(number), _dash(number))
        page.text(x + 108, y, wide - 116, LEGEND_H, name, Align.LEFT)
    return Rect(rect.x, rect.y, rect.w, rect.h - rows * LEGEND_H - 8)


def _dash(number: int) -> tuple[float, float]:
    return DASHES[number % len(DASHES)]


def _even(rect: Rect, groups: Sequence[Sequence[Point]], about_middle: bool) -> Area | None:
    """Lay points into a square with equal scales, around their middle or around (0, 0)."""
    points = [point for group in groups for point in group]
    if not points:
        return None
    xs, ys = [x for x, _ in points], [y for _, y in points]
    middle = (0.0, 0.0) if about_middle else ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)
    away = [abs(x - middle[0]) for x in xs] + [abs(y - middle[1]) for y in ys]
    reach = max(1e-6, *away) * (1 + 2 * MARGIN)
    side = min(rect.w, rect.h)
    inner = Rect(rect.x + (rect.w - side) / 2, rect.y + (rect.h - side) / 2, side, side)
    return Area(inner, (middle[0] - reach, middle[0] + reach), (middle[1] - reach, middle[1] + reach))


def _sway(page: Page, plot: Plot, rect: Rect) -> None:
    """Draw paths seen from above, side by side in one scale, the ellipse of the first, and a scale bar."""
    lines = [real(line) for line in plot.lines[:MOST_PATHS]]
    labels = [*plot.labels, *[""] * len(lines)]
    outline = real(plot.outline)
    wide = rect.w / max(1, len(lines))
    named = LEGEND_H if len(lines) > 1 or plot.labels else 0.0
    room = Rect(rect.x, rect.y, wide, rect.h - 66.0 - named)
    area = _even(room, [*(_about_own_middle(line) for line in lines), outline], about_middle=False)
    if area is None:
        return
    for number, line in enumerate(lines):
        at = replace(area, inner=replace(area.inner, x=area.inner.x + number * wide))
        own = line if len(lines) == 1 else _about_own_middle(line)
        page.line([at.place(point) for point in own], 3.5, page.theme.accent)
        page.text(rect.x + number * wide, rect.y + room.h, wide, named, labels[number])
        if len(outline) > 2 and number == 0:
            page.line([at.place(point) for point in (*outline, outline[0])], 5.0, page.theme.ink, REFERENCE_DASH)
    _scale_bar(page, area, Rect(rect.x, rect.y + rect.h - 60.0, rect.w, 60.0), plot.unit_x)


def _about_own_middle(line: list[Point]) -> list[Point]:
    """Lay a path around its own mean, so that paths beside each other show their size and not their place."""
    if not line:
        return line
    x, y = sum(x for x, _ in line) / len(line), sum(y for _, y in line) / len(line)
    return [(px - x, py - y) for px, py in line]


def _scale_bar(page: Page, area: Area, rect: Rect, unit: str) -> None:
    span = area.x[1] - area.x[0]
    step = nice_step(span, 4)
    length = step / span * area.inner.w
    x, y = area.inner.x + 8.0, rect.y + 30.0
    page.line([(x, y), (x + length, y)], 7.0, page.theme.ink)
    for end in (x, x + length):
        page.line([(end, y - 14.0), (end, y + 14.0)], 7.0, page.theme.ink)
    page.text(x + length + 20.0, rect.y, max(60.0, rect.x + rect.w - x - length - 20.0), 60.0,
              f"{said(step, step)} {unit}".strip(), Align.LEFT)


def _reach(page: Page, plot: Plot, rect: Rect) -> None:
    """Draw how far it went around the middle, with the usual limit, round rings and a bar as a scale.

    Lines of two points are spokes: their ends are joined, and each is written beside.
    """
    lines = [real(line) for line in plot.lines[:MOST_SPOKES]]
    spokes = [line[-1] for line in lines if len(line) == 2]
    rect = rect if spokes else _legend(page, plot, rect)
    outline = real(plot.outline)
    area = _even(Rect(rect.x, rect.y + 36.0, rect.w, rect.h - 140.0), [*lines, outline], about_middle=True)
    if area is None:
        return
    _scale_bar(page, area, Rect(rect.x, rect.y + rect.h - 50.0, rect.w, 60.0), plot.unit_x)
    step = nice_step(area.x[1] - area.x[0], 4)
    soft = mix(page.theme.panel, page.theme.line, 0.55)
    for ring in (step * times for times in range(1, int(area.x[1] / step) + 1)):
        radius = ring / (area.x[1] - area.x[0]) * area.inner.w
        page.canvas.ring(*area.place((0.0, 0.0)), radius, 2.5, soft)
    for x, y in ((1.0, 0.0), (0.0, 1.0)):
        ends = [area.place((way * x * area.x[1], way * y * area.x[1])) for way in (-1.0, 1.0)]
        page.line(ends, 2.0, soft)
    if len(outline) > 2:
        page.line([area.place(point) for point in (*outline, outline[0])], 5.0, page.theme.ink, REFERENCE_DASH)
    for number, line in enumerate([spokes] if len(spokes) == len(lines) else lines[:MOST_LINES]):
        _excursions(page, area, line, number)
    for spoke in spokes:
        _figure_beside(page, area, spoke, nice_step(area.x[1], 100))


def _figure_beside(page: Page, area: Area, end: Point, step: float) -> None:
    """Write how far a lean went, outside of everything, in its direction."""
    far = hypot(*end)
    if far > 0:
        rim = area.x[1] * (1.0 + MARGIN)
        x, y = area.place((end[0] / far * rim, end[1] / far * rim))
        page.text(x - 60.0, y - 22.0, 120.0, 44.0, said(far, max(1.0, step)))


def _excursions(page: Page, area: Area, line: list[Point], number: int) -> None:
    """Join the ends of all leans, a mark at each; many points are a path and get no marks."""
    placed = [area.place(point) for point in line]
    if 2 < len(placed) <= 16:
        page.line([*placed, placed[0]], 6.0, page.colour(number), _dash(number))
        for point in placed:
            page.canvas.circle(*point, 11.0, page.colour(number))
            page.canvas.circle(*point, 5.0, page.theme.panel)
    else:
        page.line(placed, 4.0, page.colour(number), _dash(number))


def bars_of(plot: Plot) -> list[tuple[str, list[float]]]:
    """Return the bars: label and the values behind it.

    One line per bar holds its trials; else every point of the lines is a bar of its own.
    """
    lines = [[y for _, y in line if abs(y) < FARTHEST] for line in plot.lines]
    if len(plot.labels) == len(lines) != sum(len(line) for line in plot.lines):
        return list(zip(plot.labels, lines, strict=True))
    values = [[value] for line in lines for value in line]
    labels = [*plot.labels, *[""] * len(values)]
    return [(labels[number], value) for number, value in enumerate(values)]


def _bars(page: Page, plot: Plot, rect: Rect) -> None:
    """Draw a bar for each condition at the mean, its trials as dots, its value above."""
    bars = bars_of(plot)[:12]
    known = [value for _, values in bars for value in values]
    if not known:
        return
    low, high = min(0.0, *known), max(0.0, *known)
    area = Area(Rect(rect.x + 10.0, rect.y + 84.0, rect.w - 20.0, rect.h - 188.0), (0.0, float(len(bars))),
                (low, high if high > low else low + 1.0))
    zero = area.place((0.0, 0.0))[1]
    wide = area.inner.w / len(bars)
    step = nice_step(max(high - low, 1e-9), 100)
    for number, (label, values) in enumerate(bars):
        x = area.inner.x + number * wide
        page.text(x + 4.0, area.inner.y + area.inner.h + 8.0, wide - 8.0, 96.0, label)
        if not values:
            continue
        mean = sum(values) / len(values)
        top = area.place((0.0, mean))[1]
        high_px = max(3.0, abs(zero - top))
        page.canvas.box(x + 0.2 * wide, min(top, zero), 0.6 * wide, high_px, page.theme.accent, 8.0)
        if len(values) > 1:
            for place in range(0, len(values), ceil(len(values) / MOST_DOTS)):
                at = x + wide * (0.3 + 0.4 * place / (len(values) - 1))
                page.canvas.circle(at, area.place((0.0, values[place]))[1], 10.0, page.theme.panel)
                page.canvas.circle(at, area.place((0.0, values[place]))[1], 7.0, page.theme.focus)
        page.text(x, area.inner.y - 56.0, wide, 50.0, said(mean, step))
    page.line([(area.inner.x, zero), (area.inner.x + area.inner.w, zero)], 4.0, page.theme.ink)
    page.text(rect.x, rect.y - 14.0, rect.w, 44.0, plot.unit_y, Align.LEFT)


def _line(page: Page, plot: Plot, rect: Rect) -> None:
    """Draw values over time, with axes."""
    rect = _legend(page, plot, rect)
    lines = [real(line) for line in plot.lines[:MOST_LINES]]
    outline = real(plot.outline)
    points = [point for line in (*lines, outline) for point in line]
    if not points:
        return
    xs, ys = [x for x, _ in points], [y for _, y in points]
    low, high = min(0.0, *ys) if min(ys) >= 0 else min(ys), max(ys)
    area = Area(Rect(rect.x + AXIS_W, rect.y + 46.0, rect.w - AXIS_W - 80.0, rect.h - AXIS_H - 46.0),
                (min(xs), max(xs) if max(xs) > min(xs) else min(xs) + 1.0),
                (low, high + MARGIN * (high - low) if high > low else low + 1.0))
    _axes(page, area, plot, rect)
    if len(outline) > 1:
        page.line([area.place(point) for point in outline], 5.0, page.theme.ink, REFERENCE_DASH)
    for number, line in enumerate(lines):
        page.line([area.place(point) for point in line], 4.5, page.colour(number), _dash(number))
        if len(line) == 1:
            page.canvas.circle(*area.place(line[0]), 9.0, page.colour(number))


def _axes(page: Page, area: Area, plot: Plot, rect: Rect) -> None:
    """Draw the axes with round numbers and units."""
    inner, soft = area.inner, mix(page.theme.panel, page.theme.line, 0.4)
    step_x, step_y = nice_step(area.x[1] - area.x[0], 6), nice_step(area.y[1] - area.y[0], 5)
    for value in ticks(*area.y, 5):
        y = area.place((0.0, value))[1]
        page.line([(inner.x, y), (inner.x + inner.w, y)], 2.0, soft)
        page.text(rect.x, y - 24.0, AXIS_W - 14.0, 48.0, said(value, step_y), Align.RIGHT)
    for value in ticks(*area.x, 6):
        x = area.place((value, 0.0))[0]
        page.line([(x, inner.y + inner.h), (x, inner.y + inner.h + 10.0)], 3.0, page.theme.ink)
        page.text(x - 60.0, inner.y + inner.h + 12.0, 120.0, 46.0, said(value, step_x))
    page.line([(inner.x, inner.y), (inner.x, inner.y + inner.h), (inner.x + inner.w, inner.y + inner.h)], 4.0,
              page.theme.ink)
    page.text(rect.x, rect.y - 12.0, 220.0, 48.0, plot.unit_y, Align.LEFT)
    page.text(inner.x + inner.w + 10.0, inner.y + inner.h - 24.0, 86.0, 48.0, plot.unit_x, Align.LEFT)


_KINDS: Mapping[PlotKind, Callable[[Page, Plot, Rect], None]] = MappingProxyType({
    PlotKind.SWAY: _sway, PlotKind.REACH: _reach, PlotKind.BARS: _bars, PlotKind.LINE: _line,
})
