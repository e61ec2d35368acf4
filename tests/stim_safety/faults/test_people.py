"""Faults 53 to 55: stops by people, the patient's button, and a key that repeats itself."""

from __future__ import annotations

import pytest

from station.stimulation.conduit import SocketConduit, socket_pair
from stim_safety.messages import Calibrate, Disarm, Envelope, Heartbeat, Hold, StepUp, Stop, Wish, encode
from stim_safety.outside import MOST_MESSAGES, Game
from stim_safety.timing import MS, STEP_GAP_MS, TICK_MS
from stim_safety.words import ACTIVE, State, Why
from tests.stim_safety.faults.stand import at, expect_latched, flows, twin
from tests.stim_safety.rig import NONCE, Rig

LIVING = [state for state in State if state is not State.END]
FLOWING = {State.CALIB, State.STIM}
WAYS: dict[str, dict[str, object]] = {"key": {}, "pedal": {"stop": Why.PEDAL}, "signal": {"stop": Why.SIGNAL}}
RELEASED_MS = 25


def stopped(rig: Rig, way: str) -> None:
    """Let somebody stop, in the next step."""
    if way == "key":
        rig.post(Stop(), nonce=0, sequence=0, t_ns=0)
    rig.tick(1, **WAYS[way])


def expect_estop(rig: Rig, why: Why, since_ns: int) -> None:
    """Expect the stop, the latch, and for a state with current the whole rest of what a latch is."""
    assert rig.outputs[-1].frames == rig.driver.stop_frames
    rig.until(State.ESTOP)
    rig.run(60)
    assert rig.why is why
    assert rig.level_ua == 0
    stop_ns = next(seen.t_ns for seen in rig.device.seen if seen.what == "stop" and seen.t_ns >= since_ns)
    assert (stop_ns - since_ns) // MS <= RELEASED_MS
    rig.run(5000)
    assert rig.state is State.ESTOP


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("state", LIVING)
def test_fault_53_a_stop_in_any_state_is_on_the_wire_in_the_same_step_and_latches(state: State, way: str) -> None:
    rig = at(state)
    assert (rig.level_ua > 0) is (state in FLOWING)
    since_ns = rig.now_ns
    stopped(rig, way)
    expect_estop(rig, Why.STOPPED if way == "key" else Why[way.upper()], since_ns)


@pytest.mark.parametrize("gap_ms", [0, 1, 20, 60, 300])
@pytest.mark.parametrize("state", LIVING)
def test_fault_53_a_second_stop_changes_nothing_but_writes_again(state: State, gap_ms: int) -> None:
    rig = at(state)
    since_ns = rig.now_ns
    stopped(rig, "key")
    for _ in range(gap_ms):
        rig.tick(1)
    stopped(rig, "key")
    expect_estop(rig, Why.STOPPED, since_ns)


@pytest.mark.parametrize("state", sorted(ACTIVE))
def test_fault_53_a_stopped_device_stays_stopped_until_two_steps_lead_to_ready(state: State) -> None:
    rig = at(state)
    since_ns = rig.now_ns
    stopped(rig, "key")
    expect_latched(rig, Why.STOPPED, since_ns, latch=State.ESTOP)


@pytest.mark.parametrize("begin", [Disarm(), None])
def test_fault_53_while_stopping_it_turns_every_other_stop_into_a_latched_one(begin: Disarm | None) -> None:
    rig = at(State.STIM)
    flows(rig)
    since_ns = rig.now_ns
    if begin is None:
        rig.tick(written=False)
    else:
        rig.ask(begin)
    assert rig.state is State.STOPPING
    stopped(rig, "key")
    rig.tick(written=False)
    expect_latched(rig, Why.STOPPED, since_ns, latch=State.ESTOP)


@pytest.mark.parametrize("garbage", [b"", bytes(192), b"\xff" * 5000])
@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("state", LIVING)
def test_fault_53_a_queue_that_is_full_of_anything_keeps_no_stop_back(
        state: State, first: bool, garbage: bytes) -> None:
    rig = at(state)
    since_ns = rig.now_ns
    if first:
        rig.post(Stop())
    for n in range(MOST_MESSAGES):
        if n % 2:
            rig.post(Wish(0, 1000, 100))
        else:
            rig.post_raw(garbage)
    if not first:
        rig.post(Stop())
    rig.tick()
    expect_estop(rig, Why.STOPPED, since_ns)


@pytest.mark.parametrize("way", ["pedal", "signal"])
def test_fault_53_with_a_screen_that_hangs_the_pedal_stops(way: str) -> None:
    rig = at(State.STIM)
    flows(rig)
    rig.beating = False
    rig.run(60)
    since_ns = rig.now_ns
    stopped(rig, way)
    expect_estop(rig, Why[way.upper()], since_ns)


def test_fault_53_a_stop_needs_neither_a_device_that_answers_nor_a_log() -> None:
    rig = at(State.STIM)
    flows(rig)
    rig.device.tricks.mute = True  # type: ignore[attr-defined]  # the emulator's switch
    rig.logging = False
    since_ns = rig.now_ns
    stopped(rig, "key")
    assert rig.level_ua == 0
    assert rig.outputs[-1].frames == rig.driver.stop_frames
    rig.run(1200)
    assert (rig.state, rig.why) == (State.FAULT, Why.NO_ANSWER)  # it cannot prove that nothing flows
    assert sum(seen.what == "stop" for seen in rig.device.seen if seen.t_ns > since_ns) > 12


def test_fault_53_a_stop_that_finds_no_room_on_the_way_closes_it_which_stops_as_well() -> None:
    ours, theirs = socket_pair()
    conduit, game = SocketConduit(ours), Game(theirs.detach())
    wish, stop = (encode(Envelope(1, NONCE, 0, message)) for message in (Wish(0, 1000, 100), Stop()))
    try:
        conduit.send(stop, 0)
        assert game.receive() == (stop,)
        for _ in range(10 * MOST_MESSAGES):
            conduit.send(wish, 0)
        before = conduit.gone
        conduit.send(stop, 0)
        assert (before, conduit.gone) == (False, True)
        came = [message for _ in range(10) for message in game.receive()]
        assert came == [wish] * len(came) != []
        assert game.gone
    finally:
        game.close()
        conduit.close()
    rig = at(State.STIM)
    flows(rig)
    assert rig.tick(game_gone=True).frames == rig.driver.stop_frames


# 54: the patient's button.


@pytest.mark.parametrize("rising", [True, False])
def test_fault_54_letting_go_is_nothing_at_once(rising: bool) -> None:
    rig = at(State.CALIB)
    flows(rig)
    if rising:
        rig.ask(StepUp(0, up=True))
    released_ns = rig.now_ns
    rig.ask(Hold(down=False))
    assert rig.level_ua == 0
    silent = rig.device.history[-1]
    assert silent.points == ()
    assert (silent.t_ns - released_ns) // MS <= RELEASED_MS
    rig.run(2000)
    assert (rig.state, rig.level_ua) == (State.CALIB, 0)
    assert Why.NOT_HELD in rig.ask(StepUp(0, up=True)).reasons


def test_fault_54_letting_go_while_the_device_owes_an_answer_is_nothing_once_it_comes() -> None:
    rig = at(State.CALIB)
    rig.device.tricks.delay_ms = 90  # type: ignore[attr-defined]  # the emulator's switch
    rig.ask(StepUp(0, up=True))
    rig.run(60)
    flows(rig)
    released_ns = rig.now_ns
    rig.ask(Hold(down=False))
    rig.run(100)
    assert rig.device.history[-1].points == ()
    assert (rig.device.history[-1].t_ns - released_ns) // MS <= 100 + TICK_MS


def test_fault_54_a_button_that_is_stuck_down_refuses_the_search_until_it_was_up() -> None:
    rig = at(State.READY)
    rig.ask(Hold(down=True))
    for _ in range(3):
        answer = rig.ask(Calibrate(0))
        assert answer.refused
        assert answer.reasons == {Why.NOT_HELD}
        rig.run(1000)
    assert rig.state is State.READY
    rig.ask(Hold(down=False))
    assert not rig.ask(Calibrate(0)).refused


def test_fault_54_a_button_that_goes_down_before_the_search_has_begun_ends_it() -> None:
    rig = at(State.READY)
    assert not rig.ask(Calibrate(0)).refused
    rig.ask(Hold(down=True))
    rig.run(1000)
    assert rig.state is State.READY
    assert any(record.kind == "not_done" and record.data["reasons"] == ["NOT_HELD"] for record in rig.records)


def test_fault_54_a_button_that_goes_down_before_the_device_is_open_counts_only_after_it_was_up() -> None:
    rig = at(State.READY)
    rig.ask(Calibrate(0))
    rig.until(State.CALIB)
    assert rig.ask(Hold(down=True)).reasons == {Why.STATE}
    rig.run(500)
    assert Why.NOT_HELD in rig.ask(StepUp(0, up=True)).reasons
    rig.run(500)
    assert rig.level_ua == 0
    rig.ask(Hold(down=False))
    assert not rig.ask(Hold(down=True)).refused
    assert not rig.ask(StepUp(0, up=True)).refused
    rig.run(1200)
    assert flows(rig) == 1000


# 55: the therapist's key.


@pytest.mark.parametrize("every_ms", [10, 33, 50, 90, STEP_GAP_MS - TICK_MS - 1])
def test_fault_55_a_key_that_repeats_itself_is_one_press(every_ms: int) -> None:
    rig = at(State.CALIB)
    before_ua = flows(rig)
    answers = []
    for _ in range(3000 // every_ms):
        number = rig.post(StepUp(0, up=True))
        for tick_ms in [TICK_MS] * (every_ms // TICK_MS) + [every_ms % TICK_MS or TICK_MS]:
            rig.tick(tick_ms)
        answers.append(rig.decided[number])
    assert [answer.refused for answer in answers] == [False, *[True] * (len(answers) - 1)]
    assert all(answer.reasons == {Why.TOO_SOON} for answer in answers[1:])
    rig.run(500)
    assert rig.level_ua == before_ua + 1000


@pytest.mark.parametrize(("gap_ms", "refused"), [(STEP_GAP_MS - 20, True), (STEP_GAP_MS, False)])
def test_fault_55_two_presses_are_two_steps_300_ms_apart(gap_ms: int, refused: bool) -> None:
    rig = at(State.CALIB)
    before_ua = flows(rig)
    assert not rig.ask(StepUp(0, up=True)).refused
    rig.run(gap_ms - TICK_MS)
    answer = rig.ask(StepUp(0, up=True))
    assert answer.refused is refused
    rig.run(500)
    assert rig.level_ua == before_ua + (1000 if refused else 2000)


def test_a_copy_goes_its_own_way() -> None:
    rig = at(State.STIM)
    other = twin(rig)
    stopped(other, "key")
    assert other.level_ua == 0
    assert flows(rig) == 12_500
    assert rig.status is not None
    rig.post(Heartbeat(rig.status.challenge, rig.status.state))
    assert len(other.written) == len(rig.written) + len(rig.driver.stop_frames)
