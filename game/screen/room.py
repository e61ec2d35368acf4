"""The room of Shelf reach: a cabinet of nine openings, the hand, what is asked for and what is done.

What does not move is one layer, drawn once; per frame only what moves is drawn over it.
Not here: where anything is (`game.plays`), still drawings (`room_layers`, `items`, `hand`, `marks`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from math import atan2, cos, degrees, hypot, pi, radians, sin

import pygame

from core.cues import Cue, CueKind
from game.plays import Body, BodyKind, BodyState, View
from game.screen.between import Scene, scene_between
from game.screen.cache import Cache
from game.screen.hand import LENGTH, Pose, draw_hand, turned_hand
from game.screen.items import BASE, ITEMS, draw_item
from game.screen.marks import (
    arc_width,
    breath,
    draw_arc,
    draw_dots,
    glow_mark,
    home_mark,
    ledge_mark,
    place_mark,
)
from game.screen.room_layers import draw_room
from game.screen.shapes import Point
from game.screen.stage import COLUMN, TRAY_Y, stage_in
from game.screen.theme import Theme

SMALLEST_ITEM, LARGEST_ITEM = 0.10, 0.17
"""Things are drawn within these radii (lean units), whatever the size of their place: always readable."""
ITEM_SHARE = 0.74
IN_HAND = 0.13
ON_TRAY = 0.078
ROW_OF = 6
"""So many done things stand in one row on the tray; more make a second row behind."""
SHOULDER = 2.3
"""The arm points from this far below home."""
MOST_TURN = 24.0
GHOST_HELP = 0.5
GHOST_S = 2.8
GHOST_ALPHA = 130
APART = 0.12
"""A heavy thing that trails further behind the hand hangs on a visible band."""
CLEARING = 0.14
"""So far beside what is wanted (lean units) hand and sleeve begin to let it be seen through them."""
SPRITES = 96


class ShelfRoom:
    """Draws the world of Shelf reach.

    Life: one for a window; `prepare` may be called ahead, else the first `draw` of a size or theme takes the time.
    Surfaces are kept for the last size and theme only.
    """

    def __init__(self) -> None:
        self._layer: pygame.Surface | None = None
        self._made_for: tuple[tuple[int, int, int, int], Theme] | None = None
        self._stage = stage_in(pygame.Rect(0, 0, 1, 1))
        self._theme: Theme | None = None
        self._masters: dict[str, pygame.Surface] = {}
        self._sprites: Cache[pygame.Surface] = Cache(SPRITES)

    def prepare(self, surface: pygame.Surface, rect: pygame.Rect, theme: Theme) -> None:
        """Draw what is kept for this size and theme, if it is not there yet."""
        wanted = ((rect.x, rect.y, rect.w, rect.h), theme)
        if self._made_for == wanted:
            return
        self._stage, self._theme = stage_in(rect), theme
        self._layer = draw_room(self._stage, theme, surface)
        radius = max(2, round(LARGEST_ITEM * self._stage.unit))
        self._masters = {look: draw_item(look, radius, theme) for look in ITEMS}
        self._sprites = Cache(SPRITES)
        for pose in Pose:
            for clear in (False, True):
                draw_hand(self._stage.unit, pose, theme, clear)
        self._made_for = wanted

    def draw(self, surface: pygame.Surface, rect: pygame.Rect, previous: View, current: View, alpha: float,
             cue: Cue, theme: Theme, dim: float, guide: bool) -> None:
        """Draw the world `alpha` (0..1) of the way between two views into `rect`.

        cue: what is asked now.  dim: 0 full light .. 1 dark.  guide: whether the target may be shown.
        """
        self.prepare(surface, rect, theme)
        clip = surface.get_clip()
        surface.set_clip(rect.clip(clip))
        if self._layer is not None:
            surface.blit(self._layer, rect)
        scene = scene_between(previous, current, alpha, guide)
        self._draw_scene(surface, scene, cue, theme, guide)
        if dim > 0.0:
            light = round(255 * (1.0 - min(1.0, dim)))
            surface.fill((light, light, light), rect, pygame.BLEND_RGB_MULT)
        surface.set_clip(clip)

    def _draw_scene(self, surface: pygame.Surface, scene: Scene, cue: Cue, theme: Theme, guide: bool) -> None:
        if scene.home is not None:
            self._draw_home(surface, scene, cue, theme)
        self._draw_done(surface, scene.done)
        for body in scene.still:
            self._draw_on_ledge(surface, body, theme)
        wanted = scene.wanted
        if wanted is not None and wanted.kind is BodyKind.ITEM:
            self._draw_place(surface, wanted, scene.seconds, theme)
        if wanted is not None and scene.hand is not None and guide and wanted.help > 0:
            self._lead(surface, scene.hand, wanted, scene, theme)
        if scene.hand is not None:
            self._draw_hand(surface, scene.hand, scene.held, hidden_share(scene.hand, wanted), theme)
        if wanted is not None:
            # Over the hand, so that it is never hidden by it.
            draw_arc(surface, self._stage.place(wanted.x, wanted.y), self._px(wanted.size), self._stage.unit,
                     wanted.fill, theme)

    # What is asked for.

    def _draw_place(self, surface: pygame.Surface, body: Body, seconds: float, theme: Theme) -> None:
        centre, radius = self._stage.place(body.x, body.y), self._px(body.size)
        self._draw_glow(surface, centre, radius, body, seconds, theme)
        _blit(surface, place_mark(radius, self._stage.unit, theme), centre)
        self._draw_on_ledge(surface, body, theme)

    def _draw_glow(self, surface: pygame.Surface, centre: Point, radius: int, body: Body, seconds: float,
                   theme: Theme) -> None:
        """Breathe while waiting; steady and full while somebody is there."""
        strength = 1.0 if body.state is BodyState.FILLING else breath(seconds)
        glow = glow_mark(round(radius * (1.0 + 0.25 * body.help)), theme)
        glow.set_alpha(round(255 * strength))
        _blit(surface, glow, centre)

    def _draw_home(self, surface: pygame.Surface, scene: Scene, cue: Cue, theme: Theme) -> None:
        home = scene.home
        if home is None:
            return
        wanted = home.state in {BodyState.WANTED, BodyState.FILLING}
        centre, radius = self._stage.place(home.x, home.y), self._px(home.size)
        if wanted:
            self._draw_glow(surface, centre, radius, home, scene.seconds, theme)
        elif scene.wanted is None and cue.kind is CueKind.CENTRE:
            wanted = True
        _blit(surface, home_mark(radius, self._stage.unit, wanted, theme), centre)

    def _lead(self, surface: pygame.Surface, hand: Body, wanted: Body, scene: Scene, theme: Theme) -> None:
        """Show the way: dots from the hand to the place, and with much help a hand that goes ahead."""
        start, end = self._stage.place(hand.x, hand.y), self._stage.place(wanted.x, wanted.y)
        away = hypot(end[0] - start[0], end[1] - start[1])
        reach = self._px(wanted.size) + 1.5 * arc_width(self._stage.unit)
        if away <= reach:
            return
        edge = 1.0 - reach / away
        rim = (start[0] + (end[0] - start[0]) * edge, start[1] + (end[1] - start[1]) * edge)
        draw_dots(surface, start, rim, self._stage.unit, scene.seconds, wanted.help, theme)
        if wanted.help >= GHOST_HELP and wanted.kind is BodyKind.ITEM:
            self._draw_ghost(surface, hand, wanted, scene.seconds, theme)

    def _draw_ghost(self, surface: pygame.Surface, hand: Body, wanted: Body, seconds: float, theme: Theme) -> None:
        phase = (seconds / GHOST_S) % 1.0
        share = phase * phase * (3 - 2 * phase)
        x, y = hand.x + (wanted.x - hand.x) * share, hand.y + (wanted.y - hand.y) * share
        sprite, tip = turned_hand(self._stage.unit, Pose.OPEN, _turn(x, y), theme)
        sprite.set_alpha(round(GHOST_ALPHA * sin(pi * phase)))
        place = self._stage.place(x, y)
        surface.blit(sprite, (place[0] - tip[0], place[1] - tip[1]))
        sprite.set_alpha(255)

    # Things and hand.

    def _draw_on_ledge(self, surface: pygame.Surface, body: Body, theme: Theme) -> None:
        radius = self._px(min(LARGEST_ITEM, max(SMALLEST_ITEM, body.size * ITEM_SHARE)))
        x, y = self._stage.place(body.x, body.y)
        ledge = ledge_mark(round(radius * 2.1), theme)
        surface.blit(ledge, (x - ledge.get_width() / 2, y + radius * BASE - ledge.get_height() * 0.23))
        _blit(surface, self._item(body.look, radius), (x, y))

    def _draw_done(self, surface: pygame.Surface, done: Sequence[Body]) -> None:
        """Stand what is done on the tray in the order of its places, the later ones in front."""
        radius = self._px(ON_TRAY)
        for x, y, body in tray_places(done):
            px, py = self._stage.place(x, y)
            _blit(surface, self._item(body.look, radius), (px, py - radius * BASE))

    def _draw_hand(self, surface: pygame.Surface, hand: Body, held: Body | None, clear: float,
                   theme: Theme) -> None:
        if held is None:
            self._draw_pose(surface, hand, Pose.OPEN, clear, theme)
            return
        x, y = self._stage.place(held.x, held.y)
        if hypot(held.x - hand.x, held.y - hand.y) > APART:
            pygame.draw.line(surface, theme.line, self._stage.place(hand.x, hand.y), (x, y), self._px(0.018))
        self._draw_pose(surface, hand, Pose.BEHIND, clear, theme)
        _blit(surface, self._item(held.look, self._px(IN_HAND)), (x, y))
        self._draw_pose(surface, hand, Pose.BEFORE, clear, theme)

    def _draw_pose(self, surface: pygame.Surface, hand: Body, pose: Pose, clear: float, theme: Theme) -> None:
        """Draw the hand; `clear` (0..1): how far it has turned into one that lets see what is behind."""
        x, y = self._stage.place(hand.x, hand.y)
        for through, share in ((True, 1.0 if clear > 0.0 else 0.0), (False, 1.0 - clear)):
            if share > 0.0:
                sprite, tip = turned_hand(self._stage.unit, pose, _turn(hand.x, hand.y), theme, through)
                sprite.set_alpha(round(255 * share))
                surface.blit(sprite, (x - tip[0], y - tip[1]))
                sprite.set_alpha(255)

    def _item(self, look: str, radius: int) -> pygame.Surface:
        return self._sprites.get((look, radius), partial(self._scaled, look, radius))

    def _scaled(self, look: str, radius: int) -> pygame.Surface:
        master = self._masters[look]
        share = radius / (LARGEST_ITEM * self._stage.unit)
        size = (max(1, round(master.get_width() * share)), max(1, round(master.get_height() * share)))
        return master if size == master.get_size() else pygame.transform.smoothscale(master, size)

    def _px(self, units: float) -> int:
        return max(1, round(units * self._stage.unit))


def tray_places(done: Sequence[Body]) -> list[tuple[float, float, Body]]:
    """Return where each done thing stands (x, foot y, body), those behind first."""
    rows = [done] if len(done) <= ROW_OF else [done[0::2], done[1::2]]
    places = []
    for depth, row in enumerate(reversed(rows)):
        front = depth == len(rows) - 1
        gap = min(0.135, 2 * (COLUMN - 0.13) / max(1, len(row) - 1))
        shift = 0.0 if front or len(rows) == 1 else 0.03
        places += [(gap * (i - (len(row) - 1) / 2) + shift, TRAY_Y + (0.0 if front else 0.07), body)
                   for i, body in enumerate(row)]
    return places


def hidden_share(hand: Body, wanted: Body | None) -> float:
    """Return how much hand and sleeve would hide of what is wanted: 0 beside it, 1 over it, softly between."""
    if wanted is None:
        return 0.0
    turn = radians(_turn(hand.x, hand.y))
    down_x, down_y = -sin(turn), -cos(turn)
    dx, dy = wanted.x - hand.x, wanted.y - hand.y
    along = max(0.0, min(LENGTH, dx * down_x + dy * down_y))
    away = hypot(dx - along * down_x, dy - along * down_y) - wanted.size
    return max(0.0, min(1.0, 1.0 - away / CLEARING))


def _turn(x: float, y: float) -> int:
    """Return how far the arm leans, whole degrees, right +."""
    return round(max(-MOST_TURN, min(MOST_TURN, degrees(atan2(x, y + SHOULDER)))))


def _blit(surface: pygame.Surface, sprite: pygame.Surface, centre: Point) -> None:
    surface.blit(sprite, (round(centre[0] - sprite.get_width() / 2), round(centre[1] - sprite.get_height() / 2)))
