"""Help that comes after misses and goes after successes: never a penalty, never a loss.

One number, 0 (none) .. 1 (all): a play makes its targets bigger and its pace slower by it.
Not here: help by stimulation, which only a therapist's prescription allows.
"""

from __future__ import annotations

RISE = 0.5
"""By how much one miss too many raises help: two steps to the top."""
FADE = 0.25
"""By how much one success lowers it: help goes slower than it comes."""
GROWTH = 0.5
"""Targets grow by this share at full help: 1.5 times the size."""


class Help:
    """How much help there is, from misses in a row and successes."""

    __slots__ = ("_after_misses", "_misses", "level")

    def __init__(self, after_misses: int) -> None:
        self._after_misses = after_misses
        self._misses = 0
        self.level = 0.0

    def begin(self, level: float) -> None:
        """Begin a try with so much help, whatever was before."""
        self.level, self._misses = level, 0

    def miss(self) -> bool:
        """Count a miss; whether help rose because of it."""
        self._misses += 1
        return self._misses >= self._after_misses and self.more()

    def more(self) -> bool:
        """Raise help at once; whether it was not at the top yet."""
        before, self.level = self.level, min(1.0, self.level + RISE)
        return self.level > before

    def success(self) -> None:
        """End a run of misses and let help fade."""
        self._misses = 0
        self.level = max(0.0, self.level - FADE)

    def grown(self, size: float) -> float:
        """Return a size as help makes it."""
        return size * (1.0 + GROWTH * self.level)
