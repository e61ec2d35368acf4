from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.clock import NS_PER_MS, NS_PER_S
from devices.timing import ClockMap, CounterClock, RateMeter, Run

START = 5_000 * NS_PER_S


def stream(clock: CounterClock, samples: list[int], lump: int, late_ms: float = 1.0, real_hz: float | None = None,
           looks: bool = True) -> list[Run]:
    """Feed sample numbers in chunks of `lump`; a chunk arrives when its last sample is `late_ms` old."""
    period = NS_PER_S / (real_hz or clock.rate_hz)
    runs: list[Run] = []
    now = START
    for at in range(0, len(samples), lump):
        chunk = samples[at:at + lump]
        arrival = START + round(chunk[-1] * period + late_ms * NS_PER_MS)
        while looks and now + 20 * NS_PER_MS < arrival:
            now += 20 * NS_PER_MS
            clock.silent(now)
        now = arrival
        runs += clock.place([number % clock.modulus for number in chunk], arrival)
    return runs


def total(runs: list[Run]) -> tuple[int, int]:
    return sum(run.n for run in runs), sum(run.lost for run in runs)


@pytest.mark.parametrize("lump", [1, 2, 4, 25, 100])
def test_lumps_do_not_show_in_the_times(lump: int) -> None:
    runs = stream(CounterClock(256, 250.0), list(range(2000)), lump)
    assert total(runs) == (2000, 0)
    for run in runs[len(runs) // 2:]:
        true_ns = START + run.seq * 4 * NS_PER_MS
        assert abs(run.t0_ns - true_ns) < 4 * NS_PER_MS


@pytest.mark.parametrize(("missing", "lost"), [
    (range(100, 101), 1), (range(100, 355), 255), (range(100, 356), 256), (range(100, 357), 257),
    (range(100, 100 + 3 * 256), 768), (range(250, 270), 20),
])
def test_losses_are_counted_also_over_whole_turns_of_the_counter(missing: range, lost: int) -> None:
    samples = [number for number in range(3000) if number not in missing]
    runs = stream(CounterClock(256, 500.0), samples, 5)
    assert total(runs) == (len(samples), lost)
    assert runs[-1].seq + runs[-1].n == 3000
    assert abs(runs[-1].t0_ns - (START + runs[-1].seq * 2 * NS_PER_MS)) < 3 * NS_PER_MS


def test_a_stalled_reader_is_no_loss() -> None:
    clock = CounterClock(256, 2000.0)
    stream(clock, list(range(2000)), 20)
    stall = START + 2 * NS_PER_S
    clock.silent(stall)
    runs = [run for at in range(2000, 4000, 200)
            for run in clock.place([number % 256 for number in range(at, at + 200)], stall)]
    assert total(runs) == (2000, 0)


def test_a_turn_lost_behind_a_stalled_reader_is_owned_up_to_later() -> None:
    samples = [number for number in range(12_000) if not 3000 <= number < 3256]
    runs = stream(CounterClock(256, 500.0), samples, 5, looks=False)
    assert total(runs) == (len(samples), 256)
    assert abs(runs[-1].t0_ns - (START + runs[-1].seq * 2 * NS_PER_MS)) < 20 * NS_PER_MS


@pytest.mark.parametrize("lump", [1, 3, 10, 300])
@pytest.mark.parametrize("seed", range(5))
def test_counters_of_a_byte_are_read_alike_in_any_form(lump: int, seed: int) -> None:
    chance, number, samples = random.Random(seed), 250, []
    for _ in range(1500):
        samples.append(number % 256)
        number += chance.choices([1, 0, 2, 37], [60, 1, 1, 1])[0]
    as_list, as_bytes = CounterClock(256, 500.0), CounterClock(256, 500.0)
    for at in range(0, len(samples), lump):
        chunk, arrival = samples[at:at + lump], START + (at + lump) * 2 * NS_PER_MS
        assert as_bytes.place(bytes(chunk), arrival) == as_list.place(chunk, arrival)
    assert as_bytes.repeated == as_list.repeated > 0


def test_repeated_samples_are_left_out() -> None:
    clock = CounterClock(256, 250.0)
    runs = clock.place([5, 6, 6, 7], START) + clock.place([7, 8], START + 4 * NS_PER_MS)
    assert [(run.first, run.n, run.seq, run.lost) for run in runs] == [(0, 2, 0, 0), (3, 1, 2, 0), (1, 1, 3, 0)]
    assert clock.repeated == 2


@pytest.mark.parametrize("drift", [0.99, 0.999, 1.0, 1.001, 1.01])
def test_a_slow_or_quick_device_clock_is_followed(drift: float) -> None:
    runs = stream(CounterClock(256, 500.0), list(range(60_000)), 8, real_hz=500.0 * drift)
    assert total(runs) == (60_000, 0)
    for run in runs[len(runs) // 3:]:
        true_ns = START + run.seq * NS_PER_S / (500.0 * drift)
        assert abs(run.t0_ns - true_ns) < 8 * NS_PER_MS


def test_the_device_clock_wraps_and_restarts() -> None:
    clock = CounterClock(1 << 16, 100.0)
    runs: list[Run] = []
    for i in range(300):
        device_us = (2**32 - 1_000_000 + i * 10_000) % 2**32 if i < 200 else (i - 200) * 10_000
        counter = (65_500 + i) % 65_536 if i < 200 else i - 200
        runs += clock.place([counter], START + i * 10 * NS_PER_MS, [device_us])
    assert total(runs) == (300, 0)
    assert runs[-1].seq == 299
    assert abs(runs[-1].t0_ns - (START + 299 * 10 * NS_PER_MS)) < 2 * NS_PER_MS


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from([50.0, 250.0, 2000.0]), st.integers(1, 40))
def test_never_later_than_arrival_and_never_backwards_in_number(seed: int, rate_hz: float, lump: int) -> None:
    rng = random.Random(seed)
    clock = CounterClock(256, rate_hz)
    number, seen, arrival = rng.randrange(256), 0, START
    for _ in range(100):
        arrival += round(rng.expovariate(1.0) * lump / rate_hz * NS_PER_S)
        chunk = [(number := number + rng.choice([1, 1, 1, 1, 0, 2, 9])) % 256 for _ in range(rng.randint(1, lump))]
        for run in clock.place(chunk, arrival):
            assert run.seq >= seen
            assert run.lost >= 0
            assert run.t0_ns + round((run.n - 1) * NS_PER_S / rate_hz) <= arrival + 1
            seen = run.seq + run.n


def test_a_clock_map_takes_the_quickest_arrival() -> None:
    clock_map = ClockMap()
    delays_ms = [30, 12, 5, 25, 40, 9]
    hosts = [clock_map.to_host(i * 10 * NS_PER_MS, (i * 10 + delay) * NS_PER_MS)
             for i, delay in enumerate(delays_ms)]
    assert hosts[2] == 25 * NS_PER_MS
    assert all(abs(hosts[i] - (i * 10 + 5) * NS_PER_MS) < 2 * NS_PER_MS for i in (3, 4, 5))


@pytest.mark.parametrize(("rate_hz", "lump", "measured"), [
    (250.0, 4, 250.0), (247.0, 4, 250.0), (80.0, 1, 80.0), (11.0, 1, 11.0), (333.0, 1, 333.0)])
def test_rates_are_measured(rate_hz: float, lump: int, measured: float) -> None:
    meter = RateMeter()
    for i in range(0, 200, lump):
        meter.add(lump, START + round(i / rate_hz * NS_PER_S))
    assert meter.rate_hz(500 * NS_PER_MS) == pytest.approx(measured, rel=0.001)


def test_a_rate_needs_ten_samples_and_its_time() -> None:
    meter = RateMeter()
    assert meter.rate_hz(1) is None
    for i in range(10):
        meter.add(1, START + i * NS_PER_MS)
    assert meter.rate_hz(1) is None
    meter.add(1, START + 10 * NS_PER_MS)
    assert meter.rate_hz(1) == 1000.0
    assert meter.rate_hz(NS_PER_S) is None
