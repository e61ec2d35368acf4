"""Which plan holds, and what happens with one that cannot be used."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from core.errors import InputError
from levels.model_shelf_reach import ShelfReachLevel
from levels.words import Order
from station.coaching.plans import PlanShelf, read_named
from tests.station.coaching.making import entry_of, write_plan


def minutes(folder: Path, patient: str = "p-1") -> int | None:
    """Return the minutes of the plan that holds, to tell plans apart."""
    plan = PlanShelf((), folder, patient).of(entry_of()).plan
    return None if plan is None else plan.minutes


class TestWhich:
    """Named, own, for all: in this order."""

    def test_none(self, tmp_path: Path) -> None:
        for folder in (None, tmp_path, tmp_path / "nowhere"):
            planned = PlanShelf((), folder, "p-1").of(entry_of())
            assert (planned.written, planned.trouble) == (None, "")
            assert planned.to_play() == planned.level

    def test_the_own_one_wins_over_that_for_all_and_a_named_one_over_both(self, tmp_path: Path) -> None:
        write_plan(tmp_path / "plans" / "first_shelf.yaml", "minutes: 1")
        assert minutes(tmp_path) == 1
        write_plan(tmp_path / "plans" / "P-1" / "first_shelf.yml", "minutes: 2")
        assert minutes(tmp_path) == 2
        assert minutes(tmp_path, "p-2") == 1
        assert minutes(tmp_path, "guest") == 1
        named = read_named([write_plan(tmp_path / "here.yaml", "minutes: 3")], "p-1")
        planned = PlanShelf(named, tmp_path, "p-1").of(entry_of())
        assert planned.plan is not None
        assert planned.plan.minutes == 3

    def test_a_plan_for_one_person_is_no_plan_for_others(self, tmp_path: Path) -> None:
        write_plan(tmp_path / "plans" / "first_shelf.yaml", "minutes: 1", "patient: P-1")
        assert [minutes(tmp_path, who) for who in ("p-1", "p-2", "guest")] == [1, None, None]

    def test_a_plan_that_changed_holds_at_once(self, tmp_path: Path) -> None:
        path = write_plan(tmp_path / "plans" / "first_shelf.yaml", "minutes: 1")
        shelf = PlanShelf((), tmp_path, "p-1")
        before = shelf.of(entry_of())
        assert shelf.of(entry_of()) is before  # read once
        write_plan(path, "minutes: 22")
        os.utime(path, (1, 1))
        after = shelf.of(entry_of()).plan
        assert after is not None
        assert after.minutes == 22
        path.unlink()
        assert shelf.of(entry_of()).plan is None

    def test_what_it_sets_lies_over_the_level(self, tmp_path: Path) -> None:
        write_plan(tmp_path / "plans" / "first_shelf.yaml", "set:", "  order: random")
        planned = PlanShelf((), tmp_path).of(entry_of())
        level = planned.to_play()
        assert isinstance(level, ShelfReachLevel)
        assert level.order is Order.RANDOM
        assert planned.level_text == entry_of().path.read_text(encoding="utf-8")

    def test_levels_of_named_plans_are_offered(self, tmp_path: Path) -> None:
        files = [write_plan(tmp_path / "a.yaml"), write_plan(tmp_path / "b.yaml", level="small_things")]
        named = read_named(files, "p-1")
        assert [entry.id for entry in PlanShelf(named).entries] == ["shelf_reach/first_shelf",
                                                                    "shelf_reach/small_things"]


class TestTrouble:
    """Half a plan is not played; one sentence says why."""

    @pytest.mark.parametrize(("lines", "said"), [
        (("minutes: 900",), "minutes"), (("axes: {size: {min: 5, max: 2}}",), "axes.size.min"),
        (("target_percent: 30",), "target_percent"), (("nonsense: 1",), "nonsense"),
        (("set: {steer: {x: {gain: 900}}}",), "gain"), (("grade: 11", "minutes: 0"), "It has 1 more;")])
    def test_a_mistake_holds_the_level_back(self, tmp_path: Path, lines: tuple[str, ...], said: str) -> None:
        path = write_plan(tmp_path / "plans" / "first_shelf.yaml", *lines)
        planned = PlanShelf((), tmp_path).of(entry_of())
        assert said in planned.trouble
        assert str(path) in planned.trouble
        assert planned.plan is None
        with pytest.raises(InputError, match="so it is not played"):
            planned.to_play()

    def test_a_broken_own_plan_does_not_let_the_common_one_through(self, tmp_path: Path) -> None:
        write_plan(tmp_path / "plans" / "first_shelf.yaml", "minutes: 1")
        write_plan(tmp_path / "plans" / "p-1" / "first_shelf.yaml", "minutes: none")
        assert PlanShelf((), tmp_path, "p-1").of(entry_of()).trouble

    def test_a_plan_for_another_level_under_this_name(self, tmp_path: Path) -> None:
        write_plan(tmp_path / "plans" / "first_shelf.yaml", level="small_things")
        assert "is for the level shelf_reach/small_things" in PlanShelf((), tmp_path).of(entry_of()).trouble

    def test_a_plan_for_somebody_else_in_this_persons_folder(self, tmp_path: Path) -> None:
        write_plan(tmp_path / "plans" / "p-1" / "first_shelf.yaml", "patient: P-2")
        assert "is for patient P-2" in PlanShelf((), tmp_path, "p-1").of(entry_of()).trouble

    @pytest.mark.parametrize("content", [
        b"", b"\xff\xfe\x00", b"[" * 9000, b"a: &a [*a]", b"schema: 1\nplan: nowhere"])
    def test_hostile_files(self, tmp_path: Path, content: bytes) -> None:
        path = tmp_path / "plans" / "first_shelf.yaml"
        path.parent.mkdir()
        path.write_bytes(content)
        assert PlanShelf((), tmp_path).of(entry_of()).trouble

    def test_a_folder_in_its_place(self, tmp_path: Path) -> None:
        (tmp_path / "plans" / "first_shelf.yaml").mkdir(parents=True)
        assert PlanShelf((), tmp_path).of(entry_of()).trouble


class TestNamed:
    """Every mistake at once, before anything begins."""

    def test_two_for_one_level(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="both for shelf_reach/first_shelf"):
            read_named([write_plan(tmp_path / "a.yaml"), write_plan(tmp_path / "b.yaml")], "p-1")

    def test_one_for_somebody_else(self, tmp_path: Path) -> None:
        path = write_plan(tmp_path / "a.yaml", "patient: P-9")
        with pytest.raises(InputError, match="--patient P-9"):
            read_named([path], "p-1")
        assert read_named([path], "p-9")

    def test_one_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(InputError):
            read_named([tmp_path / "none.yaml"], "p-1")
