"""One decision after another: what moves, what does not, and why."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from core.errors import InputError
from game.difficulty.axes import ORDER, DifficultyAxis, Levels, Lock
from game.difficulty.decide import RESET_DAYS, begin, decide
from game.difficulty.settings import Settings
from game.difficulty.state import Adjust, Decision, Feels, Given, Place, Return, State, Symptom, Try, Why
from game.difficulty.words import SENTENCES

SIZE, RANGE, SPEED, HOLD = ORDER
MIDDLE = Levels(0.5, 0.5, 0.5, 0.5)
GOOD, MISS = Try(True), Try(False)


def give(state: State, *givens: Given) -> Decision:
    """Give one after the other; return the last decision."""
    for given in givens:
        decision = decide(state, given)
        state = decision.after
    return decision


def after(settings: Settings, givens: Sequence[Given], first: Levels = MIDDLE) -> State:
    state = begin(settings, first)
    for given in givens:
        state = decide(state, given).after
    return state


def helped(state: State, tries: int) -> Decision:
    """Miss until the help is all there, then on."""
    return give(state, *[MISS] * tries)


def test_a_success_makes_the_first_axis_harder_by_a_small_step() -> None:
    decision = give(begin(Settings(0.75), MIDDLE), GOOD)
    assert decision.after.levels == Levels(0.525, 0.5, 0.5, 0.5)
    assert (decision.moved, decision.why) == (SIZE, (Why.SUCCESS,))


def test_misses_bring_help_first_and_only_then_make_it_easier() -> None:
    state = begin(Settings(0.75), MIDDLE)
    first = give(state, MISS)
    assert (first.after.levels, first.after.assist) == (MIDDLE, 0.46875)
    assert first.why == (Why.MISS, Why.HELP_FIRST)
    third = helped(state, 3)
    assert (third.after.levels, third.after.assist) == (MIDDLE, 1.0)
    fourth = helped(state, 4)
    assert fourth.after.levels == Levels(0.425, 0.5, 0.5, 0.5)
    assert fourth.why == (Why.MISS, Why.HELP_NOT_ENOUGH)


def test_help_goes_before_it_gets_harder() -> None:
    state = give(begin(Settings(0.75), MIDDLE), MISS).after
    levels, helps = [], []
    for _ in range(3):
        decision = give(state, GOOD)
        state = decision.after
        levels.append(state.levels)
        helps.append(state.assist)
        assert decision.why == (Why.SUCCESS, Why.HELP_FADES)
    assert levels == [MIDDLE] * 3
    assert helps == [0.3125, 0.15625, 0.0]
    assert give(state, GOOD).after.levels.size > 0.5


def test_help_that_did_not_suffice_for_a_block_gives_way_to_an_easier_level() -> None:
    """Otherwise help would stay for good, and the person would never play without it."""
    state = after(Settings(0.75), [MISS, GOOD, MISS, GOOD, GOOD, MISS])
    assert state.assist > 0
    assert state.helped_trials == 5
    decision = give(state, MISS)
    assert decision.why[:2] == (Why.MISS, Why.HELP_NOT_ENOUGH)
    assert decision.after.levels.range < 0.5


def test_a_try_that_tells_nothing_changes_nothing() -> None:
    state = begin(Settings(), MIDDLE)
    decision = give(state, Try(None))
    assert (decision.after, decision.why) == (state, (Why.VOID,))


@pytest.mark.parametrize("target", [0.5, 0.6, 0.75, 0.85, 0.95])
def test_a_block_moves_one_axis_by_ten_percent_at_most(target: float) -> None:
    harder = after(Settings(target), [GOOD] * 5)
    assert harder.levels.size == pytest.approx(min(0.6, 0.5 + 5 * 0.1 * (1 - target)))
    assert harder.levels.put(SIZE, 0.5) == MIDDLE
    state = helped(begin(Settings(target, block_trials=40), MIDDLE), 39).after
    assert state.levels == MIDDLE.put(SIZE, 0.4)
    assert give(state, MISS).why[:3] == (Why.MISS, Why.HELP_NOT_ENOUGH, Why.BLOCK_LIMIT)


def test_axes_take_turns_in_order() -> None:
    state, turns = begin(Settings(), MIDDLE), []
    for _ in range(25):
        decision = give(state, GOOD)
        state = decision.after
        turns.append(decision.moved)
    per_block = [set(turns[start:start + 5]) - {None} for start in range(0, 25, 5)]
    assert per_block == [{SIZE}, {RANGE}, {SPEED}, {HOLD}, {SIZE}]


def test_axes_that_the_level_lacks_or_that_are_fixed_are_passed_over() -> None:
    settings = Settings(locks=(Lock(SIZE, 0.3, 0.3),), axes=(SIZE, SPEED, HOLD))
    state = after(settings, [GOOD] * 10)
    assert state.levels.size == 0.3
    assert state.levels.range == 0.5
    assert state.levels.speed > 0.5
    assert state.levels.hold > 0.5


def test_where_a_lock_ends_the_next_axis_takes_over() -> None:
    settings = Settings(locks=(Lock(SIZE, 0.0, 0.51),))
    state = give(begin(settings, MIDDLE), GOOD).after
    assert state.levels.size == 0.51
    decision = give(state, GOOD)
    assert (decision.moved, decision.after.focus) == (RANGE, RANGE)
    assert decision.why == (Why.SUCCESS, Why.AT_LOCK, Why.NEXT_AXIS)
    assert decision.after.block_trials == 1


@pytest.mark.parametrize(("first", "givens", "why"), [
    (Levels(1, 1, 1, 1), [GOOD], Why.HARDEST),
    (Levels(), [MISS] * 4, Why.EASIEST),
])
def test_the_ends_of_all_axes_are_told(first: Levels, givens: list[Given], why: Why) -> None:
    decision = give(begin(Settings(), first), *givens)
    assert why in decision.why
    assert decision.after.levels == first


def test_when_everything_is_fixed_only_help_moves() -> None:
    settings = Settings(locks=tuple(Lock(axis, 0.4, 0.4) for axis in ORDER))
    state = begin(settings, MIDDLE)
    assert state.focus is None
    assert state.levels == Levels(0.4, 0.4, 0.4, 0.4)
    assert give(state, GOOD).why == (Why.SUCCESS, Why.NOTHING_MOVES)
    missed = helped(state, 6)
    assert (missed.after.levels, missed.after.assist) == (state.levels, 1.0)


@pytest.mark.parametrize("symptom", list(Symptom))
def test_a_symptom_freezes_until_it_is_over(symptom: Symptom) -> None:
    state = begin(Settings(), MIDDLE)
    frozen = give(state, Feels(frozenset({symptom}))).after
    for given in [GOOD] * 7 + [MISS] * 7:
        decision = give(frozen, given)
        frozen = decision.after
        assert Why(symptom.value) in decision.why
        assert frozen.levels == MIDDLE
    assert frozen.assist == 1.0, "help may come while it is frozen"
    kept = give(frozen, GOOD).after
    assert kept.assist == 1.0, "and it does not go"
    well = give(kept, Feels())
    assert well.why == (Why.WELL_AGAIN,)
    assert give(well.after, GOOD).after.assist < 1.0


def test_all_symptoms_are_named() -> None:
    decision = give(begin(Settings(), MIDDLE), Feels(frozenset(Symptom)), GOOD)
    assert decision.why == (Why.SUCCESS, Why.PAIN, Why.FATIGUE, Why.INSTABILITY)


def test_the_therapist_may_put_an_axis_inside_its_lock_only() -> None:
    state = begin(Settings(locks=(Lock(HOLD, 0.2, 0.6),)), MIDDLE)
    inside = give(state, Place(HOLD, 0.25))
    assert (inside.after.levels.hold, inside.why, inside.moved) == (0.25, (Why.BY_THERAPIST,), None)
    outside = give(state, Place(HOLD, 0.9))
    assert (outside.after.levels.hold, outside.why) == (0.6, (Why.BY_THERAPIST, Why.INSIDE_LOCKS))
    with pytest.raises(InputError, match=r"level of hold to a number from 0 to 1, not 1\.5"):
        give(state, Place(HOLD, 1.5))


def test_a_new_lock_holds_at_once_and_takes_the_turn_from_a_fixed_axis() -> None:
    state = begin(Settings(), MIDDLE)
    decision = give(state, Adjust(Settings(0.8, (Lock(SIZE, 0.1, 0.1),))))
    assert decision.after.levels.size == 0.1
    assert decision.after.focus is RANGE
    assert decision.why == (Why.BY_THERAPIST, Why.INSIDE_LOCKS)
    assert give(state, Adjust(Settings(0.8))).why == (Why.BY_THERAPIST,)


@pytest.mark.parametrize(("days", "levels", "assist", "why"), [
    (0, MIDDLE, 1.0, Why.BACK_SOON), (RESET_DAYS, MIDDLE, 1.0, Why.BACK_SOON),
    (RESET_DAYS + 1, Levels(0.2, 0.5, 0.3, 0.5), 0.0, Why.LONG_AWAY),
    (36_500, Levels(0.2, 0.5, 0.3, 0.5), 0.0, Why.LONG_AWAY)])
def test_after_a_long_break_it_begins_anew_and_never_harder(days: int, levels: Levels, assist: float,
                                                            why: Why) -> None:
    state = helped(begin(Settings(), MIDDLE), 3).after
    decision = give(state, Return(days, Levels(0.2, 0.9, 0.3, 0.6)))
    assert (decision.after.levels, decision.after.assist, decision.why) == (levels, assist, (why,))


@pytest.mark.parametrize(("days", "words"), [
    (-3, "3 days ahead: set this computer's date"), (40_000, "whole number from 0 to 36500"),
    (True, "whole number"), (2.5, "whole number")])
def test_impossible_breaks_are_refused(days: int, words: str) -> None:
    with pytest.raises(InputError, match=words):
        Return(days, MIDDLE)


def test_every_reason_has_a_sentence() -> None:
    assert set(SENTENCES) == set(Why)
    assert all(sentence.endswith(".") for sentence in SENTENCES.values())


def test_the_engine_has_no_word_for_what_only_a_therapist_changes() -> None:
    assert [axis.value for axis in DifficultyAxis] == ["size", "range", "speed", "hold"]
