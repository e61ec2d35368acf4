"""Assessments as far as a screen must know them: cards, what is shown at one tick, answers, results.

An assessment has no game skin: a fixed script leads the person, asks before it measures, and ends in a page that
a patient understands and a therapist trusts.  The measuring is not the game's affair (it lives above, where
signals are known), nor is any judgement: no diagnosis, no label.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from core.assessing import Act, Answer, Option, Phase
from core.cues import Cue
from levels.words import Posture


@dataclass(frozen=True, slots=True)
class AssessmentCard:
    """An assessment as a menu shows it.

    id: "quiet_stance", "mctsib", "limits", "weight_bearing", "sitting", "emg", "reaction", "pace", "dual_task",
    "faces".
    sentence: what is done, in one sentence.  minutes: about how long, with rests.
    """

    id: str
    title: str
    sentence: str
    posture: Posture
    minutes: int
    needs_board: bool = True
    needs_emg: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """Something to be answered before it goes on: one question a screen, two to seven answers.

    key: "rail", "chair", "spotter", "foam", "guess", "again", "pain", "fatigue", "confidence", "count", ...
    scale: whether the answers are steps of a scale, shown in a row, and not separate choices.
    for_staff: whether the therapist answers, not the patient.
    """

    key: str
    sentence: str
    options: tuple[Option, ...]
    scale: bool = False
    for_staff: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the results.

    label, value: in words with unit ("Sway speed", "14.2 mm/s").  spread: of the trials ("13.1 to 15.6"), ""
    for a single trial.  change: what a change must exceed to be real ("at least 3.1 mm/s"), "" while there are too
    few sessions.  before: the value of the last session, "" for none.  main: whether the patient sees it large.
    """

    label: str
    value: str
    spread: str = ""
    change: str = ""
    before: str = ""
    main: bool = False


class PlotKind(StrEnum):
    """What a plot shows.

    SWAY: a path in mm seen from above.  REACH: excursions around the middle, with the usual limit.  BARS: values
    by condition.  LINE: a value over seconds (EMG envelope, load).
    """

    SWAY = "sway"
    REACH = "reach"
    BARS = "bars"
    LINE = "line"


@dataclass(frozen=True, slots=True)
class Plot:
    """One picture of what was measured, in its own units; the screen scales it.

    lines: polylines of points.  labels: one for each line or bar.  unit_x, unit_y: for the axes.
    outline: closed reference (the 95 % ellipse, the usual limits), () for none.
    """

    kind: PlotKind
    title: str
    lines: tuple[tuple[tuple[float, float], ...], ...]
    labels: tuple[str, ...] = ()
    unit_x: str = "mm"
    unit_y: str = "mm"
    outline: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """What an assessment found.

    plain: one or two sentences for the patient, without judgement.  rows, plots: for both.  facts: what it was
    measured with: device, surface, eyes, help, preprocessing, trials left out and why.
    """

    title: str
    plain: str
    rows: tuple[Row, ...]
    plots: tuple[Plot, ...] = ()
    facts: tuple[str, ...] = ()




@dataclass(frozen=True, slots=True)
class AssessmentView:
    """What an assessment shows at one tick.

    figure: name of the picture of what is asked ("stance_open", "stance_closed", "foam", "lean_left", "sit",
    "squeeze", "step_off", ...).  sentence: one short sentence.  spoken: id of its voice prompt, "" for none; it
    changes when something new is to be said.  progress: of this step, overall: of the whole, 0..1.  trial: from 1,
    of `trials` in this condition.  condition: in words ("eyes closed, foam").  seconds_left: of this step, None
    when it waits for a person.  point: where the person leans, None where it must not be seen (feedback would
    change the result).  target: where to lean, in the same units (1: the usual limit).  effort: 0..1, None where
    not shown.  dark: the screen is dark because the eyes are closed.  stimulus: what flashes now ("left",
    "right", "red", ...).
    """

    phase: Phase
    figure: str
    sentence: str
    cue: Cue
    spoken: str = ""
    title: str = ""
    condition: str = ""
    trial: int = 0
    trials: int = 0
    progress: float = 0.0
    overall: float = 0.0
    seconds_left: float | None = None
    point: tuple[float, float] | None = None
    target: tuple[float, float] | None = None
    effort: float | None = None
    dark: bool = False
    stimulus: str = ""
    question: Question | None = None
    page: ResultsPage | None = None

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return self.phase in (Phase.RESULTS, Phase.ENDED)


class Assessment(Protocol):
    """An assessment in progress.  Life: `step` once per tick until its view is `over`; `cancel` drops it."""

    card: AssessmentCard

    def step(self, tick: int, t_ns: int, act: Act | None = None, answer: Answer | None = None) -> AssessmentView:
        """Advance 10 ms with what a person did at this tick."""
        ...

    def cancel(self) -> None:
        """Stop; nothing of it is kept."""
        ...
