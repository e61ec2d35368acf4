"""`stream`: samples of one device as JSON lines, true to the body that made them."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.clock import NS_PER_S, ManualClock
from core.cues import Cue, CueKind
from core.errors import DeviceMissing, InputError, PermissionMissing
from core.events import JsonValue
from core.muscles import Muscle
from core.samples import SampleBlock, Stream
from devices.drivers import LinkNote, NoteKind
from devices.link import LinkEntry
from devices.simulated.stance import SimulatedPatient
from signals.settings import SignalSettings
from station.plugging import Devices, Plugs, Wired, plug
from station.settings import Settings
from station.stream import OPEN_S, BoardLines, EmgLines, Lines, Streamer, TiltLines
from tests.station.playing import run

BOARD_KEYS = ["t", "tl", "tr", "bl", "br", "total", "cop_x", "cop_y", "battery", "button", "gap"]


class Waiting(threading.Event):
    """Passes the time instead of waiting, and lets things happen at their time (in seconds)."""

    def __init__(self, clock: ManualClock, happenings: Mapping[float, Callable[[], None]] | None = None) -> None:
        super().__init__()
        self._clock = clock
        self._happenings = dict(sorted((happenings or {}).items()))

    def wait(self, timeout: float | None = None) -> bool:
        assert timeout is not None
        self._clock.advance(round(timeout * NS_PER_S))
        for at_s in [at_s for at_s in self._happenings if at_s * NS_PER_S <= self._clock.now_ns()]:
            self._happenings.pop(at_s)()
        return False


def streamed(seconds: float, body: Callable[[SimulatedPatient], None] = lambda _: None, *, tare: bool = False,
             emg: bool = False) -> list[dict[str, Any]]:
    """Stream a simulated patient who does what `body` says."""
    clock, out = ManualClock(), io.StringIO()
    wake = Waiting(clock)
    plugs = Plugs("none", "sim") if emg else Plugs("sim", "none")
    wired = plug(plugs, Settings(schema=1), clock, wake, seed=1)
    assert wired.patient is not None
    body(wired.patient)
    lines: dict[Stream, Lines] = {Stream.BOARD: BoardLines(SignalSettings(), tare), Stream.EMG: EmgLines()}
    assert Streamer(wired, lines, wake, out).run(seconds) == 0
    return [json.loads(line) for line in out.getvalue().splitlines()]


def mean(lines: Sequence[Mapping[str, Any]], key: str, after_s: float = 0.0) -> float:
    return float(np.mean([line[key] for line in lines if line["t"] >= after_s]))


# --- a board -------------------------------------------------------------------------------------------------

def test_a_person_stands_in_the_middle_of_the_board() -> None:
    lines = streamed(4)
    assert [list(line) for line in lines] == [BOARD_KEYS] * len(lines)
    assert len(lines) == pytest.approx(400, abs=3)
    assert (lines[0]["t"], lines[-1]["t"]) == (0.0, pytest.approx(4, abs=0.02))
    assert mean(lines, "total") == pytest.approx(72, abs=0.5)
    assert abs(mean(lines, "cop_x")) < 8
    assert abs(mean(lines, "cop_y")) < 8
    for line in lines:
        assert line["total"] == pytest.approx(line["tl"] + line["tr"] + line["bl"] + line["br"], abs=0.01)
        assert 0 < line["battery"] <= 1
        assert (line["button"], line["gap"]) == (False, 0)


@pytest.mark.parametrize(("lean", "cop_x", "cop_y"), [
    ((1.0, 0.0), 95, 0), ((-0.5, 0.0), -47.5, 0), ((0.0, 1.0), 0, 75), ((0.0, -1.0), 0, -45)])
def test_the_centre_of_pressure_is_where_the_body_leans(
        lean: tuple[float, float], cop_x: float, cop_y: float) -> None:
    lines = streamed(4, lambda patient: patient.steer(lean))
    assert mean(lines, "cop_x", after_s=2) == pytest.approx(cop_x, abs=6)
    assert mean(lines, "cop_y", after_s=2) == pytest.approx(cop_y, abs=6)
    heavier = {(1.0, 0.0): "tr", (-0.5, 0.0): "tl", (0.0, 1.0): "tl", (0.0, -1.0): "bl"}[lean]
    assert lines[-1][heavier] > lines[-1]["total"] / 4


def test_an_empty_board_weighs_nothing_and_has_no_centre() -> None:
    last = streamed(3, lambda patient: patient.see(Cue(0, CueKind.STEP_OFF)))[-1]
    assert last["total"] == pytest.approx(0, abs=0.1)
    assert (last["cop_x"], last["cop_y"]) == (None, None)


def test_tare_takes_the_first_two_seconds_as_zero() -> None:
    board = BoardLines(SignalSettings(), tare=True)
    empty, person = [1.5, -0.5, 0.0, 0.25, 1.0, 0.0, 20.0], [11.5, 9.5, 10.0, 10.25, 1.0, 0.0, 20.0]
    lines = list(board.lines(board_block([empty] * 200 + [person] * 10), NS_PER_S))
    assert [line["t"] for line in lines] == pytest.approx([2.0 + 0.01 * number for number in range(10)])
    assert [[line[key] for key in BOARD_KEYS[1:6]] for line in lines] == [[10, 10, 10, 10, 40]] * 10


def test_tare_with_somebody_on_the_board_is_refused() -> None:
    with pytest.raises(InputError, match="Tare with nobody on the board"):
        streamed(4, tare=True)


def board_block(rows: list[list[float]], lost: int = 0) -> SampleBlock:
    return SampleBlock(Stream.BOARD, 0, NS_PER_S, 100.0, np.array(rows, np.float32), lost)


def test_what_the_board_does_not_know_is_null_and_a_gap_counts_once() -> None:
    nan = float("nan")
    block = board_block([[1, 2, 3, 4, nan, 1, nan], [40, 40, 40, 40, 0.5, 0, 20]], lost=7)
    first, second = BoardLines(SignalSettings(), tare=False).lines(block, 0)
    assert first == {"t": 1.0, "tl": 1, "tr": 2, "bl": 3, "br": 4, "total": 10,
                     "cop_x": pytest.approx(43.3, abs=0.1), "cop_y": pytest.approx(-47.6, abs=0.1),
                     "battery": None, "button": True, "gap": 7}
    assert (second["t"], second["total"], second["battery"], second["gap"]) == (1.01, 160, 0.5, 0)


# --- muscles and tilt ----------------------------------------------------------------------------------------

def test_a_muscle_is_louder_when_it_works() -> None:
    def rms(level: float) -> float:
        effort = {Muscle.RIGHT_TIBIALIS_ANTERIOR: level}
        lines = streamed(2, lambda patient: patient.see(Cue(0, CueKind.EFFORT, effort=effort)), emg=True)
        assert "warning" in lines.pop(0)  # 500 samples a second see only part of an EMG
        assert [list(line) for line in lines] == [["t", "uv", "lost"]] * len(lines)
        assert len(lines) == pytest.approx(1000, abs=30)
        return float(np.std([line["uv"][0] for line in lines if line["t"] > 1]))
    assert rms(0.0) < 10
    assert rms(1.0) == pytest.approx(300, rel=0.3)


def test_channels_and_losses_of_a_muscle_sensor() -> None:
    block = SampleBlock(Stream.EMG, 5, 2 * NS_PER_S, 500.0, np.array([[1, 2], [3, 4]], np.float32), lost=3)
    assert list(EmgLines().lines(block, NS_PER_S)) == [
        {"t": 1.0, "uv": [1, 2], "lost": 3}, {"t": 1.002, "uv": [3, 4], "lost": 0}]


def test_angles_of_a_tilt_board() -> None:
    block = SampleBlock(Stream.TILT, 0, NS_PER_S, 50.0, np.array([[1.5, -2.25]], np.float32), lost=1)
    assert list(TiltLines().lines(block, NS_PER_S)) == [{"t": 0.0, "roll": 1.5, "pitch": -2.25, "gap": 1}]


# --- trouble -------------------------------------------------------------------------------------------------

class Script:
    """A sensor that gives what it is told to give."""

    stream = Stream.BOARD
    key = "script"

    def __init__(self) -> None:
        self.waiting: list[LinkEntry] = []
        self.stopped = False

    def start(self) -> None:
        """Nothing to begin."""

    def entries(self) -> list[LinkEntry]:
        given = list(self.waiting)
        self.waiting.clear()
        return given

    def dropped(self) -> int:
        return 0

    @property
    def heard(self) -> bool:
        return True

    def stop(self) -> None:
        self.stopped = True

    def totals(self) -> dict[str, JsonValue]:
        return {}


def scripted(happenings: Mapping[float, LinkEntry]) -> tuple[Script, Streamer, io.StringIO]:
    clock, script, out = ManualClock(), Script(), io.StringIO()
    waiting = Waiting(clock, {at_s: partial(script.waiting.append, entry) for at_s, entry in happenings.items()})
    wired = Wired([script], None, Devices(True, False, False, ""), clock)
    return script, Streamer(wired, {Stream.BOARD: BoardLines(SignalSettings(), tare=False)}, waiting, out), out


def note(kind: NoteKind) -> LinkNote:
    return LinkNote(Stream.BOARD, 0, kind, f"It is {kind}.")


ROW = [20.0, 20.0, 20.0, 20.0, 1.0, 0.0, 20.0]


def test_remarks_are_warnings_between_the_lines() -> None:
    _, streamer, out = scripted({0.1: note(NoteKind.READY), 0.2: board_block([ROW]), 0.3: note(NoteKind.GAP),
                                 0.4: note(NoteKind.LOST), 0.5: note(NoteKind.MISSING)})
    assert streamer.run(1) == 0
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [line.get("warning", "sample") for line in lines] == [
        "sample", "It is gap.", "It is lost.", "It is missing."]


@pytest.mark.parametrize(("kind", "error"), [
    (NoteKind.MISSING, DeviceMissing), (NoteKind.WRONG_DEVICE, DeviceMissing),
    (NoteKind.NO_PERMISSION, PermissionMissing)])
def test_a_device_that_does_not_come_at_all_is_an_error(kind: NoteKind, error: type[DeviceMissing]) -> None:
    script, streamer, out = scripted({0.1: note(kind)})
    with pytest.raises(error, match=f"It is {kind}."):
        streamer.run(1)
    assert script.stopped
    assert out.getvalue() == ""


def test_silence_from_the_start_is_an_error_after_a_while() -> None:
    script, streamer, _ = scripted({})
    with pytest.raises(DeviceMissing, match="does not answer"):
        streamer.run(OPEN_S * 10)
    assert script.stopped


def test_silence_later_ends_soon_after_the_time_is_over() -> None:
    _, streamer, out = scripted({0.1: board_block([ROW])})
    assert streamer.run(3) == 0
    assert len(out.getvalue().splitlines()) == 1


def test_lines_past_the_end_are_not_printed() -> None:
    _, streamer, out = scripted({0.1: board_block([ROW] * 300)})
    assert streamer.run(1) == 0
    assert json.loads(out.getvalue().splitlines()[-1])["t"] == 1.0


# --- the command ---------------------------------------------------------------------------------------------

def test_the_command_streams_the_simulated_board_in_real_time() -> None:
    ran = run("stream", "--board", "sim", "--seconds", "0.3", "--json")
    lines = [json.loads(line) for line in ran.out.splitlines()]
    assert (ran.code, ran.err) == (0, "")
    assert [list(line) for line in lines] == [BOARD_KEYS] * len(lines)
    assert len(lines) == pytest.approx(30, abs=3)


@pytest.mark.parametrize(("words", "code", "said"), [
    (["--board", "none"], 3, "No board was found"),
    (["--emg", "none"], 3, "No muscle sensor was found"),
    (["--board", "serial:/dev/not-there"], 3, "/dev/not-there is not there."),
    (["--emg", "chords:/dev/not-there"], 3, "/dev/not-there is not there."),
    (["--board", "bord"], 2, "There is no device 'bord'"),
    (["--board", "replay:/not-there"], 2, "/not-there is not a session"),
])
def test_errors_are_lines_of_json_too(words: list[str], code: int, said: str, tmp_path: Path) -> None:
    ran = run("stream", *words)
    assert ran.code == code
    (line,) = ran.out.splitlines()
    assert said in json.loads(line)["error"]
