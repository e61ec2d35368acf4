"""Order and spread: what comes when, and what is shown."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.plays.order import blocked, serial, shuffled, spread


@pytest.mark.parametrize(("count", "in_turn", "in_blocks"), [
    (0, "", ""), (1, "a", "a"), (3, "abc", "abc"), (4, "abca", "aabc"), (8, "abcabcab", "aaabbbcc")])
def test_in_turn_and_in_blocks(count: int, in_turn: str, in_blocks: str) -> None:
    assert "".join(serial("abc", count)) == in_turn
    assert "".join(blocked("abc", count)) == in_blocks


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 8), st.integers(0, 40), st.integers(0, 1000))
def test_drawn_at_random_never_repeats_and_is_even(choices: int, count: int, seed: int) -> None:
    drawn = shuffled(range(choices), count, random.Random(seed))
    assert len(drawn) == count
    assert all(before != after for before, after in pairwise(drawn))
    counts = [drawn.count(choice) for choice in range(choices)]
    assert max(counts) - min(counts) <= 1


def test_one_choice_may_repeat_and_the_seed_decides() -> None:
    assert shuffled("a", 3, random.Random(1)) == ["a", "a", "a"]
    assert shuffled("abcdef", 6, random.Random(1)) == shuffled("abcdef", 6, random.Random(1))
    assert len({"".join(shuffled("abcdef", 6, random.Random(seed))) for seed in range(9)}) > 1


@pytest.mark.parametrize(("share", "shown"), [
    (0.0, "......"), (0.01, "x....."), (0.33, "x..x.."), (0.5, "x.x.x."), (0.67, "xxx.xx"), (1.0, "xxxxxx")])
def test_a_share_is_spread_evenly_from_the_first(share: float, shown: str) -> None:
    assert "".join("x" if mark else "." for mark in spread(share, 6)).startswith(shown)
    assert spread(share, 100).count(True) == pytest.approx(100 * share)
    assert spread(share, 6)[0] is (share > 0)
