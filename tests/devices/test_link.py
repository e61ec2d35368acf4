"""The link's states: what a device, its library or a driver may do, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pytest
import serial
from hypothesis import given, settings
from hypothesis import strategies as st

from core.clock import NS_PER_MS
from core.errors import DeviceMissing, LinkLost, PermissionMissing, WrongDevice
from devices.drivers import LinkNote, NoteKind
from devices.link import LinkState, SameDevice
from devices.transports import Transport
from devices.transports.failures import LIBRARY_FAILURES
from tests.devices.link_bench import Bench, Cable, said

FAILURES = [
    LinkLost("gone"), serial.SerialException("device disconnected"),
    *(failure("read error") for failure in LIBRARY_FAILURES), RuntimeError("a defect"),
]


def test_from_closed_to_streaming_and_closed_again() -> None:
    cable = said(b"r", b"b", b"b")
    bench = Bench([cable])
    assert bench.state() is LinkState.CLOSED
    assert (bench.link.name, bench.link.serial_number) == ("", "")
    bench.pull()
    assert bench.state() is LinkState.STREAMING
    assert (bench.link.name, bench.link.serial_number) == ("cable", "A1")
    bench.link.close()
    assert bench.state() is LinkState.CLOSED
    assert cable.written == [b"hello", b"ack", b"ack", b"bye"]
    assert cable.closed == 1


def test_entries_keep_their_order_and_remarks_come_before_their_samples() -> None:
    bench = Bench([said(b"r", b"b", b"g", b"b")])
    bench.pull()
    kinds = [entry.kind if isinstance(entry, LinkNote) else "block" for entry in bench.ring.drain()]
    assert kinds == [NoteKind.READY, NoteKind.GAP, "block", NoteKind.GARBAGE, NoteKind.GAP, "block"]
    counters = bench.link.counters
    assert (counters.blocks, counters.lost_samples, counters.garbage, counters.reopens) == (2, 4, 1, 0)


def test_a_step_says_whether_something_was_read() -> None:
    bench = Bench([said(b"r")])
    assert bench.link.step(0)
    assert not bench.link.step(0)
    assert bench.link.is_open


def test_a_step_until_quiet_reads_all_that_there_is() -> None:
    bench = Bench([said(b"r", b"b", b"b")])
    assert not bench.link.step(0, until_quiet=True)
    assert bench.link.counters.blocks == 2
    assert not bench.link.step(0)


@dataclass
class SteppedCable(Cable):
    """A cable that can tell by when something comes; it counts how often it is read."""

    quiet_until_ns: int = 0
    reads: int = 0

    def read(self, timeout_ms: int) -> bytes:
        self.reads += 1
        return super().read(timeout_ms)


def test_a_step_until_quiet_leaves_a_quiet_device_alone_but_for_the_drivers_ticks() -> None:
    cable = SteppedCable([b"r", b"b", b"b"])
    bench = Bench([cable])
    assert not bench.link.step(0, until_quiet=True)
    assert (bench.link.counters.blocks, cable.reads) == (2, 4)
    cable.quiet_until_ns = bench.clock.now_ns() + 100 * NS_PER_MS
    ticks = len(bench.drivers[0].ticks)
    for _ in range(10):
        assert not bench.link.step(0, until_quiet=True)
        bench.clock.advance(10 * NS_PER_MS)
    assert len(bench.drivers[0].ticks) - ticks == cable.reads - 4 == 2
    assert max(np.diff(bench.drivers[0].ticks)) <= 50 * NS_PER_MS
    cable.script.append(b"b")
    bench.link.step(0, until_quiet=True)
    assert bench.link.counters.blocks == 3


def test_a_step_until_quiet_ends_when_the_transport_says_so() -> None:
    cable = SteppedCable([b"r", b"b"])
    bench = Bench([cable])
    cable.quiet_until_ns = bench.clock.now_ns() + 1
    bench.link.step(0, until_quiet=True)
    assert (cable.reads, len(cable.script)) == (1, 1)


def test_a_loss_ends_a_step_until_quiet() -> None:
    bench = Bench([said(b"r", b"b", LinkLost("gone"), b"b")])
    assert not bench.link.step(0, until_quiet=True)
    assert (bench.link.counters.blocks, bench.state()) == (1, LinkState.LOST)


def test_a_driver_ticks_even_when_data_never_end() -> None:
    bench = Bench([Cable([b"b"] * 100)])
    for _ in range(100):
        bench.clock.advance(10 * NS_PER_MS)
        assert bench.link.step(0)
    pauses = np.diff(bench.drivers[0].ticks)
    assert len(pauses) >= 40
    assert max(pauses) <= 50 * NS_PER_MS


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: type(failure).__name__)
def test_whatever_a_read_raises_is_one_loss_and_a_new_attempt(failure: Exception) -> None:
    old, new = said(b"r", b"b", failure), said(b"r", b"b")
    bench = Bench([old, new])
    bench.pull()
    assert bench.state() is LinkState.LOST
    assert old.closed == 1
    assert bench.kinds() == [NoteKind.READY, NoteKind.GAP, NoteKind.LOST]
    bench.run(0.9)
    assert len(bench.attempts) == 1
    bench.run(0.2)
    assert bench.state() is LinkState.STREAMING
    assert bench.link.counters.reopens == 1
    assert len(bench.drivers) == 2, "a new conversation needs a new driver"


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: type(failure).__name__)
def test_whatever_a_write_raises_is_one_loss_and_nothing_read_is_lost(failure: Exception) -> None:
    cable = said(b"r")
    bench = Bench([cable])
    bench.pull()
    cable.refuse, cable.script = failure, [b"b"]
    bench.pull()
    assert bench.state() is LinkState.LOST
    assert bench.link.counters.blocks == 1
    assert bench.kinds() == [NoteKind.READY, NoteKind.GAP, NoteKind.LOST]


@pytest.mark.parametrize(("failure", "kind"), [
    (DeviceMissing("Plug it in."), NoteKind.MISSING),
    (PermissionMissing("Save this rule."), NoteKind.NO_PERMISSION),
    (WrongDevice("Choose another port."), NoteKind.WRONG_DEVICE), (LinkLost("Gone."), NoteKind.MISSING),
])
def test_an_opening_that_fails_is_told_once_and_tried_each_second(failure: Exception, kind: NoteKind) -> None:
    bench = Bench([failure])
    bench.run(5.05)
    assert [note.kind for note in notes(bench)] == [kind]
    assert len(bench.attempts) == 6
    assert bench.state() is LinkState.OPENING
    assert not bench.link.is_open


@pytest.mark.parametrize("failure", [OSError("odd"), RuntimeError("a defect"), serial.SerialException("odd")])
def test_even_a_failure_that_no_opener_should_raise_is_survived(failure: Exception) -> None:
    bench = Bench([failure, said(b"r")])
    bench.run(1.5)
    assert bench.kinds() == [NoteKind.MISSING, NoteKind.READY]


def test_a_changed_reason_is_told_again() -> None:
    bench = Bench([DeviceMissing("Plug it in."), DeviceMissing("Plug it in."),
                   PermissionMissing("Save this rule."), DeviceMissing("Plug it in."),
                   said(b"r", LinkLost("gone")), DeviceMissing("Plug it in.")])
    bench.run(8)
    assert bench.kinds() == [NoteKind.MISSING, NoteKind.NO_PERMISSION, NoteKind.READY, NoteKind.LOST,
                             NoteKind.MISSING]


def test_a_driver_that_gives_up_before_streaming_speaks_for_itself_once() -> None:
    bench = Bench([said(b"n"), said(b"n"), said(b"n"), said(b"r")])
    bench.run(3.5)
    assert bench.kinds() == [NoteKind.WRONG_DEVICE, NoteKind.READY]
    assert bench.state() is LinkState.STREAMING


def test_a_driver_that_gives_up_while_streaming_is_a_loss() -> None:
    cable = said(b"r", b"f")
    bench = Bench([cable])
    bench.pull()
    assert bench.kinds() == [NoteKind.READY, NoteKind.LOST]
    assert (bench.state(), cable.closed) == (LinkState.LOST, 1)


def test_a_defect_in_a_driver_costs_a_second_and_not_the_session() -> None:
    bench = Bench([said(b"r", b"x"), said(b"r", b"b")])
    bench.run(1.5)
    assert bench.kinds() == [NoteKind.READY, NoteKind.LOST, NoteKind.READY, NoteKind.GAP]


def test_a_device_that_vanishes_while_opening_is_told_as_missing() -> None:
    bench = Bench([said(LinkLost("It is gone."))])
    bench.run(3)
    assert bench.kinds() == [NoteKind.MISSING]
    assert bench.state() is LinkState.OPENING


@pytest.mark.parametrize("refuse", [None, *FAILURES])
def test_closing_never_raises_and_is_for_good(refuse: Exception | None) -> None:
    cable = Cable([b"r"], close_raises=refuse is not None)
    bench = Bench([cable])
    bench.pull()
    cable.refuse = refuse
    bench.link.close()
    bench.link.close()
    bench.run(3)
    assert bench.state() is LinkState.CLOSED
    assert (cable.closed, len(bench.attempts)) == (1, 1)


def test_a_link_that_was_never_stepped_closes_too() -> None:
    bench = Bench([said()])
    bench.link.close()
    assert not bench.link.step(0)
    assert bench.attempts == []


def notes(bench: Bench) -> list[LinkNote]:
    return [entry for entry in bench.ring.drain() if isinstance(entry, LinkNote)]


WORDS: st.SearchStrategy[bytes | Exception] = st.sampled_from([b"r", b"b", b"g", b"f", b"n", b"x", b"", *FAILURES])
PLUGS = st.one_of(st.lists(WORDS, max_size=8).map(Cable),
                  st.sampled_from([DeviceMissing("Plug it in."), PermissionMissing("Save."), OSError("odd")]))


@settings(max_examples=60)
@given(st.lists(PLUGS, min_size=1, max_size=6))
def test_it_never_raises_and_its_state_is_always_told(plugs: list[Cable | Exception]) -> None:
    bench = Bench(plugs)
    told: Sequence[NoteKind] = ()
    for _ in range(12):
        before = bench.state()
        bench.run(0.5)
        told = bench.kinds()
        if before is LinkState.STREAMING and bench.state() is LinkState.LOST:
            assert NoteKind.LOST in told
        assert bench.link.is_open or bench.state() is not LinkState.STREAMING
    bench.link.close()
    assert all(cable.closed <= 1 for cable in plugs if isinstance(cable, Cable) and len(plugs) > 1)


def test_the_same_device_is_asked_for_by_its_serial_number_after_the_first_time() -> None:
    asked: list[str] = []

    def opener(first: str) -> Callable[[str], Transport]:
        def open_serial(serial_number: str) -> Transport:
            asked.append(serial_number)
            return Cable(serial_number=serial_number or first)
        return open_serial

    same = SameDevice(opener("B7"))
    assert [same().serial_number for _ in range(3)] == ["B7"] * 3
    assert asked == ["", "B7", "B7"]
    assert SameDevice(opener("B7"), "C3")().serial_number == "C3"
    assert asked[-1] == "C3"


def test_without_a_serial_number_any_sister_will_do() -> None:
    asked: list[str] = []

    def open_serial(serial_number: str) -> Transport:
        asked.append(serial_number)
        return Cable(serial_number="")

    same = SameDevice(open_serial)
    same()
    same()
    assert asked == ["", ""]


@dataclass
class SlowCable(Cable):
    """A cable of a serial line, at a computer that could serve it better."""

    remark: str = "Set the timer."
    baud: int = 57600

    def set_baud(self, baud: int) -> None:
        self.baud = baud


def test_what_the_computer_could_do_better_is_told_once() -> None:
    bench = Bench([SlowCable([b"r", b"b", LinkLost("gone")]), SlowCable([b"r"])])
    for _ in range(60):
        bench.link.step(0)
        bench.clock.advance(100 * NS_PER_MS)
    told = [entry for entry in bench.ring.drain() if isinstance(entry, LinkNote)]
    assert [note.text for note in told if note.kind is NoteKind.ADVICE] == ["Set the timer."]
    assert bench.link.counters.reopens == 1
    assert bench.link.baud == 57600
