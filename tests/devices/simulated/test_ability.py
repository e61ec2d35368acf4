"""From one number to a person: nothing turns back on the way, and everybody on it can stand."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from itertools import pairwise
from math import nan
from pathlib import Path

import pytest

from core.clock import NS_PER_MS
from core.errors import InputError
from core.muscles import Muscle
from devices.simulated.ability import ABLE, ABLE_TRAITS, SEVERE, SEVERE_TRAITS, person_of, traits_of, worn_by
from devices.simulated.contraction import Traits
from devices.simulated.people import HEALTHY_OLD, HEALTHY_YOUNG, STROKE, Person
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


ROWS: dict[str, Callable[[Person, Traits], list[float]]] = {
    "own reach": lambda one, _: [value for _, value in numbers(one.movement.reach)],
    "reaction ms": lambda one, _: [one.movement.reaction_ms, one.movement.reaction_sd_ms, one.movement.fitts_s,
                                   one.movement.fitts_s_per_bit],
    "miss of a lean": lambda one, _: [one.movement.noise_s, one.movement.bias[0], one.movement.tremor_mm],
    "miss by ear": lambda one, _: [one.movement.hears],
    "delay of balance": lambda one, _: [one.ap.delay_ms, *(value for _, value in numbers(one.senses))],
    "miss of an effort": lambda one, _: [one.movement.effort_noise, one.movement.steadiness.wander],
    "time constant": lambda one, _: [one.movement.steadiness.rise_s],
    "stirs": lambda one, _: [one.movement.steadiness.stirs_per_min],
    "strongest": lambda _, how: [how.strongest, how.onset_ms, how.offset_ms],
    "opponent": lambda _, how: [how.cocontracts, how.tires_per_s],
}


@pytest.mark.parametrize("words", ROWS)
def test_the_page_tells_the_ends(words: str) -> None:
    page = (Path(__file__).parents[3] / "docs" / "bodies.md").read_text(encoding="utf-8")
    row = next(line for line in page.partition("## Ability")[2].splitlines() if line.startswith(f"| {words}"))
    ends = ((SEVERE, SEVERE_TRAITS), (ABLE, ABLE_TRAITS))
    for cell, (person, traits) in zip(row.split("|")[2:4], ends, strict=True):
        assert [float(part) for part in cell.replace(";", ",").split(",")] == ROWS[words](person, traits)
