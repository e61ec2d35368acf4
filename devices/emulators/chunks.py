"""A stream of chunks as a library would hand it out: Lab Streaming Layer with time stamps, BrainFlow without.

Faults hit whole chunks, which is all that can get lost behind a library.
Not here: the muscle under the electrodes (`devices.simulated`).
"""

from __future__ import annotations

import random

import numpy as np

from core.clock import NS_PER_S
from devices.codecs import chunks as codec
from devices.codecs.chunks import Chunk, Description
from devices.emulators.faults import NO_FAULTS, FaultKind, Faults
from devices.emulators.stream import StreamEmulator
from devices.simulated import Body

RAIL_UV = 5000.0


class ChunksEmulator(StreamEmulator):
    """An EMG stream on `body`, described by `told`; timed: whether each sample carries its time."""

    foreign_answer = codec.encode_description(Description("LSL", "Keys", "Markers", 0.0, 1, numeric=False))

    def __init__(self, body: Body, rng: random.Random, told: Description, timed: bool,
                 faults: Faults = NO_FAULTS) -> None:
        super().__init__(told.rate_hz, rng, faults, streaming=True)
        self._body = body
        self._told = told
        self._timed = timed
        self._described = False

    def opened(self, t_ns: int) -> None:
        """Begin with the description."""
        self._described = False
        super().opened(t_ns)

    def hear(self, data: bytes, t_ns: int) -> list[bytes]:
        """Hear nothing."""
        return []

    def mutter(self, t_ns: int) -> list[bytes]:
        """Say once what the stream is."""
        if self._described or self.faults.holds(FaultKind.SILENT, t_ns):
            return []
        self._described = True
        return [codec.encode_description(self._told)]

    def encode(self, number: int, n: int, last_ns: int) -> bytes:
        """Return one chunk of the muscles under the electrodes."""
        back_ns = np.rint(np.arange(n)[::-1] * (NS_PER_S / self.rate_hz)).astype(np.int64)
        values = np.zeros((n, self._told.channels), np.float32)
        if self.faults.holds(FaultKind.SATURATED, last_ns):
            values += np.float32(RAIL_UV)
        elif not self.faults.holds(FaultKind.FLAT, last_ns):
            uv = self._body.emg_uv(last_ns, n, self.rate_hz)
            used = min(self._told.channels, uv.shape[1])
            values[:, :used] = uv[:, :used]
        return codec.encode_chunk(Chunk(values, last_ns - back_ns if self._timed else None))

    def split(self, chunk: bytes) -> list[bytes]:
        """Return `chunk`: it comes whole or not at all."""
        return [chunk]

    def _damaged(self, chunk: bytes, t_ns: int) -> bytes:
        """Unplugged, a library hands out nothing more, and never half a chunk."""
        if self.faults.take(FaultKind.UNPLUG, t_ns):
            self._gone = True
            return b""
        return super()._damaged(chunk, t_ns)

    def spoil(self, frame: bytes) -> bytes:
        """Return `frame` with a number of channels that it does not have."""
        return frame[:8] + b"\xff\xff" + frame[10:]
