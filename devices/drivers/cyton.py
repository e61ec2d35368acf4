"""Conversation with an OpenBCI Cyton, alone or with a Daisy, through its radio dongle.

    ``s`` until it is quiet -> ``v``, up to 5 s for its banner -> ``d``, 250 a second, each channel's gain, each
    answered -> ``b`` -> stream

Each channel is a pair of electrodes of its own (no common reference), as bipolar EMG wants; those in use take part
in the bias drive.  While it streams nothing is written, for commands cost packets.  A Daisy's sample is stamped
when its second half comes.
Not here: the format of packets and commands (`devices.codecs.cyton`), and the search for a board on another radio
channel (`devices.cyton_radio`).
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import Enum, auto

import numpy as np

from core.clock import NS_PER_MS
from core.samples import SampleBlock, Stream
from devices.codecs import cyton as codec
from devices.codecs import strangers
from devices.codecs.cyton import Banner, Command, Frames
from devices.drivers import NOTHING, LinkNote, NoteKind, Output
from devices.drivers.remarks import Remarks
from devices.timing import CounterClock

_QUIET_NS = 200 * NS_PER_MS
_STOP_AGAIN_NS = 1000 * NS_PER_MS
_STOPS = 3
_BANNER_NS = 5000 * NS_PER_MS
_ANSWER_NS = 1000 * NS_PER_MS
_ASKS = 3
_FIRST_NS = 2000 * NS_PER_MS
_SILENT_NS = 500 * NS_PER_MS
_LOST_NS = 4000 * NS_PER_MS
_BOARD_OFF = ("The OpenBCI dongle is there, but no board answers it: switch the board to PC and charge its "
              "battery. If it is on, it listens on another radio channel than the dongle.")


class _State(Enum):
    QUIETING = auto()
    RESETTING = auto()
    SETTING = auto()
    STARTING = auto()
    STREAMING = auto()
    FAILED = auto()


@dataclass(frozen=True, slots=True)
class _Step:
    """One setting: what to write, and the answer that is hoped for.

    needed: whether samples would be wrong without it.  Old firmware does not know the rest.
    """

    command: bytes
    answer: bytes
    needed: bool = True


def _steps(channels: int, used: int, gain: int) -> list[_Step]:
    """Return what a board of `channels` is told after its reset."""
    return [_Step(Command.DEFAULTS.encode(), b"updating channel settings", needed=False),
            _Step(Command.RATE_250.encode(), b"Sample rate is 250Hz", needed=False),
            *(_Step(codec.encode_channel(channel, gain, bias=channel <= used),
                    f"Success: Channel set for {channel}".encode("ascii"))
              for channel in range(1, channels + 1))]


class CytonDriver:
    """A `devices.drivers.Driver` for one Cyton.

    gain: one of `codecs.cyton.GAINS`.  used: how many channels have electrodes; all are streamed.
    """

    def __init__(self, gain: int = codec.DEFAULT_GAIN, used: int = 2) -> None:
        self.stream = Stream.EMG
        self.channels = codec.CHANNELS
        self.rate_hz = codec.PACKETS_HZ
        self.name = ""
        self._gain = gain
        self._used = used
        self._uv_per_count = np.float32(codec.uv_per_count(gain))
        self._state = _State.QUIETING
        self._heard = b""
        self._due_ns = 0
        self._came_ns = 0
        self._asked = 0
        self._steps: deque[_Step] = deque()
        self._decoder = codec.Decoder()
        self._pairs: codec.Pairs | None = None
        self._skipped_seen = 0
        self._told_silent = False
        self._clock = CounterClock(codec.COUNTER_MODULUS, self.rate_hz)
        self._remarks = Remarks(self.stream, "bytes")

    def start(self, t_ns: int) -> Output:
        """Stop whatever streams: opening the port resets nothing."""
        self._came_ns = t_ns
        return self._stop_again(t_ns)

    def stop(self) -> tuple[bytes, ...]:
        """Ask the board to stop streaming."""
        return (Command.STOP.encode(),)

    def receive(self, data: bytes, t_ns: int) -> Output:
        """Take what the port read at `t_ns`."""
        if self._state is _State.FAILED or not data:
            return NOTHING
        if self._state in (_State.STARTING, _State.STREAMING):
            return self._sample(data, t_ns)
        self._heard = (self._heard + data)[-1024:]
        if codec.COMMS_TIMEOUT in self._heard:
            return self._fail(NoteKind.MISSING, _BOARD_OFF, t_ns)
        if self._state is _State.QUIETING:
            self._came_ns = t_ns
            return NOTHING
        return self._greeted(t_ns) if self._state is _State.RESETTING else self._answered(t_ns)

    def tick(self, t_ns: int) -> Output:
        """Let time pass: go on when it is quiet, ask again, give up, watch for silence."""
        if self._state is _State.QUIETING:
            return self._quieted(t_ns)
        if self._state is _State.STREAMING:
            self._clock.silent(t_ns)
            return self._watch(t_ns)
        if self._state is _State.FAILED or t_ns < self._due_ns:
            return NOTHING
        if self._state is _State.RESETTING:
            return self._nobody(t_ns)
        if self._state is _State.SETTING:
            return self._ask(t_ns)
        return self._fail(NoteKind.MISSING, f"The {self.name} is ready but sends no samples: switch it off and "
                          "on, and see that the switch of the dongle stands at GPIO 6.", t_ns)

    # -- before the stream ------------------------------------------------------------------------------

    def _stop_again(self, t_ns: int) -> Output:
        self._asked += 1
        self._due_ns = t_ns + _STOP_AGAIN_NS
        return Output(writes=(Command.STOP.encode(),))

    def _quieted(self, t_ns: int) -> Output:
        """Go on when nothing came for a while; a device that cannot be silenced is none of ours."""
        if t_ns - self._came_ns >= _QUIET_NS:
            self._state, self._due_ns, self._heard = _State.RESETTING, t_ns + _BANNER_NS, self._heard[-256:]
            return Output(writes=(Command.RESET.encode(),))
        if t_ns < self._due_ns:
            return NOTHING
        return self._stop_again(t_ns) if self._asked < _STOPS else self._nobody(t_ns)

    def _greeted(self, t_ns: int) -> Output:
        banner = codec.decode_banner(self._heard)
        if banner is None:
            return NOTHING
        self._know(banner)
        self._state, self._asked = _State.SETTING, 0
        self._steps.extend(_steps(self.channels, self._used, self._gain))
        return self._ask(t_ns)

    def _know(self, banner: Banner) -> None:
        self.name = banner.name
        if banner.daisy:
            self.channels, self.rate_hz = 2 * codec.CHANNELS, codec.PACKETS_HZ / 2
            self._pairs = codec.Pairs()
        modulus = codec.Pairs.MODULUS if banner.daisy else codec.COUNTER_MODULUS
        self._clock = CounterClock(modulus, self.rate_hz)

    def _ask(self, t_ns: int) -> Output:
        """Say the next step, or the same one once more; start when all are done."""
        if self._steps and self._asked >= _ASKS and not self._steps[0].needed:
            self._done()
        if not self._steps:
            self._state, self._due_ns = _State.STARTING, t_ns + _FIRST_NS
            return Output(writes=(Command.START.encode(),))
        if self._asked >= _ASKS:
            return self._fail(NoteKind.MISSING, f"The {self.name} does not take its settings: switch it off and "
                              "on, and move the dongle nearer to it.", t_ns)
        self._asked += 1
        self._heard, self._due_ns = b"", t_ns + _ANSWER_NS
        return Output(writes=(self._steps[0].command,))

    def _answered(self, t_ns: int) -> Output:
        if codec.END_OF_TEXT not in self._heard:
            return NOTHING
        if self._steps[0].answer in self._heard:
            self._done()
        return self._ask(t_ns)

    def _done(self) -> None:
        self._steps.popleft()
        self._asked = 0

    def _nobody(self, t_ns: int) -> Output:
        if not self._heard:
            return self._fail(NoteKind.MISSING, "Nothing answers as an OpenBCI dongle at this port: check the "
                              "plug, or choose another port.", t_ns)
        stranger = strangers.recognise(self._heard) or "something that is not an OpenBCI Cyton"
        return self._fail(NoteKind.WRONG_DEVICE, f"At this port answers {stranger}: choose another port.", t_ns)

    # -- the stream -------------------------------------------------------------------------------------

    def _sample(self, data: bytes, t_ns: int) -> Output:
        frames = self._decoder.feed(data)
        self._remarks.count(NoteKind.GARBAGE, self._decoder.skipped - self._skipped_seen)
        self._skipped_seen = self._decoder.skipped
        if frames is not None and self._pairs is not None:
            frames = self._pairs.feed(frames)
        if frames is None:
            return Output(notes=self._remarks.due(t_ns))
        self._came_ns, self._told_silent = t_ns, False
        blocks = self._blocks(frames, t_ns)
        if self._state is _State.STREAMING:
            return Output(blocks=blocks, notes=self._remarks.due(t_ns))
        self._state = _State.STREAMING
        return Output(blocks=blocks, notes=(self._note(NoteKind.READY, self._ready(), t_ns),))

    def _ready(self) -> str:
        text = f"{self.name} sends {self.channels} channels, {self.rate_hz:g} samples a second."
        if self._used > self.channels:
            more = "another device" if self._pairs else "a Daisy"
            text += f" {self._used} channels are wanted: that needs {more}."
        return text

    def _blocks(self, frames: Frames, t_ns: int) -> tuple[SampleBlock, ...]:
        data = frames.counts.astype(np.float32) * self._uv_per_count
        blocks = []
        for run in self._clock.place(frames.counters, t_ns):
            self._remarks.count(NoteKind.GAP, run.lost)
            blocks.append(SampleBlock(self.stream, run.seq, run.t0_ns, self.rate_hz,
                                      data[run.first:run.first + run.n], run.lost))
        return tuple(blocks)

    def _watch(self, t_ns: int) -> Output:
        silent_ns = t_ns - self._came_ns
        if silent_ns > _LOST_NS:
            self._state = _State.FAILED
            return Output(failed=True)
        if silent_ns > _SILENT_NS and not self._told_silent:
            self._told_silent = True
            text = f"The {self.name} sends nothing: is it switched on, charged, and near the dongle?"
            return Output(notes=(self._note(NoteKind.SILENT, text, t_ns),))
        return Output(notes=self._remarks.due(t_ns))

    def _fail(self, kind: NoteKind, text: str, t_ns: int) -> Output:
        self._state = _State.FAILED
        return Output(notes=(self._note(kind, text, t_ns),), failed=True)

    def _note(self, kind: NoteKind, text: str, t_ns: int) -> LinkNote:
        return LinkNote(self.stream, t_ns, kind, text)
