"""Hum: its strength and share against closed forms, and the half seconds in which it is measured."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from numpy.typing import NDArray

from core.samples import SampleBlock, Stream
from signals.hum import KEPT, HumMeter, measure_hum

RATE_HZ = 1000.0


def sine(hz: float, peak: float, seconds: float = 0.5, rate_hz: float = RATE_HZ) -> NDArray[np.float32]:
    t = np.arange(round(seconds * rate_hz)) / rate_hz
    return np.asarray(peak * np.sin(2 * np.pi * hz * t + 0.3), np.float32)[:, None]


@pytest.mark.parametrize("mains_hz", [50, 60])
@pytest.mark.parametrize("harmonic", [1, 3, 5])
@pytest.mark.parametrize("rate_hz", [500.0, 1000.0, 2000.0])
def test_a_sine_at_mains_is_all_hum(mains_hz: int, harmonic: int, rate_hz: float) -> None:
    (hum,) = measure_hum(sine(mains_hz * harmonic, 20.0, rate_hz=rate_hz) + 400.0, rate_hz, mains_hz)
    heard = harmonic * mains_hz < 0.95 * rate_hz / 2
    assert hum.rms == pytest.approx(20.0 / sqrt(2) if heard else 0.0, abs=0.01)
    assert hum.share == pytest.approx(1.0 if heard else 0.0, abs=1e-3)


@pytest.mark.parametrize("hz", [20.0, 44.0, 62.0, 90.0, 200.0])
def test_other_sines_are_none(hz: float) -> None:
    (hum,) = measure_hum(sine(hz, 20.0), RATE_HZ, 50)
    assert hum.share < 0.01


def test_shares_add_up() -> None:
    raw = sine(50.0, 30.0) + sine(80.0, 40.0)
    (hum,) = measure_hum(raw, RATE_HZ, 50)
    assert hum.share == pytest.approx(9 / 25, abs=1e-3)
    assert hum.rms == pytest.approx(30 / sqrt(2), abs=0.01)


@pytest.mark.parametrize("value", [0.0, 5.0, np.nan, np.inf])
def test_what_stands_still_or_is_no_number_has_none(value: float) -> None:
    (hum,) = measure_hum(np.full((500, 1), value, np.float32), RATE_HZ, 50)
    assert (hum.rms, hum.share) == (0.0, 0.0)


def fed(meter: HumMeter, raw: NDArray[np.float32], size: int, seq: int = 0) -> int:
    for start in range(0, len(raw), size):
        part = raw[start:start + size].copy()
        meter.feed(SampleBlock(Stream.EMG, seq, 0, RATE_HZ, part))
        seq += len(part)
    return seq


@pytest.mark.parametrize("size", [1, 7, 100, 500, 1700])
def test_the_size_of_blocks_changes_nothing(size: int) -> None:
    meter = HumMeter(1, 50)
    fed(meter, sine(50.0, 10.0, 1.7), size)
    assert meter.parts == 3
    assert [part[0].rms for part in meter.recent] == pytest.approx([10 / sqrt(2)] * 3, abs=0.01)


def test_only_the_last_are_kept_and_only_the_wanted_channels() -> None:
    meter = HumMeter(1, 50)
    fed(meter, np.hstack([sine(50.0, 10.0, 4.0)] * 3), 100)
    assert (meter.parts, len(meter.recent), len(meter.recent[0])) == (8, KEPT, 1)


def test_columns_that_nobody_wants_may_come_and_go() -> None:
    meter, column = HumMeter(1, 50), sine(50.0, 10.0, 0.3)
    seq = fed(meter, np.hstack([column] * 2), 100)
    fed(meter, np.hstack([column] * 3), 100, seq)
    assert meter.parts == 1


def test_a_loss_begins_a_half_second_anew() -> None:
    meter = HumMeter(1, 50)
    seq = fed(meter, sine(50.0, 10.0, 0.4), 100)
    fed(meter, sine(50.0, 10.0, 0.4), 100, seq + 50)
    assert meter.parts == 0


def test_without_mains_nothing_is_measured() -> None:
    meter = HumMeter(1, 0)
    fed(meter, sine(50.0, 10.0, 2.0), 100)
    assert meter.parts == 0
