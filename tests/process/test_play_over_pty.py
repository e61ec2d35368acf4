"""`play` in real time with emulated devices behind real serial ports, each a process of its own."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import pytest

from core.events import Event
from core.samples import SampleBlock, Stream
from game.mapping import Mapping
from levels.model_shelf_reach import ShelfReachLevel
from levels.reader import find, read_level
from station.replay import Seam, replay
from tests.process.programs import (
    Device,
    Story,
    device,
    events_in,
    records_in,
    remarks_in,
    session_in,
    sheet_in,
    surefoot,
)

pytestmark = [pytest.mark.process, pytest.mark.skipif(sys.platform == "win32", reason="needs pseudo-terminals")]


def steered(name: str) -> Mapping:
    level = read_level(find(name).path)
    assert isinstance(level, ShelfReachLevel)
    return Mapping(level.steer)


WHERE = steered("first_shelf")
EFFORT = steered("toes_up")


def lean_to(board: Device, item: Event) -> None:
    x, y = item.data["x"], item.data["y"]
    assert isinstance(x, float)
    assert isinstance(y, float)
    lean = WHERE.wanted(x, y).lean
    board.say(f"lean {lean[0]:.3f} {lean[1]:.3f}")


def strive_for(emg: Device, item: Event) -> None:
    y = item.data["y"]
    assert isinstance(y, float)
    (effort,) = EFFORT.wanted(0.0, y).effort.values()
    emg.say(f"effort {effort:.3f}")


def assert_whole(place: Path) -> None:
    """The session was closed in order and proves itself."""
    session = session_in(place)
    assert session is not None
    assert sheet_in(place)["state"] == "complete"
    for seam in (Seam.SAMPLES, Seam.FRAMES):
        verdict = replay(session, seam)
        assert verdict.same, verdict
        assert verdict.complete


def test_a_board_and_a_muscle_sensor_bring_a_thing_home_and_ctrl_c_ends_it(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with device("lines-board", tmp_path / "board") as board, device("chords", tmp_path / "emg") as emg, \
            surefoot("play", "shelf_reach/first_shelf", "--grade", "1", "--headless", "--json", "--out", out,
                     "--board", f"serial:{board.port}", "--emg", f"chords:{emg.port}") as program:
        story = Story(out)
        lean_to(board, story.until("item_shown"))
        story.until("item_grasped")
        board.say("lean 0 0")
        story.until("item_home", score=1)
        assert program.signal(signal.SIGINT).end() == 0
    assert (program.told["ending"], program.told["reasons"][0]) == ("stopped", "You brought home 1 of 4 things. "
                                                                    "Every one counts.")
    assert program.told["player"] == "Connected: the board and the muscle sensor."
    assert [event.kind for event in events_in(out)][-3:] == ["stopped", "outcome", "ended"]
    blocks = [record for record in records_in(out) if isinstance(record, SampleBlock)]
    assert {block.stream for block in blocks} == {Stream.BOARD, Stream.EMG}
    assert {link["stream"]: link["lost_samples"] for link in sheet_in(out)["totals"]["links"]} == {
        "board": 0, "emg": 0}
    assert_whole(out)


def test_a_muscle_sensor_is_unplugged_plugged_and_gone_and_a_signal_ends_it(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with device("chords", tmp_path / "emg") as emg, \
            surefoot("play", "shelf_reach/toes_up", "--grade", "1", "--headless", "--json", "--out", out,
                     "--board", "none", "--emg", f"chords:{emg.port}") as program:
        story = Story(out)
        item = story.until("item_shown")
        emg.say("unplug")
        story.until("fault", fault="emg_lost", effect="pause")
        story.until("paused", reason="emg_lost")
        emg.say("plug")
        story.until("fault_cleared", fault="emg_lost")
        story.until("resumed")

        strive_for(emg, item)
        story.until("item_grasped")
        emg.say("effort 0")
        story.until("item_home", score=1)

        emg.process.kill()  # for good
        story.until("paused", reason="emg_lost")
        assert program.signal(signal.SIGTERM).end() == 0
    assert (program.told["ending"], program.told["reasons"][0]) == ("stopped", "You brought home 1 of 3 things. "
                                                                    "Every one counts.")
    assert [remark.kind for remark in remarks_in(out)].count("ready") == 2
    assert sheet_in(out)["totals"]["links"][0]["reopens"] >= 1
    assert_whole(out)


def test_another_device_at_the_port_ends_a_headless_session_with_a_sentence(tmp_path: Path) -> None:
    with device("lines-emg", tmp_path / "port") as other, \
            surefoot("play", "--board", f"serial:{other.port}", "--headless", "--out", tmp_path) as program:
        assert program.end() == 3
    assert program.err == ("The device at this port says it is 'emg', not a balance board or a tilt board: "
                           "choose another port.\n")


def test_a_port_that_is_not_there_is_told_before_anything_begins(tmp_path: Path) -> None:
    with surefoot("play", "--board", "serial:/dev/not-there", "--headless", "--out", tmp_path / "out") as program:
        assert program.end() == 3
    assert program.err == "/dev/not-there is not there. Plug the device in, or choose another port.\n"
    assert session_in(tmp_path / "out") is None
