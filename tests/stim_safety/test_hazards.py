"""Every hazard has a control, every control a test that is there, every fault test a control."""

from __future__ import annotations

import ast
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
FAULTS = range(1, 66)


@cache
def table() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads((ROOT / "stim_safety" / "hazards.toml").read_text())


@cache
def suite() -> frozenset[str]:
    """The name of every test function."""
    names: set[str] = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
                names.add(node.name)
    return frozenset(names)


def named(prefix: str) -> list[str]:
    return [name for name in suite() if name == prefix or name.startswith(f"{prefix}_")]


def control_ids() -> list[str]:
    return [control["id"] for control in table()["control"]]


def test_every_entry_is_whole_and_named_once() -> None:
    for kind, keys in (("hazard", {"id", "hazard", "cause", "severity", "controls"}),
                       ("control", {"id", "control", "tests"})):
        entries = table()[kind]
        assert all(set(entry) == keys and all(entry.values()) for entry in entries)
        ids = [entry["id"] for entry in entries]
        assert len(ids) == len(set(ids))
    assert all(1 <= hazard["severity"] <= 4 for hazard in table()["hazard"])


def test_every_hazard_names_controls_that_exist_and_every_control_serves_a_hazard() -> None:
    used = {control for hazard in table()["hazard"] for control in hazard["controls"]}
    assert used == set(control_ids())


@pytest.mark.parametrize("control", table()["control"], ids=lambda control: str(control["id"]))
def test_every_control_has_tests_that_exist(control: dict[str, Any]) -> None:
    missing = [prefix for prefix in control["tests"] if not named(prefix)]
    assert not missing, f"{control['id']} names tests that are not there: {missing}"


@pytest.mark.parametrize("number", FAULTS)
def test_every_fault_is_tested_and_belongs_to_a_control(number: int) -> None:
    prefix = f"test_fault_{number:02}"
    assert named(prefix), f"fault {number} has no test"
    assert any(prefix in control["tests"] for control in table()["control"]), f"fault {number} has no control"
