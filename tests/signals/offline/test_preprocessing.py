from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InputError
from signals.offline.preprocessing import prepare_board, prepare_cop, prepare_emg, tare_of
from signals.offline.resampling import linear, swarii, thinned
from signals.offline.sway import sway
from signals.offline.zerophase import low_pass
from tests.signals.offline.shapes import Floats, circle, gauss, times, wander


def corners(x_mm: Floats, y_mm: Floats, kg: float = 60.0) -> Floats:
    """Loads of somebody whose centre of pressure goes there."""
    x, y, quarter = x_mm / 433 * 2, y_mm / 238 * 2, kg / 4
    return np.column_stack([quarter * (1 - x + y), quarter * (1 + x + y), quarter * (1 - x - y),
                            quarter * (1 + x - y)])


def jittered(rate_hz: float, length_s: float, sd_s: float = 0.004) -> Floats:
    """Stamps of a board that reports when it pleases."""
    return np.unique(times(rate_hz, length_s) + gauss(round(rate_hz * length_s) + 1, sd_s, 9))


def test_the_low_pass_is_at_minus_6_db_at_its_cut_off() -> None:
    wave = np.sin(2 * np.pi * 10 * times(100, 10))
    out, facts = low_pass(wave, 100.0, 10.0, 4)
    assert float(np.std(out[200:800]) / np.std(wave[200:800])) == pytest.approx(0.5, abs=0.005)
    assert (facts.high_hz, facts.order, facts.passes) == (10.0, 4, 2)


@pytest.mark.parametrize("rate_hz", [5.0, 20.0, 21.0])
def test_a_record_too_slow_for_the_low_pass_is_left_as_it_is_and_says_so(rate_hz: float) -> None:
    wave = gauss(100)
    out, facts = low_pass(wave, rate_hz, 10.0, 4)
    assert np.array_equal(out, wave)
    assert facts.name == "none"


def test_an_even_record_keeps_its_rate() -> None:
    t_s, (x, y) = times(100, 30), circle()
    found = prepare_cop(t_s, x + 5, y - 3)
    assert found.rate_hz == pytest.approx(100)
    assert found.preprocessing.resampling == "none"
    assert found.x_mm[100:-100] == pytest.approx(x[100:-100] + 5, abs=1e-3)


def test_jittering_stamps_are_resampled_by_swarii_and_the_circle_stays_one() -> None:
    t_s = jittered(90.0, 30.0)
    turn = 2 * np.pi * 0.5 * t_s
    trial = prepare_cop(t_s, 10 * np.cos(turn), 10 * np.sin(turn))
    found = sway(trial.x_mm, trial.y_mm, trial.rate_hz)
    assert trial.rate_hz == 25.0
    assert trial.preprocessing.resampling.startswith("SWARII")
    assert found is not None
    assert found.velocity_mm_s == pytest.approx(2 * math.pi * 5, rel=0.02)
    assert found.rms_mm == pytest.approx(10, rel=0.01)


def test_noisy_stamps_raise_velocity_less_by_swarii_than_by_straight_lines() -> None:
    """Audiffren and Contal 2016."""
    t_s = jittered(100.0, 30.0, 0.003)
    truth = wander(3001)
    seen = np.interp(t_s, times(100, 30), truth)[:, None] + gauss(len(t_s), 0.5, 4)[:, None]
    window, straight = (float(np.abs(np.diff(out[:, 0])).sum())
                        for out in (swarii(t_s, seen), linear(t_s, seen, 25.0)))
    assert window < 0.95 * straight


def test_each_sample_weighs_as_long_as_it_is_relevant() -> None:
    """Window 0.96 .. 1.04 around 1: samples at 0.97, 0.98 and 1.03 weigh 0.015, 0.03 and 0.035."""
    t_s = np.array([0.0, 0.9, 0.97, 0.98, 1.03, 1.5])
    values = np.array([[0.0], [100.0], [1.0], [2.0], [4.0], [100.0]])
    weights = np.array([0.975 - 0.96, 1.005 - 0.975, 1.04 - 1.005])
    assert swarii(t_s, values)[25, 0] == pytest.approx(float(weights @ [1, 2, 4]) / float(weights.sum()))


def test_an_empty_window_is_bridged_by_a_straight_line() -> None:
    t_s = np.array([0.0, 0.04, 1.04, 1.08])
    assert swarii(t_s, t_s[:, None])[13, 0] == pytest.approx(0.52)


@settings(max_examples=25)
@given(st.lists(st.floats(0.001, 0.3), min_size=1, max_size=40), st.floats(-100, 100))
def test_a_constant_stays_a_constant_whatever_the_stamps(steps: list[float], value: float) -> None:
    t_s = np.concatenate([[0.0], np.cumsum(steps)])
    assert swarii(t_s, np.full((len(t_s), 1), value)) == pytest.approx(value)


def test_times_that_do_not_rise_are_refused() -> None:
    with pytest.raises(InputError, match="must rise"):
        swarii(np.array([0.0, 1.0, 1.0]), np.ones((3, 1)))


def test_a_wrong_stamp_a_year_away_is_refused() -> None:
    with pytest.raises(InputError, match="too long"):
        swarii(np.array([0.0, 3e7]), np.ones((2, 1)))


@pytest.mark.parametrize(("rate_hz", "samples"), [(100.0, 751), (25.0, 3001), (20.0, 3001)])
def test_thinning_reads_at_a_lower_rate_and_never_at_a_higher(rate_hz: float, samples: int) -> None:
    assert len(thinned(np.arange(3001.0), rate_hz, 25.0)) == samples
    assert thinned(np.arange(3001.0), rate_hz, 25.0)[1] == max(1.0, rate_hz / 25)


def test_the_centre_of_pressure_of_four_corners_is_where_the_load_is() -> None:
    x, y = circle(radius=10.0)
    trial = prepare_board(times(100, 30), corners(x, y))
    assert trial.cop.rate_hz == 25.0
    assert trial.cop.x_mm[25:-25] == pytest.approx(x[::4][25:-25], abs=0.06)
    assert trial.cop.y_mm[25:-25] == pytest.approx(y[::4][25:-25], abs=0.06)
    assert trial.loads_kg.sum(axis=1) == pytest.approx(60.0)


def test_the_tare_is_taken_from_an_empty_board_and_signed() -> None:
    t_s, (x, y) = times(100, 30), circle()
    zero = np.array([-1.5, 0.3, 2.0, -0.2])
    loads = corners(x, y) + zero
    loads[:200] = zero
    tare = tare_of(t_s, loads, 2.0)
    trial = prepare_board(t_s[200:], loads[200:], tare_kg=tare)
    assert tare == pytest.approx(tuple(zero))
    assert trial.cop.preprocessing.tare_kg == pytest.approx(tuple(zero))
    assert trial.loads_kg.sum(axis=1) == pytest.approx(60.0)


@pytest.mark.parametrize(("loads", "word"), [
    (np.full((300, 4), 15.0), "60.0 kg stood"), (np.full((300, 4), math.nan), "no row"),
    (np.zeros((0, 4)), "no row")])
def test_a_tare_of_somebody_is_refused(loads: Floats, word: str) -> None:
    with pytest.raises(InputError, match=word):
        tare_of(np.arange(len(loads)) / 100, loads, 1.0)


@pytest.mark.parametrize("bad", [[0, 0, 0, 0], [math.nan, 1, 1, 1], [900, 1, 1, 1], [0.1, 0.1, 0.1, 0.1]])
def test_rows_of_zeros_of_garbage_or_of_nobody_are_losses(bad: list[float]) -> None:
    loads = corners(*circle())
    loads[[100, 500, 501]] = bad
    trial = prepare_board(times(100, 30), loads)
    assert trial.cop.preprocessing.losses.samples_missing == 3
    assert np.abs(trial.cop.x_mm).max() < 11


def test_zero_frames_of_a_force_plate_are_no_jump_to_the_middle() -> None:
    x, y = circle()
    clean = prepare_cop(times(100, 30), x + 40, y)
    x, y = x + 40, y.copy()
    x[[50, 1000, 1001]], y[[50, 1000, 1001]] = 0.0, 0.0
    trial = prepare_cop(times(100, 30), x, y)
    assert trial.preprocessing.losses.samples_missing == 3
    assert trial.x_mm == pytest.approx(clean.x_mm, abs=0.1)


@pytest.mark.parametrize("value", [0.0, math.nan])
def test_a_trial_of_nothing_but_losses_is_refused(value: float) -> None:
    with pytest.raises(InputError, match="can be used"):
        prepare_cop(times(100, 5), np.full(501, value), np.full(501, value))
    with pytest.raises(InputError, match="can be used"):
        prepare_board(times(100, 5), np.full((501, 4), value))


def test_a_constant_stays_exactly_constant() -> None:
    trial = prepare_cop(times(100, 5), np.full(501, 3.3), np.full(501, -1.0))
    found = sway(trial.x_mm, trial.y_mm, trial.rate_hz)
    assert found is not None
    assert (found.path_mm, found.mean_frequency_hz) == (0.0, None)


@pytest.mark.parametrize("shape", [(5,), (5, 3)])
def test_a_board_has_four_columns(shape: tuple[int, ...]) -> None:
    with pytest.raises(InputError, match="four columns"):
        prepare_board(np.arange(5.0), np.ones(shape))


def test_x_and_y_are_equally_long() -> None:
    with pytest.raises(InputError, match="equally long"):
        prepare_cop(np.arange(5.0), np.ones(5), np.ones(4))


def test_an_emg_row_is_bridged_and_keeps_its_rate() -> None:
    t_s = np.delete(times(1000, 3), [100, 101, 2000])
    row = prepare_emg(t_s, np.sin(t_s))
    assert row.rate_hz == pytest.approx(1000)
    assert row.values == pytest.approx(np.sin(times(1000, 3)), abs=1e-5)
    assert (row.losses.samples_missing, row.losses.gaps_bridged) == (3, 2)
