"""A10, pace: how little time the person needs to shift the weight to the side that lights up.

Each shift is given a time, from 4 s down to 0.5 s, and QUEST+ says which one tells most.  The first two have the
longest, so that it begins with what succeeds, and so it stays until one has arrived.  A shift that did not arrive
is no error: the side just goes out, and the next one begins after the middle is found again.  One time is found
for both sides.
Not here: the wait before the sign (`shifts`), when a shift arrived (`measuring`), what to ask next (`quest`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator
from dataclasses import dataclass, replace
from functools import partial
from math import exp, log
from statistics import fmean

from core.assessing import Phase
from core.cues import Cue, CueKind
from core.frames import TICK_HZ
from core.samples import Stream
from signals.assessments.leans import CENTRE_MM, CENTRE_WAIT_S, CENTRED_S
from signals.assessments.measuring import SMOOTH_HZ, arrival_s, bars, shift_of
from signals.assessments.quality import board_trouble
from signals.assessments.quest import Belief, Estimate, QuestPlus
from signals.assessments.questions import CHAIR, HELP, RAIL, SHOES, need, note
from signals.assessments.results import Report, Value
from signals.assessments.shifts import EARLIEST_S, SHIFTING, WAIT_S, ShiftScript
from signals.assessments.steps import Moment, Step
from signals.assessments.terms import Kit, Part, Tried
from signals.calibration import Reach
from signals.guided.procedure import seconds

SLOW_S, FAST_S = 4.0, 0.5
"""The time that a shift is given at level 0, and at level 1; between them on a log scale."""
BEGIN = (0.25, 0.25)
"""The first belief, in levels: near easy (2.4 s), and two of its standard deviations reach 0.8 s, which is fast.
From an even one QUEST+ begins past the middle, at 1.3 s, which many after a stroke miss."""
EASY = 2
"""So many answers are first collected at the longest time, which hardly anybody misses."""
LEAST, MOST, SURE_SD = 8, 24, 0.06
"""It ends when the level is known to 0.06, which is 13 % of the time, or after 24 answers."""
MOST_TRIALS = 30
"""Trials that were left out are made up for six times."""
REACH_SHARE, MARK_MM, LEAST_MARK_MM = 0.6, 40.0, 15.0
"""How far a shift goes: a share of the own reach, the usual where it was never measured, and more than sway."""
STAY_S = 0.2
AFTER_S = 0.4
"""The side stays lit a little longer than the shift is given, so that who is on the way can end it."""
SURE_MM = 10.0
"""The side goes out early only for who is clearly beyond the mark: what counts is measured from the rows."""
BLOCK = ("left", "left", "right", "right")
"""Sides are balanced in each four, whenever it ends."""


def allowed_s(level: float) -> float:
    """Return how long a shift of that level is given."""
    return SLOW_S * exp(level * log(FAST_S / SLOW_S))


@dataclass(frozen=True, slots=True)
class _Shift:
    """One answer.  arrived_s: after the sign, None where the person did not come beyond the mark."""

    level: float
    arrived_s: float | None

    @property
    def reached(self) -> bool:
        """Whether it arrived in the time that it was given."""
        return self.arrived_s is not None and self.arrived_s <= allowed_s(self.level)


class Pace(ShiftScript):
    """Shift to the side that lights up, in less and less time."""

    id = "pace"
    plan_s = MOST * (CENTRED_S + sum(WAIT_S) / 2 + 2.0)

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._quest = QuestPlus()
        self._belief: Belief = self._quest.begin(*BEGIN)
        self._found: list[_Shift] = []
        blocks = (kit.rng.sample(BLOCK, len(BLOCK)) for _ in range(0, MOST_TRIALS, len(BLOCK)))
        self._sides = [side for block in blocks for side in block][:MOST_TRIALS]
        self._middle_mm: float | None = None
        self._back_saying = "centre"

    def _live(self) -> Generator[Step, Moment, None]:
        yield from self.told("shift")
        yield from need(self, (RAIL, CHAIR))
        yield from note(self, (SHOES, HELP))
        self.conditions["mark"] = "own_reach" if self._own_reach else f"{MARK_MM:g}_mm"
        yield from self.sensors()
        yield from self.leave_and_tare(SHIFTING)
        for number, side in enumerate(self._sides, 1):
            if self._belief.answers >= LEAST and self._quest.enough(self._belief, SURE_SD, MOST):
                return
            self.plan(self.plan_s / MOST)
            level = self._level()
            each = replace(SHIFTING, key=f"{side}_{number}_{1000 * allowed_s(level):.0f}_ms")
            yield from self.trials(each, 1, partial(self._shift, side, number, level), self._found, rest_s=0.0)
            self._learn()

    def _level(self) -> float:
        """Return the next level to ask: the easiest first, until one has arrived, then the one that tells most."""
        if self._belief.answers < EASY or not any(shift.reached for shift in self._found):
            return 0.0
        return self._quest.ask(self._belief).level

    def _learn(self) -> None:
        """Learn from the last trial, unless it was left out."""
        for shift in self._found[self._belief.answers:]:
            self._belief = self._quest.learn(self._belief, shift.level, shift.reached)

    def _shift(self, side: str, number: int, level: float, _: int) -> Part[Tried[_Shift]]:
        yield from self._find_middle()
        yield from self._back()
        start_ns = self.now_ns
        step = replace(self.say(Phase.MEASURE, "shift", "wait_side", self.cue(CueKind.CENTRE), SHIFTING),
                       trial=number, trials=MOST_TRIALS)
        if (yield from self.waited(step, start_ns)):
            return Tried(start_ns, self.now_ns, None, "moved_early", seconds(start_ns, self.now_ns))
        go_ns = self.now_ns
        way = (-1.0 if side == "left" else 1.0, 0.0)
        step = replace(self.say(Phase.MEASURE, f"side_{side}", f"shift_{side}", Cue(go_ns, CueKind.LEAN, way),
                                SHIFTING), trial=number, trials=MOST_TRIALS, stimulus=side)
        if not (yield from self._lit(step, side, allowed_s(level))):
            self._middle_mm = None
            return Tried(start_ns, self.now_ns, None, "stepped_off", seconds(go_ns, self.now_ns))
        to_ns = self.now_ns
        yield from self.tail(step, to_ns, Stream.BOARD)
        return self._judged(side, level, start_ns, go_ns, to_ns)

    def _find_middle(self) -> Part[None]:
        """Let the person come and find their place; where they stand in the second after is their middle."""
        if self.body.cop_mm is None:
            self._middle_mm = None
        yield from self.come(SHIFTING)
        if self._middle_mm is not None:
            return
        yield from self.settle(SHIFTING)
        step = self.say(Phase.PREPARE, "stance_open", "centre", self.cue(CueKind.CENTRE), SHIFTING)
        start_ns, places = self.now_ns, [self.x_mm]
        while seconds(start_ns, self.now_ns) < CENTRED_S:
            yield from self.watch(step)
            places.append(self.x_mm)
        self._middle_mm = fmean(places)

    def _back(self) -> Part[None]:
        """Wait until the person is in the middle for a second; after 10 s the next begins from where they are."""
        step = self.say(Phase.PREPARE, "stance_open", self._back_saying, self.cue(CueKind.CENTRE), SHIFTING)
        self._back_saying = "centre"
        middle_mm = self.x_mm if self._middle_mm is None else self._middle_mm
        start_ns, near = self.now_ns, deque[bool](maxlen=round(CENTRED_S * TICK_HZ))
        while len(near) < CENTRED_S * TICK_HZ or not all(near):
            if seconds(start_ns, self.now_ns) >= CENTRE_WAIT_S:
                return
            near.append(self.body.cop_mm is not None and abs(self.x_mm - middle_mm) < CENTRE_MM)
            yield from self.watch(step)

    def _lit(self, step: Step, side: str, time_s: float) -> Part[bool]:
        """Show the side until the person is there or its time is over; return whether they stayed on the board."""
        first, there, go_ns = self.x_mm, 0, self.now_ns
        away, far_mm = -1.0 if side == "left" else 1.0, self._mark_mm(side) + SURE_MM
        while there < AFTER_S * TICK_HZ and seconds(go_ns, self.now_ns) < time_s + AFTER_S:
            if self.body.cop_mm is None:
                return False
            there = there + 1 if away * (self.x_mm - first) > far_mm else 0
            yield from self.watch(step)
        return True

    def _judged(self, side: str, level: float, start_ns: int, go_ns: int, to_ns: int) -> Tried[_Shift]:
        rows = self.kit.recorder.board(start_ns, to_ns, self.tare)
        settings, go_s = self.body.settings, seconds(start_ns, go_ns)
        shift = shift_of(rows, go_s, side, settings)
        reason = board_trouble(rows) or ("too_short" if shift is None else "")
        arrived = None if reason else arrival_s(rows, go_s, side, self._mark_mm(side), STAY_S, settings)
        if shift is not None and arrived is not None and (shift.onset_s is None or shift.onset_s < EARLIEST_S):
            reason = "moved_early"
        if reason:
            return Tried(start_ns, to_ns, None, reason, seconds(go_ns, to_ns))
        found = _Shift(level, arrived)
        self._back_saying = "reached" if found.reached else "thanks_back"
        return Tried(start_ns, to_ns, found)

    @property
    def _own_reach(self) -> bool:
        """Whether this person's reach was ever measured."""
        return self.calibration.reach != Reach()

    def _mark_mm(self, side: str) -> float:
        """Return how far a shift to that side goes."""
        if not self._own_reach:
            return MARK_MM
        reach = self.calibration.reach
        return max(LEAST_MARK_MM, REACH_SHARE * (reach.left_mm if side == "left" else reach.right_mm))

    def _report(self) -> Report | None:
        if not self._found:
            return None
        known = self._quest.estimate(self._belief)
        reached = fmean(float(shift.reached) for shift in self._found)
        values = (*_times(known if known.answers >= LEAST else None),
                  Value("reached", "Share of shifts that arrived", "", reached, digits=2),
                  Value("tries", "Shifts that were tried", "", float(len(self._found)), digits=0))
        time, low, high = values[:3]
        shown = [(value.label, value.value) for value in (low, time, high)]
        return Report(self.id, "This is the time you need to shift your weight.", values,
                      (bars(time.label, shown, "s"),), preprocessing=self._preprocessing(), noted=_at_end(known))

    def _preprocessing(self) -> tuple[str, ...]:
        grid, (begin, sd) = self._quest.grid, BEGIN
        return (f"linear to {SMOOTH_HZ:g} Hz, no filter",
                f"arrived: {STAY_S:g} s beyond a mark {self._mark_mm('left'):.0f} mm left, "
                f"{self._mark_mm('right'):.0f} mm right of where the person stood",
                f"QUEST+ (Watson 2017): {len(grid.asked)} times from {SLOW_S:g} to {FAST_S:g} s on a log scale, "
                f"{len(grid.thresholds)} thresholds, {len(grid.slopes)} slopes, {len(grid.lapses)} lapse rates",
                f"first belief {begin:g}, SD {sd:g} of that scale; ends at SD {SURE_SD:g} or {MOST} answers",
                "time for a shift: half of the shifts that are given so long arrive; shortest and longest: one SD")


def _times(known: Estimate | None) -> tuple[Value, ...]:
    """Return the time at the threshold and one standard deviation around it; None: too few answers to tell."""
    told = (("pace_s", "Time for a shift", 0.0), ("pace_low_s", "Shortest likely time", 1.0),
            ("pace_high_s", "Longest likely time", -1.0))
    return tuple(Value(
        key, label, "s", None if known is None else
        allowed_s(min(max(known.threshold + sds * known.threshold_sd, 0.0), 1.0)), digits=2, main=not sds)
        for key, label, sds in told)


def _at_end(known: Estimate) -> str:
    """Say where the scale may end too early for this person: within two standard deviations of an end."""
    if known.answers < LEAST:
        return ""
    if known.threshold <= 2.0 * known.threshold_sd:
        return f"No shift was given more than {SLOW_S:g} s: the true time may be longer."
    if known.threshold >= 1.0 - 2.0 * known.threshold_sd:
        return f"No shift was given less than {FAST_S:g} s: the true time may be shorter."
    return ""
