"""`preview`: from files to text, JSON and pictures; every bad word is told before anything is played."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from clinic.people import KeptResult, open_person
from core.clock import ManualClock
from core.errors import InputError, StorageError
from core.problems import FileErrors
from signals.calibration import Reach
from station.cli import main
from station.preview import command
from station.preview.command import PreviewOptions, preview
from station.preview.playing import RoundSeen, VisitJob
from tests.levels.making import spoilt
from tests.station.preview.test_text import seen

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
QUICK = spoilt(("difficulty.items", [3] * 10), ("steer", {"x": {"signal": "lean_x"}}),
               ("directions", ["right", "left"]))


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    (tmp_path / "mine.yaml").write_text(QUICK, encoding="utf-8")
    path = tmp_path / "plan.yaml"
    path.write_text("schema: 1\nplan: mine.yaml\ngrade: 3\naxes: {range: {max: 5}}\n", encoding="utf-8")
    return path


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[VisitJob]:
    """Note what would be played, and play nothing."""
    jobs: list[VisitJob] = []

    def visit(job: VisitJob) -> tuple[RoundSeen, ...]:
        jobs.append(job)
        return (seen(6),) * job.rounds

    monkeypatch.setattr(command, "visit", visit)
    return jobs


def previewed(options: PreviewOptions, processes: int = 1) -> str:
    out = io.StringIO()
    assert preview(options, out, ManualClock(utc=NOW), processes) == 0
    return out.getvalue()


def test_a_plan_is_played_through_the_whole_chain(plan: Path, tmp_path: Path) -> None:
    out, data = tmp_path / "out", tmp_path / "data"
    open_person("P-7", data).keep_reach(Reach(50, 70, 45, 30), "board", NOW)
    before = {path: path.read_bytes() for path in data.rglob("*") if path.is_file()}
    told = json.loads(previewed(PreviewOptions(plan, patient="P-7", seeds=1, json=True, out=out, data=data)))
    assert (told["who"], told["grade"], told["visits"], told["rounds_per_visit"]) == ("P-7", 3, 1, 2)
    assert told["items"]["mean"] == 3
    assert 0 <= told["success"]["least"] <= told["success"]["most"] <= 1
    assert 5 < told["play_s"]["mean"] < 200
    assert [rung["place"] for rung in told["ladder"]] == [0.0, 0.5, 1.0]
    assert [change["what"] for change in told["changes"]] == ["range, how far targets lie", "grade"]
    assert (out / "mine.svg").read_text(encoding="utf-8").startswith("<svg")
    assert "50 mm" in (out / "mine.svg").read_text(encoding="utf-8")
    assert "Expected success" in (out / "preview.txt").read_text(encoding="utf-8")
    assert json.loads((out / "preview.json").read_text(encoding="utf-8")) == told
    assert {path: path.read_bytes() for path in data.rglob("*") if path.is_file()} == before


@pytest.mark.usefixtures("asked")
def test_text_is_for_people(plan: Path) -> None:
    text = previewed(PreviewOptions(plan, seeds=2))
    assert text.startswith("Shelf, grade 4, for a usual person\n")
    assert "2 visits of 2 rounds" in text


def test_visits_and_each_place_of_the_ladder_by_every_seed(plan: Path, asked: list[VisitJob]) -> None:
    previewed(PreviewOptions(plan, seeds=2))
    assert [(job.seed, job.place, job.rounds) for job in asked] == [
        (1, None, 2), (2, None, 2), (1, 0.0, 1), (2, 0.0, 1), (1, 0.5, 1), (2, 0.5, 1), (1, 1.0, 1), (2, 1.0, 1)]
    assert {job.planned.written.plan.adapt for job in asked if job.place is not None} == {False}


def test_where_nothing_may_move_only_visits_are_played(plan: Path, asked: list[VisitJob]) -> None:
    plan.write_text("schema: 1\nplan: mine.yaml\nadapt: false\n", encoding="utf-8")
    previewed(PreviewOptions(plan, seeds=2))
    assert [job.place for job in asked] == [None, None]


def test_what_is_said_wins_over_the_plan(plan: Path, tmp_path: Path, asked: list[VisitJob]) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(spoilt(("title", {"en": "Other"})), encoding="utf-8")
    text = previewed(PreviewOptions(plan, level=str(other), grade=7, seeds=1))
    assert text.startswith("Other, ")
    assert {job.planned.written.plan.grade for job in asked} == {7}
    previewed(PreviewOptions(plan, level="whole_shelf", seeds=1))
    assert asked[-1].planned.entry.id == "shelf_reach/whole_shelf"


def test_a_patient_has_the_own_limits(plan: Path, tmp_path: Path, asked: list[VisitJob]) -> None:
    person = open_person("p-7", tmp_path)
    person.keep_reach(Reach(50, 70, 45, 30), "board", NOW - timedelta(days=2))
    person.keep_result(KeptResult("limits", NOW.isoformat(), "s", {}, {"velocity_deg_s": 2.0}))
    text = previewed(PreviewOptions(plan, patient="P-7", seeds=1, data=tmp_path))
    assert "for P-7" in text
    assert (asked[0].patient, asked[0].data_folder) == ("p-7", tmp_path)
    assert asked[0].person.movement.reach.left_mm == 50
    assert "Speed of leaning 2.0 deg/s" in text


def test_a_plan_may_be_older_than_its_patient(plan: Path, tmp_path: Path, asked: list[VisitJob]) -> None:
    plan.write_text("schema: 1\nplan: mine.yaml\npatient: P-9\n", encoding="utf-8")
    assert "for a usual person" in previewed(PreviewOptions(plan, seeds=1, data=tmp_path))
    assert asked[0].patient is None


def test_a_guest_is_a_usual_person(plan: Path, tmp_path: Path, asked: list[VisitJob]) -> None:
    assert "for a usual person" in previewed(PreviewOptions(plan, patient="guest", seeds=1, data=tmp_path))
    assert asked[0].patient is None


@pytest.mark.parametrize(("text", "options", "sentence"), [
    ("schema: 1\nplan: mine.yaml\n", {"patient": "P-9"}, r"Nothing is kept of patient P-9 in .*measure or play"),
    ("schema: 1\nplan: mine.yaml\npatient: P-1\n", {"patient": "P-2"}, r"is for patient P-1, not P-2"),
    ("schema: 1\nplan: mine.yaml\n", {"patient": "Anna Berg"}, r"is no patient id"),
    ("schema: 1\nplan: mine.yaml\n", {"seeds": 0}, r"--seeds: a number from 1 to 50, not 0"),
    ("schema: 1\nplan: mine.yaml\n", {"seeds": 51}, r"--seeds: a number from 1 to 50, not 51"),
    ("schema: 1\nplan: mine.yaml\n", {"level": "side_shelv"}, r"Did you mean side_shelf"),
    ("schema: 1\nplan: mine.yaml\naxes: {range: {min: 5, max: 2}}\n", {}, r"axes\.range\.min: must not be"),
    ("schema: 1\nplan: mine.yaml\ntarget_percent: 99\n", {}, r"target_percent: must be 95 or less"),
    ("schema: 1\nplan: gone.yaml\n", {}, r"gone\.yaml:1:1: there is no such file"),
    ("schema: 1\nplan: mine.yaml\nset: {posture: lying}\n", {}, r"set\.posture: must be seated or standing"),
])
def test_what_is_wrong_is_told_before_anything_is_played(
        plan: Path, tmp_path: Path, asked: list[VisitJob], text: str, options: dict[str, Any],
        sentence: str) -> None:
    plan.write_text(text, encoding="utf-8")
    wanted = PreviewOptions(plan, data=tmp_path / "data", **options)
    with pytest.raises(InputError, match=sentence):
        previewed(wanted)
    assert asked == []


def test_the_words_of_the_command_line(plan: Path, tmp_path: Path, asked: list[VisitJob],
                                       capsys: pytest.CaptureFixture[str]) -> None:
    plan.write_text("schema: 1\nplan: mine.yaml\nadapt: false\n", encoding="utf-8")
    assert main(["preview", str(plan), "--seeds", "1", "--grade", "6", "--data", str(tmp_path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["who"] == "a usual person"
    assert asked[0].planned.written.plan.grade == 6
    assert main(["preview", str(plan), "--patient", "P-9", "--data", str(tmp_path)]) == 2
    assert capsys.readouterr().err.startswith("Nothing is kept of patient P-9 in ")
    assert main(["preview", str(tmp_path / "none.yaml"), "--json"]) == 2
    assert "there is no such file" in json.loads(capsys.readouterr().out)["error"]


def test_a_plan_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileErrors, match="there is no such file"):
        previewed(PreviewOptions(tmp_path / "none.yaml"))


def test_a_folder_that_cannot_be_made_is_told_first(plan: Path, asked: list[VisitJob]) -> None:
    with pytest.raises(StorageError, match=r"cannot be written: .* Choose another folder with --out\."):
        previewed(PreviewOptions(plan, out=plan / "under a file"))
    assert asked == []


@pytest.mark.usefixtures("asked")
def test_a_folder_that_fills_up_is_told(plan: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / "preview.txt").mkdir(parents=True)
    with pytest.raises(StorageError, match="cannot be written"):
        previewed(PreviewOptions(plan, out=out, seeds=1))


def test_a_damaged_patient_is_told(plan: Path, tmp_path: Path, asked: list[VisitJob]) -> None:
    open_person("p-7", tmp_path).keep_fact("height", "170")
    (tmp_path / "people" / "p-p-7.json").write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be read"):
        previewed(PreviewOptions(plan, patient="P-7", data=tmp_path))
    assert asked == []
