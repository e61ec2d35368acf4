"""Simulated players: their success is a logistic function of difficulty, with lapses and a skill that may jump."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import fmean

from game.difficulty.axes import ORDER, Levels, Lock
from game.difficulty.decide import begin, decide
from game.difficulty.settings import Settings
from game.difficulty.state import State, Try

ONE_AXIS = tuple(Lock(axis, 0.5, 0.5) for axis in ORDER[1:])
HELP_EFFECT = 0.3
"""What all the help is worth to this player, in levels; the engine believes in 0.16."""


@dataclass(frozen=True, slots=True)
class Player:
    """Succeeds at half of the tries where the sum of levels is `skill`; slope per unit of level."""

    skill: float
    slope: float
    lapse: float = 0.0

    def success(self, state: State) -> float:
        hard = sum(state.levels.of(axis) for axis in ORDER) - HELP_EFFECT * state.assist
        return (1.0 - self.lapse) / (1.0 + math.exp(self.slope * (hard - self.skill)))


def meets(target: float, slope: float, level: float) -> float:
    """Return the skill of a player who succeeds at `target` of the tries where the levels sum to `level`."""
    return level + math.log(target / (1.0 - target)) / slope


def played(settings: Settings, first: Levels, player: Player, tries: int, seed: int,
           later: Player | None = None) -> Iterator[tuple[float, State]]:
    """Yield the chance of success at each try and the state before it; `later` takes over after half of them."""
    rng = random.Random(seed)
    state = begin(settings, first)
    for number in range(tries):
        now = later if later is not None and number >= tries // 2 else player
        chance = now.success(state)
        yield chance, state
        state = decide(state, Try(rng.random() < chance)).after


def mean_success(settings: Settings, first: Levels, player: Player, window: tuple[int, int], seeds: int,
                 later: Player | None = None, tries: int = 0) -> float:
    """Return the mean chance of success in the tries of `window`, over many seeds."""
    begin_at, end_at = window
    return fmean(chance for seed in range(seeds)
                 for number, (chance, _) in enumerate(played(settings, first, player, tries or end_at, seed,
                                                             later))
                 if begin_at <= number < end_at)
