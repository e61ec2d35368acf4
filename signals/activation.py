"""Envelope to activation, and activation to on and off.  Pure.

Not here: the envelope (`signals.emg`), or what an activation moves.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import InputError
from signals.calibration import EffortRange

MAX_ACTIVATION = 5.0
"""Five times a person's own maximum is an artefact of a cable; cutting there keeps every game finite."""


def activation(envelope_uv: float, effort: EffortRange) -> float:
    """Share of the person's own range: 0 at rest (never below), 1 at their maximum, may exceed 1 (up to 5)."""
    share = (envelope_uv - effort.rest_uv) / (effort.max_uv - effort.rest_uv)
    if not share > 0.0:
        return 0.0
    return share if share < MAX_ACTIVATION else MAX_ACTIVATION


@dataclass(frozen=True, slots=True)
class Hysteresis:
    """A switch with two thresholds, so that noise at one of them does not make it chatter; off <= on."""

    on: float
    off: float

    def __post_init__(self) -> None:
        if not self.off <= self.on:  # also refuses NaN
            raise InputError(f"a switch that goes on at {self.on:g} must go off there or below, not {self.off:g}.")

    def step(self, was_on: bool, value: float) -> bool:
        """Whether it is on now: at or above `on` it goes on, below `off` it goes off, between it stays."""
        return value >= (self.off if was_on else self.on)
