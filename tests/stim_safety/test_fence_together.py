"""The fence lets through whatever was decided and ramped, and nothing that differs from it by one number."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from stim_safety import fence as module
from stim_safety.ceilings import Ceilings
from stim_safety.decide import ALL, decide
from stim_safety.fence import fence, remember, still
from stim_safety.limits import period_of
from stim_safety.order import ChannelOrder
from stim_safety.quantise import floor_ua
from stim_safety.ramp import advance, begin
from stim_safety.timing import MS
from stim_safety.words import Point, Train
from tests.stim_safety.orders import (
    CLINIC,
    KIOSK,
    NOW_NS,
    able,
    orders,
    situation,
    steady,
    train,
)


def test_it_shares_no_arithmetic_with_what_decides() -> None:
    tree = ast.parse(Path(module.__file__).read_text())
    names = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name for name in names if name and name.startswith("stim_safety")} == {
        "stim_safety.ceilings", "stim_safety.drivers", "stim_safety.order", "stim_safety.timing",
        "stim_safety.words"}


@given(orders(), st.sampled_from([KIOSK, CLINIC]), st.sampled_from([250, 500, 600, 1_000, 2_000]),
       st.lists(st.tuples(st.integers(20, 100), st.integers(0, 20), st.integers(1, ALL)), min_size=1, max_size=80),
       st.booleans())
@settings(max_examples=100, deadline=None)
def test_whatever_is_decided_and_ramped_passes(ordered: ChannelOrder, ceilings: Ceilings, step_ua: int,
                                               wishes: list[tuple[int, int, int]], calibrating: bool) -> None:
    """Wishes that change on one call in seven, until the train must be over."""
    abilities = able(step_ua=step_ua)
    now = situation(order=ordered, ceilings=ceilings, abilities=abilities, working_ua=50_000)
    period_us = period_of(ordered, ceilings, abilities)
    at_ns, ramp, memory, per_mille, highest_ua = NOW_NS, begin(NOW_NS), still(0), ALL, 0
    for gap_ms, chance, wished in wishes:
        at_ns += gap_ms * MS + chance
        per_mille = wished if chance < 3 else per_mille
        granted_ua = decide(per_mille, now).granted_ua
        highest_ua = max(highest_ua, granted_ua)
        ramp = advance(ramp, granted_ua, at_ns, ordered, ceilings, step_ua, calibrating=calibrating)
        since_ns = at_ns if memory.on_since_ns is None else memory.on_since_ns
        if at_ns - since_ns > ordered.on_ms * MS or (memory.level_ua and not ramp.level_ua):
            return
        if ramp.level_ua:
            wave = train(ramp.level_ua, ordered.width_us, period_us)
            for bound_ua in (granted_ua, highest_ua):
                assert fence((wave,), {0: ordered}, ceilings, abilities, {0: bound_ua}, {0: memory}, at_ns,
                             calibrating) == ()
        memory = remember(memory, ramp.level_ua, at_ns)


@given(orders(), st.sampled_from([KIOSK, CLINIC]), st.data())
@settings(max_examples=150, deadline=None)
def test_any_single_number_beyond_its_limit_is_refused(ordered: ChannelOrder, ceilings: Ceilings,
                                                       data: st.DataObject) -> None:
    abilities = able()
    now = situation(order=ordered, ceilings=ceilings, abilities=abilities, working_ua=100_000, felt_ua=100_000)
    granted_ua = decide(ALL, now).granted_ua
    if granted_ua == 0:
        return
    period_us = period_of(ordered, ceilings, abilities)
    wave = train(granted_ua, ordered.width_us, period_us)

    def passes(changed: Train, level_ua: int = granted_ua, seen: ChannelOrder = ordered) -> bool:
        return fence((changed,), {0: seen}, ceilings, abilities, {0: granted_ua}, {0: steady(level_ua)}, NOW_NS,
                     calibrating=True) == ()

    assert passes(wave)
    more_ua = granted_ua + data.draw(st.integers(1, 50_000))
    assert not passes(train(more_ua, ordered.width_us, period_us), more_ua)
    assert not passes(train(floor_ua(more_ua, 500) + 500, ordered.width_us, period_us), more_ua + 500)
    assert not passes(train(granted_ua, ordered.width_us + data.draw(st.integers(1, 500)), period_us))
    assert not passes(train(granted_ua, ordered.width_us, period_us - data.draw(st.integers(1, 499))))
    assert not passes(train(granted_ua, ordered.width_us, 10**9 // ordered.rate_mhz * 1000 // 1026))
    plus, minus = wave.points
    uneven = data.draw(st.integers(1 + plus.duration_us // 199, 50))
    assert not passes(replace(wave, points=(plus, Point(minus.duration_us - uneven, minus.current_ua))))
    assert not passes(replace(wave, points=(plus,)))
    assert not passes(replace(wave, channel=1))
    assert not passes(wave, granted_ua - 2_500)
    assert not passes(wave, seen=replace(ordered, max_ua=granted_ua - 1))
