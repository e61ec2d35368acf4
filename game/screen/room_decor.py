"""What makes the room a home: wall, floor, a window with morning light, a picture, a plant.

Still and quiet, beside the cabinet and never in it.  Units as in `room_layers`.
Not here: the cabinet (`room_layers`).
"""

from __future__ import annotations

from game.screen.shapes import Canvas, Point, curve, moved, rounded
from game.screen.theme import Colour

Box = tuple[float, float, float, float]

WALL: Colour = (236, 222, 198)
WALL_DARK: Colour = (206, 186, 158)
PANEL: Colour = (222, 206, 178)
FLOOR: Colour = (168, 122, 80)
FRAME: Colour = (250, 244, 232)
FRAME_EDGE: Colour = (150, 128, 102)
SKY: Colour = (196, 222, 232)
CURTAIN: Colour = (214, 178, 140)
SUN: Colour = (255, 244, 210)
FLOOR_Y = 1.26


def draw_wall(canvas: Canvas, box: Box) -> None:
    """Paint the wall: light from the window at the left, darker to the right and below."""
    left, top, right, bottom = box
    w, h = right - left, bottom - top
    canvas.box(left, top, w, h, WALL)
    canvas.fade(left, top, w, h, (*SUN, 110), (*WALL_DARK, 200), across=True)
    canvas.fade(left, top + h * 0.45, w, h * 0.55, (*WALL_DARK, 0), (*WALL_DARK, 130))
    rail = 0.66
    canvas.box(left, rail, w, bottom - rail, (*PANEL, 150))
    canvas.line([(left, rail), (right, rail)], 0.024, (*FRAME, 230))
    canvas.line([(left, rail + 0.018), (right, rail + 0.018)], 0.008, (*FRAME_EDGE, 150))
    x = left + 0.1
    while x < right:
        panel = rounded(x, rail + 0.11, 0.46, FLOOR_Y - rail - 0.24, 0.02)
        canvas.line(panel, 0.012, (*FRAME_EDGE, 90), closed=True)
        canvas.line([(px + 0.01, py + 0.01) for px, py in panel], 0.008, (*FRAME, 150), closed=True)
        x += 0.58


def draw_floor(canvas: Canvas, box: Box) -> None:
    """Lay the floor and its skirting board."""
    left, _, right, bottom = box
    canvas.box(left, FLOOR_Y, right - left, bottom - FLOOR_Y, FLOOR)
    canvas.fade(left, FLOOR_Y, right - left, max(0.02, bottom - FLOOR_Y), (70, 42, 22, 120), (255, 226, 180, 30))
    canvas.box(left, FLOOR_Y - 0.075, right - left, 0.075, FRAME)
    canvas.fade(left, FLOOR_Y - 0.075, right - left, 0.075, (255, 255, 255, 0), (150, 128, 102, 120))
    canvas.line([(left, FLOOR_Y - 0.075), (right, FLOOR_Y - 0.075)], 0.008, (*FRAME_EDGE, 170))


def draw_window(canvas: Canvas, x: float, side: float) -> None:
    """Hang a window with hills behind it and curtains; `x` is its middle, `side` the room there is."""
    w = min(0.74, side * 0.64)
    top, h = -0.98, 1.34
    left = x - w / 2
    canvas.glow(x + 0.1, top + h / 2, w * 1.25, h * 0.86, SUN, 150)
    pane = rounded(left, top, w, h, 0.03)
    canvas.poly(pane, SKY)
    with canvas.inside(pane):
        canvas.fade(left, top, w, h, (150, 196, 220, 190), (255, 246, 220, 230))
        canvas.glow(left + w * 0.66, top + 0.36, 0.34, 0.34, (255, 250, 226), 250, 0.3)
        _cloud(canvas, left + w * 0.22, top + 0.28, 0.1)
        _cloud(canvas, left + w * 0.74, top + 0.6, 0.075)
        for points, paint in _hills(left, top, w, h):
            canvas.poly(points, paint)
        for tx, ty, size in ((0.2, 0.8, 0.1), (0.32, 0.83, 0.075), (0.83, 0.78, 0.085)):
            _tree(canvas, left + w * tx, top + h * ty, size)
    for bar in ([(x, top), (x, top + h)], [(left, top + h * 0.42), (left + w, top + h * 0.42)]):
        canvas.line(bar, 0.046, FRAME_EDGE)
        canvas.line(bar, 0.034, FRAME)
    canvas.line(pane, 0.085, FRAME_EDGE, closed=True)
    canvas.line(pane, 0.07, FRAME, closed=True)
    canvas.line([(left + 0.036, top + 0.036), (left + w - 0.036, top + 0.036)], 0.01, (*FRAME_EDGE, 130))
    _curtain(canvas, left - 0.06, top - 0.1, 0.22, h + 0.34, 1.0)
    _curtain(canvas, left + w + 0.06, top - 0.1, 0.22, h + 0.34, -1.0)
    canvas.line([(left - 0.16, top - 0.1), (left + w + 0.16, top - 0.1)], 0.03, (116, 80, 50))
    for end in (left - 0.17, left + w + 0.17):
        canvas.circle(end, top - 0.1, 0.03, (140, 98, 62))
    sill = rounded(left - 0.1, top + h + 0.03, w + 0.2, 0.06, 0.015)
    canvas.shape(sill, FRAME, FRAME_EDGE, 0.008)
    _vase(canvas, left + w * 0.7, top + h + 0.035)


def _hills(left: float, top: float, w: float, h: float) -> list[tuple[list[Point], Colour]]:
    far = curve([(left - 0.1, top + h * 0.74), (left + w * 0.3, top + h * 0.6), (left + w * 0.62, top + h * 0.7),
                 (left + w + 0.1, top + h * 0.58)], closed=False)
    near = curve([(left - 0.1, top + h * 0.8), (left + w * 0.4, top + h * 0.83), (left + w * 0.8, top + h * 0.74),
                  (left + w + 0.1, top + h * 0.78)], closed=False)
    down = [(left + w + 0.1, top + h + 0.1), (left - 0.1, top + h + 0.1)]
    return [([*far, *down], (150, 184, 168)), ([*near, *down], (118, 158, 120))]


def _cloud(canvas: Canvas, x: float, y: float, size: float) -> None:
    for dx, dy, r in ((-0.8, 0.1, 0.5), (0.0, -0.2, 0.72), (0.8, 0.1, 0.55), (0.3, 0.2, 0.5)):
        canvas.oval(x + dx * size, y + dy * size, r * size, r * size * 0.7, (255, 255, 250, 225))


def _tree(canvas: Canvas, x: float, y: float, size: float) -> None:
    canvas.line([(x, y), (x, y + size)], size * 0.16, (110, 84, 58))
    canvas.oval(x, y - size * 0.2, size * 0.5, size * 0.66, (92, 134, 98))
    canvas.oval(x - size * 0.14, y - size * 0.34, size * 0.26, size * 0.34, (124, 164, 122))


def _curtain(canvas: Canvas, x: float, y: float, w: float, h: float, inward: float) -> None:
    """Hang a curtain that is gathered towards the outside."""
    inner = curve([(0.9, 0.0), (0.84, 0.26), (0.44, 0.54), (0.1, 0.68), (0.3, 0.82), (0.42, 1.0)], closed=False)
    outer = curve([(-0.5, 1.0), (-0.42, 0.68), (-0.5, 0.0)], closed=False)
    cloth = [(x + inward * px * w, y + py * h) for px, py in (*inner, *outer)]
    canvas.poly(moved(cloth, 0.02, 0.02), (90, 64, 40, 60))
    canvas.poly(cloth, CURTAIN)
    with canvas.inside(cloth):
        for i, px in enumerate((-0.3, -0.05, 0.2, 0.46, 0.7)):
            fold = curve([(x + inward * px * w, y), (x + inward * (px * 0.8 + 0.02) * w, y + h * 0.3),
                          (x + inward * (px * 0.3 - 0.12) * w, y + h * 0.68),
                          (x + inward * px * 0.7 * w, y + h)], closed=False)
            canvas.line(fold, 0.03, (244, 216, 182, 120) if i % 2 else (150, 108, 72, 110))
    canvas.line(cloth, 0.008, (150, 112, 78), closed=True)
    tie = [(x - inward * 0.46 * w, y + h * 0.66), (x + inward * 0.14 * w, y + h * 0.69)]
    canvas.line(tie, 0.04, (142, 92, 74))


def _vase(canvas: Canvas, x: float, base: float) -> None:
    for dx, dy in ((-0.07, -0.3), (0.02, -0.36), (0.09, -0.27)):
        canvas.line(curve([(x, base - 0.12), (x + dx * 0.4, base + dy * 0.6), (x + dx, base + dy)], closed=False),
                    0.012, (78, 128, 92))
        for px, py in ((0.028, 0.0), (-0.028, 0.0), (0.0, 0.028), (0.0, -0.028)):
            canvas.circle(x + dx + px, base + dy + py, 0.026, (196, 150, 196))
        canvas.circle(x + dx, base + dy, 0.018, (240, 196, 96))
    vase = curve([(x - 0.035, base - 0.17), (x - 0.075, base - 0.08), (x - 0.05, base), (x + 0.05, base),
                  (x + 0.075, base - 0.08), (x + 0.035, base - 0.17)])
    canvas.shape(vase, (108, 152, 176), (64, 92, 112), 0.01)
    canvas.line([(x - 0.04, base - 0.09), (x - 0.03, base - 0.04)], 0.014, (220, 236, 240, 200))


def draw_picture(canvas: Canvas, x: float, side: float) -> None:
    """Hang a quiet landscape."""
    w = min(0.7, side * 0.6)
    h, top = w * 0.78, -0.86
    left = x - w / 2
    canvas.glow(x + 0.03, top + h / 2 + 0.05, w * 0.66, h * 0.72, (80, 58, 40), 110, 0.55)
    canvas.shape(rounded(left - 0.07, top - 0.07, w + 0.14, h + 0.14, 0.015), (150, 104, 64), (96, 62, 36), 0.01)
    canvas.box(left - 0.045, top - 0.045, w + 0.09, h + 0.09, (250, 244, 230))
    view = rounded(left + 0.03, top + 0.03, w - 0.06, h - 0.06, 0.0)
    with canvas.inside(view):
        canvas.box(left, top, w, h, (206, 222, 220))
        canvas.fade(left, top, w, h * 0.6, (160, 198, 212, 200), (250, 230, 196, 220))
        canvas.circle(left + w * 0.68, top + h * 0.36, 0.06, (252, 226, 168))
        canvas.poly([(left, top + h), *curve([(left, top + h * 0.52), (left + w * 0.3, top + h * 0.34),
                     (left + w * 0.56, top + h * 0.54), (left + w, top + h * 0.42)], closed=False),
                     (left + w, top + h)], (136, 164, 168))
        canvas.box(left, top + h * 0.58, w, h * 0.42, (112, 154, 168))
        canvas.fade(left, top + h * 0.58, w, h * 0.2, (244, 226, 190, 170), (244, 226, 190, 0))
        _boat(canvas, left, top, w, h)


def _boat(canvas: Canvas, left: float, top: float, w: float, h: float) -> None:
    """Draw a sailing boat and waves into the box."""
    def at(*points: Point) -> list[Point]:
        return [(left + w * x, top + h * y) for x, y in points]

    canvas.poly(at((0.36, 0.42), (0.36, 0.68), (0.24, 0.68)), (250, 246, 236))
    canvas.poly(at((0.38, 0.42), (0.38, 0.68), (0.47, 0.68)), (226, 190, 150))
    canvas.poly(at((0.22, 0.7), (0.5, 0.7), (0.45, 0.77), (0.27, 0.77)), (128, 78, 54))
    for x, y in ((0.1, 0.84), (0.44, 0.9), (0.62, 0.82)):
        canvas.line(at((x, y), (x + 0.2, y)), 0.01, (206, 224, 226, 170))


def draw_plant(canvas: Canvas, x: float, bottom: float) -> None:
    """Stand a large plant on the floor."""
    base = min(bottom - 0.02, FLOOR_Y + 0.06)
    canvas.glow(x + 0.05, base, 0.34, 0.06, (50, 34, 22), 150)
    stem_top = base - 0.42
    leaves = ((-0.62, 0.42), (-0.34, 0.62), (-0.08, 0.76), (0.2, 0.72), (0.46, 0.54), (0.66, 0.34), (-0.5, 0.2),
              (0.5, 0.16))
    for i, (lean, reach) in enumerate(leaves):
        tip = (x + lean * 0.62, stem_top - reach)
        middle = ((x + tip[0]) / 2 + lean * 0.02, (stem_top + tip[1]) / 2)
        out = (0.075 * (1.0 if abs(lean) < 0.3 else 0.7), 0.075 * abs(lean) * 1.4)
        side = 1.0 if lean > 0 else -1.0
        leaf = curve([(x + lean * 0.1, stem_top), (middle[0] + out[0], middle[1] + side * out[1]), tip,
                      (middle[0] - out[0], middle[1] - side * out[1])])
        paint: Colour = ((62, 118, 84), (82, 140, 100), (50, 102, 74))[i % 3]
        stem = curve([(x, base - 0.3), (x + lean * 0.08, stem_top), middle], closed=False)
        canvas.line(stem, 0.018, (72, 104, 66))
        canvas.shape(leaf, paint, (36, 76, 56), 0.01)
        canvas.line([(x + lean * 0.1, stem_top), (tip[0] * 0.9 + middle[0] * 0.1, tip[1] * 0.9 + middle[1] * 0.1)],
                    0.008, (150, 192, 150, 200))
    pot = [(x - 0.2, base - 0.34), (x + 0.2, base - 0.34), (x + 0.15, base), (x - 0.15, base)]
    canvas.shape(pot, (188, 122, 90), (116, 70, 48), 0.012)
    with canvas.inside(pot):
        canvas.fade(x - 0.2, base - 0.34, 0.4, 0.34, (255, 232, 206, 90), (84, 44, 28, 120), across=True)
        canvas.box(x - 0.2, base - 0.34, 0.4, 0.05, (110, 64, 44, 90))
    canvas.shape(rounded(x - 0.225, base - 0.39, 0.45, 0.09, 0.02), (204, 138, 104), (116, 70, 48), 0.012)
