"""A simulated patient who stands on the board, leans where the cue asks, and tightens muscles.

A person as far as sensors can tell: reaction time, smooth second-order movement with little overshoot,
sway, a step on and off, EMG.  Not here: bytes, games, fatigue.

The body lives in fixed steps of 10 ms counted from its first call, so the answer depends on the seed and
the cues and not on how often it is asked.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, hypot, sqrt

import numpy as np
from numpy.typing import NDArray

from core.clock import NS_PER_MS, NS_PER_S
from core.cues import Cue, CueKind
from core.muscles import Muscle
from devices.simulated.muscle import STEP_NS, SimulatedMuscles

BOARD_WIDTH_MM, BOARD_DEPTH_MM = 433.0, 238.0
_STEP_S = STEP_NS / NS_PER_S
_CATCH_UP_STEPS = 6000
"""A body that was not asked for a minute (a suspended computer) does not relive it."""

_TRACK = 256
"""Steps kept, so that two sensors may be asked in any order within 2.5 s."""

_SWAY_TAU_S, _SWAY_SOFT_S = 0.8, 0.12
_SWAY_KEEP = exp(-_STEP_S / _SWAY_TAU_S)
_SWAY_SOFT = _STEP_S / _SWAY_SOFT_S
_SWAY_GAIN = sqrt((1.0 - _SWAY_KEEP ** 2) * (_SWAY_TAU_S + _SWAY_SOFT_S) / _SWAY_TAU_S)
_SWAY_ML_MM, _SWAY_AP_MM = 2.4, 3.2
"""Resultant 4 mm RMS, as healthy adults in quiet stance with open eyes."""

_HOLDS_UP: dict[Muscle, tuple[float, float]] = {
    Muscle.LEFT_GASTROCNEMIUS: (0.0, 0.30), Muscle.RIGHT_GASTROCNEMIUS: (0.0, 0.30),
    Muscle.LEFT_TIBIALIS_ANTERIOR: (0.0, -0.30), Muscle.RIGHT_TIBIALIS_ANTERIOR: (0.0, -0.30),
    Muscle.LEFT_GLUTEUS_MEDIUS: (-0.25, 0.0), Muscle.RIGHT_GLUTEUS_MEDIUS: (0.25, 0.0),
}
"""Activation that a lean of one whole reach costs: share of the lean to the right, to the toes."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a person can move the centre of pressure and come back, in millimetres."""

    left_mm: float = 95.0
    right_mm: float = 95.0
    front_mm: float = 75.0
    back_mm: float = 45.0


@dataclass(frozen=True, slots=True)
class _Wish:
    """What the body wants from `from_ns` on: how much of its weight on the board, where, which efforts."""

    from_ns: int
    load: float
    x_mm: float
    y_mm: float
    efforts: tuple[float, ...]
    until_ns: int | None


def corner_loads(x_mm: float, y_mm: float, weight_kg: float) -> tuple[float, float, float, float]:
    """Return TL, TR, BL, BR in kilograms that have their centre of pressure at (x_mm, y_mm).

    Inverts x = W/2 ((TR+BR)-(TL+BL))/S and y = D/2 ((TL+TR)-(BL+BR))/S with W 433, D 238 mm.
    """
    right = max(-0.98, min(0.98, 2.0 * x_mm / BOARD_WIDTH_MM))
    front = max(-0.98, min(0.98, 2.0 * y_mm / BOARD_DEPTH_MM))
    quarter = weight_kg / 4.0
    on_left, on_right = quarter * (1.0 - right), quarter * (1.0 + right)
    return on_left * (1.0 + front), on_right * (1.0 + front), on_left * (1.0 - front), on_right * (1.0 - front)


class SimulatedPatient:
    """One person (a `devices.simulated.Body`).

    mass_kg: body weight.  reach: limits of stability.  ability: 0 (slow, unsteady, inaccurate) .. 1.
    muscles: which muscle lies under each EMG channel.  on_board: whether play begins standing on it.
    """

    def __init__(self, rng: random.Random, mass_kg: float = 72.0, reach: Reach | None = None,
                 ability: float = 0.8, muscles: Sequence[Muscle] = (Muscle.RIGHT_TIBIALIS_ANTERIOR,),
                 on_board: bool = True) -> None:
        self.mass_kg = mass_kg
        self.reach = reach or Reach()
        self.ability = max(0.0, min(1.0, ability))
        self.muscles = tuple(muscles)
        self._choice = random.Random(rng.getrandbits(64))
        self._gauss = random.Random(rng.getrandbits(64)).gauss
        self._electrodes = SimulatedMuscles(rng.getrandbits(32), len(self.muscles))
        self._cue: Cue | None = None
        self._delay_ns = 0
        self._steered: tuple[float, float] | None = None
        self._queue: deque[_Wish] = deque()
        self._wish = _Wish(0, float(on_board), 0.0, 0.0, (0.0,) * len(self.muscles), None)
        self._k: int | None = None
        self._load = float(on_board)
        self._load_speed = 0.0
        self._x = self._y = self._vx = self._vy = 0.0
        self._drift_x = self._drift_y = self._sway_x = self._sway_y = 0.0
        self._track = [(0.0, 0.0, self._load)] * _TRACK
        self._omega = 3.0 + 3.0 * self.ability
        self._damping = 2.0 * (0.7 + 0.15 * self.ability) * self._omega
        sway = 2.2 - 1.5 * self.ability
        self._sway_ml, self._sway_ap = _SWAY_GAIN * _SWAY_ML_MM * sway, _SWAY_GAIN * _SWAY_AP_MM * sway

    def see(self, cue: Cue) -> None:
        """Take notice of `cue`; the body acts on it after its reaction time."""
        before = self._cue
        if cue is before:
            return
        self._cue = cue
        same_kind = before is not None and before.kind is cue.kind
        if before is not None and same_kind and before.lean == cue.lean and before.effort == cue.effort:
            return
        if not (before is not None and same_kind
                and hypot(cue.lean[0] - before.lean[0], cue.lean[1] - before.lean[1]) < 0.1
                and before.effort == cue.effort):
            self._delay_ns = self._reaction_ns()
        newest = self._queue[-1] if self._queue else self._wish
        from_ns = max(newest.from_ns, cue.t_ns + self._delay_ns)
        self._queue.append(self._understand(cue, from_ns, newest))

    def steer(self, lean: tuple[float, float] | None) -> None:
        """Lean the patient by hand to `lean` (own reach, right +, toes +); None lets go."""
        self._steered = lean

    def stimulate(self, muscle: Muscle, current_ma: float) -> None:
        """Let a stimulator at `muscle` put out `current_ma` from now on; its electrodes pick that up."""
        if muscle in self.muscles:
            self._electrodes.stimulate(self.muscles.index(muscle), current_ma)

    def load_kg(self, t_ns: int) -> tuple[float, float, float, float]:
        """Vertical load on the four corners at `t_ns`: TL, TR, BL, BR in kilograms."""
        k = t_ns // STEP_NS
        if self._k is None or self._k <= k:
            self._live_until(k + 1)
        part = (t_ns - k * STEP_NS) / STEP_NS
        x0, y0, load0 = self._track[k % _TRACK]
        x1, y1, load1 = self._track[(k + 1) % _TRACK]
        return corner_loads(x0 + part * (x1 - x0), y0 + part * (y1 - y0),
                            (load0 + part * (load1 - load0)) * self.mass_kg)

    def emg_uv(self, t_ns: int, n: int, rate_hz: float) -> NDArray[np.float32]:
        """Return the `n` samples of surface EMG up to `t_ns`: [n, muscles] in microvolt, newest last."""
        k = t_ns // STEP_NS
        if self._k is None or self._k <= k:
            self._live_until(k + 1)
        return self._electrodes.emg_uv(t_ns, n, rate_hz)

    def _reaction_ns(self) -> int:
        slow_ms = 120.0 * (1.0 - self.ability)
        return round((self._choice.uniform(250.0, 370.0) + slow_ms) * NS_PER_MS)

    def _understand(self, cue: Cue, from_ns: int, before: _Wish) -> _Wish:
        load, x, y = before.load, before.x_mm, before.y_mm
        if cue.kind is CueKind.STEP_OFF:
            load = 0.0
        elif cue.kind in (CueKind.STEP_ON, CueKind.CENTRE, CueKind.LEAN):
            load, (x, y) = 1.0, self._aim(cue.lean if cue.kind is CueKind.LEAN else (0.0, 0.0))
        elif cue.kind is CueKind.NONE:
            x = y = 0.0
        until_ns = None if cue.until_ns is None else cue.until_ns + self._delay_ns
        return _Wish(from_ns, load, x, y, self._efforts(cue), until_ns)

    def _aim(self, lean: tuple[float, float]) -> tuple[float, float]:
        """Where the body means to go, in mm: it misses by a few percent, more with less ability."""
        x, y = self._point_mm(lean)
        miss = (0.02 + 0.10 * (1.0 - self.ability)) * hypot(x, y)
        return x + self._choice.gauss(0.0, miss), y + self._choice.gauss(0.0, miss)

    def _point_mm(self, lean: tuple[float, float]) -> tuple[float, float]:
        right, front, reach = lean[0], lean[1], self.reach
        return (right * (reach.right_mm if right > 0 else reach.left_mm),
                front * (reach.front_mm if front > 0 else reach.back_mm))

    def _efforts(self, cue: Cue) -> tuple[float, ...]:
        if cue.kind is not CueKind.EFFORT:
            return (0.0,) * len(self.muscles)
        spread = 0.03 + 0.1 * (1.0 - self.ability)
        return tuple(max(0.0, min(1.0, wanted * self._choice.gauss(1.0, spread)))
                     for wanted in (cue.effort.get(muscle, 0.0) for muscle in self.muscles))

    def _live_until(self, k: int) -> None:
        if self._k is None or k - self._k > _CATCH_UP_STEPS:
            self._k = k - 1
        while self._k < k:
            self._k += 1
            self._step(self._k)

    def _step(self, k: int) -> None:
        wish = self._current_wish(k * STEP_NS)
        goal_x, goal_y = wish.x_mm, wish.y_mm
        if self._steered is not None:
            goal_x, goal_y = self._point_mm(self._steered)
        self._vx += (self._omega ** 2 * (goal_x - self._x) - self._damping * self._vx) * _STEP_S
        self._vy += (self._omega ** 2 * (goal_y - self._y) - self._damping * self._vy) * _STEP_S
        self._x += self._vx * _STEP_S
        self._y += self._vy * _STEP_S
        self._sway()
        self._shift_weight(wish.load)
        self._track[k % _TRACK] = (self._x + self._sway_x, self._y + self._sway_y, self._load)
        self._electrodes.step(k, self._wanted(wish))

    def _current_wish(self, t_ns: int) -> _Wish:
        while self._queue and self._queue[0].from_ns <= t_ns:
            self._wish = self._queue.popleft()
        wish = self._wish
        if wish.until_ns is not None and wish.until_ns <= t_ns:
            self._wish = wish = _Wish(wish.until_ns, wish.load, 0.0, 0.0, (0.0,) * len(self.muscles), None)
        return wish

    def _sway(self) -> None:
        self._drift_x = self._drift_x * _SWAY_KEEP + self._gauss(0.0, self._sway_ml)
        self._drift_y = self._drift_y * _SWAY_KEEP + self._gauss(0.0, self._sway_ap)
        self._sway_x += (self._drift_x - self._sway_x) * _SWAY_SOFT
        self._sway_y += (self._drift_y - self._sway_y) * _SWAY_SOFT

    def _shift_weight(self, wanted: float) -> None:
        """Step on or off within about 0.6 s, critically damped; what is left at the end is set to it."""
        distance = wanted - self._load
        if abs(distance) < 1e-3 and abs(self._load_speed) < 1e-2:
            self._load, self._load_speed = wanted, 0.0
            return
        self._load_speed += (100.0 * distance - 20.0 * self._load_speed) * _STEP_S
        self._load += self._load_speed * _STEP_S

    def _wanted(self, wish: _Wish) -> list[float]:
        right, front = self._x / self.reach.right_mm, self._y / self.reach.front_mm
        wanted = []
        for muscle, effort in zip(self.muscles, wish.efforts, strict=True):
            to_right, to_front = _HOLDS_UP.get(muscle, (0.0, 0.0))
            holding = self._load * max(0.0, to_right * right + to_front * front - 0.02)
            wanted.append(min(1.0, effort + holding))
        return wanted
