"""Text is as big as the eye needs it, and the layout can hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.picture import HEIGHT, TextRole
from game.screen.display import Display


@pytest.mark.parametrize(("distance_m", "title_px", "small_px"), [
    (2.0, 74, 28), (2.5, 92, 35), (3.0, 110, 42), (3.5, 129, 49),
])
def test_sizes_of_a_43_inch_screen_follow_the_angle_of_the_eye(
        distance_m: float, title_px: float, small_px: float) -> None:
    display = Display(43.0, distance_m)
    assert display.font_size(0.7) == pytest.approx(title_px, abs=0.6)
    assert display.font_size(16 / 60) == pytest.approx(small_px, abs=0.6)


def test_sizes_are_logical_so_a_finer_screen_changes_nothing() -> None:
    coarse, fine = Display(43, 2.5, 1280, 720), Display(43, 2.5, 3840, 2160)
    assert dict(coarse.sizes()) == dict(fine.sizes())
    assert coarse.scale == pytest.approx(2 / 3)
    assert fine.scale == pytest.approx(2.0)


@given(st.floats(5, 200), st.floats(0.3, 10), st.sampled_from([(640, 360), (1280, 1024), (3440, 1440)]))
def test_whatever_the_screen_sizes_stay_within_the_layout(
        diagonal_in: float, distance_m: float, pixels: tuple[int, int]) -> None:
    sizes = Display(diagonal_in, distance_m, *pixels).sizes()
    assert all(size.floor <= size.usual for size in sizes.values())
    assert sizes[TextRole.BODY].floor >= HEIGHT / 25
    assert sizes[TextRole.TITLE].floor >= sizes[TextRole.BODY].floor >= sizes[TextRole.SMALL].floor
    assert 72 <= sizes[TextRole.TITLE].usual <= 104
    assert 28 <= sizes[TextRole.SMALL].usual <= 40
