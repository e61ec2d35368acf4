"""How far somebody leaned so far, as an outline of twenty-four directions; pure.

Not here: what counts as a reach (`signals`); this is only a picture of the way.
"""

from __future__ import annotations

from math import atan2, cos, hypot, isfinite, pi, sin

SECTORS = 24
LEAST, MIDDLE = 0.15, 2
"""Nearer than this is standing still; two directions are no outline."""
FARTHEST = 2.0
"""A lean farther than this many usual limits is no lean."""


class Reached:
    """Keeps the farthest point of each direction.  Life: `see` whenever a lean may be seen."""

    __slots__ = ("_far",)

    def __init__(self) -> None:
        self._far = [0.0] * SECTORS

    def see(self, point: tuple[float, float] | None) -> None:
        """Take in where somebody leans now; what is no number is not taken."""
        if point is None or not all(isfinite(part) for part in point):
            return
        far = hypot(*point)
        if far > FARTHEST:
            return
        sector = round(atan2(point[1], point[0]) / (2 * pi / SECTORS)) % SECTORS
        self._far[sector] = max(self._far[sector], far)

    def outline(self) -> tuple[tuple[float, float], ...]:
        """Return the ends of all directions that were leaned to, () before there is anything to see."""
        seen = [(far, 2 * pi * sector / SECTORS) for sector, far in enumerate(self._far) if far >= LEAST]
        return tuple((far * cos(turn), far * sin(turn)) for far, turn in seen) if len(seen) > MIDDLE else ()
