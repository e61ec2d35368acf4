"""A person who stands or sits on a board as people do: pendulum, senses, will, and what happens past the limit.

Beside `stance.SimulatedPatient`, to whose numbers the levels are tuned, this is the body to ask how somebody sways
with closed eyes or on foam, how a stroke shows, and when balance is lost.  Everything follows from a `Person`, a
`Condition` and a seed.  Not here: bytes, games, what is published (the play-test bench compares).
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from core.cues import Cue
from core.muscles import Muscle
from devices.simulated.muscle import STEP_NS, SimulatedMuscles
from devices.simulated.pendulum import STEP_S, Axis
from devices.simulated.people import HEALTHY_YOUNG, Person
from devices.simulated.senses import Condition, Posture
from devices.simulated.stance import corner_loads
from devices.simulated.voluntary import Mover, Seen

_TRACK = 256
_CATCH_UP_STEPS = 6000
_DRAW = 4096
_LOST_STEPS = 10
"""The centre of mass beyond the base for 0.1 s: a step follows."""
_COSTS = 0.3
"""Activation that a lean of the whole reach costs the muscle that holds it."""
_HOLDERS: dict[str, tuple[float, float]] = {
    "gastrocnemius": (0.0, 1.0), "soleus": (0.0, 1.0), "tibialis_anterior": (0.0, -1.0),
    "gluteus_medius": (1.0, 0.0)}


class Electrodes(Protocol):
    """Muscles with electrodes on them, stepped every 10 ms (`muscle.SimulatedMuscles`)."""

    def step(self, k: int, wanted: Sequence[float]) -> None:
        """Let step `k` pass with the wanted activations."""
        ...

    def stimulate(self, channel: int, current_ma: float) -> None:
        """Let a stimulator put out `current_ma` at `channel` from the next step on."""
        ...

    def emg_uv(self, t_ns: int, n: int, rate_hz: float) -> NDArray[np.float32]:
        """Return the `n` samples up to `t_ns`."""
        ...


class StandingBody:
    """One person (a `devices.simulated.Body`).

    falls: how often balance was lost and a step had to save it; the person is then off the board until told to
    step on. missed: cues that were overlooked.  Balance is lived through from the first time on that the load is
    asked for: without a board under them nobody sways and nobody falls.
    """

    def __init__(self, rng: random.Random, person: Person = HEALTHY_YOUNG, condition: Condition | None = None,
                 muscles: Sequence[Muscle] = (), electrodes: Electrodes | None = None,
                 on_board: bool = True) -> None:
        self.person, self.muscles = person, tuple(muscles)
        self.condition = condition or Condition()
        self.falls = 0
        self._chance = np.random.default_rng(rng.getrandbits(64))
        self._electrodes = electrodes or SimulatedMuscles(rng.getrandbits(32), len(self.muscles))
        seated = self.condition.posture is Posture.SEATED
        self._weight_kg = person.build.mass_kg * (person.on_seat if seated else 1.0)
        omega = person.pendulum(self.condition).omega
        base, (ml, ap) = person.base, person.controls(self.condition)
        error_ml, error_ap = person.errors_mm(self.condition)
        self._omega2 = omega ** 2
        normal = _normals(self._chance).__next__
        self._ml = Axis(omega, ml, error_ml, normal, -base.left_mm, base.right_mm)
        self._ap = Axis(omega, ap, error_ap, normal, -base.back_mm, base.front_mm)
        self.mover = Mover(person.movement, random.Random(rng.getrandbits(64)), omega,
                           0.35 * min(base.left_mm, base.right_mm, base.front_mm), on_board,
                           replace(base, left_mm=base.left_mm + person.shift_mm,
                                   right_mm=base.right_mm - person.shift_mm))
        self._load, self._load_speed = float(on_board), 0.0
        self._holders = tuple(_holder(muscle) for muscle in self.muscles)
        self._beyond = 0
        self._weighed = False
        self._k: int | None = None
        self._track = [(0.0, 0.0, self._load)] * _TRACK

    @property
    def missed(self) -> int:
        """How many cues were overlooked."""
        return self.mover.missed

    def see(self, cue: Cue) -> None:
        """Take notice of `cue`; the body acts on it after its reaction time."""
        self.mover.see(cue)

    def notice(self, seen: Seen) -> None:
        """Take notice of what is really put out from now on."""
        self.mover.seen = seen

    def stimulate(self, muscle: Muscle, current_ma: float) -> None:
        """Let a stimulator at `muscle` put out `current_ma` from now on."""
        if muscle in self.muscles:
            self._electrodes.stimulate(self.muscles.index(muscle), current_ma)

    def load_kg(self, t_ns: int) -> tuple[float, float, float, float]:
        """Vertical load on the four corners at `t_ns`: TL, TR, BL, BR in kilograms."""
        k = t_ns // STEP_NS
        self._weighed = True
        self._live_until(k + 1)
        part = (t_ns - k * STEP_NS) / STEP_NS
        x0, y0, load0 = self._track[k % _TRACK]
        x1, y1, load1 = self._track[(k + 1) % _TRACK]
        return corner_loads(x0 + part * (x1 - x0), y0 + part * (y1 - y0),
                            max(0.0, load0 + part * (load1 - load0)) * self._weight_kg)

    def emg_uv(self, t_ns: int, n: int, rate_hz: float) -> NDArray[np.float32]:
        """Return the `n` samples of surface EMG up to `t_ns`: [n, muscles] in microvolt, newest last."""
        self._live_until(t_ns // STEP_NS + 1)
        return self._electrodes.emg_uv(t_ns, n, rate_hz)

    def _live_until(self, k: int) -> None:
        if self._k is None or k - self._k > _CATCH_UP_STEPS:
            self._k = k - 1
        while self._k < k:
            self._k += 1
            self._step(self._k)

    def _step(self, k: int) -> None:
        mover, t_ns = self.mover, k * STEP_NS
        mover.step(t_ns, STEP_S)
        if self._load != mover.standing or self._load_speed:
            self._shift_weight(float(mover.standing))
        x, y = self._sway(t_ns) if self._weighed else (0.0, 0.0)
        self._track[k % _TRACK] = (x, y, self._load)
        if self._holders:
            self._electrodes.step(k, self._wanted())

    def _sway(self, t_ns: int) -> tuple[float, float]:
        """Balance for one step and return the centre of pressure in mm."""
        mover, ml, ap = self.mover, self._ml, self._ap
        if self._load <= 0.5:
            ml.fresh()
            ap.fresh()
            return 0.0, 0.0
        right, front, shake = mover.right, mover.front, mover.tremble_mm(t_ns)
        x = ml.step(self.person.shift_mm + right.x - right.a / self._omega2 + shake)
        y = ap.step(front.x - front.a / self._omega2 + shake)
        self._watch(self.person.shift_mm + right.x + ml.x_mm, front.x + ap.x_mm)
        return x, y

    def _watch(self, x_mm: float, y_mm: float) -> None:
        """Step off when the centre of mass is beyond what the feet can hold."""
        base = self.person.base
        inside = -base.left_mm < x_mm < base.right_mm and -base.back_mm < y_mm < base.front_mm
        self._beyond = self._beyond + 1 if self.mover.standing and not inside else 0
        if self._beyond >= _LOST_STEPS:
            self.falls += 1
            self._beyond = 0
            self.mover.give_up()

    def _shift_weight(self, wanted: float) -> None:
        """Step on or off within about 0.6 s, critically damped."""
        distance = wanted - self._load
        if abs(distance) < 1e-3 and abs(self._load_speed) < 1e-2:
            self._load, self._load_speed = wanted, 0.0
            return
        self._load_speed += (100.0 * distance - 20.0 * self._load_speed) * STEP_S
        self._load += self._load_speed * STEP_S

    def _wanted(self) -> list[float]:
        """How much each muscle is wanted: by the cue, and to hold the lean."""
        mover, reach = self.mover, self.person.movement.reach
        right, front = mover.right.x / reach.right_mm, mover.front.x / reach.front_mm
        wanted = []
        for muscle, to_right, to_front in self._holders:
            willed, lean = mover.strain.level(muscle), to_right * right + to_front * front - 0.05
            if lean > 0.0:
                willed += self._load * _COSTS * lean
            wanted.append(willed if willed < 1.0 else 1.0)
        return wanted


def _normals(chance: np.random.Generator) -> Iterator[float]:
    """Draw standard normal numbers, many at once."""
    while True:
        yield from chance.standard_normal(_DRAW).tolist()


def _holder(muscle: Muscle) -> tuple[Muscle, float, float]:
    """Tell how far `muscle` holds a lean to the right and to the toes."""
    side, _, name = muscle.value.partition("_")
    to_side, to_front = _HOLDERS.get(name, (0.0, 0.0))
    return muscle, to_side if side == "right" else -to_side, to_front
