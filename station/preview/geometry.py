"""Where the body has to be for the hand to be somewhere: places of a level as millimetres on the board.

Not here: the picture of it (`stability_map`), what was measured of the person (`body`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import cos, hypot, pi, sin

from game.mapping import Mapping as Steering
from levels.model_shelf_reach import Grade, ShelfReachLevel
from levels.words import Direction, Signal
from signals.calibration import Reach

BOARD_MM = (511.0, 316.0)
"""Platform of a Wii board."""
SENSORS_MM = (433.0, 238.0)
"""Distances between its sensors, right and left, front and back."""
_STEPS = 72
_BESIDE = 1e-6

Point = tuple[float, float]
"""To the right and to the front; in mm of the board, or in lean units of the hand."""


@dataclass(frozen=True, slots=True)
class MapOf:
    """A level on a person's own stability map.

    title: of the level.  who: for the headline.  reach: measured or assumed, with its centre on the board.
    first, hardest: the grades whose targets are meant.  measured: farthest lean in mm from that centre, in
    directions that a test of eight sides measured.
    """

    title: str
    who: str
    level: ShelfReachLevel
    reach: Reach
    first: Grade
    hardest: Grade
    measured: Mapping[Direction, float] = field(default_factory=dict)

    def body_mm(self, place: Point) -> Point:
        """Return where the body is when the hand is at `place`.

        An axis that nothing steers is drawn as if it leaned one to one.  Where a muscle steers, the whole effort
        is drawn as long as the reach.
        """
        x, y = self._leans(place)
        steer_x = self.level.steer.x
        if steer_x is not None and steer_x.signal is Signal.SHARE:
            return self.reach.centre_x_mm + x * SENSORS_MM[0] / 2, self.from_centre((0.0, y))[1]
        return self.from_centre((x, y))

    def _leans(self, place: Point) -> Point:
        steer, wanted = self.level.steer, Steering(self.level.steer).wanted(*place)
        leans = []
        for axis, at, lean in zip((steer.x, steer.y), place, wanted.lean, strict=True):
            muscle = None if axis is None else axis.muscle
            leans.append(at if axis is None else lean if muscle is None else wanted.effort[muscle])
        return leans[0], leans[1]

    def from_centre(self, lean: Point) -> Point:
        """Return where a lean in shares of the own reach is."""
        reach, (x, y) = self.reach, lean
        return (reach.centre_x_mm + x * (reach.right_mm if x > 0 else reach.left_mm),
                reach.centre_y_mm + y * (reach.front_mm if y > 0 else reach.back_mm))

    def place(self, direction: Direction, grade: Grade) -> Point:
        """Return the middle of a target, in lean units of the hand."""
        return direction.unit[0] * grade.range, direction.unit[1] * grade.range

    def target(self, direction: Direction, grade: Grade) -> list[Point]:
        """Return the outline of a target as the body feels it, mm."""
        return self._circle(self.place(direction, grade), grade.size)

    def home(self) -> list[Point]:
        """Return the outline of home, mm."""
        return self._circle((0.0, 0.0), self.level.quality.home_radius)

    def limits(self) -> list[Point]:
        """Return the outline of how far the person leans, mm."""
        return [self.from_centre((cos(turn), sin(turn))) for turn in _turns()]

    def dead_zone(self) -> tuple[Point, Point]:
        """Return the corners, back left and front right, of where leaning moves nothing, mm; none is a line."""
        zones = [axis.dead_zone if axis is not None else 0.0 for axis in (self.level.steer.x, self.level.steer.y)]
        return self.from_centre((-zones[0], -zones[1])), self.from_centre((zones[0], zones[1]))

    def farthest(self) -> list[tuple[Direction, Point]]:
        """Return how far the test of eight sides went, mm on the board."""
        return [(direction, (self.reach.centre_x_mm + direction.unit[0] * mm,
                             self.reach.centre_y_mm + direction.unit[1] * mm))
                for direction, mm in self.measured.items()]

    def _circle(self, middle: Point, radius: float) -> list[Point]:
        """Return a circle of the hand as a shape of the body; points on an axis are taken beside its dead zone."""
        return [self.body_mm((middle[0] + radius * cos(turn + _BESIDE), middle[1] + radius * sin(turn + _BESIDE)))
                for turn in _turns()]


def worries(of: MapOf) -> tuple[str, ...]:
    """Name hardest targets that lie where this person, or the board, does not reach: a sentence each."""
    return tuple(_worries(of))


def _worries(of: MapOf) -> Iterator[str]:
    for direction in of.level.directions:
        x, y = of.body_mm(of.place(direction, of.hardest))
        if abs(x) > BOARD_MM[0] / 2 or abs(y) > BOARD_MM[1] / 2:
            yield f"The hardest target to the {words(direction)} lies beyond the edge of the board."
        far, most = hypot(x - of.reach.centre_x_mm, y - of.reach.centre_y_mm), of.measured.get(direction)
        if most is not None and round(far) > round(most):
            yield (f"The hardest target to the {words(direction)} lies {far:.0f} mm out; {most:.0f} mm were "
                   "reached in the test.")


def words(direction: Direction) -> str:
    """Return a direction as people say it."""
    return direction.value.replace("_", " ")


def _turns() -> list[float]:
    return [2 * pi * step / _STEPS for step in range(_STEPS)]
