"""A5, sitting balance: sitting still with open and closed eyes, then leaning to eight sides.

Excursions are in mm of centre of pressure; sitting has no usual limit.
Not here: one trial (`stands`, `leans`), its measures (`measuring`).
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from functools import partial

from signals.assessments.leans import WAYS, Leaned, LeanScript, Way
from signals.assessments.measuring import (
    SWAY_PREPROCESSING,
    Sway,
    farthest_mm,
    sitting_plot,
    sway_of,
    sway_plot,
    sway_values,
)
from signals.assessments.questions import FEET, HELP, SEAT, SPOTTER, need, note
from signals.assessments.results import Report, Value, mean_value
from signals.assessments.stands import SETTLE_S
from signals.assessments.steps import Moment, Step
from signals.assessments.terms import Condition, Kit, Part, Tried
from signals.assessments.trials import REST_S
from signals.board import Point

STILL_S = 20.0
DROP_S = 3.0
TRIALS = 2
LEAN_S = 5.0
SHOWN_MM = 80.0
"""The mark lies here on the screen: about how far the trunk carries the centre of pressure in easy sitting."""
OPEN = Condition("open", "Eyes open", seated=True)
CLOSED = Condition("closed", "Eyes closed", closed=True, seated=True)
LEANING = Condition("leaning", "", seated=True)


class Sitting(LeanScript):
    """Sit still, then lean."""

    id = "sitting"
    seated = True
    plan_s = 2 * TRIALS * (SETTLE_S + STILL_S + REST_S) + len(WAYS) * (LEAN_S + 5.0)

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._still: dict[Condition, list[Sway]] = {OPEN: [], CLOSED: []}
        self._leans: list[tuple[Way, float]] = []

    def _live(self) -> Generator[Step, Moment, None]:
        yield from self.told("sit_open")
        yield from need(self, (SEAT, SPOTTER))
        yield from note(self, (FEET, HELP))
        yield from self.sensors()
        yield from self.leave_and_tare(OPEN, "step_off_sit")
        for condition, kept in self._still.items():
            self.plan(TRIALS * (SETTLE_S + STILL_S + REST_S))
            yield from self.trials(condition, TRIALS, partial(self._sit, condition), kept)
        for number, way in enumerate(WAYS, 1):
            self.plan(LEAN_S + 5.0)
            yield from self.trials(replace(LEANING, key=way.key), 1, partial(self._attempt, way, number),
                                   self._leans, rest_s=0.0)

    def share(self, x_mm: float, y_mm: float) -> Point:
        """Share of the distance at which the mark is shown."""
        return x_mm / SHOWN_MM, y_mm / SHOWN_MM

    def _sit(self, condition: Condition, number: int) -> Part[Tried[Sway]]:
        yield from self.come(condition)
        yield from self.settle(condition)
        tried = yield from self.be_still(condition, STILL_S, DROP_S, self.still_step(condition, number, TRIALS))
        return tried.then(lambda trial: sway_of(trial, self.body.settings))

    def _attempt(self, way: Way, number: int, _: int) -> Part[Tried[tuple[Way, float]]]:
        tried = yield from self.lean(way, LEANING, number, LEAN_S)
        return tried.then(self._farthest)

    def _farthest(self, leaned: Leaned) -> tuple[Way, float] | None:
        farthest = farthest_mm(leaned, self.body.settings)
        return None if farthest is None else (leaned.way, farthest)

    def _report(self) -> Report | None:
        if not any(self._still.values()) and not self._leans:
            return None
        values = [value for condition, kept in self._still.items() if kept
                  for value in sway_values(kept, f"eyes_{condition.key}", condition.words.lower())]
        if self._leans:
            values.append(mean_value("excursion_mm", "Farthest lean, all sides", "mm",
                                     [mm for _, mm in self._leans], 0, True))
        values += [Value(f"excursion_{way.key}_mm", f"Farthest lean, {way.words}", "mm", mm, digits=0)
                   for way, mm in self._leans]
        plots = [sway_plot(kept[0], condition.words) for condition, kept in self._still.items() if kept]
        return Report(self.id, "This is how still you sat, and how far you leaned.", tuple(values),
                      (*plots, *([sitting_plot(self._leans)] if self._leans else [])),
                      preprocessing=(*SWAY_PREPROCESSING, f"{STILL_S:g} s trials, first {DROP_S:g} s left out",
                                     "Excursion: farthest position toward the side from the middle"))
