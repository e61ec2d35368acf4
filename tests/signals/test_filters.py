from __future__ import annotations

import math
import re
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import sosfreqz

from signals import sections
from signals.filters import INPUT_LIMIT, QUIET_LIMIT, EnvelopeFilter, Floats, SosFilter, rate_remark, warm_up
from tests.signals.samples import noise, sine

RATES = [100.0, 125.0, 200.0, 250.0, 256.0, 500.0, 1000.0, 2000.0, 10_000.0]


def gain_db(sos: Floats, hz: float, rate_hz: float) -> float:
    """Gain of a settled sine through the running filter."""
    out = SosFilter(sos, 1).feed(sine(hz, rate_hz, 4.0))
    rms = np.sqrt(np.mean(out[0, len(out[0]) // 2:] ** 2))
    return float(20 * np.log10(rms * math.sqrt(2) + 1e-12))


def butterworth_db(hz: float, low_hz: float, high_hz: float, rate_hz: float) -> float:
    """Gain of a digital Butterworth band-pass of order 4 in closed form (bilinear, edges prewarped)."""
    w, low, high = (math.tan(math.pi * f / rate_hz) for f in (hz, low_hz, high_hz))
    return -10 * math.log10(1 + ((w * w - low * high) / (w * (high - low))) ** 8)


@pytest.mark.parametrize("hz", [10, 20, 30, 50, 100, 200, 400, 450, 800])
def test_the_band_passes_20_to_450_hz(hz: float) -> None:
    expected = butterworth_db(hz, 20, 450, 2000.0)
    assert gain_db(sections.band_sections(2000.0, 0), hz, 2000.0) == pytest.approx(expected, abs=0.05)


@pytest.mark.parametrize(("hz", "least", "most"), [(10, -99, -24), (20, -3.1, -2.9), (50, -0.1, 0), (400, -1, 0)])
def test_what_this_means_in_decibel(hz: float, least: float, most: float) -> None:
    assert least <= butterworth_db(hz, 20, 450, 2000.0) <= most


@pytest.mark.parametrize(("rate_hz", "edge_hz"), [(200.0, 95.0), (250.0, 118.75), (500.0, 237.5), (1000.0, 450.0)])
def test_slow_sensors_get_a_band_that_ends_below_half_their_rate(rate_hz: float, edge_hz: float) -> None:
    sos = sections.band_sections(rate_hz, 0)
    for hz in (20.0, 60.0, edge_hz):
        assert gain_db(sos, hz, rate_hz) == pytest.approx(butterworth_db(hz, 20, edge_hz, rate_hz), abs=0.1)


@pytest.mark.parametrize("mains_hz", [50, 60])
@pytest.mark.parametrize("harmonic", [1, 3, 5])
def test_mains_and_odd_harmonics_are_20_db_down_and_their_neighbours_kept(mains_hz: int, harmonic: int) -> None:
    with_notch, without = (sections.band_sections(2000.0, hz) for hz in (mains_hz, 0))
    at_hz = float(mains_hz * harmonic)
    assert gain_db(with_notch, at_hz, 2000.0) <= -20
    for near_hz in (at_hz - 10, at_hz + 10):
        assert gain_db(with_notch, near_hz, 2000.0) - gain_db(without, near_hz, 2000.0) >= 20 * math.log10(0.95)


@pytest.mark.parametrize("rate_hz", RATES)
@pytest.mark.parametrize("mains_hz", [0, 50, 60])
def test_every_usual_rate_has_a_stable_filter(rate_hz: float, mains_hz: int) -> None:
    sos = sections.band_sections(rate_hz, mains_hz)
    poles = np.concatenate([np.roots(row[3:]) for row in sos])
    assert np.abs(poles).max() < 1
    _, response = sosfreqz(sos, 4000, fs=rate_hz)
    assert np.abs(response).max() <= 1.001
    assert sections.upper_edge_hz(rate_hz) < rate_hz / 2


@pytest.mark.parametrize(("rate_hz", "notches"), [(200.0, 1), (250.0, 1), (500.0, 2), (1000.0, 3), (100.0, 0)])
def test_only_notches_below_half_the_rate_are_made(rate_hz: float, notches: int) -> None:
    with_notch, without = (sections.band_sections(rate_hz, hz) for hz in (50, 0))
    assert len(with_notch) - len(without) == notches


@pytest.mark.parametrize(("share", "ms"), [(0.5, 39), (0.9, 71)])
def test_the_envelope_needs_39_ms_to_half_and_71_to_90_percent(share: float, ms: float) -> None:
    step = np.concatenate([np.zeros(100), np.ones(1000)])[None]
    out = SosFilter(sections.envelope_sections(1000.0), 1).feed(step)[0]
    assert int(np.argmax(out >= share)) - 100 == pytest.approx(ms, abs=1.5)


@pytest.mark.parametrize("rate_hz", [200.0, 250.0, 2000.0])
def test_the_envelope_of_a_sine_is_its_rectified_mean(rate_hz: float) -> None:
    out = EnvelopeFilter(rate_hz, 1, 50).feed(sine(70, rate_hz, 3.0, amplitude=100.0))
    assert float(out[0, -round(rate_hz):].mean()) == pytest.approx(100 * 2 / math.pi, rel=0.03)


@pytest.mark.parametrize("offset", [0.0, 1033.0, -187_000.0, 1e6])
def test_a_constant_gives_no_transient_at_the_start(offset: float) -> None:
    out = EnvelopeFilter(1000.0, 1, 50).feed(np.full((1, 500), offset))
    assert np.abs(out).max() <= 1e-6 * max(1.0, abs(offset))


def test_an_envelope_is_never_negative() -> None:
    burst = noise(1000.0, 1.0, sd=200).T
    out = EnvelopeFilter(1000.0, 1, 50).feed(np.hstack([burst, np.zeros((1, 1000)), burst, np.zeros((1, 1000))]))
    assert out.min() >= 0


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 70), min_size=1, max_size=8).filter(any), st.sampled_from([200.0, 250.0, 2000.0]),
       st.integers(0, 2 ** 31))
def test_any_chunk_size_gives_bitwise_the_same(sizes: list[int], rate_hz: float, seed: int) -> None:
    raw = noise(100.0, 5.0, sd=100, channels=3, seed=seed).T
    raw[1, 17], raw[2, 40:60] = np.nan, np.inf
    whole = EnvelopeFilter(rate_hz, 3, 50).feed(raw)
    chunked, parts, start, turn = EnvelopeFilter(rate_hz, 3, 50), [], 0, 0
    while start < raw.shape[1]:
        size = sizes[turn % len(sizes)]
        parts.append(chunked.feed(raw[:, start:start + size]))
        start, turn = start + size, turn + 1
    assert np.array_equal(np.hstack(parts), whole)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 3e38])
def test_garbage_passes_and_leaves_nothing_behind(bad: float) -> None:
    raw = noise(1000.0, 1.0, channels=2).T
    dirty = EnvelopeFilter(1000.0, 2, 50)
    dirty.feed(raw)
    assert np.isfinite(dirty.feed(np.array([[1.0, bad, 2.0], [1.0, 1.0, 1.0]]))).all()
    settled = dirty.feed(np.tile(raw, 12))
    assert np.isfinite(settled).all()
    assert settled[0, -1] == pytest.approx(EnvelopeFilter(1000.0, 2, 50).feed(np.tile(raw, 12))[0, -1], rel=0.05)


def test_a_lost_value_repeats_the_one_before() -> None:
    filtered = SosFilter(sections.envelope_sections(1000.0), 2)
    held = SosFilter(sections.envelope_sections(1000.0), 2)
    first = np.array([[1.0, 2.0], [3.0, 4.0]])
    assert np.array_equal(filtered.feed(first), held.feed(first))
    assert np.array_equal(filtered.feed(np.array([[np.nan, np.nan], [np.inf, 5.0]])),
                          held.feed(np.array([[2.0, 2.0], [4.0, 5.0]])))


@pytest.mark.parametrize("rate_hz", RATES)
@pytest.mark.parametrize("mains_hz", [0, 50, 60])
def test_no_band_pass_answers_with_more_than_ten_times_what_it_was_fed(rate_hz: float, mains_hz: int) -> None:
    """The sizes of the impulse response add up to a bound of any answer; a settled start may add as much again."""
    impulse = np.zeros((1, round(4 * rate_hz)))
    impulse[0, 1] = 1.0
    answer = SosFilter(sections.band_sections(rate_hz, mains_hz), 1).feed(impulse)
    assert 2 * float(np.abs(answer).sum()) < 10
    assert QUIET_LIMIT * 10 < INPUT_LIMIT


@pytest.mark.parametrize("size", [100.0, QUIET_LIMIT * 4, INPUT_LIMIT * 4, np.nan])
def test_leaving_the_second_check_out_changes_no_bit(size: float) -> None:
    """The envelope as it was built before: every stage checks what comes in."""
    raw = noise(1000.0, 2.0, sd=20, channels=2).T
    raw[0, 900:950] = size
    band = SosFilter(sections.band_sections(1000.0, 50), 2)
    smooth = SosFilter(sections.envelope_sections(1000.0), 2)
    expected = np.maximum(smooth.feed(np.abs(band.feed(raw))), 0.0)
    assert np.array_equal(EnvelopeFilter(1000.0, 2, 50).feed(raw), expected)


def test_a_huge_value_is_cut() -> None:
    filtered, cut = (SosFilter(sections.envelope_sections(1000.0), 1) for _ in range(2))
    assert np.array_equal(filtered.feed(np.array([[0.0, 1e30]])), cut.feed(np.array([[0.0, INPUT_LIMIT]])))


def test_the_inner_loop_of_scipy_and_its_public_way_agree_bit_for_bit() -> None:
    sos = sections.band_sections(2000.0, 50)
    raw = np.ascontiguousarray(noise(2000.0, 0.1, channels=8).T)
    state = np.ascontiguousarray(sections.steady_state(sos)[None] * raw[:, 0, None, None])
    inner, public, state_too = raw.copy(), raw.copy(), state.copy()
    sections.run(sos, inner, state)
    sections.run_public(sos, public, state_too)
    assert np.array_equal(inner, public)
    assert np.array_equal(state, state_too)


@pytest.mark.parametrize(("rate_hz", "word"), [
    (50.0, "too few"), (99.9, "too few"), (100.0, "up to 48 Hz"), (250.0, "up to 119 Hz"),
    (947.0, "not for spectra"), (1000.0, "^$")])
def test_the_therapist_is_told_what_a_rate_can_show(rate_hz: float, word: str) -> None:
    assert re.search(word, rate_remark(rate_hz))


def test_scipy_stays_out_until_a_filter_is_made() -> None:
    code = ("import sys, signals.assembler, signals.guided, signals.filters as f\n"
            "assert not any(name.startswith('scipy') for name in sys.modules)\n"
            "f.warm_up()\nassert 'scipy.signal' in sys.modules\n")
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_warming_up_twice_is_harmless() -> None:
    warm_up()
    warm_up()
