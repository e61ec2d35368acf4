"""Every figure, at every size, in both themes."""

from __future__ import annotations

import numpy as np
import pygame
import pytest

from game.screen.figures import FIGURES, draw_figure
from game.screen.theme import HIGH_CONTRAST, LIGHT, THEMES, Theme
from tests.game.screen.worlds import Pixels, differs, luminances

BOTH = pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
ICONS = ("heart", "play", "levels", "setup", "back", "stop", "pause", "again", "easier", "harder", "check",
         "warning", "seated", "standing", "lying", "eyes_closed", "foam", "board", "muscle", "home", "more",
         "spark", "palm", "let_go", "keep_up", "breathe", "lock", "paper", "question", "plug", "person", "finger",
         "stim_not_ready", "stim_ready", "stim_blocked")
PADS = tuple(f"pads_{side}_{muscle}" for side in ("left", "right") for muscle in (
    "tibialis_anterior", "gastrocnemius", "vastus_lateralis", "vastus_medialis", "hamstrings", "gluteus_medius",
    "wrist_extensors", "other", "other_arm"))
PICTURES = ("step_on", "step_off", "stand_still", "lean_left", "lean_right", "lean_front", "lean_back",
            "lean_dial", "relax", "squeeze", "leg_relax", "leg_squeeze", "shelf", "star", "lanterns",
            "stim_running", "stim_running_arm", "stim_resting")
LEANS = ("stand_still", "lean_left", "lean_right", "lean_front", "lean_back", "lean_dial")


def shown(name: str, theme: Theme = LIGHT, *, value: float = 0.4, point: tuple[float, float] = (0.0, 0.0),
          size: tuple[int, int] = (280, 200), ground: tuple[int, int, int] | None = None) -> Pixels:
    surface = pygame.Surface(size)
    surface.fill(theme.ground if ground is None else ground)
    draw_figure(surface, surface.get_rect(), name, value, point, theme)
    return np.asarray(pygame.surfarray.array3d(surface))


def test_the_names_are_those_of_the_screens() -> None:
    assert set(ICONS) | set(PICTURES) | set(PADS) == FIGURES


def test_unknown_name_is_a_programming_error() -> None:
    with pytest.raises(KeyError, match="unicorn"):
        shown("unicorn")


@BOTH
@pytest.mark.parametrize("name", sorted(FIGURES))
@pytest.mark.parametrize("size", [(0, 0), (1, 1), (24, 24), (300, 90), (90, 300)])
def test_any_box_will_do_and_nothing_leaves_it(name: str, theme: Theme, size: tuple[int, int]) -> None:
    surface = pygame.Surface((420, 420))
    surface.fill(theme.ground)
    rect = pygame.Rect(60, 60, *size)
    draw_figure(surface, rect, name, 0.7, (9.0, -9.0), theme)
    pixels = pygame.surfarray.array3d(surface)
    if min(size) >= 24:
        assert np.any(pixels[60:60 + size[0], 60:60 + size[1]] != np.array(theme.ground))
    margin = 3 + min(size) // 8
    pixels[60 - margin:60 + size[0] + margin, 60 - margin:60 + size[1] + margin] = theme.ground
    assert np.all(pixels == np.array(theme.ground))


@BOTH
@pytest.mark.parametrize("name", ICONS)
def test_icons_hold_on_buttons_of_any_colour(name: str, theme: Theme) -> None:
    """An icon brings its own quiet disc: its darkest and lightest tenth have 3:1 on every button."""
    for ground in (theme.panel, theme.accent, theme.stop):
        side = 112
        light = luminances(shown(name, theme, size=(side, side), ground=ground))
        disc = light[side // 4:-side // 4, side // 4:-side // 4]
        dark, bright = float(np.quantile(disc, 0.06)), float(np.quantile(disc, 0.94))
        assert (bright + 0.05) / (dark + 0.05) >= 3.0


@BOTH
def test_icons_are_told_apart_without_colour(theme: Theme) -> None:
    greys = {name: luminances(shown(name, theme, size=(96, 96))) for name in ICONS}
    for index, one in enumerate(ICONS):
        for other in ICONS[index + 1:]:
            assert np.mean(np.abs(greys[one] - greys[other]) > 0.15) > 0.012, (one, other)


@BOTH
def test_star_is_full_from_a_half_on(theme: Theme) -> None:
    empty, almost, half, full = (shown("star", theme, value=value) for value in (0.0, 0.49, 0.5, 1.0))
    assert differs(empty, almost) == 0
    assert differs(half, full) == 0
    assert differs(empty, full) > 500


@BOTH
@pytest.mark.parametrize("name", [*LEANS, "relax", "squeeze", "leg_relax", "leg_squeeze", "stim_running",
                                  "stim_running_arm", "stim_resting"])
def test_value_fills(name: str, theme: Theme) -> None:
    frames = [shown(name, theme, value=value) for value in (0.0, 0.3, 0.6, 0.9)]
    grown = [differs(frames[0], frame) for frame in frames[1:]]
    assert grown == sorted(set(grown))
    assert grown[0] > 0


@BOTH
@pytest.mark.parametrize("pair", [("relax", "squeeze"), ("leg_relax", "leg_squeeze"), ("relax", "leg_relax"),
                                  ("squeeze", "leg_squeeze")])
def test_muscles_are_told_apart_without_colour(pair: tuple[str, str], theme: Theme) -> None:
    one, other = (luminances(shown(name, theme, value=0.0, size=(120, 100))) for name in pair)
    assert np.mean(np.abs(one - other) > 0.15) > 0.1


@BOTH
@pytest.mark.parametrize("name", LEANS)
def test_dot_goes_where_the_person_leans(name: str, theme: Theme) -> None:
    def middle(point: tuple[float, float]) -> tuple[float, float]:
        frame = shown(name, theme, value=0.0, point=point, size=(560, 400))
        xs, ys = np.nonzero(np.all(frame == np.array(theme.focus), axis=2))
        return float(xs.mean()), float(ys.mean())

    here, right, front = middle((0.0, 0.0)), middle((0.6, 0.0)), middle((0.0, 0.6))
    assert right[0] > here[0] + 20
    assert right[1] == pytest.approx(here[1], abs=2)
    assert front[1] < here[1] - 20
    assert front[0] == pytest.approx(here[0], abs=2)


@BOTH
def test_leaning_left_is_the_mirror_of_leaning_right(theme: Theme) -> None:
    """Left and right halves carry the same picture, so that no side is easier to read."""
    size = (580, 400)
    left, right = (shown(name, theme, size=size, value=0.0, point=(9, 9)) for name in ("lean_left", "lean_right"))
    bodies = [luminances(frame)[:260] for frame in (left, right)]
    assert bodies[0].mean() == pytest.approx(bodies[1].mean(), rel=0.02)


@BOTH
def test_the_pads_of_each_muscle_lie_elsewhere(theme: Theme) -> None:
    pictures = {name: shown(name, theme, size=(200, 260)) for name in PADS}
    for index, one in enumerate(PADS):
        for other in PADS[index + 1:]:
            assert differs(pictures[one], pictures[other]) > 150, (one, other)


@pytest.mark.parametrize("muscle", ["tibialis_anterior", "wrist_extensors"])
def test_a_left_limb_is_the_mirror_of_a_right_one(muscle: str) -> None:
    left, right = (shown(f"pads_{side}_{muscle}", size=(240, 240)) for side in ("left", "right"))
    assert differs(left, right[::-1]) < 0.02 * left.shape[0] * left.shape[1]


@pytest.mark.parametrize("value", [-3.0, 7.0])
def test_value_out_of_range_is_the_nearest(value: float) -> None:
    assert differs(shown("squeeze", value=value), shown("squeeze", value=min(1.0, max(0.0, value)))) == 0


def test_themes_look_different() -> None:
    for name in FIGURES:
        assert differs(shown(name, LIGHT, ground=(128, 128, 128)),
                       shown(name, HIGH_CONTRAST, ground=(128, 128, 128))) > 0, name
