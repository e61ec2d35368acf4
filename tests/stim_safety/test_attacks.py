"""Attacks: whatever a game, a file or a program in between tries, nothing flows that was not ordered and found.

Each attack is written as somebody would try it.  What goes over the wire is judged by the oracle, which shares no
code with the program.  Not here: files of people (`test_attacks_files`), the
faults of the list, each at its edges (`faults`).
"""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import pairwise

import pytest

from stim_safety import pin
from stim_safety.messages import (
    Arm,
    Calibrate,
    Confirm,
    Decided,
    Disarm,
    Envelope,
    Hold,
    Item,
    Message,
    PadsMoved,
    Pin,
    Reset,
    SetMark,
    Status,
    StepUp,
    Stop,
    Wish,
    encode,
)
from stim_safety.words import ACTIVE, LATCHED, Mark, Role, State, Why
from tests.stim_safety.faults.stand import at
from tests.stim_safety.oracle import LL_STOP, ML_INIT, ML_UPDATE, Oracle, frames_of
from tests.stim_safety.rig import DIGEST, NONCE, Rig, order, prescription, start
from tests.stim_safety.test_oracle import USUAL

EDGES_16 = (-2**15, -1, 0, 1, 7, 8, 255, 2**15 - 1)
EDGES_32 = (-2**31, -1, 0, 1, 999, 1000, 1001, 65535, 2**31 - 1)


def commands(rig: Rig, since: int = 0) -> list[int]:
    """Return the commands on the wire, by an eye that is not the program's."""
    return [int.from_bytes(packet[:2], "big") & 0x3FF
            for _, data in rig.written[since:] for packet in frames_of(data)]


def judged(rig: Rig) -> Rig:
    """Expect that nothing on the wire was more, faster, longer or sooner than ordered."""
    assert Oracle(USUAL).judge(rig.written) == []
    return rig


def locked(right: str = "2468") -> Rig:
    """Return a rig whose therapist's page has a PIN, in READY."""
    rig = Rig(begin=start(pin=pin.make(right, bytes(16))))
    rig.until(State.READY)
    rig.run(100)
    return rig


# Numbers of a wish.


@pytest.mark.parametrize("share", EDGES_32)
@pytest.mark.parametrize("ttl_ms", EDGES_32)
def test_no_share_and_no_time_to_live_gives_more_than_was_found(share: int, ttl_ms: int) -> None:
    rig = at(State.ARMED)
    for _ in range(20):
        rig.post(Wish(0, share, ttl_ms))
        rig.run(60)
    working_ua = rig.marks().working_ua
    granted = [told.granted_ua for told in rig.told if isinstance(told, Decided) and told.kind == Wish.TYPE]
    assert max(granted) <= working_ua
    assert max(output.peak_ua for output in rig.device.history) <= max(working_ua, rig.marks().tolerated_ua)
    if not 0 < share <= 1000 or ttl_ms != 100:
        assert max(granted) == 0 or 1 <= ttl_ms <= 150
    judged(rig)


@pytest.mark.parametrize("channel", EDGES_16)
def test_no_channel_but_the_prescribed_one_is_ever_heard(channel: int) -> None:
    rig = at(State.ARMED)
    rig.wish(1500, channel=channel)
    assert {output.channel for output in rig.device.history} <= {0}
    assert rig.level_ua == 0 or channel == 0
    judged(rig)


def test_a_wish_from_the_future_gains_no_more_than_the_slack_between_two_clocks() -> None:
    rig = at(State.STIM)
    rig.post(Wish(0, 1000, 150), t_ns=rig.now_ns + 20_900_000)
    begin_ns = rig.now_ns + 20_000_000
    rig.run(400)
    silent = next(output.t_ns for output in rig.device.history if output.t_ns > begin_ns and not output.points)
    assert silent - begin_ns <= 172_000_000


# Current without asking.


@pytest.mark.parametrize("keep", [
    Hold(down=True), StepUp(0, up=True), Confirm(Item.PRESENT, 0, ""), Arm(),
    SetMark(0, Mark.MOTOR, Role.PATIENT)])
def test_talking_about_something_else_keeps_nothing_on(keep: Message) -> None:
    rig = at(State.STIM)
    begin_ns = rig.now_ns
    rig.run(400, lambda: (rig.post(keep), None)[1])
    assert rig.level_ua == 0
    assert next(output.t_ns for output in rig.device.history if output.t_ns > begin_ns) - begin_ns <= 140_000_000


def test_the_last_wish_sent_again_and_again_byte_for_byte_keeps_nothing_on() -> None:
    rig = at(State.STIM)
    rig.sequence += 1
    wish = encode(Envelope(rig.sequence, NONCE, rig.now_ns, Wish(0, 1000, 100)))
    for _ in range(20):
        rig.post_raw(wish)
        rig.tick()
    assert rig.level_ua == 0
    assert rig.state in LATCHED | {State.STOPPING}


def test_everything_that_was_ever_said_said_again_does_nothing() -> None:
    """A recording of a whole session, played into the same run and into the next one."""
    old = at(State.STIM)
    said = [message for inputs in old.inputs for message in inputs.messages]
    for rig, nonce in ((at(State.READY), None), (Rig(begin=start(nonce=99)), 99)):
        rig.until(State.READY)
        before = len(rig.written)
        for number in range(0, len(said), 5):
            for message in said[number:number + 5]:
                if message[1] != Stop.TYPE:
                    rig.post_raw(message)
            rig.tick()
        assert rig.state not in ACTIVE, nonce
        assert not {ML_INIT, ML_UPDATE} & set(commands(rig, before))


# Past the stop, the latch and the reset.


@pytest.mark.parametrize("state", [State.ESTOP, State.FAULT])
def test_no_flood_leads_out_of_a_latch(state: State) -> None:
    rig = at(state)
    before = len(rig.written)
    chance = random.Random(1)
    acts: list[Callable[[], Message]] = [
        Arm, Disarm, lambda: Wish(0, 1000, 100), lambda: Calibrate(0), lambda: Hold(down=True),
        lambda: StepUp(0, up=True), lambda: Confirm(Item.PRESENT, 0, ""), lambda: Pin("0000"),
        lambda: Reset(chance.choice((0, 2, 3, 255)))]
    for _ in range(400):
        for _ in range(chance.randrange(4)):
            rig.post(chance.choice(acts)())
        rig.tick()
        assert rig.state in LATCHED
    assert set(commands(rig, before)) <= {ML_UPDATE + 2, LL_STOP, 62}


@pytest.mark.parametrize(("waits_ms", "steps"), [
    (2_800, (1, 2)), (3_100, (2,)), (3_100, (2, 1)), (3_100, (2, 2)), (3_100, (1, 1)), (3_100, (0, 2)),
    (3_100, (255, 2)), (3_100, (1, 3))])
def test_half_a_reset_is_none(waits_ms: int, steps: tuple[int, ...]) -> None:
    rig = at(State.STIM)
    rig.post(Stop())
    rig.until(State.ESTOP)
    rig.run(waits_ms)
    for each in steps:
        rig.ask(Reset(each))
    assert rig.state is State.ESTOP


def test_a_first_step_of_long_ago_does_not_count() -> None:
    rig = at(State.ESTOP)
    rig.run(3_100)
    assert not rig.ask(Reset(1)).refused
    rig.run(10_020)
    assert Why.LATCH in rig.ask(Reset(2)).reasons
    assert rig.state is State.ESTOP


def test_a_stop_and_everything_that_would_undo_it_in_one_batch_is_a_stop() -> None:
    rig = at(State.STIM)
    for message in (Reset(1), Reset(2), Wish(0, 1000, 100), Arm(), Stop(), Reset(1), Reset(2), Arm(),
                    Wish(0, 1000, 100)):
        rig.post(message)
    assert rig.tick().frames == rig.driver.stop_frames
    rig.until(State.ESTOP)
    assert rig.level_ua == 0


def test_after_a_reset_it_is_not_armed_and_begins_at_nothing() -> None:
    rig = at(State.STIM)
    rig.post(Stop())
    rig.until(State.ESTOP)
    rig.reset()
    rig.until(State.READY)
    rig.wish(300)
    assert rig.level_ua == 0
    rig.run(12_000)
    rig.arm()
    rig.wish(2_000)
    judged(rig)


# Past the rest.


@pytest.mark.parametrize("around", [
    (Disarm(),), (Stop(),), (Disarm(), Confirm(Item.PADS, 0, "")), (Wish(0, 0, 100), Disarm())])
def test_no_way_around_shortens_the_rest(around: tuple[Message, ...]) -> None:
    rig = at(State.STIM)
    for message in around:
        rig.post(message)
        rig.run(100)
    end_ns = rig.now_ns
    rig.run(600)
    if rig.state is State.ESTOP:
        rig.reset()
    rig.until(State.READY)
    assert Why.RESTING in rig.ask(Calibrate(0)).reasons
    rig.arm()
    while rig.now_ns - end_ns < 11_500_000_000:
        assert rig.ask(Wish(0, 1000, 100)).refused
        rig.run(80)
    judged(rig)


def test_letting_go_and_holding_again_is_no_train_without_rests() -> None:
    rig = at(State.READY)
    rig.hold()
    rig.press(6)
    for _ in range(60):
        rig.ask(Hold(down=False))
        rig.ask(Hold(down=True))
        rig.run(500)
    flows = [(output.t_ns, bool(output.points)) for output in rig.device.history]
    on_ns = sum(after[0] - before[0] for before, after in pairwise(flows) if before[1])
    assert on_ns <= (rig.now_ns - flows[0][0]) / 2 + 6 * 340_000_000
    judged(rig)


@pytest.mark.parametrize("before", [(), (SetMark(0, Mark.TOLERATED, Role.PATIENT),)])
def test_letting_go_and_holding_in_the_same_moment_is_letting_go(before: tuple[Message, ...]) -> None:
    """A button that bounces, or a game that plays one, neither goes on nor begins anew without the rest."""
    rig = at(State.READY)
    rig.hold()
    rig.press(6)
    rig.run(2_000)
    for message in (*before, Hold(down=False), Hold(down=True)):
        held = rig.post(message)
    rig.tick()
    assert Why.RESTING in rig.decided[held].reasons
    rig.run(40)
    assert rig.level_ua == 0
    rig.run(1_500)
    assert rig.level_ua == 0


# Past the therapist.


@pytest.mark.parametrize("text", [
    "", DIGEST[:7], DIGEST[:9], DIGEST, DIGEST[:8].upper() + "x", "\uff10" + DIGEST[1:8], " " + DIGEST[:7],
    "0" * 8])
def test_a_wrong_digest_confirms_nothing(text: str) -> None:
    rig = Rig()
    rig.until(State.READY)
    assert rig.ask(Confirm(Item.PRESCRIPTION, 0, text)).refused
    assert rig.newest(Status).confirmed == 0


@pytest.mark.parametrize("state", [State.BOOT, State.SELFTEST, State.IDLE])
@pytest.mark.parametrize("message", [Arm(), Calibrate(0), Wish(0, 1000, 100), Reset(1), Reset(2), Hold(down=True),
                                     StepUp(0, up=True), SetMark(0, Mark.TOLERATED, Role.PATIENT)])
def test_before_anything_was_looked_at_nothing_is_opened(state: State, message: Message) -> None:
    rig = at(state)
    for _ in range(30):
        rig.post(message)
        rig.tick()
    assert rig.state not in ACTIVE
    assert not {ML_INIT, ML_UPDATE} & set(commands(rig))


def test_guessing_the_pin_ends_after_five_tries_in_a_minute_even_with_the_right_one() -> None:
    rig = locked()
    for number in range(4):
        assert rig.ask(Pin(f"{number:04}")).binding is Why.LOCKED
    assert rig.ask(Pin("0004")).binding is Why.LOCKED_OUT
    for guess in ("2468", "\u0662\u0664\u0666\u0668", "2468 ", "02468", ""):
        assert rig.ask(Pin(guess)).refused
    assert rig.ask(Confirm(Item.PRESENT, 0, "")).binding is Why.LOCKED
    rig.run(61_000)
    assert not rig.ask(Pin("2468")).refused


def test_without_the_pin_nothing_of_the_therapist_is_heard_and_a_stop_is() -> None:
    rig = locked()
    for message in (Confirm(Item.PRESENT, 0, ""), Confirm(Item.PRESCRIPTION, 0, DIGEST[:8]), Calibrate(0), Arm(),
                    StepUp(0, up=True), SetMark(0, Mark.MOTOR, Role.THERAPIST)):
        assert rig.ask(message).reasons == frozenset({Why.LOCKED})
    rig.post(Stop())
    assert rig.tick().frames == rig.driver.stop_frames
    rig.until(State.ESTOP)
    rig.run(3_100)
    assert rig.ask(Reset(1)).binding is Why.LOCKED


# Past the search of currents.


def test_what_was_never_felt_is_no_mark_and_no_mark_lies_above_what_flowed() -> None:
    rig = at(State.READY)
    rig.hold()
    for mark in Mark:
        assert rig.ask(SetMark(0, mark, Role.PATIENT)).refused, "nothing flows yet"
    rig.press(3)
    assert rig.ask(SetMark(0, Mark.TOLERATED, Role.THERAPIST)).binding is Why.NOT_THE_PATIENT
    assert not rig.ask(SetMark(0, Mark.TOLERATED, Role.PATIENT)).refused
    assert rig.marks().tolerated_ua <= 3_000
    assert rig.marks().working_ua == 0
    judged(rig)


def test_a_flood_of_presses_is_one_step() -> None:
    rig = at(State.READY)
    rig.hold()
    rig.press(1)
    rig.run(400)
    for _ in range(60):
        rig.post(StepUp(0, up=True))
    rig.tick()
    rig.run(1_500)
    assert rig.level_ua <= 2_000


def test_pressing_down_between_two_presses_up_does_not_make_them_faster() -> None:
    rig = at(State.READY)
    rig.hold()
    begin_ns = rig.now_ns
    for _ in range(100):
        rig.post(StepUp(0, up=True))
        rig.post(StepUp(0, up=False))
        rig.post(StepUp(0, up=True))
        rig.tick()
    most_ua = 1_000 * (1 + (rig.now_ns - begin_ns) // 300_000_000)
    assert max((output.peak_ua for output in rig.device.history), default=0) <= most_ua
    judged(rig)


@pytest.mark.parametrize("state", [State.ARMED, State.STIM, State.REST])
def test_nobody_searches_while_it_is_armed(state: State) -> None:
    rig = at(state)
    assert Why.STATE in rig.ask(Calibrate(0)).reasons
    for message in (StepUp(0, up=True), SetMark(0, Mark.TOLERATED, Role.PATIENT)):
        assert rig.ask(message).refused


def test_a_pad_that_was_moved_ends_the_train_and_all_that_was_found() -> None:
    rig = at(State.STIM)
    rig.post(PadsMoved(0))
    assert rig.tick().frames == rig.driver.stop_frames
    rig.until(State.READY)
    assert rig.marks().working_ua == 0
    assert {Why.NOT_CALIBRATED} <= rig.ask(Arm()).reasons


# The end of a train.


@pytest.mark.parametrize("down_ms", [1_000, 2_000])
def test_a_train_that_ends_takes_the_ordered_time_to_fall(down_ms: int) -> None:
    rig = Rig(begin=start(prescription(order(ramp_down_ms=down_ms))))
    rig.stimulate()
    from_ua = rig.level_ua
    begin_ns = rig.now_ns
    rig.post(Wish(0, 0, 100))
    rig.run(down_ms + 500)
    falls = [output for output in rig.device.history if output.t_ns > begin_ns]
    assert falls[-1].peak_ua == 0
    assert abs(falls[-1].t_ns - begin_ns - down_ms * 1_000_000) <= 120_000_000
    levels = [from_ua, *(output.peak_ua for output in falls)]
    assert all(0 <= before - after <= from_ua * 160 // down_ms + 500 for before, after in pairwise(levels))
    assert rig.state is State.REST
