"""From YAML text to plain data, with the place of every key and value.

A safe part of YAML 1.2: one document, core scalars (`no` is a word, `012` is 12), no anchors, aliases, tags
or keys that are not words, nesting up to 20.  Values are built from parser events, so nothing is ever
expanded or constructed.  Not here: what the data should be (`core.yaml_reader`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from core.complaints import Path
from core.events import JsonValue
from core.problems import plain
from core.yaml_syntax import advice

Mark = tuple[int, int]
"""Line and column, from 1."""

DEEPEST = 20
# The C parser is part of every wheel of PyYAML and ten times as fast; one built from source may lack it.
LOADER: type = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

# Core schema of YAML 1.2.2, section 10.3.2.
_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INT = re.compile(r"[-+]?[0-9]+")
_OCT = re.compile(r"0o[0-7]+")
_HEX = re.compile(r"0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_LONGEST_NUMBER = 40
_HIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with the text itself."""

    mark: Mark
    path: Path
    message: str


@dataclass(slots=True)
class Tree:
    """Plain data and where it came from.

    keys, values: the mark of each key and value by path.  faults: what is wrong with the text.
    bad: paths whose value is a stand-in, because the real one was refused.
    whole: False when reading had to stop, so that `data` says nothing.
    """

    data: JsonValue = None
    keys: dict[Path, Mark] = field(default_factory=dict)
    values: dict[Path, Mark] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    bad: set[Path] = field(default_factory=set)
    whole: bool = False


class _Stop(Exception):
    """Reading cannot go on; the fault is noted."""


class _Refused(ValueError):
    """A scalar that is no value; the message says what would be right."""


def read_tree(text: str) -> Tree:
    """Read one YAML document; everything wrong with it is in `Tree.faults`."""
    builder = _Builder(text)
    try:
        builder.document()
    except yaml.MarkedYAMLError as error:
        mark, message = advice(error)
        builder.tree.faults.append(Fault(mark, (), message))
    except yaml.YAMLError:
        builder.tree.faults.append(Fault((1, 1), (), "this is not YAML text; write lines of the form key: value."))
    except _Stop:
        pass
    return builder.tree


class _Builder:
    def __init__(self, text: str) -> None:
        self.tree = Tree()
        # With a last line end both parsers agree on where the text ends.
        self._events: Iterator[yaml.Event] = yaml.parse(text.rstrip("\n") + "\n", Loader=LOADER)

    def document(self) -> None:
        next(self._events)  # the stream begins
        if isinstance(next(self._events), yaml.StreamEndEvent):
            self._fault((1, 1), (), "the file is empty.")
            return
        self.tree.data = self._node(next(self._events), (), 0)
        if self.tree.data is None and not self.tree.faults:
            self._fault((1, 1), (), "the file is empty.")
            return
        self.tree.whole = True
        next(self._events)  # the document ends
        after = next(self._events)
        if not isinstance(after, yaml.StreamEndEvent):
            self._fault(_mark(after), (), "a second document begins here; a file holds only one, remove the ---.")

    def _node(self, event: yaml.Event, path: Path, depth: int) -> JsonValue:
        self.tree.values[path] = _mark(event)
        if isinstance(event, yaml.AliasEvent):
            self._bad(event, path, "a link (*name) is not allowed; write the value itself.")
            return None
        if getattr(event, "anchor", None) is not None:
            self._fault(_mark(event), path, "an anchor (&name) is not allowed; remove it.")
        if getattr(event, "tag", None) is not None:
            self._bad(event, path, "a tag (!name) is not allowed; remove it.")
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, path)
        if depth == DEEPEST:
            self._fault(_mark(event), path, f"more than {DEEPEST} groups inside each other; take some away.")
            raise _Stop
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path, depth + 1)
        return self._mapping(path, depth + 1)

    def _sequence(self, path: Path, depth: int) -> JsonValue:
        items: list[JsonValue] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._node(event, (*path, len(items)), depth))
        return items

    def _mapping(self, path: Path, depth: int) -> JsonValue:
        items: dict[str, JsonValue] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._key(event, path)
            inner = (*path, key)
            if key in items:
                first = self.tree.keys[inner][0]
                self._fault(_mark(event), inner, f"appears twice, first in line {first}; keep one.")
                self._skip()
                continue
            self.tree.keys[inner] = _mark(event)
            items[key] = self._node(next(self._events), inner, depth)
        return items

    def _skip(self) -> None:
        """Leave out one value with everything in it."""
        depth = 0
        while True:
            event = next(self._events)
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if not depth:
                return

    def _key(self, event: yaml.Event, path: Path) -> str:
        if not isinstance(event, yaml.ScalarEvent):
            self._fault(_mark(event), path, "a key must be a single word, followed by a colon.")
            raise _Stop
        if event.anchor is not None or event.tag is not None:
            self._fault(_mark(event), path, "a key may have neither an anchor (&) nor a tag (!); remove it.")
        return event.value

    def _scalar(self, event: yaml.ScalarEvent, path: Path) -> JsonValue:
        if event.style is not None and event.style != "":
            return self._text(event, path)
        try:
            value = plain_scalar(event.value)
        except _Refused as refusal:
            self._bad(event, path, str(refusal))
            return None
        return self._text(event, path) if isinstance(value, str) else value

    def _text(self, event: yaml.ScalarEvent, path: Path) -> JsonValue:
        if hidden := _HIDDEN.search(event.value):
            self._bad(event, path, f"holds the character U+{ord(hidden.group()):04X}, which cannot be shown.")
            return None
        return event.value

    def _bad(self, event: yaml.Event, path: Path, message: str) -> None:
        self._fault(_mark(event), path, message)
        self.tree.bad.add(path)

    def _fault(self, mark: Mark, path: Path, message: str) -> None:
        self.tree.faults.append(Fault(mark, path, message))


def plain_scalar(text: str) -> str | int | float | bool | None:
    """Read an unquoted scalar as the core schema of YAML 1.2 does; raise ValueError for what is not finite."""
    if text in _NULL:
        return None
    if text in _BOOL:
        return _BOOL[text]
    if _NOT_FINITE.fullmatch(text):
        raise _Refused(f"must be a finite number, not {text}.")
    if not _FLOAT.fullmatch(text) and not _OCT.fullmatch(text) and not _HEX.fullmatch(text):
        return text
    if len(text) > _LONGEST_NUMBER:
        raise _Refused(f"the number {plain(text)} has too many digits.")
    if _OCT.fullmatch(text):
        return int(text[2:], 8)
    if _HEX.fullmatch(text):
        return int(text[2:], 16)
    return int(text) if _INT.fullmatch(text) else _finite(text)


def _finite(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise _Refused(f"must be a finite number; {text} is too large.")
    return value


def _mark(event: yaml.Event) -> Mark:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
