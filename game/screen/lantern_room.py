"""The evening garden of Lanterns: lamps on their cord, the effort as a column, the breath as a ring.

The garden with all lamps that only hang there is one layer, drawn again when one of them changes; per frame only
the lamp that is asked for, the column and the ring are drawn over it.
Not here: where anything is (`game.plays`), still drawings (`lantern_layers`, `lamps`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pygame

from core.cues import Cue
from core.frames import TICK_HZ
from game.plays import Body, BodyKind, BodyState, Stage, View
from game.screen.effort_column import draw_effort
from game.screen.lamps import lamp_halo, lamp_sprite, pointer_mark, reflection, ring_mark, rise
from game.screen.lantern_layers import draw_garden
from game.screen.lantern_stage import BREATH, BREATH_LEAST, BREATH_MOST, WATER_Y, Rows, cord_y, garden_in, rows_of
from game.screen.marks import breath, draw_arc
from game.screen.theme import Colour, Theme

GROW_S = 0.6
"""So long the lamp that is asked for takes to come down from its row."""
RING = 1.46
"""Radius of the ring around the lamp that is asked for, in the lamp's."""
FULL = 0.5
_ASKED = frozenset({BodyState.WANTED, BodyState.FILLING})
_CORD: Colour = (36, 28, 40)
_BREATH_LIGHT: Colour = (226, 240, 255)


@dataclass(frozen=True, slots=True)
class _Hung:
    """What the layer was made for: where each lamp hangs, whether it is lit, how it looks."""

    rows: Rows
    lamps: tuple[tuple[float, float, bool, str], ...]


class LanternRoom:
    """Draws the world of Lanterns.  Life: as that of `game.screen.room.ShelfRoom`."""

    def __init__(self) -> None:
        self._garden = garden_in(pygame.Rect(0, 0, 1, 1))
        self._layers: tuple[pygame.Surface, pygame.Surface] | None = None
        self._made_for: tuple[tuple[int, int, int, int], Theme] | None = None
        self._hung: _Hung | None = None
        self._asked: tuple[int, float] | None = None

    def prepare(self, surface: pygame.Surface, rect: pygame.Rect, theme: Theme) -> None:
        """Draw what is kept for this size and theme, if it is not there yet."""
        self._prepared(surface, rect, theme)

    def draw(self, surface: pygame.Surface, rect: pygame.Rect, previous: View, current: View, alpha: float,
             cue: Cue, theme: Theme, dim: float, guide: bool) -> None:
        """Draw the world `alpha` (0..1) of the way between two views into `rect`.

        dim: 0 full light .. 1 dark.  guide: whether light and effort may be shown.  The cue is not needed here.
        """
        bare, layer = self._prepared(surface, rect, theme)
        clip = surface.get_clip()
        surface.set_clip(rect.clip(clip))
        share = 1.0 if current.cut else max(0.0, min(1.0, alpha))
        lamps = [body for body in current.bodies if body.kind is BodyKind.LAMP]
        rows = rows_of(lamps)
        asked = next((body for body in lamps if body.state in _ASKED), None)
        self._hang(bare, layer, [body for body in lamps if body is not asked], rows, theme)
        surface.blit(layer, rect)
        self._draw_breath(surface, _between(previous.breath, current.breath, share), theme)
        if asked is not None:
            shown = guide and current.feedback
            fill = _fill(previous, asked, share) if shown else float(asked.look == "dark_lamp")
            self._draw_asked(surface, asked, fill, rows, current, theme)
        effort = _between(previous.effort, current.effort, share)
        if effort is not None:
            draw_effort(surface, self._garden, effort, current.line, current.stage is Stage.RELAX, theme)
        if dim > 0.0:
            light = round(255 * (1.0 - min(1.0, dim)))
            surface.fill((light, light, light), rect, pygame.BLEND_RGB_MULT)
        surface.set_clip(clip)

    def _prepared(self, surface: pygame.Surface, rect: pygame.Rect,
                  theme: Theme) -> tuple[pygame.Surface, pygame.Surface]:
        """Return the bare garden, and the one in which lamps hang."""
        wanted = ((rect.x, rect.y, rect.w, rect.h), theme)
        if self._layers is None or self._made_for != wanted:
            self._garden = garden_in(rect)
            bare = draw_garden(self._garden, theme, surface)
            self._layers, self._hung, self._made_for = (bare, bare.copy()), None, wanted
        return self._layers

    # Lamps.

    def _hang(self, bare: pygame.Surface, layer: pygame.Surface, lamps: Sequence[Body], rows: Rows,
              theme: Theme) -> None:
        """Draw the lamps that only hang there into the layer, when one of them has changed: the lit ones last."""
        hung = _Hung(rows, tuple((body.x, body.y, body.fill > FULL, body.look) for body in lamps))
        if hung == self._hung:
            return
        layer.blit(bare, (0, 0))
        shift = (-self._garden.rect[0], -self._garden.rect[1])
        for body in lamps:
            self._draw_cord(layer, *rows.place(body), rows.radius, theme, shift)
        for body in sorted(lamps, key=lambda each: each.fill > FULL):
            self._draw_hanging(layer, body, rows, theme, shift)
        self._hung = hung

    def _draw_hanging(self, layer: pygame.Surface, body: Body, rows: Rows, theme: Theme,
                      shift: tuple[int, int]) -> None:
        (x, y), size, lit = rows.place(body), self._garden.px(rows.radius), body.fill > FULL
        if lit:
            self._blit(layer, lamp_halo(size, body.look, theme), x, y, shift)
            if not theme.stark:
                self._blit(layer, reflection(size, body.look), x, WATER_Y + 30.0 + 1.3 * rows.radius, shift)
        self._blit(layer, lamp_sprite(size, body.look, lit, theme), x, y, shift)

    def _draw_asked(self, surface: pygame.Surface, body: Body, fill: float, rows: Rows, view: View,
                    theme: Theme) -> None:
        """Show the lamp that is asked for: its light changes, and a ring closes around it as it comes."""
        seconds = view.tick / TICK_HZ
        (x, y), (_, to_y, radius), way = rows.place(body), rows.asked(body), self._way_down(body, seconds)
        y, share = y + (to_y - y) * way, (rows.radius + (radius - rows.radius) * way) / radius
        size = self._garden.px(radius)
        self._draw_cord(surface, x, y, share * radius, theme)
        light = max(fill, 0.4 * breath(seconds))
        for sprite, strength in ((lamp_halo(size, body.look, theme), light),
                                 (lamp_sprite(size, body.look, False, theme), 1.0),
                                 (lamp_sprite(size, body.look, True, theme), fill)):
            if strength > 0.0:
                self._faded(surface, _scaled(sprite, share), x, y, strength)
        if way < 1.0:
            return
        self._draw_ring(surface, x, y, radius, 1.0 - fill if body.look == "dark_lamp" else fill, theme)
        if view.stage is not Stage.REST:
            self._blit(surface, pointer_mark(size, theme), x, y + 1.94 * radius)

    def _draw_ring(self, surface: pygame.Surface, x: float, y: float, radius: float, done: float,
                   theme: Theme) -> None:
        around = self._garden.px(RING * radius)
        self._blit(surface, ring_mark(around, theme), x, y)
        draw_arc(surface, self._garden.place(x, y), around, 2.6 * around, done, theme)

    def _way_down(self, body: Body, seconds: float) -> float:
        """Return how far a lamp has come down from its row and grown, 0..1, since it began to be asked for."""
        if self._asked is None:
            self._asked = (body.id, seconds - GROW_S)  # the first one is there
        elif self._asked[0] != body.id or seconds < self._asked[1]:
            self._asked = (body.id, seconds)
        way = min(1.0, (seconds - self._asked[1]) / GROW_S)
        return way * way * (3 - 2 * way)

    def _draw_cord(self, surface: pygame.Surface, x: float, y: float, radius: float, theme: Theme,
                   shift: tuple[int, int] = (0, 0)) -> None:
        above, below = self._garden.place(x, cord_y(x)), self._garden.place(x, y - rise(radius))
        pygame.draw.line(surface, theme.line if theme.stark else _CORD, (above[0] + shift[0], above[1] + shift[1]),
                         (below[0] + shift[0], below[1] + shift[1]), self._garden.px(4.0))

    # Breath.

    def _draw_breath(self, surface: pygame.Surface, full: float | None, theme: Theme) -> None:
        """Grow a ring with the breath in, and let it shrink with the breath out."""
        if full is None:
            return
        middle = self._garden.place(*BREATH)
        paint = theme.ink if theme.stark else _BREATH_LIGHT
        radius = BREATH_LEAST + (BREATH_MOST - BREATH_LEAST) * max(0.0, min(1.0, full))
        pygame.draw.circle(surface, paint, middle, self._garden.px(BREATH_MOST + 12.0), self._garden.px(2.0))
        pygame.draw.circle(surface, paint, middle, self._garden.px(radius), self._garden.px(13.0))

    def _faded(self, surface: pygame.Surface, sprite: pygame.Surface, x: float, y: float, strength: float) -> None:
        """Draw a kept sprite with `strength` 0..1."""
        sprite.set_alpha(round(255 * max(0.0, min(1.0, strength))))
        self._blit(surface, sprite, x, y)
        sprite.set_alpha(255)

    def _blit(self, surface: pygame.Surface, sprite: pygame.Surface, x: float, y: float,
              shift: tuple[int, int] = (0, 0)) -> None:
        px, py = self._garden.place(x, y)
        surface.blit(sprite, (round(px - sprite.get_width() / 2) + shift[0],
                              round(py - sprite.get_height() / 2) + shift[1]))


def _scaled(sprite: pygame.Surface, share: float) -> pygame.Surface:
    """Return a kept sprite, smaller for the moments in which it grows."""
    if share >= 1.0:
        return sprite
    size = (max(1, round(sprite.get_width() * share)), max(1, round(sprite.get_height() * share)))
    return pygame.transform.smoothscale(sprite, size)


def _between(before: float | None, now: float | None, share: float) -> float | None:
    """Blend two numbers; what was not there before is shown as it is."""
    if now is None or before is None:
        return now
    return before + (now - before) * share


def _fill(previous: View, body: Body, share: float) -> float:
    before = next((each.fill for each in previous.bodies if each.id == body.id), body.fill)
    return before + (body.fill - before) * share
