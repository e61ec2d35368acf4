"""Rules of a therapist's plan: locks, feedback and words that fit together.

Each rule says what would be right.  Not here: rules between a plan and its level (`levels.planning`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from core.complaints import Complaint, complain

if TYPE_CHECKING:
    from levels.plan import AxisPlan, FeedbackPlan, Plan

PATIENT = "^[A-Za-z0-9][A-Za-z0-9-]{0,31}$"
ERRORLESS_PERCENT = 90
"""Who can hold few things in mind learns with at least so many tries of 100 that succeed (Orrell 2006)."""
NOT_SETTABLE = ("schema", "play", "title")
"""What makes a level the level that it is."""
_STAGE_PERCENTS = {1: (100,), 2: (100, 67), 3: (50, 33, 0), 4: (0,)}


def patient_id(word: str) -> str:
    """Refuse what is no patient id, and the guest, who is nobody."""
    if not re.fullmatch(PATIENT, word):
        complain([Complaint((), "must be a patient id of letters, digits and dashes, at most 32, such as P-1042; "
                                "never a name.")])
    if word.lower() == "guest":
        complain([Complaint((), "must be a patient; a guest is nobody. Leave it out, and the plan is for all.")])
    return word


def axis_fits(axis: AxisPlan) -> None:
    """Refuse a lock that nothing can be inside of."""
    complain(list(_axis(axis)))


def _axis(axis: AxisPlan) -> Iterator[Complaint]:
    if axis.fixed is not None:
        yield from (Complaint((name,), f"has no meaning beside fixed; keep fixed: {axis.fixed:g}, or min and max.")
                    for name in ("min", "max") if getattr(axis, name) is not None)
    elif axis.min is None and axis.max is None:
        yield Complaint((), "needs min, max or fixed; or leave this axis out, then it is free.")
    elif axis.min is not None and axis.max is not None and axis.min > axis.max:
        yield Complaint(("min",), f"must not be above max ({axis.max:g}): swap them, or write fixed instead.")


def feedback_fits(feedback: FeedbackPlan) -> None:
    """Refuse feedback that contradicts itself."""
    complain(list(_feedback(feedback)))


def _feedback(feedback: FeedbackPlan) -> Iterator[Complaint]:
    if feedback.guess_every == 1:
        yield Complaint(("guess_every",), "must be 0 for no guess, or 2 to 100: a guess at every try wears out.")
    if feedback.summary and feedback.band is not None:
        yield Complaint(("band",), "has no meaning beside summary: true, which tells every result; remove one.")
    if feedback.second_task is None and "second_share" in feedback.model_fields_set:
        yield Complaint(("second_share",), "has no meaning without second_task: count or colours.")


def plan_fits(plan: Plan) -> None:
    """Refuse a plan whose parts contradict each other, with every reason at its own place."""
    complain([*_few_words(plan), *_stage(plan), *_untouchable(plan)])


def _few_words(plan: Plan) -> Iterator[Complaint]:
    if not plan.few_words:
        return
    if plan.target_percent < ERRORLESS_PERCENT and "target_percent" in plan.model_fields_set:
        yield Complaint(("target_percent",), f"must be {ERRORLESS_PERCENT} or more beside few_words: true, where "
                                             "nearly every try succeeds.")
    if plan.feedback.second_task is not None:
        yield Complaint(("feedback", "second_task"), "has no place beside few_words: true: one thing at a time.")
    if plan.feedback.summary:
        yield Complaint(("feedback", "summary"), "must be false beside few_words: true: one result at a time.")


def _stage(plan: Plan) -> Iterator[Complaint]:
    """Refuse a share of feedback that the stage would change at once."""
    percent, stage = plan.feedback.percent, plan.stage
    if stage is None or percent is None or not plan.feedback.fade or percent in _STAGE_PERCENTS[stage]:
        return
    fitting = " or ".join(map(str, _STAGE_PERCENTS[stage]))
    yield Complaint(("feedback", "percent"), f"must be {fitting} in stage {stage}; to keep {percent}, write fade: "
                                             "false.")


def _untouchable(plan: Plan) -> Iterator[Complaint]:
    yield from (Complaint(("set", key), "cannot be set: it says which level this is. Copy the level to change it.")
                for key in plan.set if key in NOT_SETTABLE)
