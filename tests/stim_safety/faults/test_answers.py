"""Faults 40 to 43: answers that are missing, late, doubled, wrong, refusing, unsolicited or damaged."""

from __future__ import annotations

import pytest

from devices.emulators.stimulators.sm34 import write
from stim_safety.messages import Arm, Disarm, Wish
from stim_safety.timing import MS
from stim_safety.words import State, Why
from tests.stim_safety.faults.stand import at, expect_latched, flows
from tests.stim_safety.rig import Rig, tricks

GENERAL_ERROR, UNKNOWN_COMMAND = 66, 67
ACTIVE = (State.CALIB, State.ARMED, State.STIM, State.REST)
WHY_OF_CODE = {7: Why.DEVICE_RESET, 8: Why.HIGH_VOLTAGE, 10: Why.ELECTRODE, 16: Why.PULSE_TIMEOUT,
               28: Why.LOW_CURRENT}
EDGES = (1, 7, 28, 29, 255)


def act(rig: Rig, *words: str) -> None:
    rig.device.act(rig.now_ns, words)  # type: ignore[attr-defined]  # the emulator's switches


def seen_after(rig: Rig, t_ns: int) -> list[tuple[int, str]]:
    """What the device was told after `t_ns`: how many milliseconds later, and what."""
    return [((seen.t_ns - t_ns) // MS, seen.what) for seen in rig.device.seen if seen.t_ns > t_ns]


def to_keep_alive(rig: Rig) -> int:
    """Go on, wishing, until the next keep-alive is written; return when that was."""
    rig.tick()
    for ticks in range(27):
        if rig.device.seen[-1].what == "keep_alive" and rig.device.seen[-1].t_ns == rig.now_ns:
            return rig.now_ns
        if ticks % 3 == 0:
            rig.post(Wish(0, 1000, 100))
        rig.tick()
    raise AssertionError(f"no keep-alive in {rig.state.name}")


# 40: uncertain.


def test_fault_40_a_missing_answer_is_three_stops_a_question_and_a_fault_after_a_second() -> None:
    rig = at(State.STIM)
    assert flows(rig) == 12_500
    tricks(rig, mute=True)
    asked_ns = to_keep_alive(rig)
    rig.wish(1500, still=State.STIM)
    rig.until(State.FAULT)
    told = seen_after(rig, asked_ns)
    begun = told[0][0]
    assert told[0] == (120, "stop")  # at the first tick after 100 ms
    stops = sorted({ms - begun for ms, what in told if what == "stop"})
    assert stops[:3] == [0, 20, 40]
    assert next((ms - begun, what) for ms, what in told if what == "status") == (60, "status")
    assert {what for _, what in told} == {"stop", "status"}
    assert 1000 <= (rig.now_ns - asked_ns) // MS - begun <= 1040
    rig.run(60)
    assert rig.why is Why.NO_ANSWER
    assert rig.level_ua == 0
    assert not any(outputs.beat for outputs in rig.outputs[-3:])  # so the guardian stops it as well


@pytest.mark.parametrize(("changes", "why"), [
    ({"delay_ms": 150}, Why.NO_ANSWER), ({"duplicate": True}, Why.WRONG_ANSWER),
    ({"number_add": 1}, Why.WRONG_ANSWER), ({"command_add": 2}, Why.WRONG_ANSWER), ({"cut": 12}, Why.NO_ANSWER)])
def test_fault_40_an_answer_that_is_not_the_one_that_was_asked_for_latches(
        changes: dict[str, object], why: Why) -> None:
    rig = at(State.STIM)
    flows(rig)
    to_keep_alive(rig)
    tricks(rig, **changes)
    asked_ns = to_keep_alive(rig)
    rig.wish(160, still=State.STIM)
    assert rig.state is State.STOPPING
    tricks(rig, delay_ms=0, duplicate=False, number_add=0, command_add=0, cut=None)
    expect_latched(rig, why, asked_ns, within_ms=120)


@pytest.mark.parametrize("late_ms", [20, 60, 400, 900, 2500])
def test_fault_40_an_answer_that_comes_at_last_never_enables_again(late_ms: int) -> None:
    rig = at(State.STIM)
    flows(rig)
    tricks(rig, mute=True)
    asked_ns = to_keep_alive(rig)
    number = rig.device.seen[-1].data[9] >> 2
    rig.wish(160, still=State.STIM)
    assert rig.state is State.STOPPING
    tricks(rig, mute=False)
    rig.run(late_ms)
    for _ in range(2):
        rig.wire += write(37, number, bytes((0, 4, 1, 0, 0, 0, 0)))
        rig.tick()
    expect_latched(rig, Why.NO_ANSWER, asked_ns, within_ms=120)


# 41: result codes.


def test_fault_41_result_0_goes_on() -> None:
    rig = at(State.STIM)
    rig.wish(400, 500)
    assert rig.state is State.STIM
    assert 0 < flows(rig) < 12_500


@pytest.mark.parametrize("code", [*range(1, 29), 29, 255])
def test_fault_41_every_other_result_of_a_train_stops_and_latches(code: int) -> None:
    rig = at(State.STIM)
    assert flows(rig) == 12_500
    since_ns = rig.now_ns
    tricks(rig, results={"trains": code})
    rig.wish(100, 500, still=State.STIM)
    tricks(rig, results={})
    expect_latched(rig, WHY_OF_CODE.get(code, Why.DEVICE_ERROR), since_ns, within_ms=80)


@pytest.mark.parametrize("code", EDGES)
@pytest.mark.parametrize(("what", "within_ms"), [("keep_alive", 540), ("zero", 160)])
def test_fault_41_so_does_that_of_a_question_or_of_no_current(what: str, within_ms: int, code: int) -> None:
    rig = at(State.STIM)
    flows(rig)
    since_ns = rig.now_ns
    tricks(rig, results={what: code})
    if what == "keep_alive":
        rig.wish(600, still=State.STIM)
    else:
        rig.run(160)
    assert rig.state is State.STOPPING
    tricks(rig, results={})
    expect_latched(rig, WHY_OF_CODE.get(code, Why.DEVICE_ERROR), since_ns, within_ms=within_ms)


@pytest.mark.parametrize("code", EDGES)
@pytest.mark.parametrize("what", ["open", "status"])
def test_fault_41_so_does_that_of_opening(what: str, code: int) -> None:
    rig = at(State.ARMED)
    rig.ask(Disarm())
    rig.until(State.READY)
    tricks(rig, results={what: code})
    since_ns = rig.now_ns
    assert not rig.ask(Arm()).refused
    rig.run(60)
    assert rig.state is State.STOPPING
    tricks(rig, results={})
    expect_latched(rig, WHY_OF_CODE.get(code, Why.DEVICE_ERROR), since_ns, within_ms=80)


@pytest.mark.parametrize("code", EDGES)
@pytest.mark.parametrize("what", ["identify", "version", "status"])
def test_fault_41_so_does_that_of_the_first_questions(what: str, code: int) -> None:
    rig = Rig()
    tricks(rig, results={what: code})
    rig.run(200)
    tricks(rig, results={})
    rig.until(State.FAULT)
    rig.run(60)
    assert rig.why is WHY_OF_CODE.get(code, Why.DEVICE_ERROR)
    assert not {seen.what for seen in rig.device.seen} & {"open", "trains"}


@pytest.mark.parametrize("code", [2, 29, 255])
def test_fault_41_a_stop_that_is_refused_is_repeated_for_a_second_and_then_a_fault(code: int) -> None:
    rig = at(State.STIM)
    flows(rig)
    tricks(rig, results={"stop": code})
    since_ns = rig.now_ns
    rig.ask(Disarm())
    rig.until(State.FAULT)
    assert sum(what == "stop" for _, what in seen_after(rig, since_ns)) > 9
    assert 1000 <= (rig.now_ns - since_ns) // MS <= 1080
    rig.run(60)
    assert rig.why is Why.NO_ANSWER
    assert not any(outputs.beat for outputs in rig.outputs[-3:])


# 42: errors that nobody asked for.


@pytest.mark.parametrize("state", [State.READY, *ACTIVE])
@pytest.mark.parametrize("words", [("error", "4"), ("error", "8"), ("error", "255"), ("unknown",)])
def test_fault_42_an_error_between_frames_stops_and_latches(words: tuple[str, ...], state: State) -> None:
    rig = at(state)
    since_ns = rig.now_ns
    act(rig, *words)
    expect_latched(rig, Why.HIGH_VOLTAGE if words[-1] == "8" else Why.DEVICE_ERROR, since_ns)


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("error", [write(GENERAL_ERROR, 0, b"\4"), write(UNKNOWN_COMMAND, 0, b"\x0b")])
def test_fault_42_an_error_beside_a_good_answer_is_not_lost(error: bytes, before: bool) -> None:
    rig = at(State.STIM)
    flows(rig)
    since_ns = to_keep_alive(rig)
    assert rig.wire  # the good answer
    rig.wire = error + rig.wire if before else rig.wire + error
    expect_latched(rig, Why.DEVICE_ERROR, since_ns)


@pytest.mark.parametrize("cut", range(1, 13))
def test_fault_42_an_error_that_comes_in_two_pieces_is_not_lost(cut: int) -> None:
    rig = at(State.STIM)
    flows(rig)
    error = write(GENERAL_ERROR, 0, b"\4")
    rig.wire += error[:cut]
    rig.ask(Wish(0, 1000, 100))
    assert rig.state is State.STIM
    since_ns = rig.now_ns
    rig.wire += error[cut:]
    expect_latched(rig, Why.DEVICE_ERROR, since_ns)


# 43: damage.

GOOD = write(37, 9, bytes((0, 4, 1, 0, 0, 0, 0)))
BAD = {
    "crc": GOOD[:6] + bytes((GOOD[6] ^ 1,)) + GOOD[7:], "length": GOOD[:4] + bytes((GOOD[4] ^ 1,)) + GOOD[5:],
    "end": GOOD[:-1], "start": b"\xf0", "starts": b"\xf0\xf0", "junk": b"\x00\x13abc\x0f", "half": GOOD[:9],
    "header": GOOD[:3]}


@pytest.mark.parametrize("damage", BAD)
def test_fault_43_the_frame_after_a_damaged_one_is_still_read(damage: str) -> None:
    rig = at(State.STIM)
    flows(rig)
    for _ in range(3):
        to_keep_alive(rig)
        rig.wire = BAD[damage] + rig.wire
        rig.ask(Wish(0, 1000, 100))
    to_keep_alive(rig)
    assert rig.state is State.STIM
    assert flows(rig) == 12_500


@pytest.mark.parametrize(("damage", "times"), [("crc", 3), ("length", 3), ("end", 4)])
def test_fault_43_three_damaged_frames_in_a_row_stop_and_latch(damage: str, times: int) -> None:
    """One without its end ends where the next begins."""
    rig = at(State.STIM)
    flows(rig)
    for _ in range(times - 1):
        rig.wire += BAD[damage]
        rig.tick()
    assert rig.state is State.STIM
    since_ns = rig.now_ns
    rig.wire += BAD[damage]
    expect_latched(rig, Why.GARBLED, since_ns)


@pytest.mark.parametrize("changes", [{"bad_crc": True}, {"bad_length": True}, {"no_end": True}])
def test_fault_43_an_answer_that_is_damaged_is_none(changes: dict[str, object]) -> None:
    rig = at(State.STIM)
    flows(rig)
    to_keep_alive(rig)
    tricks(rig, **changes)
    asked_ns = to_keep_alive(rig)
    rig.wish(160, still=State.STIM)
    assert rig.state is State.STOPPING
    tricks(rig, bad_crc=False, bad_length=False, no_end=False)
    expect_latched(rig, Why.NO_ANSWER, asked_ns, within_ms=120)
