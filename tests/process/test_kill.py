"""kill -9 in the middle of play: the folder opens, proves itself up to the cut, at most a second is missing."""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path

import pytest

from core.clock import NS_PER_S, SystemClock
from core.frames import TICK_HZ, ControlFrame
from game.scenes.dwell import stands
from tests.process.programs import Program, Story, device, records_in, session_in, sheet_in, surefoot, until
from tests.station.playing import run

pytestmark = [pytest.mark.process, pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")]

LEVEL = ("play", "shelf_reach/first_shelf", "--grade", "1")


def frames_in(place: Path) -> list[ControlFrame]:
    return [record for record in records_in(place) if isinstance(record, ControlFrame)]


def kill(program: Program) -> int:
    """Kill the program; return when, on the clock that all processes share."""
    killed_ns = SystemClock().now_ns()
    program.signal(signal.SIGKILL)
    assert program.end() == -signal.SIGKILL
    return killed_ns


def assert_opens(place: Path, killed_ns: int) -> None:
    frames = frames_in(place)
    assert killed_ns - frames[-1].t_ns <= NS_PER_S
    assert sheet_in(place)["state"] == "running"
    session = session_in(place)
    assert session is not None
    ran = run("replay", session, "--json")
    samples, events = json.loads(ran.out)
    assert (ran.code, samples["same"], events["same"]) == (0, True, True)
    assert (samples["complete"], samples["compared"], events["compared"] >= 1) == (False, len(frames), True)


@pytest.mark.parametrize("screen", [("--headless",), ("--window", "640x360")], ids=["headless", "on a screen"])
def test_of_a_session_with_a_board(tmp_path: Path, screen: tuple[str, ...]) -> None:
    out = tmp_path / "out"
    with device("lines-board", tmp_path / "board") as board, \
            surefoot(*LEVEL, *screen, "--out", out, "--board", f"serial:{board.port}", "--emg", "none") as program:
        if "--headless" not in screen:
            until(lambda: any(stands(frame) for frame in frames_in(out)), "somebody in the middle")
            board.say("lean 0.9 0")  # leaning presses the button on the right
        Story(out).until("round_started")
        begun = len(frames_in(out))
        until(lambda: len(frames_in(out)) > begun + TICK_HZ, "a second of play")
        killed_ns = kill(program)
    assert_opens(out, killed_ns)
