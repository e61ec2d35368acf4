"""What a person is told once a try has ended, and why.

In this order: a probe tells nothing; who asks is told; a summary tells five results together; a try whose turn it
is tells, unless the error lies inside the band, where silence means good.
Not here: which try has its turn (`game.difficulty.schedule`), the words and pictures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from game.difficulty.reading import within
from game.difficulty.schedule import SUMMARY_EVERY, Feedback, Planned


class Tells(StrEnum):
    """Why something is told, or nothing."""

    PROBE = "probe"
    SUMMARY = "summary"
    WAITS_FOR_SUMMARY = "waits_for_summary"
    ASKED = "asked"
    FADED = "faded"
    INSIDE_BAND = "inside_band"
    BEYOND_BAND = "beyond_band"
    AFTER_GUESS = "after_guess"
    ITS_TURN = "its_turn"


@dataclass(frozen=True, slots=True)
class Told:
    """Whether the result of this try is told, the errors of a summary (oldest first, () for none), and why."""

    result: bool
    summary: tuple[float, ...]
    why: Tells


def tell(feedback: Feedback, done: Sequence[tuple[Planned[Any], float]], asked: bool = False) -> Told:
    """Decide after a try.

    done: tries of this block so far with their errors (how far off, in the unit of the band, sign or not), this
    one last; at least one.  asked: whether the person asked for the result.  Raises InputError for an error that
    is no number.
    """
    planned, error = done[-1]
    within("the error of a try", error, -1e9, 1e9)
    if planned.probe:
        return Told(False, (), Tells.PROBE)
    if asked and feedback.on_request:
        return Told(True, _summary(feedback, done), Tells.ASKED)
    if feedback.summary:
        errors = _summary(feedback, done)
        return Told(False, errors, Tells.SUMMARY if errors else Tells.WAITS_FOR_SUMMARY)
    return _single(feedback, planned, abs(error))


def _single(feedback: Feedback, planned: Planned[Any], error: float) -> Told:
    if not planned.feedback:
        return Told(False, (), Tells.FADED)
    if planned.guess:
        return Told(True, (), Tells.AFTER_GUESS)
    if feedback.band is None:
        return Told(True, (), Tells.ITS_TURN)
    beyond = error > feedback.band
    return Told(beyond, (), Tells.BEYOND_BAND if beyond else Tells.INSIDE_BAND)


def _summary(feedback: Feedback, done: Sequence[tuple[Planned[Any], float]]) -> tuple[float, ...]:
    """Return the errors since the last summary when it is due; probes stay untold and do not count."""
    counted = [error for planned, error in done if not planned.probe]
    due = feedback.summary and len(counted) % SUMMARY_EVERY == 0
    return tuple(counted[-SUMMARY_EVERY:]) if due else ()
