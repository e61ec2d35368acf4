"""The JSON Schema of level files, from which editors complete, explain and underline.

It is made from the model and kept beside the levels; a test fails when it is stale.  To renew it:
`python3 main.py schema level > levels/level.schema.json`.
"""

from __future__ import annotations

from functools import reduce
from operator import or_

from pydantic import BaseModel, TypeAdapter

from core.events import JsonValue
from levels.plays import level_models

SCHEMA_FILE = "level.schema.json"
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def level_schema() -> dict[str, JsonValue]:
    """Return the JSON Schema of a level: one of the games' shapes, told apart by `play`."""
    shapes = TypeAdapter(reduce(or_, level_models())).json_schema(by_alias=True)
    return {"$schema": _DIALECT, "title": "Level", "$defs": shapes["$defs"], "oneOf": shapes["anyOf"]}


def schema_of(model: type[BaseModel]) -> dict[str, JsonValue]:
    """Return the JSON Schema of a model of a file that people write."""
    return {"$schema": _DIALECT, **model.model_json_schema(by_alias=True)}
