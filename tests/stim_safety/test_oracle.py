"""Whatever a game does, what goes over the wire is judged by somebody who shares no code with the program."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stim_safety.messages import Arm, Calibrate, Disarm, Hold, Message, PadsMoved, StepUp, Wish
from tests.stim_safety.oracle import Oracle, Rules, decode_update, frames_of
from tests.stim_safety.rig import Rig

USUAL = Rules(max_ma=Fraction(20), max_charge_uc=Fraction(25), width_us=250, rate_hz=Fraction(36),
              area_cm2=Fraction(25), on_s=Fraction(6))


def judged(rig: Rig) -> Oracle:
    oracle = Oracle(USUAL)
    assert oracle.judge(rig.written) == []
    return oracle


def test_an_ordinary_session_is_above_suspicion() -> None:
    rig = Rig()
    rig.stimulate()
    rig.run(20_000)
    rig.wish(7_000)
    rig.run(1_000)
    oracle = judged(rig)
    search, first, *_ = oracle.trains
    assert search[2] == 16, "the search went as far as it was pressed"
    working = Fraction(12)  # motor 8 mA, tolerated 16 mA, 60 % of the way between, floored to the grid
    assert first[2] <= working + 1
    assert all(Fraction(end - begin, 10 ** 9) <= USUAL.on_s for begin, end, _ in oracle.trains[1:])


def hostile(seed: int, rig: Rig, ms: int) -> None:
    """Let a game do whatever it likes, quickly and slowly, for so long."""
    chance = random.Random(seed)
    acts: list[Callable[[], Message]] = [
        lambda: Wish(0, chance.choice((0, 1, 10, 500, 999, 1000)), chance.choice((1, 50, 100, 150))),
        lambda: Wish(chance.choice((0, 1, 7)), 1000, 100), lambda: StepUp(0, up=chance.random() < 0.8),
        lambda: Hold(down=chance.random() < 0.7), Arm, Disarm, lambda: Calibrate(0),
        lambda: PadsMoved(0)]
    weights = [12, 2, 6, 4, 3, 1, 1, 0.05]
    for _ in range(ms // 20):
        if chance.random() < 0.35:
            rig.post(chance.choices(acts, weights)[0]())
        rig.tick(chance.choice((5, 20, 20, 20, 30)))


@given(st.integers(0, 2 ** 32))
@settings(max_examples=12, deadline=None)
def test_no_game_gets_more_than_was_ordered(seed: int) -> None:
    rig = Rig()
    rig.armed()
    hostile(seed, rig, 20_000)
    judged(rig)


def test_a_hostile_game_is_not_simply_ignored() -> None:
    """The test above must not pass because nothing flows."""
    flowed = 0
    for seed in range(8):
        rig = Rig()
        rig.armed()
        hostile(seed, rig, 10_000)
        flowed += len(judged(rig).trains) - 1
    assert flowed >= 4


TIGHTER = [
    replace(USUAL, max_ma=Fraction(5)), replace(USUAL, max_charge_uc=Fraction(1)), replace(USUAL, width_us=200),
    replace(USUAL, rate_hz=Fraction(35)), replace(USUAL, area_cm2=Fraction(1, 2)),
    replace(USUAL, rise_ma_per_s=Fraction(1)), replace(USUAL, rms_ma=Fraction(1)),
    replace(USUAL, energy_mj=Fraction(1, 1000)), replace(USUAL, power_mw_cm2=Fraction(1, 1000))]


@cache
def written() -> tuple[tuple[int, bytes], ...]:
    rig = Rig()
    rig.stimulate()
    return tuple(rig.written)


@pytest.mark.parametrize("rules", TIGHTER)
def test_the_oracle_complains_when_a_rule_is_tightened_below_what_flowed(rules: Rules) -> None:
    """A judge that never complains proves nothing."""
    assert Oracle(rules).judge(written())


def test_golden_frames_are_read_as_the_vendor_means_them() -> None:
    update = bytes.fromhex(
        "F0 81 55 81 7E 81 5D 81 42 04 20 03 23 00 50 0C 85 50 00 06 44 B0 00 0C 84 10 00 23 00 28 06 45 00 00 06 "
        "44 B0 00 06 44 60 00 0F")
    (packet,) = frames_of(update)
    first, second = decode_update(packet[2:])
    assert (first.channel, first.period_us, first.ramp) == (0, 20_000, 3)
    assert [(width, int(current)) for width, current in first.points] == [(200, 20), (100, 0), (200, -20)]
    assert (second.period_us, int(second.peak_ma)) == (10_000, 10)
