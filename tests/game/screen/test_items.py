"""The things on the shelf."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pygame
import pytest

from game.plays.items import LOOKS
from game.screen.items import BASE, EDGE, ITEMS, draw_item
from game.screen.theme import HIGH_CONTRAST, LIGHT, THEMES, Theme, contrast


def test_every_look_of_the_play_is_drawn() -> None:
    assert set(ITEMS) == set(LOOKS)


def test_unknown_look_is_a_programming_error() -> None:
    with pytest.raises(KeyError):
        draw_item("spaceship", 20, LIGHT)


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
@pytest.mark.parametrize("look", ITEMS)
@pytest.mark.parametrize("radius", [4, 24, 63])
def test_fits_its_circle_and_stands_on_its_base(look: str, theme: Theme, radius: int) -> None:
    sprite = draw_item(look, radius, theme)
    seen = sprite.get_bounding_rect()
    assert seen.h > 1.1 * radius
    assert max(seen.size) <= 2 * radius * 1.05 + 2 * max(2, round(radius * 0.09)) + 1
    foot = (seen.bottom - sprite.get_height() / 2) / radius
    assert foot == pytest.approx(BASE + 0.06, abs=0.12 + 4 / radius)


def test_silhouettes_differ() -> None:
    masks = {look: pygame.mask.from_surface(draw_item(look, 32, LIGHT)) for look in ITEMS}
    for one, other in combinations(ITEMS, 2):
        both = masks[one].overlap_area(masks[other], (0, 0))
        either = masks[one].count() + masks[other].count() - both
        assert both / either < 0.9, (one, other)


def test_edge_stands_out_from_the_lit_place() -> None:
    assert contrast(EDGE, (255, 246, 224)) >= 3.0


def test_high_contrast_wears_a_light_edge() -> None:
    sprite = draw_item("apple", 40, HIGH_CONTRAST)
    middle = np.asarray(pygame.surfarray.array3d(sprite)[:, sprite.get_height() // 2])
    first = next(column for column in range(sprite.get_width())
                 if sprite.get_at((column, sprite.get_height() // 2)).a == 255)
    assert tuple(middle[first]) == HIGH_CONTRAST.ink
