from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signals.offline.spectra import spectrum
from tests.signals.offline.shapes import gauss, times, wander


@pytest.mark.parametrize("hz", [0.2, 0.5, 1.3, 4.0])
def test_a_sine_has_all_its_power_at_its_frequency(hz: float) -> None:
    found = spectrum(10 * np.sin(2 * np.pi * hz * times(100, 60)), 100.0)
    assert found is not None
    assert found.power_mm2 == pytest.approx(50, rel=0.12)  # at 0.2 Hz some of it falls below the band
    assert found.f50_hz == pytest.approx(hz, abs=0.051)
    assert found.mean_hz == pytest.approx(hz, abs=0.04)
    assert found.centroidal_hz == pytest.approx(hz, abs=0.06)
    assert found.dispersion < 0.5


def test_white_noise_is_spread_evenly_over_the_band() -> None:
    """Moments of a flat density from 0.15 to 5 Hz: m1/m0 = 2.575, sqrt(m2/m0) = 2.93."""
    found = spectrum(gauss(60_000), 100.0)
    assert found is not None
    assert found.power_mm2 == pytest.approx(4.85 / 50, rel=0.1)
    assert found.f50_hz == pytest.approx(2.575, abs=0.2)
    assert found.f95_hz == pytest.approx(4.76, abs=0.15)
    assert found.mean_hz == pytest.approx(2.575, abs=0.1)
    centroidal = math.sqrt((5 ** 3 - 0.15 ** 3) / (3 * 4.85))
    assert found.centroidal_hz == pytest.approx(centroidal, abs=0.1)
    assert found.dispersion == pytest.approx(math.sqrt(1 - 2.575 ** 2 / centroidal ** 2), abs=0.03)


def test_what_lies_below_the_band_counts_for_nothing() -> None:
    slow = 100 * np.sin(2 * np.pi * 0.03 * times(50, 60))
    quick = np.sin(2 * np.pi * 1.0 * times(50, 60))
    found = spectrum(slow + quick, 50.0)
    assert found is not None
    assert found.f95_hz == pytest.approx(1.0, abs=0.2)


@pytest.mark.parametrize("samples", [0, 1, 2, 160])
def test_a_trial_too_short_for_one_slow_turn_has_no_spectrum(samples: int) -> None:
    assert spectrum(gauss(samples), 25.0) is None


def test_standing_still_and_a_rate_too_slow_have_none_either() -> None:
    assert spectrum(np.full(1000, 3.3), 25.0) is None
    assert spectrum(gauss(1000), 0.2) is None


@settings(max_examples=15)
@given(st.integers(0, 1000), st.floats(0.1, 50), st.floats(-300, 300))
def test_frequencies_know_neither_scale_nor_place(seed: int, scale: float, offset: float) -> None:
    walk = wander(750, seed)
    before, after = spectrum(walk, 25.0), spectrum(scale * walk + offset, 25.0)
    assert before is not None
    assert after is not None
    assert after.f50_hz == before.f50_hz
    assert after.centroidal_hz == pytest.approx(before.centroidal_hz, rel=1e-6)
    assert after.power_mm2 == pytest.approx(scale ** 2 * before.power_mm2, rel=1e-6)
    assert 0.15 <= after.f50_hz <= after.f95_hz <= 5.0
    assert 0 <= after.dispersion <= 1
