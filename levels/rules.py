"""Rules of a level that no single field can keep: lists that only get harder, and parts that fit together.

Each rule says what would be right.  Not here: ranges and types (`levels.model`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

from core.complaints import Complaint, complain
from levels.words import Eyes, Posture, Signal, Surface

if TYPE_CHECKING:
    from levels.model import AxisMap, Level

H = TypeVar("H", bound=Hashable)
N = TypeVar("N", int, float)
LANGUAGE = "^[a-z]{2,3}(-[A-Z]{2})?$"
_ON_THE_WAY_S = 1.0  # even a quick reach takes about a second
_ROUNDING = 1e-9  # 0.35 - 0.15 is a hair below 0.2
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


def fits_together(level: Level) -> None:
    """Refuse a level whose parts contradict each other, with every reason at its own place."""
    rules = (_support, _surface, _senses, _steering, _targets, _patience)
    complain([complaint for rule in rules for complaint in rule(level)])


def _support(level: Level) -> Iterator[Complaint]:
    safety = level.safety
    if level.posture is Posture.STANDING and not safety.rail:
        yield Complaint(("safety", "rail"), "must be true: who stands needs a rail in reach.")
    if level.posture is Posture.SEATED and not safety.chair:
        yield Complaint(("safety", "chair"), "must be true: who sits needs a chair.")
    if level.posture is Posture.STANDING and not safety.spotter:
        if level.surface is Surface.FOAM:
            yield Complaint(("safety", "spotter"), "must be true: who stands on foam needs somebody beside.")
        elif level.eyes is Eyes.CLOSED:
            yield Complaint(("safety", "spotter"),
                            "must be true: who stands with closed eyes needs somebody beside.")


def _surface(level: Level) -> Iterator[Complaint]:
    if level.surface is Surface.FOAM and level.posture is not Posture.STANDING:
        yield Complaint(("surface",), "foam lies under standing feet; write cushion for a soft seat.")
    if level.surface is Surface.CUSHION and level.posture is not Posture.SEATED:
        yield Complaint(("surface",), "a cushion lies on a seat; write foam for soft ground under the feet.")


def _senses(level: Level) -> Iterator[Complaint]:
    feedback = level.feedback
    if level.eyes is Eyes.CLOSED and feedback.screen:
        yield Complaint(("feedback", "screen"),
                        "must be false while eyes are closed, so that peeking gives nothing.")
    if level.eyes is Eyes.CLOSED and not feedback.sound:
        yield Complaint(("feedback", "sound"), "must be true while eyes are closed: sound is all that leads.")
    elif not feedback.screen and not feedback.sound:
        yield Complaint(("feedback", "sound"), "must be true when the screen is off: nothing else would lead.")


def _steering(level: Level) -> Iterator[Complaint]:
    steer = level.steer
    if steer.x is None and steer.y is None:
        yield Complaint(("steer",), "needs x or y, or nothing would move the hand.")
        return
    axes = (("x", steer.x), ("y", steer.y))
    for axis, (name, way) in enumerate(axes):
        if way is None:
            yield from (Complaint(("directions", at), f"{direction} needs steer.{name}, which is not there.")
                        for at, direction in enumerate(level.directions) if direction.unit[axis])
        else:
            yield from _muscle(name, way)
            yield from _in_reach(level, axis, name, way)


def _muscle(name: str, way: AxisMap) -> Iterator[Complaint]:
    if way.signal is Signal.ACTIVATION and way.muscle is None:
        yield Complaint(("steer", name), "needs a muscle, because its signal is activation.")
    if way.signal is not Signal.ACTIVATION and way.muscle is not None:
        yield Complaint(("steer", name, "muscle"), f"has no meaning with the signal {way.signal}; remove it.")


def _in_reach(level: Level, axis: int, name: str, way: AxisMap) -> Iterator[Complaint]:
    farthest = max(abs(direction.unit[axis]) for direction in level.directions)
    needed = _largest(farthest * far - size for size, far in _sizes_and_ranges(level))
    if way.gain < needed - _ROUNDING:
        yield Complaint(("steer", name, "gain"), f"must be {needed:.2f} or more, or the farthest target is out of "
                                                 "reach even for a full lean.")


def _targets(level: Level) -> Iterator[Complaint]:
    home = level.quality.home_radius
    for at, (size, far) in enumerate(_sizes_and_ranges(level)):
        if far - size < home - _ROUNDING:
            yield Complaint(("difficulty", "range", at), (
                f"grade {at + 1}: a target of size {size:g} at {far:g} overlaps the centre (home_radius "
                f"{home:g}); put it farther out, or make it or the centre smaller."))


def _patience(level: Level) -> Iterator[Complaint]:
    longest = max(level.difficulty.hold_s)
    if level.assist.patience_s <= longest + _ON_THE_WAY_S:
        yield Complaint(("assist", "patience_s"), (
            f"must be more than {longest + _ON_THE_WAY_S:g}, or the longest hold ({longest:g} s) leaves no time "
            "to get there."))


def _sizes_and_ranges(level: Level) -> Sequence[tuple[float, float]]:
    return list(zip(level.difficulty.size, level.difficulty.range, strict=True))


def _largest(values: Iterator[float]) -> float:
    return max(values, default=0.0)
