"""The check before a round in a whole session: simulated bodies, real bytes, and what is in the record."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from core.clock import NS_PER_S, ManualClock
from core.cues import Cue, CueKind
from core.frames import TICK_HZ, TICK_NS
from core.ring import Ring
from core.samples import Stream
from devices.codecs import chords
from devices.drivers import LinkNote, NoteKind
from devices.drivers.chords import ChordsDriver
from devices.emulators.chords import ChordsEmulator
from devices.emulators.faults import NO_FAULTS, FaultAt, FaultKind, Faults
from devices.emulators.loop import LoopTransport
from devices.link import Link, LinkEntry
from devices.simulated.stance import SimulatedPatient
from game.checkup import CheckAct, CheckPhase, CheckupView, Mark
from levels.reader import find, read_level
from signals.calibration import Tare
from station.checkup import FRESH_NS, CheckupDesk, RunningCheckup, need_of
from station.plugging import Devices, Plugs, plug
from station.sensors import LinkSensor
from station.session import Session
from station.settings import Settings
from tests.station.playing import log_of, play, run, session_in

BOARD, BOTH, IMAGINE = "shelf_reach/first_shelf", "shelf_reach/toes_up", "lanterns/imagine_it"
"""Levels that need a board; a muscle, with a board that is watched; nothing."""


def make_sensor(patient: SimulatedPatient, clock: ManualClock, faults: Faults) -> LinkSensor:
    """Make a muscle sensor of two channels with something wrong."""
    emulator = ChordsEmulator(patient, random.Random(5), channels=2, faults=faults, boot_ms=0, command_delay_ms=0)
    loop = LoopTransport(emulator, clock, "emulated EMG", "sim", join=True)
    ring: Ring[LinkEntry] = Ring(4096)
    link = Link(Stream.EMG, loop.open, lambda: ChordsDriver(chords.DEFAULT_GAIN, reset_wait_ms=0), clock, ring)
    return LinkSensor(link, ring, threaded=False)


class Stage:
    """A session of the simulated patient with a check in progress."""

    def __init__(self, tmp_path: Path | None = None, faults: Faults = NO_FAULTS) -> None:
        self.clock = ManualClock(NS_PER_S)
        wired = plug(Plugs("sim", "sim"), Settings(schema=1), self.clock, threading.Event(), seed=3)
        assert wired.patient is not None
        wired.sensors[1] = make_sensor(wired.patient, self.clock, faults)
        if tmp_path is not None:
            tmp_path.mkdir()
        self.session = Session(wired, Settings(schema=1), 3, tmp_path, None, threaded=False)
        self.session.start()
        self.engine = self.session.engine
        self.tick = 0
        self.check: RunningCheckup | None = None
        self.seen: list[CheckupView] = []
        self.asked = CueKind.CENTRE

    def phase(self) -> CheckPhase:
        """Where the check is now."""
        return self.seen[-1].phase

    @property
    def desk(self) -> CheckupDesk:
        assert isinstance(self.engine.examiner, CheckupDesk)
        return self.engine.examiner

    def begin(self, level: str = BOARD) -> bool:
        """Begin a check; whether one was due."""
        self.check = self.session.services.checkup(level)
        self.seen = []
        return self.check is not None

    def live(self, seconds: float, act: CheckAct | None = None) -> None:
        """Let time pass."""
        for _ in range(round(seconds * TICK_HZ)):
            self.clock.advance(TICK_NS)
            self.tick += 1
            t_ns = self.clock.now_ns()
            self.engine.pump(t_ns)
            frame = self.engine.assembler.frame(self.tick, t_ns)
            self.engine.vigil.see(frame)
            self.desk.see(frame)
            patient = self.session.wired.patient
            assert patient is not None
            patient.see(Cue(t_ns, self.asked))
            if self.check is not None:
                self.seen.append(self.check.step(self.tick, t_ns, act))
                act = None

    def until(self, phase: CheckPhase, most_s: float = 12.0) -> float:
        """Live until the check is there; return after how many seconds."""
        for tick in range(round(most_s * TICK_HZ)):
            self.live(1 / TICK_HZ)
            if self.seen[-1].phase is phase:
                return (tick + 1) / TICK_HZ
        raise AssertionError(f"{phase} did not come; it is {self.seen[-1]}")

    def lose(self, stream: Stream) -> None:
        """Unplug all devices of that stream."""
        for sensor in self.engine.sensors:
            if sensor.stream is stream:
                sensor.entries = list  # type: ignore[method-assign]  # the cable is out

    def tare(self, tare: Tare) -> None:
        """Let the board be off."""
        now = self.engine.assembler.calibration
        self.engine.calibrate(self.clock.now_ns(), replace(now, tare=tare))


@pytest.mark.parametrize("level", [BOARD, BOTH])
def test_healthy_sensors_pass_by_themselves_within_three_seconds(level: str) -> None:
    stage = Stage()
    assert stage.begin(level)
    assert stage.until(CheckPhase.PASSED) <= 3.0
    ticked = [[line.mark for line in view.lines].count(Mark.OK) for view in stage.seen]
    assert ticked == sorted(ticked)
    assert set(range(1, len(stage.seen[-1].lines) + 1)) <= set(ticked)
    assert {line.mark for view in stage.seen for line in view.lines} <= {Mark.WAITING, Mark.LOOKING, Mark.OK}


def test_lines_stay_the_same_until_something_is_found_or_filled() -> None:
    stage = Stage()
    stage.begin(BOARD)
    stage.live(1.5)
    kept = sum(before.lines is now.lines for before, now in zip(stage.seen, stage.seen[1:], strict=False))
    assert len(stage.seen) == 150
    assert 100 < kept < 149


def test_a_level_that_needs_nothing_is_not_checked() -> None:
    assert not Stage().begin(IMAGINE)


def passed(level: str = BOARD) -> Stage:
    stage = Stage()
    stage.begin(level)
    stage.until(CheckPhase.PASSED)
    stage.check = None
    return stage


def note(kind: NoteKind, stream: Stream) -> Callable[[Stage], None]:
    return lambda stage: stage.desk.hear(LinkNote(stream, 0, kind, ""))


@pytest.mark.parametrize(("what", "level", "due"), [
    (lambda stage: None, BOTH, False), (lambda stage: None, BOARD, False),
    (lambda stage: stage.clock.advance(FRESH_NS), BOTH, True),
    (note(NoteKind.READY, Stream.EMG), BOTH, True), (note(NoteKind.READY, Stream.EMG), BOARD, False),
    (note(NoteKind.LOST, Stream.BOARD), BOARD, True), (note(NoteKind.GAP, Stream.BOARD), BOARD, False),
])
def test_when_a_check_is_due_again(what: Callable[[Stage], None], level: str, due: bool) -> None:
    stage = passed(BOTH)
    what(stage)
    assert stage.begin(level) is due


def test_another_sensor_is_looked_at_when_a_level_needs_it() -> None:
    stage = passed(BOARD)
    assert not stage.begin(BOARD)
    assert stage.begin(BOTH)


def test_a_stream_that_was_away_is_looked_at_anew() -> None:
    stage = passed(BOARD)
    stage.lose(Stream.BOARD)
    stage.live(2.5)
    assert stage.begin(BOARD)


@pytest.mark.parametrize(("level", "without"), [(BOARD, False), (BOTH, True)])
def test_a_board_that_does_not_come_is_told_within_ten_seconds(level: str, without: bool) -> None:
    stage = Stage()
    stage.lose(Stream.BOARD)
    assert stage.begin(level)
    assert stage.until(CheckPhase.MENDING) <= 10.0
    assert (stage.seen[-1].can_do_without, "board" in stage.seen[-1].therapist) == (without, True)
    stage.live(30.0)
    assert stage.phase() is CheckPhase.MENDING
    stage.live(0.01, CheckAct.GO_ON)
    assert stage.phase() is CheckPhase.MENDING
    stage.live(0.01, CheckAct.WITHOUT)
    assert (stage.phase() is CheckPhase.PASSED, stage.seen[-1].boardless) == (without, without)
    assert stage.begin(level)


def test_a_sensor_that_is_not_there_cannot_be_done_without() -> None:
    stage = Stage()
    stage.lose(Stream.EMG)
    stage.begin(BOTH)
    stage.until(CheckPhase.MENDING)
    assert not stage.seen[-1].can_do_without


def off_board(stage: Stage) -> None:
    """Step off a board that reads two kilograms."""
    stage.asked = CueKind.STEP_OFF
    stage.tare(Tare(0.5, 0.5, 0.5, 0.5))
    stage.live(2.0)
    stage.begin()


def test_what_is_worth_knowing_goes_on_by_itself_within_ten_seconds_and_is_not_told_again() -> None:
    stage = Stage()
    off_board(stage)
    noted = stage.until(CheckPhase.NOTED)
    assert "-2.0 kg" in stage.seen[-1].therapist
    assert noted + stage.until(CheckPhase.PASSED) <= 10.0
    stage.desk.hear(LinkNote(Stream.BOARD, 0, NoteKind.READY, ""))
    assert stage.begin()
    assert stage.until(CheckPhase.PASSED) <= 3.0


def test_going_on_and_trying_again() -> None:
    stage = Stage()
    off_board(stage)
    stage.until(CheckPhase.NOTED)
    stage.live(0.01, CheckAct.AGAIN)
    assert stage.phase() is CheckPhase.LOOKING
    stage.until(CheckPhase.NOTED)
    stage.live(0.01, CheckAct.GO_ON)
    assert stage.phase() is CheckPhase.PASSED


def test_what_is_mended_goes_on_by_itself() -> None:
    stage = Stage()
    off_board(stage)
    stage.tare(Tare(2.0, 2.0, 2.0, 2.0))
    stage.until(CheckPhase.MENDING)
    stage.tare(Tare())
    assert stage.until(CheckPhase.PASSED) <= 3.0


def test_the_record_has_what_was_found_and_answered(tmp_path: Path) -> None:
    stage = Stage(tmp_path / "session")
    off_board(stage)
    stage.until(CheckPhase.NOTED)
    stage.live(0.01, CheckAct.GO_ON)
    stage.session.close(stage.tick, 0)
    (found,) = log_of(tmp_path / "session", "checkup")
    (answer,) = log_of(tmp_path / "session", "checkup_answer")
    assert (found.data["level"], found.data["result"]) == (BOARD, "note")
    findings = found.data["findings"]
    assert isinstance(findings, list)
    told = [row for row in findings if isinstance(row, dict) and row["verdict"] == "note"]
    assert [row["topic"] for row in told] == ["zero"]
    assert "said" in told[0]
    assert dict(answer.data) == {"level": BOARD, "answer": "go_on"}


def test_headless_play_passes_its_check_records_it_and_replays_exactly(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("station.summary._drawn", lambda *_: None)
    assert play(tmp_path, BOTH, "--seconds", "8", "--seed", "1").code == 0
    session = session_in(tmp_path)
    (found,) = log_of(session, "checkup")
    assert (found.data["result"], found.tick <= 300) == ("ok", True)
    assert run("replay", session).code == 0


@pytest.mark.parametrize("kind", [FaultKind.FLAT, FaultKind.SATURATED])
def test_a_bad_electrode_of_an_emulated_sensor_is_told(kind: FaultKind) -> None:
    stage = Stage(faults=Faults((FaultAt(kind),)))
    stage.begin(BOTH)
    assert stage.until(CheckPhase.MENDING) <= 10.0
    assert [line.key for line in stage.seen[-1].lines if line.mark is Mark.MEND] == ["pads"]
    assert "right tibialis anterior" in stage.seen[-1].therapist


def test_a_needed_board_may_be_missing_only_where_it_is_watched() -> None:
    nothing = Devices(False, False, False, "")
    for level_id in (BOARD, BOTH, IMAGINE):
        level = read_level(find(level_id).path)
        assert need_of(level, nothing).board.value in {0, 2}
