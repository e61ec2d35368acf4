"""The gate at its edges: middle, stillness, and a way through for everybody."""

from __future__ import annotations

from math import inf, nan

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.gate import EASE_AFTER_S, EASE_OVER_S, Gate
from levels.model import Quality

QUALITY = Quality(align_s=1.0, align_radius=0.2)


def ticks_to_pass(gate: Gate, lean: tuple[float, float], most: int = 10_000) -> int | None:
    """How many ticks of standing there it takes."""
    return next((tick for tick in range(1, most + 1) if gate.step(lean, 70.0)), None)


@pytest.mark.parametrize(("x", "y", "passes"), [
    (0.0, 0.0, True), (0.2, 0.0, True), (0.14, 0.14, True), (0.15, 0.15, False), (-0.21, 0.0, False),
    (nan, 0.0, False), (0.0, inf, False)])
def test_where_the_middle_ends(x: float, y: float, passes: bool) -> None:
    assert (ticks_to_pass(Gate(QUALITY), (x, y), most=200) is not None) is passes


def test_moving_within_the_middle_halves_what_was_gathered() -> None:
    gate = Gate(QUALITY)
    for _ in range(81):
        gate.step((-0.1, 0.0), 70.0)
    before = gate.progress
    gate.step((0.1, 0.0), 70.0)
    assert (before, gate.progress) == (0.8, 0.4)


def test_leaving_the_middle_drains_twice_as_fast() -> None:
    gate = Gate(QUALITY)
    for _ in range(81):
        gate.step((0.0, 0.0), 70.0)
    for _ in range(20):
        gate.step((0.5, 0.0), 70.0)
    assert gate.progress == pytest.approx(0.4)


@pytest.mark.parametrize(("x", "after_s"), [(0.2, 1), (0.3, EASE_AFTER_S + EASE_OVER_S / 2),
                                            (0.4, EASE_AFTER_S + EASE_OVER_S), (0.41, None)])
def test_there_is_more_room_after_a_while(x: float, after_s: float | None) -> None:
    ticks = ticks_to_pass(Gate(QUALITY), (x, 0.0))
    if after_s is None:
        assert ticks is None
    else:
        assert ticks is not None
        assert ticks / 100 == pytest.approx(after_s, abs=1.1)


def test_the_load_is_the_mean_while_still_and_broken_numbers_are_not_learned() -> None:
    gate = Gate(QUALITY)
    assert gate.weight_kg == 0.0
    for kg in (70.0, 69.0, nan, inf, -inf, 1e308, -5.0, 71.0):
        gate.step((0.0, 0.0), kg)
    assert gate.weight_kg == 70.0


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.floats(), st.floats()), max_size=300))
def test_progress_stays_a_share_whatever_comes(leans: list[tuple[float, float]]) -> None:
    gate = Gate(QUALITY)
    for lean in leans:
        gate.step(lean, 70.0)
        assert 0.0 <= gate.progress <= 1.0
