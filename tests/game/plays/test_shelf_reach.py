"""Shelf reach, driven by a hand: what is asked, what is held, what helps, and that nothing is lost."""

from __future__ import annotations

import random
from math import hypot
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.cues import CueKind
from core.events import Event
from game.plays import Actions, Axis, Body, BodyKind, BodyState, Step, View
from game.plays.registry import make_play
from game.plays.shelf_reach import FIRST_ITEM_ID, HAND_ID, HOME_ID, ShelfReach
from levels.model import Feedback
from levels.model_shelf_reach import Assist, Quality, ShelfReachLevel
from levels.words import Direction
from tests.game.making import make_difficulty, make_level, of_kind

TICK_NS = 10_000_000


class Hand:
    """Drives a play."""

    def __init__(self, **changes: Any) -> None:
        self.level: ShelfReachLevel = make_level(**({"directions": (Direction.RIGHT, Direction.LEFT)} | changes))
        self.play = ShelfReach(self.level, self.level.grade(1), random.Random(1))
        self.tick = 0
        self.events: list[Event] = []
        self.last = self.at(0.0)

    def at(self, x: float, y: float = 0.0, *buttons: str, ticks: int = 1) -> Step:
        """Hold the hand somewhere for some ticks; buttons at the first."""
        for number in range(ticks):
            pressed = frozenset(buttons) if number == 0 else frozenset()
            self.last = self.play.step(self.tick, self.tick * TICK_NS, Actions({Axis.X: x, Axis.Y: y}, pressed))
            self.events += self.last.events
            self.tick += 1
        return self.last

    def count(self, kind: str) -> int:
        return len(of_kind(self.events, kind))


def body_of(view: View, kind: BodyKind, done: bool = False) -> Body:
    return next(body for body in view.bodies
                if body.kind is kind and (body.state is BodyState.DONE) is done)


def item_of(hand: Hand) -> Body:
    return body_of(hand.last.view, BodyKind.ITEM)


def things(view: View) -> list[Body]:
    return [body for body in view.bodies if body.kind is BodyKind.ITEM]


def test_the_first_tick_asks_for_the_first_thing() -> None:
    hand = Hand()
    item = item_of(hand)
    assert (item.id, item.x, item.y, item.size, item.state) == (FIRST_ITEM_ID, 0.6, 0.0, 0.2, BodyState.WANTED)
    assert (hand.last.cue.kind, hand.last.cue.lean, hand.last.cue.until_ns) == (CueKind.LEAN, (0.6, 0.0), None)
    assert [body.id for body in hand.last.view.bodies] == [HOME_ID, FIRST_ITEM_ID, HAND_ID]
    assert (hand.last.view.score, hand.last.view.goal, hand.last.view.cut) == (0, 4, True)
    assert not hand.at(0.0).view.cut


@pytest.mark.parametrize(("x", "state"), [
    (0.39, BodyState.WANTED), (0.401, BodyState.FILLING), (0.6, BodyState.FILLING), (0.799, BodyState.FILLING),
    (0.81, BodyState.WANTED)])
def test_the_edge_of_a_target(x: float, state: BodyState) -> None:
    hand = Hand()
    hand.at(x)
    assert item_of(hand).state is state


def test_once_inside_the_edge_does_not_flicker() -> None:
    hand = Hand()
    for x in (0.41, 0.39, 0.41, 0.38, 0.40):
        hand.at(x, ticks=3)
        assert item_of(hand).state is BodyState.FILLING
    hand.at(0.36)
    assert item_of(hand).state is BodyState.WANTED
    assert (hand.count("target_entered"), hand.count("target_left")) == (1, 1)


def test_a_thing_is_grasped_brought_home_and_rests_on_the_table() -> None:
    hand = Hand()
    hand.at(0.6, ticks=49)
    assert item_of(hand).state is BodyState.FILLING
    hand.at(0.6)
    held = item_of(hand)
    assert held.state is BodyState.HELD
    assert hand.last.cue.kind is CueKind.CENTRE
    assert body_of(hand.last.view, BodyKind.HOME).state is BodyState.WANTED
    hand.at(0.3, ticks=40)
    assert item_of(hand).x == pytest.approx(0.3, abs=0.01)
    assert hand.last.view.score == 0
    hand.at(0.0, ticks=50)
    assert hand.last.view.score == 1
    resting = body_of(hand.last.view, BodyKind.ITEM, done=True)
    assert (resting.id, resting.x, resting.look) == (FIRST_ITEM_ID, 0.0, held.look)
    assert hand.last.view.message == "kind.1"
    assert hand.last.cue.kind is CueKind.CENTRE
    hand.at(0.0, ticks=50)
    assert item_of(hand).x == pytest.approx(-0.6)
    assert item_of(hand).id == FIRST_ITEM_ID + 1


def test_the_hand_lies_over_all_else_whatever_it_does() -> None:
    hand = Hand()
    for place in [0.0, *[0.6] * 50, *[0.3] * 40, *[0.0] * 60]:
        view = hand.at(place).view
        assert view.hand() is body_of(view, BodyKind.HAND)
    assert hand.last.view.score == 1
    assert View(1, (), 0, 1).hand() is None


def test_leaving_a_thing_lets_go_slowly_not_at_once() -> None:
    hand = Hand()
    hand.at(0.6, ticks=40)
    hand.at(0.0, ticks=20)
    assert item_of(hand).fill == pytest.approx(0.6)
    hand.at(0.6, ticks=20)
    assert item_of(hand).state is BodyState.HELD


@pytest.mark.parametrize(("resistance", "least", "most"), [(0.0, 0.0, 0.01), (0.5, 0.15, 0.25), (1.0, 0.25, 0.3)])
def test_a_heavy_thing_follows_slowly(resistance: float, least: float, most: float) -> None:
    hand = Hand(difficulty=make_difficulty(resistance=resistance))
    hand.at(0.6, ticks=50)
    hand.at(0.25, ticks=20)
    assert least <= item_of(hand).x - 0.25 <= most


def play_through(hand: Hand, most: int = 10_000) -> Step:
    """Follow the cue at once, always."""
    for _ in range(most):
        step = hand.at(*hand.last.cue.lean)
        if step.done:
            return step
    raise AssertionError("the play did not end")


def test_the_last_thing_ends_the_play() -> None:
    hand = Hand()
    step = play_through(hand)
    assert (step.view.score, step.cue.kind) == (4, CueKind.NONE)
    assert hand.play.outcome().stars == 3
    assert hand.at(0.5, 0.5, "skip", "easier").done
    xs = [body.x for body in things(step.view)]
    assert xs == sorted(xs)
    assert sum(xs) == pytest.approx(0.0)


# Misses and help.

def test_waiting_is_noticed_quietly_and_help_comes() -> None:
    hand = Hand(assist=Assist(after_misses=2, patience_s=3))
    hand.at(0.0, ticks=299)
    assert hand.count("item_missed") == 0
    hand.at(0.0)
    assert (hand.count("item_missed"), item_of(hand).size, item_of(hand).help) == (1, 0.2, 0.0)
    hand.at(0.0, ticks=300)
    assert (hand.count("item_missed"), item_of(hand).help) == (2, 0.5)
    assert item_of(hand).size == pytest.approx(0.25)
    assert hand.last.view.score == 0


def test_after_three_waits_the_thing_comes_nearer_until_it_is_as_near_as_can_be() -> None:
    hand = Hand(assist=Assist(after_misses=1, patience_s=3), quality=Quality(home_radius=0.2))
    hand.at(0.0, ticks=900)
    item = item_of(hand)
    assert item.x == pytest.approx(0.42)
    assert item.id == FIRST_ITEM_ID + 1
    assert hand.last.view.message == "kind.nearer"
    assert hand.last.cue.lean == pytest.approx((0.42, 0.0))
    hand.at(0.0, ticks=900)
    assert item_of(hand).x == pytest.approx(0.4)
    hand.at(0.0, ticks=3000)
    assert item_of(hand).x == pytest.approx(0.4)
    assert hand.count("item_nearer") == 2
    assert play_through(hand).view.score == 4


def test_a_grown_target_never_touches_home() -> None:
    hand = Hand(difficulty=make_difficulty(size=0.3, range=0.5), quality=Quality(home_radius=0.2),
                assist=Assist(after_misses=1, patience_s=3))
    hand.at(0.0, 0.0, "easier", ticks=5)
    hand.at(0.0, 0.0, "easier", ticks=5)
    item = item_of(hand)
    assert item.help == 1.0
    assert item.x - item.size >= 0.2 - 1e-9


def test_who_cannot_bring_it_home_sees_it_go_there_by_itself() -> None:
    hand = Hand(assist=Assist(after_misses=1, patience_s=3))
    hand.at(0.6, ticks=50)
    hand.at(0.6, ticks=900)
    assert hand.last.view.score == 0
    hand.at(0.6, ticks=100)
    assert hand.last.view.score == 1
    assert hand.last.view.message == "kind.helped"
    assert of_kind(hand.events, "item_home")[0].data["helped"] is True


def test_waits_on_the_way_there_do_not_shorten_those_on_the_way_home() -> None:
    hand = Hand(assist=Assist(after_misses=1, patience_s=3))
    hand.at(0.0, ticks=700)
    hand.at(0.6, ticks=50)
    assert item_of(hand).state is BodyState.HELD
    hand.at(0.6, ticks=600)
    assert item_of(hand).x == pytest.approx(0.6)
    hand.at(0.6, ticks=400)
    assert hand.last.view.score == 1


def test_help_fades_with_success() -> None:
    hand = Hand()
    hand.at(0.0, 0.0, "easier")
    assert item_of(hand).help == 0.5
    play_through(hand)
    assert [e.data["helped"] for e in of_kind(hand.events, "item_home")] == [True, True, False, False]


def test_skipping_asks_for_one_less_and_takes_nothing_away() -> None:
    hand = Hand()
    hand.at(0.6, ticks=50)
    hand.at(0.0, ticks=60)
    assert hand.last.view.score == 1
    hand.at(0.0, ticks=60)
    hand.at(0.0, 0.0, "skip")
    assert (hand.last.view.score, hand.last.view.goal, hand.count("item_skipped")) == (1, 3, 1)
    assert play_through(hand).view.score == 3
    assert hand.play.outcome().stars == 3


def test_skipping_everything_is_fine_too() -> None:
    hand = Hand()
    for _ in range(4):
        hand.at(0.0, 0.0, "skip", ticks=60)
    assert hand.last.done
    assert (hand.last.view.goal, hand.play.outcome().stars) == (0, 0)
    assert "fine" in hand.play.outcome().reasons[0]


# Freeze.

def test_freezing_puts_the_thing_back_and_keeps_what_is_done() -> None:
    hand = Hand()
    hand.at(0.6, ticks=50)
    hand.at(0.1, ticks=20)
    view = hand.play.freeze()
    item = body_of(view, BodyKind.ITEM)
    assert (item.x, item.state, item.fill, view.cut) == (0.6, BodyState.WANTED, 0.0, True)
    after = hand.at(0.1)
    assert after.view.cut
    assert after.cue.lean == (0.6, 0.0)
    assert play_through(hand).view.score == 4


def test_freezing_twice_or_before_the_first_step_does_no_harm() -> None:
    level = make_level()
    play = make_play(level, 1, random.Random(1))
    assert play.freeze().score == 0
    assert play.freeze().goal == 4
    assert play.step(0, 0, Actions({})).cue.kind is CueKind.LEAN


# Feedback that fades.

@pytest.mark.parametrize(("feedback", "guides"), [
    (Feedback(), [True, True, True, True]),
    (Feedback(share=0.5), [True, False, True, False]),
    (Feedback(share=0.0, sound=False), [True, True, True, True]),
    (Feedback(screen=False), [False] * 4),
])
def test_which_targets_are_shown(feedback: Feedback, guides: list[bool]) -> None:
    hand = Hand(feedback=feedback)
    play_through(hand)
    assert [event.data["guide"] for event in of_kind(hand.events, "item_shown")] == guides


def test_a_hidden_target_has_no_body_until_it_is_found_or_missed() -> None:
    hand = Hand(feedback=Feedback(share=0.0), assist=Assist(patience_s=3))
    hand.at(0.0)
    assert (things(hand.last.view), hand.last.view.guide) == ([], False)
    assert hand.last.cue.lean == hand.last.view.target == (0.6, 0.0)
    hand.at(0.6)
    assert item_of(hand).state is BodyState.FILLING
    hand.at(0.0)
    assert things(hand.last.view) == []
    hand.at(0.0, ticks=300)
    assert (item_of(hand).state, hand.last.view.guide) == (BodyState.WANTED, True)


def test_asking_for_help_shows_a_hidden_target() -> None:
    hand = Hand(feedback=Feedback(share=0.0))
    hand.at(0.0, 0.0, "easier")
    assert item_of(hand).state is BodyState.WANTED


# Whatever the hand does.

@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.floats(-1, 1), st.floats(-1, 1),
                          st.sampled_from(["", "", "easier", "skip", "freeze"]), st.integers(1, 60)),
                min_size=1, max_size=40))
def test_nothing_is_lost_whatever_the_hand_does(moves: list[tuple[float, float, str, int]]) -> None:
    hand = Hand(difficulty=make_difficulty(items=3, hold_s=0.3, settle_s=0.2), assist=Assist(patience_s=3))
    score = 0
    for x, y, button, ticks in moves:
        if button == "freeze":
            hand.play.freeze()
        step = hand.at(x, y, button, ticks=ticks)
        view = step.view
        assert view.score >= score
        assert view.score <= view.goal
        score = view.score
        assert len({body.id for body in view.bodies}) == len(view.bodies)
        assert sum(body.state is BodyState.DONE for body in view.bodies) == view.score
        assert all(hypot(body.x, body.y) < 2 for body in view.bodies)
    if not hand.last.done:
        final = play_through(hand)
        assert final.view.score == final.view.goal
        assert final.view.score >= score
