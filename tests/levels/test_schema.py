"""The schema beside the levels is fresh, explains every field, and knows no current."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from core.events import JsonValue
from levels.plays import MODELS
from levels.schema import SCHEMA_FILE, level_schema

FILE = Path(__file__).parents[2] / "levels" / SCHEMA_FILE


def keys(shape: JsonValue) -> Iterator[tuple[str, JsonValue]]:
    """Yield every key that a level may have, with what the schema says of it."""
    if isinstance(shape, dict):
        properties = shape.get("properties")
        if isinstance(properties, dict):
            yield from properties.items()
        for value in shape.values():
            yield from keys(value)


def described(shape: JsonValue, schema: dict[str, JsonValue]) -> bool:
    """Whether an editor finds words: beside the key, or at the part it refers to."""
    assert isinstance(shape, dict)
    parts = schema["$defs"]
    assert isinstance(parts, dict)
    part = parts.get(str(shape.get("$ref", "")).rpartition("/")[2], {})
    assert isinstance(part, dict)
    return bool(shape.get("description") or part.get("description"))


def shape_of(name: str) -> dict[str, JsonValue]:
    """Return what the schema says of the levels of one game."""
    shapes = level_schema()["$defs"]
    assert isinstance(shapes, dict)
    shape = shapes[name]
    assert isinstance(shape, dict)
    return shape


def test_the_file_is_fresh() -> None:
    assert json.loads(FILE.read_text(encoding="utf-8")) == level_schema(), (
        "renew it: python3 main.py schema level > levels/level.schema.json")


def test_every_key_says_what_it_is() -> None:
    schema = level_schema()
    named = dict(keys(schema))
    assert {"schema", "gain", "size", "after_misses", "home_radius", "spotter"} <= set(named)
    assert [name for name, shape in named.items() if not described(shape, schema)] == []


def test_no_key_can_name_a_current() -> None:
    electric = re.compile(r"(^|_)(ma|ua|a|amps?|v|mv|us|hz|uc)(_|$)|current|amper|charge|pulse|volt|coulomb")
    assert [name for name, _ in keys(level_schema()) if electric.search(name)] == []


def test_texts_need_english_and_unknown_keys_are_underlined() -> None:
    shape = shape_of("ShelfReachLevel")
    properties = shape["properties"]
    assert shape["additionalProperties"] is False
    assert isinstance(properties, dict)
    title, directions = properties["title"], properties["directions"]
    assert isinstance(title, dict)
    assert title["required"] == ["en"]
    assert title["additionalProperties"] is False
    assert isinstance(directions, dict)
    assert directions["uniqueItems"] is True


def test_levels_of_all_games_are_told_apart_by_the_word_after_play() -> None:
    shapes = level_schema()["oneOf"]
    assert shapes == [{"$ref": f"#/$defs/{name}"} for name in ("ShelfReachLevel", "LanternsLevel")]
    for play, model in MODELS.items():
        properties = shape_of(model.__name__)["properties"]
        assert isinstance(properties, dict)
        named = properties["play"]
        assert isinstance(named, dict)
        assert named["const"] == play
