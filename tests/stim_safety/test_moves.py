"""Stops of every kind, latches, and the ways back and out."""

from __future__ import annotations

import pytest

from stim_safety.messages import (
    Decided,
    Disarm,
    End,
    Heartbeat,
    Reset,
    Stop,
    Wish,
)
from stim_safety.moves import violate
from stim_safety.step import Outputs
from stim_safety.timing import BAD_MESSAGES, MS, WISH_MOST_PER_S, WRONG_ECHOES
from stim_safety.words import State, Why
from tests.stim_safety.rig import (
    Rig,
    order,
    prescription,
    start,
    violations,
)


@pytest.mark.parametrize("state", [State.BOOT, State.SELFTEST, State.IDLE, State.READY, State.CALIB, State.ARMED,
                                   State.STIM, State.REST, State.STOPPING, State.FAULT, State.ESTOP])
def test_fault_53_stop_in_every_state_is_on_the_wire_in_the_same_step_and_latches(state: State) -> None:
    rig = in_state(state)
    assert rig.state is state
    rig.post(Stop(), nonce=0, sequence=0, t_ns=0)
    frames = rig.tick(1).frames
    assert frames == rig.driver.stop_frames
    rig.post(Stop())
    rig.tick(1)
    rig.until(State.ESTOP)
    rig.run(100)
    assert rig.level_ua == 0
    assert rig.why is Why.STOPPED


def in_state(state: State) -> Rig:
    rig = Rig()
    if state is State.BOOT:
        rig.guarding = False
        rig.tick()
    elif state is State.SELFTEST:
        rig.until(State.SELFTEST)
    elif state is State.IDLE:
        rig = Rig(begin=start(prescription=None, refusal="No.", spent=None))
        rig.until(State.IDLE)
    elif state is State.READY:
        rig.until(State.READY)
    elif state is State.CALIB:
        rig.ready()
        rig.hold()
        rig.press(3)
    elif state is State.ARMED:
        rig.armed()
    else:
        rig.stimulate()
        if state is State.REST:
            rig.until(State.REST)
        elif state is State.STOPPING:
            rig.ask(Disarm())
        elif state is State.FAULT:
            rig.tick(written=False)
            rig.until(State.FAULT)
        elif state is State.ESTOP:
            rig.post(Stop())
            rig.until(State.ESTOP)
    return rig


def test_a_stop_in_a_batch_wins_over_everything_before_and_after_it() -> None:
    rig = Rig()
    rig.armed()
    rig.post(Wish(0, 1000, 100))
    rig.post(Stop())
    number = rig.post(Wish(0, 1000, 100))
    outputs = rig.tick()
    assert outputs.frames == rig.driver.stop_frames
    assert rig.decided[number].refused
    rig.until(State.ESTOP)


@pytest.mark.parametrize("why", [Why.PEDAL, Why.SIGNAL])
def test_a_stop_from_outside_is_as_good(why: Why) -> None:
    rig = Rig()
    rig.stimulate()
    assert rig.tick(stop=why).frames == rig.driver.stop_frames
    rig.until(State.ESTOP)
    rig.run(40)
    assert rig.why is why


@pytest.mark.parametrize(("early_ms", "why"), [(20, {Why.TOO_SOON}), (0, set())])
def test_the_first_step_counts_from_three_seconds_on(early_ms: int, why: set[Why]) -> None:
    rig = Rig()
    rig.stimulate()
    rig.post(Stop())
    rig.until(State.ESTOP)
    since_ns = rig.controller._run.latched_ns
    rig.run(3000 - early_ms - 20 - (rig.now_ns - since_ns) // MS)
    assert rig.ask(Reset(1)).reasons == why
    assert (rig.now_ns - since_ns) // MS == 3000 - early_ms


@pytest.mark.parametrize(("late_ms", "why"), [(0, set()), (20, {Why.LATCH})])
def test_the_second_step_counts_for_ten_seconds(late_ms: int, why: set[Why]) -> None:
    rig = Rig()
    rig.stimulate()
    rig.post(Stop())
    rig.until(State.ESTOP)
    rig.run(3100)
    rig.ask(Reset(1))
    rig.run(10_000 - 20 + late_ms)
    assert rig.ask(Reset(2)).reasons == why


def test_a_latch_is_left_in_two_steps_after_three_seconds_and_leads_to_ready() -> None:
    rig = Rig()
    rig.stimulate()
    rig.post(Stop())
    rig.until(State.ESTOP)
    rig.run(2900)
    assert rig.ask(Reset(1)).reasons == {Why.TOO_SOON}
    rig.run(200)
    assert rig.ask(Reset(2)).reasons == {Why.LATCH}
    assert not rig.ask(Reset(1)).refused
    assert rig.ask(Reset(3)).reasons == {Why.LATCH}
    rig.run(10_020)
    assert rig.ask(Reset(2)).reasons == {Why.LATCH}
    assert not rig.ask(Reset(1)).refused
    rig.run(260)
    assert rig.ask(Reset(2)).reasons == {Why.TOO_SOON}
    assert not rig.ask(Reset(2)).refused
    rig.until(State.READY)
    rig.run(40)
    assert rig.why is None
    assert rig.marks().working_ua == 12_800
    rig.arm()
    rig.run(12_000)
    rig.device.history.clear()
    rig.wish(300)
    assert rig.device.history[0].peak_ua == 500


def test_disarming_proves_that_the_device_is_quiet() -> None:
    rig = Rig()
    rig.stimulate()
    assert not rig.ask(Disarm()).refused
    assert rig.level_ua == 0
    rig.until(State.READY)
    assert [seen.what for seen in rig.device.seen][-1] == "status"


def test_ending_stops_proves_releases_and_is_over() -> None:
    rig = Rig()
    rig.stimulate()
    rig.post(End())
    while not rig.outputs[-1].over:
        rig.tick()
    last = rig.outputs[-1]
    assert (last.release, last.records[-1].kind, rig.level_ua) == (True, "end", 0)
    assert rig.tick() == Outputs(over=True)


def test_ending_while_latched_or_stopping_needs_no_other_stop() -> None:
    for acts in ((Stop(),), (Stop(), End()), (Disarm(), End())):
        rig = Rig()
        rig.armed()
        for act in acts:
            rig.post(act)
        rig.run(400)
        if not rig.outputs[-1].over:
            rig.post(End())
            rig.tick()
        over = next(outputs for outputs in rig.outputs if outputs.over)
        assert over.release


def test_nothing_begins_once_it_is_ending() -> None:
    rig = Rig()
    rig.stimulate()
    rig.post(End())
    rig.post(Wish(0, 1000, 100))
    rig.tick()
    assert rig.outputs[-1].frames == rig.driver.stop_frames


def test_more_wishes_than_a_second_holds_are_a_stop() -> None:
    rig = in_state(State.ARMED)
    for _ in range(WISH_MOST_PER_S + 1):
        rig.post(Wish(0, 1000, 100))
        rig.run(40)
    rig.until(State.FAULT, 200)
    assert violations(rig) == [("FLOOD", "", "STIM")]


def test_heartbeats_that_echo_nothing_are_a_stop() -> None:
    rig = in_state(State.ARMED)
    rig.beating = False
    for _ in range(WRONG_ECHOES):
        rig.post(Heartbeat(0, State.ARMED))
        rig.tick()
    rig.until(State.FAULT, 100)
    assert violations(rig) == [("WRONG_ECHO", "", "ARMED")]


def test_what_goes_wrong_in_a_latch_makes_it_last_longer() -> None:
    rig = in_state(State.FAULT)
    rig.run(2000)
    for _ in range(BAD_MESSAGES):
        rig.post_raw(b"?")
    rig.tick()
    rig.run(2000)
    assert rig.ask(Reset(1)).reasons == {Why.TOO_SOON}
    rig.run(1000)
    assert not rig.ask(Reset(1)).refused


def test_an_electrode_that_came_off_makes_only_its_own_pads_be_looked_at_again() -> None:
    rig = Rig(begin=start(prescription(order(), order(1, "left_wrist_flexors"))))
    rig.ready()
    rig.calibrate(1)
    rig.calibrate(0)
    rig.run(12_000)
    rig.arm()
    rig.wish(2500)
    run = rig.controller._run
    working_ua = run.working_ua(1)
    violate(run, Why.ELECTRODE)
    assert run.therapist.pads == {1}
    assert (run.working_ua(0), run.working_ua(1)) == (0, working_ua)
    assert working_ua > 0


def test_an_electrode_that_comes_off_while_nothing_flows_may_be_any() -> None:
    rig = in_state(State.ARMED)
    violate(rig.controller._run, Why.ELECTRODE)
    assert rig.controller._run.therapist.pads == set()
    assert rig.controller._run.working_ua(0) == 0


@pytest.mark.parametrize(("changes", "why"), [
    ({"nonce": 1}, Why.MESSAGE), ({"sequence": 0}, Why.SEQUENCE), ({"t_ns": 0}, Why.STALE)])
def test_what_is_refused_at_the_door_is_not_obeyed(changes: dict[str, int], why: Why) -> None:
    rig = in_state(State.ARMED)
    rig.post(Disarm(), **changes)
    rig.tick()
    assert rig.newest(Decided).reasons == {why}
    assert rig.state is State.ARMED
