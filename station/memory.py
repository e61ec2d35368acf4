"""What the station keeps between sessions: calibrations by board, and the last grade of each level.

One small JSON file, written whole and at once; a file that cannot be read is set aside, never fatal, since
everything in it can be measured again.  Patients' own calibrations belong to `clinic`, later.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.errors import InputError
from core.events import JsonValue
from signals.calibration import Calibration

FILE = "station.json"


class Memory:
    """Reads and writes the file in `folder`; with None it keeps nothing."""

    def __init__(self, folder: Path | None) -> None:
        self._path = None if folder is None else folder / FILE
        self._held = self._read()

    def calibration(self, board: str) -> Calibration:
        """Return what was last measured with this board, or the defaults."""
        plain = self._table("calibrations").get(board)
        if plain is None:
            return Calibration()
        try:
            return Calibration.from_json(plain)
        except InputError:
            return Calibration()

    def keep_calibration(self, board: str, calibration: Calibration) -> None:
        """Remember `calibration` for this board."""
        self._put("calibrations", board, calibration.to_json())

    def grade(self, level_id: str) -> int:
        """Return the grade last played, 1 for a new level."""
        grade = self._table("grades").get(level_id, 1)
        return grade if isinstance(grade, int) and 1 <= grade <= 10 else 1

    def keep_grade(self, level_id: str, grade: int) -> None:
        """Remember the grade of a level."""
        self._put("grades", level_id, grade)

    def _table(self, name: str) -> Mapping[str, Any]:
        table = self._held.get(name)
        return table if isinstance(table, dict) else {}

    def _put(self, name: str, key: str, value: JsonValue) -> None:
        self._held[name] = {**self._table(name), key: value}
        if self._path is None:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            draft = self._path.with_suffix(".new")
            draft.write_text(json.dumps(self._held, indent=1), encoding="utf-8")
            draft.replace(self._path)
        except OSError:
            self._path = None  # nowhere to keep it: it holds for this session, and is measured again next time

    def _read(self) -> dict[str, Any]:
        if self._path is None:
            return {}
        try:
            plain = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return plain if isinstance(plain, dict) else {}
