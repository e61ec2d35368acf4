"""The hand in the picture."""

from __future__ import annotations

import pygame
import pytest

from game.screen.hand import Pose, draw_hand, turned_hand
from game.screen.theme import LIGHT, THEMES, Theme

BOTH = pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
UNIT = 200.0


@BOTH
@pytest.mark.parametrize("degrees", [-24, -7, 0, 13, 24])
def test_fingertips_stay_where_the_lean_points_however_the_arm_leans(theme: Theme, degrees: int) -> None:
    sprite, (x, y) = turned_hand(UNIT, Pose.OPEN, degrees, theme)
    near = pygame.Rect(0, 0, 17, 17)
    near.center = (x, y + 8)
    assert near.collidelist([sprite.get_rect()]) == 0
    assert any(sprite.get_at((column, row)).a > 200 for column in range(near.left, near.right)
               for row in range(near.top, near.bottom))


@pytest.mark.parametrize(("degrees", "side"), [(-20, 1), (20, -1)])
def test_arm_comes_from_the_side_away_from_the_reach(degrees: int, side: int) -> None:
    """Reaching to the right, the arm lies to the left below, and the other way round."""
    sprite, (x, y) = turned_hand(UNIT, Pose.OPEN, degrees, LIGHT)
    mask = pygame.mask.from_surface(sprite)
    centre = mask.centroid()
    assert (centre[0] - x) * side > 5
    assert centre[1] > y


@BOTH
def test_two_halves_hold_a_thing_between_them(theme: Theme) -> None:
    behind, before = (draw_hand(UNIT, pose, theme) for pose in (Pose.BEHIND, Pose.BEFORE))
    areas = [pygame.mask.from_surface(sprite).count() for sprite, _ in (behind, before)]
    assert areas[0] > 2 * areas[1] > 0
    (sprite, (x, y)) = before
    assert sprite.get_at((x, y)).a == 0, "the thing in the hand stays in sight"


@BOTH
def test_scales_with_the_picture(theme: Theme) -> None:
    small, large = (draw_hand(unit, Pose.OPEN, theme)[0].get_height() for unit in (100.0, 400.0))
    assert large / small == pytest.approx(4.0, rel=0.08)
