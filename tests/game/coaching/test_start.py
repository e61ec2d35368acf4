"""The start of a coach is kept on a sheet and read back as it was, and nothing else is."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InputError
from game.coaching.start import CoachStart
from game.difficulty.axes import ORDER, DifficultyAxis, Levels, Lock
from game.difficulty.decide import begin, decide
from game.difficulty.dual import Second
from game.difficulty.schedule import Feedback
from game.difficulty.settings import Settings
from game.difficulty.stages import Stage
from game.difficulty.state import Feels, Symptom, Try
from levels.words import Order

SHARE = st.floats(0, 1)
LOCKS = st.lists(st.sampled_from(ORDER), unique=True).flatmap(
    lambda axes: st.tuples(*(st.tuples(st.just(axis), SHARE, SHARE) for axis in axes)))
FEEDBACKS = st.builds(Feedback, st.integers(0, 4), st.none() | SHARE, st.booleans(), st.booleans(),
                      st.just(0) | st.integers(2, 100), SHARE, st.none() | st.sampled_from(Second), SHARE)


@st.composite
def starts(draw: st.DrawFn) -> CoachStart:
    """A start after some tries and some pain."""
    locks = tuple(Lock(axis, min(low, high), max(low, high)) for axis, low, high in draw(LOCKS))
    state = begin(Settings(draw(st.floats(0.5, 0.95)), locks), Levels(*(draw(SHARE) for _ in ORDER)))
    for success in draw(st.lists(st.none() | st.booleans(), max_size=12)):
        state = decide(state, Try(success)).after
    state = decide(state, Feels(draw(st.frozensets(st.sampled_from(Symptom))))).after
    return CoachStart(state, draw(FEEDBACKS), draw(st.sampled_from(Stage)),
                      draw(st.none() | st.sampled_from(Order)), draw(st.booleans()),
                      draw(st.none() | st.integers(1, 60)), draw(st.integers(0, 2**63 - 1)))


@settings(max_examples=50, deadline=None)
@given(starts())
def test_a_start_is_read_back_as_it_was(start: CoachStart) -> None:
    assert CoachStart.from_json(json.loads(json.dumps(start.to_json(), allow_nan=False))) == start


def plain(**changes: Any) -> Any:
    return json.loads(json.dumps(CoachStart(begin(Settings(), Levels())).to_json())) | changes


def state_with(**changes: Any) -> Any:
    return plain(state=plain()["state"] | changes)


def feedback_with(**changes: Any) -> Any:
    return plain(feedback=plain()["feedback"] | changes)


@pytest.mark.parametrize(("data", "says"), [
    ([], "as a table"), (None, "as a table"), ({}, "lacks the key state"),
    (plain(speed=1), "knows no key speed"), (plain(minutes=0), "minutes of a round .* 1 to 60, not 0"),
    (plain(minutes=61), "1 to 60, not 61"), (plain(minutes=2.5), "whole number"), (plain(seed=-1), "the seed"),
    (plain(seed=2**63), "the seed"), (plain(stage=0), "the stage .* 1 to 4"), (plain(stage=5), "the stage"),
    (plain(stage=True), "the stage"), (plain(order="any"), "the order is one of serial, blocked, random"),
    (plain(few_words=1), "few_words to true or false"), (plain(state=3), "as a table"),
    (state_with(assist=1.01), "the help"), (state_with(assist=float("nan")), "the help"),
    (state_with(focus=None), "must be one that may move"),
    (state_with(focus="load"), "whose turn it is is one of"),
    (state_with(block_trials=41), "tries in this block"), (state_with(block_from=-0.1), "block began"),
    (state_with(helped_trials=-1), "tries with help"), (state_with(symptoms="pain"), "as a list"),
    (state_with(symptoms=["cold"]), "a symptom is one of"), (state_with(levels={"size": 1}), "lacks the key"),
    (feedback_with(step=5), "step of feedback"), (feedback_with(band=-0.1), "error band"),
    (feedback_with(summary="yes"), "summary to true or false"), (feedback_with(guess_every=1), "one guess"),
    (feedback_with(guess_every=101), "one guess"), (feedback_with(probe_share=1.1), "share of probes"),
    (feedback_with(second="song"), "second task is one of"), (feedback_with(second_share="all"), "second task"),
    (feedback_with(on_request=None), "on_request")])
def test_what_is_wrong_is_said_in_plain_words(data: Any, says: str) -> None:
    with pytest.raises(InputError, match=says):
        CoachStart.from_json(data)


def test_a_state_outside_its_locks_is_none() -> None:
    locked = begin(Settings(locks=(Lock(DifficultyAxis.SIZE, 0.2, 0.2),)), Levels()).to_json()
    with pytest.raises(InputError, match="outside the locks"):
        CoachStart.from_json(plain(state=locked | {"levels": Levels(0.3).to_json()}))
    with pytest.raises(InputError, match="must be one that may move"):
        CoachStart.from_json(plain(state=locked | {"focus": "size"}))


@pytest.mark.parametrize("minutes", [0, 61, -5])
def test_a_round_has_a_sensible_length(minutes: int) -> None:
    with pytest.raises(InputError, match="the minutes of a round"):
        CoachStart(begin(Settings(), Levels()), minutes=minutes)
