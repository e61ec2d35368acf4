from __future__ import annotations

import random
import re
import stat
from pathlib import Path

import pytest

from core.clock import NS_PER_S, ManualClock
from core.errors import DeviceMissing, InputError
from core.ring import Ring
from core.samples import SampleBlock, Stream
from devices import discovery
from devices.discovery import DeviceSpec, Found, open_board, open_emg
from devices.drivers import NoteKind
from devices.kinds import Tuning
from devices.link import LinkEntry
from devices.looking import Choice, Looked
from devices.simulated.stance import SimulatedPatient
from devices.transports.hid import HidInfo
from tests.devices.test_ports import Port


@pytest.mark.parametrize(("text", "word", "argument"), [
    ("auto", "auto", ""), ("none", "none", ""), ("sim", "sim", ""),
    ("wii", "wii", ""), ("wii:00:1e:35:5f:00:0f", "wii", "00:1e:35:5f:00:0f"),
    ("serial:/dev/ttyUSB0", "serial", "/dev/ttyUSB0"), ("serial:COM3", "serial", "COM3"),
    ("chords:/dev/ttyACM1", "chords", "/dev/ttyACM1"),
    (r"replay:C:\sessions\1", "replay", r"C:\sessions\1"), (" auto ", "auto", ""),
])
def test_names_of_devices(text: str, word: str, argument: str) -> None:
    spec = DeviceSpec.parse(text)
    assert spec == DeviceSpec(word, argument)
    assert str(spec) == text.strip()


@pytest.mark.parametrize(("text", "said"), [
    ("", "choose auto"), ("wiii", "wii[:SERIAL]"), ("cytonn:/dev/ttyUSB0", "chords:PORT"),
    ("serial", "write serial:PORT"), ("serial:", "write serial:PORT"), ("chords", "write chords:PORT"),
    ("replay", "write replay:SESSION"), ("sim:2", "write sim"), ("none:x", "write none"), ("AUTO", "choose"),
])
def test_wrong_names_are_told_what_would_be_right(text: str, said: str) -> None:
    with pytest.raises(InputError, match=re.escape(said)):
        DeviceSpec.parse(text)


@pytest.mark.parametrize(("text", "port", "is_port"), [
    ("serial:/dev/ttyUSB0", "/dev/ttyUSB0", True), ("chords:COM3", "COM3", True),
    ("byb:/dev/ttyACM0", "/dev/ttyACM0", True), ("byb:COM12", "COM12", True),
    ("byb:B7", "", False), ("byb", "", False), ("wii:00:1e", "", False),
    ("brainflow:0:/dev/ttyUSB0", "/dev/ttyUSB0", False), ("brainflow:1:AA:BB", "", False), ("auto", "", False)])
def test_the_serial_port_in_a_name(text: str, port: str, is_port: bool) -> None:
    spec = DeviceSpec.parse(text)
    assert (spec.port, spec.is_port) == (port, is_port)


def ring() -> Ring[LinkEntry]:
    return Ring(10_000)


def test_a_board_is_not_an_emg_front_end_and_the_other_way_round() -> None:
    with pytest.raises(InputError, match="not a board"):
        open_board(DeviceSpec.parse("chords:/dev/ttyUSB0"), ManualClock(), ring())
    with pytest.raises(InputError, match="not an EMG front end"):
        open_emg(DeviceSpec.parse("wii"), ManualClock(), ring())


@pytest.mark.parametrize("text", ["none", "replay:x"])
def test_what_is_not_a_device_opens_none(text: str) -> None:
    assert open_board(DeviceSpec.parse(text), ManualClock(), ring()) is None
    assert open_emg(DeviceSpec.parse(text), ManualClock(), ring()) is None


def test_the_simulated_devices_stream_what_their_body_does() -> None:
    clock, entries = ManualClock(5 * NS_PER_S), ring()
    body = SimulatedPatient(random.Random(1), mass_kg=64.0)
    links = [open_board(discovery.SIMULATED, clock, entries, body, random.Random(2)),
             open_emg(discovery.SIMULATED, clock, entries, body, random.Random(3), tuning=Tuning(channels=1))]
    for _ in range(200):
        clock.advance(10_000_000)
        for link in links:
            assert link is not None
            while link.step(0):
                pass
    blocks = [entry for entry in entries.drain() if isinstance(entry, SampleBlock)]
    board = [block for block in blocks if block.stream is Stream.BOARD]
    emg = [block for block in blocks if block.stream is Stream.EMG]
    assert board[-1].data[-1, :4].sum() == pytest.approx(64.0, abs=0.4)
    assert emg[-1].data.shape[1] == 1
    assert emg[-1].rate_hz == 500.0


def test_a_simulated_device_needs_a_body() -> None:
    with pytest.raises(ValueError, match="body"):
        open_board(discovery.SIMULATED, ManualClock(), ring())


@pytest.mark.parametrize("text", ["serial:/nowhere/tty", "wii:99:99"])
def test_a_named_device_that_is_absent_is_looked_for(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devices.transports.hid.list_devices", lambda *_ids: [])
    entries = ring()
    link = open_board(DeviceSpec.parse(text), ManualClock(), entries)
    assert link is not None
    assert not link.step(0)
    (note,) = entries.drain()
    assert not isinstance(note, SampleBlock)
    assert note.kind is NoteKind.MISSING


def plugged(monkeypatch: pytest.MonkeyPatch, hid: list[HidInfo], ports: list[Port]) -> None:
    monkeypatch.setattr("devices.transports.hid.list_devices",
                        lambda vendor, *_ids: hid if vendor == 0x57E else [])
    monkeypatch.setattr("devices.kinds.wii_board.event_nodes", list)
    monkeypatch.setattr("serial.tools.list_ports.comports", lambda: ports)


def test_everything_plugged_in_is_found_with_advice(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    open_node, closed_node = tmp_path / "hidraw0", tmp_path / "ttyACM0"
    open_node.touch()
    closed_node.touch()
    closed_node.chmod(stat.S_IRUSR)
    monkeypatch.setattr("os.access", lambda node, _mode: node == str(open_node))
    plugged(monkeypatch, [HidInfo(str(open_node).encode(), 0x57E, 0x306, "Nintendo RVL-WBC-01", "00:1e")],
            [Port(str(closed_node)), Port("/dev/ttyS0", vid=None),
             Port("/dev/ttyUSB9", 0x0403, 0x6001, "R", "HASOMED", "RehaStim")])
    board, arduino, stimulator = discovery.find()
    assert board == Found("wii", "Nintendo RVL-WBC-01", str(open_node), "00:1e", True, "")
    assert (arduino.kind, arduino.name, arduino.permitted) == ("serial", "UNO", False)
    assert "dialout" in arduino.advice
    assert stimulator.kind == "stimulator"
    assert "never opened" in stimulator.advice


def test_a_wii_board_without_rights_comes_with_its_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.access", lambda _node, _mode: False)
    plugged(monkeypatch, [HidInfo(b"/dev/hidraw3", 0x57E, 0x306, "Nintendo RVL-WBC-01", "00:1e")], [])
    (board,) = discovery.find()
    assert not board.permitted
    assert 'SUBSYSTEM=="hidraw"' in board.advice


def test_without_hidapi_serial_ports_are_still_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_hidapi(*_ids: int) -> list[HidInfo]:
        raise DeviceMissing("no hidapi")

    plugged(monkeypatch, [], [Port("/dev/ttyACM0")])
    monkeypatch.setattr("devices.transports.hid.list_devices", no_hidapi)
    assert [found.kind for found in discovery.find()] == ["serial"]


@pytest.mark.parametrize(("board", "opened"), [
    (Choice("wii", "00:1e"), "wii"), (Choice("serial", "/nowhere/tty", 57600), "serial"), (None, None)])
def test_auto_opens_what_looking_found(board: Choice | None, opened: str | None,
                                       monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devices.discovery.look", lambda *_wanted: Looked(board, board))
    for open_one in (open_board, open_emg):
        link = open_one(DeviceSpec.parse("auto"), ManualClock(), ring())
        assert (link is None) is (opened is None)


@pytest.mark.parametrize(("port", "stimulators", "refused"), [
    ("/dev/ttyACM0", (), False), ("/dev/ttyACM0", ("/dev/ttyACM0",), True), ("/dev/ttyACM0", ("X1",), True),
    ("/dev/ttyUSB9", (), True), ("/dev/ttyUSB8", (), False), ("/dev/gone", ("/dev/gone",), True)])
def test_a_sensor_cannot_be_named_at_a_stimulators_port(port: str, stimulators: tuple[str, ...], refused: bool,
                                                        monkeypatch: pytest.MonkeyPatch) -> None:
    plugged(monkeypatch, [], [Port("/dev/ttyACM0"), Port("/dev/ttyUSB9", 0x0403, 0x6001, "R", "HASOMED", "Reha"),
                              Port("/dev/ttyUSB8", 0x0403, 0x6001, "F", "FTDI", "FT232R")])
    if not refused:
        return discovery.demand_no_stimulator(port, stimulators)
    with pytest.raises(InputError, match="never opened as a sensor"):
        discovery.demand_no_stimulator(port, stimulators)
    return None
