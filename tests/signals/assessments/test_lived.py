"""The ten assessments, each lived through by a simulated patient; more of pace is in `test_pace`."""

from __future__ import annotations

import random

import pytest

from core.assessing import Act, Phase
from core.muscles import Muscle
from devices.simulated.stance import SimulatedPatient
from signals.assessments import dual_task, limits, mctsib, quiet_stance, reaction, sitting, words
from signals.assessments.leans import WAYS
from signals.assessments.registry import SCRIPTS
from signals.assessments.results import PlotKind
from signals.assessments.steps import Step
from tests.signals.assessments.rig import MUSCLE, Corners, Rig, check


@pytest.fixture(autouse=True)
def _shorter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand for a third of the time, and react six times instead of twenty."""
    monkeypatch.setattr(quiet_stance, "LENGTH_S", 10.0)
    monkeypatch.setattr(dual_task, "LENGTH_S", 14.0)
    monkeypatch.setattr(sitting, "STILL_S", 8.0)
    monkeypatch.setattr(limits, "PRACTICE_S", 1.0)
    monkeypatch.setattr(reaction, "EACH_SIDE", 3)


def lived(name: str, channels: tuple[Muscle, ...] = (MUSCLE,)) -> Rig:
    """Lead the simulated patient through the assessment `name`."""
    rig = Rig(SCRIPTS[name], channels=channels)
    rig.lead()
    check(rig.steps)
    assert rig.report.complete
    assert rig.script.left_out == []
    assert {step.figure for step in rig.steps if step.figure} <= words.FIGURES
    return rig


def within(rig: Rig, **bounds: tuple[float, float]) -> None:
    """Hold that each value lies where a healthy adult's does."""
    values = rig.values()
    for key, (least, most) in bounds.items():
        value = values[key]
        assert value is not None, key
        assert least <= value <= most, (key, value)


def test_quiet_stance() -> None:
    rig = lived("quiet_stance")
    within(rig, velocity_eyes_open_mm_s=(5, 20), path_eyes_open_mm=(25, 100), rms_eyes_open_mm=(1, 8),
           ellipse_eyes_open_mm2=(20, 500), velocity_eyes_closed_mm_s=(5, 20), romberg_velocity=(0.7, 1.4))
    trials = {value.key: len(value.trials) for value in rig.report.values}
    assert trials["velocity_eyes_open_mm_s"] == trials["velocity_eyes_closed_mm_s"] == 3
    closed = [step for step in rig.steps if step.dark]
    assert closed
    assert {step.condition for step in closed} == {"Eyes closed"}
    assert all(step.point is None for step in rig.steps if step.phase is Phase.MEASURE)  # it would help them
    assert [plot.kind for plot in rig.report.plots] == [PlotKind.SWAY] * 2


def test_mctsib() -> None:
    rig = lived("mctsib")
    within(rig, sway_velocity_composite_deg_s=(0.1, 1.0), ratio_firm_closed=(0.6, 1.6), ratio_foam_open=(0.6, 1.6),
           equilibrium_firm_open=(85, 100), equilibrium_foam_closed=(85, 100))
    assert sum(mark.data["kept"] is True for mark in rig.marks) == 12


@pytest.mark.parametrize("stays", [False, True])
def test_mctsib_leads_off_the_foam_before_its_results(monkeypatch: pytest.MonkeyPatch, stays: bool) -> None:
    monkeypatch.setattr(mctsib, "LENGTH_S", 4.0)
    rig = Rig(SCRIPTS["mctsib"])
    rig.until(lambda step: step.spoken == "foam_off", limit_s=900.0)
    loads = rig.patient.load_kg(rig.t_ns)
    if stays:
        rig.loads = lambda _: loads
    rig.until_phase(Phase.RESULTS)
    assert rig.report.complete
    assert (rig.assembler.body().cop_mm is not None) is stays


def test_mctsib_tares_the_foam_and_takes_it_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mctsib, "LENGTH_S", 4.0)
    rig = Rig(SCRIPTS["mctsib"])
    rig.until(lambda step: step.figure == "foam_on")
    rig.zero_kg = 0.9  # the foam weighs 2.4 kg
    rig.until(lambda step: step.figure == "foam_open" and step.phase is Phase.MEASURE)
    assert rig.assembler.calibration.tare.tl_kg == pytest.approx(0.9, abs=0.01)
    rig.tick(Act.STOP)
    assert rig.report.complete is False
    assert rig.assembler.calibration.tare.tl_kg == pytest.approx(0.3, abs=0.01)


def test_limits() -> None:
    rig = lived("limits")
    within(rig, maximum_pct=(50, 100), endpoint_pct=(45, 100), reaction_s=(0.15, 0.6), velocity_deg_s=(2, 15),
           control_pct=(50, 100), maximum_front_pct=(50, 80), maximum_back_pct=(55, 90))
    reach = rig.report.calibration
    assert reach is not None
    assert reach.reach.left_mm == pytest.approx(rig.patient.reach.left_mm, abs=15)
    assert reach.reach.back_mm == pytest.approx(rig.patient.reach.back_mm, abs=15)
    assert rig.assembler.calibration == reach
    signs = [step for step, before in zip(rig.steps[1:], rig.steps, strict=False)
             if step.stimulus == "go" and not before.stimulus]
    assert [step.target for step in signs] == [way.unit for way in WAYS] * 2  # practice, then counted


def test_weight_bearing() -> None:
    rig = lived("weight_bearing")
    within(rig, left_standing_pct=(47, 53), left_rising_pct=(45, 55), guess_left_pct=(50, 50),
           guess_error_pct=(-3, 3))
    asked = next(at for at, step in enumerate(rig.steps) if step.ask is not None and step.ask.key == "guess")
    measured = next(at for at, step in enumerate(rig.steps) if step.phase is Phase.MEASURE)
    assert asked < measured


@pytest.mark.parametrize(("left", "guess"), [(0.62, "left_50"), (0.35, "left_70")])
def test_an_uneven_stance_and_a_guess_that_is_off(left: float, guess: str) -> None:
    rig = Rig(SCRIPTS["weight_bearing"])
    rig.answers["guess"] = guess
    load = rig.patient.load_kg

    def uneven(t_ns: int) -> Corners:
        total = sum(load(t_ns)) / 2
        return left * total, (1 - left) * total, left * total, (1 - left) * total

    rig.loads = uneven
    rig.lead()
    within(rig, left_standing_pct=(100 * left - 0.1, 100 * left + 0.1),
           left_rising_pct=(100 * left - 0.1, 100 * left + 0.1),
           asymmetry_standing_pct=(100 - 200 * left - 0.2, 100 - 200 * left + 0.2),
           guess_error_pct=(float(guess[5:]) - 100 * left - 0.1, float(guess[5:]) - 100 * left + 0.1))


def test_sitting() -> None:
    rig = lived("sitting")
    within(rig, velocity_eyes_open_mm_s=(5, 20), excursion_mm=(50, 120), excursion_back_mm=(30, 70))
    assert {value.key for value in rig.report.values} >= {f"excursion_{way.key}_mm" for way in WAYS}


def test_emg() -> None:
    rig = lived("emg")
    within(rig, rest_rms_uv=(2, 4), rest_share_pct=(0.5, 2), maximum_rms_uv=(250, 350), snr_db=(35, 45),
           ramp_error_pct=(0, 15), onset_delay_s=(0.2, 0.45), offset_delay_s=(0.3, 0.8),
           hold_variation_pct=(2, 30), relaxed_share_pct=(0.5, 3))
    found = rig.report.calibration
    assert found is not None
    effort = found.effort[MUSCLE]
    assert 2 < effort.rest_uv < 6
    assert 180 < effort.max_uv < 300
    lines = {max(step.cue.effort.values()) for step in rig.steps if step.figure == "ramp" and step.cue.effort}
    assert max(lines) == pytest.approx(0.5, abs=0.01)


def test_emg_asks_which_muscle() -> None:
    both = (Muscle.LEFT_SOLEUS, Muscle.RIGHT_SOLEUS)
    rig = Rig(SCRIPTS["emg"], channels=both)
    rig.answers["muscle"] = "right_soleus"
    rig.lead()
    assert rig.report.conditions["muscle"] == "right_soleus"
    assert rig.report.calibration is not None
    assert set(rig.report.calibration.effort) == {Muscle.RIGHT_SOLEUS}


def test_emg_of_a_sensor_with_fewer_channels_than_are_set() -> None:
    rig = Rig(SCRIPTS["emg"], channels=(Muscle.LEFT_SOLEUS, Muscle.RIGHT_SOLEUS))
    rig.patient = SimulatedPatient(random.Random(1), muscles=(Muscle.LEFT_SOLEUS,))
    rig.until(lambda step: step.phase is Phase.MEASURE)
    assert rig.script.conditions["muscle"] == "left_soleus"


@pytest.mark.parametrize(("raw_uv", "reason"), [(0.0, "electrode"), (190_000.0, "saturated")])
def test_emg_without_a_good_electrode(raw_uv: float, reason: str) -> None:
    rig = Rig(SCRIPTS["emg"])
    rig.raw_uv = raw_uv
    rig.lead()
    assert (rig.step.phase, rig.step.sentence) == (Phase.ENDED, words.END_NOTHING)
    assert {item.reason for item in rig.script.left_out} == {reason}


def test_emg_without_a_muscle_in_the_settings() -> None:
    rig = Rig(SCRIPTS["emg"], channels=())
    rig.lead()
    assert rig.step.sentence == words.END_NO_MUSCLE


def test_reaction() -> None:
    rig = lived("reaction")
    within(rig, reaction_s=(0.15, 0.5), reaction_left_s=(0.15, 0.5), reaction_right_s=(0.15, 0.5), wrong=(0, 0),
           early=(0, 0))
    sides = [step.stimulus for step, before in zip(rig.steps[1:], rig.steps, strict=False)
             if step.stimulus and not before.stimulus]
    assert sorted(sides) == ["left"] * 3 + ["right"] * 3


def test_reaction_counts_who_goes_to_the_other_side_first() -> None:
    rig = Rig(SCRIPTS["reaction"])
    side: dict[str, int] = {}

    def shifting(t_ns: int) -> Corners:
        """Go first to the wrong side, then to the right one."""
        now: Step | None = rig.steps[-1] if rig.steps else None
        if now is None or now.cue.kind.value == "step_off":
            return 0.0, 0.0, 0.0, 0.0
        share = 0.5
        if now.stimulus:
            gone_s = (t_ns - side.setdefault(f"{now.cue.t_ns}", t_ns)) / 1e9
            away = -1 if now.stimulus == "left" else 1
            share = 0.5 + away * (0.0 if gone_s < 0.3 else -0.25 if gone_s < 0.6 else 0.3)
        return 18 * (1 - share) * 2, 18 * share * 2, 18 * (1 - share) * 2, 18 * share * 2

    rig.loads = shifting
    rig.lead()
    assert rig.values()["wrong"] == 6
    assert rig.values()["reaction_s"] is None


def test_reaction_repeats_what_began_before_the_sign() -> None:
    rig = Rig(SCRIPTS["reaction"])
    rig.until_phase(Phase.MEASURE)
    rig.patient.steer((0.6, 0.0))
    rig.until_phase(Phase.REST)
    assert rig.step.sentence == words.AGAIN["moved_early"]
    rig.patient.steer(None)
    rig.lead()
    assert rig.values()["early"] == 1


def test_pace() -> None:
    rig = lived("pace")
    within(rig, pace_s=(0.5, 1.0), pace_low_s=(0.5, 0.9), pace_high_s=(0.5, 1.2), reached=(0.5, 1), tries=(8, 24))


def test_dual_task() -> None:
    rig = lived("dual_task")
    within(rig, counted_single_pct=(100, 100), counted_dual_pct=(100, 100), cost_counting_pct=(0, 0),
           velocity_single_mm_s=(5, 20), velocity_dual_mm_s=(5, 20), cost_sway_pct=(-60, 60))
    lit = [step.stimulus for step, before in zip(rig.steps[1:], rig.steps, strict=False)
           if step.stimulus and not before.stimulus]
    assert set(lit) <= set(dual_task.COLOURS)


def test_counting_wrong_costs() -> None:
    rig = Rig(SCRIPTS["dual_task"])
    rig.until(lambda step: step.spoken == "count_standing")
    while not rig.step.over:
        ask = rig.step.ask
        if ask is not None:
            rig.answers["count"] = next(option.key for option in ask.options if option.key != ask.usual)
        rig.go_on()
    cost = rig.values()["cost_counting_pct"]
    assert cost is not None
    assert cost > 0


def test_faces() -> None:
    rig = Rig(SCRIPTS["faces"])
    rig.answers |= {"pain": "10", "fatigue": "0", "confidence": "5"}
    rig.lead()
    assert rig.values() == {"pain_0_10": 10, "fatigue_0_10": 0, "confidence_0_10": 5}


def test_the_same_seed_is_the_same_assessment() -> None:
    first, second = lived("reaction"), lived("reaction")
    assert first.report == second.report


def test_another_seed_is_another_order() -> None:
    def order(seed: int) -> list[str]:
        rig = Rig(SCRIPTS["reaction"], seed=seed)
        sides: list[str] = vars(rig.script)["_sides"]
        return sides

    assert len({tuple(order(seed)) for seed in range(20)}) > 5


@pytest.mark.parametrize("name", sorted(SCRIPTS))
@pytest.mark.parametrize("after_s", [0.0, 1.0, 12.0, 40.0])
def test_a_stop_at_any_time_ends_it(name: str, after_s: float) -> None:
    rig = Rig(SCRIPTS[name])
    for _ in range(round(after_s * 100)):
        if rig.go_on().over:
            break
    assert rig.step.over if rig.steps and rig.step.over else rig.tick(Act.STOP).over
    check(rig.steps)
