"""The desk: who has a coach, what a round begins with, what is kept of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import ClassVar

import pytest

from clinic.coaching import Began, History, KeptRound, record_of
from clinic.people import KeptResult, Person, open_person
from core.clock import ManualClock
from core.errors import InputError
from game.coaching import Tried
from game.coaching.coach import LevelCoach
from game.difficulty.grades import levels_of
from game.difficulty.replay import replay
from game.difficulty.state import Adjust, Feels, Return, Symptom, Try
from signals.calibration import Reach
from station.coaching.desk import CoachDesk
from station.coaching.follower import Follower
from station.coaching.plans import PlanShelf, read_named
from tests.station.coaching.making import NOW, SHELF, entry_of, kept, write_plan

REACH = Reach(60.0, 60.0, 50.0, 30.0)


class Desk:
    """A desk at a time of day."""

    made: ClassVar[list[CoachDesk]] = []

    def __init__(self, folder: Path | None, patient: str = "P-1", utc: datetime = NOW,
                 adapt: bool = False) -> None:
        self.person: Person = open_person(patient, folder)
        self.folder = folder
        self.clock = ManualClock(utc=utc)
        name = utc.strftime("%Y%m%d-%H%M%S")
        self.desk = CoachDesk(self.person, PlanShelf((), folder, self.person.id), self.clock, name, 5, adapt,
                              threaded=False)
        self.made.append(self.desk)
        self.number = 0
        self.near_falls = 0

    def begin(self, grade: int = 1, level: str = SHELF) -> tuple[Follower | None, LevelCoach | None]:
        planned = self.desk.planned(entry_of(level))
        chosen = self.desk.grade(planned, grade)
        follower = self.desk.begin(planned, chosen, self.number, 77 + self.number, self.near_falls, REACH)
        self.number += 1
        return follower, None if follower is None else LevelCoach(planned.to_play(), chosen, follower.start)

    def play(self, *tries: bool | None, grade: int = 1, level: str = SHELF) -> Follower:
        """Play a round of these tries to its end."""
        follower, coach = self.begin(grade, level)
        assert follower is not None
        assert coach is not None
        for number, success in enumerate(tries):
            coach.setting(number)
            coach.ended(Tried(number, success, 0.0 if success else 0.6))
            follower.follow(coach)
        follower.finish(coach)
        return follower

    def result(self, assessment: str, values: Mapping[str, float], ago: timedelta = timedelta()) -> None:
        self.person.keep_result(KeptResult(assessment, (self.clock.utc() - ago).isoformat(), "s", {}, values))

    @property
    def given(self) -> list[type[object]]:
        """What the engine was given in all sessions, as its log has it."""
        assert self.folder is not None
        engine = replay(record_of(self.folder, self.person.id, SHELF).log().lines)
        return [type(decision.given) for decision in engine.decisions]

    @property
    def history(self) -> History:
        assert self.folder is not None
        return record_of(self.folder, self.person.id, SHELF).history()


@pytest.fixture(autouse=True)
def ended() -> Iterator[None]:
    """Close every desk, as every session does."""
    yield
    while Desk.made:
        Desk.made.pop().close()


class TestWho:
    """Named people, levels with a plan, guests who asked."""

    @pytest.mark.parametrize(("patient", "adapt", "planned", "on"), [
        ("guest", False, False, False), ("guest", True, False, True), ("guest", False, True, True),
        ("P-1", False, False, True), ("P-1", True, True, True)])
    def test_has_a_coach(self, tmp_path: Path, patient: str, adapt: bool, planned: bool, on: bool) -> None:
        if planned:
            write_plan(tmp_path / "plans" / "first_shelf.yaml")
        follower, _ = Desk(tmp_path, patient, adapt=adapt).begin()
        assert (follower is not None) is on

    @pytest.mark.parametrize(("lines", "fits"), [
        ((), True), (("adapt: false",), False), (("adapt: false", "grade: 4"), True)])
    def test_is_asked_for_no_grade(self, tmp_path: Path, lines: tuple[str, ...], fits: bool) -> None:
        write_plan(tmp_path / "plans" / "first_shelf.yaml", *lines)
        desk = Desk(tmp_path).desk
        assert desk.fits(desk.planned(entry_of())) is fits
        assert desk.fits(desk.planned(entry_of("small_things")))
        assert not Desk(None, "guest").desk.fits(desk.planned(entry_of("small_things")))

    def test_nothing_is_kept_of_a_guest(self, tmp_path: Path) -> None:
        desk = Desk(tmp_path, "guest", adapt=True)
        first = desk.play(True, True)
        desk.desk.close()
        assert list(tmp_path.iterdir()) == []
        assert desk.play(True).start.state.levels == first.state.levels

    def test_a_plan_with_a_mistake_holds_the_level_back(self, tmp_path: Path) -> None:
        write_plan(tmp_path / "plans" / "first_shelf.yaml", "minutes: 0")
        with pytest.raises(InputError, match="so it is not played"):
            Desk(tmp_path).begin()


    def test_a_named_plan_for_another_level_is_told_once(self, tmp_path: Path) -> None:
        named = read_named([write_plan(tmp_path / "mine.yaml")], "guest")
        desk = CoachDesk(open_person("guest", None), PlanShelf(named), ManualClock(utc=NOW), "s", 5, adapt=False,
                         threaded=False)
        for level in ("small_things", "small_things", "first_shelf"):
            desk.begin(desk.planned(entry_of(level)), 1, 0, 77, 0, REACH)
        assert desk.remarks == ("The plan that was named is for shelf_reach/first_shelf: shelf_reach/small_things "
                                "is played without a plan.",)
        desk.close()


class TestGrade:
    """Which grade says how many and how heavy."""

    def test_the_plans_grade_holds(self, tmp_path: Path) -> None:
        write_plan(tmp_path / "plans" / "first_shelf.yaml", "grade: 6")
        desk = Desk(tmp_path)
        planned = desk.desk.planned(entry_of())
        assert (desk.desk.grade(planned, 2), desk.desk.last_grade(planned, 3)) == (6, 6)
        assert desk.play(True).start.state.levels.size == pytest.approx(5 / 9)

    def test_else_the_persons_last_one_not_that_of_whoever_played_before(self, tmp_path: Path) -> None:
        desk = Desk(tmp_path)
        planned = desk.desk.planned(entry_of())
        assert desk.desk.last_grade(planned, 8) == 1
        desk.play(True, grade=4)
        after = Desk(tmp_path, utc=NOW + timedelta(days=1)).desk
        assert after.last_grade(planned, 8) == 4
        assert Desk(tmp_path, "guest").desk.last_grade(planned, 8) == 8


class TestSessions:
    """From one to the next."""

    def test_three_sessions_fifteen_days_apart_begin_anew_and_no_harder(self, tmp_path: Path) -> None:
        wins = (True,) * 4
        begun = []
        for days in (0, 3, 18):
            desk = Desk(tmp_path, utc=NOW + timedelta(days=days))
            follower = desk.play(*wins)
            begun.append((follower.start.state.levels.size, follower.state.levels.size))
            desk.desk.close()
            assert desk.desk.remarks == ()
        assert begun == [(0.0, 0.04), (0.04, pytest.approx(0.08)), (0.0, 0.04)]
        engine_days = [entry.utc for entry in desk.history.entries if isinstance(entry, Began)]
        assert engine_days == [NOW, NOW + timedelta(days=3), NOW + timedelta(days=18)]

    def test_rounds_of_one_session_go_on_without_a_new_beginning(self, tmp_path: Path) -> None:
        desk = Desk(tmp_path)
        first, second = desk.play(True, True), desk.play(True)
        assert second.start.state == first.state
        assert [given.__class__ for given in (d.given for d in second.decisions)] == [Try]
        assert second.start.seed != first.start.seed
        assert len([entry for entry in desk.history.entries if isinstance(entry, Began)]) == 1

    def test_short_rounds_have_guesses_and_probes_too(self, tmp_path: Path) -> None:
        desk = Desk(tmp_path)
        feedbacks = [desk.play(*(True,) * 4).start.feedback for _ in range(5)]  # twenty tries
        assert [feedback.guess_every for feedback in feedbacks] == [0, 4, 4, 4, 4]
        assert [round(4 * feedback.probe_share) for feedback in feedbacks] == [0, 1, 0, 1, 0]

    def test_a_changed_plan_is_told_to_the_engine_before_the_next_round(self, tmp_path: Path) -> None:
        desk = Desk(tmp_path)
        desk.play(True, True)
        write_plan(tmp_path / "plans" / "first_shelf.yaml", "axes: {size: {min: 5}}")
        assert desk.play(True).start.state.levels.size == pytest.approx(4 / 9)
        desk.desk.close()
        assert desk.given == [Try, Try, Adjust, Try]

    def test_a_clock_that_went_back_is_told_and_counts_as_the_same_day(self, tmp_path: Path) -> None:
        first = Desk(tmp_path, utc=NOW + timedelta(days=400))
        first.play(True, True)
        first.desk.close()
        desk = Desk(tmp_path)
        follower = desk.play(True)
        assert follower.start.state.levels.size == 0.02
        assert "set this computer's date right" in desk.desk.line()
        assert desk.desk.news == desk.desk.remarks == (desk.desk.line(),)
        desk.play(True)
        assert len(desk.desk.remarks) == 1  # once
        assert desk.desk.line() == ""

    def test_feedback_fades_by_the_last_session_not_by_the_last_round(self, tmp_path: Path) -> None:
        write_plan(tmp_path / "plans" / "first_shelf.yaml", "stage: 2")
        first = Desk(tmp_path)
        assert [first.play(*(True,) * 4).start.feedback.step for _ in range(3)] == [0, 0, 0]
        first.desk.close()
        second = Desk(tmp_path, utc=NOW + timedelta(days=1))
        assert [second.play(*(True,) * 4).start.feedback.step for _ in range(2)] == [1, 1]

    def test_what_a_round_left_is_kept_with_what_was_in_force(self, tmp_path: Path) -> None:
        desk = Desk(tmp_path)
        desk.result("faces", {"pain_0_10": 2.0, "fatigue_0_10": 1.0})
        follower = desk.play(True, False, None)
        (found,) = desk.history.rounds
        assert found == KeptRound(
            NOW, "20260501-090000", 0, 1, 1, 0, None, "blocked", 0.9, False,
            {str(axis): follower.state.levels.of(axis) for axis in follower.state.settings.axes},
            follower.state.assist, 3, found.told)
        assert found.told["voids"] == 1
        assert found.told["feedback"] == {"well": 1, "of": 2}

    def test_a_round_without_a_try_leaves_nothing_and_a_round_is_kept_once(self, tmp_path: Path) -> None:
        desk = Desk(tmp_path)
        desk.play()
        assert desk.history.rounds == ()
        follower, coach = desk.begin()
        assert follower is not None
        assert coach is not None
        coach.ended(Tried(0, True, 0.0))
        follower.finish(coach)
        follower.finish(coach)
        assert len(desk.history.rounds) == 1


class TestNotAdapting:
    """The plan holds difficulty; feedback still goes its way."""

    def test_nothing_moves_and_the_log_is_left_alone(self, tmp_path: Path) -> None:
        before = Desk(tmp_path)
        at = before.play(*(True,) * 4).state
        before.desk.close()
        write_plan(tmp_path / "plans" / "first_shelf.yaml", "adapt: false", "feedback: {percent: 50}")
        held = Desk(tmp_path, utc=NOW + timedelta(days=1))
        follower = held.play(True, True, False, grade=6)
        held.desk.close()
        assert follower.start.state.levels == follower.state.levels == levels_of(6)
        assert follower.start.feedback.step == 2
        assert held.history.rounds[-1].decisions == 0
        (tmp_path / "plans" / "first_shelf.yaml").unlink()
        after = Desk(tmp_path, utc=NOW + timedelta(days=2))
        assert after.play(True).start.state.levels == at.levels
        assert after.desk.remarks == ()


class TestPerson:
    """Assessments, symptoms and near-falls."""

    def test_a_new_person_begins_from_the_assessments_of_the_last_days(self, tmp_path: Path) -> None:
        desk = Desk(tmp_path)
        desk.result("limits", {"maximum_pct": 100.0, "velocity_deg_s": 6.0}, timedelta(days=13))
        desk.result("quiet_stance", {"rms_eyes_open_mm": 2.5}, timedelta(days=15))
        desk.result("sitting", {"rms_eyes_open_mm": 2.0, "excursion_mm": 40.0})
        standing = desk.play(level="side_shelf").start.state.levels
        assert (standing.size, standing.range, standing.speed, standing.hold) == (0.0, 0.5, 0.5, 0.0)
        seated = desk.play(level="first_shelf").start.state.levels
        assert (seated.size, seated.range, seated.speed, seated.hold) == (0.5, 0.0, 0.0, 0.5)

    @pytest.mark.parametrize(("paces", "speed"), [
        ([], 0.5), ([(2.4, 1)], 0.25), ([(4.0, 3), (0.8, 1)], 0.5), ([(0.8, 3), (4.0, 1)], 0.0),
        ([(4.0, 15)], 0.5)])
    def test_speed_begins_from_the_newest_pace(self, tmp_path: Path, paces: list[tuple[float, int]],
                                               speed: float) -> None:
        desk = Desk(tmp_path)
        desk.result("limits", {"maximum_pct": 100.0, "velocity_deg_s": 6.0}, timedelta(days=1))
        for pace_s, days in paces:
            desk.result("pace", {"pace_s": pace_s}, timedelta(days=days))
        desk.result("pace", {"tries": 3.0}, timedelta(hours=1))  # stopped early: it tells no time
        assert desk.play(level="side_shelf").start.state.levels.speed == speed
        assert desk.play(level="first_shelf").start.state.levels.speed == 0.0

    def test_a_level_without_a_board_learns_nothing_from_standing(self, tmp_path: Path) -> None:
        desk = Desk(tmp_path)
        desk.result("quiet_stance", {"rms_eyes_open_mm": 2.5})
        desk.result("limits", {"maximum_pct": 100.0, "velocity_deg_s": 6.0})
        assert desk.play(level="lanterns/first_light").start.state.levels.size == 0.0

    def test_pain_told_today_freezes_and_being_well_ends_it(self, tmp_path: Path) -> None:
        desk = Desk(tmp_path)
        desk.result("faces", {"pain_0_10": 6.0, "fatigue_0_10": 0.0}, timedelta(hours=1))
        follower = desk.play(True, True)
        assert follower.start.state.symptoms == {Symptom.PAIN}
        assert follower.state.levels.size == 0.0
        desk.desk.close()
        next_day = Desk(tmp_path, utc=NOW + timedelta(days=1))
        assert next_day.play(True).start.state.symptoms == {Symptom.PAIN}  # nobody asked
        next_day.result("faces", {"pain_0_10": 0.0, "fatigue_0_10": 0.0})
        assert next_day.play(True, True).state.levels.size == 0.02
        assert [kept.symptoms for kept in next_day.history.rounds] == [True, None, False]

    def test_a_near_fall_freezes_the_rest_of_the_session(self, tmp_path: Path) -> None:
        desk = Desk(tmp_path)
        follower, coach = desk.begin()
        assert follower is not None
        assert coach is not None
        coach.unsteady()
        coach.ended(Tried(0, True, 0.0))
        follower.finish(coach)
        desk.near_falls = 1
        assert desk.play(True).state.symptoms == {Symptom.INSTABILITY}
        desk.desk.close()
        later = Desk(tmp_path, utc=NOW + timedelta(days=1)).play(True)
        assert (later.start.state.symptoms, later.state.levels.size) == (frozenset(), 0.01)

    def test_the_engine_and_the_coach_never_part(self, tmp_path: Path) -> None:
        desk = Desk(tmp_path)
        for number in range(4):
            follower, coach = desk.begin(grade=5)
            assert follower is not None
            assert coach is not None
            for tries in range(8):
                coach.ended(Tried(tries, (tries + number) % 3 != 0, 0.2))
            follower.finish(coach)
            assert follower.state == coach.state


class TestTrouble:
    """Play goes on; it is told once."""

    def test_a_folder_that_cannot_be_written(self, tmp_path: Path) -> None:
        (tmp_path / "people").write_text("")
        desk = Desk(None)
        desk.person = Person("p-1", tmp_path)
        desk.desk = CoachDesk(desk.person, PlanShelf(), desk.clock, "s", 5, adapt=False, threaded=False)
        follower = desk.play(True, True)
        desk.play(True)
        desk.desk.close()
        assert follower.state.levels.size == 0.02
        (remark,) = desk.desk.remarks
        assert "cannot be kept in" in remark

    def test_kept_rounds_of_another_hand_do_no_harm(self, tmp_path: Path) -> None:
        record = record_of(tmp_path, "p-1", SHELF)
        for odd in (kept(step=99, stage=77, grade=999), replace(kept(), told={"tries": "many"})):
            record.add(odd)
        desk = Desk(tmp_path, utc=NOW + timedelta(days=1))
        assert desk.desk.last_grade(desk.desk.planned(entry_of()), 5) in range(1, 11)
        assert desk.play(True).start.feedback.step == 0

    def test_what_the_engine_is_given_is_in_order(self, tmp_path: Path) -> None:
        first = Desk(tmp_path)
        first.play(True)
        first.desk.close()
        desk = Desk(tmp_path, utc=NOW + timedelta(days=2))
        desk.result("faces", {"pain_0_10": 9.0, "fatigue_0_10": 0.0})
        desk.play(True)
        desk.desk.close()
        assert desk.given == [Try, Return, Feels, Try]
