"""A1, quiet stance: three trials of 30 s with open eyes, three with closed; the first 5 s of each are left out.

Not here: how a trial is run (`stands`) or measured (`measuring`).
"""

from __future__ import annotations

from collections.abc import Generator
from functools import partial

from signals.assessments.measuring import SWAY_PREPROCESSING, Sway, quotient, sway_of, sway_plot, sway_values
from signals.assessments.questions import CHAIR, HELP, RAIL, SHOES, SPOTTER, need, note
from signals.assessments.results import Report, Value
from signals.assessments.stands import SETTLE_S, BoardScript
from signals.assessments.steps import Moment, Step
from signals.assessments.terms import Condition, Kit, Part, Tried
from signals.assessments.trials import REST_S

LENGTH_S = 30.0
DROP_S = 5.0
TRIALS = 3
OPEN = Condition("open", "Eyes open")
CLOSED = Condition("closed", "Eyes closed", closed=True)


class QuietStance(BoardScript):
    """Stand still, eyes open and closed."""

    id = "quiet_stance"
    plan_s = 2 * TRIALS * (SETTLE_S + LENGTH_S + REST_S)

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._kept: dict[Condition, list[Sway]] = {OPEN: [], CLOSED: []}

    def _live(self) -> Generator[Step, Moment, None]:
        yield from self.told("stance_open")
        yield from need(self, (RAIL, CHAIR, SPOTTER))
        yield from note(self, (SHOES, HELP))
        yield from self.sensors()
        yield from self.leave_and_tare(OPEN)
        for condition, kept in self._kept.items():
            self.plan(self.plan_s / 2)
            yield from self.trials(condition, TRIALS, partial(self._attempt, condition), kept)

    def _attempt(self, condition: Condition, number: int) -> Part[Tried[Sway]]:
        yield from self.come(condition)
        yield from self.settle(condition)
        tried = yield from self.be_still(condition, LENGTH_S, DROP_S, self.still_step(condition, number, TRIALS))
        return tried.then(lambda trial: sway_of(trial, self.body.settings))

    def _report(self) -> Report | None:
        if not any(self._kept.values()):
            return None
        values = [value for condition, kept in self._kept.items() if kept
                  for value in sway_values(kept, f"eyes_{condition.key}", condition.words.lower())]
        plots = tuple(sway_plot(kept[0], condition.words) for condition, kept in self._kept.items() if kept)
        return Report(self.id, "This is how much you moved while you stood still.",
                      (*values, self._romberg(values)), plots, preprocessing=(
                          *SWAY_PREPROCESSING, f"{LENGTH_S:g} s trials, first {DROP_S:g} s left out"))

    @staticmethod
    def _romberg(values: list[Value]) -> Value:
        """Sway speed with closed eyes over that with open eyes."""
        speed = {value.key: value.value for value in values}
        return Value("romberg_velocity", "Closed to open eyes (sway speed)", "",
                     quotient(speed.get("velocity_eyes_closed_mm_s"), speed.get("velocity_eyes_open_mm_s")),
                     digits=2)
