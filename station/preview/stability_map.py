"""A picture of all targets on the person's own stability map.

Seen from above, front (toes) up: how far this person leans, the dead zone, home, and each target where the body
has to be for it, first and hardest allowed; small beside it, all this on the whole board.
Not here: where things are (`geometry`), how they are written (`svg`).
"""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, floor

from station.preview.geometry import BOARD_MM, SENSORS_MM, MapOf, words
from station.preview.svg import Point, circle, line, page, rect, shape, text

WIDTH, HEIGHT = 900.0, 680.0
FIRST, FIRST_FILL, HARDEST, LIMITS, LIMITS_FILL = "#0b6e4f", "#cdeadd", "#b3401a", "#2f5d8a", "#e1edf8"
DEAD, GRID, SOFT = "#a9bdd2", "#e4e4e0", "#555555"
_LEFT, _TOP, _WIDE, _HIGH = 30.0, 60.0, 620.0, 480.0
_SMALL_AT, _SMALL_WIDE = (675.0, 80.0), 200.0
_BESIDE_MM, _ABOVE_MM = 26.0, 16.0
_GRID_MM = 25
_DASH = "9 5"

At = Callable[[Point], Point]


def stability_map(of: MapOf) -> str:
    """Draw it."""
    scale, at = _view(of)
    parts = [text((_LEFT, 34), f"{of.title}: targets on the stability map of {of.who}", size=20, bold=True),
             rect((_LEFT, _TOP), (_WIDE, _HIGH), "white", ink=SOFT),
             *_grid(of, at), *_limits(of, at), *_dead_zone(of, at), *_targets(of, at), *_home(of, at),
             *_sides(of, at), *_scale_bar(scale), *_whole_board(of), *_legend(of)]
    return page(WIDTH, HEIGHT, parts)


def _view(of: MapOf) -> tuple[float, At]:
    """Return the scale and where a place on the board is, so that everything drawn fits the large field."""
    points = [*of.limits(), *(point for _, point in of.farthest()),
              *(point for direction in of.level.directions for point in of.target(direction, of.hardest))]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    wide, high = max(xs) - min(xs) + 2 * _BESIDE_MM, max(ys) - min(ys) + 2 * _ABOVE_MM
    scale = min(_WIDE / wide, _HIGH / high)
    middle = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2

    def at(mm: Point) -> Point:
        return (_LEFT + _WIDE / 2 + scale * (mm[0] - middle[0]), _TOP + _HIGH / 2 - scale * (mm[1] - middle[1]))
    return scale, at


def _grid(of: MapOf, at: At) -> list[str]:
    """Draw a line each 25 mm from the person's own centre, and where the board ends."""
    centre = at((of.reach.centre_x_mm, of.reach.centre_y_mm))
    step = abs(at((of.reach.centre_x_mm + _GRID_MM, 0.0))[0] - centre[0])
    columns = range(ceil((_LEFT - centre[0]) / step), floor((_LEFT + _WIDE - centre[0]) / step) + 1)
    rows = range(ceil((_TOP - centre[1]) / step), floor((_TOP + _HIGH - centre[1]) / step) + 1)
    parts = [line((centre[0] + n * step, _TOP), (centre[0] + n * step, _TOP + _HIGH), ink=GRID) for n in columns]
    parts += [line((_LEFT, centre[1] + n * step), (_LEFT + _WIDE, centre[1] + n * step), ink=GRID) for n in rows]
    for mm in (-BOARD_MM[0] / 2, BOARD_MM[0] / 2):
        x, _ = at((mm, 0.0))
        parts += [line((x, _TOP), (x, _TOP + _HIGH), width=4)] if _LEFT < x < _LEFT + _WIDE else []
    for mm in (-BOARD_MM[1] / 2, BOARD_MM[1] / 2):
        _, y = at((0.0, mm))
        parts += [line((_LEFT, y), (_LEFT + _WIDE, y), width=4)] if _TOP < y < _TOP + _HIGH else []
    return parts


def _limits(of: MapOf, at: At) -> list[str]:
    return [shape([at(point) for point in of.limits()], LIMITS_FILL, ink=LIMITS),
            *(circle(at(point), 5, LIMITS) for _, point in of.farthest())]


def _sides(of: MapOf, at: At) -> list[str]:
    """Write how far the person leans to each side."""
    parts = []
    for mm, lean, anchor in ((of.reach.right_mm, (1, 0), "start"), (of.reach.left_mm, (-1, 0), "end"),
                             (of.reach.front_mm, (0, 1), "middle"), (of.reach.back_mm, (0, -1), "middle")):
        x, y = at(of.from_centre(lean))
        parts.append(text((x + 14 * lean[0], y + 5 - 21 * lean[1]), f"{mm:.0f} mm", anchor=anchor, ink=LIMITS,
                          bold=True))
    middle = _LEFT + _WIDE / 2
    return [*parts, text((middle, _TOP + 18), "toes", anchor="middle", ink=SOFT),
            text((middle, _TOP + _HIGH - 8), "heels", anchor="middle", ink=SOFT),
            text((_LEFT + 8, _TOP + _HIGH - 8), "left", ink=SOFT),
            text((_LEFT + _WIDE - 8, _TOP + _HIGH - 8), "right", anchor="end", ink=SOFT)]


def _dead_zone(of: MapOf, at: At) -> list[str]:
    (left, back), (right, front) = of.dead_zone()
    (x0, y0), (x1, y1) = at((left, front)), at((right, back))
    half = 4.0  # a zone on one axis alone is drawn as a line as thick as this
    return [rect((min(x0, (x0 + x1) / 2 - half), min(y0, (y0 + y1) / 2 - half)),
                 (max(x1 - x0, 2 * half), max(y1 - y0, 2 * half)), DEAD)]


def _home(of: MapOf, at: At) -> list[str]:
    return [shape([at(point) for point in of.home()], "none", ink="#333333", width=1.5, dash="2 4")]


def _targets(of: MapOf, at: At) -> list[str]:
    """Draw first targets filled, hardest ones dashed, and number them in the order of a serial round."""
    sides = of.level.directions
    first = [shape([at(point) for point in of.target(side, of.first)], FIRST_FILL, ink=FIRST) for side in sides]
    hardest = [shape([at(point) for point in of.target(side, of.hardest)], "none", ink=HARDEST, dash=_DASH,
                     width=2.5) for side in sides]
    names = []
    for number, side in enumerate(sides, 1):
        x, y = at(of.body_mm(of.place(side, of.first)))
        names.append(text((x, y + 6), str(number), anchor="middle", ink=FIRST, size=18, bold=True))
    return [*first, *hardest, *names]


def _scale_bar(scale: float) -> list[str]:
    end, y = _LEFT + _WIDE - 12, _TOP + 22
    return [line((end - 50 * scale, y), (end, y), width=3),
            text((end - 25 * scale, y - 7), "50 mm", anchor="middle", size=13)]


def _whole_board(of: MapOf) -> list[str]:
    """Draw the board small, with what the large field shows of it."""
    scale = _SMALL_WIDE / BOARD_MM[0]

    def at(mm: Point) -> Point:
        return (_SMALL_AT[0] + scale * (mm[0] + BOARD_MM[0] / 2), _SMALL_AT[1] + scale * (BOARD_MM[1] / 2 - mm[1]))

    right, front = SENSORS_MM[0] / 2, SENSORS_MM[1] / 2
    corners = [(right, front), (right, -front), (-right, front), (-right, -front)]
    high = scale * BOARD_MM[1]
    return [rect(_SMALL_AT, (_SMALL_WIDE, high), "#f4f4f2", ink=SOFT, round_by=12, width=2),
            *(circle(at(corner), 3, "#b9b9b4") for corner in corners),
            shape([at(point) for point in of.limits()], LIMITS_FILL, ink=LIMITS, width=1.5),
            text((_SMALL_AT[0] + _SMALL_WIDE / 2, _SMALL_AT[1] + high + 18), "on the board, 511 x 316 mm",
                 anchor="middle", ink=SOFT, size=13)]


def _legend(of: MapOf) -> list[str]:
    x, y = _SMALL_AT[0], 270.0
    parts = [text((x, y), "Targets", bold=True)]
    for number, side in enumerate(of.level.directions, 1):
        parts.append(text((x + 14, y + 21 * number), f"{number}  {words(side)}"))
    foot = _TOP + _HIGH + 30
    for row, (grade, ink, fill, dash, name) in enumerate((
            (of.first, FIRST, FIRST_FILL, "", "first"), (of.hardest, HARDEST, "none", _DASH, "hardest allowed"))):
        parts += [circle((_LEFT + 10, foot + 25 * row - 5), 9, fill, ink=ink, width=2.5, dash=dash),
                  text((_LEFT + 28, foot + 25 * row),
                       f"{name}: radius {grade.size:.2f}, distance {grade.range:.2f} (1 is the own reach), stay "
                       f"{grade.hold_s:.2g} s, rest in the middle {grade.settle_s:.2g} s")]
    dots = " (dots: farthest in the test of eight sides)" if of.measured else ""
    return [*parts,
            text((_LEFT, foot + 52), f"Blue: how far {of.who} leans{dots}.  Dotted: home.  Grey blue: moves "
                                     "nothing."),
            text((_LEFT, foot + 76), _aside(of))]


def _aside(of: MapOf) -> str:
    """Say what an axis without a lean means."""
    said = []
    for axis, ways in ((of.level.steer.x, "Right and left"), (of.level.steer.y, "Front and back")):
        if axis is None:
            said.append(f"{ways} do not matter here.")
        elif axis.muscle is not None:
            said.append(f"{ways} stand for the effort of {words_of(axis.muscle.value)}, not for a lean.")
    return " ".join(said)


def words_of(name: str) -> str:
    """Return the name of a muscle as people say it."""
    return name.replace("_", " ")
