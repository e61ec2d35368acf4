from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from core.clock import NS_PER_MS, NS_PER_S
from devices.stamped import StampClock

NOW = 100 * NS_PER_S


def at(*ms: float) -> NDArray[np.int64]:
    return np.array([NOW + round(each * NS_PER_MS) for each in ms], np.int64)


def test_even_stamps_are_one_run_at_their_times() -> None:
    run, = StampClock(1000.0).place(at(0, 1, 2, 3), NOW + 9 * NS_PER_MS)
    assert (run.first, run.n, run.seq, run.t0_ns, run.lost) == (0, 4, 0, NOW, 0)


def test_a_step_is_a_gap_and_its_samples_are_counted() -> None:
    runs = StampClock(1000.0).place(at(0, 1, 2, 102, 103), NOW + NS_PER_S)
    assert [(run.first, run.n, run.seq, run.lost) for run in runs] == [(0, 3, 0, 0), (3, 2, 102, 99)]


def test_a_gap_between_chunks_is_counted_too() -> None:
    clock = StampClock(100.0)
    clock.place(at(0, 10), NOW + NS_PER_S)
    run, = clock.place(at(510, 520), NOW + NS_PER_S)
    assert (run.seq, run.lost) == (51, 49)


@pytest.mark.parametrize("jump_ms", [1.4, 10, 29])
def test_jitter_is_no_gap(jump_ms: float) -> None:
    runs = StampClock(1000.0).place(at(0, 1, 1 + jump_ms, 2 + jump_ms), NOW + NS_PER_S)
    assert [run.lost for run in runs] == [0]


def test_nothing_is_later_than_its_arrival() -> None:
    run, = StampClock(1000.0).place(at(0, 1, 2), NOW - 8 * NS_PER_MS)
    assert run.t0_ns + 2 * NS_PER_MS == NOW - 8 * NS_PER_MS


@pytest.mark.parametrize(("arrival_ms", "trusted"), [
    (-600, False), (-400, True), (0, True), (2900, True), (3100, False), (9e6, False)])
def test_stamps_far_from_their_arrival_are_not_believed(arrival_ms: float, trusted: bool) -> None:
    assert StampClock(1000.0).trusts(at(0), NOW + round(arrival_ms * NS_PER_MS)) is trusted


def test_stamps_that_go_back_are_not_believed() -> None:
    clock, arrival = StampClock(1000.0), NOW + 5 * NS_PER_MS
    assert not clock.trusts(at(0, 2, 1), arrival)
    run, = clock.place(at(0, 2, 1), arrival)
    assert run.t0_ns == arrival - 2 * NS_PER_MS


def test_samples_without_a_rate_stand_for_themselves() -> None:
    runs = StampClock(70.0).place(at(0, 12, 90), NOW + NS_PER_S, each=True)
    assert [(run.n, run.seq, run.t0_ns - NOW, run.lost) for run in runs] == [
        (1, 0, 0, 0), (1, 1, 12 * NS_PER_MS, 0), (1, 2, 90 * NS_PER_MS, 0)]
