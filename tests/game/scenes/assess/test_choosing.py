"""The ways to assessments and to pictures of electrodes."""

from __future__ import annotations

import pytest

from core.muscles import Muscle
from game.picture import Figure, Label
from game.scenes.assess.choosing import AssessListScene
from game.scenes.setup import SetupScene
from tests.game.scenes.assess.making import CARDS, SHIN, STANCE, TOLD, WRIST, FakeAssessment
from tests.game.scenes.making import FakeGuide, FakeServices, Person


def texts(person: Person) -> list[str]:
    return [part.text for part in person.picture.parts if isinstance(part, Label)]


def test_from_home_to_an_assessment_and_back() -> None:
    assessment = FakeAssessment((TOLD, STANCE))
    person = Person(FakeServices(tests=CARDS, running=assessment))
    person.touch("assess")
    assert person.picture.key == "assess_list"
    person.touch("limits")
    assert person.picture.key == "assess_told"
    person.touch("back")
    assert person.picture.key == "assess_list"
    assert assessment.cancelled
    person.touch("back")
    assert person.picture.key == "home"


def test_a_house_without_assessments_offers_none() -> None:
    assert "assess" not in Person(FakeServices()).buttons


def test_no_lean_begins_to_measure() -> None:
    person = Person(FakeServices(tests=CARDS))
    for lean in ((0.0, 0.9), (0.0, -0.9), (-0.9, 0.0)):
        person.rest()
        person.lean_to(*lean, 2.0)
        assert not person.picture.key.startswith("assess")
        person.rest()


def test_the_list_tells_how_long_and_what_is_needed() -> None:
    services = FakeServices(tests=CARDS)
    person = Person(services, AssessListScene(services))
    seen: list[str] = []
    for _ in range(3):
        seen += texts(person)
        person.touch("more")
    assert {"About 7 minutes", "Standing, on the board", "Sitting, muscle sensor", "No sensor", "About a minute",
            "Standing, board and muscle sensor"} <= set(seen)
    assert texts(person)[0] == "What shall we measure?"


@pytest.mark.parametrize(("card", "key"), [("limits", "no_board"), ("emg", "no_emg")])
def test_what_is_missing_is_said_with_what_to_do(card: str, key: str) -> None:
    services = FakeServices(tests=CARDS)
    person = Person(services, AssessListScene(services))
    while card not in person.buttons:
        person.touch("more")
    person.touch(card)
    assert person.picture.key == key
    assert any("measured" in text for text in texts(person))
    person.touch("ok")
    assert person.picture.key == "assess_list"


def test_electrodes_come_before_what_is_only_about_muscles() -> None:
    services = FakeServices(tests=CARDS, channels=(SHIN, WRIST), running=FakeAssessment((TOLD, STANCE)))
    person = Person(services, AssessListScene(services))
    person.touch("more")
    person.touch("emg")
    assert person.picture.key == "pads_right_tibialis_anterior"
    person.touch("onward")
    assert person.picture.key == "pads_left_wrist_flexors"
    person.touch("onward")
    assert person.picture.key == "assess_told"


@pytest.mark.parametrize("presses", [["back"], ["onward", "back", "back"]])
def test_electrodes_are_left_by_their_beginning_too(presses: list[str]) -> None:
    services = FakeServices(channels=(SHIN, WRIST))
    person = Person(services, SetupScene(services))
    person.touch("pads")
    for press in presses:
        person.touch(press)
    assert person.picture.key == "setup"


def test_a_page_shows_the_muscle_the_place_and_the_reference() -> None:
    services = FakeServices(channels=(SHIN,))
    person = Person(services, SetupScene(services))
    person.touch("pads")
    assert [part.name for part in person.picture.parts if isinstance(part, Figure)] == [
        "emg_right_tibialis_anterior", "electrode_pair", "electrode_reference"]
    shown = texts(person)
    assert shown[0] == "Shin, right"
    assert any("kneecap" in text for text in shown)
    person.touch("onward")
    assert person.picture.key == "setup"


class WithEffort(FakeServices):
    """A place with a muscle sensor."""

    def effort_guide(self) -> FakeGuide:
        return FakeGuide("effort")


@pytest.mark.parametrize(("channels", "first"), [((SHIN,), "pads_right_tibialis_anterior"), ((), "guide_effort")])
def test_electrodes_come_before_an_effort_is_measured(channels: tuple[Muscle, ...], first: str) -> None:
    services = WithEffort(channels=channels)
    person = Person(services, SetupScene(services))
    person.touch("muscle")
    assert person.picture.key.startswith(first)
    if channels:
        person.touch("onward")
    person.until("guide_effort_relax")


def test_all_of_it_can_be_leaned_through() -> None:
    services = WithEffort(channels=(SHIN, WRIST))
    person = Person(services, SetupScene(services))
    for lean in ((0.0, -0.9), (0.9, 0.0), (-0.9, 0.0), (0.9, 0.0), (0.9, 0.0)):
        person.rest()
        person.lean_to(*lean, 1.4)
    person.rest()
    assert person.picture.key.startswith("guide_effort")
