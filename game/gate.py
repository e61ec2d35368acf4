"""The gate before every movement: stand or sit in the middle, on the board, still.

Not here: who is on the board (`game.watch`).
"""

from __future__ import annotations

from math import hypot

from core.frames import TICK_HZ
from levels.model import Quality

STILL_SHARE = 0.75
"""Moving less than this share of the radius from where one came to rest is still: quiet sway, not a step."""
DRAIN = 2.0
"""Away from the middle, progress goes this much faster than it came."""
MOST_KG = 1000.0
"""More is no person but a broken number, and is not learned."""
EASE_AFTER_S = 15.0
EASE_OVER_S = 30.0
EASE_MOST = 2.0
"""Who cannot stand that still gets more room after a while, up to twice the radius: there is always a way on."""


class Gate:
    """Fills while the person is centred and still.  Life: `reset`, then `step` once per tick until it is True."""

    __slots__ = ("_anchor", "_fill", "_needed_ticks", "_quality", "_ticks", "_weighed", "_weight_sum")

    def __init__(self, quality: Quality) -> None:
        self._quality = quality
        self._needed_ticks = max(1, round(quality.align_s * TICK_HZ))
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

    def away(self, lean: tuple[float, float], radii: float) -> bool:
        """Whether `lean` is more than `radii` gate radii from the middle."""
        return not hypot(*lean) <= radii * self._radius()

    def step(self, lean: tuple[float, float], weight_kg: float) -> bool:
        """Advance 10 ms; whether the person may go on."""
        self._ticks += 1
        if self.away(lean, 1.0):
            self._fill = max(0.0, self._fill - DRAIN)
            self._anchor = None
        elif self._anchor is None or hypot(lean[0] - self._anchor[0], lean[1] - self._anchor[1]) \
                > STILL_SHARE * self._radius():
            self._anchor = lean
            self._fill /= 2
            self._weight_sum, self._weighed = 0.0, 0
        else:
            self._fill += 1.0
            if 0.0 <= weight_kg <= MOST_KG:
                self._weight_sum, self._weighed = self._weight_sum + weight_kg, self._weighed + 1
        return self._fill >= self._needed_ticks

    def _radius(self) -> float:
        eased = (self._ticks / TICK_HZ - EASE_AFTER_S) / EASE_OVER_S
        return self._quality.align_radius * (1.0 + (EASE_MOST - 1.0) * min(1.0, max(0.0, eased)))
