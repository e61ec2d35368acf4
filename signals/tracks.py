"""Tracks: what came in on one stream and is not yet due, and what is newest at a given time.

A sample counts from its own time on, never before, so that a frame of time t rests on nothing later than t
however samples and frames interleave.  Not here: what the values mean, calibrations, links.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from core.clock import NS_PER_MS, NS_PER_S
from core.frames import StreamHealth
from core.quick import quick
from core.samples import BOARD_COLUMNS, SampleBlock, Stream
from signals.board import Corners, Point, readable_corners, readable_tilt
from signals.emg import EmgSignal
from signals.filters import Floats
from signals.settings import SignalSettings

T = TypeVar("T")

ZERO_GAP_NS = 100 * NS_PER_MS
"""Boards and force plates send all-zero rows when they lose data; up to here they are a gap, beyond it the
board is empty."""
CAPACITY = 4096
"""Rows, or EMG blocks, that wait for their time; the oldest go first."""
MOST_RAW = 256
"""Blocks that may wait to be filtered; a time that never comes must not let them pile up."""
BUTTON = BOARD_COLUMNS.index("button")


@quick
@dataclass(frozen=True, slots=True)
class StanceRow:
    """One readable row of a BOARD (`raw_kg`) or TILT (`tilt_deg`) stream."""

    t_ns: int
    raw_kg: Corners | None = None
    tilt_deg: Point | None = None
    button: bool = False


class StanceTrack:
    """Rows of the board a person stands on, of either kind; the newest readable one counts."""

    def __init__(self, settings: SignalSettings) -> None:
        self._floor_kg = settings.load_floor_kg
        self._pending: deque[StanceRow] = deque(maxlen=CAPACITY)
        self.newest: StanceRow | None = None
        self.button = False

    def feed(self, block: SampleBlock) -> None:
        """Take a BOARD or TILT block.  Unreadable rows are left out, as if they had been lost."""
        read = _board_row if block.stream is Stream.BOARD else _tilt_row
        if self._pending:
            _forget_later(self._pending, block.t0_ns, lambda row: row.t_ns)
        for index, values in enumerate(block.data.tolist()):
            row = read(block.t_ns(index), values)
            if row is not None:
                self._pending.append(row)

    def advance(self, t_ns: int) -> StanceRow | None:
        """Newest row not later than `t_ns`; a button pressed in any row since the last call counts."""
        due = pressed = False
        pending = self._pending
        while pending and pending[0].t_ns <= t_ns:
            row = pending.popleft()
            due, pressed = True, pressed or row.button
            if not self._is_gap(row):
                self.newest = row
        if due:
            self.button = pressed
        return self.newest

    def _is_gap(self, row: StanceRow) -> bool:
        """Whether an all-zero row comes so soon after a loaded one that it is lost data."""
        before = self.newest
        return (row.raw_kg is not None and not row.raw_kg[0] and not any(row.raw_kg) and before is not None
                and before.raw_kg is not None and sum(before.raw_kg) >= self._floor_kg
                and row.t_ns - before.t_ns <= ZERO_GAP_NS)


@quick
@dataclass(frozen=True, slots=True)
class Envelopes:
    """Envelopes of one block, a row for each sample, and health and hum of its electrodes at its end."""

    t0_ns: int
    rate_hz: float
    values: Sequence[Sequence[float]]
    health: tuple[StreamHealth, ...]
    humming: tuple[bool, ...] = ()

    def newest(self, t_ns: int) -> tuple[int, int]:
        """Return place and time of the newest sample not later than `t_ns` (>= t0_ns), as its block tells it."""
        t0_ns, rate_hz = self.t0_ns, self.rate_hz
        index = min(len(self.values) - 1, int((t_ns - t0_ns) * rate_hz / NS_PER_S) + 1)
        at_ns = t0_ns + round(index * NS_PER_S / rate_hz)
        while index and at_ns > t_ns:
            index -= 1
            at_ns = t0_ns + round(index * NS_PER_S / rate_hz)
        return index, at_ns


@quick
@dataclass(frozen=True, slots=True)
class EnvelopePoint:
    """The envelope of each channel at one sample."""

    t_ns: int
    values: tuple[float, ...]
    health: tuple[StreamHealth, ...]
    humming: tuple[bool, ...]


@dataclass(eq=False, slots=True)
class _Slot:
    """A block that waits for its time, and its envelopes as soon as they are known."""

    block: SampleBlock
    envelopes: Envelopes | None = None


class EmgTrack:
    """Envelopes of one EMG stream, sample by sample.

    Blocks are filtered when their time has come, all that came since the last time in one call.
    """

    def __init__(self, settings: SignalSettings) -> None:
        self._signal = EmgSignal(settings)
        self._pending: deque[_Slot] = deque(maxlen=CAPACITY)
        self._raw: list[_Slot] = []
        self._newest: Envelopes | None = None
        self._place = -1
        self._point: EnvelopePoint | None = None

    def feed(self, block: SampleBlock) -> None:
        """Take an EMG block."""
        if not self._signal.readable(block):
            return
        if self._pending:
            _forget_later(self._pending, block.t0_ns, lambda slot: slot.block.t0_ns)
        slot = _Slot(block)
        self._pending.append(slot)
        self._raw.append(slot)
        if len(self._raw) >= MOST_RAW:
            self._filter_each()

    def reset(self) -> None:
        """Start the filters anew with the next block."""
        self._filter_each()
        self._signal.reset()

    def advance(self, t_ns: int) -> EnvelopePoint | None:
        """Newest envelopes not later than `t_ns`; the same object as long as nothing newer is due."""
        due: _Slot | None = None
        while self._pending and self._pending[0].block.t0_ns <= t_ns:
            due = self._pending.popleft()
        if due is not None:
            self._newest = due.envelopes if due.envelopes is not None else self._filter_to(due)
            self._place = -1
        newest = self._newest
        if newest is not None and self._place < len(newest.values) - 1:
            place, at_ns = newest.newest(t_ns)
            if place != self._place:
                self._place = place
                self._point = EnvelopePoint(at_ns, tuple(newest.values[place]), newest.health, newest.humming)
        return self._point

    def _filter_to(self, slot: _Slot) -> Envelopes:
        """Filter, in one call, all that came up to this slot; nobody will ask for what came before it."""
        past = self._raw.index(slot) + 1
        values = self._signal.feed_all([one.block for one in self._raw[:past]])
        del self._raw[:past]
        return self._envelopes(slot.block, values)

    def _filter_each(self) -> None:
        """Filter all that waits, one by one, for each may still be asked for."""
        for slot in self._raw:
            slot.envelopes = self._envelopes(slot.block, self._signal.feed_all((slot.block,)))
        self._raw.clear()

    def _envelopes(self, block: SampleBlock, values: Floats) -> Envelopes:
        signal = self._signal
        return Envelopes(block.t0_ns, block.rate_hz, values.tolist(), signal.health(), signal.humming())


def _board_row(t_ns: int, values: list[float]) -> StanceRow | None:
    """Read a BOARD row."""
    corners = readable_corners(values) if len(values) >= 4 else None
    button = len(values) > BUTTON and values[BUTTON] >= 0.5
    return StanceRow(t_ns, raw_kg=corners, button=button) if corners is not None else None


def _tilt_row(t_ns: int, values: list[float]) -> StanceRow | None:
    """Read a TILT row."""
    tilt = readable_tilt(values) if len(values) >= 2 else None
    return StanceRow(t_ns, tilt_deg=tilt) if tilt is not None else None


def _forget_later(pending: deque[T], t0_ns: int, time_of: Callable[[T], int]) -> None:
    """Drop entries stamped after a newer block begins: time goes forward in a stream, so their stamps were wrong.

    Left in, one stamp far in the future would hold up everything behind it.
    """
    while pending and time_of(pending[-1]) > t0_ns:
        pending.pop()
