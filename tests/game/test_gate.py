"""The gates at their edges: middle and stillness, muscles at rest, and a way through for everybody."""

from __future__ import annotations

from math import inf, nan

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.frames import ControlFrame, Feature, StreamHealth
from core.muscles import Muscle
from game.gate import AWAY, DRAIN, EASE_AFTER_S, EASE_OVER_S, Gate, RestGate, StillGate
from tests.game.making import BLANKED, LATE, LOST, OK, make_frame

TA, CALF = Muscle.RIGHT_TIBIALIS_ANTERIOR, Muscle.RIGHT_GASTROCNEMIUS
LINE = 0.1
NOWHERE = (0.0, 0.0)


def still_gate() -> StillGate:
    return StillGate(align_s=1.0, radius=0.2)


def ticks_to_pass(gate: Gate, lean: tuple[float, float], most: int = 10_000) -> int | None:
    """How many ticks of standing there it takes."""
    return next((tick for tick in range(1, most + 1) if gate.step(make_frame(1), lean)), None)


@pytest.mark.parametrize(("x", "y", "passes"), [
    (0.0, 0.0, True), (0.2, 0.0, True), (0.14, 0.14, True), (0.15, 0.15, False), (-0.21, 0.0, False),
    (nan, 0.0, False), (0.0, inf, False)])
def test_where_the_middle_ends(x: float, y: float, passes: bool) -> None:
    assert (ticks_to_pass(still_gate(), (x, y), most=200) is not None) is passes


def test_moving_within_the_middle_halves_what_was_gathered() -> None:
    gate = still_gate()
    for _ in range(81):
        gate.step(make_frame(1), (-0.1, 0.0))
    before = gate.progress
    gate.step(make_frame(1), (0.1, 0.0))
    assert (before, gate.progress) == (0.8, 0.4)


def test_leaving_the_middle_drains_twice_as_fast() -> None:
    gate = still_gate()
    for _ in range(81):
        gate.step(make_frame(1), (0.0, 0.0))
    for _ in range(20):
        gate.step(make_frame(1), (0.5, 0.0))
    assert gate.progress == pytest.approx(0.4)


@pytest.mark.parametrize(("x", "after_s"), [(0.2, 1), (0.3, EASE_AFTER_S + EASE_OVER_S / 2),
                                            (0.4, EASE_AFTER_S + EASE_OVER_S), (0.41, None)])
def test_there_is_more_room_after_a_while(x: float, after_s: float | None) -> None:
    ticks = ticks_to_pass(still_gate(), (x, 0.0))
    if after_s is None:
        assert ticks is None
    else:
        assert ticks is not None
        assert ticks / 100 == pytest.approx(after_s, abs=1.1)


def test_the_load_is_the_mean_while_still_and_broken_numbers_are_not_learned() -> None:
    gate = still_gate()
    assert gate.weight_kg == 0.0
    for kg in (70.0, 69.0, nan, inf, -inf, 1e308, -5.0, 71.0):
        gate.step(make_frame(1, kg=kg), (0.0, 0.0))
    assert gate.weight_kg == 70.0


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.floats(), st.floats()), max_size=300))
def test_progress_stays_a_share_whatever_comes(leans: list[tuple[float, float]]) -> None:
    gate = still_gate()
    for lean in leans:
        gate.step(make_frame(1), lean)
        assert 0.0 <= gate.progress <= 1.0


# Muscles at rest.

def at(ta: float, calf: float = 0.0, health: StreamHealth = OK) -> ControlFrame:
    """A frame with these efforts."""
    return ControlFrame(1, 1, activation={TA: Feature(ta, 1, OK), CALF: Feature(calf, 1, health)})


def rest_gate(*muscles: Muscle) -> RestGate:
    return RestGate(1.0, LINE, muscles or (TA, CALF))


def ticks_to_rest(gate: Gate, frame: ControlFrame, most: int = 10_000) -> int | None:
    """How many ticks of lying there it takes."""
    return next((tick for tick in range(1, most + 1) if gate.step(frame, NOWHERE)), None)


@pytest.mark.parametrize(("ta", "calf", "passes"), [
    (0.0, 0.0, True), (LINE, LINE, True), (LINE + 0.001, 0.0, False), (0.0, LINE + 0.001, False),
    (nan, 0.0, False), (0.0, inf, False)])
def test_where_rest_ends(ta: float, calf: float, passes: bool) -> None:
    assert (ticks_to_rest(rest_gate(), at(ta, calf), most=200) is not None) is passes


@pytest.mark.parametrize(("health", "ticks"), [(OK, 100), (LATE, 100), (LOST, None), (BLANKED, None),
                                               (StreamHealth.LEAD_OFF, None), (StreamHealth.SATURATED, None)])
def test_what_cannot_be_measured_neither_fills_nor_drains(health: StreamHealth, ticks: int | None) -> None:
    assert ticks_to_rest(rest_gate(), at(0.0, 0.0, health), most=200) == ticks
    gate = rest_gate()
    for _ in range(50):
        gate.step(at(0.0), NOWHERE)
    gate.step(at(0.0, 0.9, LOST), NOWHERE)
    assert gate.progress == 0.5


def test_a_working_muscle_drains_what_was_gathered() -> None:
    gate = rest_gate()
    for _ in range(80):
        gate.step(at(0.0), NOWHERE)
    for _ in range(20):
        gate.step(at(0.0, 0.5), NOWHERE)
    assert gate.progress == pytest.approx((80 - 20 * DRAIN) / 100)
    gate.reset()
    assert (gate.progress, gate.weight_kg) == (0.0, 0.0)


@pytest.mark.parametrize("ta", [0.11, 0.3, 1.0, 5.0])
def test_a_muscle_that_cannot_let_go_keeps_nobody_out(ta: float) -> None:
    wait_s = (ta / LINE - 1.0) * EASE_OVER_S + EASE_AFTER_S
    ticks = ticks_to_rest(rest_gate(), at(ta), most=200_000)
    assert ticks is not None
    assert ticks / 100 == pytest.approx(wait_s + 1.0, abs=0.1)


def test_without_a_muscle_only_time_passes() -> None:
    assert ticks_to_rest(RestGate(1.0, LINE, ()), ControlFrame(1, 1)) == 100


@pytest.mark.parametrize(("ta", "away"), [(AWAY * LINE, False), (AWAY * LINE + 0.001, True), (nan, False)])
def test_when_a_muscle_clearly_works(ta: float, away: bool) -> None:
    assert rest_gate(TA).away(at(ta), (9.0, 9.0)) is away
