from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.frames import StreamHealth
from core.muscles import Muscle
from signals.emg import EmgSignal
from signals.settings import SignalSettings
from tests.signals.samples import Floats, emg_block, in_chunks, noise

OK, RAIL, FLAT = StreamHealth.OK, StreamHealth.SATURATED, StreamHealth.LEAD_OFF
ONE = SignalSettings(channels=(Muscle.LEFT_HAMSTRINGS,))
THREE = SignalSettings(channels=(Muscle.LEFT_HAMSTRINGS, Muscle.RIGHT_HAMSTRINGS, Muscle.LEFT_GASTROCNEMIUS))


def health_after(data: Floats, rate_hz: float = 1000.0) -> StreamHealth:
    signal = EmgSignal(ONE)
    signal.feed(emg_block(data, rate_hz))
    return signal.health()[0]


def quantised(data: Floats, step: float, rails: float) -> Floats:
    """As a converter with that step and those rails delivers it."""
    return np.clip(np.round(data / step) * step, -rails, rails)


@pytest.mark.parametrize(("data", "health"), [
    (noise(1000, 1), OK),
    (noise(1000, 1, sd=0.3), OK),                                    # a very quiet amplifier
    (np.full((1000, 1), 512.0), FLAT),
    (np.zeros((499, 1)), OK),                                         # not long enough to say so
    (np.zeros((500, 1)), FLAT),
    (np.full((1000, 1), np.nan), FLAT),
    (np.full((1000, 1), -187_500.0), RAIL),                           # open input of a 24-bit front end
    (quantised(noise(1000, 1, sd=2500), 2.018, 1033.0), RAIL),        # 10 bit at gain 2420, overdriven
    (quantised(noise(1000, 1, sd=250), 2.018, 1033.0), OK),           # the same, a strong contraction
    (quantised(noise(1000, 1, sd=2), 2.018, 1033.0), OK),             # the same at rest: few steps, often equal
    (quantised(noise(1000, 1, sd=25), 24.41, 12_500.0), OK),
])
def test_electrodes_are_judged_by_the_raw_signal(data: Floats, health: StreamHealth) -> None:
    assert health_after(data) is health


def judged(window: Floats, samples: int) -> StreamHealth:
    """The rule in plain words, for the last half second of one channel; `samples` of a full one."""
    low, high = float(window.min()), float(window.max())
    at_rail = int((np.abs(window) >= ONE.rail_uv).sum())
    at_extreme = max(int((window == low).sum()), int((window == high).sum()))
    if at_rail >= samples / 10 or (high - low >= ONE.clip_uv and at_extreme >= samples / 10):
        return RAIL
    return FLAT if high - low < ONE.flat_uv and len(window) == samples else OK


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(10, 200), st.sampled_from([0.0, 0.1, 30.0, 400.0, 200_000.0]),
                          st.sampled_from([100.0, 600.0, 190_000.0])), min_size=1, max_size=8))
def test_every_judgement_is_that_of_the_rule_in_plain_words(parts: list[tuple[int, float, float]]) -> None:
    data = np.vstack([np.clip(noise(n, 1, sd=sd, seed=n), -limit, limit) for n, sd, limit in parts])
    data = data.astype(np.float32).astype(np.float64)
    signal = EmgSignal(ONE)
    for end in range(50, len(data) + 1, 50):
        signal.feed(emg_block(data[end - 50:end], 1000.0, seq=end - 50))
        assert signal.health() == (judged(data[max(0, end - 500):end], 500),)


@pytest.mark.parametrize("rate_hz", [200.0, 250.0, 500.0, 2000.0, 10_000.0])
def test_a_flat_channel_is_noticed_after_half_a_second_and_forgiven_after_another(rate_hz: float) -> None:
    signal, half = EmgSignal(ONE), round(rate_hz * 0.55)
    good = noise(rate_hz, 0.55)
    signal.feed(emg_block(good, rate_hz))
    assert signal.health() == (OK,)
    signal.feed(emg_block(np.zeros((half, 1)), rate_hz, seq=half))
    assert signal.health() == (FLAT,)
    signal.feed(emg_block(good, rate_hz, seq=2 * half))
    assert signal.health() == (OK,)


@pytest.mark.parametrize("rate_hz", [200.0, 250.0, 500.0, 1000.0, 2000.0])
@pytest.mark.parametrize(("fewer", "health"), [(0, RAIL), (1, OK)])
def test_exactly_a_tenth_of_the_window_at_the_rail_is_enough(
    rate_hz: float, fewer: int, health: StreamHealth,
) -> None:
    window = 10 * round(rate_hz / 20)
    data = noise(rate_hz, 1.0)[:window]
    data[:window // 10 - fewer] = 187_500.0
    assert health_after(data, rate_hz) is health


def test_a_saturated_channel_recovers() -> None:
    signal = EmgSignal(ONE)
    signal.feed(emg_block(np.full((600, 1), 187_500.0), 1000.0))
    assert signal.health() == (RAIL,)
    signal.feed(emg_block(noise(1000, 0.6), 1000.0, seq=600))
    assert signal.health() == (OK,)


def test_each_channel_has_its_own_health() -> None:
    data = noise(1000, 1, channels=3)
    data[:, 1], data[:, 2] = 7.0, 187_500.0
    signal = EmgSignal(THREE)
    signal.feed(emg_block(data, 1000.0))
    assert signal.health() == (OK, FLAT, RAIL)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(1, 90), min_size=1, max_size=6), st.sampled_from([200.0, 1000.0]))
def test_any_chunk_size_gives_bitwise_the_same(sizes: list[int], rate_hz: float) -> None:
    data = noise(100.0, 14.0, channels=3)
    data[600:, 1] = 0.0
    block = emg_block(data, rate_hz)
    whole, chunked = EmgSignal(THREE), EmgSignal(THREE)
    expected = whole.feed(block)
    parts = [chunked.feed(part) for part in in_chunks(block, sizes)]
    assert expected is not None
    assert np.array_equal(np.vstack([part for part in parts if part is not None]), expected)
    assert chunked.health() == whole.health()


def feed_after(seq: int, lost: int) -> tuple[Floats, Floats, Floats]:
    """Envelopes after a break: as it was with the break, with nothing missing, and from a fresh start."""
    before, after = noise(1000, 1, sd=100), noise(1000, 0.1, sd=100, seed=2)
    broken, joined, fresh = EmgSignal(ONE), EmgSignal(ONE), EmgSignal(ONE)
    broken.feed(emg_block(before, 1000.0))
    joined.feed(emg_block(before, 1000.0))
    results = (broken.feed(emg_block(after, 1000.0, seq=seq, lost=lost)),
               joined.feed(emg_block(after, 1000.0, seq=1000)), fresh.feed(emg_block(after, 1000.0)))
    first, second, third = results
    assert first is not None
    assert second is not None
    assert third is not None
    return first, second, third


@pytest.mark.parametrize("lost", [1, 50, 100])
def test_a_short_loss_is_stepped_over(lost: int) -> None:
    broken, joined, _ = feed_after(1000 + lost, lost)
    assert np.array_equal(broken, joined)


@pytest.mark.parametrize(("seq", "lost"), [(1101, 101), (5000, 4000), (0, 0)])
def test_a_long_loss_or_a_restarted_counter_starts_anew(seq: int, lost: int) -> None:
    broken, _, fresh = feed_after(seq, lost)
    assert np.array_equal(broken, fresh)


def test_another_rate_or_channel_count_is_another_stream() -> None:
    signal = EmgSignal(THREE)
    signal.feed(emg_block(noise(1000, 1, channels=3), 1000.0))
    slow = signal.feed(emg_block(noise(250, 1, channels=2), 250.0, seq=1000))
    fresh = EmgSignal(THREE).feed(emg_block(noise(250, 1, channels=2), 250.0))
    assert slow is not None
    assert fresh is not None
    assert np.array_equal(slow, fresh)
    assert len(signal.health()) == 2


@pytest.mark.parametrize("rate_hz", [99.0, 10.0, 1.0])
def test_a_stream_too_slow_for_muscles_is_not_read(rate_hz: float) -> None:
    signal = EmgSignal(ONE)
    assert signal.feed(emg_block(np.zeros((5, 1)), rate_hz)) is None
    assert signal.health() == ()


def test_without_channels_in_the_settings_nothing_is_read() -> None:
    assert EmgSignal(SignalSettings()).feed(emg_block(noise(1000, 1), 1000.0)) is None


def test_channels_beyond_the_settings_are_not_read() -> None:
    signal = EmgSignal(ONE)
    envelope = signal.feed(emg_block(noise(1000, 1, channels=6), 1000.0))
    assert envelope is not None
    assert envelope.shape == (1000, 1)


@pytest.mark.parametrize("rate_hz", [200.0, 250.0, 500.0, 1000.0, 2000.0])
def test_the_envelope_of_noise_is_its_mean_rectified_value(rate_hz: float) -> None:
    """0.798 of the RMS for Gaussian noise; the band keeps part of its power."""
    signal = EmgSignal(SignalSettings(channels=ONE.channels, mains_hz=0))
    envelope = signal.feed(emg_block(noise(rate_hz, 20.0, sd=100), rate_hz))
    assert envelope is not None
    kept = (min(450.0, 0.95 * rate_hz / 2) - 20) / (rate_hz / 2)
    assert float(envelope[len(envelope) // 10:].mean()) == pytest.approx(79.8 * kept ** 0.5, rel=0.05)
