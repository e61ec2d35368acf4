"""BITalino EMG: it answers a version byte with its name."""

from __future__ import annotations

import random

from core.clock import Clock
from core.errors import InputError
from core.ring import Ring
from core.samples import Stream
from devices.codecs import bitalino as codec
from devices.drivers.bitalino import RATE_HZ, BitalinoDriver
from devices.emulators.bitalino import BitalinoEmulator
from devices.emulators.faults import NO_FAULTS, Faults
from devices.kinds import Emulated, Question, SensorKind, Tuning, Variant
from devices.link import Link, LinkEntry, SameDevice
from devices.simulated import Body
from devices.transports import Transport
from devices.transports.serial_port import open_port

_SERVED_DEAF_MS = 20


def _open(argument: str, clock: Clock, ring: Ring[LinkEntry], tuning: Tuning,
          first_baud: int | None = None) -> Link:
    channels = min(max(1, tuning.channels), codec.EMG_CHANNELS)
    gain = codec.DEFAULT_GAIN if tuning.gain is None else tuning.gain

    def open_serial(serial_number: str) -> Transport:
        return open_port(argument, first_baud or codec.BAUD, serial_number)

    return Link(Stream.EMG, SameDevice(open_serial), lambda: BitalinoDriver(channels, gain), clock, ring)


def _recognise(heard: bytes) -> str | None:
    firmware = codec.decode_version(heard)
    if firmware is not None:
        return firmware.name
    return "BITalino" if codec.detect_channels(heard) else None


def _emulated(channels: int) -> Emulated:
    def vary(body: Body, rng: random.Random, faults: Faults, variant: Variant) -> BitalinoEmulator:
        if variant.name or variant.dialect or variant.rate_hz or variant.channels:
            raise InputError("A BITalino takes no --name, --dialect, --rate and --channels: its program says "
                             "how many channels it wants, at 1000 samples a second.")
        return BitalinoEmulator(body, rng, faults, channels=channels, boot_ms=variant.boot_ms or 0,
                                lump_ms=variant.lump_ms or 0, deaf_ms=_SERVED_DEAF_MS)

    def emulator(body: Body, rng: random.Random, faults: Faults = NO_FAULTS) -> BitalinoEmulator:
        return BitalinoEmulator(body, rng, faults, channels=channels)

    return Emulated(emulator, lambda: BitalinoDriver(channels), float(RATE_HZ), Stream.EMG, vary=vary)


KIND = SensorKind(
    word="bitalino", name="BITalino", streams=(Stream.EMG,), argument=":PORT", open=_open,
    questions=(Question((codec.BAUD,), codec.VERSION, _recognise, wait_ms=200),),
    emulated={"bitalino": _emulated(2), "bitalino-6": _emulated(codec.MAX_CHANNELS)})
