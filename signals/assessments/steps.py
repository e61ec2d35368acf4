"""What goes into a script of an assessment at one tick, and what comes out of it.

Not here: running a script (`signals.assessments.script`), any particular script.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.assessing import Act, Answer, Option, Phase
from core.cues import Cue
from core.events import JsonValue
from signals.assembler import BodyState
from signals.board import Point
from signals.calibration import Calibration

if TYPE_CHECKING:
    from signals.assessments.results import Report


@dataclass(frozen=True, slots=True)
class Ask:
    """A question.

    scale: whether the options are steps in a row.  for_staff: whether the therapist answers.  usual: key of
    the answer that is taken where nobody is there to answer (a session without a person).
    """

    key: str
    sentence: str
    options: tuple[Option, ...]
    usual: str
    scale: bool = False
    for_staff: bool = False

    def words_of(self, key: str) -> str:
        """Return the words of the option with that key."""
        return next(option.words for option in self.options if option.key == key)


@dataclass(frozen=True, slots=True)
class Moment:
    """What a script is fed: the body at this tick, and what a person did in it."""

    body: BodyState
    act: Act | None = None
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A fact for the recording, by which a trial can be found and measured again."""

    kind: str
    data: Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True)
class Step:
    """What to show at one tick.

    figure, sentence, spoken: picture, sentence and id of its voice prompt (`signals.assessments.words`).
    condition: in words.  trial: from 1, of `trials`.  progress: of this step, overall: of the whole, 0..1.
    seconds_left: of this step, None when it waits for a person.  point, target: where the person leans and where
    to lean, 1 is the usual limit; None where it must not be seen.  effort: share of the largest so far, 0..1.
    dark: the eyes are closed.  stimulus: what flashes now.  calibration: to be put in force now.
    marks: for the recording.
    """

    phase: Phase
    figure: str
    sentence: str
    cue: Cue
    spoken: str = ""
    condition: str = ""
    trial: int = 0
    trials: int = 0
    progress: float = 0.0
    overall: float = 0.0
    seconds_left: float | None = None
    point: Point | None = None
    target: Point | None = None
    effort: float | None = None
    dark: bool = False
    stimulus: str = ""
    ask: Ask | None = None
    report: Report | None = None
    calibration: Calibration | None = None
    marks: tuple[Mark, ...] = ()

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return self.phase in {Phase.RESULTS, Phase.ENDED}
