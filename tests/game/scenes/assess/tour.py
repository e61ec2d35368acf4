"""A tour through every screen of assessments: what tests of text and paint look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.muscles import Muscle
from game.picture import Picture
from game.scenes.assess.choosing import AssessListScene
from game.scenes.assess.placing import PlacingScene
from game.scenes.setup import SetupScene
from game.stimulation import StimDesk
from tests.game.scenes.assess.making import (
    AGAIN,
    CARDS,
    ENDED,
    GUESS,
    HEIGHT,
    HELP,
    PAIN,
    PAUSED,
    PREPARE,
    RAIL,
    RESULTS,
    RUNNING,
    TOLD,
    asking,
    person_with,
)
from tests.game.scenes.making import FakeServices, Person
from tests.game.scenes.stim_making import FakeDesk, make_panel

QUESTIONS = (RAIL, HELP, PAIN, GUESS, HEIGHT, AGAIN)


def assessment_pictures(channels: Sequence[Muscle] = tuple(Muscle)) -> dict[str, Picture]:
    """Walk through everything and keep the pictures by name."""
    return {**_led(), **_asked(), **_results(), **_menus(channels), **_electrodes(channels)}


def _led() -> dict[str, Picture]:
    views = {"told": TOLD, "paused": PAUSED, **RUNNING}
    return {f"assess_{name}": person_with(view)[0].live(3).picture for name, view in views.items()}


def _asked() -> dict[str, Picture]:
    seen: dict[str, Picture] = {}
    for question in QUESTIONS:
        person, _ = person_with(asking(question))
        seen[f"assess_ask_{question.key}"] = person.live(2).picture
        if question.scale:
            seen[f"assess_found_{question.key}"] = person.touch("higher").picture
    return seen


def _results() -> dict[str, Picture]:
    seen: dict[str, Picture] = {}
    for end in (RESULTS, ENDED):
        person, _ = person_with(PREPARE, end, wait=1)
        person.live(5)
        while True:
            seen[person.picture.key] = person.picture
            if "next" not in person.buttons:
                break
            person.touch("next")
    return seen


def _menus(channels: Sequence[Muscle]) -> dict[str, Picture]:
    services = FakeServices(tests=CARDS, channels=channels)
    stimulated = replace(services, stim_desk=_desk())
    seen = {"assess_home": Person(services).picture,
            "assess_setup": Person(services, SetupScene(services)).picture,
            "assess_setup_stim": Person(stimulated, SetupScene(stimulated)).picture}
    person = Person(services, AssessListScene(services))
    for page in range(3):
        seen[f"assess_list_{page}"] = person.picture
        person.touch("more")
    for number, card in enumerate(CARDS[:2]):  # a sensor is not there
        person = Person(services, AssessListScene(services))
        seen[f"assess_missing_{number}"] = person.touch(card.id).picture
    return seen


def _desk() -> StimDesk:
    return FakeDesk(make_panel())


def _electrodes(channels: Sequence[Muscle]) -> dict[str, Picture]:
    services = FakeServices(channels=channels)
    person = Person(services, PlacingScene(services, channels))
    seen: dict[str, Picture] = {}
    for _ in channels:
        seen[person.picture.key] = person.picture
        person.touch("onward")
    return seen
