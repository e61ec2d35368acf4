"""The way from the first page to armed, by touch and by keys alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from core.stim import StimPhase, StimView
from game.intents import Intent, IntentKind
from game.picture import Button, Figure, Label
from game.scenes.setup import SetupScene
from game.scenes.stim.channels import ChannelsScene
from game.scenes.stim.checklist import ChecklistScene
from game.scenes.stim.home import StimScene
from game.scenes.stim.pin import DOT, MOST_DIGITS, PinScene
from game.scenes.stim.stopping import StopScene
from game.scenes.stim_words import REASONS
from game.scenes.words import word
from game.stimulation import StimAct, StimDoing, StimItem, StimPanel
from tests.game.scenes.making import FakeServices, Person
from tests.game.scenes.stim_making import HAND, PIN, SHIN, WRIST, FakeDesk, make_done, make_panel
from tests.game.scenes.stim_tour import stimulation_pictures, visit

Way = Callable[[Person, str], None]


def texts(person: Person) -> list[str]:
    return [part.text for part in person.picture.parts if isinstance(part, Label)]


def by_touch(person: Person, choice: str) -> None:
    person.touch(choice)


def by_keys(person: Person, choice: str) -> None:
    """Go from choice to choice with an arrow, as a keyboard sends it, and take the one with the focus."""
    for _ in range(20):
        if person.buttons[choice].focused:
            break
        person.live(1, Intent(IntentKind.NEXT), Intent(IntentKind.STEER, 1.0, 0.0))
    person.live(40)
    person.do(IntentKind.ACTIVATE)
    person.live(5)


def desk_of(person: Person) -> FakeDesk:
    desk = person.services.stim_desk
    assert isinstance(desk, FakeDesk)
    return desk


@pytest.mark.parametrize("way", [by_touch, by_keys])
def test_from_the_first_page_to_armed(way: Way) -> None:
    desk = FakeDesk(make_panel(SHIN))
    person = Person(FakeServices(stim_desk=desk), SetupScene(FakeServices(stim_desk=desk)))
    person.touch("stimulation")
    way(person, "unlock")
    for digit in PIN:
        way(person, digit)
    way(person, "enter")
    assert person.picture.key == "stim_home_ready"
    way(person, "try_stop")
    person.do(IntentKind.STIM_STOP)
    assert person.picture.key == "stim_stop_works"
    way(person, "reset")
    assert person.picture.key == "stim_stop_second"
    way(person, "reset")
    assert person.picture.key == "stim_home_ready"
    way(person, "check")
    while person.picture.key.startswith("stim_check"):
        way(person, "yes")
    way(person, "find")
    person.do(IntentKind.HOLD)
    for choice in ("up", "felt", "up", "moves", "up", "enough"):
        way(person, choice)
    way(person, "back")
    way(person, "arm")
    assert desk.now.state == "armed"
    assert word("stim.step.armed") in texts(person)
    way(person, "disarm")
    assert desk.now.state == "ready"
    way(person, "back")
    assert person.picture.key == "setup"


def test_without_a_stimulator_there_is_no_way_there() -> None:
    services = FakeServices()
    assert "stimulation" not in Person(services, SetupScene(services)).buttons


def test_leaning_never_leads_to_stimulation() -> None:
    desk = FakeDesk()
    services = FakeServices(stim_desk=desk)
    person = Person(services, SetupScene(services))
    person.lean_to(0.9, 0.0, 5.0)
    assert person.picture.key == "setup"


@pytest.mark.parametrize("panel", [make_panel(), make_done(), make_done(state="armed"), make_panel(state="fault")])
def test_the_first_page_says_what_it_is_not(panel: StimPanel) -> None:
    told = word("stim.notice")
    assert "not a certified medical device" in told
    assert "breaks the circuit" in told
    assert told in texts(visit(StimScene, panel))


@pytest.mark.parametrize(("panel", "told"), [
    (make_panel(state="boot"), "being checked"), (replace(make_panel(), digest=""), "No valid prescription"),
    (make_panel(state="end"), "session of stimulation is over"),
    (replace(make_panel(state="idle"), view=StimView(StimPhase.NOT_READY, "expired")), "has expired"),
    (replace(make_panel(state="fault"), view=StimView(StimPhase.BLOCKED, "electrode")), "pad is loose"),
    (replace(make_panel(), trouble="line 3: max: is missing"), "line 3: max: is missing"),
    (replace(make_panel(), warning="It only dims."), "It only dims."),
])
def test_the_first_page_says_what_keeps_the_next_step_away(panel: StimPanel, told: str) -> None:
    assert any(told in text for text in texts(visit(StimScene, panel)))


def test_a_refusal_is_told_with_its_reasons_and_forgotten_with_the_page() -> None:
    person = visit(StimScene, make_done())
    desk = desk_of(person)
    desk._arm = lambda act: desk._refuse("game_silent", "pads")  # type: ignore[method-assign]  # an arm is refused
    person.touch("arm")
    assert f"{REASONS['game_silent'].therapist} {REASONS['pads'].therapist}" in texts(person)
    person.touch("find")
    person.touch("back")
    assert not any(REASONS["pads"].therapist in text for text in texts(person))


# The PIN.

def test_a_pin_is_never_shown() -> None:
    person = visit(PinScene, make_panel())
    for digit in "135":
        person.do(IntentKind.DIGIT, float(digit))
    assert 3 * DOT in texts(person)
    assert "135" not in " ".join(texts(person))
    assert "135" not in person.picture.speech


@pytest.mark.parametrize(("keys", "typed"), [
    ("246", "246"), ("24<6", "26"), ("<<2", "2"), ("1234567890123456", "1234567890123456"[:MOST_DIGITS])])
def test_digits_and_erasing_come_from_the_keys(keys: str, typed: str) -> None:
    person = visit(PinScene, make_panel())
    for key in keys:
        kind = IntentKind.ERASE if key == "<" else IntentKind.DIGIT
        person.do(kind, 0.0 if key == "<" else float(key))
    person.do(IntentKind.ACTIVATE)
    assert desk_of(person).acts == [StimAct(StimDoing.UNLOCK, text=typed)]


def test_clear_forgets_all_digits() -> None:
    person = visit(PinScene, make_panel())
    for choice in ("9", "9", "erase", *PIN, "enter"):
        person.touch(choice)
    assert desk_of(person).now.unlocked


def test_a_wrong_pin_is_said_kindly_and_a_lock_out_is_told() -> None:
    person = visit(PinScene, make_panel())
    said = []
    for _ in range(4):
        person.touch("1")
        person.touch("enter")
        said.append(next(text for text in texts(person) if text in {
            word("stim.pin.wrong"), word("stim.pin.out"), word("stim.pin.sentence")}))
    assert said == [word("stim.pin.wrong"), word("stim.pin.wrong"), word("stim.pin.out"), word("stim.pin.out")]
    person.touch("2")
    assert word("stim.pin.sentence") in texts(person)


def test_going_back_sends_no_pin() -> None:
    person = visit(PinScene, make_panel())
    person.touch("2")
    person.touch("back")
    assert desk_of(person).acts == []


# The checklist.

def test_each_question_is_asked_alone_and_says_what_is_meant() -> None:
    panel = replace(make_panel(SHIN, WRIST, HAND), unlocked=True, external=True, warning="Set it to 20 mA.")
    person = visit(ChecklistScene, panel)
    pages = []
    for _ in range(8):
        pages.append((person.picture.key, " ".join(texts(person)),
                      next(part.name for part in person.picture.parts if isinstance(part, Figure))))
        person.touch("yes")
    assert [key for key, _, _ in pages] == [f"stim_check_{item}" for item in (
        "prescription", "screening", "device", "external", "pads", "pads", "pads", "present")]
    assert "P-017" in pages[0][1]
    assert "a1b2 c3d4" in pages[0][1]
    assert "Simulated stimulator 1. It is new here" in pages[2][1]
    assert "Set it to 20 mA." in pages[3][1]
    assert "Channel 2: pads on the left wrist extensors?" in pages[5][1]
    assert pages[5][2] == "pads_left_wrist_extensors"
    confirmed = [(act.item, act.channel) for act in desk_of(person).acts]
    assert confirmed == [(StimItem.PRESCRIPTION, 0), (StimItem.SCREENING, 0), (StimItem.DEVICE, 0),
                         (StimItem.EXTERNAL, 0), (StimItem.PADS, 0), (StimItem.PADS, 1), (StimItem.PADS, 2),
                         (StimItem.PRESENT, 0)]
    assert person.step.quit


def test_a_known_device_is_named_so() -> None:
    panel = replace(make_panel(), unlocked=True, device_known=True,
                    confirmed=frozenset({StimItem.PRESCRIPTION, StimItem.SCREENING}))
    assert any("used here before" in text for text in texts(visit(ChecklistScene, panel)))


def test_going_back_confirms_nothing() -> None:
    person = visit(ChecklistScene, replace(make_panel(), unlocked=True))
    person.do(IntentKind.BACK)
    assert desk_of(person).acts == []
    assert person.step.quit


@pytest.mark.parametrize(("scene", "panel", "choice"), [
    (ChecklistScene, make_panel(), "yes"), (StopScene, make_panel(state="estop"), "reset")])
def test_a_page_that_has_locked_itself_asks_for_the_pin(scene: type[ChecklistScene], panel: StimPanel,
                                                        choice: str) -> None:
    person = visit(scene, panel)
    person.touch(choice)
    assert person.picture.key == "stim_pin"
    assert desk_of(person).acts == []


# The stop.

@pytest.mark.parametrize(("state", "reset_step", "key"), [
    ("ready", 0, "press"), ("idle", 0, "press"), ("stopping", 0, "stopping"), ("estop", 0, "works"),
    ("estop", 1, "second"), ("fault", 0, "fault"), ("fault", 1, "second")])
def test_the_stop_says_where_it_is(state: str, reset_step: int, key: str) -> None:
    person = visit(StopScene, replace(make_panel(state=state), reset_step=reset_step))
    assert person.picture.key == f"stim_stop_{key}"
    assert ("reset" in person.buttons) is (state in {"estop", "fault"})


def test_a_fault_says_its_reason() -> None:
    panel = replace(make_panel(state="fault"), view=StimView(StimPhase.BLOCKED, "electrode"))
    assert REASONS["electrode"].therapist in texts(visit(StopScene, panel))


def test_leaving_the_stop_takes_two_presses() -> None:
    person = visit(StopScene, replace(make_done(state="estop")))
    at = person.buttons["reset"].rect.centre
    for _ in range(3):  # a tremble is one press
        person.live(2, Intent(IntentKind.PRESS, *at))
        person.live(2, Intent(IntentKind.RELEASE, *at))
    assert desk_of(person).done() == [StimDoing.RESET]
    person.live(40)
    person.touch("reset")
    assert desk_of(person).now.state == "ready"
    assert person.step.quit


# Channels.

def test_channels_without_a_current_come_first() -> None:
    found = replace(SHIN, working_ma=9.0)
    person = visit(ChannelsScene, replace(make_done(), channels=(found, WRIST, HAND)))
    rows = sorted((button.rect.y, button.label) for button in person.buttons.values() if button.id.isdigit())
    assert [label for _, label in rows] == ["2: left wrist extensors", "3: left hand",
                                            "1: right tibialis anterior: 9 mA"]
    person.touch("1")
    assert desk_of(person).acts == [StimAct(StimDoing.CALIBRATE, 1)]


@pytest.mark.parametrize("count", [1, 2])
def test_one_channel_is_gone_to_at_once(count: int) -> None:
    person = visit(StimScene, make_done(*(SHIN, WRIST)[:count], working=False))
    person.touch("find")
    assert person.picture.key == ("stim_find_on" if count == 1 else "stim_channels")


# All of them.

def test_every_button_of_every_page_is_large_and_none_hides_another() -> None:
    for key, picture in stimulation_pictures().items():
        buttons = [part for part in picture.parts if isinstance(part, Button)]
        assert all(button.rect.w >= 120 and button.rect.h >= 120 for button in buttons), key
        for index, one in enumerate(buttons):
            for other in buttons[index + 1:]:
                apart = (one.rect.x + one.rect.w <= other.rect.x or other.rect.x + other.rect.w <= one.rect.x
                         or one.rect.y + one.rect.h <= other.rect.y or other.rect.y + other.rect.h <= one.rect.y)
                assert apart, (key, one.id, other.id)
