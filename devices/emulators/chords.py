"""A Chords EMG board, byte by byte, with its traps.

It may send more channels than its name says, any byte stops its stream, and it acts on a command only when
the line has been quiet (1 s on the UNO).  Not here: the muscle under its electrodes (`devices.simulated`).
"""

from __future__ import annotations

import random

from core.clock import NS_PER_MS
from devices.codecs import chords as codec
from devices.codecs.chords import Command
from devices.emulators.faults import NO_FAULTS, FaultKind, Faults
from devices.emulators.stream import Converter, StreamEmulator
from devices.simulated import Body


class ChordsEmulator(StreamEmulator):
    """A Chords board on `body`.

    name: one of `codecs.chords.BOARDS`.  channels, rate_hz: other than the name says.  command_delay_ms:
    how long the line must be quiet before a command counts; 0 acts at the line end, as NPG boards do.
    """

    def __init__(self, body: Body, rng: random.Random, name: str = "UNO-R3", channels: int | None = None,
                 rate_hz: float | None = None, faults: Faults = NO_FAULTS, boot_ms: int = 1500,
                 command_delay_ms: int = 1000, lump_ms: int = 0) -> None:
        board = codec.BOARDS[name]
        super().__init__(rate_hz or board.rate_hz, rng, faults, boot_ms, lump_ms=lump_ms)
        self.name = name
        self._body = body
        self._converter = Converter(rng, channels or board.channels, board.bits, board.uv_per_count())
        self._length = codec.frame_length(self._converter.channels)
        self._delay_ns = command_delay_ms * NS_PER_MS
        self._heard = b""
        self._act_ns = 0

    def hear(self, data: bytes, t_ns: int) -> list[bytes]:
        """Take bytes: any of them stops the stream."""
        self.streaming = False
        self._heard += data
        self._act_ns = t_ns + self._delay_ns
        return self.mutter(t_ns)

    def mutter(self, t_ns: int) -> list[bytes]:
        """Act on what was heard, when the line has been quiet long enough."""
        if not self._heard or t_ns < self._act_ns or (not self._delay_ns and b"\n" not in self._heard):
            return []
        text, self._heard = self._heard.strip(), b""
        if text == Command.IDENTIFY.encode():
            return [codec.encode_name(self.name)]
        if text == Command.START.encode():
            self.start_stream(t_ns)
            return []
        if text == b"STATUS":
            return [b"STOP\r\n"]
        return [b"UNKNOWN COMMAND\r\n"] if self.name.startswith("NPG") and text != Command.STOP.encode() else []

    def mutters(self) -> bool:
        """Whether something was heard that has not been acted on."""
        return bool(self._heard)

    def encode(self, number: int, n: int, last_ns: int) -> bytes:
        """Return `n` frames of the muscles under the electrodes."""
        if self.faults.holds(FaultKind.SATURATED, last_ns):
            counts = self._converter.rail(n)
        elif self.faults.holds(FaultKind.FLAT, last_ns):
            counts = self._converter.flat(n)
        else:
            counts = self._converter.counts(self._body.emg_uv(last_ns, n, self.rate_hz), number)
        return codec.encode_frames(number, counts)

    def split(self, chunk: bytes) -> list[bytes]:
        """Cut a chunk into frames."""
        return [chunk[at:at + self._length] for at in range(0, len(chunk), self._length)]

    def spoil(self, frame: bytes) -> bytes:
        """Return `frame` with a wrong end byte."""
        return frame[:-1] + b"\x00"
