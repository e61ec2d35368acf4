"""What the engine did, in one sentence each."""

from __future__ import annotations

import pytest

from game.difficulty.axes import DifficultyAxis, Levels, Lock
from game.difficulty.decide import begin, decide
from game.difficulty.engine import Engine
from game.difficulty.settings import Settings
from game.difficulty.state import Adjust, Feels, Given, Place, Return, State, Symptom, Try
from station.coaching.words import change, changes, percent, standing, standing_words

FREE = begin(Settings(), Levels(size=0.5))


def helped() -> State:
    return decide(FREE, Try(False)).after


@pytest.mark.parametrize(("state", "given", "sentence"), [
    (FREE, Try(True), "size from grade 5.50 to 5.73: the try succeeded."),
    (FREE, Try(False), "help from 0 to 47 %: help comes before anything gets easier."),
    (helped(), Try(True), "help from 47 to 31 %: help goes before anything gets harder."),
    (FREE, Try(None), ""),
    (begin(Settings(axes=()), Levels()), Try(True), ""),
    (FREE, Feels(frozenset({Symptom.PAIN})), "Frozen because of pain."),
    (FREE, Feels(), "Nothing hurts any more; difficulty may move again."),
    (FREE, Return(3, Levels()), "Goes on where the last session ended."),
    (FREE, Return(15, Levels()), "size from grade 5.50 to 1.00: the last session is more than 14 days ago, so it "
                                 "begins anew, and no harder than then."),
    (FREE, Place(DifficultyAxis.HOLD, 1.0), "hold from grade 1.00 to 10.00: set by the therapist."),
    (FREE, Adjust(Settings(locks=(Lock(DifficultyAxis.SIZE, 0.0, 0.25),))),
     "size from grade 5.50 to 3.25: set by the therapist. Moved to the nearest level inside the locks."),
])
def test_a_change_says_what_and_why(state: State, given: Given, sentence: str) -> None:
    assert change(decide(state, given)) == sentence


def test_changes_number_the_tries_and_pass_over_what_changed_nothing() -> None:
    engine = Engine(Settings(), Levels(), 1)
    for given in (Return(1, Levels()), Try(True), Try(None), Try(False)):
        engine.give(given)
    assert changes(engine.decisions) == (
        "Goes on where the last session ended.", "Try 1: size from grade 1.00 to 1.23: the try succeeded.",
        "Try 3: help from 0 to 47 %: help comes before anything gets easier.")


def test_where_it_stands_is_told_as_grades_of_what_the_level_offers() -> None:
    state = begin(Settings(axes=(DifficultyAxis.SIZE, DifficultyAxis.HOLD)), Levels(size=1.0))
    assert standing(state) == {"size": 10.0, "hold": 1.0}
    assert standing_words(standing(state)) == "size 10.0, hold 1.0"
    assert standing_words({}) == "nothing that could move"
    assert [percent(None), percent(0.0), percent(0.756)] == ["not measured", "0 %", "76 %"]
