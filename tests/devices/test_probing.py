"""Ports are asked who they are: all at once, no longer than needed, and each is closed again."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import pytest

from core.clock import NS_PER_S, ManualClock
from core.errors import DeviceMissing, LinkLost
from core.samples import Stream
from devices.drivers.chords import ChordsDriver
from devices.emulators import Emulator
from devices.emulators.chords import ChordsEmulator
from devices.emulators.generic_lines import GenericLinesEmulator
from devices.emulators.loop import LoopTransport
from devices.emulators.stream import StreamEmulator
from devices.kinds import Question, SensorKind, chords, generic_lines
from devices.kinds.registry import KINDS
from devices.probing import LIMIT_MS, Answer, BaudSearch, ask, bauds_from, questions_for, rounds, unreadable
from devices.simulated.stance import SimulatedPatient
from tests.devices.test_ports import Port

BOARD = (Stream.BOARD, Stream.TILT)
EMG = (Stream.EMG,)
ASKED = (generic_lines.KIND, chords.KIND)


class WaitingTransport(LoopTransport):
    """A loop whose reads take their time, as those of a real port do."""

    def __init__(self, emulator: Emulator, clock: ManualClock, name: str) -> None:
        self._time = clock
        super().__init__(emulator, clock, name, join=True)

    def read(self, timeout_ms: int) -> bytes:
        self._time.advance(timeout_ms * 1_000_000)
        return super().read(timeout_ms)

    @property
    def baud(self) -> int:
        return 115200

    def set_baud(self, baud: int) -> None:
        """Change nothing: what is at the far end understands every speed."""


class AtOneBaud(WaitingTransport):
    """A loop to a device that understands one speed."""

    def __init__(self, emulator: Emulator, clock: ManualClock, name: str, baud: int, understood: int) -> None:
        self._understood = understood
        self.bauds = [baud]
        super().__init__(emulator, clock, name)

    def set_baud(self, baud: int) -> None:
        self.bauds.append(baud)

    def read(self, timeout_ms: int) -> bytes:
        data = super().read(timeout_ms)
        return data if self.bauds[-1] == self._understood else b""

    def write(self, data: bytes) -> None:
        if self.bauds[-1] == self._understood:
            super().write(data)


def body() -> SimulatedPatient:
    return SimulatedPatient(random.Random(1))


def lines(stream: Stream, streaming: bool = False) -> StreamEmulator:
    return GenericLinesEmulator(body(), random.Random(1), stream, streaming=streaming)


def chords_board(name: str = "UNO-R3") -> StreamEmulator:
    return ChordsEmulator(body(), random.Random(1), name)


def mute() -> StreamEmulator:
    return GenericLinesEmulator(body(), random.Random(1), boot_ms=10**9)


class Bench:
    """Ports by name, each with its device and the baud rate it understands."""

    def __init__(self, **devices: StreamEmulator) -> None:
        self.clock = ManualClock(NS_PER_S)
        self.devices = devices
        self.bauds = dict.fromkeys(devices, 115200)
        self.opened: list[tuple[str, int]] = []
        self.transports: list[AtOneBaud] = []

    def open_port(self, port: str, baud: int, _serial_number: str = "") -> AtOneBaud:
        self.opened.append((port, baud))
        if port not in self.devices:
            raise DeviceMissing(f"{port} is not there.")
        transport = AtOneBaud(self.devices[port], self.clock, port, baud, self.bauds[port])
        self.transports.append(transport)
        return transport

    def ask(self, *groups: tuple[Stream, ...], kinds: Sequence[SensorKind] = ASKED) -> list[Answer]:
        ports = [Port(name, serial_number=f"S-{name}") for name in ("gone", *self.devices)]
        return ask(ports, kinds, groups or (BOARD, EMG), self.open_port, self.clock)

    def seconds(self) -> float:
        return self.clock.now_ns() / NS_PER_S - 1.0

    def all_closed(self) -> bool:
        return all(_closed(transport.read) for transport in self.transports)


def _closed(read: Callable[[int], bytes]) -> bool:
    try:
        read(0)
    except LinkLost:
        return True
    return False


@pytest.mark.parametrize(("device", "word", "name", "stream"), [
    (lambda: lines(Stream.BOARD), "serial", "emulated board4", Stream.BOARD),
    (lambda: lines(Stream.BOARD, streaming=True), "serial", "board4", Stream.BOARD),
    (lambda: lines(Stream.TILT), "serial", "emulated tilt", Stream.TILT),
    (lambda: lines(Stream.EMG), "serial", "emulated emg", Stream.EMG),
    (chords_board, "chords", "UNO-R3", Stream.EMG),
    (lambda: chords_board("NPG-LITE"), "chords", "NPG-LITE", Stream.EMG),
])
def test_who_answers_is_known_by_the_answer(device: Callable[[], StreamEmulator], word: str, name: str,
                                            stream: Stream) -> None:
    bench = Bench(a=device())
    assert bench.ask(EMG if stream is Stream.EMG else BOARD) == [Answer("a", word, 115200, name, (stream,), "S-a")]
    assert bench.all_closed()


def test_a_device_that_streams_at_once_is_known_by_listening() -> None:
    bench = Bench(a=lines(Stream.BOARD, streaming=True))
    assert bench.ask(BOARD)
    assert bench.seconds() < 2.3  # it boots for 1.5 s; nobody waits for a question's turn


def test_all_ports_are_asked_at_once_and_a_found_one_ends_the_asking() -> None:
    bench = Bench(a=chords_board(), b=lines(Stream.TILT), c=mute())
    assert {(one.port, one.word) for one in bench.ask(BOARD, EMG)} == {("a", "chords"), ("b", "serial")}
    assert bench.seconds() < 6
    assert bench.all_closed()


def test_two_boards_of_one_kind_are_both_told() -> None:
    bench = Bench(a=lines(Stream.BOARD), b=lines(Stream.BOARD))
    assert sorted(one.port for one in bench.ask(BOARD)) == ["a", "b"]


def test_what_is_not_wanted_is_not_asked_for() -> None:
    bench = Bench(a=chords_board())
    assert bench.ask(BOARD) == []
    assert bench.transports[0].bauds == [115200]


def test_the_other_baud_rate_is_tried_after_the_first() -> None:
    bench = Bench(a=chords_board("UNO-R4"))
    bench.bauds["a"] = 230400
    (answer,) = bench.ask(EMG)
    assert answer.baud == 230400
    assert [baud for port, baud in bench.opened if port == "a"] == [115200]  # once: opening resets the board
    assert bench.transports[0].bauds == [115200, 230400]


def test_nobody_answers_and_waiting_ends() -> None:
    bench = Bench(a=mute(), b=mute(), c=mute())
    assert bench.ask(BOARD, EMG, kinds=KINDS) == []
    assert bench.seconds() <= LIMIT_MS / 1000 + 0.1
    assert bench.all_closed()
    assert Bench().ask(BOARD) == []


def test_a_device_unplugged_while_it_is_asked_is_passed_over() -> None:
    bench = Bench(a=lines(Stream.BOARD))

    class Gone(WaitingTransport):
        def read(self, timeout_ms: int) -> bytes:
            super().read(timeout_ms)
            raise LinkLost("gone")

    assert ask([Port("a")], ASKED, [BOARD], lambda port, _baud: Gone(bench.devices["a"], bench.clock, port),
               bench.clock) == []


class Chatter:
    """A device at another speed: what comes is no text; it keeps what it is told."""

    def __init__(self, saying: bytes) -> None:
        self.heard = b""
        self._saying = saying

    def receive(self, data: bytes, _t_ns: int) -> list[bytes]:
        self.heard += data
        return []

    def advance(self, _t_ns: int) -> list[bytes]:
        said, self._saying = self._saying, b""
        return [said] if said else []


@pytest.mark.parametrize(("vid", "saying", "spoken"), [
    (0x1A86, bytes(range(128, 160)), False),  # the boot text of an openEMSstim at 19,200 baud
    (0x1A86, b"\xff\x00", True),             # two stray bytes of a reset
    (0x1A86, b"Booting sensor\r\n", True),
    (0x303A, bytes(range(128, 160)), True),   # no Arduino
])
def test_an_arduino_that_speaks_at_another_speed_is_not_spoken_to(vid: int, saying: bytes, spoken: bool) -> None:
    clock, chatters = ManualClock(NS_PER_S), list[Chatter]()

    def open_port(port: str, _baud: int) -> WaitingTransport:
        chatters.append(Chatter(saying))
        return WaitingTransport(chatters[-1], clock, port)

    assert ask([Port("a", vid)], ASKED, [BOARD, EMG], open_port, clock) == []
    assert any(chatter.heard for chatter in chatters) is spoken


@pytest.mark.parametrize(("heard", "strange"), [
    (b"", False), (b"hello\r\n\t~", False), (b"\xff" * 7, False), (b"\xff" * 8, True),
    (b"\x00" * 8 + b"a" * 24, True), (b"\x00" * 8 + b"a" * 25, False)])
def test_when_bytes_are_no_text(heard: bytes, strange: bool) -> None:
    assert unreadable(heard) is strange


def kind(word: str, vendor: int, product: int | None, *bauds: int) -> SensorKind:
    question = Question(bauds, word.encode(), lambda _heard: None)
    return SensorKind(word, word, EMG, ":PORT", generic_lines.KIND.open, (question,), ((vendor, product),))


def test_usb_ids_only_order_the_questions() -> None:
    kinds = [kind("far", 1, None, 9600), kind("near", 2, None, 57600, 9600), kind("at", 2, 7, 115200, 57600)]
    asked = questions_for(Port("p", 2, 7), kinds, EMG)
    assert [one.kind.word for one in asked] == ["at", "near", "far"]
    assert [(baud, [one.kind.word for one in there]) for baud, there in rounds(asked)] == [
        (115200, ["at"]), (57600, ["at", "near"]), (9600, ["near", "far"])]


@pytest.mark.parametrize(("first", "bauds"), [(None, (1, 2, 3)), (2, (2, 1, 3)), (9, (9, 1, 2, 3))])
def test_the_speed_at_which_it_was_heard_comes_first(first: int | None, bauds: tuple[int, ...]) -> None:
    assert bauds_from(first, (1, 2, 3)) == bauds


def test_a_baud_search_moves_on_until_somebody_answers() -> None:
    bench = Bench(a=chords_board())
    quiet_tries: list[bool] = []

    def make_driver(quiet: bool) -> ChordsDriver:
        quiet_tries.append(quiet)
        return ChordsDriver(quiet=quiet)

    search = BaudSearch("a", (230400, 115200, 9600), make_driver, bench.open_port)
    for answers in (False, True, False, False, False):
        search.open("")
        search.driver().answered = answers
    assert [baud for _, baud in bench.opened] == [230400, 115200, 115200, 9600, 230400]
    assert quiet_tries == [True, True, True, False, True]


def test_a_port_that_is_gone_does_not_move_the_search() -> None:
    search = BaudSearch("gone", (1, 2), lambda quiet: ChordsDriver(quiet=quiet), Bench().open_port)
    for _ in range(3):
        with pytest.raises(DeviceMissing):
            search.open("")
    assert search.baud == 1
