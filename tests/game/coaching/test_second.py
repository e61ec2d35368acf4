"""The second task counts what was really up, and asks for it with numbers that could be right."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.coaching.second import EVERY_S, LONGEST_TRY_S, SEEN_S, USUAL_COLOUR, SecondTask
from game.difficulty.dual import Colour, Second


def ups(task: SecondTask, ticks: int) -> list[tuple[int, Colour]]:
    """When markers came up, and which."""
    found: list[tuple[int, Colour]] = []
    before = None
    for tick in range(1, ticks + 1):
        now = task.look()
        if now is not None and before is None:
            found.append((tick, now))
        before = now
    return found


@pytest.mark.parametrize("kind", Second)
def test_only_what_was_up_long_enough_counts(kind: Second) -> None:
    whole = ups(SecondTask(kind, "a"), 3000)
    wanted = SecondTask(kind, "a").wanted
    assert (wanted is None) is (kind is Second.COUNT)
    assert {colour for _, colour in whole} <= ({USUAL_COLOUR} if wanted is None else set(Colour))
    for place, (tick, colour) in enumerate(whole):
        before = sum(wanted in (None, other) for _, other in whole[:place])
        for later, counts in ((round(SEEN_S * 100) - 2, False), (round(SEEN_S * 100) + 1, True)):
            task = SecondTask(kind, "a")
            ups(task, tick + later)
            assert task.seen() == before + (counts and wanted in (None, colour))


def test_markers_come_soon_and_apart_and_end_after_the_longest_try() -> None:
    task = SecondTask(Second.COUNT, "b")
    found = [tick for tick, _ in ups(task, round(LONGEST_TRY_S * 100))]
    gaps = [later - sooner for sooner, later in pairwise(found)]
    assert EVERY_S[0] * 100 <= found[0] <= EVERY_S[1] * 100 + 1
    assert EVERY_S[0] * 100 - 1 <= min(gaps) <= max(gaps) <= EVERY_S[1] * 100 + 1
    assert ups(task, 1000) == []
    assert task.seen() == len(found)


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(Second), st.text(max_size=8), st.integers(0, 3000))
def test_the_right_number_is_among_three_in_a_row(kind: Second, seed: str, ticks: int) -> None:
    task, again = SecondTask(kind, seed), SecondTask(kind, seed)
    ups(task, ticks)
    ups(again, ticks)
    choices = task.choices()
    numbers = [int(choice) for choice in choices]
    assert again.choices() == choices
    assert task.seen() in numbers
    assert numbers == [numbers[0], numbers[0] + 1, numbers[0] + 2]
    assert numbers[0] >= 0


def test_the_right_number_has_no_place_of_its_own() -> None:
    places = set()
    for seed in range(30):
        task = SecondTask(Second.COUNT, str(seed))
        ups(task, 1200)
        places.add(task.choices().index(str(task.seen())))
    assert places == {0, 1, 2}
