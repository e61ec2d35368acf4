from __future__ import annotations

import pytest

from core.clock import ManualClock
from core.errors import DeviceMissing, LinkLost
from devices.emulators.loop import LoopTransport


class Ticker:
    """Says the time in milliseconds once each millisecond, echoes, and dies at 50 ms."""

    def __init__(self) -> None:
        self.said = 0
        self.openings: list[int] = []

    def opened(self, t_ns: int) -> None:
        self.openings.append(t_ns)

    def receive(self, data: bytes, t_ns: int) -> list[bytes]:
        return [b"<" + data + b">"]

    def advance(self, t_ns: int) -> list[bytes]:
        now = t_ns // 1_000_000
        if self.said >= 50:
            raise LinkLost("gone")
        packets = [f"{ms} ".encode() for ms in range(self.said + 1, min(now, 50) + 1)]
        self.said += len(packets)
        return packets


def make(join: bool) -> tuple[ManualClock, Ticker, LoopTransport]:
    clock, ticker = ManualClock(), Ticker()
    return clock, ticker, LoopTransport(ticker, clock, "loop", "S1", join)


def test_packets_come_one_by_one_and_reads_never_wait() -> None:
    clock, _, loop = make(join=False)
    assert loop.read(10_000) == b""
    clock.advance(3_000_000)
    assert [loop.read(0) for _ in range(4)] == [b"1 ", b"2 ", b"3 ", b""]


def test_a_serial_line_joins_what_is_pending() -> None:
    clock, _, loop = make(join=True)
    clock.advance(3_000_000)
    assert loop.read(0) == b"1 2 3 "


def test_answers_stand_after_what_was_said_before() -> None:
    clock, _, loop = make(join=True)
    clock.advance(2_000_000)
    loop.write(b"hi")
    assert loop.read(0) == b"1 2 <hi>"


def test_unplugged_it_fails_until_plugged_and_opened() -> None:
    clock, ticker, loop = make(join=True)
    loop.unplug()
    with pytest.raises(LinkLost):
        loop.read(0)
    with pytest.raises(LinkLost):
        loop.write(b"x")
    with pytest.raises(DeviceMissing):
        loop.open()
    loop.plug()
    with pytest.raises(LinkLost):
        loop.read(0)
    clock.advance(1_000_000)
    assert loop.open() is loop
    assert loop.read(0) == b"1 "
    assert ticker.openings == [0, 1_000_000]
    assert loop.opens == 2


def test_what_was_sent_before_a_device_went_is_still_read() -> None:
    clock, _, loop = make(join=True)
    clock.advance(60_000_000)
    assert loop.read(0).endswith(b"49 50 ")
    with pytest.raises(LinkLost):
        loop.read(0)


def test_closing_twice_loses_what_was_pending() -> None:
    clock, _, loop = make(join=False)
    clock.advance(3_000_000)
    assert loop.read(0) == b"1 "
    loop.close()
    loop.close()
    with pytest.raises(LinkLost):
        loop.read(0)
    assert loop.open().read(0) == b""


def test_it_tells_that_nothing_more_is_to_be_read_for_now() -> None:
    clock, _, loop = make(join=False)
    assert loop.quiet_until_ns == 0
    clock.advance(2_000_000)
    assert (loop.read(0), loop.quiet_until_ns) == (b"1 ", 0)
    assert (loop.read(0), loop.quiet_until_ns) == (b"2 ", 2_000_001)
    loop.write(b"hi")
    assert loop.quiet_until_ns == 0
    assert (loop.read(0), loop.quiet_until_ns) == (b"<hi>", 2_000_001)
    loop.unplug()
    assert loop.quiet_until_ns == 0


class Lumps(Ticker):
    """Says by when it will speak again."""

    def rests_until_ns(self) -> int:
        return 20_000_000


def test_an_emulator_that_rests_is_left_alone_so_long() -> None:
    clock = ManualClock(5_000_000)
    loop = LoopTransport(Lumps(), clock, join=True)
    assert loop.read(0) == b"1 2 3 4 5 "
    assert loop.quiet_until_ns == 20_000_000
    loop.close()
    assert loop.quiet_until_ns == 0
