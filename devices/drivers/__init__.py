"""Drivers: the conversation with one kind of device, as a pure state machine.

A driver gets bytes and the time, and returns bytes to write, blocks and notes.  It opens nothing, waits
for nothing and knows no clock, so the driver of the clinic is the driver of every test.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from core.quick import quick
from core.samples import SampleBlock, Stream


class NoteKind(StrEnum):
    """What a link has to say beside samples.

    READY: identity checked, streaming.  LOST: gone; the link tries again.  GAP: samples missing.
    GARBAGE: bytes that made no sense were skipped.  MODE_RESET: the device dropped its mode and was set
    again.  UNCALIBRATED: stored calibration unusable, relative values follow.  SILENT: nothing came for a
    while.  BATTERY: nearly empty.  WRONG_DEVICE, NO_PERMISSION, MISSING: cannot be opened, and why.
    OVERRUN: the reader was too slow and entries were dropped.  ADVICE: nothing is wrong, but this computer could
    serve the device better.
    """

    READY = "ready"
    LOST = "lost"
    GAP = "gap"
    GARBAGE = "garbage"
    MODE_RESET = "mode_reset"
    UNCALIBRATED = "uncalibrated"
    SILENT = "silent"
    BATTERY = "battery"
    WRONG_DEVICE = "wrong_device"
    NO_PERMISSION = "no_permission"
    MISSING = "missing"
    OVERRUN = "overrun"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True)
class LinkNote:
    """One remark about a stream: when, what, and a sentence for the therapist that says what to do."""

    stream: Stream
    t_ns: int
    kind: NoteKind
    text: str


@quick
@dataclass(frozen=True, slots=True)
class Output:
    """What a driver answers: bytes to write (in order), finished blocks, remarks, and whether to give up.

    `failed` ends the link's attempt (wrong device, no answer); the link closes the transport and tries
    again later.
    """

    writes: tuple[bytes, ...] = ()
    blocks: tuple[SampleBlock, ...] = ()
    notes: tuple[LinkNote, ...] = ()
    failed: bool = False


NOTHING = Output()


class Driver(Protocol):
    """The far end of one open transport, from the first byte to the last.

    Life: `start` once, then `receive` for whatever comes and `tick` at least every 50 ms, then `stop`.
    """

    stream: Stream
    channels: int
    rate_hz: float
    """Nominal rate; for a device that tells its own, right from the READY note on."""

    def start(self, t_ns: int) -> Output:
        """Begin the conversation."""
        ...

    def receive(self, data: bytes, t_ns: int) -> Output:
        """Take what the transport read at `t_ns`."""
        ...

    def tick(self, t_ns: int) -> Output:
        """Let time pass: timeouts, retries, watchdogs."""
        ...

    def stop(self) -> tuple[bytes, ...]:
        """Return what to write before closing."""
        ...
