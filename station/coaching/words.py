"""What the engine did and why, in sentences for the therapist; levels as grades, as everywhere else.

Not here: the reasons themselves (`game.difficulty.words`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from game.difficulty.axes import ORDER
from game.difficulty.grades import grade_of
from game.difficulty.state import Decision, State, Try, Why
from game.difficulty.words import SENTENCES

_BESIDE = frozenset({Why.SUCCESS, Why.MISS, Why.NEXT_AXIS})
"""Reasons that are told only where there is no better one."""


def changes(decisions: Iterable[Decision], first: int = 1) -> tuple[str, ...]:
    """Return one sentence for each decision that changed something; `first`: the number of the first try."""
    told, number = [], first
    for decision in decisions:
        name = ""
        if isinstance(decision.given, Try):
            name, number = f"Try {number}: ", number + 1
        sentence = change(decision)
        if sentence:
            told.append(capital(f"{name}{sentence}"))
    return tuple(told)


def change(decision: Decision) -> str:
    """Say in one sentence what a decision changed and why, "" for a try that changed nothing."""
    moved = " and ".join(_moved(decision.before, decision.after))
    if isinstance(decision.given, Try) and not moved:
        return ""
    why = " ".join(SENTENCES[why] for why in _telling(decision.why))
    return f"{moved}: {why[:1].lower()}{why[1:]}" if moved else why


def standing(state: State) -> dict[str, float]:
    """Return where each axis that the level offers stands, as a grade of 1.0 to 10.0."""
    return {str(axis): round(grade_of(state.levels.of(axis)), 1) for axis in state.settings.axes}


def standing_words(grades: Mapping[str, float]) -> str:
    """Say it: "size 3.2, range 1.0"."""
    return ", ".join(f"{axis} {grade:.1f}" for axis, grade in grades.items()) or "nothing that could move"


def percent(share: float | None) -> str:
    """Return a share as people read it, or that it is not known."""
    return "not measured" if share is None else f"{share * 100:.0f} %"


def _moved(before: State, after: State) -> list[str]:
    found = [f"{axis} from grade {grade_of(before.levels.of(axis)):.2f} to {grade_of(after.levels.of(axis)):.2f}"
             for axis in ORDER if after.levels.of(axis) != before.levels.of(axis)]
    if after.assist != before.assist:
        found.append(f"help from {before.assist * 100:.0f} to {after.assist * 100:.0f} %")
    return found


def _telling(whys: Sequence[Why]) -> Sequence[Why]:
    return [why for why in whys if why not in _BESIDE] or whys[:1]


def capital(text: str) -> str:
    """Return a sentence with a capital at its beginning."""
    return text[:1].upper() + text[1:]
