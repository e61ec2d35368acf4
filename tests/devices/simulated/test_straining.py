"""How efforts are willed: their rise, their wander, mending by sight, and muscles that stir at rest."""

from __future__ import annotations

import random
from itertools import pairwise
from statistics import fmean, pstdev

import pytest

from core.errors import InputError
from core.muscles import Muscle
from devices.simulated.muscle import STEP_NS
from devices.simulated.straining import Steadiness, Straining

SHIN, CALF = Muscle.LEFT_TIBIALIS_ANTERIOR, Muscle.LEFT_GASTROCNEMIUS
LOOK_NS = 300_000_000


def live(one: Straining, steps: int, seen: bool = True, from_step: int = 0) -> list[float]:
    levels = []
    for k in range(from_step, from_step + steps):
        one.step(k * STEP_NS, LOOK_NS, seen)
        levels.append(one.level(SHIN))
    return levels


def test_an_effort_is_there_at_once_without_a_rise() -> None:
    one = Straining(Steadiness(), random.Random(1))
    one.go({SHIN: 0.4}, 0.0, LOOK_NS)
    assert set(live(one, 10)) == {0.4}
    one.stop()
    assert one.level(SHIN) == 0.0


def test_it_rises_and_falls_with_its_time() -> None:
    one = Straining(Steadiness(rise_s=0.2), random.Random(1))
    one.go({SHIN: 0.5}, 0.0, None)
    levels = live(one, 100)
    assert levels[19] == pytest.approx(0.5 * 0.632, rel=0.02)
    one.stop()
    assert live(one, 20, from_step=100)[-1] == pytest.approx(0.5 * 0.368, rel=0.05)
    assert live(one, 200, from_step=120)[-1] == 0.0


def test_what_is_kept_up_wanders_by_its_share() -> None:
    def spread(wanted: float, wander: float) -> float:
        one = Straining(Steadiness(wander=wander), random.Random(2))
        one.go({SHIN: wanted}, 0.0, None)
        return pstdev(live(one, 20_000))

    assert spread(0.4, 0.1) == pytest.approx(0.04, rel=0.15)
    assert spread(0.2, 0.1) == pytest.approx(0.5 * spread(0.4, 0.1), rel=0.01)


@pytest.mark.parametrize("seen", [True, False])
def test_a_miss_is_mended_by_who_sees_it(seen: bool) -> None:
    misses = []
    for seed in range(40):
        one = Straining(Steadiness(), random.Random(seed))
        one.go({SHIN: 0.4}, 0.3, LOOK_NS)
        misses.append(abs(live(one, 150, seen)[-1] - 0.4))
    assert (fmean(misses) < 0.01) is seen


def test_an_effort_that_is_not_seen_fades() -> None:
    one = Straining(Steadiness(), random.Random(1))
    one.go({SHIN: 0.5}, 0.0, LOOK_NS)
    assert live(one, 1000, seen=False)[-1] == pytest.approx(0.5 * 0.607, rel=0.01)


def test_muscles_at_rest_stir_now_and_then() -> None:
    one = Straining(Steadiness(stirs_per_min=6.0), random.Random(3))
    levels = live(one, 60_000)
    stirs = sum(a == 0.0 < b for a, b in pairwise(levels))
    assert 40 < stirs < 75
    assert max(levels) < 0.31
    assert one.level(CALF) == one.level(SHIN)


def test_the_same_seed_strains_alike() -> None:
    def run() -> list[float]:
        one = Straining(Steadiness(0.1, 0.1, 5.0), random.Random(4))
        one.go({SHIN: 0.3, CALF: 0.6}, 0.1, LOOK_NS)
        return live(one, 500)

    assert run() == run()


@pytest.mark.parametrize("wanted", [-1.0, 0.0, 1.0, 50.0])
def test_shares_stay_shares(wanted: float) -> None:
    one = Straining(Steadiness(0.05, 0.5), random.Random(5))
    one.go({SHIN: wanted}, 0.5, LOOK_NS)
    assert all(0.0 <= level <= 1.0 for level in live(one, 500))


@pytest.mark.parametrize("changed", [{"rise_s": 2.0}, {"wander": -0.1}, {"stirs_per_min": 99.0}])
def test_nobody_strains_so(changed: dict[str, float]) -> None:
    (name,) = changed
    with pytest.raises(InputError, match=f"steadiness: {name} must be"):
        Steadiness(**changed)
