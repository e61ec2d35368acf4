from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from core.clock import NS_PER_S, ManualClock
from core.errors import DeviceMissing, LinkLost
from core.samples import Stream
from devices.drivers.chords import ChordsDriver
from devices.emulators.chords import ChordsEmulator
from devices.emulators.generic_lines import GenericLinesEmulator
from devices.emulators.loop import LoopTransport
from devices.emulators.stream import StreamEmulator
from devices.probing import Answer, BaudSearch, knock, may_be_stimulator, worth_a_knock
from devices.simulated.stance import SimulatedPatient
from tests.devices.test_discovery import Port

KINDS = ("board4", "tilt", "emg", "chords")


class WaitingTransport(LoopTransport):
    """A loop whose reads take their time, as those of a real port do."""

    def __init__(self, emulator: StreamEmulator, clock: ManualClock, name: str) -> None:
        self._time = clock
        super().__init__(emulator, clock, name, join=True)

    def read(self, timeout_ms: int) -> bytes:
        self._time.advance(timeout_ms * 1_000_000)
        return super().read(timeout_ms)


def body() -> SimulatedPatient:
    return SimulatedPatient(random.Random(1))


def lines(stream: Stream, streaming: bool = False) -> StreamEmulator:
    return GenericLinesEmulator(body(), random.Random(1), stream, streaming=streaming)


def chords(name: str = "UNO-R3") -> StreamEmulator:
    return ChordsEmulator(body(), random.Random(1), name)


class Bench:
    """Ports by name, each with its device and the baud rate it understands."""

    def __init__(self, **devices: StreamEmulator) -> None:
        self.clock = ManualClock(NS_PER_S)
        self.devices = devices
        self.bauds = dict.fromkeys(devices, 115200)
        self.opened: list[tuple[str, int]] = []
        self.open_now: list[WaitingTransport] = []

    def open_port(self, port: str, baud: int, _serial_number: str = "") -> WaitingTransport:
        self.opened.append((port, baud))
        if port not in self.devices:
            raise DeviceMissing(f"{port} is not there.")
        silent = GenericLinesEmulator(body(), random.Random(1), boot_ms=10**9)
        transport = WaitingTransport(self.devices[port] if baud == self.bauds[port] else silent, self.clock, port)
        self.open_now.append(transport)
        return transport

    def knock(self, *kinds: str, bauds: tuple[int, ...] = (115200,)) -> Answer | None:
        return knock(["gone", *self.devices], kinds or KINDS, bauds, self.open_port, self.clock)

    def all_closed(self) -> bool:
        return all(_closed(transport.read) for transport in self.open_now)


def _closed(read: Callable[[int], bytes]) -> bool:
    try:
        read(0)
    except LinkLost:
        return True
    return False


@pytest.mark.parametrize(("device", "kind", "name"), [
    (lambda: lines(Stream.BOARD), "board4", "emulated board4"),
    (lambda: lines(Stream.BOARD, streaming=True), "board4", "emulated board4"),
    (lambda: lines(Stream.TILT), "tilt", "emulated tilt"),
    (lambda: lines(Stream.EMG), "emg", "emulated emg"),
    (chords, "chords", "UNO-R3"),
    (lambda: chords("NPG-LITE"), "chords", "NPG-LITE"),
])
def test_who_answers_is_known_by_the_answer(device: Callable[[], StreamEmulator], kind: str, name: str) -> None:
    bench = Bench(a=device())
    assert bench.knock() == Answer("a", kind, 115200, name)
    assert bench.all_closed()


def test_all_ports_are_asked_at_once_and_the_wanted_one_is_taken() -> None:
    bench = Bench(a=chords(), b=lines(Stream.TILT), c=lines(Stream.BOARD))
    answer = bench.knock("board4")
    assert answer is not None
    assert answer.port == "c"
    assert bench.clock.now_ns() < 15 * NS_PER_S
    assert bench.all_closed()


def test_the_other_baud_rate_is_tried_after_the_first() -> None:
    bench = Bench(a=chords("UNO-R4"))
    bench.bauds["a"] = 230400
    answer = bench.knock("chords", bauds=(115200, 230400))
    assert answer is not None
    assert answer.baud == 230400


def test_nobody_answers_and_waiting_ends() -> None:
    bench = Bench(a=GenericLinesEmulator(body(), random.Random(1), boot_ms=10**9))
    assert bench.knock() is None
    assert bench.clock.now_ns() < 8 * NS_PER_S
    assert bench.all_closed()
    assert Bench().knock() is None


@pytest.mark.parametrize(("port", "stimulator", "knocked"), [
    (Port("p"), False, True),
    (Port("p", 0x1A86, 0x7523, None, None, "USB Serial", None), False, True),
    (Port("p", 0x0403, 0x6015, "S", "FTDI", "FT231X"), False, True),
    (Port("p", 0x0403, 0x6001, "S", "HASOMED GmbH", "USB device"), True, False),
    (Port("p", 0x0403, 0x6001, "S", "FTDI", "RehaStim2"), True, False),
    (Port("p", 0x0483, 0x5740, "S", "STMicroelectronics", "Virtual COM Port"), True, False),
    (Port("p", 0x1D6B, 0x0002, "S", None, "Modem"), False, False),
    (Port("p", None, None, None, None, None, None), False, False),
])
def test_ports_of_stimulators_and_strangers_are_left_alone(port: Port, stimulator: bool, knocked: bool) -> None:
    assert may_be_stimulator(port) is stimulator
    assert worth_a_knock([port]) == (["p"] if knocked else [])


def test_a_baud_search_moves_on_until_somebody_answers() -> None:
    bench = Bench(a=chords())
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
