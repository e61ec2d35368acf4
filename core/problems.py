"""Problems of files that people write: each with its place, all raised at once.

Not here: how they are found (`core.yaml_reader`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.complaints import Path
from core.errors import InputError

MOST_SHOWN = 100


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to put right.

    line, column: from 1, in characters; 1:1 where the file as a whole is meant.
    path: the value's keys, such as "difficulty.size[4]" for the fourth size (list places count from 1, as
    grades do); "" for the file.  message: one plain sentence that says what would be right.
    """

    file: str
    line: int
    column: int
    path: str
    message: str

    def __str__(self) -> str:
        at = f"{plain(self.file, 4096)}:{self.line}:{self.column}: "
        return at + (f"{self.path}: {self.message}" if self.path else self.message)


class FileErrors(InputError):
    """Met when a file that people write cannot be used; holds every problem found, in order of place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        lines = [str(problem) for problem in self.problems[:MOST_SHOWN]]
        if len(self.problems) > MOST_SHOWN:
            lines.append(f"... and {len(self.problems) - MOST_SHOWN} more.")
        super().__init__("\n".join(lines))


def path_text(path: Path) -> str:
    """Write a path as people read it: `steer.x.gain`, `difficulty.size[4]`."""
    text = "".join(f"[{step + 1}]" if isinstance(step, int) else f".{plain(step)}" for step in path)
    return text.removeprefix(".")


def plain(text: str, longest: int = 40) -> str:
    """Make foreign text safe to show: one line, no control characters, not long."""
    shown = "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in text[:longest])
    return shown if len(text) <= longest else shown + "..."
