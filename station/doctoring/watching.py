"""Lets devices stream for two seconds and keeps what they sent, all at once and bounded in time.

Not here: which devices (`sensors`), and what is said of them (`quality`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from core.clock import NS_PER_S, Clock
from core.ring import Ring
from core.samples import SampleBlock
from devices.drivers import LinkNote, NoteKind
from devices.link import Link, LinkEntry

OPEN_S = 30.0
"""A device that was not named may restart for 2 s and be tried at several speeds."""
WATCH_S = 2.0
RING_CAPACITY = 4096
_READ_MS = 5
_REFUSALS = frozenset({NoteKind.MISSING, NoteKind.NO_PERMISSION, NoteKind.WRONG_DEVICE})


@dataclass(slots=True)
class Watched:
    """One device being watched: its name for people, its link, and what came.

    argument: how a person names it, such as chords:/dev/ttyACM0.  microvolt: whether its EMG is in microvolt.
    """

    name: str
    argument: str
    link: Link
    ring: Ring[LinkEntry]
    microvolt: bool = True
    blocks: list[SampleBlock] = field(default_factory=list)
    notes: list[LinkNote] = field(default_factory=list)
    first_ns: int | None = None
    last_ns: int = 0

    @property
    def data(self) -> NDArray[np.float32]:
        """All rows that came, oldest first, of the width that came last."""
        width = self.blocks[-1].data.shape[1]
        return np.concatenate([block.data for block in self.blocks if block.data.shape[1] == width])

    @property
    def lost(self) -> int:
        """How many samples are known to be missing after the first."""
        return sum(block.lost for block in self.blocks[1:])

    @property
    def rate_hz(self) -> float:
        """Samples a second as they came, those known to be lost counted too; 0 with too few to tell."""
        if self.first_ns is None or self.last_ns <= self.first_ns:
            return 0.0
        count = sum(len(block.data) + block.lost for block in self.blocks[1:])
        return count * NS_PER_S / (self.last_ns - self.first_ns)

    @property
    def refusal(self) -> LinkNote | None:
        """The first remark that says why it does not come, None while it may still."""
        return next((note for note in self.notes if note.kind in _REFUSALS), None)

    @property
    def seen_enough(self) -> bool:
        """Whether it streamed for two seconds, or will not."""
        return self.refusal is not None or (
            self.first_ns is not None and self.last_ns - self.first_ns >= WATCH_S * NS_PER_S)

    def step(self, now: Callable[[], int]) -> None:
        """Serve the link once and take what came."""
        self.link.step(_READ_MS)
        for entry in self.ring.drain():
            if isinstance(entry, LinkNote):
                self.notes.append(entry)
                continue
            self.blocks.append(entry)
            self.last_ns = now()
            self.first_ns = self.last_ns if self.first_ns is None else self.first_ns


def watch(devices: Sequence[Watched], clock: Clock, pause: Callable[[], None]) -> None:
    """Serve all `devices` until each was seen enough, at most OPEN_S + WATCH_S; each is closed again.

    pause: waits a moment, so that devices that are away do not keep the processor busy.
    """
    ends_ns = clock.now_ns() + round((OPEN_S + WATCH_S) * NS_PER_S)
    waiting = list(devices)
    try:
        while waiting and clock.now_ns() < ends_ns:
            for device in waiting:
                device.step(clock.now_ns)
            waiting = [device for device in waiting if not device.seen_enough]
            pause()
    finally:
        for device in devices:
            device.link.close()
