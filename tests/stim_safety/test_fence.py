"""The fence judges the numbers of a train: each at its edge, in both signs, and the vectors."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from stim_safety.ceilings import Ceilings
from stim_safety.fence import fence
from stim_safety.words import Point, Train, Why
from tests.stim_safety.orders import (
    CLINIC,
    FREE,
    HIGH,
    KIOSK,
    NOW_NS,
    WIDE,
    able,
    look,
    order,
    steady,
    train,
)


def points(*pairs: tuple[Any, Any], period_us: Any = 20_000, channel: Any = 0) -> Train:
    return Train(channel, period_us, tuple(Point(duration, current) for duration, current in pairs))


# --- which trains -----------------------------------------------------------------------------------------------


def test_silence_always_passes() -> None:
    assert fence((), {}, CLINIC, able(), {}, {}, NOW_NS) == ()


def test_a_plain_train_passes() -> None:
    assert look(train(40_000)) == ()


@pytest.mark.parametrize(("channel", "why"), [
    (-1, (Why.CHANNEL,)), (0, ()), (3, ()), (4, (Why.CHANNEL,)), (8, (Why.CHANNEL,)),
    ("red ", (Why.NOT_A_NUMBER,)), (True, (Why.NOT_A_NUMBER,)), (0.0, (Why.NOT_A_NUMBER,))])
def test_only_channels_that_are_known_pass(channel: Any, why: tuple[Why, ...]) -> None:
    assert look(replace(train(40_000), channel=channel)) == why


def test_no_points_are_no_current() -> None:
    assert look(points(), bound_ua=0) == (Why.SHAPE, Why.WIDTH)


@pytest.mark.parametrize("missing", range(3))
def test_a_channel_that_lacks_its_order_bound_or_memory_is_refused(missing: int) -> None:
    known: list[Any] = [{0: order()}, {0: 40_000}, {0: steady(40_000)}]
    assert fence((train(40_000),), known[0], CLINIC, able(), known[1], known[2], NOW_NS) == ()
    known[missing] = {1: known[missing][0]}
    assert fence((train(40_000),), known[0], CLINIC, able(), known[1], known[2], NOW_NS) == (Why.CHANNEL,)


@pytest.mark.parametrize(("channel", "channels", "why"), [
    (1, 2, ()), (1, 1, (Why.CHANNEL,)), (-1, 4, (Why.CHANNEL,))])
def test_a_channel_that_the_device_lacks_is_refused(channel: int, channels: int, why: tuple[Why, ...]) -> None:
    known = fence((train(40_000, channel=channel),), {channel: order()}, CLINIC, able(channels=channels),
                  {channel: 40_000}, {channel: steady(40_000)}, NOW_NS)
    assert known == why


@pytest.mark.parametrize(("count", "most", "why"), [
    (1, 2, ()), (2, 2, ()), (3, 2, (Why.CHANNELS,)), (3, 3, (Why.CHANNELS,)), (2, 1, (Why.CHANNELS,))])
def test_no_more_trains_than_ceiling_and_device_allow(count: int, most: int, why: tuple[Why, ...]) -> None:
    trains = [train(40_000, channel=channel) for channel in range(count)]
    assert look(*trains, abilities=able(most_channels=most)) == why


def test_two_trains_on_one_channel_are_refused() -> None:
    assert look(train(40_000), train(40_000)) == (Why.CHANNEL,)


def test_one_wrong_train_among_right_ones_is_enough() -> None:
    assert look(train(40_000), train(40_000, channel=1, width_us=401)) == (Why.WIDTH,)
    assert look(train(40_000, width_us=401), train(40_000, width_us=401, channel=1)) == (Why.WIDTH,)


# --- every number at its edge -----------------------------------------------------------------------------------


@pytest.mark.parametrize("hostile", [float("nan"), float("inf"), -0.0, 40_000.0, True, None, "40000", [40_000]])
def test_what_is_no_whole_number_is_refused(hostile: Any) -> None:
    for wrong in (points((250, hostile), (250, -40_000)), points((hostile, 40_000), (250, -40_000)),
                  points((250, 40_000), (250, -40_000), period_us=hostile)):
        assert look(wrong, memory=steady(40_000)) == (Why.NOT_A_NUMBER,)


@pytest.mark.parametrize(("shape", "why"), [
    ([], {Why.SHAPE, Why.WIDTH}),
    ([(250, 40_000)], {Why.SHAPE, Why.WIDTH, Why.NET_CHARGE}),  # V11
    ([(250, -40_000)], {Why.SHAPE, Why.WIDTH, Why.NET_CHARGE}),
    ([(250, 0)], {Why.SHAPE, Why.WIDTH}),
    ([(250, 0), (250, 0)], {Why.SHAPE, Why.WIDTH}),
    ([(250, 40_000), (250, 40_000)], {Why.SHAPE, Why.WIDTH, Why.NET_CHARGE}),
    ([(250, 40_000), (250, -40_000)], set()),
    ([(250, -40_000), (250, 40_000)], set()),
    ([(250, 40_000), (100, 0), (250, -40_000)], set()),
    ([(125, 40_000), (125, 40_000), (125, -40_000), (125, -40_000)], set()),
    ([(250, 40_000), (250, -40_000), (0, 0)], {Why.SHAPE}),
    ([(250, 40_000), (250, -40_000), (-1, 0)], {Why.SHAPE}),
    ([(250, 40_000), (250, -40_000), (1, 0)], set()),
    ([(250, 40_000), (250, -40_000)] + [(1, 0)] * 14, set()),
    ([(250, 40_000), (250, -40_000)] + [(1, 0)] * 15, {Why.SHAPE}),
    ([(250, 40_000), (19_499, 0), (250, -40_000)], set()),
    ([(250, 40_000), (19_500, 0), (250, -40_000)], {Why.SHAPE}),
    ([(250, 40_000), (19_501, 0), (250, -40_000)], {Why.SHAPE}),
    ([(250, 40_000), (250, -40_000)] * 2, {Why.WIDTH}),  # a doublet is judged by both
])
def test_shapes(shape: list[tuple[int, int]], why: set[Why]) -> None:
    assert set(look(points(*shape), memory=steady(40_000))) == why


@pytest.mark.parametrize(("first", "second", "why"), [
    ((200, 20_000), (190, 20_000), (Why.NET_CHARGE,)),  # V12
    ((200, 20_000), (199, 20_000), (Why.NET_CHARGE,)),  # 5.03 per mille
    ((250, 20_000), (249, 20_000), ()),  # 4.02 per mille
    ((250, 20_000), (250, 20_000), ()),
    ((250, 20_000), (250, 20_099), ()),
    ((250, 20_000), (250, 20_100), ()),  # exactly 5
    ((250, 20_000), (250, 20_101), (Why.NET_CHARGE,)),
])
def test_what_a_pulse_leaves_behind(first: tuple[int, int], second: tuple[int, int], why: tuple[Why, ...]) -> None:
    """At most 5 per mille of the smaller phase, whichever comes first and in both directions."""
    for (one_us, one_ua), (other_us, other_ua) in ((first, second), (second, first)):
        for sign in (1, -1):
            shape = points((one_us, sign * one_ua), (other_us, -sign * other_ua))
            assert look(shape, abilities=able(step_ua=1)) == why


@pytest.mark.parametrize(("current_ua", "step_ua", "why"), [
    (20_000, 500, ()), (20_499, 500, (Why.GRID,)), (20_500, 500, ()), (20_501, 500, (Why.GRID,)),
    (20_500, 1_000, (Why.GRID,)), (20_000, 0, (Why.GRID,)), (20_001, 1, ())])
def test_currents_lie_on_the_grid(current_ua: int, step_ua: int, why: tuple[Why, ...]) -> None:
    assert look(train(current_ua), abilities=able(step_ua=step_ua)) == why
    lopsided = points((250, 20_000), (250, -current_ua))
    assert (Why.GRID in look(lopsided, memory=steady(30_000), abilities=able(step_ua=step_ua))) == bool(why)


@pytest.mark.parametrize(("period_us", "why"), [
    (20_000, ()), (20_499, (Why.GRID,)), (20_500, ()), (20_501, (Why.GRID,))])
def test_periods_lie_on_the_grid(period_us: int, why: tuple[Why, ...]) -> None:
    assert look(train(40_000, period_us=period_us)) == why


@pytest.mark.parametrize(("changes", "why"), [
    ({"ceilings": replace(WIDE, max_ua=40_000)}, Why.CEILING),
    ({"ordered": order(max_ua=40_000)}, Why.PRESCRIPTION),
    ({"ordered": order(muscle="right_biceps", max_ua=HIGH)}, Why.MUSCLE),
    ({"abilities": able(max_ua=40_000)}, Why.DEVICE), ({"bound_ua": 40_000}, Why.CALIBRATION)])
def test_each_limit_of_the_current_at_its_edge_in_both_signs(changes: dict[str, Any], why: Why) -> None:
    for current_ua, found in ((39_500, ()), (40_000, ()), (40_500, (why,))):
        assert look(train(current_ua), **changes) == found
        assert look(train(-current_ua), **changes) == found
        half = points((250, 40_000), (250, -current_ua))
        assert (why in look(half, memory=steady(40_500), **changes)) == bool(found)


@pytest.mark.parametrize(("muscle", "why"), [
    ("left_vastus_lateralis", ()), ("right_hand", ()), ("left_erector_spinae", (Why.MUSCLE,)),
    ("vastus_lateralis", (Why.MUSCLE,)), ("upper_vastus_lateralis", (Why.MUSCLE,)), ("", (Why.MUSCLE,))])
def test_only_muscles_that_are_offered_pass(muscle: str, why: tuple[Why, ...]) -> None:
    """Not even the smallest current there is."""
    assert look(train(1), ordered=order(muscle=muscle), abilities=able(step_ua=1)) == why


@pytest.mark.parametrize(("width_us", "ordered_us", "changes", "why"), [
    (49, 400, {}, (Why.WIDTH,)), (50, 400, {}, ()), (51, 400, {}, ()),
    (399, 400, {}, ()), (400, 400, {}, ()), (401, 500, {}, (Why.WIDTH,)),
    (249, 250, {}, ()), (250, 250, {}, ()), (251, 250, {}, (Why.WIDTH,)),
    (199, 400, {"min_width_us": 200}, (Why.WIDTH,)), (200, 400, {"min_width_us": 200}, ()),
    (300, 400, {"max_width_us": 300}, ()), (301, 400, {"max_width_us": 300}, (Why.WIDTH,))])
def test_widths_at_their_edges(width_us: int, ordered_us: int, changes: dict[str, int],
                               why: tuple[Why, ...]) -> None:
    ordered = order(width_us=ordered_us)
    assert look(train(20_000, width_us), ordered=ordered, abilities=able(**changes)) == why


@pytest.mark.parametrize("shape", [((249, 20_000), (251, -20_000)), ((251, 20_000), (249, -20_000)),
                                   ((50, 20_000), (49, -20_000)), ((49, 20_000), (50, -20_000))])
def test_each_phase_has_its_own_width(shape: tuple[tuple[int, int], ...]) -> None:
    assert Why.WIDTH in look(points(*shape))


@pytest.mark.parametrize(("period_us", "ordered_mhz", "changes", "why"), [
    (19_999, 50_000, {}, (Why.RATE,)), (20_000, 50_000, {}, ()), (20_001, 50_000, {}, ()),
    (1_000_000, 1_000, {}, ()), (1_000_001, 1_000, {}, (Why.RATE,)), (999_999, 1_000, {}, ()),
    (28_571, 35_000, {}, ()), (27_874, 35_000, {}, (Why.RATE,)), (27_875, 35_000, {}, ()),
    (20_000, 35_000, {}, (Why.RATE,)), (40_000, 35_000, {}, ()),
    (29_999, 35_000, {"min_period_us": 30_000}, (Why.RATE,)), (30_000, 35_000, {"min_period_us": 30_000}, ()),
    (30_000, 35_000, {"max_period_us": 30_000}, ()), (30_001, 35_000, {"max_period_us": 30_000}, (Why.RATE,))])
def test_rates_at_their_edges(period_us: int, ordered_mhz: int, changes: dict[str, int],
                              why: tuple[Why, ...]) -> None:
    ordered = order(rate_mhz=ordered_mhz)
    abilities = able(**{"period_step_us": 1} | changes)
    assert look(train(20_000, period_us=period_us), ordered=ordered, abilities=abilities) == why


@pytest.mark.parametrize(("period_us", "why"), [(24_999, (Why.RATE,)), (25_000, ()), (25_001, ())])
def test_a_rate_may_be_exactly_what_was_ordered(period_us: int, why: tuple[Why, ...]) -> None:
    exact = replace(CLINIC, rate_over_per_mille=0)
    assert look(train(20_000, period_us=period_us), ordered=order(rate_mhz=40_000), ceilings=exact,
                abilities=able(period_step_us=1)) == why


@pytest.mark.parametrize("period_us", [0, -20_000, 16_384_000])
def test_periods_that_are_none_are_refused(period_us: int) -> None:
    assert Why.RATE in look(train(20_000, period_us=period_us))


EDGES: list[tuple[Why, int, int, Ceilings, int]] = [  # name, edge in uA, width, ceilings, area
    (Why.CHARGE, 70_000, 250, replace(WIDE, max_charge_pc=17_500_000), 4_500),
    (Why.RMS, 50_000, 400, replace(WIDE, max_rms_ua=10_000), 4_500),
    (Why.DENSITY, 50_000, 400, replace(WIDE, max_density_ua_cm2=1_000), 1_000),
    (Why.POWER, 50_000, 400, replace(WIDE, max_power_uw_cm2=5_000), 1_000),
    (Why.ENERGY, 50_000, 400, replace(WIDE, max_energy_nj=1_000_000), 4_500),
]


@pytest.mark.parametrize(("why", "edge_ua", "width_us", "ceilings", "area_mm2"), EDGES)
def test_each_limit_of_dose_at_its_edge_in_both_signs(why: Why, edge_ua: int, width_us: int, ceilings: Ceilings,
                                                      area_mm2: int) -> None:
    ordered = order(area_mm2, max_ua=HIGH, width_us=width_us)
    for current_ua, found in ((edge_ua - 1, ()), (edge_ua, ()), (edge_ua + 1, (why,))):
        for sign in (1, -1):
            assert look(train(sign * current_ua, width_us), ordered=ordered, ceilings=ceilings,
                        abilities=able(step_ua=1)) == found


def test_energy_is_compared_exactly() -> None:
    """Far beyond what flows, where one millionth of a billionth counts."""
    ceilings, edge_ua = replace(WIDE, max_energy_nj=4 * 10**15), 4 * 10**9
    for current_ua, over in ((edge_ua, False), (edge_ua + 1, True)):
        assert (Why.ENERGY in look(train(current_ua), ceilings=ceilings)) == over


@pytest.mark.parametrize("larger", [0, 1])
def test_charge_counts_for_either_phase(larger: int) -> None:
    currents = [70_000, 70_000]
    currents[larger] = 70_001
    shape = points((250, currents[0]), (250, -currents[1]))
    found = look(shape, ceilings=replace(WIDE, max_charge_pc=17_500_000), abilities=able(step_ua=1))
    assert found == (Why.CHARGE,)


@pytest.mark.parametrize(("area_mm2", "current_ua", "width_us", "period_us", "ceilings", "denied"), [
    (4_500, 20_000, 200, 20_000, CLINIC, set()),  # V1
    (4_500, 60_000, 300, 28_571, CLINIC, set()),  # V2
    (2_500, 100_000, 400, 20_000, CLINIC, {Why.MUSCLE}),  # V3: only the muscle's own cap is against it
    (2_500, 100_000, 400, 20_000, KIOSK, {Why.MUSCLE, Why.CEILING, Why.CHARGE}),
    (1_000, 100_000, 400, 20_000, CLINIC, {Why.MUSCLE, Why.DENSITY}),  # V4
    (500, 30_000, 300, 28_571, CLINIC, set()),  # V5
    (4_500, 130_000, 500, 20_000, CLINIC,
     {Why.MUSCLE, Why.CEILING, Why.WIDTH, Why.CHARGE, Why.RMS, Why.ENERGY}),  # V6
    (400, 130_000, 500, 20_000, CLINIC,
     {Why.MUSCLE, Why.CEILING, Why.WIDTH, Why.CHARGE, Why.RMS, Why.ENERGY, Why.DENSITY, Why.POWER}),  # V7
    (4_500, 130_000, 500, 6_666, CLINIC,
     {Why.MUSCLE, Why.CEILING, Why.WIDTH, Why.RATE, Why.CHARGE, Why.RMS, Why.ENERGY, Why.DENSITY}),  # V8
    (4_500, 130_000, 500, 6_803, CLINIC,
     {Why.MUSCLE, Why.CEILING, Why.WIDTH, Why.RATE, Why.CHARGE, Why.RMS, Why.ENERGY, Why.DENSITY}),  # V9
    (2_500, 40_000, 300, 20_000, CLINIC, set()), (1_250, 40_000, 300, 20_000, CLINIC, set()),  # V10
])
def test_vectors(area_mm2: int, current_ua: int, width_us: int, period_us: int, ceilings: Ceilings,
                 denied: set[Why]) -> None:
    ordered = order(area_mm2, max_ua=FREE, width_us=width_us, rate_mhz=10**9 // period_us)
    found = look(train(current_ua, width_us, period_us), ordered=ordered, ceilings=ceilings,
                 abilities=able(period_step_us=1))
    assert set(found) == denied
