"""Olimex EMG shields: they stream without being asked."""

from __future__ import annotations

import random

from core.clock import Clock
from core.errors import InputError
from core.ring import Ring
from core.samples import Stream
from devices.codecs import olimex as codec
from devices.drivers.olimex import OlimexDriver
from devices.emulators.faults import NO_FAULTS, Faults
from devices.emulators.olimex import OlimexEmulator
from devices.kinds import Emulated, Question, SensorKind, Tuning, Variant
from devices.link import Link, LinkEntry, SameDevice
from devices.probing import BaudSearch, bauds_from
from devices.simulated import Body
from devices.transports.serial_port import open_port

_RATE_HZ = 256.0
_BOOT_MS = 1500


def _open(argument: str, clock: Clock, ring: Ring[LinkEntry], tuning: Tuning,
          first_baud: int | None = None) -> Link:
    gain = codec.DEFAULT_GAIN if tuning.gain is None else tuning.gain
    search = BaudSearch(argument, bauds_from(first_baud, codec.BAUDS),
                        lambda quiet: OlimexDriver(gain, quiet), open_port)
    return Link(Stream.EMG, SameDevice(search.open), search.driver, clock, ring)


def _recognise(heard: bytes) -> str | None:
    return "Olimex EMG shield" if codec.detect(heard) else None


def _vary(body: Body, rng: random.Random, faults: Faults, variant: Variant) -> OlimexEmulator:
    if variant.name or variant.dialect or variant.channels:
        raise InputError("An Olimex shield takes no --name, --dialect and --channels: it always sends six.")
    boot_ms = _BOOT_MS if variant.boot_ms is None else variant.boot_ms
    return OlimexEmulator(body, rng, variant.rate_hz or _RATE_HZ, faults, boot_ms, variant.lump_ms or 0)


def _emulator(body: Body, rng: random.Random, faults: Faults = NO_FAULTS) -> OlimexEmulator:
    return OlimexEmulator(body, rng, _RATE_HZ, faults, _BOOT_MS)


KIND = SensorKind(
    word="olimex", name="Olimex EMG shield", streams=(Stream.EMG,), argument=":PORT", open=_open,
    questions=(Question(codec.BAUDS, b"", _recognise),),
    usb=((0x15BA, None), (0x2341, None), (0x2A03, None), (0x1A86, None)),
    emulated={"olimex": Emulated(_emulator, OlimexDriver, _RATE_HZ, Stream.EMG, vary=_vary)})
