"""The first level of a new patient."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from core.errors import InputError
from game.difficulty.axes import ORDER, Levels, Lock
from game.difficulty.settings import Settings
from game.difficulty.start import ANCHORS, Assessed, Began, Measure, first_levels

SIZE, RANGE, SPEED, HOLD = ORDER


@pytest.mark.parametrize(("assessed", "levels"), [
    (Assessed(), Levels()),
    (Assessed(reach_share=0.4, shift_deg_s=1.0, sway_share=0.20), Levels()),
    (Assessed(reach_share=0.2, shift_deg_s=0.0, sway_share=3.0), Levels()),
    (Assessed(reach_share=1.0, shift_deg_s=6.0, sway_share=0.05), Levels(0.5, 0.5, 0.5, 0.5)),
    (Assessed(reach_share=1.4, shift_deg_s=9.0, sway_share=0.0), Levels(0.5, 0.5, 0.5, 0.5)),
    (Assessed(reach_share=0.7), Levels(range=0.25)),
    (Assessed(shift_deg_s=3.5), Levels(speed=0.25)),
    (Assessed(sway_share=0.125), Levels(size=0.25, hold=0.25)),
    (Assessed(pace_s=4.0), Levels()),
    (Assessed(pace_s=20.0), Levels()),
    (Assessed(pace_s=2.4), Levels(speed=0.25)),
    (Assessed(pace_s=0.8), Levels(speed=0.5)),
    (Assessed(pace_s=0.5), Levels(speed=0.5)),
])
def test_each_axis_begins_at_half_of_what_was_measured(assessed: Assessed, levels: Levels) -> None:
    assert first_levels(assessed, Settings()).levels == levels


def test_every_axis_tells_its_measure_and_a_lock_that_moved_it() -> None:
    found = first_levels(Assessed(reach_share=1.0), Settings(locks=(Lock(RANGE, 0.0, 0.3), Lock(HOLD, 0.2))))
    told = {reason.axis: (reason.level, reason.measure, reason.value, reason.why) for reason in found.reasons}
    assert told == {
        SIZE: (0.0, Measure.SWAY_SHARE, None, (Began.NOT_MEASURED,)),
        RANGE: (0.3, Measure.REACH_SHARE, 1.0, (Began.MEASURED, Began.LOCKED)),
        SPEED: (0.0, Measure.SHIFT_DEG_S, None, (Began.NOT_MEASURED,)),
        HOLD: (0.2, Measure.SWAY_SHARE, None, (Began.NOT_MEASURED, Began.LOCKED))}


@pytest.mark.parametrize(("assessed", "level", "measure"), [
    (Assessed(shift_deg_s=6.0), 0.5, Measure.SHIFT_DEG_S), (Assessed(pace_s=4.0), 0.0, Measure.PACE_S),
    (Assessed(shift_deg_s=6.0, pace_s=2.4), 0.25, Measure.PACE_S),
    (Assessed(shift_deg_s=0.0, pace_s=0.8), 0.5, Measure.PACE_S)])
def test_speed_begins_from_pace_where_that_was_measured(assessed: Assessed, level: float,
                                                        measure: Measure) -> None:
    (found,) = (reason for reason in first_levels(assessed, Settings()).reasons if reason.axis is SPEED)
    assert (found.level, found.measure, found.value) == (level, measure, assessed.of(measure))


@given(st.floats(0, 2), st.floats(0, 2))
@examples(max_examples=40, deadline=None)
def test_who_reaches_farther_never_begins_nearer(one: float, other: float) -> None:
    less, more = sorted((one, other))
    ranges = [first_levels(Assessed(reach_share=share), Settings()).levels.range for share in (less, more)]
    assert ranges == sorted(ranges)
    assert all(0 <= level <= 0.5 for level in ranges)


def test_who_sways_more_begins_easier() -> None:
    steady, unsteady = (first_levels(Assessed(sway_share=share), Settings()).levels for share in (0.08, 0.15))
    assert steady.size > unsteady.size
    assert steady.hold > unsteady.hold


@pytest.mark.parametrize(("name", "value"), [
    ("reach_share", 85.0), ("reach_share", -0.1), ("shift_deg_s", -1.0), ("shift_deg_s", math.inf),
    ("sway_share", math.nan), ("sway_share", 12.0), ("pace_s", -0.1), ("pace_s", 21.0)])
def test_what_nobody_has_is_refused(name: str, value: float) -> None:
    with pytest.raises(InputError, match=f"Set {name} to a number from 0 to"):
        Assessed(**{name: value})


def test_each_measure_has_two_anchors_that_differ() -> None:
    assert set(ANCHORS) == set(Measure)
    assert all(none != full for none, full in ANCHORS.values())
