"""Every figure, at every size, in both themes."""

from __future__ import annotations

import numpy as np
import pygame
import pytest

from core.muscles import Muscle
from game.screen.figures import FIGURES, draw_figure
from game.screen.theme import HIGH_CONTRAST, LIGHT, THEMES, Theme
from tests.game.screen.test_room import CONES, as_seen
from tests.game.screen.worlds import Pixels, differs, luminances

BOTH = pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
ICONS = ("heart", "play", "levels", "setup", "back", "stop", "pause", "again", "easier", "harder", "check",
         "warning", "seated", "standing", "lying", "eyes_closed", "foam", "board", "muscle", "home", "more",
         "spark", "palm", "let_go", "keep_up", "breathe", "lock", "paper", "question", "plug", "person", "finger",
         "stim_not_ready", "stim_ready", "stim_blocked", "no", "shoes", "barefoot", "socks", "ring_closed",
         "ring_open", "feel", "fits", *(f"dots_{number}" for number in range(1, 10)))
MUSCLES = tuple(sorted({str(muscle).partition("_")[2] for muscle in Muscle}))
PADS = tuple(f"pads_{side}_{muscle}" for side in ("left", "right") for muscle in (*MUSCLES, "other", "other_arm"))
ELECTRODES = tuple(f"emg_{side}_{muscle}" for side in ("left", "right") for muscle in MUSCLES)
FACES = tuple(f"face_{scale}_{step}" for scale in ("pain", "fatigue", "confidence") for step in range(11))
SPLITS = tuple(f"split_{left}" for left in range(0, 101, 5))
ASKED = ("stance_open", "stance_closed", "foam_open", "foam_closed", "sit_open", "sit_closed", "rise", "sit_down",
         "foam_on", "rail", "chair", "spotter", "help_none", "help_verbal", "help_touch", "help_rail", "look",
         "pause_cup", "side_left", "side_right", "shift", "colours", "ramp", "colour_red", "colour_blue",
         "colour_green", "colour_yellow", "effort_line", "calm_ring", "asleep", "faces", "electrode_pair",
         "electrode_reference", "dot_done", "dot_now", "dot_later",
         "feet")
PICTURES = ("step_on", "step_off", "stand_still", "lean_left", "lean_right", "lean_front", "lean_back",
            "lean_dial", "relax", "squeeze", "leg_relax", "leg_squeeze", "shelf", "star", "lanterns",
            "stim_running", "stim_running_arm", "stim_resting")
MARKERS = tuple(f"marker_{name}" for name in ("red", "blue", "green", "yellow"))
TOLD = ("mark_closed", "mark_open", "marker_plate", "dots_0", *MARKERS)
LEANS = ("stand_still", "lean_left", "lean_right", "lean_front", "lean_back", "lean_dial")


def shown(name: str, theme: Theme = LIGHT, *, value: float = 0.4, point: tuple[float, float] = (0.0, 0.0),
          size: tuple[int, int] = (280, 200), ground: tuple[int, int, int] | None = None) -> Pixels:
    surface = pygame.Surface(size)
    surface.fill(theme.ground if ground is None else ground)
    draw_figure(surface, surface.get_rect(), name, value, point, theme)
    return np.asarray(pygame.surfarray.array3d(surface))


def test_the_names_are_those_of_the_screens() -> None:
    assert set().union(ICONS, PICTURES, PADS, ELECTRODES, FACES, SPLITS, ASKED, TOLD) == FIGURES


def test_unknown_name_is_a_programming_error() -> None:
    with pytest.raises(KeyError, match="unicorn"):
        shown("unicorn")


@BOTH
@pytest.mark.parametrize("name", sorted(
    {*FIGURES} - {*FACES[1:-1]} - {*SPLITS[1:-1]} - {name for name in FIGURES if "_left_" in name}))
@pytest.mark.parametrize("size", [(0, 0), (1, 1), (24, 24), (300, 90), (90, 300)])
def test_any_box_will_do_and_nothing_leaves_it(name: str, theme: Theme, size: tuple[int, int]) -> None:
    surface = pygame.Surface((420, 420))
    surface.fill(theme.ground)
    rect = pygame.Rect(60, 60, *size)
    draw_figure(surface, rect, name, 0.7, (9.0, -9.0), theme)
    painted = pygame.surfarray.array2d(surface) != surface.map_rgb(theme.ground)
    if min(size) >= 24:
        assert np.any(painted[60:60 + size[0], 60:60 + size[1]])
    margin = 3 + min(size) // 8
    painted[60 - margin:60 + size[0] + margin, 60 - margin:60 + size[1] + margin] = False
    assert not np.any(painted)


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
                                  "stim_running_arm", "stim_resting", "effort_line", "calm_ring"])
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
@pytest.mark.parametrize("names", [PADS, ELECTRODES], ids=["pads", "electrodes"])
def test_each_muscle_has_a_place_of_its_own(names: tuple[str, ...], theme: Theme) -> None:
    pictures = {name: shown(name, theme, size=(200, 260)) for name in names}
    for index, one in enumerate(names):
        for other in names[index + 1:]:
            assert differs(pictures[one], pictures[other]) > 150, (one, other)


@pytest.mark.parametrize("kind", ["pads", "emg"])
@pytest.mark.parametrize("muscle", MUSCLES)
def test_a_left_limb_is_the_mirror_of_a_right_one(kind: str, muscle: str) -> None:
    """To the pixel: an odd width has its middle beside the middle of the box."""
    left, right = (luminances(shown(f"{kind}_{side}_{muscle}", size=(240, 240))) for side in ("left", "right"))
    assert min(np.mean(np.abs(left - np.roll(right[::-1], by, 0)) > 0.1) for by in (-1, 0, 1)) < 0.01


@BOTH
@pytest.mark.parametrize("names", [FACES, SPLITS, ASKED, TOLD], ids=["faces", "splits", "asked", "told"])
def test_what_may_be_answered_looks_different_without_colour(names: tuple[str, ...], theme: Theme) -> None:
    """Every step of a scale, every colour and every side; `help_rail` shows the same rail as `rail`."""
    shades = {name: luminances(shown(name, theme, size=(150, 150))) for name in names if name != "help_rail"}
    looks = list(shades)
    for index, one in enumerate(looks):
        for other in looks[index + 1:]:
            assert np.mean(np.abs(shades[one] - shades[other]) > 0.1) > 0.001, (one, other)


@BOTH
def test_the_line_to_follow_is_drawn_where_it_is_asked_for(theme: Theme) -> None:
    def height(line: float) -> float:
        plain, lined = (shown("effort_line", theme, value=0.3, point=(at, 0.0), size=(300, 400))
                        for at in (0.0, line))
        return float(np.nonzero(np.any(plain != lined, axis=2))[1].mean())

    assert height(0.2) > height(0.6) + 80
    assert height(1.0) < height(0.9) - 10


@BOTH
@pytest.mark.parametrize("name", ["mark_closed", "mark_open"])
def test_the_dot_lies_as_far_from_the_middle_as_the_try_was_off(name: str, theme: Theme) -> None:
    def away(error: float) -> float:
        plain, dotted = (shown(name, theme, value=value, size=(300, 300)) for value in (0.0, error))
        dot = np.all(dotted == np.array(theme.ink), axis=2) & ~np.all(plain == np.array(theme.ink), axis=2)
        xs, ys = np.nonzero(dot)
        return float(np.hypot(xs.mean() - 150, ys.mean() - 150))

    assert away(0.4) < away(0.7) < away(1.0)


@BOTH
def test_a_closed_ring_is_told_from_a_nearly_closed_one_by_its_mouth(theme: Theme) -> None:
    """The upper right of the ring, where it is open: as the ground behind it, not as the ring."""
    for closed, nearly, at in (("mark_closed", "mark_open", 0.84), ("ring_closed", "ring_open", 0.48)):
        place = round(150 + 0.7071 * at * 150), round(150 - 0.7071 * at * 150)
        there, missing = (luminances(shown(name, theme, value=0.0, size=(300, 300)))[place]
                          for name in (closed, nearly))
        dark, bright = sorted((float(there), float(missing)))
        assert (bright + 0.05) / (dark + 0.05) >= 3.0


@pytest.mark.parametrize("eyes", CONES)
@BOTH
def test_markers_are_told_apart_and_stand_out_for_colour_blind_eyes(theme: Theme, eyes: str) -> None:
    """Each by its shape alone: its silhouette has 3:1 against the plate, and differs from every other one."""
    plate = as_seen(shown("marker_plate", theme, size=(160, 160), ground=theme.panel), eyes)[80, 80]
    edges = {}
    for name in MARKERS:
        light = as_seen(shown(name, theme, value=1.0, size=(160, 160), ground=theme.panel), eyes)
        ratio = (np.maximum(light, plate) + 0.05) / (np.minimum(light, plate) + 0.05)
        edges[name] = ratio >= 3.0
        assert edges[name].sum() > 400
    for index, one in enumerate(MARKERS):
        for other in MARKERS[index + 1:]:
            assert np.mean(edges[one] ^ edges[other]) > 0.02, (one, other)


@BOTH
@pytest.mark.parametrize("name", MARKERS)
def test_a_marker_comes_evenly(name: str, theme: Theme) -> None:
    frames = [shown(name, theme, value=value).astype(int) for value in (0.0, 0.25, 0.5, 0.75, 1.0)]
    there = [float(np.abs(frame - frames[0]).mean()) for frame in frames]
    assert there[0] == 0.0
    assert np.diff(there) == pytest.approx(there[4] / 4, rel=0.1)


@BOTH
@pytest.mark.parametrize("name", MARKERS)
def test_no_marker_is_a_saturated_red(name: str, theme: Theme) -> None:
    frame = shown(name, theme, value=1.0).astype(int)
    total = frame.sum(axis=2)
    assert not np.any((frame[..., 0] >= 0.8 * total) & (total > 60))


@pytest.mark.parametrize("value", [-3.0, 7.0])
def test_value_out_of_range_is_the_nearest(value: float) -> None:
    assert differs(shown("squeeze", value=value), shown("squeeze", value=min(1.0, max(0.0, value)))) == 0


def test_themes_look_different() -> None:
    alike = {"asleep", "electrode_pair", "electrode_reference"}  # on the dark screen both share; as on the skin
    for name in set(FIGURES) - alike:
        assert differs(shown(name, LIGHT, size=(140, 100), ground=(128, 128, 128)),
                       shown(name, HIGH_CONTRAST, size=(140, 100), ground=(128, 128, 128))) > 0, name
