"""The sheet on top of a session: `session.json`.

It is written when the session opens, again whenever a round begins, and once more at the end, each time
whole and at once, so that it is never found half written.  Not here: the recording itself.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from core.errors import InputError, StorageError
from core.events import JsonValue

FORMAT = 1
SHEET = "session.json"
RECORDING = "recording.mcap"


@dataclass(frozen=True, slots=True)
class RoundSheet:
    """One round: which level, its text as it was, which grade, which seed.

    coach: where its coach began, None without one.  plan: text of the plan that lay over the level, None without.
    """

    level_id: str
    level_text: str
    grade: int
    seed: int
    coach: Mapping[str, JsonValue] | None = None
    plan: str | None = None


@dataclass(frozen=True, slots=True)
class SessionSheet:
    """What a replay or a report must know before it opens the recording.

    state: "running" until the session was closed; a sheet found so was cut off.
    versions: of Surefoot and what it stands on.  signals and calibration: as they were at the start.
    devices: what was asked for and what was there.
    """

    created_utc: str
    versions: Mapping[str, JsonValue]
    devices: Mapping[str, JsonValue]
    signals: Mapping[str, JsonValue]
    calibration: Mapping[str, JsonValue]
    seed: int
    rounds: tuple[RoundSheet, ...] = ()
    state: str = "running"
    ended_utc: str | None = None
    totals: Mapping[str, JsonValue] = field(default_factory=dict)
    format: int = FORMAT


def new_folder(parent: Path, created: datetime) -> Path:
    """Make and return a folder for a session that began at `created`, named after it.

    Raises StorageError when the place cannot be written.
    """
    stem = created.strftime("%Y%m%d-%H%M%S")
    try:
        parent.mkdir(parents=True, exist_ok=True)
        for number in range(1, 1000):
            folder = parent / (stem if number == 1 else f"{stem}-{number}")
            try:
                folder.mkdir()
            except FileExistsError:
                continue
            return folder
    except OSError as error:
        raise StorageError(f"Sessions cannot be kept in {parent}: {error.strerror or error}. "
                           "Choose another folder with --out.") from error
    raise StorageError(f"{parent} already holds a thousand sessions of this second.")


def write_sheet(folder: Path, sheet: SessionSheet) -> None:
    """Put `sheet` on disk in place of the one before.  Raises StorageError."""
    draft = folder / (SHEET + ".new")
    try:
        with draft.open("w", encoding="utf-8") as file:
            json.dump(asdict(sheet), file, indent=1, allow_nan=False)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(folder / SHEET)
    except OSError as error:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise StorageError(f"The session sheet in {folder} cannot be written: {error.strerror or error}. "
                           "Free some space, or choose another folder with --out.") from error


def read_sheet(folder: Path) -> SessionSheet:
    """Read the sheet of a session.  Raises InputError with what is wrong."""
    path = folder / SHEET
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
        return _sheet(plain)
    except OSError as error:
        raise InputError(f"{folder} is not a session: {SHEET} cannot be read ({error.strerror}).") from error
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path} is not a session sheet that this version can read ({error}).") from error


def _sheet(plain: dict[str, Any]) -> SessionSheet:
    if plain["format"] != FORMAT:
        raise ValueError(f"format {plain['format']}, this version reads {FORMAT}")
    rounds = tuple(RoundSheet(**item) for item in plain.pop("rounds"))
    sheet = SessionSheet(rounds=rounds, **plain)
    for part, kinds in ((sheet, _SHEET_KINDS), *((entry, _ROUND_KINDS) for entry in rounds)):
        for name, kind in kinds.items():
            if type(getattr(part, name)) is not kind:
                raise TypeError(f"{name} must be {kind.__name__}, not {getattr(part, name)!r:.40}")
    for entry in rounds:
        if not (entry.coach is None or isinstance(entry.coach, dict)):
            raise TypeError(f"coach must be dict or null, not {entry.coach!r:.40}")
        if not (entry.plan is None or isinstance(entry.plan, str)):
            raise TypeError(f"plan must be str or null, not {entry.plan!r:.40}")
    return sheet


_SHEET_KINDS: Mapping[str, type] = {
    "created_utc": str, "versions": dict, "devices": dict, "signals": dict, "calibration": dict, "seed": int,
    "state": str, "totals": dict}
_ROUND_KINDS: Mapping[str, type] = {"level_id": str, "level_text": str, "grade": int, "seed": int}
