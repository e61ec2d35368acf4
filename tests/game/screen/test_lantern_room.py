"""The evening garden: what is asked is seen, and seen without colour."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import numpy as np
import pygame
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.cues import Cue, CueKind
from game.plays import Body, BodyKind, BodyState, Place, Stage, View
from game.plays.lanterns_world import place_of
from game.screen.lamps import LOOKS, lamp_sprite
from game.screen.lantern_room import GROW_S, LanternRoom
from game.screen.lantern_stage import COLUMN, HEIGHT, LOWEST, POSTS, TALL, cord_y, garden_in, lamp_x, rows_of
from game.screen.theme import HIGH_CONTRAST, LIGHT, THEMES, Theme
from tests.game.screen.test_flashes import CELLS, RATE_HZ, Lights, cells, worst
from tests.game.screen.worlds import Pixels, differs, luminances

SIZE = (960, 455)
BOTH = pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))


def lamps(count: int, now: int | None = 0, fill: float = 0.0, *, dark: bool = False,
          state: BodyState = BodyState.FILLING) -> tuple[Body, ...]:
    """Lamps as the play hangs them; those before `now` are done."""
    hung = []
    for number in range(count):
        x, y, size = place_of(number, count)
        done = now is None or number < now
        is_now = number == now
        light = fill if is_now else float(done is not dark)
        hung.append(Body(number, BodyKind.LAMP, x, y, size,
                         state if is_now else BodyState.DONE if done else BodyState.IDLE, light,
                         "dark_lamp" if dark else "lamp"))
    return tuple(hung)


def evening(*bodies: Body, tick: int = 1000, stage: Stage = Stage.TRY, effort: float | None = None,
            line: float | None = None, breath: float | None = None, cut: bool = False) -> View:
    return View(tick, bodies, 0, 10, cut=cut, place=Place.LANTERNS, stage=stage, effort=effort, line=line,
                breath=breath)


def drawn(view: View, theme: Theme = LIGHT, *, before: View | None = None, alpha: float = 1.0, dim: float = 0.0,
          guide: bool = True, room: LanternRoom | None = None, size: tuple[int, int] = SIZE) -> Pixels:
    surface = pygame.Surface(size)
    (room or LanternRoom()).draw(surface, surface.get_rect(), before or view, view, alpha, Cue(0, CueKind.NONE),
                                 theme, dim, guide)
    return cast("Pixels", pygame.surfarray.array3d(surface))


@given(count=st.integers(1, 24), now=st.integers(0, 23))
@settings(max_examples=40, deadline=None)
def test_every_lamp_hangs_between_the_posts_and_over_the_ground(count: int, now: int) -> None:
    hung = lamps(count, min(now, count - 1))
    rows = rows_of(hung)
    for body in hung:
        for x, y, radius in ((*rows.place(body), rows.radius), rows.asked(body)):
            assert POSTS[0] < x - radius
            assert x + radius < POSTS[1]
            assert y - TALL * radius > cord_y(x)
            assert y + 1.62 * radius < HEIGHT
            assert y <= max(LOWEST, rows.place(body)[1])


@pytest.mark.parametrize("count", [2, 4, 6, 8, 12, 24])
def test_lamps_do_not_hide_each_other(count: int) -> None:
    hung = lamps(count, None)
    rows = rows_of(hung)
    places = [rows.place(body) for body in hung]
    for index, (x, y) in enumerate(places):
        for other_x, other_y in places[index + 1:]:
            apart = abs(x - other_x) >= 2 * rows.radius or abs(y - other_y) >= 2 * rows.radius
            assert apart, (count, index)


@pytest.mark.parametrize("count", [2, 6, 12, 24])
def test_the_lamp_that_is_asked_for_is_always_large(count: int) -> None:
    hung = lamps(count, 1)
    assert rows_of(hung).asked(hung[1])[2] >= 78.0


@pytest.mark.parametrize("x", [-9.0, 9.0])
def test_a_place_out_of_range_is_the_nearest(x: float) -> None:
    assert POSTS[0] < lamp_x(Body(1, BodyKind.LAMP, x, 0.0, 0.1)) < POSTS[1]


@BOTH
def test_light_grows_with_fill(theme: Theme) -> None:
    frames = [drawn(evening(*lamps(4, 1, fill)), theme) for fill in (0.0, 0.3, 0.6, 1.0)]
    light = [float(luminances(frame).mean()) for frame in frames]
    assert differs(frames[0], frames[1]) > 400
    assert light[1] < light[2] < light[3]


@BOTH
@pytest.mark.parametrize("look", LOOKS)
def test_lit_and_dark_are_told_apart_without_colour(look: str, theme: Theme) -> None:
    def light(lit: bool) -> float:
        surface = pygame.Surface((160, 200))
        sprite = lamp_sprite(60, look, lit, theme)
        surface.blit(sprite, sprite.get_rect(center=(80, 100)))
        return float(luminances(np.asarray(pygame.surfarray.array3d(surface)))[60:100, 60:140].mean())

    assert (light(True) + 0.05) / (light(False) + 0.05) >= 2.0


def test_a_look_nobody_knows_is_a_mistake_of_the_programmer() -> None:
    with pytest.raises(KeyError, match="candle"):
        lamp_sprite(20, "candle", True, LIGHT)


def column(pixels: Pixels) -> Pixels:
    """Cut out the effort's column."""
    garden = garden_in(pygame.Rect(0, 0, *pixels.shape[:2]))
    x, y, width, height = (round(value * garden.unit) for value in COLUMN)
    return pixels[x:x + width, y:y + height]


@BOTH
@pytest.mark.parametrize(("effort", "below", "right"), [
    (0.39, False, False), (0.4, False, True), (0.41, False, True), (0.39, True, True), (0.4, True, True),
    (0.41, True, False)])
def test_the_column_says_when_the_effort_is_right(effort: float, below: bool, right: bool, theme: Theme) -> None:
    stage = Stage.RELAX if below else Stage.TRY
    pixels = column(drawn(evening(*lamps(4), stage=stage, effort=effort, line=0.4), theme))
    colours = {tuple(colour) for colour in pixels.reshape(-1, 3).tolist()}
    assert (theme.good in colours) is right
    assert (theme.good in colours or theme.accent in colours)


def test_the_column_fills_from_below_and_stays_within_itself() -> None:
    heights = []
    for effort in (0.0, 0.3, 0.6, 1.0, 4.0):
        pixels = column(drawn(evening(*lamps(4), effort=effort, line=None), LIGHT))
        heights.append(int(np.all(pixels == np.array(LIGHT.accent), axis=2).any(axis=0).sum()))
    assert heights[0] == 0
    assert heights == sorted(heights)
    assert heights[3] == heights[4]


def test_no_effort_no_column() -> None:
    assert differs(drawn(evening(*lamps(4))), drawn(evening(*lamps(4), line=0.4))) == 0


@BOTH
def test_the_breath_is_a_ring_that_grows(theme: Theme) -> None:
    bare = drawn(evening(*lamps(2, None), stage=Stage.REST), theme)

    def width(breath: float) -> int:
        changed = np.abs(drawn(evening(*lamps(2, None), stage=Stage.REST, breath=breath), theme).astype(int)
                         - bare.astype(int)).max(axis=2) > 60
        across = changed.sum(axis=1)
        return int((across > 3).sum())

    assert width(0.0) < width(0.5) < width(1.0)
    assert width(1.0) == width(7.0)


def test_worlds_are_blended() -> None:
    before = evening(*lamps(4, 1, 0.2), effort=0.2, line=0.5, breath=0.1)
    now = evening(*lamps(4, 1, 0.8), effort=0.8, line=0.5, breath=0.9)
    half = evening(*lamps(4, 1, 0.5), effort=0.5, line=0.5, breath=0.5)
    assert differs(drawn(now, before=before, alpha=0.5), drawn(half)) == 0
    assert differs(drawn(now, before=before, alpha=0.0), drawn(before)) == 0


def test_a_cut_is_not_blended() -> None:
    before, now = evening(*lamps(4, 1, 0.2), effort=0.2), evening(*lamps(4, 1, 0.8), effort=0.8, cut=True)
    assert differs(drawn(now, before=before, alpha=0.0), drawn(now)) == 0


def test_without_guidance_brightness_tells_nothing() -> None:
    frames = [drawn(evening(*lamps(4, 1, fill)), guide=False) for fill in (0.0, 0.5, 1.0)]
    assert differs(frames[0], frames[1]) == differs(frames[0], frames[2]) == 0


def test_the_next_lamp_comes_down_slowly_and_then_stays() -> None:
    room = LanternRoom()
    drawn(evening(*lamps(8, 1), tick=0), room=room)
    ticks = [100, 120, 100 + round(GROW_S * 100), 100 + round(GROW_S * 100) + 200]
    frames = [drawn(evening(*lamps(8, 2), tick=tick), room=room) for tick in ticks]
    assert differs(frames[0], frames[1]) > 300
    assert differs(frames[1], frames[2]) > 300
    assert differs(frames[2], frames[3]) < 3000


def test_darker_when_it_waits() -> None:
    dim, light = (luminances(drawn(evening(*lamps(4)), dim=dim)).mean() for dim in (0.6, 0.0))
    assert dim < 0.4 * light


def test_the_rest_of_the_surface_is_left_alone_and_a_room_may_change_its_size() -> None:
    room = LanternRoom()
    for size in ((320, 152), (640, 303)):
        surface = pygame.Surface((700, 400))
        surface.fill((1, 2, 3))
        rect = pygame.Rect(20, 30, *size)
        view = evening(*lamps(8, 2, 0.5), effort=0.4, line=0.3, breath=0.4)
        room.draw(surface, rect, view, view, 1.0, Cue(0, CueKind.NONE), HIGH_CONTRAST, 0.0, True)
        pixels = pygame.surfarray.array3d(surface)
        assert np.any(pixels[20:20 + size[0], 30:30 + size[1]] != 0)
        pixels[20:20 + size[0], 30:30 + size[1]] = (1, 2, 3)
        assert np.all(pixels == np.array((1, 2, 3)))


def scripted(seconds: float) -> View:
    """Let go, fill, light, rest and breathe, a lamp every 1.5 s, faster than life."""
    number, phase = divmod(seconds, 1.5)
    fill = min(1.0, max(0.0, phase - 0.3) / 0.6)
    stage = Stage.RELAX if phase < 0.3 else Stage.HOLD if phase < 1.0 else Stage.REST
    hung = lamps(8, int(number) % 8, fill) if phase < 1.0 else lamps(8, int(number) % 8 + 1, 0.0)
    return evening(*hung, tick=round(seconds * 100), stage=stage, effort=0.7 * fill, line=0.4,
                   breath=phase / 1.5)


@BOTH
def test_ten_seconds_of_play_do_not_flash(theme: Theme) -> None:
    room, surface = LanternRoom(), pygame.Surface((640, 304))
    frames: list[Lights] = []
    for frame in range(10 * RATE_HZ):
        view = scripted(frame / RATE_HZ)
        room.draw(surface, surface.get_rect(), view, view, 1.0, Cue(0, CueKind.NONE), theme, 0.0, True)
        frames.append(cells(surface))
    assert frames[0].shape == CELLS
    assert worst(frames) == 0.0


@BOTH
@pytest.mark.parametrize("dark", [False, True])
def test_a_try_by_feel_shows_what_is_asked_and_not_how_it_goes(theme: Theme, dark: bool) -> None:
    def felt(fill: float, feedback: bool) -> Pixels:
        return drawn(replace(evening(*lamps(4, 1, fill, dark=dark)), feedback=feedback), theme)

    begun = float(dark)
    assert differs(felt(0.5, feedback=False), felt(begun, feedback=False)) == 0
    assert differs(felt(begun, feedback=False), felt(begun, feedback=True)) == 0
    assert differs(felt(0.5, feedback=True), felt(begun, feedback=True)) > 100
    assert differs(felt(begun, feedback=False), drawn(evening(*lamps(4, None, dark=dark)), theme)) > 100
