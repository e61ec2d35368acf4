"""Reach: where a person stands at ease, and how far they lean from there in four directions.

Not here: limits of stability as an assessment; this only scales the games.
"""

from __future__ import annotations

import math
from bisect import insort
from collections import deque
from collections.abc import Generator
from dataclasses import dataclass, replace

from core.cues import Cue, CueKind
from core.frames import TICK_HZ, StreamHealth
from signals.assembler import BodyState
from signals.board import Point, lean_of, stance_of_corners
from signals.calibration import MAX_CENTRE_MM, MAX_REACH_MM, MIN_REACH_MM, Calibration, Reach
from signals.guided.procedure import GiveUp, GuidedStep, Procedure, Script, finished, seconds
from signals.guided.tare import MEASURE_S, measure_tare

STILL_S = 3.0
STILL_LIMIT_S = 8.0
"""Who cannot stand still (tremor, ataxia) is measured as they stand: nobody is refused for swaying."""
STILL_MM = 25.0
"""Moving further than this from the mean so far begins the 3 s anew: three times a patient's usual sway."""
LEAN_S = 6.0
HOLD_S = 1.5
HOLD_SHARE = 0.9
"""Staying within a tenth of the best for 1.5 s ends a lean early."""
REACHED_S = 0.5
"""The reach is what was reached or passed for half a second in all, so a jerk does not count."""
RETURN_S = 2.0
RETURN_MM = 15.0
LIMIT_S = 105.0
"""The end of everything: 45 s of measuring and a minute for stepping off and on."""
SECTORS = 16
"""Parts of the circle in which the outline keeps its farthest point."""

_STEP_ON = "Hold the bar and step on when you are ready."
_MOMENT = "One moment, please. Hold the bar."
_AWAY = "We stop measuring for now. Rest, and try again when you are ready."
_SILENT = "The board sends nothing. Switch it on or plug it in, and try again."
_NO_LEAN = "We saw no lean this time. Stand in the middle of the board with both feet, and try again."


@dataclass(frozen=True, slots=True)
class Side:
    """One direction to lean to: its step, its word, its unit vector and its sentence."""

    key: str
    word: str
    way: Point
    sentence: str


SIDES = (
    Side("lean_left", "left", (-1.0, 0.0), "Lean to the left, only as far as you feel safe."),
    Side("lean_right", "right", (1.0, 0.0), "Lean to the right, only as far as you feel safe."),
    Side("lean_front", "front", (0.0, 1.0), "Lean forward over your toes, only as far as you feel safe."),
    Side("lean_back", "back", (0.0, -1.0), "Lean back over your heels, only as far as you feel safe."),
)
PLAN_S = STILL_S + len(SIDES) * LEAN_S + (len(SIDES) - 1) * RETURN_S

Part = Generator[GuidedStep, BodyState, bool]
"""Part of the script; True when it was finished, False when the person left the board."""


class ReachProcedure(Procedure):
    """Tare if wanted, step on, stand still, lean to four sides: at most 45 s for a person who stays.

    A person who steps off is waited for, finds their centre anew, and repeats the side they were at; after
    105 s in all it ends.  A side with less than the least reach gets that floor, and the last sentence says so.
    """

    def __init__(self, calibration: Calibration, tare: bool = False) -> None:
        super().__init__()
        self._calibration = calibration
        self._with_tare = tare
        self._plan_s = PLAN_S + (MEASURE_S if tare else 0.0)
        self._body = BodyState()
        self._start_ns = 0
        self._spent_s = 0.0
        self._shown_s = 0.0
        self._centred_s = STILL_S
        self._usual = Reach()
        self._outline: dict[int, tuple[float, Point]] = {}
        self._reached_mm: dict[str, float] = {}

    def _write(self, body: BodyState) -> Script:
        self._body, self._start_ns = body, body.t_ns
        if self._with_tare and not body.tilt:
            tare, self._body = yield from measure_tare(body, PLAN_S)
            self._calibration = replace(self._calibration, tare=tare)
            self._spent_s = MEASURE_S
        yield from self._stand()
        for number, side in enumerate(SIDES):
            while not (yield from self._lean(side)):
                yield from self._stand()
            if number + 1 < len(SIDES):
                yield from self._return()
        return self._conclude()

    def _conclude(self) -> GuidedStep:
        """Make the reach of what was found."""
        weak = [side.word for side in SIDES if self._reached_mm[side.word] < MIN_REACH_MM]
        if len(weak) == len(SIDES):
            raise GiveUp(_NO_LEAN)
        reach = replace(self._usual, **{f"{word}_mm": min(max(found, MIN_REACH_MM), MAX_REACH_MM)
                                        for word, found in self._reached_mm.items()})
        sentence = "All done."
        if weak:
            sentence = f"All done. We start gently to the {' and '.join(weak)}."
        return finished(self._body, sentence, replace(self._calibration, reach=reach))

    def _stand(self) -> Generator[GuidedStep, BodyState, None]:
        """Wait for the person and find their centre; again if they leave before."""
        while True:
            cue = Cue(self._body.t_ns, CueKind.STEP_ON)
            while self._place() is None:
                silent = self._body.board_health is StreamHealth.LOST
                yield from self._show("step_on", _MOMENT if silent else _STEP_ON, cue, 0.0, 0.0)
            if (yield from self._find_centre()):
                return

    def _find_centre(self) -> Part:
        """Take the mean place of 3 s of standing still, or of the last 3 s after 8."""
        start_ns, cue = self._body.t_ns, Cue(self._body.t_ns, CueKind.CENTRE)
        places: deque[Point] = deque(maxlen=round(STILL_S * TICK_HZ))
        while len(places) < STILL_S * TICK_HZ:
            place = self._place()
            if place is None:
                return False
            late = seconds(start_ns, self._body.t_ns) >= STILL_LIMIT_S - STILL_S
            if places and not late and math.dist(place, _mean(places)) > STILL_MM:
                places.clear()
            places.append(place)
            yield from self._show("stand_still", "Stand at ease and look ahead.", cue,
                                  len(places) / (STILL_S * TICK_HZ), self._centred_s)
        x, y = (min(max(value, -MAX_CENTRE_MM), MAX_CENTRE_MM) for value in _mean(places))
        self._usual = replace(self._usual, centre_x_mm=x, centre_y_mm=y)
        self._centred_s, self._spent_s = 0.0, self._spent_s + self._centred_s
        return True

    def _lean(self, side: Side) -> Part:
        """Collect how far the person leans to one side, until they hold it or the time is over."""
        start_ns, cue = self._body.t_ns, Cue(self._body.t_ns, CueKind.LEAN, side.way)
        rank, excursions, held = round(REACHED_S * TICK_HZ), [0.0] * round(REACHED_S * TICK_HZ), 0
        while seconds(start_ns, self._body.t_ns) < LEAN_S and held < HOLD_S * TICK_HZ:
            place = self._place()
            if place is None:
                return False
            excursion = self._excursion(place, side)
            insort(excursions, excursion)
            best = excursions[-rank]
            holding = best >= MIN_REACH_MM and excursion >= HOLD_SHARE * best
            held = held + 1 if holding else 0
            self._mark(place)
            yield from self._show(
                side.key, "Good. Hold it there." if holding else side.sentence, cue,
                max(seconds(start_ns, self._body.t_ns) / LEAN_S, held / (HOLD_S * TICK_HZ)), LEAN_S)
        self._reached_mm[side.word] = excursions[-rank]
        self._spent_s += LEAN_S
        return True

    def _return(self) -> Generator[GuidedStep, BodyState, None]:
        """Give the person time to come back to the middle."""
        start_ns, cue = self._body.t_ns, Cue(self._body.t_ns, CueKind.CENTRE)
        while (gone_s := seconds(start_ns, self._body.t_ns)) < RETURN_S:
            place = self._place()
            centre = (self._usual.centre_x_mm, self._usual.centre_y_mm)
            if place is None or (gone_s > RETURN_S / 2 and math.dist(place, centre) < RETURN_MM):
                break
            yield from self._show("stand_still", "Come back to the middle.", cue, gone_s / RETURN_S, RETURN_S)
        self._spent_s += RETURN_S

    def _show(
        self, key: str, sentence: str, cue: Cue, progress: float, length_s: float,
    ) -> Generator[GuidedStep, BodyState, None]:
        """Show one step of a part that is planned to last `length_s`, and take the next body, within the limit."""
        place = self._place()
        progress = min(1.0, progress)
        self._shown_s = spent_s = min(self._plan_s, max(self._shown_s, self._spent_s + progress * length_s))
        self._body = yield GuidedStep(
            key, sentence, cue, progress, overall=spent_s / self._plan_s, seconds_left=self._plan_s - spent_s,
            point=lean_of(place, self._usual) if place is not None else (0.0, 0.0),
            trail=tuple(self._outline[sector][1] for sector in sorted(self._outline)))
        if seconds(self._start_ns, self._body.t_ns) >= LIMIT_S:
            raise GiveUp(_SILENT if self._body.board_health is StreamHealth.LOST else _AWAY)

    def _place(self) -> Point | None:
        """Where the person stands, None when they are away or the board is silent.

        Read under this script's own tare, which is not yet in force elsewhere.
        """
        body = self._body
        if body.board_health is StreamHealth.LOST:
            return None
        if body.tilt or body.raw_kg is None:
            return body.cop_mm
        return stance_of_corners(body.raw_kg, self._calibration.tare, body.settings).cop_mm

    def _excursion(self, place: Point, side: Side) -> float:
        """How far `place` is to that side of the centre, mm, not below 0."""
        x, y = place[0] - self._usual.centre_x_mm, place[1] - self._usual.centre_y_mm
        return max(0.0, x * side.way[0] + y * side.way[1])

    def _mark(self, place: Point) -> None:
        """Widen the outline if this place is the farthest in its direction."""
        x, y = lean_of(place, self._usual)
        sector = math.floor((math.atan2(y, x) / math.tau + 0.5) * SECTORS) % SECTORS
        if math.hypot(x, y) > self._outline.get(sector, (0.0, (0.0, 0.0)))[0]:
            self._outline[sector] = (math.hypot(x, y), (x, y))


def _mean(places: deque[Point]) -> Point:
    """Mean place."""
    n = len(places)
    return sum(x for x, _ in places) / n, sum(y for _, y in places) / n
