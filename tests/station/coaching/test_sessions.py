"""Whole sessions on the simulated patient, faster than real time: coach, plan, log, replay, progress."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from clinic.coaching import record_of
from clinic.people import KeptResult, open_person
from clinic.recording.session import SHEET
from core.clock import ManualClock
from game.difficulty.replay import replay as replay_log
from tests.station.coaching.making import NOW, SHELF, write_plan
from tests.station.playing import Ran, events_of, log_of, play, run, session_in, sheet_of

ON = Callable[[float], None]


@pytest.fixture(autouse=True)
def no_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the picture at the end, which takes longer than the play."""
    monkeypatch.setattr("station.summary._drawn", lambda *_: None)


@pytest.fixture
def day(monkeypatch: pytest.MonkeyPatch) -> ON:
    """Let what follows happen so many days after the first day."""
    def at(days: float) -> None:
        monkeypatch.setattr("station.play.SystemClock", lambda: ManualClock(utc=NOW + timedelta(days=days)))

    at(0)
    return at


def last_session(place: Path) -> Path:
    return sorted(path for path in place.iterdir() if (path / SHEET).exists())[-1]


def replayed(session: Path) -> dict[str, Any]:
    """Return the verdict on the events of a session."""
    (verdict,) = run("replay", session, "--seam", "frames", "--json").told
    assert isinstance(verdict, dict)
    return verdict


def engine_of(place: Path, level: str = SHELF) -> Any:
    return replay_log(record_of(place, "p-1", level).log().lines)


class TestReplay:
    """A round with a coach and a plan is the same again, bit for bit."""

    @pytest.mark.parametrize(("level", "lines"), [
        ("first_shelf", ("stage: 3", "feedback: {probes: 0.4, second_task: colours, guess_every: 4}")),
        ("small_things", ("stage: 2", "set: {order: random}", "target_percent: 60", "minutes: 1")),
        ("from_memory", ("feedback: {summary: true}", "few_words: false", "axes: {size: {min: 3}}")),
        ("first_light", ("stage: 3", "feedback: {probes: 0.3, second_task: count, band: 0.3, on_request: true}")),
    ])
    def test_of_several_levels(self, tmp_path: Path, level: str, lines: tuple[str, ...]) -> None:
        plan = write_plan(tmp_path / "plan.yaml", *lines, level=level)
        ran = play(tmp_path / "kept", "--plan", plan, "--patient", "P-1", "--grade", "4", "--seconds", "45",
                   "--seed", "3")
        assert (ran.code, ran.err) == (0, "")
        session = last_session(tmp_path / "kept")
        (sheet,) = sheet_of(session)["rounds"]
        assert sheet["plan"] == plan.read_text(encoding="utf-8")
        assert sheet["coach"]["stage"] in (1, 2, 3)
        assert len(events_of(session, "difficulty")) >= 1
        verdict = replayed(session)
        assert verdict["same"]
        assert verdict["compared"] > 5

    def test_another_start_of_the_coach_is_found(self, tmp_path: Path) -> None:
        assert play(tmp_path, "--adapt", "--seconds", "30", "--seed", "1").code == 0
        session = session_in(tmp_path)
        sheet = sheet_of(session)
        sheet["rounds"][0]["coach"]["state"]["levels"]["range"] = 1.0
        (session / SHEET).write_text(json.dumps(sheet))
        assert not replayed(session)["same"]

    @pytest.mark.parametrize(("key", "value"), [
        ("coach", {}), ("coach", {"state": 5}), ("coach", "yes"), ("plan", "nonsense: 1"), ("plan", 7)])
    def test_what_is_no_start_or_plan_is_refused_in_a_sentence(self, tmp_path: Path, key: str,
                                                               value: object) -> None:
        assert play(tmp_path, "--adapt", "--seconds", "3", "--seed", "1").code == 0
        session = session_in(tmp_path)
        sheet = sheet_of(session)
        sheet["rounds"][0][key] = value
        (session / SHEET).write_text(json.dumps(sheet))
        ran = run("replay", session)
        assert ran.code == 2
        assert "Traceback" not in ran.err


class TestWho:
    """A coach for those who have one; for others all is as ever."""

    def test_a_guest_plays_as_the_grade_says(self, tmp_path: Path) -> None:
        ran = play(tmp_path, "--seconds", "12", "--seed", "1")
        assert (ran.told["coach"], ran.told["remarks"]) == (None, [])
        (sheet,) = sheet_of(session_in(tmp_path))["rounds"]
        assert (sheet["coach"], sheet["plan"]) == (None, None)
        assert not (tmp_path / "people").exists()

    def test_a_guest_who_asked_is_followed_and_forgotten(self, tmp_path: Path) -> None:
        coach = play(tmp_path, "--adapt", "--seed", "1").told["coach"]
        assert coach["tries"] == 4
        assert coach["success"] == 1.0
        assert coach["before"] == {"size": 1.0, "range": 1.0, "speed": 1.0, "hold": 1.0}
        assert coach["after"]["size"] > 1.0
        assert coach["changes"][0].startswith("Try 1: size from grade 1.00")
        assert not (tmp_path / "people").exists()


class TestDays:
    """A person comes back."""

    def test_three_sessions_fifteen_days_apart(self, tmp_path: Path, day: ON) -> None:
        told: list[dict[str, Any]] = []
        for days in (0, 10, 25):
            day(days)
            told.append(play(tmp_path, "--patient", "P-1", "--seed", "1").told)
        assert [each["remarks"] for each in told] == [[], [], []]
        first, second, third = (each["coach"] for each in told)
        assert second["before"] == first["after"]
        assert third["before"]["size"] == 1.0
        assert second["after"]["size"] > 1.0
        assert "more than 14 days ago" in run("progress", "P-1", "--out", tmp_path).out
        assert len(engine_of(tmp_path).decisions) == 14  # four tries each, and two returns

    def test_progress_tells_it_in_words_and_as_json(self, tmp_path: Path, day: ON) -> None:
        for days in (0, 1):
            day(days)
            assert play(tmp_path, "--patient", "P-1", "--seed", "1").code == 0
        words = run("progress", "p-1", "--out", tmp_path).out
        for part in ("Patient P-1", f"{SHELF}: stage 1, does not know the errors yet", "2026-05-01", "2026-05-02",
                     "4 tries", "the target was 90 %", "Goes on where the last session ended.",
                     "Advice on the stage"):
            assert part in words
        (level,) = run("progress", "p-1", "--out", tmp_path, "--json").told["levels"]
        assert [session["tries"] for session in level["sessions"]] == [4, 4]
        assert level["advice"]["unmeasured"]

    def test_a_stage_that_is_accepted_holds_from_the_next_session_on(self, tmp_path: Path, day: ON) -> None:
        play(tmp_path, "--patient", "P-1", "--seed", "1", "--seconds", "20")
        assert run("progress", "P-1", "--out", tmp_path, "--accept-stage", "3").code == 0
        day(1)
        coach = play(tmp_path, "--patient", "P-1", "--seed", "1", "--seconds", "20").told["coach"]
        assert coach["target"] == 0.75
        assert "Stage 3, as a therapist accepted." in coach["why"]

    def test_pain_told_before_play_freezes_it(self, tmp_path: Path, day: ON) -> None:
        open_person("P-1", tmp_path).keep_result(
            KeptResult("faces", NOW.isoformat(), "s", {}, {"pain_0_10": 7.0, "fatigue_0_10": 0.0}))
        coach = play(tmp_path, "--patient", "P-1", "--seed", "1", "--seconds", "20").told["coach"]
        assert coach["before"] == coach["after"]
        assert coach["changes"] == []
        assert "Frozen because of pain." in coach["why"]
        assert "frozen because of pain" in run("progress", "P-1", "--out", tmp_path).out

    def test_a_session_that_was_stopped_is_kept(self, tmp_path: Path, day: ON) -> None:
        ran = play(tmp_path, "--patient", "P-1", "--seed", "1", "--seconds", "12")
        assert ran.told["ending"] == "stopped"
        (kept,) = record_of(tmp_path, "p-1", SHELF).history().rounds
        assert kept.decisions == len(engine_of(tmp_path).decisions) >= 1


class TestPlans:
    """What a therapist set holds, and what is wrong with it is told."""

    def test_locks_hold_and_a_named_plan_begins_its_level(self, tmp_path: Path) -> None:
        plan = write_plan(tmp_path / "plan.yaml", "axes: {size: {fixed: 5}, range: {max: 2}}", "grade: 3",
                          level="small_things")
        ran = play(tmp_path / "kept", "--plan", plan, "--patient", "P-1", "--seed", "1", "--seconds", "40")
        told = ran.told
        assert (told["level"], told["grade"]) == ("shelf_reach/small_things", 3)
        assert told["coach"]["before"]["size"] == told["coach"]["after"]["size"] == 5.0
        assert told["coach"]["after"]["range"] <= 2.0

    def test_a_plan_in_the_data_folder_is_found(self, tmp_path: Path) -> None:
        write_plan(tmp_path / "plans" / "P-1" / "first_shelf.yaml", "adapt: false")
        coach = play(tmp_path, "--patient", "P-1", "--grade", "7", "--seconds", "12", "--seed", "1").told["coach"]
        assert "The plan holds difficulty at grade 7." in coach["why"]
        assert coach["before"]["size"] == 7.0

    @pytest.mark.parametrize("lines", [
        ("target_percent: 20",), ("axes: {size: {min: 9, max: 2}}",), ("set: {x: 1}",)])
    def test_a_mistake_is_told_before_anything_begins(self, tmp_path: Path, lines: tuple[str, ...]) -> None:
        kept = tmp_path / "kept"
        named = run_plan(kept, "--plan", write_plan(tmp_path / "plan.yaml", *lines))
        write_plan(kept / "plans" / "first_shelf.yaml", *lines)
        found = run_plan(kept)
        for ran in (named, found):
            assert ran.code == 2
            assert ".yaml:" in ran.told["error"]
        assert sorted(path.name for path in kept.iterdir()) == ["plans"]

    def test_a_plan_for_somebody_else(self, tmp_path: Path) -> None:
        plan = write_plan(tmp_path / "plan.yaml", "patient: P-2")
        assert "--patient P-2" in run_plan(tmp_path / "kept", "--plan", plan).told["error"]


def run_plan(kept: Path, *words: str | Path) -> Ran:
    return play(kept, "first_shelf", "--patient", "P-1", *words)


class TestTrouble:
    """Nothing that is wrong with what is kept stops play."""

    def test_a_place_that_cannot_be_written_is_told_once(self, tmp_path: Path) -> None:
        folder = tmp_path / "people" / "p-p-1"
        folder.parent.mkdir()
        folder.write_text("")
        ran = play(tmp_path, "--patient", "P-1", "--seed", "1")
        assert (ran.code, ran.told["ending"]) == (0, "completed")
        (remark,) = ran.told["remarks"]
        assert "cannot be kept in" in remark

    def test_a_log_that_was_cut_goes_on_and_is_told(self, tmp_path: Path, day: ON) -> None:
        play(tmp_path, "--patient", "P-1", "--seed", "1")
        log = record_of(tmp_path, "p-1", SHELF).folder / "difficulty.jsonl"
        log.write_bytes(log.read_bytes()[:-30])
        assert "cannot be read" in run("progress", "P-1", "--out", tmp_path).out
        day(1)
        ran = play(tmp_path, "--patient", "P-1", "--seed", "1")
        assert "Line 5 of the difficulty log cannot be read" in ran.told["remarks"][0]
        assert engine_of(tmp_path).state.levels.size > 0
        (remark, _) = log_of(last_session(tmp_path), "difficulty_remark")
        assert remark.data["text"] == ran.told["remarks"][0]

    def test_a_clock_that_went_back(self, tmp_path: Path, day: ON) -> None:
        day(100)
        play(tmp_path, "--patient", "P-1", "--seed", "1", "--seconds", "15")
        day(0)
        ran = play(tmp_path, "--patient", "P-1", "--seed", "1", "--seconds", "15")
        assert "lies in the future" in ran.told["remarks"][0]


class TestProgress:
    """What is asked of it wrongly."""

    @pytest.mark.parametrize(("words", "said"), [
        (("nobody",), "Nothing is kept of patient NOBODY"), (("guest",), "guest"), (("a b",), "no patient id"),
        (("p-1", "--level", "first_shelv"), "Did you mean first_shelf"),
        (("p-1", "--level", "small_things"), "has not played shelf_reach/small_things"),
        (("nobody", "--accept-stage", "2"), "Nothing is kept of patient NOBODY"),
        (("nobody", "--accept-stage", "2", "--level", "first_shelf"), "Nothing is kept of patient NOBODY")])
    def test_is_refused_in_a_sentence(self, tmp_path: Path, words: tuple[str, ...], said: str) -> None:
        play(tmp_path, "--patient", "P-1", "--seed", "1", "--seconds", "12")
        before = sorted(tmp_path.rglob("*"))
        ran = run("progress", *words, "--out", tmp_path)
        assert ran.code == 2
        assert said in ran.err
        assert sorted(tmp_path.rglob("*")) == before

    @pytest.mark.parametrize("stage", ["0", "5", "two"])
    def test_there_are_four_stages(self, tmp_path: Path, stage: str) -> None:
        assert run("progress", "p-1", "--out", tmp_path, "--accept-stage", stage).code == 2
