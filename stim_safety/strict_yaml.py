"""From a therapist's file to a tree of words, each with its line and column.

A small part of YAML, so small that it has one reading only: lines of the form `key: value`, nested by two spaces
for each level, comments, and values that are plain or in double quotes without escapes.  Lists, links, tags, flow
style, several documents, tabs and invisible characters are refused; so is a key that comes twice.  What is read
here reads the same in every YAML program.
Not here: what the words mean (`form`, `prescription`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

MOST_BYTES = 64 * 1024
MOST_SHOWN = 100
"""Problems that a sentence shows; all are kept."""
LONGEST_SHOWN = 40
INDENT = 2
_BOM = b"\xef\xbb\xbf"
_LINE = re.compile(r"( *)([A-Za-z0-9_]{1,40}):(?: +(.*))?")
_QUOTED = re.compile(r'"([^"\\]*)"(?: +#.*)?')
_COMMENT = re.compile(r" +#")
# A first sign that means something to YAML is refused; so is a ":" that it would take for another key.
_PLAIN = re.compile(r"""(?!-(?: |$))[^]\[{},&*!|>@`%'"?:#](?:[^:]|:(?=[^ ]))*""")


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to put right.  line, column: from 1, in characters.  path: such as `channels.1.width`."""

    line: int
    column: int
    path: str
    message: str

    def __str__(self) -> str:
        """Return it as `line:column: path: message`."""
        return f"{self.line}:{self.column}: " + (f"{self.path}: " if self.path else "") + self.message


class Refused(ValueError):
    """When a file may not be used; `problems` holds all that is wrong with it, in order of place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        more = len(self.problems) - MOST_SHOWN
        lines = [str(problem) for problem in self.problems[:MOST_SHOWN]]
        super().__init__("\n".join([*lines, f"... and {more} more."] if more > 0 else lines))


@dataclass(frozen=True, slots=True)
class Node:
    """A value with its place: a word (`text`), or further keys (`text` is None).

    line, key_column: of its key.  column: of the value itself; that of the key where there are further keys.
    quoted: whether the word stood in quotes: then it is a word, whatever it looks like.
    """

    line: int
    key_column: int
    column: int
    text: str | None = None
    quoted: bool = False
    entries: Mapping[str, Node] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tree:
    """What a file says.  problems: whatever is wrong with it; then `root` is only what could be read."""

    root: Node
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """One line that says something.  text: None where further keys follow."""

    line: int
    indent: int
    key: str
    column: int
    text: str | None
    quoted: bool


def shown(text: str) -> str:
    """Make foreign text safe to show: one line, no invisible signs, not long."""
    plain = "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in text[:LONGEST_SHOWN])
    return plain + ("..." if len(text) > LONGEST_SHOWN else "")


def parse(data: bytes) -> Tree:
    """Read a whole file; never raises."""
    if len(data) > MOST_BYTES:
        message = f"the file is larger than {MOST_BYTES // 1024} KB; this cannot be a prescription."
        return Tree(Node(1, 1, 1), (Problem(1, 1, "", message),))
    lines = data.removeprefix(_BOM).split(b"\n")
    found = [_row(number, line.removesuffix(b"\r")) for number, line in enumerate(lines, 1)]
    rows = [row for row in found if isinstance(row, _Row)]
    problems = [problem for problem in found if isinstance(problem, Problem)]
    root = _build(rows, problems)
    if not rows and not problems:
        problems.append(Problem(1, 1, "", "the file is empty."))
    return Tree(root, tuple(sorted(problems)))


def _row(number: int, line: bytes) -> _Row | Problem | None:
    """Read one line: what it says, what is wrong with it, or None for a comment or nothing."""
    try:
        text = line.decode("utf-8").rstrip(" ")
    except UnicodeDecodeError as error:
        column = len(line[:error.start].decode("utf-8")) + 1
        return Problem(number, column, "", "this is not UTF-8; save the file as UTF-8.")
    for column, sign in enumerate(text, 1):
        if not sign.isprintable():
            return Problem(number, column, "", f"the sign U+{ord(sign):04X} is a tab or not visible; use spaces.")
    if text.lstrip(" ")[:1] in {"", "#"}:
        return None
    return _entry(number, text)


def _entry(number: int, text: str) -> _Row | Problem:
    """Read a line that is no comment."""
    line = _LINE.fullmatch(text)
    if line is None:
        column = len(text) - len(text.lstrip(" ")) + 1
        return Problem(number, column, "", "write lines of the form key: value; there is nothing else here.")
    indent, key, rest = len(line[1]), line[2], line[3] or ""
    if rest[:1] in {"", "#"}:
        return _Row(number, indent, key, indent + 1, None, False)
    column = line.start(3) + 1
    if quoted := _QUOTED.fullmatch(rest):
        return _Row(number, indent, key, column, quoted[1], True)
    plain = _COMMENT.split(rest)[0]
    if _PLAIN.fullmatch(plain):
        return _Row(number, indent, key, column, plain, False)
    return Problem(number, column, "", f'{key}: put such a value in double quotes, without " or \\ inside.')


def _build(rows: list[_Row], problems: list[Problem]) -> Node:
    """Nest the lines by their indentation; add what is wrong to `problems`."""
    top: dict[str, Node] = {}
    levels, too_far = [top], False  # levels[n] takes the keys of depth n; what may follow the last line
    for row in rows:
        depth, odd = divmod(row.indent, INDENT)
        was_too_far, too_far = too_far, depth >= len(levels)
        if odd or (too_far and not was_too_far):
            problems.append(_misplaced(
                row, f"indent by {INDENT} spaces for each level, below a key without value."))
        if too_far:
            continue
        del levels[depth + 1:]
        inside: dict[str, Node] = {}
        if row.key in levels[depth]:
            problems.append(_misplaced(row, f"{row.key} stands here a second time; remove one."))
        else:
            levels[depth][row.key] = Node(row.line, row.indent + 1, row.column, row.text, row.quoted, inside)
        if row.text is None:
            levels.append(inside)
    return Node(1, 1, 1, entries=top)


def _misplaced(row: _Row, message: str) -> Problem:
    return Problem(row.line, row.indent + 1, "", message)
