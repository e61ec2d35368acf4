"""From one number to a person: nothing turns back on the way, and everybody on it can stand."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from itertools import pairwise
from math import nan

import pytest

from core.clock import NS_PER_MS
from core.errors import InputError
from core.muscles import Muscle
from devices.simulated.ability import ABLE, ABLE_TRAITS, SEVERE, SEVERE_TRAITS, person_of, traits_of, worn_by
from devices.simulated.people import HEALTHY_OLD, HEALTHY_YOUNG, STROKE
from devices.simulated.senses import Condition, Eyes, Posture, Surface
from devices.simulated.standing import StandingBody

STEPS = [n / 10 for n in range(11)]


def numbers(thing: object, path: str = "") -> Iterator[tuple[str, float]]:
    """Yield every number in a tree of dataclasses with its way."""
    if isinstance(thing, bool | str) or thing is None:
        return
    if isinstance(thing, int | float):
        yield path, float(thing)
    elif isinstance(thing, tuple):
        for at, part in enumerate(thing):
            yield from numbers(part, f"{path}[{at}]")
    elif is_dataclass(thing):
        for each in fields(thing):
            yield from numbers(getattr(thing, each.name), f"{path}.{each.name}")


@pytest.mark.parametrize("make", [person_of, traits_of])
def test_no_parameter_turns_back(make: Callable[[float], object]) -> None:
    values = [dict(numbers(make(step))) for step in STEPS]
    for name in values[0]:
        way = [each[name] for each in values]
        rises = way[-1] >= way[0]
        assert all((b >= a - 1e-9) if rises else (b <= a + 1e-9) for a, b in pairwise(way)), name


def test_the_ends_are_the_people_that_are_named() -> None:
    for ability, person in ((0.0, SEVERE), (1.0, ABLE)):
        assert dict(numbers(person_of(ability))) == pytest.approx(dict(numbers(person)))
    assert dict(numbers(traits_of(0.0))) == pytest.approx(dict(numbers(SEVERE_TRAITS)))
    assert traits_of(1.0) == ABLE_TRAITS


@pytest.mark.parametrize(("ability", "person"), [(0.35, STROKE), (0.75, HEALTHY_OLD), (1.0, HEALTHY_YOUNG)])
def test_the_usual_people_lie_on_the_way(ability: float, person: object) -> None:
    told, usual = dict(numbers(person_of(ability))), dict(numbers(person))
    for name in (".movement.reaction_ms", ".movement.fitts_s_per_bit", ".movement.noise_s", ".senses.feet_mm",
                 ".movement.reach.front_mm", ".base.left_mm"):
        assert told[name] == pytest.approx(usual[name], rel=0.15), name


@pytest.mark.parametrize("ability", [0.0, 0.5])
@pytest.mark.parametrize("condition", [
    Condition(), Condition(Eyes.CLOSED), Condition(surface=Surface.FOAM), Condition(posture=Posture.SEATED)])
def test_nobody_on_the_way_falls_from_standing_still(ability: float, condition: Condition) -> None:
    for seed in range(2):
        body = StandingBody(random.Random(seed), person_of(ability), condition)
        for ms in range(0, 60_000, 20):
            body.load_kg(ms * NS_PER_MS)
        assert body.falls == 0


def test_muscles_are_worn_as_named() -> None:
    muscles = (Muscle.LEFT_SOLEUS, Muscle.RIGHT_BICEPS)
    worn = worn_by(0.3, muscles)
    assert tuple(one.muscle for one in worn) == muscles
    assert {one.traits for one in worn} == {traits_of(0.3)}


@pytest.mark.parametrize("ability", [-0.1, 1.1, nan])
def test_no_ability_is_refused(ability: float) -> None:
    for make in (person_of, traits_of):
        with pytest.raises(InputError, match="ability must be 0 to 1"):
            make(ability)
