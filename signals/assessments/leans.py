"""Leaning to eight sides: the trial that limits of stability and sitting balance share.

A target is shown, a sign comes after a random time, and the person leans as far as feels safe.  Who begins
before the sign does it once more.  Not here: what is made of it (`measuring`).
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections import deque
from dataclasses import dataclass, replace

from core.assessing import Phase
from core.clock import NS_PER_S
from core.cues import Cue, CueKind
from core.frames import TICK_HZ
from core.samples import Stream
from signals.assessments.quality import board_trouble
from signals.assessments.recorder import BoardTrial
from signals.assessments.stands import BoardScript
from signals.assessments.terms import Condition, Part, Tried
from signals.assessments.trials import part_of
from signals.board import Point
from signals.guided.procedure import seconds

CENTRE_S = 3.0
CENTRED_S = 1.0
CENTRE_MM = 25.0
"""As in the guided reach: three times a patient's usual sway."""
CENTRE_WAIT_S = 10.0
"""Who does not come back to the middle is measured from where they are: nobody is refused for leaning."""
DELAY_S = (1.0, 3.0)
"""The sign comes after a random time between these, so that it cannot be guessed."""
EARLY_SHARE = 0.3
"""Of the usual limit: who has leaned so far before the sign did not wait for it."""
_HALF = math.sqrt(0.5)


@dataclass(frozen=True, slots=True)
class Way:
    """One of eight directions: its key, words, picture and unit vector (right +, toes +)."""

    key: str
    words: str
    unit: Point

    @property
    def figure(self) -> str:
        """Name of its picture."""
        return f"lean_{self.key}"


WAYS = (
    Way("front", "forward", (0.0, 1.0)), Way("front_right", "forward and right", (_HALF, _HALF)),
    Way("right", "right", (1.0, 0.0)), Way("back_right", "back and right", (_HALF, -_HALF)),
    Way("back", "back", (0.0, -1.0)), Way("back_left", "back and left", (-_HALF, -_HALF)),
    Way("left", "left", (-1.0, 0.0)), Way("front_left", "forward and left", (-_HALF, _HALF)),
)


@dataclass(frozen=True, slots=True)
class Leaned:
    """The rows of one lean, from before the sign on.  go_s: when the sign came.  centre_mm: of the person."""

    way: Way
    rows: BoardTrial
    go_s: float
    centre_mm: Point


class LeanScript(BoardScript, ABC):
    """A script in which somebody leans."""

    centre_mm: Point = (0.0, 0.0)
    _centred = False

    @abstractmethod
    def share(self, x_mm: float, y_mm: float) -> Point:
        """Return an excursion from the centre as a share of the usual limit."""

    @property
    def point(self) -> Point | None:
        """Where the person leans now, 1 is the usual limit; None when nobody is there."""
        cop = self.body.cop_mm
        return None if cop is None else self.share(cop[0] - self.centre_mm[0], cop[1] - self.centre_mm[1])

    def find_centre(self, condition: Condition, length_s: float = 5.0) -> Part[None]:
        """Give time to find a place, and take the mean of its last three seconds as the centre."""
        places: list[Point] = []
        step = self.say(Phase.PREPARE, self.figure(condition), "settle_sit" if self.seated else "feet",
                        self.cue(CueKind.CENTRE), condition)
        while len(places) < length_s * TICK_HZ:
            cop = self.body.cop_mm
            if cop is None:
                places.clear()
                yield from self.come(condition)
                continue
            places.append(cop)
            yield from self.watch(replace(step, progress=len(places) / (length_s * TICK_HZ)))
        last = places[-round(CENTRE_S * TICK_HZ):]
        self.centre_mm = (sum(x for x, _ in last) / len(last), sum(y for _, y in last) / len(last))
        self._centred = True

    def come_to_centre(self, condition: Condition) -> Part[None]:
        """Wait until the person is still in the middle for a second."""
        step = self.say(Phase.PREPARE, self.figure(condition), "centre", self.cue(CueKind.CENTRE), condition)
        start_ns, near = self.now_ns, deque[bool](maxlen=round(CENTRED_S * TICK_HZ))
        while len(near) < CENTRED_S * TICK_HZ or not all(near):
            if seconds(start_ns, self.now_ns) >= CENTRE_WAIT_S:
                return
            cop = self.body.cop_mm
            near.append(cop is not None and math.dist(cop, self.centre_mm) < CENTRE_MM)
            yield from self.watch(replace(step, point=self.point, target=(0.0, 0.0)))

    def lean(self, way: Way, condition: Condition, number: int, length_s: float,
             practice: bool = False) -> Part[Tried[Leaned]]:
        """Lead one lean; its rows begin before the sign."""
        yield from self.come(condition)
        if not self._centred:
            yield from self.find_centre(condition)
        yield from self.come_to_centre(condition)
        step = replace(self.say(Phase.MEASURE, way.figure, "ready", self.cue(CueKind.CENTRE), condition),
                       trial=number, trials=len(WAYS), target=way.unit)
        start_ns = self.now_ns
        go_ns = start_ns + round(self.kit.rng.uniform(*DELAY_S) * NS_PER_S)
        while self.now_ns < go_ns:
            if self._along(way) > EARLY_SHARE:
                return Tried(start_ns, self.now_ns, None, "moved_early", seconds(start_ns, self.now_ns))
            yield from self.watch(replace(step, point=self.point))
        go_ns, to_ns = self.now_ns, self.now_ns + round(length_s * NS_PER_S)
        saying = "practice" if practice else "lean"
        step = replace(self.say(Phase.MEASURE, way.figure, saying, Cue(go_ns, CueKind.LEAN, way.unit), condition),
                       trial=number, trials=len(WAYS), target=way.unit, stimulus="go")
        while self.now_ns < to_ns:
            if self.body.cop_mm is None:
                return Tried(start_ns, self.now_ns, None, "stepped_off", seconds(go_ns, self.now_ns))
            share = part_of(go_ns, self.now_ns, length_s)
            yield from self.watch(replace(step, point=self.point, progress=share,
                                          seconds_left=length_s * (1.0 - share)))
        yield from self.tail(replace(step, point=self.point, progress=1.0, seconds_left=0.0), to_ns, Stream.BOARD)
        rows = self.kit.recorder.board(start_ns, to_ns, self.tare)
        reason = board_trouble(rows)
        found = Leaned(way, rows, seconds(start_ns, go_ns), self.centre_mm)
        return Tried(start_ns, to_ns, None if reason else found, reason)

    def _along(self, way: Way) -> float:
        """How far the person has leaned toward `way`, as a share of the usual limit."""
        point = self.point
        return 0.0 if point is None else point[0] * way.unit[0] + point[1] * way.unit[1]
