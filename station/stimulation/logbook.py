"""Reads the safety program's audit log while it is being written.

Not here: proving that it is whole (`stim_safety.audit`).
"""

from __future__ import annotations

import json
from pathlib import Path

from core.events import JsonValue

AUDIT = "audit"


class Logbook:
    """The lines that are written from now on, in the newest file that was not there before."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / AUDIT
        self._old = frozenset(self._names())
        self._at = 0
        self._rest = b""

    def news(self) -> list[JsonValue]:
        """Return every whole line that has come since the last call."""
        new = [name for name in self._names() if name not in self._old]
        if not new:
            return []
        try:
            with (self._folder / new[-1]).open("rb") as file:
                file.seek(self._at)
                data = file.read()
        except OSError:
            return []
        self._at += len(data)
        *lines, self._rest = (self._rest + data).split(b"\n")
        return [_line(line) for line in lines if line]

    def _names(self) -> list[str]:
        return sorted(path.name for path in self._folder.glob("*.jsonl")) if self._folder.is_dir() else []


def _line(line: bytes) -> JsonValue:
    try:
        value: JsonValue = json.loads(line)
    except ValueError:
        return line.decode(errors="replace")
    return value
