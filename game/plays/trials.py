"""What is measured while one item is reached for: one trial, from shown to grasped to home.

Terms follow the limits-of-stability test: reaction time, movement path, excursion, directional control.
Places are lean units, times seconds.  Not here: what a measure is worth in stars (`game.plays.scoring`).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot, sqrt

from core.events import JsonValue
from core.frames import TICK_HZ
from levels.words import Direction

ONSET = 0.1
"""Share of the way at which the hand counts as moving: beyond sway, well before half way."""


@dataclass(frozen=True, slots=True)
class TrialResult:
    """One item as it went; None where it did not come to that.

    reaction_s: shown -> moving towards it.  grasp_s: shown -> in the hand.  home_s: in the hand -> home.
    path: way of the hand from moving to first touch.  directness: straight way / that way, 0..1.
    excursion: farthest point along the direction, as a share of the distance.  overshoot: how far beyond the
    target's centre, 0 if not at all.  accuracy: RMS distance from the centre while holding.  still: share of the
    time from first touch to grasp spent on the target, 0..1.
    """

    direction: Direction
    distance: float
    misses: int
    helped: bool
    done: bool
    reaction_s: float | None
    grasp_s: float | None
    home_s: float | None
    path: float | None
    directness: float | None
    excursion: float
    overshoot: float | None
    accuracy: float | None
    still: float | None

    def as_json(self) -> dict[str, JsonValue]:
        """Plain data, rounded to what the measures can bear."""
        plain: dict[str, JsonValue] = {"direction": str(self.direction), "misses": self.misses,
                                       "helped": self.helped, "done": self.done}
        for name in ("distance", "reaction_s", "grasp_s", "home_s", "path", "directness", "excursion",
                     "overshoot", "accuracy", "still"):
            value = getattr(self, name)
            plain[name] = None if value is None else round(value, 4)
        return plain


class Trial:
    """Gathers one trial tick by tick.  Life: `reach` until grasped, then `carry` until home; `result` any time."""

    __slots__ = ("_away", "_carry_ticks", "_directness", "_farthest", "_grasp_tick", "_inside_ticks", "_last",
                 "_onset", "_onset_tick", "_path", "_square_sum", "_start", "_ticks", "_touch_tick", "direction",
                 "helped", "misses", "x", "y")

    def __init__(self, direction: Direction, x: float, y: float) -> None:
        self.direction = direction
        self.misses = 0
        self.helped = False
        self.restart(x, y)

    def restart(self, x: float, y: float) -> None:
        """Measure the way anew, to a target at (x, y); misses and help stay with the trial."""
        self.x, self.y = x, y
        self._start: tuple[float, float] | None = None
        self._last = self._onset = (0.0, 0.0)
        self._away = 1.0
        self._path = self._farthest = self._square_sum = 0.0
        self._ticks = self._carry_ticks = self._inside_ticks = 0
        self._onset_tick: int | None = None
        self._touch_tick: int | None = None
        self._grasp_tick: int | None = None
        self._directness: float | None = None

    def reach(self, x: float, y: float, inside: bool) -> None:
        """Take the hand's place at one tick on the way to the target and on it."""
        if self._start is None:
            self._start = self._last = self._onset = (x, y)
            self._away = max(1e-6, hypot(self.x - x, self.y - y))
        self._ticks += 1
        start_x, start_y = self._start
        along = ((x - start_x) * (self.x - start_x) + (y - start_y) * (self.y - start_y)) / self._away
        self._farthest = max(self._farthest, along)
        if self._onset_tick is None and along > ONSET * self._away:
            self._onset_tick, self._onset = self._ticks, self._last
        if self._onset_tick is not None and self._touch_tick is None:
            self._path += hypot(x - self._last[0], y - self._last[1])
        self._last = (x, y)
        if inside:
            self._hold(x, y)

    def _hold(self, x: float, y: float) -> None:
        if self._touch_tick is None:
            self._touch_tick = self._ticks
            straight = hypot(x - self._onset[0], y - self._onset[1])
            self._directness = min(1.0, straight / self._path) if self._path > 0 else None
        self._inside_ticks += 1
        self._square_sum += (x - self.x) ** 2 + (y - self.y) ** 2

    def grasp(self) -> None:
        """Say that the item is in the hand."""
        self._grasp_tick = self._ticks

    def carry(self) -> None:
        """Count one tick on the way home."""
        self._carry_ticks += 1

    def result(self, done: bool) -> TrialResult:
        """Sum up."""
        touched = self._touch_tick is not None
        held_ticks = 0 if self._touch_tick is None else self._ticks - self._touch_tick + 1
        return TrialResult(
            self.direction, hypot(self.x, self.y), self.misses, self.helped, done,
            reaction_s=_seconds(self._onset_tick), grasp_s=_seconds(self._grasp_tick),
            home_s=_seconds(self._carry_ticks) if done else None,
            path=self._path if touched else None, directness=self._directness,
            excursion=self._farthest / self._away,
            overshoot=max(0.0, self._farthest - self._away) if touched else None,
            accuracy=sqrt(self._square_sum / self._inside_ticks) if touched else None,
            still=self._inside_ticks / held_ticks if touched else None)


def _seconds(ticks: int | None) -> float | None:
    return None if ticks is None else ticks / TICK_HZ
