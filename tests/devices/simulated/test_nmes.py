from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import pytest

from core.errors import InputError
from devices.simulated.nmes import Feeling, Recruitment

THIGH = Recruitment()


@pytest.mark.parametrize(("current_ma", "feeling"), [
    (0.0, Feeling.NOTHING), (8.0, Feeling.NOTHING), (8.1, Feeling.TINGLING), (18.0, Feeling.TINGLING),
    (18.1, Feeling.MOVING), (45.0, Feeling.MOVING), (45.1, Feeling.TOO_MUCH)])
def test_what_is_felt_at_each_edge(current_ma: float, feeling: Feeling) -> None:
    assert THIGH.feeling(current_ma) is feeling
    assert (THIGH.recruited(current_ma) > 0) is (current_ma > 18.0)


def test_more_current_recruits_ever_less_more() -> None:
    shares = [THIGH.recruited(18.0 + 10.0 * i) for i in range(8)]
    gains = [b - a for a, b in pairwise(shares)]
    assert shares == sorted(shares)
    assert gains == sorted(gains, reverse=True)
    assert THIGH.recruited(38.0) == pytest.approx(1 - math.exp(-1))
    assert shares[-1] < 1.0


@pytest.mark.parametrize("current_ma", [-0.1, 200.1, math.nan, math.inf])
def test_a_current_that_no_stimulator_gives_is_refused(current_ma: float) -> None:
    with pytest.raises(InputError, match="nmes: current_ma must be 0 to 200 mA"):
        THIGH.recruited(current_ma)
    with pytest.raises(InputError, match="nmes: current_ma"):
        THIGH.feeling(current_ma)


@pytest.mark.parametrize("changed", [
    {"motor_ma": 7.0}, {"tolerated_ma": 17.0}, {"sensory_ma": 0.0}, {"scale_ma": 0.0}, {"strain": 0.5}])
def test_thresholds_out_of_order_are_refused(changed: dict[str, float]) -> None:
    (name,) = changed
    with pytest.raises(InputError, match=f"nmes: {name} must be"):
        replace(THIGH, **changed)
