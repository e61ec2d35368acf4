"""What a run begins with, and what can be read off it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stim_safety.calibration import Found
from stim_safety.ceilings import CEILINGS
from stim_safety.drivers.p24 import P24
from stim_safety.fence import Memory
from stim_safety.order import External, Prescription
from stim_safety.run import Run
from stim_safety.start import Start
from stim_safety.step import Inputs
from stim_safety.timing import MS
from stim_safety.validity import problems
from stim_safety.words import Profile, State, Why
from tests.stim_safety.rig import TODAY, UTC_S, order, prescription, start

T0 = 5_000 * MS
MADE_OF = {"driver", "abilities", "start", "prescription", "ceilings", "therapist", "exchange", "dose", "ticks",
           "lease", "out"}
"""Parts with facts of their own."""


def run_of(begin: Start | None = None, *, boot_ns: int = T0) -> Run:
    """Return a run in its second step, a tick after T0.  boot_ns: what the clock that counts sleep shows then."""
    run = Run(P24(), begin or start())
    run.begin(Inputs(T0, T0))
    run.begin(Inputs(T0 + 20 * MS, boot_ns))
    return run


# --- the beginning ----------------------------------------------------------------------------------------------


def test_a_run_begins_with_nothing_confirmed_nothing_proven_and_nothing_flowing() -> None:
    run = Run(P24(), start())
    assert {name: value for name, value in vars(run).items() if name not in MADE_OF} == {
        "external": None, "orders": {0: order()}, "inputs": Inputs(0, 0), "now_ns": 0, "_began": None,
        "_judged_s": None, "_invalid": (), "failed": False,
        "guardian_ns": None,
        "state": State.BOOT, "why": None, "violated": None, "spoilt": [], "stopping": None, "intent": None,
        "quiet": False, "incident": False, "ending": False, "mute": False, "latched_ns": 0, "reset_ns": None,
        "moved_ns": 0, "status_due": True, "told_ns": 0, "repeated_ns": None, "told": {}, "told_of": None,
        "held": False, "stop_pressed": False, "stop_tested": False, "found": {},
        "identity": "", "version": "", "introduced": 0, "known": False, "to_open": (), "stopped_ns": 0,
        "opened": False, "running": frozenset(), "kept_alive_ns": 0, "course": None, "wanted": None, "decided": (),
        "memory": {}, "resting": None, "kept_ns": 0, "trains": 0}
    assert not run.out.is_proven(1)
    assert run.left().session_ms == 20 * 60_000


def test_after_an_unclean_end_there_is_an_incident() -> None:
    assert Run(P24(), start(incident=Why.DEFECT)).incident is True


@pytest.mark.parametrize("profile", Profile)
def test_the_ceilings_are_those_of_the_profile_that_was_prescribed(profile: Profile) -> None:
    assert Run(P24(), start(prescription(profile=profile))).ceilings is CEILINGS[profile]


def test_without_a_prescription_the_lower_ceilings_count_and_there_is_nothing_to_put_out() -> None:
    run = Run(P24(), start(prescription=None, refusal="No."))
    assert run.ceilings is CEILINGS[Profile.KIOSK]
    assert (run.prescription, run.external, run.orders) == (None, None, {})


def test_what_was_read_and_refused_counts_for_nothing() -> None:
    refused = prescription(profile=Profile.CLINIC, external=External(20_000, "A. Therapist"))
    run = Run(P24(), replace(start(refused), refusal="Line 3: no."))
    assert (run.prescription, run.external, run.orders) == (None, None, {})
    assert run.ceilings is CEILINGS[Profile.KIOSK]
    assert run.invalid() == (Why.NO_PRESCRIPTION,)


def test_what_was_prescribed_is_kept_by_channel_with_the_external_unit() -> None:
    unit = External(20_000, "A. Therapist")
    first, second = order(3), order(1, "left_wrist_flexors")
    run = Run(P24(), start(prescription(first, second, external=unit)))
    assert (run.orders, run.external) == ({3: first, 1: second}, unit)


# --- time -------------------------------------------------------------------------------------------------------


def test_only_the_first_step_begins_it() -> None:
    run = Run(P24(), start())
    run.failed = True
    run.begin(Inputs(T0, 7))
    assert (run.is_first, run.now_ns, run.moved_ns, run.failed) == (True, T0, T0, False)
    assert run.memory == {0: Memory(0, T0, T0, None, None, 0)}
    run.failed = True
    run.begin(Inputs(T0 + 20 * MS, 7, acked=3))
    assert (run.is_first, run.now_ns, run.moved_ns, run.failed) == (False, T0 + 20 * MS, T0, False)
    assert (run.memory[0].at_ns, run.out.now_ns, run.out.is_proven(3)) == (T0, T0 + 20 * MS, True)


@pytest.mark.parametrize(("later_ms", "later_s"), [(0, 0), (999, 0), (1000, 1), (3_600_000, 3600)])
def test_wall_time_goes_on_from_the_start_also_while_the_machine_sleeps(later_ms: int, later_s: int) -> None:
    assert run_of(boot_ns=T0 + later_ms * MS).utc_s == UTC_S + later_s


def test_wall_time_before_the_first_step_is_that_of_the_start() -> None:
    assert Run(P24(), start()).utc_s == UTC_S


@pytest.mark.parametrize(("gone_ns", "ms"), [(0, 0), (MS - 1, 0), (MS, 1), (5 * MS, 5)])
def test_what_is_gone_is_counted_in_whole_milliseconds(gone_ns: int, ms: int) -> None:
    run = run_of()
    assert run.since(run.now_ns - gone_ns) == ms


@pytest.mark.parametrize(("heard_ms", "guarded"), [(None, False), (251, False), (250, True), (0, True)])
def test_a_guardian_lives_a_quarter_of_a_second_after_it_was_heard(heard_ms: int | None, guarded: bool) -> None:
    run = run_of()
    run.guardian_ns = None if heard_ms is None else run.now_ns - heard_ms * MS
    assert run.guarded() is guarded


# --- the prescription and its channels --------------------------------------------------------------------------


def test_a_prescription_is_judged_by_the_calendar_of_the_start_and_the_time_of_now() -> None:
    old = prescription(screening=replace(prescription().screening, at_s=UTC_S - 12 * 3600))
    assert run_of(start(old)).invalid() == ()
    assert run_of(start(old), boot_ns=T0 + 1000 * MS).invalid() == (Why.SCREENING,)
    assert run_of(start(today_day=TODAY + 29)).invalid() == (Why.EXPIRED,)


def test_a_prescription_is_judged_once_a_second_and_anew_when_it_becomes_too_old(
        monkeypatch: pytest.MonkeyPatch) -> None:
    seconds: list[int] = []

    def judge(ordered: Prescription, now_s: int, today_day: int) -> tuple[Why, ...]:
        seconds.append(now_s - UTC_S)
        return problems(ordered, now_s, today_day)

    monkeypatch.setattr("stim_safety.validity.problems", judge)
    old = prescription(screening=replace(prescription().screening, at_s=UTC_S - 12 * 3600))
    run = run_of(start(old))
    judged = []
    for later_ms in (0, 20, 999, 1000, 1020):
        run.begin(Inputs(T0 + later_ms * MS, T0 + later_ms * MS))
        judged.append(run.invalid())
    assert judged == [(), (), (), (Why.SCREENING,), (Why.SCREENING,)]
    assert seconds == [0, 1]


@pytest.mark.parametrize(("off_ms", "least_off_ms", "last_on_ms", "left_ms"), [
    (None, 12_000, 6000, 0), (0, 12_000, 6000, 12_000), (1, 12_000, 12_001, 12_000), (11_999, 12_000, 6000, 1),
    (12_000, 12_000, 6000, 0), (12_001, 12_000, 6000, 0), (0, 0, 0, CEILINGS[Profile.KIOSK].min_off_ms)])
def test_a_rest_is_the_longest_of_order_ceiling_and_the_train_before(
        off_ms: int | None, least_off_ms: int, last_on_ms: int, left_ms: int) -> None:
    run = run_of(start(prescription(order(off_ms=least_off_ms))))
    off_ns = None if off_ms is None else run.now_ns - off_ms * MS
    run.memory[0] = Memory(0, T0, T0, None, off_ns, last_on_ms)
    assert run.rest_left_ms(0) == left_ms


def test_what_was_found_is_nothing_until_it_is() -> None:
    run = run_of()
    assert (run.found_of(0), run.working_ua(0)) == (Found(), 0)
    run.found[0] = Found(4000, 8000, 16_000)
    assert (run.found_of(0), run.working_ua(0)) == (Found(4000, 8000, 16_000), 12_800)
