from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InputError
from signals.activation import MAX_ACTIVATION, Hysteresis, activation
from signals.calibration import EffortRange


@pytest.mark.parametrize(("envelope", "share"), [
    (0, 0), (10, 0), (60, 0.5), (110, 1), (160, 1.5), (1e6, MAX_ACTIVATION)])
def test_activation_is_the_share_of_the_own_range(envelope: float, share: float) -> None:
    assert activation(envelope, EffortRange(10, 110)) == pytest.approx(share)


@pytest.mark.parametrize(("value", "from_off", "from_on"), [
    (0.0, False, False), (0.29, False, False), (0.3, False, True), (0.49, False, True), (0.5, True, True),
    (2.0, True, True), (math.nan, False, False)])
def test_a_switch_goes_on_above_and_off_below(value: float, from_off: bool, from_on: bool) -> None:
    switch = Hysteresis(on=0.5, off=0.3)
    assert switch.step(False, value) is from_off
    assert switch.step(True, value) is from_on


@given(st.lists(st.floats(0.31, 0.49)), st.booleans())
def test_noise_between_the_thresholds_never_makes_it_chatter(values: list[float], state: bool) -> None:
    switch = Hysteresis(on=0.5, off=0.3)
    assert all(switch.step(state, value) is state for value in values)


@pytest.mark.parametrize(("on", "off"), [(0.3, 0.5), (math.nan, 0.1), (0.5, math.nan)])
def test_thresholds_the_wrong_way_round_are_refused(on: float, off: float) -> None:
    with pytest.raises(InputError, match="switch"):
        Hysteresis(on, off)
