from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InputError
from signals.filters import EnvelopeFilter
from signals.offline.emg import (
    band_pass,
    envelope,
    integrated,
    mean_rectified,
    moving_rms,
    quality,
    rms,
    tkeo,
)
from tests.signals.offline.shapes import Floats, gauss, times


def sine(hz: float, rate_hz: float, amplitude: float = 100.0, length_s: float = 4.0) -> Floats:
    wave: Floats = amplitude * np.sin(2 * np.pi * hz * times(rate_hz, length_s))
    return wave


def gain_db(hz: float, rate_hz: float, mains_hz: int = 0) -> float:
    """Gain of the middle of a settled sine."""
    wave = sine(hz, rate_hz)
    out = band_pass(wave, rate_hz, mains_hz)[0]
    middle = slice(len(wave) // 4, 3 * len(wave) // 4)
    return 20 * math.log10(float(np.std(out[middle]) / np.std(wave[middle])) + 1e-12)


@pytest.mark.parametrize(("hz", "db"), [(20.0, -6.02), (100.0, 0.0), (450.0, -6.02)])
def test_both_edges_are_at_minus_6_db_because_it_runs_both_ways(hz: float, db: float) -> None:
    assert gain_db(hz, 2000.0) == pytest.approx(db, abs=0.1)


@pytest.mark.parametrize("hz", [5.0, 10.0, 800.0])
def test_outside_the_band_little_is_left(hz: float) -> None:
    assert gain_db(hz, 2000.0) < -40


@pytest.mark.parametrize("mains_hz", [50, 60])
@pytest.mark.parametrize("harmonic", [1, 3, 5])
def test_the_notch_is_deep_and_narrow(mains_hz: int, harmonic: int) -> None:
    at_hz = mains_hz * harmonic
    assert gain_db(at_hz, 2000.0, mains_hz) < -20
    for near_hz in (at_hz - 10, at_hz + 10):
        assert gain_db(near_hz, 2000.0, mains_hz) - gain_db(near_hz, 2000.0) > 20 * math.log10(0.95)


@pytest.mark.parametrize(("rate_hz", "edge_hz"), [(200.0, 95.0), (250.0, 118.75), (500.0, 237.5), (1000.0, 450.0)])
def test_slow_sensors_get_a_band_that_ends_below_half_their_rate(rate_hz: float, edge_hz: float) -> None:
    out, facts = band_pass(gauss(2000), rate_hz, 50)
    assert (facts.low_hz, facts.high_hz, facts.order, facts.passes) == (20.0, edge_hz, 4, 2)
    assert np.isfinite(out).all()


@pytest.mark.parametrize("rate_hz", [99.0, 20.0])
def test_a_sensor_too_slow_for_emg_is_refused(rate_hz: float) -> None:
    with pytest.raises(InputError, match="too few for EMG"):
        band_pass(gauss(200), rate_hz)


def test_another_mains_is_refused() -> None:
    with pytest.raises(InputError, match="50 or 60"):
        band_pass(gauss(200), 1000.0, 55)


def test_it_has_no_delay() -> None:
    burst = np.zeros(2001)
    burst[1000] = 1.0
    out = band_pass(burst, 2000.0)[0]
    assert int(np.argmax(np.abs(out))) == 1000
    assert out == pytest.approx(out[::-1], abs=1e-9)


@pytest.mark.parametrize("samples", [0, 1, 2, 5, 30])
def test_short_rows_and_constants_stay_finite(samples: int) -> None:
    assert np.array_equal(band_pass(np.full(samples, 512.0), 1000.0, 50)[0], np.zeros(samples))
    row = gauss(samples)
    for out in (band_pass(row, 1000.0, 50)[0], envelope(row, 1000.0), moving_rms(row, 1000.0), tkeo(row)):
        assert len(out) == samples
        assert np.isfinite(out).all()


def test_the_envelope_of_noise_is_0_798_of_its_rms() -> None:
    row = gauss(40_000, 50.0)
    ratio = float(envelope(row, 2000.0)[2000:-2000].mean()) / 50
    assert ratio == pytest.approx(math.sqrt(2 / math.pi), rel=0.02)
    assert mean_rectified(row) == pytest.approx(0.798 * 50, rel=0.02)


def test_the_envelope_of_a_step_is_at_half_when_the_step_is() -> None:
    step = np.concatenate([np.zeros(2000), np.ones(2000)])
    out = envelope(step, 1000.0)
    assert int(np.argmax(out >= 0.5)) == pytest.approx(2000, abs=1)
    assert out.min() >= 0


def test_the_rms_of_a_sine_is_its_amplitude_over_root_2() -> None:
    wave = sine(50, 2000.0)
    assert rms(wave) == pytest.approx(100 / math.sqrt(2), rel=1e-3)
    assert moving_rms(wave, 2000.0)[1000:-1000] == pytest.approx(np.full(6001, 70.71), rel=0.01)
    assert mean_rectified(wave) == pytest.approx(200 / math.pi, rel=3e-3)
    assert integrated(wave, 2000.0) == pytest.approx(4 * 200 / math.pi, rel=3e-3)


@pytest.mark.parametrize("hz", [20.0, 80.0, 200.0])
def test_the_energy_of_a_sine_is_constant(hz: float) -> None:
    """Teager: x[n]^2 - x[n-1] x[n+1] = A^2 sin^2(w) for a sine of amplitude A and w radians a sample."""
    expected = 100 ** 2 * math.sin(2 * math.pi * hz / 2000) ** 2
    assert tkeo(sine(hz, 2000.0)) == pytest.approx(np.full(8001, expected), rel=1e-6)


@pytest.mark.parametrize("row", [np.zeros(0), np.zeros(1)])
def test_nothing_has_no_rms(row: Floats) -> None:
    assert rms(row) == (0.0 if len(row) else None)
    assert mean_rectified(row) == (0.0 if len(row) else None)
    assert integrated(row, 1000.0) == 0.0


@pytest.mark.parametrize(("row", "rail", "saturated", "flat"), [
    (gauss(1000, 50.0), None, 0.0, False),
    (np.clip(gauss(1000, 50.0), -20, 20), None, 16.0, False),      # clipped at 0.4 SD: what is in runs of 3
    (np.clip(gauss(1000, 50.0), -20, 20), 20.0, 68.0, False),      # the same with known rails: all of them
    (np.zeros(1000), None, 0.0, True),
    (np.full(1000, 187_500.0), 187_500.0, 100.0, True),
    (np.array([1.0, 2.0]), None, 0.0, False),
    (np.zeros(0), None, 0.0, True),
])
def test_rails_and_flat_rows_are_told(row: Floats, rail: float | None, saturated: float, flat: bool) -> None:
    found = quality(row, rail)
    assert found.saturated_percent == pytest.approx(saturated, abs=8)
    assert found.flat is flat


@settings(max_examples=10)
@given(st.floats(0.01, 1000), st.integers(0, 1000), st.sampled_from([200.0, 1000.0, 2000.0]))
def test_amplitudes_scale_with_the_gain(scale: float, seed: int, rate_hz: float) -> None:
    row = gauss(1000, 10.0, seed)
    one, many = (envelope(band_pass(part, rate_hz, 50)[0], rate_hz) for part in (row, scale * row))
    assert many == pytest.approx(scale * one, rel=1e-6, abs=1e-9 * scale)


@pytest.mark.parametrize("rate_hz", [1000.0, 2000.0])
def test_live_and_offline_envelopes_of_one_recording_agree_as_documented(rate_hz: float) -> None:
    """Contractions of 1 s at 100 uV.

    The live envelope comes 40 ms later and, for white noise, is 0 to 6 % larger (the offline band is narrower, its
    edges at -6 dB instead of -3); shifted by that time the courses correlate by more than 0.99.
    """
    t = times(rate_hz, 20.0)
    force = 0.5 - 0.5 * np.cos(2 * np.pi * np.clip(np.mod(t, 4) - 1, 0, 2) / 2)
    raw = gauss(len(t), 1.0) * (2.0 + 100.0 * force)
    offline = envelope(band_pass(raw, rate_hz, 50)[0], rate_hz)
    live = EnvelopeFilter(rate_hz, 1, 50).feed(raw[None])[0]
    settled = slice(round(2 * rate_hz), round(18 * rate_hz))
    match = {late: float(np.corrcoef(np.roll(live, -late)[settled], offline[settled])[0, 1])
             for late in range(round(0.02 * rate_hz), round(0.06 * rate_hz))}
    late = max(match, key=lambda shift: match[shift])
    assert 1000 * late / rate_hz == pytest.approx(40, abs=4)
    assert match[late] > 0.99
    assert float(live[settled].mean()) / float(offline[settled].mean()) == pytest.approx(1.03, abs=0.035)
