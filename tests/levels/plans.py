"""Plans as text, and what is said about them."""

from __future__ import annotations

import pytest

from core.problems import FileErrors
from levels.planning import Laid, laid, parse_plan

NAME = "plan.yaml"


def written(text: str, level: str = "side_shelf") -> str:
    """Return a plan for `level` that says `text` besides."""
    return f"schema: 1\nplan: {level}\n{text}\n"


def right(text: str, level: str = "side_shelf") -> Laid:
    """Read a plan, which must be right, with its level."""
    return laid(parse_plan(written(text, level), NAME))


def told(text: str, level: str = "side_shelf") -> list[str]:
    """Return what is said about a plan: "line:column: path: message"."""
    with pytest.raises(FileErrors) as caught:
        right(text, level)
    assert {problem.file for problem in caught.value.problems} == {NAME}
    return [str(problem).removeprefix(f"{NAME}:") for problem in caught.value.problems]
