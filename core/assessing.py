"""Words of an assessment that its script and its screen share: where it is, what is answered, what people may do.

Not here: what a script measures (`signals.assessments`), what a screen shows (`game.assessing`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Phase(StrEnum):
    """Where an assessment is.

    TOLD: picture and sentence, waits for START.  ASK: waits for an answer.  PREPARE: the person gets ready (step
    off, foam on, stand still).  MEASURE: a trial runs.  REST: between trials.  PAUSED: the person is away or a
    sensor is; it goes on by itself.  RESULTS: what was found is shown.  ENDED: it ended without results, and its
    sentence says why and what to do.
    """

    TOLD = "told"
    ASK = "ask"
    PREPARE = "prepare"
    MEASURE = "measure"
    REST = "rest"
    PAUSED = "paused"
    RESULTS = "results"
    ENDED = "ended"


class Act(StrEnum):
    """What a person may do beside answering.

    START leaves TOLD.  STOP: safe end, what was measured so far is kept and shown.  REPEAT throws this trial away
    (in a rest: the last one) and does it again.  SKIP leaves this trial out (in a rest: ends the rest).  There is
    no help: an assessment does not help.
    """

    START = "start"
    STOP = "stop"
    REPEAT = "repeat"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to a question.  figure: name of its picture, "" for a word alone."""

    key: str
    words: str
    figure: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to the question with that key."""

    question: str
    option: str
