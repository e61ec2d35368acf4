"""Event nodes of a real kernel: what hid-wiimote makes of the board, and what hid-input makes of a joystick.

Byte layouts: Linux include/uapi/linux/uhid.h.  The rights are those of a user who is not root.
"""

from __future__ import annotations

import os
import random
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Event, Thread

import numpy as np
import pytest

from core.clock import NS_PER_MS, NS_PER_S, Deadline, SystemClock
from core.cues import Cue
from core.errors import LinkLost
from core.ring import Ring
from core.samples import SampleBlock, Stream
from devices.codecs import evdev as codec
from devices.codecs.evdev import ASK_STATE, Axis, AxisState, DeviceState, EventType, StateDecoder, Syn
from devices.drivers import LinkNote, NoteKind
from devices.drivers.joystick import JoystickAxes
from devices.drivers.wii_evdev import CORNERS
from devices.emulators import uhid
from devices.emulators.wii_board import WiiBoardEmulator
from devices.kinds import Tuning, joystick, wii_board
from devices.link import Link, LinkEntry, LinkState
from devices.reader import ReaderThread
from devices.transports.evdev import EvdevNode, list_nodes, open_node

pytestmark = pytest.mark.kernel

LOADS = (21.0, 14.5, 17.5, 9.0)
NOBODY = 65534
CLOCK = SystemClock()
CREATE2, INPUT2 = 11, 12
JOYSTICK = bytes.fromhex("05 01 09 04 a1 01 15 00 26 ff03 75 10 95 02 09 30 09 31 81 02"
                         "05 09 19 01 29 08 15 00 25 01 75 01 95 08 81 02 c0")
"""Generic desktop joystick: X and Y of 0..1023 in 16 bits each, eight buttons."""
JOYSTICK_NAME, JOYSTICK_NUMBER = "Surefoot tilt board", "tilt-17"


def eventually(what: Callable[[], object], seconds: float = 20.0) -> bool:
    """Wait until `what` holds; give up after `seconds`."""
    deadline = Deadline(CLOCK, round(seconds * NS_PER_S))
    while not deadline.passed():
        if what():
            return True
        Event().wait(0.02)
    return bool(what())


class Person:
    """Stands still, with known kilograms on each corner."""

    def __init__(self) -> None:
        self.loads: tuple[float, ...] = LOADS

    def see(self, cue: Cue) -> None:
        pass

    def load_kg(self, t_ns: int) -> tuple[float, ...]:
        return self.loads

    def emg_uv(self, t_ns: int, n: int, rate_hz: float) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        return np.zeros((n, 1), np.float32)


class Board:
    """The emulated Wii board in the kernel, served by a thread of its own."""

    def __init__(self) -> None:
        self.person = Person()
        self.emulator = WiiBoardEmulator(self.person, random.Random(1))

    @property
    def hidraw(self) -> Path:
        return Path(wii_board.boards()[0].place)

    @property
    def node(self) -> EvdevNode:
        return wii_board.event_nodes()[0]


@pytest.fixture
def board() -> Iterator[Board]:
    made, stop = Board(), Event()
    thread = Thread(target=uhid.serve, args=(made.emulator, CLOCK, stop), daemon=True)
    thread.start()
    assert eventually(lambda: wii_board.boards() and wii_board.event_nodes()), "no nodes appeared"
    yield made
    stop.set()
    thread.join(5)
    assert eventually(lambda: not wii_board.event_nodes())


class Reading:
    """A link in its thread, and everything that came out of it."""

    def __init__(self, link: Link, ring: Ring[LinkEntry]) -> None:
        self.link = link
        self.entries: list[LinkEntry] = []
        self._ring = ring
        self._thread = ReaderThread(link)
        self._thread.start()

    def close(self) -> None:
        assert self._thread.stop()
        self.link.close()

    @property
    def blocks(self) -> list[SampleBlock]:
        self.entries += self._ring.drain()
        return [entry for entry in self.entries if isinstance(entry, SampleBlock)]

    @property
    def notes(self) -> list[LinkNote]:
        self.entries += self._ring.drain()
        return [entry for entry in self.entries if isinstance(entry, LinkNote)]

    @property
    def newest(self) -> list[float]:
        blocks = self.blocks
        return [float(value) for value in blocks[-1].data[-1]] if blocks else []

    def rows(self) -> int:
        return sum(len(block.data) for block in self.blocks)

    def more(self, n: int) -> bool:
        wanted = self.rows() + n
        return eventually(lambda: self.rows() >= wanted)


@contextmanager
def reading(kind: str, argument: str = "", tuning: Tuning | None = None) -> Iterator[Reading]:
    ring: Ring[LinkEntry] = Ring(100_000)
    opener = {"wii": wii_board.KIND.open, "joystick": joystick.KIND.open}[kind]
    made = Reading(opener(argument, CLOCK, ring, tuning or Tuning()), ring)
    try:
        yield made
    finally:
        made.close()


@pytest.fixture
def nobody() -> Iterator[None]:
    """Be a user without rights, and root again."""
    os.seteuid(NOBODY)
    yield
    os.seteuid(0)


@pytest.fixture
def somebody(board: Board) -> Iterator[Board]:
    """The board, for a user who may read its event node and no other; the board itself may still come back."""
    uhid.UHID.chmod(0o666)
    board.node.path.chmod(0o644)
    os.seteuid(NOBODY)
    yield board
    os.seteuid(0)


# --- the Wii board ----------------------------------------------------------------------------------------


def test_the_node_is_known_by_its_name_and_by_the_boards_bluetooth_address(board: Board) -> None:
    node = board.node
    assert node.unique == uhid.ADDRESS
    assert (node.vendor_id, node.product_id) == wii_board.WII_IDS
    assert set(CORNERS) <= node.axes
    assert codec.BTN_A in node.keys


def test_the_kernel_tells_ranges_and_kilograms_in_steps_of_ten_grams(board: Board) -> None:
    transport = open_node(board.node)
    try:
        assert eventually(lambda: state_of(transport.read, transport.write).axes[Axis.HAT1X].value > 0)
        axes = state_of(transport.read, transport.write).axes
        assert {(axes[axis].minimum, axes[axis].maximum) for axis in CORNERS} == {(0, 65535)}
        assert [axes[axis].value / 100 for axis in CORNERS] == pytest.approx(LOADS, abs=0.2)
    finally:
        transport.close()


def state_of(read: Callable[[int], bytes], write: Callable[[bytes], None]) -> DeviceState:
    """Ask for the state and return the answer, which comes before all else."""
    write(ASK_STATE)
    decoder = StateDecoder()
    states = [decoder.take(event) for event in codec.decode_events(read(0))]
    assert states
    assert states[-1] is not None
    return states[-1]


@pytest.mark.usefixtures("somebody")
def test_without_the_hidraw_node_the_event_node_is_read_and_says_so() -> None:
    with reading("wii") as held:
        assert held.more(200)
        assert held.link.name.startswith("/dev/input/event")
        assert held.link.serial_number == uhid.ADDRESS
        assert [note.kind for note in held.notes] == [NoteKind.READY]
        assert "operating system's own driver" in held.notes[0].text
        rows = np.concatenate([block.data for block in held.blocks[-50:]])
        assert rows[:, :4].mean(axis=0) == pytest.approx(LOADS, abs=0.15)
        assert np.isnan(rows[:, [4, 6]]).all()


def test_root_takes_the_better_way(board: Board) -> None:
    with reading("wii") as held:
        assert held.more(50)
        assert held.link.name == str(board.hidraw)


@pytest.mark.usefixtures("somebody")
def test_rows_come_a_hundred_a_second_and_their_times_are_now() -> None:
    with reading("wii") as held:
        assert held.more(50)
        first_ns, before = held.blocks[-1].last_t_ns, held.rows()
        assert held.more(200)
        newest = held.blocks[-1]
        assert (held.rows() - before) * NS_PER_S / (newest.last_t_ns - first_ns) == pytest.approx(100, rel=0.01)
        assert 0 <= CLOCK.now_ns() - newest.last_t_ns < 500 * NS_PER_MS
        assert held.link.counters.lost_samples == 0


def test_somebody_steps_off_and_presses_the_button(somebody: Board) -> None:
    with reading("wii") as held:
        assert held.more(30)
        somebody.person.loads = (0.0, 0.0, 0.0, 0.0)
        assert eventually(lambda: sum(held.newest[:4]) < 0.3)
        assert held.more(300), "an empty board is not a lost one"
        somebody.emulator.button = True
        assert eventually(lambda: held.newest[5] == 1.0)
        somebody.person.loads = LOADS
        assert eventually(lambda: sum(held.newest[:4]) > 60)
        assert [note.kind for note in held.notes] == [NoteKind.READY]


def test_a_status_report_by_itself_does_not_stop_the_stream(somebody: Board) -> None:
    with reading("wii") as held:
        assert held.more(50)
        for _ in range(3):
            somebody.emulator.faults.status_at_ns = CLOCK.now_ns()
            assert held.more(100)
        assert held.link.state is LinkState.STREAMING
        assert NoteKind.LOST not in {note.kind for note in held.notes}


def test_a_board_under_load_that_falls_silent_is_lost(somebody: Board) -> None:
    with reading("wii") as held:
        assert held.more(50)
        somebody.emulator.faults.silent_from_ns = CLOCK.now_ns()
        assert eventually(lambda: NoteKind.SILENT in {note.kind for note in held.notes})
        assert eventually(lambda: held.link.state is LinkState.LOST)


def test_switched_off_it_is_lost_at_once_and_comes_back(somebody: Board) -> None:
    with reading("wii") as held:
        assert held.more(50)
        somebody.emulator.faults.unplug_at_ns = CLOCK.now_ns()
        assert eventually(lambda: held.link.state is LinkState.LOST)
        somebody.emulator.faults.replug_at_ns = CLOCK.now_ns()
        assert eventually(lambda: NoteKind.NO_PERMISSION in {note.kind for note in held.notes})
        os.seteuid(0)
        somebody.node.path.chmod(0o644)
        os.seteuid(NOBODY)
        assert eventually(lambda: held.link.state is LinkState.STREAMING)
        assert held.link.counters.reopens == 1
        assert held.more(50)


@pytest.mark.usefixtures("board", "nobody")
def test_without_any_right_both_rules_are_told() -> None:
    with reading("wii") as held:
        assert eventually(lambda: held.notes)
        note, = held.notes
    assert note.kind is NoteKind.NO_PERMISSION
    assert 'KERNEL=="hidraw*"' in note.text
    assert 'KERNEL=="event*"' in note.text


# --- a joystick -------------------------------------------------------------------------------------------


class Stick:
    """A joystick in the kernel."""

    def __init__(self) -> None:
        self._fd = os.open("/dev/uhid", os.O_RDWR)
        self._buttons = 0
        os.write(self._fd, struct.pack("<I128s64s64sHHIIII4096s", CREATE2, JOYSTICK_NAME.encode(), b"",
                                       JOYSTICK_NUMBER.encode(), len(JOYSTICK), 3, 0x1209, 0x0001, 0, 0, JOYSTICK))

    def move(self, x: int, y: int) -> None:
        self._buttons ^= 1  # so that every report is a change
        os.write(self._fd, struct.pack("<IH2HB", INPUT2, 5, x, y, self._buttons))

    def close(self) -> None:
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1


def tells(held: Reading, roll: float, pitch: float) -> bool:
    return held.newest == pytest.approx((roll, pitch), abs=0.1)


def sticks() -> list[EvdevNode]:
    return joystick.controllers(JoystickAxes())


@pytest.fixture
def stick() -> Iterator[Stick]:
    made = Stick()
    assert eventually(sticks), "no event node appeared"
    made.move(512, 512)
    yield made
    made.close()
    assert eventually(lambda: not sticks())


@pytest.mark.usefixtures("stick")
def test_a_joystick_is_a_controller_and_its_ranges_are_known() -> None:
    node, = sticks()
    assert (node.name, node.unique) == (JOYSTICK_NAME, JOYSTICK_NUMBER)
    transport = open_node(node)
    axes = state_of(transport.read, transport.write).axes
    transport.close()
    assert axes[Axis.X] == AxisState(axes[Axis.X].value, 0, 1023, 3, 63, 0)


def test_a_joystick_tells_degrees(stick: Stick) -> None:
    with reading("joystick", "tilt board") as held:
        assert held.more(20)
        assert held.link.stream is Stream.TILT
        assert held.newest == pytest.approx((0.0, 0.0), abs=0.1)
        for x, y, roll, pitch in ((1023, 512, 20, 0), (0, 512, -20, 0), (512, 0, 0, 20), (512, 1023, 0, -20)):
            stick.move(x, y)
            assert eventually(partial(tells, held, roll, pitch))
        assert held.more(400), "a joystick that nobody moves is not lost"
        assert {note.kind for note in held.notes} == {NoteKind.READY}


def test_a_joystick_that_is_pulled_out_is_found_again_by_its_number(stick: Stick) -> None:
    with reading("joystick", JOYSTICK_NUMBER.upper()) as held:
        assert held.more(20)
        stick.close()
        assert eventually(lambda: held.link.state is LinkState.LOST)
        again = Stick()
        try:
            assert eventually(lambda: held.link.state is LinkState.STREAMING)
        finally:
            again.close()


def test_other_axes_are_missing_with_words(stick: Stick) -> None:
    stick.move(512, 512)
    with reading("joystick", "", Tuning(joystick=JoystickAxes(roll=Axis.RX))) as held:
        assert eventually(lambda: held.notes)
        assert held.notes[0].kind is NoteKind.MISSING
        assert "axes RX and Y" in held.notes[0].text


def test_a_reader_that_was_held_up_is_told_and_the_state_is_asked_for_anew(stick: Stick) -> None:
    node, = sticks()
    transport = open_node(node)
    try:
        for i in range(600):
            stick.move(i, 1023 - i)
        events = codec.decode_events(transport.read(1000))
        assert (EventType.SYN, Syn.DROPPED) in {(event.type, event.code) for event in events}
        axes = state_of(transport.read, transport.write).axes
        assert (axes[Axis.X].value, axes[Axis.Y].value) == pytest.approx((599, 424), abs=3)
    finally:
        transport.close()


def test_stamps_are_of_the_hosts_monotonic_clock(stick: Stick) -> None:
    node, = sticks()
    transport = open_node(node)
    try:
        before_ns = CLOCK.now_ns()
        stick.move(100, 100)
        heard = codec.decode_events(next(data for _ in range(4000) if (data := transport.read(5))))
        assert heard
        assert all(before_ns - NS_PER_MS <= event.t_ns <= CLOCK.now_ns() for event in heard)
    finally:
        transport.close()


def test_a_node_that_went_away_says_so(stick: Stick) -> None:
    node, = sticks()
    transport = open_node(node)
    stick.close()
    assert eventually(lambda: node.path not in {other.path for other in list_nodes()})
    with pytest.raises(LinkLost, match="is gone"):
        transport.read(5)
    with pytest.raises(LinkLost):
        transport.write(ASK_STATE)
    transport.close()
    transport.close()
