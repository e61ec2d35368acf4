"""Chords EMG boards: they answer WHORU with their name."""

from __future__ import annotations

import random

from core.clock import Clock
from core.errors import InputError
from core.ring import Ring
from core.samples import Stream
from devices.codecs import chords as codec
from devices.drivers.chords import ChordsDriver
from devices.emulators.chords import ChordsEmulator
from devices.emulators.faults import NO_FAULTS, Faults
from devices.kinds import Emulated, Question, SensorKind, Tuning, Variant
from devices.link import Link, LinkEntry, SameDevice
from devices.probing import BaudSearch, bauds_from
from devices.simulated import Body
from devices.transports.serial_port import open_port

_BOOT_MS = 1500
_QUIET_MS = 1000
"""How long an UNO waits for more before it takes a command for whole."""


def _open(argument: str, clock: Clock, ring: Ring[LinkEntry], tuning: Tuning,
          first_baud: int | None = None) -> Link:
    gain = codec.DEFAULT_GAIN if tuning.gain is None else tuning.gain
    search = BaudSearch(argument, bauds_from(first_baud, codec.BAUDS),
                        lambda quiet: ChordsDriver(gain, quiet=quiet), open_port)
    return Link(Stream.EMG, SameDevice(search.open), search.driver, clock, ring)


def _recognise(heard: bytes) -> str | None:
    """Return the board's name; a stream that runs already is known by its frames."""
    return codec.decode_name(heard) or ("Chords board" if codec.detect_channels(heard) is not None else None)


def _emulated(name: str, channels: int | None, rate_hz: float | None, delay_ms: int) -> Emulated:
    def vary(body: Body, rng: random.Random, faults: Faults, variant: Variant) -> ChordsEmulator:
        board, boot_ms = variant.name or name, _BOOT_MS if variant.boot_ms is None else variant.boot_ms
        if board not in codec.BOARDS:
            raise InputError(f"There is no Chords board '{board}'; choose from {', '.join(sorted(codec.BOARDS))}.")
        usual = (channels, rate_hz) if board == name else (None, None)
        return ChordsEmulator(body, rng, board, variant.channels or usual[0], variant.rate_hz or usual[1], faults,
                              boot_ms, command_delay_ms=min(delay_ms, boot_ms), lump_ms=variant.lump_ms or 0)

    def emulator(body: Body, rng: random.Random, faults: Faults = NO_FAULTS) -> ChordsEmulator:
        return ChordsEmulator(body, rng, name, channels, rate_hz, faults, command_delay_ms=delay_ms)

    return Emulated(emulator, ChordsDriver, rate_hz or codec.BOARDS[name].rate_hz, Stream.EMG, vary=vary)


KIND = SensorKind(
    word="chords", name="Chords EMG board", streams=(Stream.EMG,), argument=":PORT", open=_open,
    questions=(Question(codec.BAUDS, codec.encode_command(codec.Command.IDENTIFY), _recognise,
                        answer_ms=_QUIET_MS + 800, quiet_ms=_QUIET_MS + 200),),
    usb=((0x2341, None), (0x2A03, None), (0x1A86, None), (0x2E8A, None), (0x303A, None)),
    emulated={"chords": _emulated("UNO-R3", None, None, _QUIET_MS),
              "chords-npg-6": _emulated("NPG-LITE", 6, None, 0),
              "chords-8x2000": _emulated("NANO-CLONE", 8, 2000.0, _QUIET_MS)})
