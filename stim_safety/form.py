"""Reads values of a form out of a tree: each is right, or a problem with its place and what would be right.

A value that is wrong is replaced by a stand-in, so that reading goes on and finds everything; whoever reads must
refuse the whole when there is any problem.  Nothing is ever turned into something else: a word in quotes is no
number, and a number without its unit is none.
Not here: which keys there are (`prescription`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches

from stim_safety.strict_yaml import Node, Problem, shown

LONGEST_NAME = 60
DAY_S = 86_400
_EPOCH = date(1970, 1, 1).toordinal()
_NUMBER = re.compile(r"(0|[1-9][0-9]{0,6})(?:\.([0-9]{1,3}))?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})T([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9]))?Z")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as people write it, and how many of the program's own units it holds.  word: "" for a count."""

    word: str
    holds: int

    def write(self, value: int) -> str:
        """Write a value of the program as people would."""
        return f"{Decimal(value) / self.holds:f}{self._ending}"

    def read(self, text: str) -> int | None:
        """Read `30 mA`; None when it is anything else, or finer than this program counts."""
        number = _NUMBER.fullmatch(text.removesuffix(self._ending))
        if number is None or not text.endswith(self._ending):
            return None
        decimals = number[2] or ""
        value, rest = divmod(int(number[1] + decimals) * self.holds, 10 ** len(decimals))
        return None if rest else value

    @property
    def _ending(self) -> str:
        return f" {self.word}" if self.word else ""


COUNT = Unit("", 1)
MILLIAMPERE = Unit("mA", 1_000)
MICROSECOND = Unit("us", 1)
HERTZ = Unit("Hz", 1_000)
SQUARE_CENTIMETRE = Unit("cm2", 100)
SECOND = Unit("s", 1_000)
MINUTE = Unit("min", 60_000)
PERCENT = Unit("%", 10)


_NOTHING = Node(0, 0, 0)


def day_text(day: int) -> str:
    """Write a day (since 1970) as `2026-11-21`."""
    return date.fromordinal(day + _EPOCH).isoformat()


class Form:
    """The keys at one place of the tree.  Made for the top; further ones by `inside`."""

    def __init__(self, node: Node, path: str, problems: list[Problem]) -> None:
        self._node = node
        self._path = path
        self._problems = problems
        self._bad: set[str] = set()

    @property
    def keys(self) -> Sequence[str]:
        """Return the keys that are there, in their order."""
        return tuple(self._node.entries)

    @property
    def clean(self) -> bool:
        """Whether there is no problem yet, anywhere in the file."""
        return not self._problems

    def right(self, *keys: str) -> bool:
        """Whether all these were read without a problem."""
        return self._bad.isdisjoint(keys)

    def problem(self, key: str, message: str) -> None:
        """Note that the value of `key` is wrong; where it is missing, at the place it should be in."""
        self._bad.add(key)
        node = self._node.entries.get(key, self._node)
        self._problems.append(Problem(node.line, node.column, self._join(key), message))

    def only(self, known: Iterable[str]) -> None:
        """Note every key that is not known, with the nearest that is."""
        known = tuple(known)
        for key, node in self._node.entries.items():
            if key not in known:
                near = get_close_matches(key, known)
                hint = f"did you mean {near[0]}?" if near else f"there are: {', '.join(known)}."
                message = f"is not known here; {hint}"
                self._problems.append(Problem(node.line, node.key_column, self._join(key), message))

    def inside(self, key: str) -> Form:
        """Return the form under `key`; an empty one, and a problem, when there is none."""
        node = self._node.entries.get(key)
        if node is None:
            self.problem(key, "is missing.")
        elif not node.entries:
            self.problem(key, "needs further lines, indented by two spaces.")
        else:
            return Form(node, self._join(key), self._problems)
        return Form(_NOTHING, "", [])  # its problems are told to nobody: it is not there

    def number(self, key: str, unit: Unit, least: int, most: int, usual: int) -> int:
        """Read a number with its unit, from `least` to `most` in the program's units; `usual` is the example."""
        example = unit.write(usual)
        text = self._plain(key, example)
        if text is None:
            return least
        value = unit.read(text)
        if value is None:
            kind = f"a plain number, one space and the unit {unit.word}" if unit.word else "a plain whole number"
            self.problem(key, f'must be {kind}, such as {example}, not "{shown(text)}".')
            return least
        if not least <= value <= most:
            self.problem(key, f"must be from {unit.write(least)} to {unit.write(most)}, not {text}.")
            return least
        return value

    def day(self, key: str, first: int, last: int) -> int:
        """Read a day such as 2026-11-21, from `first` to `last`."""
        text = self._plain(key, day_text(last))
        if text is None:
            return first
        value = _day(text)
        if value is None:
            self.problem(key, f'must be a day such as {day_text(last)}, not "{shown(text)}".')
            return first
        if not first <= value <= last:
            self.problem(key, f"must be from {day_text(first)} to {day_text(last)}, not {text}.")
            return first
        return value

    def moment(self, key: str) -> int:
        """Read a time such as 2026-11-21T09:30Z; seconds since 1970."""
        text = self._plain(key, "2026-11-21T09:30Z")
        if text is None:
            return 0
        parts = _MOMENT.fullmatch(text)
        day = _day(parts[1]) if parts else None
        if parts is None or day is None:
            self.problem(key, f'must be a time in UTC such as 2026-11-21T09:30Z, not "{shown(text)}".')
            return 0
        return day * DAY_S + int(parts[2]) * 3600 + int(parts[3]) * 60 + int(parts[4] or 0)

    def choice(self, key: str, words: Sequence[str]) -> str:
        """Read one of `words`."""
        text = self._plain(key, " or ".join(words[:2]))
        if text is not None and text not in words:
            near = get_close_matches(text, words)
            hint = f"did you mean {near[0]}?" if near else f"there are: {', '.join(words)}."
            self.problem(key, f'"{shown(text)}" is not known here; {hint}')
        return words[0] if text is None or text not in words else text

    def name(self, key: str) -> str:
        """Read the name of a person, quoted or not."""
        text = self._text(key, '"A. Therapist"') or ""
        if self.right(key) and not 0 < len(text.strip().encode()) <= LONGEST_NAME:
            self.problem(key, f"must be a name of at most {LONGEST_NAME} bytes.")
        return text.strip()

    def matching(self, key: str, pattern: re.Pattern[str], example: str) -> str:
        """Read a word of a given shape."""
        text = self._plain(key, example)
        if text is not None and pattern.fullmatch(text) is None:
            self.problem(key, f'must be a word such as {example}, not "{shown(text)}".')
        return text or ""

    def _plain(self, key: str, example: str) -> str | None:
        """Return a word that does not stand in quotes."""
        text = self._text(key, example)
        if text is not None and self._node.entries[key].quoted:
            self.problem(key, f"stands in quotes; write it without them, such as {example}.")
            return None
        return text

    def _text(self, key: str, example: str) -> str | None:
        node = self._node.entries.get(key)
        if node is None:
            self.problem(key, f"is missing; write {key}: {example}.")
        elif node.text is None:
            self.problem(key, f"needs its value on the same line, such as {key}: {example}.")
        else:
            return node.text
        return None

    def _join(self, key: str) -> str:
        return f"{self._path}.{key}" if self._path else key


def _day(text: str) -> int | None:
    """Return the day since 1970, None for what is no day."""
    if _DAY.fullmatch(text) is None:
        return None
    try:
        return date.fromisoformat(text).toordinal() - _EPOCH
    except ValueError:
        return None
