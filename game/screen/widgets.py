"""How buttons, panels and meters look: rounded, calm, with room around them.

A focused button wears a ring of its own colour with a gap, so it shows on any ground; the rim of a filling
one closes like a clock.  Not here: what they do (`game.scenes.menu`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pygame

from game.picture import Button, Label, Meter, Panel, Rect, TextRole, Tone
from game.screen.boxes import Box, Boxes
from game.screen.figures import draw_figure
from game.screen.text import Typesetter
from game.screen.theme import Colour, Theme

RADIUS = 36.0
RING = 9.0
RING_GAP = 8.0
FILL_RING, FILL_GAP = 14.0, 5.0
ICON_SHARE = 0.70
ICON_MOST = 220.0
EDGE = 3.0
SHADOW = 7.0
PAD = 26.0


class Widgets:
    """Draws the parts that people use; keeps what is costly."""

    def __init__(self, typesetter: Typesetter, theme: Theme) -> None:
        self._type = typesetter
        self._theme = theme
        self._boxes = Boxes()

    def panel(self, surface: pygame.Surface, panel: Panel, origin: tuple[int, int]) -> None:
        """Draw a quiet surface; one as wide as the screen has no round corners."""
        box = self._type.pixels(panel.rect, origin)
        wide = box.w >= surface.get_width() - 2 * origin[0]
        look = Box(box.w, box.h, 0 if wide else self._px(RADIUS), self._theme.panel,
                   shadow_px=self._px(SHADOW))
        self._boxes.blit(surface, look, box.x, box.y)

    def meter(self, surface: pygame.Surface, meter: Meter, origin: tuple[int, int]) -> None:
        """Draw a bar that fills from the left, and its marks."""
        box = self._type.pixels(meter.rect, origin)
        radius, edge = box.h // 2, self._px(EDGE)
        empty = Box(box.w, box.h, radius, self._theme.panel, self._theme.line, edge)
        self._boxes.blit(surface, empty, box.x, box.y)
        filled = self._boxes.surface(Box(box.w, box.h, radius, self._theme.good))
        width = round(box.w * _share(meter.value))
        surface.blit(filled, box.topleft, (0, 0, width, box.h))
        over = self._px(10)
        for mark in (*meter.marks, *([] if meter.mark is None else [meter.mark])):
            at = box.x + round(box.w * _share(mark))
            pygame.draw.rect(surface, self._theme.ink, (at - edge, box.y - over, 2 * edge, box.h + 2 * over))

    def button(self, surface: pygame.Surface, button: Button, origin: tuple[int, int]) -> None:
        """Draw a choice with its icon and label, its focus and its fill."""
        box = self._type.pixels(button.rect, origin)
        if button.pressed:
            box = box.move(0, self._px(4))
        fill, ink = self._colours(button.tone)
        radius = self._px(min(RADIUS, button.rect.h / 3))
        if button.focused:
            self._ring(surface, box, radius)
        shadow = 0 if button.pressed else self._px(SHADOW)
        edge = self._theme.line if button.tone is Tone.CALM else fill
        self._boxes.blit(surface, Box(box.w, box.h, radius, fill, edge, self._px(EDGE), shadow), box.x, box.y)
        if button.fill > 0:
            self._filling(surface, box, radius, button)
        self._content(surface, box, button, ink)

    def _px(self, logical: float) -> int:
        return max(1, round(logical * self._type.scale))

    def _colours(self, tone: Tone) -> tuple[Colour, Colour]:
        theme = self._theme
        return {Tone.MAIN: (theme.accent, theme.accent_ink), Tone.STOP: (theme.stop, theme.stop_ink),
                Tone.CALM: (theme.panel, theme.ink)}[tone]

    def _ring(self, surface: pygame.Surface, box: pygame.Rect, radius: int) -> None:
        gap, ring = self._px(RING_GAP), self._px(RING)
        outer = box.inflate(2 * (gap + ring), 2 * (gap + ring))
        look = Box(outer.w, outer.h, radius + gap + ring, None, self._theme.focus, ring)
        self._boxes.blit(surface, look, outer.x, outer.y)

    def _filling(self, surface: pygame.Surface, box: pygame.Rect, radius: int, button: Button) -> None:
        """Close the rim from the middle of the top, clockwise."""
        paint = self._theme.good if button.tone is Tone.CALM else self._colours(button.tone)[1]
        gap, thick = self._px(FILL_GAP), self._px(FILL_RING)
        box = box.inflate(-2 * gap, -2 * gap)  # the button's own colour parts the rim from what is around it
        radius = max(0, radius - gap)
        rim = self._boxes.surface(Box(box.w, box.h, radius, None, paint, thick))
        for part in rim_parts(box.w, box.h, max(radius, thick), _share(button.fill)):
            surface.blit(rim, (box.x + part.x, box.y + part.y), part)

    def _content(self, surface: pygame.Surface, box: pygame.Rect, button: Button, ink: Colour) -> None:
        """Set icon and label where the button is now."""
        plain = self._type.pixels(button.rect)
        origin = (box.x - plain.x, box.y - plain.y)
        if button.icon:
            at = self._type.pixels(icon_rect(button), origin)
            fill, ink = self._colours(button.tone)
            theme = self._theme if button.tone is Tone.CALM else in_two_colours(self._theme, fill, ink)
            draw_figure(surface, at, button.icon, 1.0, (0.0, 0.0), theme)
        self._type.draw(surface, Label(label_rect(button), button.label, TextRole.TITLE), origin, ink)


def icon_rect(button: Button) -> Rect:
    """Give the square at the left of a button."""
    side = ICON_SHARE * min(button.rect.h, ICON_MOST)
    return Rect(button.rect.x + PAD + 6, button.rect.y + (button.rect.h - side) / 2, side, side)


def label_rect(button: Button) -> Rect:
    """Give the box of a button's label: what the icon leaves."""
    rect, left = button.rect, button.rect.x + PAD
    if button.icon:
        icon = icon_rect(button)
        left = icon.x + icon.w + 0.6 * PAD
    return Rect(left, rect.y + PAD / 3, rect.x + rect.w - PAD - left, rect.h - 2 * PAD / 3)


def rim_parts(w: int, h: int, rim: int, share: float) -> Iterator[pygame.Rect]:
    """Cut the rim of a box, from the middle of the top clockwise, at `share` of the way round."""
    half, way = w // 2, share * (2 * w + 2 * h)
    lengths = (w - half, h, w, h, half)
    for side, length in enumerate(lengths):
        done = round(max(0.0, min(float(length), way - sum(lengths[:side]))))
        inside = max(0, done - rim)
        part = (
            pygame.Rect(half, 0, done, rim), pygame.Rect(w - rim, rim, rim, inside),
            pygame.Rect(w - done, h - rim, inside, rim), pygame.Rect(0, h - done, rim, inside),
            pygame.Rect(rim, 0, inside, rim),
        )[side]
        if part.w and part.h:
            yield part


def in_two_colours(theme: Theme, ground: Colour, ink: Colour) -> Theme:
    """Give a theme for a drawing on a coloured button, where only its label's colour surely shows."""
    return replace(theme, ground=ground, panel=ground, ink=ink, ink_soft=ink, line=ink, accent=ink, good=ink,
                   accent_ink=ground, focus=ink, stop=ink, stop_ink=ground)


def _share(value: float) -> float:
    return max(0.0, min(1.0, value))
