"""Linux event nodes: which there are, and one that is open.

sysfs tells what every node is without opening it; an open one hands out changes, and its state on request.
Standard library only; on other systems there are no such nodes, and opening says so.
Sources: Linux Documentation/input and include/uapi/linux/input.h (ioctls, numbered as on x86, ARM and RISC-V).
Not here: what records mean (`codecs.evdev`, `drivers`).
"""

from __future__ import annotations

import errno
import os
import select
import struct
import sys
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from core.errors import DeviceMissing, PermissionMissing
from devices.codecs.evdev import (
    ASK_STATE,
    AXIS_COUNT,
    EVENT_SIZE,
    KEY_COUNT,
    AxisState,
    DeviceState,
    EventType,
    capability_codes,
    encode_state,
    keys_of,
)
from devices.permissions import evdev_advice
from devices.transports.failures import LIBRARY_FAILURES, link_lost

if sys.platform != "win32":
    import fcntl

CLASS_FOLDER = Path("/sys/class/input")
NODE_FOLDER = Path("/dev/input")
LOOK_MS = 5
"""Longest wait of one read: rows stand on a grid of time, so somebody must look though nothing comes."""

_MAX_READ = 1024 * EVENT_SIZE
_READ, _WRITE = 2, 1
_CLOCK_MONOTONIC = 1
_ABSINFO = struct.Struct("@6i")
_DENIED = frozenset({errno.EACCES, errno.EPERM})

Ioctl = Callable[[int, int, bytearray], None]
"""An ioctl that fills the buffer it is given: descriptor, request, buffer.  Raises OSError."""


def request(direction: int, number: int, size: int) -> int:
    """Return the number of an ioctl of event nodes (type 'E'); asm-generic/ioctl.h."""
    return direction << 30 | size << 16 | ord("E") << 8 | number


SET_CLOCK = request(_WRITE, 0xA0, 4)
KEY_STATE = request(_READ, 0x18, KEY_COUNT // 8)
AXIS_BITS = request(_READ, 0x20 + EventType.ABS, AXIS_COUNT // 8)


def axis_state(axis: int) -> int:
    """Return the request for one axis (EVIOCGABS)."""
    return request(_READ, 0x40 + axis, _ABSINFO.size)


@dataclass(frozen=True, slots=True)
class EvdevNode:
    """One event node, as sysfs tells of it.

    path: /dev/input/event*.  unique: number the device gives itself (Bluetooth address, USB serial), "" without;
    hid-wiimote leaves it out, so it is that of the HID device behind the node.
    axes, keys, properties: codes of ABS, KEY and INPUT_PROP that it has.
    socket: where it is plugged in, such as usb-0000:00:14.0-2/input0; "" where the driver does not tell.
    """

    path: Path
    name: str
    unique: str = ""
    vendor_id: int = 0
    product_id: int = 0
    axes: frozenset[int] = frozenset()
    keys: frozenset[int] = frozenset()
    properties: frozenset[int] = frozenset()
    socket: str = ""

    @property
    def identity(self) -> str:
        """What it is found again by: its own number, else where it is, so that no sister takes its place."""
        return self.unique or self.socket or str(self.path)

    @property
    def permitted(self) -> bool:
        """Whether it may be opened; reading is enough."""
        return os.access(self.path, os.R_OK)


def list_nodes(class_folder: Path = CLASS_FOLDER, node_folder: Path = NODE_FOLDER) -> list[EvdevNode]:
    """Return the event nodes that are there, by number; none where sysfs is not.  Opens nothing."""
    folders = sorted(class_folder.glob("event[0-9]*"), key=lambda folder: (len(folder.name), folder.name))
    return [_node(folder / "device", node_folder / folder.name) for folder in folders]


def open_node(node: EvdevNode, platform: str = sys.platform) -> EvdevTransport:
    """Open `node` for reading.  Raises PermissionMissing with the udev rule, or DeviceMissing."""
    if platform != "linux":
        raise DeviceMissing("Boards by way of the operating system's event nodes need Linux. Plug the board in at "
                            "a Linux machine, or use a serial board.")
    try:
        descriptor = os.open(node.path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        if error.errno in _DENIED:
            raise PermissionMissing(f"{node.name or 'The device'} is there, but {node.path} may not be opened.\n"
                                    + evdev_advice(node.name)) from error
        raise DeviceMissing(f"{node.name or 'The device'} at {node.path} does not open ({error.strerror}). "
                            "Plug it in or switch it on again.") from error
    return EvdevTransport(descriptor, str(node.path), node.identity)


class EvdevTransport:
    """One open event node (a `devices.transports.Transport`); `descriptor` is open, and is closed with it.

    Writing `ASK_STATE` puts the state of all axes and keys before what is read next; nothing else can be written.
    ioctl: of the system.
    """

    def __init__(self, descriptor: int, name: str, serial_number: str = "", ioctl: Ioctl | None = None) -> None:
        self.name = name
        self.serial_number = serial_number
        self._descriptor = descriptor
        self._ioctl = ioctl or _system_ioctl
        self._answers: deque[bytes] = deque()
        self._choose_clock()

    def read(self, timeout_ms: int) -> bytes:
        """Return the answer that waits, else whole records; waits at most `LOOK_MS`.  Raises LinkLost."""
        if self._answers:
            return self._answers.popleft()
        try:
            readable, _, _ = select.select([self._descriptor], [], [], min(timeout_ms, LOOK_MS) / 1000)
            if not readable:
                return b""
            data = os.read(self._descriptor, _MAX_READ)
        except BlockingIOError:  # what was there is gone again
            return b""
        except LIBRARY_FAILURES as error:
            raise link_lost(self.name, error) from error
        if not data:
            raise link_lost(self.name)
        return data

    def write(self, data: bytes) -> None:
        """Answer `ASK_STATE`.  Raises LinkLost."""
        if data != ASK_STATE:
            raise ValueError(f"an event node takes no {data!r}")
        try:
            self._answers.append(encode_state(self._state()))
        except LIBRARY_FAILURES as error:
            raise link_lost(self.name, error) from error

    def close(self) -> None:
        """Let go of the node."""
        descriptor, self._descriptor = self._descriptor, -1
        try:
            if descriptor >= 0:
                os.close(descriptor)
        except LIBRARY_FAILURES:
            return  # it is gone, which is what was wanted

    def _choose_clock(self) -> None:
        """Let the kernel stamp records with the clock that the host's monotonic time is."""
        try:
            self._ioctl(self._descriptor, SET_CLOCK, bytearray(struct.pack("@i", _CLOCK_MONOTONIC)))
        except OSError:
            return  # before Linux 3.4; drivers notice that the stamps are of another clock

    def _state(self) -> DeviceState:
        axes = {axis: AxisState(*_ABSINFO.unpack(self._ask(axis_state(axis), _ABSINFO.size)))
                for axis in sorted(keys_of(self._ask(AXIS_BITS, AXIS_COUNT // 8)))}
        return DeviceState(axes, keys_of(self._ask(KEY_STATE, KEY_COUNT // 8)))

    def _ask(self, number: int, size: int) -> bytes:
        buffer = bytearray(size)
        self._ioctl(self._descriptor, number, buffer)
        return bytes(buffer)


def _system_ioctl(descriptor: int, number: int, buffer: bytearray) -> None:
    if sys.platform != "win32":
        fcntl.ioctl(descriptor, number, buffer)


def _node(folder: Path, path: Path) -> EvdevNode:
    return EvdevNode(path, _text(folder / "name"), _text(folder / "uniq") or _hid_unique(folder / "device/uevent"),
                     _hex(folder / "id/vendor"), _hex(folder / "id/product"),
                     capability_codes(_text(folder / "capabilities/abs")),
                     capability_codes(_text(folder / "capabilities/key")),
                     capability_codes(_text(folder / "properties")), _text(folder / "phys"))


def _hid_unique(uevent: Path) -> str:
    lines = (line.partition("=") for line in _text(uevent).splitlines())
    return next((value for key, _, value in lines if key == "HID_UNIQ"), "")


def _text(file: Path) -> str:
    """Return what stands in `file`, "" when it is gone: a device may vanish while it is looked at."""
    try:
        return file.read_text("utf-8", "replace").strip()
    except OSError:
        return ""


def _hex(file: Path) -> int:
    try:
        return int(_text(file) or "0", 16)
    except ValueError:
        return 0
