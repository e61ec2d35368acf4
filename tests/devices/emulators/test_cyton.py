from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.clock import NS_PER_MS, NS_PER_S, ManualClock
from core.cues import Cue, CueKind
from core.muscles import Muscle
from devices.codecs import cyton as codec
from devices.codecs.cyton import Footer, Frames, Radio
from devices.emulators.cyton import CytonEmulator
from devices.emulators.faults import FaultAt, FaultKind, Faults
from devices.emulators.loop import LoopTransport
from devices.simulated.stance import SimulatedPatient

MUSCLES = (Muscle.RIGHT_VASTUS_LATERALIS, Muscle.LEFT_VASTUS_LATERALIS)


class Bench:
    """An emulated board on a cable, and its time."""

    def __init__(self, daisy: bool = False, powered: bool = True, *faults: FaultAt) -> None:
        self.clock = ManualClock(NS_PER_S)
        self.body = SimulatedPatient(random.Random(1), muscles=MUSCLES)
        self.emulator = CytonEmulator(self.body, random.Random(1), daisy, Faults(faults), powered)
        self.loop = LoopTransport(self.emulator, self.clock, join=True)

    def say(self, text: bytes, wait_ms: int = 20) -> bytes:
        """Write `text` and return what comes within `wait_ms`."""
        self.loop.write(text)
        return self.listen(wait_ms)

    def listen(self, wait_ms: int) -> bytes:
        heard = self.loop.read(0)
        for _ in range(0, wait_ms, 20):
            self.clock.advance(20 * NS_PER_MS)
            heard += self.loop.read(0)
        return heard

    def frames(self, wait_ms: int = 400) -> Frames:
        frames = codec.Decoder().feed(self.listen(wait_ms))
        assert frames is not None
        return frames


def test_a_reset_takes_its_time_and_tells_who_is_there() -> None:
    bench = Bench(daisy=True)
    assert bench.say(b"vV", 680) == b""
    assert bench.listen(20) == codec.encode_banner(daisy=True) + b"v3.1.5$$$"
    assert codec.decode_banner(codec.encode_banner(daisy=True)) is not None


@pytest.mark.parametrize(("text", "answer"), [
    (b"V", b"v3.1.5$$$"), (b"D", b"060110$$$"), (b"d", b"updating channel settings to default$$$"),
    (b"x1060110X", b"Success: Channel set for 1$$$"), (b"xI060110X", b"Success: Channel set for 16$$$"),
    (b"x1060110Xx2060110X", b"Success: Channel set for 1$$$Success: Channel set for 2$$$"),
    (b"x106011X", b"Failure: too few chars$$$"), (b"xX", b"Failure: too few chars$$$"),
    (b"x10601100", b"Failure: Err: 9th char not X$$$"),
    (b"z300Z", b"Success: Lead off set for 3$$$"), (b"z3Z", b"Failure: too few chars$$$"),
    (b"z3000", b"Failure: Err: 5th char not Z$$$"),
    (b"~~", b"Success: Sample rate is 250Hz$$$"), (b"~6", b"Success: Sample rate is 250Hz$$$"),
    (b"~5~~", b"Success: Sample rate is 500Hz$$$Success: Sample rate is 500Hz$$$"),
    (b"~7", b"Failure: sample value out of bounds$$$"), (b"~x", b"Failure: invalid sample value$$$"),
    (b"//", b"Success: default$$$"), (b"/0", b"Success: default$$$"), (b"/1", b"Success: debug$$$"),
    (b"/2", b"Success: analog$$$"), (b"/3", b"Success: digital$$$"), (b"/4//", b"Success: marker$$$" * 2),
    (b"/9", b"Failure: board mode value out of bounds.$$$"), (b"/x", b"Failure: invalid board mode value.$$$"),
    (b"C", b"no daisy to attach!8$$$"), (b"c", b""),
    (b"<", b",Time stamp ON$$$"), (b">", b"Time stamp OFF$$$"),
    *((letter.encode(), b"Success: Configured internal test signal.$$$") for letter in "0-=p[]"),
    (b"1!", b""), (b"qQ", b""), (b"`m", b""), (b"s", b""), (b"\xff\n,", b""),
])
def test_commands_and_answers(text: bytes, answer: bytes) -> None:
    assert Bench().say(text) == answer


@pytest.mark.parametrize(("text", "answer", "channels"), [
    (b"C", b"16$$$", 16), (b"c", b"daisy removed$$$", 8), (b"cc", b"daisy removed$$$", 8),
    (b"cC", b"daisy removed$$$daisy attached16$$$", 16)])
def test_a_daisy_is_attached_and_removed(text: bytes, answer: bytes, channels: int) -> None:
    bench = Bench(daisy=True)
    assert bench.say(text) == answer
    assert bench.emulator.board.channels == channels


def test_registers_follow_the_settings() -> None:
    answer = Bench(daisy=True).say(b"x2050000X?").decode()
    assert "CH1SET, 05, 68, 0, 1, 1, 0, 1, 0, 0, 0\nCH2SET, 06, 50, " in answer
    assert "Daisy ADS Registers\nADS_ID, 00, 3E, 0, 0, 1, 1, 1, 1, 1, 0" in answer
    assert answer.endswith("LIS3DH Registers\n0x0F, 0x33\n$$$")


def test_a_long_command_must_be_whole_within_a_second() -> None:
    bench = Bench()
    assert bench.say(b"x10601", 1000) == b""
    assert bench.listen(20).startswith(b"Timeout processing multi byte message")
    assert bench.say(b"11X", 1100) == b"", "the rest is taken as letters of their own"
    assert bench.say(b"x1060110", 900) + bench.say(b"X") == b"Success: Channel set for 1$$$"


def test_packets_are_numbered_from_0_and_come_every_4_ms() -> None:
    bench = Bench()
    bench.say(b"b", 0)
    frames = bench.frames(2000)
    assert list(frames.counters) == [i % 256 for i in range(500)]
    assert bench.say(b"s") == b""
    bench.say(b"b", 0)
    assert bench.frames(40).counters == bytes(range(10))


def test_acceleration_stands_in_every_tenth_packet() -> None:
    bench = Bench()
    bench.say(b"b", 0)
    frames = bench.frames(400)
    assert set(frames.footers) == {Footer.ACCELERATION}
    assert codec.decode_acceleration(frames) == pytest.approx(np.tile([0.02, -0.03, 0.99], (10, 1)), abs=1e-4)


def test_time_stamps_stand_in_the_packets_after_they_are_asked_for() -> None:
    bench = Bench()
    bench.say(b"<b", 0)
    frames = bench.frames(400)
    assert frames.footers == bytes([Footer.ACCELERATION_TIME_SET] + [Footer.ACCELERATION_TIME] * 99)
    assert set(np.diff(codec.decode_times_ms(frames)).tolist()) == {4}
    assert {i % 10 for i, row in enumerate(frames.beside) if row[:2].any()} == {7, 8, 9}


@pytest.mark.parametrize(("mode", "beside"), [
    (b"/2", "01E0 0200 0220"), (b"/3", "0101 0001 0000"), (b"/4", "0000 0000 0000")])
def test_pins_take_the_place_of_acceleration(mode: bytes, beside: str) -> None:
    bench = Bench()
    bench.say(mode + b"b", 0)
    frames = codec.Decoder().feed(bench.listen(40)[-10 * codec.LENGTH:])
    assert frames is not None
    assert set(frames.footers) == {Footer.AUX}
    assert {row.tobytes() for row in frames.beside} == {bytes.fromhex(beside)}


def test_pins_with_time_stamps() -> None:
    bench = Bench()
    bench.say(b"/2<b", 0)
    frames = codec.Decoder().feed(bench.listen(40)[-10 * codec.LENGTH:])
    assert frames is not None
    assert frames.footers == bytes([Footer.AUX_TIME_SET] + [Footer.AUX_TIME] * 9)


def test_a_marker_stands_in_one_packet() -> None:
    bench = Bench()
    bench.say(b"/4b")
    bench.say(b"`A", 0)
    markers = bench.frames(100).beside[:, :2].tobytes()
    assert markers.count(b"\x00A") == 1
    assert markers.replace(b"\x00A", b"").strip(b"\x00") == b""


def test_nothing_is_answered_while_it_streams_and_settings_start_it_anew() -> None:
    bench = Bench()
    bench.say(b"b", 200)
    assert bench.say(b"V", 0) == b""
    assert bench.frames(40).counters == bytes(range(50, 60))
    bench.say(b"x1000110X", 0)
    assert bench.frames(40).counters == bytes(range(10))


@pytest.mark.parametrize(("command", "low", "high"), [
    (b"0", -0.5, 0.5), (b"-", -1875.0, 1875.0), (b"]", -3750.0, 3750.0), (b"p", 3750.0, 3750.0), (b"1", 0.0, 0.0)])
def test_test_signals_and_channels_that_are_off(command: bytes, low: float, high: float) -> None:
    bench = Bench()
    bench.body.see(Cue(bench.clock.now_ns(), CueKind.EFFORT, effort={MUSCLES[0]: 1.0}))
    bench.say(command, 1000)
    bench.say(b"b", 0)
    uv = bench.frames(2000).counts[:, 0] * codec.uv_per_count()
    assert (uv.min(), uv.max()) == (pytest.approx(low, abs=0.5), pytest.approx(high, abs=0.5))


@pytest.mark.parametrize(("code", "gain"), list(enumerate(codec.GAINS)))
def test_counts_follow_the_gain(code: int, gain: int) -> None:
    bench = Bench()
    bench.say(f"x10{code}5000X-x10{code}5000X".encode())
    bench.say(b"b", 0)
    counts = bench.frames(2000).counts[:, 0]
    assert counts.max() * codec.uv_per_count(gain) == pytest.approx(1875.0, rel=1e-3)


@pytest.mark.parametrize("daisy", [False, True])
def test_the_muscles_are_the_first_channels(daisy: bool) -> None:
    bench = Bench(daisy)
    bench.body.see(Cue(bench.clock.now_ns(), CueKind.EFFORT, effort={MUSCLES[1]: 1.0}))
    bench.say(b"b", 1000)
    frames = bench.frames(2000)
    pairs = codec.Pairs().feed(frames) if daisy else frames
    assert pairs is not None
    spread = pairs.counts.std(axis=0) * codec.uv_per_count()
    assert spread.argmax() == 1
    assert spread[1] > 100.0
    assert spread[2:].max() < 1.0


def test_with_a_daisy_each_packet_is_the_mean_of_two_samples() -> None:
    bench = Bench(daisy=True)
    bench.say(b"-", 0)
    bench.say(b"b", 0)
    uv = np.unique(np.round(bench.frames(2000).counts[:, 0] * codec.uv_per_count()))
    assert set(uv.tolist()) <= {-1875.0, 0.0, 1875.0}
    assert {-1875.0, 1875.0} <= set(uv.tolist())


@pytest.mark.parametrize("daisy", [False, True])
@pytest.mark.parametrize("odd", [0, 1])
def test_a_jump_of_the_counter_is_37_samples(daisy: bool, odd: int) -> None:
    bench = Bench(daisy)
    bench.say(b"b", 0)
    bench.clock.advance((100 + odd) * 4 * NS_PER_MS)
    before = codec.Decoder().feed(bench.loop.read(0))
    bench.emulator.faults.inject(FaultKind.COUNTER_JUMP, bench.clock.now_ns())
    after = bench.frames(40)
    assert before is not None
    step = (after.counters[0] - before.counters[-1]) % 256
    assert step == (38 if not daisy else 74 if before.counters[-1] % 2 == 0 else 75)


def test_opening_the_port_stops_nothing() -> None:
    bench = Bench()
    bench.say(b"b", 200)
    bench.loop.close()
    bench.loop.open()
    assert bench.frames(40).counters[0] >= 49


def test_a_stream_may_run_already() -> None:
    bench = Bench(False, True, FaultAt(FaultKind.STALE_STREAM))
    assert len(bench.frames(40).counters) >= 9
    assert bench.say(b"s")[-1:] in (b"", b"\xc0")
    assert bench.listen(100) == b""


@pytest.mark.parametrize("text", [b"v", b"b", b"x1060110X", b"<"])
def test_the_dongle_answers_for_a_board_that_is_off(text: bytes) -> None:
    bench = Bench(powered=False)
    assert bench.say(text) == codec.COMMS_TIMEOUT
    bench.emulator.switch(on=True)
    assert codec.decode_banner(bench.say(b"v", 800)) is not None
    bench.say(b"b", 100)
    bench.emulator.switch(on=False)
    assert bench.listen(100) == b""
    assert bench.say(text) == codec.COMMS_TIMEOUT


@pytest.mark.parametrize(("command", "value", "up", "down"), [
    (Radio.STATUS, None, b"Success: System is Up$$$", b"Failure: System is Down$$$"),
    (Radio.GET_CHANNEL, None, b"Success: Host and Device on Channel number: 1\x01$$$",
     b"Failure: Host on Channel number: 1\x01$$$"),
    (Radio.SET_CHANNEL, 7, b"Success: Host and Device on Channel number: 7\x07$$$", codec.COMMS_TIMEOUT),
    (Radio.SET_CHANNEL, 26, *[b"Failure: Verify channel number is less than 25$$$"] * 2),
    (Radio.SET_HOST_CHANNEL, 7, *[b"Success: Host override - Channel number: 7\x07$$$"] * 2),
    (Radio.GET_POLL_TIME, None, b"Success: Poll time: 80P$$$", codec.COMMS_TIMEOUT),
    (Radio.SET_POLL_TIME, 50, b"Success: Poll time: 502$$$", codec.COMMS_TIMEOUT),
    (Radio.BAUD_115200, None, *[b"Success: Switch your baud rate to 115200$$$"] * 2),
    (Radio.BAUD_230400, None, *[b"Success: Switch your baud rate to 230400$$$"] * 2),
    (Radio.BAUD_921600, None, *[b"Success: Switch your baud rate to 921600$$$"] * 2),
])
def test_what_the_dongle_itself_answers(command: Radio, value: int | None, up: bytes, down: bytes) -> None:
    assert Bench().say(codec.encode_radio(command, value)) == up
    assert Bench(powered=False).say(codec.encode_radio(command, value)) == down


def test_radios_hear_each_other_on_one_channel_only_and_not_at_once() -> None:
    bench = Bench()
    bench.emulator.board_channel = 7
    assert bench.say(b"v") == codec.COMMS_TIMEOUT
    assert bench.say(codec.encode_radio(Radio.SET_HOST_CHANNEL, 7) + codec.encode_radio(Radio.STATUS)) == (
        b"Success: Host override - Channel number: 7\x07$$$Failure: System is Down$$$")
    bench.listen(80)
    assert bench.say(codec.encode_radio(Radio.STATUS)) == b"Success: System is Up$$$"
    assert bench.say(b"V") == b"v3.1.5$$$"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.binary(max_size=12) | st.sampled_from([b"b", b"s", b"v", b"x1060", b"\xf0\x02\x07"]),
                max_size=20), st.booleans())
def test_whatever_is_written_is_digested(said: list[bytes], daisy: bool) -> None:
    bench = Bench(daisy)
    for text in said:
        bench.say(text)
    bench.emulator.switch(on=True)
    bench.emulator.host_channel = bench.emulator.board_channel = 3
    bench.listen(300)
    assert codec.decode_banner(bench.say(b"v", 800)) is not None
