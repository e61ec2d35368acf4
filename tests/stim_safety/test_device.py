"""The device: what it says counts more than what we remember, and whatever it says wrongly is a stop."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from devices.emulators.stimulators.p24 import P24Emulator
from stim_safety.drivers import Answer, Ask, Outcome
from stim_safety.messages import Calibrate, Happened, Wish
from stim_safety.step import Outputs
from stim_safety.words import State, Why
from tests.stim_safety.faults.stand import at
from tests.stim_safety.rig import Rig, start, tricks, violations
from tests.stim_safety.test_every_driver import Silent

DONE, FAULT = Outcome.DONE, Outcome.FAULT
Patch = pytest.MonkeyPatch


def bend(patch: Patch, rig: Rig, ask: Ask, **changes: Any) -> None:
    """Let every answer to `ask` tell something else from now on."""
    feed = rig.driver.feed
    patch.setattr(rig.driver, "feed", lambda data: tuple(
        replace(answer, **changes) if answer.ask is ask else answer for answer in feed(data)))


def hear(patch: Patch, rig: Rig, *answers: Answer) -> Outputs:
    """Take a step in which the device says these things beside what it says anyway."""
    feed = rig.driver.feed
    with patch.context() as once:
        once.setattr(rig.driver, "feed", lambda data: (*feed(data), *answers))
        return rig.tick()


# --- what runs must be what was ordered -------------------------------------------------------------------------


@pytest.mark.parametrize(("told", "why", "detail"), [
    ({"running": frozenset({0, 2, 5})}, Why.UNEXPECTED_OUTPUT, "channels [2, 5]"),
    ({"running": frozenset({2})}, Why.UNEXPECTED_OUTPUT, "channels [2]"),
    ({"running": frozenset()}, Why.MISSING_OUTPUT, "channels [0]"),
    ({"open": False}, Why.DEVICE_RESET, "as it says"), ({"high_voltage": False}, Why.DEVICE_RESET, "as it says"),
    ({"open": False, "running": frozenset({2})}, Why.DEVICE_RESET, "as it says")])
def test_what_the_device_says_it_does_must_be_what_it_was_told(
        told: dict[str, Any], why: Why, detail: str, monkeypatch: Patch) -> None:
    rig = at(State.STIM)
    bend(monkeypatch, rig, Ask.KEEP_ALIVE, **told, detail="as it says")
    rig.wish(600, still=State.STIM)
    assert violations(rig) == [(why.name, detail, "STIM")]
    assert rig.outputs[-1].frames == rig.driver.stop_frames
    assert not rig.outputs[-1].beat


@pytest.mark.parametrize("told", [
    {"running": None}, {"running": frozenset({0})}, {"open": True}, {"high_voltage": True}])
def test_what_the_device_does_as_told_or_does_not_tell_is_right(told: dict[str, Any], monkeypatch: Patch) -> None:
    rig = at(State.STIM)
    bend(monkeypatch, rig, Ask.KEEP_ALIVE, **told)
    rig.wish(600)
    assert (rig.state, violations(rig)) == (State.STIM, [])


@pytest.mark.parametrize(("ask", "per_mille"), [(Ask.TRAINS, 800), (Ask.ZERO, 0), (Ask.KEEP_ALIVE, 1000)])
def test_the_answer_to_everything_that_makes_output_is_looked_at(
        ask: Ask, per_mille: int, monkeypatch: Patch) -> None:
    rig = at(State.STIM)
    bend(monkeypatch, rig, ask, high_voltage=False)
    rig.wish(1500, per_mille)
    assert [why for why, _, _ in violations(rig)] == ["DEVICE_RESET"]


def test_after_a_zero_nothing_may_run(monkeypatch: Patch) -> None:
    rig = at(State.REST)
    bend(monkeypatch, rig, Ask.KEEP_ALIVE, running=frozenset({0}))
    rig.run(600)
    assert violations(rig) == [("UNEXPECTED_OUTPUT", "channels [0]", "REST")]


def test_a_zero_that_is_answered_ends_the_train_in_the_budget() -> None:
    rig = at(State.STIM)
    rig.post(Wish(0, 0, 100))
    rig.until(State.REST)
    before = len(rig.outputs)
    rig.tick()
    kept = rig.outputs[before].spent
    assert kept is not None
    assert kept.reserved_ms == 0
    assert kept.session_ended_s == rig.begin.utc_s + (rig.now_ns - rig.inputs[0].now_ns) // 10**9
    rig.run(2000)
    assert rig.outputs[-1].spent is None
    assert next(each.spent for each in reversed(rig.outputs) if each.spent) == kept


# --- before it opens --------------------------------------------------------------------------------------------


def test_a_device_that_is_at_work_when_it_should_open_is_stopped_and_never_opened(monkeypatch: Patch) -> None:
    rig = at(State.READY)
    assert not rig.ask(Calibrate(0)).refused
    bend(monkeypatch, rig, Ask.STATUS, running=frozenset({3}), detail="mid level running")
    rig.run(100)
    assert violations(rig) == [("UNEXPECTED_OUTPUT", "mid level running", "CALIB")]
    assert "open" not in [seen.what for seen in rig.device.seen]


def test_how_it_goes_is_asked_half_a_second_after_it_was_opened_and_then_each_half_second() -> None:
    rig = at(State.READY)
    rig.hold()
    rig.run(1100)
    asked_ns = [seen.t_ns // 10**6 for seen in rig.device.seen if seen.what in {"open", "keep_alive"}]
    opened_ms = asked_ns[0]
    assert [ms - opened_ms for ms in asked_ns] == [0, 520, 1020]


@pytest.mark.parametrize(("level", "incident", "latched"), [
    (0, None, False), (1, None, True), (2, None, True), (3, None, True), (0, Why.DEFECT, True)])
def test_after_an_unclean_end_or_with_a_device_at_work_people_must_look(
        level: int, incident: Why | None, latched: bool) -> None:
    rig = Rig(device=P24Emulator(level), begin=start(incident=incident))
    rig.until(State.ESTOP if latched else State.READY)
    rig.run(60)
    happened = [report.happened for report in rig.reports()]
    assert happened == [Happened.INCIDENT, Happened.STOP, Happened.LATCHED] * latched
    assert rig.why is (Why.INCIDENT if latched else None)
    assert ("stop" in [seen.what for seen in rig.device.seen]) is latched
    assert rig.level_ua == 0


def test_who_the_device_is_is_written_down_once_it_has_said_so() -> None:
    rig = Rig()
    rig.until(State.IDLE)
    assert [record.data for record in rig.records if record.kind == "device"] == [
        {"identity": "p24 2200010001", "version": "firmware 1.4.2, ScienceMode 4.0.1"}]


def test_a_device_that_never_answers_is_believed_to_do_what_was_written() -> None:
    rig = Rig(Silent())
    rig.stimulate()
    assert [record.data for record in rig.records if record.kind == "device"] == [
        {"identity": "silent", "version": ""}]
    rig.wish(700)
    assert (rig.state, rig.level_ua) == (State.STIM, 12_500)
    rig.run(200)
    assert (rig.state, rig.level_ua, violations(rig)) == (State.REST, 0, [])


# --- answers at another time ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("mute_ms", "expected"), [
    (100, []), (120, [("NO_ANSWER", "keep_alive", "ARMED")])])
def test_fault_40_an_answer_that_is_overdue_is_a_stop_and_names_what_was_asked(
        mute_ms: int, expected: list[tuple[object, ...]]) -> None:
    rig = at(State.ARMED)
    while (rig.device.seen[-1].what, rig.device.seen[-1].t_ns) != ("keep_alive", rig.now_ns):
        rig.tick()
    rig.wire, rig.plugged = b"", False
    rig.run(mute_ms)
    rig.plugged = True
    assert violations(rig) == expected
    rig.run(200)
    assert len(violations(rig)) <= 1


@pytest.mark.parametrize(("answer", "expected"), [
    (Answer(FAULT, Ask.STATUS, detail="result 4"), [("DEVICE_ERROR", "result 4", "STOPPING")]),
    (Answer(FAULT, why=Why.HIGH_VOLTAGE, detail="result 8"), [("HIGH_VOLTAGE", "result 8", "STOPPING")]),
    (Answer(FAULT, Ask.STOP, why=Why.DEVICE_ERROR), []), (Answer(DONE, Ask.STOP), []),
    (Answer(DONE, Ask.KEEP_ALIVE, running=frozenset({1})), [])])
def test_an_error_while_stopping_is_one_unless_it_is_of_the_stop_itself(
        answer: Answer, expected: list[tuple[object, ...]], monkeypatch: Patch) -> None:
    rig = at(State.STOPPING)
    hear(monkeypatch, rig, answer)
    assert violations(rig) == expected
    rig.until(State.FAULT if expected else State.READY)


@pytest.mark.parametrize(("state", "why", "stops"), [
    (State.SELFTEST, Why.DEVICE_RESET, True), (State.IDLE, Why.DEVICE_RESET, False),
    (State.READY, Why.DEVICE_RESET, False), (State.READY, Why.DEVICE_ERROR, True),
    (State.CALIB, Why.DEVICE_RESET, True), (State.ARMED, Why.DEVICE_RESET, True),
    (State.STIM, Why.DEVICE_RESET, True), (State.REST, Why.DEVICE_RESET, True),
    (State.FAULT, Why.DEVICE_RESET, False), (State.ESTOP, Why.DEVICE_RESET, False)])
def test_fault_48_a_device_that_begins_anew_is_a_fault_only_where_it_loses_something(
        state: State, why: Why, stops: bool, monkeypatch: Patch) -> None:
    rig = at(state)
    begin = len(rig.records)
    hear(monkeypatch, rig, Answer(FAULT, why=why, detail="began anew"))
    assert violations(rig, begin) == [(why.name, "began anew", state.name)] * stops
    assert rig.state is (State.STOPPING if stops else state)


@pytest.mark.parametrize("state", [State.FAULT, State.ESTOP])
@pytest.mark.parametrize(("answer", "expected"), [
    (Answer(DONE, Ask.STATUS), []), (Answer(Outcome.WRONG, Ask.TRAINS), []),
    (Answer(FAULT, detail="result 4"), ["DEVICE_ERROR"])])
def test_of_a_device_that_is_latched_only_errors_count(
        state: State, answer: Answer, expected: list[str], monkeypatch: Patch) -> None:
    rig = at(state)
    begin = len(rig.records)
    hear(monkeypatch, rig, answer)
    assert [why for why, _, _ in violations(rig, begin)] == expected


@pytest.mark.parametrize(("late_ms", "answer", "expected"), [
    (2000, Answer(DONE, Ask.STOP), []),
    (2001, Answer(DONE, Ask.STOP, detail="x"), [("WRONG_ANSWER", "x", "READY")]),
    (100, Answer(DONE, Ask.STATUS, detail="x"), [("WRONG_ANSWER", "x", "READY")]),
    (100, Answer(Outcome.WRONG, Ask.STOP, detail="x"), [("WRONG_ANSWER", "x", "READY")])])
def test_a_late_answer_to_a_stop_is_nothing_new_for_two_seconds(
        late_ms: int, answer: Answer, expected: list[tuple[object, ...]], monkeypatch: Patch) -> None:
    rig = at(State.STOPPING)
    rig.until(State.READY)
    stopped_ns = max(t_ns for t_ns, frame in rig.written if frame in rig.driver.stop_frames)
    rig.now_ns = stopped_ns + (late_ms - 20) * 10**6
    hear(monkeypatch, rig, answer)
    assert violations(rig) == expected


def test_three_answers_that_make_no_sense_are_a_stop_and_two_are_not(monkeypatch: Patch) -> None:
    rig = at(State.ARMED)
    garbled = Answer(Outcome.GARBLED, detail="noise")
    hear(monkeypatch, rig, garbled, garbled)
    assert violations(rig) == []
    hear(monkeypatch, rig, garbled)
    assert violations(rig) == [("GARBLED", "noise", "ARMED")]


def test_a_device_that_falls_silent_is_told_once_and_its_silence_after_the_stop_is_no_proof() -> None:
    rig = at(State.ARMED)
    tricks(rig, mute=True)
    rig.until(State.FAULT, 3000)
    rig.run(60)
    assert [why for why, _, _ in violations(rig)] == ["NO_ANSWER"]
    assert (rig.why, rig.outputs[-1].beat) == (Why.NO_ANSWER, False)
