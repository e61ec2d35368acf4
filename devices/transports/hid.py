"""HID devices through hidapi: one whole report per read and write.

hidapi's wheel for Linux holds two backends: `hid` asks libusb and cannot see Bluetooth devices, `hidraw`
asks the kernel and can.  Not here: what reports mean.
"""

from __future__ import annotations

import functools
import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypedDict, cast

from core.errors import DeviceMissing, LinkLost, PermissionMissing
from devices.permissions import hidraw_advice
from devices.transports.failures import LIBRARY_FAILURES, link_lost

MAX_REPORT = 65
BUS_USB, BUS_BLUETOOTH = 0x0003, 0x0005
"""As Linux numbers them in the names of HID devices."""
_NUMBERED_ANEW = b"DevSrvsID:"
_DENIED = ("permission denied", "access denied", "access is denied")


class HidEntry(TypedDict):
    """What hidapi tells of one device, as far as it is used here."""

    path: bytes
    vendor_id: int
    product_id: int
    product_string: str | None
    serial_number: str | None


class HidHandle(Protocol):
    """hidapi's `device`, as far as it is used here."""

    def open_path(self, path: bytes) -> None:
        """Open a node; raises OSError."""
        ...

    def set_nonblocking(self, on: int) -> int:
        """Make a read with timeout 0 return at once."""
        ...

    def read(self, max_length: int, timeout_ms: int) -> Sequence[int]:
        """Return one report, [] when none came; raises OSError when the device is gone."""
        ...

    def write(self, data: bytes) -> int:
        """Return how many bytes went out, or -1."""
        ...

    def error(self) -> str | None:
        """Return what went wrong last."""
        ...

    def close(self) -> None:
        """Close the node."""
        ...


class HidLibrary(Protocol):
    """The module, as far as it is used here."""

    def enumerate(self, vendor_id: int, product_id: int) -> Sequence[HidEntry]:
        """Return what is there."""
        ...

    def device(self) -> HidHandle:
        """Return a handle, not yet open."""
        ...


@dataclass(frozen=True, slots=True)
class HidInfo:
    """One HID device that is there: its node, its ids, what it calls itself, and the bus it is expected on."""

    path: bytes
    vendor_id: int
    product_id: int
    name: str
    serial_number: str
    bus: int = BUS_BLUETOOTH

    @property
    def place(self) -> str:
        """The node, for people."""
        return self.path.decode("utf-8", "replace")

    @property
    def identity(self) -> str:
        """What it is found again by: its serial number, else its node, so that no sister takes its place.

        macOS numbers nodes anew at each plugging, so there a device without a serial number has none: "".
        """
        return self.serial_number or ("" if self.path.startswith(_NUMBERED_ANEW) else self.place)


def list_devices(vendor_id: int, product_id: int, bus: int = BUS_BLUETOOTH) -> list[HidInfo]:
    """Return the devices with these ids, each once; those that may not be opened are listed too.

    bus: by which such devices are connected; the rule that permits them names it.
    Raises DeviceMissing when hidapi is not installed, or another package hides it.
    """
    found: dict[bytes, HidInfo] = {}
    for entry in library().enumerate(vendor_id, product_id):
        info = HidInfo(entry["path"], entry["vendor_id"], entry["product_id"],
                       entry["product_string"] or "", entry["serial_number"] or "", bus)
        found.setdefault(info.path, info)
    return list(found.values())


def open_hid(info: HidInfo) -> HidTransport:
    """Open one device.  Raises PermissionMissing with the udev rule, or DeviceMissing."""
    device = library().device()
    try:
        device.open_path(info.path)
        # hidapi waits for ever on a read with timeout 0 unless told so; timeouts above 0 are kept
        device.set_nonblocking(1)
    except LIBRARY_FAILURES as error:
        why = f"{_last_error(device)} {error}"
        if any(word in why.lower() for word in _DENIED):
            raise PermissionMissing(
                f"{info.name or 'The device'} is there, but {info.place} may not be opened.\n"
                + hidraw_advice(info.vendor_id, info.product_id, info.bus)) from error
        raise DeviceMissing(f"{info.name or 'The device'} at {info.place} does not open ({why.strip()}). "
                            "Switch it on again.") from error
    return HidTransport(device, info.place, info.identity)


class HidTransport:
    """One open HID device (a `devices.transports.Transport`); `device` is hidapi's handle, already open."""

    def __init__(self, device: HidHandle, name: str, serial_number: str = "") -> None:
        self.name = name
        self.serial_number = serial_number
        self._device = device

    def read(self, timeout_ms: int) -> bytes:
        """Return the next report with its id, b"" when none came within `timeout_ms`.  Raises LinkLost."""
        try:
            return bytes(self._device.read(MAX_REPORT, timeout_ms))
        except LIBRARY_FAILURES as error:
            raise link_lost(self.name, error) from error

    def write(self, data: bytes) -> None:
        """Send one report with its id.  Raises LinkLost: hidapi does not raise here, it returns -1."""
        try:
            written = self._device.write(data)
        except LIBRARY_FAILURES as error:
            raise link_lost(self.name, error) from error
        if written < 0:
            raise self._refused()

    def close(self) -> None:
        """Let go of the device."""
        try:
            self._device.close()
        except LIBRARY_FAILURES:
            return  # it is gone, which is what was wanted

    def _refused(self) -> LinkLost:
        return link_lost(self.name, _last_error(self._device))


@functools.cache
def library() -> HidLibrary:
    """Return hidapi, the backend that sees Bluetooth devices first.

    Raises DeviceMissing when it is not installed, or when the unrelated package `hid` hides it.
    """
    for name in ("hidraw", "hid"):
        try:
            module = importlib.import_module(name)
        except ImportError:
            continue
        if hasattr(module, "device"):
            return cast("HidLibrary", module)
    raise DeviceMissing("HID devices need the package 'hidapi', and the package 'hid' must not be installed "
                        "beside it: pip uninstall hid, then pip install --force-reinstall hidapi.")


def _last_error(device: HidHandle) -> str:
    """Return hidapi's own words, which alone tell "permission denied" from "not there"."""
    try:
        return str(device.error() or "")
    except LIBRARY_FAILURES:
        return ""
