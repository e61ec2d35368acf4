"""Asides of a round: between two tries, for their time, answered or not, paused and stopped like play."""

from __future__ import annotations

import pytest

from core.cues import CueKind
from core.faults import Fault
from game.asides import LASTS_S, UNANSWERED_S
from game.coaching import Aside, AsideKind, Mark
from game.phases import Command, Ending, Phase, RoundStep
from levels.words import LampMode
from tests.game.lanterns import make_lanterns
from tests.game.making import (
    LOST,
    RESULT,
    Player,
    ScriptedCoach,
    coached_by,
    make_difficulty,
    make_level,
    of_kind,
    round_of,
)
from tests.game.test_near_fall import stumble
from tests.game.test_round_lanterns import Lying

GUESS = Aside(AsideKind.GUESS, choices=("well", "not_yet"))
COUNT = Aside(AsideKind.COUNT, choices=("1", "2", "3"))
SUMMARY = Aside(AsideKind.SUMMARY, (Mark(True, 0.1), Mark(False, 0.8)))
FOLLOWED = Aside(AsideKind.RESULT, (Mark(False, 0.7),), guessed=True)
PRESSES = (Command.FIRST, Command.SECOND, Command.THIRD)


def asked(*asides: Aside, **changes: object) -> tuple[Player, ScriptedCoach, RoundStep]:
    """A player who is shown the first of `asides` after the first try."""
    coach = ScriptedCoach(make_level().grade(5), asides, **changes)  # type: ignore[arg-type]  # any field
    player, _ = coached_by(coach)
    return player, coach, player.until(Phase.ASIDE)


def lasts(player: Player, coach: ScriptedCoach) -> int:
    """How many ticks the aside of now, just entered, is shown."""
    answered = len(coach.answers)
    for ticks in range(1, 10_000):
        player.step()
        if len(coach.answers) > answered:
            return ticks
    raise AssertionError("the aside never passed")


def test_an_aside_comes_once_a_try_is_over_and_the_world_stands_still() -> None:
    player, coach, step = asked(RESULT)
    assert (step.view.aside, step.cue.kind, len(coach.tried)) == (RESULT, CueKind.CENTRE, 1)
    assert of_kind(step.events, "item_home")
    for _ in range(100):
        after = player.step(Command.EASIER, Command.SKIP)
        assert (after.view.phase, after.view.view, after.wish) == (Phase.ASIDE, step.view.view, None)
        assert after.events == ()
    player.until(Phase.PLAY)
    assert player.step().view.aside is None


def test_a_round_without_an_aside_is_as_long_as_without_a_coach() -> None:
    alone = Player(round_of(make_level()))
    coach = ScriptedCoach(make_level().grade(5))
    coached = Player(round_of(make_level(), coach=coach))
    for player in (alone, coached):
        player.step(Command.START)
        player.until(Phase.RESULTS)
    assert alone.events == coached.events
    assert (alone.tick, coach.closed, len(coach.tried)) == (coached.tick, 1, 4)


@pytest.mark.parametrize(("aside", "seconds"), [
    (RESULT, 4), (SUMMARY, 8), (GUESS, 30), (COUNT, 30)])
def test_an_aside_passes_by_itself(aside: Aside, seconds: int) -> None:
    player, coach, _ = asked(aside)
    assert LASTS_S[aside.kind] == seconds
    assert lasts(player, coach) == seconds * 100
    assert coach.answers == [(aside.kind, None)]


def test_who_did_not_answer_is_asked_for_less_long_until_there_is_an_answer() -> None:
    player, coach, _ = asked(GUESS, GUESS, GUESS, RESULT, GUESS)
    assert [lasts(player, coach), lasts(player, coach)] == [3000, UNANSWERED_S * 100]
    player.step(Command.SECOND)
    assert [lasts(player, coach), lasts(player, coach)] == [400, 3000]
    assert coach.answers == [(AsideKind.GUESS, None), (AsideKind.GUESS, None), (AsideKind.GUESS, 1),
                             (AsideKind.RESULT, None), (AsideKind.GUESS, None)]


@pytest.mark.parametrize(("aside", "command", "choice"), [
    (GUESS, Command.FIRST, 0), (GUESS, Command.SECOND, 1), (COUNT, Command.THIRD, 2),
    (RESULT, Command.FIRST, None), (RESULT, Command.THIRD, None), (SUMMARY, Command.SECOND, None)])
def test_a_press_answers_or_goes_on(aside: Aside, command: Command, choice: int | None) -> None:
    player, coach, _ = asked(aside)
    assert player.step(command).view.phase is Phase.PLAY
    assert coach.answers == [(aside.kind, choice)]


def test_a_press_that_answers_nothing_is_ignored() -> None:
    player, coach, _ = asked(GUESS)
    assert player.step(Command.THIRD).view.aside is GUESS
    assert player.step(Command.ASK, Command.START, Command.RESUME).view.aside is GUESS
    assert coach.answers == []


def test_what_follows_from_an_answer_comes_first() -> None:
    player, coach, _ = asked(GUESS, SUMMARY, follow=(FOLLOWED,))
    assert player.step(Command.FIRST).view.aside is FOLLOWED
    assert player.step(Command.FIRST).view.aside is SUMMARY
    assert player.step(Command.FIRST).view.phase is Phase.PLAY
    assert [kind for kind, _ in coach.answers] == [AsideKind.GUESS, AsideKind.RESULT, AsideKind.SUMMARY]


def test_a_pause_in_an_aside_comes_back_to_it_through_the_gate_for_its_whole_time() -> None:
    player, coach, _ = asked(RESULT)
    player.steps(300)
    assert player.step(Command.PAUSE).view.phase is Phase.PAUSED
    assert player.step(Command.FIRST).view.aside is None
    assert player.step(Command.RESUME).view.phase is Phase.ALIGN
    back = player.until(Phase.ASIDE)
    assert (back.view.aside, coach.answers) == (RESULT, [])
    assert of_kind(player.events, "aligned")[-1].data["back_to"] == "aside"
    assert lasts(player, coach) == 400


def test_a_fault_in_an_aside_pauses_and_comes_back_by_itself() -> None:
    player, _, _ = asked(GUESS)
    player.kg, player.lean = 0.0, LOST
    step = player.until(Phase.PAUSED)
    assert step.view.fault is Fault.OFF_BOARD
    player.kg, player.lean = 70.0, player.board
    assert player.until(Phase.ASIDE).view.aside is GUESS


def test_stopping_in_an_aside_shows_results_at_once() -> None:
    player, coach, _ = asked(GUESS, SUMMARY)
    step = player.step(Command.STOP)
    assert (step.view.phase, step.view.ending, step.view.aside) == (Phase.RESULTS, Ending.STOPPED, None)
    assert (coach.answers, coach.closed) == ([], 0)


def test_what_closes_a_round_comes_before_the_results() -> None:
    player, coach, _ = asked(RESULT, closing=(SUMMARY,))
    last = player.until(lambda step: step.view.aside is SUMMARY)
    assert (last.view.phase, len(coach.tried), coach.closed) == (Phase.ASIDE, 4, 1)
    assert last.view.outcome is None
    player.step(Command.PAUSE)
    player.step(Command.RESUME)
    step = player.until(Phase.RESULTS)
    assert (step.view.ending, coach.answers[-1]) == (Ending.COMPLETED, (AsideKind.SUMMARY, None))
    assert player.kinds()[-2:] == ["outcome", "ended"]


def test_who_stops_when_all_is_done_and_only_the_summary_is_left_has_completed_the_round() -> None:
    player, _, _ = asked(closing=(SUMMARY,))
    assert player.step(Command.STOP).view.ending is Ending.COMPLETED


def test_how_it_went_may_be_asked_between_two_tries() -> None:
    player, _, _ = asked(RESULT, askable=True)
    step = player.until(Phase.PLAY)
    assert step.view.may_ask
    step = player.step(Command.ASK)
    assert (step.view.phase, step.view.aside, step.view.may_ask) == (Phase.ASIDE, RESULT, False)


def test_the_gap_waits_for_who_may_ask_and_nothing_is_told_in_a_try() -> None:
    coach = ScriptedCoach(make_level().grade(5), askable=True)
    player, _ = coached_by(coach)
    assert not player.step(Command.ASK).view.may_ask
    player.until(lambda step: step.view.may_ask)
    asking = 1
    while player.step().view.may_ask:
        asking += 1
    assert asking == pytest.approx(300, abs=2)
    assert player.step(Command.ASK).view.phase is Phase.PLAY


@pytest.mark.parametrize("phase", [Phase.PLAY, Phase.ASIDE])
def test_a_near_fall_is_told_to_the_coach_once(phase: Phase) -> None:
    player, coach = coached_by()
    player.until(phase)
    stumble(player)
    assert player.steps(50).view.fault is Fault.NEAR_FALL
    assert (coach.falls, len(of_kind(player.events, "near_fall"))) == (1, 1)


def test_after_its_minutes_a_round_ends_kindly_between_two_tries() -> None:
    level = make_level(difficulty=make_difficulty(items=40))
    coach = ScriptedCoach(level.grade(5), minutes=1, closing=(SUMMARY,))
    player, _ = coached_by(coach, difficulty=make_difficulty(items=40))
    step = player.until(Phase.RESULTS)
    done = len(coach.tried)
    assert 3 < done < 40
    assert step.view.ending is Ending.COMPLETED
    assert step.view.outcome is not None
    assert step.view.outcome.stars == 3
    assert step.view.outcome.reasons[0] == f"You brought home {done} of {done} things."
    assert [event.data["goal"] for event in of_kind(player.events, "time_over")] == [done]
    assert coach.closed == 1
    assert player.tick <= 100 * (60 + 8 + 15)


def test_lamps_end_kindly_too_and_who_lies_is_asked_to_let_go() -> None:
    level = make_lanterns(LampMode.HOLD, lamps=24)
    coach = ScriptedCoach(level.grade(1), (RESULT,), minutes=1)
    lying = Lying(level)
    lying.round = round_of(level, grade=1, coach=coach)
    lying.step(Command.START)
    aside = lying.until(Phase.ASIDE)
    assert (aside.cue.kind, aside.wish, coach.tried[0].success) == (CueKind.RELAX, None, True)
    step = lying.until(Phase.RESULTS)
    assert step.view.outcome is not None
    assert step.view.outcome.reasons[0] == f"You did {len(coach.tried)} of {len(coach.tried)} lamps on your own."
    assert 2 < len(coach.tried) < 24
