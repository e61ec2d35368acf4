"""From the words of --board and --emg to a link, and what is plugged in, for `doctor`.

Not here: the conversation with a device (`drivers`), and how an unknown port is asked (`probing`).
"""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from serial.tools import list_ports

from core.clock import Clock
from core.errors import DeviceMissing, InputError
from core.ring import Ring
from core.samples import Stream
from devices.codecs import chords
from devices.codecs.generic_lines import GenericColumns
from devices.codecs.wii_board import PRODUCT_ID, VENDOR_ID
from devices.drivers.chords import ChordsDriver
from devices.drivers.generic_lines import GenericLinesDriver
from devices.drivers.wii_board import WiiBoardDriver
from devices.emulators.chords import ChordsEmulator
from devices.emulators.loop import LoopTransport
from devices.emulators.wii_board import WiiBoardEmulator
from devices.link import Link, LinkEntry, SameDevice
from devices.permissions import hidraw_advice, serial_advice
from devices.probing import Answer, BaudSearch, PortInfo, knock, may_be_stimulator, worth_a_knock
from devices.simulated import Body
from devices.transports import Transport, hid
from devices.transports.serial_port import open_port

WII_IDS = (VENDOR_ID, PRODUCT_ID)
LINE_BAUDS = (115200, 57600, 9600, 38400, 230400)
_BOARD_STREAMS = (Stream.BOARD, Stream.TILT)
_SIM_CHORDS = "UNO-R4"
_SIM_LUMP_MS = 20
"""A little lazier than a USB adapter (16 ms), as headless play pays for each lump."""


class DeviceKind(StrEnum):
    """What --board and --emg may name."""

    AUTO = "auto"
    NONE = "none"
    SIM = "sim"
    WII = "wii"
    SERIAL = "serial"
    CHORDS = "chords"
    REPLAY = "replay"


_BOARDS = (DeviceKind.AUTO, DeviceKind.NONE, DeviceKind.SIM, DeviceKind.WII, DeviceKind.SERIAL, DeviceKind.REPLAY)
_EMGS = (DeviceKind.AUTO, DeviceKind.NONE, DeviceKind.SIM, DeviceKind.SERIAL, DeviceKind.CHORDS, DeviceKind.REPLAY)
_ARGUMENTS = {DeviceKind.WII: "[:SERIAL]", DeviceKind.SERIAL: ":PORT", DeviceKind.CHORDS: ":PORT",
              DeviceKind.REPLAY: ":SESSION"}


@dataclass(frozen=True, slots=True)
class DeviceSpec:
    """One device as a person names it: `auto`, `wii:SERIAL`, `serial:/dev/ttyUSB0`.

    argument: the port, serial number or session after the colon, "" without one.
    """

    kind: DeviceKind
    argument: str = ""

    @classmethod
    def parse(cls, text: str) -> DeviceSpec:
        """Read `text`.  Raises InputError that names the choices."""
        word, _, argument = text.strip().partition(":")
        try:
            kind = DeviceKind(word)
        except ValueError:
            raise InputError(f"There is no device '{text}'; choose {_choices(tuple(DeviceKind))}.") from None
        wanted = _ARGUMENTS.get(kind, "")
        if wanted.startswith(":") and not argument:
            raise InputError(f"'{text}' needs more: write {kind}{wanted}.")
        if argument and not wanted:
            raise InputError(f"'{kind}' takes nothing after it: write {kind}, not {text}.")
        return cls(kind, argument)

    def __str__(self) -> str:
        return f"{self.kind}:{self.argument}" if self.argument else str(self.kind)


SIMULATED = DeviceSpec(DeviceKind.SIM)


@dataclass(frozen=True, slots=True)
class Found:
    """One device that is plugged in.

    kind: wii, serial or stimulator.  port: node or path.  serial: number, "" without one.
    permitted: whether it may be opened.  advice: what to do or know, "" for nothing.
    """

    kind: str
    name: str
    port: str
    serial: str
    permitted: bool
    advice: str


def open_board(spec: DeviceSpec, clock: Clock, ring: Ring[LinkEntry], body: Body | None = None,
               rng: random.Random | None = None, columns: GenericColumns | None = None) -> Link | None:
    """Return the link to the board that `spec` names, not yet stepped; None when there is to be none.

    `none` and `replay` are None, and so is `auto` when no board is found (which may take seconds when serial
    boards are plugged in).  A named board that is absent is not an error: the link looks for it and says so.
    sim: `body` stands on an emulated board, seeded by `rng`; pull the link, no thread.
    columns: how to read a serial board that does not describe itself.  Raises InputError.
    """
    _demand(spec, _BOARDS, "a board")
    if spec.kind is DeviceKind.AUTO:
        spec, baud = _find_board(clock)
    else:
        baud = LINE_BAUDS[0]
    if spec.kind is DeviceKind.WII:
        return _wii_link(spec.argument, clock, ring)
    if spec.kind is DeviceKind.SERIAL:
        return _lines_link(spec.argument, _BOARD_STREAMS, _bauds_from(baud, LINE_BAUDS), clock, ring, columns)
    if spec.kind is DeviceKind.SIM:
        return _simulated_board(_demand_body(body), clock, ring, rng or random.Random(1))
    return None


def open_emg(spec: DeviceSpec, clock: Clock, ring: Ring[LinkEntry], body: Body | None = None,
             rng: random.Random | None = None, columns: GenericColumns | None = None,
             gain: float = chords.DEFAULT_GAIN, sim_channels: int = 2) -> Link | None:
    """Return the link to the EMG front end that `spec` names; as `open_board`.

    gain: of the amplifier before a Chords board.  sim_channels: of a simulated one.
    """
    _demand(spec, _EMGS, "an EMG front end")
    if spec.kind is DeviceKind.AUTO:
        spec, baud = _find_emg(clock)
    else:
        baud = LINE_BAUDS[0] if spec.kind is DeviceKind.SERIAL else chords.BAUDS[0]
    if spec.kind is DeviceKind.SERIAL:
        return _lines_link(spec.argument, (Stream.EMG,), _bauds_from(baud, LINE_BAUDS), clock, ring, columns)
    if spec.kind is DeviceKind.CHORDS:
        search = BaudSearch(spec.argument, _bauds_from(baud, chords.BAUDS),
                            lambda quiet: ChordsDriver(gain, quiet=quiet), open_port)
        return Link(Stream.EMG, SameDevice(search.open), search.driver, clock, ring)
    if spec.kind is DeviceKind.SIM:
        return _simulated_emg(_demand_body(body), clock, ring, rng or random.Random(2), gain, sim_channels)
    return None


def find() -> list[Found]:
    """Return boards, serial ports and possible stimulators that are plugged in, and whether they may be opened."""
    return _found_hid() + [_found_port(port) for port in list_ports.comports() if port.vid is not None]


def _found_hid() -> list[Found]:
    return [Found("wii", info.name, info.place, info.serial_number, permitted,
                  "" if permitted else hidraw_advice(*WII_IDS))
            for info in _wii_boards() for permitted in (_may_open(info.place),)]


def _found_port(port: PortInfo) -> Found:
    name, number = port.product or port.description or "serial port", port.serial_number or ""
    if may_be_stimulator(port):
        return Found("stimulator", name, port.device, number, True,
                     "This may be a stimulator: it is never opened as a sensor.")
    permitted = _may_open(port.device)
    return Found("serial", name, port.device, number, permitted, "" if permitted else serial_advice())


def _wii_boards() -> list[hid.HidInfo]:
    try:
        return hid.list_devices(*WII_IDS)
    except DeviceMissing:  # no hidapi: `doctor` says so with the versions
        return []


def _may_open(node: str) -> bool:
    return sys.platform == "win32" or not node.startswith("/") or os.access(node, os.R_OK | os.W_OK)


def _find_board(clock: Clock) -> tuple[DeviceSpec, int]:
    boards = _wii_boards()
    if boards:
        return DeviceSpec(DeviceKind.WII, boards[0].serial_number), 0
    answer = _knock(("board4", "tilt"), LINE_BAUDS[:1], clock)
    return (_NOTHING, 0) if answer is None else (DeviceSpec(DeviceKind.SERIAL, answer.port), answer.baud)


def _find_emg(clock: Clock) -> tuple[DeviceSpec, int]:
    answer = _knock(("chords", "emg"), chords.BAUDS[::-1], clock)
    if answer is None:
        return _NOTHING, 0
    kind = DeviceKind.CHORDS if answer.kind == "chords" else DeviceKind.SERIAL
    return DeviceSpec(kind, answer.port), answer.baud


_NOTHING = DeviceSpec(DeviceKind.NONE)


def _knock(kinds: Sequence[str], bauds: Sequence[int], clock: Clock) -> Answer | None:
    return knock(worth_a_knock(list_ports.comports()), kinds, bauds, open_port, clock)


def _bauds_from(first: int, bauds: Sequence[int]) -> tuple[int, ...]:
    return (first, *(baud for baud in bauds if baud != first))


def _wii_link(serial_number: str, clock: Clock, ring: Ring[LinkEntry]) -> Link:
    return Link(Stream.BOARD, SameDevice(_open_wii, serial_number), WiiBoardDriver, clock, ring)


def _open_wii(serial_number: str) -> Transport:
    """Open the Wii board with that serial number ("": the first).  Raises DeviceMissing."""
    boards = [info for info in _wii_boards() if serial_number.lower() in ("", info.serial_number.lower())]
    if not boards:
        which = f" {serial_number}" if serial_number else ""
        raise DeviceMissing(f"The Wii Balance Board{which} is not connected: press its front button, or pair it "
                            "with the red button in its battery case.")
    return hid.open_hid(boards[0])


def _lines_link(port: str, wanted: tuple[Stream, ...], bauds: Sequence[int], clock: Clock, ring: Ring[LinkEntry],
                columns: GenericColumns | None) -> Link:
    search = BaudSearch(port, bauds, lambda quiet: GenericLinesDriver(wanted, columns, quiet=quiet), open_port)
    return Link(wanted[0], SameDevice(search.open), search.driver, clock, ring)


def _simulated_board(body: Body, clock: Clock, ring: Ring[LinkEntry], rng: random.Random) -> Link:
    loop = LoopTransport(WiiBoardEmulator(body, rng), clock, "simulated board", "sim")
    return Link(Stream.BOARD, loop.open, WiiBoardDriver, clock, ring)


def _simulated_emg(body: Body, clock: Clock, ring: Ring[LinkEntry], rng: random.Random, gain: float,
                   channels: int) -> Link:
    emulator = ChordsEmulator(body, rng, _SIM_CHORDS, channels, boot_ms=0, command_delay_ms=0,
                              lump_ms=_SIM_LUMP_MS)
    loop = LoopTransport(emulator, clock, "simulated EMG", "sim", join=True)
    return Link(Stream.EMG, loop.open, lambda: ChordsDriver(gain, reset_wait_ms=0), clock, ring)


def _demand(spec: DeviceSpec, kinds: tuple[DeviceKind, ...], what: str) -> None:
    if spec.kind not in kinds:
        raise InputError(f"'{spec.kind}' is not {what}; choose {_choices(kinds)}.")


def _demand_body(body: Body | None) -> Body:
    if body is None:
        raise ValueError("a simulated device needs a body")
    return body


def _choices(kinds: tuple[DeviceKind, ...]) -> str:
    return ", ".join(f"{kind}{_ARGUMENTS.get(kind, '')}" for kind in kinds)
