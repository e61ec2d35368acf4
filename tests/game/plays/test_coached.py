"""Plays with a coach: each try is laid out as it was set, shows what it may, and tells once how it went."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.frames import TICK_NS
from game.coaching import Tried
from game.difficulty.dual import Colour
from game.plays import Actions, Axis, BodyKind, BodyState, Step
from game.plays.coached import Coached, off_by
from game.plays.lanterns import Lanterns
from game.plays.shelf_reach import ShelfReach
from levels.model import Feedback
from levels.model_shelf_reach import Assist
from levels.words import Direction
from tests.game.lanterns import make_lanterns
from tests.game.making import ScriptedCoach, make_difficulty, make_level

EASIER, SKIP, ENOUGH = (frozenset({name}) for name in ("easier", "skip", "enough"))
NOTHING: frozenset[str] = frozenset()


class Hand:
    """Plays Shelf reach directly: the hand is where the cue asks for, or where a test puts it."""

    def __init__(self, coach: ScriptedCoach | None = None, **changes: Any) -> None:
        level = make_level(**({"directions": (Direction.RIGHT,), "assist": Assist(patience_s=3.0)} | changes))
        self.coach = coach
        self.play = ShelfReach(level, level.grade(5), random.Random(1), coach)
        self.tick = 0
        self.at: tuple[float, float] | None = None
        self.last: Step | None = None
        self.tried: list[Tried] = []

    def step(self, buttons: frozenset[str] = NOTHING) -> Step:
        self.tick += 1
        lean = (0.0, 0.0) if self.last is None else self.last.cue.lean
        x, y = lean if self.at is None else self.at
        self.last = self.play.step(self.tick, self.tick * TICK_NS, Actions({Axis.X: x, Axis.Y: y}, buttons))
        if self.last.tried is not None:
            self.tried.append(self.last.tried)
        return self.last

    def steps(self, count: int) -> Step:
        for _ in range(count - 1):
            self.step()
        return self.step()

    def until_tried(self, most_s: float = 60.0) -> Step:
        for _ in range(round(most_s * 100)):
            step = self.step()
            if step.tried is not None:
                return step
        raise AssertionError("no try ended")

    def kinds(self) -> list[BodyKind]:
        assert self.last is not None
        return [body.kind for body in self.last.view.bodies]


def coach_with(**changes: Any) -> ScriptedCoach:
    """A coach of a level that is the same at every grade, with `changes` of each setting."""
    return ScriptedCoach(make_level().grade(5), changes=changes)


# Shelf reach: laid out.

def test_a_thing_lies_where_it_is_set_as_big_and_for_as_long_as_it_is_set() -> None:
    coach = coach_with(direction=Direction.FRONT)
    coach.grade = replace(make_level().grade(5), size=0.3, range=0.8, hold_s=1.0, settle_s=0.5, time_s=2.0)
    hand = Hand(coach)
    step = hand.step()
    (item,) = [body for body in step.view.bodies if body.kind is BodyKind.ITEM]
    assert (item.x, item.y, item.size) == (0.0, 0.8, 0.3)
    assert step.events[0].data["direction"] == "front"
    assert step.cue.lean == (0.0, 0.8)
    hand.until_tried()
    assert hand.tick == pytest.approx(100 + 50 + 10, abs=12)
    (tried,) = hand.tried
    assert (tried.number, tried.success, tried.still) == (0, True, 1.0)
    assert tried.error < 0.1
    hand.at = (0.0, 0.0)
    hand.steps(50)
    missed = [event for _ in range(201) for event in hand.step().events if event.kind == "item_missed"]
    assert len(missed) == 1


def test_help_begins_as_it_is_set_gives_room_and_time_and_ends_with_the_try() -> None:
    coach = coach_with(help=1.0, ghost=True)
    coach.grade = replace(make_level().grade(5), range=0.9, time_s=3.0)
    hand = Hand(coach)
    step = hand.step()
    (item,) = [body for body in step.view.bodies if body.kind is BodyKind.ITEM]
    assert [item.help, item.size] == pytest.approx([1.0, 0.3])
    hand.at = (0.0, 0.0)
    events = [event.kind for _ in range(450) for event in hand.step().events]
    assert events == ["item_missed"]
    coach.changes = {"help": 0.25}
    hand.at = None
    hand.until_tried()
    assert not hand.tried[0].success
    step = hand.steps(50)
    (item,) = [body for body in step.view.bodies if body.state is BodyState.WANTED]
    assert item.help == 0.25


def test_a_ghost_shows_a_thing_that_the_level_would_only_let_hear() -> None:
    heard = Feedback(screen=True, sound=True, share=0.0)
    assert not Hand(coach_with(), feedback=heard).step().view.guide
    assert Hand(coach_with(ghost=True), feedback=heard).step().view.guide
    assert Hand(coach_with(feedback=False), feedback=heard).step().view.guide
    assert not Hand(coach_with(ghost=True), feedback=Feedback(screen=False, sound=True)).step().view.guide


# Shelf reach: shown.

def test_without_feedback_the_task_is_shown_and_how_it_goes_is_not() -> None:
    hand = Hand(coach_with(feedback=False))
    for tick in range(1, 400):
        step = hand.step()
        view = step.view
        assert not view.feedback
        assert BodyKind.HAND not in hand.kinds()
        assert (view.target, view.message) == (None, "")
        assert all(body.fill == 0 for body in view.bodies)
        assert all(body.state is not BodyState.FILLING for body in view.bodies)
        if tick < 50:
            assert BodyState.WANTED in [body.state for body in view.bodies if body.kind is BodyKind.ITEM]
    assert len(hand.tried) >= 2


def test_carrying_by_feel_shows_home_as_wanted_and_hides_what_is_in_the_hand() -> None:
    hand = Hand(coach_with(feedback=False))
    for _ in range(100):
        step = hand.step()
        if any(event.kind == "item_grasped" for event in step.events):
            break
    (home,) = step.view.bodies
    assert (home.kind, home.state, home.fill) == (BodyKind.HOME, BodyState.WANTED, 0.0)


def test_who_asks_for_help_is_shown_how_it_goes_for_this_try() -> None:
    hand = Hand(coach_with(feedback=False))
    hand.steps(10)
    assert not hand.step().view.feedback
    assert hand.step(EASIER).view.feedback
    assert BodyKind.HAND in hand.kinds()
    step = hand.until_tried()
    assert step.view.message
    assert not hand.tried[0].success
    assert not hand.steps(60).view.feedback


def test_help_that_was_asked_for_between_two_tries_is_for_the_next() -> None:
    hand = Hand(coach_with(feedback=False, help=0.25))
    hand.until_tried()
    hand.step(EASIER)
    step = hand.steps(49)
    assert [body.help for body in step.view.bodies if body.state is BodyState.WANTED] == [0.75]
    assert step.view.feedback
    hand.until_tried()
    assert [tried.success for tried in hand.tried] == [True, False]


@pytest.mark.parametrize(("words", "feedback", "said"), [(True, True, True), (False, True, False),
                                                         (True, False, False)])
def test_kind_words_come_where_they_are_wanted(words: bool, feedback: bool, said: bool) -> None:
    hand = Hand(coach_with(words=words, feedback=feedback))
    assert bool(hand.until_tried().view.message) is said


def test_a_second_task_shows_its_marker_in_the_try_only() -> None:
    coach = coach_with(second=True, wanted=Colour.RED)
    coach.marker = Colour.BLUE
    hand = Hand(coach)
    view = hand.step().view
    assert (view.marker, view.counting, view.wanted) == (Colour.BLUE, True, Colour.RED)
    assert hand.play.freeze().marker is None
    looked = len(coach.looks)
    step = hand.until_tried()
    assert (step.view.marker, step.view.counting) == (None, False)
    assert len(coach.looks) == looked + hand.tick - 2
    assert set(coach.looks) == {0}


# Shelf reach: told.

@pytest.mark.parametrize(("buttons", "success"), [(NOTHING, True), (EASIER, False), (SKIP, None)])
def test_a_try_is_told_once(buttons: frozenset[str], success: bool | None) -> None:
    hand = Hand()
    hand.steps(5)
    hand.step(buttons)
    if not hand.tried:
        hand.until_tried()
    hand.steps(40)
    assert [(tried.number, tried.success) for tried in hand.tried] == [(0, success)]


def test_a_try_that_took_too_long_is_told_as_it_was_at_the_first_go() -> None:
    hand = Hand()
    hand.at = (0.3, 0.0)
    hand.steps(301)
    hand.at = None
    hand.until_tried()
    assert hand.tried[0].success is False
    assert hand.tried[0].error == pytest.approx(0.3 / 0.4)


@pytest.mark.parametrize(("distance", "off"), [(0.0, 0.0), (0.1, 0.25), (0.2, 0.5), (0.4, 1.0), (3.0, 1.0)])
def test_how_far_off_is_told_in_whole_targets(distance: float, off: float) -> None:
    assert off_by(distance, 0.2) == off


def test_between_two_tries_nothing_is_on() -> None:
    hand = Hand()
    assert not hand.step().between
    step = hand.until_tried()
    assert (step.between, step.done) == (True, False)
    assert hand.steps(49).between
    assert not hand.step().between


def test_time_is_over_between_two_tries_only_and_nothing_is_lost() -> None:
    hand = Hand()
    for _ in range(300):
        step = hand.step(ENOUGH)
        if step.done:
            break
    assert (step.view.score, step.view.goal, len(hand.tried)) == (1, 1, 1)
    assert step.events[-1].kind == "time_over"
    assert hand.play.outcome().stars == 3


def test_a_coach_of_another_game_is_a_mistake_of_the_program() -> None:
    level = make_lanterns()
    with pytest.raises(TypeError, match="another game"):
        Lanterns(level, level.grade(1), coach_with())


def test_without_a_coach_everything_is_shown() -> None:
    alone = Coached(None, make_level().grade(5))
    assert (alone.feedback, alone.words, alone.ghost, alone.direction, alone.gap_ticks(7)) == (True, True, False,
                                                                                             None, 7)


# Anything at all.

HANDS = st.lists(st.tuples(st.floats(-1, 1), st.floats(-1, 1), st.integers(1, 250),
                           st.sampled_from([NOTHING, EASIER, SKIP, NOTHING]), st.booleans()), max_size=12)
CHANGES = st.fixed_dictionaries({"feedback": st.booleans(), "words": st.booleans(), "ghost": st.booleans(),
                                 "help": st.floats(0, 1), "second": st.booleans(),
                                 "direction": st.none() | st.sampled_from(Direction)})


@settings(max_examples=40, deadline=None)
@given(CHANGES, HANDS)
def test_any_hand_tells_each_thing_once_and_in_order(changes: Any, hands: Any) -> None:
    hand = Hand(coach_with(**changes), difficulty=make_difficulty(items=5))
    done = 0
    for x, y, ticks, buttons, freeze in hands:
        hand.at = None if ticks % 3 == 0 else (x, y)
        done += hand.step(buttons).done
        done += sum(hand.step().done for _ in range(ticks))
        if freeze:
            hand.play.freeze()
    hand.at = None
    for _ in range(30_000):
        if hand.step().done:
            break
    assert [tried.number for tried in hand.tried] == list(range(5))
    assert all(0 <= tried.error <= 1 for tried in hand.tried)
