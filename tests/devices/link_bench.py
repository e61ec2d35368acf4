"""A link over cables that are played by a script, with a driver that obeys what it reads."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from core.clock import NS_PER_MS, NS_PER_S, ManualClock
from core.ring import Ring
from core.samples import SampleBlock, Stream
from devices.drivers import NOTHING, LinkNote, NoteKind, Output
from devices.link import Link, LinkEntry, LinkState
from devices.transports import Transport


def block(seq: int, t_ns: int, lost: int = 0) -> SampleBlock:
    return SampleBlock(Stream.BOARD, seq, t_ns, 100.0, np.zeros((1, 7), np.float32), lost)


@dataclass
class Cable:
    """A transport played by a script: bytes to read, or what to raise."""

    script: list[bytes | Exception] = field(default_factory=list)
    name: str = "cable"
    serial_number: str = "A1"
    written: list[bytes] = field(default_factory=list)
    refuse: Exception | None = None
    closed: int = 0
    close_raises: bool = False

    def read(self, timeout_ms: int) -> bytes:
        said = self.script.pop(0) if self.script else b""
        if isinstance(said, Exception):
            raise said
        return said

    def write(self, data: bytes) -> None:
        if self.refuse is not None:
            raise self.refuse
        self.written.append(data)

    def close(self) -> None:
        self.closed += 1
        if self.close_raises:
            raise OSError("already gone")


class Echo:
    """A driver that obeys what it reads: r ready, b block, g garbage, f give up, n wrong device, x defect."""

    stream = Stream.BOARD
    channels = 7
    rate_hz = 100.0

    def __init__(self) -> None:
        self.seq = 0
        self.ticks: list[int] = []

    def start(self, t_ns: int) -> Output:
        return Output((b"hello",))

    def receive(self, data: bytes, t_ns: int) -> Output:
        match data:
            case b"r":
                return Output(notes=(self._note(NoteKind.READY, t_ns),))
            case b"b":
                self.seq += 1
                return Output((b"ack",), (block(self.seq, t_ns, lost=2),), (self._note(NoteKind.GAP, t_ns),))
            case b"g":
                return Output(notes=(self._note(NoteKind.GARBAGE, t_ns),))
            case b"f":
                return Output(failed=True)
            case b"n":
                return Output(notes=(self._note(NoteKind.WRONG_DEVICE, t_ns),), failed=True)
            case b"x":
                raise IndexError("a defect in the driver")
        return NOTHING

    def tick(self, t_ns: int) -> Output:
        self.ticks.append(t_ns)
        return NOTHING

    def stop(self) -> tuple[bytes, ...]:
        return (b"bye",)

    def _note(self, kind: NoteKind, t_ns: int) -> LinkNote:
        return LinkNote(self.stream, t_ns, kind, f"{kind} told.")


@dataclass
class Bench:
    """A link over cables: each opening takes the next entry of `plugs`, the last for ever."""

    plugs: list[Cable | Exception]
    clock: ManualClock = field(default_factory=lambda: ManualClock(5 * NS_PER_S))
    ring: Ring[LinkEntry] = field(default_factory=lambda: Ring(1000))
    attempts: list[int] = field(default_factory=list)
    drivers: list[Echo] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.link = Link(Stream.BOARD, self._open, self._driver, self.clock, self.ring)

    def _open(self) -> Transport:
        self.attempts.append(self.clock.now_ns())
        plug = self.plugs.pop(0) if len(self.plugs) > 1 else self.plugs[0]
        if isinstance(plug, Exception):
            raise plug
        return plug

    def _driver(self) -> Echo:
        self.drivers.append(Echo())
        return self.drivers[-1]

    def state(self) -> LinkState:
        return self.link.state

    def run(self, seconds: float) -> None:
        for _ in range(round(seconds * 100)):
            self.clock.advance(10 * NS_PER_MS)
            self.pull()

    def pull(self) -> None:
        while self.link.step(0):
            pass

    def kinds(self) -> list[NoteKind]:
        return [entry.kind for entry in self.ring.drain() if isinstance(entry, LinkNote)]


def said(*words: bytes | Exception) -> Cable:
    return Cable(list(words))
