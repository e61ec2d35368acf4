"""What is made of the EMG of a trial, on rows whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from signals.assessments.muscles import (
    Banded,
    above_noise_db,
    hum_pct,
    left_pct,
    noise_uv,
    off_line_pct,
    share_pct,
    strength_uv,
    turned,
    unsteady_pct,
)
from signals.assessments.recorder import Floats

RATE_HZ = 1000.0


def level(*parts: tuple[float, float], t0_s: float = 0.0) -> Banded:
    """Alternate between +uv and -uv, so that the RMS is uv: parts of (seconds, uv)."""
    size = np.concatenate([np.full(round(length_s * RATE_HZ), uv) for length_s, uv in parts])
    return Banded(size * (-1.0) ** np.arange(len(size)), RATE_HZ, t0_s)


def noise(*parts: tuple[float, float]) -> Banded:
    """Noise of a known SD in each part."""
    size: Floats = np.concatenate([np.full(round(length_s * RATE_HZ), uv) for length_s, uv in parts])
    return Banded(size * np.random.default_rng(1).normal(0.0, 1.0, len(size)), RATE_HZ, 0.0)


def test_the_part_of_a_trial_is_told_by_its_own_clock() -> None:
    trial = level((2.0, 5.0), t0_s=0.5)
    assert len(trial.between(0.0, 1.0)) == 500
    assert len(trial.between(1.0, 2.0)) == 1000
    assert len(trial.between(5.0, 6.0)) == 0


def test_rest_best_effort_and_their_ratio() -> None:
    rest, best = level((2.0, 3.0)), level((1.0, 10.0), (0.6, 300.0), (1.0, 10.0))
    assert noise_uv(rest) == pytest.approx(3.0)
    assert strength_uv(best) == pytest.approx(300.0)
    assert above_noise_db(best, rest) == pytest.approx(40.0, abs=0.1)
    assert above_noise_db(level((0.3, 300.0)), rest) is None


def test_hum_is_the_power_that_the_notch_takes() -> None:
    assert hum_pct(level((1.0, 5.0)), level((1.0, 4.0))) == pytest.approx(36.0)  # 1 - 16 / 25
    assert hum_pct(level((1.0, 4.0)), level((1.0, 5.0))) == 0.0
    assert hum_pct(level((1.0, 0.0)), level((1.0, 0.0))) is None


@pytest.mark.parametrize(("uv", "off"), [(50.0, 0.0), (60.0, 10.0), (35.0, 15.0)])
def test_the_distance_from_a_level_line_is_that_of_the_effort(uv: float, off: float) -> None:
    trial = level((4.0, uv))
    assert share_pct(trial, 100.0) == pytest.approx(np.full(4000, uv))
    assert off_line_pct(trial, 100.0, ((0.0, 50.0), (4.0, 50.0))) == pytest.approx(off, abs=1e-6)


def test_the_distance_from_a_rising_line_is_its_mean() -> None:
    """No effort at all, line from 0 to 50: 25 on average."""
    assert off_line_pct(level((4.0, 0.0)), 100.0, ((0.0, 0.0), (4.0, 50.0))) == pytest.approx(25.0, abs=0.02)
    assert off_line_pct(Banded(np.zeros(0), RATE_HZ, 0.0), 100.0, ((0.0, 0.0),)) is None


def test_how_unsteady_a_hold_is() -> None:
    assert unsteady_pct(level((4.0, 50.0)), 1.0, 4.0) == pytest.approx(0.0, abs=1e-9)
    half = unsteady_pct(level((2.0, 40.0), (2.0, 60.0)), 0.0, 4.0)  # 10 about 50
    assert half == pytest.approx(20.0, abs=0.5)
    assert unsteady_pct(level((4.0, 0.0)), 1.0, 4.0) is None
    assert unsteady_pct(level((2.0, 50.0)), 1.0, 4.0) is None


def test_what_is_left_after_letting_go() -> None:
    trial = level((2.0, 90.0), (1.0, 30.0), (1.0, 4.0))
    assert left_pct(trial, 3.0, 4.0, 200.0) == pytest.approx(2.0)
    assert left_pct(trial, 9.0, 10.0, 200.0) is None
    assert left_pct(trial, 3.0, 4.0, 0.0) is None


def test_delays_are_counted_from_the_signs() -> None:
    trial, rest = noise((1.3, 2.0), (2.0, 100.0), (2.0, 2.0)), noise((5.0, 2.0))
    on_s, off_s = turned(trial, rest, go_s=1.0, off_s=3.0)
    assert on_s == pytest.approx(0.3, abs=0.02)
    assert off_s == pytest.approx(0.3, abs=0.02)


def test_without_a_contraction_or_a_rest_there_is_no_delay() -> None:
    rest = noise((5.0, 2.0))
    assert turned(rest, rest, 1.0, 3.0) == (None, None)
    assert turned(noise((1.0, 2.0), (2.0, 100.0)), level((5.0, 0.0)), 1.0, 3.0) == (None, None)
