"""The painter draws every screen, only when it changed, in its place, without flashing."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from threading import Event

import numpy as np
import pygame
import pytest

from game.picture import HEIGHT, WIDTH, Button, Figure, Meter, Panel, Picture, Rect, Tone, World
from game.scenes.ahead import AHEAD
from game.scenes.layout import STAGE
from game.screen.display import Display
from game.screen.painter import Painter, strips_around
from game.screen.theme import HIGH_CONTRAST, LIGHT, THEMES, Theme, contrast
from game.screen.widgets import rim_parts
from tests.game.scenes.aside_making import aside_pictures
from tests.game.scenes.assess.tour import assessment_pictures
from tests.game.scenes.stim_tour import stimulation_pictures
from tests.game.scenes.tour import every_picture
from tests.game.screen.worlds import LEAN, world

PICTURES = cache(lambda: every_picture() | stimulation_pictures() | assessment_pictures() | aside_pictures())
BUTTON = Button("play", Rect(400, 300, 600, 240), "Play", "play", Tone.MAIN)


@cache
def painter_of(size: tuple[int, int], theme: Theme) -> Painter:
    return Painter(size, theme, Display())


def paint(picture: Picture, size: tuple[int, int] = (1280, 720), theme: Theme = LIGHT) -> pygame.Surface:
    """Paint one picture on a new surface."""
    surface = pygame.Surface(size)
    painter = painter_of(size, theme)
    painter.forget()
    painter.draw(surface, picture, picture, 0.5)
    return surface


def differs(one: pygame.Surface, other: pygame.Surface) -> pygame.Rect:
    """Give the box in which two paintings differ."""
    changed = (pygame.surfarray.pixels2d(one) ^ pygame.surfarray.pixels2d(other)) & 0xFFFFFF
    if not changed.any():
        return pygame.Rect(0, 0, 0, 0)
    xs, ys = (np.flatnonzero(changed.any(axis=axis)) for axis in (1, 0))
    return pygame.Rect(xs[0], ys[0], xs[-1] + 1 - xs[0], ys[-1] + 1 - ys[0])


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
@pytest.mark.parametrize("size", [(1280, 720), (1024, 768)])
def test_every_screen_can_be_painted(size: tuple[int, int], theme: Theme) -> None:
    painter, surface = Painter(size, theme, Display()), pygame.Surface(size)
    empty = paint(Picture("", ()), size, theme)
    for key, picture in PICTURES().items():
        painter.forget()
        assert painter.draw(surface, picture, picture, 0.5), key
        assert differs(empty, surface).size > (0.6 * size[0], 0.4 * size[1]), key


def test_what_has_not_changed_is_not_painted_again() -> None:
    painter, surface = Painter((640, 360), LIGHT, Display()), pygame.Surface((640, 360))
    picture = Picture("one", (BUTTON,))
    same = Picture("one", (replace(BUTTON),))
    other = Picture("one", (replace(BUTTON, focused=True),))
    assert [painter.draw(surface, shown, shown, 0.0) for shown in (picture, same, other, other, same)] == [
        True, False, True, False, True]


def test_a_world_is_painted_at_every_frame() -> None:
    painter, surface = Painter((640, 360), LIGHT, Display()), pygame.Surface((640, 360))
    play = PICTURES()["round_play"]
    assert [painter.draw(surface, play, play, alpha) for alpha in (0.0, 0.5)] == [True, True]


@pytest.mark.parametrize("enough", [False, True])
def test_drawing_ahead_changes_nothing_that_is_seen(enough: bool) -> None:
    stop = Event()
    if enough:
        stop.set()
    painter, surface = Painter((1280, 720), LIGHT, Display()), pygame.Surface((1280, 720))
    painter.prepare(surface.copy(), stop)
    for key in ("round_play", "round_align_stand_still"):
        painter.draw(surface, PICTURES()[key], PICTURES()[key], 0.5)
        assert differs(surface, paint(PICTURES()[key])).size == (0, 0)


@pytest.mark.parametrize(("size", "origin"), [
    ((1920, 1080), (0, 0)), ((1280, 720), (0, 0)), ((1024, 768), (0, 96)), ((3440, 1440), (440, 0)),
])
def test_the_picture_is_scaled_evenly_and_centred(size: tuple[int, int], origin: tuple[int, int]) -> None:
    painter = Painter(size, LIGHT, Display())
    assert painter.origin == origin
    assert painter.logical(size[0] / 2, size[1] / 2) == pytest.approx((WIDTH / 2, HEIGHT / 2), abs=1)
    assert painter.logical(*origin) == pytest.approx((0, 0), abs=1)


def test_nothing_is_painted_beside_the_picture() -> None:
    picture = Picture("wide", (Panel(Rect(-500, -500, 3000, 3000)),))
    assert paint(picture, (1024, 768)).get_at((500, 40)) != paint(picture, (1024, 768)).get_at((500, 400))


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
@pytest.mark.parametrize("tone", Tone)
def test_focus_press_and_fill_each_show(tone: Tone, theme: Theme) -> None:
    plain = paint(Picture("one", (replace(BUTTON, tone=tone),)), theme=theme)
    for change in ({"focused": True}, {"pressed": True}, {"fill": 0.6}):
        changed = paint(Picture("one", (replace(BUTTON, tone=tone, **change),)), theme=theme)
        assert differs(plain, changed).size > (200, 100), change


@pytest.mark.parametrize("tone", Tone)
def test_half_a_fill_is_the_right_half_of_the_rim(tone: Tone) -> None:
    """From the middle of the top to the middle of the bottom, inside the button's own edge, and nothing else."""
    plain, half = (paint(Picture("one", (replace(BUTTON, tone=tone, fill=fill),))) for fill in (0.0, 0.5))
    changed = differs(plain, half)
    button = pygame.Rect(267, 200, 400, 160)
    assert abs(changed.left - button.centerx) <= 1
    assert changed.right < button.right
    assert button.top < changed.top < changed.bottom < button.bottom


@pytest.mark.parametrize("tone", Tone)
def test_more_fill_covers_more(tone: Tone) -> None:
    plain = paint(Picture("one", (replace(BUTTON, tone=tone),)))
    widths = [differs(plain, paint(Picture("one", (replace(BUTTON, tone=tone, fill=fill),)))).w
              for fill in (0.1, 0.4, 0.7, 1.0)]
    assert widths == sorted(widths)


@pytest.mark.parametrize(("value", "mark"), [(-1.0, None), (0.0, 0.5), (0.5, 2.0), (7.0, -3.0)])
def test_a_meter_stays_in_its_bar(value: float, mark: float | None) -> None:
    empty = paint(Picture("one", ()), (1920, 1080))
    changed = differs(empty, paint(Picture("one", (Meter(Rect(500, 500, 400, 40), value, mark),)), (1920, 1080)))
    assert pygame.Rect(490, 485, 420, 70).contains(changed)


@pytest.mark.parametrize("share", [0.0, 0.01, 0.12, 0.2, 0.5, 0.66, 0.9, 1.0])
def test_the_rim_closes_clockwise_within_the_box(share: float) -> None:
    parts = list(rim_parts(300, 120, 12, share))
    assert all(pygame.Rect(0, 0, 300, 120).contains(part) for part in parts)
    covered = sum(part.w * part.h for part in parts)
    assert covered == pytest.approx(share * 2 * 12 * (300 + 120 - 12), abs=12 * 30)


@pytest.mark.parametrize(("covered", "count"), [
    ((0, 0, 0, 0), 1), ((500, 500, 40, 40), 1), ((0, 0, 300, 120), 0), ((0, 0, 300, 90), 1), ((20, 10, 50, 40), 4),
    ((-20, -20, 100, 60), 2)])
def test_strips_and_what_they_surround_are_the_whole(covered: tuple[int, int, int, int], count: int) -> None:
    whole, inner = pygame.Rect(0, 0, 300, 120), pygame.Rect(covered)
    strips = strips_around(whole, inner)
    area = sum(strip.w * strip.h for strip in strips)
    seen = inner.clip(whole)
    assert area + seen.w * seen.h == whole.w * whole.h
    assert len(strips) == count
    assert not any(strip.colliderect(other) for i, strip in enumerate(strips) for other in [seen, *strips[i + 1:]])


def test_nothing_is_drawn_ahead_while_a_world_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    moving, calm = Picture("round", (World(STAGE, "shelf_reach", world(), LEAN),)), Picture("calm", ())
    painter, surface = Painter((640, 360), LIGHT, Display()), pygame.Surface((640, 360))
    drawn: list[str] = []

    class Asked(Event):
        """At the third time it is asked whether that is enough, the world goes away."""

        times = 0

        def is_set(self) -> bool:
            self.times += 1
            if self.times == 3:
                assert drawn == []
                painter.draw(surface, moving, calm, 1.0)
            return False

    painter.draw(surface, moving, moving, 1.0)
    monkeypatch.setattr("game.screen.painter.draw_figure", lambda *given: drawn.append(given[2]))
    painter.prepare(surface, Asked())
    assert drawn == [figure.name for figure in AHEAD]


def test_a_figure_nobody_knows_is_a_mistake_of_the_programmer() -> None:
    with pytest.raises((KeyError, ValueError)):
        paint(Picture("one", (Figure(Rect(0, 0, 100, 100), "no_such_figure"),)))


def test_both_themes_keep_text_readable() -> None:
    for theme in (LIGHT, HIGH_CONTRAST):
        pairs = [(theme.ink, theme.ground), (theme.ink, theme.panel), (theme.ink_soft, theme.ground),
                 (theme.ink_soft, theme.panel), (theme.accent_ink, theme.accent), (theme.stop_ink, theme.stop)]
        assert all(contrast(ink, ground) >= 7 for ink, ground in pairs), theme.name
