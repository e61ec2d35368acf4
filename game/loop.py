"""The accumulator: how many fixed simulation steps are due, and how far drawing is between two of them.

Steps that cannot be caught up are dropped and counted, so a slow machine plays slower instead of falling
ever further behind; the caller records the loss.  Not here: waiting, drawing, or what a step does.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.frames import TICK_NS


@dataclass(frozen=True, slots=True)
class Steps:
    """What is due now.

    count: steps to run.  dropped: steps that are skipped for good.  alpha: how far now is between the last
    step and the next, 0 <= alpha < 1, for blended drawing.
    """

    count: int
    dropped: int
    alpha: float


class FixedStep:
    """Turns a clock that is read whenever into steps of `step_ns`, at most `most` at a time.

    The first reading sets the origin.  A clock that steps back moves the origin with it, so play goes on.
    """

    __slots__ = ("_done_ns", "_most", "_step_ns")

    def __init__(self, step_ns: int = TICK_NS, most: int = 5) -> None:
        if step_ns < 1 or most < 1:
            raise ValueError(f"a step and the most steps are at least 1, not {step_ns} ns and {most}")
        self._step_ns = step_ns
        self._most = most
        self._done_ns: int | None = None

    @property
    def next_due_ns(self) -> int | None:
        """When the next step is due on the clock given to `advance`; None before the first reading."""
        return None if self._done_ns is None else self._done_ns + self._step_ns

    def advance(self, now_ns: int) -> Steps:
        """Account for the time up to `now_ns`."""
        if self._done_ns is None or now_ns < self._done_ns:
            self._done_ns = now_ns
        due, rest_ns = divmod(now_ns - self._done_ns, self._step_ns)
        self._done_ns = now_ns - rest_ns
        count = min(due, self._most)
        return Steps(count, due - count, rest_ns / self._step_ns)
