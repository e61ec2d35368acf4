"""Results on disk: stopped, continued, damaged, of another plan."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.errors import InputError, StorageError
from station.playtest.ledger import FILE, Ledger, plan_of
from station.playtest.plan import Plan
from tests.station.playtest.making import result

LEVELS = ("shelf_reach/first_shelf",)
PLAN = Plan(LEVELS, (1, 10), (0.0, 1.0), 2)


def begun(folder: Path) -> Path:
    """Return the file of a play-test that was stopped after two results."""
    ledger = Ledger.begin(folder, PLAN)
    for seed in (1, 2):
        ledger.add(result(seed, seed=seed))
    ledger.close()
    return folder / FILE


def test_it_goes_on_where_it_was_stopped(tmp_path: Path) -> None:
    path = begun(tmp_path / "new" / "folder")
    assert plan_of(path.parent) == PLAN
    ledger = Ledger.resume(path.parent, PLAN)
    assert [each.seed for each in ledger.results] == [1, 2]
    ledger.add(result(3, seed=3))
    ledger.close()
    assert len(path.read_text().splitlines()) == 4


@pytest.mark.parametrize("kept", [1, 20, -1])
def test_a_last_line_that_was_cut_off_is_played_again(tmp_path: Path, kept: int) -> None:
    path = begun(tmp_path)
    data = path.read_bytes()
    last = data.rindex(b"\n", 0, -1) + 1
    path.write_bytes(data[:last] + data[last:-1][:kept])
    ledger = Ledger.resume(tmp_path, PLAN)
    assert [each.seed for each in ledger.results] == [1]
    ledger.add(result(2, seed=2))
    ledger.close()
    assert path.read_bytes() == data


def _head(change: Callable[[dict[str, Any]], None]) -> Callable[[bytes], bytes]:
    def changed(data: bytes) -> bytes:
        first, rest = data.split(b"\n", 1)
        head = json.loads(first)
        change(head)
        return json.dumps(head).encode() + b"\n" + rest

    return changed


@pytest.mark.parametrize(("damage", "told"), [
    (_head(lambda head: head.update(surefoot="0.0.1")), "begun with Surefoot 0.0.1, and this is"),
    (_head(lambda head: head.update(playtest=0)), "begun with Surefoot"),
    (_head(lambda head: head["plan"].update(grades=[2])), "begun with other --grades"),
    (_head(lambda head: head["plan"].update(abilities=[0.1])), "begun with other --abilities"),
    (_head(lambda head: head["plan"].update(seeds=9)), "begun with other --seeds"),
    (_head(lambda head: head.update(plan=3)), "begun with other levels"),
    (_head(lambda head: head["texts"].update({LEVELS[0]: "0"})), "first_shelf has changed since"),
    (_head(lambda head: head.update(texts=None)), "first_shelf has changed since"),
    (lambda data: data.replace(b'"seed":1', b'"seed":"1"'), r":2: is no result of .*: seed is wrong"),
    (lambda data: data.replace(b'{"level"', b'{level', 1), r":2: is damaged"),
    (lambda data: b"", ":1: is no play-test"),
    (lambda data: b"\xff\xfe\n", ":1: is no play-test"),
    (lambda data: b"[]\n" + data, ":1: is no play-test"),
])
def test_what_does_not_fit_is_refused_and_left_as_it_is(
        tmp_path: Path, damage: Callable[[bytes], bytes], told: str) -> None:
    path = begun(tmp_path)
    path.write_bytes(damaged := damage(path.read_bytes()))
    with pytest.raises(InputError, match=told) as refused:
        Ledger.resume(tmp_path, PLAN)
    assert "another folder" in str(refused.value)
    assert path.read_bytes() == damaged


@pytest.mark.parametrize("plan", [None, {}, {"levels": 3}, {"levels": [], "grades": ["x"]}])
def test_a_file_that_does_not_say_its_plan_is_refused(tmp_path: Path, plan: object) -> None:
    (tmp_path / FILE).write_text(json.dumps({"playtest": 2, "plan": plan}) + "\n")
    with pytest.raises(InputError, match="does not say what is played"):
        plan_of(tmp_path)


def test_a_begun_one_is_not_begun_anew(tmp_path: Path) -> None:
    path = begun(tmp_path)
    before = path.read_bytes()
    with pytest.raises(InputError, match="already there: add --continue"):
        Ledger.begin(tmp_path, PLAN)
    assert path.read_bytes() == before


def test_nothing_there_cannot_be_continued(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nothing to continue"):
        Ledger.resume(tmp_path, PLAN)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="could not be written"):
        Ledger.begin(tmp_path / "file" / "under", PLAN)
