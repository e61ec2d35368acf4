"""What was found for one channel in this session: what the patient feels, what moves, what is enough.

Levels are microampere, 0 while not found.  They live in memory only, so they end with the session.
Not here: finding them (`knob`), using them (`decide`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from stim_safety.words import Mark


@dataclass(frozen=True, slots=True)
class Found:
    """The marks of one channel; felt_ua: the highest level that has flowed in this session."""

    sensory_ua: int = 0
    motor_ua: int = 0
    tolerated_ua: int = 0
    felt_ua: int = 0

    @property
    def in_order(self) -> bool:
        """Whether the marks that were found rise: sensory, motor, tolerated."""
        marks = [mark for mark in (self.sensory_ua, self.motor_ua, self.tolerated_ua) if mark]
        return marks == sorted(marks)


def marked(found: Found, mark: Mark, level_ua: int) -> Found | None:
    """Return the marks with `mark` at `level_ua`, None when they would not rise.

    What the patient calls enough always counts; marks above it are lost.
    """
    if mark is Mark.TOLERATED:
        return replace(found, tolerated_ua=level_ua, motor_ua=_up_to(found.motor_ua, level_ua),
                       sensory_ua=_up_to(found.sensory_ua, level_ua))
    new = replace(found, sensory_ua=level_ua) if mark is Mark.SENSORY else replace(found, motor_ua=level_ua)
    return new if new.in_order else None


def felt(found: Found, level_ua: int) -> Found:
    """Return the same marks after `level_ua` has flowed."""
    return replace(found, felt_ua=max(found.felt_ua, level_ua))


def working_ua(found: Found, k_per_mille: int) -> int:
    """Return motor + k (tolerated - motor), rounded down; 0 while motor or tolerated are not found."""
    if not (found.motor_ua and found.tolerated_ua):
        return 0
    return found.motor_ua + k_per_mille * (found.tolerated_ua - found.motor_ua) // 1000


def _up_to(mark_ua: int, level_ua: int) -> int:
    return mark_ua if mark_ua <= level_ua else 0
