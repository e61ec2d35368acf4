"""The band below a world: what is done, felt, counted, and asked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from game.difficulty.dual import Colour
from game.intents import IntentKind
from game.phases import Command
from game.picture import Figure, Label, Meter, Picture
from game.plays import View
from game.scenes.band import COMES_S, GOES_S, PLATE, MarkerFade, band_parts
from game.scenes.layout import BAND
from tests.game.scenes.aside_making import (
    EVENING_BY_FEEL,
    GUESS,
    SHELF,
    SHELF_BY_FEEL,
    between,
    commands,
    person_in,
    playing,
)
from tests.game.scenes.stim_rounds import evening


def texts(picture: Picture) -> list[str]:
    return [part.text for part in picture.parts if isinstance(part, Label)]


def figures(picture: Picture) -> dict[str, Figure]:
    return {part.name: part for part in picture.parts if isinstance(part, Figure)}


@pytest.mark.parametrize(("view", "felt"), [(SHELF, False), (SHELF_BY_FEEL, True), (evening(), False),
                                            (EVENING_BY_FEEL, True)])
def test_a_try_by_feel_says_so_in_the_place_of_kind_words(view: View, felt: bool) -> None:
    picture = person_in(playing(view)).picture
    assert ("By feel" in texts(picture)) is felt
    assert ("feel" in figures(picture)) is felt
    assert any(isinstance(part, Meter) for part in picture.parts) is not felt


def test_nothing_that_says_by_feel_says_close_your_eyes() -> None:
    """A closed eye asks for closed eyes elsewhere; on a board that must not be misread."""
    assert not {"eyes_closed", "asleep"} & set(figures(person_in(playing(SHELF_BY_FEEL)).picture))


def test_a_kind_word_stands_before_the_sign() -> None:
    parts, spoken = band_parts(replace(SHELF_BY_FEEL, message="kind.1"), MarkerFade().step(None), False)
    assert spoken == "Well done."
    assert not any(isinstance(part, Figure) for part in parts)


# What is to be counted.

@pytest.mark.parametrize("colour", Colour)
@pytest.mark.parametrize("view", [SHELF, SHELF_BY_FEEL, evening(), EVENING_BY_FEEL])
def test_a_marker_comes_up_on_its_plate_in_the_middle_below_every_target(view: View, colour: Colour) -> None:
    person = person_in(playing(replace(view, counting=True, wanted=colour, marker=colour)))
    shown = figures(person.live(40).picture)
    assert shown[f"marker_{colour}"].rect == shown["marker_plate"].rect == PLATE
    assert PLATE.centre[0] == 960
    assert BAND.y <= PLATE.y
    assert shown[f"colour_{colour}"].rect.x > PLATE.x + PLATE.w
    assert "Count" in texts(person.picture)


@pytest.mark.parametrize(("counting", "told"), [(True, ["Count"]), (False, [])])
def test_what_to_count_is_told_as_long_as_it_is_to_be_counted(counting: bool, told: list[str]) -> None:
    person = person_in(playing(replace(SHELF, counting=counting)))
    assert [text for text in texts(person.picture) if text == "Count"] == told
    assert ("marker_plate" in figures(person.picture)) is counting


def test_a_marker_comes_and_goes_softly_and_one_of_another_colour_begins_anew() -> None:
    fade = MarkerFade()
    up = [fade.step(Colour.RED).share for _ in range(100)]
    gone = [fade.step(None) for _ in range(60)]
    steps = [abs(after - before) for before, after in zip([0.0, *up], [*up, *[each.share for each in gone]],
                                                          strict=False)]
    assert max(steps) <= 0.05 + 1e-9
    assert up.index(1.0) == pytest.approx(COMES_S * 100, abs=1.5)
    assert [each.share for each in gone].index(0.0) == pytest.approx(GOES_S * 100, abs=1.5)
    assert {each.colour for each in gone} == {Colour.RED}
    assert fade.step(Colour.BLUE).share == pytest.approx(0.05)


def test_a_marker_that_has_gone_stays_the_same_until_one_comes() -> None:
    fade = MarkerFade()
    shown = fade.step(None)
    assert fade.step(None) is shown
    assert fade.step(Colour.BLUE).share > 0.0


def test_no_marker_is_seen_while_something_is_asked() -> None:
    person = person_in(between(GUESS, replace(SHELF, counting=True, marker=Colour.RED)))
    assert not {name for name in figures(person.live(60).picture) if name.startswith("marker")}


# Asking how it was.

@pytest.mark.parametrize("by_key", [True, False])
def test_the_last_try_may_be_asked_for_by_hand_and_by_key(by_key: bool) -> None:
    person = person_in(playing(may_ask=True), between(GUESS))
    assert person.buttons["ask"].label == "How was it?"
    if by_key:
        person.do(IntentKind.ASK)
    else:
        person.touch("ask")
    assert commands(person) == [Command.ASK]
    assert person.picture.key == "round_aside_guess"


def test_it_is_asked_by_no_lean_and_only_while_it_may_be() -> None:
    person = person_in(playing(may_ask=True))
    person.rest()
    person.lean_to(0.0, -0.9, 4.0)
    assert commands(person) == []
    assert "ask" not in person_in(playing()).buttons
