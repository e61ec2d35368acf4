"""Which node of which device is opened as a Wii board."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from core.clock import NS_PER_S, ManualClock
from core.errors import DeviceMissing, PermissionMissing
from core.ring import Ring
from core.samples import SampleBlock
from devices.drivers import LinkNote, NoteKind
from devices.drivers.wii_board import WiiBoardDriver
from devices.drivers.wii_evdev import NODE_NAME, WiiEvdevDriver
from devices.emulators.evdev import WiiNodeEmulator
from devices.emulators.loop import LoopTransport
from devices.emulators.wii_board import WiiBoardEmulator
from devices.kinds import Tuning, wii_board
from devices.link import LinkEntry
from devices.simulated.stance import SimulatedPatient
from devices.transports import hid
from devices.transports.evdev import EvdevNode
from devices.transports.hid import HidInfo

ADDRESS, OTHER = "00:1e:35:5f:00:0f", "00:1e:35:00:00:99"
REFUSED = "may not be opened"


def hidraw(name: str, serial: str = ADDRESS, number: int = 3) -> HidInfo:
    return HidInfo(f"/dev/hidraw{number}".encode(), *wii_board.WII_IDS, name, serial)


def event(number: int, name: str = NODE_NAME, unique: str = ADDRESS) -> EvdevNode:
    return EvdevNode(Path(f"/dev/input/event{number}"), name, unique)


class System:
    """What the operating system has and allows; every node that opens leads to an emulator."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.boards: list[HidInfo] = []
        self.nodes: list[EvdevNode] = []
        self.hid_error: DeviceMissing | None = None
        self.node_error: DeviceMissing | None = None
        self.clock = ManualClock(NS_PER_S)
        self.opened: list[str] = []
        monkeypatch.setattr(hid, "list_devices", lambda *_: self._listed())
        monkeypatch.setattr(hid, "open_hid", self._open_hid)
        monkeypatch.setattr(wii_board, "list_nodes", lambda: self.nodes)
        monkeypatch.setattr(wii_board, "open_node", self._open_node)
        self.no_hidapi = False

    def _listed(self) -> list[HidInfo]:
        if self.no_hidapi:
            raise DeviceMissing("HID devices need the package 'hidapi'.")
        return self.boards

    def _open_hid(self, info: HidInfo) -> LoopTransport:
        if self.hid_error is not None:
            raise self.hid_error
        self.opened.append(info.place)
        emulator = WiiBoardEmulator(SimulatedPatient(random.Random(1)), random.Random(1))
        return LoopTransport(emulator, self.clock, info.place, info.serial_number)

    def _open_node(self, node: EvdevNode) -> LoopTransport:
        if self.node_error is not None:
            raise self.node_error
        self.opened.append(str(node.path))
        emulator = WiiNodeEmulator(SimulatedPatient(random.Random(1)), random.Random(1))
        return LoopTransport(emulator, self.clock, str(node.path), node.unique)


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch) -> System:
    return System(monkeypatch)


def test_a_board_that_says_so_comes_first_and_a_remote_never(system: System) -> None:
    remote, plus = hidraw("Nintendo RVL-CNT-01", number=0), hidraw("Nintendo RVL-CNT-01-TR", number=1)
    nameless, board = hidraw("", OTHER, 2), hidraw("Nintendo RVL-WBC-01")
    system.boards = [remote, plus, nameless, board]
    assert wii_board.boards() == [board, nameless]
    assert wii_board.open_transport("").name == board.place
    assert wii_board.open_transport(OTHER.upper()).name == nameless.place


def test_a_remote_alone_is_no_board(system: System) -> None:
    system.boards = [hidraw("Nintendo RVL-CNT-01")]
    assert wii_board.boards() == []
    with pytest.raises(DeviceMissing, match="is not connected"):
        wii_board.Search().open("")


def test_each_board_is_present_once_also_one_that_has_an_event_node_alone(system: System) -> None:
    system.boards = [hidraw("Nintendo RVL-WBC-01")]
    system.nodes = [event(4), event(5, unique=OTHER), event(6, "Power Button", "")]
    assert [(one.place, one.serial_number) for one in wii_board.present()] == [
        ("/dev/hidraw3", ADDRESS), ("/dev/input/event5", OTHER)]
    system.no_hidapi = True
    assert [one.place for one in wii_board.present()] == ["/dev/input/event4", "/dev/input/event5"]


@pytest.mark.parametrize(("hidraw_open", "node_open", "permitted", "advice"), [
    (True, False, True, ""), (True, True, True, ""), (False, False, False, "Save this line"),
    (False, True, True, "Only its event node may be read")])
def test_either_node_is_right_enough_and_the_second_has_its_price(
        system: System, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hidraw_open: bool, node_open: bool,
        permitted: bool, advice: str) -> None:
    monkeypatch.setattr(wii_board, "may_open", lambda _: hidraw_open)
    node = tmp_path / "event4"
    if node_open:
        node.touch()
    system.boards, system.nodes = [hidraw("Nintendo RVL-WBC-01")], [EvdevNode(node, NODE_NAME, ADDRESS)]
    present, = wii_board.present()
    assert present.permitted is permitted
    assert present.advice.startswith(advice)
    assert bool(present.advice) is bool(advice)


def test_the_better_way_is_taken_where_it_may_be(system: System) -> None:
    system.boards, system.nodes = [hidraw("Nintendo RVL-WBC-01")], [event(4)]
    search = wii_board.Search()
    assert search.open("").name == "/dev/hidraw3"
    assert isinstance(search.driver(), WiiBoardDriver)


def test_the_other_way_is_taken_where_the_first_is_barred_and_left_when_it_is_not(system: System) -> None:
    system.boards, system.nodes = [hidraw("Nintendo RVL-WBC-01")], [event(4, unique=OTHER), event(5)]
    system.hid_error = PermissionMissing(REFUSED)
    search = wii_board.Search()
    assert search.open(ADDRESS).name == "/dev/input/event5"
    assert isinstance(search.driver(), WiiEvdevDriver)
    system.hid_error = None
    assert search.open(ADDRESS).name == "/dev/hidraw3"
    assert isinstance(search.driver(), WiiBoardDriver)


def test_without_hidapi_the_event_node_will_do(system: System) -> None:
    system.no_hidapi, system.nodes = True, [event(4)]
    assert wii_board.Search().open("").name == "/dev/input/event4"


@pytest.mark.parametrize("error", [PermissionMissing(REFUSED), DeviceMissing("does not open")])
def test_without_an_event_node_the_first_reason_counts(system: System, error: DeviceMissing) -> None:
    system.boards, system.hid_error, system.nodes = [hidraw("Nintendo RVL-WBC-01")], error, [event(9, "Keyboard")]
    with pytest.raises(DeviceMissing) as caught:
        wii_board.Search().open("")
    assert caught.value is error


def test_barred_both_ways_it_says_both_rules(system: System) -> None:
    system.boards, system.nodes = [hidraw("Nintendo RVL-WBC-01")], [event(4)]
    system.hid_error, system.node_error = PermissionMissing(REFUSED), PermissionMissing("one rule")
    with pytest.raises(PermissionMissing) as caught:
        wii_board.Search().open("")
    rules = [line for line in str(caught.value).splitlines() if line.startswith("KERNEL==")]
    assert [rule.split(",")[0] for rule in rules] == ['KERNEL=="hidraw*"', 'KERNEL=="event*"']


def test_barred_at_the_event_node_alone_its_rule_is_enough(system: System) -> None:
    system.no_hidapi, system.nodes, system.node_error = True, [event(4)], PermissionMissing("one rule")
    with pytest.raises(PermissionMissing, match="one rule"):
        wii_board.Search().open("")


def test_a_link_goes_by_the_event_node_and_returns_to_the_same_board(system: System) -> None:
    system.boards, system.nodes = [hidraw("Nintendo RVL-WBC-01")], [event(4)]
    system.hid_error = PermissionMissing(REFUSED)
    ring: Ring[LinkEntry] = Ring(10_000)
    link = wii_board.KIND.open("", system.clock, ring, Tuning())
    entries: list[LinkEntry] = []
    for _ in range(100):
        system.clock.advance(10_000_000)
        while link.step(0):
            pass
        entries += ring.drain()
    assert [entry.kind for entry in entries if isinstance(entry, LinkNote)] == [NoteKind.READY]
    blocks = [entry for entry in entries if isinstance(entry, SampleBlock)]
    assert blocks[-1].data[-1, :4].sum() == pytest.approx(72.0, abs=0.5)
    assert (link.name, link.serial_number) == ("/dev/input/event4", ADDRESS)
    link.close()
