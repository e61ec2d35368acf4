"""The event node's transport: a pipe stands for the node, a table for its ioctls, a folder for sysfs."""

from __future__ import annotations

import errno
import os
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.errors import DeviceMissing, LinkLost, PermissionMissing
from devices.codecs import evdev as codec
from devices.codecs.evdev import ASK_STATE, Axis, AxisState, DeviceState, Event, EventType, StateDecoder
from devices.permissions import evdev_rule
from devices.transports import evdev
from devices.transports.evdev import EvdevNode, EvdevTransport, axis_state, list_nodes, open_node

CHANGE = codec.encode_events([Event(EventType.ABS, Axis.X, 7, 1000), codec.SYN_REPORT])


class Node:
    """A pipe that says what it is told, and ioctls that answer from `axes` and `keys`."""

    def __init__(self) -> None:
        self.read_end, self.write_end = os.pipe()
        os.set_blocking(self.read_end, False)
        self.axes: dict[int, AxisState] = {Axis.X: AxisState(5, -127, 127, 0, 15),
                                           Axis.HAT1Y: AxisState(1700, 0, 65535, 2, 4)}
        self.keys = bytearray(codec.KEY_COUNT // 8)
        self.clock = -1
        self.fails: OSError | None = None
        self.transport = EvdevTransport(self.read_end, "/dev/input/event7", "00:1e", self.ioctl)

    def ioctl(self, descriptor: int, number: int, buffer: bytearray) -> None:
        assert descriptor == self.read_end
        if self.fails is not None:
            raise self.fails
        if number == evdev.SET_CLOCK:
            self.clock, = struct.unpack("@i", buffer)
        elif number == evdev.AXIS_BITS:
            for axis in self.axes:
                buffer[axis // 8] |= 1 << axis % 8
        elif number == evdev.KEY_STATE:
            buffer[:] = self.keys
        else:
            axis = next(axis for axis in self.axes if axis_state(axis) == number)
            state = self.axes[axis]
            buffer[:] = struct.pack("@6i", state.value, state.minimum, state.maximum, state.fuzz, state.flat,
                                    state.resolution)

    def say(self, data: bytes) -> None:
        os.write(self.write_end, data)

    def hang_up(self) -> None:
        os.close(self.write_end)
        self.write_end = -1

    def close(self) -> None:
        self.transport.close()
        if self.write_end >= 0:
            self.hang_up()


@pytest.fixture
def node() -> Iterator[Node]:
    made = Node()
    yield made
    made.close()


def test_the_ioctls_have_the_numbers_of_linux() -> None:
    """EVIOCGABS(0), EVIOCGKEY(96), EVIOCGBIT(EV_ABS, 8) and EVIOCSCLOCKID, as a C compiler counts them."""
    assert axis_state(0) == 0x80184540
    assert evdev.KEY_STATE == 0x80604518
    assert evdev.AXIS_BITS == 0x80084523
    assert evdev.SET_CLOCK == 0x400445A0


def test_it_asks_for_stamps_of_the_monotonic_clock(node: Node) -> None:
    assert node.clock == 1
    assert (node.transport.name, node.transport.serial_number) == ("/dev/input/event7", "00:1e")


def test_a_kernel_without_that_clock_is_good_enough(node: Node) -> None:
    node.fails = OSError(errno.EINVAL, "Invalid argument")
    other = EvdevTransport(os.dup(node.read_end), "old", ioctl=node_refusing)
    assert other.read(0) == b""
    other.close()


def node_refusing(descriptor: int, number: int, buffer: bytearray) -> None:
    raise OSError(errno.EINVAL, "Invalid argument")


def test_changes_are_handed_on_as_they_come(node: Node) -> None:
    assert node.transport.read(0) == b""
    node.say(CHANGE)
    node.say(CHANGE)
    assert node.transport.read(1000) == CHANGE + CHANGE
    assert node.transport.read(1000) == b""


def test_the_state_comes_before_changes_that_wait(node: Node) -> None:
    node.keys[codec.BTN_A // 8] = 1 << codec.BTN_A % 8
    node.say(CHANGE)
    node.transport.write(ASK_STATE)
    decoder = StateDecoder()
    states = [decoder.take(event) for event in codec.decode_events(node.transport.read(0))]
    assert states[-1] == DeviceState(dict(node.axes), frozenset({codec.BTN_A}))
    assert node.transport.read(0) == CHANGE


def test_nothing_else_can_be_written(node: Node) -> None:
    with pytest.raises(ValueError, match="event node"):
        node.transport.write(b"WHORU\n")


def test_a_node_whose_far_end_hung_up_is_gone(node: Node) -> None:
    node.hang_up()
    with pytest.raises(LinkLost, match="event7 is gone"):
        node.transport.read(0)


def test_a_device_that_is_gone_fails_its_ioctls(node: Node) -> None:
    node.fails = OSError(errno.ENODEV, "No such device")
    with pytest.raises(LinkLost, match="No such device") as caught:
        node.transport.write(ASK_STATE)
    assert isinstance(caught.value.__cause__, OSError)


def test_a_closed_one_is_gone_and_may_be_closed_again(node: Node) -> None:
    node.transport.close()
    node.transport.close()
    with pytest.raises(LinkLost):
        node.transport.read(0)


# --- sysfs ------------------------------------------------------------------------------------------------


def node_in(folder: Path, number: int, **files: str) -> Path:
    """Make `event<number>` below `folder`; a file's `__` stands for `/`."""
    device = folder / f"event{number}" / "device"
    for name, text in files.items():
        file = device / name.replace("__", "/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text + "\n")
    return device


def test_nodes_are_listed_by_number_with_what_they_are(tmp_path: Path) -> None:
    node_in(tmp_path, 10, name="Board", uniq="1234", id__vendor="057e", id__product="0306",
            capabilities__abs="f0000", capabilities__key="1 0 0 0 0", properties="40")
    node_in(tmp_path, 9, name="Keyboard")
    (tmp_path / "mouse0").mkdir()
    found = list_nodes(tmp_path, Path("/dev/input"))
    word = 8 * struct.calcsize("@l")
    assert found == [
        EvdevNode(Path("/dev/input/event9"), "Keyboard"),
        EvdevNode(Path("/dev/input/event10"), "Board", "1234", 0x057E, 0x0306, frozenset(range(16, 20)),
                  frozenset({4 * word}), frozenset({6}))]


def test_the_number_of_the_hid_device_behind_it_stands_in(tmp_path: Path) -> None:
    node_in(tmp_path, 3, name="Nintendo Wii Remote Balance Board", uniq="",
            device__uevent="DRIVER=wiimote\nHID_NAME=Nintendo RVL-WBC-01\nHID_UNIQ=00:1e:35:5f:00:0f")
    assert list_nodes(tmp_path)[0].unique == "00:1e:35:5f:00:0f"


def test_a_device_that_vanishes_while_it_is_looked_at_is_nameless(tmp_path: Path) -> None:
    (tmp_path / "event4").mkdir()
    node_in(tmp_path, 5, name="odd", id__vendor="not a number")
    assert [(node.name, node.vendor_id) for node in list_nodes(tmp_path)] == [("", 0), ("odd", 0)]


def test_no_sysfs_no_nodes(tmp_path: Path) -> None:
    assert list_nodes(tmp_path / "nowhere") == []


# --- opening ----------------------------------------------------------------------------------------------


def test_elsewhere_it_needs_linux() -> None:
    with pytest.raises(DeviceMissing, match="need Linux"):
        open_node(EvdevNode(Path("/dev/input/event0"), "Board"), "darwin")


@pytest.mark.parametrize(("number", "kind", "words"), [
    (errno.EACCES, PermissionMissing, 'ATTRS{name}=="Board"'), (errno.ENOENT, DeviceMissing, "does not open")])
def test_what_opening_says(monkeypatch: pytest.MonkeyPatch, number: int, kind: type[DeviceMissing],
                           words: str) -> None:
    def refuse(path: Path, flags: int) -> int:
        raise OSError(number, os.strerror(number), str(path))

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(DeviceMissing, match="Board") as caught:
        open_node(EvdevNode(Path("/dev/input/event3"), "Board"), "linux")
    assert type(caught.value) is kind
    assert words in str(caught.value)


def test_a_node_is_opened_for_reading_alone(tmp_path: Path) -> None:
    file = tmp_path / "event1"
    file.write_bytes(CHANGE)
    file.chmod(0o400)
    node = EvdevNode(file, "a file is no device, but can be read", "n1")
    assert node.permitted
    transport = open_node(node, "linux")
    assert transport.read(0) == CHANGE
    assert (transport.name, transport.serial_number) == (str(file), "n1")
    with pytest.raises(LinkLost):
        transport.write(ASK_STATE)
    transport.close()


def test_the_rule_names_the_device_and_cannot_be_broken_by_it() -> None:
    assert evdev_rule("Nintendo Wii Remote Balance Board") == (
        'KERNEL=="event*", SUBSYSTEM=="input", ATTRS{name}=="Nintendo Wii Remote Balance Board", '
        'MODE="0660", GROUP="plugdev", TAG+="uaccess"')
    assert 'ATTRS{name}=="a?, RUN+=?rm ?"' in evdev_rule('a", RUN+="rm *')
