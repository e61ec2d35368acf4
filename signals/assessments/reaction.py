"""A7, reaction: ten shifts of weight to each side in random order, each after a random wait.

Who begins before the sign does that one once more.  Where muscles are measured, how long they begin before the
load moves is told too.  Not here: the wait before the sign (`shifts`), when a shift begins (`measuring`), or a
muscle (`muscles`).
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace
from functools import partial
from statistics import median, quantiles

from core.assessing import Phase
from core.cues import Cue, CueKind
from core.frames import TICK_HZ
from core.samples import Stream
from signals.assessments.measuring import LIMITS_PREPROCESSING, SHIFT_TARGET_MM, WRONG_MM, Shifted, bars, shift_of
from signals.assessments.muscles import EMG_PREPROCESSING, first_onset_s
from signals.assessments.quality import board_trouble
from signals.assessments.questions import CHAIR, HELP, RAIL, SHOES, need, note
from signals.assessments.results import Report, Value
from signals.assessments.shifts import EARLIEST_S, SHIFTING, WAIT_S, ShiftScript
from signals.assessments.steps import Moment, Step
from signals.assessments.terms import Kit, Part, Tried
from signals.guided.procedure import seconds

EACH_SIDE = 10
BACK_S = 1.5
LONGEST_S = 3.0
REACHED_MM = 40.0
REACHED_S = 0.4
LATER_S = 0.2
"""A muscle that begins so much after the movement does not lead it."""
LEAST_SEEN = 0.5
"""Share of the shifts in which a muscle must be seen for its lead to be told."""


@dataclass(frozen=True, slots=True)
class _Found:
    """One shift, and when its first muscle began, seconds after the sign (None: none measured or seen)."""

    shift: Shifted
    muscle_s: float | None


class Reaction(ShiftScript):
    """Shift to the side that lights up."""

    id = "reaction"
    plan_s = 2 * EACH_SIDE * (BACK_S + sum(WAIT_S) / 2 + 1.0)

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._found: list[_Found] = []
        self._sides = ["left"] * EACH_SIDE + ["right"] * EACH_SIDE
        kit.rng.shuffle(self._sides)

    def _live(self) -> Generator[Step, Moment, None]:
        yield from self.told("shift")
        yield from need(self, (RAIL, CHAIR))
        yield from note(self, (SHOES, HELP))
        yield from self.sensors()
        yield from self.leave_and_tare(SHIFTING)
        for number, side in enumerate(self._sides, 1):
            self.plan(self.plan_s / len(self._sides))
            each = replace(SHIFTING, key=f"{side}_{number}")
            yield from self.trials(each, 1, partial(self._shift, side, number), self._found, rest_s=0.0)

    def _shift(self, side: str, number: int, _: int) -> Part[Tried[_Found]]:
        yield from self.come(SHIFTING)
        if number == 1:
            yield from self.settle(SHIFTING)
        yield from self._back()
        start_ns = self.now_ns
        step = replace(self.say(Phase.MEASURE, "shift", "wait_side", self.cue(CueKind.CENTRE), SHIFTING),
                       trial=number, trials=len(self._sides))
        if (yield from self.waited(step, start_ns)):
            return Tried(start_ns, self.now_ns, None, "moved_early", seconds(start_ns, self.now_ns))
        go_ns = self.now_ns
        way = (-1.0 if side == "left" else 1.0, 0.0)
        step = replace(self.say(Phase.MEASURE, f"side_{side}", f"shift_{side}", Cue(go_ns, CueKind.LEAN, way),
                                SHIFTING), trial=number, trials=len(self._sides), stimulus=side)
        yield from self._moved(step, go_ns)
        to_ns = self.now_ns
        yield from self.tail(step, to_ns, Stream.BOARD)
        return self._judged(side, start_ns, go_ns, to_ns)

    def _back(self) -> Part[None]:
        """Give a moment to come back to the middle."""
        saying = "reached" if self._found else "centre"
        step = self.say(Phase.PREPARE, "stance_open", saying, self.cue(CueKind.CENTRE), SHIFTING)
        start_ns = self.now_ns
        while seconds(start_ns, self.now_ns) < BACK_S:
            yield from self.watch(step)

    def _moved(self, step: Step, go_ns: int) -> Part[None]:
        """Show the side until the person is there, for at most 3 s."""
        first, there = self.x_mm, 0
        while there < REACHED_S * TICK_HZ and seconds(go_ns, self.now_ns) < LONGEST_S:
            there = there + 1 if abs(self.x_mm - first) > REACHED_MM else 0
            yield from self.watch(step)

    def _judged(self, side: str, start_ns: int, go_ns: int, to_ns: int) -> Tried[_Found]:
        rows = self.kit.recorder.board(start_ns, to_ns, self.tare)
        settings, go_s = self.body.settings, seconds(start_ns, go_ns)
        reason = board_trouble(rows)
        shift = None if reason else shift_of(rows, go_s, side, settings)
        if not reason and (shift is None or (shift.onset_s is None and not shift.wrong)):
            reason = "no_move"
        if shift is not None and shift.onset_s is not None and shift.onset_s < EARLIEST_S:
            reason = "moved_early"
        if reason or shift is None:
            return Tried(start_ns, to_ns, None, reason, seconds(go_ns, to_ns))
        muscle_s = None
        if self.body.emg_health and shift.onset_s is not None:
            emg = self.kit.recorder.emg(start_ns, to_ns)
            muscle_s = first_onset_s(emg, settings, go_s, shift.onset_s + LATER_S)
        return Tried(start_ns, to_ns, _Found(shift, muscle_s))

    def _report(self) -> Report | None:
        if not self._found:
            return None
        right = [each for each in self._found if not each.shift.wrong and each.shift.onset_s is not None]
        both = [each.shift.onset_s for each in right if each.shift.onset_s is not None]
        values = [_middle("reaction_s", "Reaction time", both, main=True),
                  *(_middle(f"reaction_{side}_s", f"Reaction time, {side}",
                            [each.shift.onset_s for each in right
                             if each.shift.side == side and each.shift.onset_s is not None])
                    for side in ("left", "right")),
                  Value("spread_s", "Middle half of the reaction times spans", "s", _spread(both), digits=2),
                  Value("wrong", "First to the other side", "", float(len(self._found) - len(right)), digits=0),
                  Value("early", "Before the sign", "", float(sum(
                      item.reason == "moved_early" for item in self.left_out)), digits=0)]
        ahead = [1000.0 * (each.shift.onset_s - each.muscle_s) for each in right
                 if each.muscle_s is not None and each.shift.onset_s is not None]
        if len(ahead) >= LEAST_SEEN * len(right) > 0:
            values.append(_middle("muscle_ahead_ms", "Muscle before movement", ahead, unit="ms", digits=0))
        shown = [(value.label, value.value) for value in values[:3]]
        return Report(self.id, "This is how soon you moved after the sign.", tuple(values),
                      (bars("Reaction time", shown, "s"),), preprocessing=(
                          LIMITS_PREPROCESSING[0],
                          f"first movement beyond {0.05 * SHIFT_TARGET_MM:g} mm, traced back to its start",
                          f"other side: more than {WRONG_MM:g} mm to it first",
                          *(EMG_PREPROCESSING[::2] if ahead else ())))


def _middle(key: str, label: str, values: list[float], unit: str = "s", digits: int = 2,
            main: bool = False) -> Value:
    """Return the median of some values."""
    return Value(key, label, unit, median(values) if values else None, tuple(values), digits, main)


def _spread(values: list[float]) -> float | None:
    """Distance between the quartiles; None for fewer than four values."""
    if len(values) < 4:
        return None
    low, _, high = quantiles(values, n=4)
    return high - low
