"""One frame at a time, and what an answer is worth."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stim_safety.drivers import Answer, Ask, Frame, Outcome
from stim_safety.drivers.p24 import ABILITIES
from stim_safety.exchange import Exchange, wait_ms
from stim_safety.timing import MS
from stim_safety.words import Why

T0 = 77 * MS
FRAME = Frame(Ask.KEEP_ALIVE, b"x", 5)
GOOD = Answer(Outcome.DONE, Ask.KEEP_ALIVE, 5)
SLOW = replace(ABILITIES, ack_ms=400, hello_ms=15_000)


@pytest.mark.parametrize(("ask", "usual_ms", "slow_ms"), [
    (Ask.IDENTIFY, 100, 15_000), (Ask.STATUS, 100, 400), (Ask.OPEN, 250, 400), (Ask.TRAINS, 100, 400)])
def test_how_long_an_answer_may_take(ask: Ask, usual_ms: int, slow_ms: int) -> None:
    assert wait_ms(ask, ABILITIES) == usual_ms
    assert wait_ms(ask, SLOW) == slow_ms


def test_each_frame_waits_as_long_as_its_own_answer_may_take() -> None:
    exchange = Exchange(ABILITIES)
    exchange.sent(Frame(Ask.OPEN, b"x", 5), T0)
    assert not exchange.overdue(T0 + 250 * MS)
    assert exchange.overdue(T0 + 250 * MS + 1)


def test_an_answer_in_time_ends_the_wait() -> None:
    exchange = Exchange(ABILITIES)
    assert not exchange.overdue(T0)
    exchange.sent(FRAME, T0)
    assert not exchange.overdue(T0 + 100 * MS)
    assert exchange.overdue(T0 + 100 * MS + 1)
    assert exchange.judge(GOOD) == (FRAME, None)
    assert exchange.outstanding is None
    assert not exchange.overdue(T0 + 100 * MS + 1)


@pytest.mark.parametrize("answer", [
    Answer(Outcome.WRONG, Ask.KEEP_ALIVE, 5), replace(GOOD, ask=Ask.STATUS), replace(GOOD, ask=None),
    replace(GOOD, number=6), replace(GOOD, number=None)])
def test_fault_40_an_answer_to_something_else_is_wrong(answer: Answer) -> None:
    exchange = Exchange(ABILITIES)
    exchange.sent(FRAME, T0)
    assert exchange.judge(answer) == (None, Why.WRONG_ANSWER)


def test_fault_40_a_second_or_a_late_answer_is_wrong() -> None:
    exchange = Exchange(ABILITIES)
    exchange.sent(FRAME, T0)
    exchange.judge(GOOD)
    assert exchange.judge(GOOD) == (None, Why.WRONG_ANSWER)
    exchange.sent(FRAME, T0)
    exchange.drop()
    assert exchange.judge(GOOD) == (None, Why.WRONG_ANSWER)


def test_fault_43_three_garbled_answers_in_a_row_are_too_many() -> None:
    exchange = Exchange(ABILITIES)
    exchange.sent(FRAME, T0)
    garbled = Answer(Outcome.GARBLED)
    assert [exchange.judge(garbled) for _ in range(2)] == [(None, None)] * 2
    assert exchange.judge(GOOD) == (FRAME, None)
    assert [exchange.judge(garbled)[1] for _ in range(3)] == [None, None, Why.GARBLED]


@pytest.mark.parametrize(("why", "told"), [(Why.ELECTRODE, Why.ELECTRODE), (None, Why.DEVICE_ERROR)])
def test_fault_41_what_is_no_success_is_an_error(why: Why | None, told: Why) -> None:
    exchange = Exchange(ABILITIES)
    exchange.sent(FRAME, T0)
    assert exchange.judge(Answer(Outcome.FAULT, Ask.KEEP_ALIVE, 5, why)) == (None, told)
