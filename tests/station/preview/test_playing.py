"""A visit of the simulated patient: it goes on from what is kept, answers what is asked, and leaves no trace."""

from __future__ import annotations

import json
import pickle
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from clinic.coaching import folder_of
from clinic.people import file_of, open_person
from core.errors import StorageError
from devices.simulated.ability import person_of
from levels.planning import Laid, read_laid
from station.preview import playing
from station.preview.playing import RoundSeen, VisitJob, visit
from tests.levels.making import spoilt

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
QUICK = spoilt(("difficulty.items", [3] * 10), ("steer", {"x": {"signal": "lean_x"}}),
               ("directions", ["right", "left"]))


def planned(folder: Path, text: str = "") -> Laid:
    (folder / "mine.yaml").write_text(QUICK, encoding="utf-8")
    (folder / "plan.yaml").write_text(f"schema: 1\nplan: mine.yaml\n{text}\n", encoding="utf-8")
    return read_laid(folder / "plan.yaml")


def job_of(laid: Laid, rounds: int = 1) -> VisitJob:
    return VisitJob(laid, person_of(0.8), 0.8, rounds, 1, NOW)


def facts(seen: RoundSeen) -> tuple[object, ...]:
    return seen.grade, seen.items, seen.told, seen.play_s, seen.after.levels


@pytest.fixture(scope="module")
def guest_visit(tmp_path_factory: pytest.TempPathFactory) -> tuple[RoundSeen, ...]:
    folder = tmp_path_factory.mktemp("guest")
    return visit(job_of(planned(folder, "grade: 3\nfeedback: {guess_every: 2, probes: 0}"), 2))


def test_rounds_of_a_visit_follow_each_other(guest_visit: tuple[RoundSeen, ...]) -> None:
    first, second = guest_visit
    assert (first.grade, first.items, second.items) == (3, 3, 3)
    assert first.told.tries.of == second.told.tries.of == 3
    assert first.before.levels.size == pytest.approx(2 / 9, abs=1e-6)
    assert second.before.levels == first.after.levels
    assert first.said[0] == "Stage 1, until a therapist accepts another."
    assert 5 < first.play_s < 200


def test_what_is_asked_between_tries_is_answered(guest_visit: tuple[RoundSeen, ...]) -> None:
    assert sum(seen.told.guessed.of for seen in guest_visit) >= 2


def test_what_came_up_is_counted_as_well_as_this_body_can(tmp_path: Path) -> None:
    strong = planned(tmp_path, "grade: 3\nfeedback: {guess_every: 0, second_task: count, second_share: 1}")
    seen, = visit(replace(job_of(strong), person=person_of(1.0), ability=1.0))
    counts = seen.told.counts
    assert counts.of == 3
    assert counts.value is not None
    assert counts.value > 0.6


def test_the_same_seed_is_the_same_visit(guest_visit: tuple[RoundSeen, ...], tmp_path: Path) -> None:
    laid = planned(tmp_path, "grade: 3\nfeedback: {guess_every: 2, probes: 0}")
    again = visit(job_of(laid, 1))
    assert facts(again[0])[:2] == facts(guest_visit[0])[:2]
    assert facts(visit(job_of(laid, 1))[0]) == facts(again[0])


def test_jobs_and_answers_cross_processes(tmp_path: Path, guest_visit: tuple[RoundSeen, ...]) -> None:
    job = job_of(planned(tmp_path, "set: {order: random}"))
    assert pickle.loads(pickle.dumps(job)) == job
    assert pickle.loads(pickle.dumps(guest_visit)) == guest_visit


def test_a_patient_goes_on_in_a_copy(tmp_path: Path) -> None:
    data = tmp_path / "data"
    open_person("P-7", data).keep_fact("height", "171")
    laid = planned(tmp_path, "grade: 2")
    first = visit(replace(job_of(laid), patient="p-7", data_folder=data))
    assert first[0].told.tries.of == 3
    assert [path.name for path in data.rglob("*") if path.is_file()] == ["p-p-7.json"]
    assert json.loads(file_of(data, "p-7").read_text(encoding="utf-8"))["facts"] == {"height": "171"}
    assert not folder_of(data, "p-7").exists()


def test_no_room_for_a_copy_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(playing, "_copy", full)
    with pytest.raises(StorageError, match=r"needs room for a copy .*: No space left on device"):
        visit(job_of(planned(tmp_path)))
