"""Finds and reads level files: the shipped ones by name, any by path.

A level's id is its folder and stem, "shelf_reach/first_shelf".  Not here: what a level may hold
(`levels.model`), or how problems are found (`core.yaml_reader`).
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from core.errors import InputError
from core.problems import plain
from core.yaml_text import read_text
from core.yaml_words import nearest
from levels import plays
from levels.model import Level

LevelId = str
"""Folder and stem of a level file, such as "shelf_reach/first_shelf"."""

SUFFIXES = (".yaml", ".yml")

SHIPPED: tuple[LevelId, ...] = tuple(f"shelf_reach/{stem}" for stem in (
    "first_shelf", "high_and_low", "corner_shelf", "side_shelf", "toes_and_heels", "whole_shelf", "small_things",
    "far_things", "from_memory", "eyes_closed", "soft_ground", "toes_up")) + tuple(f"lanterns/{stem}" for stem in (
        "first_light", "keep_it_lit", "soft_light", "two_lamps", "let_go", "breathe_out", "listen_and_lift",
        "light_with_help", "hold_with_help", "imagine_it"))
"""The levels that come with Surefoot, in the order of a menu: from the gentlest start upwards."""


@dataclass(frozen=True, slots=True)
class LevelEntry:
    """A level file that is there, not yet read."""

    id: LevelId
    path: Path


def read_level(path: Path) -> Level:
    """Read one level; raise `core.problems.FileErrors` with every problem of the file."""
    return plays.parse(read_text(path), str(path))


def parse_level(text: str | bytes, name: str) -> Level:
    """Read a level from text that came from elsewhere; `name` stands for the file in problems."""
    return plays.parse(text, name)


def shipped() -> list[LevelEntry]:
    """List the levels that come with Surefoot, in the order of a menu."""
    root = Path(str(files("levels")))
    return [LevelEntry(known, root / f"{known}.yaml") for known in SHIPPED]


def find(name: str) -> LevelEntry:
    """Find a level by id ("shelf_reach/first_shelf"), stem ("first_shelf") or path to a file.

    A shipped name wins over a path, unless it ends in .yaml or .yml.  Raises InputError, which names the
    nearest shipped level.
    """
    if name.endswith(SUFFIXES):
        return LevelEntry(level_id(Path(name)), Path(name))
    entries = shipped()
    wanted = name.strip().lower().replace(" ", "_").replace("-", "_")
    found = [entry for entry in entries if wanted in {entry.id, entry.path.stem}]
    if len(found) == 1:
        return found[0]
    if len(found) > 1:
        raise InputError(f'Several levels are called "{name}": {", ".join(entry.id for entry in found)}.')
    stems = [entry.path.stem for entry in entries]
    near = nearest(wanted.rpartition("/")[2], stems)
    known = ", ".join(stems)
    hint = f"Did you mean {near}?" if near else f"There are: {known}. Or name a .yaml file."
    raise InputError(f'There is no level "{plain(name)}". {hint}')


def level_id(path: Path) -> LevelId:
    """Return the id that a level file has by its place."""
    return f"{path.absolute().parent.name}/{path.stem}"
