"""Boards through BrainFlow, by the number it gives them: any that measures EMG."""

from __future__ import annotations

import random

from core.clock import Clock
from core.ring import Ring
from core.samples import Stream
from devices.codecs.chunks import Description
from devices.drivers.chunks import ChunksDriver
from devices.emulators.chunks import ChunksEmulator
from devices.emulators.faults import Faults
from devices.kinds import Emulated, SensorKind, Tuning
from devices.link import Link, LinkEntry
from devices.simulated import Body
from devices.transports import brainflow

_EMULATED = Description("BrainFlow", "Emulated board", "EMG", 250.0, 4, unit="uV")


def _open(argument: str, clock: Clock, ring: Ring[LinkEntry], tuning: Tuning,
          first_baud: int | None = None) -> Link:
    address = brainflow.parse_address(argument)
    return Link(Stream.EMG, lambda: brainflow.open_board(address),
                lambda: ChunksDriver(take=tuning.channels), clock, ring)


def _emulator(body: Body, rng: random.Random, faults: Faults) -> ChunksEmulator:
    return ChunksEmulator(body, rng, _EMULATED, timed=False, faults=faults)


KIND = SensorKind(
    word="brainflow", name="board through BrainFlow", streams=(Stream.EMG,), argument=":ID[:PORT or MAC]",
    open=_open,
    emulated={"brainflow": Emulated(_emulator, ChunksDriver, _EMULATED.rate_hz, Stream.EMG, counts_losses=False,
                                    on_pty=False)})
