"""Simulated players at the real plays with a real coach: how a try is set says how likely it goes well.

Their chance is logistic in the level of the one axis that moves, 0..1, less what help is worth to them.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from core.cues import Cue, CueKind
from core.frames import TICK_NS, Feature, StreamHealth
from game.coaching import Setting
from game.coaching.coach import LevelCoach
from game.coaching.start import CoachStart
from game.plays import Actions, Axis, Play
from game.plays.registry import make_play
from levels import model_lanterns, model_shelf_reach
from levels.model import Grade, Level
from levels.model_lanterns import Difficulty, LanternsLevel
from levels.model_shelf_reach import ShelfReachLevel
from levels.words import LampMode
from tests.game.lanterns import CALF, TA, make_lanterns
from tests.game.making import make_difficulty, make_level

HELP_EFFECT = 0.3
"""What all the help is worth to these players, in levels; the engine believes in 0.16."""


def shelf() -> ShelfReachLevel:
    """A quick level of Shelf reach whose targets alone get harder."""
    sizes = tuple(0.30 - 0.02 * at for at in range(10))
    difficulty = make_difficulty(items=40, hold_s=0.3, settle_s=0.2, time_s=1.5)
    return make_level(difficulty=difficulty.model_copy(update={"size": sizes}))


def lamps() -> LanternsLevel:
    """A quick level of Lanterns whose time to answer alone gets shorter."""
    ten: dict[str, Any] = {"effort": (0.3,) * 10, "pace_s": (0.5,) * 10, "lamps": (6,) * 10,
                           "time_s": tuple(1.5 - 0.1 * at for at in range(10))}
    return make_lanterns(LampMode.LIGHT).model_copy(update={"difficulty": Difficulty(**ten)})


@dataclass(frozen=True, slots=True)
class Person:
    """Succeeds at half of the tries whose level is `skill`; slope per unit of level.

    cost, drop: share of success that a second task takes, and that missing feedback takes.
    """

    skill: float
    slope: float = 10.0
    cost: float = 0.0
    drop: float = 0.0

    def chance(self, setting: Setting) -> float:
        """How likely a try that is set so goes well."""
        hard = _level(setting.grade) - HELP_EFFECT * setting.help
        well = 1.0 / (1.0 + math.exp(self.slope * (hard - self.skill)))
        return well * (1.0 - self.cost * setting.second) * (1.0 - self.drop * (not setting.feedback))


def _level(grade: Grade) -> float:
    """The level of the axis that moves, as it reached the play."""
    if isinstance(grade, model_shelf_reach.Grade):
        return (0.30 - grade.size) / 0.18
    assert isinstance(grade, model_lanterns.Grade)
    return (1.5 - grade.time_s) / 0.9


class Player:
    """Plays one round of a level with a coach, tick by tick, and never answers a question."""

    def __init__(self, level: Level, start: CoachStart, rng: random.Random) -> None:
        self.coach = LevelCoach(level, 1, start)
        self.play: Play = make_play(level, 1, random.Random(1), self.coach)
        self.rng = rng
        self.tick = 0
        self.cue = Cue(0, CueKind.NONE)

    def tries(self, person: Callable[[int], Person]) -> Iterator[tuple[float, bool]]:
        """Play to the end; yield the chance of each try, and how it went.  person: who plays a try, by number."""
        number, done, goes = 0, False, True
        chance = person(0).chance(self.coach.setting(0))
        well = self.rng.random() < chance
        while not done:
            self.tick += 1
            step = self.play.step(self.tick, self.tick * TICK_NS, self._actions(goes=well or not goes))
            self.cue, done = step.cue, step.done
            goes = goes and not any(event.kind in ("item_missed", "missed") for event in step.events)
            if step.tried is not None:
                assert step.tried.success is well
                assert step.tried.number == number
                self.coach.ended(step.tried)
                yield chance, well
                number, goes = number + 1, True
                if not done:
                    chance = person(number).chance(self.coach.setting(number))
                    well = self.rng.random() < chance

    def _actions(self, goes: bool) -> Actions:
        x, y = self.cue.lean if goes else (0.0, 0.0)
        effort = self.cue.effort.get(TA, 0.0) if goes else 0.0
        t_ns = self.tick * TICK_NS
        return Actions({Axis.X: x, Axis.Y: y}, efforts={
            TA: Feature(effort, t_ns, StreamHealth.OK), CALF: Feature(0.0, t_ns, StreamHealth.OK)})


def played(level: Level, start: CoachStart, person: Callable[[int], Person], tries: int,
           seed: int) -> Iterator[tuple[float, LevelCoach]]:
    """Play round after round; yield the chance of each try, and the coach after it."""
    rng = random.Random(seed)
    before = 0
    while True:
        player = Player(level, replace(start, seed=seed + before), rng)
        for number, (chance, _) in enumerate(player.tries(partial(_later, person, before))):
            yield chance, player.coach
            if before + number + 1 == tries:
                return
        before += level.grade(1).items
        start = replace(start, state=player.coach.state)


def _later(person: Callable[[int], Person], before: int, number: int) -> Person:
    return person(before + number)
