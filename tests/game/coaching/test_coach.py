"""The coach of a round: what each try is set to, what is told after it, and what is asked."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.coaching import Aside, AsideKind, Mark, Tried
from game.coaching.coach import LevelCoach
from game.difficulty.decide import decide
from game.difficulty.dual import Second
from game.difficulty.grades import fitted
from game.difficulty.schedule import Feedback
from game.difficulty.state import Feels, Symptom, Try
from levels.reader import shipped
from levels.words import Direction, Order
from tests.game.coaching.making import coach_of, data_of, kinds, level_of, play, start_of
from tests.game.making import make_level

WELL, NOT_YET = 0, 1
GUESSING = Feedback(guess_every=5, probe_share=0.0)


# What a try is set to.

@pytest.mark.parametrize("name", [entry.id for entry in shipped()])
def test_the_first_try_is_played_where_the_engine_stands_in_every_level(name: str) -> None:
    level = level_of(name)
    coach = LevelCoach(level, 3, start_of(level))
    setting = coach.setting(0)
    assert setting.grade == fitted(level, 3, coach.state.levels)
    assert (setting.grade.number, setting.help, setting.ghost, setting.second) == (3, 0.0, False, False)
    assert (setting.feedback, setting.words) == (True, True)
    assert [coach.setting(n) for n in range(setting.grade.items)]


def test_tries_follow_the_engine_and_stay_as_they_were_set() -> None:
    coach = coach_of(items=12)
    first = coach.setting(0)
    state = coach.state
    play(coach, [True] * 6)
    for _ in range(6):
        state = decide(state, Try(True)).after
    assert (coach.state, coach.given) == (state, [Try(True)] * 6)
    assert coach.setting(0) == first
    coach = coach_of(items=12)
    play(coach, [False, False])
    helped = coach.setting(2)
    assert helped.help == coach.state.assist > 0.5
    assert helped.ghost
    assert coach.setting(1).help < helped.help


@pytest.mark.parametrize(("order", "expected"), [
    (Order.BLOCKED, ["right"] * 3 + ["front"] * 3), (Order.SERIAL, ["right", "front"] * 3),
    (None, ["right"] * 3 + ["front"] * 3)])
def test_directions_come_in_the_order_of_the_start(order: Order | None, expected: list[str]) -> None:
    level = make_level(directions=(Direction.RIGHT, Direction.FRONT), order=Order.BLOCKED,
                       difficulty=make_level().difficulty.model_copy(update={"items": (6,) * 10}))
    coach = LevelCoach(level, 1, start_of(level, order=order))
    assert [coach.setting(n).direction for n in range(6)] == expected


def test_random_order_follows_from_the_seed() -> None:
    orders = [[coach.setting(n).direction for n in range(20)]
              for coach in (coach_of(order=Order.RANDOM, seed=seed) for seed in (1, 1, 2))]
    assert orders[0] == orders[1] != orders[2]
    assert all(before is not after for before, after in zip(orders[0], orders[0][1:], strict=False))


@pytest.mark.parametrize(("step", "shown"), [(0, 20), (1, 14), (2, 10), (3, 7), (4, 0)])
def test_feedback_fades_from_all_to_none(step: int, shown: int) -> None:
    coach = coach_of(Feedback(step, guess_every=0, probe_share=0.0))
    settings = [coach.setting(n) for n in range(20)]
    assert sum(setting.feedback for setting in settings) == shown
    assert all(setting.words is setting.feedback for setting in settings)


def test_where_only_sound_leads_it_is_never_taken_away() -> None:
    level = level_of("eyes_closed")
    coach = LevelCoach(level, 5, start_of(level, Feedback(4, guess_every=0)))
    settings = [coach.setting(n) for n in range(level.grade(5).items)]
    assert all(setting.feedback and not setting.words for setting in settings)


# What is told.

def test_a_usual_try_needs_no_aside() -> None:
    coach = coach_of()
    assert play(coach, [True, False, None, True]) == [[], [], [], []]
    assert [data["why"] for data in data_of(coach.events(1, 1), "told")] == ["its_turn"] * 3
    assert coach.events(2, 2) == []


@pytest.mark.parametrize(("error", "told"), [(0.0, False), (0.25, False), (0.251, True), (1.0, True)])
def test_inside_the_band_silence_means_good(error: float, told: bool) -> None:
    coach = coach_of(Feedback(band=0.25, guess_every=0, probe_share=0.0))
    assert not coach.setting(0).words
    assert coach.setting(0).feedback
    (asides,) = play(coach, [True], error)
    assert asides == ([Aside(AsideKind.RESULT, (Mark(True, error),))] if told else [])


def test_five_results_are_told_together_and_the_rest_at_the_end() -> None:
    coach = coach_of(Feedback(summary=True, guess_every=0, probe_share=0.0), items=7)
    results = [True, False, True, True, False, True, True]
    told = play(coach, results)
    assert [kinds(asides) for asides in told] == [[]] * 4 + [[AsideKind.SUMMARY]] + [[]] * 2
    assert [mark.success for mark in told[4][0].marks] == results[:5]
    (last,) = coach.close()
    assert [mark.success for mark in last.marks] == results[5:]
    assert not any(coach.setting(n).words for n in range(7))


def test_a_summary_leaves_out_probes_and_tries_that_tell_nothing() -> None:
    coach = coach_of(Feedback(summary=True, guess_every=0, probe_share=0.2), items=10)
    told = play(coach, [None, *[True] * 9])
    marks = [mark for asides in told for aside in asides for mark in aside.marks]
    left = [mark for aside in coach.close() for mark in aside.marks]
    plain = sum(coach._plan[n].probe for n in range(1, 10))
    assert len(marks) + len(left) == 9 - plain
    assert coach_of().close() == ()


def test_few_words_mean_results_and_no_summaries() -> None:
    coach = coach_of(Feedback(summary=True, guess_every=0, probe_share=0.0), few_words=True)
    assert play(coach, [True] * 5) == [[]] * 5
    assert coach.setting(0).words
    assert coach.close() == ()


# What is asked.

@pytest.mark.parametrize(("success", "choice", "guessed"), [
    (True, WELL, True), (False, WELL, True), (True, NOT_YET, False), (False, NOT_YET, False), (True, None, None)])
def test_a_guess_comes_before_the_result(success: bool, choice: int | None, guessed: bool | None) -> None:
    coach = coach_of(GUESSING, items=5)
    number = next(n for n in range(5) if not coach.setting(n).words)
    asides = coach.ended(Tried(number, success, 0.3))
    assert asides == (Aside(AsideKind.GUESS, choices=("well", "not_yet")),)
    assert coach.answer(asides[0], choice) == (Aside(AsideKind.RESULT, (Mark(success, 0.3),), guessed=guessed),)
    assert data_of(coach.events(1, 1), "guessed") == [{"try": number, "guess": guessed, "success": success}]
    told = coach.told()
    assert (told.guessed.of, told.was.of) == ((0, 0) if guessed is None else (1, 1))
    assert (told.guessed.well, told.was.well) == ((0, 0) if guessed is None else (guessed, success))


def test_one_try_in_five_is_guessed_and_its_result_is_not_told_without_feedback() -> None:
    told = play(coach_of(GUESSING), [True] * 20)
    assert sum(AsideKind.GUESS in kinds(asides) for asides in told) == 4
    faded = play(coach_of(Feedback(4, probe_share=0.0)), [True] * 20)
    assert [kind for asides in faded for kind in kinds(asides)] == [AsideKind.GUESS] * 4


def test_nothing_is_asked_about_a_try_that_tells_nothing() -> None:
    coach = coach_of(Feedback(band=0.1, on_request=True, second=Second.COUNT, second_share=1.0, guess_every=2))
    assert play(coach, [None] * 20) == [[]] * 20
    assert not coach.may_ask()
    assert coach.told().voids == 20
    assert coach.told().tries.of == 0
    assert coach.state == coach_of().state


@pytest.mark.parametrize(("step", "success", "may"), [(0, True, False), (4, True, True), (4, False, True),
                                                      (4, None, False)])
def test_who_asks_is_told_once_what_was_not_told_yet(step: int, success: bool | None, may: bool) -> None:
    coach = coach_of(Feedback(step, on_request=True, guess_every=0, probe_share=0.0))
    assert not coach.may_ask()
    assert coach.ask() == ()
    play(coach, [success], 0.4)
    assert coach.may_ask() is may
    assert coach.ask() == ((Aside(AsideKind.RESULT, (Mark(bool(success), 0.4),)),) if may else ())
    assert not coach.may_ask()
    reasons = [data["why"] for data in data_of(coach.events(1, 1), "told")]
    assert reasons[-1:] == (["asked"] if may else [] if success is None else ["its_turn"])


def test_who_asks_is_told_nothing_of_a_probe_and_nothing_where_it_is_not_wanted() -> None:
    probes = coach_of(Feedback(on_request=True, guess_every=0, probe_share=1.0))
    faded = coach_of(Feedback(4, guess_every=0, probe_share=0.0))
    for coach in (probes, faded):
        play(coach, [True])
        assert not coach.may_ask()
        assert coach.ask() == ()
    assert not probes.setting(0).feedback


def test_what_came_up_is_asked_for_and_the_answer_kept() -> None:
    coach = coach_of(Feedback(second=Second.COLOURS, second_share=1.0, guess_every=0, probe_share=0.0))
    setting = coach.setting(0)
    assert setting.second
    shown = [colour for _ in range(1500) if (colour := coach.look(0)) is not None]
    assert setting.wanted in shown
    (aside,) = coach.ended(Tried(0, True, 0.1))
    assert (aside.kind, aside.colour, len(aside.choices)) == (AsideKind.COUNT, setting.wanted, 3)
    right = data_of(answered(coach, aside, 1), "counted")[0]["right"]
    assert str(right) in aside.choices
    told = coach.told()
    assert (told.counts.of, told.dual.of, told.single.of) == (1, 1, 0)
    assert coach.look(1) is None


def answered(coach: LevelCoach, aside: Aside, choice: int | None) -> Any:
    assert coach.answer(aside, choice) == ()
    return coach.events(1, 1)


def test_a_count_that_was_not_answered_is_no_wrong_one() -> None:
    coach = coach_of(Feedback(second=Second.COUNT, second_share=1.0, guess_every=0, probe_share=0.0))
    play(coach, [True])
    assert coach.told().counts.of == 0
    assert data_of(coach.events(1, 1), "counted") == [{"try": 0, "count": None, "right": 0}]


def test_never_are_two_things_asked_about_one_try() -> None:
    coach = coach_of(Feedback(2, second=Second.COUNT, second_share=1.0, guess_every=2), items=40)
    for asides in play(coach, [True] * 40):
        assert sum(bool(aside.choices) for aside in asides) <= 1


def test_single_and_dual_show_what_a_second_task_costs() -> None:
    coach = coach_of(Feedback(second=Second.COUNT, second_share=0.5, guess_every=0, probe_share=0.0))
    play(coach, [not coach.setting(n).second or n % 2 == 0 for n in range(20)])
    told = coach.told()
    assert (told.single.share, told.dual.of) == (1.0, 10)
    assert told.dual.share is not None
    assert told.dual_cost == pytest.approx(1 - told.dual.share)


# Safety, and the record.

def test_who_is_unsteady_gets_nothing_harder_for_the_rest_of_the_round() -> None:
    coach = coach_of()
    coach.unsteady()
    coach.unsteady()
    before = coach.state.levels
    play(coach, [True] * 20)
    assert coach.state.levels == before
    steady = coach_of()
    play(steady, [True] * 20)
    assert steady.state.levels != before
    assert coach.told().near_falls == 2
    assert coach.given[0] == Feels(frozenset({Symptom.INSTABILITY}))
    assert coach.given[1:] == [Try(True)] * 20
    first = data_of(coach.events(1, 1), "difficulty")[0]
    assert (first["try"], first["success"], first["why"]) == (None, None, ["instability"])


def test_decisions_are_told_with_their_reasons() -> None:
    coach = coach_of()
    play(coach, [False])
    (event,) = [event for event in coach.events(7, 70) if event.kind == "difficulty"]
    assert (event.tick, event.t_ns) == (7, 70)
    assert dict(event.data) == {"try": 0, "success": False, "levels": coach.state.levels.to_json(),
                                "assist": coach.state.assist, "focus": "size", "why": ["miss", "help_first"]}


FEEDBACKS = st.builds(Feedback, st.integers(0, 4), st.none() | st.floats(0, 1), st.booleans(), st.booleans(),
                      st.just(0) | st.integers(2, 6), st.floats(0, 1), st.none() | st.sampled_from(Second),
                      st.floats(0, 1))
TRIES = st.lists(st.tuples(st.none() | st.booleans(), st.floats(0, 1), st.none() | st.floats(0, 1),
                           st.integers(0, 900), st.none() | st.integers(0, 1), st.booleans(), st.booleans()),
                 max_size=12)


@settings(max_examples=60, deadline=None)
@given(FEEDBACKS, TRIES, st.booleans(), st.integers(0, 1000))
def test_whatever_is_answered_the_same_start_leads_to_the_same_round(feedback: Feedback, tries: Any,
                                                                     few_words: bool, seed: int) -> None:
    def once() -> tuple[Any, ...]:
        coach = coach_of(feedback, items=12, few_words=few_words, seed=seed)
        seen: list[Any] = []
        for number, (success, error, still, ticks, choice, asks, unsteady) in enumerate(tries):
            seen.append(coach.setting(number))
            seen += [coach.look(number) for _ in range(ticks)]
            if unsteady:
                coach.unsteady()
            waiting = list(coach.ended(Tried(number, success, error, still)))
            while waiting:
                aside = waiting.pop(0)
                seen.append(aside)
                waiting[:0] = coach.answer(aside, choice if aside.choices else None)
            seen += coach.ask() if asks and coach.may_ask() else ()
            seen += coach.events(number, number)
        return seen, coach.close(), coach.state, coach.told(), coach.given

    first = once()
    assert once() == first
    told = first[3]
    assert told.tries.of + told.voids == len(tries)
    assert told.single.join(told.dual) == told.tries
