"""The JSON Schema of level files, from which editors complete, explain and underline.

It is made from the model and kept beside the levels; a test fails when it is stale.  To renew it:
`python3 main.py schema level > levels/level.schema.json`.
"""

from __future__ import annotations

from pydantic import BaseModel

from core.events import JsonValue
from levels.model import Level

SCHEMA_FILE = "level.schema.json"


def level_schema() -> dict[str, JsonValue]:
    """Return the JSON Schema of a level."""
    return schema_of(Level)


def schema_of(model: type[BaseModel]) -> dict[str, JsonValue]:
    """Return the JSON Schema of a model of a file that people write."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **model.model_json_schema(by_alias=True)}
