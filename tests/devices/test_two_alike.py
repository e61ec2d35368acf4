"""Two identical devices, one unplugged while the other is there: a session never jumps to the other by itself."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from serial.tools import list_ports

from core.clock import NS_PER_S, ManualClock
from core.errors import DeviceMissing
from core.ring import Ring
from core.samples import SampleBlock
from devices.drivers import LinkNote, NoteKind
from devices.drivers.joystick import JoystickAxes
from devices.emulators.generic_lines import GenericLinesEmulator
from devices.emulators.pty import PtyPort
from devices.kinds import Tuning, byb, generic_lines, joystick, wii_board
from devices.link import Link, LinkEntry, LinkState, SameDevice
from devices.simulated.stance import SimulatedPatient
from devices.transports import Transport, hid
from devices.transports.evdev import EvdevNode, list_nodes
from devices.transports.hid import HidInfo
from tests.devices.test_ports import Port

serial_ports = pytest.mark.skipif(sys.platform == "win32", reason="needs pseudo-terminals")
NUMBERS = [("", ""), ("A1", "B2"), ("0001", "0001")]
"""Serial numbers of two boards: none (CH340), their own, and the same (CP2102 as delivered)."""
A_KG, B_KG = 72.0, 50.0


@dataclass
class Board:
    """A balance board with serial lines; `number` is what its USB adapter tells."""

    emulator: GenericLinesEmulator
    number: str
    clock: ManualClock
    port: Path
    served: PtyPort | None = None

    def plug(self, port: Path | None = None) -> None:
        """Plug it in at `port`, or where it was before."""
        self.port = port or self.port
        self.served = PtyPort(self.emulator, self.clock, self.port)
        self.served.plug()

    def unplug(self) -> None:
        """Pull the plug."""
        if self.served is not None:
            self.served.unplug()
        self.served = None


@dataclass
class Desk:
    """Two boards at one computer, and the links to them."""

    folder: Path
    clock: ManualClock = field(default_factory=lambda: ManualClock(NS_PER_S))
    boards: list[Board] = field(default_factory=list)
    rings: list[tuple[Link, Ring[LinkEntry]]] = field(default_factory=list)
    notes: list[LinkNote] = field(default_factory=list)

    def board(self, name: str, number: str, mass_kg: float) -> Board:
        """Plug in a board under somebody who weighs `mass_kg`."""
        body = SimulatedPatient(random.Random(1), mass_kg)
        emulator = GenericLinesEmulator(body, random.Random(2), boot_ms=0)
        made = Board(emulator, number, self.clock, self.folder / name)
        made.plug()
        self.boards.append(made)
        return made

    def link(self, board: Board) -> Link:
        """Open `board` by its port, as a person names it."""
        ring: Ring[LinkEntry] = Ring(100_000)
        link = generic_lines.KIND.open(str(board.port), self.clock, ring, Tuning())
        self.rings.append((link, ring))
        return link

    def ports(self) -> list[Port]:
        """What the operating system lists."""
        return [Port(str(board.port), serial_number=board.number or None) for board in self.boards
                if board.served is not None]

    def run(self, seconds: float) -> None:
        for _ in range(round(seconds * 50)):
            self.clock.advance(20_000_000)
            for board in self.boards:
                if board.served is not None:
                    board.served.serve()
            for link, _ in self.rings:
                while link.step(0):
                    pass

    def weights(self, link: Link) -> set[int]:
        """Who stood on what was read by `link` since the last look, kg."""
        heard = next(ring for each, ring in self.rings if each is link).drain()
        self.notes += [entry for entry in heard if isinstance(entry, LinkNote)]
        return {round(float(row[:4].sum())) for entry in heard if isinstance(entry, SampleBlock)
                for row in entry.data}


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    made = Desk(tmp_path)
    monkeypatch.setattr(list_ports, "comports", made.ports)
    yield made
    for link, _ in made.rings:
        link.close()
    for board in made.boards:
        board.unplug()


def state(link: Link) -> LinkState:
    """How the link stands; a call, so that nobody takes the last answer for the next."""
    return link.state


@serial_ports
@pytest.mark.parametrize(("numbers", "other_in_use"), [*((numbers, True) for numbers in NUMBERS),
                                                       (NUMBERS[0], False), (NUMBERS[2], False)])
def test_the_other_board_stays_what_it_is_and_the_first_comes_back(desk: Desk, numbers: tuple[str, str],
                                                                   other_in_use: bool) -> None:
    a, b = desk.board("usb0", numbers[0], A_KG), desk.board("usb1", numbers[1], B_KG)
    first = desk.link(a)
    second = desk.link(b) if other_in_use else None
    desk.run(4)
    assert desk.weights(first) == {72}
    a.unplug()
    desk.run(5)
    assert desk.weights(first) <= {72}
    assert state(first) is LinkState.LOST
    a.plug()
    desk.run(5)
    assert desk.weights(first) == {72}
    assert state(first) is LinkState.STREAMING
    if second is not None:
        assert desk.weights(second) == {50}
        assert second.counters.reopens == 0


@serial_ports
def test_a_board_that_takes_the_port_of_another_is_told_apart_by_its_number(desk: Desk) -> None:
    a, b = desk.board("usb0", "A1", A_KG), desk.board("usb1", "B2", B_KG)
    link = desk.link(a)
    desk.run(4)
    assert desk.weights(link) == {72}
    a.unplug()
    b.unplug()
    b.plug(desk.folder / "usb0")
    desk.run(3)
    assert desk.weights(link) <= {72}
    note = desk.notes[-1]
    assert note.kind is NoteKind.MISSING
    assert "serial number B2" in note.text
    assert "serial number A1" in note.text
    a.plug(desk.folder / "usb1")
    desk.run(5)
    assert desk.weights(link) == {72}
    assert link.name == str(desk.folder / "usb1")


# -- what the operating system lists -------------------------------------------------------------------------


class Node:
    """An open node that stands for the device that was opened."""

    def __init__(self, name: str, serial_number: str) -> None:
        self.name = name
        self.serial_number = serial_number

    def read(self, timeout_ms: int) -> bytes:
        return b""

    def write(self, data: bytes) -> None:
        return

    def close(self) -> None:
        return


@pytest.fixture
def pads(monkeypatch: pytest.MonkeyPatch) -> list[EvdevNode]:
    """Two game controllers of one kind, without a number of their own."""
    axes = frozenset({JoystickAxes().roll, JoystickAxes().pitch})
    there = [EvdevNode(Path(f"/dev/input/event{number}"), "Tilt", axes=axes, socket=f"usb-1.{number}/input0")
             for number in (4, 5)]
    monkeypatch.setattr(joystick, "list_nodes", lambda: there)
    monkeypatch.setattr(joystick, "open_node", lambda node: Node(str(node.path), node.identity))
    return there


@pytest.mark.parametrize("told", [True, False])
def test_a_game_controller_without_a_number_is_the_one_in_its_socket(pads: list[EvdevNode], told: bool) -> None:
    pads[:] = [node if told else replace(node, socket="") for node in pads]
    first = pads[0]
    same = SameDevice(joystick.Search("", JoystickAxes()).open)
    assert same().name == "/dev/input/event4"
    del pads[0]
    with pytest.raises(DeviceMissing):
        same()
    pads.append(replace(first, path=Path("/dev/input/event9")) if told else first)
    assert same().name == ("/dev/input/event9" if told else "/dev/input/event4")


def test_the_system_tells_the_socket_of_a_controller(tmp_path: Path) -> None:
    folder = tmp_path / "event3" / "device"
    folder.mkdir(parents=True)
    (folder / "phys").write_text("usb-0000:00:14.0-2/input0\n")
    node, = list_nodes(tmp_path)
    assert (node.unique, node.identity) == ("", "usb-0000:00:14.0-2/input0")


@pytest.mark.parametrize("opener", [byb.open_transport, wii_board.open_transport])
@pytest.mark.parametrize("number", ["", "N"])
def test_an_hid_device_is_the_one_with_its_number_or_at_its_node(monkeypatch: pytest.MonkeyPatch, number: str,
                                                                 opener: Callable[[str], Transport]) -> None:
    there = [HidInfo(b"/dev/hidraw%d" % i, *ids_of(opener), "Nintendo RVL-WBC-01", number and f"{number}{i}")
             for i in (1, 2)]
    monkeypatch.setattr(hid, "list_devices", lambda *ids: [info for info in there if ids[1] == info.product_id])
    monkeypatch.setattr(hid, "open_hid", lambda info: Node(info.place, info.identity))
    same = SameDevice(opener)
    assert same().name == "/dev/hidraw1"
    gone = there.pop(0)
    with pytest.raises(DeviceMissing):
        same()
    there.append(gone)
    assert same().name == "/dev/hidraw1"


def ids_of(opener: Callable[[str], Transport]) -> tuple[int, int]:
    return wii_board.WII_IDS if opener is wii_board.open_transport else (0x2E73, 0x0001)


def test_macos_numbers_nodes_anew_so_they_identify_nothing() -> None:
    info = HidInfo(b"DevSrvsID:4294970000", 1, 2, "box", "")
    assert info.identity == ""
    assert replace(info, serial_number="S7").identity == "S7"
