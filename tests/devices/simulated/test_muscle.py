from __future__ import annotations

import numpy as np
import pytest

from devices.simulated.muscle import HISTORY, MAXIMUM_UV, REST_UV, SimulatedMuscles, coloured_noise, steps_of


@pytest.mark.parametrize("rate_hz", [250.0, 1000.0, 2000.0])
def test_noise_has_unit_strength_and_no_offset(rate_hz: float) -> None:
    noise = coloured_noise(np.random.default_rng(1), 3, rate_hz)
    assert np.sqrt((noise ** 2).mean(axis=0)) == pytest.approx(1.0, rel=1e-3)
    assert abs(noise.mean(axis=0)).max() < 1e-3


def test_noise_has_its_power_between_20_and_300_hertz() -> None:
    noise = coloured_noise(np.random.default_rng(1), 1, 2000.0)[:, 0]
    power = np.abs(np.fft.rfft(noise)) ** 2
    hz = np.fft.rfftfreq(len(noise), 1 / 2000.0)
    assert power[(hz > 20) & (hz < 300)].sum() > 0.85 * power.sum()
    assert 50 < hz[np.convolve(power, np.ones(301), "same").argmax()] < 130


def test_channels_are_not_copies() -> None:
    noise = coloured_noise(np.random.default_rng(1), 2, 1000.0)
    assert abs(float(np.mean(noise[:, 0] * noise[:, 1]))) < 0.1


def test_activation_follows_in_tens_of_milliseconds() -> None:
    muscles = SimulatedMuscles(1, 1)
    course = []
    for k in range(60):
        muscles.step(k, [1.0])
        course.append(muscles.activation[0])
    assert 0.5 < course[5] < 0.8
    assert course[-1] == pytest.approx(1.0, abs=1e-3)
    assert course == sorted(course)


def test_strength_lies_between_rest_and_maximum() -> None:
    muscles = SimulatedMuscles(1, 2)
    for k in range(200):
        muscles.step(k, [0.0, 1.0])
    block = muscles.emg_uv(1_990_000_000, 1000, 1000.0)
    assert np.sqrt((block[500:] ** 2).mean(axis=0)) == pytest.approx([REST_UV, MAXIMUM_UV], rel=0.25)


def test_a_stimulator_drowns_the_muscle_and_rings_down_when_it_ends() -> None:
    muscles = SimulatedMuscles(1, 2)

    def loudest(first: int, last: int, channel: int) -> float:
        uv = muscles.emg_uv(last * 10_000_000, (last - first) * 10, 1000.0)[:, channel]
        return float(np.sqrt((uv ** 2).mean()))

    for k in range(200):
        if k == 50:
            muscles.stimulate(0, 20.0)
        if k == 100:
            muscles.stimulate(0, 0.0)
        muscles.step(k, [0.0, 0.0])
    assert loudest(10, 49, 0) < 3 * REST_UV
    assert loudest(55, 100, 0) > 2 * MAXIMUM_UV
    assert loudest(101, 105, 0) > MAXIMUM_UV, "an overloaded amplifier does not come back at once"
    assert loudest(185, 199, 0) < 3 * REST_UV
    assert loudest(55, 100, 1) < 3 * REST_UV, "the other muscle is far away"


@pytest.mark.parametrize("rate_hz", [250.0, 256.0, 333.3, 500.0, 1000.0])
@pytest.mark.parametrize("n", [1, 10, 5000])
def test_each_sample_lies_in_the_step_of_its_time(rate_hz: float, n: int) -> None:
    for last in (n - 1, 2559, 2560, 123_456, 2_000_003):
        samples = range(max(0, last - n + 1), last + 1)
        steps = [int(sample * 100 / rate_hz + 1e-9) % HISTORY for sample in samples]
        assert steps_of(last, len(samples), rate_hz).tolist() == steps
