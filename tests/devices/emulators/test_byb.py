from __future__ import annotations

import random

import pytest

from core.clock import NS_PER_MS, NS_PER_S
from core.samples import Stream
from devices.codecs import byb as codec
from devices.codecs.byb import Command
from devices.drivers import NoteKind
from devices.drivers.byb import BybDriver
from devices.emulators.byb import BybEmulator, BybHidEmulator
from devices.emulators.faults import FaultKind
from devices.kinds.byb import recognise
from devices.link import LinkState
from devices.simulated.stance import SimulatedPatient
from tests.devices.rig import Rig, blocks, rig


def shield(kind: str = "MUSCLESS") -> BybEmulator:
    return BybEmulator(SimulatedPatient(random.Random(7)), random.Random(1), kind)


def pro() -> tuple[BybHidEmulator, Rig]:
    emulator = BybHidEmulator(SimulatedPatient(random.Random(7)), random.Random(1))
    held = rig(emulator, Stream.EMG, lambda: BybDriver(hid=True), join=False)
    held.run(3)
    assert held.state() is LinkState.STREAMING
    return emulator, held


def heard(emulator: BybEmulator, until_ms: int) -> bytes:
    return b"".join(packet for ms in range(0, until_ms, 10) for packet in emulator.advance(ms * NS_PER_MS))


def test_a_shield_greets_streams_one_channel_and_answers_between_frames() -> None:
    emulator = shield()
    emulator.opened(0)
    assert heard(emulator, 1490) == b""
    first = b"".join(emulator.advance(1600 * NS_PER_MS))
    assert first.startswith(b"StartUp!\r\n")
    assert codec.detect_channels(first) == 1
    emulator.receive(b"b:;\n", 1600 * NS_PER_MS)
    answer = b"".join(emulator.advance(1700 * NS_PER_MS))
    assert recognise(answer) == "MUSCLESS"
    emulator.receive(codec.encode_channels(3), 1700 * NS_PER_MS)
    assert emulator.rate_hz == pytest.approx(10_000 / 3)
    assert codec.detect_channels(b"".join(emulator.advance(1800 * NS_PER_MS))) == 3


@pytest.mark.parametrize("words", ["conf s:1;c:0;", "conf s:1;c:99;", "conf s:1;c:x;", "conf ", "p:1;", ""])
def test_words_that_a_shield_does_not_know_change_nothing(words: str) -> None:
    emulator = shield()
    emulator.opened(0)
    emulator.advance(2 * NS_PER_S)
    emulator.receive(words.encode() + b"\n", 2 * NS_PER_S)
    assert codec.detect_channels(b"".join(emulator.advance(2 * NS_PER_S + 50 * NS_PER_MS))) == 1


def test_a_box_that_switches_a_stimulator_is_never_recognised() -> None:
    assert recognise(codec.encode_message("HWT:HHIBOX;")) is None


def test_a_pro_box_sends_645_reports_a_second_and_fills_idle_ones_with_zeros() -> None:
    emulator = BybHidEmulator(SimulatedPatient(random.Random(7)), random.Random(1))
    emulator.opened(0)
    emulator.receive(codec.encode_order(codec.encode_command(Command.CAPABILITIES)), 0)
    report, = emulator.advance(10 * NS_PER_MS)
    assert (len(report), report[:2]) == (64, b"\x3f\x3e")
    assert report.endswith(b"\x00" * 10)
    emulator.receive(codec.encode_order(codec.encode_command(Command.START)), 10 * NS_PER_MS)
    reports = [one for ms in range(20, 1020, 10) for one in emulator.advance(ms * NS_PER_MS)]
    assert len(reports) == pytest.approx(645, abs=7)
    assert {len(one) for one in reports} == {64}


def test_a_lost_report_shows_in_the_frame_that_it_broke() -> None:
    emulator, held = pro()
    emulator.faults.inject(FaultKind.DROP, held.clock.now_ns())
    got = blocks(held.run(1))
    assert sum(block.lost for block in got) == 1
    assert NoteKind.GAP in held.kinds


def test_an_add_on_board_gives_four_channels_at_half_the_rate() -> None:
    emulator, held = pro()
    assert held.blocks[-1].rate_hz == 10_000.0
    emulator.plug_in_board("1")
    held.run(4)
    assert held.state() is LinkState.STREAMING
    assert held.blocks[-1].rate_hz == 5000.0
    assert held.blocks[-1].data.shape[1] == 4
    assert NoteKind.MODE_RESET in held.kinds
