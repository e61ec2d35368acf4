"""Scripts of a technician: what a therapist and a patient would do at the desk, written down.

A script is a YAML list or JSON lines; each entry is one word, `word: value`, or `{do: word, ...}`:

    - screen                                # confirm everything, test the stop, reset it
    - hold                                  # the patient presses and keeps the button
    - step: 8                               # eight deliberate presses of +1 mA
    - mark: sensory                         # then motor, tolerated
    - release
    - arm
    - wish: {fraction: 0.5, seconds: 3}
    - wait: 2
    - stop

It has no power that the screens lack: each entry becomes the same acts.  Not here: carrying it out (`actor`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from core.errors import InputError
from core.events import JsonValue
from core.yaml_text import clean_text, read_text
from core.yaml_tree import read_tree
from game.stimulation import StimItem, StimMark

MOST_STEPS = 10_000
MOST_NUMBER = 100_000
NOTHING: Mapping[str, JsonValue] = MappingProxyType({})
NUMBER, SHARE, WORD, CHANNEL = "a number", "a number from 0 to 1", "a word", "a channel from 1 to 8"
FLAG = "true or false"
MARK = f"one of {', '.join(StimMark)}"
ITEM = f"one of {', '.join(StimItem)}"
STATES = ("idle", "ready", "calib", "armed", "stim", "rest", "stopping", "fault", "estop", "end")
STATE = f"one of {', '.join(STATES)}"


@dataclass(frozen=True, slots=True)
class Verb:
    """One word of the language: its values with their kinds, and which one stands alone after the colon."""

    values: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    alone: str = ""
    needed: tuple[str, ...] = ()


VERBS: Mapping[str, Verb] = MappingProxyType({
    "screen": Verb({"pin": WORD, "stop_test": FLAG}),
    "unlock": Verb({"pin": WORD}, "pin", ("pin",)),
    "confirm": Verb({"item": ITEM, "channel": CHANNEL}, "item", ("item",)),
    "reset": Verb(),
    "calibrate": Verb({"channel": CHANNEL}, "channel"),
    "hold": Verb({"channel": CHANNEL}, "channel"),
    "release": Verb(),
    "step": Verb({"count": NUMBER, "channel": CHANNEL}, "count"),
    "mark": Verb({"mark": MARK, "channel": CHANNEL}, "mark", ("mark",)),
    "pads_moved": Verb({"channel": CHANNEL}, "channel"),
    "arm": Verb(),
    "disarm": Verb(),
    "wish": Verb({"fraction": SHARE, "seconds": NUMBER, "channel": CHANNEL}, "fraction", ("fraction",)),
    "stop": Verb(),
    "wait": Verb({"seconds": NUMBER, "state": STATE}, "seconds"),
    "end": Verb(),
})


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its word, its values, and the line it stands on."""

    word: str
    values: Mapping[str, JsonValue] = field(default_factory=lambda: NOTHING)
    line: int = 0

    def number(self, name: str, usual: float) -> float:
        """Return a number, `usual` when it is not there."""
        value = self.values.get(name, usual)
        return float(value) if isinstance(value, int | float) else usual

    def text(self, name: str) -> str:
        """Return a word, "" when it is not there."""
        return str(self.values.get(name, ""))

    @property
    def channel(self) -> int:
        """The channel, 0-based; the first when none is named."""
        return int(self.number("channel", 1)) - 1


def read_script(path: Path) -> tuple[Entry, ...]:
    """Read a script file.  Raises InputError (FileErrors) with every mistake and its line."""
    return parse_script(read_text(path), str(path))


def parse_script(text: str | bytes, name: str) -> tuple[Entry, ...]:
    """Read a script from text; `name` stands for the file in complaints."""
    words = clean_text(text.encode() if isinstance(text, str) else text, name)
    raw = _json_lines(words, name) if words.lstrip().startswith("{") else _yaml(words, name)
    entries, wrong = [], []
    for line, item in raw:
        try:
            entries.append(_entry(item, line))
        except ValueError as error:
            wrong.append(f"{name}:{line}: {error}")
    if len(raw) > MOST_STEPS:
        wrong = [f"{name}: has {len(raw)} entries; at most {MOST_STEPS} are read."]
    if wrong:
        raise InputError("\n".join(wrong))
    return tuple(entries)


def _json_lines(text: str, name: str) -> list[tuple[int, JsonValue]]:
    found: list[tuple[int, JsonValue]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            try:
                found.append((number, json.loads(line)))
            except (ValueError, RecursionError) as error:
                raise InputError(f"{name}:{number}: is no JSON ({error}).") from error
    return found


def _yaml(text: str, name: str) -> list[tuple[int, JsonValue]]:
    tree = read_tree(text)
    if tree.faults:
        raise InputError("\n".join(f"{name}:{fault.mark[0]}:{fault.mark[1]}: {fault.message}"
                                   for fault in tree.faults))
    if not isinstance(tree.data, list):
        raise InputError(f"{name}:1: must be a list: begin each entry with a dash, such as - arm.")
    return [(tree.values[(at,)][0], item) for at, item in enumerate(tree.data)]


def _entry(item: JsonValue, line: int) -> Entry:
    word, rest = _split(item)
    verb = VERBS.get(word)
    if verb is None:
        raise ValueError(f"{word} is no word of a script; there are: {', '.join(VERBS)}.")
    if not isinstance(rest, dict):
        if rest is not None and not verb.alone:
            raise ValueError(f"{word} takes no value.")
        rest = {} if rest is None else {verb.alone: rest}
    for name, value in rest.items():
        if name not in verb.values:
            known = ", ".join(verb.values) or "nothing"
            raise ValueError(f"{word} does not know {name}; it knows: {known}.")
        _demand(word, name, value, verb.values[name])
    missing = [name for name in verb.needed if name not in rest]
    if missing:
        raise ValueError(f"{word} needs {missing[0]}.")
    return Entry(word, MappingProxyType(rest), line)


def _split(item: JsonValue) -> tuple[str, JsonValue]:
    if isinstance(item, str):
        return item, None
    if isinstance(item, dict) and isinstance(item.get("do"), str):
        return str(item["do"]), {name: value for name, value in item.items() if name != "do"}
    if isinstance(item, dict) and len(item) == 1:
        return next(iter(item.items()))
    raise ValueError("must be one word, such as arm, or word: value, such as wait: 2.")


def _demand(word: str, name: str, value: JsonValue, kind: str) -> None:
    number = value if isinstance(value, int | float) and not isinstance(value, bool) else -1
    fits = {NUMBER: 0 <= number <= MOST_NUMBER, SHARE: 0 <= number <= 1,
            WORD: isinstance(value, str) or (name == "pin" and isinstance(value, int)),
            CHANNEL: isinstance(number, int) and 1 <= number <= 8,
            FLAG: isinstance(value, bool), MARK: value in tuple(StimMark), ITEM: value in tuple(StimItem),
            STATE: value in STATES}[kind]
    if not fits:
        raise ValueError(f"{word}: {name} must be {kind}, not {json.dumps(value)}.")
