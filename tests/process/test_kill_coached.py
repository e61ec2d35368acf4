"""kill -9 while difficulty follows a person, and a second session meanwhile: no line that was written is lost."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import pytest

from clinic.coaching import LOG, record_of
from clinic.recording.session import SHEET
from game.difficulty.replay import replay
from tests.process.programs import surefoot, until
from tests.station.playing import Ran, play, run

pytestmark = [pytest.mark.process, pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")]

LEVEL = "shelf_reach/first_shelf"


@pytest.fixture(autouse=True)
def no_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the picture at the end, which takes longer than the play."""
    monkeypatch.setattr("station.summary._drawn", lambda *_: None)


def log(place: Path) -> Path:
    return record_of(place, "p-1", LEVEL).folder / LOG


def lines(place: Path) -> list[str]:
    return log(place).read_text(encoding="utf-8").splitlines() if log(place).exists() else []


def again(place: Path) -> Ran:
    return play(place, LEVEL, "--patient", "P-1", "--seconds", "12", "--seed", "2")


def test_a_killed_session_goes_on_and_another_one_meanwhile_stays_beside(tmp_path: Path) -> None:
    with surefoot("play", LEVEL, "--grade", "10", "--headless", "--board", "sim", "--seed", "1", "--patient",
                  "P-1", "--out", tmp_path) as program:
        until(lambda: len(lines(tmp_path)) >= 3, "two tries in the log")
        program.signal(signal.SIGSTOP)  # it stays in play for as long as the other one needs
        meanwhile = again(tmp_path)
        program.signal(signal.SIGCONT)
        program.signal(signal.SIGKILL)
        assert program.end() == -signal.SIGKILL
    assert "another session too" in meanwhile.told["remarks"][0]
    beside = list(log(tmp_path).parent.glob("difficulty-*.jsonl"))
    assert len(beside) == 1
    replay(beside[0].read_text(encoding="utf-8").splitlines())  # whole, from its first line to its end

    written = lines(tmp_path)
    after = again(tmp_path)
    assert (after.code, after.err) == (0, "")
    assert "cut short" in after.told["remarks"][0]
    assert lines(tmp_path)[:len(written)] == written
    assert len(replay(lines(tmp_path)).decisions) > len(written) - 1
    for session in (path for path in tmp_path.iterdir() if (path / SHEET).exists()):
        assert run("replay", session, "--seam", "frames").code == 0
