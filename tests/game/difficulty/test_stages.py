"""Stages: every gate on both sides of its limit, two sessions, and what is not measured."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from core.errors import InputError
from game.difficulty.stages import GATES, TESTS, Advised, Gate, Limits, Measured, Stage, advise, picture

ONE, TWO, THREE, FOUR = Stage

BEST = Measured(
    success=0.8, guess_error=0.1, load_error=0.05, assist=0.1, symptoms=False, feedback_drop=0.05, dual_cost=0.1,
    clean=0.9, variability=0.2, variability_start=0.3, retention_day=0.95, retention_week=0.92, untrained=0.85,
    effort=0.8, effort_start=1.0, safety_events=0, probe_drop=1.0, mdc=2.0)


def with_(**changes: float | None) -> Measured:
    return replace(BEST, **changes)  # type: ignore[arg-type]  # one table for fields of several types


@pytest.mark.parametrize(("stage", "gate", "passes", "fails"), [
    (ONE, Gate.GUESS, {"guess_error": 0.15}, {"guess_error": 0.151}),
    (ONE, Gate.GUESS, {"guess_error": -0.15}, {"guess_error": -0.2}),
    (ONE, Gate.LOAD_GUESS, {"load_error": 0.10}, {"load_error": 0.101}),
    (TWO, Gate.SUCCESS, {"success": 0.75}, {"success": 0.749}),
    (TWO, Gate.LITTLE_HELP, {"assist": 0.25}, {"assist": 0.251}),
    (TWO, Gate.NO_SYMPTOM, {"symptoms": False}, {"symptoms": True}),
    (THREE, Gate.WITHOUT_FEEDBACK, {"feedback_drop": 0.10}, {"feedback_drop": 0.101}),
    (THREE, Gate.WITHOUT_FEEDBACK, {"feedback_drop": -0.3}, {"feedback_drop": 0.5}),
    (THREE, Gate.DUAL_TASK, {"dual_cost": 0.15}, {"dual_cost": 0.151}),
    (THREE, Gate.CLEAN, {"clean": 0.80}, {"clean": 0.799}),
    (THREE, Gate.STEADIER, {"variability": 0.299}, {"variability": 0.3}),
    (THREE, Gate.STEADIER, {"variability": 0.0, "variability_start": 0.0},
     {"variability": 0.1, "variability_start": 0.0}),
    (FOUR, Gate.RETAINED_DAY, {"retention_day": 0.90}, {"retention_day": 0.899}),
    (FOUR, Gate.RETAINED_WEEK, {"retention_week": 1.2}, {"retention_week": 0.899}),
    (FOUR, Gate.TRANSFER, {"untrained": 0.80}, {"untrained": 0.799}),
    (FOUR, Gate.ECONOMY, {"effort": 0.99}, {"effort": 1.0}),
    (FOUR, Gate.SAFE, {"safety_events": 0}, {"safety_events": 1}),
    (FOUR, Gate.KEPT, {"probe_drop": 2.0}, {"probe_drop": 2.01}),
])
def test_each_gate_on_both_sides(stage: Stage, gate: Gate, passes: dict[str, float],
                                 fails: dict[str, float]) -> None:
    met = {check.gate: check.met for check in advise(stage, [with_(**passes)] * 2).checks}
    assert met == dict.fromkeys(GATES[stage], True)
    met = {check.gate: check.met for check in advise(stage, [with_(**fails)] * 2).checks}
    assert met == {**dict.fromkeys(GATES[stage], True), gate: False}
    assert advise(stage, [with_(**fails)] * 2).advised is (Advised.BACK if gate is Gate.KEPT else Advised.STAY)


@pytest.mark.parametrize("stage", [ONE, TWO, THREE])
def test_two_sessions_in_a_row_lead_on(stage: Stage) -> None:
    bad = Measured(success=0.1, guess_error=0.9, assist=1.0, clean=0.1, feedback_drop=0.5)
    assert advise(stage, [BEST]).advised is Advised.STAY
    assert advise(stage, [BEST]).too_few == 1
    assert advise(stage, [BEST, bad]).advised is Advised.STAY
    assert advise(stage, [bad, BEST]).advised is Advised.STAY
    found = advise(stage, [bad, BEST, BEST])
    assert (found.stage, found.advised, found.too_few) == (Stage(stage + 1), Advised.GO_ON, 0)
    assert {check.session for check in found.checks} == {1, 2}


def test_low_success_does_not_hold_back_who_knows_the_errors() -> None:
    assert advise(ONE, [with_(success=0.2)] * 2).stage is TWO


def test_what_was_not_measured_is_asked_for_and_never_counts_as_met() -> None:
    found = advise(THREE, [with_(dual_cost=None), BEST])
    assert found.advised is Advised.STAY
    assert found.unmeasured == (Gate.DUAL_TASK,)
    check = next(check for check in found.checks if check.met is None)
    assert (check.session, check.value, check.limit) == (2, None, 0.15)
    assert advise(ONE, [with_(load_error=None)] * 2).advised is Advised.GO_ON, "a guess of load needs a board"


def test_the_fourth_stage_stays_unless_a_probe_falls_by_more_than_chance() -> None:
    assert advise(FOUR, [BEST]).advised is Advised.STAY
    assert advise(FOUR, [BEST, with_(probe_drop=3.0)]).stage is THREE
    assert advise(FOUR, [with_(probe_drop=3.0), BEST]).stage is FOUR, "only the last probe counts"
    assert advise(FOUR, [with_(probe_drop=3.0, mdc=None)]).stage is FOUR, "chance is not known"


@pytest.mark.parametrize(("measured", "stage"), [
    (Measured(), ONE), (with_(success=0.49), ONE), (with_(guess_error=0.21), ONE), (with_(guess_error=-0.21), ONE),
    (with_(load_error=0.11), ONE), (with_(success=0.5), TWO), (with_(success=0.74), TWO),
    (Measured(success=0.9), THREE), (with_(feedback_drop=0.16), THREE), (with_(dual_cost=0.21), THREE),
    (with_(retention_week=None), THREE), (with_(safety_events=1), THREE), (BEST, FOUR),
    (with_(probe_drop=None, mdc=None), FOUR)])
def test_the_picture_of_one_session(measured: Measured, stage: Stage) -> None:
    assert picture(measured) is stage


def test_limits_can_be_changed() -> None:
    assert advise(TWO, [with_(success=0.7)] * 2, Limits(success=0.7)).advised is Advised.GO_ON
    assert picture(with_(success=0.7), Limits(success=0.7)) is FOUR
    with pytest.raises(InputError, match="the limit clean to a number from 0 to 1"):
        Limits(clean=80)


@pytest.mark.parametrize("keys", [{"success": 1.2}, {"assist": -0.1}, {"clean": 80.0}, {"dual_cost": math.nan},
                                  {"mdc": math.inf}])
def test_measures_that_cannot_be_are_refused(keys: dict[str, float]) -> None:
    with pytest.raises(InputError, match=next(iter(keys))):
        with_(**keys)


def test_there_must_be_a_session() -> None:
    with pytest.raises(InputError, match="no session yet"):
        advise(ONE, [])


def test_every_gate_has_its_test_and_its_stage() -> None:
    assert set(TESTS) == set(Gate) == {gate for gates in GATES.values() for gate in gates}
