"""What is willed to each muscle from 10 ms to 10 ms: built up, unsteady, mended while seen, and sometimes unasked.

An effort misses its aim by a share of it (Jones 2002, J Neurophysiol 88:1533), wanders while it is kept up
(coefficient of variation, Enoka 2003, J Electromyogr Kinesiol 13:1), is brought back by who sees it, and fades
where nobody sees it (Vaillancourt and Russell 2002, Exp Brain Res 145:275).  Muscles at rest stir now and then.
Not here: how the muscle obeys (`contraction`), when an effort begins (`voluntary`).
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, inf, sqrt

from core.clock import NS_PER_S
from core.muscles import Muscle
from devices.simulated.absurd import within
from devices.simulated.muscle import STEP_NS

_STEP_S = STEP_NS / NS_PER_S
_WANDER_S = 0.4
"""Force wanders below about 1 Hz for the most part (chosen)."""
_KEEP = exp(-_STEP_S / _WANDER_S)
_DRAW = sqrt(1.0 - _KEEP ** 2)
_MENDS = 0.7
"""Share of a seen miss that is mended at each look (chosen)."""
_FADES_S = 20.0
"""An effort that is not seen loses 63 % in so long (order of Vaillancourt and Russell 2002)."""
_STIRS_S, _STIRS = (0.2, 1.2), (0.06, 0.3)
"""How long a stir lasts, and how strong it is as a share of all (chosen)."""


@dataclass(frozen=True, slots=True)
class Steadiness:
    """How steadily somebody strains.

    rise_s: time constant with which an effort is built up, 0 to 1 s (let go as quickly).  wander: coefficient of
    variation while it is kept up, 0 to 0.5.  stirs_per_min: how often muscles stir unasked, 0 to 30.
    The usual values are of somebody without any of it.
    """

    rise_s: float = 0.0
    wander: float = 0.0
    stirs_per_min: float = 0.0

    def __post_init__(self) -> None:
        for name, least, most, unit in (("rise_s", 0.0, 1.0, "s"), ("wander", 0.0, 0.5, ""),
                                        ("stirs_per_min", 0.0, 30.0, "per min")):
            within("steadiness", name, getattr(self, name), least, most, unit)


EXACT = Steadiness()


class Straining:
    """The efforts of one person, stepped every 10 ms.  wanted: what is asked for.  aims: what is meant for it."""

    def __init__(self, steadiness: Steadiness, rng: random.Random) -> None:
        self.aims: dict[Muscle, float] = {}
        self._wanted: Mapping[Muscle, float] = {}
        self._now: dict[Muscle, float] = {}
        self._wanders: dict[Muscle, float] = {}
        self._rng, self._how = rng, steadiness
        self._builds = bool(steadiness.rise_s or steadiness.wander)
        self._follow = 1.0 - exp(-_STEP_S / steadiness.rise_s) if steadiness.rise_s else 1.0
        self._stir, self._stirs_until_ns = 0.0, 0
        self._stirs_ns: float = inf
        self._look_ns: int | None = None

    def go(self, wanted: Mapping[Muscle, float], noise: float, look_ns: int | None) -> None:
        """Begin to strain for `wanted`, missing by `noise`; look at it at `look_ns`, None for never."""
        self._wanted = wanted
        self.aims = {muscle: _share(effort * self._rng.gauss(1.0, noise)) for muscle, effort in wanted.items()}
        self._look_ns = look_ns

    def stop(self) -> None:
        """Strain for nothing."""
        self._wanted, self.aims, self._look_ns = {}, {}, None

    def step(self, t_ns: int, look_every_ns: int, seen: bool) -> None:
        """Let 10 ms pass; `seen`: whether the person sees the own effort."""
        if self._how.stirs_per_min:
            self._rest(t_ns)
        if self._look_ns is not None and t_ns >= self._look_ns:
            self._look_ns = t_ns + look_every_ns
            if seen:
                self._mend()
        if self.aims and not seen:
            self.aims = {muscle: aim * (1.0 - _STEP_S / _FADES_S) for muscle, aim in self.aims.items()}
        if self._builds and (self.aims or self._now):
            self._build_up()

    def level(self, muscle: Muscle) -> float:
        """How much `muscle` is willed now, 0 to 1."""
        now = (self._now if self._builds else self.aims).get(muscle, 0.0)
        return now if now > self._stir else self._stir

    def _mend(self) -> None:
        for muscle, aim in self.aims.items():
            self.aims[muscle] = aim + _MENDS * (_share(self._wanted[muscle]) - aim)

    def _build_up(self) -> None:
        """Go towards the aim, unsteadily; what is gone is forgotten."""
        for muscle in {**self._now, **self.aims}:  # a set's order would not repeat
            aim, now = self.aims.get(muscle, 0.0), self._now.get(muscle, 0.0)
            wander = 0.0
            if aim:
                wander = _KEEP * self._wanders.get(muscle, 0.0) + _DRAW * self._rng.gauss(0.0, self._how.wander)
                self._wanders[muscle] = wander
            now += self._follow * (_share(aim * (1.0 + wander)) - now)
            self._now[muscle] = now
            if not aim and now < 1e-3:
                del self._now[muscle]

    def _rest(self, t_ns: int) -> None:
        """Stir at times that follow each other by chance."""
        if self._stirs_ns == inf:
            self._stirs_ns = t_ns + self._wait_ns()
        elif t_ns >= self._stirs_ns:
            self._stir = self._rng.uniform(*_STIRS)
            self._stirs_until_ns = t_ns + round(self._rng.uniform(*_STIRS_S) * NS_PER_S)
            self._stirs_ns = self._stirs_until_ns + self._wait_ns()
        elif self._stir and t_ns >= self._stirs_until_ns:
            self._stir = 0.0

    def _wait_ns(self) -> int:
        return round(self._rng.expovariate(self._how.stirs_per_min / 60.0) * NS_PER_S)


def _share(value: float) -> float:
    return min(1.0, max(0.0, value))
