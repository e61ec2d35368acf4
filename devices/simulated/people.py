"""Three people as parameter sets: healthy young, healthy old, after a stroke.

Each is a table of numbers with units; docs/bodies.md says where each comes from and what was chosen so that sway
comes out as published.  Not here: what the numbers do (`senses`, `pendulum`, `voluntary`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from devices.simulated.absurd import within
from devices.simulated.pendulum import Build, Control
from devices.simulated.senses import Condition, Posture, Senses, Surface
from devices.simulated.stance import Reach
from devices.simulated.voluntary import Movement

FOAM_GIVES = 0.5
"""Share of the joint's own stiffness that is left on foam, which yields under the foot (chosen)."""
FOAM_SHAKES = 5.0
"""How many times the torque noise of firm ground foam makes of it (chosen: foam/firm as in Santos 2016)."""


@dataclass(frozen=True, slots=True)
class Person:
    """A body before it is given a seed.

    build, seat: pendulum over the ankles, and of the trunk over the seat.  ap, ml, trunk: their control.
    senses: fore and aft; sideways they are `sideways` times as wrong (0.2 to 2), and seated `seated` times.
    shift_mm: how far the weight rests to the right (negative: left) in quiet stance, -60 to 60.
    base: how far the centre of pressure can go; movement: how the person moves (its reach lies inside the base).
    on_seat: share of the weight on the board when seated, 0.3 to 1.
    """

    name: str
    build: Build
    seat: Build
    ap: Control
    ml: Control
    trunk: Control
    senses: Senses
    sideways: float
    base: Reach
    movement: Movement
    seated: float = 0.35
    shift_mm: float = 0.0
    on_seat: float = 0.85

    def __post_init__(self) -> None:
        within(self.name, "sideways", self.sideways, 0.2, 2.0)
        within(self.name, "seated", self.seated, 0.05, 2.0)
        within(self.name, "shift_mm", self.shift_mm, -60.0, 60.0, "mm")
        within(self.name, "on_seat", self.on_seat, 0.3, 1.0)
        for side in ("left_mm", "right_mm", "front_mm", "back_mm"):
            within(self.name, f"base.{side}", getattr(self.base, side), 20.0, 250.0, "mm")
            within(self.name, f"movement.reach.{side}", getattr(self.movement.reach, side), 5.0,
                   getattr(self.base, side), "mm (it ends at the base)")

    def pendulum(self, condition: Condition) -> Build:
        """Return what has to be balanced."""
        return self.seat if condition.posture is Posture.SEATED else self.build

    def controls(self, condition: Condition) -> tuple[Control, Control]:
        """Return the control sideways and fore and aft."""
        both = (self.trunk, self.trunk) if condition.posture is Posture.SEATED else (self.ml, self.ap)
        if condition.surface is Surface.FIRM:
            return both
        ml, ap = (replace(one, stiff=one.stiff * FOAM_GIVES, shiver_mm=one.shiver_mm * FOAM_SHAKES)
                  for one in both)
        return ml, ap

    def errors_mm(self, condition: Condition) -> tuple[float, float]:
        """How wrong the senses are, sideways and fore and aft."""
        error = self.senses.error_mm(condition) * (self.seated if condition.posture is Posture.SEATED else 1.0)
        return error * self.sideways, error


_BUILD = Build(mass_kg=76.0, height_m=0.87, inertia_kgm2=66.0)
_SEAT = Build(mass_kg=52.0, height_m=0.32, inertia_kgm2=8.0)
_TRUNK = Control(kp=0.8, kd_s=0.15, ki_per_s=0.05, delay_ms=100, stiff=0.6, damp_s=0.05, shiver_mm=0.25)
_AP = Control(kp=1.25, kd_s=0.36, ki_per_s=0.05, delay_ms=140, soft_s=0.25, shiver_mm=0.2)
_OLD_AP = Control(kp=1.32, kd_s=0.40, ki_per_s=0.05, delay_ms=160, soft_s=0.25, shiver_mm=0.35)
_STROKE_AP = Control(kp=1.28, kd_s=0.40, ki_per_s=0.05, delay_ms=180, soft_s=0.25, shiver_mm=0.5)

HEALTHY_YOUNG = Person(
    "healthy young", _BUILD, _SEAT, _AP, replace(_AP, stiff=0.25), _TRUNK,
    Senses(sight_mm=2.9, feet_mm=2.6, ear_mm=4.8), sideways=0.75,
    base=Reach(150.0, 150.0, 115.0, 65.0), movement=Movement())
HEALTHY_OLD = Person(
    "healthy old", Build(72.0, 0.84, 58.0), _SEAT, _OLD_AP, replace(_OLD_AP, stiff=0.2), _TRUNK,
    Senses(sight_mm=3.1, feet_mm=3.0, ear_mm=5.5), sideways=0.8,
    base=Reach(135.0, 135.0, 100.0, 60.0),
    movement=Movement(reach=Reach(75.0, 75.0, 55.0, 33.0), reaction_ms=380.0, reaction_sd_ms=70.0,
                      fitts_s=0.55, fitts_s_per_bit=0.30, noise_s=0.08, tremor_mm=0.3))
STROKE = Person(
    "stroke", Build(72.0, 0.85, 60.0), _SEAT, _STROKE_AP, replace(_STROKE_AP, stiff=0.15), _TRUNK,
    Senses(sight_mm=4.2, feet_mm=4.0, ear_mm=7.0), sideways=1.0,
    base=Reach(100.0, 135.0, 90.0, 55.0), shift_mm=18.0, seated=0.5,
    movement=Movement(reach=Reach(42.0, 75.0, 42.0, 27.0), reaction_ms=520.0, reaction_sd_ms=120.0,
                      fitts_s=0.70, fitts_s_per_bit=0.42, noise_s=0.12, bias=(0.08, 0.0), tremor_mm=0.5))
"""Weak on the left side; rests 60 % of the weight on the right."""

PEOPLE = (HEALTHY_YOUNG, HEALTHY_OLD, STROKE)
