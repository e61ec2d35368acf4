from __future__ import annotations

import math
import random
from dataclasses import replace
from itertools import pairwise
from math import hypot
from statistics import fmean, pstdev
from typing import Any

import pytest

from core.clock import NS_PER_MS, NS_PER_S
from core.cues import Cue, CueKind
from core.errors import InputError
from core.muscles import Muscle
from devices.simulated.pendulum import STEP_S
from devices.simulated.people import HEALTHY_YOUNG, STROKE
from devices.simulated.standing import StandingBody
from devices.simulated.voluntary import Movement, Mover, Seen, Side

OMEGA = HEALTHY_YOUNG.build.omega
EXACT = Movement(noise_s=0.0, reaction_sd_ms=0.0)
STEP_NS = 10 * NS_PER_MS


def mover(movement: Movement = EXACT, seed: int = 1, seen: Seen | None = None) -> Mover:
    made = Mover(movement, random.Random(seed), OMEGA, 50.0, standing=True)
    made.seen = seen or Seen()
    return made


def live(one: Mover, from_s: float, to_s: float) -> list[tuple[float, float]]:
    track = []
    for k in range(round(from_s * 100), round(to_s * 100)):
        one.step(k * STEP_NS, STEP_S)
        track.append((one.right.x, one.front.x))
    return track


def lean(right: float, front: float = 0.0, at_s: float = 0.0) -> Cue:
    return Cue(round(at_s * NS_PER_S), CueKind.LEAN, (right, front))


def test_fitts_law_sets_the_time() -> None:
    slow = Movement(fitts_s=0.2, fitts_s_per_bit=0.3, aim_mm=10.0)
    assert slow.duration_s(10.0) == pytest.approx(0.5)
    assert slow.duration_s(70.0) == pytest.approx(0.2 + 0.3 * 3)
    assert slow.duration_s(0.0) == 0.0


def test_nothing_moves_before_the_reaction_time_and_the_way_is_smooth() -> None:
    one = mover()
    one.see(lean(1.0))
    track = [x for x, _ in live(one, 0, 4)]
    assert set(track[:31]) == {0.0}
    assert track[-1] == pytest.approx(95.0)
    half = next(i for i, x in enumerate(track) if x > 47.5)
    done = next(i for i, x in enumerate(track) if x > 94.99)
    assert half - 31 == pytest.approx(done - half, abs=8)


def test_who_hurries_more_misses_more() -> None:
    def spread(noise_s: float, slope: float) -> float:
        ends = []
        for seed in range(200):
            one = mover(Movement(noise_s=noise_s, fitts_s_per_bit=slope), seed, Seen(position=False))
            one.see(lean(1.0))
            ends.append(live(one, 0, 4)[-1][0])
        return pstdev(ends)

    assert spread(0.1, 0.3) == pytest.approx(2 * spread(0.05, 0.3), rel=0.01)
    assert spread(0.1, 0.2) > 1.2 * spread(0.1, 0.6)


def test_a_miss_is_mended_when_the_position_is_shown() -> None:
    def miss(seen: Seen) -> float:
        misses = []
        for seed in range(40):
            one = mover(replace(EXACT, noise_s=0.3), seed, seen)
            one.see(lean(1.0))
            misses.append(abs(live(one, 0, 8)[-1][0] - 95.0))
        return fmean(misses)

    assert miss(Seen()) < 0.5 * miss(Seen(position=False))


@pytest.mark.parametrize(("seen", "left_mm"), [(Seen(position=False), 9.5), (Seen(), 0.0)])
def test_a_bias_pulls_every_aim_to_one_side_until_it_is_seen_but_not_rest(seen: Seen, left_mm: float) -> None:
    one = mover(replace(EXACT, bias=(0.1, 0.0)), seen=seen)
    one.see(lean(-0.5))
    assert live(one, 0, 6)[-1][0] == pytest.approx(-0.5 * 95 + left_mm, abs=4.0 if seen.feedback else 1e-6)
    one.see(Cue(6 * NS_PER_S, CueKind.CENTRE))
    assert live(one, 6, 10)[-1][0] == pytest.approx(0.0, abs=1e-6)


def test_by_ear_a_place_is_found_little_by_little() -> None:
    def misses(at_s: float) -> float:
        far = []
        for seed in range(60):
            one = mover(replace(EXACT, hears=0.4), seed, Seen(target=False, leads=True))
            one.see(lean(0.5))
            far.append(hypot(live(one, 0, at_s)[-1][0] - 47.5, one.front.x))
            assert abs(one.right.x) <= 95.0
        return fmean(far)

    assert misses(2.0) > 8.0
    assert misses(10.0) < 0.3 * misses(2.0)


def test_tremor_shakes_a_lean_at_its_frequency() -> None:
    one = mover(replace(EXACT, tremor_mm=3.0, tremor_hz=5.0))
    assert one.tremble_mm(NS_PER_S) == 0.0
    one.see(lean(0.5))
    live(one, 0, 1)
    shake = [one.tremble_mm(NS_PER_S + ms * NS_PER_MS) for ms in range(1000)]
    assert max(shake) == pytest.approx(3.0, abs=0.01)
    assert sum(a <= 0 < b for a, b in pairwise(shake)) == 5


@pytest.mark.parametrize(("seen", "share"), [(Seen(), 0.4), (Seen(sound=False), 0.8)])
def test_cues_on_the_neglected_side_are_overlooked_and_found_later(seen: Seen, share: float) -> None:
    neglecting = replace(EXACT, neglects=Side.LEFT, neglect=0.8)
    prompt = 0
    for seed in range(200):
        one = mover(neglecting, seed, seen)
        one.see(lean(-1.0))
        prompt += live(one, 0, 3)[-1][0] < -50.0
    assert 1 - prompt / 200 == pytest.approx(share, abs=0.1)
    late = mover(neglecting, 3, Seen(sound=False))
    late.see(lean(-1.0))
    assert live(late, 0, 60)[-1][0] == pytest.approx(-95.0)
    assert late.missed == 1


def test_the_seen_side_is_never_overlooked_and_a_new_cue_ends_the_search() -> None:
    blind = mover(replace(EXACT, neglects=Side.LEFT, neglect=1.0), seen=Seen(sound=False))
    blind.see(lean(-1.0))
    assert live(blind, 0, 5)[-1] == (0.0, 0.0)
    blind.see(lean(1.0, at_s=5.0))
    assert live(blind, 5, 9)[-1][0] == pytest.approx(95.0)
    assert blind.missed == 1


def test_in_the_dark_and_silence_nothing_is_done_until_something_is_shown() -> None:
    one = mover(seen=Seen(screen=False, sound=False))
    one.see(lean(1.0))
    assert live(one, 0, 3)[-1] == (0.0, 0.0)
    one.seen = Seen()
    one.see(lean(1.0, at_s=3.0))
    assert live(one, 3, 7)[-1][0] == pytest.approx(95.0)


def test_a_moving_target_is_followed_without_a_new_reaction() -> None:
    one = mover()
    off = []
    for k in range(2000):
        angle = 2 * math.pi * k / 1000
        if k % 2 == 0:
            one.see(lean(0.6 * math.cos(angle), 0.6 * math.sin(angle), k / 100))
        one.step(k * STEP_NS, STEP_S)
        if k > 1000:
            seen_at = 2 * math.pi * (k - 31) / 1000
            off.append(abs(one.right.x - 0.6 * 95 * math.cos(seen_at)))
    assert fmean(off) < 12.0


def test_a_stronger_effort_is_less_exact_and_never_beyond_all() -> None:
    muscle = Muscle.LEFT_SOLEUS

    def efforts(wanted: float) -> list[float]:
        made = []
        for seed in range(300):
            one = mover(replace(EXACT, effort_noise=0.1), seed)
            one.see(Cue(0, CueKind.EFFORT, effort={muscle: wanted}))
            live(one, 0, 0.4)
            made.append(one.strain.aims[muscle])
        return made

    assert pstdev(efforts(0.6)) == pytest.approx(3 * pstdev(efforts(0.2)), rel=1e-6)
    assert max(efforts(1.0)) == 1.0


def test_an_end_of_a_cue_brings_back_to_the_middle() -> None:
    one = mover()
    one.see(Cue(0, CueKind.LEAN, (1.0, 0.0), until_ns=3 * NS_PER_S))
    assert live(one, 0, 3)[-1][0] > 90.0
    assert live(one, 3, 7)[-1][0] == pytest.approx(0.0, abs=1e-6)


def test_some_dare_not_and_step_off_the_board() -> None:
    timid = mover(replace(EXACT, steps_off=1.0))
    timid.see(lean(0.7))
    live(timid, 0, 3)
    stands = [timid.standing]
    timid.see(lean(0.95, at_s=3.0))
    live(timid, 3, 4)
    stands.append(timid.standing)
    timid.see(Cue(4 * NS_PER_S, CueKind.STEP_ON))
    live(timid, 4, 5)
    assert [*stands, timid.standing] == [True, False, True]


@pytest.mark.parametrize("person", [HEALTHY_YOUNG, STROKE], ids=lambda person: person.name)
def test_past_the_base_balance_is_lost(person: Any) -> None:
    body = StandingBody(random.Random(1), person)
    body.load_kg(0)
    body.see(lean(2.5))
    for ms in range(0, 8000, 10):
        body.load_kg(ms * NS_PER_MS)
    assert body.falls == 1
    assert sum(body.load_kg(9 * NS_PER_S)) == 0.0


def test_a_body_in_the_dark_leans_nowhere() -> None:
    body = StandingBody(random.Random(1))
    body.notice(Seen(screen=False, sound=False))
    body.load_kg(0)
    body.see(lean(1.0))
    tl, tr, bl, br = body.load_kg(5 * NS_PER_S)
    assert abs(216.5 * ((tr + br) - (tl + bl)) / (tl + tr + bl + br)) < 15.0


@pytest.mark.parametrize("changed", [
    {"reaction_ms": 5.0}, {"reaction_ms": math.nan}, {"fitts_s": -1.0}, {"aim_mm": 0.0}, {"noise_s": 9.0},
    {"effort_noise": 2.0}, {"tremor_hz": 500.0}, {"neglect": 1.5}, {"steps_off": -0.1}, {"bias": (0.0, 3.0)}])
def test_movement_that_nobody_has_is_refused(changed: dict[str, Any]) -> None:
    (name,) = changed
    with pytest.raises(InputError, match=rf"movement: {name} must be"):
        replace(Movement(), **changed)
