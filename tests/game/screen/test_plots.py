"""Plots and the ground to lean on: in their boxes, to scale, whatever the values."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np
import pygame
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.assessing import Plot, PlotKind
from game.picture import Aim, Chart, Picture, Rect, Shade
from game.screen.aim import draw_aim
from game.screen.display import Display
from game.screen.painter import WHOLE, Painter
from game.screen.plot_page import dashes, nice_step, real, said, ticks
from game.screen.plots import bars_of
from game.screen.theme import HIGH_CONTRAST, LIGHT, THEMES, Theme
from tests.game.scenes.assess.making import BARS, LINE, REACH, SWAY
from tests.game.screen.worlds import Pixels, luminances

BOTH = pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
BOX = Rect(200, 150, 880, 600)
NAN, INF = float("nan"), float("inf")


@cache
def painter_of(size: tuple[int, int], theme: Theme) -> Painter:
    return Painter(size, theme, Display())


def painted(*parts: Chart | Aim | Shade, theme: Theme = LIGHT, size: tuple[int, int] = (960, 540)) -> Pixels:
    surface = pygame.Surface(size)
    picture = Picture("plot", parts)
    painter = painter_of(size, theme)
    painter.forget()
    painter.draw(surface, picture, picture, 1.0)
    return np.asarray(pygame.surfarray.array3d(surface))


def changed(one: Pixels, other: Pixels) -> tuple[int, int, int, int]:
    xs, ys = np.nonzero(np.any(one != other, axis=2))
    return int(xs.min()), int(ys.min()), int(xs.max()), int(ys.max())


@BOTH
@pytest.mark.parametrize("plot", [SWAY, REACH, BARS, LINE], ids=lambda plot: plot.kind)
def test_a_plot_stays_in_its_box_and_shows_something(plot: Plot, theme: Theme) -> None:
    empty = painted(theme=theme)
    shown = painted(Chart(BOX, plot), theme=theme)
    bare = painted(Chart(BOX, replace(plot, lines=(), labels=(), outline=())), theme=theme)
    left, top, right, bottom = changed(empty, shown)
    assert left >= 99
    assert top >= 74
    assert right <= 540
    assert bottom <= 375
    assert np.count_nonzero(np.any(shown != bare, axis=2)) > 1500


@pytest.mark.parametrize("kind", PlotKind)
@pytest.mark.parametrize("lines", [
    (), ((),), (((0.0, 0.0),),), (((1.0, 2.0),) * 5,), (((NAN, 1.0), (INF, 2.0)),), (((0.0, NAN), (1.0, 1.0)),),
    (((0.0, 1e300), (1.0, -1e300)),), (((0.0, -3.0), (1.0, -9.0)),),
    tuple(((float(n), float(n)),) for n in range(40)),
    (tuple((n / 1000, math.sin(n)) for n in range(60_000)),),
], ids=["none", "empty", "one", "constant", "no numbers", "a hole", "huge", "negative", "many", "long"])
def test_any_values_can_be_plotted(kind: PlotKind, lines: tuple[tuple[tuple[float, float], ...], ...]) -> None:
    for labels in ((), ("one",), tuple(f"label {n}" for n in range(len(lines)))):
        painted(Chart(BOX, Plot(kind, "Any", lines, labels, outline=lines[0] if lines else ())))


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(list(PlotKind)), st.lists(st.lists(st.tuples(st.floats(), st.floats()), max_size=6),
                                                 max_size=5),
       st.floats(1, 900), st.floats(1, 900))
def test_nothing_breaks_a_plot(kind: PlotKind, lines: list[list[tuple[float, float]]], w: float, h: float) -> None:
    plot = Plot(kind, "Any", tuple(tuple(line) for line in lines), tuple("label" for _ in lines))
    painted(Chart(Rect(100, 100, w, h), plot))


def test_sway_has_the_same_scale_both_ways() -> None:
    """A circle is as wide as it is high."""
    circle = tuple((30 * math.cos(turn / 20), 30 * math.sin(turn / 20)) for turn in range(127))
    plot = Plot(PlotKind.SWAY, "Circle", (circle,))
    frame = painted(Chart(BOX, plot))
    blue = np.all(np.abs(frame.astype(int) - np.array(LIGHT.accent)) < 40, axis=2)
    xs, ys = np.nonzero(blue)
    assert np.ptp(xs) == pytest.approx(np.ptp(ys), abs=3)
    assert np.ptp(xs) > 150


@pytest.mark.parametrize(("span", "most", "step"), [
    (100.0, 4, 50.0), (80.0, 4, 20.0), (7.0, 5, 2.0), (0.03, 4, 0.01), (1.0, 1, 1.0), (0.0, 4, 1.0),
    (-3.0, 4, 1.0),
    (NAN, 4, 1.0), (INF, 4, 1.0),
])
def test_steps_are_round(span: float, most: int, step: float) -> None:
    assert nice_step(span, most) == pytest.approx(step)


@given(st.floats(1e-6, 1e9), st.integers(1, 20))
def test_a_step_never_cuts_into_more_than_asked(span: float, most: int) -> None:
    step = nice_step(span, most)
    assert span / step <= most * (1 + 1e-6)
    assert step < 10 * span / most * (1 + 1e-6)


@pytest.mark.parametrize(("low", "high", "numbers"), [
    (0.0, 100.0, ["0", "20", "40", "60", "80", "100"]), (-1.0, 1.0, ["-1.0", "-0.5", "0.0", "0.5", "1.0"]),
    (0.0, 0.04, ["0.00", "0.01", "0.02", "0.03", "0.04"]), (13.0, 27.0, ["15", "20", "25"]),
])
def test_axes_have_round_numbers(low: float, high: float, numbers: list[str]) -> None:
    step = nice_step(high - low, 5)
    assert [said(value, step) for value in ticks(low, high, 5)] == numbers


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.floats(-500, 500), st.floats(-500, 500)), min_size=2, max_size=20))
def test_dashes_cover_about_their_share_of_a_line(points: list[tuple[float, float]]) -> None:
    length = sum(math.dist(one, other) for one, other in pairwise(points))
    drawn = sum(math.dist(one, other) for piece in dashes(points, 10.0, 10.0)
                for one, other in pairwise(piece))
    assert drawn == pytest.approx(length / 2, abs=10.5)


def test_a_long_line_keeps_its_ends() -> None:
    line = [(float(n), 0.0) for n in range(100_000)]
    thin = real(line)
    assert len(thin) <= 1500
    assert (thin[0], thin[-1]) == (line[0], line[-1])


@pytest.mark.parametrize(("lines", "labels", "bars"), [
    ((((0.0, 1.0), (1.0, 3.0)), ((0.0, 5.0),)), ("a", "b"), [("a", [1.0, 3.0]), ("b", [5.0])]),
    ((((0.0, 1.0), (1.0, 3.0)),), ("a", "b"), [("a", [1.0]), ("b", [3.0])]),
    ((((0.0, 1.0),), ((1.0, 2.0),)), ("a", "b"), [("a", [1.0]), ("b", [2.0])]),
    ((((0.0, 1.0), (1.0, NAN)),), (), [("", [1.0])]),
])
def test_bars_are_trials_of_one_label_or_values_of_their_own(
        lines: tuple[tuple[tuple[float, float], ...], ...], labels: tuple[str, ...],
        bars: list[tuple[str, list[float]]]) -> None:
    assert bars_of(Plot(PlotKind.BARS, "Any", lines, labels)) == bars


@BOTH
def test_the_ground_shows_place_person_and_outline(theme: Theme) -> None:
    rect = Rect(400, 100, 600, 600)
    plain = painted(Aim(rect), theme=theme)
    outline = tuple((0.5 * math.cos(turn), 0.5 * math.sin(turn)) for turn in range(6))
    for aim in (Aim(rect, (1.0, 0.0)), Aim(rect, (0.7, -0.7), now=False), Aim(rect, point=(0.5, 0.5)),
                Aim(rect, outline=outline)):
        left, top, right, bottom = changed(plain, painted(aim, theme=theme))
        assert (left, top) >= (199, 49)
        assert right <= 501
        assert bottom <= 351
    dot = np.all(painted(Aim(rect, point=(0.5, 0.0)), theme=theme) == np.array(theme.focus), axis=2)
    xs, ys = np.nonzero(dot)
    assert xs.mean() > 380
    assert ys.mean() == pytest.approx(200, abs=3)


@pytest.mark.parametrize("number", [NAN, INF, -INF, 1e9])
def test_a_lean_that_is_no_number_stays_in_the_picture(number: float) -> None:
    surface = pygame.Surface((300, 300))
    aim = Aim(Rect(0, 0, 1, 1), (number, 0.0), (0.0, number), ((number, 1.0), (0.0, 0.0), (1.0, number)), number)
    draw_aim(surface, pygame.Rect(100, 100, 100, 100), aim, LIGHT)
    pixels = pygame.surfarray.array3d(surface)
    pixels[92:208, 92:208] = 0
    assert not pixels.any()


def test_the_dark_covers_the_rims_of_the_screen_too() -> None:
    dark = luminances(painted(Shade(WHOLE, 0.97), size=(640, 640)))
    assert dark.max() < 0.03
    half = luminances(painted(Shade(Rect(0, 0, 960, 1080), 0.9), size=(960, 540)))
    assert half[:470].max() < 0.1 < half[490:].min()


def test_dashes_tell_lines_apart_without_colour() -> None:
    wave = tuple((n / 10, math.sin(n / 10)) for n in range(60))
    higher = tuple((x, y + 3.0) for x, y in wave)
    plot = Plot(PlotKind.LINE, "Two", (wave, higher), ("one", "two"), "s", "mV")
    for theme in (LIGHT, HIGH_CONTRAST):
        grey = luminances(painted(Chart(BOX, plot), theme=theme, size=(1920, 1080)))
        ground = float(np.median(grey[340:1000, 260:600]))
        inked = [float(np.mean(np.any(np.abs(grey[360:1000, top:bottom] - ground) > 0.15, axis=1)))
                 for top, bottom in ((450, 560), (230, 330))]
        assert all(0.3 < share <= 1.0 for share in inked)
