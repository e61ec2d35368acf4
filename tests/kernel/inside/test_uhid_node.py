"""The machine's ground: a device made over uhid gets a hidraw node, and its reports arrive there.

Byte layouts: Linux include/uapi/linux/uhid.h.
"""

from __future__ import annotations

import os
import select
import struct
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

CREATE2, DESTROY, INPUT2 = 11, 1, 12
UNIQ = "surefoot-sanity"
# A vendor-defined collection with one input report of four bytes.
DESCRIPTOR = bytes.fromhex("06 00ff 09 01 a1 01 15 00 26 ff00 75 08 95 04 09 01 81 02 c0")


def create2(descriptor: bytes) -> bytes:
    """Pack UHID_CREATE2: name, phys, uniq, descriptor size, bus (USB), vendor, product, version, country."""
    return struct.pack("<I128s64s64sHHIIII4096s", CREATE2, b"Surefoot sanity", b"", UNIQ.encode(),
                       len(descriptor), 3, 0x1209, 0x0001, 0, 0, descriptor)


def node() -> Path | None:
    """Find the hidraw node of our device by its unique id."""
    for entry in Path("/sys/class/hidraw").glob("hidraw*"):
        if f"HID_UNIQ={UNIQ}" in (entry / "device/uevent").read_text().splitlines():
            return Path("/dev", entry.name)
    return None


def wait_for_node(there: bool) -> Path | None:
    """Wait, at most ten seconds, until the node is there, or gone."""
    for _ in range(200):
        if (node() is not None) == there:
            break
        Event().wait(0.05)
    return node()


@pytest.fixture
def device() -> Iterator[int]:
    """Make the device; it goes when the descriptor is closed."""
    descriptor = os.open("/dev/uhid", os.O_RDWR)
    try:
        os.write(descriptor, create2(DESCRIPTOR))
        yield descriptor
    finally:
        os.close(descriptor)


def test_a_report_goes_from_uhid_to_hidraw(device: int) -> None:
    path = wait_for_node(there=True)
    assert path is not None
    with path.open("rb", buffering=0) as hidraw:
        os.write(device, struct.pack("<IH4096s", INPUT2, 4, b"\x01\x02\xfe\xff"))
        readable, _, _ = select.select([hidraw], [], [], 10)
        assert readable
        assert hidraw.read(64) == b"\x01\x02\xfe\xff"


def test_the_node_goes_with_the_device(device: int) -> None:
    assert wait_for_node(there=True) is not None
    os.write(device, struct.pack("<I", DESTROY))
    assert wait_for_node(there=False) is None
