"""The event node that a real kernel's hid-wiimote makes of the emulated Wii Balance Board.

The rights are those of a user who is not root.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import numpy as np
import pytest

from core.clock import NS_PER_MS, NS_PER_S
from core.cues import Cue
from devices.codecs import evdev as codec
from devices.codecs.evdev import Axis
from devices.drivers import NoteKind
from devices.drivers.wii_evdev import CORNERS
from devices.emulators import uhid
from devices.emulators.wii_board import WiiBoardEmulator
from devices.kinds import wii_board
from devices.link import LinkState
from devices.transports.evdev import EvdevNode, open_node
from tests.kernel.inside.bench import CLOCK, Reading, eventually, reading, state_of

pytestmark = pytest.mark.kernel

LOADS = (21.0, 14.5, 17.5, 9.0)
NOBODY = 65534


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


def kinds(held: Reading) -> set[NoteKind]:
    """What was remarked, but for what this machine may owe to being emulated: that it was too slow."""
    return {note.kind for note in held.notes} - {NoteKind.OVERRUN}


@pytest.mark.usefixtures("somebody")
def test_without_the_hidraw_node_the_event_node_is_read_and_says_so() -> None:
    with reading(wii_board.KIND.open) as held:
        assert held.more(200)
        assert held.link.name.startswith("/dev/input/event")
        assert held.link.serial_number == uhid.ADDRESS
        assert kinds(held) == {NoteKind.READY}
        assert "operating system's own driver" in held.notes[0].text
        rows = np.concatenate([block.data for block in held.blocks[-50:]])
        assert rows[:, :4].mean(axis=0) == pytest.approx(LOADS, abs=0.15)
        assert np.isnan(rows[:, [4, 6]]).all()


def test_root_takes_the_better_way(board: Board) -> None:
    with reading(wii_board.KIND.open) as held:
        assert held.more(50)
        assert held.link.name == str(board.hidraw)


@pytest.mark.usefixtures("somebody")
def test_rows_come_a_hundred_a_second_and_their_times_are_now() -> None:
    with reading(wii_board.KIND.open) as held:
        assert held.more(50)
        first_ns, before = held.blocks[-1].last_t_ns, held.rows()
        assert held.more(200)
        newest = held.blocks[-1]
        assert (held.rows() - before) * NS_PER_S / (newest.last_t_ns - first_ns) == pytest.approx(100, rel=0.01)
        assert 0 <= CLOCK.now_ns() - newest.last_t_ns < 500 * NS_PER_MS
        assert held.link.counters.lost_samples == 0


def test_somebody_steps_off_and_presses_the_button(somebody: Board) -> None:
    with reading(wii_board.KIND.open) as held:
        assert held.more(30)
        somebody.person.loads = (0.0, 0.0, 0.0, 0.0)
        assert eventually(lambda: sum(held.newest[:4]) < 0.3)
        assert held.more(300), "an empty board is not a lost one"
        somebody.emulator.button = True
        assert eventually(lambda: held.newest[5] == 1.0)
        somebody.person.loads = LOADS
        assert eventually(lambda: sum(held.newest[:4]) > 60)
        assert kinds(held) == {NoteKind.READY}


def test_a_status_report_by_itself_does_not_stop_the_stream(somebody: Board) -> None:
    with reading(wii_board.KIND.open) as held:
        assert held.more(50)
        for _ in range(3):
            somebody.emulator.faults.status_at_ns = CLOCK.now_ns()
            assert held.more(100)
        assert held.link.state is LinkState.STREAMING
        assert NoteKind.LOST not in {note.kind for note in held.notes}


def test_a_board_under_load_that_falls_silent_is_lost(somebody: Board) -> None:
    with reading(wii_board.KIND.open) as held:
        assert held.more(50)
        somebody.emulator.faults.silent_from_ns = CLOCK.now_ns()
        assert eventually(lambda: NoteKind.SILENT in {note.kind for note in held.notes})
        assert eventually(lambda: held.link.state is LinkState.LOST)


def test_switched_off_it_is_lost_at_once_and_comes_back(somebody: Board) -> None:
    with reading(wii_board.KIND.open) as held:
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
    with reading(wii_board.KIND.open) as held:
        assert eventually(lambda: held.notes)
        note, = held.notes
    assert note.kind is NoteKind.NO_PERMISSION
    assert 'KERNEL=="hidraw*"' in note.text
    assert 'KERNEL=="event*"' in note.text
