"""Plans as text for levels that only tests have, and what is said about them."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.problems import FileErrors
from levels.planning import Laid, laid, parse_plan
from levels.reader import LevelEntry, parse_level
from tests.levels import lanterns, making

NAME = "plan.yaml"
OWN = {
    "side": making.spoilt(("steer", {"x": {"signal": "lean_x", "gain": 1.1}}), ("directions", ["right", "left"]),
                          ("safety.spotter", False)),
    "round": making.spoilt(),
    "light": lanterns.spoilt("light"),
    "hold": lanterns.spoilt("hold"),
    "grade": lanterns.spoilt("grade"),
    "help": lanterns.spoilt("light", ("assist", {"stimulation": 0.8, "train_s": 4.5, "rest_s": 12})),
}
"""Levels whose numbers no tuning moves."""


def written(text: str, level: str = "side") -> str:
    """Return a plan for `level` that says `text` besides."""
    return f"schema: 1\nplan: {level}\n{text}\n"


def right(text: str, level: str = "side") -> Laid:
    """Read a plan, which must be right, with its level: one of `OWN`, else a shipped one."""
    plan = parse_plan(written(text, level), NAME)
    if level not in OWN:
        return laid(plan)
    own, entry = OWN[level], LevelEntry(f"own/{level}", Path(f"{level}.yaml"))
    return Laid(plan, entry, own, parse_level(own, level), plan.over(own))


def told(text: str, level: str = "side") -> list[str]:
    """Return what is said about a plan: "line:column: path: message"."""
    with pytest.raises(FileErrors) as caught:
        right(text, level)
    assert {problem.file for problem in caught.value.problems} == {NAME}
    return [str(problem).removeprefix(f"{NAME}:") for problem in caught.value.problems]
