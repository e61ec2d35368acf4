"""With stationary players at the real plays a coach holds the target, and follows a change of skill."""

from __future__ import annotations

from statistics import fmean

import pytest

from game.coaching.coach import LevelCoach
from game.coaching.told import RoundTold, join
from game.difficulty.axes import Levels
from game.difficulty.dual import Second
from game.difficulty.fading import manner
from game.difficulty.schedule import Feedback
from game.difficulty.stages import Stage
from levels.model import Level
from tests.game.coaching.making import PLAIN, start_of
from tests.game.coaching.scripted import Person, lamps, played, shelf
from tests.game.difficulty.players import meets

POINTS = 0.06
SLOPE = 10.0
MIDDLE = Levels(0.5, 0.5, 0.5, 0.5)
SHELF, LAMPS = shelf(), lamps()


def skilled(target: float, level: float) -> Person:
    """Somebody who succeeds at `target` of the tries at `level`."""
    return Person(meets(target, SLOPE, level), SLOPE)


def mean_of(level: Level, target: float, people: list[Person], window: tuple[int, int], seeds: int) -> float:
    """Mean chance of success in a window of tries; people take turns of equal length, the last to its end."""
    start, tries = start_of(level, PLAIN, first=MIDDLE, target=target), window[1]
    return fmean(chance for seed in range(seeds) for number, (chance, _) in enumerate(
        played(level, start, lambda n: people[len(people) * n // tries], tries, seed)) if number >= window[0])


@pytest.mark.parametrize(("level", "skill"), [
    (SHELF, 0.3), (SHELF, 0.5), (SHELF, 0.7), (LAMPS, 0.3), (LAMPS, 0.7)])
def test_after_20_tries_a_player_succeeds_as_aimed_for(level: Level, skill: float) -> None:
    assert mean_of(level, 0.75, [skilled(0.75, skill)], (20, 45), 12) == pytest.approx(0.75, abs=POINTS)


@pytest.mark.parametrize(("level", "jump"), [(SHELF, -0.2), (SHELF, 0.2), (LAMPS, -0.2)])
def test_a_change_of_skill_is_followed_within_40_tries(level: Level, jump: float) -> None:
    people = [skilled(0.75, 0.5), skilled(0.75, 0.5 + jump)]
    found = mean_of(level, 0.75, people, (80, 100), 10)
    assert found == pytest.approx(0.75, abs=POINTS)


def test_an_errorless_start_aims_higher_and_says_little() -> None:
    aim = manner(Stage.UNCONSCIOUS_INCOMPETENCE, 0.75, cognitive_deficit=False)
    assert (aim.target, aim.few_words) == (0.90, True)
    found = mean_of(SHELF, aim.target, [skilled(aim.target, 0.5)], (20, 45), 12)
    assert found == pytest.approx(0.90, abs=POINTS)


# What a round tells of fading and of a second task, played.

def after(feedback: Feedback, person: Person, rounds: int = 6) -> RoundTold:
    """What several rounds leave behind."""
    told: list[LevelCoach] = []
    start = start_of(SHELF, feedback, first=MIDDLE)
    for seed in range(rounds):
        *_, (_, coach) = played(SHELF, start, lambda _: person, 40, seed)
        told.append(coach)
    return join(coach.told() for coach in told)


def test_who_leans_on_feedback_is_found_out_by_probes() -> None:
    half = Feedback(2, guess_every=0, probe_share=0.0)
    leaning, free = after(half, Person(0.7, drop=0.4)), after(half, Person(0.7))
    assert leaning.drop is not None
    assert free.drop is not None
    assert leaning.feedback.of == leaning.without.of == 120
    assert leaning.drop > 0.15
    assert abs(free.drop) < 0.15


def test_the_cost_of_a_second_task_is_measured() -> None:
    counting = Feedback(guess_every=0, probe_share=0.0, second=Second.COUNT)
    costly, free = after(counting, Person(0.7, cost=0.4)), after(counting, Person(0.7))
    assert costly.dual_cost is not None
    assert free.dual_cost is not None
    assert costly.single.of == costly.dual.of == 120
    assert costly.dual_cost > 0.2
    assert abs(free.dual_cost) < 0.2
