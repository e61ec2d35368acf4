"""The gates, each at its edge."""

from __future__ import annotations

from dataclasses import replace

import pytest

from station.playtest.gates import Gate, judge, judge_falls, judge_unplugged
from station.playtest.playing import Alone, Unplugged
from station.playtest.result import Result, cells_of
from tests.station.playtest.making import result


def gates_of(*results: Result) -> list[Gate]:
    return [failure.gate for failure in judge(cells_of(results))]


@pytest.mark.parametrize(("easy", "hard", "passes"), [
    (20, 5, True), (12, 12, True), (10, 15, True), (10, 19, False), (0, 20, False), (20, 20, True), (0, 0, True),
])
def test_success_may_not_rise_with_the_grade_beyond_the_binomial_error(easy: int, hard: int, passes: bool) -> None:
    assert (Gate.GRADE not in gates_of(result(easy, grade=2), result(hard, grade=5))) is passes


@pytest.mark.parametrize(("weak", "strong", "passes"), [(5, 20, True), (15, 10, True), (19, 10, False)])
def test_success_may_not_fall_with_ability(weak: int, strong: int, passes: bool) -> None:
    gates = gates_of(result(weak, grade=3, ability=0.2), result(strong, grade=3, ability=0.9))
    assert (Gate.ABILITY not in gates) is passes


def test_levels_are_not_compared_with_each_other() -> None:
    assert gates_of(result(11, level="a", ability=0.0), result(20, grade=3, level="b")) == []


@pytest.mark.parametrize(("clean", "passes"), [(10, True), (9, False)])
def test_the_weakest_must_win_half_at_grade_1(clean: int, passes: bool) -> None:
    assert (gates_of(result(clean, ability=0.0), result(18, ability=1.0)) == []) is passes


@pytest.mark.parametrize(("clean", "passes"), [(19, True), (20, False)])
def test_grade_10_may_not_be_trivial_for_the_strongest(clean: int, passes: bool) -> None:
    gates = gates_of(result(18, grade=10, ability=0.0), result(clean, grade=10, ability=1.0))
    assert gates == ([] if passes else [Gate.NOT_TRIVIAL])


def test_a_level_that_measures_nothing_is_not_judged_by_success() -> None:
    assert gates_of(replace(result(20, grade=10, ability=1.0), measured=False)) == []


def test_more_than_was_prescribed_fails_always() -> None:
    (failure,) = judge(cells_of([replace(result(15), measured=False, over=2)]))
    assert (failure.gate, failure.level) == (Gate.PRESCRIBED, "shelf_reach/first_shelf")
    assert failure.told.endswith("beyond the prescription in 2 ticks of 10 ms")
    assert failure.as_json()["gate"] == "prescribed"


@pytest.mark.parametrize(("after", "paused", "passes"), [(0, True, True), (1, True, False), (0, False, False)])
def test_nothing_may_score_on_an_unplugged_sensor(after: int, paused: bool, passes: bool) -> None:
    assert (judge_unplugged([Unplugged("a", "board", 3, after, paused)]) == []) is passes


@pytest.mark.parametrize(("falls", "alone", "passes"), [(0, 0, True), (1, 0, False), (1, 1, True), (2, 1, False)])
def test_nobody_may_fall_more_often_than_without_the_game(falls: int, alone: int, passes: bool) -> None:
    cells = cells_of([replace(result(15), falls=falls)])
    assert (judge_falls(cells, lambda cell: Alone(50.0, alone, 0)) == []) is passes
