"""The sensors of a session: what the engine takes entries from.

Live, a thread of its own reads the device; headless, `entries` serves it until nothing is left for now; a
recorded session can stand in for a device.  Everything above sees the same list.
Not here: which devices there are (`devices.discovery`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Protocol

from clinic.recording.reader import Recording
from clinic.recording.session import RECORDING, read_sheet
from core.clock import Clock
from core.errors import InputError
from core.events import JsonValue
from core.ring import Ring
from core.samples import SampleBlock, Stream
from devices.drivers import LinkNote, NoteKind
from devices.link import Link, LinkEntry
from devices.reader import ReaderThread


class Sensor(Protocol):
    """Where samples and remarks come from.  Life: `start`, `entries` as often as wanted, `stop`."""

    @property
    def stream(self) -> Stream:
        """What it measures, as far as known."""
        ...

    @property
    def key(self) -> str:
        """Name under which its calibration is kept: the same device, the same key."""
        ...

    @property
    def heard(self) -> bool:
        """Whether it ever answered as what it should be."""
        ...

    def start(self) -> None:
        """Begin to read."""
        ...

    def entries(self) -> list[LinkEntry]:
        """Return everything that came since the last call, oldest first."""
        ...

    def dropped(self) -> int:
        """Return how many entries were lost since the last call because nobody drained."""
        ...

    def stop(self) -> None:
        """End reading and let go."""
        ...

    def totals(self) -> dict[str, JsonValue]:
        """Return what it saw, for the session's sheet."""
        ...


class LinkSensor:
    """A device link and the ring it fills."""

    def __init__(self, link: Link, ring: Ring[LinkEntry], threaded: bool) -> None:
        self.link = link
        self._ring = ring
        self._reader = ReaderThread(link) if threaded else None

    @property
    def stream(self) -> Stream:
        """What the link measures."""
        return self.link.stream

    @property
    def key(self) -> str:
        """The device's serial number, or the kind of its stream where it has none."""
        return self.link.serial_number or str(self.link.stream)

    @property
    def pulled(self) -> bool:
        """Whether it is served by who asks, as only simulated devices are."""
        return self._reader is None

    @property
    def heard(self) -> bool:
        """Whether the device ever sent a sample; still true after `stop`."""
        return self.link.counters.blocks > 0

    def try_now(self) -> LinkNote | None:
        """Open the device before `start`; return the remark that says why it did not open, None when it did."""
        self.link.step(0)
        if self.link.is_open:
            return None
        return next((entry for entry in self._ring.drain() if isinstance(entry, LinkNote)), None)

    def start(self) -> None:
        """Begin to read in a thread; pulled links need none."""
        if self._reader is not None:
            self._reader.start()

    def entries(self) -> list[LinkEntry]:
        """Return what came; a pulled link is served first, until it has nothing more for now."""
        if self._reader is None:
            self.link.step(0, until_quiet=True)
        return self._ring.drain()

    def dropped(self) -> int:
        """Return the losses of the ring."""
        return self._ring.take_dropped()

    def stop(self) -> None:
        """End the thread and close the device."""
        if self._reader is not None:
            self._reader.stop()
        self.link.close()

    def totals(self) -> dict[str, JsonValue]:
        """Return the link's counters with its name and number."""
        return {"stream": self.link.stream.value, "name": self.link.name,
                "serial_number": self.link.serial_number, **asdict(self.link.counters)}


class ReplaySensor:
    """The blocks of a recorded session, given again at their distance in time, from now on.

    Raises InputError when the folder is no session or holds none of `streams`.
    """

    def __init__(self, folder: Path, streams: Sequence[Stream], clock: Clock) -> None:
        read_sheet(folder)
        blocks = [record for record in Recording(folder / RECORDING).records()
                  if isinstance(record, SampleBlock) and record.stream in streams]
        if not blocks:
            raise InputError(f"{folder} holds no samples of {' or '.join(streams)}.")
        self.stream = blocks[0].stream
        self.heard = True
        self.key = f"replay of {folder.name}"
        self._first_ns = blocks[0].t0_ns
        self._blocks = deque(blocks)
        self._clock = clock
        self._start_ns: int | None = None
        self._given = 0

    def start(self) -> None:
        """Let the recorded time begin now."""
        self._start_ns = self._clock.now_ns()

    def entries(self) -> list[LinkEntry]:
        """Return the blocks whose time has come; LOST once after the last."""
        if self._start_ns is None:
            return []
        shift_ns = self._start_ns - self._first_ns
        now_ns = self._clock.now_ns()
        due: list[LinkEntry] = []
        while self._blocks and self._blocks[0].last_t_ns + shift_ns <= now_ns:
            block = self._blocks.popleft()
            due.append(replace(block, t0_ns=block.t0_ns + shift_ns))
            self._given += 1
            if not self._blocks:
                due.append(LinkNote(self.stream, now_ns, NoteKind.LOST, "The recorded session is over."))
        return due

    def dropped(self) -> int:
        """Return 0: nothing waits."""
        return 0

    def stop(self) -> None:
        """Give no more."""
        self._start_ns = None

    def totals(self) -> dict[str, JsonValue]:
        """Return how many blocks were given."""
        return {"stream": self.stream.value, "name": self.key, "serial_number": "", "blocks": self._given}
