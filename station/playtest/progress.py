"""How far it is, and about how long it still takes: one line on a terminal that is written over and over.

Not here: what takes so long.
"""

from __future__ import annotations

from typing import TextIO

from core.clock import NS_PER_S, Clock

WIDTH = 30
FEW = 3
"""Before so many are done nobody can say how long it takes."""


class Progress:
    """Life: `step` after each piece, `end`.  Silent where `out` is no terminal."""

    def __init__(self, total: int, done: int, clock: Clock, out: TextIO) -> None:
        self._total, self._before, self._done = total, done, done
        self._clock = clock
        self._began_ns = clock.now_ns()
        self._out = out if out.isatty() else None

    def step(self) -> None:
        """Count one more."""
        self._done += 1
        if self._out is not None:
            self._out.write("\r\x1b[K" + self.line())
            self._out.flush()

    def end(self) -> None:
        """Leave the terminal as it was found."""
        if self._out is not None:
            self._out.write("\r\x1b[K")
            self._out.flush()

    def line(self) -> str:
        """Return the bar, the count and the time left."""
        filled = WIDTH * self._done // self._total if self._total else WIDTH
        return f"[{'#' * filled}{'.' * (WIDTH - filled)}] {self._done} of {self._total}{self._left()}"

    def _left(self) -> str:
        here = self._done - self._before
        if here < FEW or self._done >= self._total:
            return ""
        each_s = (self._clock.now_ns() - self._began_ns) / NS_PER_S / here
        return f", about {told(each_s * (self._total - self._done))} left"


def told(seconds: float) -> str:
    """Say a time as people do: "40 s", "3 min", "1 h 20 min"."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
