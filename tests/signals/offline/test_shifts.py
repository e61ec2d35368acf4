from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InputError
from signals.offline.shifts import Shift, Side, weight_shifts
from tests.signals.offline.shapes import wander


def row(*parts: tuple[int, float]) -> np.ndarray:
    """Stay `n` samples at each value."""
    return np.concatenate([np.full(n, value, np.float64) for n, value in parts])


def test_each_stay_has_its_side_its_times_and_its_peak() -> None:
    found = weight_shifts(row((10, 0), (20, 40), (10, 0), (30, -50), (10, 0)), 10.0, 30.0, 1.0)
    assert found == (Shift(Side.PLUS, 1.0, 3.0, 40.0), Shift(Side.MINUS, 4.0, 7.0, -50.0))


@pytest.mark.parametrize(("samples", "events"), [(9, 0), (10, 1), (11, 1)])
def test_a_touch_shorter_than_the_dwell_is_none(samples: int, events: int) -> None:
    assert len(weight_shifts(row((5, 0), (samples, 40), (5, 0)), 10.0, 30.0, 1.0)) == events


@pytest.mark.parametrize(("value", "events"), [(30.0, 0), (30.01, 1), (-30.01, 1)])
def test_the_threshold_itself_is_not_beyond(value: float, events: int) -> None:
    assert len(weight_shifts(row((5, 0), (20, value), (5, 0)), 10.0, 30.0, 1.0)) == events


def test_who_is_still_there_at_the_end_has_no_time_out() -> None:
    assert weight_shifts(row((5, 0), (20, 40)), 10.0, 30.0, 1.0)[0].out_s is None


@pytest.mark.parametrize("samples", [0, 1, 50])
def test_without_movement_there_are_none(samples: int) -> None:
    assert weight_shifts(np.zeros(samples), 10.0, 30.0, 0.0) == ()


@pytest.mark.parametrize(("threshold", "dwell_s"), [(0.0, 1.0), (-1, 1), (30, -1), (math.nan, 1), (1, math.nan)])
def test_a_zone_without_an_edge_is_refused(threshold: float, dwell_s: float) -> None:
    with pytest.raises(InputError):
        weight_shifts(np.zeros(5), 10.0, threshold, dwell_s)


@settings(max_examples=25)
@given(st.integers(0, 1000), st.floats(0, 0.5))
def test_the_mirror_sees_the_same_on_the_other_side(seed: int, dwell_s: float) -> None:
    walk = wander(300, seed)
    here, there = weight_shifts(walk, 25.0, 3.0, dwell_s), weight_shifts(-walk, 25.0, 3.0, dwell_s)
    assert [(one.in_s, one.out_s, one.peak) for one in here] == [(one.in_s, one.out_s, -one.peak) for one in there]
    assert all(one.out_s is None or one.out_s - one.in_s >= dwell_s - 1e-9 for one in here)
    assert all((one.peak > 0) is (one.side is Side.PLUS) for one in here)
