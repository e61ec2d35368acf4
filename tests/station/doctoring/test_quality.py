"""What is said of a device that was watched for two seconds: emulated ones, and made-up rows."""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from core.clock import NS_PER_S, ManualClock
from core.ring import Ring
from core.samples import SampleBlock, Stream
from devices.drivers import Driver, LinkNote, NoteKind
from devices.drivers.chords import ChordsDriver
from devices.drivers.generic_lines import GenericLinesDriver
from devices.drivers.wii_board import WiiBoardDriver
from devices.emulators import Emulator
from devices.emulators.chords import ChordsEmulator
from devices.emulators.faults import FaultAt, FaultKind, Faults
from devices.emulators.generic_lines import GenericLinesEmulator
from devices.emulators.loop import LoopTransport
from devices.emulators.wii_board import WiiBoardEmulator
from devices.link import Link, LinkEntry
from devices.simulated.stance import SimulatedPatient
from station.doctoring import Finding, Verdict
from station.doctoring.quality import judge, mains_share
from station.doctoring.watching import OPEN_S, WATCH_S, Watched, watch


def body() -> SimulatedPatient:
    return SimulatedPatient(random.Random(1))


def watched(emulator: Emulator, stream: Stream, driver: Callable[[], Driver]) -> tuple[Watched, float]:
    """Watch an emulated device; returns it, and how long that took."""
    clock = ManualClock(NS_PER_S)
    ring: Ring[LinkEntry] = Ring(10_000)
    loop = LoopTransport(emulator, clock, "loop", join=True)
    device = Watched("Board", "serial:/dev/x", Link(stream, loop.open, driver, clock, ring), ring)
    watch([device], clock, lambda: clock.advance(5_000_000))
    return device, clock.now_ns() / NS_PER_S - 1


def board(*faults: FaultAt) -> Finding:
    emulator = GenericLinesEmulator(body(), random.Random(1), faults=Faults(faults))
    return judge(watched(emulator, Stream.BOARD, lambda: GenericLinesDriver((Stream.BOARD,)))[0], 50)


def emg(*faults: FaultAt) -> Finding:
    emulator = ChordsEmulator(body(), random.Random(1), channels=2, faults=Faults(faults))
    return judge(watched(emulator, Stream.EMG, ChordsDriver)[0], 50)


def test_a_good_board_is_told_in_one_sentence() -> None:
    finding = board()
    assert (finding.what, finding.verdict) == ("board", Verdict.OK)
    assert finding.sentence.startswith("Board (serial:/dev/x): 80 of 80 samples/s, no gaps, 72.0 kg on it")
    assert finding.advice == ""
    assert finding.values["rate_hz"] == pytest.approx(80, rel=0.03)


@pytest.mark.parametrize(("battery", "verdict"), [(0x85, Verdict.OK), (0x60, Verdict.NOTE)])
def test_the_battery_of_a_wii_board(battery: int, verdict: Verdict) -> None:
    clock = ManualClock(NS_PER_S)
    ring: Ring[LinkEntry] = Ring(10_000)
    loop = LoopTransport(WiiBoardEmulator(body(), random.Random(1), battery=battery), clock)
    device = Watched("Wii", "wii", Link(Stream.BOARD, loop.open, WiiBoardDriver, clock, ring), ring)
    watch([device], clock, lambda: clock.advance(5_000_000))
    finding = judge(device, 50)
    assert finding.verdict is verdict
    assert ("new batteries" in finding.advice) is (verdict is Verdict.NOTE)


def test_a_corner_that_does_not_move_is_named() -> None:
    finding = board(FaultAt(FaultKind.FLAT))
    assert finding.verdict is Verdict.NOTE
    assert "corner TL and TR and BL and BR does not move" in finding.sentence


def test_lost_samples_are_counted() -> None:
    finding = board(FaultAt(FaultKind.DROP, 3.5), FaultAt(FaultKind.DROP, 3.8))
    assert finding.verdict is Verdict.NOTE
    assert finding.values["lost"] == 2
    assert "2 samples lost" in finding.sentence
    assert "hub" in finding.advice


def test_too_many_lost_samples_are_bad() -> None:
    assert board(FaultAt(FaultKind.COUNTER_JUMP, 4.0)).verdict is Verdict.BAD


def test_good_channels_are_told_together() -> None:
    finding = emg()
    assert (finding.what, finding.verdict) == ("emg", Verdict.OK)
    assert "2 channels, noise" in finding.sentence


@pytest.mark.parametrize("fault", [FaultKind.FLAT, FaultKind.SATURATED])
def test_channels_that_do_not_move_are_named_with_what_to_do(fault: FaultKind) -> None:
    finding = emg(FaultAt(fault))
    assert finding.verdict is Verdict.NOTE
    assert "flat: channel 1, 2" in finding.sentence
    assert "pads" in finding.advice


def rows(data: NDArray[np.float32], rate_hz: float, seconds: float = 2.0,
         stream: Stream = Stream.EMG) -> Watched:
    """A device that sent `data` in two halves within `seconds`."""
    clock, ring = ManualClock(), Ring[LinkEntry](10)
    loop = LoopTransport(WiiBoardEmulator(body(), random.Random(1)), clock)
    link = Link(stream, loop.open, WiiBoardDriver, clock, ring)
    half = len(data) // 2
    blocks = [SampleBlock(stream, 0, 1, rate_hz, data[:half], 0),
              SampleBlock(stream, half, 2, rate_hz, data[half:], 0)]
    return Watched("Sensor", "chords:/dev/x", link, ring, blocks=blocks, first_ns=0,
                   last_ns=round(seconds * NS_PER_S))


def tone(hz: float, rate_hz: float, amplitude: float) -> NDArray[np.float64]:
    t = np.arange(round(2 * rate_hz)) / rate_hz
    return np.asarray(amplitude * np.sin(2 * np.pi * hz * t) + np.random.default_rng(1).normal(0, 1, len(t)))


def test_clipped_channels_are_at_their_rails() -> None:
    data = np.clip(tone(80, 1000, 1000.0), -400, 400).astype(np.float32)[:, None]
    finding = judge(rows(data, 1000.0, seconds=1.0), 50)
    assert finding.verdict is Verdict.NOTE
    assert "at its rails: channel 1" in finding.sentence


def test_mains_are_told_with_their_channel() -> None:
    data = np.stack((tone(50, 1000, 0.0), tone(50, 1000, 20.0)), axis=1).astype(np.float32)
    finding = judge(rows(data, 1000.0, seconds=1.0), 50)
    assert finding.verdict is Verdict.NOTE
    assert "mostly mains: channel 2" in finding.sentence


@pytest.mark.parametrize(("hz", "amplitude", "mains_hz", "share"), [
    (50, 10.0, 50, 50 / 51), (150, 10.0, 50, 50 / 51), (60, 10.0, 60, 50 / 51), (80, 10.0, 50, 0.0),
    (50, 0.0, 50, 0.0), (50, 1.0, 50, 1 / 3)])
def test_the_share_of_mains_is_that_of_the_power(hz: float, amplitude: float, mains_hz: int, share: float) -> None:
    told = mains_share(tone(hz, 1000, amplitude), 1000.0, mains_hz)
    assert told == pytest.approx(share, abs=0.04)


@pytest.mark.parametrize(("row", "rate_hz", "mains_hz"), [
    (np.zeros(0), 1000.0, 50), (np.zeros(500), 1000.0, 50), (np.ones(500), 1000.0, 50),
    (np.arange(5.0), 1000.0, 50), (np.arange(500.0), 100.0, 50), (np.arange(500.0), 1000.0, 0)])
def test_a_share_that_cannot_be_told_is_none(row: NDArray[np.float64], rate_hz: float, mains_hz: int) -> None:
    assert mains_share(row, rate_hz, mains_hz) is None


def test_a_wrong_rate_is_told() -> None:
    data = np.random.default_rng(1).normal(0, 5, (400, 1)).astype(np.float32)
    finding = judge(rows(data, 250.0, seconds=2.0), 50)
    assert finding.verdict is Verdict.NOTE
    assert "100 samples/s and not the 250 it should send" in finding.sentence


def test_too_slow_for_muscles_has_no_noise() -> None:
    finding = judge(rows(np.random.default_rng(1).normal(0, 5, (100, 1)).astype(np.float32), 50.0), 50)
    assert finding.values["channels"] == [{"state": "fine", "mains_share": None, "noise": None}]
    assert "1 channel" in finding.sentence


def test_a_tilt_board_tells_its_angles() -> None:
    finding = judge(rows(np.full((200, 2), (1.5, -2.0), np.float32), 100.0, seconds=1.0, stream=Stream.TILT), 50)
    assert "roll 1.5 and pitch -2.0 degrees" in finding.sentence


def test_advice_for_the_computer_is_passed_on() -> None:
    device = rows(np.random.default_rng(1).normal(0, 5, (400, 1)).astype(np.float32), 200.0, seconds=1.0)
    device.notes.append(LinkNote(Stream.EMG, 0, NoteKind.ADVICE, "Set the timer."))
    assert "Set the timer." in judge(device, 50).advice


@pytest.mark.parametrize(("faults", "words"), [
    (FaultAt(FaultKind.WRONG_DEVICE), "OpenBCI"), (FaultAt(FaultKind.SILENT), "Nothing answers")])
def test_who_does_not_come_is_bad_and_told_why(faults: FaultAt, words: str) -> None:
    finding = board(faults)
    assert finding.verdict is Verdict.BAD
    assert words in finding.sentence


def test_watching_is_bounded_and_ends_when_enough_was_seen() -> None:
    emulator = GenericLinesEmulator(body(), random.Random(1))
    device, took = watched(emulator, Stream.BOARD, lambda: GenericLinesDriver((Stream.BOARD,)))
    assert device.seen_enough
    assert WATCH_S < took < 6
    mute, took = watched(GenericLinesEmulator(body(), random.Random(1), boot_ms=10**9), Stream.BOARD,
                         lambda: GenericLinesDriver((Stream.BOARD,), quiet=True))
    assert not mute.blocks
    assert took == pytest.approx(OPEN_S + WATCH_S, abs=0.1)
    assert judge(mute, 50).sentence.endswith("it sends nothing.")
