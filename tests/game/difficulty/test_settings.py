"""What a therapist sets: locks, target, blocks; everything impossible is refused with what would be right."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from core.errors import InputError
from core.events import JsonValue
from game.difficulty.axes import ORDER, DifficultyAxis, Levels, Lock
from game.difficulty.settings import Settings

SIZE, RANGE, SPEED, HOLD = ORDER


@pytest.mark.parametrize(("low", "high", "words"), [
    (0.7, 0.4, r"minimum 0\.7 above its maximum 0\.4: swap them"),
    (-0.01, 0.4, r"minimum of size to a number from 0 to 1, not -0\.01"),
    (0.2, 1.01, r"maximum of size to a number from 0 to 1, not 1\.01"),
    (math.nan, 0.5, "minimum of size"), (0.0, math.inf, "maximum of size")])
def test_impossible_locks_are_refused(low: float, high: float, words: str) -> None:
    with pytest.raises(InputError, match=words):
        Lock(SIZE, low, high)


def test_a_lock_clamps_and_knows_when_it_is_fixed() -> None:
    lock = Lock(HOLD, 0.2, 0.6)
    assert [lock.clamp(level) for level in (0.0, 0.2, 0.4, 0.6, 1.0)] == [0.2, 0.2, 0.4, 0.6, 0.6]
    assert not lock.fixed
    assert Lock(HOLD, 0.6, 0.6).fixed


@pytest.mark.parametrize(("target", "right"), [
    (0.49, False), (0.50, True), (0.75, True), (0.95, True), (0.96, False), (math.nan, False), (75, False)])
def test_the_target_lies_between_50_and_95_percent(target: float, right: bool) -> None:
    if right:
        assert Settings(target).target == target
    else:
        with pytest.raises(InputError, match=r"target success to a number from 0\.5 to 0\.95"):
            Settings(target)


@given(st.floats(0.5, 0.95))
@examples(max_examples=30, deadline=None)
def test_steps_follow_kaernbach(target: float) -> None:
    made = Settings(target)
    assert made.harder / made.easier == pytest.approx((1 - target) / target)
    assert made.harder <= made.easier + 1e-12, "down fast, up slow"


@pytest.mark.parametrize(("made", "words"), [
    ({"block_trials": 4}, "tries per block to a whole number from 5 to 40, not 4"),
    ({"block_trials": 41}, "not 41"), ({"block_trials": 7.5}, "whole number"), ({"block_trials": True}, "whole"),
    ({"most_per_block": 0.11}, r"from 0\.01 to 0\.1, not 0\.11"), ({"most_per_block": 0}, "a block may move"),
    ({"axes": ["size", "size"]}, "size is named twice"), ({"axes": "size"}, "Write locks|as a list"),
    ({"axes": ["vision"]}, "one of size, range, speed, hold, not 'vision'"),
    ({"axes": ["stimulation"]}, "one of size, range, speed, hold"),
    ({"locks": [{"axis": "size"}, {"axis": "size"}]}, "size is locked twice"),
    ({"locks": [{"axis": "load", "max": 1}]}, "one of size, range, speed, hold, not 'load'"),
    ({"locks": [{"axis": "size", "min": 0.9, "max": 0.1}]}, "swap them"),
    ({"locks": [{"axis": "size", "fixed": 0.5, "max": 0.9}]}, "keep fixed, or min and max"),
    ({"locks": [{"min": 0.5}]}, "a lock lacks the key axis"), ({"locks": {}}, "Write locks as a list"),
    ({"locks": [5]}, "Write a lock as a table"), ({"target": "0.8"}, "not '0.8'"),
    ({"target": 10**400}, "a number that large"), ({"targt": 0.8}, "knows no key targt; its keys are target"),
    ([], "Write difficulty settings as a table")])
def test_settings_that_cannot_be_are_refused(made: JsonValue, words: str) -> None:
    with pytest.raises(InputError, match=words):
        Settings.from_json(made)


def test_settings_are_read_as_a_therapist_writes_them() -> None:
    read = Settings.from_json({"target": 0.8,
                               "locks": [{"axis": "range", "max": 0.6}, {"axis": "hold", "fixed": 0.3}]})
    assert read == Settings(0.8, (Lock(RANGE, 0.0, 0.6), Lock(HOLD, 0.3, 0.3)))
    assert read.movable == (SIZE, RANGE, SPEED)
    assert Settings.from_json(read.to_json()) == read
    assert Settings.from_json({}) == Settings()


@pytest.mark.parametrize("level", [-0.1, 1.1, math.nan, math.inf])
@pytest.mark.parametrize("axis", ORDER)
def test_levels_stay_between_0_and_1(axis: DifficultyAxis, level: float) -> None:
    with pytest.raises(InputError, match=f"the level of {axis} to a number from 0 to 1"):
        Levels().put(axis, level)
    with pytest.raises(InputError):
        Levels.from_json({**Levels().to_json(), axis.value: level})


def test_levels_are_read_back() -> None:
    levels = Levels(0.1, 0.2, 0.3, 0.4)
    assert [levels.of(axis) for axis in ORDER] == [0.1, 0.2, 0.3, 0.4]
    assert Levels.from_json(levels.to_json()) == levels
    with pytest.raises(InputError, match="levels lacks the key hold"):
        Levels.from_json({"size": 0, "range": 0, "speed": 0})
