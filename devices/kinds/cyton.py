"""OpenBCI Cyton boards, alone or with a Daisy: they tell who they are after a reset by ``v``."""

from __future__ import annotations

import random
from itertools import pairwise

from core.clock import Clock
from core.errors import InputError
from core.ring import Ring
from core.samples import Stream
from devices.codecs import cyton as codec
from devices.drivers.cyton import CytonDriver
from devices.emulators.cyton import CytonEmulator
from devices.emulators.faults import NO_FAULTS, Faults
from devices.kinds import Emulated, Question, SensorKind, Tuning, Variant
from devices.link import Link, LinkEntry, SameDevice
from devices.simulated import Body
from devices.transports.serial_port import open_port

_SURE = 3
"""So many whole packets in a row are a stream of a Cyton that was left running."""


def _open(argument: str, clock: Clock, ring: Ring[LinkEntry], tuning: Tuning,
          first_baud: int | None = None) -> Link:
    gain = codec.DEFAULT_GAIN if tuning.gain is None else tuning.gain
    if gain not in codec.GAINS:
        raise InputError(f"A Cyton has no gain {gain:g}; choose {', '.join(map(str, codec.GAINS))}.")
    baud = first_baud or codec.BAUD
    return Link(Stream.EMG, SameDevice(lambda serial_number: open_port(argument, baud, serial_number)),
                lambda: CytonDriver(int(gain), tuning.channels), clock, ring)


def recognise(heard: bytes) -> str | None:
    """Return the name of the Cyton that said `heard`, or of a dongle whose board is off; None for others."""
    banner = codec.decode_banner(heard)
    if banner is not None:
        return banner.name
    if codec.COMMS_TIMEOUT in heard:
        return "OpenBCI dongle without its board"
    frames = codec.Decoder().feed(heard)
    numbers = frames.counters if frames is not None else b""
    in_a_row = sum((after - before) % codec.COUNTER_MODULUS == 1
                   for before, after in pairwise(numbers))
    return "OpenBCI Cyton" if in_a_row >= _SURE else None


def _emulated(daisy: bool) -> Emulated:
    def emulator(body: Body, rng: random.Random, faults: Faults = NO_FAULTS) -> CytonEmulator:
        return CytonEmulator(body, rng, daisy, faults)

    def vary(body: Body, rng: random.Random, faults: Faults, variant: Variant) -> CytonEmulator:
        if variant.rate_hz not in (None, codec.PACKETS_HZ):
            raise InputError(f"A Cyton's radio carries {codec.PACKETS_HZ:g} packets a second and no other number.")
        return CytonEmulator(body, rng, daisy, faults, lump_ms=variant.lump_ms or 0)

    rate_hz = codec.PACKETS_HZ / 2 if daisy else codec.PACKETS_HZ
    return Emulated(emulator, CytonDriver, rate_hz, Stream.EMG, vary=vary)


KIND = SensorKind(
    word="cyton", name="OpenBCI Cyton", streams=(Stream.EMG,), argument=":PORT", open=_open,
    questions=(Question((codec.BAUD,), codec.Command.RESET.encode(), recognise, wait_ms=0, answer_ms=3000),),
    usb=((0x0403, 0x6015),),
    emulated={"cyton": _emulated(daisy=False), "cyton-daisy": _emulated(daisy=True)})
