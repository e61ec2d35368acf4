"""The accumulator's edges: nothing is due early, nothing is lost uncounted."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.frames import TICK_NS
from game.loop import FixedStep, Steps

MS = 1_000_000


@pytest.mark.parametrize(("elapsed_ns", "expected"), [
    (0, Steps(0, 0, 0.0)),
    (1, Steps(0, 0, 1e-7)),
    (TICK_NS - 1, Steps(0, 0, 1 - 1e-7)),
    (TICK_NS, Steps(1, 0, 0.0)),
    (TICK_NS + 1, Steps(1, 0, 1e-7)),
    (25 * MS, Steps(2, 0, 0.5)),
    (5 * TICK_NS, Steps(5, 0, 0.0)),
    (6 * TICK_NS - 1, Steps(5, 0, 1 - 1e-7)),
    (6 * TICK_NS, Steps(5, 1, 0.0)),
    (3_600_000 * MS, Steps(5, 359_995, 0.0)),
    (10**15 * MS, Steps(5, 10**14 - 5, 0.0)),
])
def test_steps_due_after_a_time(elapsed_ns: int, expected: Steps) -> None:
    loop = FixedStep()
    assert loop.advance(77) == Steps(0, 0, 0.0)
    steps = loop.advance(77 + elapsed_ns)
    assert (steps.count, steps.dropped) == (expected.count, expected.dropped)
    assert steps.alpha == pytest.approx(expected.alpha, abs=1e-12)


def test_the_next_step_is_due_one_step_after_the_last() -> None:
    loop = FixedStep()
    due: list[int | None] = [loop.next_due_ns]
    for now in (1000, 1000 + 25 * MS):
        loop.advance(now)
        due.append(loop.next_due_ns)
    assert due == [None, 1000 + TICK_NS, 1000 + 30 * MS]


def test_a_clock_that_steps_back_goes_on_from_there() -> None:
    loop = FixedStep()
    loop.advance(10**12)
    assert loop.advance(5) == Steps(0, 0, 0.0)
    assert loop.advance(5 + TICK_NS) == Steps(1, 0, 0.0)


@pytest.mark.parametrize(("step_ns", "most"), [(0, 5), (-1, 5), (TICK_NS, 0)])
def test_senseless_settings_are_refused(step_ns: int, most: int) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        FixedStep(step_ns, most)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 10**11), min_size=1, max_size=50), st.integers(-10**15, 10**15))
def test_every_step_of_a_forward_clock_is_run_or_counted_as_dropped(gaps: list[int], start: int) -> None:
    loop = FixedStep()
    loop.advance(start)
    now, accounted = start, 0
    for gap in gaps:
        now += gap
        steps = loop.advance(now)
        accounted += steps.count + steps.dropped
        assert steps.count <= 5
        assert steps.dropped == 0 or steps.count == 5
        assert 0 <= steps.alpha < 1
    assert accounted == (now - start) // TICK_NS
