"""The JSON Schemas of level files and plans, from which editors complete, explain and underline.

They are made from the models and kept beside the levels; a test fails when one is stale.  To renew them:
`python3 main.py schema level > levels/level.schema.json`, and the same with `plan`.
"""

from __future__ import annotations

from functools import reduce
from operator import or_

from pydantic import BaseModel, TypeAdapter

from core.events import JsonValue
from levels.plan import Plan
from levels.plays import level_models
from levels.rules_plan import NOT_SETTABLE

SCHEMA_FILE = "level.schema.json"
PLAN_SCHEMA_FILE = "plan.schema.json"
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def level_schema() -> dict[str, JsonValue]:
    """Return the JSON Schema of a level: one of the games' shapes, told apart by `play`."""
    shapes = TypeAdapter(reduce(or_, level_models())).json_schema(by_alias=True)
    return {"$schema": _DIALECT, "title": "Level", "$defs": shapes["$defs"], "oneOf": shapes["anyOf"]}


def plan_schema() -> dict[str, JsonValue]:
    """Return the JSON Schema of a plan; below `set`, any part of a level of any game, or null to take it away."""
    shape = schema_of(Plan)
    level = level_schema()
    parts, properties, whole = shape["$defs"], shape["properties"], level["$defs"]
    if not (isinstance(parts, dict) and isinstance(properties, dict) and isinstance(whole, dict)):
        raise AssertionError("pydantic describes a model as an object with named parts")
    del parts["JsonValue"]  # what `set` may hold by the model; here it is what a level may hold
    parts |= {f"Set{name}": _settable(part, whole) for name, part in whole.items()}
    described, names = properties["set"], [model.__name__ for model in level_models()]
    for name in names:
        part = parts[f"Set{name}"]
        if isinstance(part, dict) and isinstance(part["properties"], dict):
            for key in NOT_SETTABLE:
                del part["properties"][key]
    if isinstance(described, dict):
        properties["set"] = {"description": described["description"], "title": "Set",
                             "anyOf": [{"$ref": f"#/$defs/Set{name}"} for name in names]}
    return shape


def _settable(shape: JsonValue, parts: dict[str, JsonValue]) -> JsonValue:
    """Return a shape of which nothing is required and anything may be null."""
    if isinstance(shape, list):
        return [_settable(each, parts) for each in shape]
    if not isinstance(shape, dict):
        return shape
    out = {key: _settable(value, parts) for key, value in shape.items() if key not in ("required", "default")}
    if isinstance(ref := shape.get("$ref"), str):
        out["$ref"] = ref.replace("#/$defs/", "#/$defs/Set")
    properties = out.get("properties")
    if isinstance(properties, dict):
        out["properties"] = {
            key: {"description": _words(value, parts), "anyOf": [value, {"type": "null"}]}
            for key, value in properties.items()}
    return out


def _words(shape: JsonValue, parts: dict[str, JsonValue]) -> JsonValue:
    """Return what a key is, from itself or from the part that it refers to."""
    if not isinstance(shape, dict):
        return ""
    part = parts.get(str(shape.get("$ref", "")).removeprefix("#/$defs/Set"))
    return shape.get("description") or (part.get("description", "") if isinstance(part, dict) else "")


def schema_of(model: type[BaseModel]) -> dict[str, JsonValue]:
    """Return the JSON Schema of a model of a file that people write."""
    return {"$schema": _DIALECT, **model.model_json_schema(by_alias=True)}
