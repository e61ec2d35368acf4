"""The schema beside the levels is fresh, explains every field, and knows no current."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from core.events import JsonValue
from levels.plays import MODELS
from levels.rules_plan import NOT_SETTABLE
from levels.schema import PLAN_SCHEMA_FILE, SCHEMA_FILE, level_schema, plan_schema

FILE = Path(__file__).parents[2] / "levels" / SCHEMA_FILE
PLAN_FILE = FILE.with_name(PLAN_SCHEMA_FILE)


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


# --- plans --------------------------------------------------------------------------------------------------

def references(shape: JsonValue) -> Iterator[str]:
    if isinstance(shape, dict):
        if "$ref" in shape:
            yield str(shape["$ref"])
        for value in shape.values():
            yield from references(value)
    elif isinstance(shape, list):
        for value in shape:
            yield from references(value)


def settable(name: str) -> dict[str, JsonValue]:
    """Return what may stand below `set` of a plan for levels of one game."""
    parts = plan_schema()["$defs"]
    assert isinstance(parts, dict)
    part = parts[f"Set{name}"]
    assert isinstance(part, dict)
    properties = part["properties"]
    assert isinstance(properties, dict)
    return properties


def test_the_file_for_plans_is_fresh() -> None:
    assert json.loads(PLAN_FILE.read_text(encoding="utf-8")) == plan_schema(), (
        "renew it: python3 main.py schema plan > levels/plan.schema.json")


def test_every_key_of_a_plan_says_what_it_is() -> None:
    schema = plan_schema()
    named = dict(keys(schema))
    assert {"plan", "patient", "fixed", "guess_every", "set", "gain", "after_misses"} <= set(named)
    assert [name for name, shape in named.items() if not described(shape, schema)] == []


def test_every_reference_in_it_leads_somewhere() -> None:
    schema = plan_schema()
    parts = schema["$defs"]
    assert isinstance(parts, dict)
    assert {reference.removeprefix("#/$defs/") for reference in references(schema)} == set(parts)


def test_below_set_stands_any_part_of_a_level_and_nothing_is_asked_for() -> None:
    for model in MODELS.values():
        properties = settable(model.__name__)
        whole = {field.alias or name for name, field in model.model_fields.items()}
        assert set(properties) == whole - set(NOT_SETTABLE)
        posture = properties["posture"]
        assert isinstance(posture, dict)
        assert isinstance(posture["anyOf"], list)
        assert posture["description"] == "Whether the patient sits, stands or lies."
        assert {"type": "null"} in posture["anyOf"]
    assert '"required"' not in json.dumps([settable(model.__name__) for model in MODELS.values()])
