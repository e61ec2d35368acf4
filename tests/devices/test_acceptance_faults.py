"""Which fault switch is on which device, and why not where it is not; and who sits at the wrong port.

What each fault does to a link is told by `test_conformance` for all devices alike.
"""

from __future__ import annotations

import random

import pytest

from core.errors import InputError, PermissionMissing
from core.muscles import Muscle
from core.ring import Ring
from core.samples import Stream
from devices.codecs import bitalino, byb, chords, cyton, olimex
from devices.codecs.wii_calibration import POINTS_ADDRESS
from devices.drivers import NoteKind
from devices.drivers.wii_board import WiiBoardDriver
from devices.emulators import Emulator
from devices.emulators.faults import FaultAt, FaultKind, Faults
from devices.emulators.steering import switches_of
from devices.emulators.stimulators import Stimulator
from devices.emulators.stimulators.openems import OpenEmsEmulator
from devices.emulators.stimulators.serving import STIMULATORS
from devices.emulators.wii_board import WiiBoardEmulator
from devices.kinds import generic_lines
from devices.kinds.registry import KINDS, emulated
from devices.link import Link, LinkEntry, LinkState
from devices.simulated.stance import SimulatedPatient
from devices.transports import Transport
from tests.devices.rig import START_NS, Rig, rig

BACKENDS = emulated()
OPENEMS_BAUD = 19_200
SERIAL = [name for name, backend in BACKENDS.items() if backend.on_pty]

NOT_A_STREAM = "A report of the board is one HID packet"
WHY_NOT = {
    ("wii", FaultKind.BAD_CHECKSUM): f"{NOT_A_STREAM}: its reports have no checksum; its calibration has one.",
    ("wii", FaultKind.COUNTER_JUMP): f"{NOT_A_STREAM}: its reports have no counter.",
    ("wii", FaultKind.OVERLONG): f"{NOT_A_STREAM}: the kernel bounds its length.",
    ("wii", FaultKind.LUMPS): f"{NOT_A_STREAM}: no adapter gathers them.",
    ("wii", FaultKind.FLAT): "A load that does not change is somebody who stands still.",
    **{(name, FaultKind.MODE_RESET): "It has no data mode that it could forget."
       for name in BACKENDS if name != "wii"},
}


def emulator_of(name: str, *faults: FaultAt) -> Emulator:
    body = SimulatedPatient(random.Random(7), muscles=tuple(Muscle)[:2], ability=1.0)
    return BACKENDS[name].emulator(body, random.Random(1), Faults(faults))


@pytest.mark.parametrize("kind", FaultKind)
@pytest.mark.parametrize("name", BACKENDS)
def test_a_switch_is_on_every_device_where_it_means_something(name: str, kind: FaultKind) -> None:
    switches = switches_of(emulator_of(name))
    if (name, kind) in WHY_NOT:
        with pytest.raises(InputError, match=f"'{kind}'"):
            switches.inject(kind, START_NS)
    else:
        switches.inject(kind, START_NS)


# -- faults that are no switch of the stream ----------------------------------------------------------------------


@pytest.mark.parametrize("name", BACKENDS)
def test_no_permission_is_said_once_and_it_streams_when_it_is_given(name: str) -> None:
    backend = BACKENDS[name]
    held = rig(emulator_of(name), backend.stream, backend.driver, join=backend.on_pty)
    refusals = [PermissionMissing("It is there, but may not be opened. Join the group 'dialout'.")] * 5
    ring: Ring[LinkEntry] = Ring(100_000)

    def open_transport() -> Transport:
        if refusals:
            raise refusals.pop()
        return held.loop.open()

    link = Link(backend.stream, open_transport, backend.driver, held.clock, ring)
    allowed = Rig(held.clock, held.loop, link, ring)
    allowed.run(4)
    assert [note.kind for note in allowed.notes] == [NoteKind.NO_PERMISSION]
    assert "dialout" in allowed.notes[0].text
    allowed.run(16)
    assert allowed.state() is LinkState.STREAMING
    assert allowed.notes[-1].kind is NoteKind.READY


@pytest.mark.parametrize("error", [7, 8])
@pytest.mark.parametrize("times", [1, 1_000_000])
def test_a_wii_board_whose_calibration_is_not_read_is_read_again_or_tells_relative_values(error: int,
                                                                                         times: int) -> None:
    emulator = WiiBoardEmulator(SimulatedPatient(random.Random(7)), random.Random(1))
    emulator.faults.read_error, emulator.faults.read_error_times = error, times
    emulator.faults.read_error_address = POINTS_ADDRESS
    held = rig(emulator, Stream.BOARD, WiiBoardDriver, join=False)
    held.run(12)
    assert held.state() is LinkState.STREAMING
    assert (NoteKind.UNCALIBRATED in held.kinds) == (times > 1)


# -- another device at the port -----------------------------------------------------------------------------------


def family(name: str) -> tuple[str, Stream | None]:
    """What may stand for what: a device of the same family, of the same stream where there are several."""
    word = name.partition("-")[0]
    if word in ("lines", "foreign"):
        stream = BACKENDS[name].stream
        return "lines", Stream.BOARD if stream is Stream.TILT else stream
    return word, None


PAIRS = [(driver, other) for driver in SERIAL for other in SERIAL
         if family(driver) != family(other)
         and (driver.startswith("lines") or not driver.startswith("foreign"))  # the same driver
         and (driver, other) != ("lines-board", "foreign-emg")]


@pytest.mark.parametrize("stale", [False, True], ids=["idle", "streaming"])
@pytest.mark.parametrize(("driver", "other"), PAIRS)
def test_another_device_gives_no_sample_and_is_named_or_is_not_what_was_wanted(driver: str, other: str,
                                                                              stale: bool) -> None:
    backend = BACKENDS[driver]
    faults = (FaultAt(FaultKind.STALE_STREAM),) if stale else ()
    held = rig(emulator_of(other, *faults), backend.stream, backend.driver)
    held.run(14, step_ms=20)
    assert held.blocks == []
    assert held.kinds <= {NoteKind.WRONG_DEVICE, NoteKind.MISSING}
    assert held.notes
    assert all(": " in note.text for note in held.notes), "each says what to do"


# -- a stimulator at the port -------------------------------------------------------------------------------------


class Wire:
    """A stimulator, as something that a link can talk to."""

    def __init__(self, stimulator: Stimulator) -> None:
        self._stimulator = stimulator

    def receive(self, data: bytes, t_ns: int) -> list[bytes]:
        """Let it hear."""
        return [said] if (said := self._stimulator.receive(t_ns, data)) else []

    def advance(self, t_ns: int) -> list[bytes]:
        """Let it speak."""
        return [said] if (said := self._stimulator.advance(t_ns)) else []


def test_no_sensor_is_spoken_to_at_the_speed_of_openemsstim() -> None:
    """A Cyton's letter for stop is its letter for more; at another speed it cannot be heard as one."""
    bauds = {baud for kind in KINDS for question in kind.questions for baud in question.bauds}
    opened_at = {*bauds, *generic_lines.BAUDS, *chords.BAUDS, *byb.BAUDS, *olimex.BAUDS, cyton.BAUD, bitalino.BAUD}
    assert OPENEMS_BAUD not in opened_at


@pytest.mark.parametrize("stimulator", STIMULATORS)
@pytest.mark.parametrize("name", SERIAL)
def test_nothing_that_a_stimulator_understands_is_said_to_it(name: str, stimulator: str) -> None:
    backend, device = BACKENDS[name], STIMULATORS[stimulator](START_NS)
    held = rig(Wire(device), backend.stream, backend.driver)
    held.run(40, step_ms=20)
    assert {frame.what for frame in device.seen} <= {"garbled", "other"}
    assert device.history == []
    assert device.outputs(held.clock.now_ns()) == {}
    if isinstance(device, OpenEmsEmulator) and not name.startswith("cyton"):
        assert (device.harmed, device.pots) == (0, [255, 255])
    assert held.blocks == []
    assert held.kinds <= {NoteKind.WRONG_DEVICE, NoteKind.MISSING}
