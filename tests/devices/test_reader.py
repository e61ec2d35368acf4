"""The reader's thread: it serves, it ends in time, and it survives a device that hangs."""

from __future__ import annotations

from threading import Event

import numpy as np

from core.clock import NS_PER_S, Deadline, SystemClock
from core.errors import DeviceMissing
from core.ring import Ring
from core.samples import SampleBlock, Stream
from devices.drivers import NOTHING, Output
from devices.link import Link, LinkEntry, LinkState
from devices.reader import STOP_S, ReaderThread
from devices.transports import Transport

CLOCK = SystemClock()
LONG_S = 10.0


class Feed:
    """A transport that hands out one byte per read; `hang` makes a read wait until it is set."""

    name = "feed"
    serial_number = ""

    def __init__(self) -> None:
        self.hang: Event | None = None
        self.reading = Event()
        self.closed = Event()

    def read(self, timeout_ms: int) -> bytes:
        self.reading.set()
        if self.hang is not None:
            self.hang.wait(LONG_S)
        Event().wait(0.001)
        return b"x"

    def write(self, data: bytes) -> None:
        return

    def close(self) -> None:
        self.closed.set()


class Blocks:
    """A driver that makes a block of each read."""

    stream = Stream.BOARD
    channels = 1
    rate_hz = 100.0

    def start(self, t_ns: int) -> Output:
        return NOTHING

    def receive(self, data: bytes, t_ns: int) -> Output:
        return Output(blocks=(SampleBlock(self.stream, 0, t_ns, 100.0, np.zeros((1, 1), np.float32)),))

    def tick(self, t_ns: int) -> Output:
        return NOTHING

    def stop(self) -> tuple[bytes, ...]:
        return ()


def missing() -> Transport:
    raise DeviceMissing("Plug it in.")


def test_it_fills_the_ring_until_it_is_stopped() -> None:
    woken = Event()
    ring: Ring[LinkEntry] = Ring(1000, woken.set)
    feed = Feed()
    link = Link(Stream.BOARD, lambda: feed, Blocks, CLOCK, ring)
    reader = ReaderThread(link)
    reader.start()
    assert woken.wait(LONG_S)
    assert reader.stop()
    assert link.state is LinkState.STREAMING
    assert not feed.closed.is_set(), "closing is its owner's"
    link.close()
    assert feed.closed.is_set()


def test_without_a_device_it_waits_without_spinning_and_ends_at_once() -> None:
    asked: list[int] = []

    def open_transport() -> Transport:
        asked.append(CLOCK.now_ns())
        return missing()

    told = Event()
    reader = ReaderThread(Link(Stream.BOARD, open_transport, Blocks, CLOCK, Ring(10, told.set)))
    reader.start()
    assert told.wait(LONG_S)
    assert reader.stop()
    assert len(asked) == 1


def test_a_stop_is_bounded_even_when_a_read_hangs_and_the_step_closes_when_it_ends() -> None:
    feed = Feed()
    feed.hang = Event()
    link = Link(Stream.BOARD, lambda: feed, Blocks, CLOCK, Ring(10))
    reader = ReaderThread(link)
    reader.start()
    assert feed.reading.wait(LONG_S)
    bound = Deadline(CLOCK, round((2 * STOP_S + 5) * NS_PER_S))
    assert not reader.stop()
    link.close()
    assert not bound.passed()
    assert not feed.closed.is_set()
    feed.hang.set()
    assert feed.closed.wait(LONG_S)
    assert reader.join(LONG_S)
    assert link.state is LinkState.CLOSED


def test_one_that_never_began_is_stopped_too() -> None:
    assert ReaderThread(Link(Stream.BOARD, missing, Blocks, CLOCK, Ring(10))).stop()
