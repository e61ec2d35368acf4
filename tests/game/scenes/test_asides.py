"""What stands between two tries: how it looks, and that lean, hand, key and one switch all answer it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.frames import StreamHealth
from game.coaching import Aside, AsideKind
from game.difficulty.dual import Colour
from game.intents import Intent, IntentKind
from game.phases import Command
from game.picture import Button, Figure, Label, Panel, Picture, Rect, Tone, World
from game.scenes.asides import ANSWERS, aside_choices, by_digit
from game.scenes.layout import BAND
from game.sounds import SoundKind
from tests.game.scenes.aside_making import (
    ASIDES,
    COUNT,
    GOOD,
    GUESS,
    RESULT,
    SECOND,
    SHELF,
    SUMMARY,
    aside_pictures,
    between,
    commands,
    person_in,
    playing,
)

K = IntentKind
AFTER = playing()


def texts(picture: Picture) -> list[str]:
    return [part.text for part in picture.parts if isinstance(part, Label)]


def figures(picture: Picture) -> list[str]:
    return [part.name for part in picture.parts if isinstance(part, Figure)]


def marks(picture: Picture) -> list[tuple[str, float]]:
    return [(part.name, part.value) for part in picture.parts
            if isinstance(part, Figure) and part.name.startswith("mark_")]


def meets(one: Rect, other: Rect) -> bool:
    return one.x < other.x + other.w and other.x < one.x + one.w and one.y < other.y + other.h \
        and other.y < one.y + one.h


# What is shown.

@pytest.mark.parametrize(("aside", "heading", "buttons"), [
    (GUESS, "How did that go?", {"In one go", "Not yet"}), (RESULT, "In one go", {"Go on"}),
    (Aside(AsideKind.RESULT, (SECOND,)), "A second go", {"Go on"}),
    (SUMMARY, "4 of 5 in one go.", {"Go on"}),
    (Aside(AsideKind.SUMMARY, (SECOND, SECOND)), "Each one took a second go.", {"Go on"}),
    (COUNT, "How many marks came up?", {"3", "4", "5"}),
    (replace(COUNT, colour=Colour.BLUE), "How many blue ones?", {"3", "4", "5"}),
    *((Aside(AsideKind.RESULT, (mark,), guessed=guessed), heading, {"Go on"}) for mark, guessed, heading in (
        (GOOD, True, "You felt that right."), (SECOND, False, "You felt that right."),
        (GOOD, False, "It felt different."), (SECOND, True, "It felt different."))),
])
def test_one_thing_is_said_and_what_may_be_done_stands_below(aside: Aside, heading: str,
                                                            buttons: set[str]) -> None:
    person = person_in(between(aside))
    assert heading in texts(person.picture)
    assert heading in person.picture.speech
    assert {button.label for button in person.buttons.values()} == buttons | {"Stop", "Pause"}


@pytest.mark.parametrize(("aside", "shown"), [
    (RESULT, [("mark_closed", 0.2)]), (Aside(AsideKind.RESULT, (SECOND,)), [("mark_open", 0.8)]),
    (SUMMARY, [("mark_closed", 0.2), ("mark_open", 0.8), *[("mark_closed", 0.2)] * 3]), (GUESS, []), (COUNT, []),
])
def test_marks_stand_from_left_to_right_the_oldest_first(aside: Aside, shown: list[tuple[str, float]]) -> None:
    picture = person_in(between(aside)).picture
    assert marks(picture) == shown
    lefts = [part.rect.x for part in picture.parts if isinstance(part, Figure) and part.name.startswith("mark_")]
    assert lefts == sorted(lefts)


@pytest.mark.parametrize("aside", ASIDES)
def test_the_world_stays_still_and_dim_behind_it(aside: Aside) -> None:
    picture = person_in(between(aside)).picture
    world = next(part for part in picture.parts if isinstance(part, World))
    assert world.view is SHELF
    assert 0.4 < world.dim < 0.8


def test_both_answers_of_a_guess_weigh_the_same() -> None:
    person = person_in(between(GUESS))
    well, not_yet = person.buttons["first"], person.buttons["second"]
    assert (well.rect.w, well.rect.h, well.tone) == (not_yet.rect.w, not_yet.rect.h, not_yet.tone)
    assert well.rect.x + well.rect.w - 960 == 960 - not_yet.rect.x
    assert not any(button.focused for button in person.buttons.values())


@pytest.mark.parametrize("lean_menu", [True, False])
def test_nothing_lies_over_something_else(lean_menu: bool) -> None:
    for picture in aside_pictures(lean_menu).values():
        keeps_apart(picture)


def keeps_apart(picture: Picture) -> None:
    """Check that buttons and words keep apart, and that what lies on a panel lies wholly on it."""
    solid = [part for part in picture.parts if isinstance(part, Button | Label)]
    for index, one in enumerate(solid):
        for other in solid[index + 1:]:
            assert not meets(one.rect, other.rect), (one, other)
    for panel in (part.rect for part in picture.parts if isinstance(part, Panel) and part.rect != BAND):
        for part in (*solid, *(part for part in picture.parts if isinstance(part, Figure))):
            inside = panel.x <= part.rect.x and part.rect.x + part.rect.w <= panel.x + panel.w \
                and panel.y <= part.rect.y and part.rect.y + part.rect.h <= panel.y + panel.h
            assert inside or not meets(panel, part.rect), (panel, part)


@pytest.mark.parametrize("aside", ASIDES)
def test_every_choice_is_large_and_away_from_stop_and_pause(aside: Aside) -> None:
    person = person_in(between(aside))
    for choice in aside_choices(aside):
        assert choice.box.w >= 500
        assert choice.box.h >= 200
        assert choice.box.y + choice.box.h < BAND.y
    assert person.buttons["stop"].tone is Tone.STOP


def test_a_count_shows_the_shape_that_came_up_and_a_number_as_dots() -> None:
    up = playing(replace(SHELF, counting=True, marker=Colour.GREEN), may_ask=True)
    person = person_in(up, between(COUNT))
    person.live(30)
    person.do(K.ASK)
    assert {"colour_green"} <= set(figures(person.picture))
    assert [button.icon for button in person.buttons.values()][:3] == ["dots_3", "dots_4", "dots_5"]


def test_a_number_too_large_for_dots_stands_alone() -> None:
    person = person_in(between(replace(COUNT, choices=("0", "9", "10"))))
    assert [person.buttons[answer].icon for answer in ANSWERS] == ["dots_0", "dots_9", ""]


# What can be done.

@pytest.mark.parametrize(("aside", "lean", "answer"), [
    (GUESS, (0.9, 0.0), Command.FIRST), (GUESS, (-0.9, 0.0), Command.SECOND), (RESULT, (0.9, 0.0), Command.FIRST),
    (COUNT, (-0.9, 0.0), Command.FIRST), (COUNT, (0.0, 0.9), Command.SECOND), (COUNT, (0.9, 0.0), Command.THIRD),
])
def test_leaning_and_waiting_answers_after_the_middle(aside: Aside, lean: tuple[float, float],
                                                      answer: Command) -> None:
    person = person_in(playing(may_ask=True), between(aside), AFTER)
    person.lean = lean
    person.do(K.ASK)
    person.lean_to(*lean, 3.0)
    assert commands(person) == [Command.ASK]
    person.rest()
    person.lean_to(*lean, 1.3)
    assert commands(person) == [Command.ASK, answer]
    assert person.picture.key == "round_play"


@pytest.mark.parametrize("aside", [GUESS, COUNT, RESULT])
@pytest.mark.parametrize("lean", [(0.0, -0.9), (0.4, 0.4), (-0.3, 0.0)])
def test_a_small_lean_or_one_to_nowhere_answers_nothing(aside: Aside, lean: tuple[float, float]) -> None:
    person = person_in(between(aside), AFTER)
    person.rest()
    person.lean_to(*lean, 4.0)
    assert commands(person) == []


def test_nobody_on_the_board_answers_nothing() -> None:
    person = person_in(between(GUESS), AFTER)
    person.rest()
    person.health = StreamHealth.LOST
    person.lean_to(0.9, 0.0, 4.0)
    assert commands(person) == []


@pytest.mark.parametrize(("aside", "choice"), [
    (GUESS, "first"), (GUESS, "second"), (COUNT, "first"), (COUNT, "second"), (COUNT, "third"), (RESULT, "first")])
def test_a_touch_answers(aside: Aside, choice: str) -> None:
    person = person_in(between(aside), AFTER)
    person.touch(choice)
    assert commands(person) == [Command(choice)]


@pytest.mark.parametrize(("aside", "arrow", "answer"), [
    (GUESS, (1, 0), Command.FIRST), (GUESS, (-1, 0), Command.SECOND), (COUNT, (-1, 0), Command.FIRST),
    (COUNT, (0, 1), Command.SECOND), (COUNT, (1, 0), Command.THIRD)])
def test_an_arrow_and_enter_answer(aside: Aside, arrow: tuple[int, int], answer: Command) -> None:
    person = person_in(between(aside), AFTER)
    person.do(K.STEER, *arrow)
    person.do(K.STEER)
    assert commands(person) == []
    person.do(K.ACTIVATE)
    assert commands(person) == [answer]


@pytest.mark.parametrize(("aside", "digit", "answer"), [
    (GUESS, 1, Command.SECOND), (GUESS, 2, Command.FIRST), (GUESS, 3, None), (GUESS, 0, None),
    (COUNT, 3, Command.FIRST), (COUNT, 4, Command.SECOND), (COUNT, 5, Command.THIRD), (COUNT, 1, None),
    (replace(COUNT, choices=("10", "1", "11")), 1, Command.SECOND), (RESULT, 1, None),
])
def test_a_digit_is_the_number_that_is_shown_or_the_place_from_the_left(aside: Aside, digit: int,
                                                                       answer: Command | None) -> None:
    assert by_digit(aside, digit) is answer
    person = person_in(between(aside), AFTER)
    person.do(K.DIGIT, digit)
    assert commands(person) == ([] if answer is None else [answer])


def test_a_digit_in_play_is_nothing() -> None:
    person = person_in(playing())
    person.do(K.DIGIT, 1)
    assert commands(person) == []


@pytest.mark.parametrize(("waits_s", "answer"), [
    (0.5, Command.FIRST), (2.5, Command.SECOND), (4.5, Command.THIRD), (6.5, Command.PAUSE),
    (8.5, Command.FIRST)])
def test_one_switch_walks_through_the_answers_and_takes_one(waits_s: float, answer: Command) -> None:
    person = person_in(between(COUNT), AFTER)
    person.do(K.ACTIVATE)
    assert commands(person) == []
    person.live(round(waits_s * 100))
    person.do(K.ACTIVATE)
    assert commands(person) == [answer]


def test_an_arrow_ends_the_walk() -> None:
    person = person_in(between(COUNT), AFTER)
    person.do(K.ACTIVATE)
    person.do(K.STEER, 1, 0)
    person.live(500)
    person.do(K.ACTIVATE)
    assert commands(person) == [Command.THIRD]


def test_a_blind_press_of_the_switch_goes_on_from_a_result() -> None:
    person = person_in(between(RESULT), AFTER)
    person.do(K.ACTIVATE)
    assert commands(person) == [Command.FIRST]


@pytest.mark.parametrize("aside", [GUESS, RESULT, SUMMARY, COUNT])
@pytest.mark.parametrize("kind", [K.BACK, K.PAUSE])
def test_escape_pauses_and_the_aside_comes_again(aside: Aside, kind: IntentKind) -> None:
    person = person_in(between(aside), AFTER)
    key = person.picture.key
    person.do(kind)
    assert person.picture.key == "round_paused"
    person.live(40)
    person.touch("go_on")
    assert person.picture.key == key
    assert commands(person) == [Command.PAUSE, Command.RESUME]


@pytest.mark.parametrize(("kind", "command"), [(K.STOP, Command.STOP), (K.QUIT, Command.STOP)])
def test_keys_that_stop(kind: IntentKind, command: Command) -> None:
    person = person_in(between(GUESS), AFTER)
    assert command in person.live(1, Intent(kind)).commands


def test_stop_is_where_it_is_in_play_and_a_press_that_began_there_counts() -> None:
    """Whoever has the finger on Stop while a question comes up, stops."""
    person = person_in(playing(may_ask=True), between(GUESS))
    at = person.buttons["stop"].rect.centre
    person.live(1, Intent(K.PRESS, *at), Intent(K.ASK))
    person.live(3)
    assert person.picture.key == "round_aside_guess"
    assert person.buttons["stop"].rect.centre == at
    assert Command.STOP in person.live(1, Intent(K.RELEASE, *at)).commands


def test_a_press_that_began_on_an_answer_that_is_gone_chooses_nothing() -> None:
    person = person_in(between(COUNT), between(GUESS), AFTER)
    at = person.buttons["third"].rect.centre
    person.live(1, Intent(K.PRESS, *at), Intent(K.DIGIT, 4))
    person.live(3)
    assert person.picture.key == "round_aside_guess"
    person.live(1, Intent(K.RELEASE, *at))
    assert commands(person) == [Command.SECOND]


# What is heard.

@pytest.mark.parametrize(("aside", "kinds"), [
    (GUESS, [SoundKind.ASK]), (COUNT, [SoundKind.ASK]), (RESULT, [SoundKind.PLACED]), (SUMMARY, []),
    (Aside(AsideKind.RESULT, (SECOND,)), []),
    (Aside(AsideKind.RESULT, (GOOD,), guessed=False), [SoundKind.PLACED]),
])
def test_a_question_and_good_news_are_heard_once(aside: Aside, kinds: list[SoundKind]) -> None:
    person = person_in(between(aside))
    person.live(300)
    assert [sound.kind for step in person.steps for sound in step.sounds] == kinds
