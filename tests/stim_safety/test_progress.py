"""What time alone brings about, each at its edge."""

from __future__ import annotations

from typing import Any

import pytest

from stim_safety.budget import Left
from stim_safety.messages import Wish
from stim_safety.timing import MS
from stim_safety.words import State, Why
from tests.stim_safety.faults.stand import at, trains
from tests.stim_safety.rig import Rig

ENOUGH = (1_000_000,) * 8


# --- the start --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("missing", "why"), [("guarding", Why.GUARDIAN_LOST), ("logging", Why.LOG)])
@pytest.mark.parametrize(("waited_ms", "told"), [(1000, False), (1001, True)])
def test_without_guardian_or_log_nothing_begins_and_after_a_second_it_is_told(
        missing: str, why: Why, waited_ms: int, told: bool) -> None:
    rig = Rig()
    setattr(rig, missing, False)
    rig.tick()
    rig.tick(waited_ms)
    assert (rig.state, rig.why) == (State.BOOT, why if told else None)
    assert rig.written == []


@pytest.mark.parametrize("missing", ["guarding", "logging"])
def test_what_comes_late_is_still_a_beginning_and_what_was_missing_is_told_no_more(missing: str) -> None:
    rig = Rig()
    setattr(rig, missing, False)
    rig.run(1200)
    setattr(rig, missing, True)
    rig.acked = rig.recorded
    rig.until(State.READY)
    rig.run(60)
    assert rig.why is None


def test_a_log_that_is_lost_at_the_start_lets_nothing_begin() -> None:
    rig = Rig()
    rig.run(1100, lambda: None)
    lost = Rig()
    for _ in range(60):
        lost.tick(log_gone="the disk is full")
    assert (rig.state, lost.state, lost.why) == (State.READY, State.BOOT, Why.LOG)
    assert lost.written == []


# --- the prescription -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("state", "lands"), [
    (State.READY, State.IDLE), (State.CALIB, State.STOPPING), (State.ARMED, State.STOPPING),
    (State.STIM, State.STOPPING), (State.REST, State.STOPPING), (State.ESTOP, State.ESTOP)])
def test_a_prescription_that_counts_no_more_is_out_of_force_and_its_first_reason_is_told(
        state: State, lands: State, monkeypatch: pytest.MonkeyPatch) -> None:
    rig = at(state)
    rig.controller._run.why = Why.STOPPED
    monkeypatch.setattr(rig.controller._run, "invalid", lambda: (Why.SCREENING, Why.PADS_OLD))
    begin = len(rig.records)
    rig.tick()
    assert rig.state is lands
    assert [record.data for record in rig.records[begin:]] == [
        {"from": state.name, "to": lands.name, "why": "SCREENING"}] * (lands is not state)
    assert rig.controller._run.why is (Why.STOPPED if lands is state else Why.SCREENING)


# --- a train and its record -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("proven_ms", "moves"), [
    (80, [("state", "STIM")]), (100, [("state", "STIM"), ("state", "REST")]),
    (120, [("state", "STIM"), ("not_done", "train")])])
def test_a_train_whose_wish_died_before_its_record_was_on_disk_does_not_begin(
        proven_ms: int, moves: list[tuple[str, str]]) -> None:
    rig = at(State.ARMED)
    rig.run(100)
    rig.logging, begin, before = False, len(rig.records), trains(rig)
    rig.now_ns += 20 * MS
    rig.post(Wish(0, 1000, 100))
    rig.step()
    rig.run(proven_ms - 20)
    rig.logging, rig.acked = True, rig.recorded
    rig.tick()
    arrived = [(record.kind, record.data.get("to", record.data.get("event"))) for record in rig.records[begin:]
               if record.kind in {"state", "not_done"}]
    assert arrived == moves
    rig.run(100)
    assert (rig.level_ua, trains(rig)) == (0, before)


# --- budgets ----------------------------------------------------------------------------------------------------


def channels(*left_nc: int) -> tuple[int, ...]:
    """Return what is left for the first channels, and enough for the others."""
    return (*left_nc, *ENOUGH[len(left_nc):])


@pytest.mark.parametrize(("state", "left", "charge_nc", "why"), [
    (State.STIM, Left(1, 1), channels(1), None), (State.STIM, Left(0, 1), ENOUGH, Why.SESSION),
    (State.STIM, Left(1, 0), ENOUGH, Why.DAY), (State.STIM, Left(0, 0), channels(0), Why.SESSION),
    (State.STIM, Left(1, 1), channels(0), Why.DOSE), (State.STIM, Left(1, 1), channels(1, 0, 0), None),
    (State.CALIB, Left(1, 1), channels(1), None), (State.CALIB, Left(0, 1), ENOUGH, Why.SESSION),
    (State.CALIB, Left(1, 1), channels(0), Why.DOSE),
    (State.REST, Left(1000, 1000), channels(1), None), (State.REST, Left(999, 1000), ENOUGH, Why.SESSION),
    (State.REST, Left(1000, 999), ENOUGH, Why.DAY), (State.REST, Left(1000, 1000), channels(0), Why.DOSE),
    (State.ARMED, Left(1000, 1000), channels(0, 0), None), (State.ARMED, Left(999, 1000), ENOUGH, Why.SESSION),
    (State.ARMED, Left(1000, 999), ENOUGH, Why.DAY)])
def test_a_budget_that_is_used_up_closes_and_between_trains_so_does_what_is_too_short_for_one(
        state: State, left: Left, charge_nc: tuple[int, ...], why: Why | None,
        monkeypatch: pytest.MonkeyPatch) -> None:
    rig = at(state)
    begin = len(rig.records)
    monkeypatch.setattr(rig.controller._run, "left", lambda: left)
    monkeypatch.setattr(rig.controller._run, "charge_left_nc", lambda channel: charge_nc[channel])
    rig.tick()
    moves: list[Any] = [(record.data["to"], record.data["why"]) for record in rig.records[begin:]
                        if record.kind == "state"]
    assert moves == ([] if why is None else [("STOPPING", why.name)])
    assert (rig.outputs[-1].frames == rig.driver.stop_frames) is (why is not None)
