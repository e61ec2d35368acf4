"""What is kept of one person on one level: the log of difficulty, and how each session went.

    people/p-ID/LEVEL/difficulty.jsonl     what the engine decided, in the words of its own log
    people/p-ID/LEVEL/sessions.jsonl       when sessions began, what each round left behind, stages accepted
    people/p-ID/LEVEL/in_use               held while a session writes the log

Both grow line by line and are never thrown away.  `guest` is nobody: nothing of them is kept.
Not here: what a line of the log or a round means (the station reads them with the game's own words).
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import string
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from clinic.lines import Hold, LineFile, Lines, hold
from clinic.people import FOLDER, GUEST, person_id
from core.errors import InputError
from core.events import JsonValue

VERSION = 1
LOG, SESSIONS, IN_USE = "difficulty.jsonl", "sessions.jsonl", "in_use"
LONGEST_NAME = 80
_PLAIN = frozenset(string.ascii_lowercase + string.digits + "_-")
_SPELT = re.compile("=([0-9a-f]{1,6});")


@dataclass(frozen=True, slots=True)
class Began:
    """A session began to play this level."""

    utc: datetime
    session: str


@dataclass(frozen=True, slots=True)
class KeptRound:
    """One round of this level.

    number: of the round in its session.  grade: that was chosen.  stage, step, order: of learning, of feedback and
    of targets, as they were in force.  percent: of feedback that the plan named, None for none.  target: share of
    tries that should succeed.  symptoms: whether pain or tiredness was told that day, None where nobody asked.
    levels, help: where difficulty stood after it, by axis, each 0..1.  decisions: how many the log held then, 0
    where it keeps none of this round.  told: what the round left behind, as the game writes it.
    """

    utc: datetime
    session: str
    number: int
    grade: int
    stage: int
    step: int
    percent: int | None
    order: str | None
    target: float
    symptoms: bool | None
    levels: Mapping[str, float]
    help: float
    decisions: int
    told: Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True)
class AcceptedStage:
    """A therapist said how far the person has learned this level."""

    utc: datetime
    stage: int


Entry = Began | KeptRound | AcceptedStage


@dataclass(frozen=True, slots=True)
class History:
    """All that was kept of the sessions, oldest first.  unread: lines that say nothing to this version."""

    entries: tuple[Entry, ...] = ()
    unread: int = 0

    @property
    def rounds(self) -> tuple[KeptRound, ...]:
        """All rounds."""
        return tuple(entry for entry in self.entries if isinstance(entry, KeptRound))

    @property
    def accepted(self) -> AcceptedStage | None:
        """The stage that was accepted last."""
        return next((entry for entry in reversed(self.entries) if isinstance(entry, AcceptedStage)), None)

    @property
    def last(self) -> datetime | None:
        """When this level was played last."""
        times = [entry.utc for entry in self.entries if not isinstance(entry, AcceptedStage)]
        return times[-1] if times else None

    def sessions(self, without: str | None = None) -> tuple[tuple[KeptRound, ...], ...]:
        """Return the rounds of each session, oldest first; `without` leaves one session out."""
        found: dict[str, list[KeptRound]] = {}
        for kept in self.rounds:
            if kept.session != without:
                found.setdefault(kept.session, []).append(kept)
        return tuple(tuple(rounds) for rounds in found.values())


class LevelRecord:
    """The files of one person on one level."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._log = LineFile(folder / LOG)
        self._sessions = LineFile(folder / SESSIONS)
        self._hold: Hold | None = None
        self._beside: LineFile | None = None

    def take(self) -> bool:
        """Say that this session writes the log; False while another one does."""
        self._hold = self._hold or hold(self.folder / IN_USE)
        return self._hold is not None

    def release(self) -> None:
        """Let other sessions write the log."""
        if self._hold is not None:
            self._hold.release()
            self._hold = None

    def log(self) -> Lines:
        """Return the lines of the log.  Raises InputError when it cannot be read."""
        return self._log.read()

    def write_log(self, lines: Sequence[str]) -> None:
        """Put lines at the end of the log.  Raises StorageError; then they wait for the next time."""
        (self._beside or self._log).append(*lines)

    def set_log_aside(self, word: str, lines: Sequence[str]) -> Path:
        """Keep the log as it is under another name with `word`, and begin with `lines`.  Raises StorageError."""
        return self._log.set_aside(word, lines)

    def go_beside(self, word: str) -> Path:
        """Write this session's log into a file of its own from here on, named with `word`; return which."""
        names = _names(self._log.path, word)
        path = next((path for path in names if not os.path.lexists(path)), names[-1])
        self._beside = LineFile(path)
        return path

    def history(self) -> History:
        """Return what was kept of the sessions.  Raises InputError when it cannot be read."""
        found = [_entry(line) for line in self._sessions.read().lines if line.strip()]
        entries = tuple(entry for entry in found if entry is not None)
        return History(entries, len(found) - len(entries))

    def add(self, entry: Entry) -> None:
        """Keep one more entry.  Raises StorageError; then it waits for the next time."""
        self._sessions.append(_line(entry))


def record_of(data_folder: Path, patient: str, level_id: str) -> LevelRecord:
    """Return the files of a person on a level; raises InputError for `guest`, and for a word that is no id."""
    return LevelRecord(folder_of(data_folder, patient) / level_name(level_id))


def folder_of(data_folder: Path, patient: str) -> Path:
    """Return the folder in which levels of a person are kept; raises InputError for a word that is no id."""
    found = person_id(patient)
    if found == GUEST:
        raise InputError("Nothing is kept of a guest: name the patient's id.")
    return data_folder / FOLDER / f"p-{found}"


def level_name(level_id: str) -> str:
    """Return the name of a level's folder: the same for the same id everywhere, and another for another id."""
    name = "".join(letter if letter in _PLAIN else "." if letter == "/" else _spelt(letter) for letter in level_id)
    if name and len(name) <= LONGEST_NAME:
        return name
    digest = hashlib.sha256(level_id.encode(errors="surrogatepass")).hexdigest()
    return f"{name[:LONGEST_NAME - 13]}~{digest[:12]}"


def levels_of(data_folder: Path, patient: str) -> tuple[str, ...]:
    """Return the folder names of all levels of which something is kept, as `level_name` makes them."""
    try:
        found = [path.name for path in folder_of(data_folder, patient).iterdir()
                 if path.is_dir() and path.name.isascii()]
    except OSError:
        return ()
    return tuple(sorted(found))


def id_of(name: str) -> str:
    """Return the level id that a folder's name stands for; a name that was shortened stays as it is."""
    if "~" in name:
        return name
    try:
        found = _SPELT.sub(lambda spelt: chr(int(spelt[1], 16)), name.replace(".", "/"))
        found.encode()  # half a letter is none
        return found
    except (ValueError, OverflowError):
        return name


def _spelt(letter: str) -> str:
    """Spell a letter that not every disk takes, or tells from its capital."""
    return f"={ord(letter):x};"


def _names(path: Path, word: str) -> Sequence[Path]:
    return [path.with_name(f"{path.stem}-{word}{'' if number == 1 else f'-{number}'}{path.suffix}")
            for number in range(1, 1000)]


def _line(entry: Entry) -> str:
    match entry:
        case Began(utc, session):
            plain: dict[str, JsonValue] = {"kind": "began", "utc": utc.isoformat(), "session": session}
        case KeptRound():
            plain = {"kind": "round", "utc": entry.utc.isoformat(), "session": entry.session,
                     "number": entry.number, "grade": entry.grade, "stage": entry.stage, "step": entry.step,
                     "percent": entry.percent, "order": entry.order, "target": entry.target,
                     "symptoms": entry.symptoms, "levels": dict(entry.levels), "help": entry.help,
                     "decisions": entry.decisions, "told": dict(entry.told)}
        case AcceptedStage(utc, stage):
            plain = {"kind": "stage", "utc": utc.isoformat(), "stage": stage}
    return json.dumps({"v": VERSION, **plain}, separators=(",", ":"), allow_nan=False)


def _entry(line: str) -> Entry | None:
    """Read a line back; None for what this version cannot read."""
    try:
        plain = json.loads(line)
        return _KINDS[plain["kind"]](plain) if plain["v"] == VERSION else None
    except (ValueError, KeyError, TypeError, RecursionError, OverflowError):
        return None


def _began(plain: Mapping[str, Any]) -> Began:
    return Began(_time(plain["utc"]), _word(plain["session"]))


def _round(plain: Mapping[str, Any]) -> KeptRound:
    percent, order, symptoms = plain["percent"], plain["order"], plain["symptoms"]
    if not (symptoms is None or isinstance(symptoms, bool)):
        raise TypeError
    return KeptRound(
        _time(plain["utc"]), _word(plain["session"]), _number(plain["number"]), _number(plain["grade"]),
        _number(plain["stage"]), _number(plain["step"]), None if percent is None else _number(percent),
        None if order is None else _word(order), _share(plain["target"]), symptoms,
        {axis: _share(level) for axis, level in _table(plain["levels"]).items()}, _share(plain["help"]),
        _number(plain["decisions"]), _table(plain["told"]))


def _stage(plain: Mapping[str, Any]) -> AcceptedStage:
    return AcceptedStage(_time(plain["utc"]), _number(plain["stage"]))


_KINDS: Mapping[str, Callable[[Mapping[str, Any]], Entry]] = {"began": _began, "round": _round, "stage": _stage}


def _time(value: object) -> datetime:
    found = datetime.fromisoformat(_word(value))
    if found.tzinfo is None:
        raise ValueError
    return found.astimezone(UTC)


def _word(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _share(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0.0 <= value <= 1.0:
        raise ValueError
    return float(value)


def _table(value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise TypeError
    return value


def _number(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError
    return value
