"""One axis of upright stance: an inverted pendulum under late proportional, derivative and integral control.

J a'' = m g h a - T, T = K a + B a' (ankle, at once) + Kp e + Kd e' + Ki sum(e) (nerves, after a delay), where e is
the lean as the senses tell it (Peterka 2000, Biol Cybern 82:335; Maurer and Peterka 2005, J Neurophysiol 93:189).
All torques are divided by m g h and all angles multiplied by h, so the state is where the centre of mass is, in
mm, and the torque is where the centre of pressure is, in mm: x'' = w^2 (x - cop), w^2 = m g h / J (Winter 1998, J
Neurophysiol 80:1211).  Between two steps of 10 ms the torque stands still and x is integrated exactly.
Not here: who the person is (`people`), what is planned (`voluntary`), both axes as a body (`standing`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import cosh, exp, sinh, sqrt

from devices.simulated.absurd import within
from devices.simulated.muscle import STEP_NS

G = 9.80665
STEP_S = STEP_NS / 1e9


@dataclass(frozen=True, slots=True)
class Build:
    """A pendulum: mass_kg 20 to 250; height_m of its centre of mass over the joint, 0.15 to 1.3; inertia_kgm2.

    The inertia is at least m h^2 / 2 and at most 3 m h^2.  Usual: J = 66 kg m^2, h = 0.87 m at 76 kg (Peterka
    2000).
    """

    mass_kg: float
    height_m: float
    inertia_kgm2: float

    def __post_init__(self) -> None:
        within("build", "mass_kg", self.mass_kg, 20.0, 250.0, "kg")
        within("build", "height_m", self.height_m, 0.15, 1.3, "m")
        point = self.mass_kg * self.height_m ** 2
        within("build", "inertia_kgm2", self.inertia_kgm2, point / 2, 3 * point, "kg m2")

    @property
    def omega(self) -> float:
        """How fast it falls, 1/s: sqrt(m g h / J)."""
        return sqrt(self.mass_kg * G * self.height_m / self.inertia_kgm2)


@dataclass(frozen=True, slots=True)
class Control:
    """Gains as share of m g h.

    kp: 0 to 5.  kd_s: 0 to 2 s.  ki_per_s: 0 to 1 per s.  delay_ms: 20 to 400, in steps of 10.
    stiff, damp_s: of ankle or trunk without any delay, 0 to 2, 0 to 0.5 s.
    noise_s, soft_s: how slowly the error of the senses wanders, and how smoothly.
    shiver_mm: SD of torque noise (breath, heart, muscle).
    """

    kp: float
    kd_s: float
    ki_per_s: float
    delay_ms: int
    stiff: float = 0.1
    damp_s: float = 0.02
    noise_s: float = 10.0
    soft_s: float = 0.3
    shiver_mm: float = 0.3

    def __post_init__(self) -> None:
        for name, least, most, unit in (
                ("kp", 0.0, 5.0, ""), ("kd_s", 0.0, 2.0, "s"), ("ki_per_s", 0.0, 1.0, "1/s"),
                ("delay_ms", 20.0, 400.0, "ms"), ("stiff", 0.0, 2.0, ""), ("damp_s", 0.0, 0.5, "s"),
                ("noise_s", 0.05, 100.0, "s"), ("soft_s", 0.01, 2.0, "s"),
                ("shiver_mm", 0.0, 20.0, "mm")):
            within("control", name, getattr(self, name), least, most, unit)


class _Wander:
    """A random error of given SD that wanders within `tau_s`, softened over `soft_s`."""

    def __init__(self, sd: float, tau_s: float, soft_s: float) -> None:
        self._keep = exp(-STEP_S / tau_s)
        self._soft = 1.0 - exp(-STEP_S / soft_s)
        self._gain = sd * sqrt((1.0 - self._keep ** 2) * (tau_s + soft_s) / tau_s)
        self._raw = self._now = 0.0

    def step(self, normal: float) -> float:
        self._raw = self._raw * self._keep + self._gain * normal
        self._now += (self._raw - self._now) * self._soft
        return self._now


class Axis:
    """One direction of a standing person, stepped every 10 ms.

    error_mm: of the weighed senses.  normal: gives standard normal numbers.
    least_mm, most_mm: where the centre of pressure can be at most: the torque limit.
    """

    def __init__(self, omega: float, control: Control, error_mm: float, normal: Callable[[], float],
                 least_mm: float, most_mm: float) -> None:
        self._omega, self._control, self._normal = omega, control, normal
        self._cosh, self._sinh = cosh(omega * STEP_S), sinh(omega * STEP_S)
        self._error = _Wander(error_mm, control.noise_s, control.soft_s)
        self._shiver = _Wander(control.shiver_mm, 0.1, 0.03)
        self._least, self._most = least_mm, most_mm
        self._steps = max(1, round(control.delay_ms * 1e6 / STEP_NS))
        self.fresh()

    def fresh(self) -> None:
        """Stand straight and still."""
        self.x_mm = self._v = self._sum = self._told = 0.0
        self._late = [(0.0, 0.0)] * self._steps
        self._at = 0

    def step(self, ahead_mm: float) -> float:
        """Let 10 ms pass and return the centre of pressure in mm.

        ahead_mm: the centre of pressure of the planned movement (x - x''/w^2 of its centre of mass), which would
        do if nothing were wrong.  `x_mm` is how far the centre of mass is from the plan; what balances that is
        added, within the torque limit.
        """
        c, at, x_mm = self._control, self._at, self.x_mm
        told = x_mm + self._error.step(self._normal())
        late, speed = self._late[at]
        self._late[at] = (told, (told - self._told) / STEP_S)
        self._at = (at + 1) % self._steps
        self._told = told
        self._sum += late * STEP_S
        balance = (c.kp * late + c.kd_s * speed + c.ki_per_s * self._sum + c.stiff * x_mm + c.damp_s * self._v
                   + self._shiver.step(self._normal()))
        cop = ahead_mm + balance
        if not self._least <= cop <= self._most:
            cop = max(self._least, min(self._most, cop))
            self._sum -= late * STEP_S  # no winding up against a limit
        push_mm = cop - ahead_mm
        far, speed = x_mm - push_mm, self._v / self._omega
        self.x_mm = push_mm + far * self._cosh + speed * self._sinh
        self._v = self._omega * (far * self._sinh + speed * self._cosh)
        return cop
