"""The Wii Balance Board's HID reports, both directions.

Sources: Linux hid-wiimote-core.c and -modules.c, xwiimote's PROTOCOL notes, Dolphin's emulated board.  A
report starts with its id; numbers are big endian.  Windows pads input reports, so longer ones are right too.
Not here: the stored calibration and kilograms (`wii_calibration`), and the order of the conversation.
"""

from __future__ import annotations

import struct
from bisect import bisect
from dataclasses import dataclass
from enum import IntEnum

from core.quick import quick
from devices.codecs.wii_calibration import Corners

VENDOR_ID, PRODUCT_ID = 0x057E, 0x0306
BOARD_NAME = "Nintendo RVL-WBC-01"

REPORT_HZ = 100.0
REPORT_NS = 10_000_000
REFRESH_NS = 15_800_000
"""A report leaves every 10 ms, but the cells are read anew at about 63 Hz: 37 % repeat the one before."""

IDENTITY_ADDRESS, IDENTITY_SIZE = 0xFA, 6
IDENTITY = bytes.fromhex("0000a4200402")
IDENTITY_TAIL = IDENTITY[4:]
"""All that the kernel's driver looks at too."""

UNLOCK = ((0xF0, b"\x55"), (0xFB, b"\x00"))
"""Register writes that switch the extension's encryption off."""

_REGISTER_SPACE = 0x04
_REGISTER_PAGE = 0xA4
_CONTINUOUS, _WANTS_ACK = 0x04, 0x02
_BUTTON_A = 0x0008
_CELLS = struct.Struct(">4H")
_BATTERY_STEPS = (0x6A, 0x78, 0x7D, 0x82)


class ReportId(IntEnum):
    """First byte of a report; 0x10 to 0x1A go to the board, 0x20 and above come from it."""

    LED = 0x11
    MODE = 0x12
    STATUS_REQUEST = 0x15
    WRITE = 0x16
    READ = 0x17
    STATUS = 0x20
    READ_REPLY = 0x21
    ACK = 0x22
    BUTTONS = 0x30
    EXTENSION_8 = 0x32
    EXTENSION_19 = 0x34
    EXTENSION_16 = 0x35


_EXTENSION_AT: dict[int, tuple[int, int]] = {
    ReportId.EXTENSION_8: (3, 11), ReportId.EXTENSION_19: (3, 22), ReportId.EXTENSION_16: (6, 22),
}
"""Where the extension's bytes lie in each data report: first and end."""

_LAYOUTS = {3: struct.Struct(">BH4HBxB8x"), 6: struct.Struct(">BH3x4HBxB5x")}
"""A whole data report whose extension begins there: id, buttons, sensors, temperature, battery."""

DATA_REPORTS = frozenset(_EXTENSION_AT)
_SHORTEST: dict[int, int] = {
    ReportId.STATUS: 7, ReportId.READ_REPLY: 22, ReportId.ACK: 5, ReportId.BUTTONS: 3,
    **{report: end for report, (_, end) in _EXTENSION_AT.items()},
}
KNOWN_REPORTS = frozenset((*range(0x20, 0x23), *range(0x30, 0x38), *range(0x3D, 0x40)))
"""Everything that this family of devices may send."""


# --- to the board ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SetLed:
    """`11 10` / `11 00`: the one light."""

    on: bool


@dataclass(frozen=True, slots=True)
class SetMode:
    """`12 CC MM`: which data report to send, always or on change only."""

    report: int
    continuous: bool


@dataclass(frozen=True, slots=True)
class RequestStatus:
    """`15 00`."""


@dataclass(frozen=True, slots=True)
class WriteRegister:
    """`16 04 A4 00 RR NN data`: at most 16 bytes, padded to 22."""

    address: int
    data: bytes


@dataclass(frozen=True, slots=True)
class ReadRegister:
    """`17 04 A4 00 RR HH LL`; `registers` is False for the EEPROM, of which a board has none."""

    address: int
    size: int
    registers: bool = True


Command = SetLed | SetMode | RequestStatus | WriteRegister | ReadRegister


def encode_command(command: Command) -> bytes:
    """Return the report that says `command`."""
    match command:
        case SetLed(on):
            return bytes((ReportId.LED, 0x10 if on else 0x00))
        case SetMode(report, continuous):
            return bytes((ReportId.MODE, _CONTINUOUS if continuous else 0x00, report))
        case RequestStatus():
            return bytes((ReportId.STATUS_REQUEST, 0x00))
        case WriteRegister(address, data):
            head = (ReportId.WRITE, _REGISTER_SPACE, _REGISTER_PAGE, 0x00, address, len(data))
            return bytes(head) + data.ljust(16, b"\0")
        case ReadRegister(address, size, registers):
            space = (_REGISTER_SPACE, _REGISTER_PAGE) if registers else (0x00, 0x00)
            return bytes((ReportId.READ, *space, 0x00, address)) + size.to_bytes(2, "big")


def decode_command(data: bytes) -> Command | None:
    """Return what a host said, None for what a board need not understand (rumble, speaker, camera, nonsense)."""
    match data[:1]:
        case b"\x11" if len(data) >= 2:
            return SetLed(bool(data[1] & 0x10))
        case b"\x12" if len(data) >= 3:
            return SetMode(data[2], bool(data[1] & _CONTINUOUS))
        case b"\x15" if len(data) >= 2:
            return RequestStatus()
        case b"\x16" if len(data) >= 22 and data[5] <= 16:
            return WriteRegister(data[4], bytes(data[6:6 + data[5]]))
        case b"\x17" if len(data) >= 7:
            in_registers = bool(data[1] & _REGISTER_SPACE) and data[2] == _REGISTER_PAGE
            return ReadRegister(data[4], int.from_bytes(data[5:7], "big"), in_registers)
    return None


def wants_ack(data: bytes) -> bool:
    """Whether a host asked for an acknowledgement of this report (a write is acknowledged anyway)."""
    return len(data) >= 2 and 0x10 <= data[0] <= 0x15 and bool(data[1] & _WANTS_ACK)


# --- from the board ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Status:
    """0x20: asked for, or by itself; afterwards the data mode must be set again.  battery: 0..255."""

    battery: int
    extension: bool = True
    battery_empty: bool = False
    led: bool = False
    button: bool = False


@dataclass(frozen=True, slots=True)
class ReadReply:
    """0x21: up to 16 bytes from `address` on.  error: 0, 7 (may not be read) or 8 (no such place)."""

    address: int
    data: bytes
    error: int = 0
    button: bool = False


@dataclass(frozen=True, slots=True)
class Ack:
    """0x22: the host's report `report` was taken, or not (error)."""

    report: int
    error: int = 0
    button: bool = False


@dataclass(frozen=True, slots=True)
class ButtonsOnly:
    """0x30: the button and nothing else, so the data mode was reset."""

    button: bool = False


@quick
@dataclass(frozen=True, slots=True)
class Cells:
    """0x32, 0x34 or 0x35: counts of the four sensors.

    temperature_c: None where the report is too short to tell.  battery: the level byte, None where not told.
    """

    counts: Corners
    temperature_c: int | None = None
    battery: int | None = None
    button: bool = False


Report = Status | ReadReply | Ack | ButtonsOnly | Cells


def decode_report(data: bytes) -> Report | None:
    """Return what a board said, None for what is too short or of no use here."""
    report = data[0] if data else 0
    if len(data) < _SHORTEST.get(report, len(data) + 1):
        return None
    button = bool(data[2] & _BUTTON_A)
    if report in DATA_REPORTS:
        first, end = _EXTENSION_AT[report]
        return _cells(data[first:end], button)
    match report:
        case ReportId.STATUS:
            flags = data[3]
            return Status(data[6], bool(flags & 0x02), bool(flags & 0x01), bool(flags & 0x10), button)
        case ReportId.READ_REPLY:
            size = (data[3] >> 4) + 1
            return ReadReply(int.from_bytes(data[4:6], "big"), bytes(data[6:6 + size]), data[3] & 0x0F, button)
        case ReportId.ACK:
            return Ack(data[3], data[4], button)
    return ButtonsOnly(button)


def encode_report(report: Report, data_report: int = ReportId.EXTENSION_19) -> bytes:
    """Return the bytes a board sends; `data_report` is the kind of data report that carries `Cells`.

    Cells in 0x32 leave temperature and battery behind.
    """
    down = _BUTTON_A if report.button else 0
    if isinstance(report, Cells):
        first, end = _EXTENSION_AT[data_report]
        return _LAYOUTS[first].pack(data_report, down, *report.counts, report.temperature_c or 0,
                                    report.battery or 0)[:end]
    buttons = down.to_bytes(2, "big")
    match report:
        case ButtonsOnly():
            return bytes((ReportId.BUTTONS,)) + buttons
        case Status(battery, extension, empty, led):
            flags = (0x01 if empty else 0) | (0x02 if extension else 0) | (0x10 if led else 0)
            return bytes((ReportId.STATUS,)) + buttons + bytes((flags, 0, 0, battery))
        case ReadReply(address, data, error):
            head = bytes(((max(1, len(data)) - 1) << 4 | error,)) + address.to_bytes(2, "big")
            return bytes((ReportId.READ_REPLY,)) + buttons + head + data.ljust(16, b"\0")
        case Ack(acknowledged, error):
            return bytes((ReportId.ACK,)) + buttons + bytes((acknowledged, error))


def _cells(extension: bytes, button: bool) -> Cells:
    counts = _CELLS.unpack_from(extension)
    if len(extension) < 11 or not (extension[8] or extension[10]):
        return Cells(counts, None, None, button)
    return Cells(counts, extension[8], extension[10], button)


def battery_share(level: int) -> float:
    """Return the charge, 0..1 in quarters, that the level byte of a data report stands for.

    Steps of the linux-input thread: 0x82 four bars, 0x7D three, 0x78 two, 0x6A one.
    """
    return bisect(_BATTERY_STEPS, level) / 4
