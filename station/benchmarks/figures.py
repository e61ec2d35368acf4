"""What a measurement yields: figures, and the percentile they are told by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure.

    value: measured, in `unit`.  goal: what it should reach.  more: True when more is better.
    detail: what was measured, with how many samples.
    """

    name: str
    value: float
    unit: str
    goal: float | None
    detail: str
    more: bool = False

    @property
    def met(self) -> bool | None:
        """Whether the goal is reached; None without a goal."""
        if self.goal is None:
            return None
        return self.value >= self.goal if self.more else self.value <= self.goal


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least `share` (0..1) of all do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -(-len(ordered) * round(share * 1000) // 1000) - 1))]
