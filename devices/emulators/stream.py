"""What all emulators of streaming serial devices share: power on, sampling in time, faults.

Not here: the words and frames of one device (`generic_lines`, `chords`).
"""

from __future__ import annotations

import random
from abc import ABC, abstractmethod

import numpy as np
from numpy.typing import NDArray

from core.clock import NS_PER_MS, NS_PER_S
from core.errors import LinkLost
from devices.emulators.faults import NO_FAULTS, FaultKind, FaultPlayer, Faults

_LUMP_NS = 16 * NS_PER_MS
_PERIODS = {FaultKind.SLOW_CLOCK: 1.01, FaultKind.FAST_CLOCK: 0.99}
_CATCH_UP_S = 10
_FLOATING = 1024
OPENBCI_BANNER = (b"OpenBCI V3 8-16 channel\nOn Board ADS1299 Device ID: 0x3E\nLIS3DH Device ID: 0x33\n"
                  b"Firmware: v3.1.2\n$$$")
CHORDS_NAME = b"UNO-R3\r\n"


class StreamEmulator(ABC):
    """A `devices.emulators.Emulator` that sends `rate_hz` samples a second while it streams.

    boot_ms: how long it is deaf after its port was opened.  streaming: whether it streams without being
    asked.  lump_ms: how long its adapter gathers bytes before it hands them on (USB adapters: 1 to 16).
    foreign_answer: what is heard when another device sits at its port, so never words of its own kind; said once
    after opening, as a greeting, and to whatever is asked.
    It raises LinkLost from the moment a fault unplugs it until it is opened again.
    """

    foreign_answer: bytes = OPENBCI_BANNER

    def __init__(self, rate_hz: float, rng: random.Random, faults: Faults = NO_FAULTS, boot_ms: int = 0,
                 streaming: bool = False, lump_ms: int = 0) -> None:
        self.rate_hz = rate_hz
        self.streaming = streaming
        self.faults = FaultPlayer(faults, rng)
        self.rng = rng
        self._streams_at_boot = streaming
        self._lump_ns = lump_ms * NS_PER_MS
        self.boot_ms = boot_ms
        self._greeted = False
        self._deaf_until_ns = 0
        self._number = 0
        self._next_ns = 0.0
        self._gone = False

    def opened(self, t_ns: int) -> None:
        """Reset, as most boards do when their port is opened."""
        self.faults.begin(t_ns)
        self._gone = False
        self._deaf_until_ns = t_ns + self.boot_ms * NS_PER_MS
        self._greeted = False
        self._number = 0
        self._next_ns = float(self._deaf_until_ns)
        self.streaming = self._streams_at_boot
        if self.faults.holds(FaultKind.STALE_STREAM, t_ns):
            self.streaming, self._next_ns, self._number = True, float(t_ns), self.rng.randrange(1000)

    def receive(self, data: bytes, t_ns: int) -> list[bytes]:
        """Take what the host wrote at `t_ns`."""
        self._demand()
        if t_ns < self._deaf_until_ns or self.faults.holds(FaultKind.SILENT, t_ns):
            return []
        if self.faults.holds(FaultKind.WRONG_DEVICE, t_ns):
            return [self.foreign_answer]
        return self.hear(data, t_ns)

    def advance(self, t_ns: int) -> list[bytes]:
        """Return what the device says by itself until `t_ns`."""
        self._demand()
        self.faults.begin(t_ns)
        calm = self.faults.calm
        if not calm and self.faults.holds(FaultKind.WRONG_DEVICE, t_ns):
            return self._greet(t_ns)
        packets = self.mutter(t_ns)
        if not self.streaming:
            return packets
        lump_ns = self._lump_ns if calm or not self.faults.holds(FaultKind.LUMPS, t_ns) else _LUMP_NS
        until_ns = t_ns - t_ns % lump_ns if lump_ns else t_ns
        if calm and until_ns < self._next_ns:
            return packets
        chunk = self._due(until_ns)
        if chunk and not self.faults.holds(FaultKind.SILENT, t_ns):
            packets.append(chunk if calm else self._damaged(chunk, t_ns))
        return packets

    def rests_until_ns(self) -> int:
        """Return when the next lump is handed on; 0 where something may be said before."""
        if not (self.streaming and self._lump_ns and self.faults.calm) or self.mutters():
            return 0
        return -int(-self._next_ns // self._lump_ns) * self._lump_ns

    def start_stream(self, t_ns: int) -> None:
        """Begin to sample one period after `t_ns`."""
        if not self.streaming:
            self.streaming, self._next_ns = True, t_ns + NS_PER_S / self.rate_hz

    @abstractmethod
    def hear(self, data: bytes, t_ns: int) -> list[bytes]:
        """Take commands and return the answers."""

    @abstractmethod
    def mutter(self, t_ns: int) -> list[bytes]:
        """Return what the device says beside samples until `t_ns` (late answers)."""

    def mutters(self) -> bool:
        """Whether it may say something beside samples though nobody tells it anything more."""
        return True

    @abstractmethod
    def encode(self, number: int, n: int, last_ns: int) -> bytes:
        """Return the frames of `n` samples, the first of which is `number`, the last taken at `last_ns`."""

    @abstractmethod
    def split(self, chunk: bytes) -> list[bytes]:
        """Cut what `encode` made into frames."""

    @abstractmethod
    def spoil(self, frame: bytes) -> bytes:
        """Return `frame` with its checksum or end wrong."""

    def leap(self, number: int) -> int:
        """Return the number after `number` when the counter jumps so that 37 samples are missing."""
        return number + 37

    def _greet(self, t_ns: int) -> list[bytes]:
        """Say once, as the device that should not be here, who that is."""
        greeting = [] if self._greeted or t_ns < self._deaf_until_ns else [self.foreign_answer]
        self._greeted = self._greeted or bool(greeting)
        return greeting

    def _due(self, t_ns: int) -> bytes:
        if t_ns < self._next_ns:
            return b""
        period_ns = NS_PER_S / self.rate_hz
        if not self.faults.calm:
            period_ns *= next((factor for kind, factor in _PERIODS.items() if self.faults.holds(kind, t_ns)), 1.0)
        n = int((t_ns - self._next_ns) // period_ns) + 1
        late = n - int(_CATCH_UP_S * self.rate_hz)
        if late > 0:
            self._number += late
            self._next_ns += late * period_ns
            n -= late
        if self.faults.take(FaultKind.COUNTER_JUMP, t_ns):
            self._number = self.leap(self._number)
        last_ns = self._next_ns + (n - 1) * period_ns
        chunk = self.encode(self._number, n, round(last_ns))
        self._number += n
        self._next_ns = last_ns + period_ns
        return chunk

    def _damaged(self, chunk: bytes, t_ns: int) -> bytes:
        if self.faults.take(FaultKind.UNPLUG, t_ns):
            self._gone = True
            whole = self.split(chunk)
            return b"".join(whole[:-1]) + whole[-1][:len(whole[-1]) // 2]
        return self.faults.damage(chunk, self.split, self.spoil, t_ns)

    def _demand(self) -> None:
        if self._gone:
            raise LinkLost("The emulated device was unplugged.")


class Converter:
    """An analogue-to-digital converter behind an EMG amplifier: microvolt to counts.

    Channels without an electrode float by a few counts.
    """

    def __init__(self, rng: random.Random, channels: int, bits: int, uv_per_count: float) -> None:
        self.channels = channels
        zero, top = 1 << (bits - 1), (1 << bits) - 1
        self._counts_per_uv, self._zero, self._least, self._top = (
            np.array(number, np.float32) for number in (1.0 / uv_per_count, zero, 0, top))
        floating = np.random.default_rng(rng.getrandbits(32)).integers(-2, 3, (_FLOATING, channels))
        self._float = np.clip(floating + zero, 0, top).astype(np.uint16)

    def counts(self, uv: NDArray[np.float32], number: int) -> NDArray[np.uint16]:
        """Return counts [n, channels] for `uv` [n, electrodes], whose first sample is `number`."""
        used = min(self.channels, uv.shape[1])
        read = (uv if used == uv.shape[1] else uv[:, :used]) * self._counts_per_uv
        np.rint(read, out=read)
        read += self._zero
        np.minimum(np.maximum(read, self._least, out=read), self._top, out=read)
        if used == self.channels:
            return read.astype(np.uint16)
        counts = self._float.take(np.arange(number, number + len(uv)), 0, mode="wrap")
        counts[:, :used] = read
        return counts

    def rail(self, n: int) -> NDArray[np.uint16]:
        """Return `n` samples at the upper rail."""
        return np.full((n, self.channels), self._top, np.uint16)

    def flat(self, n: int) -> NDArray[np.uint16]:
        """Return `n` samples of a dead channel."""
        return np.full((n, self.channels), self._zero, np.uint16)
