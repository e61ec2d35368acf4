"""Dwell: staying somewhere for a while, forgiving a tremor.

Not here: where one has to stay.
"""

from __future__ import annotations

from core.frames import TICK_HZ

DRAIN = 0.5
"""Outside, the fill goes back at half the speed it came, so that one slip does not undo a hold."""


class Dwell:
    """A fill 0..1 that is full after `needed_s` seconds inside."""

    __slots__ = ("_per_tick", "fill")

    def __init__(self, needed_s: float) -> None:
        self._per_tick = 1.0 / max(1.0, needed_s * TICK_HZ)
        self.fill = 0.0

    def step(self, inside: bool) -> bool:
        """Advance 10 ms; whether the dwell is done."""
        if inside:
            self.fill = min(1.0, self.fill + self._per_tick)
        elif self.fill:
            self.fill = max(0.0, self.fill - DRAIN * self._per_tick)
        return self.fill > 1.0 - 1e-9

    def empty(self) -> None:
        """Start anew."""
        self.fill = 0.0
