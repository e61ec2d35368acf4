"""The engine holds its target: stationary players, lapses, jumps of skill, one axis or four."""

from __future__ import annotations

from statistics import fmean

import pytest

from game.difficulty.axes import Levels
from game.difficulty.settings import Settings
from tests.game.difficulty.players import ONE_AXIS, Player, mean_success, meets, played

TARGETS = (0.5, 0.6, 0.75, 0.85, 0.95)
MIDDLE = Levels(0.5, 0.5, 0.5, 0.5)
POINTS = 0.06
SEEDS = 40


@pytest.mark.parametrize("slope", [5.0, 10.0, 20.0])
@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("away", [-0.2, 0.0, 0.2])
def test_after_20_tries_a_stationary_player_succeeds_as_aimed_for(target: float, slope: float,
                                                                  away: float) -> None:
    player = Player(meets(target, slope, 2.0 + away), slope)
    found = mean_success(Settings(target, ONE_AXIS), MIDDLE, player, (20, 45), SEEDS)
    assert found == pytest.approx(target, abs=POINTS)


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("lapse", [0.02, 0.05])
def test_lapses_do_not_drive_the_target_away(target: float, lapse: float) -> None:
    player = Player(meets(target, 10.0, 2.0), 10.0, lapse)
    assert mean_success(Settings(target), MIDDLE, player, (20, 45), SEEDS) == pytest.approx(target, abs=POINTS)


@pytest.mark.parametrize("slope", [5.0, 10.0, 20.0])
@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("jump", [-0.2, 0.2])
def test_a_change_of_skill_is_followed_within_40_tries(target: float, slope: float, jump: float) -> None:
    before = Player(meets(target, slope, 2.0), slope, 0.01)
    after = Player(before.skill + jump, slope, 0.01)
    found = mean_success(Settings(target), MIDDLE, before, (80, 100), 30, after, tries=100)
    assert found == pytest.approx(target, abs=POINTS)


def test_a_jump_is_felt_before_it_is_followed() -> None:
    """The test above would mean nothing if the jump did not matter."""
    before = Player(meets(0.75, 10.0, 2.0), 10.0)
    after = Player(before.skill - 0.3, 10.0)
    assert mean_success(Settings(), MIDDLE, before, (50, 55), SEEDS, after, tries=100) < 0.75 - 2 * POINTS


@pytest.mark.parametrize("target", TARGETS)
def test_in_the_long_run_the_target_is_met_closely(target: float) -> None:
    player = Player(meets(target, 8.0, 2.0), 8.0, 0.01)
    assert mean_success(Settings(target), MIDDLE, player, (60, 260), 15) == pytest.approx(target, abs=0.03)


def test_help_does_not_stay() -> None:
    """Help is there after misses and gone after successes: less than half of it on average, and often none."""
    player = Player(meets(0.75, 10.0, 2.0), 10.0)
    helps = [state.assist for seed in range(20) for _, state in played(Settings(), MIDDLE, player, 100, seed)][50:]
    assert fmean(helps) < 0.4
    assert sum(help_now == 0 for help_now in helps) > 0.2 * len(helps)


def test_a_player_out_of_reach_ends_at_the_easiest_with_all_the_help() -> None:
    *_, (_, state) = played(Settings(), MIDDLE, Player(-5.0, 10.0), 300, 1)
    assert (state.levels, state.assist) == (Levels(), 1.0)
    *_, (_, state) = played(Settings(), MIDDLE, Player(9.0, 10.0), 300, 1)
    assert (state.levels, state.assist) == (Levels(1, 1, 1, 1), 0.0)
