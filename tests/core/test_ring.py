"""The ring keeps the newest, counts what it dropped, and wakes who waits."""

from __future__ import annotations

from collections import deque
from threading import Thread

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from core.ring import Ring


def test_first_in_first_out() -> None:
    ring: Ring[int] = Ring(3)
    assert ring.drain() == []
    ring.push(1)
    ring.push(2)
    assert ring.drain() == [1, 2]
    assert ring.drain() == []
    assert ring.take_dropped() == 0


@pytest.mark.parametrize(("pushed", "kept", "dropped"), [
    (2, [0, 1], 0), (3, [0, 1, 2], 0), (4, [1, 2, 3], 1), (10, [7, 8, 9], 7),
])
def test_when_full_the_oldest_goes_and_is_counted(pushed: int, kept: list[int], dropped: int) -> None:
    ring: Ring[int] = Ring(3)
    for entry in range(pushed):
        ring.push(entry)
    assert ring.drain() == kept
    assert ring.take_dropped() == dropped
    assert ring.take_dropped() == 0


@pytest.mark.parametrize("capacity", [0, -1])
def test_a_ring_needs_room(capacity: int) -> None:
    with pytest.raises(ValueError, match="a ring needs room for one entry"):
        Ring(capacity)


def test_every_push_wakes_the_consumer_after_the_entry_is_there() -> None:
    seen: list[list[int]] = []
    ring: Ring[int] = Ring(2, wake=lambda: seen.append(ring.drain()))
    ring.push(1)
    ring.push(2)
    assert seen == [[1], [2]]


def test_nothing_is_lost_uncounted_between_threads() -> None:
    ring: Ring[int] = Ring(64)

    def write() -> None:
        for entry in range(20_000):
            ring.push(entry)

    writer = Thread(target=write)
    writer.start()
    taken: list[int] = []
    dropped = 0
    while writer.is_alive():
        taken += ring.drain()
        dropped += ring.take_dropped()
    writer.join()
    taken += ring.drain()
    dropped += ring.take_dropped()
    assert taken == sorted(set(taken))
    assert len(taken) + dropped == 20_000


class RingMachine(RuleBasedStateMachine):
    """The ring beside a list that obviously does the same."""

    def __init__(self) -> None:
        super().__init__()
        self.ring: Ring[int] = Ring(5)
        self.model: deque[int] = deque()
        self.pushed = self.drained = self.dropped = 0

    @rule(count=st.integers(1, 8))
    def push(self, count: int) -> None:
        for _ in range(count):
            self.ring.push(self.pushed)
            self.model.append(self.pushed)
            self.pushed += 1
            while len(self.model) > 5:
                self.model.popleft()

    @rule()
    def drain(self) -> None:
        taken = self.ring.drain()
        assert taken == list(self.model)
        self.drained += len(taken)
        self.model.clear()

    @rule()
    def take_dropped(self) -> None:
        self.dropped += self.ring.take_dropped()

    @invariant()
    def counts_never_exceed(self) -> None:
        assert self.drained + self.dropped + len(self.model) <= self.pushed

    def teardown(self) -> None:
        self.take_dropped()
        assert self.drained + self.dropped + len(self.model) == self.pushed


RingMachine.TestCase.settings = settings(max_examples=30, deadline=None)
TestRing = RingMachine.TestCase
