from __future__ import annotations

import math
import random
from dataclasses import replace
from statistics import fmean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.clock import NS_PER_MS, NS_PER_S
from core.cues import Cue, CueKind
from core.errors import InputError
from core.muscles import Muscle
from devices.simulated.learning import Learner, Learning, LearningBody
from devices.simulated.voluntary import Movement, Seen

DAY_S = 86400.0


def practised(trials: int, feedback: bool = True, learning: Learning | None = None) -> Learner:
    learner = Learner(learning)
    for _ in range(trials):
        learner.practise(feedback)
    return learner


def test_practice_makes_better_less_and_less() -> None:
    skills = [practised(trials, learning=Learning(tires=0.0)).skill() for trials in (0, 10, 20, 100, 110)]
    assert skills == sorted(skills)
    assert skills[1] - skills[0] > 3 * (skills[4] - skills[3])
    assert skills[0] == pytest.approx(0.2)


def test_without_any_feedback_learning_is_slower() -> None:
    assert practised(60, feedback=False).slow < 0.8 * practised(60).slow


def test_constant_feedback_makes_dependent_and_fading_it_does_not() -> None:
    always = practised(60)
    faded = Learner()
    for trial in range(60):
        faded.practise(feedback=trial % 3 == 0)
    assert always.skill() > faded.skill()
    assert faded.skill(feedback=False) > 1.5 * always.skill(feedback=False)
    assert faded.skill() - faded.skill(feedback=False) < 0.05


def test_tiring_costs_and_rest_gives_back() -> None:
    tired = practised(200, learning=Learning(tires=0.005))
    fresh = practised(200, learning=Learning(tires=0.0))
    assert tired.tired == pytest.approx(1.0)
    assert tired.skill() == pytest.approx(0.6 * fresh.skill())
    tired.rest(3 * 300.0)
    assert tired.tired < 0.06


def test_the_quick_part_is_gone_tomorrow_and_the_slow_part_stays() -> None:
    learner = practised(100)
    slow = learner.slow
    learner.rest(DAY_S)
    assert learner.quick < 1e-6
    assert learner.slow == pytest.approx(0.99 * slow)


def test_changing_tasks_costs_today_and_pays_tomorrow() -> None:
    def trained(tasks: str) -> Learner:
        learner = Learner(Learning(tires=0.0))
        for task in tasks:
            learner.practise(task=task)
        return learner

    blocked, mixed = trained("a" * 30 + "b" * 30), trained("ab" * 30)
    assert mixed.skill() < blocked.skill()
    blocked.rest(DAY_S)
    mixed.rest(DAY_S)
    for learner in (blocked, mixed):
        learner.practise(task="a")
        learner.practise(task="a")
    assert mixed.skill() > blocked.skill()


def test_skill_makes_movements_quicker_and_surer() -> None:
    best = Movement()
    first, later = Learner(), practised(100)
    assert first.movement(best).noise_s > later.movement(best).noise_s >= best.noise_s
    assert first.movement(best).reaction_ms > later.movement(best).reaction_ms
    assert later.movement(best, feedback=False).noise_s > later.movement(best).noise_s
    assert first.movement(best).reach == best.reach
    worst = replace(best, noise_s=1.0, reaction_ms=3000.0)
    assert first.movement(worst).noise_s == 1.0


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.floats(0, 1e6)), max_size=80))
def test_skill_stays_a_share_whatever_happens(days: list[tuple[bool, float]]) -> None:
    learner = Learner(Learning(start=1.0, learn_quick=1.0, learn_slow=1.0, mixing=1.0))
    for number, (feedback, rest_s) in enumerate(days):
        learner.practise(feedback, number % 3)
        learner.rest(rest_s)
        assert 0.0 <= learner.skill(False) <= learner.skill() <= 1.0
        assert 0.0 <= learner.tired <= 1.0


@pytest.mark.parametrize(("name", "wrong"), [
    ("start", 1.5), ("felt", -0.1), ("tires", math.nan), ("recovers_s", 0.0)])
def test_learning_that_nobody_has_is_refused(name: str, wrong: float) -> None:
    with pytest.raises(InputError, match=rf"learning: {name} must be"):
        replace(Learning(), **{name: wrong})


def test_time_does_not_go_back() -> None:
    with pytest.raises(InputError, match="rest: seconds must be"):
        Learner().rest(-1.0)


def leaning(body: LearningBody, trials: int, from_s: int = 0) -> list[float]:
    """Lean to alternate sides every 5 s and return how far each was missed after 2 s."""
    misses = []
    for trial in range(trials):
        at_s, side = from_s + 5 * trial, 0.8 if trial % 2 else -0.8
        body.load_kg(at_s * NS_PER_S)
        body.see(Cue(at_s * NS_PER_S, CueKind.LEAN, (side, 0.0)))
        for ms in range(0, 2000, 100):
            body.load_kg(at_s * NS_PER_S + ms * NS_PER_MS)
        misses.append(abs(body.body.mover.right.x - side * 95.0))
    return misses


def test_who_learns_misses_less_than_who_does_not() -> None:
    def missed(learning: Learning) -> float:
        misses = []
        for seed in range(6):
            body = LearningBody(random.Random(seed), learner=Learner(learning))
            misses += leaning(body, 25)[10:]
            assert body.learner.trials == 25
        return fmean(misses)

    idle = Learning(start=0.0, tires=0.0, learn_quick=0.0, learn_slow=0.0)
    assert missed(replace(idle, learn_quick=0.2, learn_slow=0.1)) < 0.7 * missed(idle)


def test_a_cue_that_is_not_put_out_is_no_practice_and_rest_is_the_time_between_cues() -> None:
    body = LearningBody(random.Random(1))
    body.notice(Seen(screen=False, sound=False))
    leaning(body, 5)
    assert body.learner.trials == 0
    body.notice(Seen())
    leaning(body, 20, from_s=30)
    tired = body.learner.tired
    leaning(body, 1, from_s=1000)
    assert body.learner.tired < 0.2 * tired


def test_a_learning_body_is_a_body() -> None:
    muscle = Muscle.RIGHT_BICEPS
    body = LearningBody(random.Random(1), muscles=(muscle,))
    assert body.emg_uv(NS_PER_S, 100, 1000.0).shape == (100, 1)
    body.see(Cue(NS_PER_S, CueKind.EFFORT, effort={muscle: 0.7}))
    body.see(Cue(NS_PER_S + 1, CueKind.EFFORT, effort={muscle: 0.7}))
    assert body.learner.trials == 1
    assert float((body.emg_uv(4 * NS_PER_S, 500, 1000.0) ** 2).mean() ** 0.5) > 150.0
    body.stimulate(muscle, 20.0)
    assert float((body.emg_uv(5 * NS_PER_S, 500, 1000.0) ** 2).mean() ** 0.5) > 1000.0
