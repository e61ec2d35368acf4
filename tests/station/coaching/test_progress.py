"""How a person is getting on, from what was kept: sums, advice, words."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from clinic.coaching import LOG, SESSIONS, AcceptedStage, Began, Entry, record_of
from clinic.people import open_person
from core.clock import ManualClock
from core.errors import InputError
from game.coaching.told import Mean
from game.difficulty.axes import Levels
from game.difficulty.engine import Engine
from game.difficulty.settings import Settings
from game.difficulty.stages import Advised, Gate, Stage
from game.difficulty.state import Feels, Symptom, Try
from signals.calibration import Reach
from station.coaching.progress import LevelProgress, progress_of
from station.coaching.telling import ProgressOptions, progress
from tests.station.coaching.making import NOW, SHELF, kept, told, write_plan

CLOCK = ManualClock(utc=NOW)
GUESSED = told((9, 10), guesses=(4, 3, 3))


def keep(folder: Path, *entries: Entry, level: str = SHELF) -> None:
    for entry in entries:
        record_of(folder, "p-1", level).add(entry)


def one(folder: Path) -> LevelProgress:
    (found,) = progress_of(folder, "p-1")
    return found


def words(folder: Path, level: str | None = None, accept: int | None = None, as_json: bool = False) -> str:
    out = io.StringIO()
    progress(ProgressOptions("P-1", folder, level, accept, as_json), CLOCK, out)
    return out.getvalue()


class TestSessions:
    """Rounds of a session are put together."""

    def test_sums_and_what_was_in_force(self, tmp_path: Path) -> None:
        keep(tmp_path, Began(NOW, "a"), kept(told((3, 4), (1, 2)), step=1),
             kept(told((5, 6), help_=0.5, near_falls=1), step=1, number=1, symptoms=True, help=0.3),
             kept(told((1, 1)), NOW + timedelta(days=1), "b", grade=5))
        first, second = one(tmp_path).sessions
        assert (first.rounds, first.told.tries.of, first.told.success) == (2, 12, 0.75)
        assert (first.feedback_share, first.symptoms, first.help) == (0.67, True, 0.3)
        assert first.levels == {"size": 2.8}
        assert (second.grade, second.symptoms) == (5, None)

    def test_no_log_is_no_trouble(self, tmp_path: Path) -> None:
        keep(tmp_path, kept())
        found = one(tmp_path)
        assert (found.levels, found.help, found.changes, found.remarks) == (None, None, (), ())

    def test_the_last_session_of_the_log_is_explained(self, tmp_path: Path) -> None:
        engine = Engine(Settings(), Levels(), 1)
        for success in (True, True, False):
            engine.give(Try(success))
        engine.give(Feels(frozenset({Symptom.FATIGUE})))
        record_of(tmp_path, "p-1", SHELF).write_log(engine.lines)
        keep(tmp_path, kept(decisions=2), kept(utc=NOW + timedelta(days=1), session="b", decisions=4))
        found = one(tmp_path)
        assert len(found.changes) == 2  # the third try and the feeling
        assert found.frozen == ("fatigue",)
        assert "cut short" in found.remarks[0]
        assert "surefoot assess faces" in words(tmp_path)

    def test_a_log_that_began_anew_since_is_explained_whole(self, tmp_path: Path) -> None:
        engine = Engine(Settings(), Levels(), 1)
        engine.give(Try(True))
        engine.end()
        record_of(tmp_path, "p-1", SHELF).write_log(engine.lines)
        keep(tmp_path, kept(decisions=5002), kept(utc=NOW + timedelta(days=1), session="b", decisions=1))
        assert len(one(tmp_path).changes) == 1

    def test_of_many_sessions_and_changes_the_last_ones_are_told(self, tmp_path: Path) -> None:
        engine = Engine(Settings(), Levels(), 1)
        for number in range(30):
            engine.give(Try(number % 2 == 0))
        record_of(tmp_path, "p-1", SHELF).write_log(engine.lines)
        keep(tmp_path, *(kept(utc=NOW + timedelta(days=day), session=str(day), decisions=1) for day in range(12)))
        shown = words(tmp_path)
        assert "The last 10 of 12 sessions:" in shown
        assert shown.count("the target was 90 %") == 10
        assert "before these; --json tells all)" in shown
        (level,) = json.loads(words(tmp_path, as_json=True))["levels"]
        assert len(level["sessions"]) == 12
        assert len(level["changes"]) > 20

    def test_lines_that_cannot_be_read_are_told(self, tmp_path: Path) -> None:
        keep(tmp_path, kept(replace(told((8, 8), near_falls=2), counts=Mean(2, 1.0, 1.0))))
        with (record_of(tmp_path, "p-1", SHELF).folder / SESSIONS).open("a") as file:
            file.write("hello\n")
        shown = words(tmp_path)
        assert "Of its sessions, 1 cannot be read" in shown
        assert "near-falls: 2" in shown
        assert "counts 50 % right" in shown

    @pytest.mark.parametrize("name", [SESSIONS, LOG])
    def test_a_file_that_cannot_be_read_hides_no_other_level(self, tmp_path: Path, name: str) -> None:
        keep(tmp_path, kept(), level="mine/other")
        (record_of(tmp_path, "p-1", SHELF).folder / name).mkdir(parents=True)
        shown = words(tmp_path)
        assert "Move it away to begin anew" in shown
        assert "mine/other: stage 1" in shown

    def test_axes_that_nobody_knows_are_left_out(self, tmp_path: Path) -> None:
        keep(tmp_path, kept(levels={"size": 0.2, "\ud800\x1b": 0.5}))
        (session,) = one(tmp_path).sessions
        assert session.levels == {"size": 2.8}

    def test_a_session_in_play_is_told_and_not_disturbed(self, tmp_path: Path) -> None:
        keep(tmp_path, kept())
        playing = record_of(tmp_path, "p-1", SHELF)
        assert playing.take()
        assert one(tmp_path).in_play
        assert "being played now" in words(tmp_path)
        playing.release()
        assert not one(tmp_path).in_play


class TestAdvice:
    """Gates of the stage in force, and what nobody measured."""

    def test_without_a_try_there_is_none(self, tmp_path: Path) -> None:
        keep(tmp_path, AcceptedStage(NOW, 2))
        found = one(tmp_path)
        assert (found.stage, found.advice) == (2, None)
        assert "play one round first" in words(tmp_path)

    def test_two_sessions_with_good_guesses_lead_out_of_the_first_stage(self, tmp_path: Path) -> None:
        keep(tmp_path, kept(GUESSED), kept(GUESSED, NOW + timedelta(days=1), "b"))
        advice = one(tmp_path).advice
        assert advice is not None
        assert (advice.stage, advice.advised) == (Stage.CONSCIOUS_INCOMPETENCE, Advised.GO_ON)
        shown = words(tmp_path)
        assert "stage 2. Accept it with --accept-stage 2" in shown
        assert "Reached, last session: error of own guesses 0 % (asked: at most 15 %)" in shown
        assert "Not measured, so not counted as met: error of guessed load." in shown

    def test_one_session_is_too_few(self, tmp_path: Path) -> None:
        keep(tmp_path, kept(GUESSED))
        assert "two sessions at the earliest" in words(tmp_path)

    def test_a_stage_that_a_plan_sets_is_the_one_in_force(self, tmp_path: Path) -> None:
        keep(tmp_path, AcceptedStage(NOW, 2), Began(NOW, "a"), kept(stage=3))
        found = one(tmp_path)
        assert (found.stage, found.stage_by_plan, found.stage_since) == (3, True, None)
        assert found.advice is not None
        assert {check.gate for check in found.advice.checks} >= {Gate.WITHOUT_FEEDBACK, Gate.DUAL_TASK}
        shown = words(tmp_path)
        assert "stage 3, can do it with attention, as its plan says" in shown

    def test_a_stage_accepted_while_a_session_runs_waits_for_the_next_one(self, tmp_path: Path) -> None:
        keep(tmp_path, Began(NOW, "a"), kept(stage=1), AcceptedStage(NOW, 2), kept(stage=1, number=1))
        found = one(tmp_path)
        assert (found.stage, found.stage_by_plan) == (2, False)

    def test_pain_keeps_from_leaving_the_second_stage(self, tmp_path: Path) -> None:
        keep(tmp_path, AcceptedStage(NOW, 2), kept(told((9, 10)), symptoms=False),
             kept(told((9, 10)), NOW + timedelta(days=1), "b", symptoms=True))
        advice = one(tmp_path).advice
        assert advice is not None
        assert advice.advised is Advised.STAY
        assert [check.met for check in advice.checks if check.gate is Gate.NO_SYMPTOM] == [False, True]
        assert "Not yet, last session: pain or tiredness told" in words(tmp_path)

    @pytest.mark.parametrize("stage", [3, 4])
    def test_every_stage_can_be_told(self, tmp_path: Path, stage: int) -> None:
        both = told((8, 10), (7, 10), dual=(6, 10))
        keep(tmp_path, AcceptedStage(NOW, stage),
             *(kept(both, NOW + timedelta(days=day), str(day)) for day in range(3)))
        shown = words(tmp_path)
        assert f"stage {stage}" in shown
        assert "cost of a second task" in shown
        assert "success 80 % with it, 70 % without" in shown


class TestAccepting:
    """The therapist's word."""

    def test_it_is_kept_with_its_date(self, tmp_path: Path) -> None:
        keep(tmp_path, kept())
        assert "stage 2, knows the errors, accepted 2026-05-01" in words(tmp_path, accept=2)
        assert record_of(tmp_path, "p-1", SHELF).history().accepted == AcceptedStage(NOW, 2)

    def test_it_belongs_to_one_level(self, tmp_path: Path) -> None:
        keep(tmp_path, kept())
        keep(tmp_path, kept(), level="shelf_reach/small_things")
        with pytest.raises(InputError, match="Name the level"):
            words(tmp_path, accept=2)
        words(tmp_path, "small_things", accept=2)
        assert [found.stage for found in progress_of(tmp_path, "p-1")] == [1, 2]

    def test_somebody_known_by_assessments_alone_may_have_one(self, tmp_path: Path) -> None:
        open_person("p-1", tmp_path).keep_reach(Reach(), "wii", NOW)
        with pytest.raises(InputError, match="Name the level"):
            words(tmp_path, accept=3)
        assert "stage 3" in words(tmp_path, "first_shelf", accept=3)

    def test_a_level_of_somebodys_own(self, tmp_path: Path) -> None:
        keep(tmp_path, kept(), level="mine/odd_shelf")
        assert "mine/odd_shelf: stage 2" in words(tmp_path, "mine/odd_shelf", accept=2)

    def test_a_plan_that_says_otherwise_is_told(self, tmp_path: Path) -> None:
        keep(tmp_path, kept())
        write_plan(tmp_path / "plans" / "first_shelf.yaml", "stage: 1")
        assert "sets stage 1, which holds before stage 2" in words(tmp_path, accept=2)
        assert json.loads(words(tmp_path, accept=2, as_json=True))["levels"][0]["stage"] == 2
