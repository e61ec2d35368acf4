"""What `auto` takes: the device used before, wherever it is plugged in now; else what is there."""

from __future__ import annotations

import random

import pytest

from core.samples import Stream
from devices import looking
from devices.emulators.generic_lines import GenericLinesEmulator
from devices.kinds import chords
from devices.looking import Before, Choice, Known, Looked
from devices.ports import PortInfo
from devices.transports.hid import HidInfo
from tests.devices.test_ports import Port
from tests.devices.test_probing import Bench, body, chords_board, lines, mute

GYM, HALL = "00:1e:35:5f:00:0f", "00:1e:35:aa:00:0f"


def wii(*serial_numbers: str) -> list[HidInfo]:
    return [HidInfo(b"/dev/hidraw%d" % i, 0x57E, 0x306, "Nintendo RVL-WBC-01", number)
            for i, number in enumerate(serial_numbers)]


def look(bench: Bench, ports: list[PortInfo], before: Before = looking.NOTHING_BEFORE, board: bool = True,
         emg: bool = True) -> Looked:
    return looking._Search(bench.clock, before, ports, bench.open_port).run(board, emg)


@pytest.fixture(autouse=True)
def no_wii(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devices.kinds.wii_board.boards", list)
    monkeypatch.setattr("devices.kinds.wii_board.event_nodes", list)
    monkeypatch.setattr("devices.kinds.byb.boxes", list)


def ports_of(bench: Bench) -> list[PortInfo]:
    return [Port(name, serial_number=f"S-{name}") for name in bench.devices]


def test_nothing_is_there() -> None:
    assert look(Bench(), []) == Looked()
    bench = Bench(a=mute())
    assert look(bench, ports_of(bench)) == Looked()


def test_a_board_and_a_muscle_sensor_are_found_in_one_go() -> None:
    bench = Bench(a=chords_board(), b=lines(Stream.BOARD))
    found = look(bench, ports_of(bench))
    assert found.board == Choice("serial", "b", 115200, "S-b", "emulated board4")
    assert found.emg == Choice("chords", "a", 115200, "S-a", "UNO-R3")
    assert found.remarks == ()
    assert bench.seconds() < 7
    assert bench.all_closed()


def test_a_wii_board_is_taken_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devices.kinds.wii_board.boards", lambda: wii(GYM))
    bench = Bench(a=lines(Stream.BOARD))
    found = look(bench, ports_of(bench), emg=False)
    assert found.board == Choice("wii", GYM, None, GYM, "Nintendo RVL-WBC-01")
    assert bench.opened == []


@pytest.mark.parametrize(("known", "taken"), [
    (None, GYM), (Known("wii", HALL), HALL), (Known("wii", HALL.upper()), HALL), (Known("wii", "gone"), GYM),
    (Known("serial", HALL), GYM)])
def test_of_two_wii_boards_the_one_used_before_is_taken(known: Known | None, taken: str,
                                                        monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devices.kinds.wii_board.boards", lambda: wii(GYM, HALL))
    found = look(Bench(), [], Before(board=known), emg=False)
    other = HALL if taken == GYM else GYM
    assert found.board is not None
    assert found.board.argument == taken
    assert found.remarks == (f"There are 2 boards; wii:{taken} is used. For another, start with "
                             f"--board wii:{other}.",)


def test_of_two_serial_boards_the_one_used_before_is_taken() -> None:
    bench = Bench(a=lines(Stream.BOARD), b=lines(Stream.BOARD))
    found = look(bench, ports_of(bench), emg=False)
    assert found.board is not None
    (remark,) = found.remarks
    assert f"{found.board.argument} is used" in remark
    before = Before(board=Known("serial", "S-b", 115200))
    assert look(bench, ports_of(bench), before, emg=False).board == Choice("serial", "b", 115200, "S-b",
                                                                          "emulated board4")


def test_the_device_used_before_is_found_at_another_port_by_one_question() -> None:
    bench = Bench(a=mute(), moved=chords_board())
    ports: list[PortInfo] = [Port("a"), Port("moved", serial_number="MINE")]
    found = look(bench, ports, Before(emg=Known("chords", "MINE", 115200)), board=False)
    assert found.emg == Choice("chords", "moved", 115200, "MINE", "UNO-R3")
    assert bench.opened == [("moved", 115200)]
    assert bench.seconds() < 4


def test_another_firmware_on_the_device_used_before_is_noticed() -> None:
    bench = Bench(a=lines(Stream.EMG))
    found = look(bench, ports_of(bench), Before(emg=Known("chords", "S-a", 230400)), board=False)
    assert found.emg is not None
    assert found.emg.word == "serial"


def test_a_serial_board_used_before_comes_before_a_wii_board(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devices.kinds.wii_board.boards", lambda: wii(GYM))
    bench = Bench(a=lines(Stream.BOARD))
    found = look(bench, ports_of(bench), Before(board=Known("serial", "S-a", 115200)), emg=False)
    assert found.board is not None
    assert found.board.word == "serial"


@pytest.mark.parametrize("port", [
    Port("a", 0x0403, 0x6001, "S-a", "HASOMED", "RehaStim"), Port("a", 0x0403, 0x6001, "S-a", "FTDI", "", ""),
    Port("a", 0x0483, 0x5740, "S-a", "ST", "", ""), Port("a", serial_number="STIM")])
def test_where_a_stimulator_may_sit_nothing_is_opened_even_if_it_was_used_before(port: Port) -> None:
    bench = Bench(a=lines(Stream.BOARD))
    before = Before(board=Known("serial", "S-a", 115200), stimulators=frozenset({"STIM"}))
    assert look(bench, [port], before) == Looked()
    assert bench.opened == []


def test_a_known_word_of_another_version_is_passed_over() -> None:
    bench = Bench(a=GenericLinesEmulator(body(), random.Random(1)))
    assert look(bench, ports_of(bench), Before(board=Known("gone", "S-a"))).board is not None


@pytest.mark.parametrize(("baud", "bauds"), [(115200, (115200,)), (None, chords.KIND.questions[0].bauds),
                                             (4711, chords.KIND.questions[0].bauds)])
def test_only_the_speed_used_before_is_tried_where_it_is_one_of_the_kinds(baud: int | None,
                                                                         bauds: tuple[int, ...]) -> None:
    (question,) = looking._at_one_baud(chords.KIND, baud).questions
    assert question.bauds == bauds


def test_a_muscle_sensor_that_the_system_names_is_not_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devices.kinds.byb.boxes",
                        lambda: [HidInfo(b"/dev/hidraw7", 0x2E73, 1, "Muscle SpikerBox Pro", "B7")])
    bench = Bench(a=chords_board())
    assert look(bench, ports_of(bench), board=False).emg == Choice("byb", "B7", None, "B7", "Muscle SpikerBox Pro")
    assert bench.opened == []
