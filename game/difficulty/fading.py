"""How much feedback a person gets from session to session, and in which order tries follow: advice with reasons.

Not here: what one try shows (`game.difficulty.schedule`, `game.difficulty.telling`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from game.difficulty.reading import whole, within
from game.difficulty.settings import TARGETS
from game.difficulty.stages import Stage
from levels.words import Order

SHARES = (1.0, 0.67, 0.50, 0.33, 0.0)
"""Share of tries with feedback, step by step."""
STAGE_STEPS = {Stage.UNCONSCIOUS_INCOMPETENCE: (0, 0), Stage.CONSCIOUS_INCOMPETENCE: (0, 1),
               Stage.CONSCIOUS_COMPETENCE: (2, 4), Stage.UNCONSCIOUS_COMPETENCE: (4, 4)}
"""First and last step of each stage: all; 100 to 67 %; 50 to 0 %; none."""
SMALL_DROP, BIG_DROP = 0.10, 0.15
"""Success may fall by so much without feedback; by more than the other it leans on it."""
BLOCKED_SESSIONS = 2
ERRORLESS_TARGET = 0.90


class Faded(StrEnum):
    """Why feedback is as much as it is."""

    STAGE = "stage"
    LESS = "less"
    MORE_LEANS_ON_IT = "more_leans_on_it"
    NOT_YET = "not_yet"
    AT_END = "at_end"


@dataclass(frozen=True, slots=True)
class Fade:
    """A step of `SHARES`, the share it means, and why."""

    step: int
    share: float
    why: Faded


def next_fade(step: int, stage: Stage, target: float, success: float, without: float | None) -> Fade:
    """Return the step for the next block.

    step: now, 0..4.  success: share of tries with feedback that succeeded in the block (of all tries where none
    had any).  without: the same of probes without feedback, None when there were none.  Raises InputError outside.
    """
    at = whole("the step of feedback", step, 0, len(SHARES) - 1)
    most, least = STAGE_STEPS[stage]
    if not most <= at <= least:
        return _fade(min(max(at, most), least), Faded.STAGE)
    with_feedback = within("the success with feedback", success, 0.0, 1.0)
    without = with_feedback if without is None else within("the success without feedback", without, 0.0, 1.0)
    drop = round(with_feedback - without, 9)  # so that 0.8 - 0.7 is 0.1
    if drop > BIG_DROP:
        return _fade(max(at - 1, most), Faded.MORE_LEANS_ON_IT)
    if drop > SMALL_DROP or with_feedback < within("the target success", target, *TARGETS):
        return _fade(at, Faded.NOT_YET)
    return _fade(at + 1, Faded.LESS) if at < least else _fade(at, Faded.AT_END)


def _fade(step: int, why: Faded) -> Fade:
    return Fade(step, SHARES[step], why)


class Ordered(StrEnum):
    """Why tries follow in this order."""

    FIRST_SESSIONS = "first_sessions"
    STILL_LEARNING = "still_learning"
    MAKE_IT_LAST = "make_it_last"


def order_for(session: int, stage: Stage) -> tuple[Order, Ordered]:
    """Return the order of a session, 1 the first: blocked at first, then serial, from the third stage random."""
    if whole("the session's number", session, 1, 100_000) <= BLOCKED_SESSIONS:
        return Order.BLOCKED, Ordered.FIRST_SESSIONS
    if stage <= Stage.CONSCIOUS_INCOMPETENCE:
        return Order.SERIAL, Ordered.STILL_LEARNING
    return Order.RANDOM, Ordered.MAKE_IT_LAST


class Start(StrEnum):
    """How a task is learned.

    ERRORLESS: nearly every try succeeds, and few words are said (Orrell 2006, Phys Ther 86:369).  USUAL: errors
    belong to it.
    """

    ERRORLESS = "errorless"
    USUAL = "usual"


@dataclass(frozen=True, slots=True)
class Manner:
    """How the next session goes: the success to aim for and whether only the one short sentence is said."""

    start: Start
    target: float
    few_words: bool


def manner(stage: Stage, target: float, cognitive_deficit: bool) -> Manner:
    """Return the errorless start for the first two stages, and for people who can hold few things in mind."""
    aim = within("the target success", target, *TARGETS)
    if stage <= Stage.CONSCIOUS_INCOMPETENCE or cognitive_deficit:
        return Manner(Start.ERRORLESS, max(aim, ERRORLESS_TARGET), True)
    return Manner(Start.USUAL, aim, False)
