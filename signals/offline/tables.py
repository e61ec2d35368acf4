"""Recorded trials from files: rows of numbers as people and programs save them.

Separators comma, semicolon, tab, spaces; decimal points or commas; with or without a header, a row of units, a
byte order mark; UTF-8, UTF-16 or Windows text; and the JSON lines of `surefoot stream`.  Read in blocks, so a
file of any length takes the memory of one.  Not here: what the columns mean (`signals.offline.columns`).
"""

from __future__ import annotations

import codecs
import io
import json
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TextIO

import numpy as np

from core.errors import InputError
from signals.filters import Floats
from signals.offline.cells import cells_of, decimal_of, is_row, names_above, number_of, separator_of

HEAD_BYTES = 65_536
BLOCK_CHARS = 2_000_000
MOST_LINE = 1_000_000
MOST_COLUMNS = 256
SNIFFED_LINES = 200
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"),
         (codecs.BOM_UTF16_BE, "utf-16"))
_SAVE_AS = "save it as a text table (CSV) with one row for each sample."


@dataclass(slots=True)
class Reading:
    """How a file was read.

    separator: one sign, "spaces", or "JSON lines".  header: whether names were found.  unreadable_cells: counted
    while the rows are read.
    """

    encoding: str
    separator: str
    decimal: str
    header: bool
    unreadable_cells: int = 0


class Source(Protocol):
    """Rows of one file.  names: of its columns, with their units as written; "" where a column has none."""

    names: tuple[str, ...]
    reading: Reading

    def blocks(self) -> Iterator[Floats]:
        """Read the rows from the first on, [n, columns] at a time; NaN where a cell cannot be read."""
        ...


def open_source(path: Path) -> Source:
    """Look at a file and find out how to read it.  Raises InputError when it is no table."""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}.") from error
    if not head.strip():
        raise InputError(f"{path} is empty; record the trial again.")
    encoding = _encoding(path, head)
    lines = head.decode(encoding, "replace").splitlines()
    if len(head) == HEAD_BYTES:
        lines = lines[:-1]
    lines = [line for line in lines if line.strip()][:SNIFFED_LINES]
    if not lines:
        raise InputError(f"{path} holds no lines of numbers; {_SAVE_AS}")
    return JsonLines(path, encoding) if lines[0].lstrip().startswith("{") else TextTable(path, encoding, lines)


class TextTable:
    """A table of separated numbers."""

    def __init__(self, path: Path, encoding: str, lines: list[str]) -> None:
        self._path = path
        self._separator = separator_of(lines)
        split = [cells_of(line, self._separator) for line in lines]
        decimal = decimal_of(split)
        usual = Counter(len(cells) for cells in split).most_common(1)[0][0]
        numeric = [is_row(cells, decimal) and len(cells) == usual for cells in split]
        if True not in numeric:
            raise InputError(f"{path} holds no row of numbers; {_SAVE_AS}")
        self._first = numeric.index(True)
        self._columns = len(split[self._first])
        if self._columns > MOST_COLUMNS:
            raise InputError(f"{path} has {self._columns} columns; at most {MOST_COLUMNS} can be read.")
        above = [cells_of(line.lstrip("#%/ "), self._separator) for line in lines[:self._first]]
        if self._separator == "," and any(2 * len(cells) == self._columns > 2 for cells in above):
            raise InputError(f"{path} has commas both inside its numbers and between them; "
                             "save it again with semicolons between.")
        self.names = names_above(above, self._columns)
        self.reading = Reading(encoding, {None: "spaces", "\t": "tab"}.get(self._separator, self._separator or ""),
                               decimal, any(self.names))

    def blocks(self) -> Iterator[Floats]:
        """Read the rows, [n, columns] at a time."""
        skip = self._first
        for text in _text_blocks(self._path, self.reading.encoding):
            block = text
            if skip:
                lines = text.splitlines()
                filled = [number for number, line in enumerate(lines) if line.strip()]
                start = filled[skip] if skip < len(filled) else len(lines)
                skip = max(0, skip - len(filled))
                block = "\n".join(lines[start:])
            if block.strip():
                yield self._numbers(block)

    def _numbers(self, block: str) -> Floats:
        """Read a block the quick way, and cell by cell where that stumbles."""
        quick = block.replace(",", ".") if self.reading.decimal == "," and self._separator != "," else block
        try:
            table = np.loadtxt(io.StringIO(quick), np.float64, comments=None, delimiter=self._separator, ndmin=2)
        except ValueError:
            return self._cell_by_cell(block)
        return np.asarray(table) if table.shape[1] == self._columns else self._cell_by_cell(block)

    def _cell_by_cell(self, block: str) -> Floats:
        rows: list[list[float]] = []
        for line in block.splitlines():
            cells = cells_of(line, self._separator)[:self._columns]
            numbers = [number_of(cell, self.reading.decimal) for cell in cells]
            numbers += [math.nan] * (self._columns - len(numbers))
            if line.strip():
                self.reading.unreadable_cells += sum(math.isnan(number) for number in numbers)
                rows.append(numbers)
        return np.array(rows, np.float64).reshape(len(rows), self._columns)


class JsonLines:
    """The lines of `surefoot stream`: one object for each sample; a list of values is one column for each."""

    def __init__(self, path: Path, encoding: str) -> None:
        self._path = path
        self.reading = Reading(encoding, "JSON lines", ".", True)
        first = next(self._objects(), None)
        if first is None:
            raise InputError(f"{path} holds no samples; `surefoot stream` writes one JSON line for each.")
        self.names = tuple(name for key, value in first.items() for name in _json_names(key, value))

    def blocks(self) -> Iterator[Floats]:
        """Read the samples; lines of trouble are left out."""
        rows: list[list[float]] = []
        for sample in self._objects():
            cells = {name: number for key, value in sample.items()
                     for name, number in zip(_json_names(key, value), _json_numbers(value), strict=True)}
            rows.append([cells.get(name, math.nan) for name in self.names])
            if len(rows) * len(self.names) >= BLOCK_CHARS // 10:
                yield np.array(rows, np.float64)
                rows = []
        if rows:
            yield np.array(rows, np.float64)

    def _objects(self) -> Iterator[dict[str, object]]:
        for text in _text_blocks(self._path, self.reading.encoding):
            for line in text.splitlines():
                try:
                    sample = json.loads(line) if line.strip() else None
                except (ValueError, RecursionError):
                    self.reading.unreadable_cells += 1
                    continue
                if isinstance(sample, dict) and "t" in sample:
                    yield sample


def _json_names(key: str, value: object) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(f"ch{number + 1}_{key}" for number in range(min(len(value), MOST_COLUMNS)))
    return (key,)


def _json_numbers(value: object) -> list[float]:
    values = value[:MOST_COLUMNS] if isinstance(value, list) else [value]
    return [float(one) if isinstance(one, int | float) and abs(one) < 1e300 else math.nan for one in values]


def _encoding(path: Path, head: bytes) -> str:
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise InputError(f"{path} is a spreadsheet; {_SAVE_AS}")
    if b"\0" in head:
        half = len(head) // 2
        if head[1::2].count(0) > 0.4 * half:
            return "utf-16-le"
        if head[::2].count(0) > 0.4 * half:
            return "utf-16-be"
        raise InputError(f"{path} is not a text; {_SAVE_AS}")
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _text_blocks(path: Path, encoding: str) -> Iterator[str]:
    """Read whole lines, about two million characters at a time."""
    try:
        with path.open(encoding=encoding, errors="replace") as file:
            yield from _whole_lines(path, file)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}.") from error


def _whole_lines(path: Path, file: TextIO) -> Iterator[str]:
    rest = ""
    while text := file.read(BLOCK_CHARS):
        lines, end, last = text.rpartition("\n")
        if end:
            yield rest + lines
            rest = last
        else:
            rest += text
        if len(rest) > MOST_LINE:
            raise InputError(f"{path} has a line of over {MOST_LINE} signs; {_SAVE_AS}")
    if rest.strip():
        yield rest
