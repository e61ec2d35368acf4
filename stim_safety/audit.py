"""The audit log: one line for each thing that matters, each carrying the hash of the line before.

One file for each run, `audit-000001.jsonl` and on; the first line of a file carries the hash of the last line of
the file before, so that a line or a file that was changed, taken out or put in is seen.  A line counts with its
line end; what stands after the last one was cut off by a crash, and is told.  What was cut off the newest file at
the end of a line is seen only because the run then did not end cleanly.
Not here: writing to the disk (`scribe`), what is worth a line (`controller`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from stim_safety.canonical import hash_of, seal, unseal
from stim_safety.step import Record

GENESIS = "0" * 64
"""What the first line of all carries."""
END = "end"
"""The kind of the last record of a run that ended cleanly."""
PATIENT = "patient"
"""The first record of a run tells its patient under this name."""
ENDS_BYTES = 16 * 1024
"""How much of the begin and the end of an older file a quick look reads."""
_NAME = re.compile(r"audit-([0-9]{6})\.jsonl")


class Chain:
    """Turns records into lines.  Made for one run with the hash of the last line of the run before."""

    def __init__(self, previous: str) -> None:
        self._previous = previous
        self._lines = 0

    def line(self, record: Record, utc: str) -> bytes:
        """Return the next line.  utc: the time of day as text; it decides nothing."""
        self._lines += 1
        values = {"n": self._lines, "prev": self._previous, "t_ns": record.t_ns, "utc": utc, "kind": record.kind,
                  "data": dict(record.data)}
        self._previous = hash_of(values)
        return seal(values)


@dataclass(frozen=True, slots=True)
class Part:
    """What a log says.  problem: a sentence, "" when it is whole.

    hash: of the last line.  lines: how many.  cut: it goes on after the last line end.  ended: it ended cleanly.
    patients: whom it tells of.
    """

    hash: str
    lines: int = 0
    problem: str = ""
    cut: bool = False
    ended: bool = False
    patients: frozenset[str] = frozenset()


def verify(data: bytes, previous: str) -> Part:
    """Prove one whole file against the hash of the last line before it."""
    *lines, rest = data.split(b"\n")
    part = _follow([line + b"\n" for line in lines], Part(previous))
    return replace(part, cut=bool(rest), ended=part.ended and not rest)


def verify_files(paths: Sequence[Path], thorough: bool = True) -> Part:
    """Prove the logs of all runs, in any order; `lines` counts those that were read.

    thorough: every line; else every line of the newest log, and the first and last ones of the others.
    The result is that of the newest, with the patients of all; without any log, that of a clean end.  How an older
    one ended does not matter any more.
    """
    part = Part(GENESIS, ended=True)
    by_name = sorted(paths, key=lambda path: path.name)
    for number, path in enumerate(by_name, 1):
        if path.name != file_name(number):
            return _but(part, f"{file_name(number)} is missing: a log was taken away or renamed.")
        try:
            quick = not thorough and number < len(by_name)
            next_part = _ends(path, part.hash) if quick else verify(path.read_bytes(), part.hash)
        except OSError as error:
            return _but(part, f"{path.name} cannot be read: {error.strerror}.")
        part = replace(next_part, lines=part.lines + next_part.lines, patients=part.patients | next_part.patients)
        if part.problem:
            return _but(part, f"{path.name}: {part.problem}")
    return part


def file_name(number: int) -> str:
    """Return the name of the log of a run, counted from 1."""
    return f"audit-{number:06d}.jsonl"


def next_file(names: Iterable[str]) -> str:
    """Return the name of the next log."""
    numbers = [int(found[1]) for name in names if (found := _NAME.fullmatch(name))]
    return file_name(max(numbers, default=0) + 1)


def _follow(lines: Iterable[bytes], before: Part) -> Part:
    """Prove lines that come after `before`; stop at the first that is wrong."""
    part = before
    for line in lines:
        values = unseal(line)
        number = part.lines + 1
        if values is None:
            return _but(part, f"line {number} was changed after it was written.")
        if values.get("n") != number or values.get("prev") != part.hash:
            return _but(part, f"line {number} does not follow the line before: lines were taken out or put in.")
        part = Part(hash_of(values), number, ended=values.get("kind") == END,
                    patients=part.patients.union(_patients(values)))
    return part


def _patients(values: dict[str, object]) -> Iterator[str]:
    data = values.get("data")
    patient = data.get(PATIENT) if isinstance(data, dict) else None
    if isinstance(patient, str):
        yield patient


def _ends(path: Path, previous: str) -> Part:
    """Prove the first line and the last line of a file only; the whole of a short one."""
    with path.open("rb") as file:
        begin = file.read(ENDS_BYTES)
        size = file.seek(0, 2)
        file.seek(max(0, size - ENDS_BYTES))
        end = file.read()
    *ends, _ = end.split(b"\n")
    last = unseal(ends[-1] + b"\n") if len(ends) > 1 else None
    first_line, line_end, _ = begin.partition(b"\n")
    if size <= ENDS_BYTES or last is None or not line_end:
        return verify(path.read_bytes(), previous)
    first = _follow([first_line + b"\n"], Part(previous))
    return Part(hash_of(last), 2, first.problem, patients=first.patients.union(_patients(last)))


def _but(part: Part, problem: str) -> Part:
    return replace(part, problem=problem, ended=False)
