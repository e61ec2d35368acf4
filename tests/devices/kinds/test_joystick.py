"""Which game controller is opened as a tilt board."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from serial.tools import list_ports

from core.clock import NS_PER_S, ManualClock
from core.errors import DeviceMissing
from core.ring import Ring
from core.samples import SampleBlock, Stream
from devices.codecs.evdev import BTN_A, Axis
from devices.drivers import LinkNote, NoteKind
from devices.drivers.joystick import JoystickAxes
from devices.drivers.wii_evdev import NODE_NAME
from devices.emulators.joystick import JoystickEmulator
from devices.emulators.loop import LoopTransport
from devices.kinds import Tuning, joystick
from devices.link import LinkEntry
from devices.looking import NOTHING_BEFORE, Before, Known, Looked, look
from devices.simulated.stance import SimulatedPatient
from devices.transports import hid
from devices.transports.evdev import EvdevNode

STICK = frozenset({Axis.X, Axis.Y})
BTN_LEFT, BTN_TOUCH = 0x110, 0x14A


def node(number: int, name: str, unique: str = "", axes: frozenset[int] = STICK,
         keys: frozenset[int] = frozenset({BTN_A}), properties: frozenset[int] = frozenset()) -> EvdevNode:
    return EvdevNode(Path(f"/dev/input/event{number}"), name, unique, 0x2341, 0x8036, axes, keys, properties)


PAD, TILT = node(5, "Gamepad F310", "pad-1"), node(6, "Arduino Tilt Board", "tilt-2", keys=frozenset())
OTHERS = [
    node(0, "Power Button", axes=frozenset()), node(1, "virtual tablet", keys=frozenset({BTN_LEFT})),
    node(2, "touch pad", keys=frozenset({BTN_LEFT, BTN_TOUCH})),
    node(3, "Pad Motion Sensors", properties=frozenset({6})),
    node(4, NODE_NAME, axes=frozenset({*STICK, Axis.HAT0X})),
    node(7, "throttle", axes=frozenset({Axis.X})),
]


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NS_PER_S)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch, clock: ManualClock) -> list[EvdevNode]:
    """What was opened; an emulator is at every node."""
    nodes: list[EvdevNode] = []

    def open_node(chosen: EvdevNode) -> LoopTransport:
        nodes.append(chosen)
        emulator = JoystickEmulator(SimulatedPatient(random.Random(1)), random.Random(1))
        return LoopTransport(emulator, clock, str(chosen.path), chosen.unique)

    monkeypatch.setattr(joystick, "list_nodes", lambda: [*OTHERS, PAD, TILT])
    monkeypatch.setattr(joystick, "open_node", open_node)
    return nodes


@pytest.mark.usefixtures("opened")
def test_mice_pens_pads_and_motion_sensors_are_no_boards() -> None:
    assert joystick.controllers(JoystickAxes()) == [PAD, TILT]
    with_x = joystick.controllers(JoystickAxes(pitch=Axis.X))
    assert [one.name for one in with_x] == ["throttle", PAD.name, TILT.name]
    assert joystick.controllers(JoystickAxes(roll=Axis.RZ)) == []


@pytest.mark.parametrize(("wanted", "chosen"), [
    ("", PAD), ("Arduino Tilt Board", TILT), ("tilt", TILT), ("TILT-2", TILT), ("/dev/input/event6", TILT),
    ("pad-1", PAD), ("f310", PAD)])
def test_a_name_a_part_of_it_a_number_or_a_node_will_do(opened: list[EvdevNode], wanted: str,
                                                        chosen: EvdevNode) -> None:
    joystick.Search(wanted, JoystickAxes()).open("")
    assert opened == [chosen]


def test_once_its_number_is_known_no_other_takes_its_place(opened: list[EvdevNode]) -> None:
    search = joystick.Search("", JoystickAxes())
    search.open("tilt-2")
    assert opened == [TILT]
    with pytest.raises(DeviceMissing):
        search.open("tilt-3")


def test_auto_takes_no_game_controller_for_a_board(opened: list[EvdevNode], monkeypatch: pytest.MonkeyPatch,
                                                    clock: ManualClock) -> None:
    monkeypatch.setattr(list_ports, "comports", list)
    monkeypatch.setattr(hid, "list_devices", lambda *_: [])
    for before in (NOTHING_BEFORE, Before(Known("joystick", "tilt-2"))):
        assert look(True, True, clock, before) == Looked()
    assert opened == []


@pytest.mark.usefixtures("opened")
def test_what_is_there_is_named_when_the_wanted_one_is_not() -> None:
    with pytest.raises(DeviceMissing) as caught:
        joystick.Search("wobble", JoystickAxes()).open("")
    assert "called 'wobble'" in str(caught.value)
    assert "Gamepad F310, Arduino Tilt Board" in str(caught.value)


def test_with_nothing_there_it_says_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joystick, "list_nodes", list)
    with pytest.raises(DeviceMissing, match=r"axes RX and Y is plugged in \(Linux only\)"):
        joystick.Search("", JoystickAxes(roll=Axis.RX)).open("")


@pytest.mark.usefixtures("opened")
def test_a_link_streams_tilt_with_the_settings_of_the_station(clock: ManualClock) -> None:
    ring: Ring[LinkEntry] = Ring(10_000)
    tuning = Tuning(joystick=JoystickAxes(full_scale_deg=45.0))
    link = joystick.KIND.open("tilt", clock, ring, tuning)
    for _ in range(100):
        clock.advance(10_000_000)
        while link.step(0):
            pass
    entries = ring.drain()
    note, = (entry for entry in entries if isinstance(entry, LinkNote))
    assert (note.kind, "up to 45 degrees" in note.text) == (NoteKind.READY, True)
    assert {entry.stream for entry in entries if isinstance(entry, SampleBlock)} == {Stream.TILT}
    assert link.serial_number == "tilt-2"
    link.close()
