"""The guide to plans tells the truth: every plan in it can be played, and the long one leaves no key out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from core.yaml_words import model_at
from levels.plan import Plan
from levels.planning import laid, parse_plan, worth_knowing

GUIDE = (Path(__file__).parents[2] / "docs" / "plans.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)


def keys(model: type[BaseModel], path: tuple[str, ...] = ()) -> Iterator[str]:
    for name, field in model.model_fields.items():
        key = field.alias or name
        yield key
        inner = model_at(Plan, (*path, key))
        if inner is not None:
            yield from keys(inner, (*path, key))


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_each_plan_can_be_laid_over_its_level(number: int) -> None:
    planned = laid(parse_plan(EXAMPLES[number], "docs/plans.md"))
    assert planned.level != planned.shipped or planned.written.plan.set == {}
    assert worth_knowing(planned) == () or number == 0


def test_the_long_one_leaves_no_key_out() -> None:
    assert [key for key in keys(Plan) if not re.search(rf"\b{key}:", EXAMPLES[0])] == []


def test_there_is_something_for_each_of_the_usual_reasons() -> None:
    titles = " ".join(re.findall(r"^\*\*(.*?)\*\*", GUIDE, re.MULTILINE))
    assert [word for word in ("Neglect", "Fear", "knee", "in mind", "Tremor") if word not in titles] == []


def test_the_mistakes_it_shows_are_told_so() -> None:
    shown = re.search(r"axes\.range\.min: (.*)", GUIDE)
    assert shown is not None
    with pytest.raises(ValueError, match=re.escape(shown[1])):
        Plan.model_validate({"schema": 1, "plan": "x", "axes": {"range": {"min": 5, "max": 3}}})
