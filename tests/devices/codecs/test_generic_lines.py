from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.codecs import generic_lines as codec
from devices.codecs.generic_lines import Decoder, GenericColumns, Identity, Line, Loose, Record, RecordKind, Unit

FAST = settings(max_examples=60, deadline=None)
BOARD = b"$B,17,1700000,10230,10110,9980,10005*4F\n"
TILT = b"$T,9,90000,-125,340*78\n"
EMG = b"$E,42,84000,512,498*7C\n"


def decode(data: bytes, tolerant: bool = False) -> tuple[list[Line], Decoder]:
    decoder = Decoder(tolerant=tolerant)
    return decoder.feed(b"first, always dropped\n" + data), decoder


@pytest.mark.parametrize(("line", "record"), [
    (BOARD, Record(RecordKind.BOARD, 17, 1_700_000, (10230.0, 10110.0, 9980.0, 10005.0))),
    (TILT, Record(RecordKind.TILT, 9, 90_000, (-125.0, 340.0))),
    (EMG, Record(RecordKind.EMG, 42, 84_000, (512.0, 498.0))),
])
def test_published_examples_read_and_write_the_same_bytes(line: bytes, record: Record) -> None:
    assert decode(line)[0] == [record]
    assert codec.encode_record(record) == line
    assert decode(line.replace(b"\n", b"\r\n"))[0] == [record]
    assert decode(codec.encode_record(record, with_checksum=False))[0] == [record]


@pytest.mark.parametrize(("line", "garbage", "bad_checksum", "overlong"), [
    (BOARD.replace(b"4F", b"4E"), 0, 1, 0),
    (BOARD.replace(b"10230", b"10231"), 0, 1, 0),
    (BOARD.replace(b"4F", b""), 0, 1, 0),
    (b"$B,17,1700000,10230,10110,9980\n", 1, 0, 0),
    (b"$B,65536,1,1,2,3,4\n", 1, 0, 0),
    (b"$B,1,4294967296,1,2,3,4\n", 1, 0, 0),
    (b"$B,-1,1,1,2,3,4\n", 1, 0, 0),
    (b"$B,1,1,1,2,nan,4\n", 1, 0, 0),
    (b"$B,1,1,1,2,1e999,4\n", 1, 0, 0),
    (b"$X,1,1,1\n", 1, 0, 0),
    (b"$E,1,1\n", 1, 0, 0),
    (b"$\n", 1, 0, 0),
    (b"\xff\xfe\x00\n", 1, 0, 0),
    (b"#ID,\n", 1, 0, 0),
    (b"#ID,name=\x1b[2J\n", 1, 0, 0),
    (b"#ID,name=\xc3\xa4\n", 1, 0, 0),
    (b"12,34\n", 1, 0, 0),
    (b"1" * 161 + b"\n", 0, 0, 1),
    (b"1" * 100_000 + b"\n", 0, 0, 1),
])
def test_what_makes_no_sense_is_counted_and_never_raised(
        line: bytes, garbage: int, bad_checksum: int, overlong: int) -> None:
    lines, decoder = decode(line + TILT)
    assert len(lines) == 1
    damage = decoder.damage
    assert (damage.garbage, damage.bad_checksum, damage.overlong) == (garbage, bad_checksum, overlong)


def test_the_first_line_is_dropped_unless_it_says_who_it_is() -> None:
    assert Decoder().feed(BOARD) == []
    assert Decoder().feed(b"#ID,kind=tilt\n") == [Identity({"kind": "tilt"})]


def test_a_line_without_end_keeps_the_buffer_small() -> None:
    decoder = Decoder()
    decoder.feed(b"x\n")
    for _ in range(1000):
        assert decoder.feed(b"9" * 100) == []
        assert len(decoder._buffer) <= codec.MAX_LINE
    assert decoder.feed(b"\n" + TILT) == decode(TILT)[0]
    assert decoder.damage.overlong == 1


def test_identity_keeps_commas_inside_a_field() -> None:
    (identity,), _ = decode(b"#ID,kind=board4,name=Gym 2,rate=80,unit=g,order=TR,TL,BL,BR,w=433\r\n")
    assert isinstance(identity, Identity)
    assert identity.fields["order"] == "TR,TL,BL,BR"
    assert identity.fields["name"] == "Gym 2"
    assert identity.number("rate", 1, 1000) == 80.0
    assert identity.number("rate", 1, 10) is None
    assert identity.number("absent", 1, 10) is None


@pytest.mark.parametrize(("line", "values", "labels"), [
    (b"1.5,-2,3e1,4\n", (1.5, -2.0, 30.0, 4.0), ("", "", "", "")),
    (b"1;2;3;4\n", (1.0, 2.0, 3.0, 4.0), ("", "", "", "")),
    (b"1\t2\t 3   4\r\n", (1.0, 2.0, 3.0, 4.0), ("", "", "", "")),
    (b"tl:1,tr: 2 , BL = 3\tbr:4\n", (1.0, 2.0, 3.0, 4.0), ("TL", "TR", "BL", "BR")),
    (b"1,2,\n", (1.0, 2.0), ("", "")),
    (b"512\n", (512.0,), ("",)),
])
def test_foreign_lines_are_read_tolerantly(
        line: bytes, values: tuple[float, ...], labels: tuple[str, ...]) -> None:
    assert decode(line, tolerant=True)[0] == [Loose(values, labels)]


@pytest.mark.parametrize("line", [b"ready\n", b"1,two,3\n", b"nan,1\n", b"inf\n", b"a:b\n", b",\n", b"1.2.3\n"])
def test_foreign_words_are_garbage(line: bytes) -> None:
    lines, decoder = decode(line, tolerant=True)
    assert lines == []
    assert decoder.damage.garbage == 1


@pytest.mark.parametrize(("loose", "columns", "width", "picked"), [
    (Loose((9.0, 1.0, 2.0, 3.0, 4.0), ("",) * 5), (1, 2, 3, 4), 4, (1.0, 2.0, 3.0, 4.0)),
    (Loose((1.0, 2.0, 3.0, 4.0), ("",) * 4), (1, 0, 3, 2), 4, (2.0, 1.0, 4.0, 3.0)),
    (Loose((1.0, 2.0, 3.0, 4.0), ("BR", "BL", "TR", "TL")), (), 4, (4.0, 3.0, 2.0, 1.0)),
    (Loose((1.0, 2.0, 3.0), ("",) * 3), (), 4, None),
    (Loose((1.0, 2.0, 3.0), ("",) * 3), (), None, (1.0, 2.0, 3.0)),
    (Loose((1.0, 2.0, 3.0), ("",) * 3), (2,), None, (3.0,)),
    (Loose((1.0,), ("",)), (1,), None, None),
])
def test_columns_choose_the_numbers_that_are_meant(
        loose: Loose, columns: tuple[int, ...], width: int | None, picked: tuple[float, ...] | None) -> None:
    names = codec.CORNERS if width == 4 else ()
    assert codec.pick(loose, GenericColumns(columns), names, width) == picked


def test_units_and_zero() -> None:
    assert GenericColumns().kg_per_unit == 0.001
    assert GenericColumns(unit=Unit.KILOGRAM).kg_per_unit == 1.0
    assert GenericColumns(unit=Unit.COUNTS, counts_per_kg=20_000).kg_per_unit == 0.00005
    assert GenericColumns(bits=12).zero == 2048.0
    assert GenericColumns(zero_count=500.0).zero == 500.0
    with pytest.raises(ValueError, match="counts per kilogram"):
        GenericColumns(counts_per_kg=0.0)
    with pytest.raises(ValueError, match="columns"):
        GenericColumns(columns=(-1,))


@FAST
@given(st.binary(max_size=600), st.lists(st.integers(1, 80), max_size=30), st.booleans())
def test_any_bytes_in_any_chunks_give_the_same_lines(data: bytes, cuts: list[int], tolerant: bool) -> None:
    whole = Decoder(tolerant=tolerant)
    expected = whole.feed(data)
    parts, lines = Decoder(tolerant=tolerant), []
    for size in cuts:
        lines += parts.feed(data[:size])
        data = data[size:]
    assert lines + parts.feed(data) == expected


@FAST
@given(st.lists(st.tuples(st.integers(0, 65535), st.integers(0, 2**32 - 1),
                          st.lists(st.integers(-10**6, 10**6), min_size=4, max_size=4)), max_size=8),
       st.binary(max_size=40))
def test_records_survive_garbage_lines_between_them(rows: list[tuple[int, int, list[int]]], junk: bytes) -> None:
    records = [Record(RecordKind.BOARD, seq, t_us, tuple(map(float, values))) for seq, t_us, values in rows]
    noise = b"!" + junk.replace(b"\n", b"") + b"\n"
    lines, decoder = decode(noise.join(codec.encode_record(record) for record in records))
    assert lines == records
    assert decoder.damage.total == max(0, len(records) - 1)


def test_commands() -> None:
    assert [codec.encode_command(command) for command in codec.Command] == [b"?\n", b"S\n", b"P\n", b"T\n"]
