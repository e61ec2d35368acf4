"""What goes into one step of the controller and what comes out: its whole world, as values.

The edge (`process`) gathers inputs and carries outputs out; nothing else joins them, so the same inputs give the
same bytes, live and replayed.  Not here: how inputs are gathered, or what follows from them (`controller`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType

from stim_safety.words import Why

Plain = str | int | bool | None | list["Plain"] | dict[str, "Plain"]
NOTHING: Mapping[str, Plain] = MappingProxyType({})


class GuardianNews(Enum):
    """QUIET: nothing new.  BEAT: it answered.  GONE: its pipe is closed.  TRIPPED: it has taken the wire over."""

    QUIET = "quiet"
    BEAT = "beat"
    GONE = "gone"
    TRIPPED = "tripped"


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything that happened since the last step.

    now_ns: monotonic clock.  boot_ns: the clock that counts suspended time too.  messages: as they came from the
    game, oldest first, uninterpreted.  wire: bytes from the device.  wire_gone, log_gone: why, "" while it is
    there. written: False when the last frame did not go out whole.  acked: records proven on disk, in all.
    stop: a stop from outside the game (signal, pedal).  digest: of the prescription file as it is now, None when
    it was not looked at.
    """

    now_ns: int
    boot_ns: int
    messages: tuple[bytes, ...] = ()
    game_gone: bool = False
    wire: bytes = b""
    wire_gone: str = ""
    written: bool = True
    guardian: GuardianNews = GuardianNews.QUIET
    acked: int = 0
    log_gone: str = ""
    stop: Why | None = None
    digest: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """One line of the audit log before it is chained.  sync: it must be on disk before it counts as written."""

    kind: str
    t_ns: int
    data: Mapping[str, Plain] = field(default_factory=lambda: NOTHING)
    sync: bool = False


@dataclass(frozen=True, slots=True)
class Spent:
    """The budget to keep for a patient: time with current and charge, today and in this session.

    reserved_ms: the longest the train under way may last; a reader after a crash adds it to what was spent.
    """

    patient: str
    day: int
    day_ms: int
    session_ms: int
    session_ended_s: int
    charge_nc: tuple[int, ...]
    reserved_ms: int


@dataclass(frozen=True, slots=True)
class Outputs:
    """What is to be done now, in this order: flush the wire's queue, write the frames, then everything else.

    frames: stop frames first.  beat: tell the guardian that this step passed every check.  release: the guardian
    may go.  records: to the scribe.  spent: to keep.  device_known: an identity that a person confirmed, to be
    remembered. over: end the program.
    """

    frames: tuple[bytes, ...] = ()
    flush: bool = False
    to_game: tuple[bytes, ...] = ()
    beat: bool = False
    release: bool = False
    records: tuple[Record, ...] = ()
    spent: Spent | None = None
    device_known: str = ""
    over: bool = False
