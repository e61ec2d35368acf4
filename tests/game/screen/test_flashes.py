"""No scene flashes: WCAG 2.2, criterion 2.3.1, over ten seconds of glowing, dwelling and grasping.

A flash is a pair of opposing changes in relative luminance of a tenth or more where the darker side is below
0.80; more than three within a second over a quarter of the viewed area are too many.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pygame
import pytest
from numpy.typing import NDArray

from core.cues import Cue, CueKind
from game.difficulty.dual import Colour
from game.phases import Phase, RoundView
from game.picture import Picture
from game.plays import BodyState, View
from game.scenes.band import MarkerFade
from game.scenes.round_pictures import Shown, draw_round
from game.screen.display import Display
from game.screen.painter import Painter
from game.screen.room import ShelfRoom
from game.screen.theme import THEMES, Theme
from tests.game.scenes.making import make_cards
from tests.game.screen.worlds import LEAN, done, item, luminances, world

SIZE = (640, 304)
CELLS = (32, 16)
RATE_HZ = 20
Lights = NDArray[np.float64]


def cells(surface: pygame.Surface) -> Lights:
    small = pygame.transform.smoothscale(surface, CELLS)
    return luminances(np.asarray(pygame.surfarray.array3d(small)))


def flashes(cell: list[float]) -> list[int]:
    """Give the frames at which a change of a tenth or more in the other direction than the last was complete."""
    turns: list[int] = []
    way, extreme = 0, cell[0]
    for frame, light in enumerate(cell):
        if (way >= 0 and light > extreme) or (way <= 0 and light < extreme):
            if way == 0 and abs(light - cell[0]) >= 0.1:
                way = 1 if light > cell[0] else -1
            extreme = light if way != 0 else extreme
        elif abs(light - extreme) >= 0.1 and min(light, extreme) < 0.8:
            turns.append(frame)
            way, extreme = -way, light
    return turns


def worst(frames: list[Lights]) -> float:
    """Give the largest share of a quarter of the screen that flashes more than three times in one second."""
    stack = np.stack(frames)
    many = np.zeros((len(frames), *CELLS), dtype=bool)
    for x in range(CELLS[0]):
        for y in range(CELLS[1]):
            turns = flashes([float(light) for light in stack[:, x, y]])
            for frame in range(len(frames)):
                within = sum(frame <= turn < frame + RATE_HZ for turn in turns)
                many[frame, x, y] = within / 2 > 3
    half = (CELLS[0] // 2, CELLS[1] // 2)
    return max(float(many[:, x:x + half[0], y:y + half[1]].mean(axis=(1, 2)).max())
               for x in range(0, half[0] + 1, 4) for y in range(0, half[1] + 1, 4))


def scripted(seconds: float) -> View:
    """Wait and glow, lean there, dwell, grasp, bring home, and begin anew: all within 2.5 s, faster than life."""
    tick = round(seconds * 100)
    number, phase = divmod(seconds, 2.5)
    angle = number * 2.4
    place = (0.8 * math.cos(angle), 0.8 * math.sin(angle))
    resting = done(int(number))
    if phase < 1.0:
        hand = (place[0] * phase, place[1] * phase)
        return world(item(*place, help_level=1.0, size=0.3), *resting, hand=hand, tick=tick)
    if phase < 1.6:
        held_on = item(*place, BodyState.FILLING, fill=(phase - 1.0) / 0.6, size=0.3)
        return world(held_on, *resting, hand=place, tick=tick)
    back = max(0.0, 1.0 - (phase - 1.6) / 0.5)
    hand = (place[0] * back, place[1] * back)
    home = BodyState.FILLING if back == 0.0 else BodyState.WANTED
    return world(item(*hand, BodyState.HELD), *resting, hand=hand, home=home, tick=tick,
                 home_fill=max(0.0, (phase - 2.1) / 0.4))


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
def test_ten_seconds_of_play_do_not_flash(theme: Theme) -> None:
    room, surface = ShelfRoom(), pygame.Surface(SIZE)
    frames = []
    for frame in range(10 * RATE_HZ):
        view = scripted(frame / RATE_HZ)
        room.draw(surface, surface.get_rect(), view, view, 1.0, LEAN, theme, 0.0, True)
        frames.append(cells(surface))
    assert worst(frames) == 0.0


def counted(seconds: float, fade: MarkerFade) -> Picture:
    """Show marker after marker, as close together as they ever come: up for a second, gone for a half."""
    up = seconds % 1.5 < 1.0
    colours = list(Colour)
    marker = colours[int(seconds // 1.5) % len(colours)] if up else None
    view = replace(world(tick=round(100 * seconds)), counting=True, marker=marker)
    for _ in range(100 // RATE_HZ - 1):
        fade.step(marker)
    shown = Shown(make_cards()[0], RoundView(1, Phase.PLAY, view=view), Cue(0, CueKind.CENTRE), (),
                  marker=fade.step(marker))
    return draw_round(shown.view.phase, lambda: shown)


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
def test_ten_seconds_of_counting_do_not_flash(theme: Theme) -> None:
    painter, surface, fade = Painter((640, 360), theme, Display()), pygame.Surface((640, 360)), MarkerFade()
    frames = []
    for frame in range(10 * RATE_HZ):
        picture = counted(frame / RATE_HZ, fade)
        painter.draw(surface, picture, picture, 1.0)
        frames.append(cells(surface))
    assert worst(frames) == 0.0


@pytest.mark.parametrize(("rate_hz", "flashing"), [(1, False), (2, False), (5, True), (8, True)])
def test_the_measure_itself_finds_flashes(rate_hz: int, flashing: bool) -> None:
    lights = [0.1 + 0.6 * (math.sin(2 * math.pi * rate_hz * frame / RATE_HZ + 0.3) > 0) for frame in range(60)]
    frames = [np.full(CELLS, light) for light in lights]
    assert (worst(frames) >= 0.25) is flashing
