"""What goes wrong around the controller, and what it does about it."""

from __future__ import annotations

import pytest

from stim_safety.messages import (
    Arm,
    Device,
    Heartbeat,
    Message,
    Reset,
    Stop,
    Wish,
)
from stim_safety.step import GuardianNews
from stim_safety.timing import MS
from stim_safety.words import State, Why
from tests.stim_safety.rig import (
    DIGEST,
    UTC_S,
    Rig,
    fault,
    prescription,
    start,
    used,
)


def test_fault_18_a_game_that_has_gone_is_a_stop_and_the_end() -> None:
    rig = Rig()
    rig.stimulate()
    rig.beating = False
    assert rig.tick(game_gone=True).frames == rig.driver.stop_frames
    while not rig.outputs[-1].over:
        rig.tick(game_gone=True)
    assert rig.outputs[-1].release
    assert rig.outputs[-1].records[-1].kind == "end"
    assert any(record.data.get("to") == "FAULT" for record in rig.records)


def test_fault_19_a_silent_game_is_stopped_within_275_ms() -> None:
    rig = Rig()
    rig.stimulate()
    rig.beating = False
    beaten_ns = rig._beaten_ns
    for n in range(20):
        if n % 3 == 0:
            rig.post(Wish(0, 1000, 150))
        rig.tick()
    stop_ns = next(t_ns for t_ns, frame in rig.written if t_ns > beaten_ns and frame in rig.driver.stop_frames)
    assert (stop_ns - beaten_ns) // MS <= 275
    rig.until(State.FAULT)
    rig.run(40)
    assert rig.why is Why.GAME_SILENT
    rig.run(4000)
    assert not rig.ask(Reset(1)).refused


def test_a_silent_game_cannot_arm_but_is_no_fault_while_nothing_is_on() -> None:
    rig = Rig()
    rig.ready()
    rig.calibrate()
    rig.beating = False
    rig.run(1000)
    assert rig.state is State.READY
    assert rig.ask(Arm()).reasons == {Why.GAME_SILENT}


def test_fault_21_wrong_echoes_stop() -> None:
    rig = Rig()
    rig.armed()
    rig.beating = False
    for _ in range(3):
        rig.post(Heartbeat(1, State.ARMED))
    rig.tick()
    fault(rig, Why.WRONG_ECHO)


def test_fault_22_a_flood_of_wishes_stops_and_a_stop_in_it_is_served() -> None:
    rig = Rig()
    rig.stimulate()
    for _ in range(200):
        rig.post(Wish(0, 1000, 100))
    rig.tick()
    fault(rig, Why.FLOOD)
    again = Rig()
    again.stimulate()
    for _ in range(200):
        again.post(Wish(0, 1000, 100))
    again.post(Stop())
    assert again.tick().frames == again.driver.stop_frames
    again.until(State.ESTOP)


def test_fault_22_a_flood_is_one_line_in_the_log_and_another_one_once_it_was_reset() -> None:
    rig = Rig()
    rig.stimulate()
    for expected in (1, 2):
        for _ in range(10):
            for _ in range(200):
                rig.post(Wish(0, 1000, 100))
            rig.tick()
        rig.until(State.FAULT)
        assert [each.data["why"] for each in rig.records if each.kind == "violation"] == ["FLOOD"] * expected
        rig.reset()
        rig.until(State.READY)
        rig.run(1000)


def test_fault_12_on_and_off_at_every_tick_never_rises_faster_and_stops() -> None:
    rig = Rig()
    rig.armed()
    rig.device.history.clear()
    while rig.state in {State.ARMED, State.STIM, State.REST}:
        rig.post(Wish(0, 0, 100))
        rig.post(Wish(0, 1000, 100))
        rig.tick()
    assert max((output.peak_ua for output in rig.device.history), default=0) <= 1000
    rig.until(State.FAULT)
    rig.run(40)
    assert rig.why is Why.FLOOD


@pytest.mark.parametrize(("t_ms", "why"), [(-101, Why.STALE), (+1000, Why.FUTURE)])
def test_fault_23_three_wishes_of_another_time_stop(t_ms: int, why: Why) -> None:
    rig = Rig()
    rig.stimulate()
    rig.beating = False
    for _ in range(3):
        rig.post(Wish(0, 1000, 100), t_ns=rig.now_ns + 20 * MS + t_ms * MS)
    rig.tick()
    assert rig.decided[rig.sequence].reasons == {why}
    fault(rig, why)


def test_fault_25_five_messages_that_are_none_stop() -> None:
    rig = Rig()
    rig.stimulate()
    for data in (b"", b"x" * 191, b"x" * 193, bytes(192)):
        rig.post_raw(data)
    rig.tick()
    assert rig.state is State.STIM
    number = rig.post(Device("x", known=True))
    rig.tick()
    assert rig.decided[number].reasons == {Why.MESSAGE}
    fault(rig, Why.MESSAGE)


@pytest.mark.parametrize("message", [Wish(0, 1000, 100), Heartbeat(1, State.READY)])
def test_fault_25_five_messages_with_a_wrong_nonce_stop(message: Message) -> None:
    rig = Rig()
    rig.armed()
    for _ in range(5):
        rig.post(message, nonce=1)
    rig.tick()
    fault(rig, Why.MESSAGE)


def test_fault_28_once_the_guardian_has_tripped_nothing_is_written_any_more() -> None:
    rig = Rig()
    rig.stimulate()
    count = len(rig.written)
    rig.tick(1500, guardian=GuardianNews.TRIPPED)
    rig.run(200)
    rig.post(Stop())
    rig.run(200)
    assert rig.state is State.FAULT
    assert len(rig.written) == count
    rig.run(3100)
    assert Why.GUARDIAN_TRIPPED in rig.ask(Reset(1)).reasons


def test_fault_29_a_lost_guardian_stops_and_latches_for_good() -> None:
    rig = Rig()
    rig.stimulate()
    assert rig.tick(guardian=GuardianNews.GONE).frames == rig.driver.stop_frames
    fault(rig, Why.GUARDIAN_LOST)
    rig.run(3100)
    assert rig.ask(Reset(1)).reasons == {Why.GUARDIAN_LOST}


def test_fault_29_a_guardian_that_says_nothing_stops_and_forbids_arming() -> None:
    rig = Rig()
    rig.ready()
    rig.calibrate()
    rig.guarding = False
    rig.run(300)
    assert rig.ask(Arm()).reasons == {Why.GUARDIAN_LOST}
    rig.guarding = True
    rig.arm()
    rig.guarding = False
    fault(rig, Why.GUARDIAN_LOST, 300)


def test_without_guardian_or_log_it_does_not_even_speak_to_the_device() -> None:
    rig = Rig()
    rig.guarding = False
    rig.run(1100)
    assert (rig.state, rig.why, rig.written) == (State.BOOT, Why.GUARDIAN_LOST, [])
    rig = Rig()
    rig.logging = False
    rig.run(1100)
    assert (rig.state, rig.why, rig.written) == (State.BOOT, Why.LOG, [])
    rig.logging, rig.acked = True, rig.recorded
    rig.until(State.READY)
    rig.run(60)
    assert rig.why is None


@pytest.mark.parametrize(("late_ms", "why"), [(100, None), (101, Why.LATE), (120, Why.LATE)])
def test_fault_32_a_late_tick_stops(late_ms: int, why: Why | None) -> None:
    rig = Rig()
    rig.armed()
    rig.tick(late_ms)
    if why is None:
        assert rig.state is State.ARMED
        assert rig.records[-1].data == {"ms": 100}
    else:
        fault(rig, why)


def test_fault_32_ticks_that_are_late_again_and_again_stop_at_the_third() -> None:
    rig = Rig()
    rig.armed()
    rig.tick(45)
    rig.tick(45)
    assert rig.state is State.ARMED
    rig.tick(45)
    fault(rig, Why.LATE)


def test_late_ticks_are_no_fault_while_nothing_is_on() -> None:
    rig = Rig()
    rig.until(State.READY)
    for _ in range(5):
        rig.tick(500)
    assert rig.state is State.READY


def test_fault_34_the_wall_clock_is_looked_at_only_at_the_start() -> None:
    early, late = Rig(), Rig(begin=start(utc_s=UTC_S + 3 * 3600))
    for rig in (early, late):
        rig.stimulate()
    assert early.written == late.written


def test_fault_35_sleep_of_the_machine_stops() -> None:
    rig = Rig()
    rig.stimulate()
    rig.asleep_ns = 51 * MS
    rig.tick()
    fault(rig, Why.SUSPENDED)


def test_fault_37_a_lost_port_is_a_fault_at_once_and_for_good() -> None:
    rig = Rig()
    rig.stimulate()
    rig.plugged = False
    rig.tick(wire_gone="unplugged")
    assert rig.state is State.FAULT
    rig.step(wire_gone="unplugged")
    assert rig.why is Why.PORT_LOST
    assert not rig.outputs[-1].beat
    for _ in range(200):
        rig.tick(wire_gone="unplugged")
    assert rig.ask(Reset(1)).reasons == {Why.PORT_LOST}


def test_fault_39_a_frame_that_did_not_go_out_whole_is_thrown_away_and_stopped() -> None:
    rig = Rig()
    rig.stimulate()
    outputs = rig.tick(written=False)
    assert outputs.flush
    assert outputs.frames == rig.driver.stop_frames
    assert not outputs.beat
    fault(rig, Why.WRITE)


def test_a_changed_prescription_stops_for_good() -> None:
    rig = Rig()
    rig.stimulate()
    rig.tick(digest=DIGEST)
    assert rig.state is State.STIM
    rig.tick(digest="f" * 64)
    fault(rig, Why.PRESCRIPTION_CHANGED)
    rig.run(3100)
    assert rig.ask(Reset(1)).reasons == {Why.PRESCRIPTION_CHANGED}


def test_fault_60_a_lost_log_stops_while_current_may_flow() -> None:
    rig = Rig()
    rig.stimulate()
    rig.tick(log_gone="the disk is full")
    fault(rig, Why.LOG)
    slow = Rig()
    slow.stimulate()
    slow.logging = False
    slow.run(600, lambda: (slow.post(Wish(0, 0, 100)), None)[1])
    slow.until(State.FAULT, 30_000)


@pytest.mark.parametrize(("left_ms", "why"), [(3000, Why.SESSION), (3001, Why.SESSION)])
def test_fault_14_a_used_session_closes(left_ms: int, why: Why) -> None:
    rig = Rig()
    rig.armed()
    spent = rig.status.session_left_ms if rig.status is not None else 0
    short = Rig(begin=start(prescription(session_ms=20 * 60_000 - spent + left_ms)))
    short.armed()
    assert short.status is not None
    assert short.status.session_left_ms == left_ms
    short.wish(4000)
    short.until(State.READY)
    short.run(60)
    assert short.why is why
    assert short.status.session_left_ms < 1000
    assert Why.SESSION in short.ask(Arm()).reasons


@pytest.mark.parametrize(("changes", "why"), [
    ({"day_ms": 40 * 60_000 - 20_000}, Why.DAY), ({"charge_nc": (300_000_000 - 1_500_000,) * 8}, Why.DOSE)])
def test_fault_14_used_days_and_charges_close(changes: dict[str, object], why: Why) -> None:
    rig = Rig(begin=start(spent=used(**changes)))
    rig.armed()
    for _ in range(4):
        if rig.state is not State.READY:
            rig.wish(6000)
            rig.run(13_000)
    assert (rig.state, rig.why) == (State.READY, why)


def test_the_budget_is_kept_at_every_begin_and_end_and_each_second() -> None:
    rig = Rig()
    rig.stimulate()
    rig.outputs.clear()
    rig.wish(2600)
    kept = [outputs.spent for outputs in rig.outputs if outputs.spent is not None]
    assert len(kept) >= 2
    assert [spent.reserved_ms for spent in kept] == [6000] * len(kept)
    rig.run(1000)
    assert rig.outputs[-1].spent is None
    last = [outputs.spent for outputs in rig.outputs if outputs.spent is not None][-1]
    assert last.reserved_ms == 0
    assert last.session_ms > kept[-1].session_ms
