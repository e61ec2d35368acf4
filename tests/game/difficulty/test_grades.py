"""Levels as values of a grade, for every shipped level."""

from __future__ import annotations

from dataclasses import fields

import pytest

from core.errors import InputError
from game.difficulty.axes import ORDER, Levels
from game.difficulty.grades import assistance, fitted, grade_of, levels_of, lists_of, offered
from levels import model
from levels.model import GRADES, Level
from levels.model_lanterns import LanternsLevel
from levels.reader import find, read_level, shipped
from tests.game.making import make_difficulty, make_level

SIZE, RANGE, SPEED, HOLD = ORDER
LEVELS = [entry.id for entry in shipped()]


def level_of(name: str) -> Level:
    return read_level(find(name).path)


def values(grade: model.Grade) -> dict[str, float]:
    return {each.name: getattr(grade, each.name) for each in fields(grade)}


@pytest.mark.parametrize("name", LEVELS)
def test_a_grade_and_its_levels_are_the_same(name: str) -> None:
    level = level_of(name)
    for number in range(1, GRADES + 1):
        assert values(fitted(level, number, levels_of(number))) == pytest.approx(values(level.grade(number)))


@pytest.mark.parametrize("name", LEVELS)
def test_dose_and_load_stay_as_chosen(name: str) -> None:
    level = level_of(name)
    easiest, hardest = fitted(level, 4, Levels()), fitted(level, 4, Levels(1, 1, 1, 1))
    for key in ("number", "items", "resistance", "effort"):
        assert getattr(easiest, key, None) == getattr(hardest, key, None) == getattr(level.grade(4), key, None)


@pytest.mark.parametrize("name", LEVELS)
def test_an_axis_moves_its_own_values_and_only_harder(name: str) -> None:
    level = level_of(name)
    for axis in offered(level):
        played = [values(fitted(level, 3, Levels().put(axis, step / 20))) for step in range(21)]
        moved = {key for key in played[0] if played[0][key] != played[-1][key]}
        lists = lists_of(level)[axis]
        assert moved == set(lists)
        for key in moved:
            found = [each[key] for each in played]
            assert found in (pytest.approx(sorted(found)), pytest.approx(sorted(found, reverse=True)))
            assert (found[0], found[-1]) == (lists[key][0], lists[key][-1])


FASTER = tuple(10.0 - 0.5 * at for at in range(GRADES))
QUICKER = tuple(0.3 * at for at in FASTER)
SAME = (2.0,) * GRADES


@pytest.mark.parametrize(("time_s", "settle_s", "moves"), [
    (FASTER, QUICKER, ["time_s", "settle_s"]), (FASTER, SAME, ["time_s"]), (SAME, QUICKER, ["settle_s"]),
    (None, QUICKER, ["settle_s"]), (None, SAME, []), (SAME, SAME, [])])
def test_speed_is_the_time_of_a_try_and_the_pace_goes_with_it(time_s: tuple[float, ...] | None,
                                                               settle_s: tuple[float, ...],
                                                               moves: list[str]) -> None:
    values = {"settle_s": settle_s} | ({} if time_s is None else {"time_s": time_s})
    level = make_level(difficulty=make_difficulty().model_copy(update=values))
    assert list(lists_of(level).get(SPEED, {})) == moves
    assert (SPEED in offered(level)) is bool(moves)


def test_shelf_reach_has_four_axes_and_lanterns_those_of_its_mode() -> None:
    assert offered(level_of("corner_shelf")) == (SIZE, RANGE, SPEED, HOLD)
    lanterns = {name: level for name in LEVELS if isinstance(level := level_of(name), LanternsLevel)}
    for name, level in lanterns.items():
        assert RANGE not in offered(level), name
        assert (SIZE in offered(level)) == (level.difficulty.band is not None), name


def test_between_two_grades_values_are_blended() -> None:
    shelf = level_of("corner_shelf")
    halfway = values(fitted(shelf, 1, Levels(hold=(1.5 / 9))))
    assert halfway["hold_s"] == pytest.approx((0.4 + 0.5) / 2)


def test_grades_are_told_from_1_to_10() -> None:
    assert [grade_of(levels_of(number).size) for number in (1, 4, 10)] == pytest.approx([1, 4, 10])
    for number in (0, 11):
        with pytest.raises(InputError, match="Grades run from 1 to 10"):
            levels_of(number)


@pytest.mark.parametrize(("assist", "factor", "ghost"), [
    (0.0, 1.0, False), (0.49, 1.245, False), (0.5, 1.25, True), (1.0, 1.5, True)])
def test_help_is_bigger_slower_and_a_ghost(assist: float, factor: float, ghost: bool) -> None:
    made = assistance(assist)
    assert made.size_factor == made.time_factor == pytest.approx(factor)
    assert made.ghost is ghost
    with pytest.raises(InputError, match="the help"):
        assistance(assist + 1.01)
