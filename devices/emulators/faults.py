"""Fault switches of the stream emulators: what goes wrong, when, and for how long.

A schedule is data (`Faults`), a `FaultPlayer` plays it against frames and takes more by hand while it
runs.  Not here: what a frame looks like (the emulators).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import inf

from core.clock import NS_PER_S
from core.errors import InputError


class FaultKind(StrEnum):
    """What can go wrong.

    With one frame: DROP it, TRUNCATE it, put STRAY bytes before it, DUPLICATE it, send it with a BAD_CHECKSUM
    (or end byte), let the counter jump (COUNTER_JUMP), send an OVERLONG run without end, UNPLUG in its
    middle.  For a while: bytes come in LUMPS of 16 ms, values are SATURATED or FLAT, the device's clock is
    slow or fast by 1 % (SLOW_CLOCK, FAST_CLOCK), it is SILENT, another device answers (WRONG_DEVICE), a stream
    is already running at opening (STALE_STREAM).  A Wii board alone can forget its data mode (MODE_RESET).
    """

    DROP = "drop"
    TRUNCATE = "truncate"
    STRAY = "stray"
    DUPLICATE = "duplicate"
    BAD_CHECKSUM = "bad_checksum"
    COUNTER_JUMP = "counter_jump"
    OVERLONG = "overlong"
    UNPLUG = "unplug"
    LUMPS = "lumps"
    SATURATED = "saturated"
    FLAT = "flat"
    SLOW_CLOCK = "slow_clock"
    FAST_CLOCK = "fast_clock"
    SILENT = "silent"
    WRONG_DEVICE = "wrong_device"
    STALE_STREAM = "stale_stream"
    MODE_RESET = "mode_reset"


LASTING = frozenset({FaultKind.LUMPS, FaultKind.SATURATED, FaultKind.FLAT, FaultKind.SLOW_CLOCK,
                     FaultKind.FAST_CLOCK, FaultKind.SILENT, FaultKind.WRONG_DEVICE, FaultKind.STALE_STREAM})
DAMAGING = (FaultKind.DROP, FaultKind.TRUNCATE, FaultKind.STRAY, FaultKind.DUPLICATE, FaultKind.BAD_CHECKSUM)


@dataclass(frozen=True, slots=True)
class FaultAt:
    """One fault: seconds after the emulator was first opened, and for lasting ones how long."""

    kind: FaultKind
    at_s: float = 0.0
    for_s: float = inf


@dataclass(frozen=True, slots=True)
class Faults:
    """A schedule.  damage_share: part of all frames, 0..1, that suffers one of `DAMAGING` by chance."""

    at: tuple[FaultAt, ...] = ()
    damage_share: float = 0.0


NO_FAULTS = Faults()


class FaultPlayer:
    """Plays a schedule: seeded, on the time that it is given.  Raises InputError for what no stream can do."""

    def __init__(self, faults: Faults, rng: random.Random) -> None:
        for fault in faults.at:
            _demand_playable(fault.kind)
        self._rng = rng
        self._share = faults.damage_share
        self._zero_ns: int | None = None
        self._coming = sorted((fault for fault in faults.at if fault.kind not in LASTING),
                              key=lambda fault: fault.at_s)
        self._lasting = [fault for fault in faults.at if fault.kind in LASTING]

    def begin(self, t_ns: int) -> None:
        """Start to count the seconds, the first time only."""
        if self._zero_ns is None:
            self._zero_ns = t_ns

    def inject(self, kind: FaultKind, t_ns: int, for_s: float = inf) -> None:
        """Let `kind` happen from `t_ns` on.  Raises InputError as the schedule does."""
        _demand_playable(kind)
        fault = FaultAt(kind, self._seconds(t_ns), for_s)
        if kind in LASTING:
            self._lasting.append(fault)
        else:
            self._coming.insert(0, fault)

    def clear(self) -> None:
        """End all lasting faults."""
        self._lasting.clear()

    @property
    def calm(self) -> bool:
        """Whether nothing goes wrong, now or later."""
        return not (self._lasting or self._coming or self._share)

    def holds(self, kind: FaultKind, t_ns: int) -> bool:
        """Whether the lasting fault `kind` holds at `t_ns`."""
        if not self._lasting:
            return False
        now = self._seconds(t_ns)
        return any(fault.kind is kind and fault.at_s <= now < fault.at_s + fault.for_s
                   for fault in self._lasting)

    def take(self, kind: FaultKind, t_ns: int) -> bool:
        """Whether the next fault is `kind` and due at `t_ns`; if so it counts as played."""
        if not self._coming or self._coming[0].kind is not kind or self._coming[0].at_s > self._seconds(t_ns):
            return False
        del self._coming[0]
        return True

    def damage(self, chunk: bytes, split: Callable[[bytes], list[bytes]], spoil: Callable[[bytes], bytes],
               t_ns: int) -> bytes:
        """Return `chunk` with the faults due at `t_ns`; without any it comes back as it is."""
        due: list[FaultKind] = []
        while self._coming and self._coming[0].kind in _ACTS and self._coming[0].at_s <= self._seconds(t_ns):
            due.append(self._coming.pop(0).kind)
        if not due and not self._share:
            return chunk
        frames = split(chunk)
        hit = {self._rng.randrange(len(frames)): kind for kind in due}
        for i in range(len(frames)):
            if self._share and self._rng.random() < self._share:
                hit.setdefault(i, self._rng.choice(DAMAGING))
        return b"".join(self._act(hit.get(i), frame, spoil) for i, frame in enumerate(frames))

    def _act(self, kind: FaultKind | None, frame: bytes, spoil: Callable[[bytes], bytes]) -> bytes:
        return _ACTS[kind](frame, spoil, self._rng) if kind is not None else frame

    def _seconds(self, t_ns: int) -> float:
        return (t_ns - (self._zero_ns or 0)) / NS_PER_S


def _demand_playable(kind: FaultKind) -> None:
    if kind not in LASTING and kind not in _ACTS and kind not in _TAKEN:
        raise InputError(f"A device that streams bytes has no fault '{kind}'.")


def junk(rng: random.Random, n: int, without: Sequence[int] = ()) -> bytes:
    """Return `n` bytes of chance, but none of `without`."""
    return bytes(rng.choice([byte for byte in range(256) if byte not in without]) for _ in range(n))


_TAKEN = frozenset({FaultKind.COUNTER_JUMP, FaultKind.UNPLUG})
"""Faults that the emulator plays itself, when it asks for them by `take`."""

_Act = Callable[[bytes, Callable[[bytes], bytes], random.Random], bytes]
_ACTS: dict[FaultKind, _Act] = {
    FaultKind.DROP: lambda _frame, _spoil, _rng: b"",
    FaultKind.TRUNCATE: lambda frame, _spoil, rng: frame[:rng.randrange(1, len(frame))],
    FaultKind.STRAY: lambda frame, _spoil, rng: junk(rng, 3, without=(10, 0xC7)) + frame,
    FaultKind.DUPLICATE: lambda frame, _spoil, _rng: frame + frame,
    FaultKind.BAD_CHECKSUM: lambda frame, spoil, _rng: spoil(frame),
    FaultKind.OVERLONG: lambda frame, _spoil, _rng: b"7" * 5000 + frame,
}
