"""Values, and what a change must exceed; and the words of everything that is said."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signals.assessments import words
from signals.assessments.registry import SCRIPTS
from signals.assessments.results import mdc95, mean_value

numbers = st.floats(-1e6, 1e6)


class TestChange:
    """1.96 x SD of the differences between consecutive sessions."""

    def test_by_hand(self) -> None:
        # differences 2, -2, 4: mean 4/3, sample SD sqrt((0.444 + 11.111 + 7.111) / 2) = 3.055
        assert mdc95([10.0, 12.0, 10.0, 14.0]) == pytest.approx(1.96 * 3.0551, rel=1e-4)

    @pytest.mark.parametrize("sessions", [[], [1.0], [1.0, 2.0, 3.0], [1.0, 2.0, 3.0, math.nan]])
    def test_too_few_sessions_tell_nothing(self, sessions: list[float]) -> None:
        assert mdc95(sessions) is None

    def test_steady_progress_does_not_widen_it(self) -> None:
        assert mdc95([1.0, 2.0, 3.0, 4.0, 5.0]) == pytest.approx(0.0)

    @given(st.lists(numbers, min_size=4, max_size=12), st.floats(-100, 100), numbers)
    def test_it_scales_with_the_unit_and_not_with_the_level(self, sessions: list[float], scale: float,
                                                            level: float) -> None:
        real = mdc95(sessions)
        assert real is not None
        assert real >= 0
        moved = mdc95([value * scale + level for value in sessions])
        assert moved == pytest.approx(abs(scale) * real, rel=1e-6, abs=1e-3)


def test_a_value_is_the_mean_of_trials_that_have_one() -> None:
    value = mean_value("x", "X", "mm", [1.0, None, 3.0, math.nan])
    assert (value.value, value.trials) == (2.0, (1.0, 3.0))
    assert mean_value("x", "X", "mm", [None]).value is None


@pytest.mark.parametrize("sentence", [*words.SAYINGS.values(), *words.AGAIN.values(), words.END_NOTHING,
                                      words.END_WAITED, words.END_BOARD, words.END_EMG, words.END_TILT,
                                      words.END_NO_MUSCLE])
def test_sentences_are_short_and_calm(sentence: str) -> None:
    assert sentence.endswith(".")
    assert len(sentence.split()) <= 22
    assert not re.search(r"!|wrong|fail|error|must not|bad", sentence, re.IGNORECASE)


def test_each_script_has_its_words() -> None:
    assert set(SCRIPTS) == {"quiet_stance", "mctsib", "limits", "weight_bearing", "sitting", "emg", "reaction",
                            "pace", "dual_task", "faces"}
    assert {f"told_{name}" for name in SCRIPTS} <= set(words.SAYINGS)
    assert set(words.AGAIN) <= set(words.REASONS)
