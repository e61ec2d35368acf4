"""The second task: markers, counts, costs."""

from __future__ import annotations

import math
import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InputError
from game.difficulty.dual import SHOWN_S, Second, cost, counted_right, markers


@given(st.sampled_from(Second), st.floats(0, 300), st.integers(0, 1000))
@settings(max_examples=50, deadline=None)
def test_markers_fit_and_never_overlap(second: Second, length_s: float, seed: int) -> None:
    made = markers(second, length_s, random.Random(seed))
    times = [one.at_s for one in made.markers]
    assert all(2.0 - 1e-3 <= later - earlier <= 5.0 + 1e-3 for earlier, later in pairwise([0.0, *times]))
    assert all(at_s + SHOWN_S <= length_s + 1e-3 for at_s in times)
    assert made == markers(second, length_s, random.Random(seed))
    if second is Second.COUNT:
        assert made.wanted is None
        assert made.answer == len(times)
        assert all(one.colour is None for one in made.markers)
    else:
        assert made.answer == sum(one.colour is made.wanted for one in made.markers)


def test_colours_are_mixed() -> None:
    made = markers(Second.COLOURS, 300, random.Random(4))
    assert 0 < made.answer < len(made.markers)


@pytest.mark.parametrize(("length_s", "every_s", "words"), [
    (-1, (2, 5), "length of the second task"), (4000, (2, 5), "length"), (math.nan, (2, 5), "length"),
    (30, (1.0, 5), "shortest time"), (30, (2, 61), "longest time"), (30, (5, 2), "swap them")])
def test_impossible_times_are_refused(length_s: float, every_s: tuple[float, float], words: str) -> None:
    with pytest.raises(InputError, match=words):
        markers(Second.COUNT, length_s, random.Random(1), every_s)


@pytest.mark.parametrize(("counted", "answer", "right"), [
    (5, 5, 1.0), (4, 5, 0.8), (6, 5, 0.8), (10, 5, 0.0), (99, 5, 0.0), (0, 0, 1.0), (1, 0, 0.0)])
def test_a_count_is_as_right_as_it_is_near(counted: int, answer: int, right: float) -> None:
    assert counted_right(counted, answer) == pytest.approx(right)


def test_a_count_below_nothing_is_refused() -> None:
    with pytest.raises(InputError, match="the count"):
        counted_right(-1, 5)


@pytest.mark.parametrize(("single", "dual", "more_is_better", "percent"), [
    (0.8, 0.6, True, 25.0), (0.8, 0.8, True, 0.0), (0.8, 1.0, True, -25.0), (0.8, 0.0, True, 100.0),
    (1.0, 1.31, False, 31.0), (1.0, 0.9, False, -10.0), (0.0, 0.5, True, None), (-1.0, 0.5, True, None)])
def test_the_cost_of_two_tasks(single: float, dual: float, more_is_better: bool, percent: float | None) -> None:
    found = cost(single, dual, more_is_better)
    assert found == (None if percent is None else pytest.approx(percent))


@pytest.mark.parametrize(("single", "dual"), [(math.nan, 1.0), (1.0, math.inf)])
def test_the_cost_of_nothing_is_refused(single: float, dual: float) -> None:
    with pytest.raises(InputError, match="task to a number"):
        cost(single, dual)
