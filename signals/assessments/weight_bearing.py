"""A4, weight on both feet: the person's own guess first, then quiet standing, then rising from a chair.

The guess is asked before any measured value is seen.  Not here: what a share is (`measuring`).
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from statistics import fmean

from core.assessing import Option, Phase
from core.cues import CueKind
from core.frames import TICK_HZ
from core.samples import Stream
from signals.assessments.measuring import SHARE_PREPROCESSING, bars, left_share_of, rising_share_of
from signals.assessments.questions import CHAIR, HELP, RAIL, SHOES, need, note
from signals.assessments.recorder import BoardTrial
from signals.assessments.results import Report, Value, mean_value
from signals.assessments.script import BODY_S
from signals.assessments.stands import SETTLE_S, BoardScript
from signals.assessments.steps import Ask, Moment, Step
from signals.assessments.terms import Condition, Kit, Part, Tried
from signals.assessments.trials import REST_S
from signals.assessments.words import END_WAITED
from signals.guided.procedure import seconds

STILL_S = 10.0
TRIALS = 3
SEATED_SHARE = 0.5
"""Of the standing load: below it somebody sits, with the feet on the board."""
RISEN_SHARE = 0.9
RISEN_S = 2.0
RISE_WAIT_S = 60.0
STANDING = Condition("standing", "Standing")
RISING = Condition("rising", "Rising from the chair")
GUESS = Ask("guess", "How much of your weight is on your left foot?", tuple(
    Option(f"left_{left}", f"{left} %", f"split_{left}") for left in range(20, 90, 10)), "left_50", scale=True)


class WeightBearing(BoardScript):
    """Stand as usual, and rise."""

    id = "weight_bearing"
    plan_s = TRIALS * (SETTLE_S + STILL_S + REST_S) + TRIALS * 15.0

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._guess: float | None = None
        self._standing: list[float] = []
        self._rising: list[float] = []
        self._load_kg = 0.0

    def _live(self) -> Generator[Step, Moment, None]:
        yield from self.told("stance_open")
        yield from need(self, (RAIL, CHAIR))
        yield from note(self, (SHOES, HELP))
        yield from self.sensors()
        yield from self.leave_and_tare(STANDING)
        yield from self.trials(replace(STANDING, key="guess"), 1, self._guessed, [], rest_s=0.0)
        self.plan(TRIALS * (SETTLE_S + STILL_S + REST_S))
        yield from self.trials(STANDING, TRIALS, self._stand, self._standing, rest_s=REST_S / 2)
        if not self._load_kg:
            return  # without the standing load nobody can tell sitting from standing
        self.plan(TRIALS * 15.0)
        yield from self.trials(RISING, TRIALS, self._rise, self._rising, rest_s=REST_S / 2)

    def _guessed(self, _: int) -> Part[Tried[bool]]:
        """Let the person stand, feel, and guess."""
        from_ns = self.now_ns
        yield from self.come(STANDING)
        step = self.say(Phase.PREPARE, "stance_open", "usual", self.cue(CueKind.CENTRE), STANDING)
        start_ns = self.now_ns
        while seconds(start_ns, self.now_ns) < SETTLE_S:
            yield from self.watch(step)
        if self._guess is None:
            answer = yield from self.ask(GUESS)
            self._guess = float(answer.removeprefix("left_"))
        return Tried(from_ns, self.now_ns, True)

    def _stand(self, number: int) -> Part[Tried[float]]:
        yield from self.come(STANDING)
        yield from self.settle(STANDING)
        tried = yield from self.be_still(STANDING, STILL_S, 0.0, self.still_step(STANDING, number, TRIALS))
        return tried.then(self._weighed)

    def _weighed(self, trial: BoardTrial) -> float | None:
        self._load_kg = float(trial.total_kg.mean())
        return left_share_of(trial)

    def _rise(self, number: int) -> Part[Tried[float]]:
        """Wait till the person sits, then till they stand; the share is that of the way up."""
        yield from self._sit(number)
        step = replace(self.say(Phase.MEASURE, "rise", "rise", self.cue(CueKind.STEP_ON), RISING), trial=number,
                       trials=TRIALS)
        start_ns, high = self.now_ns, 0
        while high < RISEN_S * TICK_HZ:
            if seconds(start_ns, self.now_ns) >= RISE_WAIT_S:
                return Tried(start_ns, self.now_ns, None, "no_move")
            high = high + 1 if self._load() >= RISEN_SHARE * self._load_kg else 0
            shown = step if not high else replace(
                self.say(Phase.MEASURE, "stance_open", "rise_stay", step.cue, RISING), trial=number, trials=TRIALS,
                progress=min(1.0, high / (RISEN_S * TICK_HZ)))
            yield from self.watch(shown)
        to_ns = self.now_ns
        yield from self.tail(step, to_ns, Stream.BOARD)
        return self.cut(start_ns, to_ns).then(lambda trial: rising_share_of(trial, self._load_kg))

    def _sit(self, number: int) -> Part[None]:
        """Wait until most of the load has been off the feet for a second."""
        step = replace(self.say(Phase.PREPARE, "sit_down", "sit_down", self.cue(CueKind.STEP_OFF), RISING),
                       trial=number, trials=TRIALS)
        start_ns, low = self.now_ns, 0
        while low < TICK_HZ:
            low = low + 1 if self._load() < SEATED_SHARE * self._load_kg else 0
            yield from self.watch(step)
            self.give_up_after(start_ns, BODY_S, END_WAITED)

    def _load(self) -> float:
        return self.body.total_kg or 0.0

    def _report(self) -> Report | None:
        if not self._standing and not self._rising:
            return None
        values: list[Value] = []
        for key, words, shares in (("standing", "standing", self._standing), ("rising", "rising", self._rising)):
            left = [100.0 * share for share in shares]
            if not left:
                continue
            values += [mean_value(f"left_{key}_pct", f"Weight on the left foot, {words}", "%", left, 1, True),
                       mean_value(f"right_{key}_pct", f"Weight on the right foot, {words}", "%",
                                  [100.0 - each for each in left], 1, True),
                       mean_value(f"asymmetry_{key}_pct", f"Asymmetry to the right, {words}", "%",
                                  [100.0 - 2.0 * each for each in left])]
        if self._guess is not None:
            values.append(Value("guess_left_pct", "Own guess, left foot", "%", self._guess, digits=0))
        if self._guess is not None and self._standing:
            values.append(Value("guess_error_pct", "Guess less measured, left foot", "%",
                                self._guess - 100.0 * fmean(self._standing), digits=1))
        shown = [(value.label, value.value) for value in values if value.main]
        return Report(self.id, "This is how your weight was shared between your feet.", tuple(values),
                      (bars("Weight on each foot", shown, "%"),), preprocessing=SHARE_PREPROCESSING)
