"""Drawing large and making small."""

from __future__ import annotations

import pygame
import pytest

from game.screen.shapes import CLEAR, Canvas, curve, outlined, oval, rounded, stroke, turned

UNIT = (-1.0, -1.0, 1.0, 1.0)
RED, BLUE = (180, 60, 40), (40, 60, 180)


def canvas(side: int = 60) -> Canvas:
    return Canvas((side, side), UNIT)


def solid(sprite: pygame.Surface, at: tuple[int, int], colour: tuple[int, int, int]) -> bool:
    pixel = sprite.get_at(at)
    return pixel.a == 255 and all(abs(got - want) <= 2 for got, want in zip(pixel[:3], colour, strict=True))


def test_shape_fills_its_place_only() -> None:
    drawing = canvas()
    drawing.box(-1.0, -1.0, 1.0, 2.0, RED)
    sprite = drawing.finish()
    assert solid(sprite, (10, 30), RED)
    assert sprite.get_at((50, 30)).a == 0


def test_edges_are_smooth_and_keep_their_hue() -> None:
    drawing = canvas()
    drawing.circle(0.0, 0.0, 0.8, RED)
    sprite = drawing.finish()
    soft = [sprite.get_at((x, y)) for x in range(60) for y in range(60) if 40 < sprite.get_at((x, y)).a < 215]
    assert len(soft) > 30
    assert all(abs(pixel.r - RED[0]) < 12 for pixel in soft), "no dark seam"


def test_clear_cuts_a_hole() -> None:
    drawing = canvas()
    drawing.circle(0.0, 0.0, 0.9, RED)
    drawing.circle(0.0, 0.0, 0.4, CLEAR)
    sprite = drawing.finish()
    assert sprite.get_at((30, 30)).a == 0
    assert sprite.get_at((6, 30)).a == 255


def test_alpha_is_laid_over_once_even_where_parts_overlap() -> None:
    drawing = canvas()
    drawing.box(-1.0, -1.0, 2.0, 2.0, (255, 255, 255))
    drawing.line([(-0.6, 0.0), (0.0, 0.0), (0.6, 0.0)], 0.4, (0, 0, 0, 128))
    sprite = drawing.finish()
    assert sprite.get_at((30, 30)) == sprite.get_at((20, 30))
    assert 120 < sprite.get_at((30, 30)).r < 135


def test_inside_keeps_within_a_shape() -> None:
    drawing = canvas()
    with drawing.inside(oval(0.0, 0.0, 0.5, 0.5)):
        drawing.box(-1.0, -1.0, 2.0, 2.0, BLUE)
    sprite = drawing.finish()
    assert solid(sprite, (30, 30), BLUE)
    assert sprite.get_at((4, 4)).a == 0


def test_inside_a_shape_beyond_the_canvas_draws_nothing() -> None:
    drawing = canvas()
    with drawing.inside(oval(9.0, 9.0, 0.5, 0.5)):
        drawing.box(-1.0, -1.0, 2.0, 2.0, BLUE)
    assert drawing.finish().get_bounding_rect().size == (0, 0)


@pytest.mark.parametrize("across", [False, True])
def test_fade_goes_evenly_from_first_to_last(across: bool) -> None:
    drawing = canvas(64)
    drawing.fade(-1.0, -1.0, 2.0, 2.0, (0, 0, 0), (200, 200, 200), across=across)
    sprite = drawing.finish()
    values = [sprite.get_at((i, 32) if across else (32, i)).r for i in (0, 16, 32, 48, 63)]
    assert values == pytest.approx([0, 50, 100, 150, 200], abs=4)


def test_fade_and_glow_of_nothing_are_nothing() -> None:
    drawing = canvas()
    drawing.fade(0.0, 0.0, 0.0, 0.0, RED, BLUE)
    drawing.glow(0.0, 0.0, 0.0, 0.0, RED, 200)
    drawing.box(5.0, 5.0, 1.0, 1.0, (*RED, 90))
    assert drawing.finish().get_bounding_rect().size == (0, 0)


def test_zoomed_draws_in_other_units_and_comes_back() -> None:
    drawing = canvas()
    with drawing.zoomed(0.5, 0.5, 0.25):
        drawing.box(-1.0, -1.0, 2.0, 2.0, RED)
    drawing.box(-1.0, -1.0, 0.5, 0.5, BLUE)
    sprite = drawing.finish()
    assert solid(sprite, (45, 45), RED)
    assert sprite.get_at((30, 45)).a == 0
    assert solid(sprite, (5, 5), BLUE)


def test_edged_gives_the_silhouette_an_edge() -> None:
    drawing = canvas()
    with drawing.edged((255, 255, 255), 0.1):
        drawing.circle(0.0, 0.0, 0.4, RED)
    with drawing.edged(None, 0.1):
        drawing.circle(0.8, 0.8, 0.1, BLUE)
    sprite = drawing.finish()
    assert solid(sprite, (30, 30), RED)
    assert solid(sprite, (30, 30 - 13), (255, 255, 255))
    assert solid(sprite, (54, 54), BLUE)


def test_outlined_grows_on_every_side() -> None:
    drawing = canvas()
    drawing.circle(0.0, 0.0, 0.5, RED)
    sprite = drawing.finish()
    edged = outlined(sprite, (255, 255, 255), 3)
    assert edged.get_size() == (66, 66)
    assert edged.get_bounding_rect().w == sprite.get_bounding_rect().w + 6


def test_opaque_layer_takes_the_format_of_the_surface() -> None:
    like = pygame.Surface((4, 4))
    drawing = canvas()
    drawing.box(-1.0, -1.0, 2.0, 2.0, RED)
    layer = drawing.finish_opaque(like)
    assert layer.get_bitsize() == like.get_bitsize()
    assert layer.get_masks() == like.get_masks()
    assert solid(layer, (30, 30), RED)


def test_curve_passes_through_its_points() -> None:
    points = [(0.0, 0.0), (1.0, 0.5), (2.0, -0.5), (3.0, 0.0)]
    for closed in (True, False):
        smooth = curve(points, closed=closed)
        assert all(min(abs(x - px) + abs(y - py) for x, y in smooth) < 1e-9 for px, py in points)


def test_stroke_of_a_point_is_a_dot() -> None:
    assert len(stroke([(0.5, 0.5), (0.5, 0.5)], 0.2)) == 2


def test_turned_is_clockwise_on_the_screen() -> None:
    ((x, y),) = turned([(1.0, 0.0)], 3.14159265 / 2)
    assert (x, y) == pytest.approx((0.0, 1.0), abs=1e-6)


def test_box_without_corner_is_a_box() -> None:
    assert rounded(0.0, 0.0, 2.0, 1.0, 0.0) == [(0.0, 0.0), (2.0, 0.0), (2.0, 1.0), (0.0, 1.0)]
