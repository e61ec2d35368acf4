from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InputError
from signals.offline.emg import band_pass
from signals.offline.onsets import Burst, bursts
from tests.signals.offline.shapes import Floats, gauss

RATE_HZ = 2000.0


def contraction(snr_db: float, seed: int, on_s: float = 3.0, off_s: float = 4.0) -> tuple[Floats, Floats]:
    """Band-passed noise that grows at `on_s`, and its first two seconds as the rest."""
    sd = np.ones(round(6 * RATE_HZ))
    sd[round(on_s * RATE_HZ):round(off_s * RATE_HZ)] = 10 ** (snr_db / 20)
    row = band_pass(gauss(len(sd), 1.0, seed) * sd, RATE_HZ)[0]
    return row, row[:round(2 * RATE_HZ)]


def largest(found: tuple[Burst, ...]) -> Burst:
    return max(found, key=lambda one: one.mean)


@pytest.mark.parametrize(("snr_db", "within_ms"), [(20, 15), (12, 25), (6, 80)])
def test_beginnings_and_ends_are_found_well_within_the_asked_tolerance(snr_db: float, within_ms: float) -> None:
    """Asked: 40, 50 and 120 ms at 20, 12 and 6 dB."""
    errors = []
    for seed in range(20):
        row, rest = contraction(snr_db, seed)
        found = largest(bursts(row, RATE_HZ, rest))
        assert found.on_s is not None
        assert found.off_s is not None
        errors += [1000 * (found.on_s - 3.0), 1000 * (found.off_s - 4.0)]
    assert np.abs(errors).max() <= within_ms


def test_the_correction_leaves_no_bias_at_a_sharp_step() -> None:
    """Of a row that no filter has smeared; the zero-phase band-pass lets a step of 30 dB show 8 ms early."""
    rise = np.where(np.arange(8000) < 6000, 1.0, 30.0)
    errors = [largest(bursts(gauss(8000, 1.0, seed) * rise, RATE_HZ, gauss(4000, 1.0, seed))).on_s
              for seed in range(20)]
    assert 1000 * (float(np.mean([one for one in errors if one is not None])) - 3.0) == pytest.approx(0, abs=3)


def test_rest_alone_holds_no_contraction() -> None:
    row, rest = contraction(0, 1)
    assert bursts(row, RATE_HZ, rest, k_sd=4.0) == ()


@pytest.mark.parametrize(("pause_s", "count"), [(0.1, 1), (0.3, 2)])
def test_short_pauses_belong_to_one_burst(pause_s: float, count: int) -> None:
    first, rest = contraction(20, 1, 3.0, 3.5)
    second, _ = contraction(20, 1, 3.5 + pause_s, 4.5)
    assert len(bursts(np.where(np.abs(first) > np.abs(second), first, second), RATE_HZ, rest)) == count


@pytest.mark.parametrize(("length_s", "count"), [(0.02, 0), (0.3, 1)])
def test_a_twitch_is_no_burst(length_s: float, count: int) -> None:
    row, rest = contraction(20, 1, 3.0, 3.0 + length_s)
    assert len(bursts(row, RATE_HZ, rest)) == count


def test_what_is_already_or_still_going_on_has_no_time() -> None:
    row, rest = contraction(20, 1, 2.5, 6.0)
    assert bursts(row, RATE_HZ, rest)[0].off_s is None
    found = bursts(row[round(3 * RATE_HZ):], RATE_HZ, rest)[0]
    assert (found.on_s, found.off_s) == (None, None)
    assert found.mean == pytest.approx(10 * 0.798 * 0.65, rel=0.1)


@pytest.mark.parametrize(("rest", "k", "word"), [
    (gauss(100), 3.0, "too short"), (np.zeros(4000), 3.0, "electrode was off"), (gauss(4000), 0.0, "above 0"),
    (gauss(4000), math.nan, "above 0")])
def test_a_rest_that_tells_nothing_is_refused(rest: Floats, k: float, word: str) -> None:
    with pytest.raises(InputError, match=word):
        bursts(gauss(4000), RATE_HZ, rest, k)


@pytest.mark.parametrize("samples", [0, 1, 10])
def test_nothing_holds_no_burst(samples: int) -> None:
    assert bursts(np.zeros(samples), RATE_HZ, gauss(4000)) == ()


@settings(max_examples=10)
@given(st.integers(0, 1000), st.floats(0.01, 1000))
def test_the_gain_does_not_move_a_beginning(seed: int, scale: float) -> None:
    row, rest = contraction(15, seed)
    before, after = bursts(row, RATE_HZ, rest), bursts(scale * row, RATE_HZ, scale * rest)
    assert [one.on_s for one in after] == pytest.approx([one.on_s for one in before], abs=1e-3)
