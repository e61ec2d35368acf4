"""The session as the scenes see it: cards, rounds that are left, faces between two rounds, two levels at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from clinic.coaching import record_of
from clinic.people import KeptResult, open_person
from clinic.recording.session import read_sheet
from core.clock import ManualClock
from core.errors import InputError
from core.frames import TICK_NS
from game.coaching.start import CoachStart
from game.difficulty.state import Symptom
from game.phases import Command, Phase
from station.coaching.plans import PlanShelf
from station.plugging import Plugs, plug
from station.rounds import RecordedRound
from station.session import Session
from station.settings import Settings
from tests.station.coaching.making import NOW, SHELF, write_plan


class Kiosk:
    """A session of one person on simulated devices."""

    def __init__(self, folder: Path, patient: str = "P-1") -> None:
        settings = Settings(schema=1)
        wired = plug(Plugs("sim", "sim", hurry=True), settings, ManualClock(utc=NOW), threading.Event(), 1)
        session_folder = folder / "session"
        session_folder.mkdir()
        self.person = open_person(patient, folder)
        self.session = Session(wired, settings, 1, session_folder, folder, threaded=False, person=self.person,
                               shelf=PlanShelf((), folder, self.person.id))
        self.services = self.session.services
        assert isinstance(self.session.clock, ManualClock)
        self.clock: ManualClock = self.session.clock
        self.session.start()
        self.ticks = 0
        self.closed = False

    def run(self, playing: RecordedRound, seconds: float) -> Phase:
        """Play for a while; the simulated patient does what is asked."""
        phase = Phase.INSTRUCTION
        for _ in range(round(seconds * 100)):
            self.ticks += 1
            self.clock.advance(TICK_NS)
            self.session.engine.pump(self.clock.now_ns())
            frame = self.session.engine.assembler.frame(self.ticks, self.clock.now_ns())
            step = playing.step(frame, frozenset({Command.START}))
            phase = step.view.phase
            assert self.session.wired.patient is not None
            self.session.wired.patient.see(step.cue)
        return phase

    def close(self) -> None:
        if not self.closed:
            self.closed = True
            self.session.close(self.ticks, 0)


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Kiosk]:
    made = Kiosk(tmp_path)
    yield made
    made.close()


def test_a_card_says_whether_difficulty_fits_itself_and_what_is_wrong_with_a_plan(
        kiosk: Kiosk, tmp_path: Path) -> None:
    write_plan(tmp_path / "plans" / "side_shelf.yaml", "minutes: 0", level="side_shelf")
    write_plan(tmp_path / "plans" / "small_things.yaml", "adapt: false", "set: {posture: seated}",
               level="small_things")
    cards = {card.id: card for card in kiosk.services.levels()}
    assert cards[SHELF].fits
    assert cards[SHELF].trouble == ""
    assert "minutes" in cards["shelf_reach/side_shelf"].trouble
    assert not cards["shelf_reach/small_things"].fits
    assert cards["shelf_reach/small_things"].posture == "seated"
    with pytest.raises(InputError, match="so it is not played"):
        kiosk.services.new_round("shelf_reach/side_shelf", 1)


def test_a_guest_sees_no_level_that_fits_itself(tmp_path: Path) -> None:
    kiosk = Kiosk(tmp_path, "guest")
    assert not any(card.fits for card in kiosk.services.levels())
    kiosk.close()


def test_a_round_that_was_left_is_kept_when_the_next_one_begins_or_the_session_ends(
        kiosk: Kiosk, tmp_path: Path) -> None:
    record = record_of(tmp_path, "p-1", SHELF)
    assert kiosk.run(kiosk.services.new_round(SHELF, 4), 20.0) in {Phase.PLAY, Phase.ASIDE}
    assert record.history().rounds == ()
    kiosk.run(kiosk.services.new_round(SHELF, 4), 20.0)
    assert [kept.number for kept in record.history().rounds] == [0]
    kiosk.close()
    assert [kept.number for kept in record.history().rounds] == [0, 1]


def test_the_sheet_says_where_each_coach_began(kiosk: Kiosk, tmp_path: Path) -> None:
    first = kiosk.services.new_round(SHELF, 4)
    kiosk.run(first, 20.0)
    second = kiosk.services.new_round(SHELF, 4)
    third = kiosk.services.new_round("lanterns/first_light", 2)
    starts = [CoachStart.from_json(entry.coach) for entry in read_sheet(tmp_path / "session").rounds]
    assert first.follower is not None
    assert second.follower is not None
    assert third.follower is not None
    assert starts == [first.follower.start, second.follower.start, third.follower.start]
    assert starts[1].state == first.follower.state


def test_pain_told_between_two_rounds_freezes_the_second(kiosk: Kiosk) -> None:
    kiosk.run(kiosk.services.new_round(SHELF, 1), 10.0)
    kiosk.person.keep_result(KeptResult("faces", kiosk.clock.utc().isoformat(), "s", {}, {"pain_0_10": 8.0}))
    second = kiosk.services.new_round(SHELF, 1)
    assert second.follower is not None
    assert second.follower.start.state.symptoms == {Symptom.PAIN}


def test_near_falls_of_the_session_freeze_what_follows(kiosk: Kiosk) -> None:
    first = kiosk.services.new_round(SHELF, 1)
    first.near_falls = 1
    second = kiosk.services.new_round("shelf_reach/side_shelf", 1)
    assert second.follower is not None
    assert second.follower.start.state.symptoms == {Symptom.INSTABILITY}


def test_what_came_up_is_told_on_the_first_screen(tmp_path: Path) -> None:
    folder = record_of(tmp_path, "p-1", SHELF).folder
    folder.mkdir(parents=True)
    (folder / "difficulty.jsonl").write_text("hello\n")
    kiosk = Kiosk(tmp_path)
    assert "difficulty log" not in kiosk.services.device_line()
    kiosk.services.new_round(SHELF, 1)
    assert "Line 1 of the difficulty log cannot be read" in kiosk.services.device_line()
    kiosk.services.new_round(SHELF, 1)
    assert "difficulty log" not in kiosk.services.device_line()
    kiosk.close()
