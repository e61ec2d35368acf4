"""Streams that a library hands out in chunks: Lab Streaming Layer, BrainFlow.

    description -> refuse it or take it -> measure the rate for a second -> stream

Samples with time stamps keep them, as long as those make sense on our clock; others are counted against it.  A
library does not always say that its device is gone, so silence is watched here.
Not here: the libraries (`devices.transports`), and how chunks are packed (`devices.codecs.chunks`).
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto
from math import isfinite, nan

import numpy as np
from numpy.typing import NDArray

from core.clock import NS_PER_MS, NS_PER_S
from core.samples import BOARD_COLUMNS, SampleBlock, Stream
from devices.codecs import chunks as codec
from devices.codecs.chunks import Chunk, Description
from devices.drivers import NOTHING, LinkNote, NoteKind, Output
from devices.drivers.remarks import Remarks
from devices.stamped import StampClock
from devices.timing import RateMeter, Run
from devices.uncounted import TallyClock

MAX_CHANNELS = 64
MAX_RATE_HZ = 50_000.0
MAX_IRREGULAR_HZ = 250.0
_DESCRIBE_NS = 3000 * NS_PER_MS
_MEASURE_NS = NS_PER_S
_FIRST_NS = 10 * NS_PER_S
_SILENT_NS = 500 * NS_PER_MS
_LOST_NS = 3000 * NS_PER_MS
_RATE_TRUST = 0.2
_CORNERS = ("TL", "TR", "BL", "BR")
_UV = {"": 1.0, "uv": 1.0, "µv": 1.0, "μv": 1.0, "microvolt": 1.0, "microvolts": 1.0, "mv": 1e3,
       "millivolt": 1e3, "millivolts": 1e3, "v": 1e6, "volt": 1e6, "volts": 1e6}
_KG = {"": 1.0, "kg": 1.0, "kilogram": 1.0, "kilograms": 1.0, "g": 1e-3, "gram": 1e-3, "grams": 1e-3,
       "n": 1 / 9.80665, "newton": 1 / 9.80665, "newtons": 1 / 9.80665}


def refusal(told: Description, wanted: Stream) -> str | None:
    """Return why this stream cannot be what is wanted, in one sentence that says what to do; None when it can."""
    name = f"'{told.name[:40]}'"
    if not told.numeric:
        return f"The stream {name} carries words, not samples: is another stream meant?"
    if not (isfinite(told.rate_hz) and 0 <= told.rate_hz <= MAX_RATE_HZ):
        return f"The stream {name} tells a rate that cannot be ({told.rate_hz:g}): set it right at the sender."
    if wanted is Stream.BOARD and told.channels != len(_CORNERS):
        return (f"The stream {name} has {told.channels} channels; a board needs four, TL, TR, BL and BR in "
                "kilograms: choose another stream.")
    if not 1 <= told.channels <= MAX_CHANNELS:
        return f"The stream {name} has {told.channels} channels, of 1 to {MAX_CHANNELS} that can be read."
    if told.unit.lower() not in (_KG if wanted is Stream.BOARD else _UV):
        return f"The stream {name} is in '{told.unit[:20]}': let its sender use {_unit_of(wanted)}."
    return None


class _State(Enum):
    WAITING = auto()
    MEASURING = auto()
    STREAMING = auto()
    FAILED = auto()


class ChunksDriver:
    """A `devices.drivers.Driver` for one stream of chunks; wanted: what it shall be, BOARD or EMG.

    take: the channels wanted of it, the first so many; None for all.
    """

    def __init__(self, wanted: Stream = Stream.EMG, take: int | None = None) -> None:
        self.stream = wanted
        self.channels = 1
        self.rate_hz = 500.0
        self._take = take
        self._told: Description | None = None
        self._state = _State.WAITING
        self._opened_ns = 0
        self._came_ns = 0
        self._silent_said = False
        self._stamped = True
        self._meter = RateMeter()
        self._tally = TallyClock(self.rate_hz)
        self._stamps = StampClock(self.rate_hz)
        self._remarks = Remarks(self.stream, "bytes")

    def start(self, t_ns: int) -> Output:
        """Wait for the description."""
        self._opened_ns = t_ns
        return NOTHING

    def stop(self) -> tuple[bytes, ...]:
        """Return nothing: a library is not written to."""
        return ()

    def receive(self, data: bytes, t_ns: int) -> Output:
        """Take one packet that was handed out at `t_ns`."""
        if self._gave_up():
            return NOTHING
        records, skipped = codec.decode(data)
        self._remarks.count(NoteKind.GARBAGE, skipped)
        blocks: list[SampleBlock] = []
        notes: list[LinkNote] = []
        for record in records:
            if isinstance(record, Description):
                if self._state is _State.WAITING and not self._accept(record, t_ns, notes):
                    break
            elif self._told is not None:
                blocks += self._hand_on(record, self._told, t_ns, notes)
        return Output(blocks=tuple(blocks), notes=(*notes, *self._due(t_ns)), failed=self._gave_up())

    def tick(self, t_ns: int) -> Output:
        """Let time pass: give up on what does not come, watch for silence."""
        if self._state is _State.WAITING and t_ns - self._opened_ns > _DESCRIBE_NS:
            return self._fail("The stream does not say what it is: start it again.", t_ns)
        if self._state is _State.MEASURING and t_ns - self._came_ns > _FIRST_NS:
            return self._fail("The stream is there but sends nothing: start its sender.", t_ns)
        if self._state is not _State.STREAMING:
            return NOTHING
        self._tally.silent(t_ns)
        silence_ns = t_ns - self._came_ns
        if silence_ns > _LOST_NS:
            self._state = _State.FAILED
            return Output(failed=True)
        if silence_ns > _SILENT_NS and not self._silent_said:
            self._silent_said = True
            return Output(notes=(self._note(NoteKind.SILENT, "The stream has stopped; wait, or look after its "
                                            "sender.", t_ns),))
        return Output(notes=self._due(t_ns))

    # -- before the stream ------------------------------------------------------------------------------

    def _accept(self, told: Description, t_ns: int, notes: list[LinkNote]) -> bool:
        why_not = refusal(told, self.stream)
        if why_not is not None:
            self._state = _State.FAILED
            notes.append(self._note(NoteKind.WRONG_DEVICE, why_not, t_ns))
            return False
        self._told, self._state, self._came_ns = told, _State.MEASURING, t_ns
        return True

    def _measured(self, told: Description, n: int, t_ns: int, notes: list[LinkNote]) -> None:
        self._meter.add(n, t_ns)
        measured = self._meter.rate_hz(_MEASURE_NS)
        if measured is None:
            return
        if not told.rate_hz and measured > MAX_IRREGULAR_HZ:
            self._state = _State.FAILED
            notes.append(self._note(NoteKind.WRONG_DEVICE, f"The stream '{told.name[:40]}' tells no rate, but "
                                    f"sends {measured:.0f} samples a second: set a rate at its sender.", t_ns))
            return
        fits = abs(measured - told.rate_hz) <= _RATE_TRUST * told.rate_hz
        self.rate_hz = told.rate_hz if fits else measured
        self._tally, self._stamps = TallyClock(self.rate_hz), StampClock(self.rate_hz)
        self._state = _State.STREAMING
        notes.append(self._note(NoteKind.READY, self._welcome(told), t_ns))

    def _welcome(self, told: Description) -> str:
        unit = "" if told.unit else f", and no unit, so {_unit_of(self.stream)} are taken"
        stamps = "" if self._stamped else " Its samples are timed by their arrival."
        return (f"{told.source} '{told.name[:40]}' sends {told.channels} channels, {self.rate_hz:g} samples a "
                f"second{unit}.{stamps}")

    # -- the stream -------------------------------------------------------------------------------------

    def _hand_on(self, chunk: Chunk, told: Description, t_ns: int, notes: list[LinkNote]) -> list[SampleBlock]:
        if chunk.values.shape[1] != told.channels:
            self._remarks.count(NoteKind.GARBAGE, chunk.values.nbytes)
            return []
        self._came_ns, self._silent_said = t_ns, False
        if self._state is _State.MEASURING:
            self._stamped &= chunk.t_ns is not None and self._stamps.trusts(chunk.t_ns, t_ns)
            self._measured(told, len(chunk.values), t_ns, notes)
            return []
        sound: NDArray[np.bool_] = np.all(np.isfinite(chunk.values), axis=1)
        if not sound.any():
            self._remarks.count(NoteKind.GARBAGE, chunk.values.nbytes)
            return []
        data = self._physical(chunk.values[sound], told)
        self.channels = data.shape[1]
        times = None if chunk.t_ns is None else chunk.t_ns[sound]
        return self._blocks(data, self._runs(times, sound, told, t_ns))

    def _runs(self, times: NDArray[np.int64] | None, sound: NDArray[np.bool_], told: Description,
              t_ns: int) -> Sequence[Run]:
        if times is not None and self._stamped:
            return self._stamps.place(times, t_ns, each=not told.rate_hz)
        kept = np.cumsum(sound)
        holes = [int(kept[row]) for row in np.flatnonzero(~sound) if kept[row] < kept[-1]]
        return self._tally.place(int(kept[-1]), t_ns, sorted(set(holes)))

    def _blocks(self, data: NDArray[np.float32], runs: Sequence[Run]) -> list[SampleBlock]:
        blocks = []
        for run in runs:
            self._remarks.count(NoteKind.GAP, run.lost)
            blocks.append(SampleBlock(self.stream, run.seq, run.t0_ns, self.rate_hz,
                                      data[run.first:run.first + run.n], run.lost))
        return blocks

    def _physical(self, values: NDArray[np.float32], told: Description) -> NDArray[np.float32]:
        """Turn sent numbers into the columns of the stream."""
        if self.stream is Stream.EMG:
            return values[:, :self._take] * np.float32(_UV[told.unit.lower()])
        data = np.zeros((len(values), len(BOARD_COLUMNS)), np.float32)
        labels = tuple(label.upper() for label in told.labels)
        named = sorted(labels) == sorted(_CORNERS)
        order = [labels.index(corner) for corner in _CORNERS] if named else slice(None)
        data[:, :4] = values[:, order] * np.float32(_KG[told.unit.lower()])
        data[:, BOARD_COLUMNS.index("battery")] = nan
        data[:, BOARD_COLUMNS.index("temperature_c")] = nan
        return data

    def _gave_up(self) -> bool:
        return self._state is _State.FAILED

    def _due(self, t_ns: int) -> tuple[LinkNote, ...]:
        return self._remarks.due(t_ns) if self._state is _State.STREAMING else ()

    def _fail(self, text: str, t_ns: int) -> Output:
        self._state = _State.FAILED
        return Output(notes=(self._note(NoteKind.MISSING, text, t_ns),), failed=True)

    def _note(self, kind: NoteKind, text: str, t_ns: int) -> LinkNote:
        return LinkNote(self.stream, t_ns, kind, text)


def _unit_of(stream: Stream) -> str:
    return "kilograms" if stream is Stream.BOARD else "microvolt"
