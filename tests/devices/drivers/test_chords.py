from __future__ import annotations

import numpy as np
import pytest

from core.clock import NS_PER_MS
from core.samples import SampleBlock
from devices.codecs import chords as codec
from devices.drivers import LinkNote, NoteKind, Output
from devices.drivers.chords import ChordsDriver


class Talk:
    """A driver, its time, and what it said."""

    def __init__(self, driver: ChordsDriver) -> None:
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

    def stream(self, channels: int, count: int = 512, ms: int = 1000, each: int = 5) -> None:
        """Let `each` frames come every 20 ms."""
        for _ in range(0, ms, 20):
            self.wait(20)
            self.hear(codec.encode_frames(self.number, np.full((each, channels), count)))
            self.number += each

    def _take(self, output: Output) -> None:
        self.writes += output.writes
        self.blocks += output.blocks
        self.notes += output.notes
        self.failed |= output.failed


def named(name: str, gain: float = codec.DEFAULT_GAIN) -> Talk:
    talk = Talk(ChordsDriver(gain))
    talk.wait(2000)
    talk.hear(f"{name}\r\n".encode())
    return talk


def test_the_conversation_word_by_word() -> None:
    talk = Talk(ChordsDriver())
    talk.wait(1980)
    assert talk.writes == []
    talk.wait(20)
    assert talk.writes == [b"WHORU\n"]
    talk.wait(1500)
    talk.hear(b"UNO-R3\r\n")
    assert talk.writes == [b"WHORU\n", b"START\n"]
    talk.stream(6)
    assert [note.kind for note in talk.notes] == [NoteKind.READY]
    assert "UNO-R3" in talk.notes[0].text
    talk.stream(6, ms=20_000)
    assert talk.writes == [b"WHORU\n", b"START\n"], "any byte would stop the stream"
    assert talk.driver.stop() == (b"STOP\n",)


@pytest.mark.parametrize(("name", "count", "gain", "uv"), [
    ("UNO-R3", 512, 2420.0, 0.0), ("UNO-R3", 513, 2420.0, 5e6 / 1024 / 2420), ("UNO-R3", 0, 2420.0, -1033.06),
    ("UNO-R4", 16383, 2420.0, 1032.93), ("NPG-LITE", 2049, 1000.0, 0.8057)])
def test_microvolt_at_the_electrode(name: str, count: int, gain: float, uv: float) -> None:
    talk = named(name, gain)
    talk.stream(3, count)
    assert talk.blocks[-1].data == pytest.approx(np.full((5, 3), uv), abs=0.01)


@pytest.mark.parametrize("channels", [1, 3, 6, 8, 16])
def test_channels_are_counted_not_believed(channels: int) -> None:
    talk = named("NPG-LITE")
    talk.stream(channels)
    assert talk.driver.channels == channels
    assert talk.blocks[-1].data.shape == (5, channels)


@pytest.mark.parametrize(("each", "rate_hz"), [(5, 250.0), (10, 500.0), (20, 1000.0)])
def test_the_rate_is_measured_not_believed(each: int, rate_hz: float) -> None:
    talk = named("UNO-R3")
    talk.stream(6, each=each)
    assert talk.driver.rate_hz == rate_hz
    assert talk.blocks[-1].rate_hz == rate_hz


def test_after_a_silence_start_is_sent_again_but_not_at_once_twice() -> None:
    talk = named("UNO-R3")
    talk.stream(6)
    talk.writes.clear()
    talk.wait(480)
    assert talk.writes == []
    talk.wait(40)
    assert talk.writes == [b"START\n"]
    talk.wait(2000)
    assert talk.writes == [b"START\n"]
    talk.stream(6)
    assert talk.writes == [b"START\n"]
    assert not talk.failed
    talk.wait(9000)
    assert talk.failed


def test_a_name_glued_to_a_running_stream_is_heard() -> None:
    talk = Talk(ChordsDriver())
    talk.stream(6, ms=1900)
    talk.wait(100)
    talk.hear(codec.encode_frames(0, np.full((2, 6), 512))[:-3] + b"UNO-R3\r\n")
    assert talk.writes[-1] == b"START\n"


def test_three_questions_then_nobody() -> None:
    talk = Talk(ChordsDriver())
    talk.wait(9000)
    assert talk.writes == [b"WHORU\n"] * 3
    assert [note.kind for note in talk.notes] == [NoteKind.MISSING]
    assert talk.failed


@pytest.mark.parametrize(("heard", "words"), [
    (b"OpenBCI V3 8-16 channel\n$$$", "OpenBCI"), (b"#ID,kind=board4\n", "balance board"),
    (b"hello\n", "not a Chords board"), (b"\x00\xff" * 100, "not a Chords board")])
def test_strangers_are_named_where_known(heard: bytes, words: str) -> None:
    talk = Talk(ChordsDriver())
    talk.wait(2000)
    talk.hear(heard)
    talk.wait(8000)
    (note,) = talk.notes
    assert note.kind is NoteKind.WRONG_DEVICE
    assert words in note.text


def test_a_board_that_says_its_name_and_sends_nothing_fails() -> None:
    talk = named("UNO-R3")
    talk.wait(6000)
    assert talk.failed
    assert "no samples after START" in talk.notes[-1].text


def test_a_quiet_driver_fails_without_a_word() -> None:
    talk = Talk(ChordsDriver(quiet=True))
    talk.wait(9000)
    assert (talk.failed, talk.notes, talk.driver.answered) == (True, [], False)
