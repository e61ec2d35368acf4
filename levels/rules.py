"""Rules that every level keeps: lists that only get harder, texts, and what holds and leads the patient.

Each rule says what would be right.  Not here: ranges and types (`levels.model`), or what one game alone asks for
(`levels.rules_shelf_reach`, `levels.rules_lanterns`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

from core.complaints import Complaint, complain
from levels.words import Eyes, Posture

if TYPE_CHECKING:
    from levels.model import Level

H = TypeVar("H", bound=Hashable)
N = TypeVar("N", int, float)
LANGUAGE = "^[a-z]{2,3}(-[A-Z]{2})?$"
SAID_TWICE = "has no meaning beside difficulty.time_s, which says it for each grade; remove one."
_MORE_THAN_ONE = re.compile(r"[.!?]\s+\S")


def rising(values: tuple[N, ...]) -> tuple[N, ...]:
    """Refuse a list in which a higher grade has a smaller value."""
    return _steady(values, lambda before, after: after >= before, "less", "rise or stay")


def falling(values: tuple[N, ...]) -> tuple[N, ...]:
    """Refuse a list in which a higher grade has a larger value."""
    return _steady(values, lambda before, after: after <= before, "more", "fall or stay")


def _steady(values: tuple[N, ...], holds: Callable[[N, N], bool], than: str, wanted: str) -> tuple[N, ...]:
    complain([
        Complaint((at,), f"grade {at + 1} ({after:g}) is {than} than grade {at} ({before:g}) and so would be "
                         f"easier; from grade to grade these values must {wanted}.")
        for at, (before, after) in enumerate(pairwise(values), start=1) if not holds(before, after)])
    return values


def unique(values: tuple[H, ...]) -> tuple[H, ...]:
    """Refuse a list that names something twice."""
    complain([Complaint((at,), f"{value} is named twice; keep one.")
              for at, value in enumerate(values) if value in values[:at]])
    return values


def with_english(texts: Mapping[str, str]) -> Mapping[str, str]:
    """Refuse texts without English, to which every other language falls back."""
    complain([] if "en" in texts else [Complaint((), "the English text is missing; add a line with en.")])
    return texts


def one_line(text: str) -> str:
    """Refuse blank text and line breaks."""
    if not text.strip():
        complain([Complaint((), "must not be empty.")])
    if "\n" in text:
        complain([Complaint((), "must be one line.")])
    return text


def one_sentence(text: str) -> str:
    """Refuse more than one sentence: a patient reads it while standing."""
    complain([Complaint((), "must be one sentence.")] if _MORE_THAN_ONE.search(text) else [])
    return one_line(text)


def language(tag: str) -> str:
    """Refuse what is no language tag."""
    complain([] if re.fullmatch(LANGUAGE, tag) else [Complaint((), "must be a language such as en, de or pt-BR.")])
    return tag


def support(level: Level) -> Iterator[Complaint]:
    """Name what is missing to hold the patient safely; who lies needs nothing."""
    safety = level.safety
    if level.posture is Posture.STANDING and not safety.rail:
        yield Complaint(("safety", "rail"), "must be true: who stands needs a rail in reach.")
    if level.posture is Posture.SEATED and not safety.chair:
        yield Complaint(("safety", "chair"), "must be true: who sits needs a chair.")
    if level.posture is Posture.STANDING and level.eyes is Eyes.CLOSED and not safety.spotter:
        yield Complaint(("safety", "spotter"),
                        "must be true: who stands with closed eyes needs somebody beside.")
    if level.posture is Posture.STANDING and level.assist.stimulation > 0:
        yield Complaint(("assist", "stimulation"), "must be 0: who stands may fall when a muscle is moved.")


def senses(level: Level) -> Iterator[Complaint]:
    """Name what keeps the patient from being led by eye or ear."""
    feedback = level.feedback
    if level.eyes is Eyes.CLOSED and feedback.screen:
        yield Complaint(("feedback", "screen"),
                        "must be false while eyes are closed, so that peeking gives nothing.")
    if level.eyes is Eyes.CLOSED and not feedback.sound:
        yield Complaint(("feedback", "sound"), "must be true while eyes are closed: sound is all that leads.")
    elif not feedback.screen and not feedback.sound:
        yield Complaint(("feedback", "sound"), "must be true when the screen is off: nothing else would lead.")
