"""Quick constructors: the same values, as frozen as ever."""

from __future__ import annotations

import copy
import inspect
import pickle
from dataclasses import FrozenInstanceError, dataclass, field, replace

import pytest

from core.quick import quick


@quick
@dataclass(frozen=True, slots=True)
class Reading:
    """A value with every kind of field."""

    number: int
    text: str = "none"
    parts: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.number < 0:
            raise ValueError("below 0")


@dataclass(frozen=True, slots=True)
class Plain:
    """The same, as it was."""

    number: int
    text: str = "none"
    parts: list[int] = field(default_factory=list)


@pytest.mark.parametrize("values", [{}, {"text": "a"}, {"parts": [1]}, {"text": "b", "parts": [2, 3]}])
def test_it_takes_what_the_plain_one_takes(values: dict[str, object]) -> None:
    quick_one, plain = Reading(1, **values), Plain(1, **values)  # type: ignore[arg-type]  # of either field
    assert (quick_one.number, quick_one.text, quick_one.parts) == (plain.number, plain.text, plain.parts)
    assert repr(quick_one) == repr(plain).replace("Plain", "Reading")


def test_it_tells_the_same_parameters() -> None:
    assert str(inspect.signature(Reading)) == str(inspect.signature(Plain))


def test_made_defaults_are_not_shared() -> None:
    assert Reading(1).parts is not Reading(1).parts


def test_it_stays_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        Reading(1).number = 2  # type: ignore[misc]  # frozen is what is tested
    with pytest.raises(FrozenInstanceError):
        del Reading(1).number  # so is this


def test_it_is_of_its_own_class_once_made() -> None:
    assert type(Reading(1)) is Reading


def test_nothing_is_derived_from_it() -> None:
    with pytest.raises(TypeError, match="derived from Reading"):
        type("Longer", (Reading,), {})


def test_it_is_looked_at_once_made() -> None:
    with pytest.raises(ValueError, match="below 0"):
        Reading(-1)


@pytest.mark.parametrize("values", [(), (1, "a", [], 4)])
def test_wrong_arguments_are_refused(values: tuple[object, ...]) -> None:
    with pytest.raises(TypeError, match="__init__"):
        Reading(*values)  # type: ignore[arg-type]  # wrong is what is tested


def test_it_is_copied_and_sent_like_any_other() -> None:
    reading = Reading(1, "a", [2])
    assert replace(reading, text="b") == Reading(1, "b", [2])
    assert copy.deepcopy(reading) == reading
    assert pickle.loads(pickle.dumps(reading)) == reading


@dataclass(slots=True)
class Loose:
    """May be changed."""

    number: int


@dataclass(frozen=True)
class Slotless:
    """Keeps its values elsewhere."""

    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Takes no places."""

    number: int


class Bare:
    """No dataclass."""


@pytest.mark.parametrize("cls", [Loose, Slotless, Named, Bare])
def test_other_classes_are_refused(cls: type) -> None:
    with pytest.raises(TypeError, match=cls.__name__):
        quick(cls)
