from __future__ import annotations

import random

import numpy as np
import pytest

from core.clock import ManualClock
from core.errors import InputError
from core.ring import Ring
from devices.codecs import cyton as codec
from devices.drivers import NoteKind
from devices.emulators.faults import NO_FAULTS
from devices.kinds import Tuning, Variant
from devices.kinds.cyton import KIND, recognise
from devices.link import LinkEntry
from devices.simulated.stance import SimulatedPatient


def packets(n: int, step: int = 1) -> bytes:
    return codec.encode_packets(np.arange(n) * step, np.zeros((n, 8), int), [0xC0] * n, np.zeros((n, 6), np.uint8))


@pytest.mark.parametrize(("heard", "name"), [
    (codec.encode_banner(daisy=False), "OpenBCI Cyton"),
    (packets(2)[5:] + codec.encode_banner(daisy=True), "OpenBCI Cyton with Daisy"),
    (codec.COMMS_TIMEOUT, "OpenBCI dongle without its board"),
    (packets(5)[7:], "OpenBCI Cyton"),
    (packets(3), None), (packets(9, step=3), None), (b"$$$", None), (b"", None), (b"UNO-R3\r\n", None),
    (b"OpenBCI Ganglion v2.0.1\n$$$", None), (b"\xc7\x7c\x01\x02\x01" * 50, None), (b"\xa0" * 500, None)])
def test_only_what_is_sure_is_recognised(heard: bytes, name: str | None) -> None:
    assert recognise(heard) == name


@pytest.mark.parametrize("gain", [None, 1.0, 24.0])
def test_a_missing_port_is_said_by_the_link(gain: float | None) -> None:
    ring: Ring[LinkEntry] = Ring(100)
    link = KIND.open("/dev/no-such-port", ManualClock(), ring, Tuning(gain=gain))
    link.step(0)
    (note,) = ring.drain()
    assert getattr(note, "kind", None) is NoteKind.MISSING
    assert "/dev/no-such-port is not there" in getattr(note, "text", "")


@pytest.mark.parametrize("gain", [0.0, 3.0, 2420.0, 24.5])
def test_a_gain_that_a_cyton_has_not_is_refused_with_the_choices(gain: float) -> None:
    with pytest.raises(InputError, match="choose 1, 2, 4, 6, 8, 12, 24"):
        KIND.open("/dev/ttyUSB0", ManualClock(), Ring(100), Tuning(gain=gain))


def test_variants_of_the_emulator() -> None:
    vary, body = KIND.emulated["cyton-daisy"].vary, SimulatedPatient(random.Random(1))
    assert vary is not None
    assert vary(body, random.Random(1), NO_FAULTS, Variant(lump_ms=16)) is not None
    with pytest.raises(InputError, match="250 packets a second"):
        vary(body, random.Random(1), NO_FAULTS, Variant(rate_hz=1000.0))
