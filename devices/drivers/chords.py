"""Conversation with a Chords EMG board.

    wait 2 s (opening resets it) -> ``WHORU`` up to three times, 2 s each -> ``START`` -> find the number of
    channels and the rate in the frames -> stream

Any byte stops a stream, so nothing is written while frames come; after a silence START is sent again.
Not here: the format of the frames (`devices.codecs.chords`).
"""

from __future__ import annotations

from enum import Enum, auto

import numpy as np
from numpy.typing import NDArray

from core.clock import NS_PER_MS
from core.samples import SampleBlock, Stream
from devices.codecs import chords as codec
from devices.codecs import strangers
from devices.codecs.chords import Command, Frames
from devices.drivers import NOTHING, LinkNote, NoteKind, Output
from devices.drivers.remarks import Remarks
from devices.timing import CounterClock, RateMeter

RESET_WAIT_MS = 2000
_ANSWER_MS = 2000
_ASKS = 3
_FRAMES_LIMIT_NS = 5000 * NS_PER_MS
_MEASURE_NS = 500 * NS_PER_MS
_SILENT_NS = 500 * NS_PER_MS
_RESTART_NS = 2500 * NS_PER_MS
_LOST_NS = 8000 * NS_PER_MS
_RATE_TRUST = 0.1


class _State(Enum):
    RESETTING = auto()
    ASKING = auto()
    MEASURING = auto()
    STREAMING = auto()
    FAILED = auto()


class ChordsDriver:
    """A `devices.drivers.Driver` for one Chords board.

    gain: of the amplifier before the board, for the scale in microvolt.  reset_wait_ms: how long the
    board is left alone after opening.  quiet: say nothing when nobody answers
    readably.  answered: whether anybody did, so that the baud rate is right.
    """

    def __init__(self, gain: float = codec.DEFAULT_GAIN, reset_wait_ms: int = RESET_WAIT_MS,
                 quiet: bool = False) -> None:
        self.stream = Stream.EMG
        self.channels = 6
        self.rate_hz = 250.0
        self.name = ""
        self.answered = False
        self._quiet = quiet
        self._gain = gain
        self._reset_wait_ms = reset_wait_ms
        self._board = codec.BOARDS["UNO-R3"]
        self._uv_of_count = np.zeros(0, np.float32)
        self._state = _State.RESETTING
        self._due_ns = 0
        self._asked = 0
        self._heard = b""
        self._decoder: codec.Decoder | None = None
        self._skipped_seen = 0
        self._meter = RateMeter()
        self._clock = CounterClock(codec.COUNTER_MODULUS, self.rate_hz)
        self._repeated_seen = 0
        self._came_ns = 0
        self._remarks = Remarks(self.stream, "bytes")

    def start(self, t_ns: int) -> Output:
        """Leave the board alone while it resets."""
        self._due_ns = t_ns + self._reset_wait_ms * NS_PER_MS
        return self.tick(t_ns)

    def stop(self) -> tuple[bytes, ...]:
        """Ask the board to stop streaming."""
        return (codec.encode_command(Command.STOP),)

    def receive(self, data: bytes, t_ns: int) -> Output:
        """Take what the port read at `t_ns`."""
        if self._state in (_State.RESETTING, _State.FAILED) or not data:
            return NOTHING
        if self._state is _State.ASKING:
            return self._listen(data, t_ns)
        if self._decoder is None and not self._find_channels(data):
            return NOTHING
        frames = self._frames(data)
        if frames is None:
            return Output(notes=self._remarks.due(t_ns))
        self._came_ns, self._due_ns = t_ns, t_ns + _SILENT_NS
        if self._state is _State.MEASURING:
            self._meter.add(len(frames.counters), t_ns)
            return self._measured(t_ns)
        return Output(blocks=self._blocks(frames, t_ns), notes=self._remarks.due(t_ns))

    def tick(self, t_ns: int) -> Output:
        """Let time pass: ask again, give up, watch for silence."""
        if self._state in (_State.RESETTING, _State.ASKING) and t_ns >= self._due_ns:
            return self._ask(t_ns)
        if self._state is _State.MEASURING and t_ns - self._came_ns > _FRAMES_LIMIT_NS:
            return self._fail(NoteKind.MISSING, f"The Chords board {self.name} sends no samples after START: "
                              "press its reset.", t_ns)
        if self._state is _State.STREAMING:
            self._clock.silent(t_ns)
            return self._watch(t_ns)
        return NOTHING

    # -- before the stream ------------------------------------------------------------------------------

    def _ask(self, t_ns: int) -> Output:
        if self._asked >= _ASKS:
            return self._nobody(t_ns)
        self._state = _State.ASKING
        self._asked += 1
        self._due_ns = t_ns + _ANSWER_MS * NS_PER_MS
        return Output(writes=(codec.encode_command(Command.IDENTIFY),))

    def _nobody(self, t_ns: int) -> Output:
        if not self._heard:
            return self._fail(NoteKind.MISSING, "Nothing answers as a Chords board at this port: check power, "
                              "plug and firmware.", t_ns)
        stranger = strangers.recognise(self._heard)
        self.answered = stranger is not None
        stranger = stranger or "something that is not a Chords board"
        return self._fail(NoteKind.WRONG_DEVICE, f"At this port answers {stranger}: choose another port "
                          "or baud rate.", t_ns)

    def _listen(self, data: bytes, t_ns: int) -> Output:
        self._heard = (self._heard + data)[-512:]
        name = codec.decode_name(self._heard)
        if name is None:
            return NOTHING
        self.name, self._board, self._heard = name, codec.BOARDS[name], b""
        self._uv_of_count = _microvolt(self._board, self._gain)
        self._state, self._came_ns = _State.MEASURING, t_ns
        return Output(writes=(codec.encode_command(Command.START),))

    def _find_channels(self, data: bytes) -> bool:
        self._heard = (self._heard + data)[-4096:]
        channels = codec.detect_channels(self._heard)
        if channels is None:
            return False
        self.channels = channels
        self._decoder = codec.Decoder(channels)
        self._heard = b""
        return True

    def _measured(self, t_ns: int) -> Output:
        measured = self._meter.rate_hz(_MEASURE_NS)
        if measured is None:
            return NOTHING
        told = self._board.rate_hz
        self.rate_hz = told if abs(measured - told) <= _RATE_TRUST * told else measured
        self._clock = CounterClock(codec.COUNTER_MODULUS, self.rate_hz)
        self._state, self.answered = _State.STREAMING, True
        text = f"Chords board {self.name} sends {self.channels} channels, {self.rate_hz:g} samples a second."
        return Output(notes=(self._note(NoteKind.READY, text, t_ns),))

    # -- the stream -------------------------------------------------------------------------------------

    def _frames(self, data: bytes) -> Frames | None:
        if self._decoder is None:
            return None
        frames = self._decoder.feed(data)
        self._remarks.count(NoteKind.GARBAGE, self._decoder.skipped - self._skipped_seen)
        self._skipped_seen = self._decoder.skipped
        return frames

    def _blocks(self, frames: Frames, t_ns: int) -> tuple[SampleBlock, ...]:
        data = self._uv_of_count.take(frames.counts)
        blocks = []
        for run in self._clock.place(frames.counters, t_ns):
            self._remarks.count(NoteKind.GAP, run.lost)
            blocks.append(SampleBlock(self.stream, run.seq, run.t0_ns, self.rate_hz,
                                      data[run.first:run.first + run.n], run.lost))
        return tuple(blocks)

    def _watch(self, t_ns: int) -> Output:
        if t_ns - self._came_ns > _LOST_NS:
            self._state = _State.FAILED
            return Output(failed=True)
        if t_ns >= self._due_ns:
            self._due_ns = t_ns + _RESTART_NS
            note = self._note(NoteKind.SILENT, "The EMG board sends nothing; it was asked to start again.", t_ns)
            return Output(writes=(codec.encode_command(Command.START),), notes=(note,))
        notes = self._remarks.due(t_ns)
        return Output(notes=notes) if notes else NOTHING

    def _fail(self, kind: NoteKind, text: str, t_ns: int) -> Output:
        self._state = _State.FAILED
        silent = self._quiet and not self.answered
        return Output(notes=() if silent else (self._note(kind, text, t_ns),), failed=True)

    def _note(self, kind: NoteKind, text: str, t_ns: int) -> LinkNote:
        return LinkNote(self.stream, t_ns, kind, text)


def _microvolt(board: codec.Board, gain: float) -> NDArray[np.float32]:
    """Return the microvolt of each count there is: one look-up costs less than a difference and a product."""
    table = np.arange(1 << 16, dtype=np.float32)
    table -= board.zero_count
    table *= board.uv_per_count(gain)
    return table
