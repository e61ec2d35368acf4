"""Real programs: started, listened to, steered, and always ended.  And what they have recorded so far."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from clinic.recording.reader import Recording
from clinic.recording.records import Record, Remark, RoundEvent, StimMessage
from clinic.recording.session import RECORDING, SHEET
from core.clock import NS_PER_S, Deadline, SystemClock
from core.errors import InputError
from core.events import Event, JsonValue
from tests.stim_safety.process.device import prefer
from tests.stim_safety.process.standstill import STANDSTILL, StoodStill

ROOT = Path(__file__).parents[2]
LIMIT_S = 45.0
"""How long anything may take on a busy machine before it counts as not happening."""
_PAUSE_S = 0.15

Seen = TypeVar("Seen")


def until(look: Callable[[], Seen | None], what: str, limit_s: float = LIMIT_S,
          tale: Callable[[], str] = lambda: "") -> Seen:
    """Look again and again until something is seen; fail with `what` was awaited, and a `tale` of what was not."""
    deadline = Deadline(SystemClock(), round(limit_s * NS_PER_S))
    while not (seen := look()):
        assert not deadline.passed(), f"waited {limit_s:g} s for {what}\n{tale()}"
        threading.Event().wait(_PAUSE_S)
    return seen


class Program:
    """One running command of Surefoot."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.out = ""
        self.err = ""

    def signal(self, number: signal.Signals) -> Program:
        """Send a signal."""
        self.process.send_signal(number)
        return self

    def end(self, limit_s: float = LIMIT_S) -> int:
        """Wait for the end and return the exit code; what was printed is in `out` and `err`."""
        self.out, self.err = self.process.communicate(timeout=limit_s)
        assert "Traceback" not in self.err, self.err
        return self.process.returncode

    @property
    def told(self) -> Any:
        """The last line of the output, as JSON."""
        return json.loads(self.out.splitlines()[-1])


@contextmanager
def surefoot(*words: str | Path, environment: Mapping[str, str | None] | None = None,
             prefix: Sequence[str] = ()) -> Iterator[Program]:
    """Run `main.py` with `words`.

    environment: over this one; None takes a variable away.  prefix: what comes before the Python.
    """
    changed = {**os.environ, **(environment or {})}
    with subprocess.Popen(
            [*prefix, sys.executable, str(ROOT / "main.py"), *map(str, words)], cwd=ROOT, text=True,
            env={name: value for name, value in changed.items() if value is not None},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            yield Program(process)
        finally:
            process.kill()


class Device:
    """An emulated device in a process of its own, behind a serial port, steered by words."""

    def __init__(self, process: subprocess.Popen[str], link: Path) -> None:
        self.process = process
        self.port = str(link)
        self._heard()

    def say(self, words: str) -> None:
        """Give one command and wait until it is obeyed."""
        assert self.process.stdin is not None
        self.process.stdin.write(words + "\n")
        self.process.stdin.flush()
        answer = self._heard()
        assert "error" not in answer, answer

    def _heard(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer


@contextmanager
def device(kind: str, link: Path, *words: str) -> Iterator[Device]:
    """Serve an emulated device at `link`, which stays the same when it is unplugged and plugged again."""
    command = [sys.executable, "-m", "devices.emulators", kind, "--link", str(link), "--boot-ms", "50", *words]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        prefer(process.pid)
        try:
            yield Device(process, link)
        finally:
            process.kill()


def session_in(place: Path) -> Path | None:
    """Return the only session in `place` once there is one."""
    sessions = [path for path in place.iterdir() if path.is_dir()] if place.exists() else []
    return sessions[0] if sessions else None


def records_in(place: Path) -> tuple[Record, ...]:
    """Return what is on the disk so far."""
    session = session_in(place)
    try:
        return () if session is None else _read(session / RECORDING, (session / RECORDING).stat().st_size)
    except (InputError, FileNotFoundError):  # not written yet
        return ()


@lru_cache(maxsize=1)
def _read(path: Path, size: int) -> tuple[Record, ...]:
    """Read a recording when it has grown, not whenever somebody looks: that would slow down who is watched."""
    return tuple(Recording(path).records())


def events_in(place: Path) -> list[Event]:
    """Return the events so far."""
    return [record.event for record in records_in(place) if isinstance(record, RoundEvent)]


def remarks_in(place: Path) -> list[Remark]:
    """Return the remarks of the links so far."""
    return [record for record in records_in(place) if isinstance(record, Remark)]


def sheet_in(place: Path) -> dict[str, Any]:
    """Return the sheet of the session."""
    session = session_in(place)
    assert session is not None
    sheet: dict[str, Any] = json.loads((session / SHEET).read_text(encoding="utf-8"))
    return sheet


class Story:
    """The events of a session under way, awaited one after the other.

    A wait raises StoodStill when the machine's standing still has stopped stimulation: nothing is helped after it.
    """

    def __init__(self, place: Path) -> None:
        self._place = place
        self._told = 0

    def until(self, kind: str, **data: object) -> Event:
        """Wait for the next event of `kind` with `data`; those before it are passed over."""
        return until(lambda: self._next(kind, data), f"{kind} {data}", tale=self._tale)

    def _next(self, kind: str, data: Mapping[str, object]) -> Event | None:
        events = events_in(self._place)
        for index in range(self._told, len(events)):
            event = events[index]
            if event.kind == kind and data.items() <= event.data.items():
                self._told = index + 1
                return event
        if any(why in STANDSTILL for _, _, why in self._stimulation()):
            raise StoodStill(self._tale())
        return None

    def _stimulation(self) -> list[tuple[int, JsonValue, JsonValue]]:
        """Return when stimulation came to which state, and why."""
        states = [(record.t_ns, record.values["state"], record.values["why"]) for record in records_in(self._place)
                  if isinstance(record, StimMessage) and record.kind == "status"]
        return [now for before, now in zip([None, *states], states, strict=False)
                if before is None or before[1:] != now[1:]]

    def _tale(self) -> str:
        """Tell what went on instead: where stimulation stood, the last events, and what the links said."""
        told = [record for record in records_in(self._place) if isinstance(record, Remark | RoundEvent)]
        return "\n".join(map(str, [*self._stimulation(), *told[-30:]]))
