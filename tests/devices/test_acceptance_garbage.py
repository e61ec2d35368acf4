"""Megabytes that mean nothing: every codec and driver stays quick, small and quiet, and recovers."""

from __future__ import annotations

import pickle
import random
import time
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import numpy as np
import pytest

from core.muscles import Muscle
from devices.codecs import bitalino, byb, chords, cyton, generic_lines, olimex
from devices.drivers import NoteKind
from devices.emulators import Emulator
from devices.emulators.faults import NO_FAULTS
from devices.emulators.loop import Opened
from devices.kinds.registry import emulated
from devices.link import LinkState
from devices.simulated.stance import SimulatedPatient
from devices.transports.serial_port import MAX_READ
from tests.devices.rig import blocks, rig

MEGABYTE = 1_000_000
HELD_BYTES = 8192
TIMES_DEARER = 4.0
"""What a byte may cost more in the longest read than in short ones."""
AT_ONCE_S = 0.05
"""And what two of the longest reads may cost whatever short ones do."""


class Feeds(Protocol):
    """A decoder that takes bytes as they come."""

    def feed(self, data: bytes) -> Any:
        """Take `data`."""
        ...


DECODERS: Mapping[str, Callable[[], Feeds]] = {
    "chords": lambda: chords.Decoder(6), "olimex": olimex.Decoder, "cyton": cyton.Decoder,
    "bitalino": lambda: bitalino.Decoder(2), "bitalino-6": lambda: bitalino.Decoder(6),
    "byb messages": byb.Splitter, "byb frames": lambda: byb.Decoder(2),
    "lines": lambda: generic_lines.Decoder(tolerant=True),
}
ONE = np.arange(1)
HEADS = (
    b"\xc7", b"\xc7\x7c", b"\xa5", b"\xa5\x5a\x02", b"\xa0", b"\xff", b"\xff\xff\x01\x01\x80\xff", b"\x80",
    b"\x00", b"$", b"#ID,", b"1,", b"\n", b"1\n",
    chords.encode_frames(0, np.full((1, 6), 512)) + b"x",
    olimex.encode_frames(ONE, np.full((1, 6), 512)) + b"x",
    bitalino.encode_frames(ONE, np.full((1, 2), 512)) + b"x",
    b"\xa0" + bytes(31) + b"\xc0x",
)
"""Beginnings of frames, messages and lines, and frames with a stray byte behind each."""


def repeated(head: bytes, size: int) -> bytes:
    return (head * (size // len(head) + 1))[:size]


def spent(decoder: Feeds, data: bytes, piece: int) -> float:
    """Feed `data` in pieces and return the processor time it took."""
    before = time.process_time()
    for at in range(0, len(data), piece):
        decoder.feed(data[at:at + piece])
    return time.process_time() - before


@pytest.mark.parametrize("name", DECODERS)
def test_five_megabytes_of_chance_leave_little_behind(name: str) -> None:
    decoder = DECODERS[name]()
    noise = random.Random(5).randbytes(5 * MEGABYTE)
    for at in range(0, len(noise), MAX_READ):
        decoder.feed(noise[at:at + MAX_READ])
    assert len(pickle.dumps(decoder)) < HELD_BYTES


@pytest.mark.parametrize("head", HEADS, ids=lambda head: head[:6].hex())
@pytest.mark.parametrize("name", DECODERS)
def test_no_byte_costs_more_in_a_long_read_than_in_short_ones(name: str, head: bytes) -> None:
    data = repeated(head, 2 * MAX_READ)
    decoder = DECODERS[name]()
    long = spent(decoder, data, MAX_READ)
    assert len(pickle.dumps(decoder)) < HELD_BYTES
    if long >= AT_ONCE_S:
        short = min(spent(DECODERS[name](), data, MAX_READ // 32) for _ in range(2))
        assert min(long, spent(DECODERS[name](), data, MAX_READ)) < TIMES_DEARER * short + AT_ONCE_S


# -- drivers ----------------------------------------------------------------------------------------------------

BACKENDS = emulated()


class Noisy:
    """An emulated device on a line that can turn to noise."""

    def __init__(self, inner: Emulator, rng: random.Random, size: int) -> None:
        self.noisy = False
        self._inner = inner
        self._rng = rng
        self._size = size
        self._noisy_ns = 0

    def opened(self, t_ns: int) -> None:
        """Tell the device that its port was opened."""
        if isinstance(self._inner, Opened):
            self._inner.opened(t_ns)

    def receive(self, data: bytes, t_ns: int) -> list[bytes]:
        """Let the device hear, and answer if it can be understood."""
        return self._heard(self._inner.receive(data, t_ns), t_ns)

    def advance(self, t_ns: int) -> list[bytes]:
        """Let the device speak."""
        return self._heard(self._inner.advance(t_ns), t_ns)

    def _heard(self, said: list[bytes], t_ns: int) -> list[bytes]:
        if not self.noisy:
            return said
        again, self._noisy_ns = t_ns == self._noisy_ns, t_ns
        return [] if again else [self._rng.randbytes(self._rng.randrange(1, self._size))]


@pytest.mark.parametrize("from_the_start", [True, False])
@pytest.mark.parametrize("name", BACKENDS)
def test_noise_on_the_line_is_outlived(name: str, from_the_start: bool) -> None:
    backend = BACKENDS[name]
    body = SimulatedPatient(random.Random(7), muscles=tuple(Muscle)[:2], ability=1.0)
    emulator = backend.emulator(body, random.Random(1), NO_FAULTS)
    line = Noisy(emulator, random.Random(3), 600 if backend.on_pty else 65)
    held = rig(line, backend.stream, backend.driver, join=backend.on_pty)
    if not from_the_start:
        held.run(6)
        assert held.state() is LinkState.STREAMING
    line.noisy = True
    noise = held.run(20)
    if from_the_start:
        assert blocks(noise) == []
        assert NoteKind.READY not in held.kinds
    assert len(held.notes) <= 3 * 20 + 3  # what is garbage, lost and silent, each once a second
    line.noisy = False
    fresh = held.run(30)
    assert held.state() is LinkState.STREAMING
    assert sum(len(block.data) for block in blocks(fresh)) > 10 * backend.rate_hz
    assert all(block.t0_ns <= held.clock.now_ns() for block in blocks(fresh))
