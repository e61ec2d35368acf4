"""Emulated stimulators: they answer byte for byte as the devices do, and tell what current would flow.

They have their own decoders, on purpose: what the safety program encodes is read here by other code.
Not here: the program that speaks to them (`stim_safety`), which nothing in this package imports.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Output:
    """What one channel puts out since `t_ns`: pulse points (microseconds, microampere), every `period_us`."""

    t_ns: int
    channel: int
    period_us: int
    points: tuple[tuple[int, int], ...]

    @property
    def peak_ua(self) -> int:
        """Largest magnitude, microampere."""
        return max((abs(current) for _, current in self.points), default=0)


@dataclass(frozen=True, slots=True)
class Seen:
    """One frame that came, whole: when its last byte came, what it is called, and its bytes.

    what: "stop", "trains", "zero", "open", "identify", "version", "status", "keep_alive", "garbled" or "other".
    """

    t_ns: int
    what: str
    data: bytes


class Stimulator(Protocol):
    """An emulated stimulator.  Times never go back between calls."""

    @property
    def seen(self) -> list[Seen]:
        """Every frame so far."""
        ...

    @property
    def history(self) -> list[Output]:
        """Every change of output so far (an `Output` with no points is silence)."""
        ...

    def receive(self, t_ns: int, data: bytes) -> bytes:
        """Take bytes from the host; return what the device answers at once."""
        ...

    def advance(self, t_ns: int) -> bytes:
        """Let time pass; return what the device says by itself or answers late."""
        ...

    def outputs(self, t_ns: int) -> dict[int, Output]:
        """Return what flows at `t_ns`, by 0-based channel; silent channels are missing."""
        ...
