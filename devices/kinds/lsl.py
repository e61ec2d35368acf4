"""Lab Streaming Layer streams, for whatever sends them: EMG, or four corners of a board."""

from __future__ import annotations

import random
from functools import partial

from core.clock import Clock
from core.errors import InputError
from core.ring import Ring
from core.samples import Stream
from devices.codecs.chunks import Description
from devices.drivers.chunks import ChunksDriver
from devices.emulators.chunks import ChunksEmulator
from devices.emulators.faults import Faults
from devices.kinds import Emulated, SensorKind, Tuning
from devices.link import Link, LinkEntry, SameDevice
from devices.simulated import Body
from devices.transports import lsl

_EMULATED = Description("LSL", "Emulated EMG", lsl.EMG_TYPE, 500.0, 2, unit="microvolts")


def _open(argument: str, clock: Clock, ring: Ring[LinkEntry], tuning: Tuning,
          first_baud: int | None = None) -> Link:
    wanted = tuning.wanted or Stream.EMG
    if wanted is not Stream.EMG and not argument:
        raise InputError("A board through LSL needs its name: write lsl:NAME.")
    opener = SameDevice(lambda source_id: lsl.open_stream(argument, source_id, clock))
    return Link(wanted, opener, partial(ChunksDriver, wanted), clock, ring)


def _emulator(body: Body, rng: random.Random, faults: Faults) -> ChunksEmulator:
    return ChunksEmulator(body, rng, _EMULATED, timed=True, faults=faults)


KIND = SensorKind(
    word="lsl", name="LSL stream", streams=(Stream.EMG, Stream.BOARD), argument="[:NAME]", open=_open,
    emulated={"lsl": Emulated(_emulator, ChunksDriver, _EMULATED.rate_hz, Stream.EMG, counts_losses=False,
                              on_pty=False)})
