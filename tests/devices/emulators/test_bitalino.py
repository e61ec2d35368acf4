from __future__ import annotations

import random

import pytest

from core.clock import NS_PER_MS
from core.muscles import Muscle
from devices.codecs import bitalino as codec
from devices.emulators.bitalino import BATTERY_COUNTS, BitalinoEmulator
from devices.simulated.stance import SimulatedPatient

MUSCLES = (Muscle.RIGHT_VASTUS_LATERALIS, Muscle.LEFT_VASTUS_LATERALIS)


class Bench:
    """An emulator, its time, and a host that leaves 100 ms between its commands."""

    def __init__(self, version: tuple[int, int] = (5, 1)) -> None:
        self.now_ms = 0
        body = SimulatedPatient(random.Random(1), muscles=MUSCLES)
        self.device = BitalinoEmulator(body, random.Random(2), version=version)
        self.device.opened(0)

    def say(self, *commands: int, gap_ms: int = 100) -> bytes:
        answer = b""
        for command in commands:
            answer = b"".join(self.device.receive(bytes([command]), self.now_ms * NS_PER_MS))
            self.wait(gap_ms)
        return answer

    def wait(self, ms: int) -> bytes:
        self.now_ms += ms
        return b"".join(self.device.advance(self.now_ms * NS_PER_MS))


@pytest.mark.parametrize("version", [(3, 0), (4, 1), (4, 2), (5, 1), (5, 2)])
def test_the_version_is_answered(version: tuple[int, int]) -> None:
    answered = codec.decode_version(Bench(version).say(0x07))
    assert answered is not None
    assert answered.version == version


@pytest.mark.parametrize(("command", "channels"), [
    (0x05, 1), (0x0D, 2), (0x1D, 3), (0x3D, 4), (0x7D, 5), (0xFD, 6), (0x25, 2)])
def test_the_start_command_chooses_the_channels(command: int, channels: int) -> None:
    bench = Bench()
    bench.say(command, gap_ms=0)
    data = bench.wait(100)
    assert len(data) == 100 * codec.frame_length(channels)
    assert list(codec.decode_frames(data, channels).counters[:20]) == [i % 16 for i in range(20)]


@pytest.mark.parametrize(("command", "rate_hz"), [(0x03, 1), (0x43, 10), (0x83, 100), (0xC3, 1000)])
def test_the_rate_is_set_while_idle(command: int, rate_hz: int) -> None:
    bench = Bench()
    bench.say(command)
    bench.say(0x0D, gap_ms=0)
    assert len(bench.wait(10_000)) == 10 * rate_hz * codec.frame_length(2)


@pytest.mark.parametrize(("version", "stop", "stops"), [
    ((3, 0), 0x00, True), ((3, 0), 0xFF, False), ((4, 1), 0xFF, False),
    ((4, 2), 0xFF, True), ((5, 1), 0x00, True)])
def test_a_stream_is_stopped(version: tuple[int, int], stop: int, stops: bool) -> None:
    bench = Bench(version)
    bench.say(0x0D, stop)
    assert (bench.wait(100) == b"") == stops


def test_a_command_too_soon_after_another_is_not_heard() -> None:
    bench = Bench()
    bench.say(0x07, gap_ms=50)
    assert bench.say(0x07, gap_ms=50) == b""
    assert bench.say(0x07) != b""


def test_idle_commands_set_threshold_and_outputs() -> None:
    bench = Bench()
    bench.say(63 << 2, 0xA3, 0x40, 0xB3 | 0b01 << 2)
    assert (bench.device.battery_threshold, bench.device.pwm, bench.device.digital) == (63, 0x40, 0b0010)
    bench.say(0x0D, 0xB3 | 0b10 << 2)
    assert set(codec.decode_frames(bench.wait(50), 2).digital.tolist()) == {0b0001}
    assert bench.device.battery_threshold == 63, "0x00 ends a stream here, and is no threshold"
    bench.say(0x00)
    assert bench.device.battery_threshold == 63


@pytest.mark.parametrize(("version", "length"), [((4, 1), 0), ((4, 2), 16), ((5, 1), 16), ((5, 2), 17)])
def test_the_state_tells_channels_battery_and_ports(version: tuple[int, int], length: int) -> None:
    bench = Bench(version)
    bench.say(20 << 2)
    state = bench.say(0x0B)
    assert len(state) == length
    if state:
        assert codec.crc4(state) == 0
        assert int.from_bytes(state[12:14], "little") == BATTERY_COUNTS
        assert state[14] == 20
        assert all(int.from_bytes(state[at:at + 2], "little") < 1024 for at in range(0, 12, 2))


def test_opening_begins_anew() -> None:
    bench = Bench()
    bench.say(0x0D)
    bench.device.opened(bench.now_ms * NS_PER_MS)
    assert bench.wait(100) == b""
    assert bench.say(0x07) != b""


def test_a_spoiled_frame_has_a_wrong_checksum() -> None:
    bench = Bench()
    bench.say(0xFD, gap_ms=0)
    for frame in bench.device.split(bench.wait(50)):
        assert codec.crc4(frame) == 0
        assert codec.crc4(bench.device.spoil(frame)) != 0
