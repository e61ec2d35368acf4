"""Rules of a level of Shelf reach: ground, steering and targets that fit together.

Each rule says what would be right.  Not here: rules that every level keeps (`levels.rules`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from core.complaints import Complaint, complain
from levels.rules import SAID_TWICE, senses, support
from levels.words import Posture, Signal, Surface

if TYPE_CHECKING:
    from levels.model_shelf_reach import AxisMap, ShelfReachLevel

_ON_THE_WAY_S = 1.0  # even a quick reach takes about a second
_ROUNDING = 1e-9  # 0.35 - 0.15 is a hair below 0.2


def fits_together(level: ShelfReachLevel) -> None:
    """Refuse a level whose parts contradict each other, with every reason at its own place."""
    rules = (_steering, _targets, _patience)
    complain([*support(level), *_surface(level), *senses(level),
              *(complaint for rule in rules for complaint in rule(level))])


def _surface(level: ShelfReachLevel) -> Iterator[Complaint]:
    if level.posture is Posture.LYING:
        yield Complaint(("posture",), "must be seated or standing: a shelf is not reached lying.")
    if level.surface is Surface.FOAM and level.posture is not Posture.STANDING:
        yield Complaint(("surface",), "foam lies under standing feet; write cushion for a soft seat.")
    if level.surface is Surface.CUSHION and level.posture is not Posture.SEATED:
        yield Complaint(("surface",), "a cushion lies on a seat; write foam for soft ground under the feet.")
    if level.surface is Surface.FOAM and level.posture is Posture.STANDING and not level.safety.spotter:
        yield Complaint(("safety", "spotter"), "must be true: who stands on foam needs somebody beside.")


def _steering(level: ShelfReachLevel) -> Iterator[Complaint]:
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


def _in_reach(level: ShelfReachLevel, axis: int, name: str, way: AxisMap) -> Iterator[Complaint]:
    farthest = max(abs(direction.unit[axis]) for direction in level.directions)
    needed = _largest(farthest * far - size for size, far in _sizes_and_ranges(level))
    if way.gain < needed - _ROUNDING:
        yield Complaint(("steer", name, "gain"), f"must be {needed:.2f} or more, or the farthest target is out of "
                                                 "reach even for a full lean.")


def _targets(level: ShelfReachLevel) -> Iterator[Complaint]:
    home = level.quality.home_radius
    for at, (size, far) in enumerate(_sizes_and_ranges(level)):
        if far - size < home - _ROUNDING:
            yield Complaint(("difficulty", "range", at), (
                f"grade {at + 1}: a target of size {size:g} at {far:g} overlaps the centre (home_radius "
                f"{home:g}); put it farther out, or make it or the centre smaller."))


def _patience(level: ShelfReachLevel) -> Iterator[Complaint]:
    if level.difficulty.time_s is not None:
        if "patience_s" in level.assist.model_fields_set:
            yield Complaint(("assist", "patience_s"), SAID_TWICE)
        return
    longest = max(level.difficulty.hold_s)
    if level.assist.patience_s <= longest + _ON_THE_WAY_S:
        yield Complaint(("assist", "patience_s"), (
            f"must be more than {longest + _ON_THE_WAY_S:g}, or the longest hold ({longest:g} s) leaves no time "
            "to get there."))


def _sizes_and_ranges(level: ShelfReachLevel) -> Sequence[tuple[float, float]]:
    return list(zip(level.difficulty.size, level.difficulty.range, strict=True))


def _largest(values: Iterator[float]) -> float:
    return max(values, default=0.0)
