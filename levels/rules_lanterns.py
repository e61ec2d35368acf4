"""Rules of a level of Lanterns: lists that its kind of lamp needs, muscles, and help by stimulation.

Each rule says what would be right.  Not here: rules that every level keeps (`levels.rules`).
"""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import TYPE_CHECKING

from core.complaints import Complaint, complain
from levels.rules import SAID_TWICE, senses, support
from levels.words import LampMode, Posture, StimMode

if TYPE_CHECKING:
    from levels.model_lanterns import LanternsLevel

REST_FACTOR = 2.0
"""A muscle rests at least this many times as long as it was stimulated (the safety program asks for it too)."""

_LISTS = MappingProxyType({
    LampMode.LIGHT: {"effort"}, LampMode.HOLD: {"effort", "hold_s"}, LampMode.GRADE: {"effort", "hold_s", "band"},
    LampMode.SEQUENCE: {"effort", "hold_s"}, LampMode.RELAX: {"effort", "hold_s"}, LampMode.BREATHE: {"hold_s"},
    LampMode.IMAGINE: set[str](),
})
_HELP = MappingProxyType({
    LampMode.LIGHT: StimMode.TRIGGERED, LampMode.HOLD: StimMode.HELD, LampMode.GRADE: StimMode.HELD,
    LampMode.SEQUENCE: StimMode.HELD, LampMode.IMAGINE: StimMode.CYCLIC,
})
_ROUNDING = 1e-9  # 0.20 - 0.09 is a hair above 0.11
_OPTIONAL = ("effort", "hold_s", "band")


def fits_together(level: LanternsLevel) -> None:
    """Refuse a level whose parts contradict each other, with every reason at its own place."""
    rules = (support, senses, _posture, _lists, _band, _muscles, _stimulation, _attempt)
    complain([complaint for rule in rules for complaint in rule(level)])


def _posture(level: LanternsLevel) -> Iterator[Complaint]:
    if level.posture is Posture.STANDING:
        yield Complaint(("posture",), "must be seated or lying: lanterns carry no weight.")


def _lists(level: LanternsLevel) -> Iterator[Complaint]:
    wanted = _LISTS[level.mode]
    for name in _OPTIONAL:
        there = getattr(level.difficulty, name) is not None
        if name in wanted and not there:
            yield Complaint(("difficulty",), f"needs {name}, ten values, in the mode {level.mode}.")
        elif there and name not in wanted:
            yield Complaint(("difficulty", name), f"has no meaning in the mode {level.mode}; remove it.")


def _band(level: LanternsLevel) -> Iterator[Complaint]:
    """Refuse a band that begins at rest, which would ask for nothing."""
    low, axes = level.quality.relax, level.difficulty
    for at, (effort, band) in enumerate(zip(axes.effort or (), axes.band or (), strict=False)):
        if effort - band / 2 <= low + _ROUNDING:
            yield Complaint(("difficulty", "band", at), (
                f"grade {at + 1}: a band of {band:g} around {effort:g} reaches down to rest (quality.relax "
                f"{low:g}); make it narrower, or the effort larger."))


def _muscles(level: LanternsLevel) -> Iterator[Complaint]:
    if level.mode is LampMode.SEQUENCE and level.second is None:
        yield Complaint((), "second is missing; a sequence needs a second muscle.")
    if level.mode in (LampMode.IMAGINE, LampMode.BREATHE) and level.second is not None:
        yield Complaint(("second",), f"has no meaning in the mode {level.mode}; remove it.")
    if level.second is level.muscle:
        yield Complaint(("second",), "is the same as muscle; name another one.")


def _stimulation(level: LanternsLevel) -> Iterator[Complaint]:
    assist, fitting = level.assist, _HELP.get(level.mode)
    if assist.rest_s < REST_FACTOR * assist.train_s:
        yield Complaint(("assist", "rest_s"), f"must be {REST_FACTOR * assist.train_s:g} or more: a muscle rests "
                                              "twice as long as it was helped.")
    if not assist.stimulation:
        return
    if fitting is None:
        yield Complaint(("assist", "stimulation"), f"must be 0 in the mode {level.mode}: who lets go needs none.")
    elif assist.mode is not fitting:
        yield Complaint(("assist", "mode"), f"must be {fitting} in the mode {level.mode}.")


def _attempt(level: LanternsLevel) -> Iterator[Complaint]:
    """Refuse help after a miss where nothing is missed, or where there is no help, and a time said twice."""
    if level.difficulty.time_s is not None and "attempt_s" in level.assist.model_fields_set:
        yield Complaint(("assist", "attempt_s"), SAID_TWICE)
    if level.mode is LampMode.IMAGINE and level.difficulty.time_s is not None:
        yield Complaint(("difficulty", "time_s"), "has no meaning in the mode imagine: there nothing is missed.")
    if level.mode is LampMode.IMAGINE and level.assist.for_misses:
        yield Complaint(("assist", "for_misses"), "has no meaning in the mode imagine: there nothing is missed.")
    if level.assist.for_misses and not level.assist.stimulation:
        yield Complaint(("assist", "for_misses"), "needs stimulation above 0.")
