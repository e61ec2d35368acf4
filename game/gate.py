"""The gates before every movement: to be still in the middle of the board, or to have the muscles at rest.

Both ask for something everybody can do, and after a while for less, so that there is always a way on.
Not here: who is on the board (`game.watch`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import hypot, isfinite
from typing import Protocol

from core.frames import ABSENT, TICK_HZ, ControlFrame, Feature, StreamHealth
from core.muscles import Muscle

STILL_SHARE = 0.75
"""Moving less than this share of the radius from where one came to rest is still: quiet sway, not a step."""
DRAIN = 2.0
"""Away from the middle, or from rest, progress goes this much faster than it came."""
MOST_KG = 1000.0
"""More is no person but a broken number, and is not learned."""
EASE_AFTER_S = 15.0
EASE_OVER_S = 30.0
EASE_MOST = 2.0
"""Who cannot stand that still gets more room after a while, up to twice the radius: there is always a way on."""
AWAY = 2.0
"""So many radii from the middle, or times the line of rest, is no longer ready."""
_KNOWN = (StreamHealth.OK, StreamHealth.LATE)


class Gate(Protocol):
    """What a round asks of a gate.  Life: `reset`, then `step` once per tick until it is True."""

    def reset(self) -> None:
        """Start anew."""
        ...

    @property
    def progress(self) -> float:
        """How much of the wait is done, 0..1."""
        ...

    @property
    def weight_kg(self) -> float:
        """Mean load while waiting; 0 when nothing was weighed."""
        ...

    def away(self, frame: ControlFrame, lean: tuple[float, float]) -> bool:
        """Whether the person is clearly not ready any more."""
        ...

    def step(self, frame: ControlFrame, lean: tuple[float, float]) -> bool:
        """Advance 10 ms; whether the person may go on."""
        ...


class StillGate:
    """Fills while the person is centred, within `radius` of a lean of 0, and still for `align_s`."""

    __slots__ = ("_anchor", "_fill", "_needed_ticks", "_radius", "_ticks", "_weighed", "_weight_sum")

    def __init__(self, align_s: float, radius: float) -> None:
        self._radius = radius
        self._needed_ticks = max(1, round(align_s * TICK_HZ))
        self.reset()

    def reset(self) -> None:
        """Start anew."""
        self._fill = 0.0
        self._ticks = 0
        self._anchor: tuple[float, float] | None = None
        self._weight_sum, self._weighed = 0.0, 0

    @property
    def progress(self) -> float:
        """Stillness so far, 0..1."""
        return min(1.0, self._fill / self._needed_ticks)

    @property
    def weight_kg(self) -> float:
        """Mean load while still; 0 when nothing was weighed."""
        return self._weight_sum / self._weighed if self._weighed else 0.0

    def away(self, frame: ControlFrame, lean: tuple[float, float]) -> bool:
        """Whether `lean` is far from the middle."""
        del frame
        return self._beyond(lean, AWAY)

    def step(self, frame: ControlFrame, lean: tuple[float, float]) -> bool:
        """Advance 10 ms; whether the person may go on."""
        self._ticks += 1
        if self._beyond(lean, 1.0):
            self._fill = max(0.0, self._fill - DRAIN)
            self._anchor = None
        elif self._anchor is None or hypot(lean[0] - self._anchor[0], lean[1] - self._anchor[1]) \
                > STILL_SHARE * self._eased_radius():
            self._anchor = lean
            self._fill /= 2
            self._weight_sum, self._weighed = 0.0, 0
        else:
            self._fill += 1.0
            if 0.0 <= frame.weight_kg.value <= MOST_KG:
                self._weight_sum, self._weighed = self._weight_sum + frame.weight_kg.value, self._weighed + 1
        return self._fill >= self._needed_ticks

    def _beyond(self, lean: tuple[float, float], radii: float) -> bool:
        return not hypot(*lean) <= radii * self._eased_radius()

    def _eased_radius(self) -> float:
        eased = (self._ticks / TICK_HZ - EASE_AFTER_S) / EASE_OVER_S
        return self._radius * (1.0 + (EASE_MOST - 1.0) * min(1.0, max(0.0, eased)))


class RestGate:
    """Fills while all `muscles` are below `relax`, a share of the own maximum, for `align_s`.

    A muscle that cannot let go must not keep anybody out: after a while the line rises without end.  What is
    not measured just now neither fills nor drains.
    """

    __slots__ = ("_fill", "_muscles", "_needed_ticks", "_relax", "_ticks")

    weight_kg = 0.0

    def __init__(self, align_s: float, relax: float, muscles: Sequence[Muscle]) -> None:
        self._relax = relax
        self._muscles = tuple(muscles)
        self._needed_ticks = max(1, round(align_s * TICK_HZ))
        self.reset()

    def reset(self) -> None:
        """Start anew."""
        self._fill = 0.0
        self._ticks = 0

    @property
    def progress(self) -> float:
        """Rest so far, 0..1."""
        return min(1.0, self._fill / self._needed_ticks)

    def away(self, frame: ControlFrame, lean: tuple[float, float]) -> bool:
        """Whether a muscle clearly works."""
        del lean
        return any(value > AWAY * self._line() for value in _measured(frame.activation, self._muscles))

    def step(self, frame: ControlFrame, lean: tuple[float, float]) -> bool:
        """Advance 10 ms; whether the person may go on."""
        del lean
        self._ticks += 1
        values = _measured(frame.activation, self._muscles)
        if any(value > self._line() for value in values):
            self._fill = max(0.0, self._fill - DRAIN)
        elif len(values) == len(self._muscles):
            self._fill += 1.0
        return self._fill >= self._needed_ticks

    def _line(self) -> float:
        return self._relax * (1.0 + max(0.0, self._ticks / TICK_HZ - EASE_AFTER_S) / EASE_OVER_S)


def _measured(activation: Mapping[Muscle, Feature], muscles: Sequence[Muscle]) -> list[float]:
    """Return the values that can be trusted."""
    features = (activation.get(muscle, ABSENT) for muscle in muscles)
    return [feature.value for feature in features if feature.health in _KNOWN and isfinite(feature.value)]
