from __future__ import annotations

import math

import pytest

from core.errors import InputError
from devices.simulated.senses import Condition, Eyes, Senses, Surface

SENSES = Senses(sight_mm=3.0, feet_mm=2.0, ear_mm=4.0)
OPEN, CLOSED = Condition(), Condition(Eyes.CLOSED)
FOAM, DARK_FOAM = Condition(Eyes.OPEN, Surface.FOAM), Condition(Eyes.CLOSED, Surface.FOAM)


def test_the_surest_sense_counts_most_and_closed_eyes_count_nothing() -> None:
    sight, feet, ear = SENSES.weights(OPEN)
    assert feet > sight > ear
    assert sight + feet + ear == pytest.approx(1.0)
    assert SENSES.weights(CLOSED)[0] == 0.0
    assert SENSES.weights(FOAM)[1] < feet


def test_weighing_is_surer_than_any_one_sense() -> None:
    assert SENSES.error_mm(OPEN) == pytest.approx(1 / math.sqrt(1 / 9 + 1 / 4 + 1 / 16))
    assert SENSES.error_mm(OPEN) < SENSES.feet_mm


def test_what_is_taken_away_makes_unsure() -> None:
    errors = [SENSES.error_mm(one) for one in (OPEN, CLOSED, DARK_FOAM)]
    assert errors == sorted(errors)
    assert SENSES.error_mm(OPEN) < SENSES.error_mm(FOAM) < SENSES.error_mm(DARK_FOAM) < SENSES.ear_mm


@pytest.mark.parametrize("wrong", [0.0, -1.0, 201.0, math.nan, math.inf])
def test_senses_that_nobody_has_are_refused(wrong: float) -> None:
    with pytest.raises(InputError, match=r"senses: feet_mm must be 0\.1 to 200 mm, not"):
        Senses(3.0, wrong, 4.0)
