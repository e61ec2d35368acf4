from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.clock import NS_PER_MS
from core.frames import StreamHealth
from core.samples import SampleBlock
from devices.codecs import cyton as codec
from devices.codecs.cyton import Footer
from devices.drivers import LinkNote, NoteKind, Output
from devices.drivers.cyton import CytonDriver
from signals.emg import ElectrodeWatch
from signals.settings import SignalSettings


class Talk:
    """A driver, its time, a board that answers as it is told, and what the driver said."""

    def __init__(self, driver: CytonDriver) -> None:
        self.driver = driver
        self.now_ms = 0
        self.number = 0
        self.writes: list[bytes] = []
        self.blocks: list[SampleBlock] = []
        self.notes: list[LinkNote] = []
        self.failed = False
        self._take(driver.start(0))

    def wait(self, ms: int) -> None:
        for _ in range(0, ms, 20):
            self.now_ms += 20
            self._take(self.driver.tick(self.now_ms * NS_PER_MS))

    def hear(self, data: bytes) -> None:
        self._take(self.driver.receive(data, self.now_ms * NS_PER_MS))

    def answer_settings(self) -> None:
        """Answer every setting as a board does, until the driver starts the stream."""
        while self.writes[-1] != b"b":
            self.hear(success(self.writes[-1]))

    def stream(self, ms: int = 1000, value: int = 0) -> None:
        """Let a packet come every 4 ms, five at a time."""
        for _ in range(0, ms, 20):
            self.wait(20)
            self.hear(packets(self.number, 5, value))
            self.number += 5

    def _take(self, output: Output) -> None:
        self.writes += output.writes
        self.blocks += output.blocks
        self.notes += output.notes
        self.failed |= output.failed


def packets(first: int, n: int, value: int = 0) -> bytes:
    return codec.encode_packets(np.arange(first, first + n), np.full((n, 8), value), [Footer.ACCELERATION] * n,
                                np.zeros((n, 6), np.uint8))


def success(command: bytes) -> bytes:
    if command.startswith(b"x"):
        channel = b"12345678QWERTYUI".index(command[1:2]) + 1
        return f"Success: Channel set for {channel}$$$".encode()
    return {b"d": b"updating channel settings to default$$$", b"~6": b"Success: Sample rate is 250Hz$$$"}[command]


def greeted(daisy: bool = False, gain: int = 24, used: int = 2) -> Talk:
    talk = Talk(CytonDriver(gain, used))
    talk.wait(200)
    talk.hear(codec.encode_banner(daisy))
    return talk


def streaming(daisy: bool = False, gain: int = 24, used: int = 2, value: int = 0) -> Talk:
    talk = greeted(daisy, gain, used)
    talk.answer_settings()
    talk.stream(value=value)
    return talk


def test_the_conversation_word_by_word() -> None:
    talk = Talk(CytonDriver())
    assert talk.writes == [b"s"]
    talk.wait(180)
    assert talk.writes == [b"s"]
    talk.wait(20)
    assert talk.writes == [b"s", b"v"]
    talk.wait(4900)
    talk.hear(codec.encode_banner(daisy=False)[:-1])
    assert talk.writes == [b"s", b"v"]
    talk.hear(b"$")
    talk.answer_settings()
    assert talk.writes[2:] == [
        b"d", b"~6", b"x1060100X", b"x2060100X", b"x3060000X", b"x4060000X", b"x5060000X", b"x6060000X",
        b"x7060000X", b"x8060000X", b"b"]
    talk.writes.clear()
    talk.stream(20_000)
    assert [note.kind for note in talk.notes] == [NoteKind.READY]
    assert "OpenBCI Cyton sends 8 channels, 250 samples a second" in talk.notes[0].text
    assert talk.writes == [], "commands cost packets while it streams"
    assert talk.driver.stop() == (b"s",)


def test_a_daisy_is_told_by_the_banner() -> None:
    talk = greeted(daisy=True, used=10)
    talk.answer_settings()
    assert talk.writes[-8:-1] == [b"xW060100X", b"xE060000X", b"xR060000X", b"xT060000X", b"xY060000X",
                                  b"xU060000X", b"xI060000X"]
    talk.stream()
    assert (talk.driver.channels, talk.driver.rate_hz) == (16, 125.0)
    assert talk.blocks[-1].data.shape[1] == 16
    assert sum(len(block.data) for block in talk.blocks) == 125
    assert all(block.lost == 0 for block in talk.blocks)
    assert "Cyton with Daisy sends 16 channels, 125 samples" in talk.notes[0].text


@pytest.mark.parametrize(("gain", "count", "uv"), [
    (24, 0x0F4240, 22351.744), (24, 0x7FFFFF, 187500.0), (24, -0x800000, -187500.02), (1, 1, 0.5364419),
    (12, -1, -0.0447035)])
def test_microvolt_at_the_electrode_up_to_the_rails(gain: int, count: int, uv: float) -> None:
    talk = streaming(gain=gain, value=count)
    assert talk.blocks[-1].data == pytest.approx(np.full((5, 8), uv), rel=1e-6)


@pytest.mark.parametrize("gain", codec.GAINS)
@pytest.mark.parametrize("count", [0x7FFFFF, -0x800000])
def test_the_watch_on_electrodes_sees_the_rail_at_every_gain(gain: int, count: int) -> None:
    talk = streaming(gain=gain, value=count)
    watch = ElectrodeWatch(250.0, 8, SignalSettings())
    for block in talk.blocks:
        watch.feed(block.data)
    assert set(watch.health) == {StreamHealth.SATURATED}


def test_a_stream_that_runs_already_is_stopped_first() -> None:
    talk = Talk(CytonDriver())
    talk.stream(500)
    assert talk.writes == [b"s"]
    talk.stream(600)
    assert talk.writes == [b"s", b"s"]
    talk.wait(200)
    assert talk.writes[-1] == b"v"
    talk.hear(b"\xa0\x01$$" + codec.encode_banner(daisy=False))
    talk.number = 0
    talk.answer_settings()
    talk.stream()
    assert (talk.blocks[0].seq, sum(block.lost for block in talk.blocks)) == (0, 0)


def test_what_streams_without_end_is_another_device() -> None:
    talk = Talk(CytonDriver())
    for _ in range(40):
        talk.wait(100)
        talk.hear(b"$E,1,2,3\n")
    assert talk.failed
    assert talk.notes[0].kind is NoteKind.WRONG_DEVICE
    assert "EMG board with generic lines" in talk.notes[0].text


@pytest.mark.parametrize(("heard", "kind", "words"), [
    (b"", NoteKind.MISSING, "Nothing answers"),
    (b"UNO-R3\r\n", NoteKind.WRONG_DEVICE, "a Chords EMG board"),
    (b"hello\n", NoteKind.WRONG_DEVICE, "not an OpenBCI Cyton"),
    (b"OpenBCI Ganglion v2.0.1\n$$$", NoteKind.WRONG_DEVICE, "an OpenBCI board"),
    (b"\x00\xff" * 300, NoteKind.WRONG_DEVICE, "not an OpenBCI Cyton")])
def test_five_seconds_without_a_banner(heard: bytes, kind: NoteKind, words: str) -> None:
    talk = Talk(CytonDriver())
    talk.wait(200)
    talk.hear(heard)
    talk.wait(4980)
    assert talk.notes == []
    talk.wait(20)
    (note,) = talk.notes
    assert (talk.failed, note.kind) == (True, kind)
    assert words in note.text


@pytest.mark.parametrize("wait_ms", [20, 300], ids=["to s", "to v"])
def test_a_dongle_without_its_board_is_told_apart(wait_ms: int) -> None:
    talk = Talk(CytonDriver())
    talk.wait(wait_ms)
    talk.hear(codec.COMMS_TIMEOUT)
    (note,) = talk.notes
    assert (talk.failed, note.kind) == (True, NoteKind.MISSING)
    assert "dongle is there" in note.text
    assert "another radio channel" in note.text


def test_a_setting_is_asked_for_three_times() -> None:
    talk = greeted()
    talk.hear(success(b"d"))
    talk.hear(success(b"~6"))
    talk.hear(b"Failure: too few chars$$$")
    talk.wait(1000)
    assert talk.writes[-3:] == [b"x1060100X"] * 3
    assert talk.notes == []
    talk.wait(1000)
    assert talk.failed
    assert "does not take its settings" in talk.notes[-1].text


def test_firmware_that_knows_no_rates_is_served() -> None:
    talk = greeted()
    talk.hear(success(b"d"))
    talk.wait(3000)
    assert talk.writes[-2:] == [b"~6", b"x1060100X"]
    talk.answer_settings()
    talk.stream()
    assert talk.notes[-1].kind is NoteKind.READY


def test_a_board_switched_off_between_settings_is_said() -> None:
    talk = greeted()
    talk.hear(codec.COMMS_TIMEOUT)
    assert talk.failed
    assert "switch the board to PC" in talk.notes[-1].text


def test_a_board_that_never_sends_fails() -> None:
    talk = greeted()
    talk.answer_settings()
    talk.wait(2000)
    assert talk.failed
    assert "GPIO 6" in talk.notes[-1].text


@pytest.mark.parametrize(("used", "daisy", "words"), [
    (8, False, ""), (9, False, "that needs a Daisy."), (16, True, ""), (17, True, "that needs another device.")])
def test_more_channels_than_there_are_is_said(used: int, daisy: bool, words: str) -> None:
    text = streaming(daisy=daisy, used=used).notes[0].text
    assert text.endswith(words or "samples a second.")


def test_silence_is_said_once_then_the_link_opens_anew() -> None:
    talk = streaming()
    talk.writes.clear()
    talk.wait(500)
    assert [note.kind for note in talk.notes] == [NoteKind.READY]
    talk.wait(3500)
    assert [note.kind for note in talk.notes] == [NoteKind.READY, NoteKind.SILENT]
    before = talk.failed
    talk.wait(20)
    assert (before, talk.failed, talk.writes) == (False, True, [])


def test_whole_turns_of_the_counter_are_counted_by_the_time_that_passed() -> None:
    talk = streaming()
    talk.wait(1500)
    talk.number += 375
    talk.stream()
    assert sum(block.lost for block in talk.blocks) == 375
    assert [note.kind for note in talk.notes] == [NoteKind.READY, NoteKind.SILENT, NoteKind.GAP]


def test_with_a_daisy_half_a_sample_is_a_lost_one() -> None:
    talk = streaming(daisy=True)
    seen = len(talk.blocks)
    talk.wait(20)
    talk.hear(packets(250, 1) + packets(252, 4))
    assert [(len(block.data), block.lost) for block in talk.blocks[seen:]] == [(2, 1)]


def test_what_comes_after_the_end_is_not_read() -> None:
    talk = greeted()
    talk.hear(codec.COMMS_TIMEOUT)
    talk.hear(codec.encode_banner(daisy=False))
    talk.wait(6000)
    assert len(talk.notes) == 1


REPLIES = [codec.encode_banner(daisy=False), codec.encode_banner(daisy=True), b"$$$", packets(0, 3),
           packets(1, 2)[9:], success(b"d"), success(b"~6"), b"Failure: no$$$",
           *(success(codec.encode_channel(n)) for n in (1, 2, 3))]


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 300), st.sampled_from(REPLIES) | st.binary(max_size=80)), max_size=40))
def test_whatever_comes_is_digested(said: list[tuple[int, bytes]]) -> None:
    """Nothing is written once it streams or has failed, and a failure is told exactly once."""
    talk = Talk(CytonDriver())
    for wait_ms, data in said:
        over = talk.failed or NoteKind.READY in {note.kind for note in talk.notes}
        writes = len(talk.writes)
        talk.wait(wait_ms)
        talk.hear(data)
        assert not over or len(talk.writes) == writes
    told = [note.kind for note in talk.notes if note.kind in (NoteKind.MISSING, NoteKind.WRONG_DEVICE)]
    assert len(told) <= 1
    assert all(len(block.data) and block.lost >= 0 for block in talk.blocks)
