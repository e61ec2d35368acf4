"""Time stands still until it is advanced, and never goes back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clock import NS_PER_MS, NS_PER_S, Deadline, ManualClock, SystemClock


def test_the_manual_clock_moves_only_by_hand() -> None:
    clock = ManualClock(start_ns=7, utc=datetime(2026, 3, 1, 12, tzinfo=UTC))
    assert (clock.now_ns(), clock.utc()) == (7, datetime(2026, 3, 1, 12, tzinfo=UTC))
    clock.advance(90 * NS_PER_S)
    clock.advance(0)
    assert clock.now_ns() == 7 + 90 * NS_PER_S
    assert clock.utc() == datetime(2026, 3, 1, 12, 1, 30, tzinfo=UTC)


def test_the_manual_clock_does_not_go_back() -> None:
    clock = ManualClock()
    with pytest.raises(ValueError, match="a clock does not go back: -1 ns"):
        clock.advance(-1)
    assert clock.now_ns() == 0


@given(st.lists(st.integers(0, 10 * NS_PER_S), max_size=50))
def test_steps_add_up_without_rounding(steps: list[int]) -> None:
    clock = ManualClock()
    for step in steps:
        clock.advance(step)
    assert clock.now_ns() == sum(steps)


def test_the_system_clock_never_goes_back_and_knows_its_zone() -> None:
    clock = SystemClock()
    times = [clock.now_ns() for _ in range(100)]
    assert times == sorted(times)
    assert clock.utc().utcoffset() == timedelta(0)


@pytest.mark.parametrize(("elapsed_ms", "remaining_ms", "passed"), [
    (0, 100, False), (99, 1, False), (100, 0, True), (101, 0, True), (10_000, 0, True),
])
def test_a_deadline_tells_what_is_left(elapsed_ms: int, remaining_ms: int, passed: bool) -> None:
    clock = ManualClock(start_ns=5)
    deadline = Deadline(clock, 100 * NS_PER_MS)
    clock.advance(elapsed_ms * NS_PER_MS)
    assert deadline.remaining_ns() == remaining_ms * NS_PER_MS
    assert deadline.passed() is passed
