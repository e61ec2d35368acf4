from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InputError
from signals.offline.entropy import MOST_SAMPLES, sample_entropy
from tests.signals.offline.shapes import Floats, gauss, times, wander


def by_definition(x: Floats, m: int = 2, share: float = 0.2) -> float | None:
    """Richman and Moorman 2000, word by word."""
    near = share * float(np.std(x))
    count = [0, 0]
    for i in range(len(x) - m):
        for j in range(i + 1, len(x) - m):
            if np.abs(x[i:i + m] - x[j:j + m]).max() <= near:
                count[0] += 1
                count[1] += bool(abs(x[i + m] - x[j + m]) <= near)
    return -math.log(count[1] / count[0]) if count[1] else None


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_it_is_what_the_definition_says(seed: int) -> None:
    walk = wander(200, seed)
    assert sample_entropy(walk) == pytest.approx(by_definition(walk), rel=1e-12)


@pytest.mark.parametrize("length", [1, 3])
def test_other_lengths_of_templates_too(length: int) -> None:
    walk = wander(200)
    assert sample_entropy(walk, length) == pytest.approx(by_definition(walk, length), rel=1e-12)


def test_gaussian_noise_has_its_closed_form() -> None:
    """Two independent normal values differ by at most r with probability erf(r / (2 sd)): -ln erf(0.1) = 2.185."""
    assert sample_entropy(gauss(4000)) == pytest.approx(-math.log(math.erf(0.1)), abs=0.05)


def test_a_sine_repeats_itself_and_noise_does_not() -> None:
    regular = sample_entropy(np.sin(2 * np.pi * 0.5 * times(25, 30)))
    noisy = sample_entropy(gauss(750))
    assert regular is not None
    assert noisy is not None
    assert regular < 0.4
    assert noisy > 1.5


def test_what_repeats_exactly_has_entropy_0() -> None:
    assert sample_entropy(np.tile([0.0, 1.0], 100)) == 0.0


@pytest.mark.parametrize("values", [np.zeros(0), np.ones(1), np.ones(3), np.full(500, 3.3), np.arange(6.0) ** 3])
def test_where_nothing_moves_or_nothing_matches_there_is_none(values: Floats) -> None:
    assert sample_entropy(values) is None


def test_a_record_of_hours_is_refused() -> None:
    with pytest.raises(InputError, match="measure a part"):
        sample_entropy(np.zeros(MOST_SAMPLES + 1))


def test_templates_have_samples() -> None:
    with pytest.raises(InputError, match="at least one"):
        sample_entropy(gauss(100), 0)


@settings(max_examples=15)
@given(st.integers(0, 1000), st.sampled_from([0.25, 2.0, 8.0]), st.integers(-64, 64))
def test_it_knows_neither_scale_nor_place(seed: int, scale: float, offset: int) -> None:
    walk = np.round(wander(300, seed) * 64) / 64  # exact under these scales and offsets
    assert sample_entropy(scale * walk + offset) == pytest.approx(sample_entropy(walk), rel=0.01)
