"""The painter: a picture onto a surface, part by part, evenly scaled and centred.

Worlds are blended between two steps; everything else is drawn as it is now.  A picture that has not changed is
not drawn again.  Not here: windows (`game.screen.window`), and what any part means.
"""

from __future__ import annotations

from dataclasses import replace
from threading import Event, Lock
from typing import Protocol

import pygame

from core.cues import Cue
from game.picture import (
    HEIGHT,
    WIDTH,
    Aim,
    Button,
    Chart,
    Figure,
    Label,
    Meter,
    Panel,
    Part,
    Picture,
    Rect,
    Shade,
    World,
)
from game.plays import Place, View
from game.scenes.ahead import AHEAD
from game.scenes.layout import STAGE
from game.screen.aim import draw_aim
from game.screen.display import Display
from game.screen.figures import draw_figure
from game.screen.lantern_room import LanternRoom
from game.screen.plots import draw_plot
from game.screen.room import ShelfRoom
from game.screen.text import Typesetter
from game.screen.theme import Theme, mix
from game.screen.widgets import Widgets

WHOLE = Rect(0, 0, WIDTH, HEIGHT)
LIGHT_FROM_ABOVE = 0.55
LOOK_AGAIN_S = 0.05
"""So often drawing ahead looks whether it is to end, while it rests."""


class Room(Protocol):
    """The world of a play, drawn; one for a window (`game.screen.room.ShelfRoom`)."""

    def prepare(self, surface: pygame.Surface, rect: pygame.Rect, theme: Theme) -> None:
        """Draw ahead what is kept for this size and theme."""
        ...

    def draw(self, surface: pygame.Surface, rect: pygame.Rect, previous: View, current: View, alpha: float,
             cue: Cue, theme: Theme, dim: float, guide: bool) -> None:
        """Draw the world `alpha` (0..1) of the way between two views."""
        ...


class Painter:
    """Draws pictures of one size in one theme.  Life: until the window changes its size."""

    def __init__(self, surface_size: tuple[int, int], theme: Theme, display: Display) -> None:
        shown = replace(display, width_px=surface_size[0], height_px=surface_size[1])
        self._theme = theme
        self._type = Typesetter(shown)
        self._widgets = Widgets(self._type, theme)
        self._rooms: dict[Place, Room] = {Place.SHELF: ShelfRoom(), Place.LANTERNS: LanternRoom()}
        self._room_lock = Lock()
        self._calm = Event()
        self._calm.set()
        self._size = surface_size
        self._ground: pygame.Surface | None = None
        self._drawn: tuple[Part, ...] | None = None
        scale = self._type.scale
        self.origin = (round((surface_size[0] - WIDTH * scale) / 2), round((surface_size[1] - HEIGHT * scale) / 2))

    def prepare(self, surface: pygame.Surface, enough: Event) -> None:
        """Draw ahead what worlds and large figures keep.

        It takes a second or two and may be done in a thread of its own, until `enough` is set; `surface` gives
        the format of pixels and is drawn on.  It rests while a world is shown, so that it holds up no frame of it.
        """
        with self._room_lock:
            for room in self._rooms.values():
                room.prepare(surface, self._type.pixels(STAGE, self.origin), self._theme)
        for figure in AHEAD:
            while not enough.is_set() and not self._calm.wait(LOOK_AGAIN_S):
                pass
            if enough.is_set():
                return
            self._figure(surface, figure)

    def logical(self, x_px: float, y_px: float) -> tuple[float, float]:
        """Give the logical place of a pixel."""
        return (x_px - self.origin[0]) / self._type.scale, (y_px - self.origin[1]) / self._type.scale

    def draw(self, surface: pygame.Surface, previous: Picture, current: Picture, alpha: float) -> bool:
        """Draw `current`, its world `alpha` (0..1) of the way from `previous`; False when nothing had changed."""
        worlds = [part for part in current.parts if isinstance(part, World)]
        if worlds:
            self._calm.clear()
        else:
            self._calm.set()
        if current.parts == self._drawn and not worlds:
            return False
        covered = self._type.pixels(worlds[0].rect, self.origin) if worlds else pygame.Rect(0, 0, 0, 0)
        for strip in strips_around(surface.get_rect(), covered):
            surface.blit(self._backdrop(surface), strip, strip)
        surface.set_clip(self._type.pixels(WHOLE, self.origin))
        before = {part.play: part.view for part in previous.parts if isinstance(part, World)}
        for part in current.parts:
            self._part(surface, part, before, alpha)
        surface.set_clip(None)
        self._drawn = current.parts
        return True

    def forget(self) -> None:
        """Draw the next picture whether or not it has changed: the screen may no longer show the last one."""
        self._drawn = None

    def _part(self, surface: pygame.Surface, part: Part, before: dict[str, View], alpha: float) -> None:
        match part:
            case Label():
                colour = self._theme.ink_soft if part.soft else self._theme.ink
                self._type.draw(surface, part, self.origin, colour)
            case Button():
                self._widgets.button(surface, part, self.origin)
            case Panel():
                self._widgets.panel(surface, part, self.origin)
            case Meter():
                self._widgets.meter(surface, part, self.origin)
            case Figure():
                self._figure(surface, part)
            case Aim():
                draw_aim(surface, self._type.pixels(part.rect, self.origin), part, self._theme)
            case Chart():
                draw_plot(surface, part.rect, part.plot, self._type, self.origin, self._theme)
            case Shade():
                self._shade(surface, part)
            case World():
                self._world(surface, part, before.get(part.play, part.view), alpha)

    def _world(self, surface: pygame.Surface, world: World, before: View, alpha: float) -> None:
        rect = self._type.pixels(world.rect, self.origin)
        with self._room_lock:
            self._rooms[world.view.place].draw(surface, rect, before, world.view, alpha, world.cue, self._theme,
                                         world.dim, world.guide)

    def _figure(self, surface: pygame.Surface, figure: Figure) -> None:
        rect = self._type.pixels(figure.rect, self.origin)
        draw_figure(surface, rect, figure.name, figure.value, figure.point, self._theme)

    def _shade(self, surface: pygame.Surface, shade: Shade) -> None:
        """Darken what is there; over the whole screen also what lies beside the picture."""
        clip = surface.get_clip()
        if shade.rect == WHOLE:
            surface.set_clip(None)
        rect = surface.get_rect() if shade.rect == WHOLE else self._type.pixels(shade.rect, self.origin)
        kept = round(255 * (1.0 - max(0.0, min(1.0, shade.share))))
        surface.fill((kept, kept, kept), rect, pygame.BLEND_RGB_MULT)
        surface.set_clip(clip)

    def _backdrop(self, surface: pygame.Surface) -> pygame.Surface:
        """Give the ground: a little lighter above, as a room is."""
        if self._ground is None:
            top = mix(self._theme.ground, self._theme.panel, LIGHT_FROM_ABOVE)
            strip = pygame.Surface((1, 2))
            strip.set_at((0, 0), top)
            strip.set_at((0, 1), self._theme.ground)
            self._ground = pygame.transform.smoothscale(strip, self._size).convert(surface)
        return self._ground


def strips_around(whole: pygame.Rect, covered: pygame.Rect) -> list[pygame.Rect]:
    """Cut what `covered` leaves of `whole` into strips above, below, left and right of it."""
    inner = covered.clip(whole)
    if not inner.w or not inner.h:
        return [whole]
    strips = [pygame.Rect(whole.x, whole.y, whole.w, inner.y - whole.y),
              pygame.Rect(whole.x, inner.bottom, whole.w, whole.bottom - inner.bottom),
              pygame.Rect(whole.x, inner.y, inner.x - whole.x, inner.h),
              pygame.Rect(inner.right, inner.y, whole.right - inner.right, inner.h)]
    return [strip for strip in strips if strip.w and strip.h]
