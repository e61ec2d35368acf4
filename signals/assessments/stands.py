"""What assessments on a board ask of bodies: come onto it, be still, be measured for a while, leave it for a tare.

The same for standing and sitting.  Not here: what is made of the rows (`signals.assessments.measuring`).
"""

from __future__ import annotations

from abc import ABC
from dataclasses import replace

from core.assessing import Phase
from core.clock import NS_PER_S
from core.cues import CueKind
from core.frames import TICK_HZ
from core.samples import Stream
from signals.assessments.quality import EDGE_SHARE, board_trouble
from signals.assessments.recorder import BoardTrial
from signals.assessments.script import BODY_S
from signals.assessments.steps import Step
from signals.assessments.terms import Condition, Part, Tried
from signals.assessments.trials import TrialScript, part_of
from signals.assessments.words import END_WAITED, SAYINGS
from signals.guided.procedure import seconds
from signals.guided.tare import measure_tare

SETTLE_S = 3.0
FEET_S = 4.0
"""More of it the first time, to place the feet."""
STEADY_S = 1.0
"""How long somebody must be on the board before it counts."""
LIFTED_SHARE = 0.7
LIFTED_S = 0.3
"""Less than this share of the load for so long: a foot or a hand carries it elsewhere."""
EDGE_S = 0.1


class BoardScript(TrialScript, ABC):
    """A script of a person on a board."""

    seated = False
    _placed = False

    def come(self, condition: Condition) -> Part[None]:
        """Wait until somebody has been on the board for a second."""
        saying = "sit_on" if self.seated else "step_on"
        figure = "sit_open" if self.seated else "step_on"
        step = self.say(Phase.PREPARE, figure, saying, self.cue(CueKind.STEP_ON), condition)
        start_ns = since_ns = self.now_ns
        while seconds(since_ns, self.now_ns) < STEADY_S:
            if self.body.cop_mm is None:
                since_ns = self.now_ns
            elif since_ns == start_ns:
                return  # they have not left it
            yield from self.watch(step)
            self.give_up_after(start_ns, BODY_S, END_WAITED)

    def settle(self, condition: Condition, length_s: float = SETTLE_S) -> Part[None]:
        """Give the person time to find their place and close their eyes; the first time, to place their feet."""
        place = ("close_eyes" if condition.closed else "settle") + ("_sit" if self.seated else "")
        if not self._placed and not self.seated:
            place, length_s, self._placed = "feet", length_s + FEET_S, True
        step = self.say(Phase.PREPARE, self.figure(condition), place, self.cue(CueKind.CENTRE), condition)
        start_ns = self.now_ns
        while (gone_s := seconds(start_ns, self.now_ns)) < length_s:
            yield from self.watch(replace(step, progress=gone_s / length_s, seconds_left=length_s - gone_s))

    def figure(self, condition: Condition) -> str:
        """Name the picture of being still under `condition`."""
        if self.seated:
            return "sit_closed" if condition.closed else "sit_open"
        if condition.foam:
            return "foam_closed" if condition.closed else "foam_open"
        return "stance_closed" if condition.closed else "stance_open"

    def still_step(self, condition: Condition, number: int, count: int) -> Step:
        """Return what is shown while somebody is still; where they lean is not shown, it would help them."""
        saying = ("sit" if self.seated else "stand") + ("_closed" if condition.closed else "_open")
        step = self.say(Phase.MEASURE, self.figure(condition), saying, self.cue(CueKind.CENTRE), condition)
        return replace(step, dark=condition.closed, trial=number, trials=count)

    def be_still(self, condition: Condition, length_s: float, drop_s: float,
                 step: Step) -> Part[Tried[BoardTrial]]:
        """Measure somebody who is still; rows of the first `drop_s` are left out."""
        start_ns, guard = self.now_ns, StillGuard(self)
        to_ns = start_ns + round(length_s * NS_PER_S)
        while self.now_ns < to_ns:
            trouble = guard.trouble()
            if trouble:
                return Tried(start_ns, self.now_ns, None, trouble, seconds(start_ns, self.now_ns))
            shown = self.shown(step, start_ns, length_s)
            yield from self.watch(shown)
        yield from self.tail(replace(step, progress=1.0, seconds_left=0.0), to_ns, Stream.BOARD)
        return self.cut(start_ns, to_ns, drop_s)

    def shown(self, step: Step, start_ns: int, length_s: float) -> Step:
        """Return `step` with its time; scripts that flash something add it."""
        share = part_of(start_ns, self.now_ns, length_s)
        return replace(step, progress=share, seconds_left=length_s * (1.0 - share))

    def cut(self, from_ns: int, to_ns: int, drop_s: float = 0.0) -> Tried[BoardTrial]:
        """Take the rows of a trial, and judge them."""
        trial = self.kit.recorder.board(from_ns, to_ns, self.tare)
        reason = board_trouble(trial)
        if drop_s and not reason:
            trial = trial.since(drop_s)
        return Tried(from_ns, to_ns, None if reason else trial, reason)

    def leave_and_tare(self, condition: Condition, saying: str = "step_off") -> Part[None]:
        """Let the person leave the board, wait till it is still, and take its zero.  Gives up when it cannot."""
        figure = "foam_on" if saying == "foam_on" else "step_off"
        off = self.say(Phase.PREPARE, figure, saying, self.cue(CueKind.STEP_OFF), condition)
        start_ns = since_ns = self.now_ns
        while seconds(since_ns, self.now_ns) < STEADY_S:
            yield from self.show(off)
            if self.body.cop_mm is not None:
                since_ns = self.now_ns
            self.give_up_after(start_ns, BODY_S, END_WAITED)
        script = measure_tare(self.body)
        try:
            guided = next(script)
            while True:
                yield from self.show(replace(off, sentence=SAYINGS["empty"], spoken="empty", cue=guided.cue,
                                             progress=guided.progress))
                guided = script.send(self.body)
        except StopIteration as end:
            tare, _ = end.value
            self.take(replace(self.calibration, tare=tare))


class StillGuard:
    """Sees, tick by tick, whether somebody who should be still leaves the board or comes near its edge."""

    def __init__(self, script: BoardScript) -> None:
        self._script = script
        self._load_kg: float | None = None
        self._lifted = self._edge = 0

    def trouble(self) -> str:
        """Name what is wrong now, "" for nothing."""
        body = self._script.body
        if body.cop_mm is None or body.total_kg is None:
            return "stepped_off"
        self._load_kg = max(self._load_kg or 0.0, body.total_kg)
        self._lifted = self._lifted + 1 if body.total_kg < LIFTED_SHARE * self._load_kg else 0
        x, y = body.cop_mm
        settings = body.settings
        near = abs(x) > EDGE_SHARE * settings.width_mm / 2 or abs(y) > EDGE_SHARE * settings.depth_mm / 2
        self._edge = self._edge + 1 if near else 0
        if self._lifted >= LIFTED_S * TICK_HZ:
            return "stepped_off"
        return "near_edge" if self._edge >= EDGE_S * TICK_HZ else ""
