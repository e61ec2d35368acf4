"""Where difficulty comes to rest, from success at a few places."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.difficulty.axes import DifficultyAxis, Levels, Lock
from game.difficulty.decide import begin
from game.difficulty.settings import Settings
from game.difficulty.state import State
from levels.planning import locks_of
from station.preview.ladder import PLACES, Rests, Rung, at_place, levelled, place_of, rest_of, success_at
from tests.levels.plans import right

FREE = Settings(0.75)
LOCKED = Settings(0.75, (Lock(DifficultyAxis.RANGE, 0.2, 0.6), Lock(DifficultyAxis.HOLD, 0.3, 0.3)))


def rungs(*shares: float) -> tuple[Rung, ...]:
    return tuple(Rung(place, share) for place, share in zip((0.0, 0.5, 1.0), shares, strict=True))


def started(limits: Settings = FREE, at: float = 0.0) -> State:
    return begin(limits, Levels(at, at, at, at))


@pytest.mark.parametrize(("shares", "how", "place"), [
    ((1.0, 0.9, 0.6), Rests.THERE, 0.75),
    ((0.95, 0.75, 0.3), Rests.THERE, 0.5),
    ((0.75, 0.5, 0.3), Rests.THERE, 0.0),
    ((0.7, 0.5, 0.3), Rests.EASIEST, 0.0),
    ((1.0, 0.95, 0.76), Rests.HARDEST, 1.0),
    ((0.9, 1.0, 0.5), Rests.THERE, 0.5 + 0.5 * 0.2 / 0.45),
])
def test_it_rests_where_the_aimed_share_succeeds(shares: tuple[float, float, float], how: Rests,
                                                 place: float) -> None:
    rest = rest_of(rungs(*shares), started())
    assert rest.how is how
    assert rest.place == pytest.approx(place)


def test_nothing_rests_where_nothing_moves() -> None:
    fixed = Settings(0.75, tuple(Lock(axis, 0.4, 0.4) for axis in DifficultyAxis))
    assert rest_of((), started(fixed)).how is Rests.NOWHERE
    assert rest_of((), started()).how is Rests.NOWHERE


def test_the_way_is_told_in_tries_and_is_longer_from_farther_away() -> None:
    ladder = rungs(1.0, 0.9, 0.6)
    near, far = rest_of(ladder, started(at=0.7)).tries, rest_of(ladder, started()).tries
    assert near is not None
    assert far is not None
    assert near < 40 < far < 400


def test_a_place_is_a_share_of_what_the_locks_leave() -> None:
    state = started(LOCKED, at=0.4)
    assert place_of(state) == pytest.approx((0.4 + 0.5 + 0.4) / 3)
    assert place_of(started(LOCKED, at=1.0)) == pytest.approx(1.0)


def test_the_plan_of_a_place_is_fixed_there() -> None:
    plan = at_place(right("grade: 3\naxes: {range: {min: 2, max: 6}}").written.plan, LOCKED, 0.5)
    assert (plan.adapt, plan.grade) == (False, 3)
    assert {lock.axis: (round(lock.low, 3), round(lock.high, 3)) for lock in locks_of(plan)} == {
        "size": (0.5, 0.5), "range": (0.4, 0.4), "speed": (0.5, 0.5), "hold": (0.3, 0.3)}


@settings(max_examples=100, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=3, max_size=3))
def test_levelled_success_never_rises_and_keeps_its_mean(shares: list[float]) -> None:
    made = levelled(rungs(*shares))
    found = [rung.success for rung in made]
    assert [rung.place for rung in made] == [0.0, 0.5, 1.0]
    assert found == sorted(found, reverse=True)
    assert sum(found) == pytest.approx(sum(shares))
    assert all(min(shares) - 1e-9 <= success_at(made, place / 10) <= max(shares) + 1e-9 for place in range(11))


def test_places_run_from_the_easiest_to_the_hardest() -> None:
    assert (PLACES[0], PLACES[-1]) == (0.0, 1.0)
    assert list(PLACES) == sorted(PLACES)
