from __future__ import annotations

import random

import pytest

from core.clock import NS_PER_MS
from devices.codecs.chords import Command, encode_command
from devices.emulators.chords import ChordsEmulator
from devices.emulators.faults import FaultKind
from devices.simulated.stance import SimulatedPatient


def streaming(lump_ms: int, rate_hz: float = 500.0) -> ChordsEmulator:
    """An emulated board whose stream begins 3 ms after its port was opened."""
    emulator = ChordsEmulator(SimulatedPatient(random.Random(1)), random.Random(2), rate_hz=rate_hz, boot_ms=0,
                              command_delay_ms=0, lump_ms=lump_ms)
    emulator.opened(0)
    emulator.receive(encode_command(Command.START), 3 * NS_PER_MS)
    return emulator


@pytest.mark.parametrize("lump_ms", [1, 7, 20])
@pytest.mark.parametrize("rate_hz", [250.0, 333.3, 500.0, 1000.0])
def test_it_rests_until_just_the_time_of_its_next_lump(lump_ms: int, rate_hz: float) -> None:
    emulator = streaming(lump_ms, rate_hz)
    lumps = 0
    for t_ms in range(3, 300):
        rests_until_ns = emulator.rests_until_ns()
        said = emulator.advance(t_ms * NS_PER_MS)
        assert bool(said) is (t_ms * NS_PER_MS >= rests_until_ns)
        lumps += bool(said)
    assert lumps > 10


def test_who_sends_without_lumps_or_may_speak_or_fail_at_any_time_never_rests() -> None:
    assert streaming(0).rests_until_ns() == 0
    stopped = streaming(20)
    stopped.streaming = False
    assert stopped.rests_until_ns() == 0
    failing = streaming(20)
    failing.faults.inject(FaultKind.FLAT, 10 * NS_PER_MS)
    assert failing.rests_until_ns() == 0
    asked = streaming(20)
    asked.receive(b"WHO", 10 * NS_PER_MS)
    asked.streaming = True
    assert asked.rests_until_ns() == 0
