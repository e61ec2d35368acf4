"""A tour through every screen with the shipped levels: what tests of text and paint look at."""

from __future__ import annotations

from functools import cache

from core.faults import Fault
from core.frames import StreamHealth
from game.intents import IntentKind
from game.picture import Picture
from game.scenes.message import fault_message
from game.services import LevelCard
from levels.reader import read_level, shipped
from tests.game.scenes.checks import checkup_pictures
from tests.game.scenes.making import FakeGuide, FakeServices, Person


@cache
def shipped_cards() -> tuple[LevelCard, ...]:
    """Make the cards of the levels that come with Surefoot."""
    cards = []
    for entry in shipped():
        level = read_level(entry.path)
        cards.append(LevelCard(entry.id, level.text("title"), level.text("instruction"), level.text("why"),
                               level.posture))
    return tuple(cards)


def every_picture(lean_menu: bool = True, always: tuple[Fault, ...] = ()) -> dict[str, Picture]:
    """Walk through all screens and keep the last picture of each name; `always` is wrong all the time."""
    seen: dict[str, Picture] = {}
    for walk in (_menus, _levels, _set_up, _round, _stopped, _gone):
        person = Person(FakeServices(shipped_cards(), lean_menu=lean_menu))
        person.always = dict.fromkeys(always, "")
        walk(person)
        seen.update({step.picture.key: step.picture for step in person.steps})
    seen.update(checkup_pictures(lean_menu))
    for fault in Fault:
        person = Person(FakeServices(shipped_cards()), fault_message(FakeServices(), fault))
        person.faults = {fault: ""}
        seen[f"message_{fault}"] = person.live(1).picture
    return seen


def _menus(person: Person) -> None:
    person.faults = {Fault.BOARD_BATTERY: ""}
    person.touch("finish")
    person.touch("back")
    person.faults = {}
    person.lean_to(0.3, 0.1, 0.3)
    person.lean_to(0.0, 0.8, 0.7)


def _levels(person: Person) -> None:
    for posture in ("seated", "standing"):
        person.touch("levels")
        person.touch(posture)
        cards = [card for card in person.services.cards if card.posture == posture]
        for card in cards:
            while card.id not in person.buttons:
                person.touch("more")
            person.touch(card.id)
            person.touch("start")
            person.do(IntentKind.BACK)
            person.until("levels")
        person.touch("back")
        person.touch("back")


def _set_up(person: Person) -> None:
    person.touch("setup")
    person.touch("muscle")
    person.touch("ok")
    person.touch("reach")
    person.until("guide_reach_done")
    person.touch("back")
    person.services.guide = FakeGuide(ok=False)
    person.touch("reach")
    person.until("guide_reach_failed")
    person.touch("back")
    person.services.guide = None
    person.touch("reach")
    person.touch("ok")


def _start(person: Person) -> None:
    person.touch("play")
    person.touch("start")


def _round(person: Person) -> None:
    _start(person)
    person.until("round_play")
    follow(person, 250)
    person.touch("pause")
    person.touch("go_on")
    person.until("round_play")
    while person.picture.key != "round_results_completed":
        follow(person, 50)


def _stopped(person: Person) -> None:
    _start(person)
    person.health, person.weight_kg = StreamHealth.LOST, 0.0
    person.live(50)
    person.health, person.weight_kg = StreamHealth.OK, 70.0
    person.until("round_play")
    person.live(200)
    person.do(IntentKind.STOP)


def _gone(person: Person) -> None:
    _start(person)
    person.until("round_play")
    person.live(100)
    person.health, person.weight_kg = StreamHealth.LOST, 0.0
    person.live(70 * 100)
    person.until("round_results_safe_end")


def follow(person: Person, ticks: int) -> None:
    """Lean to whatever is asked for, a little slower than the cue."""
    for _ in range(ticks):
        wanted = person.step.cue.lean
        person.lean = (person.lean[0] + 0.1 * (wanted[0] - person.lean[0]),
                       person.lean[1] + 0.1 * (wanted[1] - person.lean[1]))
        person.live(1)


