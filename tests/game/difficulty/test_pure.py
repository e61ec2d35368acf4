"""Difficulty stays pure: what it may import, and the words it must not know."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import game.difficulty

FOLDER = Path(game.difficulty.__path__[0])
MODULES = sorted(FOLDER.glob("*.py"))
MAY_IMPORT = ("core.", "levels", "game.difficulty", "game.plays", "numpy", "collections", "dataclasses", "enum",
              "math", "random", "typing", "json", "__future__")
PLAYS = {"order", "assist"}
FORBIDDEN = {"vision", "eyes", "surface", "posture", "stimulation", "resistance", "current", "fraction"}


def imported(module: Path) -> set[str]:
    """Name what a module imports, in full."""
    nodes = list(ast.walk(ast.parse(module.read_text("utf-8"))))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return plain | {f"{node.module}.{alias.name}" for node in nodes if isinstance(node, ast.ImportFrom)
                    for alias in node.names}


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_only_words_levels_and_the_pure_helpers_of_plays_are_known(module: Path) -> None:
    names = imported(module)
    assert [name for name in names if not name.startswith(MAY_IMPORT)] == []
    assert all(PLAYS & set(name.split(".")) for name in names if name.startswith("game.plays"))


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_what_only_a_therapist_changes_has_no_name(module: Path) -> None:
    nodes = ast.walk(ast.parse(module.read_text("utf-8")))
    names = {node.id if isinstance(node, ast.Name) else node.attr
             for node in nodes if isinstance(node, ast.Name | ast.Attribute)}
    assert {name.lower() for name in names} & FORBIDDEN == set()
