from __future__ import annotations

import random
from itertools import pairwise

import pytest

from core.clock import NS_PER_MS, NS_PER_S
from devices.timing import Run
from devices.uncounted import TallyClock


def play(clock: TallyClock, seconds: float, rate_hz: float, slow: float = 1.0, keep: float = 1.0,
         lump_ms: int = 10) -> list[Run]:
    """Let a device send `rate_hz` / `slow` samples a second, of which the share `keep` arrives."""
    runs: list[Run] = []
    sent = 0.0
    for i in range(1, round(seconds * 1000 / lump_ms) + 1):
        t_ns = NS_PER_S + i * lump_ms * NS_PER_MS
        due = int(i * lump_ms / 1000 * rate_hz / slow * keep + 1e-6)
        if due > sent:
            runs += clock.place(round(due - sent), t_ns)
        sent = due
    return runs


def test_numbers_run_on_and_times_step_evenly() -> None:
    runs = play(TallyClock(1000.0), 10, 1000.0)
    assert [run.seq for run in runs] == list(range(0, 10_000, 10))
    assert {run.lost for run in runs} == {0}
    assert all(after.t0_ns - before.t0_ns == pytest.approx(10 * NS_PER_MS, abs=NS_PER_MS)
               for before, after in pairwise(runs))


@pytest.mark.parametrize("lump_ms", [2, 10, 16])
@pytest.mark.parametrize("slow", [0.99, 0.995, 1.0, 1.005, 1.01])
def test_a_clock_that_is_off_by_up_to_one_percent_loses_nothing(slow: float, lump_ms: int) -> None:
    runs = play(TallyClock(2000.0), 30, 2000.0, slow, lump_ms=lump_ms)
    assert sum(run.lost for run in runs) == 0


@pytest.mark.parametrize("keep", [0.97, 0.9, 0.5])
def test_what_is_missing_against_the_clock_is_counted_soon(keep: float) -> None:
    runs = play(TallyClock(5000.0), 30, 5000.0, keep=keep)
    lost = sum(run.lost for run in runs)
    assert lost == pytest.approx(30 * 5000 * (1 - keep), rel=0.2, abs=5000 * 4.5 * (1 - keep))
    assert next(run.t0_ns for run in runs if run.lost) < 6 * NS_PER_S


def test_spoilt_samples_are_counted_where_they_were() -> None:
    runs = TallyClock(1000.0).place(10, NS_PER_S, (0, 4, 7))
    assert [(run.first, run.n, run.seq, run.lost) for run in runs] == [(0, 4, 1, 1), (4, 3, 6, 1), (7, 3, 10, 1)]
    assert runs[1].t0_ns - runs[0].t0_ns == 5 * NS_PER_MS
    assert runs[-1].t0_ns + 2 * NS_PER_MS == NS_PER_S


def test_a_silence_that_was_watched_is_a_loss() -> None:
    clock = TallyClock(1000.0)
    clock.place(10, NS_PER_S)
    for ms in range(20, 1000, 20):
        clock.silent(NS_PER_S + ms * NS_PER_MS)
    run, = clock.place(10, 2 * NS_PER_S)
    assert run.lost == 990
    assert run.t0_ns == 2 * NS_PER_S - 9 * NS_PER_MS


def test_a_reader_that_was_held_up_has_lost_nothing() -> None:
    clock = TallyClock(1000.0)
    clock.place(10, NS_PER_S)
    runs = clock.place(10, 2 * NS_PER_S) + clock.place(980, 2 * NS_PER_S)
    assert [run.lost for run in runs] == [0, 0]


@pytest.mark.parametrize("seed", range(3))
def test_times_are_never_ahead_of_arrival(seed: int) -> None:
    rng = random.Random(seed)
    clock, t_ns = TallyClock(500.0), NS_PER_S
    for _ in range(2000):
        t_ns += rng.randrange(1, 30) * NS_PER_MS
        n = rng.randrange(1, 20)
        holes = sorted(rng.sample(range(n), rng.randrange(0, min(n, 3))))
        last = clock.place(n, t_ns, holes)[-1]
        assert last.t0_ns + (last.n - 1) * 2 * NS_PER_MS <= t_ns
