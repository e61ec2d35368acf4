"""A train rises along its line, never in a leap, falls at once when less is wanted, and ends over its ramp."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stim_safety.ceilings import Ceilings
from stim_safety.order import ChannelOrder
from stim_safety.ramp import Ramp, advance, begin, rise_ua_per_s
from stim_safety.timing import MS
from tests.stim_safety.orders import CLINIC, order

START_NS = 7_000_000_123
QUICK = order(ramp_up_ms=1_000)


def climb(target_ua: int, ordered: ChannelOrder = QUICK, *, step_ua: int = 500, gap_ms: int = 40,
          until_ms: int = 6_000, ceilings: Ceilings = CLINIC, calibrating: bool = False) -> dict[int, int]:
    """Return the level after each call, by milliseconds since the start."""
    ramp, levels = begin(START_NS), {0: 0}
    for at_ms in range(gap_ms, until_ms + 1, gap_ms):
        ramp = advance(ramp, target_ua, START_NS + at_ms * MS, ordered, ceilings, step_ua, calibrating=calibrating)
        levels[at_ms] = ramp.level_ua
    return levels


def reached(levels: dict[int, int], level_ua: int) -> int:
    return next(at_ms for at_ms, level in levels.items() if level == level_ua)


def plateau(level_ua: int, ordered: ChannelOrder = QUICK) -> Ramp:
    """Return a train that has long been at a level."""
    ramp = begin(START_NS)
    for at_ms in range(40, 10_001, 40):
        ramp = advance(ramp, level_ua, START_NS + at_ms * MS, ordered, CLINIC, 500)
    assert ramp.level_ua == level_ua
    return ramp


def later(ramp: Ramp, target_ua: int, after_ms: int, *, ordered: ChannelOrder = QUICK, step_ua: int = 500,
          calibrating: bool = False, falling: bool = False) -> Ramp:
    return advance(ramp, target_ua, ramp.at_ns + after_ms * MS, ordered, CLINIC, step_ua, calibrating=calibrating,
                   falling=falling)


def test_a_train_begins_with_nothing() -> None:
    assert begin(5) == Ramp(at_ns=5, changed_ns=5, line_na=0, level_ua=0, first_ns=None, first_ua=0, fell_ns=None,
                            fall_ua=0)


@pytest.mark.parametrize(("target_ua", "ramp_up_ms", "at_ms"), [
    (20_000, 1_000, 1_040), (20_000, 2_000, 2_040), (20_000, 5_000, 5_040), (40_000, 1_000, 1_040),
    (500, 1_000, 1_000), (500, 5_000, 5_000),
    (60_000, 1_000, 1_200),  # 50 mA in a second is the limit
    (100_000, 1_000, 2_000), (100_000, 3_000, 3_040)])
def test_a_train_takes_its_ramp_and_never_more_than_50_ma_in_a_second(target_ua: int, ramp_up_ms: int,
                                                                      at_ms: int) -> None:
    levels = climb(target_ua, order(ramp_up_ms=ramp_up_ms))
    assert reached(levels, target_ua) == at_ms
    assert max(levels.values()) == target_ua


@pytest.mark.parametrize("ramp_up_ms", [0, 1, 999])
def test_a_ramp_shorter_than_a_second_counts_as_one(ramp_up_ms: int) -> None:
    assert climb(20_000, order(ramp_up_ms=ramp_up_ms)) == climb(20_000, QUICK)


def test_the_least_ramp_is_the_ceiling_s() -> None:
    assert reached(climb(500, ceilings=replace(CLINIC, min_ramp_ms=3_000)), 500) == 3_040


def test_it_is_a_straight_line() -> None:
    """40 mA in a second from the first step on: 1.6 mA in 40 ms, on the grid of half a milliampere."""
    levels = climb(40_000)
    assert [levels[at_ms] for at_ms in range(0, 401, 40)] == [
        0, 1_500, 3_000, 4_500, 6_000, 7_500, 9_500, 11_000, 12_500, 14_000, 15_500]
    assert all(abs(levels[at_ms] - 40 * at_ms) <= 1_000 for at_ms in range(0, 1_000, 40))


def test_the_line_is_exact() -> None:
    first = advance(begin(START_NS), 40_000, START_NS + 40 * MS, QUICK, CLINIC, 500)
    assert (first.line_na, first.level_ua, first.first_ua) == (1_600_000, 1_500, 1_500)
    second = advance(first, 40_000, START_NS + 80 * MS, QUICK, CLINIC, 500)
    assert (second.line_na, second.level_ua) == (3_100_000, 3_000)  # from the first step on
    assert later(begin(START_NS), 100_000, 40).line_na == 2_000_000  # as the ceiling allows
    assert later(begin(START_NS), 100_000, 40, calibrating=True).line_na == 400_000


def test_a_step_is_never_larger_than_40_ms_allow_on_the_grid() -> None:
    """600 uA steps: three are 1.8 mA; a fourth would be more than the 2 mA of 40 ms."""
    waiting = Ramp(at_ns=START_NS, changed_ns=0, line_na=10_790_000, level_ua=10_200, first_ns=0, first_ua=600)
    ramp = later(waiting, 60_000, 40, step_ua=600)
    assert (ramp.line_na, ramp.level_ua) == (12_790_000, 12_000)
    assert type(ramp.level_ua) is int


def test_searching_for_currents_is_slower() -> None:
    assert rise_ua_per_s(CLINIC, calibrating=True) == 10_000
    assert rise_ua_per_s(CLINIC, calibrating=False) == 50_000
    assert reached(climb(20_000, calibrating=True, gap_ms=50), 20_000) == 2_500  # 40 ms of each 50 count
    assert reached(climb(20_000, calibrating=True, gap_ms=20), 20_000) == 2_400  # a step needs 50 ms, so 60
    assert reached(climb(20_000, calibrating=True, gap_ms=20, step_ua=2_000), 20_000) == 2_000


@pytest.mark.parametrize("step_ua", [1, 250, 500, 600, 1_000, 2_000])
@pytest.mark.parametrize("gap_ms", [20, 40, 60])
def test_every_grid_and_every_pace_of_calls_arrives(step_ua: int, gap_ms: int) -> None:
    target_ua = 6_000
    levels = climb(target_ua, step_ua=step_ua, gap_ms=gap_ms)
    assert all(level % step_ua == 0 for level in levels.values())
    assert 1_000 <= reached(levels, target_ua) <= 1_600


def test_a_late_program_does_not_leap() -> None:
    """More than 40 ms since the last call count no more than 40."""
    once = later(begin(START_NS), 40_000, 40)
    late = later(begin(START_NS), 40_000, 900)
    assert once.level_ua == late.level_ua == 1_500
    assert once.line_na == late.line_na == 1_600_000
    assert later(begin(START_NS), 40_000, 39).line_na == 1_560_000
    assert later(begin(START_NS), 40_000, 41).line_na == 1_600_000


def test_a_higher_target_is_approached_on_the_slope_of_the_ramp() -> None:
    """After ten seconds at 10 mA: the way to 40 mA takes 30/40 of the ramp, not one call."""
    ramp = plateau(10_000)
    levels = [ramp.level_ua]
    while levels[-1] < 40_000:
        ramp = later(ramp, 40_000, 40)
        levels.append(ramp.level_ua)
    assert max(new - old for old, new in pairwise(levels)) <= 2_000
    assert (len(levels) - 1) * 40 == 760


def test_a_small_rise_of_the_target_is_followed_at_once() -> None:
    assert later(plateau(10_000), 10_500, 40).level_ua == 10_000
    assert later(later(plateau(10_000), 10_500, 40), 10_500, 40).level_ua == 10_500


@pytest.mark.parametrize("target_ua", [39_500, 20_000, 20_499, 500, 499, 0])
def test_a_lower_target_is_reached_at_once(target_ua: int) -> None:
    ramp = later(plateau(40_000), target_ua, 20)
    assert ramp.level_ua == target_ua // 500 * 500
    assert ramp.line_na == target_ua * 1000


@pytest.mark.parametrize("at_ms", [0, 20, 40, 480, 1_000, 5_000])
def test_nothing_is_always_one_call_away(at_ms: int) -> None:
    ramp = begin(START_NS)
    for _ in range(at_ms // 20):
        ramp = later(ramp, 40_000, 20)
    assert later(ramp, 0, 20).level_ua == 0
    assert later(ramp, 0, 0, falling=True).level_ua == 0
    assert later(ramp, 0, 0, calibrating=True).level_ua == 0


def test_a_target_that_was_lowered_on_the_way_waits_for_its_own_line() -> None:
    """At 400 ms of the way to 40 mA about 16 mA flow; the way to 20 mA would have been there at 800 ms only."""
    ramp = begin(START_NS)
    for _ in range(10):
        ramp = later(ramp, 40_000, 40)
    assert ramp.level_ua == 15_500
    levels = []
    for _ in range(20):
        ramp = later(ramp, 20_000, 40)
        levels.append(ramp.level_ua)
    assert levels[0] == levels[6] == 15_500
    assert levels.index(20_000) * 40 == 560


def test_its_line_waits_at_what_flows() -> None:
    ramp = begin(START_NS)
    for _ in range(10):
        ramp = later(ramp, 40_000, 40)
    assert later(ramp, 20_000, 40).line_na == 15_500_000


# --- the end of a train -----------------------------------------------------------------------------------------


def falls(ramp_down_ms: int, times_ms: list[int]) -> list[int]:
    ordered = order(ramp_up_ms=1_000, ramp_down_ms=ramp_down_ms)
    ramp = later(plateau(40_000, ordered), 40_000, 20, ordered=ordered, falling=True)
    return [later(ramp, 40_000, at_ms, ordered=ordered, falling=True).level_ua for at_ms in times_ms]


def test_a_train_ends_along_a_line() -> None:
    assert falls(1_000, [0, 1, 250, 500, 750, 987, 988, 999, 1_000, 1_001, 9_000]) == [
        40_000, 39_500, 30_000, 20_000, 10_000, 500, 0, 0, 0, 0, 0]
    ramp = later(later(plateau(40_000), 40_000, 20, falling=True), 40_000, 1_000)
    assert (ramp.line_na, ramp.level_ua) == (0, 0)
    ramp = later(later(plateau(40_000), 40_000, 20, falling=True), 40_000, 333)
    assert (ramp.line_na, ramp.level_ua) == (26_680_000, 26_500)
    assert type(ramp.line_na) is int
    assert falls(2_000, [500, 1_000, 1_999, 2_000]) == [30_000, 20_000, 0, 0]


def test_without_a_ramp_it_ends_at_once() -> None:
    assert falls(0, [0, 1]) == [0, 0]


def test_a_train_that_falls_does_not_rise_again() -> None:
    ramp = later(later(plateau(40_000), 40_000, 20, falling=True), 40_000, 500, falling=True)
    assert ramp.level_ua == 20_000
    again = later(ramp, 60_000, 40)
    assert again.level_ua == 18_000
    assert (again.fell_ns, again.fall_ua) == (ramp.fell_ns, 40_000)


def test_a_lower_target_counts_while_falling_too_and_stays() -> None:
    ramp = later(later(plateau(40_000), 40_000, 20, falling=True), 10_000, 100, falling=True)
    assert (ramp.level_ua, ramp.line_na) == (10_000, 10_000_000)
    assert later(ramp, 40_000, 100, falling=True).level_ua == 10_000
    assert later(ramp, 40_000, 800, falling=True).level_ua == 4_000


def test_a_train_that_ends_on_its_way_up_falls_from_there() -> None:
    ramp = begin(START_NS)
    for _ in range(10):
        ramp = later(ramp, 40_000, 40)
    ramp = later(ramp, 40_000, 40, falling=True)
    assert ramp.fall_ua == 15_500
    assert later(ramp, 40_000, 500, falling=True).level_ua == 7_500


# --- for all wishes ---------------------------------------------------------------------------------------------


@given(st.lists(st.tuples(st.integers(1, 100), st.integers(0, 100_000)), min_size=1, max_size=60),
       st.sampled_from([250, 500, 600, 1_000, 2_000]), st.integers(1_000, 5_000), st.booleans())
@settings(max_examples=150, deadline=None)
def test_no_wish_makes_it_rise_faster_than_allowed(moves: list[tuple[int, int]], step_ua: int, ramp_up_ms: int,
                                                   calibrating: bool) -> None:
    ordered, rise = order(ramp_up_ms=ramp_up_ms), rise_ua_per_s(CLINIC, calibrating)
    ramp, highest = begin(START_NS), 0
    for gap_ms, target_ua in moves:
        before, highest = ramp, max(highest, target_ua)
        ramp = later(ramp, target_ua, gap_ms, ordered=ordered, step_ua=step_ua, calibrating=calibrating)
        assert {type(ramp.level_ua), type(ramp.line_na)} == {int}
        assert ramp.level_ua % step_ua == 0
        assert ramp.level_ua <= target_ua
        assert ramp.level_ua * 1_000 <= ramp.line_na
        higher_ua = ramp.level_ua - before.level_ua
        assert higher_ua * 10**9 <= rise * (ramp.at_ns - before.changed_ns) or higher_ua <= 0
        assert higher_ua <= max(step_ua, rise * 40 // 1000)
        assert ramp.level_ua * ramp_up_ms * MS <= highest * (ramp.at_ns - START_NS)
        assert ramp.changed_ns == (ramp.at_ns if higher_ua else before.changed_ns)
