from __future__ import annotations

import random
from itertools import pairwise
from math import hypot
from statistics import fmean, pstdev

import pytest

from core.clock import NS_PER_MS, NS_PER_S
from core.cues import Cue, CueKind
from core.muscles import Muscle
from devices.simulated.stance import SimulatedPatient, corner_loads

MS10 = 10 * NS_PER_MS


def cop_mm(load: tuple[float, float, float, float]) -> tuple[float, float]:
    tl, tr, bl, br = load
    total = sum(load)
    return 216.5 * ((tr + br) - (tl + bl)) / total, 119.0 * ((tl + tr) - (bl + br)) / total


def watch(patient: SimulatedPatient, from_ms: int, to_ms: int) -> list[tuple[float, float]]:
    return [cop_mm(patient.load_kg(ms * NS_PER_MS)) for ms in range(from_ms, to_ms, 10)]


@pytest.mark.parametrize(("x", "y"), [(0.0, 0.0), (100.0, 0.0), (0.0, -80.0), (-150.0, 60.0)])
def test_corner_loads_have_the_centre_of_pressure_they_were_made_for(x: float, y: float) -> None:
    load = corner_loads(x, y, 80.0)
    assert sum(load) == pytest.approx(80.0)
    assert cop_mm(load) == pytest.approx((x, y))


@pytest.mark.parametrize(("x", "y"), [(9e9, 0.0), (-9e9, 9e9)])
def test_no_corner_is_ever_pulled_up(x: float, y: float) -> None:
    assert min(corner_loads(x, y, 80.0)) >= 0.0


def test_quiet_stance_sways_by_a_few_millimetres() -> None:
    track = watch(SimulatedPatient(random.Random(5)), 0, 120_000)
    sway = hypot(pstdev(x for x, _ in track), pstdev(y for _, y in track))
    assert 3.0 < sway < 5.0
    assert abs(fmean(x for x, _ in track)) < 1.5


@pytest.mark.parametrize(("lean", "x", "y"), [
    ((1.0, 0.0), 95, 0), ((-1.0, 0.0), -95, 0), ((0.0, 1.0), 0, 75), ((0.0, -1.0), 0, -45), ((0.5, 0.5), 47, 37)])
def test_a_lean_is_reached_and_held(lean: tuple[float, float], x: float, y: float) -> None:
    patient = SimulatedPatient(random.Random(2), ability=1.0)
    watch(patient, 0, 2000)
    patient.see(Cue(2 * NS_PER_S, CueKind.LEAN, lean))
    watch(patient, 2000, 4500)
    held = watch(patient, 4500, 9000)
    assert hypot(fmean(a for a, _ in held) - x, fmean(b for _, b in held) - y) < 8.0


def test_a_lean_begins_after_the_reaction_time_and_overshoots_little() -> None:
    patient = SimulatedPatient(random.Random(2), ability=1.0)
    watch(patient, 0, 2000)
    patient.see(Cue(2 * NS_PER_S, CueKind.LEAN, (1.0, 0.0)))
    rightward = [x for x, _ in watch(patient, 2000, 6000)]
    assert max(rightward[:25]) < 12.0
    assert next(i for i, x in enumerate(rightward) if x > 20.0) < 75
    assert max(rightward) < 95 * 1.15


@pytest.mark.parametrize("ability", [0.0, 0.5])
def test_less_ability_is_slower(ability: float) -> None:
    def time_to(ability: float) -> int:
        patient = SimulatedPatient(random.Random(4), ability=ability)
        patient.see(Cue(0, CueKind.LEAN, (1.0, 0.0)))
        return next(i for i, (x, _) in enumerate(watch(patient, 0, 8000)) if x > 60.0)

    assert time_to(ability) > time_to(1.0)


def test_stepping_off_and_on_is_smooth_and_complete() -> None:
    patient = SimulatedPatient(random.Random(1), mass_kg=60.0)
    assert sum(patient.load_kg(0)) == pytest.approx(60.0)
    patient.see(Cue(0, CueKind.STEP_OFF))
    weights = [sum(patient.load_kg(i * MS10)) for i in range(300)]
    assert max(abs(b - a) for a, b in pairwise(weights)) < 4.0
    assert weights[-1] == 0.0
    patient.see(Cue(3 * NS_PER_S, CueKind.STEP_ON))
    assert sum(patient.load_kg(6 * NS_PER_S)) == pytest.approx(60.0)


def test_a_helping_hand_wins_over_the_cue_until_it_lets_go() -> None:
    patient = SimulatedPatient(random.Random(1), ability=1.0)
    patient.see(Cue(0, CueKind.LEAN, (1.0, 0.0)))
    patient.steer((-0.5, 0.0))
    assert watch(patient, 0, 3000)[-1][0] == pytest.approx(-47.0, abs=10.0)
    patient.steer(None)
    assert watch(patient, 3000, 6000)[-1][0] == pytest.approx(95.0, abs=12.0)


def test_a_cue_ends_at_its_time() -> None:
    patient = SimulatedPatient(random.Random(1), ability=1.0)
    patient.see(Cue(0, CueKind.LEAN, (1.0, 0.0), until_ns=2 * NS_PER_S))
    assert watch(patient, 0, 2000)[-1][0] > 80.0
    assert abs(watch(patient, 2000, 5000)[-1][0]) < 15.0


@pytest.mark.parametrize("step_ms", [1, 7, 20, 50])
def test_the_same_seed_moves_alike_however_often_it_is_asked(step_ms: int) -> None:
    def run(step: int) -> list[tuple[float, float, float, float]]:
        patient = SimulatedPatient(random.Random(9))
        patient.load_kg(0)
        patient.see(Cue(0, CueKind.LEAN, (0.7, -0.4)))
        times_ms = sorted({*range(0, 3000, step), *range(0, 3000, 350)})
        asked = {ms: patient.load_kg(ms * NS_PER_MS) for ms in times_ms}
        return [asked[ms] for ms in range(0, 3000, 350)]

    assert run(step_ms) == run(10)


def test_two_sensors_may_ask_in_any_order() -> None:
    one, two = SimulatedPatient(random.Random(9)), SimulatedPatient(random.Random(9))
    assert one.load_kg(0) == two.load_kg(0)
    for i in range(0, 100, 5):
        two.emg_uv((i + 20) * MS10, 5, 500.0)
        assert one.load_kg(i * MS10) == two.load_kg(i * MS10)


def test_a_suspended_computer_is_not_relived() -> None:
    patient = SimulatedPatient(random.Random(1))
    patient.load_kg(0)
    assert sum(patient.load_kg(24 * 3600 * NS_PER_S)) == pytest.approx(72.0)


def rms(patient: SimulatedPatient, at_s: float, channel: int = 0) -> float:
    block = patient.emg_uv(round(at_s * NS_PER_S), 500, 1000.0)
    return float((block[:, channel] ** 2).mean() ** 0.5)


def test_effort_grows_the_emg_and_rest_quiets_it() -> None:
    muscle = Muscle.RIGHT_VASTUS_LATERALIS
    patient = SimulatedPatient(random.Random(3), ability=1.0, muscles=(muscle,))
    assert 2.0 < rms(patient, 1.0) < 4.5
    patient.see(Cue(NS_PER_S, CueKind.EFFORT, effort={muscle: 1.0}))
    assert 240.0 < rms(patient, 3.0) < 360.0
    patient.see(Cue(3 * NS_PER_S, CueKind.RELAX))
    assert 2.0 < rms(patient, 5.0) < 4.5


def test_effort_follows_within_reaction_and_delay() -> None:
    muscle = Muscle.RIGHT_VASTUS_LATERALIS
    patient = SimulatedPatient(random.Random(3), ability=1.0, muscles=(muscle,))
    patient.emg_uv(NS_PER_S, 1, 1000.0)
    patient.see(Cue(NS_PER_S, CueKind.EFFORT, effort={muscle: 1.0}))
    quiet = patient.emg_uv(NS_PER_S + 240 * NS_PER_MS, 200, 1000.0)
    loud = patient.emg_uv(NS_PER_S + 800 * NS_PER_MS, 200, 1000.0)
    assert float(abs(quiet).max()) < 20.0
    assert float((loud ** 2).mean() ** 0.5) > 200.0


def test_a_lean_forward_is_held_by_the_calf() -> None:
    patient = SimulatedPatient(random.Random(3), ability=1.0,
                               muscles=(Muscle.RIGHT_GASTROCNEMIUS, Muscle.RIGHT_TIBIALIS_ANTERIOR))
    patient.see(Cue(0, CueKind.LEAN, (0.0, 1.0)))
    patient.load_kg(3 * NS_PER_S)
    assert rms(patient, 4.0, 0) > 10 * rms(patient, 4.0, 1)


@pytest.mark.parametrize("n", [1, 3, 10, 50])
def test_emg_is_the_same_in_any_block_size(n: int) -> None:
    def run(block: int) -> list[float]:
        patient = SimulatedPatient(random.Random(3))
        patient.emg_uv(0, 1, 1000.0)
        samples: list[float] = []
        for last in range(block, 201, block):
            samples += patient.emg_uv(last * NS_PER_MS, block, 1000.0)[:, 0].tolist()
        return samples

    assert run(n) == run(200)[:len(run(n))]
