from __future__ import annotations

import random
from dataclasses import replace
from itertools import pairwise
from math import hypot
from statistics import fmean, pstdev
from typing import Any

import pytest

from core.clock import NS_PER_MS, NS_PER_S
from core.cues import Cue, CueKind
from core.errors import InputError
from core.muscles import Muscle
from devices.simulated.people import HEALTHY_YOUNG, PEOPLE, STROKE, Person
from devices.simulated.senses import Condition, Eyes, Posture, Senses, Surface
from devices.simulated.stance import Reach
from devices.simulated.standing import StandingBody

SEATED = Condition(posture=Posture.SEATED)


def cop_mm(body: StandingBody, t_ms: int) -> tuple[float, float]:
    tl, tr, bl, br = body.load_kg(t_ms * NS_PER_MS)
    total = tl + tr + bl + br
    return 216.5 * ((tr + br) - (tl + bl)) / total, 119.0 * ((tl + tr) - (bl + br)) / total


def watch(body: StandingBody, from_s: float, to_s: float) -> list[tuple[float, float]]:
    return [cop_mm(body, ms) for ms in range(round(from_s * 1000), round(to_s * 1000), 20)]


def sway_mm(track: list[tuple[float, float]]) -> float:
    return hypot(pstdev(x for x, _ in track), pstdev(y for _, y in track))


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.name)
@pytest.mark.parametrize("eyes", list(Eyes))
def test_nobody_falls_on_firm_ground(person: Person, eyes: Eyes) -> None:
    for seed in range(3):
        body = StandingBody(random.Random(seed), person, Condition(eyes))
        assert 1.0 < sway_mm(watch(body, 0, 60)) < 20.0
        assert body.falls == 0


def test_the_weight_rests_on_the_sound_side_after_a_stroke() -> None:
    track = watch(StandingBody(random.Random(1), STROKE), 0, 60)
    assert fmean(x for x, _ in track) == pytest.approx(18.0, abs=6.0)
    even = watch(StandingBody(random.Random(1), HEALTHY_YOUNG), 0, 60)
    assert abs(fmean(x for x, _ in even)) < 4.0


def test_sitting_sways_less_than_standing_and_leaves_the_feet_on_the_floor() -> None:
    for person in PEOPLE:
        standing = StandingBody(random.Random(1), person)
        seated = StandingBody(random.Random(1), person, SEATED)
        assert sway_mm(watch(seated, 5, 35)) < 0.7 * sway_mm(watch(standing, 5, 35))
        assert sum(seated.load_kg(35 * NS_PER_S)) == pytest.approx(0.85 * sum(standing.load_kg(35 * NS_PER_S)))


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.name)
@pytest.mark.parametrize("lean", [(0.8, 0.0), (-0.8, 0.0), (0.0, 0.8), (0.0, -0.8), (0.5, 0.5)])
def test_a_lean_is_reached_and_held_without_a_fall(person: Person, lean: tuple[float, float]) -> None:
    body = StandingBody(random.Random(2), person)
    watch(body, 0, 2)
    body.see(Cue(2 * NS_PER_S, CueKind.LEAN, lean))
    held = watch(body, 8, 16)
    x, y = person.movement.point_mm(lean)
    bias = person.movement.bias[0] * person.movement.reach.right_mm
    assert fmean(a for a, _ in held) == pytest.approx(person.shift_mm + x + bias, abs=12.0)
    assert fmean(b for _, b in held) == pytest.approx(y, abs=12.0)
    assert body.falls == 0


def test_the_pressure_first_goes_the_other_way() -> None:
    body = StandingBody(random.Random(2), replace(HEALTHY_YOUNG, senses=Senses(0.1, 0.1, 0.1)))
    watch(body, 0, 2)
    body.see(Cue(2 * NS_PER_S, CueKind.LEAN, (1.0, 0.0)))
    sideways = [x for x, _ in watch(body, 2, 8)]
    assert min(sideways) < -10.0
    assert max(sideways) > 100.0
    assert sideways[-1] == pytest.approx(95.0, abs=10.0)


def test_who_loses_balance_steps_off_and_may_step_on_again() -> None:
    reeling = replace(HEALTHY_YOUNG, senses=Senses(60.0, 60.0, 60.0), base=Reach(95.0, 95.0, 75.0, 45.0))
    body = StandingBody(random.Random(1), reeling)
    loads = [sum(body.load_kg(ms * NS_PER_MS)) for ms in range(0, 20_000, 10)]
    assert body.falls == 1
    assert loads[-1] == 0.0
    assert max(abs(b - a) for a, b in pairwise(loads)) < 5.0
    body.see(Cue(20 * NS_PER_S, CueKind.STEP_ON))
    assert max(sum(body.load_kg(ms * NS_PER_MS)) for ms in range(20_000, 24_000, 10)) > 70.0


def test_who_stands_on_no_board_does_not_fall_until_weighed() -> None:
    reeling = replace(HEALTHY_YOUNG, senses=Senses(60.0, 60.0, 60.0), base=Reach(95.0, 95.0, 75.0, 45.0))
    body = StandingBody(random.Random(1), reeling, muscles=(Muscle.RIGHT_TIBIALIS_ANTERIOR,))
    for ms in range(0, 20_000, 10):
        body.emg_uv(ms * NS_PER_MS, 5, 500.0)
    assert body.falls == 0
    assert cop_mm(body, 20_000) == pytest.approx((0.0, 0.0), abs=5.0)
    assert any(sum(body.load_kg(ms * NS_PER_MS)) == 0.0 for ms in range(20_000, 60_000, 10))
    assert body.falls == 1


@pytest.mark.parametrize("step_ms", [1, 7, 50])
def test_the_same_seed_moves_alike_however_often_it_is_asked(step_ms: int) -> None:
    def run(step: int) -> list[tuple[float, float, float, float]]:
        body = StandingBody(random.Random(9), STROKE, Condition(Eyes.CLOSED, Surface.FOAM))
        body.load_kg(0)
        body.see(Cue(0, CueKind.LEAN, (0.7, -0.4)))
        times_ms = sorted({*range(0, 3000, step), *range(0, 3000, 350)})
        asked = {ms: body.load_kg(ms * NS_PER_MS) for ms in times_ms}
        return [asked[ms] for ms in range(0, 3000, 350)]

    assert run(step_ms) == run(10)


def test_a_suspended_computer_is_not_relived() -> None:
    body = StandingBody(random.Random(1))
    body.load_kg(0)
    assert sum(body.load_kg(24 * 3600 * NS_PER_S)) == pytest.approx(76.0)


def test_the_calf_holds_a_lean_forward_and_an_effort_is_heard() -> None:
    calf, shin = Muscle.RIGHT_GASTROCNEMIUS, Muscle.RIGHT_TIBIALIS_ANTERIOR
    body = StandingBody(random.Random(3), muscles=(calf, shin))

    def rms(at_s: int) -> list[float]:
        block = body.emg_uv(at_s * NS_PER_S, 500, 1000.0)
        return [float(value) for value in (block ** 2).mean(axis=0) ** 0.5]

    rms(1)
    body.see(Cue(NS_PER_S, CueKind.LEAN, (0.0, 0.9)))
    held, slack = rms(6)
    assert held > 10 * slack
    body.see(Cue(6 * NS_PER_S, CueKind.EFFORT, effort={shin: 0.5}))
    assert rms(9)[1] > 100.0


def test_off_the_board_it_weighs_nothing() -> None:
    body = StandingBody(random.Random(1), on_board=False)
    assert sum(body.load_kg(5 * NS_PER_S)) == 0.0


@pytest.mark.parametrize(("changed", "words"), [
    ({"sideways": 5.0}, "sideways must be 0.2 to 2"), ({"shift_mm": 300.0}, "shift_mm must be -60 to 60 mm"),
    ({"on_seat": 0.0}, "on_seat must be"), ({"base": Reach(9e9, 90.0, 90.0, 60.0)}, "base.left_mm must be"),
    ({"base": Reach(50.0, 50.0, 50.0, 30.0)}, "movement.reach.left_mm must be 5 to 50")])
def test_a_person_that_nobody_is_is_refused(changed: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        replace(HEALTHY_YOUNG, **changed)
