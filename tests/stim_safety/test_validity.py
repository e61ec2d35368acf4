"""A prescription may be used from its first to its last day, with fresh answers and pads."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stim_safety.order import Prescription
from stim_safety.prescription import read
from stim_safety.validity import problems
from stim_safety.words import Why
from tests.stim_safety.files import ASKED_S, EXAMPLE, TODAY

HOURS_12 = 12 * 3_600
GIVEN = read(EXAMPLE.encode(), TODAY)


def with_pads(sessions: int, since_day: int) -> Prescription:
    order = GIVEN.channels[0]
    worn = replace(order, pads=replace(order.pads, sessions=sessions, since_day=since_day))
    return replace(GIVEN, channels=(order, worn))


def answered(**answers: bool) -> Prescription:
    return replace(GIVEN, screening=replace(GIVEN.screening, answers={**GIVEN.screening.answers, **answers}))


def test_the_example_is_valid_on_its_day() -> None:
    assert problems(GIVEN, ASKED_S, TODAY) == ()


@pytest.mark.parametrize(("today_day", "found"), [
    (TODAY - 1, (Why.EXPIRED,)), (TODAY, ()), (TODAY + 28, ()), (TODAY + 29, (Why.EXPIRED,))])
def test_its_days(today_day: int, found: tuple[Why, ...]) -> None:
    assert problems(GIVEN, ASKED_S, today_day) == found


@pytest.mark.parametrize(("now_s", "found"), [
    (ASKED_S - 1, (Why.SCREENING,)), (ASKED_S, ()), (ASKED_S + HOURS_12, ()),
    (ASKED_S + HOURS_12 + 1, (Why.SCREENING,))])
def test_fault_16_its_answers_are_fresh(now_s: int, found: tuple[Why, ...]) -> None:
    assert problems(GIVEN, now_s, TODAY) == found


def test_fault_16_its_answers_are_whole_and_stand_against_nothing() -> None:
    assert problems(answered(epilepsy=True), ASKED_S, TODAY) == ()
    assert problems(answered(implant=True), ASKED_S, TODAY) == (Why.SCREENING,)
    empty = replace(GIVEN, screening=replace(GIVEN.screening, answers={}))
    assert problems(empty, ASKED_S, TODAY) == (Why.SCREENING,)


@pytest.mark.parametrize(("sessions", "since_day", "found"), [
    (0, TODAY, ()), (29, TODAY, ()), (30, TODAY, (Why.PADS_OLD,)),
    (0, TODAY - 92, ()), (0, TODAY - 93, (Why.PADS_OLD,)), (0, TODAY + 1, (Why.PADS_OLD,))])
def test_the_pads_of_every_channel(sessions: int, since_day: int, found: tuple[Why, ...]) -> None:
    assert problems(with_pads(sessions, since_day), ASKED_S, TODAY) == found


def test_all_reasons_at_once() -> None:
    assert problems(with_pads(30, TODAY), ASKED_S - 1, TODAY - 1) == (Why.EXPIRED, Why.SCREENING, Why.PADS_OLD)
