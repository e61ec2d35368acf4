"""Faults 21 to 26: heartbeats, floods, times, sequences and bytes that are not what they should be."""

from __future__ import annotations

import ast
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

import stim_safety
from station.stimulation.conduit import socket_pair
from stim_safety.lease import WRAP
from stim_safety.messages import SIZE, Envelope, Heartbeat, Hold, Message, Stop, Wish, encode
from stim_safety.timing import BAD_MESSAGES, BAD_TIMES, MS, TICK_MS, WISH_MOST_PER_S
from stim_safety.words import ACTIVE, State, Why
from tests.stim_safety.faults.stand import at, expect_latched, flows
from tests.stim_safety.rig import NONCE, Rig

Post = Callable[[Rig], object]
WISH = Wish(0, 1000, 100)


def newest(rig: Rig) -> tuple[int, State]:
    assert rig.status is not None
    return rig.status.challenge, rig.status.state


# 21: heartbeats.


def wrong_challenge(rig: Rig) -> None:
    challenge, state = newest(rig)
    rig.post(Heartbeat(challenge ^ 1, state))


def wrong_state(rig: Rig) -> None:
    challenge, state = newest(rig)
    rig.post(Heartbeat(challenge, State.READY if state is not State.READY else State.ARMED))


def old_challenge(rig: Rig) -> None:
    rig.post(Heartbeat(next(each.challenge for each in rig.told if hasattr(each, "challenge")), State.BOOT))


@pytest.mark.parametrize("beat", [wrong_challenge, wrong_state, old_challenge])
@pytest.mark.parametrize("state", sorted(ACTIVE))
def test_fault_21_three_heartbeats_with_a_wrong_echo_stop(state: State, beat: Post) -> None:
    rig = at(state)
    rig.beating = False
    for _ in range(2):
        beat(rig)
        rig.tick()
        assert rig.state is state
    beat(rig)
    rig.tick()
    expect_latched(rig, Why.WRONG_ECHO, rig.now_ns)


def test_fault_21_a_right_echo_between_two_wrong_ones_makes_good() -> None:
    rig = at(State.STIM)
    rig.beating = False
    for _ in range(4):
        for beat in (wrong_challenge, wrong_state, lambda right: right.post(Heartbeat(*newest(right)))):
            rig.post(WISH)
            beat(rig)
            rig.tick(40)
    assert rig.state is State.STIM
    assert flows(rig) == 12_500


def test_fault_21_a_heartbeat_that_is_sent_again_and_again_proves_life_only_once() -> None:
    rig = at(State.STIM)
    flows(rig)
    rig.beating = False
    recorded = Heartbeat(*newest(rig))
    proven_ns = rig.now_ns + 40 * MS
    while rig.state is State.STIM:
        rig.post(recorded)
        rig.post(WISH)
        rig.tick(40)
    expect_latched(rig, Why.GAME_SILENT, proven_ns, within_ms=290)


def test_fault_21_the_very_bytes_of_a_heartbeat_are_refused_when_they_come_again() -> None:
    rig = at(State.STIM)
    flows(rig)
    rig.beating = False
    challenge, state = newest(rig)
    rig.sequence += 1
    data = encode(Envelope(rig.sequence, NONCE, rig.now_ns, Heartbeat(challenge, state)))
    for _ in range(BAD_MESSAGES):
        rig.post_raw(data)
        rig.tick(1)
    assert rig.state is State.STIM
    rig.post_raw(data)
    rig.tick(1)
    expect_latched(rig, Why.SEQUENCE, rig.now_ns)


# 22: floods.


def test_fault_22_of_many_wishes_in_one_step_the_newest_counts() -> None:
    rig = at(State.ARMED)
    rig.run(1000)
    numbers = [rig.post(Wish(0, 1000 - 20 * n, 100)) for n in range(WISH_MOST_PER_S)]
    rig.tick()
    assert not any(rig.decided[number].refused for number in numbers)
    rig.run(60)
    assert rig.state is State.STIM
    assert rig.status is not None
    assert rig.status.target_ua == rig.decided[numbers[-1]].granted_ua == 6500


def test_fault_22_a_flood_stops_before_it_can_pile_up_and_one_step_writes_one_frame() -> None:
    rig = at(State.STIM)
    flows(rig)
    begun_ns = rig.now_ns
    for _ in range(10):
        for _ in range(200):
            rig.post(WISH)
        outputs = rig.tick()
        ordinary = [frame for frame in outputs.frames if frame not in rig.driver.stop_frames]
        assert len(ordinary) <= 1
        assert set(ordinary) == set(outputs.frames) or not ordinary
    expect_latched(rig, Why.FLOOD, begun_ns)


@pytest.mark.parametrize("place", [0, 100, 200])
def test_fault_22_a_stop_in_a_flood_is_served_in_the_same_step(place: int) -> None:
    rig = at(State.STIM)
    flows(rig)
    for n in range(201):
        rig.post(Stop() if n == place else WISH)
    assert rig.tick().frames == rig.driver.stop_frames
    expect_latched(rig, Why.STOPPED, rig.now_ns, latch=State.ESTOP)


# 23: times.


@pytest.mark.parametrize(("shift_ms", "why"), [(1000, Why.FUTURE), (-1000, Why.STALE), (2, Why.FUTURE),
                                               (-101, Why.STALE)])
@pytest.mark.parametrize("message", [WISH, Hold(down=True)])
def test_fault_23_messages_of_another_time_are_refused_and_three_in_a_row_stop(
        shift_ms: int, why: Why, message: Message) -> None:
    rig = at(State.STIM)
    flows(rig)
    rig.beating = False
    for n in range(BAD_TIMES):
        assert rig.state is State.STIM
        number = rig.post(message, t_ns=rig.now_ns + (TICK_MS + shift_ms) * MS)
        rig.tick()
        assert rig.decided[number].refused, n
        assert rig.decided[number].reasons == {why}
    expect_latched(rig, why, rig.now_ns)


@pytest.mark.parametrize("shift_ms", [-100, 0, 1])
def test_fault_23_what_is_just_in_time_counts(shift_ms: int) -> None:
    rig = at(State.STIM)
    for _ in range(6):
        number = rig.post(Wish(0, 1000, 150), t_ns=rig.now_ns + (TICK_MS + shift_ms) * MS)
        rig.tick()
        assert not rig.decided[number].refused
    assert flows(rig) == 12_500


def test_fault_23_two_and_a_good_one_do_not_stop() -> None:
    rig = at(State.STIM)
    for _ in range(4):
        for late_ms in (1000, 1000, 0):
            rig.post(WISH, t_ns=rig.now_ns + (TICK_MS - late_ms) * MS)
        rig.run(60)
    assert rig.state is State.STIM
    assert flows(rig) == 12_500


# 24: sequences.


@pytest.mark.parametrize("back", [0, 1, 1000, WRAP // 2])
def test_fault_24_a_repeated_or_older_sequence_is_refused_and_five_stop(back: int) -> None:
    rig = at(State.STIM)
    flows(rig)
    rig.beating = False
    rig.sequence = WRAP // 3
    assert not rig.ask(WISH).refused
    last = rig.sequence
    for n in range(BAD_MESSAGES):
        assert rig.state is State.STIM, n
        again = (last - back) % WRAP
        rig.post(WISH, sequence=again)
        rig.tick(1)
        assert rig.decided[again].reasons == {Why.SEQUENCE}
    expect_latched(rig, Why.SEQUENCE, rig.now_ns)


def test_fault_24_a_sequence_may_leave_some_out_and_wrap() -> None:
    rig = at(State.STIM)
    rig.beating = False
    for sequence in (WRAP // 3, 2 * WRAP // 3, WRAP - 2, WRAP - 1, 0, 1, 7):
        challenge, state = newest(rig)
        rig.post(Heartbeat(challenge, state), sequence=(sequence - 1) % WRAP)
        rig.post(WISH, sequence=sequence)
        rig.tick(40)
        assert not rig.decided[sequence].refused
    assert flows(rig) == 12_500
    rig.post(WISH, sequence=WRAP - 1)
    rig.tick(1)
    assert rig.decided[WRAP - 1].reasons == {Why.SEQUENCE}


# 25: bytes.


def wrong_version(rig: Rig) -> None:
    rig.post_raw(b"\2" + encode(Envelope(rig.sequence + 1, NONCE, rig.now_ns, WISH))[1:])


BAD: dict[str, Post] = {
    "truncated": lambda rig: rig.post_raw(encode(Envelope(rig.sequence + 1, NONCE, rig.now_ns, WISH))[:-1]),
    "oversized": lambda rig: rig.post_raw(encode(Envelope(rig.sequence + 1, NONCE, rig.now_ns, WISH)) + b"\0"),
    "empty": lambda rig: rig.post_raw(b""),
    "zeros": lambda rig: rig.post_raw(bytes(SIZE)),
    "wrong version": wrong_version,
    "wrong nonce": lambda rig: rig.post(WISH, nonce=NONCE ^ 1),
    "a heartbeat with a wrong nonce": lambda rig: rig.post(Heartbeat(*newest(rig)), nonce=0),
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("state", sorted(ACTIVE))
def test_fault_25_five_messages_that_are_none_stop(state: State, name: str) -> None:
    rig = at(state)
    for n in range(BAD_MESSAGES - 1):
        BAD[name](rig)
        rig.tick(1)
        assert rig.state is state, n
    BAD[name](rig)
    rig.tick(1)
    expect_latched(rig, Why.MESSAGE, rig.now_ns)


def test_fault_25_all_kinds_count_together_and_none_is_forgotten() -> None:
    rig = at(State.STIM)
    flows(rig)
    for name in ("truncated", "oversized", "wrong nonce", "wrong version"):
        BAD[name](rig)
        rig.post(WISH)
        rig.tick()
    assert rig.state is State.STIM
    assert sum(record.kind == "refused_message" for record in rig.records) == 3
    assert sum(answer.reasons == {Why.MESSAGE} for answer in rig.decided.values()) == 1
    BAD["zeros"](rig)
    rig.tick()
    expect_latched(rig, Why.MESSAGE, rig.now_ns)


def test_fault_25_a_reset_begins_the_count_again() -> None:
    rig = at(State.STIM)
    for _ in range(BAD_MESSAGES):
        rig.post_raw(b"")
    rig.tick()
    expect_latched(rig, Why.MESSAGE, rig.now_ns)
    for _ in range(BAD_MESSAGES - 1):
        rig.post_raw(b"")
    rig.run(100)
    assert rig.state is State.READY


# 26: nobody else.


def test_fault_26_the_way_has_no_name_and_takes_nobody_in() -> None:
    for end in socket_pair():
        with end:
            assert (end.getsockname(), end.getpeername()) == ("", "")
            assert end.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN) == 0


def test_fault_26_nothing_in_the_program_could_listen() -> None:
    opening = {"bind", "listen", "accept", "connect", "create_server", "create_connection", "mkfifo", "shm_open"}
    for path in Path(stim_safety.__file__).parent.rglob("*.py"):
        words = {node.attr for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Attribute)}
        assert not words & opening, path
