"""What all scripts of assessments share: how they run, wait, ask, pause, repeat and end.

A script is a generator that yields one step per tick and is sent the next moment.  What it finds it keeps in
itself, so that a stop at any time still shows what there is.  Every wait has an end with a sentence.
Not here: trials (`signals.assessments.trials`), any particular assessment.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Generator
from dataclasses import replace

from core.assessing import Act, Phase
from core.cues import Cue, CueKind
from core.frames import StreamHealth
from core.samples import Stream
from signals.assembler import BodyState
from signals.assessments.results import LeftOut, Report
from signals.assessments.steps import Ask, Mark, Moment, Step
from signals.assessments.terms import Condition, Kit, Part, Stopped
from signals.assessments.words import (
    END_BOARD,
    END_EMG,
    END_NO_MUSCLE,
    END_NOTHING,
    END_TILT,
    END_WAITED,
    SAYINGS,
)
from signals.calibration import Calibration, Tare
from signals.guided.procedure import GiveUp, seconds

PERSON_S = 900.0
"""How long a question or a start waits for a person: a quarter of an hour, then the screen is free again."""
BODY_S = 300.0
"""How long stepping on, sitting down or coming to the middle is waited for."""
AWAY_S = 120.0
"""How long a sensor may be away."""
BACK_S = 1.0
"""How long a sensor must be back before it counts."""

SILENT = frozenset({StreamHealth.LATE, StreamHealth.LOST})
"""Health of a muscle whose samples do not come; a loose electrode is not silent."""


class Script(ABC):
    """One assessment.  Life: `feed` once per tick until the step is `over`; simply drop it to cancel.

    id: of its card.  streams: what it cannot do without.  plan_s: about how long all trials take.
    put_back: the calibration that belongs in force after a stop at any time, None where nothing was lent.
    """

    id = ""
    streams: tuple[Stream, ...] = (Stream.BOARD,)
    plan_s = 1.0

    def __init__(self, kit: Kit) -> None:
        self.kit = kit
        self.calibration = kit.calibration
        self.conditions: dict[str, str] = {}
        self.left_out: list[LeftOut] = []
        self._moment = Moment(BodyState())
        self._script: Generator[Step, Moment, None] | None = None
        self._final: Step | None = None
        self._marks: list[Mark] = []
        self._new: Calibration | None = None
        self.put_back: Calibration | None = None
        self._spent_s = 0.0
        self._part_s = 0.0
        self._overall = 0.0

    def feed(self, moment: Moment) -> Step:
        """Advance to the time of the moment's body; after the end the last step stays."""
        if self._final is not None:
            return self._final
        try:
            return self._advance(moment)
        except StopIteration:
            final = self._end(True, SAYINGS["done"])
        except Stopped:
            final = self._end(False, END_NOTHING)
        except GiveUp as reason:
            final = self._end(False, str(reason))
        self._final = replace(final, marks=(), calibration=None)
        return final

    @abstractmethod
    def _live(self) -> Generator[Step, Moment, None]:
        """Return the script itself, beginning with the first moment."""

    @abstractmethod
    def _report(self) -> Report | None:
        """Return what was found so far, None when there is nothing."""

    # -- what scripts ask of the person and of time ------------------------------------------------------------

    @property
    def body(self) -> BodyState:
        """The newest body."""
        return self._moment.body

    @property
    def now_ns(self) -> int:
        """Time of the newest body."""
        return self._moment.body.t_ns

    @property
    def act(self) -> Act | None:
        """What a person did at this tick."""
        return self._moment.act

    def show(self, step: Step) -> Part[None]:
        """Show one step and take the next moment."""
        share = (self._spent_s + min(1.0, step.progress) * self._part_s) / self.plan_s
        self._overall = max(self._overall, min(1.0, share))
        marks, self._marks = tuple(self._marks), []
        new, self._new = self._new, None
        self._moment = yield replace(step, overall=self._overall, marks=marks, calibration=new)
        if self.act is Act.STOP:
            raise Stopped

    def say(self, phase: Phase, figure: str, saying: str, cue: Cue, condition: Condition | None = None) -> Step:
        """Return a step with one of the known sentences."""
        words = condition.words if condition is not None else ""
        return Step(phase, figure, SAYINGS[saying], cue, spoken=saying, condition=words)

    def told(self, figure: str) -> Part[None]:
        """Show what will come, until somebody starts."""
        step = self.say(Phase.TOLD, figure, f"told_{self.id}", self.cue())
        start_ns = self.now_ns
        while self.act is not Act.START:
            yield from self.show(step)
            self.give_up_after(start_ns, PERSON_S, END_WAITED)

    def ask(self, question: Ask) -> Part[str]:
        """Wait for an answer; return the key of its option."""
        step = Step(Phase.ASK, "", question.sentence, self.cue(), spoken=f"ask_{question.key}", ask=question)
        keys = {option.key for option in question.options}
        start_ns = self.now_ns
        while True:
            yield from self.show(step)
            answer = self._moment.answer
            if answer is not None and answer.question == question.key and answer.option in keys:
                return answer.option
            self.give_up_after(start_ns, PERSON_S, END_WAITED)

    def sensors(self) -> Part[None]:
        """Wait for what this assessment cannot do without; a sensor that never comes ends it."""
        if Stream.EMG in self.streams and not self.body.settings.channels:
            raise GiveUp(END_NO_MUSCLE)
        for stream in self.streams:
            if not self.there(stream):
                yield from self.paused(stream)
        if Stream.BOARD in self.streams and self.body.tilt:
            raise GiveUp(END_TILT)

    def there(self, stream: Stream) -> bool:
        """Whether fresh samples of `stream` come."""
        if stream is Stream.BOARD:
            return self.body.board_health is StreamHealth.OK
        return any(health not in SILENT for health in self.body.emg_health.values())

    def paused(self, stream: Stream) -> Part[None]:
        """Wait until `stream` has been back for a second."""
        word = "board" if stream is Stream.BOARD else "emg"
        step = self.say(Phase.PAUSED, "pause", f"pause_{word}", self.cue())
        start_ns = since_ns = self.now_ns
        while seconds(since_ns, self.now_ns) < BACK_S:
            yield from self.show(step)
            if not self.there(stream):
                since_ns = self.now_ns
            self.give_up_after(start_ns, AWAY_S, END_BOARD if stream is Stream.BOARD else END_EMG)

    def cue(self, kind: CueKind = CueKind.NONE) -> Cue:
        """Return a cue that begins now."""
        return Cue(self.now_ns, kind)

    def give_up_after(self, start_ns: int, limit_s: float, sentence: str) -> None:
        """End the script with `sentence` once `limit_s` have passed since `start_ns`."""
        if seconds(start_ns, self.now_ns) >= limit_s:
            raise GiveUp(sentence)

    def plan(self, part_s: float) -> None:
        """Say that a part of about `part_s` begins, and the one before is done: for the progress of the whole."""
        self._spent_s += self._part_s
        self._part_s = part_s

    def take(self, calibration: Calibration) -> None:
        """Put `calibration` in force with the next step."""
        self.calibration = self._new = calibration

    @property
    def tare(self) -> Tare:
        """In force."""
        return self.calibration.tare

    # -- running -----------------------------------------------------------------------------------------------

    def _advance(self, moment: Moment) -> Step:
        if self._script is None:
            self._moment = moment
            if moment.act is Act.STOP:
                raise Stopped
            self._script = self._live()
            return next(self._script)
        return self._script.send(moment)

    def _end(self, complete: bool, sentence: str) -> Step:
        """Return the last step, with the report of what there is."""
        report = self._report()
        marks, self._marks = tuple(self._marks), []
        now = Cue(self.now_ns, CueKind.NONE)
        if report is None:
            words = sentence if not complete else END_NOTHING
            return Step(Phase.ENDED, "warning", words, now, overall=1.0, marks=marks, calibration=self.put_back)
        report = replace(report, complete=complete, left_out=tuple(self.left_out),
                         conditions=dict(self.conditions))
        words = sentence if complete else SAYINGS["done_early"]
        return Step(Phase.RESULTS, "check", words, now, spoken="done" if complete else "done_early", overall=1.0,
                    report=report, calibration=report.calibration or self.put_back, marks=marks)
