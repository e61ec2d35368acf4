"""Time and charge, counted from what was written."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stim_safety import budget
from stim_safety.ceilings import CEILINGS
from stim_safety.dose import Dose, charge_pc
from stim_safety.timing import MS
from stim_safety.words import Point, Profile, Train
from tests.stim_safety.rig import PATIENT, TODAY, UTC_S, prescription

T0 = 9 * MS
KIOSK = CEILINGS[Profile.KIOSK]


def train(current_ua: int, channel: int = 0, period_us: int = 20_000) -> Train:
    return Train(channel, period_us, (Point(250, current_ua), Point(100, 0), Point(250, -current_ua)))


def dose() -> Dose:
    return Dose(budget.fresh(PATIENT, TODAY, UTC_S))


def test_the_charge_of_a_pulse_is_that_of_both_phases() -> None:
    assert charge_pc(train(20_000)) == 2 * 5_000_000


def test_without_a_budget_nothing_is_left() -> None:
    nothing = Dose(None)
    nothing.flows(train(1000), T0, each_frame=False)
    assert not nothing.known
    assert nothing.spent(T0 + MS) is None
    assert nothing.left(T0, prescription(), KIOSK) == budget.Left(0, 0)
    assert [nothing.charge_left_nc(T0, channel, KIOSK) for channel in range(8)] == [0] * 8
    assert dose().left(T0, None, KIOSK) == budget.Left(0, 0)


def test_a_part_of_a_nanocoulomb_counts_as_a_whole_one() -> None:
    count = dose()
    count.flows(train(20_000), T0, each_frame=False)
    spent = count.spent(T0 + 1)
    assert spent is not None
    assert spent.charge_nc[0] == 1
    assert type(spent.charge_nc[0]) is int


def test_v14_twenty_trains_of_60_ma_are_252_mc() -> None:
    count = dose()
    pulse = Train(0, 28_500, (Point(300, 60_000), Point(100, 0), Point(300, -60_000)))
    for n in range(20):
        count.flows(pulse, T0 + n * 60_000 * MS, each_frame=False)
        count.silence(T0 + (n * 60_000 + 10_000) * MS, UTC_S + n * 60 + 10)
    spent = count.spent(T0 + 1_300_000 * MS)
    assert spent is not None
    assert (spent.session_ms, spent.day_ms, spent.session_ended_s) == (200_000, 200_000, UTC_S + 1150)
    assert 252_000_000 <= spent.charge_nc[0] <= 252_700_000
    assert spent.charge_nc[1:] == (0,) * 7
    assert count.charge_left_nc(T0 + 1_300_000 * MS, 0, KIOSK) == 300_000_000 - spent.charge_nc[0]
    assert count.charge_left_nc(T0 + 1_300_000 * MS, 7, KIOSK) == 300_000_000


def test_levels_are_counted_each_for_its_time() -> None:
    count = dose()
    count.flows(train(1000), T0, each_frame=False)
    count.flows(train(3000), T0 + 200 * MS, each_frame=False)
    count.silence(T0 + 300 * MS, UTC_S)
    spent = count.spent(T0 + 9000 * MS)
    assert spent is not None
    assert spent.charge_nc[0] == (10 * 500_000 + 5 * 1_500_000) // 1000
    assert spent.session_ms == 300


def test_what_is_not_whole_is_rounded_up() -> None:
    count = dose()
    count.flows(train(1), T0, each_frame=False)
    spent = count.spent(T0 + 1)
    assert spent is not None
    assert (spent.session_ms, spent.charge_nc[0]) == (1, 1)


def test_what_is_left_is_counted_up_to_the_very_moment() -> None:
    begin = replace(budget.fresh(PATIENT, TODAY, UTC_S), session_ms=1000, day_ms=3000, charge_nc=(7000,) * 8)
    count = Dose(begin)
    count.flows(train(1000, 2), T0, each_frame=False)
    assert count.left(T0 + 100 * MS, prescription(), KIOSK) == budget.Left(
        20 * 60_000 - 1100, 40 * 60_000 - 3100)
    assert count.charge_left_nc(T0 + 200 * MS, 2, KIOSK) == 300_000_000 - 7000 - 10 * 500
    assert count.charge_left_nc(T0 + 200 * MS, 1, KIOSK) == 300_000_000 - 7000
    assert count.left(T0 + 200 * MS + 1, prescription(), KIOSK).session_ms == 20 * 60_000 - 1201


def test_looking_twice_counts_once_and_a_moment_before_counts_nothing() -> None:
    count = dose()
    count.flows(train(1000, 2), T0, each_frame=False)
    assert count.spent(T0) == budget.fresh(PATIENT, TODAY, UTC_S)
    once = count.spent(T0 + 100 * MS)
    assert count.spent(T0 + 100 * MS) == once
    assert count.spent(T0 + 50 * MS) == once


def test_single_pulses_count_each_and_time_counts_on() -> None:
    count = dose()
    for n in range(3):
        count.flows(train(1000), T0 + n * 20 * MS, each_frame=True)
    spent = count.spent(T0 + 1000 * MS)
    assert spent is not None
    assert (spent.charge_nc[0], spent.session_ms) == (3 * 500, 1000)


def test_a_reserve_lasts_until_silence() -> None:
    count = dose()
    count.reserve(6000)
    assert count.spent(T0) == replace(budget.fresh(PATIENT, TODAY, UTC_S), reserved_ms=6000)
    count.silence(T0, UTC_S + 99)
    assert count.spent(T0) == budget.fresh(PATIENT, TODAY, UTC_S)


@pytest.mark.parametrize(("each_frame", "charge_nc"), [(False, 6 * 500), (True, 500)])
def test_what_was_not_proven_to_have_ended_counts_whole(each_frame: bool, charge_nc: int) -> None:
    count = dose()
    count.reserve(100)
    count.flows(train(1000), T0, each_frame=each_frame)
    count.silence(T0 + 20 * MS, UTC_S + 9, proven=False)
    spent = count.spent(T0 + 5000 * MS)
    assert spent is not None
    assert (spent.session_ms, spent.day_ms, spent.reserved_ms) == (120, 120, 0)
    assert spent.session_ended_s == UTC_S + 9
    assert spent.charge_nc[0] == charge_nc


def test_the_end_of_a_session_never_goes_back() -> None:
    count = dose()
    count.flows(train(1000), T0, each_frame=False)
    count.silence(T0 + MS, UTC_S - 500)
    spent = count.spent(T0 + MS)
    assert spent is not None
    assert spent.session_ended_s == UTC_S
