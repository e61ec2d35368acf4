"""What the drivers of Linux event nodes share: the state, the grid of rows, and what silence means.

    ask how everything stands -> is it the device? -> wait for a first change -> a row each 10 ms

The kernel tells changes only, so events are no clock: rows stand on a steady grid of 100 Hz and hold what was
last known.  Their time is the host's, as these nodes pass on no clock of the device; a change counts from when
the kernel heard of it.  Not here: what the axes of one device mean (`wii_evdev`, `joystick`).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Set
from enum import Enum, auto

import numpy as np

from core.clock import NS_PER_MS, NS_PER_S
from core.samples import SampleBlock, Stream
from devices.codecs import evdev as codec
from devices.codecs.evdev import DeviceState, Event, EventType, Syn
from devices.drivers import NOTHING, LinkNote, NoteKind, Output

GRID_HZ = 100.0
GRID_NS = 10 * NS_PER_MS
ASK_NS = NS_PER_S
ASKS = 3
SETTLE_NS = 300 * NS_PER_MS
"""How long a first change is waited for, as what the kernel remembers may be from before the last loss."""

HOLD_NS = 250 * NS_PER_MS
"""A device that cannot be still is believed for so long; then there are no more rows."""

SILENT_NS = NS_PER_S
GIVE_UP_NS = 3 * NS_PER_S
_STAMP_TRUST_NS = NS_PER_S
_MOST_ROWS = 1000
"""Rows made up for a reader that was held up; what is older counts as lost."""

_CALM_NS = NS_PER_S
_MUTE = "The operating system does not tell how the board stands. Plug it in or switch it on again."
_OVERRUN = ("This computer was too slow for the board for a moment, and some of its movement is missing. "
            "Close other programs.")


class _Phase(Enum):
    ASKING = auto()
    SETTLING = auto()
    STREAMING = auto()
    FAILED = auto()


class EvdevDriver(ABC):
    """A `devices.drivers.Driver` for an event node; the far end is `devices.transports.evdev`.

    silent: what to say when a device that cannot be still is.
    """

    rate_hz = GRID_HZ
    silent = "The board sends nothing. Switch it off and on again."

    def __init__(self, stream: Stream, channels: int) -> None:
        self.stream = stream
        self.channels = channels
        self._phase = _Phase.ASKING
        self._asked = 0
        self._due_ns = 0
        self._answer = codec.StateDecoder()
        self._values: dict[int, int] = {}
        self._keys: set[int] = set()
        self._changes: list[Event] = []
        self._dropped = False
        self._heard_ns = 0
        self._told_silence = False
        self._seq = 0
        self._grid_ns = 0
        self._rows: list[tuple[float, ...]] = []
        self._lost = 0
        self._writes: list[bytes] = []
        self._blocks: list[SampleBlock] = []
        self._notes: list[LinkNote] = []
        self._told_ns: dict[NoteKind, int] = {}

    @abstractmethod
    def judge(self, state: DeviceState) -> str | None:
        """Return why this is not the device that was asked for, None when it is; called before all else."""

    @abstractmethod
    def welcome(self) -> str:
        """Return what a therapist should know when samples come."""

    @abstractmethod
    def row(self, values: Mapping[int, int], keys_down: Set[int]) -> tuple[float, ...]:
        """Return one row of samples from where the axes and keys stand."""

    @abstractmethod
    def may_be_still(self, values: Mapping[int, int]) -> bool:
        """Whether a device whose axes stand so may send nothing for long and yet be there."""

    def start(self, t_ns: int) -> Output:
        """Ask how everything stands."""
        self._due_ns = t_ns
        return self.tick(t_ns)

    def stop(self) -> tuple[bytes, ...]:
        """Say nothing: closing the node is enough."""
        return ()

    def receive(self, data: bytes, t_ns: int) -> Output:
        """Take what the transport read at `t_ns`."""
        for event in codec.decode_events(data):
            if self._phase is _Phase.FAILED:
                break
            self._take(event, t_ns)
        return self._output()

    def tick(self, t_ns: int) -> Output:
        """Let time pass: ask again, wait for a first change, fill the grid, watch for silence."""
        if self._phase is _Phase.ASKING and t_ns >= self._due_ns:
            self._ask(t_ns)
        elif self._phase is _Phase.SETTLING and t_ns >= self._due_ns:
            self._settle(t_ns)
        elif self._phase is _Phase.STREAMING:
            self._watch(t_ns)
            self._fill(t_ns + 1)
        return self._output()

    # --- what comes in -----------------------------------------------------------------------------------

    def _take(self, event: Event, t_ns: int) -> None:
        if event.type in (EventType.ABS, EventType.KEY):
            self._changes.append(event)
        elif event.type == EventType.SYN and event.code == Syn.DROPPED:
            self._dropped = True
        elif event.type == EventType.SYN and event.code == Syn.REPORT:
            self._close_moment(event, t_ns)
        elif (state := self._answer.take(event)) is not None:
            self._take_state(state, t_ns)

    def _close_moment(self, event: Event, t_ns: int) -> None:
        """Let the changes of one moment hold from then on, or ask for the state when some of them are gone."""
        changes, self._changes = self._changes, []
        if self._dropped:
            self._dropped = False
            if self._phase is _Phase.STREAMING:
                self._tell(NoteKind.OVERRUN, _OVERRUN, t_ns)
            self._writes.append(codec.ASK_STATE)
        elif self._phase is not _Phase.ASKING:
            self._begin_moment(event.t_ns if 0 <= t_ns - event.t_ns <= _STAMP_TRUST_NS else t_ns, t_ns)
            for change in changes:
                self._apply(change)

    def _begin_moment(self, at_ns: int, t_ns: int) -> None:
        if self._phase is _Phase.STREAMING:
            self._fill(at_ns)
            self._skip(at_ns, t_ns)
        self._heard_ns = max(self._heard_ns, at_ns)
        if self._phase is _Phase.SETTLING:
            self._due_ns = t_ns
        elif self._told_silence:
            self._told_silence = False
            self._note(NoteKind.READY, self.welcome(), t_ns)

    def _apply(self, change: Event) -> None:
        if change.type == EventType.ABS:
            self._values[change.code] = change.value
        elif change.value:
            self._keys.add(change.code)
        else:
            self._keys.discard(change.code)

    def _take_state(self, state: DeviceState, t_ns: int) -> None:
        if self._phase is _Phase.ASKING:
            why = self.judge(state)
            if why is not None:
                self._fail(NoteKind.WRONG_DEVICE, why, t_ns)
                return
            self._phase, self._heard_ns, self._due_ns = _Phase.SETTLING, t_ns, t_ns + SETTLE_NS
        elif self._phase is _Phase.STREAMING:
            self._begin_moment(t_ns, t_ns)
        self._values |= {code: axis.value for code, axis in state.axes.items()}
        self._keys = set(state.keys_down)

    # --- before the stream -------------------------------------------------------------------------------

    def _ask(self, t_ns: int) -> None:
        if self._asked >= ASKS:
            self._fail(NoteKind.MISSING, _MUTE, t_ns)
            return
        self._asked += 1
        self._due_ns = t_ns + ASK_NS
        self._writes.append(codec.ASK_STATE)

    def _settle(self, t_ns: int) -> None:
        """Begin when a change came, or none can be expected; give up on a device that should have changed."""
        if t_ns - self._heard_ns >= GIVE_UP_NS:
            self._fail(NoteKind.MISSING, self.silent, t_ns)
        elif t_ns - self._heard_ns < SETTLE_NS or self.may_be_still(self._values):
            self._phase, self._grid_ns = _Phase.STREAMING, t_ns
            self._note(NoteKind.READY, self.welcome(), t_ns)
            self._fill(t_ns + 1)

    # --- the grid ----------------------------------------------------------------------------------------

    def _fill(self, end_ns: int) -> None:
        """Add the rows before `end_ns`, as far as what is known may be believed."""
        if not self.may_be_still(self._values):
            end_ns = min(end_ns, self._heard_ns + HOLD_NS)
        n = -((self._grid_ns - end_ns) // GRID_NS)
        if n > _MOST_ROWS:
            self._leave_out(n - _MOST_ROWS)
            n = _MOST_ROWS
        if n > 0:
            self._rows += [self.row(self._values, self._keys)] * n
            self._move_on(n)

    def _skip(self, at_ns: int, t_ns: int) -> None:
        """Count the rows before `at_ns` that could not be told as lost, and say so."""
        n = -((self._grid_ns - at_ns) // GRID_NS)
        if n > 0:
            self._leave_out(n)
            self._tell(NoteKind.GAP, f"The board sent nothing for {(at_ns - self._heard_ns) // NS_PER_MS} ms; "
                       "the gap is marked in the recording.", t_ns)

    def _leave_out(self, n: int) -> None:
        self._flush()
        self._lost += n
        self._move_on(n)

    def _move_on(self, n: int) -> None:
        self._seq += n
        self._grid_ns += n * GRID_NS

    def _flush(self) -> None:
        """Make a block of the rows that wait; they end just before the next point of the grid."""
        n = len(self._rows)
        if n:
            data = np.array(self._rows, np.float32)
            self._blocks.append(SampleBlock(self.stream, self._seq - n, self._grid_ns - n * GRID_NS, self.rate_hz,
                                            data, self._lost))
            self._rows, self._lost = [], 0

    def _watch(self, t_ns: int) -> None:
        """Say that a device is silent which cannot be still, and give it up at last."""
        quiet_ns = t_ns - self._heard_ns
        if quiet_ns < SILENT_NS or self.may_be_still(self._values):
            return
        if quiet_ns >= GIVE_UP_NS:
            self._phase = _Phase.FAILED
        elif not self._told_silence:
            self._told_silence = True
            self._note(NoteKind.SILENT, self.silent, t_ns)

    # --- what goes out -----------------------------------------------------------------------------------

    def _output(self) -> Output:
        self._flush()
        failed = self._phase is _Phase.FAILED
        if not (self._writes or self._blocks or self._notes or failed):
            return NOTHING
        output = Output(tuple(self._writes), tuple(self._blocks), tuple(self._notes), failed)
        self._writes, self._blocks, self._notes = [], [], []
        return output

    def _fail(self, kind: NoteKind, text: str, t_ns: int) -> None:
        self._phase = _Phase.FAILED
        self._note(kind, text, t_ns)

    def _tell(self, kind: NoteKind, text: str, t_ns: int) -> None:
        """Remark on `kind` unless its cause came up less than a second ago."""
        last_ns = self._told_ns.get(kind, -_CALM_NS)
        self._told_ns[kind] = t_ns
        if t_ns - last_ns >= _CALM_NS:
            self._note(kind, text, t_ns)

    def _note(self, kind: NoteKind, text: str, t_ns: int) -> None:
        self._notes.append(LinkNote(self.stream, t_ns, kind, text))
