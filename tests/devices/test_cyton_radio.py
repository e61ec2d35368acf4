from __future__ import annotations

import random

import pytest

from core.clock import NS_PER_S, ManualClock
from core.errors import LinkLost, WrongDevice
from devices.cyton_radio import Tried, find_board
from devices.emulators.chords import ChordsEmulator
from devices.emulators.cyton import CytonEmulator
from devices.simulated.stance import SimulatedPatient
from tests.devices.test_probing import WaitingTransport

BODY = SimulatedPatient(random.Random(1))


def dongle(board_channel: int, powered: bool = True) -> tuple[CytonEmulator, WaitingTransport, ManualClock]:
    clock = ManualClock(NS_PER_S)
    emulator = CytonEmulator(BODY, random.Random(1), powered=powered)
    emulator.board_channel = board_channel
    return emulator, WaitingTransport(emulator, clock, "ttyUSB0"), clock


@pytest.mark.parametrize("channel", [2, 7, 25])
def test_a_board_on_another_channel_is_found_and_the_dongle_stays_there(channel: int) -> None:
    emulator, transport, clock = dongle(channel)
    tried = list(find_board(transport, clock))
    assert tried == [*(Tried(n, up=False) for n in range(1, channel)), Tried(channel, up=True)]
    assert emulator.host_channel == channel
    assert clock.now_ns() < 40 * NS_PER_S


def test_a_board_on_the_same_channel_is_told_at_once_and_nothing_is_changed() -> None:
    emulator, transport, clock = dongle(board_channel=1)
    assert list(find_board(transport, clock)) == [Tried(1, up=True)]
    assert emulator.host_channel == 1
    assert clock.now_ns() < 3 * NS_PER_S


def test_when_no_board_is_on_the_dongle_goes_back() -> None:
    emulator, transport, clock = dongle(board_channel=7, powered=False)
    tried = list(find_board(transport, clock))
    assert [one.channel for one in tried] == list(range(1, 26))
    assert not any(one.up for one in tried)
    assert emulator.host_channel == 1


def test_only_the_channels_asked_for_are_tried() -> None:
    _, transport, clock = dongle(board_channel=7)
    assert list(find_board(transport, clock, (3, 7, 9))) == [Tried(1, False), Tried(3, False), Tried(7, True)]


def test_a_stream_that_runs_is_stopped_first() -> None:
    emulator, transport, clock = dongle(board_channel=1)
    transport.write(b"b")
    assert list(find_board(transport, clock)) == [Tried(1, up=True)]
    assert not emulator.streaming


def test_something_else_at_the_port_is_said() -> None:
    clock = ManualClock(NS_PER_S)
    transport = WaitingTransport(ChordsEmulator(BODY, random.Random(1)), clock, "ttyACM0")
    with pytest.raises(WrongDevice, match="No OpenBCI dongle answers at ttyACM0"):
        list(find_board(transport, clock))


def test_a_dongle_pulled_out_ends_the_search() -> None:
    _, transport, clock = dongle(board_channel=7)
    search = find_board(transport, clock)
    next(search)
    transport.unplug()
    with pytest.raises(LinkLost):
        next(search)
