"""One assessment in progress, for the scenes: a script of `signals.assessments`, fed by the assembler.

The two sides do not know each other; every step is handed across, field by field.  Fulfils
`game.assessing.Assessment`.  Not here: which there are (`station.assessing.desk`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from core.assessing import Act, Answer
from core.events import JsonValue
from game import assessing
from game.assessing import AssessmentCard, AssessmentView, ResultsPage
from signals.assembler import Assembler
from signals.assessments.results import Report
from signals.assessments.script import Script
from signals.assessments.steps import Ask, Moment, Step
from signals.calibration import Calibration


class Ports(Protocol):
    """What an assessment in progress needs of the station."""

    assembler: Assembler

    def lend(self, t_ns: int, calibration: Calibration) -> None:
        """Put a calibration in force for this assessment."""
        ...

    def mark(self, tick: int, t_ns: int, kind: str, data: Mapping[str, JsonValue]) -> None:
        """Note a fact in the recording."""
        ...

    def keep(self, report: Report, card: AssessmentCard) -> ResultsPage:
        """Keep what was found, and return its page."""
        ...


class RunningAssessment:
    """A script and where it stands.  Life as `game.assessing.Assessment`.

    ended: called once, when nothing more will come.
    """

    def __init__(self, card: AssessmentCard, script: Script, ports: Ports, ended: Callable[[], None]) -> None:
        self.card = card
        self._script = script
        self._ports = ports
        self._ended: Callable[[], None] | None = ended
        self._last: AssessmentView | None = None
        self.question: Ask | None = None
        self.report: Report | None = None

    def step(self, tick: int, t_ns: int, act: Act | None = None,
             answer: Answer | None = None) -> AssessmentView:
        """Advance 10 ms; `tick` and `t_ns` are those of the frame just made."""
        if self._last is not None and self._last.over:
            return self._last
        moment = Moment(self._ports.assembler.body(), act, answer)
        step = self._script.feed(moment)
        for mark in step.marks:
            self._ports.mark(tick, t_ns, mark.kind, mark.data)
        self.question, self.report = step.ask, step.report
        page = None if step.report is None else self._ports.keep(step.report, self.card)
        if step.calibration is not None:
            self._ports.lend(t_ns, step.calibration)
        self._last = self._view(step, page)
        if self._last.over:
            self._end()
        return self._last

    def cancel(self) -> None:
        """Stop; nothing is kept, and what was in force before comes back."""
        if self._script.put_back is not None and self._ended is not None:
            self._ports.lend(self._ports.assembler.body().t_ns, self._script.put_back)
        self._end()

    def _end(self) -> None:
        if self._ended is not None:
            self._ended()
            self._ended = None

    def _view(self, step: Step, page: ResultsPage | None) -> AssessmentView:
        return AssessmentView(
            phase=step.phase, figure=step.figure, sentence=step.sentence, cue=step.cue,
            spoken=step.spoken, title=self.card.title, condition=step.condition, trial=step.trial,
            trials=step.trials, progress=step.progress, overall=step.overall, seconds_left=step.seconds_left,
            point=step.point, target=step.target, effort=step.effort, dark=step.dark, stimulus=step.stimulus,
            question=None if step.ask is None else _question(step.ask), page=page)


def _question(ask: Ask) -> assessing.Question:
    return assessing.Question(ask.key, ask.sentence, ask.options, ask.scale, ask.for_staff)
