from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import replace
from statistics import fmean, pstdev
from typing import Any

import pytest

from core.errors import InputError
from devices.simulated.pendulum import Axis, Build, Control

ADULT = Build(76.0, 0.87, 66.0)
CALM = Control(kp=1.25, kd_s=0.36, ki_per_s=0.05, delay_ms=140, shiver_mm=0.0)


def still() -> float:
    return 0.0


def axis(control: Control = CALM, error_mm: float = 0.0, normal: Callable[[], float] = still) -> Axis:
    return Axis(ADULT.omega, control, error_mm, normal, -60.0, 110.0)


def test_an_adult_falls_as_fast_as_a_pendulum_of_that_size() -> None:
    assert ADULT.omega == pytest.approx(math.sqrt(76.0 * 9.80665 * 0.87 / 66.0))
    falling = axis(Control(kp=0.0, kd_s=0.0, ki_per_s=0.0, delay_ms=20, stiff=0.0, damp_s=0.0, shiver_mm=0.0))
    falling.x_mm = 1.0
    for _ in range(100):
        falling.step(0.0)
    assert falling.x_mm == pytest.approx(math.cosh(ADULT.omega), rel=1e-9)


def test_control_brings_a_push_back_and_the_pressure_leads_the_mass() -> None:
    pushed = axis()
    pushed.x_mm = 20.0
    first = [pushed.step(0.0) for _ in range(60)]
    assert max(first) > 20.0
    for _ in range(3000):
        pushed.step(0.0)
    assert abs(pushed.x_mm) < 0.5


def test_too_late_is_too_late() -> None:
    slow = axis(Control(kp=1.25, kd_s=0.36, ki_per_s=0.05, delay_ms=400, shiver_mm=0.0))
    slow.x_mm = 1.0
    for _ in range(1000):
        slow.step(0.0)
    assert abs(slow.x_mm) > 60.0


def test_the_pressure_never_leaves_the_feet() -> None:
    for sign, edge in ((-1.0, -60.0), (1.0, 110.0)):
        pushed = axis()
        pushed.x_mm = sign * 200.0
        where = [pushed.step(0.0) for _ in range(200)]
        assert min(where) >= -60.0
        assert max(where) <= 110.0
        assert where[-1] == edge


def test_a_planned_lean_needs_no_correction_when_nothing_is_wrong() -> None:
    leaning = axis()
    assert [leaning.step(40.0) for _ in range(300)] == [40.0] * 300
    assert leaning.x_mm == 0.0


def test_twice_the_error_sways_twice_as_much() -> None:
    def sway(error_mm: float) -> float:
        normal = random.Random(3).gauss
        swaying = axis(error_mm=error_mm, normal=lambda: normal(0.0, 1.0))
        return pstdev([swaying.step(0.0) for _ in range(6000)])

    assert sway(2.0) == pytest.approx(2.0 * sway(1.0), rel=1e-6)


def test_what_is_forgotten_is_over() -> None:
    one = axis()
    one.x_mm = 30.0
    for _ in range(50):
        one.step(0.0)
    one.fresh()
    assert fmean(one.step(0.0) for _ in range(50)) == 0.0


@pytest.mark.parametrize(("build", "name"), [
    ((5.0, 0.87, 66.0), "mass_kg"), ((76.0, 2.0, 66.0), "height_m"), ((76.0, 0.87, 6.0), "inertia_kgm2"),
    ((math.nan, 0.87, 66.0), "mass_kg")])
def test_a_build_that_nobody_has_is_refused(build: tuple[float, float, float], name: str) -> None:
    with pytest.raises(InputError, match=rf"build: {name} must be"):
        Build(*build)


@pytest.mark.parametrize("changed", [{"kp": -1.0}, {"delay_ms": 5}, {"delay_ms": 4000}, {"kd_s": math.inf},
                                     {"shiver_mm": -0.1}, {"noise_s": 0.0}, {"soft_s": 0.0}])
def test_control_that_nobody_has_is_refused(changed: dict[str, Any]) -> None:
    (name,) = changed
    with pytest.raises(InputError, match=rf"control: {name} must be"):
        replace(CALM, **changed)
