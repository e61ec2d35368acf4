"""Where a round with a coach begins: everything that decides its tries beside level, grade and the person.

It stands on the session's sheet, so that a replayed round is the same bit for bit.
Not here: who makes it from logs, plans and assessments (the station).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from core.events import JsonValue
from game.difficulty.log import MOST_SEED
from game.difficulty.reading import table, truth, whole, word
from game.difficulty.schedule import Feedback
from game.difficulty.stages import Stage
from game.difficulty.state import State
from levels.words import Order

MOST_MINUTES = 60
_KEYS = ("state", "feedback", "stage", "order", "few_words", "minutes", "seed")


@dataclass(frozen=True, slots=True)
class CoachStart:
    """Where a coach begins.  Raises InputError outside the ranges.

    state: of the engine.  feedback: how much is shown and told.  stage: how far the task is learned.  order: of
    directions, None for that of the level.  few_words: no summaries, results in one mark.  minutes: of play after
    which the round ends kindly, 1..60, None for when all is done.  seed: of plans, markers and choices.
    """

    state: State
    feedback: Feedback = field(default_factory=Feedback)
    stage: Stage = Stage.UNCONSCIOUS_INCOMPETENCE
    order: Order | None = None
    few_words: bool = False
    minutes: int | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        if self.minutes is not None:
            whole("the minutes of a round", self.minutes, 1, MOST_MINUTES)
        whole("the seed", self.seed, 0, MOST_SEED)

    def to_json(self) -> dict[str, JsonValue]:
        """Plain data for the sheet."""
        return {"state": self.state.to_json(), "feedback": self.feedback.to_json(), "stage": int(self.stage),
                "order": None if self.order is None else str(self.order), "few_words": self.few_words,
                "minutes": self.minutes, "seed": self.seed}

    @classmethod
    def from_json(cls, data: object) -> CoachStart:
        """Read it back; every key is needed.  Raises InputError."""
        plain = table("the start of a coach", data, _KEYS, _KEYS)
        order, minutes = plain["order"], plain["minutes"]
        return cls(State.from_json(plain["state"]), Feedback.from_json(plain["feedback"]),
                   Stage(whole("the stage", plain["stage"], Stage.UNCONSCIOUS_INCOMPETENCE,
                               Stage.UNCONSCIOUS_COMPETENCE)),
                   None if order is None else word("the order", order, Order),
                   truth("few_words", plain["few_words"]),
                   None if minutes is None else whole("the minutes of a round", minutes, 1, MOST_MINUTES),
                   whole("the seed", plain["seed"], 0, MOST_SEED))
