"""A9, how somebody feels: pain, fatigue and confidence from 0 to 10, each by a row of faces.  Needs no sensor."""

from __future__ import annotations

from collections.abc import Generator

from signals.assessments.questions import faces
from signals.assessments.results import Report, Value
from signals.assessments.script import Script
from signals.assessments.steps import Moment, Step
from signals.assessments.terms import Kit

LABELS = {"pain": "Pain now", "fatigue": "Tiredness now", "confidence": "Confidence in balance now"}


class Faces(Script):
    """Three questions."""

    id = "faces"
    streams = ()
    plan_s = 3.0

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._answers: dict[str, float] = {}

    def _live(self) -> Generator[Step, Moment, None]:
        yield from self.told("faces")
        for key in LABELS:
            self.plan(1.0)
            self._answers[key] = float((yield from self.ask(faces(key))))

    def _report(self) -> Report | None:
        if not self._answers:
            return None
        values = tuple(Value(f"{key}_0_10", LABELS[key], "of 10", number, digits=0, main=True)
                       for key, number in self._answers.items())
        return Report(self.id, "Thank you for telling how you feel.", values,
                      preprocessing=("chosen by the patient on a row of faces, 0 to 10",))
