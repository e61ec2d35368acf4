"""The small parts of Lanterns: demands, letting go, measures, stars, and what is heard."""

from __future__ import annotations

from dataclasses import replace
from math import inf

import pytest

from core.muscles import Muscle
from game.plays import Stage
from game.plays.assist import Help
from game.plays.ets import LOWEST, Rest
from game.plays.lanterns_lines import EASE, RELAX_PATIENCE_TICKS, Demand, Lines, Quiet, demand_for
from game.plays.lanterns_scoring import explain, explain_imagined
from game.plays.lanterns_trials import LampResult, LampTrial
from game.plays.lanterns_world import place_of, pull
from levels.words import LampMode
from tests.game.lanterns import CALF, TA, make_lanterns

LAMP = LampResult(TA, attempts=1, misses=0, voids=0, own=True, calm=True, relax_level=0.02, threshold=0.3,
                  onset_s=0.4, steady=0.9, other=None, trains=0, stimulated_s=0.0)


# What is asked.

@pytest.mark.parametrize(("mode", "expected"), [
    (LampMode.LIGHT, Demand(0.3, 0.3, 0.41, 0.21, inf)), (LampMode.HOLD, Demand(0.3, 0.3, 0.41, 0.21, inf)),
    (LampMode.SEQUENCE, Demand(0.3, 0.3, 0.41, 0.21, inf)), (LampMode.GRADE, Demand(0.3, 0.2, 0.3, 0.185, 0.415)),
    (LampMode.RELAX, Demand(0.3, 0.3, 0.41, -inf, 0.1)), (LampMode.BREATHE, Demand(0.3, 0.3, 0.41, -inf, 0.1))])
def test_what_each_mode_asks_for(mode: LampMode, expected: Demand) -> None:
    demand = demand_for(mode, 0.3, 0.2, 0.1)
    for name in Demand.__slots__:
        assert getattr(demand, name) == pytest.approx(getattr(expected, name)), name


def test_nobody_is_asked_for_more_than_a_maximum() -> None:
    assert demand_for(LampMode.LIGHT, 0.8, 0.0, 0.1).aim == 1.0


def test_help_lowers_lines_but_not_below_noise_and_widens_bands() -> None:
    for mode, effort in ((LampMode.LIGHT, 0.4), (LampMode.LIGHT, 0.1)):
        help_ = Help(1)
        level = make_lanterns(mode, effort=effort)
        lines = Lines(level, level.grade(1), help_)
        help_.more()
        help_.more()
        assert lines.demand(TA).line == pytest.approx(max(LOWEST, effort * (1 - EASE)))
        assert lines.values() == {TA: effort}
    help_ = Help(1)
    level = make_lanterns(LampMode.GRADE, effort=0.3, band=0.2)
    lines = Lines(level, level.grade(1), help_)
    help_.more()
    help_.more()
    assert lines.demand(TA).trigger == pytest.approx(0.15)
    assert lines.demand(TA).line == 0.3
    assert lines.adapt(TA, lambda threshold: threshold.miss()) is None


def test_each_muscle_of_a_sequence_has_its_own_line() -> None:
    level = make_lanterns(LampMode.SEQUENCE, effort=0.3)
    lines = Lines(level, level.grade(1), Help(1))
    assert lines.turns == (TA, CALF)
    moved = lines.adapt(CALF, lambda threshold: threshold.miss())
    assert moved is not None
    assert moved == pytest.approx((0.3, 0.285))
    assert lines.values() == pytest.approx({TA: 0.3, CALF: 0.285})


# Letting go.

def test_rest_is_over_when_it_lasted_or_when_it_is_in_vain() -> None:
    assert ticks_of(Quiet(0.5), 0.1) == 50
    assert ticks_of(Quiet(0.5), 0.11) == 2 * RELAX_PATIENCE_TICKS
    assert ticks_of(Quiet(0.5), None) == 2 * RELAX_PATIENCE_TICKS


def ticks_of(quiet: Quiet, value: float | None) -> int:
    """How long it takes at an effort."""
    return next(tick for tick in range(1, 10_000) if quiet.step(value, 0.1))


def test_only_rest_is_measured_as_rest() -> None:
    quiet = Quiet(0.5)
    for value in (0.9, 0.05, None, 0.07):
        quiet.step(value, 0.1)
    assert quiet.rest.mean == pytest.approx(0.06)


# What is measured.

def test_a_trial_counts_the_time_after_the_first_touch_and_takes_the_last_attempt() -> None:
    trial = LampTrial(TA)
    trial.rested(Rest(), in_time=True)
    trial.rested(Rest(), in_time=False)
    trial.prompt(0.3)
    trial.effort(0.9, touched=True, inside=False, other=0.9)
    trial.misses += 1
    trial.prompt(0.28)
    for tick in range(60):
        trial.effort(0.2, touched=tick >= 20, inside=tick >= 30, other=0.05)
    assert trial.triggered() == pytest.approx(0.5)
    result = trial.result(second=True)
    assert (result.attempts, result.misses, result.threshold, result.calm) == (2, 1, 0.28, True)
    assert result.steady == 0.75
    assert result.other == pytest.approx(0.25)
    assert result.as_json()["steady"] == 0.75
    assert trial.result(second=False).other is None


def test_a_lamp_that_nobody_tried_measures_nothing() -> None:
    result = LampTrial(TA).result(second=True)
    assert (result.steady, result.onset_s, result.other, result.calm) == (None, None, None, None)


# Stars.

@pytest.mark.parametrize(("own", "calm", "steady", "stars"), [
    (3, 3, 0.75, 3), (2, 3, 0.75, 2), (3, 2, 0.75, 2), (3, 3, 0.74, 2), (0, 0, 0.1, 0), (3, 0, 0.1, 1)])
def test_stars_and_their_reasons(own: int, calm: int, steady: float, stars: int) -> None:
    lamps = [replace(LAMP, own=at < own, calm=at < calm, steady=steady) for at in range(4)]
    outcome = explain(lamps, 4, 0, {TA: 0.3})
    assert outcome.stars == stars
    assert outcome.reasons[0].startswith(f"You did {own} of 4 lamps" if own else "You made a start.")
    assert len(outcome.reasons) == 3


def test_measures_name_successes_without_what_a_sensor_spoilt() -> None:
    lamps = [replace(LAMP, attempts=4, misses=1, voids=1, trains=1, stimulated_s=4.0), replace(LAMP, onset_s=0.6)]
    measures = explain(lamps, 3, 1, {TA: 0.31}).measures
    assert measures["trigger_success"] == 0.75
    assert (measures["assist_share"], measures["stimulated_s"], measures["skipped"]) == (0.5, 4.0, 1)
    assert measures["thresholds"] == {"right_tibialis_anterior": 0.31}
    means = measures["means"]
    assert isinstance(means, dict)
    assert (means["onset_s"], means["other"]) == (0.5, None)


def test_an_empty_round_has_reasons_too() -> None:
    outcome = explain([], 4, 0, {})
    assert outcome.stars == 0
    assert (outcome.measures["trigger_success"], outcome.measures["assist_share"]) == (None, None)
    assert len(outcome.reasons) == 3


@pytest.mark.parametrize(("done", "goal", "stars"), [
    (0, 4, 0), (1, 4, 0), (2, 4, 1), (3, 4, 2), (4, 4, 3), (0, 0, 0)])
def test_imagining_gives_a_star_for_each_third(done: int, goal: int, stars: int) -> None:
    outcome = explain_imagined([LAMP] * done, goal, 0)
    assert outcome.stars == stars
    assert outcome.reasons[0] == (f"You imagined {done} of {goal} lamps." if goal else
                                  "Today we left the lamps as they are. That is fine.")


# What is heard and seen.

HOLD = demand_for(LampMode.HOLD, 0.3, 0.0, 0.1)
BAND = demand_for(LampMode.GRADE, 0.3, 0.2, 0.1)


@pytest.mark.parametrize(("demand", "effort", "line", "stage", "expected"), [
    (HOLD, 0.0, 0.3, Stage.TRY, 1.0), (HOLD, 0.15, 0.3, Stage.TRY, 0.5), (HOLD, 0.3, 0.3, Stage.TRY, 0.0),
    (HOLD, 0.9, 0.3, Stage.TRY, 0.0), (HOLD, 0.21, 0.3, Stage.HOLD, 0.0), (HOLD, 0.2, 0.3, Stage.HOLD, 1 / 3),
    (BAND, 0.3, 0.3, Stage.HOLD, 0.0), (BAND, 0.45, 0.3, Stage.HOLD, -0.5), (BAND, 0.15, 0.3, Stage.HOLD, 0.5),
    (BAND, 9.0, 0.3, Stage.TRY, -1.0), (HOLD, 0.1, 0.1, Stage.RELAX, 0.0), (HOLD, 0.25, 0.1, Stage.RELAX, -0.5),
    (HOLD, 2.0, 0.1, Stage.RELAX, -1.0), (HOLD, 0.0, 0.1, Stage.RELAX, 0.0)])
def test_how_far_an_effort_is_from_what_is_asked(
        demand: Demand, effort: float, line: float, stage: Stage, expected: float) -> None:
    assert pull(demand, effort, line, stage) == pytest.approx(expected)


@pytest.mark.parametrize("count", range(1, 25))
def test_lamps_never_touch_and_stay_in_the_picture(count: int) -> None:
    places = [place_of(number, count) for number in range(count)]
    assert all(abs(x) + size <= 1 and abs(y) + size <= 0.6 for x, y, size in places)
    for at, (x, y, size) in enumerate(places):
        for other_x, other_y, other_size in places[:at]:
            assert max(abs(x - other_x), abs(y - other_y)) > size + other_size


def test_muscles_are_told_by_name() -> None:
    assert LAMP.as_json()["muscle"] == str(Muscle.RIGHT_TIBIALIS_ANTERIOR)
