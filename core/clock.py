"""Time, as it comes in through the door.

One injected clock, integer nanoseconds.  Live, headless, faster than real time and replay run the same
code and differ only in the clock they are given.  Not here: waiting, which happens at the edge, on an
event with a timeout.  This is the only module that may ask the operating system for the time.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

NS_PER_MS = 1_000_000
NS_PER_S = 1_000_000_000


class Clock(Protocol):
    """Tells monotonic time for logic, and wall time for names and records."""

    def now_ns(self) -> int:
        """Monotonic nanoseconds; the zero means nothing."""
        ...

    def utc(self) -> datetime:
        """Wall time with its zone; it may jump, so nothing is ever computed from it."""
        ...


class SystemClock:
    """The clock of the machine."""

    def now_ns(self) -> int:
        """Monotonic nanoseconds of the operating system."""
        return time.monotonic_ns()

    def utc(self) -> datetime:
        """Wall time in UTC."""
        return datetime.now(UTC)


class ManualClock:
    """A clock that stands still until it is advanced: for headless play, replay and tests."""

    def __init__(self, start_ns: int = 0, utc: datetime = datetime(2026, 1, 1, tzinfo=UTC)) -> None:
        self._start_ns = start_ns
        self._now_ns = start_ns
        self._utc = utc

    def now_ns(self) -> int:
        """Where the clock has been advanced to, in nanoseconds."""
        return self._now_ns

    def utc(self) -> datetime:
        """Wall time that moves with `advance`."""
        return self._utc + timedelta(microseconds=(self._now_ns - self._start_ns) // 1000)

    def advance(self, by_ns: int) -> None:
        """Move on by `by_ns` >= 0; time never goes back."""
        if by_ns < 0:
            raise ValueError(f"a clock does not go back: {by_ns} ns")
        self._now_ns += by_ns


class Deadline:
    """A timeout that can be asked for its remainder."""

    __slots__ = ("_at_ns", "_clock")

    def __init__(self, clock: Clock, after_ns: int) -> None:
        self._clock = clock
        self._at_ns = clock.now_ns() + after_ns

    def remaining_ns(self) -> int:
        """Nanoseconds left, never below 0."""
        return max(0, self._at_ns - self._clock.now_ns())

    def passed(self) -> bool:
        """Whether nothing is left."""
        return self.remaining_ns() == 0


def processor_s() -> float:
    """Return the processor time that this process has used, seconds: for figures of speed, never for logic."""
    return time.process_time()
