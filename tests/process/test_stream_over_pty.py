"""`stream` as other programs use it: one JSON line per sample through a pipe."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.process.programs import Program, device, surefoot

pytestmark = [pytest.mark.process, pytest.mark.skipif(sys.platform == "win32", reason="needs pseudo-terminals")]


def lines_of(program: Program) -> Iterator[dict[str, Any]]:
    assert program.process.stdout is not None
    for line in program.process.stdout:
        yield json.loads(line)


def test_a_board_is_read_unplugged_and_read_again(tmp_path: Path) -> None:
    with device("lines-board", tmp_path / "board") as board, \
            surefoot("stream", "--board", f"serial:{board.port}", "--json") as program:
        lines = lines_of(program)
        first = next(lines)
        assert first["total"] == pytest.approx(72, abs=0.5)
        assert (first["t"], first["battery"], first["gap"]) == (0.0, None, 0)
        board.say("lean 1 0")
        assert next(line for line in lines if line["cop_x"] > 85)["tr"] > 22

        board.say("unplug")
        assert "gone" in next(line for line in lines if "warning" in line)["warning"]
        board.say("plug")
        again = next(line for line in lines if "total" in line)
        assert again["total"] == pytest.approx(72, abs=0.5)
        assert again["t"] > 2
        program.signal(signal.SIGINT)
        assert all("error" not in line for line in lines)
        assert program.end() == 0
    assert program.err == ""


def test_a_reader_that_has_enough_ends_it_quietly() -> None:
    with surefoot("stream", "--board", "sim", "--json") as program:
        assert program.process.stdout is not None
        assert "total" in json.loads(program.process.stdout.readline())
        program.process.stdout.close()
        assert program.process.wait(20) == 0
        assert program.process.stderr is not None
        assert program.process.stderr.read() == ""
