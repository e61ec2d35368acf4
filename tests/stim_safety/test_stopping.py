"""Stop frames three times, then a question, until the device has said that it is quiet."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stim_safety.drivers import Abilities, Answer, Ask, Outcome
from stim_safety.drivers.p24 import ABILITIES
from stim_safety.stopping import Need, Stopping, is_quiet
from stim_safety.timing import MS
from stim_safety.words import State, Why

T0 = 3 * MS
BLIND = replace(ABILITIES, tells_running=False, tells_high_voltage=False)
DEAF = replace(BLIND, answers=False)
QUIET = Answer(Outcome.DONE, Ask.STATUS, 1, running=frozenset(), high_voltage=False, open=False)


def stopping(abilities: Abilities = ABILITIES) -> Stopping:
    return Stopping(State.FAULT, Why.NO_ANSWER, T0, abilities)


def needs(stop: Stopping, *at_ms: int) -> list[Need]:
    return [stop.need(T0 + ms * MS) for ms in at_ms]


def test_a_stop_keeps_where_it_leads_and_what_it_is_for() -> None:
    stop = stopping()
    assert (stop.target, stop.why, stop.proven) == (State.FAULT, Why.NO_ANSWER, False)


def test_three_stops_each_20_ms_and_then_the_question() -> None:
    stop = stopping()
    assert needs(stop, 0, 1, 19, 20, 39, 40, 59, 60, 61) == [
        Need.STOP, Need.NOTHING, Need.NOTHING, Need.STOP, Need.NOTHING, Need.STOP, Need.NOTHING, Need.QUESTION,
        Need.NOTHING]


def test_a_clean_answer_to_the_question_is_the_proof() -> None:
    stop = stopping()
    needs(stop, 0, 20, 40, 60)
    stop.take(QUIET)
    assert stop.proven
    assert not stop.failed(T0 + 5000 * MS)


def test_fault_40_an_answer_before_the_question_or_after_its_time_proves_nothing() -> None:
    stop = stopping()
    needs(stop, 0, 20, 40)
    stop.take(QUIET)
    assert not stop.proven
    assert needs(stop, 60, 159, 160) == [Need.QUESTION, Need.NOTHING, Need.STOP]
    stop.take(QUIET)
    assert not stop.proven
    assert needs(stop, 260) == [Need.QUESTION]


@pytest.mark.parametrize("answer", [
    replace(QUIET, outcome=Outcome.WRONG), replace(QUIET, outcome=Outcome.FAULT), replace(QUIET, ask=Ask.STOP),
    replace(QUIET, ask=None)])
def test_other_answers_prove_nothing(answer: Answer) -> None:
    stop = stopping()
    needs(stop, 0, 20, 40, 60)
    stop.take(answer)
    assert not stop.proven


def test_fault_46_a_device_that_is_not_quiet_is_stopped_again_at_once() -> None:
    stop = stopping()
    needs(stop, 0, 20, 40, 60)
    stop.take(replace(QUIET, high_voltage=True))
    assert not stop.proven
    assert needs(stop, 61, 62, 161) == [Need.STOP, Need.NOTHING, Need.QUESTION]


@pytest.mark.parametrize(("ms", "failed"), [(1000, False), (1001, True)])
def test_no_proof_within_a_second_is_a_failure(ms: int, failed: bool) -> None:
    assert stopping().failed(T0 + ms * MS) is failed


def test_where_no_status_tells_an_answered_stop_is_the_proof() -> None:
    stop = stopping(BLIND)
    assert stop.question is Ask.STOP
    needs(stop, 0, 20, 40, 60)
    stop.take(Answer(Outcome.DONE, Ask.STOP))
    assert stop.proven


def test_where_nothing_is_answered_the_stops_are_all_there_is() -> None:
    stop = stopping(DEAF)
    assert needs(stop, 0, 20, 40, 59, 60) == [Need.STOP, Need.STOP, Need.STOP, Need.NOTHING, Need.STOP]
    assert stop.proven


@pytest.mark.parametrize("tells", [{"tells_running": False}, {"tells_high_voltage": False}])
def test_one_word_of_a_status_is_enough_to_ask_for_it(tells: dict[str, bool]) -> None:
    assert stopping(replace(ABILITIES, **tells)).question is Ask.STATUS  # type: ignore[arg-type]  # by name


@pytest.mark.parametrize(("answer", "abilities", "quiet"), [
    (QUIET, ABILITIES, True), (replace(QUIET, high_voltage=None), ABILITIES, False),
    (replace(QUIET, high_voltage=True), ABILITIES, False), (replace(QUIET, open=True), ABILITIES, False),
    (replace(QUIET, running=frozenset({2})), ABILITIES, False),
    (replace(QUIET, running=None, open=None), ABILITIES, True),
    (replace(QUIET, high_voltage=None), BLIND, True),
    (replace(QUIET, high_voltage=None, running=None), BLIND, True),
    (replace(QUIET, high_voltage=None, open=None), BLIND, True),
    (replace(QUIET, high_voltage=None, running=None, open=None), BLIND, False)])
def test_quiet_is_what_a_device_says_in_so_many_words(answer: Answer, abilities: Abilities, quiet: bool) -> None:
    assert is_quiet(answer, abilities) is quiet
