"""QUEST+: against the equations written out, against simulated people, and against bad grids."""

from __future__ import annotations

import math
import random
from statistics import fmean

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InputError
from signals.assessments.quest import Belief, Grid, QuestPlus, success

SMALL = Grid(asked=(0.0, 0.3, 0.5, 0.9), thresholds=(0.2, 0.4, 0.8), slopes=(4.0, 12.0), lapses=(0.0, 0.1),
             guess=0.05)


def people(grid: Grid) -> list[tuple[float, float, float]]:
    return [(t, s, lapse) for t in grid.thresholds for s in grid.slopes for lapse in grid.lapses]


def by_hand(grid: Grid, shares: list[float], level: float) -> float:
    """Return the expected entropy as Watson writes it: for each answer Bayes, entropy, weighed by the answer."""
    expected = 0.0
    for succeeded in (True, False):
        joint = []
        for share, (t, s, lapse) in zip(shares, people(grid), strict=True):
            chance = success(level, t, s, lapse, grid.guess)
            joint.append(share * (chance if succeeded else 1.0 - chance))
        total = sum(joint)
        expected += total * -sum(j / total * math.log2(j / total) for j in joint if j > 0)
    return expected


@given(st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=6))
@settings(max_examples=25, deadline=None)
def test_expected_entropy_is_that_of_the_equations(answers: list[tuple[int, bool]]) -> None:
    quest = QuestPlus(SMALL)
    belief = quest.begin()
    for at, succeeded in answers:
        belief = quest.learn(belief, SMALL.asked[at], succeeded)
    shares = belief.shares.tolist()
    hand = [by_hand(SMALL, shares, level) for level in SMALL.asked]
    assert quest.expected_bits(belief) == pytest.approx(hand)
    asked = quest.ask(belief)
    assert asked.expected_bits == pytest.approx(min(hand))
    assert asked.gain_bits >= -1e-12, "an answer never costs knowledge on average"
    assert asked.gain_bits == pytest.approx(belief.entropy - asked.expected_bits)


def test_an_answer_teaches_by_bayes() -> None:
    quest = QuestPlus(SMALL)
    belief = quest.learn(quest.begin(), 0.5, True)
    likely = [success(0.5, *person, SMALL.guess) for person in people(SMALL)]
    assert belief.shares.tolist() == pytest.approx([one / sum(likely) for one in likely])
    assert belief.answers == 1
    with pytest.raises(ValueError, match="read-only"):
        belief.shares[0] = 1.0


def run(quest: QuestPlus, seed: int, threshold: float, slope: float, lapse: float, tries: int) -> Belief:
    chance = random.Random(seed)
    belief = quest.begin()
    for _ in range(tries):
        level = quest.ask(belief).level
        belief = quest.learn(belief, level, chance.random() < success(level, threshold, slope, lapse))
    return belief


@pytest.mark.parametrize("threshold", [0.2, 0.5, 0.8])
@pytest.mark.parametrize(("slope", "lapse"), [(8.0, 0.0), (15.0, 0.04)])
def test_thresholds_of_simulated_people_are_found(threshold: float, slope: float, lapse: float) -> None:
    quest = QuestPlus()
    found = [quest.estimate(run(quest, seed, threshold, slope, lapse, 40)) for seed in range(12)]
    assert fmean(one.threshold for one in found) == pytest.approx(threshold, abs=0.04)
    assert fmean(abs(one.threshold - threshold) for one in found) < 0.07
    assert all(one.threshold_sd < 0.12 for one in found)
    assert all(one.answers == 40 for one in found)


def test_it_learns_faster_than_asking_at_random() -> None:
    quest = QuestPlus()
    chosen, drawn = [], []
    for seed in range(12):
        chosen.append(run(quest, seed, 0.35, 20.0, 0.02, 20).entropy)
        chance, belief = random.Random(seed), quest.begin()
        for _ in range(20):
            level = chance.choice(quest.grid.asked)
            belief = quest.learn(belief, level, chance.random() < success(level, 0.35, 20.0, 0.02))
        drawn.append(belief.entropy)
    assert fmean(chosen) < fmean(drawn) - 0.5


def test_the_same_answers_lead_to_the_same_levels() -> None:
    one, other = (run(QuestPlus(), 3, 0.6, 9.0, 0.0, 15) for _ in range(2))
    assert np.array_equal(one.shares, other.shares)


def test_what_was_known_before_is_where_it_begins() -> None:
    quest = QuestPlus()
    estimate = quest.estimate(quest.begin(0.7, 0.1))
    assert estimate.threshold == pytest.approx(0.7, abs=0.01)
    assert estimate.threshold_sd == pytest.approx(0.1, abs=0.01)
    assert quest.estimate(quest.begin()).threshold == pytest.approx(0.5)
    assert quest.begin().entropy == pytest.approx(math.log2(41 * 6 * 3))


def test_equal_levels_are_asked_easiest_first() -> None:
    """Where only one kind of person is possible, nothing can be learned and every level is as good."""
    quest = QuestPlus(Grid(asked=(0.1, 0.5, 0.9), thresholds=(0.5,), slopes=(5.0,), lapses=(0.0,)))
    asked = quest.ask(quest.begin())
    assert asked.level == 0.1
    assert asked.expected_bits == pytest.approx(0.0)


def test_an_impossible_answer_teaches_nothing() -> None:
    quest = QuestPlus(Grid(asked=(0.0, 1.0), thresholds=(1.0,), slopes=(200.0,), lapses=(0.0,)))
    belief = quest.learn(quest.begin(), 0.0, False)
    assert belief.answers == 1
    assert belief.shares.sum() == pytest.approx(1.0)
    assert quest.estimate(belief).threshold == 1.0


def test_it_ends_when_it_knows_enough_or_has_asked_enough() -> None:
    quest = QuestPlus()
    belief = quest.begin()
    assert not quest.enough(belief)
    assert quest.enough(quest.begin(0.5, 0.01))
    assert quest.enough(Belief(belief.shares, 40))
    assert not quest.enough(Belief(belief.shares, 39))
    with pytest.raises(InputError, match="most answers"):
        quest.enough(belief, most=0)


@pytest.mark.parametrize(("grid", "words"), [
    ({"asked": ()}, "asked levels of the grid as at least one number"),
    ({"asked": (0.5, 0.2)}, "rising"), ({"thresholds": (0.5, 0.5)}, "rising"),
    ({"thresholds": (1.2,)}, "thresholds of the grid to a number from 0 to 1"),
    ({"slopes": (0.0,)}, r"slopes of the grid to a number from 0\.01"),
    ({"slopes": (math.nan,)}, "slopes"), ({"lapses": (0.6,)}, "lapses"), ({"guess": 1.0}, "guess rate"),
    ({"guess": 0.7, "lapses": (0.0, 0.3)}, "stay below 1"),
    ({"thresholds": tuple(n / 100_000 for n in range(100_000))}, "more than 2000000 cells")])
def test_a_grid_that_cannot_be_is_refused(grid: dict[str, tuple[float, ...]], words: str) -> None:
    with pytest.raises(InputError, match=words):
        Grid(**grid)  # type: ignore[arg-type]  # a table of wrong values, on purpose


@pytest.mark.parametrize("level", [0.51, -1.0, math.nan])
def test_only_levels_that_were_asked_can_be_answered(level: float) -> None:
    quest = QuestPlus(SMALL)
    with pytest.raises(InputError, match="is not one that the grid asks"):
        quest.learn(quest.begin(), level, True)
