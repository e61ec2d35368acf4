"""What every driver does with its own device: one suite, all stimulators."""

from __future__ import annotations

import random
from copy import deepcopy

import pytest

from stim_safety.drivers import Ask, Outcome
from tests.stim_safety.drivers.bench import NAMES, Bench, device_of, driver_of

every = pytest.mark.parametrize("name", NAMES)
kept_alive = pytest.mark.parametrize("name", [n for n in NAMES if driver_of(n).abilities.keep_alive_ms])
with_watchdog = pytest.mark.parametrize("name", [n for n in NAMES if driver_of(n).abilities.silence_ms])
by_pulse = pytest.mark.parametrize("name", [n for n in NAMES if driver_of(n).abilities.pulse_each_frame])
in_milliampere = pytest.mark.parametrize("name", [n for n in NAMES if not driver_of(n).abilities.percent])

_OPENED: dict[str, Bench] = {}


def fresh(name: str, chunk: int = 0) -> Bench:
    return Bench(driver_of(name), device_of(name), chunk)


def opened(name: str) -> Bench:
    """Return a bench with the device open; some take seconds to begin, so each is opened once and copied."""
    if name not in _OPENED:
        bench = fresh(name)
        assert bench.opens()
        _OPENED[name] = bench
    return deepcopy(_OPENED[name])


def running(name: str) -> Bench:
    bench = opened(name)
    assert bench.does(Ask.TRAINS)
    return bench


@every
@pytest.mark.parametrize("chunk", [0, 1, 3])
def test_a_whole_session(name: str, chunk: int) -> None:
    bench = fresh(name, chunk)
    opening = bench.driver.abilities.opening
    assert opening[0] is Ask.IDENTIFY
    who = bench.ask(opening[0])
    assert who is not None
    assert who.identity.startswith(bench.driver.abilities.name)
    assert bench.does(*opening[1:], Ask.OPEN)
    assert not bench.peak_ua()
    assert bench.does(Ask.TRAINS)
    assert bench.peak_ua()
    assert bench.does(Ask.ZERO)
    assert bench.falls_silent()
    assert bench.does(Ask.TRAINS, Ask.STOP)
    assert bench.falls_silent()
    assert bench.does(Ask.STATUS, Ask.OPEN, Ask.TRAINS)


@every
def test_a_device_that_is_left_alone_is_quiet(name: str) -> None:
    bench = fresh(name)
    assert bench.does(*bench.driver.abilities.opening[:-1])
    status = bench.ask(bench.driver.abilities.opening[-1])
    assert status is not None
    assert bench.driver.abilities.opening[-1] is Ask.STATUS
    assert status.running in (None, frozenset())
    assert not status.high_voltage
    assert not status.open


@in_milliampere
def test_what_flows_is_what_was_ordered(name: str) -> None:
    bench = running(name)
    ordered = bench.train()
    output = bench.device.history[-1]
    assert output.channel == ordered.channel
    assert output.points == tuple((point.duration_us, point.current_ua) for point in ordered.points)
    assert output.period_us == (0 if bench.driver.abilities.pulse_each_frame else ordered.period_us)


@every
def test_every_channel_is_the_one_that_was_meant(name: str) -> None:
    for channel in range(driver_of(name).abilities.channels):
        bench = fresh(name)
        opening, zero = bench.driver.abilities.opening, bench.train(channel, 0)
        assert bench.does(*opening)
        bench.say(bench.driver.frame(Ask.OPEN, (zero,)).data, 400)
        bench.say(bench.driver.frame(Ask.TRAINS, (bench.train(channel),)).data, 150)
        assert {output.channel for output in bench.device.history if output.peak_ua} == {channel}


@every
def test_trains_are_read_again_from_their_own_bytes(name: str) -> None:
    bench = opened(name)
    frame = bench.frame(Ask.TRAINS)
    assert frame.trains == (bench.train(),)
    assert bench.frame(Ask.STOP).trains == ()


@every
def test_zero_current_is_a_train_that_does_not_flow(name: str) -> None:
    bench = opened(name)
    bench.say(bench.driver.frame(Ask.TRAINS, (bench.train(current_ua=0),)).data, 150)
    assert not bench.peak_ua()


@kept_alive
def test_kept_alive_it_goes_on(name: str) -> None:
    bench = running(name)
    pause_ms = bench.driver.abilities.keep_alive_ms
    assert pause_ms is not None
    for _ in range(20):
        bench.say(b"", pause_ms)
        answer = bench.ask(Ask.KEEP_ALIVE)
        assert answer is not None
        assert (answer.outcome, answer.running) == (Outcome.DONE, frozenset({0}))
        assert bench.flows()


@with_watchdog
def test_left_alone_the_device_stops_by_itself(name: str) -> None:
    bench = running(name)
    silence_ms = bench.driver.abilities.silence_ms
    assert silence_ms is not None
    assert bench.flows()
    bench.say(b"", silence_ms)
    assert not bench.flows()
    last = bench.device.history[-1]
    assert last.points == ()
    assert last.t_ns <= bench.t_ns


@with_watchdog
def test_twice_the_keep_alive_still_fits_into_the_silence(name: str) -> None:
    able = driver_of(name).abilities
    assert able.silence_ms is not None
    often_ms = able.keep_alive_ms or able.renew_ms
    assert often_ms is not None
    assert 2 * often_ms <= able.silence_ms


@by_pulse
def test_a_device_of_single_pulses_is_silent_without_frames(name: str) -> None:
    bench = running(name)
    pulse = bench.device.history[-1]
    bench.t_ns += sum(duration for duration, _ in pulse.points) * 1000
    assert not bench.flows()


@every
@pytest.mark.parametrize("asks", [
    (), (Ask.OPEN,), (Ask.OPEN, Ask.TRAINS), (Ask.OPEN, Ask.TRAINS, Ask.ZERO), (Ask.OPEN, Ask.TRAINS, Ask.STOP),
], ids=lambda asks: "-".join(asks) or "nothing")
def test_stop_frames_stop_in_every_state(name: str, asks: tuple[Ask, ...]) -> None:
    bench = fresh(name)
    assert bench.does(*bench.driver.abilities.opening, *asks)
    answers = bench.say(b"".join(driver_of(name).stop_frames), 300)
    assert bench.falls_silent()
    assert answers
    assert {answer.ask for answer in answers} == {Ask.STOP}
    assert {answer.outcome for answer in answers} == {Outcome.DONE}


@every
@pytest.mark.parametrize("ask", [Ask.TRAINS, Ask.ZERO, Ask.STATUS, Ask.STOP])
def test_stop_frames_stop_after_every_cut_of_a_frame(name: str, ask: Ask) -> None:
    bench = running(name)
    frame = bench.frame(ask).data
    for cut in range(len(frame)):
        copy = deepcopy(bench)
        copy.device.receive(copy.t_ns, frame[:cut] + b"".join(bench.driver.stop_frames))
        assert copy.falls_silent(), f"after {frame[:cut].hex()}"


@every
def test_stop_frames_are_stateless(name: str) -> None:
    bench = running(name)
    assert bench.driver.stop_frames == driver_of(name).stop_frames
    assert all(bench.driver.stop_frames)


@every
def test_a_silent_device_answers_nothing(name: str) -> None:
    bench = opened(name)
    bench.say(b"", 20)
    bench.device.tricks.mute = True
    assert bench.say(bench.frame(Ask.TRAINS).data, 90) == []


@every
@pytest.mark.parametrize("ask", [Ask.TRAINS, Ask.ZERO, Ask.STATUS])
def test_an_answer_counts_once(name: str, ask: Ask) -> None:
    bench = opened(name)
    bench.device.tricks.duplicate = True
    answers = bench.say(bench.frame(ask).data, 400)
    assert len([each for each in answers if each.outcome is Outcome.DONE and each.ask is ask]) == 1


@kept_alive
def test_a_device_that_lost_its_power_is_noticed(name: str) -> None:
    bench = running(name)
    bench.device.act(bench.t_ns, ["power_drop"])
    assert not bench.flows()
    answer = bench.ask(Ask.KEEP_ALIVE)
    assert answer is None or answer.outcome is not Outcome.DONE or not answer.open


@every
def test_equal_asks_give_equal_bytes(name: str) -> None:
    def session() -> list[bytes]:
        bench = fresh(name)
        bench.opens()
        return [bench.frame(ask).data for ask in (Ask.TRAINS, Ask.ZERO, Ask.STATUS, Ask.STOP)]

    assert session() == session()


@every
def test_noise_is_never_taken_for_an_answer(name: str) -> None:
    for seed in range(20):
        bench, chance = opened(name), random.Random(seed)
        for answer in bench.driver.feed(chance.randbytes(2000)):
            assert answer.outcome is not Outcome.DONE or answer.ask not in (Ask.OPEN, Ask.TRAINS, Ask.IDENTIFY)


@every
def test_what_a_device_can_do_is_said_without_contradiction(name: str) -> None:
    able = driver_of(name).abilities
    assert 0 < able.min_width_us < able.max_width_us
    assert 0 < able.min_period_us < able.max_period_us
    assert able.min_period_us % able.period_step_us == able.max_period_us % able.period_step_us == 0
    assert 0 < able.step_ua <= able.max_ua
    assert able.max_ua % able.step_ua == 0
    assert 1 <= able.most_channels <= max(2, able.channels)
    assert able.opening[0] is Ask.IDENTIFY
    assert able.title


@every
@pytest.mark.parametrize("ask", [Ask.STATUS, Ask.STOP, Ask.KEEP_ALIVE, Ask.ZERO])
def test_a_frame_tells_what_it_asks(name: str, ask: Ask) -> None:
    driver = opened(name).driver
    if ask is not Ask.KEEP_ALIVE or driver.abilities.keep_alive_ms is not None:
        assert driver.frame(ask).ask is ask


@every
def test_pulses_at_every_edge(name: str) -> None:
    driver = driver_of(name)
    able = driver.abilities
    for channel, width_us, period_us, current_ua in [
        (0, 200, 40_000, 0), (able.channels - 1, 200, 40_000, able.step_ua), (0, able.min_width_us, 40_000, 0),
        (0, able.max_width_us, 40_000, able.max_ua), (0, able.min_width_us, able.min_period_us, 0),
        (0, 200, able.max_period_us, 0),
    ]:
        train = driver.pulse(channel, width_us, period_us, current_ua)
        assert (train.channel, train.period_us) == (channel, period_us)
        assert sum(point.duration_us * point.current_ua for point in train.points) == 0
        assert max(point.current_ua for point in train.points) == current_ua
        assert train.points[0].duration_us == train.points[-1].duration_us == width_us


@every
def test_pulses_beyond_every_edge_are_refused(name: str) -> None:
    driver = driver_of(name)
    able = driver.abilities
    for channel, width_us, period_us, current_ua in [
        (-1, 200, 40_000, 0), (able.channels, 200, 40_000, 0), (0, able.min_width_us - 1, 40_000, 0),
        (0, able.max_width_us + 1, 40_000, 0), (0, 200, able.min_period_us - able.period_step_us, 0),
        (0, 200, able.max_period_us + able.period_step_us, 0), (0, 200, 40_000, able.max_ua + able.step_ua),
        (0, 200, 40_000, -able.step_ua), (0, 200, 40_000, able.step_ua - 1), (0, 200, 40_000, able.step_ua + 1),
    ]:
        with pytest.raises(ValueError, match=r"\d"):
            driver.pulse(channel, width_us, period_us, current_ua)


def test_a_period_off_the_grid_is_refused() -> None:
    for name in NAMES:
        driver = driver_of(name)
        if driver.abilities.period_step_us > 1:
            with pytest.raises(ValueError, match=r"\d"):
                driver.pulse(0, 200, 40_001, 0)
