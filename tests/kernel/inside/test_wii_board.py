"""The emulated Wii Balance Board in a real kernel: hid-wiimote binds to it, and ours reads beside it.

uhid takes the board for real, hidraw hands out its reports, hidapi opens the node.
"""

from __future__ import annotations

import fcntl
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

import numpy as np
import pytest

from core.clock import NS_PER_MS, NS_PER_S, Deadline, SystemClock
from core.cues import Cue
from core.errors import DeviceMissing
from core.ring import Ring
from core.samples import BOARD_COLUMNS, SampleBlock, Stream
from devices.codecs.wii_board import PRODUCT_ID, VENDOR_ID
from devices.drivers import LinkNote, NoteKind
from devices.drivers.wii_board import WiiBoardDriver
from devices.emulators import uhid
from devices.emulators.wii_board import WiiBoardEmulator
from devices.emulators.wii_faults import WiiFaults
from devices.link import Link, LinkEntry, LinkState, SameDevice
from devices.reader import ReaderThread
from devices.transports import Transport, hid

pytestmark = pytest.mark.kernel

TL, TR, BL, BR = LOADS = (21.0, 14.5, 17.5, 9.0)
NOISE_KG = 0.03
CLOCK = SystemClock()


class StillPerson:
    """Stands still, with known kilograms on each corner."""

    def see(self, cue: Cue) -> None:
        pass

    def load_kg(self, t_ns: int) -> tuple[float, float, float, float]:
        return LOADS

    def emg_uv(self, t_ns: int, n: int, rate_hz: float) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        return np.zeros((n, 1), np.float32)


def eventually(what: Callable[[], object], seconds: float = 20.0) -> bool:
    """Wait until `what` holds; give up after `seconds`."""
    deadline = Deadline(CLOCK, round(seconds * NS_PER_S))
    while not deadline.passed():
        if what():
            return True
        Event().wait(0.02)
    return bool(what())


@dataclass
class Board:
    """The emulated board in the kernel, served by a thread of its own."""

    emulator: WiiBoardEmulator
    stop: Event = field(default_factory=Event)

    @property
    def faults(self) -> WiiFaults:
        return self.emulator.faults

    def unplug(self) -> None:
        self.faults.unplug_at_ns = CLOCK.now_ns()
        assert eventually(lambda: not nodes())

    def replug(self) -> None:
        self.faults.replug_at_ns = CLOCK.now_ns()


def nodes() -> list[hid.HidInfo]:
    return hid.list_devices(VENDOR_ID, PRODUCT_ID)


def sysfs(pattern: str) -> list[Path]:
    return sorted(Path("/sys").glob(pattern))


def evdev_node() -> Path | None:
    """Find the event node that hid-wiimote made for the weights."""
    for entry in sysfs("class/input/event*/device/name"):
        if "Balance Board" in entry.read_text():
            return Path("/dev/input", entry.parent.parent.name)
    return None


def open_board(serial_number: str) -> Transport:
    for info in nodes():
        if serial_number in ("", info.serial_number):
            return hid.open_hid(info)
    raise DeviceMissing("The balance board is not connected.")


class Reading:
    """Our driver on the real node, in its thread, and everything it said."""

    def __init__(self) -> None:
        self.ring: Ring[LinkEntry] = Ring(100_000)
        self.link = Link(Stream.BOARD, SameDevice(open_board), WiiBoardDriver, CLOCK, self.ring)
        self.entries: list[LinkEntry] = []
        self._thread = ReaderThread(self.link)
        self._thread.start()

    def close(self) -> None:
        assert self._thread.stop()
        self.link.close()

    def pull(self) -> list[LinkEntry]:
        fresh = self.ring.drain()
        self.entries += fresh
        return fresh

    @property
    def blocks(self) -> list[SampleBlock]:
        self.pull()
        return [entry for entry in self.entries if isinstance(entry, SampleBlock)]

    @property
    def kinds(self) -> list[NoteKind]:
        self.pull()
        return [entry.kind for entry in self.entries if isinstance(entry, LinkNote)]

    def more(self, n: int) -> bool:
        """Whether `n` more blocks come."""
        wanted = len(self.blocks) + n
        return eventually(lambda: len(self.blocks) >= wanted)

    def forget(self) -> None:
        self.pull()
        self.entries.clear()


@pytest.fixture
def board() -> Iterator[Board]:
    made = Board(WiiBoardEmulator(StillPerson(), random.Random(1)))
    thread = Thread(target=uhid.serve, args=(made.emulator, CLOCK, made.stop), daemon=True)
    thread.start()
    assert eventually(nodes), "no hidraw node appeared"
    yield made
    made.stop.set()
    thread.join(5)
    assert eventually(lambda: not nodes())


@pytest.fixture
def reading(board: Board) -> Iterator[Reading]:
    made = Reading()
    yield made
    made.close()


def kilograms(blocks: list[SampleBlock]) -> list[float]:
    """Mean of each corner."""
    rows = np.concatenate([block.data for block in blocks])
    return [float(value) for value in rows[:, :4].mean(axis=0)]


def test_the_kernels_driver_binds_and_ours_reads_the_right_kilograms(board: Board, reading: Reading) -> None:
    assert reading.more(200)
    assert eventually(evdev_node), "hid-wiimote made no event node"
    driver = Path("/sys/class/hidraw", Path(nodes()[0].place).name, "device/driver").resolve().name
    assert driver == "wiimote"
    assert reading.link.serial_number == uhid.ADDRESS
    assert kilograms(reading.blocks[-150:]) == pytest.approx(LOADS, abs=3 * NOISE_KG)
    row = dict(zip(BOARD_COLUMNS, reading.blocks[-1].data[0], strict=True))
    assert (row["battery"], row["button"], row["temperature_c"]) == (1.0, 0.0, 25.0)
    assert NoteKind.UNCALIBRATED not in reading.kinds


def test_reports_come_at_about_a_hundred_a_second(reading: Reading) -> None:
    assert reading.more(50)
    first = reading.blocks[-1].t0_ns
    assert reading.more(200)
    elapsed_s = (reading.blocks[-1].t0_ns - first) / NS_PER_S
    assert 200 / elapsed_s == pytest.approx(100, rel=0.15)


def test_it_survives_a_status_request_of_the_kernel(board: Board, reading: Reading) -> None:
    assert reading.more(100)
    battery = "class/power_supply/wiimote_battery_*/capacity"
    assert eventually(lambda: sysfs(battery))
    for _ in range(3):
        capacity = int(sysfs(battery)[0].read_text())
        assert 0 <= capacity <= 100
        assert reading.more(30)
    assert NoteKind.MODE_RESET in reading.kinds
    assert NoteKind.LOST not in reading.kinds
    assert board.emulator.continuous


def test_it_survives_opening_and_closing_of_the_event_node(board: Board, reading: Reading) -> None:
    assert reading.more(100)
    assert eventually(evdev_node)
    node = evdev_node()
    assert node is not None
    for _ in range(2):
        descriptor = os.open(node, os.O_RDONLY | os.O_NONBLOCK)
        assert reading.more(60)
        assert eventually(lambda: board.emulator.continuous), "it was left in on-change mode"
        os.close(descriptor)
        assert reading.more(60)
    gaps_ns = np.diff([block.t0_ns for block in reading.blocks])
    assert max(gaps_ns) < 1500 * NS_PER_MS
    assert reading.link.state is LinkState.STREAMING


def test_unplugged_and_back_it_is_found_by_its_serial_number(board: Board, reading: Reading) -> None:
    assert reading.more(50)
    board.unplug()
    assert eventually(lambda: NoteKind.LOST in reading.kinds)
    assert reading.link.state is LinkState.LOST
    reading.forget()
    board.replug()
    assert reading.more(100)
    assert NoteKind.READY in reading.kinds
    assert reading.link.counters.reopens >= 1
    assert kilograms(reading.blocks[-50:]) == pytest.approx(LOADS, abs=3 * NOISE_KG)


def test_another_board_does_not_take_the_lost_ones_place(board: Board, reading: Reading) -> None:
    assert reading.more(50)
    board.unplug()
    assert eventually(lambda: NoteKind.LOST in reading.kinds)
    other = uhid.UhidDevice("00:1e:35:00:00:99")
    try:
        emulator = WiiBoardEmulator(StillPerson(), random.Random(2))
        deadline = Deadline(CLOCK, 3 * NS_PER_S)
        while not deadline.passed():
            other.serve(emulator, CLOCK)
        assert nodes()
        assert reading.link.state is LinkState.LOST
    finally:
        other.close()


def test_closing_puts_the_light_out_and_stops_the_data(board: Board, reading: Reading) -> None:
    assert reading.more(50)
    assert board.emulator.led
    reading.close()
    assert eventually(lambda: not board.emulator.led and not board.emulator.continuous)


def test_a_poll_without_waiting_returns_at_once(board: Board) -> None:
    transport = hid.open_hid(nodes()[0])
    while transport.read(100):
        continue  # what the kernel's driver asked for while it set the board up
    before_ns = CLOCK.now_ns()
    assert transport.read(0) == b""
    assert CLOCK.now_ns() - before_ns < NS_PER_S
    transport.close()


def test_the_control_channel_reaches_the_board_too(board: Board) -> None:
    descriptor = os.open(nodes()[0].place, os.O_RDWR)
    try:
        fcntl.ioctl(descriptor, hid_ioctl(0x06, 2), bytearray(b"\x11\x10"))
        assert board.emulator.led
        with pytest.raises(OSError, match="Input/output error"):
            fcntl.ioctl(descriptor, hid_ioctl(0x07, 2), bytearray(b"\x11\x00"))
    finally:
        os.close(descriptor)


def hid_ioctl(number: int, size: int) -> int:
    """HIDIOCSFEATURE (6) and HIDIOCGFEATURE (7) of Linux include/uapi/linux/hidraw.h."""
    return 3 << 30 | size << 16 | ord("H") << 8 | number


def test_the_stream_command_prints_a_line_for_each_sample(board: Board) -> None:
    done = subprocess.run([sys.executable, "main.py", "stream", "--board", "wii", "--json", "--seconds", "3"],
                          capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    rows = [line for line in lines if "t" in line]
    assert len(rows) > 200, lines[:5]
    for name, truth in zip(("tl", "tr", "bl", "br"), LOADS, strict=True):
        assert np.mean([row[name] for row in rows]) == pytest.approx(truth, abs=3 * NOISE_KG)
    total = sum(LOADS)
    assert np.mean([row["total"] for row in rows]) == pytest.approx(total, abs=4 * NOISE_KG)
    assert np.mean([row["cop_x"] for row in rows]) == pytest.approx(433 / 2 * (TR + BR - TL - BL) / total, abs=1)
    assert np.mean([row["cop_y"] for row in rows]) == pytest.approx(238 / 2 * (TL + TR - BL - BR) / total, abs=1)
    assert {row["battery"] for row in rows} == {1.0}
    assert {row["button"] for row in rows} == {False}
