"""A link on a loop on a manual clock: the real driver at one end, an emulated device at the other."""

from __future__ import annotations

import copyreg
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from core.clock import NS_PER_S, ManualClock
from core.ring import Ring
from core.samples import SampleBlock, Stream
from devices.drivers import Driver, LinkNote, NoteKind
from devices.emulators import Emulator
from devices.emulators.loop import LoopTransport
from devices.link import Link, LinkEntry, LinkState

START_NS = 1_000 * NS_PER_S
copyreg.pickle(type(Lock()), lambda _: (Lock, ()))  # a rig can be copied: each copy with locks of its own


@dataclass
class Rig:
    """What a test holds: time, the cable, the link, and everything that came out of it."""

    clock: ManualClock
    loop: LoopTransport
    link: Link
    ring: Ring[LinkEntry]
    entries: list[LinkEntry] = field(default_factory=list)

    def run(self, seconds: float, step_ms: int = 10) -> list[LinkEntry]:
        """Let time pass and return what came meanwhile."""
        fresh: list[LinkEntry] = []
        for _ in range(round(seconds * 1000 / step_ms)):
            self.clock.advance(step_ms * 1_000_000)
            while self.link.step(0):
                pass
            fresh += self.ring.drain()
        self.entries += fresh
        return fresh

    def state(self) -> LinkState:
        """How the link stands; a call, so that nobody takes the last answer for the next."""
        return self.link.state

    @property
    def blocks(self) -> list[SampleBlock]:
        return blocks(self.entries)

    @property
    def notes(self) -> list[LinkNote]:
        return [entry for entry in self.entries if isinstance(entry, LinkNote)]

    @property
    def kinds(self) -> set[NoteKind]:
        return {note.kind for note in self.notes}


def rig(emulator: Emulator, stream: Stream, make_driver: Callable[[], Driver], join: bool = True,
        serial_number: str = "") -> Rig:
    clock = ManualClock(START_NS)
    ring: Ring[LinkEntry] = Ring(1_000_000)
    loop = LoopTransport(emulator, clock, "loop", serial_number, join)
    return Rig(clock, loop, Link(stream, loop.open, make_driver, clock, ring), ring)


def blocks(entries: list[LinkEntry]) -> list[SampleBlock]:
    return [entry for entry in entries if isinstance(entry, SampleBlock)]


def samples(entries: list[LinkEntry]) -> NDArray[np.float32]:
    return np.concatenate([block.data for block in blocks(entries)])
