from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InputError
from signals.offline.losses import Ordered, ordered
from signals.offline.preprocessing import on_grid
from tests.signals.offline.shapes import Floats, times


def column(t_s: Floats) -> Floats:
    """One channel that tells where it comes from: its own time, 1 and more."""
    return 1 + t_s[:, None]


def without(t_s: Floats, *numbers: int) -> Ordered:
    """Order a record of which the samples of these numbers are missing."""
    left = np.delete(t_s, numbers)
    return ordered(left, column(left))


def test_a_whole_record_comes_through_as_it_is() -> None:
    t_s = times(100, 10)
    found = ordered(t_s, column(t_s))
    assert np.array_equal(found.values, column(t_s))
    assert found.rate_hz == pytest.approx(100)
    assert found.even
    assert found.losses.samples_missing == 0
    assert found.losses.rows == 1001


def test_rows_in_any_order_are_put_in_order() -> None:
    t_s = times(100, 10)
    mixed = np.random.default_rng(1).permutation(t_s)
    found = ordered(mixed, column(mixed))
    assert np.array_equal(found.t_s, t_s)
    assert np.array_equal(found.values, column(t_s))
    assert found.losses.rows_out_of_order > 100


def test_of_a_time_that_comes_twice_the_last_good_row_counts() -> None:
    t_s = np.insert(times(100, 10), 500, 5.0)
    values = column(t_s)
    values[501] = 99.0
    assert ordered(t_s, values).values[500, 0] == 99.0
    values[501] = math.nan
    found = ordered(t_s, values)
    assert found.values[500, 0] == 6.0
    assert (found.losses.times_repeated, found.losses.samples_missing) == (1, 0)


@pytest.mark.parametrize("rate_hz", [1500.0, 2000.0, 4000.0])
def test_samples_that_share_the_ticks_of_a_coarse_clock_are_spread(rate_hz: float) -> None:
    t_s = times(rate_hz, 4)
    ticks = np.floor(t_s * 1000 + 1e-9) / 1000
    found = ordered(ticks, column(t_s))
    assert found.rate_hz == pytest.approx(rate_hz, rel=1e-3)
    assert found.losses.samples_missing == 0
    assert len(found.values) == len(t_s)


@pytest.mark.parametrize("rate_hz", [60.0, 100.0, 300.0, 1000.0])
def test_times_rounded_to_a_millisecond_are_still_even(rate_hz: float) -> None:
    t_s = times(rate_hz, 10)
    found = ordered(np.round(t_s, 3), column(t_s))
    assert found.even
    assert found.rate_hz == pytest.approx(rate_hz, rel=1e-3)
    assert found.losses.samples_missing == 0


def test_lost_samples_are_counted_and_bridged() -> None:
    found = without(times(100, 10), 200, 300, 301, 302, 500)
    assert (found.losses.samples_missing, found.losses.gaps_bridged) == (5, 3)
    assert found.losses.longest_gap_s == pytest.approx(0.03)
    assert found.losses.missing_share == pytest.approx(5 / 1001)
    assert on_grid(found) == pytest.approx(column(times(100, 10)))


@pytest.mark.parametrize(("lost", "cut"), [(9, False), (10, True)])
def test_a_gap_of_a_tenth_of_a_second_ends_the_stretch(lost: int, cut: bool) -> None:
    found = without(times(100, 10), *range(300, 300 + lost))
    assert (found.losses.cut_s > 0) is cut
    assert found.t_s[0] == pytest.approx(3.0 + lost / 100 if cut else 0.0)
    assert found.t_s[-1] == 10.0


@pytest.mark.parametrize(("lost", "refused"), [(50, False), (51, True)])
def test_a_trial_that_misses_more_than_5_percent_is_refused(lost: int, refused: bool) -> None:
    t_s = times(100, 10)[:1000]
    values = column(t_s)
    values[5:5 + 18 * lost:18] = math.nan
    if refused:
        with pytest.raises(InputError, match=r"5\.1 % of the samples are missing .*Repeat the trial"):
            ordered(t_s, values)
    else:
        assert ordered(t_s, values).losses.missing_share == pytest.approx(0.05)


def test_a_trial_cut_into_short_parts_is_refused() -> None:
    keep = [number for number in range(1001) if number % 300 > 10]
    t_s = times(100, 10)[keep]
    with pytest.raises(InputError, match="cut the trial"):
        ordered(t_s, column(t_s))


def test_what_others_know_to_be_lost_is_lost() -> None:
    t_s = times(100, 10)
    good = np.full(len(t_s), True)
    good[[100, 101]] = False
    assert ordered(t_s, column(t_s), good).losses.samples_missing == 2


def test_stamps_that_come_in_bursts_are_not_taken_for_losses() -> None:
    """Bluetooth hands three samples over at once, 1 ms apart, every 30 ms."""
    t_s = np.sort(np.concatenate([np.arange(300) * 0.03 + late for late in (0.0, 0.001, 0.002)]))
    found = ordered(t_s, column(t_s))
    assert not found.even
    assert found.rate_hz == pytest.approx(100, rel=0.01)
    assert found.losses.samples_missing == 0


@pytest.mark.parametrize(("t_s", "values", "word"), [
    (np.zeros(0), np.zeros((0, 1)), "can be used"), (np.zeros(1), np.ones((1, 1)), "can be used"),
    (np.zeros(5), np.ones((5, 1)), "same time"), (np.arange(5.0), np.full((5, 1), math.nan), "can be used"),
    (np.full(5, math.nan), np.ones((5, 1)), "can be used"), (np.arange(5.0), np.ones((4, 1)), "one time for each"),
    (np.arange(5.0), np.full((5, 2), 1e300), "can be used")])
def test_what_is_no_trial_is_refused_with_what_to_do(t_s: Floats, values: Floats, word: str) -> None:
    with pytest.raises(InputError, match=word):
        ordered(t_s, values)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.floats(), st.floats()), max_size=12))
def test_anything_at_all_is_ordered_or_refused(rows: list[tuple[float, float]]) -> None:
    t_s, values = np.array([row[0] for row in rows]), np.array([[row[1]] for row in rows]).reshape(len(rows), 1)
    try:
        found = ordered(t_s, values)
    except InputError:
        return
    assert np.isfinite(found.values).all()
    assert (np.diff(found.t_s) > 0).all()
    assert found.rate_hz > 0
    assert 0 <= found.losses.missing_share <= 0.05
