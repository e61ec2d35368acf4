"""A BITalino, byte by byte.

Where it may differ from a real one: it ignores commands that come too soon after the one before (the vendor asks
for 100 ms), and it answers nothing to what its firmware does not know.  Its counter has four bits, so when a fault
lets it jump, the samples that it leaves out take their time.
Not here: the muscle under its electrodes (`devices.simulated`).
"""

from __future__ import annotations

import random

import numpy as np
from numpy.typing import NDArray

from core.clock import NS_PER_MS, NS_PER_S
from devices.codecs import bitalino as codec
from devices.emulators.faults import NO_FAULTS, FaultKind, Faults
from devices.emulators.stream import Converter, StreamEmulator
from devices.simulated import Body

DEAF_MS = 90
_JUMP = 37
BATTERY_COUNTS = 600
_STATE_LONG_SINCE = (5, 2)
_NO_COMMAND_NS = -NS_PER_S


class BitalinoEmulator(StreamEmulator):
    """A BITalino on `body`; `channels` are those it has streamed last, as told by its start command.

    version: of its firmware; before 4.2 it knows neither 0xFF nor its state.  deaf_ms: how long it ignores
    commands after one; served to other processes it should be less, as they and it may be held up.
    """

    def __init__(self, body: Body, rng: random.Random, faults: Faults = NO_FAULTS,
                 version: tuple[int, int] = (5, 1), channels: int = 2, boot_ms: int = 0,
                 lump_ms: int = 0, deaf_ms: int = DEAF_MS) -> None:
        super().__init__(1000.0, rng, faults, boot_ms, lump_ms=lump_ms)
        self.version = version
        self.channels = tuple(range(channels))
        self.digital = 0
        self.battery_threshold = 0
        self.pwm = 0
        self._body = body
        uv = codec.uv_per_count(codec.MAX_CHANNELS)
        self._fine = Converter(rng, codec.EMG_CHANNELS, 10, float(uv[0]))
        self._coarse = Converter(rng, codec.MAX_CHANNELS - codec.EMG_CHANNELS, 6, float(uv[-1]))
        self._pwm_follows = False
        self._deaf_ns = deaf_ms * NS_PER_MS
        self._told_ns = _NO_COMMAND_NS

    @property
    def name(self) -> str:
        """What it answers to the version command."""
        return f"BITalino_v{self.version[0]}.{self.version[1]}"

    def opened(self, t_ns: int) -> None:
        """Begin anew, as after switching on: idle."""
        super().opened(t_ns)
        self._told_ns, self._pwm_follows = _NO_COMMAND_NS, False

    def hear(self, data: bytes, t_ns: int) -> list[bytes]:
        """Take commands, a byte each."""
        answers = []
        for byte in data:
            if t_ns - self._told_ns >= self._deaf_ns:
                self._told_ns = t_ns
                answers.append(self._in_stream(byte) if self.streaming else self._when_idle(byte, t_ns))
        return [answer for answer in answers if answer]

    def mutter(self, t_ns: int) -> list[bytes]:
        """Say nothing beside answers and samples."""
        return []

    def encode(self, number: int, n: int, last_ns: int) -> bytes:
        """Return `n` frames of the muscles under the electrodes."""
        counts = self._counts(number, n, last_ns)[:, self.channels]
        return codec.encode_frames(np.arange(number, number + n), counts, self.digital)

    def split(self, chunk: bytes) -> list[bytes]:
        """Cut a chunk into frames."""
        length = codec.frame_length(len(self.channels))
        return [chunk[at:at + length] for at in range(0, len(chunk), length)]

    def spoil(self, frame: bytes) -> bytes:
        """Return `frame` with a wrong checksum."""
        return frame[:-1] + bytes([frame[-1] ^ 0x05])

    # -- commands -----------------------------------------------------------------------------------------

    @property
    def _is_new(self) -> bool:
        return self.version >= codec.STOP_ANYWHERE_SINCE

    def _in_stream(self, byte: int) -> bytes:
        if byte == codec.STOP[0] or (byte == codec.STOP_ANYWHERE[0] and self._is_new):
            self.streaming = False
        else:
            self._set_outputs(byte)
        return b""

    def _when_idle(self, byte: int, t_ns: int) -> bytes:
        if self._pwm_follows:
            self.pwm, self._pwm_follows = byte, False
        elif byte == codec.VERSION[0]:
            return codec.encode_version(self.name)
        elif byte == 0x0B and self._is_new:
            return self._state(t_ns)
        elif byte & 0x3F == 0x03:
            self.rate_hz = float(codec.RATES_HZ[byte >> 6])
        elif byte & 0x03 == 0x01 and byte >> 2:
            self._start(byte >> 2, t_ns)
        elif byte & 0x03 == 0x00:
            self.battery_threshold = byte >> 2
        else:
            self._set_outputs(byte)
        return b""

    def _start(self, mask: int, t_ns: int) -> None:
        self.channels = tuple(channel for channel in range(codec.MAX_CHANNELS) if mask >> channel & 1)
        self._number = 0
        self.start_stream(t_ns)

    def _set_outputs(self, byte: int) -> None:
        """Take the digital outputs O1 and O2, or get ready for the analogue one."""
        if self._is_new and byte & 0xF3 == 0xB3:
            self.digital = self.digital & 0x0C | (byte >> 2 & 1) << 1 | byte >> 3 & 1
        elif self._is_new and byte == 0xA3:
            self._pwm_follows = True

    def _state(self, t_ns: int) -> bytes:
        """Return channels and battery (u16, least first), battery threshold, digital ports and CRC."""
        numbers = [*self._counts(0, 1, t_ns)[0].tolist(), BATTERY_COUNTS]
        data = b"".join(int(number).to_bytes(2, "little") for number in numbers) + bytes([self.battery_threshold])
        if self.version >= _STATE_LONG_SINCE:
            data += b"\x00"
        return data + bytes([self.digital << 4 | codec.crc4(data + bytes([self.digital << 4]))])

    # -- samples ------------------------------------------------------------------------------------------

    def _counts(self, number: int, n: int, last_ns: int) -> NDArray[np.uint16]:
        """Return `n` samples of all six channels."""
        if self.faults.holds(FaultKind.SATURATED, last_ns):
            return np.hstack((self._fine.rail(n), self._coarse.rail(n)))
        if self.faults.holds(FaultKind.FLAT, last_ns):
            return np.hstack((self._fine.flat(n), self._coarse.flat(n)))
        uv = self._body.emg_uv(last_ns, n, self.rate_hz)
        return np.hstack((self._fine.counts(uv, number), self._coarse.counts(uv[:, codec.EMG_CHANNELS:], number)))

    def _due(self, t_ns: int) -> bytes:
        if self.faults.take(FaultKind.COUNTER_JUMP, t_ns):
            self._number += _JUMP
            self._next_ns += _JUMP * NS_PER_S / self.rate_hz
        return super()._due(t_ns)
