"""Rules between a plan and the level it is for: no less safety, no more stimulation, locks of axes that are there.

Each rule says what would be right.  Not here: rules inside a plan (`levels.rules_plan`), or inside the level that
comes of it (`levels.rules` and its neighbours).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from core.complaints import Complaint
from levels.model_lanterns import LanternsLevel
from levels.words import Eyes, StimMode

if TYPE_CHECKING:
    from levels.model import Level
    from levels.plan import Plan

AXES: Mapping[str, tuple[str, ...]] = {
    "size": ("size", "band"), "range": ("range",), "speed": ("time_s", "settle_s", "pace_s"), "hold": ("hold_s",)}
"""The lists of a level that make up each axis."""
_SUPPORT = ("rail", "chair", "spotter")
_NO_MORE = "a plan never asks for more stimulation than its level"


def axes_there(level: Level) -> tuple[str, ...]:
    """Return the axes that a level has lists for."""
    lists = getattr(level, "difficulty", None)
    return tuple(axis for axis, names in AXES.items() if any(getattr(lists, name, None) for name in names))


def axes_alike(level: Level) -> tuple[str, ...]:
    """Return those of them whose lists say the same at every grade, so that nothing can move them."""
    lists = getattr(level, "difficulty", None)
    return tuple(axis for axis in axes_there(level)
                 if not any(values and values[0] != values[-1] for name in AXES[axis]
                            if (values := getattr(lists, name, None))))


def locks_fit(plan: Plan, level: Level) -> Iterator[Complaint]:
    """Refuse a lock of an axis that the level does not have."""
    there = axes_there(level)
    for axis in AXES:
        if getattr(plan.axes, axis) is not None and axis not in there:
            yield Complaint(("axes", axis), f"this level has no {axis}; remove it. It has: {', '.join(there)}.")


def only_safer(plan: Plan, shipped: Level) -> Iterator[Complaint]:
    """Refuse less support than the level asks for, and a larger share of stimulation."""
    for name in _SUPPORT:
        if getattr(shipped.safety, name) and _group(plan, "safety").get(name) is False:
            yield Complaint(("set", "safety", name), "must stay true, as in the level: a plan may only ask for "
                                                     "more support.")
    most, wanted = shipped.assist.stimulation, _group(plan, "assist").get("stimulation")
    if isinstance(wanted, int | float) and wanted > most:
        yield Complaint(("set", "assist", "stimulation"), f"must be {most:g} or less: {_NO_MORE}.")


def no_more_dose(shipped: Level, planned: Level) -> Iterator[Complaint]:
    """Refuse longer, more frequent or more trains of stimulation than the level has."""
    if not (isinstance(shipped, LanternsLevel) and isinstance(planned, LanternsLevel)):
        return
    before, after = shipped.assist, planned.assist
    if not after.stimulation:
        return
    if after.mode is StimMode.CYCLIC and before.mode is not StimMode.CYCLIC:
        yield Complaint(("set", "assist", "mode"), f"must stay {before.mode}, where stimulation follows an own "
                                                   f"effort: {_NO_MORE}.")
    if after.train_s > before.train_s:
        yield Complaint(("set", "assist", "train_s"), f"must be {before.train_s:g} or less: {_NO_MORE}.")
    if after.rest_s < before.rest_s:
        yield Complaint(("set", "assist", "rest_s"), f"must be {before.rest_s:g} or more: {_NO_MORE}.")
    if after.for_misses and not before.for_misses:
        yield Complaint(("set", "assist", "for_misses"), f"must be false: {_NO_MORE}.")
    elif after.for_misses and after.after_misses < before.after_misses:
        yield Complaint(("set", "assist", "after_misses"), f"must be {before.after_misses} or more: {_NO_MORE}.")
    for at, (most, lamps) in enumerate(zip(shipped.difficulty.lamps, planned.difficulty.lamps, strict=True)):
        if lamps > most:
            yield Complaint(("set", "difficulty", "lamps", at), f"must be {most} or less, for each lamp may bring "
                                                                f"help: {_NO_MORE}.")


def can_be_seen(plan: Plan, planned: Level) -> Iterator[Complaint]:
    """Refuse marks to be counted that nobody would see."""
    if plan.feedback.second_task is not None and (planned.eyes is Eyes.CLOSED or not planned.feedback.screen):
        yield Complaint(("feedback", "second_task"), "needs a level with open eyes and a lit screen: marks "
                                                     "are seen and not heard; remove it.")


def _group(plan: Plan, name: str) -> Mapping[str, object]:
    group = plan.set.get(name)
    return group if isinstance(group, dict) else {}
