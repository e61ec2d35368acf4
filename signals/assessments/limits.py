"""A3, limits of stability: leaning to eight sides, 8 s each, after one round of practice.

Its excursions become the reach of the games.  Not here: one lean (`leans`), its measures (`measuring`).
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from functools import partial

from signals.assessments.leans import WAYS, Leaned, LeanScript, Way
from signals.assessments.measuring import LIMITS_PREPROCESSING, LeanFound, lean_found, reach_plot, usual_limit_mm
from signals.assessments.questions import CHAIR, HEIGHT, HELP, RAIL, SHOES, SPOTTER, need, note
from signals.assessments.results import Report, Value, mean_value
from signals.assessments.steps import Moment, Step
from signals.assessments.terms import Condition, Kit, Part, Tried
from signals.board import Point
from signals.calibration import MAX_CENTRE_MM, MAX_REACH_MM, MIN_REACH_MM, Calibration

LENGTH_S = 8.0
PRACTICE_S = 4.0
PRACTICE = Condition("practice", "Practice")
COUNTED = Condition("counted", "")
SIDES = {"left": "left_mm", "right": "right_mm", "front": "front_mm", "back": "back_mm"}


class Limits(LeanScript):
    """Lean to eight sides."""

    id = "limits"
    plan_s = len(WAYS) * (LENGTH_S + 5.0 + PRACTICE_S + 5.0)

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._found: list[LeanFound] = []
        self._height_m = 1.7

    def _live(self) -> Generator[Step, Moment, None]:
        yield from self.told("lean_front")
        yield from need(self, (RAIL, CHAIR, SPOTTER))
        yield from note(self, (SHOES, HELP, HEIGHT))
        self._height_m = float(self.conditions["height"]) / 100.0
        yield from self.sensors()
        yield from self.leave_and_tare(COUNTED)
        for number, way in enumerate(WAYS, 1):
            self.plan(PRACTICE_S + 5.0)
            yield from self.trials(PRACTICE, 1, partial(self._practise, way, number), [], rest_s=0.0)
        for number, way in enumerate(WAYS, 1):
            self.plan(LENGTH_S + 5.0)
            yield from self.trials(replace(COUNTED, key=way.key), 1, partial(self._attempt, way, number),
                                   self._found, rest_s=0.0)

    def share(self, x_mm: float, y_mm: float) -> Point:
        """Share of the usual limits: 8 degrees to front and sides, 4.5 degrees back."""
        side = usual_limit_mm((1.0, 0.0), self._height_m)
        ahead = usual_limit_mm((0.0, 1.0 if y_mm > 0 else -1.0), self._height_m)
        return x_mm / side, y_mm / ahead

    def _practise(self, way: Way, number: int, _: int) -> Part[Tried[Leaned]]:
        return (yield from self.lean(way, PRACTICE, number, PRACTICE_S, practice=True))

    def _attempt(self, way: Way, number: int, _: int) -> Part[Tried[LeanFound]]:
        tried = yield from self.lean(way, COUNTED, number, LENGTH_S)
        return tried.then(lambda leaned: lean_found(leaned, self.body.settings, self._height_m))

    def _report(self) -> Report | None:
        if not self._found:
            return None
        found = self._found
        values = (
            mean_value("maximum_pct", "Farthest lean, all sides", "% of the reference",
                       [each.maximum_pct for each in found], 0, True),
            mean_value("endpoint_pct", "End of the first movement", "%", [each.endpoint_pct for each in found], 0),
            mean_value("reaction_s", "Reaction time", "s", [each.reaction_s for each in found], 2),
            mean_value("velocity_deg_s", "Speed of leaning", "deg/s", [each.velocity_deg_s for each in found], 1),
            mean_value("control_pct", "Directional control", "%", [each.control_pct for each in found], 0),
            *(Value(f"maximum_{each.way.key}_pct", f"Farthest lean, {each.way.words}", "%", each.maximum_pct,
                    digits=0) for each in found))
        calibration = self._calibration()
        return Report(self.id, "This is how far you leaned to each side.", values,
                      (reach_plot(found, self._height_m),), preprocessing=LIMITS_PREPROCESSING,
                      calibration=calibration,
                      noted="" if calibration is None else "The reach of the games was set from this.")

    def _calibration(self) -> Calibration | None:
        """Return the reach that the games may use, when all four main sides were measured."""
        reached = {SIDES[each.way.key]: each.maximum_mm for each in self._found if each.way.key in SIDES}
        if len(reached) < len(SIDES):
            return None
        sides = {name: min(max(mm, MIN_REACH_MM), MAX_REACH_MM) for name, mm in reached.items()}
        x, y = (min(max(value, -MAX_CENTRE_MM), MAX_CENTRE_MM) for value in self.centre_mm)
        reach = replace(self.calibration.reach, centre_x_mm=x, centre_y_mm=y, **sides)
        return replace(self.calibration, reach=reach)
