from __future__ import annotations

import numpy as np
import pytest

from devices.codecs import olimex as codec
from devices.drivers import NoteKind
from devices.drivers.olimex import OlimexDriver
from tests.devices.drivers.talk import Talk


def stream(talk: Talk, rate_hz: float = 256.0, ms: int = 3000, count: int = 512, first: int = 0) -> int:
    """Let frames come every 20 ms at `rate_hz`; return the number of the next."""
    began_ms, number = talk.now_ms, first
    for _ in range(0, ms, 20):
        talk.wait(20)
        due = first + int((talk.now_ms - began_ms) * rate_hz / 1000)
        talk.hear(codec.encode_frames(np.arange(number, due), np.full((due - number, 6), count)))
        number = due
    return number


def test_it_listens_measures_and_never_says_a_word() -> None:
    talk = Talk(OlimexDriver())
    talk.wait(1600)
    number = stream(talk, ms=1980)
    assert talk.kinds == []
    stream(talk, ms=1000, first=number)
    assert talk.kinds == [NoteKind.READY]
    assert talk.notes[0].text == "The Olimex shield sends 6 channels, 256 samples a second."
    assert talk.blocks[-1].data.shape[1] == 6
    assert talk.driver.stop() == ()
    assert talk.writes == []


@pytest.mark.parametrize("rate_hz", [125.0, 250.0, 256.0, 500.0])
def test_the_rate_is_measured(rate_hz: float) -> None:
    talk = Talk(OlimexDriver())
    stream(talk, rate_hz, 4000)
    assert talk.driver.rate_hz == rate_hz
    assert {block.rate_hz for block in talk.blocks} == {rate_hz}


@pytest.mark.parametrize(("count", "gain", "uv"), [
    (512, 2848.0, 0.0), (513, 2848.0, 1.7145), (1023, 1000.0, 2495.1), (0, 2848.0, -877.81)])
def test_microvolt_at_the_electrode(count: int, gain: float, uv: float) -> None:
    talk = Talk(OlimexDriver(gain))
    stream(talk, count=count)
    assert talk.blocks[-1].data[-1] == pytest.approx(np.full(6, uv), abs=0.05)


@pytest.mark.parametrize(("heard", "kind", "words"), [
    (b"", NoteKind.MISSING, "press its reset"), (b"OpenBCI V3\n$$$", NoteKind.WRONG_DEVICE, "an OpenBCI board"),
    (b"\x80\xfe\x00" * 99, NoteKind.WRONG_DEVICE, "something else"),
    (codec.HEADER + bytes(14), NoteKind.WRONG_DEVICE, "not an Olimex shield")])
def test_after_five_seconds_it_says_who_is_there_instead(heard: bytes, kind: NoteKind, words: str) -> None:
    talk = Talk(OlimexDriver())
    talk.wait(100)
    talk.hear(heard)
    talk.wait(4800)
    assert not talk.failed()
    talk.wait(300)
    assert talk.failed()
    assert talk.kinds == [kind]
    assert words in talk.notes[0].text
    talk.wait(2000)
    assert len(talk.notes) == 1


@pytest.mark.parametrize(("n", "failed"), [(1500, False), (1501, True)])
def test_much_that_makes_no_sense_is_not_waited_out(n: int, failed: bool) -> None:
    talk = Talk(OlimexDriver())
    talk.hear(b"\x80" * n)
    assert talk.failed() == failed
    assert talk.kinds == [NoteKind.WRONG_DEVICE] * failed
    talk.hear(b"\x80" * n)
    assert len(talk.kinds) <= 1


@pytest.mark.parametrize(("heard", "answered", "notes"), [
    (b"", False, 0), (b"\x80\xfe" * 99, False, 0), (b"OpenBCI V3\n$$$", True, 1)])
def test_a_quiet_driver_speaks_only_when_the_baud_rate_was_right(heard: bytes, answered: bool, notes: int) -> None:
    driver = OlimexDriver(quiet=True)
    talk = Talk(driver)
    talk.hear(heard)
    talk.wait(5500)
    assert (talk.failed(), driver.answered, len(talk.notes)) == (True, answered, notes)


def test_garbage_before_the_stream_is_not_worth_a_word() -> None:
    talk = Talk(OlimexDriver())
    talk.hear(b"booting\r\n" * 20)
    number = stream(talk)
    assert talk.kinds == [NoteKind.READY]
    talk.hear(b"static")
    stream(talk, first=number)
    assert talk.kinds == [NoteKind.READY, NoteKind.GARBAGE]
    assert talk.notes[-1].text.startswith("6 bytes")


def test_a_silence_is_said_and_then_ends() -> None:
    talk = Talk(OlimexDriver())
    stream(talk)
    talk.wait(520)
    assert talk.kinds[-1] is NoteKind.SILENT
    talk.wait(2600)
    assert talk.failed()
