from __future__ import annotations

import codecs
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import InputError
from signals.offline.tables import BLOCK_CHARS, open_source

ROWS = np.array([[0.0, 1.5, -2.25], [0.01, 1.25, -2.5], [0.02, 1e-3, 3.0], [0.03, 1.0, 0.5]])


def written(path: Path, text: str | bytes) -> Path:
    file = path / "trial.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def table(separator: str, decimal: str = ".", header: str | None = "t,x,y", quote: str = "") -> str:
    """The rows as some program saves them."""
    lines = [] if header is None else [separator.join(header.split(","))]
    lines += [separator.join(quote + repr(value).replace(".", decimal) + quote for value in row)
              for row in ROWS.tolist()]
    return "\n".join(lines) + "\n"


def read(file: Path) -> np.ndarray:
    return np.concatenate(list(open_source(file).blocks()))


@pytest.mark.parametrize(("text", "separator", "decimal"), [
    (table(","), ",", "."), (table(";"), ";", "."), (table("\t"), "tab", "."), (table(" "), "spaces", "."),
    (table("  "), "spaces", "."), (table(", "), ",", "."), (table(";", ","), ";", ","),
    (table("\t", ","), "tab", ","),
    (table(" ", ","), "spaces", ","), (table(",", ",", quote='"'), ",", ","), (table(",", quote='"'), ",", "."),
    (table(","). replace("\n", "\r\n"), ",", "."), (table(","). replace("\n", "\r"), ",", "."),
    (table(",").rstrip("\n"), ",", "."), (table(",").replace("\n", ",\n"), ",", "."),
    (table(",").replace("\n", "\n\n"), ",", "."),
])
def test_every_usual_separator_decimal_sign_and_line_end_is_read(
    tmp_path: Path, text: str, separator: str, decimal: str,
) -> None:
    source = open_source(written(tmp_path, text))
    assert (source.reading.separator, source.reading.decimal) == (separator, decimal)
    assert source.names[:3] == ("t", "x", "y")
    assert np.concatenate(list(source.blocks()))[:, :3] == pytest.approx(ROWS)


@pytest.mark.parametrize(("text", "encoding"), [
    (codecs.BOM_UTF8 + table(",").encode(), "utf-8-sig"), (table(",").encode("utf-16"), "utf-16"),
    (table(",").encode("utf-16-le"), "utf-16-le"), (table(",").encode("utf-16-be"), "utf-16-be"),
    (codecs.BOM_UTF16_BE + table(",").encode("utf-16-be"), "utf-16"),
    (table(",", header="t,x,y (\xb5V)").encode("latin-1"), "cp1252"), (table(",").encode("utf-32"), "utf-32")])
def test_every_usual_encoding_is_read(tmp_path: Path, text: bytes, encoding: str) -> None:
    source = open_source(written(tmp_path, text))
    assert source.reading.encoding == encoding
    assert source.names[:2] == ("t", "x")
    assert np.concatenate(list(source.blocks())) == pytest.approx(ROWS)


@pytest.mark.parametrize(("above", "names"), [
    ("", ("", "", "")), ("t,x,y\n", ("t", "x", "y")), ("# t,x,y\n", ("t", "x", "y")),
    ("Name: somebody\nRate,100\n\nt,x,y\n", ("t", "x", "y")),
    ("t,x,y\ns,mm,mm\n", ("t (s)", "x (mm)", "y (mm)")), ("t,x,y\n[ms],[cm],\n", ("t (ms)", "x (cm)", "y")),
    ('"time, s","x","y"\n', ("time, s", "x", "y")), ("t,x\n", ("t", "x", ""))])
def test_the_names_stand_above_the_first_row(tmp_path: Path, above: str, names: tuple[str, ...]) -> None:
    source = open_source(written(tmp_path, above + table(",", header=None)))
    assert source.names == names
    assert source.reading.header is any(names)
    assert np.concatenate(list(source.blocks())) == pytest.approx(ROWS)


def test_points_between_thousands_are_no_decimals(tmp_path: Path) -> None:
    assert read(written(tmp_path, "t;x\n0,5;1.234,5\n1,5;2,5\n")).tolist() == [[0.5, 1234.5], [1.5, 2.5]]


def test_cells_that_cannot_be_read_are_missing_and_counted(tmp_path: Path) -> None:
    source = open_source(written(tmp_path, "t,x,y\n0,1,2\n1,,2\n2,oops,2\n3,1\n4,1,2,9\n5,nan,inf\nend of file\n"))
    rows = np.concatenate(list(source.blocks()))
    assert rows[:, 0].tolist()[:6] == [0, 1, 2, 3, 4, 5]
    assert np.isnan(rows[:, 1]).tolist() == [False, True, True, False, False, True, True]
    assert source.reading.unreadable_cells == 7


def test_a_column_of_words_is_left_out(tmp_path: Path) -> None:
    source = open_source(written(tmp_path, "t,x,y,eyes\n0,1,2,open\n1,1,2,open\n"))
    assert np.concatenate(list(source.blocks()))[:, :3].tolist() == [[0, 1, 2], [1, 1, 2]]


@pytest.mark.parametrize(("text", "word"), [
    (b"", "is empty"), (b" \n \n", "is empty"), (b"hello\nworld\n", "no row of numbers"),
    (b"t,x,y\n", "no row of numbers"),
    (b"PK\x03\x04" + bytes(50), "spreadsheet"), (bytes(range(256)) * 4, "not a text"),
    (b"t,x,y\n0,00,1,50,2,25\n0,01,1,25,2,50\n", "semicolons"), (b"{\"warning\": \"none\"}\n", "no samples"),
    (b"{broken\n", "no samples"), (",".join(["1"] * 300).encode(), "300 columns")])
def test_what_is_no_table_is_refused_with_what_to_do(tmp_path: Path, text: bytes, word: str) -> None:
    with pytest.raises(InputError, match=word):
        open_source(written(tmp_path, text))


def test_a_file_that_is_not_there_or_is_a_folder_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(InputError, match="cannot be read"):
            open_source(path)


def test_one_endless_line_is_refused(tmp_path: Path) -> None:
    file = written(tmp_path, table(",") + "1," * BLOCK_CHARS)
    with pytest.raises(InputError, match="line of over"):
        read(file)


def test_blocks_join_without_a_seam(tmp_path: Path) -> None:
    numbers = np.arange(400_000.0)
    file = written(tmp_path, "t,x\n" + "\n".join(f"{n:.0f},{2 * n:.0f}" for n in numbers.tolist()))
    source = open_source(file)
    blocks = list(source.blocks())
    assert len(blocks) > 1
    assert np.array_equal(np.concatenate(blocks), np.column_stack([numbers, 2 * numbers]))


def test_the_lines_of_a_stream_are_read(tmp_path: Path) -> None:
    lines = [{"warning": "waiting"}, {"t": 0.0, "uv": [1.0, 2.0], "lost": 0}, {"t": 0.001, "uv": [3.0], "lost": 0},
             {"error": "gone"}, {"t": 0.002, "uv": [5.0, None], "lost": 2}]
    source = open_source(written(tmp_path, "\n".join(map(json.dumps, lines)) + "\n{\"t\": 0.0"))
    assert source.names == ("t", "ch1_uv", "ch2_uv", "lost")
    rows = np.concatenate(list(source.blocks()))
    assert rows[:, 1].tolist() == [1.0, 3.0, 5.0]
    assert np.isnan(rows[:, 2]).tolist() == [False, True, True]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.binary(max_size=300), st.text(alphabet="0123456789.,;-+e\t \n\"txy{}:nai", max_size=300)))
def test_any_bytes_are_read_or_refused(tmp_path: Path, text: bytes | str) -> None:
    try:
        source = open_source(written(tmp_path, text))
        widths = {block.shape[1] for block in source.blocks()}
    except InputError:
        return
    assert widths <= {len(source.names)}
