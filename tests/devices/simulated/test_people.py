"""docs/bodies.md says what each number is and where it comes from; it must be the number that is used."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from devices.simulated import people, senses
from devices.simulated.people import PEOPLE, Person
from devices.simulated.stance import Reach

PAGE = (Path(__file__).parents[3] / "docs" / "bodies.md").read_text(encoding="utf-8")


def sides(reach: Reach) -> list[float]:
    return [reach.left_mm, reach.right_mm, reach.front_mm, reach.back_mm]


ROWS: dict[str, Callable[[Person], list[float]]] = {
    "mass kg": lambda one: [one.build.mass_kg, one.build.height_m, one.build.inertia_kgm2],
    "kp,": lambda one: [one.ap.kp],
    "kd,": lambda one: [one.ap.kd_s],
    "ki,": lambda one: [one.ap.ki_per_s],
    "delay d": lambda one: [one.ap.delay_ms],
    "stiffness of": lambda one: [one.ap.stiff, one.ml.stiff],
    "damping of": lambda one: [one.ap.damp_s],
    "error of sight": lambda one: [one.senses.sight_mm, one.senses.feet_mm, one.senses.ear_mm],
    "error sideways": lambda one: [one.sideways],
    "wander of": lambda one: [one.ap.noise_s, one.ap.soft_s],
    "torque noise": lambda one: [one.ap.shiver_mm],
    "base left": lambda one: sides(one.base),
    "weight rests": lambda one: [one.shift_mm],
    "reaction time": lambda one: [one.movement.reaction_ms, one.movement.reaction_sd_ms],
    "Fitts:": lambda one: [one.movement.fitts_s, one.movement.fitts_s_per_bit],
    "miss:": lambda one: [one.movement.noise_s],
    "reach left": lambda one: sides(one.movement.reach),
    "bias to": lambda one: [one.movement.bias[0]],
    "tremor": lambda one: [one.movement.tremor_mm],
}


@pytest.mark.parametrize("words", ROWS)
def test_the_page_tells_the_numbers_that_are_used(words: str) -> None:
    (row,) = (line for line in PAGE.splitlines() if line.startswith(f"| {words}"))
    cells = [cell.strip() for cell in row.split("|")[2:5]]
    for cell, person in zip(cells, PEOPLE, strict=True):
        told = [float(part) for part in cell.replace(";", ",").replace("/", ",").split(",")]
        assert told == ROWS[words](person), person.name


def test_the_page_tells_what_foam_does() -> None:
    assert (senses.FOAM_BLUR, people.FOAM_GIVES, people.FOAM_SHAKES) == (4.0, 0.5, 5.0)
    assert "4 times as unsure, halves the stiffness of the joint and makes the torque noise 5 times" in PAGE
