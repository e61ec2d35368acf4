"""Trials and stars: each measure from a hand that moves as described, each star with its reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from game.plays.scoring import explain
from game.plays.trials import Trial, TrialResult
from levels.words import Direction

WELL = TrialResult(
    direction=Direction.RIGHT, distance=0.6, misses=0, helped=False, done=True, reaction_s=0.4, grasp_s=2.0,
    home_s=1.5, path=0.6, directness=0.9, excursion=1.1, overshoot=0.05, accuracy=0.04, still=0.9)


def reached(points: list[tuple[float, float]], radius: float = 0.1) -> Trial:
    """A trial to the right at 0.5, the hand at each point for a tick."""
    trial = Trial(Direction.RIGHT, 0.5, 0.0)
    for x, y in points:
        trial.reach(x, y, (x - 0.5) ** 2 + y ** 2 <= radius ** 2)
    return trial


def test_a_straight_way_with_a_pause_before_it() -> None:
    way = [(0.0, 0.0)] * 30 + [(0.01 * i, 0.0) for i in range(1, 51)] + [(0.5, 0.0)] * 20
    trial = reached(way)
    trial.grasp()
    for _ in range(150):
        trial.carry()
    result = trial.result(done=True)
    assert result.reaction_s == pytest.approx(0.36)
    assert (result.grasp_s, result.home_s) == (1.0, 1.5)
    assert result.directness == pytest.approx(1.0)
    assert (result.overshoot, result.still) == (0.0, 1.0)
    assert result.excursion == pytest.approx(1.0)


def test_a_detour_an_overshoot_and_a_slip() -> None:
    detour = [(0.0, 0.0), (0.1, 0.0), (0.1, 0.3), (0.5, 0.3), (0.5, 0.0)]
    result = reached([*detour, (0.7, 0.0), (0.5, 0.03), (0.5, 0.04)]).result(done=False)
    assert result.path == pytest.approx(0.1 + 0.3 + 0.4 + 0.3)
    assert result.directness == pytest.approx(0.5 / 1.1)
    assert result.overshoot == pytest.approx(0.2)
    assert result.excursion == pytest.approx(1.4)
    assert result.still == pytest.approx(3 / 4)
    assert result.accuracy == pytest.approx(((0.03 ** 2 + 0.04 ** 2) / 3) ** 0.5)


def test_a_trial_that_never_began_knows_nothing() -> None:
    result = reached([(0.0, 0.0)] * 10).result(done=False)
    assert (result.reaction_s, result.grasp_s, result.home_s, result.path, result.directness, result.overshoot,
            result.accuracy, result.still) == (None,) * 8
    assert Trial(Direction.LEFT, -0.5, 0.0).result(done=False).excursion == 0.0


def test_a_trial_begun_anew_keeps_its_misses() -> None:
    trial = reached([(0.0, 0.0), (0.3, 0.4), (0.5, 0.0)])
    trial.misses, trial.helped = 2, True
    trial.restart(0.4, 0.0)
    result = trial.result(done=False)
    assert (result.misses, result.helped, result.distance, result.path) == (2, True, 0.4, None)


def test_three_stars_each_with_its_figure() -> None:
    outcome = explain([WELL] * 8, done=8, goal=8, skipped=0)
    assert outcome.stars == 3
    assert outcome.reasons == ("You brought home 8 of 8 things.", "Your way was 90 % straight.",
                               "You held still 90 % of the time.")


@pytest.mark.parametrize(("done", "goal", "star", "words"), [
    (8, 8, True, "You brought home 8 of 8 things."), (6, 8, True, "6 of 8"), (5, 8, False, "5 of 8"),
    (1, 8, False, "1 of 8"), (0, 8, False, "You made a start."), (0, 0, False, "That is fine."),
    (1, 1, True, "You brought home 1 of 1 things.")])
def test_the_star_for_what_was_brought_home(done: int, goal: int, star: bool, words: str) -> None:
    outcome = explain([replace(WELL, directness=None, still=None)] * done, done=done, goal=goal, skipped=0)
    assert outcome.stars == star
    assert words in outcome.reasons[0]


@pytest.mark.parametrize(("value", "star", "percent"), [(0.70, True, "70 %"), (0.6999, False, "69 %"),
                                                        (1.0, True, "100 %"), (None, False, "measured")])
def test_the_star_for_a_straight_way(value: float | None, star: bool, percent: str) -> None:
    outcome = explain([replace(WELL, directness=value, still=None)], done=0, goal=8, skipped=0)
    assert outcome.stars == star
    assert percent in outcome.reasons[1]


@pytest.mark.parametrize(("value", "star", "percent"), [(0.75, True, "75 %"), (0.7499, False, "74 %"),
                                                        (None, False, "measured")])
def test_the_star_for_a_steady_hold(value: float | None, star: bool, percent: str) -> None:
    outcome = explain([replace(WELL, directness=None, still=value)], done=0, goal=8, skipped=0)
    assert outcome.stars == star
    assert percent in outcome.reasons[2]


def test_the_table_for_the_therapist_has_a_row_per_direction() -> None:
    unfinished = replace(WELL, direction=Direction.LEFT, directness=None, done=False)
    trials = [WELL, replace(WELL, directness=0.5), unfinished]
    measures = explain(trials, done=2, goal=3, skipped=1).measures
    rows = measures["by_direction"]
    assert isinstance(rows, list)
    assert [(row["direction"], row["tried"], row["done"], row["directness"]) for row in rows
            if isinstance(row, dict)] == [("right", 2, 2, 0.7), ("left", 1, 0, None)]
    assert measures["skipped"] == 1
    assert isinstance(measures["trials"], list)
    assert len(measures["trials"]) == 3
