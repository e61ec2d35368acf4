"""Which devices the doctor opens: what is named, or everything but where a stimulator may sit."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence

import pytest

from core.clock import NS_PER_S, ManualClock
from core.errors import DeviceMissing, PermissionMissing
from core.samples import Stream
from devices.discovery import DeviceSpec
from devices.emulators import Emulator
from devices.emulators.generic_lines import GenericLinesEmulator
from devices.emulators.loop import LoopTransport
from devices.emulators.wii_board import WiiBoardEmulator
from devices.kinds import Tuning
from devices.simulated.stance import SimulatedPatient
from devices.transports.hid import HidInfo
from station.doctoring import Finding, Verdict
from station.doctoring.sensors import sensors
from tests.devices.test_ports import Port
from tests.devices.test_probing import WaitingTransport, chords_board, lines

ALL = ((DeviceSpec.parse("auto"), Stream.BOARD), (DeviceSpec.parse("auto"), Stream.EMG))


class Bench:
    """Ports with devices at them; every opening is noted."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, ports: Sequence[Port],
                 devices: Mapping[str, Callable[[], Emulator]]) -> None:
        self.clock = ManualClock(NS_PER_S)
        self.opened: list[str] = []
        self._devices = devices
        for there in ("wii_board.boards", "wii_board.event_nodes", "byb.boxes"):
            monkeypatch.setattr(f"devices.kinds.{there}", list)
        monkeypatch.setattr("serial.tools.list_ports.comports", lambda: list(ports))
        monkeypatch.setattr("os.access", lambda _node, _mode: True)
        for module in ("station.doctoring.sensors", "devices.kinds.chords", "devices.kinds.generic_lines"):
            monkeypatch.setattr(f"{module}.open_port", self._open)

    def _open(self, port: str, _baud: int, _serial_number: str = "") -> WaitingTransport:
        self.opened.append(port)
        if port not in self._devices:
            raise DeviceMissing(f"{port} is used by another program.")
        return WaitingTransport(self._devices[port](), self.clock, port)

    def look(self, named: Sequence[tuple[DeviceSpec, Stream]] = ALL,
             stimulators: Sequence[str] = ()) -> list[Finding]:
        return sensors(named, stimulators, lambda wanted: Tuning(wanted=wanted), 50, self.clock,
                       lambda: self.clock.advance(1_000_000))


def port(name: str) -> Port:
    return Port(f"/dev/{name}", serial_number=f"S-{name}")


def test_everything_plugged_in_is_asked_and_watched(monkeypatch: pytest.MonkeyPatch) -> None:
    devices = {"/dev/a": chords_board, "/dev/b": lambda: lines(Stream.BOARD)}
    bench = Bench(monkeypatch, [port("a"), port("b")], devices)
    emg, board = bench.look()
    assert (emg.what, emg.values["device"]) == ("emg", "chords:/dev/a")
    assert (board.what, board.values["device"]) == ("board", "serial:/dev/b")
    assert "80 of 80 samples/s" in board.sentence


def test_nothing_plugged_in_is_told_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    (finding,) = Bench(monkeypatch, [], {}).look()
    assert finding.verdict is Verdict.NOTE
    assert "red button" in finding.advice


@pytest.mark.parametrize(("where", "stimulators"), [
    (Port("/dev/s", 0x0403, 0x6001, "F", "HASOMED", "RehaStim"), ()),
    (Port("/dev/s", 0x0403, 0x6001, "F", "FTDI", "FT232R", ""), ()),
    (Port("/dev/s", 0x0483, 0x5740, "F", "ST", "Virtual COM", ""), ()),
    (Port("/dev/s"), ("/dev/s",)), (Port("/dev/s"), ("X1",))])
def test_where_a_stimulator_may_sit_nothing_is_opened(monkeypatch: pytest.MonkeyPatch, where: Port,
                                                      stimulators: tuple[str, ...]) -> None:
    bench = Bench(monkeypatch, [where], {"/dev/s": lambda: lines(Stream.BOARD)})
    (finding,) = bench.look(stimulators=stimulators)
    assert bench.opened == []
    assert (finding.what, finding.verdict) == ("stimulator", Verdict.NOTE)
    assert "/dev/s" in finding.advice


def test_a_port_that_is_named_may_not_be_a_stimulators(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench(monkeypatch, [Port("/dev/s", 0x0403, 0x6001, "F", "HASOMED", "RehaStim")],
                  {"/dev/s": lambda: lines(Stream.BOARD)})
    (finding,) = bench.look([(DeviceSpec.parse("serial:/dev/s"), Stream.BOARD)])
    assert finding.verdict is Verdict.BAD
    assert "never opened as a sensor" in finding.sentence
    assert bench.opened == []


def test_a_doubtful_port_that_is_named_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench(monkeypatch, [Port("/dev/s", 0x0403, 0x6001, "F", "FTDI", "FT232R", "")],
                  {"/dev/s": lambda: lines(Stream.BOARD)})
    (finding,) = bench.look([(DeviceSpec.parse("serial:/dev/s"), Stream.BOARD)])
    assert (finding.what, finding.verdict) == ("board", Verdict.OK)


def test_a_port_taken_by_another_program_and_one_that_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    def mute() -> Emulator:
        return GenericLinesEmulator(SimulatedPatient(random.Random(1)), random.Random(1), boot_ms=10**9)

    bench = Bench(monkeypatch, [port("taken"), port("mute")], {"/dev/mute": mute})
    taken, silent = bench.look()
    assert "used by another program" in taken.sentence
    assert "nothing answers that is known here" in silent.sentence
    assert "--board serial:/dev/mute" in silent.advice


WII = HidInfo(b"/dev/hidraw9", 0x57E, 0x306, "Nintendo RVL-WBC-01", "00:1e")


def wii(monkeypatch: pytest.MonkeyPatch, bench: Bench, opens: bool) -> None:
    """Let a Wii board be there whose node may not be opened; by another way it opens or does not."""
    def open_board(_serial_number: str) -> LoopTransport:
        if opens:
            patient = SimulatedPatient(random.Random(1))
            return LoopTransport(WiiBoardEmulator(patient, random.Random(1)), bench.clock)
        raise PermissionMissing("It is there, but may not be opened.\nSave this line.")

    monkeypatch.setattr("devices.kinds.wii_board.boards", lambda: [WII])
    monkeypatch.setattr("devices.kinds.wii_board.open_transport", open_board)
    monkeypatch.setattr("os.access", lambda _node, _mode: False)


def test_a_wii_board_without_rights_is_bad_with_its_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench(monkeypatch, [], {})
    wii(monkeypatch, bench, opens=False)
    (finding,) = bench.look()
    assert (finding.what, finding.verdict) == ("board", Verdict.BAD)
    assert finding.advice == "Save this line."


def test_a_board_that_comes_by_another_way_still_tells_the_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench(monkeypatch, [], {})
    wii(monkeypatch, bench, opens=True)
    (finding,) = bench.look()
    assert finding.verdict is Verdict.OK
    assert 'SUBSYSTEM=="hidraw"' in finding.advice


@pytest.mark.parametrize("words", ["none", "sim"])
def test_words_without_a_device_look_at_nothing(monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    bench = Bench(monkeypatch, [port("a")], {})
    assert bench.look([(DeviceSpec.parse(words), Stream.BOARD)]) == []
