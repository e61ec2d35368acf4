"""A whole round with a coach under anything at all: nothing crashes, each try is told once, and it replays."""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.events import Event
from core.frames import TICK_NS, ControlFrame, Feature
from core.stim import StimView
from game.coaching import AsideKind
from game.coaching.coach import LevelCoach
from game.coaching.start import CoachStart
from game.difficulty.dual import Second
from game.difficulty.schedule import Feedback
from game.difficulty.state import Try
from game.phases import Command, Phase, RoundStep
from game.round import Round
from levels.model import Level
from levels.reader import shipped
from levels.words import LampMode
from tests.game.coaching.making import data_of, level_of, moving, start_of
from tests.game.lanterns import CALF, TA, make_lanterns
from tests.game.making import LOST, OK, Player, make_frame, round_of

FULL = Feedback(1, None, False, True, 3, 0.2, Second.COLOURS, 0.5)
PRESSES = (Command.FIRST, Command.SECOND, Command.THIRD)


@dataclass
class Recorded:
    """A round whose frames and commands are kept, so that it can be replayed."""

    level: Level
    start: CoachStart

    def __post_init__(self) -> None:
        self.coach = LevelCoach(self.level, 1, self.start)
        self.round = Round(self.level, self.level.grade(1), random.Random(5), self.coach)
        self.inputs: list[tuple[ControlFrame, frozenset[Command]]] = []
        self.events: list[Event] = []
        self.last: RoundStep | None = None

    def step(self, frame: ControlFrame, *commands: Command) -> RoundStep:
        self.inputs.append((frame, frozenset(commands)))
        self.last = self.round.step(frame, frozenset(commands))
        self.events += self.last.events
        return self.last

    def replayed(self) -> list[Event]:
        """The events of the same inputs, from what stood on the sheet."""
        start = CoachStart.from_json(json.loads(json.dumps(self.start.to_json())))
        again = Round(self.level, self.level.grade(1), random.Random(5), LevelCoach(self.level, 1, start))
        return [event for frame, commands in self.inputs for event in again.step(frame, commands).events]


def shelf_frame(recorded: Recorded, tick: int, lost: bool) -> ControlFrame:
    """A board under somebody who does what is asked, or nobody."""
    x, y = (0.0, 0.0) if recorded.last is None else recorded.last.cue.lean
    return make_frame(tick, x, y, 0.0 if lost else 70.0, lean=LOST if lost else OK)


def lamp_frame(recorded: Recorded, tick: int, lost: bool) -> ControlFrame:
    """A muscle that does what is asked, or an electrode that came off."""
    asked = 0.0 if recorded.last is None else recorded.last.cue.effort.get(TA, 0.0)
    t_ns = tick * TICK_NS
    efforts = {TA: Feature(asked, t_ns, LOST if lost else OK), CALF: Feature(0.0, t_ns, OK)}
    return ControlFrame(tick, t_ns, activation=efforts, stim=StimView())


GAMES = {"shelf": (moving(6), shelf_frame), "lamps": (make_lanterns(LampMode.HOLD, lamps=6), lamp_frame)}
DOINGS = st.lists(st.tuples(st.integers(1, 500), st.booleans(), st.frozensets(
    st.sampled_from([command for command in Command if command not in {Command.STOP, Command.END}]), max_size=2)),
    max_size=20)


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(sorted(GAMES)), DOINGS, st.integers(0, 100), st.booleans(), st.booleans())
def test_whatever_happens_each_try_is_told_once_and_the_round_replays(
        game: str, doings: Any, seed: int, summary: bool, stopped: bool) -> None:
    level, frame_of = GAMES[game]
    feedback = Feedback(1, None, summary, not summary, 3, 0.2, Second.COLOURS, 0.5)
    recorded = Recorded(level, start_of(level, feedback, seed=seed))
    recorded.step(frame_of(recorded, 1, False), Command.START)
    tick = 1
    for ticks, lost, commands in doings:
        for number in range(ticks):
            tick += 1
            recorded.step(frame_of(recorded, tick, lost), *(commands if number == 0 else ()))
    for _ in range(0 if stopped else 60_000):
        tick += 1
        step = recorded.step(frame_of(recorded, tick, False), Command.RESUME, *PRESSES[:tick % 2])
        if step.view.phase is Phase.RESULTS:
            break
    step = recorded.step(frame_of(recorded, tick + 1, False), Command.STOP)
    assert step.view.phase is Phase.RESULTS
    assert recorded.replayed() == recorded.events
    tries = [data["try"] for data in data_of(recorded.events, "difficulty") if data["try"] is not None]
    assert tries == list(range(len(tries)))
    assert stopped or len(tries) == 6
    told = recorded.coach.told()
    assert told.tries.of + told.voids == len(tries) == sum(isinstance(one, Try) for one in recorded.coach.given)
    for event in recorded.events:
        json.dumps(dict(event.data), allow_nan=False)


@pytest.mark.parametrize("name", [entry.id for entry in shipped() if entry.id.startswith("shelf_reach/")])
def test_every_shipped_level_is_finished_with_a_coach_who_asks_everything(name: str) -> None:
    level = level_of(name)
    coach = LevelCoach(level, 5, start_of(level, FULL, seed=7))
    player = Player(round_of(level, grade=5, coach=coach), speed=0.1)
    player.activation = dict.fromkeys(level.sensed(), 0.0)
    player.step(Command.START)
    asked: Counter[AsideKind] = Counter()
    before = None
    for _ in range(60_000):
        step = player.step(*([Command.SECOND] if before is not None else []))
        if step.view.aside is not None and step.view.aside is not before:
            asked[step.view.aside.kind] += 1
        before = step.view.aside
        if step.view.phase is Phase.RESULTS:
            break
    items = level.grade(5).items
    assert coach.told().tries.of == items
    assert asked[AsideKind.GUESS] == items // 3
    assert asked[AsideKind.COUNT] == coach.told().dual.of > 0
    assert coach.told().counts.of == asked[AsideKind.COUNT]
    assert coach.told().guessed.of == asked[AsideKind.GUESS]


def test_the_events_of_a_decision_come_before_the_outcome() -> None:
    level = moving(3)
    player = Player(round_of(level, coach=LevelCoach(level, 5, start_of(level))), speed=0.2)
    player.step(Command.START)
    player.until(Phase.RESULTS)
    assert player.kinds()[-5:] == ["item_home", "difficulty", "told", "outcome", "ended"]
    assert player.kinds().count("difficulty") == 3
