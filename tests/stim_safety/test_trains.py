"""Trains: they rise, hold, fall and rest as they were ordered, and every wish is answered."""

from __future__ import annotations

from itertools import pairwise

from stim_safety.drivers import Ask, Frame
from stim_safety.drivers.p24 import P24
from stim_safety.messages import (
    Channel,
    Device,
    Happened,
    Prescribed,
    Wish,
)
from stim_safety.timing import MS
from stim_safety.words import State, Train, Why
from tests.stim_safety.rig import (
    DIGEST,
    PATIENT,
    Rig,
    order,
    prescription,
    start,
)

TWO = prescription(order(), order(1, "left_wrist_flexors"))


def test_it_comes_from_boot_to_ready_and_says_who_and_what_it_found() -> None:
    rig = Rig()
    rig.until(State.READY)
    rig.run(60)
    assert rig.newest(Device) == Device("p24 2200010001", known=False)
    assert rig.newest(Prescribed) == Prescribed(DIGEST, PATIENT, pin=False)
    assert rig.marks() == Channel(0, "left_wrist_extensors", 20_000, 0, 0, 0, 0, 0)
    assert rig.why is None
    assert rig.device.seen[0].what == "identify"


def test_a_whole_train_rises_holds_falls_and_rests() -> None:
    rig = Rig()
    rig.armed()
    rig.wish(3000)
    assert rig.level_ua == 12_500
    assert rig.status is not None
    assert (rig.status.level_ua, rig.status.target_ua, rig.status.channel) == (12_500, 12_500, 0)
    rig.post(Wish(0, 0, 100))
    rig.run(700)
    falling = rig.state, rig.level_ua
    assert falling[0] is State.STIM
    assert 0 < falling[1] < 12_500
    rig.run(500)
    assert (rig.state, rig.level_ua) == (State.REST, 0)
    assert [report.happened for report in rig.reports()][-1] is Happened.FINISH
    rig.run(11_000)
    rested = rig.state
    assert rested is State.REST
    rig.until(State.ARMED, 2000)
    assert rig.status.trains == 1


def test_a_train_uses_the_ramp_of_the_order_and_never_more() -> None:
    rig = Rig()
    rig.armed()
    rig.device.history.clear()
    rig.wish(3000)
    rises = [output for output in rig.device.history if output.points]
    first, top = rises[0], next(output for output in rises if output.peak_ua == 12_500)
    assert 1850 <= (top.t_ns - first.t_ns) // MS <= 2100
    assert all(after.peak_ua - before.peak_ua <= 500 for before, after in pairwise(rises))


def test_a_lower_wish_lowers_at_once_and_a_higher_one_rises_again() -> None:
    rig = Rig()
    rig.stimulate()
    rig.wish(200, 500)
    assert rig.level_ua == 6000
    rig.wish(1500, 1000)
    assert rig.level_ua == 12_500


def test_fault_20_a_wish_that_is_not_renewed_dies_within_120_ms() -> None:
    rig = Rig()
    rig.stimulate()
    asked_ns = max(envelope.now_ns for envelope in rig.inputs if envelope.messages)
    rig.run(200)
    silent = rig.device.history[-1]
    assert silent.points == ()
    assert silent.t_ns - asked_ns <= 120 * MS
    assert rig.state is State.REST
    assert rig.why is Why.TTL


def test_fault_13_a_train_ends_with_its_time_and_a_wish_in_the_rest_is_refused() -> None:
    rig = Rig()
    rig.armed()
    rig.device.history.clear()
    rig.wish(7000)
    flowing = rig.device.history
    assert (flowing[-1].t_ns - flowing[0].t_ns) // MS <= 6000
    assert flowing[-1].points == ()
    assert rig.state is State.REST
    answer = rig.ask(Wish(0, 1000, 100))
    assert answer.refused
    assert Why.RESTING in answer.reasons
    assert rig.status is not None
    assert rig.status.rest_left_ms > 10_000


def test_fault_17_a_wish_for_another_or_no_channel_is_refused_while_one_runs() -> None:
    rig = Rig(begin=start(TWO))
    rig.stimulate()
    assert Why.CHANNELS in rig.ask(Wish(1, 500, 100)).reasons
    for channel in (-1, 7, 8, 300):
        answer = rig.ask(Wish(channel, 500, 100))
        assert answer.refused
        assert (answer.channel, answer.granted_ua) == (None, 0)


def test_every_wish_is_answered_with_what_bound_it() -> None:
    rig = Rig()
    rig.armed()
    answer = rig.ask(Wish(0, 1000, 100))
    assert not answer.refused
    assert (answer.asked_per_mille, answer.asked_ua, answer.granted_ua) == (1000, 12_800, 12_500)
    for wish, why in ((Wish(0, 1001, 100), Why.PRESCRIPTION), (Wish(0, -1, 100), Why.NOT_A_NUMBER),
                      (Wish(0, 2**31 - 1, 100), Why.PRESCRIPTION), (Wish(0, 500, 0), Why.TTL),
                      (Wish(0, 500, 151), Why.TTL)):
        answer = rig.ask(wish)
        assert answer.refused
        assert why in answer.reasons
    assert rig.level_ua == 0


def test_a_train_waits_for_the_log_and_is_let_be_when_the_wish_has_died() -> None:
    rig = Rig()
    rig.armed()
    rig.logging = False
    assert not rig.ask(Wish(0, 1000, 100)).refused
    rig.run(80)
    assert rig.state is State.ARMED
    rig.run(100)
    rig.logging, rig.acked = True, rig.recorded
    rig.run(100)
    assert rig.state is State.ARMED
    assert rig.level_ua == 0


def test_a_wish_that_is_taken_back_before_the_log_is_proven_never_flows() -> None:
    rig = Rig()
    rig.armed()
    rig.logging = False
    rig.ask(Wish(0, 1000, 100))
    rig.ask(Wish(0, 900, 100))
    rig.ask(Wish(0, 0, 100))
    rig.logging, rig.acked = True, rig.recorded
    rig.run(200)
    assert (rig.state, rig.level_ua) == (State.ARMED, 0)


def test_gentle_ends_of_what_does_not_run_do_nothing() -> None:
    rig = Rig(begin=start(TWO))
    rig.stimulate()
    assert not rig.ask(Wish(1, 0, 100)).refused
    assert not rig.ask(Wish(-5, 0, 100)).refused
    assert rig.level_ua == 12_500


class Refusing(P24):
    """A driver that cannot make what is asked of it any more."""

    refuses = False

    def frame(self, ask: Ask, trains: tuple[Train, ...] = ()) -> Frame:
        """Encode as ever, until it refuses."""
        if self.refuses and ask is Ask.TRAINS:
            raise ValueError("this cannot be made")
        return super().frame(ask, trains)


def test_what_the_driver_cannot_make_is_a_stop_and_nothing_else_is_written() -> None:
    driver = Refusing()
    rig = Rig(driver=driver)
    rig.armed()
    rig.wish(400)
    driver.refuses = True
    begin = len(rig.written)
    rig.wish(200, still=State.STIM)
    assert [record.data for record in rig.records if record.kind == "violation"] == [
        {"why": "SHAPE", "detail": "this cannot be made", "state": "STIM"}]
    written = [frame for _, frame in rig.written[begin:]]
    assert written[:len(driver.stop_frames)] == list(driver.stop_frames)
    rig.until(State.FAULT)
    assert rig.level_ua == 0
