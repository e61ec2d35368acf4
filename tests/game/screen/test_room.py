"""The room, as eyes see it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pygame
import pytest
from numpy.typing import NDArray

from game.plays import BodyKind, BodyState, View
from game.screen.room import ROW_OF, ShelfRoom, hidden_share, tray_places
from game.screen.stage import COLUMN, HALF_HEIGHT, HALF_WIDTH, stage_in
from game.screen.theme import HIGH_CONTRAST, LIGHT, THEMES, Theme
from tests.game.screen.worlds import (
    CENTRE,
    SIZE,
    Pixels,
    around,
    differs,
    done,
    drawn,
    item,
    luminances,
    world,
)

BOTH = pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
ROOMS = {theme.name: ShelfRoom() for theme in THEMES.values()}

# Colour vision without one kind of cone, on linear RGB (Machado, Oliveira and Fernandes 2009, severity 1).
CONES = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216),
                   (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413),
                     (-0.01182, 0.04294, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602),
                   (0.004733, 0.691367, 0.3039)),
}


def look(view: View, theme: Theme, *, dim: float = 0.0, guide: bool = True) -> Pixels:
    return drawn(view, theme, room=ROOMS[theme.name], dim=dim, guide=guide)


def as_seen(pixels: Pixels, eyes: str) -> NDArray[np.float64]:
    """Give the luminance of every pixel for colour-blind eyes."""
    share = pixels.astype(np.float64) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    seen = np.clip(linear @ np.array(CONES[eyes]).T, 0.0, 1.0)
    light: NDArray[np.float64] = seen @ np.array([0.2126, 0.7152, 0.0722])
    return light


@BOTH
@pytest.mark.parametrize("place", [(0.95, 0.0), (-0.95, 0.0), (0.0, 0.95), (0.0, -0.95), (0.67, -0.67)])
def test_wanted_thing_is_seen_wherever_a_full_reach_leads(theme: Theme, place: tuple[float, float]) -> None:
    with_it, without = look(world(item(*place)), theme), look(world(), theme)
    assert differs(around(with_it, *place, 0.18), around(without, *place, 0.18)) > 2000
    assert differs(around(with_it, -place[0], -place[1], 0.18), around(without, -place[0], -place[1], 0.18)) == 0


@BOTH
def test_beads_become_an_arc_that_closes_from_the_top_clockwise(theme: Theme) -> None:
    place = (-0.6, 0.3)
    frames = [look(world(item(*place, BodyState.FILLING, fill=fill)), theme) for fill in (0.0, 0.25, 0.5, 0.75)]
    for quarter, (before, after) in enumerate(pairwise(frames)):
        changed = np.abs(around(before, *place, 0.3).astype(int) - around(after, *place, 0.3)).max(axis=2) > 40
        xs, ys = np.nonzero(changed)
        half = changed.shape[0] / 2
        right, low = xs.mean() > half, ys.mean() > half
        assert (bool(right), bool(low)) == ((True, False), (True, True), (False, True))[quarter]


@BOTH
def test_arc_is_seen_over_the_hand(theme: Theme) -> None:
    place = (0.5, 0.0)
    empty, half_full = (drawn(world(item(*place, BodyState.FILLING, fill=fill, size=0.18), hand=place), theme,
                              room=ROOMS[theme.name]) for fill in (0.0, 0.6))
    below = around(half_full, place[0], place[1] - 0.21, 0.02)
    assert differs(around(empty, place[0], place[1] - 0.21, 0.02), below) > 20


@BOTH
@pytest.mark.parametrize(("place", "hand"), [((0.0, -0.6), (0.0, -0.45)), ((-0.5, -0.4), (-0.4, -0.25)),
                                             ((-0.6, 0.0), (-0.6, 0.0))])
def test_wanted_thing_is_seen_through_the_hand(theme: Theme, place: tuple[float, float],
                                               hand: tuple[float, float]) -> None:
    apple, book = (look(world(item(*place, look=name), hand=hand), theme) for name in ("apple", "book"))
    free = [look(world(item(*place, look=name), hand=(0.9, 0.9)), theme) for name in ("apple", "book")]
    covered = differs(around(apple, *place, 0.15), around(book, *place, 0.15))
    assert covered > 0.7 * differs(*(around(frame, *place, 0.15) for frame in free))


@pytest.mark.parametrize(("hand", "share"), [
    ((0.5, 0.3), (1.0, 1.0)), ((0.5, 0.7), (1.0, 1.0)), ((0.5, -0.5), (0.0, 0.0)), ((-0.5, 0.3), (0.0, 0.0)),
    ((0.5, 0.03), (0.3, 0.7))])
def test_hand_clears_softly_when_it_comes_over_what_is_wanted(hand: tuple[float, float],
                                                             share: tuple[float, float]) -> None:
    view = world(hand=hand)
    assert share[0] <= hidden_share(view.bodies[-1], item(0.5, 0.3)) <= share[1]
    assert hidden_share(view.bodies[-1], None) == 0.0


@BOTH
def test_waiting_place_breathes_slower_than_once_a_second(theme: Theme) -> None:
    light = [float(luminances(around(look(world(item(0.6, 0.3), tick=tick), theme), 0.6, 0.3, 0.35)).mean())
             for tick in range(0, 400, 10)]
    turns = np.count_nonzero(np.diff(np.sign(np.diff(light))))
    assert max(light) > min(light)
    assert turns <= 4, "two breaths in four seconds"


@BOTH
@pytest.mark.parametrize("guide", [True, False])
def test_guide_shows_or_hides_what_is_wanted(theme: Theme, guide: bool) -> None:
    seen = differs(look(world(item(0.6, 0.3)), theme, guide=guide), look(world(), theme, guide=guide)) > 0
    assert seen is guide


@BOTH
def test_help_leads_with_dots_and_a_hand_that_goes_ahead(theme: Theme) -> None:
    start, end = (-0.5, 0.0), (0.8, 0.4)
    none, some, much = (look(world(item(*end, help_level=level), hand=start), theme) for level in (0.0, 0.25, 1.0))
    way = (0.25, 0.23)
    assert differs(around(none, *way, 0.12), around(some, *way, 0.12)) > 10
    assert differs(some, much) > 500


@BOTH
def test_held_thing_goes_with_the_hand(theme: Theme) -> None:
    at = (-0.4, 0.5)
    empty = look(world(hand=at, home=BodyState.WANTED), theme)
    held = look(world(item(*at, BodyState.HELD), hand=at, home=BodyState.WANTED), theme)
    assert differs(around(empty, *at, 0.15), around(held, *at, 0.15)) > 400


@BOTH
def test_without_a_hand_nothing_shows_where_it_is(theme: Theme) -> None:
    """By feel: neither the hand nor what it carries, now or half-way from a step that still had one."""
    bare = replace(world(home=BodyState.WANTED), feedback=False)
    bare = replace(bare, bodies=tuple(body for body in bare.bodies if body.kind is not BodyKind.HAND))
    carried = replace(bare, bodies=(*bare.bodies, item(0.6, 0.3, BodyState.HELD)))
    with_hand = world(item(0.6, 0.3, BodyState.HELD), hand=(0.6, 0.3), home=BodyState.WANTED)
    room = ROOMS[theme.name]
    expected = drawn(bare, theme, room=room)
    assert differs(drawn(carried, theme, room=room), expected) == 0
    assert differs(drawn(carried, theme, room=room, before=with_hand, alpha=0.5), expected) == 0
    assert differs(drawn(with_hand, theme, room=room), expected) > 1000


@BOTH
def test_heavy_thing_hangs_on_a_band(theme: Theme) -> None:
    view = world(item(0.6, 0.0, BodyState.HELD), hand=(0.0, 0.0), home=BodyState.WANTED)
    near = world(item(0.6, 0.0, BodyState.HELD), hand=(0.55, 0.0), home=BodyState.WANTED)
    assert differs(around(look(view, theme), 0.38, 0.0, 0.02), around(look(near, theme), 0.38, 0.0, 0.02)) > 5


@BOTH
def test_dim_darkens_everything_and_closed_eyes_learn_nothing(theme: Theme) -> None:
    view = world(item(0.6, 0.3))
    light = [float(luminances(look(view, theme, dim=dim)).max()) for dim in (0.0, 0.62, 0.94, 1.0)]
    assert light == sorted(light, reverse=True)
    assert light[2] < 0.01
    assert light[3] == 0.0


@pytest.mark.parametrize("eyes", CONES)
@BOTH
def test_wanted_stands_out_for_colour_blind_eyes(theme: Theme, eyes: str) -> None:
    """The lit disc (or, on dark, the beads) has 3:1 against the opening behind it."""
    place = (0.85, 0.0)
    lit = as_seen(around(look(world(item(*place)), theme), *place, 0.24), eyes)
    plain = as_seen(around(look(world(), theme), *place, 0.24), eyes)
    bright, ground = float(np.quantile(lit, 0.9)), float(np.quantile(plain, 0.5))
    assert (bright + 0.05) / (ground + 0.05) >= 3.0


@BOTH
@pytest.mark.parametrize("eyes", CONES)
def test_arc_stands_out_from_its_ring_for_colour_blind_eyes(theme: Theme, eyes: str) -> None:
    place = (0.85, 0.0)
    frames = [look(world(item(*place, BodyState.FILLING, fill=fill, size=0.2)), theme) for fill in (0.0, 0.5)]
    at = (place[0] + 0.2 + 0.035, place[1] + 0.018)
    ring, arc = (float(np.median(as_seen(around(frame, *at, 0.008), eyes))) for frame in frames)
    dark, bright = sorted((ring, arc))
    assert (bright + 0.05) / (dark + 0.05) >= 3.0


@BOTH
def test_frames_hold_no_saturated_red(theme: Theme) -> None:
    """Saturated red is R / (R + G + B) >= 0.8 (WCAG 2.2, general flash and red flash thresholds)."""
    frame = look(world(item(0.6, 0.3), *done(8)), theme).astype(int)
    total = frame.sum(axis=2)
    assert not np.any((frame[..., 0] >= 0.8 * total) & (total > 60))


def test_still_room_is_drawn_once() -> None:
    room = ShelfRoom()
    surface = pygame.Surface(SIZE)
    room.prepare(surface, surface.get_rect(), LIGHT)
    layer = room._layer
    drawn(world(), LIGHT, room=room)
    assert room._layer is layer
    drawn(world(), HIGH_CONTRAST, room=room)
    assert room._layer is not layer


def test_frame_shows_the_instant_between_two_steps() -> None:
    before, after = world(hand=(-0.4, 0.0)), world(hand=(0.4, 0.0), tick=101)
    middle = drawn(after, room=ROOMS["light"], before=before, alpha=0.5)
    assert differs(middle, drawn(world(hand=(0.0, 0.0)), room=ROOMS["light"])) == 0


def test_draws_only_inside_its_box() -> None:
    surface = pygame.Surface((1200, 700))
    surface.fill((1, 2, 3))
    view = world(item(0.9, 0.0), hand=(2.3, -1.2))
    ROOMS["light"].draw(surface, pygame.Rect(100, 50, *SIZE), view, view, 1.0, CENTRE, LIGHT, 0.3, True)
    pixels = pygame.surfarray.array3d(surface)
    pixels[100:100 + SIZE[0], 50:50 + SIZE[1]] = (1, 2, 3)
    assert np.all(pixels == np.array([1, 2, 3]))


@pytest.mark.parametrize("size", [(1, 1), (40, 20), (300, 700), (1600, 200)])
@BOTH
def test_any_size_is_drawn(theme: Theme, size: tuple[int, int]) -> None:
    pixels = drawn(world(item(0.6, 0.3, BodyState.FILLING, fill=0.5, help_level=1.0), *done(3)), theme, size=size)
    assert pixels.shape[:2] == size


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -1e12])
def test_nonsense_from_a_sensor_still_gives_a_frame(value: float) -> None:
    pixels = drawn(world(item(0.6, 0.3, fill=value), hand=(value, value)), room=ROOMS["light"])
    assert luminances(pixels).mean() > 0.1


@pytest.mark.parametrize("count", [0, 1, ROW_OF, ROW_OF + 1, 14, 40])
def test_done_things_stand_on_the_tray_in_the_middle(count: int) -> None:
    places = tray_places(done(count))
    assert len(places) == count
    assert all(abs(x) < COLUMN for x, _, _ in places)
    rows = {y for _, y, _ in places}
    assert len(rows) == (0 if count == 0 else 1 if count <= ROW_OF else 2)
    assert [y for _, y, _ in places] == sorted((y for _, y, _ in places), reverse=True), "those behind first"


@pytest.mark.parametrize("size", [(1280, 607), (1920, 910), (3840, 1820)])
def test_full_reach_and_its_thing_fit_into_the_cabinet(size: tuple[int, int]) -> None:
    stage = stage_in(pygame.Rect(0, 0, *size))
    for x, y in ((0.95, 0.0), (0.0, 0.95), (0.0, -0.95), (0.67, 0.67)):
        px, py = stage.place(x, y)
        reach = 0.2 * stage.unit
        assert reach <= px <= size[0] - reach
        assert reach <= py <= size[1] - reach
        assert abs(x) + 0.2 <= HALF_WIDTH
        assert abs(y) + 0.2 <= HALF_HEIGHT
