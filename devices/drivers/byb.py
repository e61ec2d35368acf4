"""Conversation with a Backyard Brains SpikerBox, on a serial line or as an HID device.

    serial  wait 2 s (opening resets shields) -> ``b:;`` up to three times -> HWT -> channels -> measure -> stream
    HID     ``?:;`` up to three times -> HWT -> ``max:;`` ``start:;`` ``board:;`` -> measure -> stream

Samples come in counts around the middle of the converter: these boxes do not tell a microvolt.
Not here: the format of frames and messages (`devices.codecs.byb`).
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto

import numpy as np

from core.clock import NS_PER_MS
from core.samples import SampleBlock, Stream
from devices.codecs import byb as codec
from devices.codecs import strangers
from devices.codecs.byb import Box, Command, Message, Samples
from devices.drivers import NOTHING, LinkNote, NoteKind, Output
from devices.drivers.remarks import Remarks
from devices.timing import RateMeter
from devices.uncounted import TallyClock

RESET_WAIT_MS = 2000
_ANSWER_MS = 1000
_ASKS = 3
_SETTLE_NS = 300 * NS_PER_MS
_MEASURE_NS = 500 * NS_PER_MS
_FRAMES_LIMIT_NS = 3000 * NS_PER_MS
_GATHER_NS = 4 * NS_PER_MS
"""645 reports a second make 250 blocks, each late by less than half a tick."""
_SILENT_NS = 500 * NS_PER_MS
_LOST_NS = 3000 * NS_PER_MS
_RATE_TRUST = 0.1
_HID_BOX = Box("SpikerBox Pro", 2, 10_000.0, extended_hz=5000.0)
"""What all HID boxes have been so far; they prove themselves by their USB ids."""


class _State(Enum):
    RESETTING = auto()
    ASKING = auto()
    SETTLING = auto()
    MEASURING = auto()
    STREAMING = auto()
    FAILED = auto()


class BybDriver:
    """A `devices.drivers.Driver` for one SpikerBox.

    channels: how many are wanted of a shield, which divides its rate among them.  hid: whether bytes come in HID
    reports.  reset_wait_ms: how long a serial box is left alone after opening.  quiet: say nothing when nobody
    answers readably.  answered: whether a SpikerBox did, so that the baud rate is right.
    """

    def __init__(self, channels: int = 2, hid: bool = False, reset_wait_ms: int = RESET_WAIT_MS,
                 quiet: bool = False) -> None:
        self.stream = Stream.EMG
        self.channels = max(1, min(codec.MAX_CHANNELS, channels))
        self.rate_hz = 10_000.0
        self.answered = False
        self._hid = hid
        self._quiet = quiet
        self._reset_wait_ms = 0 if hid else reset_wait_ms
        self._box = _HID_BOX
        self._board: str | None = None
        self._state = _State.RESETTING
        self._due_ns = 0
        self._asked = 0
        self._heard = b""
        self._splitter = codec.Splitter()
        self._decoder: codec.Decoder | None = None
        self._meter = RateMeter()
        self._clock = TallyClock(self.rate_hz)
        self._gathered: list[bytes] = []
        self._flushed_ns = 0
        self._skipped_seen = 0
        self._came_ns = 0
        self._silent_said = False
        self._remarks = Remarks(self.stream, "bytes")

    def start(self, t_ns: int) -> Output:
        """Leave a serial box alone while it resets; ask an HID box at once."""
        self._due_ns = t_ns + self._reset_wait_ms * NS_PER_MS
        return self.tick(t_ns)

    def stop(self) -> tuple[bytes, ...]:
        """Let an HID box stop sampling; a shield streams as long as it has power."""
        return (self._say(Command.HALT),) if self._hid else ()

    def receive(self, data: bytes, t_ns: int) -> Output:
        """Take what came at `t_ns`: bytes of a serial line, or one HID report."""
        if self._state in (_State.RESETTING, _State.FAILED) or not data:
            return NOTHING
        if self._state is _State.ASKING:
            self._heard = (self._heard + data)[-512:]
        if self._hid:
            payload = codec.decode_report(data)
            if payload is None:
                self._remarks.count(NoteKind.GARBAGE, len(data))
                return NOTHING
            data = payload
        self._gathered.append(data)
        if self._state is _State.STREAMING and t_ns - self._flushed_ns < _GATHER_NS:
            return NOTHING
        return self._flush(t_ns)

    def tick(self, t_ns: int) -> Output:
        """Let time pass: hand on what was gathered, ask again, give up, watch for silence."""
        if self._gathered and self._state is not _State.FAILED:
            return self._flush(t_ns)
        if self._state in (_State.RESETTING, _State.ASKING) and t_ns >= self._due_ns:
            return self._ask(t_ns)
        if self._state is _State.MEASURING and t_ns - self._came_ns > _FRAMES_LIMIT_NS:
            return self._fail(NoteKind.MISSING, f"The {self._box.name} said who it is but sends no samples: "
                              "unplug it and plug it in again.", t_ns)
        if self._state is _State.SETTLING and t_ns >= self._due_ns:
            self._state, self._came_ns, self._heard = _State.MEASURING, t_ns, b""
        if self._state is _State.STREAMING:
            self._clock.silent(t_ns)
            return self._watch(t_ns)
        return NOTHING

    def _flush(self, t_ns: int) -> Output:
        frames, messages = self._splitter.feed(b"".join(self._gathered))
        self._gathered.clear()
        self._flushed_ns = t_ns
        if self._state is _State.ASKING:
            return self._listen(messages, t_ns)
        if self._board_changed(messages):
            return self._fail(NoteKind.MODE_RESET, f"An add-on board of the {self._box.name} was plugged in or "
                              "out: it is opened anew.", t_ns)
        if self._state is _State.MEASURING:
            return self._measure(frames, t_ns)
        return self._hand_on(frames, t_ns) if self._state is _State.STREAMING else NOTHING

    # -- before the stream ------------------------------------------------------------------------------

    def _say(self, command: Command) -> bytes:
        line = codec.encode_command(command)
        return codec.encode_order(line) if self._hid else line

    def _ask(self, t_ns: int) -> Output:
        if self._asked >= _ASKS:
            return self._nobody(t_ns)
        self._state = _State.ASKING
        self._asked += 1
        self._due_ns = t_ns + _ANSWER_MS * NS_PER_MS
        return Output(writes=(self._say(Command.CAPABILITIES if self._hid else Command.IDENTIFY),))

    def _nobody(self, t_ns: int) -> Output:
        if not self._heard:
            return self._fail(NoteKind.MISSING, "Nothing answers as a SpikerBox here: check its switch "
                              "and its plug.", t_ns)
        stranger = strangers.recognise(self._heard)
        self.answered = stranger is not None
        who = stranger or "something that is not a SpikerBox"
        return self._fail(NoteKind.WRONG_DEVICE, f"Here answers {who}: choose another port or baud rate.", t_ns)

    def _listen(self, messages: list[Message], t_ns: int) -> Output:
        kind = codec.hardware_type(messages)
        if kind is None:
            return NOTHING
        self.answered = True
        if kind in codec.SWITCHES_CURRENT:
            return self._fail(NoteKind.WRONG_DEVICE, "This box switches a stimulator and is not used as a sensor: "
                              "unplug it.", t_ns)
        box = codec.BOXES.get(kind, _HID_BOX if self._hid else None)
        if box is None:
            return self._fail(NoteKind.WRONG_DEVICE, f"Here answers a SpikerBox of a kind that is not known yet "
                              f"({_plain(kind)}): use another one.", t_ns)
        self._box = box
        self._state, self._due_ns = _State.SETTLING, t_ns + _SETTLE_NS
        self._board_changed(messages)
        return Output(writes=self._opening_words())

    def _opening_words(self) -> tuple[bytes, ...]:
        if self._hid:
            return tuple(map(self._say, (Command.RATINGS, Command.START, Command.BOARD)))
        if self._box.shares_rate:
            return (codec.encode_channels(self.channels),)
        return (self._say(Command.BOARD),)

    def _measure(self, frames: bytes, t_ns: int) -> Output:
        if self._decoder is None:
            self._heard = (self._heard + frames)[-1024:]
            channels = codec.detect_channels(self._heard)
            if channels is None:
                return NOTHING
            self.channels = channels
            self._decoder = codec.Decoder(channels)
            frames = _from_frame(self._heard)
        samples = self._decoder.feed(frames)
        if samples is None:
            return NOTHING
        self._came_ns = t_ns
        self._meter.add(len(samples.counts), t_ns)
        measured = self._meter.rate_hz(_MEASURE_NS)
        return NOTHING if measured is None else self._begin(measured, t_ns)

    def _begin(self, measured: float, t_ns: int) -> Output:
        told = self._box.rate_with(self.channels)
        self.rate_hz = told if abs(measured - told) <= _RATE_TRUST * told else measured
        self._clock = TallyClock(self.rate_hz)
        self._state = _State.STREAMING
        self._skipped_seen = self._decoder.skipped if self._decoder else 0
        text = (f"{self._box.name} sends {self.channels} channels, {self.rate_hz:g} samples a second, in counts "
                "around its middle: it knows no microvolt, and losses show only by the clock.")
        return Output(notes=(self._note(NoteKind.READY, text, t_ns),))

    # -- the stream -------------------------------------------------------------------------------------

    def _hand_on(self, frames: bytes, t_ns: int) -> Output:
        samples = self._decoder.feed(frames) if self._decoder else None
        if self._decoder:
            self._remarks.count(NoteKind.GARBAGE, self._decoder.skipped - self._skipped_seen)
            self._skipped_seen = self._decoder.skipped
        if samples is None:
            return Output(notes=self._remarks.due(t_ns))
        self._came_ns, self._silent_said = t_ns, False
        blocks = self._blocks(samples, t_ns)
        return Output(blocks=blocks, notes=self._remarks.due(t_ns))

    def _blocks(self, samples: Samples, t_ns: int) -> tuple[SampleBlock, ...]:
        data = np.subtract(samples.counts, self._box.zero_count, dtype=np.float32)
        blocks = []
        for run in self._clock.place(len(data), t_ns, samples.holes):
            self._remarks.count(NoteKind.GAP, run.lost)
            blocks.append(SampleBlock(self.stream, run.seq, run.t0_ns, self.rate_hz,
                                      data[run.first:run.first + run.n], run.lost))
        return tuple(blocks)

    def _board_changed(self, messages: Sequence[Message]) -> bool:
        """Take note of add-on boards; return whether one came or went, which changes the frames."""
        before = self._board
        for message in messages:
            if message.kind == "BRD":
                self._board = message.value
        return before is not None and self._board != before

    def _watch(self, t_ns: int) -> Output:
        silence_ns = t_ns - self._came_ns
        if silence_ns > _LOST_NS:
            self._state = _State.FAILED
            return Output(failed=True)
        if silence_ns > _SILENT_NS and not self._silent_said:
            self._silent_said = True
            note = self._note(NoteKind.SILENT, "The SpikerBox sends nothing; wait, or check its battery and plug.",
                              t_ns)
            return Output(writes=(self._say(Command.START),) if self._hid else (), notes=(note,))
        return Output(notes=self._remarks.due(t_ns))

    def _fail(self, kind: NoteKind, text: str, t_ns: int) -> Output:
        self._state = _State.FAILED
        silent = self._quiet and not self.answered
        return Output(notes=() if silent else (self._note(kind, text, t_ns),), failed=True)

    def _note(self, kind: NoteKind, text: str, t_ns: int) -> LinkNote:
        return LinkNote(self.stream, t_ns, kind, text)


def _from_frame(data: bytes) -> bytes:
    """Return `data` from its first whole frame on."""
    at = next((i for i, byte in enumerate(data) if byte & 0x80), len(data))
    return data[at:]


def _plain(kind: str) -> str:
    return "".join(letter for letter in kind[:20] if letter.isalnum())
