from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from core.clock import NS_PER_MS, NS_PER_S
from core.samples import SampleBlock, Stream
from devices.codecs.chunks import Chunk, Description, encode_chunk, encode_description
from devices.drivers import LinkNote, NoteKind, Output
from devices.drivers.chunks import ChunksDriver, refusal

EMG = Description("LSL", "Arm", "EMG", 500.0, 2, unit="uV")
BOARD = Description("LSL", "Plate", "Force", 100.0, 4, unit="kg", labels=("TL", "TR", "BL", "BR"))


class Talk:
    """A driver, its time, and what it said."""

    def __init__(self, driver: ChunksDriver, told: Description | None = EMG) -> None:
        self.driver = driver
        self.now_ns = 50 * NS_PER_S
        self.blocks: list[SampleBlock] = []
        self.notes: list[LinkNote] = []
        self.failed = False
        self._take(driver.start(self.now_ns))
        if told is not None:
            self.hear(encode_description(told))

    def wait(self, ms: int) -> None:
        for _ in range(0, ms, 20):
            self.now_ns += 20 * NS_PER_MS
            self._take(self.driver.tick(self.now_ns))

    def hear(self, data: bytes) -> None:
        self._take(self.driver.receive(data, self.now_ns))

    def stream(self, values: list[float], ms: int = 2000, each: int = 10, timed: bool = True,
               late_ms: int = 5) -> None:
        """Let `each` samples come every 20 ms."""
        for _ in range(0, ms, 20):
            self.wait(20)
            back = np.arange(each)[::-1] * (20 * NS_PER_MS // each)
            times = self.now_ns - late_ms * NS_PER_MS - back
            rows = np.tile(np.array(values, np.float32), (each, 1))
            self.hear(encode_chunk(Chunk(rows, times.astype(np.int64) if timed else None)))

    def kinds(self) -> list[NoteKind]:
        return [note.kind for note in self.notes]

    def _take(self, output: Output) -> None:
        self.blocks += output.blocks
        self.notes += output.notes
        self.failed |= output.failed


@pytest.mark.parametrize(("changed", "words"), [
    ({"numeric": False}, "carries words"), ({"channels": 0}, "0 channels"), ({"channels": 65}, "65 channels"),
    ({"rate_hz": math.nan}, "cannot be"), ({"rate_hz": -1.0}, "cannot be"), ({"rate_hz": 1e9}, "cannot be"),
    ({"unit": "furlong"}, "'furlong'")])
def test_a_stream_that_cannot_be_emg_is_refused(changed: dict[str, object], words: str) -> None:
    told = replace(EMG, **changed)  # type: ignore[arg-type]  # one field of any kind, by a table
    assert words in (refusal(told, Stream.EMG) or "")
    talk = Talk(ChunksDriver(), told)
    assert talk.failed
    assert talk.kinds() == [NoteKind.WRONG_DEVICE]


@pytest.mark.parametrize("channels", [1, 2, 3, 5, 16])
def test_a_board_needs_four_corners(channels: int) -> None:
    assert "needs four" in (refusal(replace(BOARD, channels=channels), Stream.BOARD) or "")
    assert refusal(BOARD, Stream.BOARD) is None


@pytest.mark.parametrize(("unit", "uv"), [
    ("uV", 2.0), ("microvolts", 2.0), ("mV", 2000.0), ("volts", 2e6), ("", 2.0)])
def test_emg_comes_in_microvolt_whatever_the_unit(unit: str, uv: float) -> None:
    talk = Talk(ChunksDriver(), replace(EMG, unit=unit))
    talk.stream([2.0, 0.0])
    assert talk.blocks[-1].data[-1].tolist() == [uv, 0.0]
    assert ("microvolt are taken" in talk.notes[0].text) == (not unit)


@pytest.mark.parametrize(("unit", "labels", "row"), [
    ("kg", ("TL", "TR", "BL", "BR"), [1, 2, 3, 4]), ("g", (), [0.001, 0.002, 0.003, 0.004]),
    ("kg", ("br", "bl", "tr", "tl"), [4, 3, 2, 1]), ("kg", ("a", "b", "c", "d"), [1, 2, 3, 4])])
def test_a_board_has_its_corners_in_order(unit: str, labels: tuple[str, ...], row: list[float]) -> None:
    talk = Talk(ChunksDriver(Stream.BOARD), replace(BOARD, unit=unit, labels=labels))
    talk.stream([1, 2, 3, 4], each=2)
    block = talk.blocks[-1]
    assert block.stream is Stream.BOARD
    assert block.data[-1, :4] == pytest.approx(row)
    assert np.isnan(block.data[-1, [4, 6]]).all()


def test_only_the_wanted_channels_are_taken() -> None:
    talk = Talk(ChunksDriver(take=1))
    talk.stream([1.0, 2.0])
    assert talk.blocks[-1].data.shape[1] == talk.driver.channels == 1


@pytest.mark.parametrize(("told_hz", "each", "rate"), [(500.0, 10, 500.0), (510.0, 10, 510.0), (0.0, 2, 100.0),
                                                       (100.0, 10, 500.0)])
def test_the_rate_is_what_is_told_if_samples_agree(told_hz: float, each: int, rate: float) -> None:
    talk = Talk(ChunksDriver(), replace(EMG, rate_hz=told_hz))
    talk.stream([0.0, 0.0], each=each)
    assert talk.driver.rate_hz == rate
    assert talk.kinds() == [NoteKind.READY]


def test_a_fast_stream_without_a_rate_is_refused() -> None:
    talk = Talk(ChunksDriver(), replace(EMG, rate_hz=0.0))
    talk.stream([0.0, 0.0], each=20)
    assert talk.failed
    assert talk.kinds() == [NoteKind.WRONG_DEVICE]


@pytest.mark.parametrize("late_ms", [0, 5, 200])
def test_stamps_are_kept_where_they_make_sense(late_ms: int) -> None:
    talk = Talk(ChunksDriver())
    talk.stream([0.0, 0.0], late_ms=late_ms)
    assert talk.now_ns - talk.blocks[-1].last_t_ns == late_ms * NS_PER_MS


def test_stamps_of_another_clock_are_put_aside_and_this_is_said() -> None:
    talk = Talk(ChunksDriver())
    talk.stream([0.0, 0.0], late_ms=40_000)
    assert talk.now_ns - talk.blocks[-1].last_t_ns < 3 * NS_PER_MS
    assert "by their arrival" in talk.notes[0].text


def test_a_sender_that_comes_back_on_another_clock_goes_on() -> None:
    talk = Talk(ChunksDriver())
    talk.stream([0.0, 0.0])
    talk.stream([0.0, 0.0], late_ms=40_000)
    assert 0 <= talk.now_ns - talk.blocks[-1].last_t_ns < 3 * NS_PER_MS
    assert talk.blocks[-1].seq == sum(len(block.data) + block.lost for block in talk.blocks[:-1])


@pytest.mark.parametrize("timed", [True, False])
def test_values_that_are_no_numbers_are_left_out(timed: bool) -> None:
    talk = Talk(ChunksDriver())
    talk.stream([1.0, 1.0], timed=timed)
    rows = np.ones((10, 2), np.float32)
    rows[3, 0], rows[7, 1] = math.nan, math.inf
    talk.wait(20)
    times = np.arange(10, dtype=np.int64) * 2 * NS_PER_MS + talk.now_ns - 18 * NS_PER_MS
    before = len(talk.blocks)
    talk.hear(encode_chunk(Chunk(rows, times if timed else None)))
    fresh = talk.blocks[before:]
    assert sum(len(block.data) for block in fresh) == 8
    assert all(np.isfinite(block.data).all() for block in fresh)
    assert sum(block.lost for block in fresh) == (0 if timed else 2)


def test_a_chunk_of_another_width_or_of_nothing_sound_is_garbage() -> None:
    talk = Talk(ChunksDriver())
    talk.stream([1.0, 1.0])
    before = len(talk.blocks)
    talk.hear(encode_chunk(Chunk(np.ones((5, 3), np.float32))))
    talk.hear(encode_chunk(Chunk(np.full((5, 2), math.nan, np.float32))))
    talk.wait(20)
    assert len(talk.blocks) == before
    assert NoteKind.GARBAGE in talk.kinds()


def test_silence_is_said_and_then_the_stream_is_given_up() -> None:
    talk = Talk(ChunksDriver())
    talk.stream([1.0, 1.0])
    talk.wait(600)
    assert talk.kinds() == [NoteKind.READY, NoteKind.SILENT]
    talk.wait(2600)
    assert talk.failed
    assert talk.kinds() == [NoteKind.READY, NoteKind.SILENT]


@pytest.mark.parametrize(("told", "wait_ms", "words"), [
    (None, 3100, "what it is"), (EMG, 10_100, "sends nothing")])
def test_what_never_begins_is_given_up(told: Description | None, wait_ms: int, words: str) -> None:
    talk = Talk(ChunksDriver(), told)
    talk.wait(wait_ms)
    assert talk.failed
    assert words in talk.notes[0].text
    assert talk.driver.stop() == ()
