"""The output of one channel, edge by edge."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stim_safety.ceilings import CEILINGS
from stim_safety.course import FALL_EARLY_MS, JITTER_NS, Course
from stim_safety.drivers.p24 import P24
from stim_safety.drivers.rehastim1 import RehaStim1
from stim_safety.timing import MS, UPDATE_MS
from stim_safety.words import Profile, Why
from tests.stim_safety.rig import order

T0 = 7_000 * MS
KIOSK = CEILINGS[Profile.KIOSK]
P24S, SINGLE = P24().abilities, RehaStim1().abilities
RENEWED = replace(P24S, renew_ms=300)


def course(**changes: object) -> Course:
    made = Course(order(), 28_500, 6000, calibrating=False, expires_ns=T0 + 1000 * MS)
    for name, value in changes.items():
        setattr(made, name, value)
    return made


def flowing(level_ua: int = 5000, **changes: object) -> Course:
    made = course(target_ua=12_000, bound_ua=12_000, **changes)
    made.begin(T0)
    made.wrote(level_ua, T0)
    return made


def test_it_begins_at_nothing_and_forgets_why_it_ended_before() -> None:
    made = course(falling=True, why=Why.NOT_HELD)
    assert (made.channel, made.on) == (0, False)
    made.begin(T0)
    assert (made.on, made.falling, made.why) == (True, False, None)
    assert made.ramp is not None
    assert (made.ramp.level_ua, made.ramp.at_ns) == (0, T0)


def test_its_aim_may_go_down_and_the_most_that_was_granted_may_not() -> None:
    made = course()
    made.aim(9000)
    made.aim(4000)
    assert (made.target_ua, made.bound_ua) == (4000, 9000)


@pytest.mark.parametrize("end", [Course.fall, Course.cut])
def test_the_first_reason_of_an_end_counts(end: object) -> None:
    made = flowing()
    made.fall(Why.DONE)
    getattr(made, "fall" if end is Course.fall else "cut")(Why.TTL)
    assert (made.why, made.on) == (Why.DONE, end is Course.fall)


@pytest.mark.parametrize(("gone_ms", "left_ms"), [(0, 6000), (1, 5999), (6000, 0), (6001, -1)])
def test_time_runs_from_the_first_current(gone_ms: int, left_ms: int) -> None:
    assert flowing().left_ms(T0 + gone_ms * MS) == left_ms
    assert course().left_ms(T0 + gone_ms * MS) == 6000


@pytest.mark.parametrize(("left_ms", "falling", "on"), [
    (1000 + FALL_EARLY_MS + 1, False, True), (1000 + FALL_EARLY_MS, True, True), (1, True, True),
    (0, False, False)])
def test_it_falls_in_time_and_never_lasts_longer(left_ms: int, falling: bool, on: bool) -> None:
    made = flowing(expires_ns=T0 + 10_000 * MS)
    made.age(T0 + (6000 - left_ms) * MS)
    assert (made.falling, made.on) == (falling, on)
    assert made.why is (Why.ON_TIME if falling or not on else None)


@pytest.mark.parametrize(("late_ns", "on"), [(-1, True), (0, False)])
def test_a_wish_that_nobody_renews_ends_it_at_once(late_ns: int, on: bool) -> None:
    made = flowing(expires_ns=T0 + 100 * MS)
    made.age(T0 + 100 * MS + late_ns)
    assert (made.on, made.why) == (on, None if on else Why.TTL)


def test_what_falls_by_itself_needs_no_wish_any_more() -> None:
    made = flowing(expires_ns=T0 + 100 * MS)
    made.fall(Why.DONE)
    made.age(T0 + 2000 * MS)
    assert made.on


def test_a_search_needs_no_wish_and_does_not_fall() -> None:
    made = flowing(calibrating=True, expires_ns=0)
    made.age(T0 + 5999 * MS)
    assert (made.on, made.falling) == (True, False)
    made.age(T0 + 6000 * MS)
    assert (made.on, made.why) == (False, Why.ON_TIME)


@pytest.mark.parametrize(("gone_ns", "moves"), [(UPDATE_MS * MS - 1, False), (UPDATE_MS * MS, True)])
def test_it_moves_every_40_ms(gone_ns: int, moves: bool) -> None:
    made = flowing(0)
    before = made.ramp
    made.move(T0 + gone_ns, KIOSK, P24S)
    assert (made.ramp is not before) is moves


def test_a_fall_that_has_come_to_nothing_is_over() -> None:
    made = flowing(500)
    made.fall(Why.DONE)
    assert made.move(T0 + UPDATE_MS * MS, KIOSK, P24S) == 0
    assert not made.on
    assert made.move(T0 + 2 * UPDATE_MS * MS, KIOSK, P24S) == 0


@pytest.mark.parametrize(("gone_ns", "due"), [(300 * MS - 1, False), (300 * MS, True), (300 * MS + 1, True)])
def test_a_device_that_must_be_told_again_is(gone_ns: int, due: bool) -> None:
    made = flowing()
    assert made.is_due(T0 + gone_ns, RENEWED) is due
    assert not made.is_due(T0 + gone_ns, P24S)


def test_single_pulses_may_be_a_little_early_and_catch_up_on_average() -> None:
    made = flowing()
    period_ns = 28_500_000
    assert made.pulse_ns == T0 + period_ns - JITTER_NS
    assert not made.is_due(made.pulse_ns - JITTER_NS - 1, SINGLE)
    assert made.is_due(made.pulse_ns - JITTER_NS, SINGLE)
    made.wrote(5000, made.pulse_ns - JITTER_NS)
    assert made.pulse_ns == T0 + 2 * period_ns - JITTER_NS
    late_ns = T0 + 9 * period_ns
    made.wrote(5000, late_ns)
    assert made.pulse_ns == late_ns + period_ns - JITTER_NS


def test_what_was_written_is_kept_and_nothing_begins_the_time_anew() -> None:
    made = course()
    made.wrote(500, T0)
    made.wrote(1000, T0 + 40 * MS)
    assert (made.level_ua, made.written_ns, made.began_ns) == (1000, T0 + 40 * MS, T0)
    made.wrote(0, T0 + 80 * MS)
    assert (made.level_ua, made.began_ns) == (0, None)
