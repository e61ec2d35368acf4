"""Conversation with a board or EMG front end that sends generic serial lines.

    wait 2 s (opening resets most Arduinos) -> ``?`` up to three times -> ``S`` -> measure the rate -> stream

Without an ``#ID`` answer, records or bare numbers of a foreign sketch are taken if they can be read.
Not here: the format of the lines (`devices.codecs.generic_lines`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from enum import Enum, auto
from math import nan
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from core.clock import NS_PER_MS
from core.samples import BOARD_COLUMNS, SampleBlock, Stream
from devices.codecs import generic_lines as codec
from devices.codecs import strangers
from devices.codecs.generic_lines import Command, GenericColumns, Identity, Line, Loose, Record, RecordKind
from devices.drivers import NOTHING, LinkNote, NoteKind, Output
from devices.drivers.remarks import Remarks
from devices.timing import CounterClock, RateMeter, Run

RESET_WAIT_MS = 2000
_ANSWER_MS = 700
_ASKS = 3
_TOLERANT_AFTER_ASKS = 2
_MEASURE_NS = 500 * NS_PER_MS
_MEASURE_LIMIT_NS = 3000 * NS_PER_MS
_SILENT_NS = 500 * NS_PER_MS
_LOST_NS = 3000 * NS_PER_MS
_RATE_TRUST = 0.1

_KINDS: Mapping[str, Stream] = MappingProxyType(
    {"board4": Stream.BOARD, "tilt": Stream.TILT, "emg": Stream.EMG})
_STREAM_OF = {RecordKind.BOARD: Stream.BOARD, RecordKind.TILT: Stream.TILT, RecordKind.EMG: Stream.EMG}
_WIDTH = {Stream.BOARD: 4, Stream.TILT: 2, Stream.EMG: None}
_NAMES: Mapping[Stream, tuple[str, ...]] = {Stream.BOARD: codec.CORNERS, Stream.EMG: ()}
_TILT_NAMES = ("ROLL", "PITCH")
_WORDS = {Stream.BOARD: "a balance board", Stream.TILT: "a tilt board", Stream.EMG: "an EMG front end"}


class _State(Enum):
    RESETTING = auto()
    ASKING = auto()
    MEASURING = auto()
    STREAMING = auto()
    FAILED = auto()


class GenericLinesDriver:
    """A `devices.drivers.Driver` for the streams in `wanted` (the first is the one expected).

    columns: how to read numbers of senders that do not describe themselves; an ``#ID`` line wins.
    reset_wait_ms: how long the board is left alone after opening.  quiet: say nothing when nobody
    answers readably.  answered: whether anybody did, so that the baud rate is right.
    """

    def __init__(self, wanted: Collection[Stream], columns: GenericColumns | None = None,
                 reset_wait_ms: int = RESET_WAIT_MS, quiet: bool = False) -> None:
        self.wanted = tuple(wanted)
        self.stream = self.wanted[0]
        self.columns = columns or GenericColumns()
        self.channels = len(BOARD_COLUMNS) if self.stream is Stream.BOARD else _WIDTH[self.stream] or 1
        self.rate_hz = 80.0
        self.name = ""
        self.answered = False
        self._quiet = quiet
        self._reset_wait_ms = reset_wait_ms
        self._order: tuple[int, ...] | None = None
        self._told_hz: float | None = None
        self._speaks = False
        self._state = _State.RESETTING
        self._due_ns = 0
        self._asked = 0
        self._decoder = codec.Decoder(tolerant=False)
        self._damage_seen = 0
        self._heard = b""
        self._meter = RateMeter()
        self._widths: Counter[int] = Counter()
        self._width = 0
        self._clock = CounterClock(codec.SEQ_MODULUS, self.rate_hz)
        self._count = 0
        self._last_t_ns = 0
        self._came_ns = 0
        self._silent_said = False
        self._remarks = Remarks(self.stream, "lines")

    def start(self, t_ns: int) -> Output:
        """Leave the board alone while it resets."""
        self._due_ns = t_ns + self._reset_wait_ms * NS_PER_MS
        return self.tick(t_ns)

    def stop(self) -> tuple[bytes, ...]:
        """Ask the board to stop streaming."""
        return (codec.encode_command(Command.STOP),) if self._speaks else ()

    def receive(self, data: bytes, t_ns: int) -> Output:
        """Take what the port read at `t_ns`."""
        if self._state in (_State.RESETTING, _State.FAILED) or not data:
            return NOTHING
        lines = self._decoder.feed(data)
        self._remarks.count(NoteKind.GARBAGE, self._decoder.damage.total - self._damage_seen)
        self._damage_seen = self._decoder.damage.total
        if self._state is _State.ASKING:
            self._heard = (self._heard + data)[-512:]
            return self._listen(lines, t_ns)
        samples = [values for line in lines if (values := self._sample(line)) is not None]
        if not samples:
            return Output(notes=self._remarks.due(t_ns))
        self._came_ns, self._silent_said = t_ns, False
        if self._state is _State.MEASURING:
            self._meter.add(len(samples), t_ns)
            self._widths.update(len(_values(sample)) for sample in samples)
            return self._measured(t_ns)
        return Output(blocks=self._blocks(samples, t_ns), notes=self._remarks.due(t_ns))

    def tick(self, t_ns: int) -> Output:
        """Let time pass: ask again, give up, watch for silence."""
        if self._state in (_State.RESETTING, _State.ASKING) and t_ns >= self._due_ns:
            return self._ask(t_ns)
        if self._state is _State.MEASURING and t_ns - self._due_ns > _MEASURE_LIMIT_NS:
            return self._fail(NoteKind.MISSING, "The board said who it is but sends no samples; press its reset.",
                              t_ns)
        if self._state is _State.STREAMING:
            self._clock.silent(t_ns)
            return self._watch(t_ns)
        return NOTHING

    # -- before the stream ------------------------------------------------------------------------------

    def _ask(self, t_ns: int) -> Output:
        if self._asked >= _ASKS:
            return self._nobody(t_ns)
        if self._state is _State.RESETTING:
            self._decoder = codec.Decoder()
        self._state = _State.ASKING
        self._asked += 1
        self._decoder.tolerant = self._asked > _TOLERANT_AFTER_ASKS
        self._due_ns = t_ns + _ANSWER_MS * NS_PER_MS
        return Output(writes=(codec.encode_command(Command.IDENTIFY),))

    def _nobody(self, t_ns: int) -> Output:
        stranger = strangers.recognise(self._heard)
        self.answered = stranger is not None
        if stranger or self._heard:
            return self._fail(NoteKind.WRONG_DEVICE,
                              f"At this port answers {stranger or 'something that sends no readable lines'}, "
                              f"not {self._wanted_words()}: choose another port or baud rate.", t_ns)
        return self._fail(NoteKind.MISSING, f"Nothing answers as {self._wanted_words()} at this port: "
                          "check power, plug and sketch.", t_ns)

    def _listen(self, lines: Sequence[Line], t_ns: int) -> Output:
        for line in lines:
            if isinstance(line, Identity):
                return self._identified(line, t_ns)
            if self._decoder.tolerant:
                return self._accept(line, t_ns)
        return NOTHING

    def _identified(self, identity: Identity, t_ns: int) -> Output:
        self.answered = True
        kind = identity.fields.get("kind", "")
        stream = _KINDS.get(kind)
        if stream not in self.wanted:
            return self._fail(NoteKind.WRONG_DEVICE, f"The device at this port says it is '{kind[:20]}', "
                              f"not {self._wanted_words()}: choose another port.", t_ns)
        self.stream, self._speaks = stream, True
        self.name = identity.fields.get("name", "")
        self.columns = _described(identity, self.columns)
        self._told_hz = identity.number("rate", 1.0, 20_000.0)
        order = tuple(identity.fields.get("order", "").split(","))
        if sorted(order) == sorted(codec.CORNERS):
            self._order = tuple(order.index(corner) for corner in codec.CORNERS)
        return self._begin(t_ns)

    def _accept(self, line: Line, t_ns: int) -> Output:
        """Take a sender without identity, if its lines can be read as what is wanted."""
        expected = self.stream
        for stream in self.wanted:
            self.stream = stream
            if self._sample(line) is not None:
                self._speaks = isinstance(line, Record)
                return self._begin(t_ns)
        self.stream = expected
        return NOTHING

    def _begin(self, t_ns: int) -> Output:
        self._state, self._due_ns = _State.MEASURING, t_ns
        self._remarks = Remarks(self.stream, "lines")
        return Output(writes=self._start_words())

    def _start_words(self) -> tuple[bytes, ...]:
        """Return START, but not for a foreign sketch, whose letters may mean anything."""
        return (codec.encode_command(Command.START),) if self._speaks else ()

    def _measured(self, t_ns: int) -> Output:
        measured = self._meter.rate_hz(_MEASURE_NS)
        if measured is None:
            return NOTHING
        told = self._told_hz
        self.rate_hz = told if told and abs(measured - told) <= _RATE_TRUST * told else measured
        self._clock = CounterClock(codec.SEQ_MODULUS, self.rate_hz)
        self._width = self._widths.most_common(1)[0][0]
        self.channels = len(BOARD_COLUMNS) if self.stream is Stream.BOARD else self._width
        self._state, self.answered = _State.STREAMING, True
        who = f"'{self.name[:40]}'" if self.name else f"{_WORDS[self.stream].capitalize()} without a name"
        text = f"{who} sends {self.rate_hz:g} samples a second."
        return Output(notes=(self._note(NoteKind.READY, text, t_ns),))

    # -- the stream -------------------------------------------------------------------------------------

    def _sample(self, line: Line) -> Line | None:
        """Return `line` if it is a sample of this stream, with the wanted numbers only."""
        if isinstance(line, Loose):
            if _labelled(line) not in (None, self.stream):
                return None
            if self.stream is Stream.TILT:
                return _tilt(line)
            values = codec.pick(line, self.columns, _NAMES[self.stream], _WIDTH[self.stream])
            return None if values is None else replace(line, values=values)
        return line if isinstance(line, Record) and _STREAM_OF[line.kind] is self.stream else None

    def _blocks(self, samples: Sequence[Line], t_ns: int) -> tuple[SampleBlock, ...]:
        same = [sample for sample in samples if len(_values(sample)) == self._width]  # the others were cut short
        self._remarks.count(NoteKind.GARBAGE, len(samples) - len(same))
        if not same:
            return ()
        data = self._physical(np.array([_values(sample) for sample in same], np.float32))
        blocks = []
        for run in self._runs(same, t_ns):
            self._remarks.count(NoteKind.GAP, run.lost)
            blocks.append(SampleBlock(self.stream, run.seq, run.t0_ns, self.rate_hz,
                                      data[run.first:run.first + run.n], run.lost))
        return tuple(blocks)

    def _runs(self, samples: Sequence[Line], t_ns: int) -> list[Run]:
        records = [sample for sample in samples if isinstance(sample, Record)]
        if records:
            return self._clock.place([r.seq for r in records], t_ns, [r.t_us for r in records])
        n = len(samples)
        t0_ns = max(t_ns - round((n - 1) * 1e9 / self.rate_hz), self._last_t_ns)
        self._last_t_ns, seq = t_ns, self._count
        self._count += n
        return [Run(0, n, seq, t0_ns, 0)]

    def _physical(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        """Turn sent numbers into the columns of the stream."""
        if self.stream is Stream.EMG:
            return (values - np.float32(self.columns.zero)) * np.float32(self.columns.uv_per_count)
        if self.stream is Stream.TILT:
            return values * np.float32(0.01)
        data = np.zeros((len(values), len(BOARD_COLUMNS)), np.float32)
        data[:, :4] = (values if self._order is None else values[:, self._order]) * self.columns.kg_per_unit
        data[:, BOARD_COLUMNS.index("battery")] = nan
        data[:, BOARD_COLUMNS.index("temperature_c")] = nan
        return data

    def _watch(self, t_ns: int) -> Output:
        silence_ns = t_ns - self._came_ns
        if silence_ns > _LOST_NS:
            self._state = _State.FAILED
            return Output(failed=True)
        if silence_ns > _SILENT_NS and not self._silent_said:
            self._silent_said = True
            note = self._note(NoteKind.SILENT, "The board sends nothing; wait, or check its power.", t_ns)
            return Output(writes=self._start_words(), notes=(note,))
        return Output(notes=self._remarks.due(t_ns))

    def _fail(self, kind: NoteKind, text: str, t_ns: int) -> Output:
        self._state = _State.FAILED
        silent = self._quiet and not self.answered
        return Output(notes=() if silent else (self._note(kind, text, t_ns),), failed=True)

    def _note(self, kind: NoteKind, text: str, t_ns: int) -> LinkNote:
        return LinkNote(self.stream, t_ns, kind, text)

    def _wanted_words(self) -> str:
        return " or ".join(_WORDS[stream] for stream in self.wanted)


def _values(line: Line) -> tuple[float, ...]:
    return () if isinstance(line, Identity) else line.values


def _labelled(line: Loose) -> Stream | None:
    """Return which board the labels of a foreign line tell of, None where they tell of none."""
    labels = set(line.labels)
    if labels.issuperset(codec.CORNERS):
        return Stream.BOARD
    return Stream.TILT if labels.issuperset(_TILT_NAMES) else None


def _tilt(line: Loose) -> Loose | None:
    """Return roll and pitch in hundredths of a degree from a line that labels them in degrees."""
    if _labelled(line) is not Stream.TILT:
        return None
    return replace(line, values=tuple(100.0 * line.values[line.labels.index(name)] for name in _TILT_NAMES))


def _described(identity: Identity, columns: GenericColumns) -> GenericColumns:
    """Return what an ``#ID`` line says about its numbers, over what the settings say."""
    unit = identity.fields.get("unit", "")
    return replace(
        columns,
        unit=codec.Unit(unit) if unit in set(codec.Unit) else columns.unit,
        counts_per_kg=identity.number("cpk", 1e-3, 1e9) or columns.counts_per_kg,
        bits=int(identity.number("bits", 1, 32) or columns.bits),
        uv_per_count=identity.number("uv", 1e-6, 1e6) or columns.uv_per_count,
        zero_count=identity.number("zero", -1e9, 1e9) if "zero" in identity.fields else columns.zero_count,
    )
