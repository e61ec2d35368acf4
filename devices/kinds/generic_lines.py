"""Boards and muscle sensors with generic serial lines, and foreign sketches that print bare numbers."""

from __future__ import annotations

import random
from collections.abc import Callable

from core.clock import Clock
from core.errors import InputError
from core.ring import Ring
from core.samples import Stream
from devices.codecs import generic_lines as codec
from devices.codecs.generic_lines import Identity, Record
from devices.drivers.generic_lines import GenericLinesDriver
from devices.emulators.faults import Faults
from devices.emulators.generic_lines import Dialect, GenericLinesEmulator
from devices.kinds import Emulated, Question, SensorKind, Tuning, Variant
from devices.link import Link, LinkEntry, SameDevice
from devices.probing import BaudSearch, bauds_from
from devices.simulated import Body
from devices.transports.serial_port import open_port

BAUDS = (115200, 57600, 9600, 38400, 230400)
_SURE = 3
"""Whole records with their checksum that tell who sends them without being asked."""
_BOARDS = (Stream.BOARD, Stream.TILT)
_STREAMS = (*_BOARDS, Stream.EMG)


def _wanted(stream: Stream | None) -> tuple[Stream, ...]:
    return (Stream.EMG,) if stream is Stream.EMG else _BOARDS


def _open(argument: str, clock: Clock, ring: Ring[LinkEntry], tuning: Tuning,
          first_baud: int | None = None) -> Link:
    wanted = _wanted(tuning.wanted)
    search = BaudSearch(argument, bauds_from(first_baud, BAUDS),
                        lambda quiet: GenericLinesDriver(wanted, tuning.columns, quiet=quiet), open_port)
    return Link(wanted[0], SameDevice(search.open), search.driver, clock, ring)


def _recogniser(kind: str, letter: codec.RecordKind) -> Callable[[bytes], str | None]:
    def recognise(heard: bytes) -> str | None:
        lines = codec.Decoder().feed(heard)
        for line in lines:
            if isinstance(line, Identity) and line.fields.get("kind") == kind:
                return line.fields.get("name") or kind
        records = [line for line in lines if isinstance(line, Record) and line.kind is letter]
        checked = heard.count(b"*") >= _SURE
        return kind if checked and len(records) >= _SURE else None

    return recognise


def _question(kind: str, letter: codec.RecordKind, stream: Stream) -> Question:
    return Question(BAUDS[:1], codec.encode_command(codec.Command.IDENTIFY), _recogniser(kind, letter),
                    answer_ms=500, streams=(stream,))


def _emulated(stream: Stream, rate_hz: float, dialect: Dialect = Dialect.RECORDS) -> Emulated:
    def vary(body: Body, rng: random.Random, faults: Faults, variant: Variant) -> GenericLinesEmulator:
        if variant.name or variant.lump_ms:
            raise InputError("A device with generic lines takes no --name and no --lump-ms.")
        return GenericLinesEmulator(body, rng, stream, variant.rate_hz, variant.channels or 2, faults,
                                    1500 if variant.boot_ms is None else variant.boot_ms,
                                    dialect=Dialect(variant.dialect) if variant.dialect else dialect)

    bare = dialect is not Dialect.RECORDS
    return Emulated(lambda body, rng, faults: vary(body, rng, faults, Variant()),
                    lambda: GenericLinesDriver(_wanted(stream)), rate_hz, stream, counts_losses=not bare,
                    microvolt=not bare, vary=vary)


KIND = SensorKind(
    word="serial", name="board or muscle sensor with serial lines", streams=_STREAMS, argument=":PORT", open=_open,
    questions=(_question("board4", codec.RecordKind.BOARD, Stream.BOARD),
               _question("tilt", codec.RecordKind.TILT, Stream.TILT),
               _question("emg", codec.RecordKind.EMG, Stream.EMG)),
    usb=((0x2341, None), (0x2A03, None), (0x1A86, None), (0x10C4, None), (0x2E8A, None), (0x303A, None),
         (0x239A, None), (0x16C0, None)),
    emulated={"lines-board": _emulated(Stream.BOARD, 80.0),
              "lines-tilt": _emulated(Stream.TILT, 100.0),
              "lines-emg": _emulated(Stream.EMG, 500.0),
              "foreign-board": _emulated(Stream.BOARD, 80.0, Dialect.LABELS),
              "foreign-tilt": _emulated(Stream.TILT, 100.0, Dialect.LABELS),
              "foreign-emg": _emulated(Stream.EMG, 500.0, Dialect.COMMA)})
