"""Commands run in this process, and what they leave on the disk."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from clinic.recording.reader import Recording
from clinic.recording.records import LogEvent, Record, RoundEvent
from clinic.recording.session import RECORDING, SHEET
from clinic.recording.writer import MessageWriter
from core.events import Event
from station.cli import main


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str

    @property
    def told(self) -> Any:
        """The output as JSON."""
        return json.loads(self.out)


def run(*words: str | Path) -> Ran:
    """Run a command as its command line would."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = main([str(word) for word in words])
        except SystemExit as end:  # argparse
            code = end.code if isinstance(end.code, int) else 1
    return Ran(code, out.getvalue(), err.getvalue())


def play(place: Path, *words: str | Path) -> Ran:
    """Let the simulated patient play, faster than real time; sessions go to `place`."""
    return run("play", *words, "--headless", "--board", "sim", "--out", place, "--json")


def session_in(place: Path) -> Path:
    """Return the only session in `place`."""
    (session,) = [path for path in place.iterdir() if (path / SHEET).exists()]
    return session


def sheet_of(session: Path) -> dict[str, Any]:
    """Return what the sheet of `session` says."""
    plain = json.loads((session / SHEET).read_text(encoding="utf-8"))
    assert isinstance(plain, dict)
    return plain


def records_of(session: Path) -> list[Record]:
    """Return everything recorded, in the order of use."""
    path = session / RECORDING
    return list(_records_of(path, path.stat().st_mtime_ns))


@lru_cache(maxsize=2)
def _records_of(path: Path, _changed_ns: int) -> tuple[Record, ...]:
    """Read a recording once while it stays as it is: nothing in a record can be changed."""
    return tuple(Recording(path).records())


def events_of(session: Path, kind: str | None = None) -> list[Event]:
    """Return the events of all rounds, or those of one kind."""
    events = [record.event for record in records_of(session) if isinstance(record, RoundEvent)]
    return [event for event in events if kind in (None, event.kind)]


def log_of(session: Path, kind: str) -> list[Event]:
    """Return the events of one kind that no round answered."""
    return [record.event for record in records_of(session)
            if isinstance(record, LogEvent) and record.event.kind == kind]


def doctor_session(session: Path, copy: Path, change: Callable[[Record], Iterable[Record]]) -> Path:
    """Write a copy of `session` in which `change` has put other records in place of each."""
    copy.mkdir()
    (copy / SHEET).write_bytes((session / SHEET).read_bytes())
    writer = MessageWriter(copy / RECORDING)
    for record in records_of(session):
        for changed in change(record):
            writer.write(changed)
    writer.close()
    return copy
