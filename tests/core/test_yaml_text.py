"""Files that are no text of ours, each with the exact sentence that people read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from core import yaml_reader
from core.problems import FileErrors, Problem
from core.yaml_text import MAX_BYTES
from tests.core.carts import Cart, named, told

TEXT_FAULTS = [
    ("nothing", b"", ["cart.yaml:1:1: the file is empty."]),
    ("only comments", b"# a cart\n\n", ["cart.yaml:1:1: the file is empty."]),
    ("only a mark", b"---\n", ["cart.yaml:1:1: the file is empty."]),
    ("a tab", b"name: a\nspare:\n\tsize: 1\n", [
        "cart.yaml:3:1: a tab is not allowed; use spaces (set your editor to insert spaces)."]),
    ("tabs", b"name:\ta\n\tspare: 1\n", [
        "cart.yaml:1:6: a tab is not allowed; use spaces (set your editor to insert spaces).",
        "cart.yaml:2:1: a tab is not allowed; use spaces (set your editor to insert spaces)."]),
    ("a zero byte", b"name: a\0b\n", [
        "cart.yaml:1:8: the character U+0000 does not belong in a text file; remove it."]),
    ("a line separator", "name: a\u2028b\n".encode(), [
        "cart.yaml:1:8: the character U+2028 does not belong in a text file; remove it."]),
    ("Latin-1", "name: a\nnotes: {a: größe}\n".encode("latin-1"), [
        "cart.yaml:2:14: byte 0xf6 is not UTF-8; save the file as UTF-8."]),
    ("UTF-16", "name: a\n".encode("utf-16"), ["cart.yaml:1:1: the file is saved as UTF-16; save it as UTF-8."]),
    ("300 KB", b"# " + b"x" * 300_000, [
        "cart.yaml:1:1: the file is larger than 256 KB; a file of settings is far smaller."]),
]


@pytest.mark.parametrize(("data", "lines"), named(TEXT_FAULTS))
def test_what_is_no_text_of_ours(data: bytes, lines: list[str]) -> None:
    assert told(data) == lines


@pytest.mark.parametrize(("size", "refused"), [(MAX_BYTES - 1, False), (MAX_BYTES, False), (MAX_BYTES + 1, True)])
def test_the_size_limit_holds_to_the_byte(size: int, refused: bool) -> None:
    data = b"name: a\n#".ljust(size, b"x")
    if refused:
        assert "larger than 256 KB" in told(data)[0]
    else:
        assert yaml_reader.parse(data, "cart.yaml", Cart).name == "a"


@pytest.mark.parametrize("data", [
    b"\xef\xbb\xbfname: a\n", b"name: a\r\n", b"name: a\r", b"name: a", b"---\nname: a\n...\n"])
def test_what_editors_do_to_files_is_accepted(data: bytes) -> None:
    assert yaml_reader.parse(data, "cart.yaml", Cart).name == "a"


@pytest.mark.parametrize(("name", "sentence"), [
    ("none.yaml", "there is no such file; check the name."),
    ("folder", "this is a folder; name a file."),
    ("bad\0name", "there is no such file; check the name."),
    ("n" * 300, "the file cannot be read (File name too long); check the name."),
])
def test_wrong_paths(name: str, sentence: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(FileErrors) as caught:
        yaml_reader.read(tmp_path / name, Cart)
    assert caught.value.problems == (Problem(str(tmp_path / name), 1, 1, "", sentence),)


@pytest.mark.skipif(os.name != "posix", reason="named pipes are files on POSIX only")
def test_a_pipe_is_refused_at_once_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FileErrors, match="this is not a file that can be read as text"):
        yaml_reader.read(tmp_path / "pipe", Cart)


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "cart.yaml"
    path.write_text("name: a\n")

    def refuse(*_: object, **__: object) -> object:
        raise PermissionError(13, "Permission denied")  # chmod would not stop an administrator

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(FileErrors, match="may not be read; ask for the right to read it"):
        yaml_reader.read(path, Cart)
