"""What does not move in the room: wall, window, cabinet, table.  Drawn once per size and theme.

Units are lean units with y down and the lean (0, 0) at the origin, so that shelves and hands agree.
Not here: things, hand and light that move (`room`).
"""

from __future__ import annotations

from dataclasses import dataclass

import pygame

from game.screen.room_decor import draw_floor, draw_picture, draw_plant, draw_wall, draw_window
from game.screen.shapes import Canvas, rounded
from game.screen.stage import COLUMN, FRAME, HALF_HEIGHT, HALF_WIDTH, ROW, TRAY_Y, Stage
from game.screen.theme import Colour, Theme

WOOD: Colour = (196, 146, 94)
WOOD_LIGHT: Colour = (224, 180, 128)
WOOD_DARK: Colour = (126, 84, 50)
NICHE: Colour = (104, 128, 125)
NICHE_DARK: Colour = (62, 80, 80)
TABLE: Colour = (222, 184, 136)

_SIDES_FROM = 0.62
"""Window and picture are shown where at least this much wall is beside the cabinet."""


@dataclass(frozen=True, slots=True)
class Opening:
    """One compartment: its box in units, y down."""

    x: float
    y: float
    w: float
    h: float


def openings() -> list[Opening]:
    """Return the nine compartments, row by row; the fifth is home."""
    half = FRAME / 2
    columns = ((-HALF_WIDTH, -COLUMN - half), (-COLUMN + half, COLUMN - half), (COLUMN + half, HALF_WIDTH))
    rows = ((-HALF_HEIGHT, -ROW - half), (-ROW + half, ROW - half), (ROW + half, HALF_HEIGHT))
    return [Opening(left, top, right - left, bottom - top) for top, bottom in rows for left, right in columns]


def draw_room(stage: Stage, theme: Theme, like: pygame.Surface) -> pygame.Surface:
    """Return the still room as one opaque layer in the pixel format of `like`."""
    left, top, width, height = stage.rect
    box = ((left - stage.x) / stage.unit, (top - stage.y) / stage.unit,
           (left + width - stage.x) / stage.unit, (top + height - stage.y) / stage.unit)
    canvas = Canvas((width, height), box)
    if theme.stark:
        _stark(canvas, theme, box)
    else:
        _warm(canvas, box)
    return canvas.finish_opaque(like)


def _stark(canvas: Canvas, theme: Theme, box: tuple[float, float, float, float]) -> None:
    """Draw only what is needed: dark ground, nine outlines, the tray's edge."""
    canvas.box(box[0], box[1], box[2] - box[0], box[3] - box[1], theme.ground)
    for index, place in enumerate(openings()):
        home = index == 4
        canvas.line(rounded(place.x, place.y, place.w, place.h, 0.04), 0.022 if home else 0.012,
                    theme.line if home else (112, 116, 124), closed=True)
    canvas.line([(-COLUMN + 0.08, -TRAY_Y + 0.02), (COLUMN - 0.08, -TRAY_Y + 0.02)], 0.025, theme.line)


def _warm(canvas: Canvas, box: tuple[float, float, float, float]) -> None:
    left, _, right, bottom = box
    draw_wall(canvas, box)
    draw_floor(canvas, box)
    side = right - HALF_WIDTH - FRAME
    if side > _SIDES_FROM:
        draw_window(canvas, (left + -HALF_WIDTH - FRAME) / 2, side)
        draw_picture(canvas, (right + HALF_WIDTH + FRAME) / 2, side)
        draw_plant(canvas, (right + HALF_WIDTH + FRAME) / 2 + 0.06, bottom)
    _cabinet(canvas, bottom)
    for index, place in enumerate(openings()):
        _niche(canvas, place, home=index == 4)
    _tray(canvas)


def _cabinet(canvas: Canvas, bottom: float) -> None:
    x, y = -HALF_WIDTH - FRAME, -HALF_HEIGHT - FRAME
    w, h = -2 * x, HALF_HEIGHT + FRAME - y
    canvas.shadow(rounded(x, y + 0.1, w + 0.1, bottom - y - 0.1, 0.0), 0.09, (70, 46, 28, 130))
    canvas.shadow(rounded(x - 0.02, bottom - 0.06, w + 0.08, 0.06, 0.0), 0.03, (50, 32, 20, 150))
    for foot in (x + 0.1, x + w - 0.34):
        canvas.box(foot, y + h - 0.02, 0.24, bottom - y - h + 0.1, WOOD_DARK, 0.02)
    canvas.box(x, y, w, h, WOOD, 0.05)
    with canvas.inside(rounded(x, y, w, h, 0.05)):
        canvas.fade(x, y, w, h, (255, 240, 210, 66), (84, 50, 26, 66), across=True)
        for i in range(7):
            grain = y + 0.02 + i * 0.41
            line = [(x, grain), (x + w * 0.4, grain + 0.014), (x + w, grain - 0.012)]
            canvas.line(line, 0.006, (110, 70, 38, 60))
        canvas.line([(x, y + 0.012), (x + w, y + 0.012)], 0.02, (*WOOD_LIGHT, 190))
        canvas.line([(x + 0.012, y), (x + 0.012, y + h)], 0.02, (*WOOD_LIGHT, 150))
    canvas.line(rounded(x, y, w, h, 0.05), 0.012, WOOD_DARK, closed=True)
    crown = rounded(x - 0.05, y - 0.03, w + 0.1, 0.075, 0.03)
    canvas.poly(crown, WOOD_LIGHT)
    with canvas.inside(crown):
        canvas.fade(x - 0.05, y - 0.03, w + 0.1, 0.08, (255, 246, 224, 90), (110, 70, 38, 90))
    canvas.line(crown, 0.01, WOOD_DARK, closed=True)


def _niche(canvas: Canvas, place: Opening, home: bool) -> None:
    x, y, w, h = place.x, place.y, place.w, place.h
    opening = rounded(x, y, w, h, 0.025)
    canvas.poly(opening, NICHE)
    with canvas.inside(opening):
        for i in range(1, round(w / 0.145)):
            board = x + i * w / round(w / 0.145)
            canvas.line([(board, y), (board, y + h)], 0.006, (*NICHE_DARK, 66))
            canvas.line([(board + 0.006, y), (board + 0.006, y + h)], 0.004, (190, 204, 196, 22))
        canvas.fade(x, y, w, h, (*NICHE_DARK, 90), (*NICHE_DARK, 0), across=True)
        canvas.fade(x, y, w, 0.2, (24, 32, 34, 150), (24, 32, 34, 0))
        canvas.fade(x, y, 0.1, h, (24, 32, 34, 110), (24, 32, 34, 0), across=True)
        canvas.glow(x + w * 0.58, y + h * 0.55, w * 0.62, h * 0.6, (226, 226, 196), 96 if home else 56)
        floor = 0.17 if home else 0.085
        canvas.box(x, y + h - floor, w, floor, TABLE if home else WOOD)
        canvas.fade(x, y + h - floor, w, floor, (70, 42, 22, 110), (255, 236, 200, 30))
        canvas.line([(x, y + h - floor), (x + w, y + h - floor)], 0.008, (84, 56, 34, 170))
    canvas.line(opening, 0.011, WOOD_DARK, closed=True)
    canvas.line([(x, y + h + 0.012), (x + w, y + h + 0.012)], 0.012, (*WOOD_LIGHT, 220))


def _tray(canvas: Canvas) -> None:
    """Draw the tray on which done things stand."""
    y = -TRAY_Y
    half = COLUMN - 0.055
    canvas.glow(0.0, y + 0.055, half + 0.05, 0.04, (50, 30, 18), 160)
    board = rounded(-half, y - 0.012, 2 * half, 0.055, 0.027)
    canvas.shape(board, (150, 96, 58), WOOD_DARK, 0.009)
    canvas.line([(-half + 0.03, y + 0.002), (half - 0.03, y + 0.002)], 0.008, (214, 164, 112))
