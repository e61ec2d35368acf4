"""A right level as plain data and text, to be spoilt in one place by a test."""

from __future__ import annotations

import json
from copy import deepcopy

import pytest

from core.events import JsonValue
from core.problems import FileErrors
from levels.model_shelf_reach import ShelfReachLevel
from levels.reader import parse_level

RIGHT: dict[str, JsonValue] = {
    "schema": 1,
    "play": "shelf_reach",
    "title": {"en": "Shelf", "de": "Regal", "pt-BR": "Estante"},
    "instruction": {"en": "Lean to the shelf."},
    "why": {"en": "It helps."},
    "posture": "standing",
    "surface": "firm",
    "eyes": "open",
    "steer": {"x": {"signal": "lean_x"}, "y": {"signal": "lean_y"}},
    "difficulty": {
        "size": [0.30, 0.29, 0.28, 0.27, 0.26, 0.25, 0.24, 0.23, 0.22, 0.21],
        "range": [0.50, 0.52, 0.54, 0.56, 0.58, 0.60, 0.62, 0.64, 0.66, 0.68],
        "hold_s": [0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3, 1.4],
        "settle_s": [1.4, 1.3, 1.2, 1.1, 1.0, 0.9, 0.8, 0.7, 0.6, 0.5],
        "resistance": [0.0, 0.0, 0.1, 0.1, 0.2, 0.2, 0.3, 0.3, 0.4, 0.4],
        "items": [3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
    },
    "directions": ["right", "front", "left", "back"],
    "feedback": {"screen": True, "sound": True},
    "assist": {"patience_s": 10},
    "quality": {"home_radius": 0.2},
    "safety": {"rail": True, "chair": True, "spotter": True},
    "trains": ["weight_shift"],
}


def spoilt(*changes: tuple[str, JsonValue]) -> str:
    """Return the text of the right level with values set at dotted paths; JSON is YAML."""
    data: JsonValue = deepcopy(RIGHT)
    for path, value in changes:
        *outer, last = path.split(".")
        group = data
        for step in outer:
            assert isinstance(group, dict)
            group = group[step]
        if isinstance(group, list):
            group[int(last)] = value
        else:
            assert isinstance(group, dict)
            group[last] = value
    return json.dumps(data, indent=1)


def made(*changes: tuple[str, JsonValue]) -> ShelfReachLevel:
    """Read the changed level, which must be right."""
    level = parse_level(spoilt(*changes), "level.yaml")
    assert isinstance(level, ShelfReachLevel)
    return level


def told(*changes: tuple[str, JsonValue]) -> list[str]:
    """Return what is said about the changed level: "path: message" without places."""
    with pytest.raises(FileErrors) as caught:
        made(*changes)
    return [f"{problem.path}: {problem.message}" for problem in caught.value.problems]
