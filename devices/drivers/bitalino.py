"""Conversation with a BITalino.

    listen 0.2 s -> (a stream left running: stop) -> version, up to three times -> rate -> start -> stream

Its commands are single bytes, 100 ms apart.  Nothing is written while frames come.
Not here: the format of the frames (`devices.codecs.bitalino`).
"""

from __future__ import annotations

from collections import deque
from enum import Enum, auto

from core.clock import NS_PER_MS
from core.samples import Stream
from devices.codecs import bitalino as codec
from devices.codecs import strangers
from devices.codecs.bitalino import Firmware, Frames
from devices.drivers import NOTHING, LinkNote, NoteKind, Output
from devices.drivers.numbered import NumberedEmg

RATE_HZ = 1000
_LISTEN_NS = 200 * NS_PER_MS
_ANSWER_NS = 1000 * NS_PER_MS
_ASKS = 3
_GAP_NS = codec.COMMAND_GAP_MS * NS_PER_MS
_FRAMES_LIMIT_NS = 3000 * NS_PER_MS
_OURS = "a BITalino"


class _State(Enum):
    LISTENING = auto()
    ASKING = auto()
    STARTING = auto()
    STREAMING = auto()
    FAILED = auto()


class BitalinoDriver:
    """A `devices.drivers.Driver` for one BITalino, at 1000 samples a second.

    channels: 1..6, A1 and up; the fifth and sixth are too coarse for EMG.  gain: of the sensors before it.
    """

    def __init__(self, channels: int = 2, gain: float = codec.DEFAULT_GAIN) -> None:
        self.stream = Stream.EMG
        self.channels = channels
        self.rate_hz = float(RATE_HZ)
        self.firmware: Firmware | None = None
        self._gain = gain
        self._state = _State.LISTENING
        self._due_ns = 0
        self._asked = 0
        self._heard = b""
        self._heard_ever = False
        self._to_say: deque[bytes] = deque()
        self._say_at_ns = 0
        self._decoder = codec.Decoder(channels)
        self._emg: NumberedEmg | None = None

    def start(self, t_ns: int) -> Output:
        """Listen whether a stream is already running."""
        self._due_ns = t_ns + _LISTEN_NS
        return NOTHING

    def stop(self) -> tuple[bytes, ...]:
        """Stop the stream, in the words of this firmware."""
        return (codec.encode_stop(self.firmware.version),) if self.firmware is not None else ()

    def receive(self, data: bytes, t_ns: int) -> Output:
        """Take what the port read at `t_ns`."""
        if not data or self._state is _State.FAILED:
            return NOTHING
        if self._state in (_State.LISTENING, _State.ASKING):
            return self._listen(data, t_ns)
        if self._to_say:
            return NOTHING  # the rest of an answer
        frames = self._decoder.feed(data)
        if self._emg is None and frames is not None:
            return self._ready(frames, t_ns)
        if self._emg is None or frames is None:
            return NOTHING
        self._emg.skipped(self._decoder.skipped)
        return self._emg.take(frames.counters, frames.counts, t_ns)

    def tick(self, t_ns: int) -> Output:
        """Let time pass: say the next command, ask again, give up, watch for silence."""
        if self._to_say:
            return self._say(t_ns)
        if self._state in (_State.LISTENING, _State.ASKING) and t_ns >= self._due_ns:
            return self._ask(t_ns)
        if self._state is _State.STARTING and t_ns >= self._due_ns:
            return self._fail(NoteKind.MISSING, "The BITalino says its name but sends no samples: charge it, "
                              "then switch it off and on.", t_ns)
        if self._state is _State.STREAMING and self._emg is not None:
            output = self._emg.watch(t_ns)
            self._state = _State.FAILED if output.failed else self._state
            return output
        return NOTHING

    # -- before the stream ------------------------------------------------------------------------------

    def _say(self, t_ns: int) -> Output:
        if t_ns < self._say_at_ns:
            return NOTHING
        self._say_at_ns = t_ns + _GAP_NS
        word = self._to_say.popleft()
        self._due_ns = t_ns + (_ANSWER_NS if self._state is _State.ASKING else _FRAMES_LIMIT_NS)
        return Output(writes=(word,))

    def _ask(self, t_ns: int) -> Output:
        stranger = strangers.recognise(self._heard)
        if self._asked >= _ASKS or (stranger is not None and stranger != _OURS):
            return self._nobody(stranger, t_ns)
        stops = (codec.STOP, codec.STOP_ANYWHERE) if self._heard else ()
        self._state, self._heard = _State.ASKING, b""
        self._asked += 1
        self._to_say.extend((*stops, codec.VERSION))
        return self._say(t_ns)

    def _nobody(self, stranger: str | None, t_ns: int) -> Output:
        if not self._heard_ever:
            return self._fail(NoteKind.MISSING, "Nothing answers as a BITalino at this port: switch it on, charge "
                              "it, and pair it with this computer.", t_ns)
        return self._fail(NoteKind.WRONG_DEVICE, f"At this port answers {stranger or 'something else'}, not "
                          f"{_OURS}: choose another port.", t_ns)

    def _listen(self, data: bytes, t_ns: int) -> Output:
        self._heard = (self._heard + data)[-512:]
        self._heard_ever = True
        self.firmware = codec.decode_version(self._heard) if self._state is _State.ASKING else None
        if self.firmware is None:
            return NOTHING
        self._state = _State.STARTING
        self._to_say.extend((codec.encode_rate(RATE_HZ), codec.encode_start(self.channels)))
        return self._say(t_ns)

    def _ready(self, frames: Frames, t_ns: int) -> Output:
        name = self.firmware.name if self.firmware else _OURS
        self._emg = NumberedEmg(codec.COUNTER_MODULUS, self.rate_hz, codec.zero_counts(self.channels),
                                codec.uv_per_count(self.channels, self._gain), t_ns, self._decoder.skipped)
        self._state = _State.STREAMING
        text = f"{name} sends {self.channels} channels, {RATE_HZ} samples a second."
        return Output(notes=(LinkNote(self.stream, t_ns, NoteKind.READY, text),),
                      blocks=self._emg.take(frames.counters, frames.counts, t_ns).blocks)

    def _fail(self, kind: NoteKind, text: str, t_ns: int) -> Output:
        self._state = _State.FAILED
        return Output(notes=(LinkNote(self.stream, t_ns, kind, text),), failed=True)
