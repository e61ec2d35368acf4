"""The guide for therapists tells the truth: its example can be played, and it leaves no key out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel

from core.yaml_words import model_at
from levels.model import Level
from levels.reader import parse_level
from levels.words import Direction

GUIDE = (Path(__file__).parents[2] / "docs" / "levels.md").read_text(encoding="utf-8")


def example() -> str:
    (text,) = re.findall(r"^```yaml\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
    return str(text)


def keys(model: type[BaseModel], path: tuple[str, ...] = ()) -> Iterator[str]:
    for name, field in model.model_fields.items():
        key = field.alias or name
        yield key
        inner = model_at(Level, (*path, key))
        if inner is not None:
            yield from keys(inner, (*path, key))


def test_the_example_is_a_level() -> None:
    assert parse_level(example(), "docs/levels.md").text("title", "de") == "Küchenregal"


def test_no_key_and_no_direction_is_left_out() -> None:
    assert [key for key in keys(Level) if not re.search(rf"\b{key}:", example())] == []
    assert [direction for direction in Direction if not re.search(rf"\b{direction}\b", example())] == []
