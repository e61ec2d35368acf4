"""The world between two steps."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.plays import BodyState
from game.screen.between import FAR_X, FAR_Y, scene_between
from tests.game.screen.worlds import done, item, world


@pytest.mark.parametrize(("alpha", "x"), [(-1.0, 0.0), (0.0, 0.0), (0.25, 0.1), (1.0, 0.4), (9.0, 0.4)])
def test_hand_glides_from_one_step_to_the_next(alpha: float, x: float) -> None:
    scene = scene_between(world(hand=(0.0, 0.0)), world(hand=(0.4, 0.0)), alpha, guide=True)
    assert scene.hand is not None
    assert scene.hand.x == pytest.approx(x)


def test_cut_shows_the_new_step_at_once() -> None:
    scene = scene_between(world(hand=(0.0, 0.0), tick=99), world(hand=(0.4, 0.0), cut=True), 0.0, guide=True)
    assert scene.hand is not None
    assert scene.hand.x == pytest.approx(0.4)
    assert scene.seconds == 1.0


def test_time_runs_between_ticks() -> None:
    assert scene_between(world(tick=100), world(tick=101), 0.5, guide=True).seconds == pytest.approx(1.005)


def test_what_was_not_there_before_is_where_it_is() -> None:
    scene = scene_between(world(), world(item(0.6, 0.3)), 0.5, guide=True)
    assert scene.wanted is not None
    assert (scene.wanted.x, scene.wanted.y) == (0.6, 0.3)


@pytest.mark.parametrize(("before", "now", "shown"), [(0.2, 0.4, 0.3), (0.9, 0.0, 0.0)])
def test_fill_grows_smoothly_and_empties_at_once(before: float, now: float, shown: float) -> None:
    old, new = (item(0.5, 0, BodyState.FILLING, fill=fill) for fill in (before, now))
    scene = scene_between(world(old), world(new), 0.5, guide=True)
    assert scene.wanted is not None
    assert scene.wanted.fill == pytest.approx(shown)


@pytest.mark.parametrize(("state", "guide", "seen"), [
    (BodyState.WANTED, True, True), (BodyState.WANTED, False, False), (BodyState.FILLING, False, True),
])
def test_without_guide_a_waiting_thing_is_unseen(state: BodyState, guide: bool, seen: bool) -> None:
    scene = scene_between(world(item(0.5, 0, state)), world(item(0.5, 0, state)), 1.0, guide)
    assert (scene.wanted is not None) is seen


def test_home_is_wanted_while_something_is_carried() -> None:
    view = world(item(0.5, 0, BodyState.HELD), home=BodyState.WANTED)
    scene = scene_between(view, view, 1.0, guide=True)
    assert scene.wanted is scene.home
    assert scene.held is not None


def test_done_things_stand_from_left_to_right() -> None:
    view = world(*reversed(done(5)))
    xs = [body.x for body in scene_between(view, view, 1.0, guide=True).done]
    assert xs == sorted(xs)
    assert len(xs) == 5


anything = st.floats(allow_nan=True, allow_infinity=True)


@given(anything, anything)
def test_everything_stays_in_the_picture(x: float, y: float) -> None:
    scene = scene_between(world(hand=(0.0, 0.0)), world(hand=(x, y)), 1.0, guide=True)
    assert scene.hand is not None
    assert abs(scene.hand.x) <= FAR_X
    assert abs(scene.hand.y) <= FAR_Y
    assert not math.isnan(scene.hand.x + scene.hand.y)
