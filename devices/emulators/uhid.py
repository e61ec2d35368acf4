"""Serves an emulated HID device through Linux's /dev/uhid: the kernel takes it for a real one.

hid-wiimote binds to it, a hidraw node appears, hidapi opens that.  Byte layouts: Linux
include/uapi/linux/uhid.h.  Not here: what the device says.
"""

from __future__ import annotations

import errno
import os
import select
import struct
import threading
from collections.abc import Iterable
from pathlib import Path

from core.clock import Clock
from core.errors import DeviceMissing, LinkLost, PermissionMissing
from devices.codecs.wii_board import BOARD_NAME, PRODUCT_ID, VENDOR_ID
from devices.emulators import Emulator

UHID = Path("/dev/uhid")
ADDRESS = "00:1e:35:5f:00:0f"
"""Bluetooth address of the emulated board: its serial number for hidapi."""

BUS_BLUETOOTH = 5
_DESTROY, _OUTPUT, _GET_REPORT, _GET_REPORT_REPLY = 1, 6, 9, 10
_CREATE2, _INPUT2, _SET_REPORT, _SET_REPORT_REPLY = 11, 12, 13, 14
_MAX_DATA = 4096
_EVENT_SIZE = 4 + _MAX_DATA + 512
_WAIT_S = 0.002
_IDLE_S = 0.05

_OUTPUT_SIZES = {**dict.fromkeys((0x10, 0x11, 0x13, 0x14, 0x15, 0x19, 0x1A), 1),
                 0x12: 2, 0x16: 21, 0x17: 6, 0x18: 21}
_INPUT_SIZES = {0x20: 6, 0x21: 21, 0x22: 4, 0x30: 2, 0x31: 5, 0x32: 10, 0x33: 17,
                **dict.fromkeys((*range(0x34, 0x38), *range(0x3D, 0x40)), 21)}
"""Report sizes without the id, as a Wii Remote declares them."""


def wii_report_descriptor() -> bytes:
    """Return a descriptor of ours with the report ids and sizes of a Wii Remote: bytes 0..255, vendor-defined."""
    head = bytes.fromhex("0501 0905 a101 1500 26ff00 7508 0600ff")
    outputs = b"".join(_report_item(report, size, 0x91) for report, size in _OUTPUT_SIZES.items())
    inputs = b"".join(_report_item(report, size, 0x81) for report, size in _INPUT_SIZES.items())
    return head + outputs + inputs + b"\xc0"


def serve(emulator: Emulator, clock: Clock, stop_event: threading.Event, address: str = ADDRESS,
          path: Path = UHID) -> None:
    """Play `emulator` as a Wii Balance Board until `stop_event` is set.

    When the emulator unplugs itself (LinkLost), the device goes, and comes back when it answers again.
    Raises PermissionMissing or DeviceMissing when /dev/uhid cannot be opened.
    """
    while not stop_event.is_set():
        if not _is_there(emulator, clock):
            stop_event.wait(_IDLE_S)
            continue
        device = UhidDevice(address, path)
        try:
            while not stop_event.is_set():
                device.serve(emulator, clock)
        except LinkLost:
            continue
        finally:
            device.close()


class UhidDevice:
    """One device in the kernel, from its creation to `close`.

    Raises PermissionMissing or DeviceMissing when /dev/uhid cannot be opened.
    """

    def __init__(self, address: str = ADDRESS, path: Path = UHID) -> None:
        try:
            self._fd = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as error:
            raise _refusal(path, error) from error
        descriptor = wii_report_descriptor()
        self._tell(struct.pack("<I128s64s64sHHIIII4096s", _CREATE2, BOARD_NAME.encode(), b"emulated",
                               address.encode(), len(descriptor), BUS_BLUETOOTH, VENDOR_ID, PRODUCT_ID, 0, 0,
                               descriptor))

    def serve(self, emulator: Emulator, clock: Clock) -> None:
        """Hand over what either side has to say, waiting at most 2 ms.  Raises what the emulator raises."""
        readable, _, _ = select.select([self._fd], [], [], _WAIT_S)
        if readable:
            self._heed(os.read(self._fd, _EVENT_SIZE), emulator, clock.now_ns())
        self._send(emulator.advance(clock.now_ns()))

    def close(self) -> None:
        """Take the device away; may be called twice."""
        if self._fd >= 0:
            fd, self._fd = self._fd, -1
            try:
                os.write(fd, struct.pack("<I", _DESTROY))
            finally:
                os.close(fd)

    def _heed(self, event: bytes, emulator: Emulator, t_ns: int) -> None:
        kind, = struct.unpack_from("<I", event)
        if kind == _OUTPUT:
            size, = struct.unpack_from("<H", event, 4 + _MAX_DATA)
            self._send(emulator.receive(event[4:4 + size], t_ns))
        elif kind == _SET_REPORT:
            number, _, _, size = struct.unpack_from("<IBBH", event, 4)
            answers = emulator.receive(event[12:12 + size], t_ns)
            self._tell(struct.pack("<IIH", _SET_REPORT_REPLY, number, 0))
            self._send(answers)
        elif kind == _GET_REPORT:
            number, = struct.unpack_from("<I", event, 4)
            self._tell(struct.pack("<IIHH", _GET_REPORT_REPLY, number, errno.EIO, 0))  # it has none to get

    def _send(self, reports: Iterable[bytes]) -> None:
        for report in reports:
            self._tell(struct.pack("<IH", _INPUT2, len(report)) + report)

    def _tell(self, event: bytes) -> None:
        os.write(self._fd, event)


def _is_there(emulator: Emulator, clock: Clock) -> bool:
    try:
        emulator.advance(clock.now_ns())
    except LinkLost:
        return False
    return True


def _report_item(report: int, size: int, main_item: int) -> bytes:
    return bytes((0x85, report, 0x95, size, 0x09, 0x01, main_item, 0x00))


def _refusal(path: Path, error: OSError) -> DeviceMissing:
    if isinstance(error, PermissionError):
        return PermissionMissing(f"{path} may not be opened: run this as root.")
    return DeviceMissing(f"{path} does not open ({error.strerror}). Run: sudo modprobe uhid")
