"""A driver on a hand-held clock, and what it said: for tests that play its device byte by byte."""

from __future__ import annotations

from core.clock import NS_PER_MS
from core.samples import SampleBlock
from devices.drivers import Driver, LinkNote, NoteKind, Output


class Talk:
    """Ticks every 20 ms, as a link does; `said` holds writes with the millisecond at which they were made."""

    def __init__(self, driver: Driver) -> None:
        self.driver = driver
        self.now_ms = 0
        self.said: list[tuple[int, bytes]] = []
        self.blocks: list[SampleBlock] = []
        self.notes: list[LinkNote] = []
        self._failed = False
        self._take(driver.start(0))

    def failed(self) -> bool:
        """Whether it gave up; a call, so that nobody takes the last answer for the next."""
        return self._failed

    @property
    def writes(self) -> list[bytes]:
        return [data for _, data in self.said]

    @property
    def kinds(self) -> list[NoteKind]:
        return [note.kind for note in self.notes]

    def wait(self, ms: int) -> None:
        for _ in range(0, ms, 20):
            self.now_ms += 20
            self._take(self.driver.tick(self.now_ms * NS_PER_MS))

    def hear(self, data: bytes) -> None:
        self._take(self.driver.receive(data, self.now_ms * NS_PER_MS))

    def _take(self, output: Output) -> None:
        self.said += [(self.now_ms, data) for data in output.writes]
        self.blocks += output.blocks
        self.notes += output.notes
        self._failed |= output.failed
