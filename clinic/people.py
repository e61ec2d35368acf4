"""People, as far as a station may know them: an id, their calibrations, their results.  Never a name.

One JSON file a person in `people/`, written whole and at once.  `guest` is nobody: nothing of them is kept.

A reach belongs to a person on one kind of board and ages in 30 days.  An effort belongs to pads: they are never
put back in the very same place, and the same squeeze then reads differently, so it is good for later sessions only
while the pads stayed on (staff say so), on the same amplifier, for twelve hours.
Not here: what a calibration means (`signals.calibration`), what is told to patients (`station.assessing`).
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, Generic, TypeVar

from core.errors import InputError, StorageError
from core.events import JsonValue
from core.muscles import Muscle
from signals.calibration import EffortRange, Reach

T = TypeVar("T")

GUEST = "guest"
FOLDER = "people"
FORMAT = 1
REACH_AGE = timedelta(days=30)
EFFORT_AGE = timedelta(hours=12)
AHEAD = timedelta(hours=1)
"""How far in the future something may seem to have been measured: clocks are set, and simulated ones run ahead."""
MOST_RESULTS = 500
"""Results kept of one person, three years of a session a week with three assessments; then the oldest go."""
LARGEST = 1e15
"""Nothing that is measured has a larger number."""
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")


def person_id(word: str) -> str:
    """Return the id that `word` names, in small letters; letters, digits and dashes only.  Raises InputError."""
    found = word.strip().lower()
    if not (found.isascii() and _ID.fullmatch(found)):
        raise InputError(f"{word!r:.40} is no patient id: write letters, digits and dashes, at most 32 of them, "
                         "such as P-1042. Do not write a name.")
    return found


class Standing(StrEnum):
    """Whether a kept calibration may be used.

    GOOD: it is in force.  NONE: there is none.  OLD: it is too long ago.  OTHER_DEVICE: it was measured with
    another one.  OTHER_PADS: the pads were taken off since.
    """

    GOOD = "good"
    NONE = "none"
    OLD = "old"
    OTHER_DEVICE = "other_device"
    OTHER_PADS = "other_pads"


@dataclass(frozen=True, slots=True)
class Recalled(Generic[T]):
    """A kept calibration as it stands now: its value, if it may be used, and when it was measured."""

    standing: Standing
    value: T | None = None
    measured: datetime | None = None


@dataclass(frozen=True, slots=True)
class KeptResult:
    """One assessment of one person.

    utc: when it ended, ISO.  session: name of its session.  like: what must be the same for results to be
    compared (device, help, shoes, ...).  values: by key, those that have one.
    """

    assessment: str
    utc: str
    session: str
    like: Mapping[str, str]
    values: Mapping[str, float]


@dataclass(slots=True)
class Person:
    """One person; every change is on disk when the method returns.  folder: None keeps nothing."""

    id: str
    folder: Path | None = None
    _held: dict[str, Any] = field(default_factory=dict)

    @property
    def kept(self) -> bool:
        """Whether anything of this person is kept."""
        return self.folder is not None

    def reach(self, board: str, now: datetime) -> Recalled[Reach]:
        """Return the reach measured with `board`, as it stands at `now`."""
        plain = self._table("reach")
        measured = _when(plain)
        if measured is None:
            return Recalled(Standing.NONE)
        if plain.get("device") != board:
            return Recalled(Standing.OTHER_DEVICE, None, measured)
        if not -AHEAD <= now - measured <= REACH_AGE:
            return Recalled(Standing.OLD, None, measured)
        try:
            return Recalled(Standing.GOOD, Reach.from_json(plain.get("values")), measured)
        except InputError:
            return Recalled(Standing.NONE)

    def last_reach(self) -> Recalled[Reach]:
        """Return the reach measured last, on whatever board and however long ago: to look at, not to play with."""
        plain = self._table("reach")
        measured = _when(plain)
        try:
            reach = Reach.from_json(plain.get("values"))
        except InputError:
            measured = None
        return Recalled(Standing.NONE) if measured is None else Recalled(Standing.GOOD, reach, measured)

    def keep_reach(self, reach: Reach, board: str, now: datetime) -> None:
        """Keep a reach.  Raises StorageError."""
        self._held["reach"] = {"values": reach.to_json(), "device": board, "utc": now.isoformat()}
        self._write()

    def effort(self, muscle: Muscle, amplifier: str, now: datetime, pads_on: bool) -> Recalled[EffortRange]:
        """Return the effort of `muscle`; pads_on: whether the pads stayed where they were."""
        plain = _table(self._table("effort"), muscle.value)
        measured = _when(plain)
        if measured is None:
            return Recalled(Standing.NONE)
        if plain.get("device") != amplifier:
            return Recalled(Standing.OTHER_DEVICE, None, measured)
        if not pads_on:
            return Recalled(Standing.OTHER_PADS, None, measured)
        if not -AHEAD <= now - measured <= EFFORT_AGE:
            return Recalled(Standing.OLD, None, measured)
        try:
            return Recalled(Standing.GOOD, EffortRange.from_json(plain.get("values")), measured)
        except InputError:
            return Recalled(Standing.NONE)

    def keep_effort(self, muscle: Muscle, effort: EffortRange, amplifier: str, now: datetime) -> None:
        """Keep the effort of a muscle.  Raises StorageError."""
        self._held["effort"] = {**self._table("effort"), muscle.value: {
            "values": effort.to_json(), "device": amplifier, "utc": now.isoformat()}}
        self._write()

    def fact(self, key: str) -> str | None:
        """Return something that holds for long, such as "height"; None when it was never told."""
        value = self._table("facts").get(key)
        return value if isinstance(value, str) else None

    def keep_fact(self, key: str, value: str) -> None:
        """Keep it.  Raises StorageError."""
        if self.fact(key) != value:
            self._held["facts"] = {**self._table("facts"), key: value}
            self._write()

    def results(self, assessment: str, like: Mapping[str, str]) -> tuple[KeptResult, ...]:
        """Return results of an assessment under the same conditions: the last of each session, oldest first."""
        found: dict[str, KeptResult] = {}
        for plain in self._list("results"):
            result = _result(plain)
            if result is not None and result.assessment == assessment and result.like == dict(like):
                found.pop(result.session, None)
                found[result.session] = result
        return tuple(found.values())

    def latest(self, assessment: str, now: datetime, age: timedelta, key: str = "") -> KeptResult | None:
        """Return the last result of an assessment that is no older than `age`, under whatever conditions.

        key: of a value that it must have; one that was stopped early may lack it.
        """
        for plain in reversed(self._list("results")):
            result = _result(plain)
            if result is not None and result.assessment == assessment and (not key or key in result.values):
                measured = _when({"utc": result.utc})
                if measured is not None and -AHEAD <= now - measured <= age:
                    return result
        return None

    def keep_result(self, result: KeptResult) -> None:
        """Keep a result; the oldest go beyond `MOST_RESULTS`.  Raises StorageError."""
        plain: dict[str, JsonValue] = {
            "assessment": result.assessment, "utc": result.utc, "session": result.session,
            "like": dict[str, JsonValue](result.like), "values": dict[str, JsonValue](result.values)}
        self._held["results"] = [*self._list("results"), plain][-MOST_RESULTS:]
        self._write()

    def _table(self, name: str) -> Mapping[str, Any]:
        return _table(self._held, name)

    def _list(self, name: str) -> Sequence[Any]:
        value = self._held.get(name)
        return value if isinstance(value, list) else []

    def _write(self) -> None:
        if self.folder is None:
            return
        path = file_of(self.folder, self.id)
        draft = path.with_suffix(".new")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with draft.open("w", encoding="utf-8") as file:
                json.dump({**self._held, "format": FORMAT, "id": self.id}, file, indent=1, allow_nan=False)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        except OSError as error:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
            raise StorageError(f"What belongs to patient {self.id} cannot be kept in {path.parent}: "
                               f"{error.strerror or error}. Free some space, or choose another folder.") from error


def open_person(word: str, data_folder: Path | None) -> Person:
    """Return the person with that id; `guest`, or no folder, keeps nothing.

    Raises InputError for a word that is no id, and for a file that cannot be read: a history is not thrown away.
    """
    found = person_id(word)
    if found == GUEST or data_folder is None:
        return Person(found)
    path = file_of(data_folder, found)
    try:
        if path.exists() and not path.is_file():
            raise OSError("it is no file")  # a pipe would never end
        plain = json.loads(path.read_text(encoding="utf-8"))
        json.dumps(plain, allow_nan=False)  # what could not be written again is damage, and is found now
    except (FileNotFoundError, NotADirectoryError):
        return Person(found, data_folder)
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(f"{path} cannot be read ({error}). Put a copy of it back, or move it away to begin "
                         "this patient anew.") from error
    if not isinstance(plain, dict) or plain.get("format") != FORMAT or plain.get("id") != found:
        raise InputError(f"{path} is not the file of patient {found} that this version can read. Put a copy of it "
                         "back, or move it away to begin this patient anew.")
    return Person(found, data_folder, plain)


def file_of(data_folder: Path, found: str) -> Path:
    """Return where a person is kept; the letter in front keeps clear of names that some systems reserve."""
    return data_folder / FOLDER / f"p-{found}.json"


def _table(held: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = held.get(name)
    return value if isinstance(value, dict) else {}


def _when(plain: Mapping[str, Any]) -> datetime | None:
    """Return when something was measured, None for what is no time with its zone."""
    try:
        found = datetime.fromisoformat(str(plain.get("utc")))
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def _result(plain: object) -> KeptResult | None:
    """Read a result back; None for what is none."""
    if not isinstance(plain, dict):
        return None
    words = [plain.get(key) for key in ("assessment", "utc", "session")]
    like, values = _table(plain, "like"), _table(plain, "values")
    if not all(isinstance(word, str) for word in words):
        return None
    numbers = {str(key): float(value) for key, value in values.items()
               if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= LARGEST}
    return KeptResult(str(words[0]), str(words[1]), str(words[2]),
                      {str(key): str(value) for key, value in like.items()}, numbers)
