"""Hum is told from muscle by its share of the power, whatever its phase and whatever the chunks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.muscles import Muscle
from signals.emg import EmgSignal
from signals.mains import PARTS, MainsWatch
from signals.settings import SignalSettings
from tests.signals.samples import Floats, emg_block, in_chunks, noise, sine

ONE = SignalSettings(channels=(Muscle.LEFT_HAMSTRINGS,))


def hums(data: Floats, rate_hz: float = 1000.0, mains_hz: int = 50) -> bool:
    signal = EmgSignal(SignalSettings(channels=ONE.channels, mains_hz=mains_hz))
    signal.feed(emg_block(data, rate_hz))
    return signal.humming()[0]


def hum(uv: float, hz: float = 50.0, rate_hz: float = 1000.0) -> Floats:
    """A second of hum of so many microvolt RMS."""
    return sine(hz, rate_hz, 1.0, uv * np.sqrt(2.0)).T


@pytest.mark.parametrize(("muscle_uv", "hum_uv", "expected"), [
    (20.0, 0.0, False), (20.0, 10.0, False), (20.0, 16.0, False), (20.0, 22.5, True), (2.0, 300.0, True)])
@pytest.mark.parametrize("offset_uv", [0.0, 5000.0])
def test_more_than_half_of_the_power_is_hum(muscle_uv: float, hum_uv: float, expected: bool,
                                            offset_uv: float) -> None:
    assert hums(noise(1000, 1, sd=muscle_uv) + hum(hum_uv) + offset_uv) is expected


@pytest.mark.parametrize(("hz", "mains_hz", "expected"), [
    (50.0, 50, True), (60.0, 60, True), (150.0, 50, True), (250.0, 50, True), (180.0, 60, True),
    (49.8, 50, True), (90.0, 50, False), (60.0, 50, False), (50.0, 0, False)])
def test_hum_is_mains_and_its_odd_harmonics(hz: float, mains_hz: int, expected: bool) -> None:
    assert hums(hum(50.0, hz) + noise(1000, 1, sd=5), mains_hz=mains_hz) is expected


@pytest.mark.parametrize("rate_hz", [125.0, 200.0, 250.0, 500.0, 2000.0, 10_000.0])
def test_at_every_rate(rate_hz: float) -> None:
    quiet = noise(rate_hz, 1, sd=5)
    assert hums(quiet + hum(30.0, 50.0, rate_hz), rate_hz)
    assert not hums(quiet, rate_hz)


def test_a_sensor_too_slow_to_hear_the_mains_is_not_judged() -> None:
    assert not hums(hum(30.0, 20.0, 100.0), 100.0)


def test_a_sudden_hum_is_told_before_it_can_dwell_and_forgotten_when_it_ends() -> None:
    signal, quiet = EmgSignal(ONE), noise(1000, 1, sd=3)
    signal.feed(emg_block(quiet, 1000.0))
    assert signal.humming() == (False,)
    signal.feed(emg_block(hum(200.0)[:100] + quiet[:100], 1000.0, seq=1000))
    assert signal.humming() == (True,)
    signal.feed(emg_block(quiet[:250], 1000.0, seq=1100))
    assert signal.humming() == (False,)


def test_nothing_is_known_before_the_first_parts() -> None:
    watch = MainsWatch(1000.0, 50, 2, 50)
    *parts, last = np.split(np.repeat(hum(50.0)[:50 * PARTS], 2, axis=1).astype(np.float32), PARTS)
    for part in parts:
        watch.add(part)
        assert watch.humming == (False, False)
    watch.add(last)
    assert watch.humming == (True, True)


def test_silence_and_a_constant_are_no_hum() -> None:
    assert not hums(np.zeros((1000, 1)))
    assert not hums(np.full((1000, 1), 512.0))


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(1, 200), min_size=1, max_size=8), st.floats(0.0, 40.0))
def test_any_chunks_give_the_same_answer(sizes: list[int], hum_uv: float) -> None:
    whole, cut = EmgSignal(ONE), EmgSignal(ONE)
    block = emg_block(noise(1000, 1, sd=20) + hum(hum_uv), 1000.0)
    whole.feed(block)
    for chunk in in_chunks(block, sizes):
        cut.feed(chunk)
    assert cut.humming() == whole.humming()
