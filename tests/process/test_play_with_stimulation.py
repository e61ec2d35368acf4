"""The whole chain in real processes: effort in the EMG bytes becomes pulse trains at the emulated stimulator."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from clinic.recording.records import StimMessage
from core.clock import SystemClock
from core.muscles import Muscle
from station.replay import Seam, replay
from station.stimulation.example import example
from station.stimulation.simulated import SCRIPT
from tests.process.programs import ROOT, Device, Story, device, records_in, session_in, surefoot
from tests.stim_safety.process.device import prefer
from tests.stim_safety.process.standstill import ONCE_MORE, Noting, StoodStill

pytestmark = [pytest.mark.process,
              pytest.mark.skipif(sys.platform != "linux", reason="real stimulation needs Linux")]

EFFORT = 0.6


@dataclass
class Stimulator:
    """A served P24."""

    process: subprocess.Popen[str]
    port: str

    def report(self) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("report\n")
        self.process.stdin.flush()
        told: dict[str, Any] = json.loads(self.process.stdout.readline())
        return told


@contextmanager
def p24() -> Iterator[Stimulator]:
    """Serve a P24 that answers in time also on a busy machine."""
    with subprocess.Popen([sys.executable, "-m", "devices.emulators", "p24"], cwd=ROOT, text=True,
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        prefer(process.pid)
        assert process.stdout is not None
        try:
            yield Stimulator(process, json.loads(process.stdout.readline())["port"])
        finally:
            process.kill()


@contextmanager
def chords(place: Path) -> Iterator[Device]:
    with device("chords", place / "chords", "--channels", "2") as emg:
        yield emg


def papers(place: Path) -> tuple[Path, Path]:
    paper, script = place / "prescription.yaml", place / "script.yaml"
    paper.write_bytes(example(SystemClock().utc(), (Muscle.RIGHT_TIBIALIS_ANTERIOR,)))
    script.write_text(SCRIPT, encoding="utf-8")
    return paper, script


def helped_once(place: Path) -> list[dict[str, Any]]:
    """Strive until help has come and gone, end the session, and return what the device put out."""
    place.mkdir()
    paper, script = papers(place)
    with chords(place) as emg, p24() as stimulator, surefoot(
            "play", "lanterns/light_with_help", "--grade", "1", "--headless", "--board", "none",
            "--emg", f"chords:{emg.port}", "--stim", f"p24:{stimulator.port}", "--prescription", paper,
            "--stim-script", script, "--stim-folder", place / "kept", "--out", place / "out", "--json") as program:
        story = Story(place / "out")
        story.until("prompted")
        emg.say(f"effort {EFFORT}")
        story.until("train_started")
        emg.say("effort 0")
        story.until("train_ended")
        assert program.signal(signal.SIGINT).end() == 0, program.err
        history: list[dict[str, Any]] = stimulator.report()["history"]
    return history


def test_effort_in_the_bytes_becomes_trains_inside_the_prescription(
        tmp_path: Path, record_property: Noting) -> None:
    place = tmp_path / "first"
    try:
        history = helped_once(place)
    except StoodStill as why:
        record_property(ONCE_MORE, str(why))
        place = tmp_path / "again"
        history = helped_once(place)
    peaks = [output["peak_ua"] for output in history]
    assert max(peaks) == 20_000, "the search went as far as it was pressed"
    trains = peaks[len(peaks) - peaks[::-1].index(20_000):]
    assert 500 <= max(trains) <= 16_800, "a share of what was found, and no more"
    assert peaks[-1] == 0
    assert {output["period_us"] for output in history if output["peak_ua"]} == {28_500}
    assert_recorded(place / "out")


def assert_recorded(out: Path) -> None:
    messages = [record for record in records_in(out) if isinstance(record, StimMessage)]
    wishes = [message for message in messages if message.sent and message.kind == "wish"]
    decisions = [message for message in messages if message.kind == "decided" and message.values["kind"] == 2]
    assert len(wishes) - 2 <= len(decisions) <= len(wishes), "each has its answer, but for those on the way"
    assert any(not message.values["refused"] for message in decisions)
    session = session_in(out)
    assert session is not None
    for seam in Seam:
        verdict = replay(session, seam)
        assert verdict.compared, seam
        assert verdict.same, verdict


def test_without_a_script_a_real_stimulator_stays_silent_and_play_goes_on(tmp_path: Path) -> None:
    paper, _ = papers(tmp_path)
    out = tmp_path / "out"
    with chords(tmp_path) as emg, p24() as stimulator, surefoot(
            "play", "lanterns/first_light", "--headless", "--board", "none", "--emg", f"chords:{emg.port}",
            "--stim", f"p24:{stimulator.port}", "--prescription", paper, "--stim-folder", tmp_path / "kept",
            "--out", out, "--seconds", "8", "--json") as program:
        assert program.end() == 0, program.err
        told = stimulator.report()
    assert not [output for output in told["history"] if output["peak_ua"]]
    assert {"open", "trains"}.isdisjoint(seen["what"] for seen in told["seen"])


@pytest.mark.parametrize(("words", "told"), [
    (["--stim", "p24:/dev/nowhere"], "needs --prescription FILE"),
    (["--stim", "p24:/dev/nowhere", "--prescription", "PAPER"], "There is no port /dev/nowhere"),
    (["--stim", "sim", "--prescription", "/nowhere.yaml"], "cannot be read"),
    (["--stim", "sim", "--stim-script", "/nowhere.yaml"], "/nowhere.yaml"),
    (["--stim", "tens"], "use none, sim, or one of p24"),
])
def test_what_is_missing_is_told_before_play(tmp_path: Path, words: list[str], told: str) -> None:
    paper, _ = papers(tmp_path)
    words = [str(paper) if word == "PAPER" else word for word in words]
    with surefoot("play", "lanterns/first_light", "--headless", "--board", "none", "--emg", "sim", *words,
                  "--stim-folder", tmp_path / "kept", "--out", tmp_path / "out") as program:
        assert program.end() in {2, 3}
    assert told in program.err
    assert not (tmp_path / "out").exists()
