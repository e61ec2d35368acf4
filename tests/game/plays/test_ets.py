"""EMG-triggered stimulation at its edges: what may set it off, the line, and one train."""

from __future__ import annotations

from math import inf, nan

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.frames import Feature, StreamHealth
from core.muscles import Muscle
from core.stim import NO_STIM, StimPhase, StimView, StimWish
from game.plays.ets import (
    DWELL_TICKS,
    FRESH_NS,
    GRANT_TICKS,
    HIGHEST,
    HYSTERESIS,
    LOWEST,
    REFUSAL_TICKS,
    Course,
    Rest,
    Sight,
    Threshold,
    Train,
    Trigger,
    can_help,
    look,
    rest_s,
    within,
)

TA, CALF = Muscle.RIGHT_TIBIALIS_ANTERIOR, Muscle.RIGHT_GASTROCNEMIUS
NOW = 10_000_000_000
READY = StimView(StimPhase.READY, muscles=frozenset({TA}))
RUNNING = StimView(StimPhase.RUNNING, muscle=TA, muscles=frozenset({TA}), blanked=True)
RESTING = StimView(StimPhase.RESTING, muscles=frozenset({TA}))


# Trigger sanity.

@pytest.mark.parametrize(("health", "value", "age_ns", "sight", "why"), [
    (StreamHealth.OK, 0.4, 0, Sight.SEEN, ""), (StreamHealth.OK, 0.4, FRESH_NS, Sight.SEEN, ""),
    (StreamHealth.OK, 0.4, FRESH_NS + 1, Sight.BAD, "old"), (StreamHealth.LATE, 0.4, 0, Sight.BAD, "late"),
    (StreamHealth.LOST, 0.4, 0, Sight.BAD, "lost"), (StreamHealth.SATURATED, 0.4, 0, Sight.BAD, "saturated"),
    (StreamHealth.LEAD_OFF, 0.4, 0, Sight.BAD, "lead_off"), (StreamHealth.BLANKED, 0.4, 0, Sight.BLIND, ""),
    (StreamHealth.OK, nan, 0, Sight.BAD, "not_a_number"), (StreamHealth.OK, inf, 0, Sight.BAD, "not_a_number"),
])
def test_only_a_fresh_healthy_number_sets_anything_off(
        health: StreamHealth, value: float, age_ns: int, sight: Sight, why: str) -> None:
    seen = look({TA: Feature(value, NOW - age_ns, health)}, TA, NO_STIM, NOW)
    assert (seen.sight, seen.why) == (sight, why)
    assert seen.value == (0.4 if sight is Sight.SEEN else 0.0)


def test_a_missing_muscle_is_lost_and_blanking_covers_everything() -> None:
    assert look({}, TA, NO_STIM, NOW).why == "lost"
    assert look({}, TA, RUNNING, NOW).sight is Sight.BLIND
    assert look({TA: Feature(0.9, NOW, StreamHealth.OK)}, TA, RUNNING, NOW).sight is Sight.BLIND


# The trigger.

def fires(trigger: Trigger, *runs: tuple[float, int]) -> bool:
    """Whether it fires somewhere in runs of (value, ticks)."""
    return True in [trigger.step(value) for value, ticks in runs for _ in range(ticks)]


LINE = 0.3
BELOW = HYSTERESIS * LINE


@pytest.mark.parametrize(("runs", "expected"), [
    ([(0.0, 1), (LINE, DWELL_TICKS)], True), ([(0.0, 1), (LINE, DWELL_TICKS - 1)], False),
    ([(0.0, 1), (LINE - 1e-9, 500)], False), ([(0.0, 1), (LINE, 500)], True),
    ([(LINE, 500)], False), ([(BELOW, 1), (LINE, 500)], False), ([(BELOW - 1e-9, 1), (LINE, 500)], True),
    ([(0.0, 1), (LINE, 9), (BELOW - 1e-9, 1), (LINE, 9)], False),
    ([(0.0, 1), (LINE, 9), (BELOW, 50), (LINE, 1)], True),
    ([(0.0, 1), (5.0, DWELL_TICKS)], True),
])
def test_a_rising_edge_must_last_for_100_ms(runs: list[tuple[float, int]], expected: bool) -> None:
    assert fires(Trigger(LINE), *runs) is expected


def test_what_the_trigger_tells_of_an_attempt() -> None:
    trigger = Trigger(LINE)
    told = []
    for value in (0.29, 0.1, 0.29, 0.3):
        trigger.step(value)
        told.append((trigger.armed, trigger.touched))
    assert told == [(False, False), (True, False), (True, False), (True, True)]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0, 2), max_size=60))
def test_nothing_fires_that_was_not_low_first_and_high_for_ten_ticks(values: list[float]) -> None:
    trigger = Trigger(LINE)
    for at, value in enumerate(values):
        if trigger.step(value):
            seen = values[:at + 1]
            assert sum(v >= LINE for v in seen) >= DWELL_TICKS
            assert min(seen) < BELOW
            return


# The line.

@pytest.mark.parametrize(("line", "kept"), [
    (0.3, 0.3), (LOWEST, LOWEST), (0.0, LOWEST), (-1.0, LOWEST), (nan, LOWEST), (inf, LOWEST), (-inf, LOWEST),
    (HIGHEST, HIGHEST), (HIGHEST + 0.01, HIGHEST), (3.0, HIGHEST)])
def test_where_a_line_may_lie(line: float, kept: float) -> None:
    assert within(line) == kept
    assert Threshold(line).value == kept


def test_five_percent_down_after_a_miss_and_up_after_two_hits_in_a_row() -> None:
    line = Threshold(0.3)
    values = []
    for hit in (True, True, True, False, True, False, True, True):
        (line.hit if hit else line.miss)()
        values.append(line.value / 0.3)
    up, down = 1.05, 0.95
    assert values == pytest.approx([1, up, up, up * down, up * down, up * down ** 2, up * down ** 2,
                                    up ** 2 * down ** 2])


def test_a_line_stays_between_noise_and_eighty_percent() -> None:
    line = Threshold(0.3)
    line.rest(0.25)
    for _ in range(20):
        line.miss()
    assert line.value == 0.25
    for _ in range(200):
        line.hit()
    assert line.value == HIGHEST
    line.rest(0.9)
    assert line.value == HIGHEST
    low = Threshold(0.1)
    low.rest(0.2)
    assert low.value == 0.2


@pytest.mark.parametrize(("values", "mean", "floor"), [
    ([], None, LOWEST), ([0.0] * 9, 0.0, LOWEST), ([0.01] * 9, 0.01, LOWEST), ([0.1] * 9, 0.1, 0.1),
    ([0.1, 0.3], 0.2, 0.5), ([0.0, 1.0], 0.5, HIGHEST)])
def test_noise_of_a_muscle_at_rest_raises_the_floor(values: list[float], mean: float | None, floor: float) -> None:
    rest = Rest()
    for value in values:
        rest.add(value)
    assert rest.mean == (None if mean is None else pytest.approx(mean))
    assert rest.floor() == pytest.approx(floor)


# One train.

def test_a_train_is_wished_for_in_every_step_and_ends_in_time() -> None:
    train = Train(TA, 0.8, 2.0)
    wishes = [train.step(READY)] + [train.step(RUNNING) for _ in range(250)]
    assert wishes[:200] == [StimWish(TA, 0.8)] * 200
    assert wishes[200:] == [None] * 51
    assert (train.course, train.why) == (Course.OVER, "done")
    assert train.on_s == pytest.approx(2.0)


def test_a_wish_that_nobody_grants_is_given_up_after_a_second() -> None:
    train = Train(TA, 1.0, 4.0)
    wishes = [train.step(READY) for _ in range(GRANT_TICKS + 5)]
    assert sum(wish is not None for wish in wishes) == GRANT_TICKS
    assert (train.course, train.why, train.on_s) == (Course.OVER, "refused", 0.0)


def test_a_told_reason_is_an_answer_once_it_can_be_one_to_this_wish() -> None:
    train = Train(TA, 1.0, 4.0)
    told = StimView(StimPhase.READY, why="resting", muscles=frozenset({TA}))
    wishes = [train.step(told) for _ in range(REFUSAL_TICKS)]
    assert [wish is not None for wish in wishes] == [True] * (REFUSAL_TICKS - 1) + [False]
    assert (train.why, train.reason) == ("refused", "resting")
    granted = Train(TA, 1.0, 4.0)
    for view in (told, *[RUNNING] * 100):
        assert granted.step(view) is not None
    granted.step(StimView(StimPhase.BLOCKED, why="pressed"))
    assert (granted.why, granted.reason) == ("stopped", "pressed")


@pytest.mark.parametrize("phase", [StimPhase.NONE, StimPhase.NOT_READY, StimPhase.RESTING, StimPhase.BLOCKED])
def test_a_refused_wish_ends_at_once_and_a_stopped_train_too(phase: StimPhase) -> None:
    refused = Train(TA, 1.0, 4.0)
    assert refused.step(StimView(phase)) is None
    assert refused.why == "refused"
    stopped = Train(TA, 1.0, 4.0)
    assert stopped.step(RUNNING) is not None
    assert stopped.step(StimView(phase)) is None
    assert (stopped.why, stopped.on_ticks) == ("stopped", 1)
    assert stopped.step(RUNNING) is None


def test_help_for_another_muscle_is_not_this_train() -> None:
    train = Train(TA, 1.0, 4.0)
    for _ in range(GRANT_TICKS + 1):
        train.step(StimView(StimPhase.RUNNING, muscle=CALF))
    assert train.why == "refused"


@pytest.mark.parametrize(("stim", "can"), [
    (READY, True), (NO_STIM, False), (RUNNING, False), (RESTING, False),
    (StimView(StimPhase.READY, muscles=frozenset({CALF})), False), (StimView(StimPhase.READY), False),
    (StimView(StimPhase.BLOCKED, muscles=frozenset({TA})), False)])
def test_when_a_wish_makes_sense(stim: StimView, can: bool) -> None:
    assert can_help(stim, TA) is can


@pytest.mark.parametrize(("planned_s", "on_s", "expected"), [
    (12.0, 4.5, 12.0), (12.0, 6.0, 12.0), (12.0, 6.5, 13.0), (1.0, 0.1, 10.0), (10.0, 5.0, 10.0)])
def test_rest_is_at_least_twice_the_train_and_ten_seconds(planned_s: float, on_s: float, expected: float) -> None:
    assert rest_s(planned_s, on_s) == expected
