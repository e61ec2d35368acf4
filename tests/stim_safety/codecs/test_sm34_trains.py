"""The pulses in an update: golden bytes both ways, every edge of every field."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stim_safety.codecs.sm34_trains import pack_point, pack_update, unpack_point, unpack_update
from stim_safety.words import Point, Train
from tests.stim_safety.codecs.sm34_golden import UPDATE

GOLDEN = (
    Train(0, 20_000, (Point(200, 20_000), Point(100, 0), Point(200, -20_000))),
    Train(1, 10_000, (Point(100, 10_000), Point(100, 0), Point(100, -10_000))),
)
ONE = (Train(0, 20_000, (Point(200, 20_000),)),)

points = st.builds(Point, st.integers(10, 4095), st.integers(-300, 300).map(lambda steps: steps * 500))
pulses = st.lists(points, min_size=1, max_size=16).map(tuple)
periods = st.integers(1, 32_766).map(lambda steps: steps * 500)
orders = st.lists(st.integers(0, 7), unique=True, max_size=8).map(sorted).flatmap(
    lambda channels: st.tuples(*(st.builds(Train, st.just(channel), periods, pulses) for channel in channels)))


def with_point(duration_us: int, current_ua: int) -> tuple[Train, ...]:
    return (Train(0, 20_000, (Point(duration_us, current_ua),)),)


def with_period(period_us: int) -> tuple[Train, ...]:
    return (Train(0, period_us, (Point(200, 0),)),)


def test_the_golden_update_both_ways() -> None:
    assert pack_update(GOLDEN, ramp_pulses=3) == bytes.fromhex(UPDATE)
    assert unpack_update(bytes.fromhex(UPDATE), ramp_pulses=3) == GOLDEN


def test_an_update_of_nothing_is_an_empty_mask() -> None:
    assert pack_update(()) == b"\0"
    assert unpack_update(b"\0") == ()


def test_another_ramp_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^these are not the bytes of an update$"):
        unpack_update(bytes.fromhex(UPDATE))


@pytest.mark.parametrize(("point", "packed"), [
    (Point(250, 20_000), "0FA55000"), (Point(100, 0), "0644B000"), (Point(250, -20_000), "0FA41000"),
    (Point(10, -150_000), "00A00000"), (Point(4095, 150_000), "FFF96000"), (Point(10, 500), "00A4B400"),
])
def test_points_both_ways(point: Point, packed: str) -> None:
    assert pack_point(point) == bytes.fromhex(packed)
    assert unpack_point(bytes.fromhex(packed)) == point


@pytest.mark.parametrize("packed", [
    "FFFFFC00",  # raw current 1023 would be +361.5 mA
    "0FA96400",  # raw 601: +150.5 mA
    "00944B00",  # 9 us
    "0FA55001", "0FA55200",  # reserved bits
    "0FA550", "0FA5500000", "",
])
def test_points_that_nobody_writes_are_refused(packed: str) -> None:
    with pytest.raises(ValueError, match=r"not the bytes|no point|fit"):
        unpack_point(bytes.fromhex(packed))


@pytest.mark.parametrize("trains", [
    with_point(10, 0), with_point(4095, 0), with_point(200, 150_000), with_point(200, -150_000),
    with_point(200, 500), with_point(200, -500),
    with_period(500), with_period(1000), with_period(28_500), with_period(16_382_500), with_period(16_383_000),
    (Train(0, 20_000, (Point(200, 0),) * 16),), (Train(7, 20_000, (Point(200, 0),)),),
], ids=repr)
def test_inside_every_edge(trains: tuple[Train, ...]) -> None:
    assert unpack_update(pack_update(trains)) == trains


@pytest.mark.parametrize("trains", [
    with_point(9, 0), with_point(4096, 0), with_point(0, 0), with_point(-200, 0), with_point(200, 150_500),
    with_point(200, -150_500), with_point(200, 361_500), with_point(200, 20_490), with_point(200, -20_490),
    with_point(200, 1), with_point(200, -499),
    with_period(0), with_period(-500), with_period(499), with_period(501), with_period(28_570),
    with_period(16_383_500), with_period(16_384_000), with_period(20_000_000), with_period(100_000_000),
    (Train(0, 20_000, ()),), (Train(0, 20_000, (Point(200, 0),) * 17),),
    (Train(-1, 20_000, (Point(200, 0),)),), (Train(8, 20_000, (Point(200, 0),)),), ONE * 2,
    (Train(3, 20_000, (Point(200, 0),)), Train(2, 20_000, (Point(200, 0),))),
], ids=repr)
def test_outside_any_edge(trains: tuple[Train, ...]) -> None:
    with pytest.raises(ValueError, match="fit"):
        pack_update(trains)


def test_a_channel_that_does_not_fit_is_told_with_those_that_do() -> None:
    with pytest.raises(ValueError, match=r"^channel 8 does not fit: 0 to 7, rising$"):
        pack_update((Train(8, 20_000, (Point(200, 0),)),))


@given(orders)
@settings(max_examples=100, deadline=None)
def test_what_is_packed_is_read_again(trains: tuple[Train, ...]) -> None:
    payload = pack_update(trains)
    assert unpack_update(payload) == trains
    assert len(payload) == 1 + sum(3 + 4 * len(train.points) for train in trains)


@given(orders)
@settings(max_examples=30, deadline=None)
def test_no_part_of_an_update_is_an_update(trains: tuple[Train, ...]) -> None:
    payload = pack_update(trains)
    for cut in range(len(payload)):
        with pytest.raises(ValueError, match=r"not the bytes|no point|fit"):
            unpack_update(payload[:cut])
    with pytest.raises(ValueError, match=r"^these are not the bytes of an update$"):
        unpack_update(payload + b"\0")


@given(st.binary(max_size=60))
@settings(max_examples=200, deadline=None)
def test_anything_read_is_exactly_what_would_be_written(payload: bytes) -> None:
    try:
        trains = unpack_update(payload)
    except ValueError:
        return
    assert pack_update(trains) == payload


def test_the_second_accuracy_of_the_period_is_never_used() -> None:
    with pytest.raises(ValueError, match=r"^these are not the bytes of an update$"):
        unpack_update(bytes.fromhex("01 00 0051 0644B000"))
