from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InputError
from signals.offline.contraction import co_contraction, envelope_reference, mvc_reference, percent_mvc, snr_db
from tests.signals.offline.shapes import gauss, times


def test_the_reference_is_the_best_half_second_of_all_trials() -> None:
    weak = gauss(4000, 50.0)
    strong = np.concatenate([gauss(2000, 20.0), gauss(2000, 100.0, 2), gauss(2000, 20.0, 3)])
    found = mvc_reference([weak, strong], 2000.0)
    assert found == pytest.approx(100, rel=0.06)
    assert mvc_reference([weak], 2000.0) == pytest.approx(50, rel=0.06)


def test_one_sample_like_a_knocked_cable_hardly_counts() -> None:
    row = gauss(8000, 50.0)
    row[4000] = 1000.0
    found = mvc_reference([row], 2000.0)
    assert found is not None
    assert found < 70


@pytest.mark.parametrize("trials", [[], [np.zeros(0)], [np.zeros(4000)], [gauss(999)]])
def test_without_a_contraction_of_half_a_second_there_is_no_reference(trials: list[np.ndarray]) -> None:
    assert mvc_reference(trials, 2000.0) is None


@pytest.mark.parametrize("rate_hz", [200.0, 1000.0])
def test_envelopes_are_divided_by_the_best_half_second_of_envelopes(rate_hz: float) -> None:
    n = round(rate_hz)
    low, high = np.full(2 * n, 3.0), np.concatenate([np.ones(n), np.full(n // 2, 8.0), np.ones(n)])
    assert envelope_reference([low, high], rate_hz) == pytest.approx(8.0)
    assert envelope_reference([low], rate_hz) == pytest.approx(3.0)
    assert envelope_reference([np.full(n // 4, 3.0), np.zeros(n)], rate_hz) is None


def test_shares_of_the_reference_are_not_cut_at_a_hundred() -> None:
    assert percent_mvc([0.0, 50.0, 150.0], 100.0).tolist() == [0.0, 50.0, 150.0]


@pytest.mark.parametrize("reference", [0.0, -1.0, math.nan])
def test_a_reference_is_above_0(reference: float) -> None:
    with pytest.raises(InputError, match="above 0"):
        percent_mvc([1.0], reference)


@pytest.mark.parametrize(("ratio", "db"), [(10.0, 20.0), (1.0, 0.0), (2.0, 6.02)])
def test_signal_to_noise_is_the_ratio_of_the_rms(ratio: float, db: float) -> None:
    assert snr_db(ratio * gauss(1000), gauss(1000)) == pytest.approx(db, abs=0.01)


def test_signal_to_noise_has_no_meaning_where_nothing_moves() -> None:
    assert snr_db(gauss(10), np.zeros(10)) is None
    assert snr_db(np.zeros(10), gauss(10)) is None
    assert snr_db([], []) is None


@pytest.mark.parametrize(("a", "b", "falconer", "rudolph"), [
    (0.5, 0.5, 100.0, 1.0), (0.6, 0.2, 50.0, 0.8 / 3), (0.4, 0.0, 0.0, 0.0)])
def test_constant_shares_have_their_closed_form(a: float, b: float, falconer: float, rudolph: float) -> None:
    found = co_contraction(np.full(100, a), np.full(100, b))
    assert found is not None
    assert found.falconer_percent == pytest.approx(falconer)
    assert found.rudolph == pytest.approx(rudolph)


def test_muscles_in_turn_do_not_work_against_each_other() -> None:
    wave = np.sin(2 * np.pi * times(100, 10))
    found = co_contraction(np.maximum(wave, 0), np.maximum(-wave, 0))
    assert found is not None
    assert found.falconer_percent == pytest.approx(0, abs=0.1)


def test_two_muscles_at_rest_are_not_called_co_contracting() -> None:
    found = co_contraction(np.full(100, 0.01), np.full(100, 0.01))
    assert found is not None
    assert found.falconer_percent is None
    assert found.rudolph == pytest.approx(0.02)


@pytest.mark.parametrize("samples", [0, 1])
def test_too_few_samples_give_none(samples: int) -> None:
    assert co_contraction(np.ones(samples), np.ones(samples)) is None


def test_nothing_at_all_has_neither_index() -> None:
    found = co_contraction(np.zeros(10), np.zeros(10))
    assert found is not None
    assert (found.falconer_percent, found.rudolph) == (None, None)


@settings(max_examples=20)
@given(st.lists(st.tuples(st.floats(0, 2), st.floats(0, 2)), min_size=2, max_size=30))
def test_it_does_not_matter_which_muscle_is_named_first(pairs: list[tuple[float, float]]) -> None:
    a, b = np.array(pairs).T
    one, other = co_contraction(a, b), co_contraction(b, a)
    assert one == other
    assert one is not None
    assert one.falconer_percent is None or 0 <= one.falconer_percent <= 100 + 1e-9
