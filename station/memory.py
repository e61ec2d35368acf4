"""What the station keeps between sessions: tares, grades, the last level, the devices used last, stimulators.

One small JSON file, written whole and at once; a file that cannot be read is as good as none, since everything
in it can be measured again.  Reach and effort belong to a person, not to a station: they are measured in each
session until `clinic` knows patients, lest the next one plays with the last one's body.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.errors import InputError
from core.events import JsonValue
from devices.looking import Known
from signals.calibration import Tare

FILE = "station.json"


class Memory:
    """Reads and writes the file in `folder`; with None it keeps nothing."""

    def __init__(self, folder: Path | None) -> None:
        self._path = None if folder is None else folder / FILE
        self._held = self._read()

    def tare(self, board: str) -> Tare:
        """Return the tare last measured with this board, or none."""
        plain = self._table("tares").get(board)
        if plain is None:
            return Tare()
        try:
            return Tare.from_json(plain)
        except InputError:
            return Tare()

    def keep_tare(self, board: str, tare: Tare) -> None:
        """Remember the tare of this board."""
        self._put("tares", board, tare.to_json())

    def last_level(self) -> str | None:
        """Return the level played last, None before the first."""
        level = self._table("last").get("level")
        return level if isinstance(level, str) else None

    def grade(self, level_id: str) -> int:
        """Return the grade last played, 1 for a new level."""
        grade = self._table("grades").get(level_id, 1)
        return grade if isinstance(grade, int) and 1 <= grade <= 10 else 1

    def keep_grade(self, level_id: str, grade: int) -> None:
        """Remember that this level was played last, and in which grade."""
        self._put("last", "level", level_id)
        self._put("grades", level_id, grade)

    def device(self, which: str) -> Known | None:
        """Return the `board` or `emg` used last, None before the first."""
        plain = self._table("devices").get(which)
        if not isinstance(plain, dict):
            return None
        word, number, baud = plain.get("word"), plain.get("serial_number"), plain.get("baud")
        if not (isinstance(word, str) and isinstance(number, str) and number):
            return None
        return Known(word, number, baud if isinstance(baud, int) and baud > 0 else None)

    def keep_device(self, which: str, known: Known) -> None:
        """Remember which device was used last as `board` or `emg`, by what tells it from its sisters."""
        self._put("devices", which, {"word": known.word, "serial_number": known.serial_number, "baud": known.baud})

    def stimulators(self) -> frozenset[str]:
        """Return USB serial numbers of stimulators that were used here, or ports of those without a number."""
        return frozenset(self._table("stimulators"))

    def keep_stimulator(self, number_or_port: str, word: str) -> None:
        """Remember where a stimulator was, so that nobody asks it whether it is a sensor."""
        self._put("stimulators", number_or_port, word)

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
