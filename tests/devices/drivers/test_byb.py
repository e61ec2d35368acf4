from __future__ import annotations

import numpy as np
import pytest

from core.clock import NS_PER_MS
from core.samples import SampleBlock
from devices.codecs import byb as codec
from devices.drivers import LinkNote, NoteKind, Output
from devices.drivers.byb import BybDriver


class Talk:
    """A driver, its time, and what it said."""

    def __init__(self, driver: BybDriver) -> None:
        self.driver = driver
        self.now_ms = 0
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

    def stream(self, channels: int, count: int, ms: int = 1000, each: int = 100) -> None:
        """Let `each` frames come every 20 ms."""
        for _ in range(0, ms, 20):
            self.wait(20)
            self.hear(codec.encode_frames(np.full((each, channels), count)))

    def _take(self, output: Output) -> None:
        self.writes += output.writes
        self.blocks += output.blocks
        self.notes += output.notes
        self.failed |= output.failed


def told(kind: str, channels: int = 2) -> Talk:
    """Return the talk with a serial box that has just said who it is."""
    talk = Talk(BybDriver(channels))
    talk.wait(2000)
    talk.hear(codec.encode_message(f"HWT:{kind};"))
    return talk


def hid() -> Talk:
    talk = Talk(BybDriver(hid=True))
    talk.hear(codec.encode_report(codec.encode_message("FWV:1.02;HWT:MUSCLESB;HWV:2.00;"), 62))
    return talk


def test_the_conversation_with_a_shield_word_by_word() -> None:
    talk = Talk(BybDriver(channels=3))
    talk.wait(1980)
    assert talk.writes == []
    talk.wait(20)
    assert talk.writes == [b"b:;\n"]
    talk.hear(b"StartUp!\r\n" + codec.encode_frames(np.full((50, 1), 512)))
    talk.hear(codec.encode_message("HWT:MUSCLESS;"))
    assert talk.writes == [b"b:;\n", b"conf s:10000;c:3;\n"]
    talk.wait(300)
    talk.stream(3, 512, each=67)
    assert [note.kind for note in talk.notes] == [NoteKind.READY]
    assert "Muscle SpikerShield" in talk.notes[0].text
    assert "no microvolt" in talk.notes[0].text
    assert talk.driver.rate_hz == pytest.approx(10_000 / 3)
    assert talk.driver.stop() == ()


def test_the_conversation_with_an_hid_box_word_by_word() -> None:
    talk = hid()
    orders = [line.rstrip(b"\x00") for line in talk.writes]
    assert orders == [b"\x3f\x3e?:;\n", b"\x3f\x3emax:;\n", b"\x3f\x3estart:;\n", b"\x3f\x3eboard:;\n"]
    assert {len(line) for line in talk.writes} == {64}
    assert talk.driver.stop() == (codec.encode_order(b"h:;\n"),)


@pytest.mark.parametrize(("kind", "channels", "each", "rate"), [
    ("MUSCLESS", 2, 100, 5000.0), ("MUSCLESS", 1, 200, 10_000.0), ("HUMANSB", 2, 100, 5000.0),
    ("NSBPCDC", 2, 200, 10_000.0), ("NRNSBPRO", 2, 400, 20_000.0), ("EXTCLAW", 3, 18, 896.0),
    ("UNIBOX", 2, 853, 42_661.0)])
def test_the_rate_that_a_kind_stands_for_if_samples_agree(kind: str, channels: int, each: int,
                                                          rate: float) -> None:
    talk = told(kind)
    talk.wait(300)
    talk.stream(channels, 100, each=each)
    assert (talk.driver.rate_hz, talk.driver.channels) == (rate, channels)


def test_the_rate_that_is_measured_if_they_do_not() -> None:
    talk = told("MUSCLESS")
    talk.wait(300)
    talk.stream(2, 512, each=20)
    assert talk.driver.rate_hz == 1000.0


@pytest.mark.parametrize(("kind", "count", "value"), [
    ("MUSCLESS", 512, 0.0), ("MUSCLESS", 0, -512.0), ("MUSCLESS", 1023, 511.0), ("HUMANSB", 8192, 0.0),
    ("HUMANSB", 16383, 8191.0)])
def test_values_are_counts_around_the_middle(kind: str, count: int, value: float) -> None:
    talk = told(kind)
    talk.wait(300)
    talk.stream(2, count)
    assert (talk.blocks[-1].data == value).all()


@pytest.mark.parametrize(("heard", "words"), [
    (b"OpenBCI V3 8-16 channel\n$$$", "OpenBCI"),
    (codec.encode_message("HWT:MYSTERY;"), "MYSTERY"),
    (codec.encode_message("HWT:HHIBOX;"), "switches a stimulator"),
    (codec.encode_frames(np.full((50, 1), 512)), "not a SpikerBox"),
    (codec.encode_message("HWT:\x07\x1b[2J;"), "(2J)"),
])
def test_who_else_is_there_is_named(heard: bytes, words: str) -> None:
    talk = Talk(BybDriver())
    talk.wait(2000)
    talk.hear(heard)
    talk.wait(4000)
    assert talk.failed
    assert [note.kind for note in talk.notes] == [NoteKind.WRONG_DEVICE]
    assert words in talk.notes[0].text
    assert not any(word.startswith((b"conf", b"start", b"p:")) for word in talk.writes)


def test_a_try_at_another_baud_rate_is_silent() -> None:
    talk = Talk(BybDriver(quiet=True))
    talk.wait(2000)
    talk.hear(bytes(range(200, 256)))
    talk.wait(4000)
    assert (talk.failed, talk.notes, talk.driver.answered) == (True, [], False)


def test_nobody_is_asked_three_times() -> None:
    talk = Talk(BybDriver())
    talk.wait(6000)
    assert talk.writes == [b"b:;\n"] * 3
    assert [note.kind for note in talk.notes] == [NoteKind.MISSING]


def test_a_box_that_sends_nothing_after_its_name_is_told() -> None:
    talk = told("MUSCLESS")
    talk.wait(4000)
    assert talk.failed
    assert "no samples" in talk.notes[-1].text


def test_an_add_on_board_opens_the_box_anew() -> None:
    talk = told("MSBPCDC")
    talk.hear(codec.encode_message("BRD:0;"))
    talk.wait(300)
    talk.stream(2, 512, each=200)
    talk.hear(codec.encode_message("EVNT:1;BRD:0;"))
    talk.wait(20)
    assert [note.kind for note in talk.notes] == [NoteKind.READY]
    talk.hear(codec.encode_message("BRD:1;"))
    talk.wait(20)
    assert talk.failed
    assert [note.kind for note in talk.notes] == [NoteKind.READY, NoteKind.MODE_RESET]


def test_a_broken_frame_is_a_counted_loss() -> None:
    talk = told("MUSCLESS")
    talk.wait(300)
    talk.stream(2, 512)
    data = codec.encode_frames(np.full((100, 2), 512))
    talk.wait(20)
    talk.hear(data[:40] + data[42:])
    talk.wait(20)
    assert sum(block.lost for block in talk.blocks) == 1
    assert {note.kind for note in talk.notes} == {NoteKind.READY, NoteKind.GAP, NoteKind.GARBAGE}


def test_reports_of_something_else_are_garbage() -> None:
    talk = hid()
    talk.wait(320)
    for _ in range(100):
        talk.wait(20)
        talk.hear(b"\x01\x02\x03")
        for _ in range(13):
            talk.hear(codec.encode_report(codec.encode_frames(np.full((15, 2), 512))))
    assert NoteKind.GARBAGE in {note.kind for note in talk.notes}
    assert len(talk.blocks) <= 2 * 100
    assert sum(block.lost for block in talk.blocks) == 0
