"""Where difficulty comes to rest: from success at a few places of the ladder that the locks leave.

A place is 0 where every axis that may move is as easy as its lock allows, 1 where all are as hard.  Pure.
Not here: how success was got (`playing`).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from statistics import median

from game.difficulty.decide import decide
from game.difficulty.settings import Settings
from game.difficulty.state import State, Try
from levels.plan import AxesPlan, AxisPlan, Plan
from levels.planning import grade_at

PLACES = (0.0, 0.5, 1.0)
NEAR = 0.05
"""Nearer to the place of rest than this is there."""
MOST_TRIES = 2000
_PATHS = 15


class Rests(StrEnum):
    """How difficulty comes to rest.

    THERE: at a place where the aimed share succeeds.  EASIEST: even the easiest succeeds less often.
    HARDEST: even the hardest succeeds more often.  NOWHERE: nothing may move.
    """

    THERE = "there"
    EASIEST = "easiest"
    HARDEST = "hardest"
    NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True)
class Rung:
    """Success of all tries at one place."""

    place: float
    success: float


@dataclass(frozen=True, slots=True)
class Rest:
    """Where it comes to rest, and after how many tries it is near; None when it does not get there."""

    how: Rests
    place: float
    tries: int | None


def at_place(plan: Plan, settings: Settings, place: float) -> Plan:
    """Return the plan with everything fixed at one place of the ladder."""
    axes = {}
    for axis in settings.axes:
        lock = settings.lock(axis)
        axes[axis.value] = AxisPlan(fixed=grade_at(lock.low + place * (lock.high - lock.low)))
    return plan.model_copy(update={"axes": AxesPlan(**axes), "adapt": False})


def levelled(rungs: Sequence[Rung]) -> tuple[Rung, ...]:
    """Return rungs, easiest first, whose success never rises: neighbours that chance turned round are averaged."""
    blocks: list[list[Rung]] = []
    for rung in sorted(rungs, key=lambda each: each.place):
        blocks.append([rung])
        while len(blocks) > 1 and _mean(blocks[-2]) < _mean(blocks[-1]):
            blocks[-2:] = [blocks[-2] + blocks[-1]]
    return tuple(replace(rung, success=_mean(block)) for block in blocks for rung in block)


def success_at(rungs: Sequence[Rung], place: float) -> float:
    """Return success at any place, between rungs on a straight line."""
    for low, high in pairwise(rungs):
        if place <= high.place:
            part = (place - low.place) / (high.place - low.place)
            return low.success + part * (high.success - low.success)
    return rungs[-1].success


def rest_of(rungs: Sequence[Rung], state: State) -> Rest:
    """Return where the engine comes to rest from `state`, by the success at each rung."""
    target, level = state.settings.target, levelled(rungs)  # of what chance turned round
    if not state.settings.movable or not rungs:
        return Rest(Rests.NOWHERE, place_of(state), None)
    if level[0].success < target:
        how, place = Rests.EASIEST, 0.0
    elif level[-1].success > target:
        how, place = Rests.HARDEST, 1.0
    else:
        how, place = Rests.THERE, _crossing(level, target)
    return Rest(how, place, _tries(level, state, place))


def place_of(state: State) -> float:
    """Return where a state stands on the ladder: the mean over all axes that may move; 0 without any."""
    places = []
    for axis in state.settings.movable:
        lock = state.settings.lock(axis)
        places.append((state.levels.of(axis) - lock.low) / (lock.high - lock.low))
    return sum(places) / len(places) if places else 0.0


def _crossing(rungs: Sequence[Rung], target: float) -> float:
    """Return the first place at which success is no more than the target."""
    for low, high in pairwise(rungs):
        if high.success <= target < low.success:
            return low.place + (high.place - low.place) * (low.success - target) / (low.success - high.success)
    return rungs[0].place


def _tries(rungs: Sequence[Rung], state: State, place: float) -> int | None:
    """Return after how many tries the engine is near a place: the median of some paths."""
    counts = [count for seed in range(_PATHS) if (count := _path(rungs, state, place, seed)) is not None]
    return round(median(counts)) if 2 * len(counts) > _PATHS else None


def _path(rungs: Sequence[Rung], state: State, place: float, seed: int) -> int | None:
    chance = random.Random(seed)
    for count in range(MOST_TRIES):
        if abs(place_of(state) - place) <= NEAR:
            return count
        state = decide(state, Try(chance.random() < success_at(rungs, place_of(state)))).after
    return None


def _mean(rungs: Sequence[Rung]) -> float:
    return sum(rung.success for rung in rungs) / len(rungs)
