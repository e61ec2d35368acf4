"""`surefoot playtest` as a person calls it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from levels.reader import SHIPPED
from station.playtest import command
from station.playtest.ledger import FILE
from station.playtest.plan import Job
from station.playtest.result import Result
from tests.station.playing import Ran, run
from tests.station.playtest.making import result


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> list[Job]:
    """Answer each session at once, and keep which were played."""
    jobs: list[Job] = []

    def answer(job: Job) -> Result:
        jobs.append(job)
        return result(round(20 * job.ability), job.grade, job.ability, job.seed, job.level)

    monkeypatch.setattr(command, "play_one", answer)
    return jobs


def test_all_shipped_levels_are_played_when_none_is_named(played: list[Job]) -> None:
    ran = run("playtest", "--jobs", "1")
    assert (ran.code, len(played)) == (0, len(SHIPPED) * 3 * 3 * 2)
    assert [line for line in ran.out.splitlines() if line in SHIPPED] == list(SHIPPED)


def test_cells_come_as_json(played: list[Job]) -> None:
    told = run("playtest", "side_shelf", "--grades", "1-3", "--abilities", "0,1", "--seeds", "2", "--jobs", "1",
               "--json").told
    assert (told["sessions"], told["times_real"], len(told["cells"])) == (12, 120.0, 6)
    first, *_, last = told["cells"]
    assert [first[name] for name in ("level", "grade", "ability", "seeds", "success")] == \
        ["shelf_reach/side_shelf", 1, 0.0, 2, 0.0]
    assert (last["grade"], last["ability"], last["success"]) == (3, 1.0, 1.0)


def test_everything_is_kept_where_it_was_asked_for(played: list[Job], tmp_path: Path) -> None:
    ran = run("playtest", "side_shelf", "--jobs", "1", "--out", tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {FILE, "table.txt", "cells.json",
                                                          "shelf_reach_side_shelf.svg"}
    assert (tmp_path / "table.txt").read_text() == ran.out
    assert len(json.loads((tmp_path / "cells.json").read_text())["cells"]) == 9


def stopped(folder: Path, monkeypatch: pytest.MonkeyPatch, *words: str) -> Ran:
    """Press Ctrl-C in the third session."""
    sessions: list[Job] = []

    def answer(job: Job) -> Result:
        sessions.append(job)
        if len(sessions) == 3:
            raise KeyboardInterrupt
        return result(5, job.grade, job.ability, job.seed, job.level)

    with monkeypatch.context() as patch:
        patch.setattr(command, "play_one", answer)
        return run("playtest", "side_shelf", "--grades", "1,2", "--abilities", "0.3", "--jobs", "1",
                   "--out", folder, *words)


def test_ctrl_c_ends_it_tidily_and_it_goes_on_with_what_it_was(
        played: list[Job], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = stopped(tmp_path, monkeypatch)
    assert (ran.code, ran.out) == (0, "")
    again = f"go on with: surefoot playtest --continue --out {tmp_path}."
    assert ran.err == f"Stopped after 2 of 4 sessions; {again}\n"
    ran = run("playtest", "--continue", "--out", tmp_path, "--jobs", "1", "--json")
    assert (ran.told["sessions"], len(played)) == (4, 2)
    assert len(set((tmp_path / FILE).read_text().splitlines())) == 5


def test_stopped_is_told_as_json_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = stopped(tmp_path, monkeypatch, "--json").told
    assert (told["stopped"][:28], told["sessions"]) == ("Stopped after 2 of 4 session", 2)


@pytest.mark.parametrize(("words", "told"), [
    (["nowhere"], 'There is no level "nowhere"'), (["--grades", "0"], "--grades: numbers from 1 to 10"),
    (["--abilities", "2"], "--abilities: numbers from 0 to 1"), (["--seeds", "0"], "--seeds"),
    (["--seeds", "1000"], "at most 20000"), (["--jobs", "0"], "--jobs: a number from 1 to 256"),
    (["--continue"], "--continue needs --out"), (["--continue", "--out", "/nowhere"], "nothing to continue"),
])
def test_wrong_words_are_told_in_a_sentence(played: list[Job], words: list[str], told: str) -> None:
    ran = run("playtest", *words)
    assert (ran.code, ran.out, played) == (2, "", [])
    assert told in ran.err


def test_it_does_not_go_on_with_other_settings(played: list[Job], tmp_path: Path,
                                               monkeypatch: pytest.MonkeyPatch) -> None:
    stopped(tmp_path, monkeypatch)
    ran = run("playtest", "--continue", "--out", tmp_path, "--grades", "5", "--jobs", "1")
    assert (ran.code, played) == (2, [])
    assert "begun with other --grades" in ran.err


def test_gates_that_are_not_passed_fail_the_command(played: list[Job], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "cables", lambda level: 0)
    ran = run("playtest", "side_shelf", "--gates", "--grades", "1,10", "--jobs", "1")
    assert ran.code == 4
    assert "2 gates are not passed:\n  winnable: shelf_reach/side_shelf: grade 1, ability 0: 0%" in ran.out
    assert "not_trivial: shelf_reach/side_shelf: grade 10, ability 1: 100%" in ran.out


def test_gates_that_are_passed_say_so(played: list[Job], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "cables", lambda level: 0)
    ran = run("playtest", "side_shelf", "--gates", "--grades", "2", "--jobs", "1")
    assert (ran.code, ran.out.splitlines()[-1]) == (0, "All gates are passed.")


@pytest.mark.timeout(400)
def test_gates_play_in_several_processes_pull_plugs_and_say_what_they_found() -> None:
    ran = run("playtest", "first_shelf", "first_light", "--gates", "--grades", "1", "--abilities", "0,1",
              "--seeds", "1", "--jobs", "2", "--json")
    assert (ran.code, ran.told["failures"], ran.told["sessions"]) == (0, [], 4)
    assert {cell["success"] for cell in ran.told["cells"]} == {1.0}


def test_stance_is_another_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("station.playtest.stance.stance_table", lambda out, as_json: out.write(f"{as_json}") and 0)
    assert run("playtest", "--stance", "--json").out == "True"
