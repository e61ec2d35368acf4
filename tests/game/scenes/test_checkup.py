"""The check on the screen: passes by itself, and is answered by hand, key, switch and lean."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from game.checkup import CheckAct, CheckPhase, Mark
from game.intents import IntentKind
from game.phases import Command
from game.picture import Figure
from game.sounds import SoundKind
from tests.game.scenes.checks import BOARD, MUSCLES, FakeCheckup, begin, near_fall
from tests.game.scenes.making import Person

NOTED, MENDING = CheckPhase.NOTED, CheckPhase.MENDING


def commands(person: Person) -> list[Command]:
    return person.services.rounds[-1][2].commands


def test_a_check_that_passes_leads_to_the_round_by_itself() -> None:
    check = FakeCheckup()
    person = begin(check)
    person.until("round_align", 1.0)
    assert (commands(person), check.acts, check.cancelled) == ([Command.START], [], 0)


def test_ticks_are_heard_as_they_fill() -> None:
    person = begin(FakeCheckup())
    person.until("round_align", 1.0)
    heard = [sound.kind for step in person.steps if step.picture.key == "checkup_looking" for sound in step.sounds]
    assert heard.count(SoundKind.FOCUS) == 1


def touch(choice: str) -> Callable[[Person], object]:
    return lambda person: person.touch(choice)


def press(kind: IntentKind) -> Callable[[Person], object]:
    return lambda person: person.do(kind)


def lean(x: float, y: float) -> Callable[[Person], object]:
    def leans(person: Person) -> None:
        person.rest()
        person.lean_to(x, y, 1.3)
    return leans


@pytest.mark.parametrize(("phase", "answer", "act"), [
    (NOTED, touch("go_on"), CheckAct.GO_ON), (NOTED, press(IntentKind.ACTIVATE), CheckAct.GO_ON),
    (NOTED, lean(0.9, 0.0), CheckAct.GO_ON), (NOTED, touch("again"), CheckAct.AGAIN),
    (NOTED, lean(-0.9, 0.0), CheckAct.AGAIN),
    (MENDING, touch("again"), CheckAct.AGAIN), (MENDING, press(IntentKind.ACTIVATE), CheckAct.AGAIN),
    (MENDING, lean(0.9, 0.0), CheckAct.AGAIN), (MENDING, touch("without"), CheckAct.WITHOUT),
    (MENDING, lean(0.0, -0.9), CheckAct.WITHOUT),
])
def test_answers(phase: CheckPhase, answer: Callable[[Person], object], act: CheckAct) -> None:
    check = FakeCheckup(phase, without=True)
    person = begin(check)
    person.until(f"checkup_{phase}")
    person.live(40)
    answer(person)
    assert check.acts == [act]


def test_a_round_without_its_board_is_told_so() -> None:
    person = begin(FakeCheckup(MENDING, without=True))
    person.until("checkup_mending")
    person.touch("without")
    assert set(commands(person)) == {Command.START, Command.BOARDLESS}


@pytest.mark.parametrize("answer", [touch("leave"), lean(-0.9, 0.0), press(IntentKind.BACK)])
def test_what_must_be_mended_can_be_left_for_another_level(answer: Callable[[Person], object]) -> None:
    check = FakeCheckup(MENDING)
    person = begin(check)
    person.until("checkup_mending")
    assert set(person.buttons) == {"again", "leave"}
    answer(person)
    assert (person.picture.key, check.cancelled, commands(person)) == ("home", 1, [])


@pytest.mark.parametrize("check", [FakeCheckup(looks=500), FakeCheckup(NOTED), FakeCheckup(MENDING)])
@pytest.mark.parametrize("kind", [IntentKind.STOP, IntentKind.QUIT])
def test_a_check_can_be_stopped_at_any_time_and_the_round_has_its_results(
        check: FakeCheckup, kind: IntentKind) -> None:
    person = begin(check)
    before = check.cancelled
    person.do(kind)
    assert (commands(person), check.cancelled - before) == ([Command.STOP], 1)


def test_a_blind_press_of_the_switch_leaves_nothing_while_it_looks() -> None:
    check = FakeCheckup(looks=500)
    person = begin(check)
    person.do(IntentKind.ACTIVATE)
    assert (check.cancelled, person.picture.key) == (0, "checkup_looking")
    person.touch("leave")
    assert (check.cancelled, person.picture.key) == (1, "home")


def test_marks_differ_in_shape_and_sensors_stand_side_by_side() -> None:
    person = begin(FakeCheckup(MENDING, there=(*BOARD, *MUSCLES)))
    picture = person.until("checkup_mending").picture
    marks = [part for part in picture.parts if isinstance(part, Figure) and part.name in ("check", "warning")]
    assert [part.name for part in marks].count("warning") == 1
    assert len({part.rect.x for part in marks}) == 2
    assert len({mark.value for mark in Mark}) == 5


# --- near-falls ----------------------------------------------------------------------------------------------

def test_a_near_fall_waits_for_a_hand() -> None:
    person = near_fall(falls=1)
    assert set(person.buttons) == {"go_on", "stop"}
    person.lean_to(0.9, 0.0, 3.0)
    assert person.picture.key == "round_paused_near_fall"
    person.rest()
    person.touch("go_on")
    person.until("round_play", 10.0)


def test_after_two_a_seat_is_offered_and_what_was_done_is_kept() -> None:
    person = near_fall(falls=2)
    assert set(person.buttons) == {"sit", "go_on", "stop"}
    person.touch("sit")
    assert person.picture.key == "levels"
    assert all(button.startswith("seated") for button in person.buttons if "_" in button)
    assert commands(person)[-1] is Command.STOP


def test_a_switch_alone_sits_down() -> None:
    person = near_fall(falls=2)
    person.live(40)
    person.do(IntentKind.ACTIVATE)
    assert person.picture.key == "levels"


def test_who_goes_on_may() -> None:
    person = near_fall(falls=5)
    person.touch("go_on")
    person.until("round_play", 10.0)
