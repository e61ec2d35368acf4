"""Attacks by whole games: bits that are turned, any values at any rate, and a sly game that keeps to the rules.

Not here: single tricks (`test_attacks`).
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from stim_safety.messages import (
    SIZE,
    Arm,
    BadMessage,
    Calibrate,
    Confirm,
    Disarm,
    Envelope,
    Heartbeat,
    Hold,
    Item,
    Message,
    PadsMoved,
    Pin,
    Reset,
    SetMark,
    StepUp,
    Stop,
    Wish,
    encode,
)
from stim_safety.words import Mark, Role, State
from tests.stim_safety.faults.stand import at
from tests.stim_safety.oracle import ML_INIT, Oracle
from tests.stim_safety.rig import DIGEST, NONCE, Rig
from tests.stim_safety.test_attacks import EDGES_16, EDGES_32, commands, judged
from tests.stim_safety.test_oracle import USUAL

STATES = (State.READY, State.CALIB, State.ARMED, State.STIM, State.REST, State.FAULT, State.ESTOP)


def test_no_bit_that_is_turned_in_a_good_wish_gives_more() -> None:
    """Every single bit of the head and the body, one at a time, in a train at its height."""
    for bit in range(8 * 40):
        rig = at(State.STIM)
        most_ua = rig.level_ua
        rig.sequence += 1
        data = bytearray(encode(Envelope(rig.sequence, NONCE, rig.now_ns, Wish(0, 1000, 100))))
        data[bit // 8] ^= 1 << bit % 8
        rig.post_raw(bytes(data))
        rig.tick()
        assert rig.level_ua <= most_ua
        assert not {ML_INIT} & set(commands(rig, len(rig.written) - 1))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("state", STATES)
def test_a_hostile_game_gets_nothing_that_was_not_ordered(state: State, seed: int) -> None:
    rig = at(state)
    chance = random.Random(f"{seed} {state}")
    for _ in range(250):
        for _ in range(chance.choice((0, 0, 1, 1, 2, 8))):
            _hostile(rig, chance)
        rig.tick(chance.choice((1, 20, 20, 20, 39)))
        assert max((output.peak_ua for output in rig.device.outputs(rig.now_ns).values()), default=0) <= 20_000
    judged(rig)


SLY: tuple[Callable[[random.Random], Message], ...] = (
    lambda chance: Hold(chance.random() < 0.7), lambda chance: StepUp(0, chance.random() < 0.8),
    lambda chance: Calibrate(0), lambda chance: Arm(), lambda chance: Disarm(),
    lambda chance: SetMark(0, chance.choice(list(Mark)), chance.choice(list(Role))),
    lambda chance: Reset(chance.choice((1, 2))), lambda chance: Confirm(Item.PADS, 0, ""),
    lambda chance: Wish(0, 0, 100), lambda chance: PadsMoved(0), lambda chance: Stop())
"""What a game may say without being stopped for it, beside wishes."""
MOODS: tuple[tuple[float, tuple[float, ...]], ...] = (
    (0.98, (1, 1, .1, 4, .1, .2, 2, 2, .3, 0, 0)),
    (0.5, (5, 8, 1, 4, 1, 1, 2, 2, 1, .05, .05)),
    (0.02, (16, 40, 6, .1, .3, 2, 2, 2, 0, .05, .05)))
"""How often it wishes, and how likely each of the others is."""


def sly(state: State, mood: tuple[float, tuple[float, ...]]) -> Rig:
    """Let a game play for half a minute that keeps within every rate and time."""
    rig, chance = at(state), random.Random(f"{mood} {state}")
    share, due_ns = 1000, 0
    for _ in range(1_300):
        if rig.now_ns >= due_ns and chance.random() < mood[0]:
            due_ns = rig.now_ns + 50_000_000
            share = chance.choice((41, 500, 999, 1000, 1001)) if chance.random() < 0.05 else share
            rig.post(Wish(0, share, chance.choice((100, 150))))
        if chance.random() < 0.1:
            rig.post(chance.choices(SLY, mood[1])[0](chance))
        rig.tick(chance.choice((10, 20, 20, 20, 30)))
    return rig


@pytest.mark.parametrize("mood", MOODS)
@pytest.mark.parametrize("state", STATES)
def test_a_sly_game_that_keeps_to_the_rules_gets_no_more_either(
        state: State, mood: tuple[float, tuple[float, ...]]) -> None:
    rig = sly(state, mood)
    assert max((output.peak_ua for output in rig.device.history), default=0) <= rig.marks().max_ua == 20_000
    judged(rig)


def test_the_sly_game_comes_far() -> None:
    """Otherwise it would prove nothing."""
    oracle = Oracle(USUAL)
    oracle.judge(sly(State.ARMED, MOODS[0]).written)
    assert len(oracle.trains) >= 3, "the search, and trains after it"
    assert len(sly(State.CALIB, MOODS[2]).device.history) > 40


def _hostile(rig: Rig, chance: random.Random) -> None:
    """Post one message with any values, now and then with a head that lies."""
    edge_16, edge_32 = chance.choice((0, 0, *EDGES_16)), chance.choice((500, 1000, *EDGES_32))
    makers: list[Callable[[], Message]] = [
        lambda: Wish(edge_16, edge_32, chance.choice((100, 150, *EDGES_32))), lambda: Hold(chance.random() < 0.6),
        lambda: StepUp(edge_16, chance.random() < 0.8), lambda: Calibrate(edge_16), Arm, Disarm,
        lambda: SetMark(edge_16, chance.choice(list(Mark)), chance.choice(list(Role))),
        lambda: Reset(chance.randrange(256)), lambda: Pin("1234"), lambda: PadsMoved(edge_16),
        lambda: Confirm(chance.choice(list(Item)), edge_16, chance.choice(("", DIGEST[:8], rig.identity))),
        lambda: Heartbeat(chance.getrandbits(64), chance.choice(list(State)))]
    weights = [20, 8, 10, 4, 4, 1, 4, 2, 1, 0.2, 4, 0.3]
    lies: dict[str, Any] = chance.choices(
        ({}, {"nonce": chance.getrandbits(64)}, {"t_ns": rig.now_ns + chance.choice((-10**9, 10**9, 2**62))},
         {"sequence": chance.getrandbits(32)}), [60, 1, 1, 1])[0]
    if chance.random() < 0.01:
        rig.post_raw(chance.randbytes(chance.choice((0, 1, SIZE - 1, SIZE, SIZE + 1))))
    else:
        rig.post(chance.choices(makers, weights)[0](), **lies)


@pytest.mark.parametrize("value", [0.5, "50", None, True, float("nan"), float("inf"), 2**31, -2**31 - 1, [1]])
def test_what_is_no_whole_number_does_not_even_become_bytes(value: Any) -> None:
    with pytest.raises(BadMessage):
        encode(Envelope(1, NONCE, 0, Wish(0, value, 100)))
