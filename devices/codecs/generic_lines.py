r"""Generic serial lines: one ASCII record per line, for any board with load cells, tilt sensor or EMG.

115200 baud 8N1, ``\n`` (``\r\n`` is accepted), at most 160 bytes a line; docs/devices.md is the reference.

    host    ``?`` who are you, ``S`` start, ``P`` stop, ``T`` tare
    device  ``#ID,kind=board4,name=..,fw=1.0,rate=80,unit=g,order=TL,TR,BL,BR,w=433,d=238``
            ``$B,seq,t_us,TL,TR,BL,BR*HH``      load, in the unit of the #ID line
            ``$T,seq,t_us,roll_cdeg,pitch_cdeg*HH``
            ``$E,seq,t_us,ch1[,chN]*HH``        converter counts

seq is a u16 and t_us a u32 of the device's own clock, both wrap.  ``*HH`` may be left out; it is the XOR of
the characters between ``$`` and ``*``.  Foreign sketches that print bare numbers are read tolerantly.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import reduce
from math import isfinite

MAX_LINE = 160
SEQ_MODULUS = 1 << 16
TIME_MODULUS_US = 1 << 32
CORNERS = ("TL", "TR", "BL", "BR")
_MAX_CHANNELS = 16


class Command(StrEnum):
    """What the host may say."""

    IDENTIFY = "?"
    START = "S"
    STOP = "P"
    TARE = "T"


class RecordKind(StrEnum):
    """Letter of a record."""

    BOARD = "B"
    TILT = "T"
    EMG = "E"


_COLUMNS = {RecordKind.BOARD: range(4, 5), RecordKind.TILT: range(2, 3),
            RecordKind.EMG: range(1, _MAX_CHANNELS + 1)}


@dataclass(frozen=True, slots=True)
class Record:
    """One sample as sent: seq 0..65535, device time in microseconds (u32), values in the sender's unit."""

    kind: RecordKind
    seq: int
    t_us: int
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Identity:
    """An ``#ID`` line: its fields by name, as text."""

    fields: Mapping[str, str]

    def number(self, name: str, low: float, high: float) -> float | None:
        """Return field `name` as a number between `low` and `high`, or None."""
        value = _number(self.fields.get(name, ""))
        return value if value is not None and low <= value <= high else None


@dataclass(frozen=True, slots=True)
class Loose:
    """A line of a foreign sketch: its numbers, and the label before each ("" without one)."""

    values: tuple[float, ...]
    labels: tuple[str, ...]


Line = Record | Identity | Loose


class Unit(StrEnum):
    """What a load column counts in."""

    GRAM = "g"
    KILOGRAM = "kg"
    COUNTS = "counts"


@dataclass(frozen=True, slots=True)
class GenericColumns:
    """How to read numbers whose sender does not say what they are.

    columns: which number of the line is TL, TR, BL, BR (board), roll, pitch (tilt) or each EMG channel;
    empty means in this order from the first.  Labels TL, TR, BL, BR in the line itself win.
    unit, counts_per_kg: of the load.  bits, uv_per_count, zero_count: of EMG; zero None is mid-range.
    """

    columns: tuple[int, ...] = ()
    unit: Unit = Unit.GRAM
    counts_per_kg: float = 1000.0
    bits: int = 10
    uv_per_count: float = 1.0
    zero_count: float | None = None

    def __post_init__(self) -> None:
        if not self.counts_per_kg or any(column < 0 for column in self.columns):
            raise ValueError(f"counts per kilogram must not be 0 and columns not negative: {self}")

    @property
    def kg_per_unit(self) -> float:
        """Kilograms that one unit of a load column is."""
        return {Unit.GRAM: 0.001, Unit.KILOGRAM: 1.0, Unit.COUNTS: 1.0 / self.counts_per_kg}[self.unit]

    @property
    def zero(self) -> float:
        """Count of an EMG channel at rest."""
        return float(1 << (self.bits - 1)) if self.zero_count is None else self.zero_count


def checksum(body: bytes) -> int:
    """XOR of the characters between ``$`` and ``*``."""
    return reduce(lambda a, b: a ^ b, body, 0)


def encode_command(command: Command) -> bytes:
    """Bytes of a host command."""
    return f"{command}\n".encode("ascii")


def encode_record(record: Record, with_checksum: bool = True) -> bytes:
    """Bytes of one record; whole numbers are written without a point."""
    values = ",".join(f"{value:g}" if value % 1 else str(int(value)) for value in record.values)
    body = f"{record.kind},{record.seq % SEQ_MODULUS},{record.t_us % TIME_MODULUS_US},{values}".encode("ascii")
    return b"$" + body + (b"*%02X\n" % checksum(body) if with_checksum else b"\n")


def encode_identity(fields: Mapping[str, str]) -> bytes:
    """Bytes of an ``#ID`` line."""
    return ("#ID," + ",".join(f"{name}={value}" for name, value in fields.items()) + "\n").encode("ascii")


@dataclass(slots=True)
class Damage:
    """What a decoder skipped: lines that made no sense, wrong checksums, lines without an end."""

    garbage: int = 0
    bad_checksum: int = 0
    overlong: int = 0

    @property
    def total(self) -> int:
        """All skipped lines."""
        return self.garbage + self.bad_checksum + self.overlong


@dataclass(slots=True)
class Decoder:
    """Bytes to lines, whatever the chunks.  The first line is dropped, as its start may be missing.

    tolerant: also return bare numbers (`Loose`); otherwise they count as garbage.
    """

    tolerant: bool = False
    damage: Damage = field(default_factory=Damage)
    last_garbage: bytes = b""
    _buffer: bytes = b""
    _first: bool = True
    _skipping: bool = False

    def feed(self, data: bytes) -> list[Line]:
        """Take `data` and return the lines that it completes."""
        *whole, self._buffer = (self._buffer + data).split(b"\n")
        lines = [line for raw in whole if (line := self._line(raw)) is not None]
        if len(self._buffer) > MAX_LINE:
            if not self._skipping:
                self.damage.overlong += 1
            self._buffer, self._skipping = b"", True
        return lines

    def _line(self, raw: bytes) -> Line | None:
        first, self._first = self._first, False
        if self._skipping:
            self._skipping = False
            return None
        text = raw.strip()
        if not text or (first and not text.startswith(b"#ID,")):
            return None
        if len(text) > MAX_LINE:
            self.damage.overlong += 1
            return None
        return self._parse(text)

    def _parse(self, text: bytes) -> Line | None:
        line: Line | None
        if text.startswith(b"$"):
            body, star, sent = text[1:].partition(b"*")
            if star and sent.upper() != b"%02X" % checksum(body):
                self.damage.bad_checksum += 1
                return None
            line = decode_record(body)
        elif text.startswith(b"#ID,"):
            line = decode_identity(text)
        else:
            line = decode_loose(text) if self.tolerant else None
        if line is None:
            self.damage.garbage += 1
            self.last_garbage = text
        return line


def decode_record(body: bytes) -> Record | None:
    """Return the record between ``$`` and ``*``, or None."""
    try:
        letter, seq_text, time_text, *rest = body.decode("ascii").split(",")
        kind, seq, t_us = RecordKind(letter), int(seq_text), int(time_text)
        values = tuple(map(float, rest))
    except ValueError:
        return None
    if not (0 <= seq < SEQ_MODULUS and 0 <= t_us < TIME_MODULUS_US and len(values) in _COLUMNS[kind]):
        return None
    return Record(kind, seq, t_us, values) if all(map(isfinite, values)) else None


def decode_identity(text: bytes) -> Identity | None:
    """Return the fields of an ``#ID`` line, or None.  A part without ``=`` belongs to the field before it."""
    words = text.decode("ascii", "replace")
    if not (words.isascii() and words.isprintable()):  # it will be shown to people
        return None
    parts = words.split(",")[1:]
    fields: dict[str, str] = {}
    name = ""
    for part in parts:
        if "=" in part:
            name, _, value = (piece.strip() for piece in part.partition("="))
            fields[name] = value
        elif name:
            fields[name] += f",{part.strip()}"
    return Identity(fields) if fields else None


_SEPARATOR = re.compile(r"[,;\t ]+")
_LABEL_GAP = re.compile(r"\s*[:=]\s*")


def decode_loose(text: bytes) -> Loose | None:
    """Return the numbers of a foreign line (comma, semicolon, tab or spaces; ``label:value``), or None."""
    try:
        parts = _SEPARATOR.split(_LABEL_GAP.sub(":", text.decode("ascii")).strip(",;\t "))
    except ValueError:
        return None
    values, labels = [], []
    for part in parts:
        label, _, number = part.rpartition(":")
        value = _number(number)
        if value is None:
            return None
        values.append(value)
        labels.append(label.upper())
    return Loose(tuple(values), tuple(labels))


def pick(loose: Loose, columns: GenericColumns, names: tuple[str, ...],
         width: int | None) -> tuple[float, ...] | None:
    """Return the `width` numbers of a foreign line that are meant, or None when they are not all there.

    names: labels that win over positions.  width None takes every number when no columns are set.
    """
    if names and set(names) <= set(loose.labels):
        return tuple(loose.values[loose.labels.index(name)] for name in names)
    wanted = columns.columns or tuple(range(len(loose.values) if width is None else width))
    if not wanted or max(wanted) >= len(loose.values) or len(wanted) > _MAX_CHANNELS:
        return None
    return tuple(loose.values[i] for i in wanted)


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if isfinite(value) else None
