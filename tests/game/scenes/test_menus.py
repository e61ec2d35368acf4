"""The way through the menus, with a hand, with keys, and with nothing but the body."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from core.faults import FAULTS, Fault
from core.frames import StreamHealth
from game.intents import IntentKind
from game.picture import Button, Figure, Label, Meter
from game.scenes.guide import GuideScene
from game.scenes.message import fault_message
from game.services import LevelCard
from tests.game.scenes.making import FakeGuide, FakeServices, Person, make_cards


def texts(person: Person) -> list[str]:
    return [part.text for part in person.picture.parts if isinstance(part, Label)]


def by_touch(person: Person, choice: str) -> None:
    person.touch(choice)


def by_lean(person: Person, choice: str) -> None:
    """Lean towards the button until it is chosen, then rest."""
    x, y = person.buttons[choice].rect.centre
    across, up = (x - 960) / 960, (540 - y) / 540
    person.rest()
    person.lean_to(*((0.9 * (1 if across > 0 else -1), 0.0) if abs(across) > 0.3
                     else (0.0, 0.9 * (1 if up > 0 else -1))), 1.3)
    person.rest()


def by_keys(person: Person, choice: str) -> None:
    """Go round with Tab until the choice has the focus, then use it."""
    for _ in range(8):
        if person.buttons[choice].focused:
            break
        person.do(IntentKind.NEXT)
    person.live(40)
    person.do(IntentKind.ACTIVATE)


@pytest.mark.parametrize("way", [by_touch, by_lean, by_keys])
def test_every_hand_gets_from_the_first_screen_into_a_round(way: Callable[[Person, str], None]) -> None:
    person = Person(FakeServices())
    for choice, key in [("levels", "posture"), ("standing", "levels"), ("more", "levels"),
                        ("standing_2", "grade"), ("harder", "grade"), ("start", "round_instruction"),
                        ("start", "round_align")]:
        way(person, choice)
        assert person.picture.key.startswith(key), choice
    assert [(level, grade) for level, grade, _ in person.services.rounds] == [("standing_2", 6)]


@pytest.mark.parametrize("way", [by_touch, by_lean, by_keys])
def test_every_hand_gets_back_out(way: Callable[[Person, str], None]) -> None:
    person = Person(FakeServices())
    for choice in ("levels", "seated", "seated_1", "back", "back", "back"):
        way(person, choice)
    assert person.picture.key == "home"


def test_the_end_is_asked_for_and_never_leaned_to() -> None:
    person = Person(FakeServices())
    person.lean_to(-0.9, 0.0, 5.0)
    assert person.picture.key == "home"
    person.rest()
    person.do(IntentKind.BACK)
    assert person.picture.key == "finish"
    person.lean_to(-0.9, 0.0, 5.0)
    assert not person.step.quit
    assert person.touch("finish").quit


def test_a_double_tap_does_not_reach_through_to_the_next_screen() -> None:
    person = Person(FakeServices())
    at = person.buttons["levels"].rect.centre
    for kind in (IntentKind.PRESS, IntentKind.RELEASE, IntentKind.PRESS, IntentKind.RELEASE):
        person.do(kind, *at)
    assert person.picture.key == "posture"


@pytest.mark.parametrize("lean_menu", [True, False])
def test_no_screen_of_choices_has_more_than_four_large_ones(lean_menu: bool) -> None:
    person = Person(FakeServices(make_cards(7, 5), lean_menu=lean_menu))
    for choice in ("levels", "seated", "more", "more", "seated_4"):
        buttons = [part for part in person.picture.parts if isinstance(part, Button)]
        assert len(buttons) <= 4
        assert all(button.rect.w >= 220 and button.rect.h >= 220 for button in buttons)
        person.touch(choice)
    assert person.picture.key == "grade"


def test_a_clinic_with_one_posture_is_not_asked_about_it() -> None:
    person = Person(FakeServices(make_cards(0, 2)))
    person.touch("levels")
    assert person.picture.key == "levels"
    assert set(person.buttons) == {"standing_0", "standing_1", "back"}


def test_more_goes_round_the_pages() -> None:
    person = Person(FakeServices(make_cards(5, 0)))
    person.touch("levels")
    pages = []
    for _ in range(4):
        pages.append(sorted(key for key in person.buttons if key.startswith("seated")))
        person.touch("more")
    assert pages == [["seated_0", "seated_1"], ["seated_2", "seated_3"], ["seated_4"], ["seated_0", "seated_1"]]


@pytest.mark.parametrize(("choice", "presses", "grade"), [
    ("harder", 0, 5), ("harder", 1, 6), ("harder", 5, 10), ("harder", 7, 10), ("easier", 4, 1), ("easier", 9, 1),
])
def test_the_grade_stays_on_its_scale(choice: str, presses: int, grade: int) -> None:
    person = Person(FakeServices(make_cards(2, 0)))
    person.touch("levels")
    person.touch("seated_0")
    for _ in range(presses):
        person.touch(choice)
    meter = next(part for part in person.picture.parts if isinstance(part, Meter))
    assert f"Grade {grade} of 10" in texts(person)
    assert meter.value == grade / 10


def test_play_goes_to_the_level_of_the_last_time() -> None:
    person = Person(FakeServices(make_cards(3, 0)))
    for choice in ("levels", "more", "seated_2", "back", "back", "play"):
        person.touch(choice)
    assert person.services.rounds[-1][:2] == ("seated_2", 5)


@pytest.mark.parametrize(("last", "played"), [(None, "seated_0"), ("standing_1", "standing_1")])
def test_play_goes_to_the_level_of_another_day(last: str | None, played: str) -> None:
    person = Person(FakeServices(last=last))
    person.touch("play")
    assert person.services.rounds[-1][0] == played


@pytest.mark.parametrize(("has_board", "simulated", "lean_menu", "hints"), [
    (True, True, True, 2), (True, False, True, 1), (True, True, False, 0), (False, False, True, 0),
])
def test_leaning_is_told_only_where_it_chooses(has_board: bool, simulated: bool, lean_menu: bool,
                                               hints: int) -> None:
    person = Person(FakeServices(has_board=has_board, simulated=simulated, lean_menu=lean_menu))
    told = {"Lean to a choice and wait there.", "Shift and arrow keys lean the simulated patient."}
    assert len(told & set(texts(person))) == hints


def test_a_level_that_can_no_longer_be_read_says_so_and_lets_go_on() -> None:
    person = Person(FakeServices(refuse="first.yaml:3:1: play: is missing."))
    person.touch("play")
    assert person.picture.key == "level_refused"
    assert "first.yaml:3:1: play: is missing." in texts(person)
    person.touch("ok")
    assert person.picture.key == "home"


@pytest.mark.parametrize(("choice", "key"), [("reach", "no_board"), ("muscle", "no_emg")])
def test_a_guide_without_its_sensor_says_what_to_do(choice: str, key: str) -> None:
    person = Person(FakeServices(guide=None))
    person.touch("setup")
    person.touch(choice)
    assert person.picture.key == key
    person.touch("ok")
    assert person.picture.key == "setup"


def test_a_guide_leads_asks_and_ends() -> None:
    person = Person(FakeServices())
    person.touch("setup")
    person.touch("reach")
    assert person.picture.key == "guide_reach_stand_still"
    person.live(100)
    figure = next(part for part in person.picture.parts if isinstance(part, Figure))
    assert (figure.name, figure.point) == ("lean_left", (-0.4, 0.1))
    assert person.step.cue.lean == (-1.0, 0.0)
    assert "About 5 seconds left" in texts(person)
    person.until("guide_reach_done")
    person.touch("back")
    assert person.picture.key == "setup"
    assert person.services.guide is not None
    assert not person.services.guide.cancelled


@pytest.mark.parametrize(("subject", "limb", "heading", "figures"), [
    ("right shin", "leg", "Your muscle: right shin", ["leg_relax", "leg_squeeze"]),
    ("left forearm", "arm", "Your muscle: left forearm", ["relax", "squeeze"]),
    ("lower back", "trunk", "Your muscle: lower back", ["leg_relax", "leg_squeeze"]),
    ("", "leg", "Your muscle", ["leg_relax", "leg_squeeze"]),
])
def test_a_muscle_guide_names_and_shows_where_the_muscle_is(
        subject: str, limb: str, heading: str, figures: list[str]) -> None:
    guide = FakeGuide("effort", subject=subject, limb=limb)
    services = FakeServices()
    person = Person(services, GuideScene(services, guide, lambda: guide))
    for figure in figures:
        person.live(98)
        assert texts(person)[0] == heading
        shown = next(part for part in person.picture.parts if isinstance(part, Figure))
        assert shown.name == figure
        assert shown.value == pytest.approx(0.3 if "squeeze" in figure else 0.99, abs=0.02)


def test_arrows_lean_the_simulated_patient_in_a_guide() -> None:
    person = Person(FakeServices())
    person.touch("setup")
    person.touch("reach")
    assert person.do(IntentKind.STEER, 1.0, -1.0).steer == (1.0, -1.0)
    assert person.live(5).steer == (1.0, -1.0)
    assert person.do(IntentKind.STEER).steer is None


@pytest.mark.parametrize("kind", [IntentKind.BACK, IntentKind.STOP])
def test_a_guide_that_is_left_is_cancelled(kind: IntentKind) -> None:
    guide = FakeGuide()
    person = Person(FakeServices(guide=guide))
    person.touch("setup")
    person.touch("reach")
    person.do(kind)
    assert person.picture.key == "setup"
    assert guide.cancelled


def test_a_guide_that_did_not_work_may_be_done_again() -> None:
    services = FakeServices(guide=FakeGuide(ok=False))
    person = Person(services, GuideScene(services, FakeGuide(ok=False), services.reach_guide))
    person.until("guide_reach_failed")
    services.guide = FakeGuide()
    person.touch("again")
    assert person.picture.key == "guide_reach_stand_still"
    person.until("guide_reach_done")
    assert person.touch("back").quit


@pytest.mark.parametrize("fault", Fault)
def test_every_fault_has_a_message_for_patient_and_therapist(fault: Fault) -> None:
    person = Person(FakeServices(), fault_message(FakeServices(), fault))
    shown = texts(person)
    assert any(FAULTS[fault].therapist in text for text in shown)
    assert not FAULTS[fault].patient or FAULTS[fault].patient in shown


def test_the_dial_shows_only_who_stands_on_the_board() -> None:
    person = Person(FakeServices())
    assert [part.name for part in person.picture.parts if isinstance(part, Figure)] == ["lean_dial"]
    person.health = StreamHealth.LOST
    person.live(1)
    assert not [part for part in person.picture.parts if isinstance(part, Figure)]


def person_before(card: LevelCard, last: str | None = None) -> Person:
    return Person(FakeServices((card, make_cards()[1]), last=last))


@pytest.mark.parametrize("way", [by_touch, by_lean, by_keys])
def test_a_level_that_fits_itself_asks_for_no_grade(way: Callable[[Person, str], None]) -> None:
    card = replace(make_cards()[0], fits=True)
    person = person_before(card)
    person.touch("levels")
    way(person, card.id)
    assert person.picture.key == "grade_fits"
    assert "It fits itself to you" in texts(person)
    assert set(person.buttons) == {"start", "back"}
    assert not any(isinstance(part, Meter) for part in person.picture.parts)
    way(person, "start")
    assert person.services.rounds[-1][:2] == (card.id, 5)


def test_a_plan_that_cannot_be_used_says_so_and_leads_back_to_the_levels() -> None:
    card = replace(make_cards()[0], trouble="side_shelf.yaml:4:3: min 7 is above max 3. Swap them.")
    person = person_before(card)
    person.touch("levels")
    person.touch(card.id)
    assert person.picture.key == "plan_trouble"
    assert {"Please ask your therapist.", card.trouble} <= set(texts(person))
    person.touch("ok")
    assert person.picture.key == "levels"
    assert person.services.rounds == []


def test_a_plan_that_cannot_be_used_is_not_played_from_the_first_screen_either() -> None:
    card = replace(make_cards()[0], trouble="The plan is gone. Write it again.")
    person = person_before(card, last=card.id)
    person.touch("play")
    assert person.picture.key == "plan_trouble"
    person.touch("ok")
    assert (person.picture.key, person.services.rounds) == ("home", [])
