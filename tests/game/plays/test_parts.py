"""The small parts of plays: help, dwell, and the laying out of things."""

from __future__ import annotations

import random

import pytest

from game.plays.assist import Help
from game.plays.dwell import Dwell
from game.plays.items import LOOKS, plan_items
from levels.model import Feedback
from levels.words import Direction, Order
from tests.game.making import make_difficulty, make_level


@pytest.mark.parametrize(("after_misses", "misses", "level"), [
    (1, 0, 0.0), (1, 1, 0.5), (1, 2, 1.0), (1, 9, 1.0), (2, 1, 0.0), (2, 2, 0.5), (2, 3, 1.0), (3, 2, 0.0)])
def test_help_comes_after_misses(after_misses: int, misses: int, level: float) -> None:
    help_ = Help(after_misses)
    rose = [help_.miss() for _ in range(misses)]
    assert help_.level == level
    assert rose.count(True) == 2 * level


def test_help_fades_with_successes_and_a_success_ends_a_run_of_misses() -> None:
    help_ = Help(2)
    help_.more()
    levels = []
    for _ in range(3):
        help_.success()
        levels.append(help_.level)
    assert levels == [0.25, 0.0, 0.0]
    help_.miss()
    help_.success()
    assert not help_.miss()


def test_help_makes_targets_half_as_big_again_at_most() -> None:
    help_ = Help(1)
    sizes = [help_.grown(0.2)]
    for _ in range(3):
        help_.more()
        sizes.append(help_.grown(0.2))
    assert sizes == pytest.approx([0.2, 0.25, 0.3, 0.3])


@pytest.mark.parametrize(("needed_s", "ticks"), [(0.3, 30), (1.0, 100), (5.0, 500), (0.0, 1), (0.001, 1)])
def test_a_dwell_takes_its_time(needed_s: float, ticks: int) -> None:
    dwell = Dwell(needed_s)
    assert [dwell.step(True) for _ in range(ticks)] == [False] * (ticks - 1) + [True]


def test_leaving_a_dwell_drains_it_gently() -> None:
    dwell = Dwell(1.0)
    for _ in range(50):
        dwell.step(True)
    for _ in range(20):
        dwell.step(False)
    assert dwell.fill == pytest.approx(0.4)
    for _ in range(200):
        dwell.step(False)
    assert dwell.fill == 0.0


def test_things_lie_in_the_directions_of_the_level_at_the_range_of_the_grade() -> None:
    level = make_level(difficulty=make_difficulty(items=8, range=0.7))
    items = plan_items(level, level.grade(1), random.Random(1))
    assert [item.direction for item in items] == list(Direction)
    assert [(item.x, item.y) for item in items] == [
        pytest.approx((0.7 * d.unit[0], 0.7 * d.unit[1])) for d in Direction]
    assert sorted(item.look for item in items) == sorted(LOOKS)


@pytest.mark.parametrize(("order", "expected"), [
    (Order.SERIAL, ["right", "left", "right", "left"]), (Order.BLOCKED, ["right", "right", "left", "left"])])
def test_order_of_the_level(order: Order, expected: list[str]) -> None:
    level = make_level(order=order, directions=(Direction.RIGHT, Direction.LEFT))
    assert [item.direction for item in plan_items(level, level.grade(1), random.Random(7))] == expected


def test_a_random_order_comes_from_the_seed() -> None:
    level = make_level(order=Order.RANDOM, difficulty=make_difficulty(items=8))
    plans = [[i.direction for i in plan_items(level, level.grade(1), random.Random(seed))] for seed in (1, 1, 2)]
    assert plans[0] == plans[1] != plans[2]


@pytest.mark.parametrize(("feedback", "shown"), [
    (Feedback(), [True] * 4), (Feedback(share=0.5), [True, False, True, False]),
    (Feedback(screen=False), [False] * 4)])
def test_the_share_of_things_that_are_shown(feedback: Feedback, shown: list[bool]) -> None:
    level = make_level(feedback=feedback)
    assert [item.shown for item in plan_items(level, level.grade(1), random.Random(1))] == shown
