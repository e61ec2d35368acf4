"""Conversation with an Olimex SHIELD-EKG-EMG: none; it streams as soon as its board has booted.

    listen until frames come, 5 s or 1500 senseless bytes at most -> measure the rate for 2 s -> stream

Nothing is ever written.  Not here: the format of the frames (`devices.codecs.olimex`).
"""

from __future__ import annotations

from enum import Enum, auto

from core.clock import NS_PER_MS
from core.samples import Stream
from devices.codecs import olimex as codec
from devices.codecs import strangers
from devices.codecs.olimex import Frames
from devices.drivers import NOTHING, LinkNote, NoteKind, Output
from devices.drivers.numbered import NumberedEmg
from devices.timing import RateMeter

_LISTEN_NS = 5000 * NS_PER_MS
_MEASURE_NS = 2000 * NS_PER_MS
"""Long enough to tell 250 from 256 samples a second behind an adapter that gathers 16 ms."""
_SURE_FRAMES = 3
_GARBAGE = 1500
"""Bytes without one frame: a wrong baud rate, or another device, which waiting does not mend."""


class _State(Enum):
    LISTENING = auto()
    MEASURING = auto()
    STREAMING = auto()
    FAILED = auto()


class OlimexDriver:
    """A `devices.drivers.Driver` for one Olimex shield, all six channels.

    gain: of the shield, as its trimmer is set.  quiet: say nothing when no frames come.
    answered: whether any came, so that the baud rate is right.
    """

    def __init__(self, gain: float = codec.DEFAULT_GAIN, quiet: bool = False) -> None:
        self.stream = Stream.EMG
        self.channels = codec.CHANNELS
        self.rate_hz = 256.0
        self.answered = False
        self._gain = gain
        self._quiet = quiet
        self._state = _State.LISTENING
        self._due_ns = 0
        self._heard = b""
        self._frames_seen = 0
        self._meter = RateMeter()
        self._decoder = codec.Decoder()
        self._emg: NumberedEmg | None = None

    def start(self, t_ns: int) -> Output:
        """Wait for frames."""
        self._due_ns = t_ns + _LISTEN_NS
        return NOTHING

    def stop(self) -> tuple[bytes, ...]:
        """Say nothing: it cannot be stopped."""
        return ()

    def receive(self, data: bytes, t_ns: int) -> Output:
        """Take what the port read at `t_ns`."""
        if not data or self._state is _State.FAILED:
            return NOTHING
        frames = self._decoder.feed(data)
        if self._emg is not None:
            self._emg.skipped(self._decoder.skipped)
            return NOTHING if frames is None else self._emg.take(frames.counters, frames.counts, t_ns)
        self._heard = (self._heard + data)[-512:]
        if frames is not None:
            return self._measure(frames, t_ns)
        return self._nobody(t_ns) if not self._frames_seen and self._decoder.skipped > _GARBAGE else NOTHING

    def tick(self, t_ns: int) -> Output:
        """Let time pass: give up, watch for silence."""
        if self._emg is not None and self._state is _State.STREAMING:
            output = self._emg.watch(t_ns)
            self._state = _State.FAILED if output.failed else self._state
            return output
        if self._state in (_State.LISTENING, _State.MEASURING) and t_ns >= self._due_ns:
            return self._nobody(t_ns)
        return NOTHING

    def _measure(self, frames: Frames, t_ns: int) -> Output:
        """Count frames until the rate is known; a few bytes that look like one frame prove nothing."""
        self._frames_seen += len(frames.counters)
        self._meter.add(len(frames.counters), t_ns)
        if self._state is _State.LISTENING and self._frames_seen >= _SURE_FRAMES:
            self._state, self.answered = _State.MEASURING, True
        self._due_ns = t_ns + _LISTEN_NS
        measured = self._meter.rate_hz(_MEASURE_NS)
        if measured is None:
            return NOTHING
        self.rate_hz = measured
        self._emg = NumberedEmg(codec.COUNTER_MODULUS, measured, codec.ZERO_COUNT,
                                codec.uv_per_count(self._gain), t_ns, self._decoder.skipped)
        self._state = _State.STREAMING
        text = f"The Olimex shield sends {self.channels} channels, {measured:g} samples a second."
        return Output(notes=(LinkNote(self.stream, t_ns, NoteKind.READY, text),))

    def _nobody(self, t_ns: int) -> Output:
        self._state = _State.FAILED
        stranger = strangers.recognise(self._heard)
        if not self.answered and stranger is not None:
            self.answered = True  # somebody is understood at this baud rate
        if self._quiet and not self.answered:
            return Output(failed=True)
        if not self._heard:
            return self._failed(NoteKind.MISSING, "No samples of an Olimex shield come from this port: check plug "
                                "and sketch, then press its reset.", t_ns)
        return self._failed(NoteKind.WRONG_DEVICE, f"At this port sends {stranger or 'something else'}, not an "
                            "Olimex shield: choose another port or baud rate.", t_ns)

    def _failed(self, kind: NoteKind, text: str, t_ns: int) -> Output:
        return Output(notes=(LinkNote(self.stream, t_ns, kind, text),), failed=True)
