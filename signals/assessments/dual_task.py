"""A8, dual task: standing still, counting colours, and both together; what each costs the other.

Cost = (single - dual) / single x 100 for the share counted right and for sway speed (Subramaniam 2014 gives the
form); sway that grows shows as a cost below zero.  Not here: one quiet trial (`stands`), its measures.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace
from statistics import fmean

from core.assessing import Option, Phase
from core.clock import NS_PER_S
from core.cues import CueKind
from signals.assessments.measuring import SWAY_PREPROCESSING, Sway, bars, quotient, sway_of, sway_plot
from signals.assessments.questions import CHAIR, HELP, RAIL, SHOES, SPOTTER, need, note
from signals.assessments.recorder import BoardTrial
from signals.assessments.results import Report, Value, mean_value
from signals.assessments.stands import SETTLE_S, BoardScript
from signals.assessments.steps import Ask, Moment, Step
from signals.assessments.terms import Condition, Kit, Part, Tried
from signals.assessments.trials import REST_S, part_of
from signals.guided.procedure import seconds

LENGTH_S = 30.0
DROP_S = 5.0
TRIALS = 2
COLOURS = ("red", "blue", "green", "yellow")
SHOWN_S, EVERY_S = 1.0, 1.5
"""Each colour is up for a second, with half a second of nothing: slow enough for aphasia, and no flicker."""
REDS = (4, 9)
CHOICES = 7
STANDING = Condition("standing", "Standing")
COUNTING = Condition("counting", "Counting", seated=True)
BOTH = Condition("both", "Standing and counting")


@dataclass(frozen=True, slots=True)
class _Counted:
    """One trial with colours: share counted right, 0..100, and the sway where somebody stood."""

    right_pct: float
    sway: Sway | None = None


class DualTask(BoardScript):
    """Stand, count, do both."""

    id = "dual_task"
    plan_s = 3 * TRIALS * (SETTLE_S + LENGTH_S + REST_S)

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._alone: list[Sway] = []
        self._counted: list[_Counted] = []
        self._both: list[_Counted] = []
        self._colours: list[str] = []
        self._colours_from_ns = 0

    def _live(self) -> Generator[Step, Moment, None]:
        yield from self.told("colours")
        yield from need(self, (RAIL, CHAIR, SPOTTER))
        yield from note(self, (SHOES, HELP))
        yield from self.sensors()
        yield from self.leave_and_tare(STANDING)
        self.plan(self.plan_s / 3)
        yield from self.trials(COUNTING, TRIALS, self._count, self._counted)
        self.plan(self.plan_s / 3)
        yield from self.trials(STANDING, TRIALS, self._stand, self._alone)
        self.plan(self.plan_s / 3)
        yield from self.trials(BOTH, TRIALS, self._do_both, self._both)

    def shown(self, step: Step, start_ns: int, length_s: float) -> Step:
        """Add the colour that is up now, while there are colours to count."""
        step = BoardScript.shown(self, step, start_ns, length_s)
        return replace(step, stimulus=self._colour()) if self._colours else step

    def _stand(self, number: int) -> Part[Tried[Sway]]:
        self._colours = []
        yield from self.come(STANDING)
        yield from self.settle(STANDING)
        tried = yield from self.be_still(STANDING, LENGTH_S, DROP_S, self.still_step(STANDING, number, TRIALS))
        return tried.then(self._sway)

    def _count(self, number: int) -> Part[Tried[_Counted]]:
        """Count colours sitting on the chair, beside the board."""
        self._show_colours()
        step = replace(self.say(Phase.MEASURE, "colours", "count_still", self.cue(CueKind.STEP_OFF), COUNTING),
                       trial=number, trials=TRIALS)
        start_ns = self.now_ns
        while seconds(start_ns, self.now_ns) < LENGTH_S:
            share = part_of(start_ns, self.now_ns, LENGTH_S)
            yield from self.watch(replace(step, stimulus=self._colour(), progress=share,
                                          seconds_left=LENGTH_S * (1.0 - share)))
        to_ns = self.now_ns
        right = yield from self._asked()
        return Tried(start_ns, to_ns, _Counted(right))

    def _do_both(self, number: int) -> Part[Tried[_Counted]]:
        self._colours = []
        yield from self.come(BOTH)
        yield from self.settle(BOTH)
        self._show_colours()
        step = replace(self.say(Phase.MEASURE, "colours", "count_standing", self.cue(CueKind.CENTRE), BOTH),
                       trial=number, trials=TRIALS)
        tried = yield from self.be_still(BOTH, LENGTH_S, DROP_S, step)
        if tried.reason:
            return tried.then(lambda _: None)
        right = yield from self._asked()
        return tried.then(lambda trial: _with_sway(right, self._sway(trial)))

    def _sway(self, trial: BoardTrial) -> Sway | None:
        return sway_of(trial, self.body.settings)

    def _show_colours(self) -> None:
        """Draw a new order of colours, with four to nine reds among them; they begin now."""
        rng, count = self.kit.rng, round(LENGTH_S / EVERY_S)
        reds = rng.randint(*REDS)
        self._colours = ["red"] * reds + [rng.choice(COLOURS[1:]) for _ in range(count - reds)]
        rng.shuffle(self._colours)
        self._colours_from_ns = self.now_ns

    def _colour(self) -> str:
        """Return the colour that is up now, "" for none."""
        gone_s = (self.now_ns - self._colours_from_ns) / NS_PER_S
        at = int(gone_s / EVERY_S)
        return self._colours[at] if at < len(self._colours) and gone_s - at * EVERY_S < SHOWN_S else ""

    def _asked(self) -> Part[float]:
        """Ask how many reds there were; return the share counted right, %."""
        reds = self._colours.count("red")
        least = max(0, reds - self.kit.rng.randrange(CHOICES))
        options = tuple(Option(str(n), str(n)) for n in range(least, least + CHOICES))
        answer = yield from self.ask(Ask("count", "How often did red light up?", options, str(reds), scale=True))
        return max(0.0, 100.0 * (1.0 - abs(int(answer) - reds) / reds))

    def _report(self) -> Report | None:
        if not (self._alone or self._counted or self._both):
            return None
        both = [each.sway for each in self._both if each.sway is not None]
        counted = [each.right_pct for each in self._counted], [each.right_pct for each in self._both]
        speeds = [sway.velocity_mm_s for sway in self._alone], [sway.velocity_mm_s for sway in both]
        values = (
            mean_value("counted_single_pct", "Counted right, sitting", "%", counted[0], 0),
            mean_value("counted_dual_pct", "Counted right, standing", "%", counted[1], 0),
            Value("cost_counting_pct", "Cost to counting", "%", _cost(*counted), digits=0, main=True),
            mean_value("velocity_single_mm_s", "Sway speed, standing only", "mm/s", speeds[0]),
            mean_value("velocity_dual_mm_s", "Sway speed, both", "mm/s", speeds[1]),
            Value("cost_sway_pct", "Cost to standing (sway speed)", "%", _cost(*speeds), digits=0, main=True))
        plots = [sway_plot(sways[0], words) for sways, words in
                 ((self._alone, "Standing only"), (both, "Standing and counting")) if sways]
        shown = [(value.label, value.value) for value in values if value.unit == "mm/s"]
        return Report(self.id, "This is what changed when you did two things at once.", values,
                      (*plots, bars("Sway speed", shown, "mm/s")), preprocessing=(
                          *SWAY_PREPROCESSING, f"{LENGTH_S:g} s trials, first {DROP_S:g} s left out",
                          "cost: (single - dual) / single x 100; for sway, below 0 is more sway"))


def _with_sway(right_pct: float, sway: Sway | None) -> _Counted | None:
    return None if sway is None else _Counted(right_pct, sway)


def _cost(single: list[float], dual: list[float]) -> float | None:
    """(single - dual) / single x 100; None without both, or where single is 0."""
    if not single or not dual:
        return None
    alone = fmean(single)
    share = quotient(alone - fmean(dual), alone)
    return None if share is None else 100.0 * share
