from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from core.clock import NS_PER_S
from core.cues import Cue, CueKind
from core.errors import InputError
from core.muscles import Muscle
from devices.simulated.contraction import Traits
from devices.simulated.electrodes import Contact, Electrode, LivingMuscles, Worn
from devices.simulated.nmes import Feeling
from devices.simulated.standing import StandingBody

RATE = 1000.0
SHIN, CALF = Muscle.LEFT_TIBIALIS_ANTERIOR, Muscle.LEFT_GASTROCNEMIUS
CLEAN = Electrode(hum_uv=0.0)


def worn(*muscles: Muscle, electrode: Electrode = CLEAN) -> list[Worn]:
    return [Worn(muscle, electrode=electrode) for muscle in muscles]


def record(muscles: LivingMuscles, wanted: Sequence[float], seconds: float = 2.0,
           from_k: int = 0) -> NDArray[np.float32]:
    """Hold `wanted` and return the second half of what is heard."""
    steps = round(seconds * 100)
    for k in range(from_k, from_k + steps):
        muscles.step(k, wanted)
    return muscles.emg_uv((from_k + steps - 1) * 10_000_000, steps * 5, RATE)


def rms(block: NDArray[np.float32], channel: int = 0) -> float:
    return float(np.sqrt(np.mean(block[:, channel].astype(float) ** 2)))


def share_near(block: NDArray[np.float32], hz: float) -> float:
    power = np.abs(np.fft.rfft(block[:, 0].astype(float))) ** 2
    f = np.fft.rfftfreq(len(block), 1 / RATE)
    return float(power[np.abs(f - hz) < 2].sum() / power.sum())


def median_hz(block: NDArray[np.float32]) -> float:
    power = [float(abs(part)) ** 2 for part in np.fft.rfft(block[:, 0].astype(float))]
    half = next(i for i, below in enumerate(accumulate(power)) if below > sum(power) / 2)
    return half * RATE / len(block)


@pytest.mark.parametrize("mvc_uv", [50.0, 300.0, 1200.0])
def test_each_muscle_has_its_own_maximum(mvc_uv: float) -> None:
    muscles = LivingMuscles(1, worn(SHIN, electrode=replace(CLEAN, mvc_uv=mvc_uv)))
    assert rms(record(muscles, [1.0])) == pytest.approx(mvc_uv, rel=0.1)
    assert rms(record(muscles, [0.0], 4.0, 200)) == pytest.approx(0.01 * mvc_uv, rel=0.2)


def test_the_opponent_joins_in() -> None:
    stiff = LivingMuscles(1, [Worn(SHIN, electrode=CLEAN), Worn(CALF, Traits(cocontracts=0.4), electrode=CLEAN)])
    block = record(stiff, [1.0, 0.0])
    assert rms(block, 1) == pytest.approx(0.4 * rms(block, 0), rel=0.15)


def test_crosstalk_is_heard_where_the_muscle_rests() -> None:
    leaking = LivingMuscles(1, worn(SHIN, Muscle.RIGHT_BICEPS, electrode=replace(CLEAN, crosstalk=0.1)))
    block = record(leaking, [1.0, 0.0])
    assert rms(block, 1) == pytest.approx(30.0, rel=0.2)
    assert np.asarray(np.corrcoef(block.T))[0, 1] > 0.9


@pytest.mark.parametrize("mains_hz", [50.0, 60.0])
def test_hum_lies_at_the_mains_and_a_dry_electrode_has_more(mains_hz: float) -> None:
    muscles = LivingMuscles(1, worn(SHIN, electrode=replace(CLEAN, hum_uv=10.0)), mains_hz)
    good = record(muscles, [0.0])
    assert share_near(good, mains_hz) > 0.7
    muscles.wear(0, replace(CLEAN, hum_uv=10.0, contact=Contact.DRY))
    assert rms(record(muscles, [0.0], from_k=200)) > 10 * rms(good)


def test_drift_moves_the_baseline_slowly() -> None:
    muscles = LivingMuscles(1, worn(SHIN, electrode=replace(CLEAN, drift_uv=500.0, drift_s=2.0)))
    block = record(muscles, [0.0], 5.0)
    assert np.ptp(block) > 200.0
    assert float(np.abs(np.diff(block[:, 0])).max()) < 25.0


def test_nothing_of_the_muscle_is_heard_through_an_electrode_that_fell_off() -> None:
    muscles = LivingMuscles(1, worn(SHIN, electrode=replace(CLEAN, contact=Contact.OFF)))
    strained = record(muscles, [1.0])
    rested = record(muscles, [0.0], from_k=200)
    assert rms(strained) > 900.0
    assert rms(strained) == pytest.approx(rms(rested), rel=0.2)


def test_a_loose_electrode_jumps() -> None:
    muscles = LivingMuscles(1, worn(SHIN, electrode=replace(CLEAN, contact=Contact.LOOSE)))
    block = np.abs(record(muscles, [0.0], 10.0))
    assert float(np.median(block)) < 10.0
    assert float(block.max()) > 500.0


def test_tired_muscles_sound_lower_and_pull_less() -> None:
    muscles = LivingMuscles(1, [Worn(SHIN, Traits(tires_per_s=0.05), electrode=CLEAN)])
    fresh = record(muscles, [1.0], 4.0)
    force = muscles.force[0]
    tired = record(muscles, [1.0], 60.0, 400)[-2000:]
    assert median_hz(tired) < 0.9 * median_hz(fresh)
    assert muscles.force[0] < 0.6 * force
    assert muscles.tired[0] > 0.4


def test_a_current_moves_the_muscle_leaves_its_artefact_and_is_felt() -> None:
    muscles = LivingMuscles(1, worn(SHIN))
    record(muscles, [0.0])
    assert muscles.force == (0.0,)
    muscles.stimulate(0, 38.0)
    block = record(muscles, [0.0], from_k=200)
    assert muscles.force[0] == pytest.approx(0.63, abs=0.05)
    assert rms(block) > 1000.0
    assert muscles.feeling(0) is Feeling.MOVING
    with pytest.raises(InputError, match="current_ma must be"):
        muscles.stimulate(0, 1000.0)
    assert muscles.feeling(0) is Feeling.MOVING


@pytest.mark.parametrize("n", [1, 7, 50])
def test_what_is_heard_is_the_same_in_any_block_size(n: int) -> None:
    every = Electrode(hum_uv=5.0, drift_uv=100.0, crosstalk=0.1, contact=Contact.LOOSE)

    def run(block: int) -> list[float]:
        muscles, heard = LivingMuscles(5, worn(SHIN, CALF, electrode=every)), []
        for k in range(120):
            muscles.step(k, [0.5, 0.1])
        for last in range(block, 1001, block):
            heard += muscles.emg_uv(last * 1_000_000, block, RATE)[:, 0].tolist()
        return heard

    assert np.allclose(run(n), run(200)[:len(run(n))], atol=1e-3)


def test_a_person_may_wear_them() -> None:
    electrodes = LivingMuscles(1, worn(SHIN))
    body = StandingBody(random.Random(1), muscles=(SHIN,), electrodes=electrodes)
    body.load_kg(0)
    body.see(Cue(0, CueKind.EFFORT, effort={SHIN: 0.8}))
    assert rms(body.emg_uv(3 * NS_PER_S, 500, RATE)) > 150.0
    assert electrodes.force[0] == pytest.approx(0.8, abs=0.15)


@pytest.mark.parametrize("changed", [{"mvc_uv": 0.0}, {"hum_uv": -1.0}, {"crosstalk": 0.9}, {"drift_s": math.nan}])
def test_an_electrode_that_nobody_wears_is_refused(changed: dict[str, Any]) -> None:
    (name,) = changed
    with pytest.raises(InputError, match=f"electrode: {name} must be"):
        replace(Electrode(), **changed)
    with pytest.raises(InputError, match="mains_hz must be 45 to 65 Hz"):
        LivingMuscles(1, worn(SHIN), mains_hz=400.0)
