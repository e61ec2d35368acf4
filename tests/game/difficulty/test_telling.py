"""What is told once a try has ended."""

from __future__ import annotations

import math
from typing import Any

import pytest

from core.errors import InputError
from game.difficulty.schedule import Feedback, Planned
from game.difficulty.telling import Tells, Told, tell


def a_try(number: int = 0, feedback: bool = True, guess: bool = False, probe: bool = False) -> Planned[str]:
    return Planned(number, "left", feedback, guess, probe, None, ())


@pytest.mark.parametrize(("made", "one", "error", "asked", "told"), [
    (Feedback(), a_try(), 0.1, False, Told(True, (), Tells.ITS_TURN)),
    (Feedback(), a_try(feedback=False), 0.1, False, Told(False, (), Tells.FADED)),
    (Feedback(), a_try(feedback=False), 0.1, True, Told(False, (), Tells.FADED)),
    (Feedback(on_request=True), a_try(feedback=False), 0.1, True, Told(True, (), Tells.ASKED)),
    (Feedback(on_request=True), a_try(feedback=False), 0.1, False, Told(False, (), Tells.FADED)),
    (Feedback(on_request=True), a_try(feedback=False, probe=True), 0.1, True, Told(False, (), Tells.PROBE)),
    (Feedback(band=0.2), a_try(), 0.2, False, Told(False, (), Tells.INSIDE_BAND)),
    (Feedback(band=0.2), a_try(), 0.201, False, Told(True, (), Tells.BEYOND_BAND)),
    (Feedback(band=0.2), a_try(), -0.201, False, Told(True, (), Tells.BEYOND_BAND)),
    (Feedback(band=0.2), a_try(feedback=False), 0.9, False, Told(False, (), Tells.FADED)),
    (Feedback(band=0.2), a_try(guess=True), 0.0, False, Told(True, (), Tells.AFTER_GUESS)),
    (Feedback(), a_try(feedback=False, guess=True), 0.0, False, Told(False, (), Tells.FADED)),
])
def test_one_try_is_told_or_not(made: Feedback, one: Planned[str], error: float, asked: bool, told: Told) -> None:
    assert tell(made, [(one, error)], asked) == told


def test_a_summary_tells_five_together_and_leaves_probes_out() -> None:
    made = Feedback(summary=True)
    done: list[tuple[Planned[Any], float]] = []
    told = []
    for number in range(13):
        done.append((a_try(number, probe=number == 2), float(number)))
        told.append(tell(made, done))
    assert {number: one.summary for number, one in enumerate(told) if one.summary} == {
        5: (0.0, 1.0, 3.0, 4.0, 5.0), 10: (6.0, 7.0, 8.0, 9.0, 10.0)}
    assert not any(one.result for one in told)
    assert told[2].why is Tells.PROBE
    assert {one.why for number, one in enumerate(told) if number not in {2, 5, 10}} == {Tells.WAITS_FOR_SUMMARY}


def test_who_asks_need_not_wait_for_the_summary() -> None:
    made = Feedback(summary=True, on_request=True)
    done = [(a_try(number), 1.0) for number in range(5)]
    assert tell(made, done[:3], asked=True) == Told(True, (), Tells.ASKED)
    assert tell(made, done, asked=True) == Told(True, (1.0,) * 5, Tells.ASKED)


@pytest.mark.parametrize("error", [math.nan, math.inf])
def test_an_error_is_a_number(error: float) -> None:
    with pytest.raises(InputError, match="the error of a try"):
        tell(Feedback(), [(a_try(), error)])
