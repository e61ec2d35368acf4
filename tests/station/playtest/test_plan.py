"""What is to be played, and the words that say so."""

from __future__ import annotations

import pytest

from core.errors import InputError
from station.playtest.plan import MOST_SESSIONS, Job, Plan, parse_abilities, parse_grades


@pytest.mark.parametrize(("word", "grades"), [
    ("1", (1,)), ("1,5,10", (1, 5, 10)), ("10, 1,1", (1, 10)), ("1-10", tuple(range(1, 11))), ("2-3,9", (2, 3, 9)),
    ("4-4", (4,)),
])
def test_grades_are_lists_and_ranges(word: str, grades: tuple[int, ...]) -> None:
    assert parse_grades(word) == grades


@pytest.mark.parametrize("word", ["", "0", "11", "1-11", "5-2", "-3", "1,,2", "easy", "1.5", "1-2-3", "²",
                                  "99999999"])
def test_what_is_no_grade_is_refused(word: str) -> None:
    with pytest.raises(InputError, match="--grades: numbers from 1 to 10, such as"):
        parse_grades(word)


def test_abilities_are_shares() -> None:
    assert parse_abilities("1, 0,0.5,.5") == (0.0, 0.5, 1.0)


@pytest.mark.parametrize("word", ["", "1.1", "-0.1", "strong", "nan", "inf", "0,,1",
                                  ",".join(f"0.{n:03}" for n in range(22))])
def test_what_is_no_ability_is_refused(word: str) -> None:
    with pytest.raises(InputError, match="--abilities"):
        parse_abilities(word)


def test_a_plan_plays_everything_with_everything() -> None:
    plan = Plan(("a", "b"), (1, 2), (0.0, 1.0), seeds=3)
    jobs = list(plan.jobs())
    assert (plan.sessions, len(jobs), len(set(jobs))) == (24, 24, 24)
    assert jobs[0] == Job("a", 1, 0.0, 1)
    assert jobs[-1] == Job("b", 2, 1.0, 3)


@pytest.mark.parametrize("seeds", [0, -1, 1001])
def test_seeds_are_bounded(seeds: int) -> None:
    with pytest.raises(InputError, match="--seeds: a number from 1 to 1000"):
        Plan(("a",), seeds=seeds)


def test_work_is_bounded() -> None:
    fits = Plan(("a",) * 20, tuple(range(1, 11)), (0.0,), seeds=100)
    assert fits.sessions == MOST_SESSIONS
    with pytest.raises(InputError, match="20200 sessions, and at most 20000"):
        Plan(("a",) * 20, tuple(range(1, 11)), (0.0,), seeds=101)
    with pytest.raises(InputError, match="0 sessions"):
        Plan(())
