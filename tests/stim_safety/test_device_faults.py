"""What goes wrong with the device, and what the controller does about it."""

from __future__ import annotations

import pytest

from devices.emulators.stimulators.p24 import P24Emulator
from stim_safety import outputs
from stim_safety.messages import (
    Calibrate,
    Disarm,
    Happened,
    Report,
    Reset,
    Stop,
)
from stim_safety.words import State, Why
from tests.stim_safety.rig import (
    Rig,
    fault,
    start,
    tricks,
)


@pytest.mark.parametrize(("changes", "why"), [
    ({"mute": True}, Why.NO_ANSWER), ({"delay_ms": 150}, Why.NO_ANSWER), ({"duplicate": True}, Why.WRONG_ANSWER),
    ({"number_add": 1}, Why.WRONG_ANSWER), ({"command_add": 2}, Why.WRONG_ANSWER)])
def test_fault_40_missing_late_doubled_and_wrong_answers_stop(changes: dict[str, object], why: Why) -> None:
    rig = Rig()
    rig.armed()
    tricks(rig, **changes)
    rig.run(620)
    tricks(rig, mute=False, delay_ms=0, duplicate=False, number_add=0, command_add=0)
    rig.until(State.FAULT)
    rig.run(60)
    assert rig.why is why
    rig.run(1000)
    assert rig.state is State.FAULT


def test_fault_40_a_device_that_never_answers_again_is_not_proven_quiet() -> None:
    rig = Rig()
    rig.stimulate()
    tricks(rig, mute=True)
    rig.wish(1000)
    rig.until(State.FAULT, 3000)
    rig.run(40)
    assert rig.why is Why.NO_ANSWER
    assert not rig.outputs[-1].beat
    assert rig.outputs[-1].spent is None
    spent = next(each.spent for each in reversed(rig.outputs) if each.spent is not None)
    assert spent.reserved_ms == 0
    assert spent.session_ms > rig.begin.prescription.channels[0].on_ms  # type: ignore[union-attr]  # there is one
    tricks(rig, mute=False)
    rig.reset()
    rig.until(State.READY)
    assert rig.outputs[-1].beat


@pytest.mark.parametrize("code", [*range(1, 29), 29, 255])
def test_fault_41_every_result_but_success_stops(code: int) -> None:
    rig = Rig()
    rig.armed()
    tricks(rig, results={"trains": code})
    rig.wish(300)
    tricks(rig, results={})
    rig.until(State.FAULT)
    assert rig.level_ua == 0


@pytest.mark.parametrize("words", [["error", "4"], ["unknown"]])
def test_fault_42_errors_that_nobody_asked_for_stop(words: list[str]) -> None:
    rig = Rig()
    rig.stimulate()
    rig.device.act(rig.now_ns, words)  # type: ignore[attr-defined]  # the emulator's switches
    fault(rig, Why.DEVICE_ERROR)


def test_fault_43_three_garbled_answers_stop() -> None:
    rig = Rig()
    rig.armed()
    garbled = bytes.fromhex("F081558158810081000000000F")
    rig.wire += garbled + garbled
    rig.tick()
    assert rig.state is State.ARMED
    rig.wire += garbled
    rig.tick()
    fault(rig, Why.GARBLED)


@pytest.mark.parametrize(("code", "why"), [(1, Why.ELECTRODE), (2, Why.PULSE_TIMEOUT), (3, Why.LOW_CURRENT)])
@pytest.mark.parametrize("channel", [0, 5])
def test_fault_44_an_error_of_any_channel_stops(channel: int, code: int, why: Why) -> None:
    rig = Rig()
    rig.stimulate()
    tricks(rig, states={str(channel): code})
    rig.wish(800, still=State.STIM)
    tricks(rig, states={})
    rig.until(State.FAULT)
    rig.run(60)
    assert rig.why is why
    assert (rig.marks().working_ua == 0) is (why is Why.ELECTRODE)


@pytest.mark.parametrize(("flip", "why"), [(0b1, Why.MISSING_OUTPUT), (0b100, Why.UNEXPECTED_OUTPUT)])
def test_fault_45_what_runs_must_be_what_was_ordered(flip: int, why: Why) -> None:
    rig = Rig()
    rig.stimulate()
    tricks(rig, mask_flip=flip)
    rig.wish(800, still=State.STIM)
    rig.until(State.FAULT)
    rig.run(60)
    assert rig.why is why


@pytest.mark.parametrize("level", [1, 2, 3])
def test_fault_46_a_device_found_at_work_is_stopped_and_people_must_look(level: int) -> None:
    rig = Rig(device=P24Emulator(level))
    rig.until(State.ESTOP)
    rig.run(60)
    assert (rig.level_ua, rig.why) == (0, Why.INCIDENT)
    assert Happened.INCIDENT in [report.happened for report in rig.reports()]
    rig.reset()
    rig.until(State.READY)
    assert rig.status is not None
    assert not rig.status.stop_tested


def test_fault_27_after_a_run_that_did_not_end_cleanly_people_must_look() -> None:
    rig = Rig(begin=start(incident=Why.DEFECT))
    rig.until(State.ESTOP)
    assert any(seen.what == "stop" for seen in rig.device.seen)
    rig.reset()
    rig.until(State.READY)


def test_fault_48_a_device_that_lost_its_power_is_not_opened_again() -> None:
    rig = Rig()
    rig.stimulate()
    rig.device.act(rig.now_ns, ["power_drop"])  # type: ignore[attr-defined]  # the emulator's switches
    opened = sum(seen.what == "open" for seen in rig.device.seen)
    rig.wish(800, still=State.STIM)
    rig.until(State.FAULT)
    rig.run(60)
    assert rig.why is Why.DEVICE_RESET
    assert sum(seen.what == "open" for seen in rig.device.seen) == opened


def test_fault_49_a_step_that_failed_feeds_no_watchdog() -> None:
    rig = Rig()
    rig.armed()
    rig.run(400)
    for _ in range(30):
        outputs = rig.tick(written=False)
        assert not outputs.beat or rig.state is not State.ARMED
    assert "keep_alive" not in [seen.what for seen in rig.device.seen][-10:]


def test_fault_52_a_device_that_is_another_is_refused_for_good() -> None:
    rig = Rig()
    tricks(rig, protocol=[3, 0, 0])
    rig.until(State.FAULT)
    rig.run(60)
    assert rig.why is Why.WRONG_DEVICE
    rig.run(3100)
    assert rig.ask(Reset(1)).reasons == {Why.WRONG_DEVICE}
    assert not any(seen.what in {"open", "trains"} for seen in rig.device.seen)


def test_a_device_that_stays_silent_at_the_start_can_be_asked_again_after_a_reset() -> None:
    rig = Rig()
    tricks(rig, mute=True)
    rig.until(State.FAULT)
    tricks(rig, mute=False)
    rig.reset()
    rig.until(State.READY)


def test_a_device_that_is_not_quiet_is_not_opened() -> None:
    rig = Rig()
    rig.ready()
    rig.device.high_voltage = True  # type: ignore[attr-defined]  # as if somebody else had
    rig.ask(Calibrate(0))
    rig.device.high_voltage = True  # type: ignore[attr-defined]  # as if somebody else had
    rig.until(State.STOPPING)
    rig.until(State.FAULT)
    rig.run(60)
    assert rig.why in {Why.UNEXPECTED_OUTPUT, Why.NO_ANSWER}
    assert not any(seen.what == "open" for seen in rig.device.seen)


def test_an_error_while_stopping_makes_a_fault_of_a_gentle_end() -> None:
    rig = Rig()
    rig.armed()
    rig.ask(Disarm())
    rig.device.act(rig.now_ns, ["error", "4"])  # type: ignore[attr-defined]  # the emulator's switches
    rig.tick()
    rig.until(State.FAULT)
    estop = Rig()
    estop.armed()
    estop.post(Stop())
    estop.tick()
    estop.device.act(estop.now_ns, ["error", "4"])  # type: ignore[attr-defined]  # the emulator's switches
    estop.tick()
    estop.until(State.ESTOP)


def test_an_error_while_latched_begins_the_wait_again() -> None:
    rig = Rig()
    rig.armed()
    rig.post(Stop())
    rig.until(State.ESTOP)
    rig.run(2900)
    rig.device.act(rig.now_ns, ["error", "4"])  # type: ignore[attr-defined]  # the emulator's switches
    rig.run(200)
    assert rig.ask(Reset(1)).reasons == {Why.TOO_SOON}


def test_what_driver_or_fence_refuse_is_never_written(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, replaced, why in (
            ("fence", lambda *args: (Why.RMS, Why.RISE), Why.RMS), ("pulse", refuse_to_encode, Why.SHAPE)):
        rig = Rig()
        rig.armed()
        rig.device.history.clear()
        with monkeypatch.context() as patch:
            if name == "fence":
                patch.setattr(outputs, "fence", replaced)
            else:
                patch.setattr(rig.driver, "pulse", replaced)
            rig.wish(200)
        rig.until(State.FAULT)
        rig.run(40)
        assert rig.why is why
        assert not any(output.points for output in rig.device.history)


def refuse_to_encode(*args: object) -> None:
    raise ValueError("off the grid")


def test_reports_tell_what_was_really_written() -> None:
    rig = Rig()
    rig.armed()
    rig.told.clear()
    rig.device.history.clear()
    rig.wish(1000)
    levels = [report.current_ua for report in rig.reports() if report.happened in {Happened.START, Happened.LEVEL}]
    assert levels == [output.peak_ua for output in rig.device.history]
    first = rig.reports()[0]
    assert first == Report(Happened.START, first.at_ns, 0, 500, 250, 28_500, None)
