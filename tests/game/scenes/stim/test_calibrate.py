"""The search for a current: every press is one step, and letting go is zero."""

from __future__ import annotations

from dataclasses import replace

import pytest

from game.intents import Intent, IntentKind
from game.picture import Label, Meter
from game.scenes.stim.calibrate import CalibrateScene
from game.scenes.stim.calibrate_pictures import HOLD
from game.scenes.stim_words import REASONS
from game.stimulation import StimAct, StimDoing, StimMark
from tests.game.scenes.making import Person
from tests.game.scenes.stim.test_pages import desk_of, texts
from tests.game.scenes.stim_making import SHIN, make_done
from tests.game.scenes.stim_tour import visit

AT = HOLD.centre


def before() -> Person:
    """Somebody before the page of channel 1."""
    return visit(lambda desk: CalibrateScene(desk, 0), make_done(working=False))


def did(person: Person) -> list[StimDoing]:
    """What was done since the page came up."""
    return desk_of(person).done()[1:]


def test_the_page_asks_for_its_channel() -> None:
    person = before()
    assert desk_of(person).acts == [StimAct(StimDoing.CALIBRATE, 0)]
    assert person.picture.key == "stim_find_on"


def test_a_finger_on_the_button_holds_and_letting_go_is_zero_at_once() -> None:
    person = before()
    person.live(30, Intent(IntentKind.PRESS, *AT))
    assert did(person) == [StimDoing.HOLD]
    assert person.buttons["hold"].pressed
    person.do(IntentKind.MORE)
    assert desk_of(person).now.channels[0].level_ma == 1.0
    person.live(1, Intent(IntentKind.RELEASE, 5.0, 5.0))  # the finger had slid away
    assert did(person)[-1] is StimDoing.RELEASE
    assert desk_of(person).now.channels[0].level_ma == 0.0


def test_a_key_holds_too_and_the_bar_does_not_use_the_focus_meanwhile() -> None:
    person = before()
    person.live(1, Intent(IntentKind.ACTIVATE), Intent(IntentKind.HOLD))
    person.live(50)
    assert did(person) == [StimDoing.HOLD]
    person.do(IntentKind.ACTIVATE)
    assert did(person) == [StimDoing.HOLD, StimDoing.UP]
    person.do(IntentKind.LET_GO)
    assert did(person)[-1] is StimDoing.RELEASE


def test_two_people_touch_at_once() -> None:
    person = before()
    person.live(10, Intent(IntentKind.PRESS, *AT, 0))
    up = person.buttons["up"].rect.centre
    for _ in range(2):
        person.live(5, Intent(IntentKind.PRESS, *up, 1))
        person.live(40, Intent(IntentKind.RELEASE, *up, 1))
    assert did(person) == [StimDoing.HOLD, StimDoing.UP, StimDoing.UP]
    person.live(1, Intent(IntentKind.RELEASE, *AT, 0))
    assert did(person)[-1] is StimDoing.RELEASE


def test_the_therapists_finger_may_be_the_first() -> None:
    person = before()
    up = person.buttons["up"].rect.centre
    person.live(5, Intent(IntentKind.PRESS, *up, 0))
    person.live(5, Intent(IntentKind.PRESS, *AT, 1))
    person.live(5, Intent(IntentKind.RELEASE, *up, 0))
    assert did(person) == [StimDoing.HOLD, StimDoing.UP]


def test_a_third_finger_uses_nothing() -> None:
    person = before()
    up, down = (person.buttons[choice].rect.centre for choice in ("up", "down"))
    person.live(5, *(Intent(IntentKind.PRESS, *at, finger) for finger, at in enumerate((AT, up, down))))
    person.live(5, Intent(IntentKind.RELEASE, *down, 2))
    person.live(5, Intent(IntentKind.RELEASE, *up, 1))
    assert did(person) == [StimDoing.HOLD, StimDoing.UP]


def test_two_fingers_hold_until_both_are_up() -> None:
    person = before()
    person.live(5, Intent(IntentKind.PRESS, *AT, 0), Intent(IntentKind.PRESS, *AT, 1))
    person.live(5, Intent(IntentKind.RELEASE, *AT, 0))
    assert did(person) == [StimDoing.HOLD]
    person.live(5, Intent(IntentKind.RELEASE, *AT, 1))
    assert did(person) == [StimDoing.HOLD, StimDoing.RELEASE]


@pytest.mark.parametrize(("kind", "doing"), [(IntentKind.MORE, StimDoing.UP), (IntentKind.LESS, StimDoing.DOWN)])
def test_a_key_is_one_step_for_each_press(kind: IntentKind, doing: StimDoing) -> None:
    person = before()
    person.live(30, Intent(kind))
    assert did(person) == [doing]
    person.live(30, Intent(kind))
    assert did(person) == [doing, doing]


def test_a_step_without_the_patients_hold_says_why_it_was_refused() -> None:
    person = before()
    person.touch("up")
    assert REASONS["not_held"].therapist in texts(person)


def test_marks_are_whose_they_are() -> None:
    person = before()
    person.do(IntentKind.HOLD)
    for choice in ("up", "felt", "up", "moves", "up"):
        person.touch(choice)
    person.do(IntentKind.EASIER)  # the patient's key
    marks = [act.mark for act in desk_of(person).acts if act.doing is StimDoing.MARK]
    assert marks == [StimMark.SENSORY, StimMark.MOTOR, StimMark.TOLERATED]
    assert person.picture.key == "stim_find_off"
    assert any("2.4 mA" in text for text in texts(person))


def test_the_scale_shows_the_level_and_every_mark() -> None:
    person = before()
    person.do(IntentKind.HOLD)
    for choice in ("up", "felt", "up", "up", "moves", "up"):
        person.touch(choice)
    meter = next(part for part in person.picture.parts if isinstance(part, Meter))
    assert meter.value == 4 / 20
    assert meter.marks == (1 / 20, 3 / 20)
    legend = [part.text for part in person.picture.parts if isinstance(part, Label)][-5:]
    assert {"Felt 1 mA", "Moves 3 mA", "Enough –", "Most 20 mA"} <= set(legend)
    assert "4 mA" in texts(person)


def test_leaving_lets_go_and_ends_the_search() -> None:
    person = before()
    person.do(IntentKind.HOLD)
    person.do(IntentKind.BACK)
    assert did(person) == [StimDoing.HOLD, StimDoing.RELEASE, StimDoing.DISARM]


def test_leaving_a_search_that_is_over_does_nothing() -> None:
    person = before()
    person.touch("moved")
    person.touch("back")
    assert did(person) == [StimDoing.PADS_MOVED]


def test_a_moved_pad_forgets_and_the_search_begins_anew() -> None:
    person = before()
    person.touch("moved")
    assert person.picture.key == "stim_find_off"
    person.touch("begin")
    assert did(person) == [StimDoing.PADS_MOVED, StimDoing.CALIBRATE]
    assert person.picture.key == "stim_find_on"


def test_a_page_that_locked_itself_lets_go_and_asks_for_the_pin() -> None:
    person = before()
    person.do(IntentKind.HOLD)
    desk = desk_of(person)
    desk.now = replace(desk.now, unlocked=False)
    person.touch("up")
    assert person.picture.key == "stim_pin"
    assert did(person) == [StimDoing.HOLD, StimDoing.RELEASE]
    for digit in "2468":
        person.touch(digit)
    person.touch("enter")
    assert person.picture.key == "stim_find_on"
    person.live(10)
    assert did(person)[-1] is StimDoing.UNLOCK  # the old hold counts no more


def test_the_patients_enough_needs_no_pin() -> None:
    person = before()
    desk = desk_of(person)
    desk.now = replace(desk.now, unlocked=False)
    person.touch("enough")
    assert did(person) == [StimDoing.MARK]


def test_what_was_found_may_be_found_again() -> None:
    person = visit(lambda desk: CalibrateScene(desk, 0), make_done(replace(SHIN), state="ready"))
    desk = desk_of(person)
    desk.now = replace(desk.now, state="ready")
    person.live(2)
    assert person.buttons["begin"].label == "Again"
