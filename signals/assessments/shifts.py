"""Shifting the weight to a side that lights up: what the assessments of reaction and of pace share.

A wait of random length that nobody may move in, and where the person stands from side to side.
Not here: when a side lights up and for how long, what is made of it (`measuring`).
"""

from __future__ import annotations

from abc import ABC

from core.clock import NS_PER_S
from signals.assessments.stands import BoardScript
from signals.assessments.steps import Step
from signals.assessments.terms import Condition, Part

WAIT_S = (1.5, 3.5)
EARLY_MM = 25.0
EARLIEST_S = 0.1
"""Nobody reacts sooner; such a shift was begun before the sign."""
SHIFTING = Condition("shifting", "")


class ShiftScript(BoardScript, ABC):
    """A script in which somebody shifts their weight from side to side."""

    def waited(self, step: Step, start_ns: int) -> Part[bool]:
        """Wait for a random time; return whether the person moved before its end."""
        until_ns = start_ns + round(self.kit.rng.uniform(*WAIT_S) * NS_PER_S)
        first = self.x_mm
        while self.now_ns < until_ns:
            if abs(self.x_mm - first) > EARLY_MM:
                return True
            yield from self.watch(step)
        return False

    @property
    def x_mm(self) -> float:
        """Where the person stands, mm to the right; 0 when nobody is there."""
        cop = self.body.cop_mm
        return 0.0 if cop is None else cop[0]
