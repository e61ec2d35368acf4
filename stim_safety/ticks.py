"""Judges the clocks from step to step: late ticks, and sleep of the machine.

Not here: what a late tick leads to (`moves`).
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from stim_safety import timing
from stim_safety.words import Why


@dataclass(frozen=True, slots=True)
class Tick:
    """What the clocks said.  late_ms: time since the step before when that was too long, else 0.  why: to stop."""

    late_ms: int = 0
    why: Why | None = None


_IN_TIME = Tick()


class Ticks:
    """Remembers the step before.  Life: `look` once in each step."""

    def __init__(self) -> None:
        self._last: tuple[int, int] | None = None
        self._warned: deque[int] = deque(maxlen=timing.LATE_WARNS)

    def look(self, now_ns: int, boot_ns: int) -> Tick:
        """Judge one step; the first has nothing to be late against."""
        last, self._last = self._last, (now_ns, boot_ns)
        if last is None:
            return _IN_TIME
        gone_ns = now_ns - last[0]
        slept_ns = abs(boot_ns - last[1] - gone_ns)
        if slept_ns > timing.SUSPEND_MS * timing.MS:
            return Tick(slept_ns // timing.MS, Why.SUSPENDED)
        if gone_ns < 0 or gone_ns > timing.LATE_STOP_MS * timing.MS:
            return Tick(abs(gone_ns) // timing.MS, Why.LATE)
        if gone_ns > timing.LATE_WARN_MS * timing.MS:
            return Tick(gone_ns // timing.MS, self._warn(now_ns))
        return _IN_TIME

    def _warn(self, now_ns: int) -> Why | None:
        """Note a late tick; too many within the window stop."""
        self._warned.append(now_ns)
        often = len(self._warned) == timing.LATE_WARNS
        return Why.LATE if often and now_ns - self._warned[0] <= timing.LATE_WINDOW_MS * timing.MS else None
