"""What bodies answer between two tries, through the screens of a round with a coach."""

from __future__ import annotations

import random

import pytest

from game.coaching import Aside, AsideKind, Mark
from game.coaching.start import CoachStart
from game.difficulty.decide import decide
from game.difficulty.dual import Colour, Second
from game.difficulty.grades import levels_of
from game.difficulty.schedule import Feedback
from game.difficulty.settings import Settings
from game.difficulty.state import Decision, Given, State
from game.phases import Phase, RoundView
from game.plays import View
from station.coaching.desk import CoachDesk
from station.coaching.follower import Follower
from station.playtest.answering import THINK_TICKS, TOUCH_TICKS, Answering
from station.playtest.plan import Job
from station.playtest.playing import play_one

GUESS = Aside(AsideKind.GUESS, choices=("well", "not_yet"))
COUNT = Aside(AsideKind.COUNT, choices=("4", "3", "5"))
RESULT = Aside(AsideKind.RESULT, (Mark(True, 0.1),))


def answering(ability: float = 1.0, missed: bool = False, seed: int = 1) -> Answering:
    return Answering(random.Random(seed), ability, lambda: missed)


def markers(count: int, colour: Colour, one: Answering) -> None:
    """Let a marker come up so often while somebody plays."""
    for _ in range(count):
        for marker in (colour, colour, None):
            one.intents(RoundView(1, Phase.PLAY, view=View(1, (), 0, 1, marker=marker)))


@pytest.mark.parametrize(("ability", "least"), [(1.0, 0.93), (0.0, 0.5)])
@pytest.mark.parametrize("missed", [True, False])
def test_a_guess_is_near_the_truth_and_less_so_for_the_weak(ability: float, least: float, missed: bool) -> None:
    right = [answering(ability, missed, seed).choose(GUESS) == int(missed) for seed in range(200)]
    assert least < sum(right) / 200 < least + 0.2


@pytest.mark.parametrize(("ability", "least"), [(1.0, 0.9), (0.0, 0.2)])
def test_what_came_up_is_counted_and_less_well_by_the_weak(ability: float, least: float) -> None:
    right = 0
    for seed in range(100):
        one = answering(ability, seed=seed)
        markers(4, Colour.RED, one)
        right += one.choose(COUNT) == 0
    assert least < right / 100 <= least + 0.3


def test_only_the_wanted_colour_is_counted_and_each_count_begins_anew() -> None:
    one = answering()
    markers(3, Colour.RED, one)
    markers(2, Colour.BLUE, one)
    assert one.choose(Aside(AsideKind.COUNT, choices=("5", "2", "3"), colour=Colour.RED)) == 2
    assert one.choose(Aside(AsideKind.COUNT, choices=("5", "0", "3"))) == 1


def test_it_is_read_first_and_touched_once() -> None:
    one = answering()
    shown = RoundView(1, Phase.ASIDE, aside=RESULT)
    pressed = [tick for tick in range(1, 400) if one.intents(shown)]
    assert pressed == [THINK_TICKS, THINK_TICKS + TOUCH_TICKS]
    assert one.choose(RESULT) is None
    assert one.intents(None) == []


def test_a_whole_round_with_a_coach_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    followers: list[Follower] = []

    def begin(*_: object) -> Follower:
        states = [State(Settings(), levels_of(6))]

        def give(given: Given) -> Decision:
            decision = decide(states[-1], given)
            states.append(decision.after)
            return decision

        feedback = Feedback(step=1, summary=True, guess_every=3, second=Second.COUNT, second_share=0.5)
        followers.append(Follower(CoachStart(states[0], feedback), (), give, lambda told, state: None))
        return followers[-1]

    monkeypatch.setattr(CoachDesk, "begin", begin)
    played = play_one(Job("shelf_reach/first_shelf", 6, 1.0, 1))
    told = followers[0].told
    assert (played.ending, played.done) == ("completed", 8)
    assert told is not None
    assert told.guessed.of == told.was.of >= 2
    assert told.counts.value == pytest.approx(1.0, abs=0.1)
