"""A right level of Lanterns as plain data and text, to be spoilt in one place by a test."""

from __future__ import annotations

import json
from copy import deepcopy

import pytest

from core.events import JsonValue
from core.problems import FileErrors
from levels.model_lanterns import LanternsLevel
from levels.reader import parse_level

LISTS: dict[str, list[JsonValue]] = {
    "effort": [0.20, 0.22, 0.24, 0.26, 0.28, 0.30, 0.32, 0.34, 0.36, 0.38],
    "hold_s": [1.0, 1.2, 1.4, 1.6, 1.8, 2.0, 2.2, 2.4, 2.6, 2.8],
    "pace_s": [5.0, 4.8, 4.6, 4.4, 4.2, 4.0, 3.8, 3.6, 3.4, 3.2],
    "lamps": [3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
    "band": [0.18, 0.17, 0.16, 0.15, 0.14, 0.13, 0.12, 0.11, 0.10, 0.09],
}
WANTED = {"light": ("effort",), "hold": ("effort", "hold_s"), "grade": ("effort", "hold_s", "band"),
          "sequence": ("effort", "hold_s"), "relax": ("effort", "hold_s"), "breathe": ("hold_s",), "imagine": ()}


def right(mode: str = "hold") -> dict[str, JsonValue]:
    """Return a right level in `mode`."""
    data: dict[str, JsonValue] = {
        "schema": 1, "play": "lanterns", "title": {"en": "Lamp"}, "instruction": {"en": "Tighten."},
        "why": {"en": "It helps."}, "posture": "seated", "mode": mode, "muscle": "right_tibialis_anterior",
        "difficulty": {name: deepcopy(LISTS[name]) for name in (*WANTED[mode], "pace_s", "lamps")},
        "assist": {"attempt_s": 5}, "quality": {"relax": 0.1},
        "safety": {"rail": False, "chair": True, "spotter": False}, "trains": ["activation"]}
    return data | ({"second": "right_gastrocnemius"} if mode == "sequence" else {})


def spoilt(mode: str, *changes: tuple[str, JsonValue]) -> str:
    """Return the text of the right level with values set at dotted paths; JSON is YAML."""
    data = right(mode)
    for path, value in changes:
        *outer, last = path.split(".")
        group = data
        for step in outer:
            inner = group[step]
            assert isinstance(inner, dict)
            group = inner
        group[last] = value
    return json.dumps(data)


def made(mode: str, *changes: tuple[str, JsonValue]) -> LanternsLevel:
    """Read the changed level, which must be right."""
    level = parse_level(spoilt(mode, *changes), "level.yaml")
    assert isinstance(level, LanternsLevel)
    return level


def told(mode: str, *changes: tuple[str, JsonValue]) -> list[str]:
    """Return what is said about the changed level: "path: message" without places."""
    with pytest.raises(FileErrors) as caught:
        made(mode, *changes)
    return [f"{problem.path}: {problem.message}" for problem in caught.value.problems]
