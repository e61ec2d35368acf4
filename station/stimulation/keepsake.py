"""The safety program's journal, kept with the session, and replayed: the same inputs must give the same bytes.

A journal tells what was typed; one with a PIN stays in the safety program's own folder.
Not here: its lines (`stim_safety.journal`), repeating them (`stim_safety.replay`).
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from core.errors import InputError, StorageError
from stim_safety import journal, replay
from stim_safety.drivers.registry import made_for

JOURNAL = "stimulation.jsonl.gz"


@dataclass(frozen=True, slots=True)
class Repeated:
    """How the repetition of a journal went: steps in all, and those that came out otherwise."""

    steps: int
    differences: tuple[replay.Difference, ...]


def keep(lines: Iterable[bytes], folder: Path) -> None:
    """Put a journal into the session's folder.  Raises StorageError."""
    every = iter(lines)
    first = next(every, b"")
    if not first or json.loads(first).get("pin") is not None:
        return
    try:
        with gzip.open(folder / JOURNAL, "wb", compresslevel=5) as file:
            file.writelines(chain([first], every))
    except OSError as error:
        raise StorageError(f"The journal of the stimulation could not be kept: {error.strerror}.") from error


def repeat(folder: Path) -> Repeated | None:
    """Repeat the journal of a session; None when there is none.  Raises InputError for what is no journal."""
    path = folder / JOURNAL
    if not path.exists():
        return None
    try:
        with gzip.open(path, "rb") as file:
            return _repeat(file)
    except (OSError, EOFError, zlib.error, LookupError, TypeError, ValueError) as error:
        raise InputError(f"{path} is no journal of a stimulation, or was cut off ({error}).") from error


def _repeat(lines: Iterable[bytes]) -> Repeated:
    every = iter(lines)
    kind, start = journal.start_of(json.loads(next(every, b"")))
    external = None if start.prescription is None else start.prescription.external
    steps = 0

    def counted() -> Iterator[bytes]:
        nonlocal steps
        for line in every:
            steps += 1
            yield line

    driver = made_for(kind, 0 if external is None else external.full_ua)
    found = tuple(replay.replay(driver, start, counted()))
    return Repeated(steps, found)
