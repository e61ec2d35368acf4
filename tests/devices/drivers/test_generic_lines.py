from __future__ import annotations

import numpy as np
import pytest

from core.clock import NS_PER_MS
from core.samples import SampleBlock, Stream
from devices.codecs import generic_lines as codec
from devices.codecs.generic_lines import GenericColumns, Record, RecordKind, Unit
from devices.drivers import LinkNote, NoteKind, Output
from devices.drivers.generic_lines import GenericLinesDriver

BOARDS = (Stream.BOARD, Stream.TILT)


class Talk:
    """A driver, its time, and what it said."""

    def __init__(self, driver: GenericLinesDriver) -> None:
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

    def stream(self, kind: RecordKind, values: tuple[float, ...], n: int = 60, every_ms: int = 20) -> None:
        for i in range(n):
            self.wait(every_ms)
            self.hear(codec.encode_record(Record(kind, i, self.now_ms * 1000, values)))

    def _take(self, output: Output) -> None:
        self.writes += output.writes
        self.blocks += output.blocks
        self.notes += output.notes
        self.failed |= output.failed


def introduced(identity: bytes, wanted: tuple[Stream, ...] = BOARDS,
               columns: GenericColumns | None = None) -> Talk:
    talk = Talk(GenericLinesDriver(wanted, columns))
    talk.wait(2000)
    talk.hear(identity)
    return talk


def test_the_conversation_word_by_word() -> None:
    talk = Talk(GenericLinesDriver(BOARDS))
    talk.hear(b"boot noise\n#ID,kind=board4\n")
    talk.wait(1980)
    assert talk.writes == []
    talk.wait(20)
    assert talk.writes == [b"?\n"]
    talk.hear(b"#ID,kind=board4,name=Gym,rate=50,unit=g\n")
    assert talk.writes == [b"?\n", b"S\n"]
    talk.stream(RecordKind.BOARD, (10000.0, 20000.0, 30000.0, 12000.0))
    assert [(note.kind, note.text) for note in talk.notes] == [
        (NoteKind.READY, "'Gym' sends 50 samples a second.")]
    assert talk.blocks[-1].data[0, :4].tolist() == pytest.approx([10.0, 20.0, 30.0, 12.0])
    assert talk.driver.stop() == (b"P\n",)


def test_it_asks_three_times_and_then_gives_up() -> None:
    talk = Talk(GenericLinesDriver(BOARDS))
    talk.wait(6000)
    assert talk.writes == [b"?\n"] * 3
    assert [note.kind for note in talk.notes] == [NoteKind.MISSING]
    assert talk.failed
    talk.hear(b"#ID,kind=board4\n")
    assert talk.writes == [b"?\n"] * 3


@pytest.mark.parametrize(("identity", "values", "kilograms"), [
    (b"#ID,kind=board4,unit=kg\n", (1.0, 2.0, 3.0, 4.0), [1.0, 2.0, 3.0, 4.0]),
    (b"#ID,kind=board4,unit=counts,cpk=20000\n", (20000.0, 0.0, -20000.0, 40000.0), [1.0, 0.0, -1.0, 2.0]),
    (b"#ID,kind=board4,unit=g,order=TR,TL,BR,BL\n", (1000.0, 2000.0, 3000.0, 4000.0), [2.0, 1.0, 4.0, 3.0]),
    (b"#ID,kind=board4,unit=stone,cpk=0,order=TL,TL\n", (1000.0, 2000.0, 3000.0, 4000.0), [1.0, 2.0, 3.0, 4.0]),
])
def test_what_the_board_says_of_its_numbers_counts(
        identity: bytes, values: tuple[float, ...], kilograms: list[float]) -> None:
    talk = introduced(identity)
    talk.stream(RecordKind.BOARD, values)
    assert talk.blocks[-1].data[0, :4].tolist() == pytest.approx(kilograms)


def test_settings_count_where_the_board_is_silent() -> None:
    talk = introduced(b"#ID,kind=board4\n", columns=GenericColumns(unit=Unit.KILOGRAM))
    talk.stream(RecordKind.BOARD, (1.0, 2.0, 3.0, 4.0))
    assert talk.blocks[-1].data[0, :4].tolist() == [1.0, 2.0, 3.0, 4.0]


@pytest.mark.parametrize(("identity", "count", "uv"), [
    (b"#ID,kind=emg,ch=2,bits=10,uv=2\n", 612.0, 200.0),
    (b"#ID,kind=emg,ch=2,bits=12,uv=0.5\n", 2048.0, 0.0),
    (b"#ID,kind=emg,ch=2,bits=10,uv=1,zero=0\n", 612.0, 612.0),
])
def test_emg_is_scaled_as_it_says(identity: bytes, count: float, uv: float) -> None:
    talk = introduced(identity, (Stream.EMG,))
    talk.stream(RecordKind.EMG, (count, count))
    assert talk.driver.channels == 2
    assert talk.blocks[-1].data.tolist() == [[uv, uv]]


@pytest.mark.parametrize("kind", [b"emg", b"stimulator", b"", b"x" * 100])
def test_another_kind_is_refused_by_name(kind: bytes) -> None:
    talk = introduced(b"#ID,kind=" + kind + b"\n")
    assert talk.failed
    (note,) = talk.notes
    assert note.kind is NoteKind.WRONG_DEVICE
    assert f"'{kind[:20].decode()}'" in note.text
    assert len(note.text) < 160


def test_the_rate_that_comes_wins_over_the_rate_that_was_told() -> None:
    talk = introduced(b"#ID,kind=board4,rate=80\n")
    talk.stream(RecordKind.BOARD, (1.0, 2.0, 3.0, 4.0), every_ms=100)
    assert talk.driver.rate_hz == 10.0


def test_a_board_that_introduces_itself_and_then_says_nothing_fails() -> None:
    talk = introduced(b"#ID,kind=board4\n")
    talk.wait(4000)
    assert talk.failed
    assert "sends no samples" in talk.notes[-1].text


def test_a_foreign_sketch_hears_no_letters_but_the_question() -> None:
    talk = Talk(GenericLinesDriver(BOARDS))
    talk.wait(2000)
    for _ in range(300):
        talk.wait(20)
        talk.hear(b"12.5;13.5;14.5;15.5\r\n")
    talk.wait(600)
    assert set(talk.writes) == {b"?\n"}
    assert [note.kind for note in talk.notes] == [NoteKind.READY, NoteKind.SILENT]
    assert talk.driver.stop() == ()
    assert talk.blocks[-1].data[0, :4].tolist() == pytest.approx([0.0125, 0.0135, 0.0145, 0.0155])


def test_columns_of_a_foreign_sketch_are_mapped() -> None:
    talk = Talk(GenericLinesDriver(BOARDS, GenericColumns((2, 1, 4, 3), Unit.KILOGRAM)))
    talk.wait(2000)
    for i in range(300):
        talk.wait(20)
        talk.hear(f"{i * 20} 2 1 4 3\n".encode())
    assert talk.blocks[-1].data[0, :4].tolist() == [1.0, 2.0, 3.0, 4.0]


def test_rows_of_another_width_are_left_out_and_counted() -> None:
    talk = introduced(b"#ID,kind=emg,ch=2\n", (Stream.EMG,))
    talk.stream(RecordKind.EMG, (500.0, 500.0))
    at_us = talk.now_ms * 1000
    rows = [Record(RecordKind.EMG, 60 + i, at_us + i, (500.0,) * (2 + i % 2)) for i in range(4)]
    talk.hear(b"".join(map(codec.encode_record, rows)))
    talk.wait(1100)
    assert {block.data.shape[1] for block in talk.blocks} == {2}
    assert NoteKind.GARBAGE in {note.kind for note in talk.notes}


def test_lines_of_another_kind_in_the_stream_are_ignored() -> None:
    talk = introduced(b"#ID,kind=board4\n")
    talk.stream(RecordKind.BOARD, (1.0, 2.0, 3.0, 4.0))
    before = len(talk.blocks)
    talk.hear(b"$T,1,1,1,1\n#ID,kind=tilt\n")
    assert len(talk.blocks) == before


def test_quiet_drivers_fail_without_a_word_unless_somebody_answers() -> None:
    mute = Talk(GenericLinesDriver(BOARDS, quiet=True))
    mute.wait(6000)
    assert (mute.failed, mute.notes, mute.driver.answered) == (True, [], False)
    wrong = Talk(GenericLinesDriver(BOARDS, quiet=True))
    wrong.wait(2000)
    wrong.hear(b"#ID,kind=emg\n")
    assert wrong.failed
    assert wrong.driver.answered
    assert [note.kind for note in wrong.notes] == [NoteKind.WRONG_DEVICE]


def test_a_board_does_not_invent_battery_or_temperature() -> None:
    talk = introduced(b"#ID,kind=board4\n")
    talk.stream(RecordKind.BOARD, (1.0, 2.0, 3.0, 4.0))
    assert np.isnan(talk.blocks[-1].data[0, [4, 6]]).all()


def test_lines_that_were_cut_short_change_nothing_but_are_counted() -> None:
    talk = Talk(GenericLinesDriver((Stream.EMG,)))
    talk.wait(4000)
    for _ in range(60):
        talk.wait(20)
        talk.hear(b"512,600\n")
    talk.wait(1200)
    before = len(talk.blocks)
    for line in (b"512\n512,700\n", b"512\n", b"512,700\n"):
        talk.hear(line)
    talk.wait(1200)
    assert [block.data.tolist() for block in talk.blocks[before:]] == [[[0.0, 188.0]]] * 2
    assert talk.driver.channels == 2
    assert NoteKind.GARBAGE in {note.kind for note in talk.notes}
