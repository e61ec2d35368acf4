"""An Olimex SHIELD-EKG-EMG on an Arduino, byte by byte: it streams once it has booted and hears nothing.

Inputs without a shield float by a few counts; on a real one they follow their neighbours and the mains.
Not here: the muscle under its electrodes (`devices.simulated`).
"""

from __future__ import annotations

import random

import numpy as np

from devices.codecs import olimex as codec
from devices.emulators.faults import NO_FAULTS, FaultKind, Faults
from devices.emulators.stream import Converter, StreamEmulator
from devices.simulated import Body


class OlimexEmulator(StreamEmulator):
    """A shield on `body` that sends `rate_hz` samples a second.  switches: its digital inputs, 0..15."""

    def __init__(self, body: Body, rng: random.Random, rate_hz: float = 256.0, faults: Faults = NO_FAULTS,
                 boot_ms: int = 1500, lump_ms: int = 0) -> None:
        super().__init__(rate_hz, rng, faults, boot_ms, streaming=True, lump_ms=lump_ms)
        self.switches = 0
        self._body = body
        self._converter = Converter(rng, codec.CHANNELS, codec.BITS, codec.uv_per_count())

    def hear(self, data: bytes, t_ns: int) -> list[bytes]:
        """Take no notice."""
        return []

    def mutter(self, t_ns: int) -> list[bytes]:
        """Say nothing beside samples."""
        return []

    def encode(self, number: int, n: int, last_ns: int) -> bytes:
        """Return `n` frames of the muscles under the electrodes."""
        if self.faults.holds(FaultKind.SATURATED, last_ns):
            counts = self._converter.rail(n)
        elif self.faults.holds(FaultKind.FLAT, last_ns):
            counts = self._converter.flat(n)
        else:
            counts = self._converter.counts(self._body.emg_uv(last_ns, n, self.rate_hz), number)
        return codec.encode_frames(np.arange(number, number + n), counts, self.switches)

    def split(self, chunk: bytes) -> list[bytes]:
        """Cut a chunk into frames."""
        return [chunk[at:at + codec.LENGTH] for at in range(0, len(chunk), codec.LENGTH)]

    def spoil(self, frame: bytes) -> bytes:
        """Return `frame` with an end that cannot be: it has no checksum."""
        return frame[:-1] + b"\xff"
