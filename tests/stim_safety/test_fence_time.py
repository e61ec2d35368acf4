"""The fence over time: rises, lines, trains and rests at their edges, and what it remembers."""

from __future__ import annotations

from typing import Any

import pytest

from stim_safety.fence import Memory, fence, remember, still
from stim_safety.timing import MS
from stim_safety.words import Why
from tests.stim_safety.orders import (
    CLINIC,
    NOW_NS,
    S,
    able,
    look,
    order,
    train,
)


@pytest.mark.parametrize(("since_ms", "higher_ua", "changes", "why"), [
    (40, 2_000, {}, ()), (40, 2_500, {}, (Why.RISE,)), (39, 2_000, {}, (Why.RISE,)), (39, 1_500, {}, ()),
    (20, 1_000, {}, ()), (19, 1_000, {}, (Why.RISE,)), (10, 500, {}, ()), (9, 500, {}, (Why.RISE,)),
    (9_000, 2_000, {}, ()), (9_000, 2_500, {}, (Why.RISE,)),  # no leap after a long time
    (0, 0, {}, ()), (0, -500, {}, ()), (0, -39_500, {}, ()), (-5, -500, {}, ()), (-5, 0, {}, ()),
    (-5, 500, {}, (Why.RISE,)), (0, 1, {"abilities": able(step_ua=1)}, (Why.RISE,)),
    (50, 500, {"calibrating": True}, ()), (49, 500, {"calibrating": True}, (Why.RISE,)),
    (9_000, 500, {"calibrating": True}, ()), (9_000, 1_000, {"calibrating": True}, (Why.RISE,)),
    (40, 2_000, {"abilities": able(step_ua=2_000)}, ()),
    (39, 2_000, {"abilities": able(step_ua=2_000)}, (Why.RISE,)),
    (60, 3_000, {"abilities": able(step_ua=3_000)}, ()),  # one step of a coarse grid, when there was time for it
    (59, 3_000, {"abilities": able(step_ua=3_000)}, (Why.RISE,)),
    (99, 3_001, {"abilities": able(step_ua=3_000)}, (Why.RISE,)),
])
def test_rises_at_their_edges(since_ms: int, higher_ua: int, changes: dict[str, Any],
                              why: tuple[Why, ...]) -> None:
    level_ua = 36_000
    memory = Memory(level_ua, NOW_NS - since_ms * MS, NOW_NS - 9 * S, NOW_NS - 9 * S, None, 0, 500)
    found = look(train(level_ua + higher_ua), memory=memory, **changes)
    assert tuple(reason for reason in found if reason is not Why.GRID) == why


def test_a_rise_is_refused_one_nanosecond_early() -> None:
    for early_ns, why in ((0, ()), (1, (Why.RISE,))):
        memory = Memory(38_000, NOW_NS - 40 * MS + early_ns, NOW_NS - 9 * S, NOW_NS - 9 * S, None, 0, 500)
        assert look(train(40_000), memory=memory) == why


@pytest.mark.parametrize(("since_ms", "level_ua", "why"), [
    (475, 20_000, ()), (474, 20_000, (Why.RAMP,)), (475, 20_500, (Why.RAMP,)),
    (975, 40_000, ()), (974, 40_000, (Why.RAMP,)), (5_000, 40_000, ())])
def test_a_train_stays_below_the_line_to_its_height(since_ms: int, level_ua: int, why: tuple[Why, ...]) -> None:
    """From the first step of 0.5 mA, and one step of the grid above it, 40 mA in a second."""
    started_ns = NOW_NS - since_ms * MS
    memory = Memory(level_ua - 500, NOW_NS - 40 * MS, started_ns, started_ns, None, 0, 500)
    assert look(train(level_ua), memory=memory, bound_ua=40_000) == why


def test_the_line_starts_at_the_first_current() -> None:
    started_ns = NOW_NS - 100 * MS
    for first_ua, why in ((1_500, ()), (1_499, (Why.RAMP,))):
        memory = Memory(5_000, NOW_NS - 40 * MS, started_ns, started_ns, None, 0, first_ua)
        assert look(train(6_000), memory=memory, bound_ua=40_000) == why


def test_only_a_rise_is_held_to_the_line() -> None:
    memory = Memory(20_000, NOW_NS - 1, NOW_NS - 2, NOW_NS - 2, None, 0, 500)
    assert look(train(20_000), memory=memory, bound_ua=20_000) == ()
    assert look(train(19_500), memory=memory, bound_ua=20_000) == ()


def test_the_first_current_is_a_small_one() -> None:
    for current_ua, why in ((2_000, ()), (2_500, (Why.RISE,))):
        assert look(train(current_ua), memory=still(NOW_NS - S), bound_ua=2_500) == why


@pytest.mark.parametrize(("on_ms", "changes", "why"), [
    (9_999, {}, ()), (10_000, {}, ()), (10_001, {}, (Why.ON_TIME,)),
    (15_000, {"ordered": order(on_ms=20_000)}, ()), (15_001, {"ordered": order(on_ms=20_000)}, (Why.ON_TIME,)),
    (15_000, {"calibrating": True}, ()), (15_001, {"calibrating": True}, (Why.ON_TIME,)),
    (5_000, {"abilities": able(most_on_ms=5_000)}, ()),
    (5_001, {"abilities": able(most_on_ms=5_000)}, (Why.ON_TIME,)),
    (5_001, {"abilities": able(most_on_ms=5_000), "calibrating": True}, (Why.ON_TIME,)),
    (10_001, {"abilities": able(most_on_ms=20_000)}, (Why.ON_TIME,)),
])
def test_trains_end(on_ms: int, changes: dict[str, Any], why: tuple[Why, ...]) -> None:
    started_ns = NOW_NS - on_ms * MS
    memory = Memory(40_000, NOW_NS - 40 * MS, started_ns, started_ns, None, 0, 500)
    for current_ua in (40_000, 20_000):  # falling too: nothing flows any more when the time is over
        assert look(train(current_ua), memory=memory, **changes) == why


@pytest.mark.parametrize(("off_ms", "last_on_ms", "changes", "why"), [
    (9_999, 0, {}, (Why.RESTING,)), (10_000, 0, {}, ()), (10_001, 0, {}, ()),
    (12_000, 12_001, {}, (Why.RESTING,)), (12_000, 12_000, {}, ()),
    (999, 0, {"ordered": order(off_ms=0)}, (Why.RESTING,)), (1_000, 0, {"ordered": order(off_ms=0)}, ()),
    (0, 0, {"calibrating": True}, ()),
])
def test_rests_are_kept(off_ms: int, last_on_ms: int, changes: dict[str, Any], why: tuple[Why, ...]) -> None:
    off_ns = NOW_NS - off_ms * MS
    memory = Memory(0, NOW_NS - 100 * MS, off_ns, None, off_ns, last_on_ms)
    assert look(train(500), memory=memory, **changes) == why


def test_currents_are_not_being_searched_unless_told_so() -> None:
    """A search needs no rest and rises more slowly; a train is the other way round."""
    rested, tired = still(NOW_NS - S), Memory(0, NOW_NS - S, NOW_NS - S, None, NOW_NS - S, 0)
    for memory, why in ((rested, ()), (tired, (Why.RESTING,))):
        found = fence((train(2_000),), {0: order()}, CLINIC, able(), {0: 2_000}, {0: memory}, NOW_NS)
        assert found == why


# --- remembering ------------------------------------------------------------------------------------------------


def test_nothing_was_put_out_at_first() -> None:
    assert still(7) == Memory(0, 7, 7, None, None, 0, 0)


def test_a_train_is_remembered_from_its_first_current_to_its_end() -> None:
    memory = remember(still(0), 1_000, 40)
    assert memory == Memory(1_000, 40, 40, 40, None, 0, 1_000)
    memory = remember(memory, 3_000, 80)
    assert memory == Memory(3_000, 80, 40, 40, None, 0, 1_000)
    memory = remember(memory, 2_000, 90)
    assert memory == Memory(2_000, 90, 40, 40, None, 0, 1_000)
    memory = remember(memory, 0, 5 * MS + 41)
    assert memory == Memory(0, 5 * MS + 41, 40, None, 5 * MS + 41, 6, 1_000)
    memory = remember(memory, 500, 9 * MS)
    assert memory == Memory(500, 9 * MS, 9 * MS, 9 * MS, None, 6, 500)


def test_the_length_of_a_train_is_rounded_up() -> None:
    for gone_ns, last_on_ms in ((0, 0), (1, 1), (MS - 1, 1), (MS, 1), (MS + 1, 2)):
        assert remember(remember(still(0), 500, S), 0, S + gone_ns).last_on_ms == last_on_ms


def test_writing_the_same_again_is_no_change() -> None:
    flowing = remember(still(0), 500, 40)
    assert remember(flowing, 500, 90) is flowing
    silent = remember(flowing, 0, 100)
    assert remember(silent, 0, 200) is silent
