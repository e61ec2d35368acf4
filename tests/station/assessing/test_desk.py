"""The desk: what may begin, what an assessment puts in force, what is brought back, what is offered anew."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from clinic.people import Person, open_person
from core.assessing import Act, Answer, Phase
from core.clock import NS_PER_S, ManualClock, SystemClock
from core.frames import TICK_NS
from core.muscles import Muscle
from game.assessing import Assessment as Contract
from game.assessing import AssessmentView
from signals.calibration import EffortRange, Reach
from station.assessing.running import RunningAssessment
from station.plugging import Plugs, plug
from station.session import Session
from station.settings import Settings

SHIN = Muscle.RIGHT_TIBIALIS_ANTERIOR
REACH = Reach(left_mm=81.0, right_mm=82.0, front_mm=61.0, back_mm=41.0)


class Desk:
    """A session of simulated devices, one tick at a time."""

    def __init__(self, person: Person | None = None, board: str = "sim", emg: str = "sim", pads_on: bool = False,
                 folder: Path | None = None) -> None:
        settings = Settings()
        wired = plug(Plugs(board, emg, want_emg=emg == "sim", hurry=True), settings, SystemClock(),
                     threading.Event(), 1)
        self.session = Session(wired, settings, 1, folder, None, threaded=False, person=person, pads_on=pads_on)
        self.desk, self.engine = self.session.desk, self.session.engine
        assert isinstance(self.session.clock, ManualClock)
        self.clock: ManualClock = self.session.clock
        self.session.start()
        self.ticks = 0

    def tick(self, running: Contract | None = None, act: Act | None = None,
             answer: Answer | None = None) -> AssessmentView | None:
        """Let 10 ms pass."""
        self.ticks += 1
        self.clock.advance(TICK_NS)
        self.engine.pump(self.clock.now_ns())
        self.engine.assembler.frame(self.ticks, self.clock.now_ns())
        if running is None:
            return None
        view = running.step(self.ticks, self.clock.now_ns(), act, answer)
        if self.session.wired.patient is not None:
            self.session.wired.patient.see(view.cue)
        return view

    def faces(self) -> AssessmentView:
        """Go through the assessment that needs no sensor."""
        running = self.begin("faces")
        view = self.tick(running)
        while view is not None and not view.over:
            question = view.question
            view = self.tick(running, Act.START, None if question is None else Answer(question.key, "4"))
        assert view is not None
        return view

    def begin(self, name: str) -> RunningAssessment:
        """Begin an assessment that can begin."""
        running = self.desk.begin(name)
        assert running is not None
        return running


def test_all_that_is_on_the_menu_can_begin() -> None:
    desk = Desk()
    for card in desk.session.services.assessments():
        view = desk.tick(desk.begin(card.id))
        assert view is not None
        assert view.phase is Phase.TOLD
        assert view.title == card.title


@pytest.mark.parametrize(("board", "emg", "ready"), [
    ("sim", "none", {"quiet_stance", "mctsib", "limits", "weight_bearing", "sitting", "reaction", "pace",
                     "dual_task", "faces"}),
    ("none", "sim", {"emg", "faces"})])
def test_without_its_sensor_none_begins(board: str, emg: str, ready: set[str]) -> None:
    services = Desk(board=board, emg=emg).session.services
    assert {card.id for card in services.assessments() if services.assess(card.id) is not None} == ready


def test_results_are_kept_once(tmp_path: Path) -> None:
    desk = Desk(folder=tmp_path)
    view = desk.faces()
    assert view.page is not None
    assert [row.value for row in view.page.rows] == ["4 of 10"] * 3
    assert len(desk.desk.book.entries) == 1
    assert (tmp_path / "assessments.json").exists()
    desk.session.close(desk.ticks, 0)


@pytest.mark.parametrize("height", ["elephant", "30", "165"])
def test_a_kept_height_that_is_no_answer_is_asked_again(tmp_path: Path, height: str) -> None:
    person = open_person("p1", tmp_path)
    person.keep_fact("height", height)
    desk = Desk(person)
    running = desk.desk.begin("limits")
    assert running is not None
    usual: Answer | None = None
    for _ in range(50):
        view = desk.tick(running, Act.START if running.question is None else None, usual)
        assert view is not None
        if running.question is not None and running.question.key == "height":
            break
        usual = None if running.question is None else Answer(running.question.key, running.question.usual)
    assert running.question is not None
    assert running.question.key == "height"
    running.cancel()
    desk.session.close(desk.ticks, 0)


def test_a_folder_that_is_gone_does_not_break_an_assessment(tmp_path: Path) -> None:
    desk = Desk(folder=tmp_path)
    desk.desk.book.folder = tmp_path / "gone"
    assert desk.faces().phase is Phase.RESULTS
    trouble = desk.session.trouble()
    assert trouble is not None
    assert "Results cannot be kept" in str(trouble)
    desk.session.close(desk.ticks, 0)


def test_blocks_are_only_listened_to_while_it_runs() -> None:
    desk = Desk()
    running = desk.begin("quiet_stance")
    desk.tick(running)
    heard = [desk.desk.busy]
    running.cancel()
    heard.append(desk.desk.busy)
    running.cancel()  # once more does no harm
    assert heard == [True, False]


def test_a_cancelled_assessment_gives_back_what_it_borrowed() -> None:
    desk = Desk(emg="none")
    running = desk.begin("mctsib")
    before = desk.engine.assembler.calibration
    view = desk.tick(running)
    while view is not None and view.figure != "foam_on":
        assert desk.ticks < 40_000
        answer = None if running.question is None else Answer(running.question.key, running.question.usual)
        act = {Phase.TOLD: Act.START, Phase.MEASURE: Act.SKIP, Phase.REST: Act.SKIP}.get(view.phase)
        view = desk.tick(running, act, answer)
    desk.engine.calibrate(0, replace(before, tare=replace(before.tare, tl_kg=2.0)))  # as if the foam weighed
    running.cancel()
    assert desk.engine.assembler.calibration.tare.tl_kg == pytest.approx(0.0, abs=0.1)


class TestRecall:
    """A person's calibrations come back with their device."""

    @pytest.mark.parametrize(("age_days", "device", "offer"), [
        (1, "simulated board", ""), (31, "simulated board", "The reach was measured long ago"),
        (1, "00:1f", "The reach was measured with another device")])
    def test_a_reach(self, tmp_path: Path, age_days: int, device: str, offer: str) -> None:
        person = open_person("p1", tmp_path)
        person.keep_reach(REACH, device, SystemClock().utc() - timedelta(days=age_days))
        desk = Desk(person, emg="none")
        usual = desk.engine.assembler.calibration.reach
        for _ in range(30):
            desk.tick()
        assert desk.engine.assembler.calibration.reach == (usual if offer else REACH)
        assert offer in desk.session.services.device_line()
        assert bool(desk.desk.offer_line()) is bool(offer)

    @pytest.mark.parametrize("pads_on", [True, False])
    def test_an_effort(self, tmp_path: Path, pads_on: bool) -> None:
        person, effort = open_person("p1", tmp_path), EffortRange(6.0, 120.0)
        person.keep_effort(SHIN, effort, "simulated emg", SystemClock().utc() - timedelta(hours=1))
        desk = Desk(person, pads_on=pads_on)
        for _ in range(NS_PER_S // TICK_NS):
            desk.tick()
        assert (desk.engine.assembler.calibration.effort[SHIN] == effort) is pads_on
        assert ("The pads were put on anew" in desk.desk.offer_line()) is not pads_on

    def test_a_guest_is_offered_nothing(self) -> None:
        desk = Desk()
        for _ in range(30):
            desk.tick()
        assert desk.desk.offer_line() == ""

    def test_what_a_guide_measured_is_kept(self, tmp_path: Path) -> None:
        person = open_person("p1", tmp_path)
        desk = Desk(person)
        now = desk.engine.assembler.calibration
        desk.desk.keep_calibration(replace(now, reach=REACH))
        again = open_person("p1", tmp_path)
        assert again.reach("simulated board", desk.clock.utc()).value == REACH
        assert again.effort(SHIN, "simulated emg", desk.clock.utc(), True).value is None  # that was not measured
