"""Late ticks and sleep, at their edges."""

from __future__ import annotations

import pytest

from stim_safety.ticks import Tick, Ticks
from stim_safety.timing import MS
from stim_safety.words import Why

T0 = 1_000 * MS


def looked(*gone_ms: float) -> list[Tick]:
    ticks, now_ns = Ticks(), T0
    ticks.look(now_ns, now_ns)
    found = []
    for ms in gone_ms:
        now_ns += int(ms * MS)
        found.append(ticks.look(now_ns, now_ns))
    return found


def test_the_first_tick_is_never_late() -> None:
    assert Ticks().look(T0, 0) == Tick()


@pytest.mark.parametrize(("gone_ms", "tick"), [
    (0, Tick()), (20, Tick()), (40, Tick()), (41, Tick(41)), (100, Tick(100)), (101, Tick(101, Why.LATE)),
    (120, Tick(120, Why.LATE)), (-1, Tick(1, Why.LATE)), (41.75, Tick(41)), (101.75, Tick(101, Why.LATE))])
def test_fault_32_a_late_tick_warns_and_a_very_late_one_stops(gone_ms: float, tick: Tick) -> None:
    assert looked(gone_ms) == [tick]


def test_fault_32_the_third_warning_within_two_seconds_stops() -> None:
    assert [tick.why for tick in looked(45, 45, 45, 45, 45)] == [None, None, Why.LATE, Why.LATE, Why.LATE]


@pytest.mark.parametrize(("between_ms", "why"), [(1955, Why.LATE), (1956, None)])
def test_only_warnings_of_the_last_two_seconds_count(between_ms: int, why: Why | None) -> None:
    steps = [20] * ((between_ms - 45) // 20) + [(between_ms - 45) % 20]
    assert looked(45, 45, *steps, 45)[-1].why is why


@pytest.mark.parametrize(("slept_ms", "why"), [(50, None), (51, Why.SUSPENDED), (-51, Why.SUSPENDED),
                                              (3_600_000, Why.SUSPENDED)])
def test_fault_35_sleep_is_seen_by_the_clock_that_counts_on(slept_ms: int, why: Why | None) -> None:
    ticks = Ticks()
    ticks.look(T0, T0 + 7)
    assert ticks.look(T0 + 20 * MS, T0 + 7 + (20 + slept_ms) * MS) == Tick(51 if abs(slept_ms) == 51 else (
        slept_ms if why else 0), why)


def test_the_length_of_a_sleep_is_told_in_whole_milliseconds() -> None:
    ticks = Ticks()
    ticks.look(T0, T0)
    assert ticks.look(T0 + 20 * MS, T0 + 80 * MS + MS // 2) == Tick(60, Why.SUSPENDED)
