"""Scripts with trials: attempts that count or are done again, rests, and hands that repeat or leave out.

Not here: waiting and asking (`signals.assessments.script`), bodies on boards (`signals.assessments.stands`).
"""

from __future__ import annotations

from abc import ABC
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from core.assessing import Act, Phase
from core.clock import NS_PER_S
from core.cues import CueKind
from core.events import JsonValue
from core.samples import Stream
from signals.assessments.results import LeftOut
from signals.assessments.script import Script
from signals.assessments.steps import Mark, Step
from signals.assessments.terms import Again, Condition, Gone, Left, Part, Tried
from signals.assessments.words import AGAIN, SAYINGS
from signals.guided.procedure import seconds

T = TypeVar("T")

TAIL_S = 0.25
"""How long the last samples of a trial are waited for: links are late by less."""
REPEATS = 2
"""How often a trial is repeated by itself."""
PAUSES = 3
"""How often a sensor may go away during one trial before that trial is left out."""
TOLD_S = 3.0
"""How long it is told why a trial is repeated."""
REST_S = 10.0


class TrialScript(Script, ABC):
    """A script that measures in trials."""

    def trials(self, condition: Condition, count: int, attempt: Callable[[int], Part[Tried[T]]], kept: list[T],
               rest_s: float = REST_S) -> Part[None]:
        """Do `count` trials and append what they found to `kept`, with rests between.

        A trial that does not count is told, noted and repeated by itself at most twice.
        """
        number = 1
        while number <= count:
            found = yield from self._trial(condition, number, attempt)
            kept.extend([] if found is None else [found])
            number += 1
            if number <= count and rest_s > 0:
                again = yield from self.rest(rest_s, condition)
                if again:
                    self._leave_out(condition, number - 1, "again_by_hand")
                    del kept[len(kept) - (found is not None):]
                    number -= 1

    def _trial(self, condition: Condition, number: int,
               attempt: Callable[[int], Part[Tried[T]]]) -> Part[T | None]:
        """Attempt one trial until it counts; None when it is left out."""
        repeats = pauses = 0
        while True:
            start_ns = self.now_ns
            try:
                tried = yield from attempt(number)
            except Again:
                self._leave_out(condition, number, "again_by_hand", seconds(start_ns, self.now_ns))
                continue
            except Left:
                self._leave_out(condition, number, "by_hand", seconds(start_ns, self.now_ns))
                return None
            except Gone as gone:
                stream: Stream = gone.args[0]
                pauses += 1
                yield from self.paused(stream)
                if pauses > PAUSES:
                    self._leave_out(condition, number, "away")
                    return None
                continue
            self._mark(condition, number, tried)
            if not tried.reason:
                return tried.found
            self._leave_out(condition, number, tried.reason, tried.ended_s)
            repeats += 1
            yield from self._tell(condition, tried.reason, repeats <= REPEATS)
            if repeats > REPEATS:
                return None

    def _leave_out(self, condition: Condition, number: int, reason: str, ended_s: float | None = None) -> None:
        ended = None if ended_s is None else round(ended_s, 2)
        self.left_out.append(LeftOut(condition.key, number, reason, ended, condition.words))

    def _mark(self, condition: Condition, number: int, tried: Tried[T]) -> None:
        """Note an attempt for the recording, so that it can be measured again."""
        data: dict[str, JsonValue] = {
            "assessment": self.id, "condition": condition.key, "trial": number, "from_ns": tried.from_ns,
            "to_ns": tried.to_ns, "kept": not tried.reason, "reason": tried.reason,
            "tare": self.calibration.tare.to_json()}
        self._marks.append(Mark("assessment_trial", data))

    def _tell(self, condition: Condition, reason: str, again: bool) -> Part[None]:
        """Say kindly why a trial is done again, or that it is left out."""
        sentence = AGAIN[reason] if again else SAYINGS["left_out"]
        step = Step(Phase.REST, "pause_cup", sentence, self.cue(), condition=condition.words,
                    spoken=f"again_{reason}" if again else "left_out")
        start_ns = self.now_ns
        while seconds(start_ns, self.now_ns) < TOLD_S and self.act is not Act.SKIP:
            yield from self.show(step)

    def rest(self, length_s: float, condition: Condition) -> Part[bool]:
        """Rest; return whether somebody wants the last trial again.  SKIP ends the rest."""
        saying = "rest_closed" if condition.closed else "rest"
        step = self.say(Phase.REST, "pause_cup", saying, self.cue(CueKind.RELAX), condition)
        start_ns = self.now_ns
        while (gone_s := seconds(start_ns, self.now_ns)) < length_s:
            yield from self.show(replace(step, progress=gone_s / length_s, seconds_left=length_s - gone_s))
            if self.act is Act.REPEAT:
                return True
            if self.act is Act.SKIP:
                return False
        return False

    def watch(self, step: Step) -> Part[None]:
        """Show one step of a trial: hands may repeat or leave it out, and a sensor that goes pauses it."""
        yield from self.show(step)
        if self.act is Act.REPEAT:
            raise Again
        if self.act is Act.SKIP:
            raise Left
        for stream in self.streams:
            if not self.there(stream):
                raise Gone(stream)

    def tail(self, step: Step, to_ns: int, stream: Stream) -> Part[None]:
        """Wait a moment for the last samples of a trial that ended at `to_ns`."""
        start_ns = self.now_ns
        while self.kit.recorder.newest_ns(stream) < to_ns and seconds(start_ns, self.now_ns) < TAIL_S:
            yield from self.watch(step)


def part_of(start_ns: int, now_ns: int, length_s: float) -> float:
    """Share of `length_s` that has passed, 0..1."""
    return min(1.0, (now_ns - start_ns) / (length_s * NS_PER_S))
