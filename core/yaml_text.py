"""From a path to clean text: bounded, UTF-8, printable, without tabs.

Everything a file may be besides YAML is caught here: missing, a folder, huge, another encoding, binary.
Not here: what the text says (`core.yaml_tree`).
"""

from __future__ import annotations

import re
from pathlib import Path

from core.problems import FileErrors, Problem

MAX_BYTES = 256 * 1024
_BOM = b"\xef\xbb\xbf"
# Printable characters of YAML 1.2 (section 5.1) without tab and the line breaks that only YAML 1.1 knew.
_FOREIGN = re.compile("[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def read_text(path: Path) -> str:
    """Read a file that people write; raise FileErrors when it cannot be text of ours."""
    name = str(path)
    try:
        if not path.exists():
            raise _refused(name, "there is no such file; check the name.")
        if path.is_dir():
            raise _refused(name, "this is a folder; name a file.")
        if not path.is_file():
            raise _refused(name, "this is not a file that can be read as text.")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise _refused(name, _reason(error)) from error
    return clean_text(data, name)


def clean_text(data: bytes, name: str) -> str:
    """Return `data` as text with plain line ends; raise FileErrors for what cannot be text of ours."""
    if len(data) > MAX_BYTES:
        raise _refused(name, f"the file is larger than {MAX_BYTES // 1024} KB; a file of settings is far smaller.")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _refused(name, "the file is saved as UTF-16; save it as UTF-8.")
    data = data.removeprefix(_BOM).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[:error.start].decode("utf-8")
        message = f"byte 0x{data[error.start]:02x} is not UTF-8; save the file as UTF-8."
        raise FileErrors([_at(before, name, message)]) from error
    if foreign := [_at(text[:hit.start()], name, _foreign(hit.group())) for hit in _first_of_lines(text)]:
        raise FileErrors(foreign)
    return text


def _first_of_lines(text: str) -> list[re.Match[str]]:
    """Return the first foreign character of each line, for at most a hundred lines."""
    hits: list[re.Match[str]] = []
    at = 0
    while len(hits) < 100 and (hit := _FOREIGN.search(text, at)):
        hits.append(hit)
        at = text.find("\n", hit.end())
        if at < 0:
            break
    return hits


def _foreign(sign: str) -> str:
    if sign == "\t":
        return "a tab is not allowed; use spaces (set your editor to insert spaces)."
    return f"the character U+{ord(sign):04X} does not belong in a text file; remove it."


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, PermissionError):
        return "the file may not be read; ask for the right to read it."
    words = error.strerror if isinstance(error, OSError) else str(error)
    return f"the file cannot be read ({words}); check the name."


def _at(before: str, name: str, message: str) -> Problem:
    line = before.count("\n") + 1
    return Problem(name, line, len(before) - (before.rfind("\n") + 1) + 1, "", message)


def _refused(name: str, message: str) -> FileErrors:
    return FileErrors([Problem(name, 1, 1, "", message)])
