"""Feedback, order and manner from session to session."""

from __future__ import annotations

import pytest

from core.errors import InputError
from game.difficulty.fading import (
    SHARES,
    STAGE_STEPS,
    Fade,
    Faded,
    Manner,
    Ordered,
    Start,
    manner,
    next_fade,
    order_for,
)
from game.difficulty.stages import Stage
from levels.words import Order

ONE, TWO, THREE, FOUR = Stage


@pytest.mark.parametrize(("step", "stage", "success", "without", "after", "why"), [
    (0, ONE, 0.9, None, 0, Faded.AT_END),
    (0, TWO, 0.75, None, 1, Faded.LESS),
    (0, TWO, 0.74, None, 0, Faded.NOT_YET),
    (1, TWO, 0.9, 0.9, 1, Faded.AT_END),
    (2, THREE, 0.8, 0.70, 3, Faded.LESS),
    (2, THREE, 0.8, 0.69, 2, Faded.NOT_YET),
    (3, THREE, 0.8, 0.60, 2, Faded.MORE_LEANS_ON_IT),
    (2, THREE, 0.8, 0.60, 2, Faded.MORE_LEANS_ON_IT),
    (3, THREE, 0.8, 0.9, 4, Faded.LESS),
    (4, THREE, 0.8, 0.8, 4, Faded.AT_END),
    (0, THREE, 0.2, None, 2, Faded.STAGE),
    (4, TWO, 0.9, None, 1, Faded.STAGE),
    (1, FOUR, 0.9, None, 4, Faded.STAGE),
    (3, ONE, 0.9, None, 0, Faded.STAGE),
])
def test_feedback_fades_within_the_stage(step: int, stage: Stage, success: float, without: float | None,
                                         after: int, why: Faded) -> None:
    assert next_fade(step, stage, 0.75, success, without) == Fade(after, SHARES[after], why)


def test_shares_fall_from_all_to_none() -> None:
    assert SHARES == (1.0, 0.67, 0.50, 0.33, 0.0)
    assert set(STAGE_STEPS) == set(Stage)


@pytest.mark.parametrize(("step", "target", "success", "without", "words"), [
    (5, 0.75, 0.5, None, "step of feedback"), (2, 0.2, 0.9, None, "target success"),
    (2, 0.75, 1.2, None, "success with feedback"), (2, 0.75, 0.5, -0.1, "success without feedback")])
def test_impossible_numbers_are_refused(step: int, target: float, success: float, without: float | None,
                                        words: str) -> None:
    with pytest.raises(InputError, match=words):
        next_fade(step, THREE, target, success, without)


@pytest.mark.parametrize(("session", "stage", "order", "why"), [
    (1, ONE, Order.BLOCKED, Ordered.FIRST_SESSIONS), (2, FOUR, Order.BLOCKED, Ordered.FIRST_SESSIONS),
    (3, ONE, Order.SERIAL, Ordered.STILL_LEARNING), (9, TWO, Order.SERIAL, Ordered.STILL_LEARNING),
    (3, THREE, Order.RANDOM, Ordered.MAKE_IT_LAST), (9, FOUR, Order.RANDOM, Ordered.MAKE_IT_LAST)])
def test_order_follows_session_and_stage(session: int, stage: Stage, order: Order, why: Ordered) -> None:
    assert order_for(session, stage) == (order, why)


def test_there_is_no_session_before_the_first() -> None:
    with pytest.raises(InputError, match="session's number"):
        order_for(0, ONE)


@pytest.mark.parametrize(("stage", "target", "deficit", "made"), [
    (ONE, 0.75, False, Manner(Start.ERRORLESS, 0.90, True)),
    (TWO, 0.95, False, Manner(Start.ERRORLESS, 0.95, True)),
    (THREE, 0.75, False, Manner(Start.USUAL, 0.75, False)),
    (THREE, 0.75, True, Manner(Start.ERRORLESS, 0.90, True)),
    (FOUR, 0.60, False, Manner(Start.USUAL, 0.60, False))])
def test_the_start_is_errorless(stage: Stage, target: float, deficit: bool, made: Manner) -> None:
    assert manner(stage, target, deficit) == made
