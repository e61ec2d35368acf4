"""What can be told of uhid without a kernel that has it; `tests/kernel` shows the rest for real."""

from __future__ import annotations

import random
import threading
from pathlib import Path

import pytest

from core.clock import SystemClock
from core.errors import DeviceMissing
from devices.emulators import uhid
from devices.emulators.wii_board import WiiBoardEmulator
from tests.devices.emulators.test_wii_board import Person


def items(descriptor: bytes) -> list[tuple[int, int]]:
    """Return the short items of a report descriptor: prefix without the size, value."""
    found, at = [], 0
    while at < len(descriptor):
        size = (0, 1, 2, 4)[descriptor[at] & 3]
        found.append((descriptor[at] & 0xFC, int.from_bytes(descriptor[at + 1:at + 1 + size], "little")))
        at += 1 + size
    return found


def test_the_descriptor_declares_a_wii_remotes_reports() -> None:
    report = size = 0
    declared: dict[int, dict[int, int]] = {0x80: {}, 0x90: {}}
    bits = 0
    for kind, value in items(uhid.wii_report_descriptor()):
        if kind == 0x84:
            report = value
        elif kind == 0x94:
            size = value
        elif kind == 0x74:
            bits = value
        elif kind in declared:
            declared[kind][report] = size
    assert bits == 8
    assert declared[0x90] == {0x10: 1, 0x11: 1, 0x12: 2, 0x13: 1, 0x14: 1, 0x15: 1, 0x16: 21, 0x17: 6, 0x18: 21,
                              0x19: 1, 0x1A: 1}
    assert declared[0x80] == {0x20: 6, 0x21: 21, 0x22: 4, 0x30: 2, 0x31: 5, 0x32: 10, 0x33: 17, 0x34: 21, 0x35: 21,
                              0x36: 21, 0x37: 21, 0x3D: 21, 0x3E: 21, 0x3F: 21}


def test_collections_are_closed() -> None:
    kinds = [kind for kind, _ in items(uhid.wii_report_descriptor())]
    assert (kinds.count(0xA0), kinds.count(0xC0), kinds[-1]) == (1, 1, 0xC0)


def test_a_kernel_without_uhid_is_told_what_to_load(tmp_path: Path) -> None:
    emulator = WiiBoardEmulator(Person(), random.Random(1))
    with pytest.raises(DeviceMissing, match="modprobe uhid"):
        uhid.serve(emulator, SystemClock(), threading.Event(), path=tmp_path / "uhid")
