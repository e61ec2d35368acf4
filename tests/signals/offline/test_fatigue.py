from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import butter, sosfiltfilt

from core.errors import InputError
from signals.offline.fatigue import fatigue, frequencies, slope_percent_min
from tests.signals.offline.shapes import Floats, gauss, times


def test_the_median_of_a_flat_spectrum_is_the_middle_of_its_band() -> None:
    found = frequencies(gauss(60_000), 2000.0)
    assert found is not None
    assert found.median_hz == pytest.approx((20 + 450) / 2, rel=0.03)
    assert found.mean_hz == pytest.approx((20 + 450) / 2, rel=0.03)


@pytest.mark.parametrize("hz", [40.0, 90.5, 300.0])
def test_a_sine_has_both_at_its_own_frequency(hz: float) -> None:
    found = frequencies(np.sin(2 * np.pi * hz * times(2000, 4)), 2000.0)
    assert found is not None
    assert found.median_hz == pytest.approx(hz, abs=1.0)
    assert found.mean_hz == pytest.approx(hz, abs=1.0)


def test_the_mean_lies_above_the_median_when_the_spectrum_leans_low() -> None:
    low = sosfiltfilt(butter(1, 80, fs=2000, output="sos"), gauss(40_000))
    found = frequencies(low, 2000.0)
    assert found is not None
    assert 20 < found.median_hz < found.mean_hz < 235


@pytest.mark.parametrize(("rate_hz", "comparable"), [(200.0, False), (499.0, False), (500.0, True), (2e3, True)])
def test_slow_sensors_are_marked(rate_hz: float, comparable: bool) -> None:
    found = frequencies(gauss(round(rate_hz * 4)), rate_hz)
    assert found is not None
    assert found.comparable is comparable
    assert found.median_hz < rate_hz / 2


@pytest.mark.parametrize("row", [np.zeros(0), np.ones(1), gauss(200), np.full(5000, 7.0)])
def test_what_is_short_or_flat_has_none(row: Floats) -> None:
    assert frequencies(row, 1000.0) is None
    assert fatigue(row, 1000.0) is None


def test_too_slow_is_refused() -> None:
    with pytest.raises(InputError, match="too few"):
        frequencies(gauss(1000), 50.0)


@pytest.mark.parametrize("percent_min", [-30.0, -10.0, 0.0])
def test_a_spectrum_that_sinks_is_found_to_sink(percent_min: float) -> None:
    """A chirp from 100 Hz on, of a known slope."""
    t = times(2000, 40)
    hz = 100 * (1 + percent_min / 100 * t / 60)
    found = fatigue(np.sin(2 * np.pi * np.cumsum(hz) / 2000), 2000.0)
    assert found is not None
    assert len(found.t_s) == 40
    assert found.t_s[0] == pytest.approx(0.5)
    assert found.median_slope_percent_min == pytest.approx(percent_min, abs=0.5)
    assert found.mean_slope_percent_min == pytest.approx(percent_min, abs=0.5)


def test_the_slope_is_told_by_the_value_at_the_beginning() -> None:
    t = np.array([0.5, 1.5, 2.5])
    assert slope_percent_min(t, 100 - 2 * t) == pytest.approx(-120)
    assert slope_percent_min(np.ones(3), np.ones(3)) is None
    assert slope_percent_min(t, t - 10) is None


@settings(max_examples=10)
@given(st.integers(0, 1000), st.floats(0.01, 100), st.floats(-1000, 1000))
def test_frequencies_know_neither_gain_nor_offset(seed: int, scale: float, offset: float) -> None:
    row = gauss(3000, 10.0, seed)
    before, after = frequencies(row, 1000.0), frequencies(scale * row + offset, 1000.0)
    assert before is not None
    assert after is not None
    assert after.median_hz == pytest.approx(before.median_hz, rel=1e-3)
