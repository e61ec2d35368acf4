"""The program's own loop around a rig: its real code, with the parts it joins in memory.

Nothing here is a test.
"""

from __future__ import annotations

import sys
from types import FrameType, SimpleNamespace
from typing import Any

import pytest

from stim_safety import process
from stim_safety.messages import decode
from stim_safety.process import Clocks, Loop, Parts
from stim_safety.step import GuardianNews, Record
from stim_safety.timing import MS, TICK_MS
from tests.stim_safety.rig import NONCE, Rig

Line = tuple[str, int]
SAID = 3
"""So often the latched program speaks before the game goes."""


class Edge:
    """Life: made around a rig whose messages wait, `run` once.  The game goes once it was told of a defect."""

    def __init__(self, rig: Rig) -> None:
        self.rig = rig
        self.defects: list[Record] = []
        self.told: list[Any] = []
        self.began_ns = rig.now_ns
        rig.now_ns += TICK_MS * MS
        self.loop = Loop(self._parts())

    def turn(self, patch: pytest.MonkeyPatch) -> bool:
        """Take one turn on the rig's clock."""
        patch.setattr(process, "wait_for", self._wait)
        return self.loop.turn()

    def run(self, patch: pytest.MonkeyPatch) -> int:
        """Run the loop on the rig's clock; return the exit code."""
        patch.setattr(process, "wait_for", self._wait)
        return self.loop.run()

    def written(self) -> list[bytes]:
        """Return every frame since the edge was made."""
        return [frame for t_ns, frame in self.rig.written if t_ns > self.began_ns]

    def _parts(self) -> Parts:
        rig = self.rig
        nothing = {"fileno": lambda: 0, "gone": "", "look": lambda *_: None}
        parts: dict[str, Any] = {
            "game": SimpleNamespace(fileno=lambda: 0, gone=False, dying=lambda: False, receive=self._receive,
                                    send=self._tell, close=lambda: None),
            "wire": SimpleNamespace(**nothing, read=self._read, write=self._write, throw_away=lambda: None),
            "guardian": SimpleNamespace(fileno=lambda: 0, over=False, look=lambda: GuardianNews.QUIET,
                                        news=lambda: GuardianNews.BEAT, beat=lambda: None),
            "scribe": SimpleNamespace(**nothing, acked=rig.recorded, pump=lambda: None, end=lambda: True),
            "keeper": SimpleNamespace(keep=lambda inputs, outputs: None, defect=self._keep),
            "signals": SimpleNamespace(fileno=lambda: 0, asked=False, look=lambda: False),
            "prescription": SimpleNamespace(**nothing)}
        self._game = parts["game"]
        return Parts(clocks=Clocks(lambda: rig.now_ns, lambda: rig.now_ns), controller=rig.controller,
                     stop=rig.driver.stop_frames, nonce=NONCE, **parts)

    def _wait(self, sources: list[int], at_most_ns: int) -> bool:
        self.rig.now_ns += max(0, at_most_ns)
        return False

    def _receive(self) -> tuple[bytes, ...]:
        waiting, self.rig._waiting = tuple(self.rig._waiting), []
        return waiting

    def _tell(self, data: bytes) -> None:
        self.told.append(decode(data).message)
        self._game.gone = bool(self.defects) and len(self.told) >= SAID

    def _read(self) -> bytes:
        wire, self.rig.wire = self.rig.wire, b""
        return wire + self.rig.device.advance(self.rig.now_ns)

    def _write(self, frame: bytes) -> bool:
        self.rig.written.append((self.rig.now_ns, frame))
        self.rig.wire += self.rig.device.receive(self.rig.now_ns, frame)
        return True

    def _keep(self, record: Record) -> None:
        self.defects.append(record)
        self.told.clear()


class Injected(Exception):
    """What no line of the program knows."""


class Injector:
    """Follows the program's lines, and breaks the one it is made for.  Life: a `with` block.

    seen: every line, in the order of its first time.
    """

    def __init__(self, line: Line | None = None) -> None:
        self.seen: dict[Line, None] = {}
        self._line = line
        self._before: Any = None

    def __enter__(self) -> Injector:
        self._before = sys.gettrace()
        sys.settrace(self._call)
        return self

    def __exit__(self, *_: object) -> None:
        sys.settrace(self._before)

    def _call(self, frame: FrameType, event: str, _: object) -> Any:
        ours = str(frame.f_globals.get("__name__", "")).startswith("stim_safety.")
        return self._step if ours else None

    def _step(self, frame: FrameType, event: str, _: object) -> Any:
        line = frame.f_code.co_filename.rpartition("stim_safety")[2], frame.f_lineno
        if event == "line":
            self.seen.setdefault(line)
            if line == self._line:
                raise Injected
        return self._step
