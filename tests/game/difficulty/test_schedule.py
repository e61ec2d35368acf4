"""What each try shows: shares, probes, guesses, second tasks; seeded, each with its reasons."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InputError
from game.difficulty.dual import Second
from game.difficulty.fading import SHARES
from game.difficulty.schedule import MOST_TRIES, Feedback, Planned, Shows, plan, retention
from levels.words import Direction, Order

SIDES = (Direction.LEFT, Direction.FRONT, Direction.RIGHT)
STEPS = range(len(SHARES))


def planned(feedback: Feedback, count: int = 40, seed: int = 1,
            order: Order = Order.SERIAL) -> list[Planned[Direction]]:
    return list(plan(feedback, SIDES, order, count, random.Random(seed)))


@pytest.mark.parametrize("step", STEPS)
def test_feedback_comes_on_its_share_of_the_tries(step: int) -> None:
    tries = planned(Feedback(step, probe_share=0.0), 100)
    assert sum(one.feedback for one in tries) == pytest.approx(100 * SHARES[step], abs=1)
    assert all((Shows.FEEDBACK if one.feedback else Shows.FADED) in one.why for one in tries)


def test_faded_tries_are_spread_evenly() -> None:
    shown = "".join("x" if one.feedback else "." for one in planned(Feedback(3, probe_share=0.0), 12))
    assert shown == "x..x..x..x.."


@given(st.sampled_from(STEPS), st.floats(0, 1), st.integers(0, 60), st.integers(0, 50),
       st.sampled_from([None, *Second]), st.sampled_from([0, 2, 5]), st.sampled_from(Order))
@settings(max_examples=80, deadline=None)
def test_whatever_is_planned_keeps_its_promises(step: int, probes: float, count: int, seed: int,
                                                second: Second | None, every: int, order: Order) -> None:
    made = Feedback(step, guess_every=every, probe_share=probes, second=second)
    tries = planned(made, count, seed, order)
    assert [one.number for one in tries] == list(range(count))
    assert sum(one.probe for one in tries) == round(probes * count)
    for one in tries:
        assert not (one.probe and (one.feedback or one.guess)), "a probe shows nothing and asks nothing"
        assert not (one.guess and one.second), "never three tasks at once"
        assert (Shows.PROBE in one.why) is one.probe
        assert (Shows.GUESS_FIRST in one.why) is one.guess
        assert (Shows.SECOND_TASK in one.why) is (one.second is not None)
    if every:
        for start in range(0, count - every + 1, every):
            group = tries[start:start + every]
            assert sum(one.guess for one in group) == (not all(one.probe for one in group)), "one guess in each"
    assert tries == planned(made, count, seed, order)


def test_one_try_in_five_begins_with_a_guess_that_is_answered() -> None:
    for seed in range(10):
        tries = planned(Feedback(2), 40, seed)
        guesses = [one for one in tries if one.guess]
        assert len(guesses) == 8
        assert all(one.feedback for one in guesses)
    assert len({tuple(one.guess for one in planned(Feedback(), 20, seed)) for seed in range(10)}) > 1


def test_without_feedback_a_guess_is_still_asked() -> None:
    guesses = [one for one in planned(Feedback(4, probe_share=0.0), 20) if one.guess]
    assert len(guesses) == 4
    assert not any(one.feedback for one in guesses)


def test_a_second_task_comes_on_its_share() -> None:
    tries = planned(Feedback(guess_every=0, second=Second.COUNT, second_share=0.25), 40)
    assert sum(one.second is Second.COUNT for one in tries) == 10
    assert not any(one.second for one in planned(Feedback(second_share=1.0), 40))


@pytest.mark.parametrize(("order", "first"), [
    (Order.BLOCKED, [Direction.LEFT] * 4), (Order.SERIAL, [*SIDES, Direction.LEFT])])
def test_the_order_is_that_of_the_plays(order: Order, first: list[Direction]) -> None:
    assert [one.choice for one in planned(Feedback(), 12, 1, order)][:4] == first


def test_random_order_is_seeded_and_even() -> None:
    one, same, other = (planned(Feedback(), 30, seed, Order.RANDOM) for seed in (1, 1, 2))
    assert one == same
    assert [each.choice for each in one] != [each.choice for each in other]
    assert {side: sum(each.choice is side for each in one) for side in SIDES} == dict.fromkeys(SIDES, 10)


def test_a_test_of_retention_shows_nothing() -> None:
    tries = retention(SIDES, Order.SERIAL, 8, random.Random(1))
    assert all(one.probe and not one.feedback and not one.guess and one.second is None for one in tries)


@pytest.mark.parametrize(("keys", "words"), [
    ({"step": 5}, "step of feedback to a whole number from 0 to 4"), ({"step": -1}, "step of feedback"),
    ({"band": -1.0}, "error band"), ({"band": math.nan}, "error band"),
    ({"guess_every": 1}, "tries for one guess"),
    ({"probe_share": 1.1}, "share of probes"), ({"second_share": -0.1}, "second task")])
def test_feedback_that_cannot_be_is_refused(keys: dict[str, float], words: str) -> None:
    with pytest.raises(InputError, match=words):
        Feedback(**keys)  # type: ignore[arg-type]  # a table of wrong values, on purpose


@pytest.mark.parametrize(("count", "words"), [(-1, "number of tries"), (MOST_TRIES + 1, "number of tries")])
def test_a_block_has_a_sensible_length(count: int, words: str) -> None:
    with pytest.raises(InputError, match=words):
        planned(Feedback(), count)


def test_a_block_needs_somewhere_to_go() -> None:
    with pytest.raises(InputError, match="at least one direction"):
        plan(Feedback(), (), Order.SERIAL, 3, random.Random(1))
