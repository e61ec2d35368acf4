"""From one number to a person: 0 severely affected after a stroke, 1 healthy and young.

Every parameter is blended between two ends, by ratio where it is a size or a rate, so that none ever turns back.
The people of `people` lie about on the way: stroke near 0.35, healthy old near 0.75.  The weak end is chosen:
beyond `STROKE` by up to half as much again as stroke is from young.
Not here: what the numbers do (`people`, `contraction`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.muscles import Muscle
from devices.simulated.absurd import within
from devices.simulated.contraction import Traits
from devices.simulated.electrodes import Worn
from devices.simulated.pendulum import Build, Control
from devices.simulated.people import HEALTHY_YOUNG, Person
from devices.simulated.senses import Senses
from devices.simulated.stance import Reach
from devices.simulated.straining import Steadiness
from devices.simulated.voluntary import Movement

_SEVERE_AP = Control(kp=1.28, kd_s=0.40, ki_per_s=0.05, delay_ms=190, soft_s=0.25, shiver_mm=0.6)
SEVERE = Person(
    "severe stroke", Build(70.0, 0.84, 57.0), HEALTHY_YOUNG.seat, _SEVERE_AP, replace(_SEVERE_AP, stiff=0.15),
    HEALTHY_YOUNG.trunk, Senses(sight_mm=4.8, feet_mm=4.6, ear_mm=8.0), sideways=1.1,
    base=Reach(95.0, 130.0, 85.0, 52.0), shift_mm=25.0, seated=0.6,
    movement=Movement(reach=Reach(34.0, 66.0, 34.0, 23.0), reaction_ms=640.0, reaction_sd_ms=160.0, fitts_s=0.90,
                      fitts_s_per_bit=0.55, noise_s=0.15, effort_noise=0.20, bias=(0.10, 0.0), tremor_mm=0.8,
                      hears=0.5, steadiness=Steadiness(rise_s=0.25, wander=0.18, stirs_per_min=5.0)))
"""Weak on the left side; rests about 65 % of the weight on the right."""
ABLE = replace(HEALTHY_YOUNG, movement=replace(
    HEALTHY_YOUNG.movement, tremor_mm=0.1, hears=0.2,
    steadiness=Steadiness(rise_s=0.08, wander=0.04, stirs_per_min=1.0)))
"""`HEALTHY_YOUNG` with everything that a level may ask for."""
SEVERE_TRAITS = Traits(strongest=0.3, onset_ms=180.0, offset_ms=500.0, cocontracts=0.35, tires_per_s=0.009,
                       gives_up=0.25)
ABLE_TRAITS = Traits(strongest=1.0, onset_ms=20.0, offset_ms=60.0, cocontracts=0.05, gives_up=0.25)


def person_of(ability: float) -> Person:
    """Return the person of `ability`, 0 to 1.  Raises InputError outside."""
    within("person", "ability", ability, 0.0, 1.0)
    weak, able = SEVERE, ABLE

    def ratio(one: float, other: float) -> float:
        return _ratio(ability, one, other)

    def reach(one: Reach, other: Reach) -> Reach:
        return Reach(ratio(one.left_mm, other.left_mm), ratio(one.right_mm, other.right_mm),
                     ratio(one.front_mm, other.front_mm), ratio(one.back_mm, other.back_mm))

    build = Build(*map(ratio, _numbers(weak.build), _numbers(able.build)))
    senses = Senses(*(ratio(getattr(weak.senses, name), getattr(able.senses, name))
                      for name in ("sight_mm", "feet_mm", "ear_mm")))
    return Person(
        f"ability {ability:g}", build, able.seat, _control(ability, weak.ap, able.ap),
        _control(ability, weak.ml, able.ml), able.trunk, senses, ratio(weak.sideways, able.sideways),
        reach(weak.base, able.base), _movement(ability, reach(weak.movement.reach, able.movement.reach)),
        ratio(weak.seated, able.seated), _straight(ability, weak.shift_mm, able.shift_mm))


def traits_of(ability: float) -> Traits:
    """Return how the muscles of `ability` (0 to 1) obey.  Raises InputError outside."""
    within("muscles", "ability", ability, 0.0, 1.0)
    weak, able = SEVERE_TRAITS, ABLE_TRAITS
    values = {name: _ratio(ability, getattr(weak, name), getattr(able, name))
              for name in ("strongest", "onset_ms", "offset_ms", "cocontracts", "tires_per_s")}
    return replace(able, **values)


def worn_by(ability: float, muscles: Sequence[Muscle]) -> tuple[Worn, ...]:
    """Return `muscles` of `ability` with good electrodes on them."""
    traits = traits_of(ability)
    return tuple(Worn(muscle, traits) for muscle in muscles)


def _numbers(build: Build) -> tuple[float, float, float]:
    return build.mass_kg, build.height_m, build.inertia_kgm2


def _control(ability: float, weak: Control, able: Control) -> Control:
    values = {name: _ratio(ability, getattr(weak, name), getattr(able, name))
              for name in ("kp", "kd_s", "ki_per_s", "stiff", "damp_s", "shiver_mm")}
    delay_ms = round(_straight(ability, weak.delay_ms, able.delay_ms) / 10) * 10  # it is lived in such steps
    return replace(able, delay_ms=delay_ms, **values)


def _movement(ability: float, reach: Reach) -> Movement:
    def blend(name: str) -> float:
        return _ratio(ability, getattr(SEVERE.movement, name), getattr(ABLE.movement, name))

    def steady(name: str) -> float:
        return _ratio(ability, getattr(SEVERE.movement.steadiness, name), getattr(ABLE.movement.steadiness, name))

    bias = (_straight(ability, SEVERE.movement.bias[0], ABLE.movement.bias[0]), 0.0)
    return replace(
        ABLE.movement, reach=reach, reaction_ms=blend("reaction_ms"), reaction_sd_ms=blend("reaction_sd_ms"),
        fitts_s=blend("fitts_s"), fitts_s_per_bit=blend("fitts_s_per_bit"), noise_s=blend("noise_s"),
        effort_noise=blend("effort_noise"), bias=bias, tremor_mm=blend("tremor_mm"), hears=blend("hears"),
        steadiness=Steadiness(steady("rise_s"), steady("wander"), steady("stirs_per_min")))


def _ratio(ability: float, weak: float, able: float) -> float:
    """Blend two sizes by their ratio; both above 0."""
    return float(weak * (able / weak) ** ability)


def _straight(ability: float, weak: float, able: float) -> float:
    return weak + ability * (able - weak)
