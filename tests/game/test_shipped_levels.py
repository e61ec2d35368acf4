"""Every shipped level can be finished, and the same inputs give the same round."""

from __future__ import annotations

import json
import random
from functools import cache

import pytest

from core.events import Event
from core.frames import ControlFrame
from game.phases import Command, Ending, Phase
from game.round import Round
from levels.model import Level
from levels.reader import read_level, shipped
from tests.game.making import Player, make_round

ENTRIES = shipped()


@cache
def level_of(name: str) -> Level:
    return read_level(next(entry.path for entry in ENTRIES if entry.id == name))


@pytest.mark.parametrize("grade", [1, 5, 10])
@pytest.mark.parametrize("name", [entry.id for entry in ENTRIES])
def test_a_perfect_player_finishes_every_shipped_level(name: str, grade: int) -> None:
    level = level_of(name)
    player = Player(Round(level, level.grade(grade), random.Random(grade)), speed=0.1)
    player.activation = dict.fromkeys(level.sensed(), 0.0)
    player.step(Command.START)
    view = player.until(Phase.RESULTS, most_s=900).view
    assert view.ending is Ending.COMPLETED
    assert view.outcome is not None
    assert view.outcome.stars == 3
    assert view.outcome.measures["done"] == level.grade(grade).items
    assert view.outcome.measures["misses"] == 0


def lines(events: list[Event]) -> list[str]:
    return [json.dumps([e.tick, e.t_ns, e.kind, dict(e.data)]) for e in events]


ENDS = frozenset({Command.STOP, Command.END})


def wild_inputs(seed: int) -> list[tuple[ControlFrame, frozenset[Command]]]:
    """Frames and commands of a lively round: trembling, pausing, stepping off, skipping."""
    chance = random.Random(seed)
    player = Player(make_round(seed))
    inputs = []
    for tick in range(6000):
        player.x += chance.gauss(0, 0.02)
        player.y += chance.gauss(0, 0.02)
        player.kg = 0.0 if 3000 < tick < 3100 else 70.0
        commands = frozenset({chance.choice(list(Command))} if chance.random() < 0.003 else ()) - ENDS
        commands |= {Command.START} if tick == 3 else frozenset()
        player.step(*commands)
        inputs.append((player.frame(), commands))
    return inputs


def test_the_same_inputs_give_the_same_events() -> None:
    inputs = wild_inputs(5)
    runs = []
    for _ in range(2):
        replayed = make_round(seed=9)
        steps = (replayed.step(frame, commands) for frame, commands in inputs)
        runs.append(lines([event for step in steps for event in step.events]))
    assert runs[0] == runs[1]
    assert len(runs[0]) > 20


def test_another_seed_gives_another_order_only_where_order_is_random() -> None:
    level = level_of("shelf_reach/first_shelf")
    shown = set()
    for seed in range(5):
        player = Player(Round(level, level.grade(5), random.Random(seed)))
        player.step(Command.START)
        player.until(Phase.RESULTS)
        shown.add(tuple(str(e.data["direction"]) for e in player.events if e.kind == "item_shown"))
    assert shown == {("right", "left") * 4}
