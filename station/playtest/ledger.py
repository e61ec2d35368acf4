"""The file to which each result is appended as it comes, so that play-testing can be stopped and continued.

The first line says what is played with which version; each other line is one result.  A last line that was cut off
is played again.  Not here: what a result is (`result`).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from core.errors import InputError, StorageError
from levels.reader import find
from station.levels import read_entry
from station.playtest.plan import Plan
from station.playtest.result import Result
from station.versions import SUREFOOT

FILE = "sessions.jsonl"
VERSION = 2
_ANEW = "begin anew in another folder."
_NAMES = {"levels": "levels", "grades": "--grades", "abilities": "--abilities", "seeds": "--seeds"}


class Ledger:
    """Life: `begin` or `resume`, `add` for each result, `close`.  results: all that it holds."""

    def __init__(self, path: Path, results: list[Result]) -> None:
        self.path = path
        self.results = results
        try:
            self._file = path.open("ab")
        except OSError as error:
            raise _not_kept(path, error) from error

    def add(self, result: Result) -> None:
        """Keep one result.  Raises StorageError."""
        self.results.append(result)
        self._write(result.as_json())

    def close(self) -> None:
        """Let the file go."""
        self._file.close()

    def _write(self, plain: dict[str, Any]) -> None:
        try:
            self._file.write(json.dumps(plain, separators=(",", ":")).encode() + b"\n")
            self._file.flush()
        except OSError as error:
            raise _not_kept(self.path, error) from error

    @classmethod
    def begin(cls, folder: Path, plan: Plan) -> Ledger:
        """Begin a new file in `folder`.  Raises InputError where there is one, StorageError."""
        path = folder / FILE
        if path.exists():
            raise InputError(f"{path} is already there: add --continue to go on with it, or choose another --out.")
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _not_kept(folder, error) from error
        ledger = cls(path, [])
        ledger._write(head_of(plan))
        return ledger

    @classmethod
    def resume(cls, folder: Path, plan: Plan) -> Ledger:
        """Go on with the file in `folder`.  Raises InputError when it is damaged or not of this plan."""
        path = folder / FILE
        head, lines, whole = _read(path)
        _demand_same(path, head, head_of(plan))
        results = [_result(path, number, line) for number, line in enumerate(lines, start=2)]
        try:
            with path.open("r+b") as file:
                file.truncate(whole)
        except OSError as error:
            raise _not_kept(path, error) from error
        return cls(path, results)


def plan_of(folder: Path) -> Plan:
    """Return the plan that the file in `folder` was begun with.  Raises InputError."""
    path = folder / FILE
    plain = _read(path)[0].get("plan")
    try:
        if not isinstance(plain, dict):
            raise TypeError
        return Plan(tuple(map(str, plain["levels"])), tuple(map(int, plain["grades"])),
                    tuple(map(float, plain["abilities"])), int(plain["seeds"]))
    except (LookupError, TypeError, ValueError) as error:
        raise InputError(f"{path}:1: does not say what is played: {_ANEW}") from error


def head_of(plan: Plan) -> dict[str, Any]:
    """Return the first line: version, plan and the text of each level as a digest."""
    texts = {level: hashlib.sha256(read_entry(find(level))[1].encode()).hexdigest() for level in plan.levels}
    plain = {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(plan).items()}
    return {"playtest": VERSION, "surefoot": SUREFOOT, "plan": plain, "texts": texts}


def _read(path: Path) -> tuple[dict[str, Any], list[bytes], int]:
    """Return the first line, the other whole lines, and how many bytes all these are."""
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise InputError(f"There is nothing to continue: {path} is not there.") from error
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from error
    whole = data.rfind(b"\n") + 1
    first, *lines = data[:whole].splitlines() or [b""]
    try:
        head = json.loads(first)
    except ValueError:
        head = None
    if not isinstance(head, dict) or "playtest" not in head:
        raise InputError(f"{path}:1: is no play-test: {_ANEW}")
    return head, lines, whole


def _demand_same(path: Path, head: dict[str, Any], now: dict[str, Any]) -> None:
    if (head["playtest"], head.get("surefoot")) != (now["playtest"], now["surefoot"]):
        raise InputError(f"{path} was begun with Surefoot {head.get('surefoot')}, and this is {SUREFOOT}: {_ANEW}")
    before, after = head.get("plan"), now["plan"]
    for name, word in _NAMES.items():
        if not isinstance(before, dict) or before.get(name) != after[name]:
            raise InputError(f"{path} was begun with other {word}: leave these out to go on with it, or {_ANEW}")
    texts = head.get("texts")
    known = texts if isinstance(texts, dict) else {}
    changed = [name for name, text in now["texts"].items() if known.get(name) != text]
    if changed:
        raise InputError(f"{path}: the level {changed[0]} has changed since: {_ANEW}")


def _result(path: Path, number: int, line: bytes) -> Result:
    try:
        return Result.from_json(json.loads(line))
    except ValueError as error:
        raise InputError(f"{path}:{number}: is damaged (no JSON): {_ANEW}") from error
    except InputError as error:
        raise InputError(f"{path}:{number}: {error} {_ANEW.capitalize()}") from error


def _not_kept(path: Path, error: OSError) -> StorageError:
    return StorageError(f"{path} could not be written: {error.strerror}. What was written before is kept; make "
                        "room, then --continue.")
