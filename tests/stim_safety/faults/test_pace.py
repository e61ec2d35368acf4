"""Faults 11 to 13, 17 and 20: how fast, how long, where, and what nobody renews."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from devices.emulators.stimulators import Output
from stim_safety.messages import BadMessage, Calibrate, Confirm, Envelope, Item, PadsMoved, StepUp, Wish, encode
from stim_safety.timing import MS, TICK_MS, WISH_MOST_PER_S
from stim_safety.words import Point, State, Why
from tests.stim_safety.faults.stand import Bent, at, expect_latched, flows, trains
from tests.stim_safety.files import bent, refused
from tests.stim_safety.orders import able, look, train
from tests.stim_safety.rig import NONCE

NO_CHANNELS = [-32_767, -1, 1, 7, 8, 32_767]


def expect_slow_rise(history: list[Output], most_ua: int, ramp_ms: int = 1000) -> None:
    """Expect that current never leaps: 50 mA/s at most between two frames and in all, and never above its goal."""
    rises = [output for output in history if output.points]
    for before, after in pairwise(rises):
        higher_ua, took_ms = after.peak_ua - before.peak_ua, (after.t_ns - before.t_ns) / MS
        assert higher_ua <= min(2000, 50 * took_ms)
    assert rises[0].peak_ua <= 2000
    assert max(output.peak_ua for output in rises) <= most_ua
    top = next((output for output in rises if output.peak_ua == most_ua), None)
    assert top is None or (top.t_ns - rises[0].t_ns) / MS >= min(ramp_ms, most_ua / 50) - 2 * TICK_MS


def test_fault_11_from_nothing_to_60_ma_in_one_command_takes_the_ramp() -> None:
    rig = at(State.ARMED, "large")
    rig.device.history.clear()
    rig.wish(3000)
    assert flows(rig) == 60_000
    expect_slow_rise(rig.device.history, 60_000, 2000)


def test_fault_11_a_leap_that_a_defect_would_make_never_goes_out() -> None:
    rig = at(State.ARMED, "large")
    rig.wish(400)
    assert 0 < flows(rig) < 20_000
    assert isinstance(rig.driver, Bent)
    rig.driver.bent = (Point(250, 60_000), Point(100, 0), Point(250, -60_000))
    begun_ns = rig.now_ns
    rig.wish(60)
    assert any("RISE" in str(record.data) for record in rig.records if record.kind == "violation")
    expect_latched(rig, Why.RISE, begun_ns, within_ms=45)


def test_fault_12_none_and_40_ma_at_every_other_tick_never_rises_fast_and_stops() -> None:
    rig = at(State.ARMED, "large")
    rig.wish(3000, 667)
    assert flows(rig) == 40_000
    rig.run(80)
    rig.device.history.clear()
    asked_ns: list[int] = []
    while rig.state in {State.ARMED, State.STIM, State.REST}:
        rig.post(Wish(0, 0, 100))
        rig.tick()
        asked_ns.append(rig.now_ns + TICK_MS * MS)
        rig.post(Wish(0, 667, 100))
        rig.tick()
    assert len(asked_ns) <= WISH_MOST_PER_S + 1
    assert [output.peak_ua for output in rig.device.history] == sorted(
        (output.peak_ua for output in rig.device.history), reverse=True)  # what falls never rises again
    expect_latched(rig, Why.FLOOD, asked_ns[-1])


def test_fault_12_between_40_ma_and_a_fraction_it_falls_at_once_and_rises_slowly() -> None:
    rig = at(State.ARMED, "large")
    rig.device.history.clear()
    for n in range(44):
        rig.post(Wish(0, 667 if n % 2 else 17, 100))
        rig.run(60)
    assert rig.state is State.STIM
    expect_slow_rise(rig.device.history, 40_000)


@pytest.mark.parametrize(("wishes", "why"), [(WISH_MOST_PER_S, None), (WISH_MOST_PER_S + 1, Why.FLOOD)])
def test_fault_12_a_fifth_above_the_usual_rate_passes_and_one_more_stops(wishes: int, why: Why | None) -> None:
    rig = at(State.ARMED)
    for _ in range(wishes):
        asked_ns = rig.now_ns
        rig.post(Wish(0, 1000, 100))
        rig.run(40)
    if why is None:
        assert rig.state is State.STIM
        flows(rig)
    else:
        expect_latched(rig, why, asked_ns)


def test_fault_13_what_is_asked_for_longer_than_15_s_is_cut_and_refused_with_the_rest_that_is_left() -> None:
    rig = at(State.ARMED, "long")
    rig.device.history.clear()
    rig.wish(20_000)
    history = rig.device.history
    assert flows_between_ms(history) <= 15_000
    assert flows_between_ms(history) > 14_500
    assert (rig.state, rig.level_ua) == (State.REST, 0)
    answer = rig.ask(Wish(0, 1000, 100))
    assert (answer.refused, answer.granted_ua, answer.binding) == (True, 0, Why.RESTING)
    assert rig.status is not None
    left_ms = rig.status.rest_left_ms
    assert 15_000 - 5_200 <= left_ms + (rig.now_ns - history[-1].t_ns) // MS - 5_000 <= 15_000
    rig.run(left_ms - 100)
    assert Why.RESTING in rig.ask(Wish(0, 1000, 100)).reasons
    rig.run(200)
    assert rig.state is State.ARMED
    assert rig.level_ua == 0
    rig.wish(500)
    assert flows(rig) < 12_500


def test_fault_13_one_that_went_on_by_a_defect_would_be_stopped_by_the_last_look() -> None:
    rig = at(State.STIM, "long")
    course = rig.controller._run.course
    assert course is not None
    course.limit_ms = 60_000
    rig.wish(12_000)
    assert flows(rig) == 12_500
    rig.wish(1000, still=State.STIM)
    begun_ns = rig.now_ns
    rig.wish(100, 500)
    expect_latched(rig, Why.ON_TIME, begun_ns, within_ms=120)


def flows_between_ms(history: list[Output]) -> float:
    """Return how long something has flowed, milliseconds."""
    assert history[0].points
    assert not history[-1].points
    return (history[-1].t_ns - history[0].t_ns) / MS


def test_fault_17_a_second_channel_is_refused_while_one_runs_and_the_first_goes_on() -> None:
    rig = at(State.STIM, "two")
    flows(rig)
    answer = rig.ask(Wish(1, 1000, 100))
    assert (answer.refused, answer.granted_ua, answer.channel) == (True, 0, 1)
    assert Why.CHANNELS in answer.reasons
    assert set(rig.device.outputs(rig.now_ns)) == {0}
    assert {output.channel for output in rig.device.history[-20:]} == {0}


def test_fault_17_two_at_once_are_one_too_many_for_a_device_with_one() -> None:
    both = train(20_000), train(20_000, channel=1)
    assert look(*both, abilities=able(most_channels=2)) == ()
    assert look(*both, abilities=able(most_channels=1)) == (Why.CHANNELS,)
    assert look(*both, train(20_000, channel=2)) == (Why.CHANNELS,)
    assert look(train(20_000), train(20_000)) == (Why.CHANNEL,)


@pytest.mark.parametrize("channel", NO_CHANNELS)
def test_fault_17_a_channel_that_is_not_prescribed_is_refused_and_never_becomes_another(channel: int) -> None:
    rig = at(State.ARMED)
    before = trains(rig)
    for _ in range(10):
        answer = rig.ask(Wish(channel, 1000, 100))
        assert (answer.refused, answer.granted_ua, answer.channel) == (True, 0, None)
        assert Why.CHANNEL in answer.reasons
        rig.run(40)
    assert (rig.state, rig.level_ua, trains(rig)) == (State.ARMED, 0, before)
    rig.wish(200)
    assert set(rig.device.outputs(rig.now_ns)) == {0}


@pytest.mark.parametrize("channel", NO_CHANNELS)
def test_fault_17_nothing_else_may_be_done_with_such_a_channel(channel: int) -> None:
    rig = at(State.READY)
    for message in (Calibrate(channel), Confirm(Item.PADS, channel, ""), PadsMoved(channel)):
        answer = rig.ask(message)
        assert answer.refused
        assert Why.CHANNEL in answer.reasons
    searching = at(State.CALIB)
    level_ua = flows(searching)
    assert searching.ask(StepUp(channel, up=True)).reasons == {Why.CHANNEL}
    searching.run(200)
    assert flows(searching) == level_ua


@pytest.mark.parametrize("channel", ["red ", "0", None, 0.0, True, 32_768])
def test_fault_17_a_name_is_no_channel(channel: Any) -> None:
    with pytest.raises(BadMessage):
        encode(Envelope(1, NONCE, 0, Wish(channel, 1000, 100)))


@pytest.mark.parametrize("socket", ["red", "0", "9", "-1", "1.0", "01"])
def test_fault_17_no_file_with_such_a_channel_is_loaded(socket: str) -> None:
    assert refused(bent()) == []
    assert refused(bent(("  1:  ", f"  {socket}:  ")))


def test_fault_20_what_is_not_renewed_is_nothing_after_120_ms_while_the_game_lives() -> None:
    rig = at(State.ARMED)
    rig.wish(2500)
    flows(rig)
    asked_ns = rig.now_ns
    rig.ask(Wish(0, 1000, 100))
    rig.run(400)
    silent = rig.device.history[-1]
    assert silent.points == ()
    assert (silent.t_ns - asked_ns) / MS <= 120
    assert (rig.state, rig.why) == (State.REST, Why.TTL)
    assert any(record.kind == "output" and record.data["why"] == "TTL" for record in rig.records)
    rig.run(11_000)
    assert (rig.state, rig.level_ua) == (State.REST, 0)
    rig.until(State.ARMED, 2000)


@pytest.mark.parametrize(("ttl_ms", "within_ms"), [(1, 25), (50, 75), (149, 170), (150, 175)])
def test_fault_20_a_wish_dies_with_its_own_time(ttl_ms: int, within_ms: int) -> None:
    rig = at(State.STIM)
    flows(rig)
    asked_ns = rig.now_ns
    assert not rig.ask(Wish(0, 1000, ttl_ms)).refused
    rig.run(200)
    assert rig.device.history[-1].points == ()
    assert (rig.device.history[-1].t_ns - asked_ns) / MS <= within_ms
