from __future__ import annotations

import random

import numpy as np
import pytest

from core.clock import NS_PER_MS
from core.muscles import Muscle
from devices.codecs import olimex as codec
from devices.emulators.olimex import OlimexEmulator
from devices.simulated.stance import SimulatedPatient


def device(rate_hz: float = 256.0, boot_ms: int = 1500) -> OlimexEmulator:
    body = SimulatedPatient(random.Random(1), muscles=(Muscle.RIGHT_VASTUS_LATERALIS,))
    emulator = OlimexEmulator(body, random.Random(2), rate_hz, boot_ms=boot_ms)
    emulator.opened(0)
    return emulator


def frames(emulator: OlimexEmulator, ms: int) -> codec.Frames:
    found = codec.Decoder().feed(b"".join(emulator.advance(ms * NS_PER_MS)))
    assert found is not None
    return found


@pytest.mark.parametrize("rate_hz", [125.0, 256.0])
def test_it_streams_once_it_has_booted(rate_hz: float) -> None:
    emulator = device(rate_hz)
    assert emulator.advance(1490 * NS_PER_MS) == []
    found = frames(emulator, 2499)
    assert list(found.counters) == [i % 256 for i in range(round(rate_hz))]


def test_inputs_without_a_shield_float_around_the_middle() -> None:
    counts = frames(device(boot_ms=0), 4000).counts
    assert counts.shape[1] == 6
    loose = counts[:, 1:].astype(np.int64)
    assert (abs(loose - codec.ZERO_COUNT) <= 2).all()
    assert (loose.std(axis=0) > 0.5).all()


def test_whatever_it_is_told_it_goes_on() -> None:
    emulator = device(boot_ms=0)
    emulator.advance(100 * NS_PER_MS)
    assert emulator.receive(b"STOP\n?\n\x00\xff", 110 * NS_PER_MS) == []
    assert len(frames(emulator, 1100).counters) == 256


def test_switches_stand_in_the_last_byte() -> None:
    emulator = device(boot_ms=0)
    emulator.switches = 0b1010
    (chunk,) = emulator.advance(100 * NS_PER_MS)
    assert {frame[-1] for frame in emulator.split(chunk)} == {0b1010}
    assert codec.Decoder().feed(emulator.spoil(emulator.split(chunk)[0])) is None
