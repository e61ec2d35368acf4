"""What the tests of event nodes share: waiting, a link in its thread, and the state of a node."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event

from core.clock import NS_PER_S, Deadline, SystemClock
from core.ring import Ring
from core.samples import SampleBlock
from devices.codecs import evdev as codec
from devices.codecs.evdev import ASK_STATE, DeviceState, StateDecoder
from devices.drivers import LinkNote
from devices.kinds import Opener, Tuning
from devices.link import Link, LinkEntry
from devices.reader import ReaderThread

CLOCK = SystemClock()


def eventually(what: Callable[[], object], seconds: float = 20.0) -> bool:
    """Wait until `what` holds; give up after `seconds`."""
    deadline = Deadline(CLOCK, round(seconds * NS_PER_S))
    while not deadline.passed():
        if what():
            return True
        Event().wait(0.02)
    return bool(what())


class Reading:
    """A link in its thread, and everything that came out of it."""

    def __init__(self, link: Link, ring: Ring[LinkEntry]) -> None:
        self.link = link
        self.entries: list[LinkEntry] = []
        self._ring = ring
        self._thread = ReaderThread(link)
        self._thread.start()

    def close(self) -> None:
        assert self._thread.stop()
        self.link.close()

    @property
    def blocks(self) -> list[SampleBlock]:
        self.entries += self._ring.drain()
        return [entry for entry in self.entries if isinstance(entry, SampleBlock)]

    @property
    def notes(self) -> list[LinkNote]:
        self.entries += self._ring.drain()
        return [entry for entry in self.entries if isinstance(entry, LinkNote)]

    @property
    def newest(self) -> list[float]:
        blocks = self.blocks
        return [float(value) for value in blocks[-1].data[-1]] if blocks else []

    def rows(self) -> int:
        return sum(len(block.data) for block in self.blocks)

    def more(self, n: int) -> bool:
        wanted = self.rows() + n
        return eventually(lambda: self.rows() >= wanted)


@contextmanager
def reading(open_link: Opener, argument: str = "", tuning: Tuning | None = None) -> Iterator[Reading]:
    ring: Ring[LinkEntry] = Ring(100_000)
    made = Reading(open_link(argument, CLOCK, ring, tuning or Tuning()), ring)
    try:
        yield made
    finally:
        made.close()


def state_of(read: Callable[[int], bytes], write: Callable[[bytes], None]) -> DeviceState:
    """Ask for the state and return the answer, which comes before all else."""
    write(ASK_STATE)
    decoder = StateDecoder()
    states = [decoder.take(event) for event in codec.decode_events(read(0))]
    assert states
    assert states[-1] is not None
    return states[-1]
