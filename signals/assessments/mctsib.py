"""A2, mCTSIB: open and closed eyes on firm ground and on foam, three trials of 10 s each.

The board is tared anew with the foam on it.  A trial that ends early is noted with its time.
Not here: how a trial is run (`stands`) or measured (`measuring`).
"""

from __future__ import annotations

from collections.abc import Generator
from functools import partial

from core.assessing import Phase
from core.cues import CueKind
from signals.assessments.measuring import COG_PREPROCESSING, CogSway, bars, cog_sway_of, mean_of, quotient
from signals.assessments.questions import CHAIR, HEIGHT, HELP, RAIL, SHOES, SPOTTER, need, note
from signals.assessments.results import Report, Value, mean_value
from signals.assessments.stands import SETTLE_S, STEADY_S, BoardScript
from signals.assessments.steps import Moment, Step
from signals.assessments.terms import Condition, Kit, Part, Tried
from signals.assessments.trials import REST_S
from signals.guided.procedure import seconds

LENGTH_S = 10.0
TRIALS = 3
LEAVE_S = 20.0
FIRM_OPEN = Condition("firm_open", "Eyes open, firm")
FIRM_CLOSED = Condition("firm_closed", "Eyes closed, firm", closed=True)
FOAM_OPEN = Condition("foam_open", "Eyes open, foam", foam=True)
FOAM_CLOSED = Condition("foam_closed", "Eyes closed, foam", closed=True, foam=True)


class Mctsib(BoardScript):
    """Stand still in four conditions."""

    id = "mctsib"
    plan_s = 4 * TRIALS * (SETTLE_S + LENGTH_S + REST_S)

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._kept: dict[Condition, list[CogSway]] = {
            FIRM_OPEN: [], FIRM_CLOSED: [], FOAM_OPEN: [], FOAM_CLOSED: []}

    def _live(self) -> Generator[Step, Moment, None]:
        yield from self.told("foam_open")
        yield from need(self, (RAIL, CHAIR, SPOTTER))
        yield from note(self, (SHOES, HELP, HEIGHT))
        yield from self.sensors()
        yield from self.leave_and_tare(FIRM_OPEN)
        firm = self.calibration
        for condition, kept in self._kept.items():
            if condition is FOAM_OPEN:
                self.put_back = firm
                yield from self.leave_and_tare(condition, "foam_on")
            self.plan(self.plan_s / 4)
            yield from self.trials(condition, TRIALS, partial(self._attempt, condition), kept)
        yield from self._leave_foam()

    def _leave_foam(self) -> Part[None]:
        """Let nobody stand on foam while results are read; who stays does not lose them."""
        step = self.say(Phase.PREPARE, "step_off", "foam_off", self.cue(CueKind.STEP_OFF), FOAM_CLOSED)
        start_ns = since_ns = self.now_ns
        while seconds(since_ns, self.now_ns) < STEADY_S and seconds(start_ns, self.now_ns) < LEAVE_S:
            yield from self.show(step)
            if self.body.cop_mm is not None:
                since_ns = self.now_ns

    def _attempt(self, condition: Condition, number: int) -> Part[Tried[CogSway]]:
        yield from self.come(condition)
        yield from self.settle(condition)
        tried = yield from self.be_still(condition, LENGTH_S, 0.0, self.still_step(condition, number, TRIALS))
        height_m = float(self.conditions["height"]) / 100.0
        return tried.then(lambda trial: cog_sway_of(trial, self.body.settings, height_m))

    def _report(self) -> Report | None:
        done = {condition: kept for condition, kept in self._kept.items() if kept}
        if not done:
            return None
        speeds = [mean_value(f"sway_velocity_{condition.key}_deg_s", f"Sway speed, {condition.words.lower()}",
                             "deg/s", [sway.velocity_deg_s for sway in kept], 2)
                  for condition, kept in done.items()]
        scores = [mean_value(f"equilibrium_{condition.key}", f"Equilibrium score, {condition.words.lower()}", "",
                             [sway.equilibrium for sway in kept], 0) for condition, kept in done.items()]
        plots = (bars("Sway speed", [(condition.words, speed.value) for condition, speed in
                                     zip(done, speeds, strict=True)], "deg/s"),)
        return Report(self.id, "This is how much you swayed on firm ground and on foam.",
                      (*self._together(speeds), *speeds, *scores), plots, preprocessing=COG_PREPROCESSING)

    def _together(self, speeds: list[Value]) -> tuple[Value, ...]:
        """Return the composite, which needs all four conditions, and the ratios of conditions."""
        known = {value.key: value.value for value in speeds}
        firm_open, firm_closed, foam_open, foam_closed = (
            known.get(f"sway_velocity_{condition.key}_deg_s") for condition in self._kept)
        composite = mean_of((firm_open, firm_closed, foam_open, foam_closed))
        return (
            Value("sway_velocity_composite_deg_s", "Sway speed, all four", "deg/s", composite, digits=2,
                  main=True),
            Value("ratio_firm_closed", "Closed to open eyes, firm", "", quotient(firm_closed, firm_open),
                  digits=2),
            Value("ratio_foam_open", "Foam to firm, eyes open", "", quotient(foam_open, firm_open), digits=2),
            Value("ratio_foam_closed", "Foam with closed eyes to firm with open", "",
                  quotient(foam_closed, firm_open), digits=2))
