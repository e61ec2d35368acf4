"""A small model to read files into, and what is told about a wrong one."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated

import pytest
from _pytest.mark import ParameterSet
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from core import yaml_reader
from core.complaints import Complaint, complain
from core.problems import FileErrors, Problem


class Colour(StrEnum):
    RED = "red"
    GREEN = "green"


def _no_sevens(values: tuple[int, ...]) -> tuple[int, ...]:
    complain([Complaint((at,), "must not be seven.") for at, value in enumerate(values) if value == 7])
    return values


class Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)


class Wheel(Part):
    size: float = Field(1.0, gt=0, le=2.5, description="Radius, metres.")
    spokes: int = Field(ge=3, lt=40, description="How many spokes.")


class Cart(Part):
    name: str = Field(min_length=1, max_length=8, description="What it is called.")
    colour: Colour = Colour.RED
    wheels: tuple[Wheel, ...] = Field((), max_length=2)
    spare: Wheel | None = None
    numbers: Annotated[tuple[int, ...], Field(min_length=2, max_length=4), AfterValidator(_no_sevens)] = (1, 2)
    braked: bool = True
    notes: dict[str, str] = Field(default_factory=dict)


def named(rows: Iterable[tuple[str, str | bytes, list[str]]]) -> list[ParameterSet]:
    return [pytest.param(text, lines, id=name) for name, text, lines in rows]


def told(text: str | bytes) -> list[str]:
    with pytest.raises(FileErrors) as caught:
        yaml_reader.parse(text, "cart.yaml", Cart)
    return str(caught.value).splitlines()


def problems_of(data: bytes) -> tuple[Problem, ...] | None:
    try:
        yaml_reader.parse(data, "cart.yaml", Cart)
    except FileErrors as errors:
        return errors.problems
    return None


def read_anything(data: bytes) -> None:
    problems = problems_of(data)
    assert problems != ()
    for problem in problems or ():
        assert problem.line >= 1
        assert problem.column >= 1
        assert problem.message.endswith((".", "?"))
        assert str(problem).isprintable()
