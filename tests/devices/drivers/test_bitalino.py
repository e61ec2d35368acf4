from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from devices.codecs import bitalino as codec
from devices.drivers import NoteKind
from devices.drivers.bitalino import BitalinoDriver
from tests.devices.drivers.talk import Talk


def stream(talk: Talk, counts: list[int], ms: int = 1000, first: int = 0) -> None:
    """Let 20 frames come every 20 ms."""
    for number in range(first, first + ms, 20):
        talk.wait(20)
        talk.hear(codec.encode_frames(np.arange(number, number + 20), np.tile(counts, (20, 1))))


def named(channels: int = 2, gain: float = codec.DEFAULT_GAIN, version: bytes = b"BITalino_v5.1\n") -> Talk:
    talk = Talk(BitalinoDriver(channels, gain))
    talk.wait(200)
    talk.hear(version)
    talk.wait(200)
    return talk


def test_the_conversation_byte_by_byte() -> None:
    talk = Talk(BitalinoDriver(4))
    talk.wait(180)
    assert talk.writes == []
    talk.wait(20)
    assert talk.writes == [b"\x07"]
    talk.wait(500)
    talk.hear(b"BITalino_v5.1\n")
    talk.wait(200)
    assert talk.writes == [b"\x07", b"\xc3", b"\x3d"]
    stream(talk, [512] * 4)
    assert talk.kinds == [NoteKind.READY]
    assert talk.notes[0].text == "BITalino_v5.1 sends 4 channels, 1000 samples a second."
    stream(talk, [512] * 4, 10_000, first=1000)
    assert len(talk.writes) == 3
    assert sum(block.lost for block in talk.blocks) == 0


def test_commands_keep_their_distance_even_when_a_stream_is_stopped_first() -> None:
    talk = Talk(BitalinoDriver())
    for number in range(0, 200, 20):
        talk.wait(20)
        talk.hear(codec.encode_frames(np.arange(number, number + 20), np.full((20, 6), 30)))
    talk.wait(400)
    assert talk.writes == [b"\x00", b"\xff", b"\x07"]
    talk.hear(b"\x10\x20BITalino_v4.2\n")
    talk.wait(300)
    assert talk.writes == [b"\x00", b"\xff", b"\x07", b"\xc3", b"\x0d"]
    assert all(after - before >= codec.COMMAND_GAP_MS for (before, _), (after, _) in pairwise(talk.said))


@pytest.mark.parametrize(("version", "word"), [(b"BITalino_v5.1\n", b"\xff"), (b"BITalino_v4.2\n", b"\xff"),
                                               (b"BITalino_v4.1\n", b"\x00"), (b"BITalino V3.0\n", b"\x00")])
def test_it_is_stopped_in_the_words_of_its_firmware(version: bytes, word: bytes) -> None:
    assert named(version=version).driver.stop() == (word,)


def test_a_device_that_never_said_its_name_is_told_nothing_at_the_end() -> None:
    assert BitalinoDriver().stop() == ()


@pytest.mark.parametrize(("channels", "gain", "counts", "uv"), [
    (1, 1000.0, [512], [0.0]), (2, 1000.0, [513, 0], [3.2227, -1650.0]), (2, 1009.0, [1023, 512], [1632.09, 0.0]),
    (6, 1000.0, [512, 512, 512, 512, 33, 0], [0.0, 0.0, 0.0, 0.0, 51.5625, -1650.0])])
def test_microvolt_at_the_electrode(channels: int, gain: float, counts: list[int], uv: list[float]) -> None:
    talk = named(channels, gain)
    stream(talk, counts)
    assert talk.blocks[-1].data[-1] == pytest.approx(uv, abs=0.01)
    assert talk.blocks[-1].data.shape == (20, channels)


@pytest.mark.parametrize("missing", [20, 40, 160, 240])
def test_a_hole_that_the_counter_cannot_show_is_counted_by_the_clock(missing: int) -> None:
    talk = named()
    stream(talk, [512, 512], 3000)
    talk.wait(missing)
    stream(talk, [512, 512], 6000, first=3000 + missing)
    assert sum(block.lost for block in talk.blocks) == missing
    assert NoteKind.GAP in talk.kinds


def test_three_questions_then_nobody() -> None:
    talk = Talk(BitalinoDriver())
    talk.wait(5000)
    assert talk.writes == [b"\x07"] * 3
    assert talk.kinds == [NoteKind.MISSING]
    assert "switch it on" in talk.notes[0].text
    assert talk.failed()


@pytest.mark.parametrize(("heard", "words"), [
    (b"OpenBCI V3 8-16 channel\n$$$", "OpenBCI"), (b"UNO-R3\r\n", "a Chords EMG board"),
    (b"hello\n", "something else"), (b"\x00\xff" * 100, "something else")])
def test_strangers_are_named_where_known(heard: bytes, words: str) -> None:
    talk = Talk(BitalinoDriver())
    talk.wait(220)
    talk.hear(heard)
    talk.wait(8000)
    assert talk.kinds == [NoteKind.WRONG_DEVICE]
    assert words in talk.notes[0].text
    assert talk.failed()


def test_a_device_that_says_its_name_and_sends_nothing_fails() -> None:
    talk = named()
    talk.wait(2800)
    assert not talk.failed()
    talk.wait(400)
    assert talk.failed()
    assert "sends no samples" in talk.notes[-1].text


def test_a_silence_is_said_once_and_ends_after_three_seconds() -> None:
    talk = named()
    stream(talk, [512, 512])
    talk.wait(480)
    assert talk.kinds == [NoteKind.READY]
    talk.wait(40)
    assert talk.kinds == [NoteKind.READY, NoteKind.SILENT]
    talk.wait(2400)
    assert (talk.failed(), len(talk.notes)) == (False, 2)
    talk.wait(120)
    assert talk.failed()


def test_after_giving_up_nothing_more_is_said() -> None:
    talk = Talk(BitalinoDriver())
    talk.wait(6000)
    talk.hear(b"BITalino_v5.1\n")
    talk.wait(1000)
    assert (len(talk.writes), len(talk.notes)) == (3, 1)
