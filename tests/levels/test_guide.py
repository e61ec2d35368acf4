"""The guide for therapists tells the truth: its examples can be played, and they leave no key out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from core.yaml_words import model_at
from levels.model import Level
from levels.plays import MODELS
from levels.reader import parse_level
from levels.words import Direction, LampMode

GUIDE = (Path(__file__).parents[2] / "docs" / "levels.md").read_text(encoding="utf-8")


def example(play: str) -> str:
    text, = (text for text in re.findall(r"^```yaml\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
             if f"\nplay: {play}" in text)
    return str(text)


def keys(model: type[BaseModel], level: type[Level], path: tuple[str, ...] = ()) -> Iterator[str]:
    for name, field in model.model_fields.items():
        key = field.alias or name
        yield key
        inner = model_at(level, (*path, key))
        if inner is not None:
            yield from keys(inner, level, (*path, key))


@pytest.mark.parametrize(("play", "title"), [("shelf_reach", "Küchenregal"), ("lanterns", "Waden am Abend")])
def test_each_example_is_a_level(play: str, title: str) -> None:
    level = parse_level(example(play), "docs/levels.md")
    assert (level.play, level.text("title", "de")) == (play, title)


@pytest.mark.parametrize("play", sorted(MODELS))
def test_no_key_is_left_out(play: str) -> None:
    model = MODELS[play]
    assert [key for key in keys(model, model) if not re.search(rf"\b{key}:", example(play))] == []


def test_no_direction_and_no_mode_is_left_out() -> None:
    shelf = example("shelf_reach")
    assert [direction for direction in Direction if not re.search(rf"\b{direction}\b", shelf)] == []
    assert [mode for mode in LampMode if f"| `{mode}` |" not in GUIDE] == []
