from __future__ import annotations

import math
import random
from dataclasses import replace

import pytest

from core.errors import InputError
from core.muscles import Muscle
from devices.simulated.contraction import Contraction, Traits, opponents


def pulse(muscle: Contraction, on: int, after: int, wanted: float = 1.0) -> list[float]:
    drives = []
    for k in range(on + after):
        muscle.step(wanted if k < on else 0.0)
        drives.append(muscle.drive)
    return drives


@pytest.mark.parametrize(("onset_ms", "offset_ms"), [(0, 0), (200, 200), (200, 500), (0, 300)])
def test_it_begins_and_ends_as_late_as_it_is_told(onset_ms: int, offset_ms: int) -> None:
    drives = pulse(Contraction(Traits(onset_ms=onset_ms, offset_ms=offset_ms)), 100, 100)
    began = next(k for k, drive in enumerate(drives) if drive > 0.5)
    ended = next(k for k in range(began, 200) if drives[k] < 0.5)
    assert (began, ended) == (onset_ms // 10, 100 + offset_ms // 10)


@pytest.mark.parametrize(("onset_ms", "offset_ms"), [(0, 30), (20, 50), (60, 170), (50, 50)])
def test_it_does_the_most_of_what_began_and_is_not_over(onset_ms: int, offset_ms: int) -> None:
    muscle = Contraction(Traits(onset_ms=onset_ms, offset_ms=offset_ms, tires_per_s=0.0))
    chance, willed = random.Random(1), [0.0] * 50
    for _ in range(500):
        willed.append(chance.choice([0.0, 0.25, 0.5, 0.5, chance.random()]))
        muscle.step(willed[-1])
        assert muscle.drive == max(willed[-1 - offset_ms // 10:len(willed) - onset_ms // 10])


def test_force_comes_after_the_drive() -> None:
    muscle = Contraction(Traits(emd_ms=80.0))
    forces = []
    for _ in range(20):
        muscle.step(1.0)
        forces.append(muscle.force)
    assert [force > 0.5 for force in forces].index(True) == 8


def test_who_cannot_want_more_gives_no_more() -> None:
    weak = Contraction(Traits(strongest=0.3))
    assert max(pulse(weak, 50, 0)) == pytest.approx(0.3)


def test_holding_tires_needs_more_drive_and_at_last_fails() -> None:
    muscle = Contraction(Traits(tires_per_s=0.015, recovers_per_s=0.00149))
    for _ in range(3000):
        muscle.step(0.5)
    assert muscle.force == pytest.approx(0.5, abs=0.01)
    assert muscle.drive > 0.6
    for _ in range(15000):
        muscle.step(0.5)
    assert muscle.drive == 1.0
    assert muscle.force < 0.4


def test_rest_restores_and_stimulation_tires_faster() -> None:
    willed, driven = Contraction(Traits()), Contraction(Traits())
    for _ in range(6000):
        willed.step(0.5)
        driven.step(0.0, stimulated=0.5, strain=4.0)
    assert driven.tired > 2 * willed.tired
    assert driven.drive == 0.0
    assert driven.force > 0.2
    tired = willed.tired
    for _ in range(30000):
        willed.step(0.0)
    assert willed.tired < 0.2 * tired


@pytest.mark.parametrize("wanted", [-5.0, 0.0, 1.0, 9e9])
def test_shares_stay_shares(wanted: float) -> None:
    muscle = Contraction(Traits(tires_per_s=1.0, recovers_per_s=1.0))
    for _ in range(500):
        muscle.step(wanted)
        assert 0.0 <= muscle.force <= 1.0
        assert 0.0 <= muscle.tired <= 1.0


def test_opponents_are_on_the_same_side() -> None:
    muscles = (Muscle.LEFT_TIBIALIS_ANTERIOR, Muscle.LEFT_SOLEUS, Muscle.RIGHT_SOLEUS, Muscle.LEFT_BICEPS)
    assert opponents(muscles) == ((1,), (0,), (), ())


@pytest.mark.parametrize("changed", [
    {"strongest": 0.0}, {"onset_ms": 400.0}, {"emd_ms": math.nan}, {"cocontracts": 2.0}, {"tires_per_s": -1.0}])
def test_a_muscle_that_nobody_has_is_refused(changed: dict[str, float]) -> None:
    with pytest.raises(InputError, match="muscle: "):
        replace(Traits(), **changed)
