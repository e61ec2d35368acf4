"""What a patient had is never forgotten: a budget that is missing, damaged or of somebody else is none."""

from __future__ import annotations

from dataclasses import asdict, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stim_safety.budget import CHANNELS, Left, charge_left_nc, dump, fresh, left, load, most_charge_nc
from stim_safety.canonical import seal
from stim_safety.ceilings import CEILINGS, Ceilings
from stim_safety.prescription import read
from stim_safety.step import Spent
from stim_safety.words import Profile
from tests.stim_safety.files import EXAMPLE, TODAY

KIOSK, CLINIC = CEILINGS[Profile.KIOSK], CEILINGS[Profile.CLINIC]
NOW_S = TODAY * 86_400 + 40_000
BREAK_S = 600
CHARGE = (1, 2, 3, 4, 5, 6, 7, 8)
SPENT = Spent("P-1", TODAY, 50_000, 30_000, NOW_S - 60, CHARGE, 0)


def loaded(spent: Spent, today_day: int = TODAY, now_s: int = NOW_S, patient: str = "P-1") -> Spent | None:
    return load(dump(spent), patient, today_day, now_s, True, KIOSK)


def test_a_new_patient_begins_with_nothing_spent() -> None:
    assert load(None, "P-1", TODAY, NOW_S, False, KIOSK) == fresh("P-1", TODAY, NOW_S) == \
        Spent("P-1", TODAY, 0, 0, NOW_S, (0,) * 8, 0)


def test_fault_14_without_the_file_a_known_patient_has_no_budget() -> None:
    assert load(None, "P-1", TODAY, NOW_S, True, KIOSK) is None


@pytest.mark.parametrize("had_before", [True, False])
def test_a_file_counts_whether_the_log_knows_the_patient_or_not(had_before: bool) -> None:
    assert load(dump(SPENT), "P-1", TODAY, NOW_S, had_before, KIOSK) == SPENT
    assert load(b"", "P-1", TODAY, NOW_S, had_before, KIOSK) is None


def test_a_budget_is_of_one_patient() -> None:
    assert loaded(SPENT, patient="P-2") is None
    assert loaded(SPENT, patient="p-1") is None


@pytest.mark.parametrize(("ago_s", "begins"), [(BREAK_S - 1, False), (BREAK_S, True), (0, False), (-1, False),
                                               (-BREAK_S * 100, False), (86_400, True)])
def test_a_short_break_goes_on_with_the_session(ago_s: int, begins: bool) -> None:
    found = loaded(replace(SPENT, session_ended_s=NOW_S - ago_s))
    assert found == replace(SPENT, session_ms=0 if begins else 30_000, charge_nc=(0,) * 8 if begins else CHARGE,
                            session_ended_s=min(NOW_S, NOW_S - ago_s))


@pytest.mark.parametrize(("ago_s", "begins"), [(9_999, False), (10_000, True)])
def test_a_longer_break_is_kept_to_the_second(ago_s: int, begins: bool) -> None:
    ceilings = replace(KIOSK, between_sessions_ms=10_000_000)
    found = load(dump(replace(SPENT, session_ended_s=NOW_S - ago_s)), "P-1", TODAY, NOW_S, True, ceilings)
    assert found is not None
    assert found.session_ms == (0 if begins else 30_000)


@pytest.mark.parametrize(("today_day", "day_ms"), [(TODAY - 1, 50_000), (TODAY, 50_000), (TODAY + 1, 0)])
def test_a_new_day_begins_and_a_day_that_comes_again_does_not(today_day: int, day_ms: int) -> None:
    assert loaded(SPENT, today_day) == replace(SPENT, day=today_day, day_ms=day_ms)


def test_a_train_that_nobody_saw_the_end_of_counts_in_full() -> None:
    more_nc = most_charge_nc(KIOSK, 6_000)
    assert loaded(replace(SPENT, reserved_ms=6_000)) == replace(
        SPENT, day_ms=56_000, session_ms=36_000, charge_nc=tuple(charge + more_nc for charge in CHARGE))


@pytest.mark.parametrize(("ceilings", "time_ms", "most_nc"), [
    (KIOSK, 0, 0), (KIOSK, 1_000, 2_500_000), (CLINIC, 15_000, 60_000_000), (KIOSK, 1, 2_500),
    (replace(KIOSK, max_charge_pc=1, max_rate_mhz=1), 1, 1),
    (replace(KIOSK, max_charge_pc=500_000, max_rate_mhz=1_000), 1, 1),
    (replace(KIOSK, max_charge_pc=500_001, max_rate_mhz=1_000), 1, 2),
    (KIOSK, 3_600_000, 9_000_000_000)])
def test_the_most_charge_in_a_time(ceilings: Ceilings, time_ms: int, most_nc: int) -> None:
    # 25 uC x 2 phases x 50 Hz = 2.5 mC/s; 40 uC: 4 mC/s; then three that are rounded up; then an hour, exactly
    assert most_charge_nc(ceilings, time_ms) == most_nc


def test_what_is_left_is_of_the_lower_limit() -> None:
    given_ = read(EXAMPLE.encode(), TODAY)  # 20 min, 40 min
    assert left(30_000, 50_000, given_, KIOSK) == Left(1_200_000 - 30_000, 2_400_000 - 50_000)
    assert left(30_000, 50_000, given_, replace(KIOSK, max_session_ms=40_000, max_day_ms=60_000)) == \
        Left(10_000, 10_000)
    assert [charge_left_nc(charge, KIOSK) for charge in CHARGE] == [300_000_000 - charge for charge in CHARGE]


@pytest.mark.parametrize("over", [-1, 0, 1])
def test_nothing_is_left_at_and_beyond_the_limit(over: int) -> None:
    one = max(0, -over)
    assert left(1_200_000 + over, 2_400_000 + over, read(EXAMPLE.encode(), TODAY), KIOSK) == Left(one, one)
    assert charge_left_nc(300_000_000 + over, KIOSK) == one


NUMBERS = ("day", "day_ms", "session_ms", "session_ended_s", "reserved_ms")


@pytest.mark.parametrize("change", [
    *[{name: wrong} for name in NUMBERS for wrong in (-1, True, None, "1", [1], 1.5)],
    {"patient": None}, {"patient": 1}, {"charge_nc": None}, {"charge_nc": "12345678"}, {"charge_nc": []},
    {"charge_nc": [0] * 7}, {"charge_nc": [0] * 9}, {"charge_nc": [0] * 7 + [-1]}, {"charge_nc": [0] * 7 + [True]},
    {"charge_nc": [0] * 8 + [-1]}, {"more": 1}])
def test_a_sealed_file_of_another_shape_is_no_budget(change: dict[str, object]) -> None:
    assert load(seal({**asdict(SPENT), **change}), "P-1", TODAY, NOW_S, True, KIOSK) is None


@pytest.mark.parametrize("name", list(asdict(SPENT)))
def test_a_sealed_file_without_a_number_is_no_budget(name: str) -> None:
    values = {key: value for key, value in asdict(SPENT).items() if key != name}
    assert load(seal(values), "P-1", TODAY, NOW_S, True, KIOSK) is None


def test_zero_everywhere_is_a_budget() -> None:
    zero = Spent("P-1", 0, 0, 0, 0, (0,) * CHANNELS, 0)
    assert load(dump(zero), "P-1", 0, 0, True, KIOSK) == zero


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(dump(SPENT)) - 1), st.integers(1, 255))
def test_fault_14_any_changed_byte_is_no_budget(at: int, flip: int) -> None:
    data = bytearray(dump(SPENT))
    data[at] ^= flip
    assert load(bytes(data), "P-1", TODAY, NOW_S, True, KIOSK) is None


@settings(max_examples=100, deadline=None)
@given(st.builds(
    Spent, st.just("P-1"), st.integers(0, TODAY * 2), st.integers(0, 10**8), st.integers(0, 10**8),
    st.integers(0, NOW_S * 2), st.tuples(*[st.integers(0, 10**10)] * 8), st.integers(0, 20_000)),
    st.integers(0, TODAY * 2), st.integers(0, NOW_S * 2))
def test_counters_only_grow_unless_their_time_is_over(spent: Spent, today_day: int, now_s: int) -> None:
    found = loaded(spent, today_day, now_s)
    assert found is not None
    assert found.reserved_ms == 0
    assert found.day_ms >= spent.day_ms + spent.reserved_ms or (today_day > spent.day and found.day_ms == 0)
    if now_s < spent.session_ended_s + BREAK_S:
        assert found.session_ms == spent.session_ms + spent.reserved_ms
        assert all(after >= before for after, before in zip(found.charge_nc, spent.charge_nc, strict=True))
    else:
        assert (found.session_ms, found.charge_nc) == (0, (0,) * 8)
