"""The event node that a real kernel makes of a joystick, made over uhid.

Byte layouts: Linux include/uapi/linux/uhid.h.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from functools import partial

import pytest

from core.clock import NS_PER_MS
from core.errors import LinkLost
from core.samples import Stream
from devices.codecs import evdev as codec
from devices.codecs.evdev import ASK_STATE, Axis, AxisState, EventType, Syn
from devices.drivers import NoteKind
from devices.drivers.joystick import JoystickAxes
from devices.kinds import Tuning, joystick
from devices.link import LinkState
from devices.transports.evdev import EvdevNode, list_nodes, open_node
from tests.kernel.inside.bench import CLOCK, Reading, eventually, reading, state_of

pytestmark = pytest.mark.kernel

CREATE2, INPUT2 = 11, 12
JOYSTICK = bytes.fromhex("05 01 09 04 a1 01 15 00 26 ff03 75 10 95 02 09 30 09 31 81 02"
                         "05 09 19 01 29 08 15 00 25 01 75 01 95 08 81 02 c0")
"""Generic desktop joystick: X and Y of 0..1023 in 16 bits each, eight buttons."""
JOYSTICK_NAME, JOYSTICK_NUMBER = "Surefoot tilt board", "tilt-17"


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
    with reading(joystick.KIND.open, "tilt board") as held:
        assert held.more(20)
        assert held.link.stream is Stream.TILT
        assert held.newest == pytest.approx((0.0, 0.0), abs=0.1)
        for x, y, roll, pitch in ((1023, 512, 20, 0), (0, 512, -20, 0), (512, 0, 0, 20), (512, 1023, 0, -20)):
            stick.move(x, y)
            assert eventually(partial(tells, held, roll, pitch))
        assert held.more(400), "a joystick that nobody moves is not lost"
        assert {note.kind for note in held.notes} - {NoteKind.OVERRUN} == {NoteKind.READY}


def test_a_joystick_that_is_pulled_out_is_found_again_by_its_number(stick: Stick) -> None:
    with reading(joystick.KIND.open, JOYSTICK_NUMBER.upper()) as held:
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
    with reading(joystick.KIND.open, "", Tuning(joystick=JoystickAxes(roll=Axis.RX))) as held:
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
