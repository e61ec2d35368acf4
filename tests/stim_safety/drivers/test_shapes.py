"""Balanced pulses that a device shapes by itself: every edge, and nothing but this very shape."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stim_safety.drivers import Abilities
from stim_safety.drivers.rehastim1 import ABILITIES as SM1
from stim_safety.drivers.rehastim2 import ABILITIES as SM2
from stim_safety.drivers.shapes import GAP_US, balanced, numbers
from stim_safety.words import Point

GOOD = balanced(SM2, 2, 300, 20_000, 15_000, GAP_US)


def test_shape() -> None:
    assert (GOOD.channel, GOOD.period_us) == (2, 20_000)
    assert GOOD.points == (Point(300, 15_000), Point(100, 0), Point(300, -15_000))
    assert sum(point.duration_us * point.current_ua for point in GOOD.points) == 0
    assert balanced(SM2, 2, 300, 20_000, 15_000, 0).points == (Point(300, 15_000), Point(300, -15_000))


@pytest.mark.parametrize(("able", "good", "bad", "why"), [
    (SM2, (0, 200, 20_000, 1_000), (-1, 200, 20_000, 1_000), "no channel -1: 0 to 7"),
    (SM2, (7, 200, 20_000, 1_000), (8, 200, 20_000, 1_000), "no channel 8: 0 to 7"),
    (SM2, (0, 20, 20_000, 1_000), (0, 19, 20_000, 1_000), "phase of 19 us cannot be made: 20 to 500 us"),
    (SM2, (0, 500, 20_000, 1_000), (0, 501, 20_000, 1_000), "phase of 501 us"),
    (SM2, (0, 200, 8_000, 1_000), (0, 200, 7_500, 1_000), "period of 7500 us"),
    (SM2, (0, 200, 1_025_000, 1_000), (0, 200, 1_025_500, 1_000), "period of 1025500 us"),
    (SM2, (0, 200, 20_500, 1_000), (0, 200, 20_250, 1_000), "grid of 500 us"),
    (SM2, (0, 200, 20_000, 0), (0, 200, 20_000, -1_000), "current of -1000 uA"),
    (SM2, (0, 200, 20_000, 130_000), (0, 200, 20_000, 131_000), "current of 131000 uA"),
    (SM2, (0, 200, 20_000, 1_000), (0, 200, 20_000, 1_500), "grid of 1000 uA"),
    (SM1, (0, 200, 20_000, 2_000), (0, 200, 20_000, 3_000), "grid of 2000 uA"),
    (SM1, (0, 200, 20_000, 126_000), (0, 200, 20_000, 128_000), "current of 128000 uA"),
    (SM1, (0, 200, 40_000, 2_000), (0, 200, 28_500, 2_000), "grid of 20000 us"),
    (SM1, (0, 200, 1_000_000, 2_000), (0, 200, 1_020_000, 2_000), "period of 1020000 us"),
    (SM1, (0, 20, 20_000, 2_000), (0, 10, 20_000, 2_000), "phase of 10 us"),
])
def test_edges(able: Abilities, good: tuple[int, int, int, int], bad: tuple[int, int, int, int], why: str) -> None:
    train = balanced(able, *good, GAP_US)
    assert numbers(able, train, GAP_US) == (good[1], good[3])
    with pytest.raises(ValueError, match=why):
        balanced(able, *bad, GAP_US)


@pytest.mark.parametrize("points", [
    (Point(300, 15_000),),
    (Point(300, 15_000), Point(300, -15_000)),
    (Point(300, 15_000), Point(100, 0), Point(299, -15_000)),
    (Point(300, 15_000), Point(100, 0), Point(300, -14_000)),
    (Point(300, 15_000), Point(101, 0), Point(300, -15_000)),
    (Point(300, 15_000), Point(100, 1_000), Point(300, -15_000)),
    (*GOOD.points, Point(1, 0)),
])
def test_other_shapes_are_refused(points: tuple[Point, ...]) -> None:
    with pytest.raises(ValueError, match=r"^the device cannot make a pulse of this shape$"):
        numbers(SM2, replace(GOOD, points=points), GAP_US)


def test_negative_phase_first_is_refused() -> None:
    with pytest.raises(ValueError, match="current of -15000 uA"):
        numbers(SM2, replace(GOOD, points=GOOD.points[::-1]), GAP_US)


def test_no_points_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^a train needs points$"):
        numbers(SM2, replace(GOOD, points=()), GAP_US)
