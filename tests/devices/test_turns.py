from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from core.clock import NS_PER_MS, NS_PER_S
from devices.timing import CounterClock, Run
from devices.turns import TurnWatch

START = 5_000 * NS_PER_S
TURN_NS = 16 * NS_PER_MS


def play(late_ms: Callable[[float], float], seconds: float, every_ms: int = 10) -> list[tuple[float, int]]:
    """Let samples come late by `late_ms` of the time; return when how many turns were told."""
    watch, known, told = TurnWatch(TURN_NS), 0, []
    for ms in range(0, round(seconds * 1000), every_ms):
        late_ns = late_ms(ms / 1000) * NS_PER_MS
        turns = watch.add(late_ns - known * TURN_NS, START + ms * NS_PER_MS + round(late_ns))
        known += turns
        if turns:
            told.append((ms / 1000, turns))
    return told


@pytest.mark.parametrize(("late_ms", "turns"), [(0, 0), (5, 0), (12, 1), (16, 1), (22, 1), (32, 2), (1600, 100)])
def test_what_stays_late_is_lost_in_whole_turns(late_ms: int, turns: int) -> None:
    told = play(lambda t: late_ms if t >= 5 else 0, 20)
    assert sum(n for _, n in told) == turns
    assert all(7 <= at <= 8 for at, _ in told)


@pytest.mark.parametrize("held_up_ms", [10, 30, 200, 1000, 1900])
def test_what_catches_up_is_a_delay(held_up_ms: int) -> None:
    assert play(lambda t: max(0.0, held_up_ms - (t - 5) * 1000) if t >= 5 else 0, 20) == []


@pytest.mark.parametrize("drift", [-0.01, -0.001, 0.001, 0.01])
def test_drift_is_followed_and_a_loss_within_it_is_seen(drift: float) -> None:
    assert play(lambda t: drift * t * 1000, 40) == []
    assert [n for _, n in play(lambda t: drift * t * 1000 + (32 if t >= 20 else 0), 40)] == [2]


def test_a_jittery_radio_loses_nothing() -> None:
    rng = random.Random(1)
    assert play(lambda _: 3 + rng.expovariate(1 / 12), 120) == []


def clocked(missing: range, lump: int, hole_delay_ms: float = 0) -> list[Run]:
    """Feed samples at 1 kHz with a 4-bit counter, some `missing`, to a reader that looks every 10 ms."""
    clock, runs, now = CounterClock(16, 1000.0), list[Run](), START
    samples = [number for number in range(12_000) if number not in missing]
    for at in range(0, len(samples), lump):
        chunk = samples[at:at + lump]
        due = START + (chunk[-1] + 1) * NS_PER_MS
        if hole_delay_ms and missing.stop <= chunk[-1] < missing.stop + hole_delay_ms:
            due = START + round(missing.stop + hole_delay_ms) * NS_PER_MS
        while now + 10 * NS_PER_MS < due:
            now += 10 * NS_PER_MS
            clock.silent(now)
        now = due
        runs += clock.place([number % 16 for number in chunk], due)
    return runs


@pytest.mark.parametrize("lump", [1, 5, 16, 40])
@pytest.mark.parametrize("missing", [range(0), range(3000, 3001), range(3000, 3015), range(3000, 3016),
                                     range(3000, 3017), range(3000, 3037), range(3000, 3160), range(3000, 4501)])
def test_losses_under_a_four_bit_counter_are_counted_by_the_clock(missing: range, lump: int) -> None:
    """After 15 the next sample looks like the last one again, is left out, and is one of 16 lost."""
    runs = clocked(missing, lump)
    assert sum(run.lost for run in runs) == len(missing) + (len(missing) == 15)
    assert runs[-1].seq + runs[-1].n == 12_000
    true_ns = START + runs[-1].seq * NS_PER_MS
    assert abs(runs[-1].t0_ns - true_ns) < 4 * NS_PER_MS


@pytest.mark.parametrize("delay_ms", [300, 450])
def test_a_radio_that_pauses_and_catches_up_loses_nothing(delay_ms: int) -> None:
    assert sum(run.lost for run in clocked(range(3000, 3000), 20, delay_ms)) == 0


def test_a_long_hole_is_counted_within_a_second() -> None:
    runs = clocked(range(3000, 4000), 10)
    counted = next(run for run in runs if run.lost > 100)
    assert counted.seq - 4000 < 1000
